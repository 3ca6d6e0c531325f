//! What a picture of the course is.

use std::iter;

use flowlab::lang::Text;
use flowlab::plot::{Animation, Image, Scene, Style, Theme};
use flowlab::{Lang, Result};

use crate::LESSONS;

/// A picture of the course: parameters as constants, `data` computed by flowlab, `draw`.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its name; its files are called after it.
    pub id: &'static str,
    /// One line that says what to see.
    pub caption: Text,
    /// What the picture tells, for those who do not see it.
    pub alt: Text,
    /// Computes and draws it.
    pub make: Make,
}

/// How a figure is made, by what it draws.
#[derive(Clone, Copy, Debug)]
pub enum Make {
    /// A vector drawing.
    Still(fn(&Style) -> Result<Scene>),
    /// A bitmap.
    Photo(fn(&Style) -> Result<Image>),
    /// A drawing for each frame.
    Animation(fn(&Style) -> Result<Animation>),
}

/// What a figure drew.
pub enum Picture {
    /// A vector drawing.
    Still(Scene),
    /// A bitmap.
    Photo(Image),
    /// A drawing for each frame.
    Animation(Animation),
}

/// The kinds of file that a figure can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Extension {
    /// A bitmap; of an animation, its poster.
    Png,
    /// A vector drawing; of an animation, its poster.
    Svg,
    /// An animation.
    Gif,
    /// A photograph.
    Jpg,
}

impl Extension {
    /// The ending of the file's name.
    pub fn name(self) -> &'static str {
        match self {
            Extension::Png => "png",
            Extension::Svg => "svg",
            Extension::Gif => "gif",
            Extension::Jpg => "jpg",
        }
    }

    /// The kind for an ending, in small or capital letters; `jpeg` is `jpg`.
    pub fn from_name(name: &str) -> Option<Extension> {
        match name.to_ascii_lowercase().as_str() {
            "png" => Some(Extension::Png),
            "svg" => Some(Extension::Svg),
            "gif" => Some(Extension::Gif),
            "jpg" | "jpeg" => Some(Extension::Jpg),
            _ => None,
        }
    }
}

impl Figure {
    /// Computes and draws the figure.
    ///
    /// # Errors
    /// Those of the drawing.
    pub fn draw(&self, style: &Style) -> Result<Picture> {
        Ok(match self.make {
            Make::Still(draw) => Picture::Still(draw(style)?),
            Make::Photo(draw) => Picture::Photo(draw(style)?),
            Make::Animation(draw) => Picture::Animation(draw(style)?),
        })
    }

    /// The kind of its plain file: a GIF of an animation, a JPEG of a photograph, else a PNG.
    pub fn extension(&self) -> Extension {
        match self.make {
            Make::Still(_) => Extension::Png,
            Make::Photo(_) => Extension::Jpg,
            Make::Animation(_) => Extension::Gif,
        }
    }

    /// Whether it can be written as this kind of file, unless it has too many marks for SVG.
    pub fn can_be(&self, extension: Extension) -> bool {
        match self.make {
            Make::Still(_) => matches!(extension, Extension::Png | Extension::Svg),
            Make::Photo(_) => matches!(extension, Extension::Png | Extension::Jpg),
            Make::Animation(_) => extension != Extension::Jpg,
        }
    }

    /// The name of its plain file, such as `traj.png`, `flow.gif` or `Bao.jpg`.
    pub fn file(&self) -> String {
        self.file_name(&Style::default(), self.extension())
    }

    /// The name of its file of this kind in a style: `ID[.zh][.dark].EXT`.
    pub fn file_name(&self, style: &Style, extension: Extension) -> String {
        let lang = if style.lang == Lang::Zh { ".zh" } else { "" };
        let theme = if style.theme == Theme::Dark { ".dark" } else { "" };
        format!("{}{lang}{theme}.{}", self.id, extension.name())
    }
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
    fn every_figure_belongs_to_one_lesson() {
        let mut ids: Vec<_> = figures().map(|figure| figure.id).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    }

    #[test]
    fn a_file_s_name_tells_figure_language_theme_and_kind() {
        let figure = |id| figures().find(|figure| figure.id == id).unwrap();
        assert_eq!(["traj", "flow", "Bao"].map(|id| figure(id).file()), ["traj.png", "flow.gif", "Bao.jpg"]);
        let zh_dark = Style { theme: Theme::Dark, lang: Lang::Zh };
        assert_eq!(figure("flow").file_name(&zh_dark, Extension::Svg), "flow.zh.dark.svg");
        assert_eq!(Style::default(), Style { theme: Theme::Light, lang: Lang::En });
    }

    #[test]
    fn every_figure_draws_in_both_languages_and_on_both_grounds() {
        // the book draws the other two pairs
        for (lang, theme) in [(Lang::En, Theme::Light), (Lang::Zh, Theme::Dark)] {
            for figure in figures() {
                let drawn = match figure.draw(&Style { theme, lang }) {
                    Ok(Picture::Animation(animation)) => (animation.frame)(animation.poster).map(|_| ()),
                    other => other.map(|_| ()),
                };
                assert_eq!(drawn, Ok(()), "{} {} {}", figure.id, theme.name(), lang);
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
