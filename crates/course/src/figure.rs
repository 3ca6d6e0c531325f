//! What a picture of the course is.

use std::iter;

use flowlab::lang::Text;
use flowlab::plot::{Animation, Image, Scene, Style};

use crate::LESSONS;

/// A picture of the course: parameters as constants, `data` computed by flowlab, `draw`.
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

/// Every figure: those of the notes in their order, then the lessons' own.
pub fn figures() -> impl Iterator<Item = &'static Figure> + Clone {
    let of_the_notes = LESSONS.iter().flat_map(|lesson| lesson.figures.of_the_notes);
    iter::chain(of_the_notes, LESSONS.iter().flat_map(|lesson| lesson.figures.own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_belongs_to_one_lesson_and_has_a_file_of_its_name() {
        let mut ids: Vec<_> = figures().map(|figure| figure.id).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
        for figure in figures() {
            assert_eq!(figure.file.split('.').next(), Some(figure.id));
        }
    }

    #[test]
    fn every_figure_draws_in_every_style() {
        for theme in flowlab::plot::Theme::ALL {
            for lang in flowlab::Lang::ALL {
                for figure in figures() {
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
    fn captions_and_alt_texts_speak_both_languages() {
        for figure in figures() {
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
