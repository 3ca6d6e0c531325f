//! Every picture of the course, one file each: parameters as constants, `data` computed by flowlab, `draw`.
//!
//! [`FIGURES`] is the table from which the bin `figures`, the notebooks and the book find them.

mod encode;
pub mod notes;
mod pictures;

use flowlab::lang::Text;
use flowlab::plot::{Animation, Image, Scene, Style};

pub use encode::{Extension, encode, encode_picture};
pub use pictures::noise_to_cat;

/// A picture of the course.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its name; its files are called after it.
    pub id: &'static str,
    /// The name of its plain file, such as `traj.png`, `flow.gif` or `Bao.jpg`.
    pub file: &'static str,
    /// One line that says what to see.
    pub caption: Text,
    /// What the picture tells, for those who do not see it.
    pub alt: Text,
    /// Computes and draws it.
    pub make: fn(&Style) -> flowlab::Result<Picture>,
}

/// What a figure draws.
pub enum Picture {
    /// A vector drawing.
    Still(Scene),
    /// A bitmap.
    Photo(Image),
    /// A drawing for each frame.
    Animation(Animation),
}

/// Every figure, those of the notes first.
pub const FIGURES: &[Figure] = pictures::ALL;

/// The figure with this id.
pub fn by_id(id: &str) -> Option<&'static Figure> {
    FIGURES.iter().find(|figure| figure.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_belongs_to_one_lesson_and_every_lesson_names_only_figures() {
        for figure in FIGURES {
            let lessons = lessons::LESSONS.iter().filter(|lesson| lesson.figures.contains(&figure.id)).count();
            assert_eq!(lessons, 1, "{}", figure.id);
            assert_eq!(figure.file.split('.').next(), Some(figure.id));
        }
        for lesson in lessons::LESSONS {
            for id in lesson.figures {
                assert!(by_id(id).is_some(), "lesson {} names the figure {id}, which nobody draws", lesson.slug);
            }
        }
    }

    #[test]
    fn every_figure_draws_in_every_style() {
        for theme in flowlab::plot::Theme::ALL {
            for lang in flowlab::Lang::ALL {
                for figure in FIGURES {
                    let drawn = match (figure.make)(&Style { theme, lang }) {
                        Ok(Picture::Animation(animation)) => (animation.frame)(animation.poster).map(|_| ()),
                        other => other.map(|_| ()),
                    };
                    assert_eq!(drawn, Ok(()), "{} {} {}", figure.id, theme.name(), lang);
                }
            }
        }
    }

    #[test]
    fn the_committed_animations_are_small_files() {
        for figure in FIGURES.iter().filter(|figure| figure.file.ends_with(".gif")) {
            let bytes = std::fs::metadata(lessons::repo::root().join("figures").join(figure.file)).unwrap().len();
            assert!(bytes <= 1_400_000, "{} has {bytes} bytes", figure.file);
        }
    }

    #[test]
    fn captions_and_alt_texts_speak_both_languages() {
        for figure in FIGURES {
            for text in [figure.caption, figure.alt] {
                assert!(
                    !text.en.is_empty() && text.zh.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)),
                    "{}",
                    figure.id
                );
            }
        }
    }
}
