//! A figure as the bytes of a file.

use flowlab::plot::{Scene, Style};
use flowlab::{Error, Result};

use crate::{Figure, Picture};

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

/// Pixels for each CSS pixel of a still picture.
const SCALE: f32 = 2.0;
/// The quality of a JPEG file.
const QUALITY: u8 = 90;

/// Computes and draws a figure and encodes it; `quick` makes a small one, for tests.
///
/// # Errors
/// Those of the drawing; [`Error::Encode`] if the figure cannot be written as such a file.
pub fn encode(figure: &Figure, style: &Style, extension: Extension, quick: bool) -> Result<Vec<u8>> {
    encode_picture(&(figure.make)(style)?, figure.id, extension, quick)
}

/// Encodes what a figure drew, as [`encode`] does.
///
/// # Errors
/// [`Error::Encode`] if the figure `id` cannot be written as such a file.
pub fn encode_picture(picture: &Picture, id: &str, extension: Extension, quick: bool) -> Result<Vec<u8>> {
    let scale = if quick { 0.5 } else { SCALE };
    let still = |scene: &Scene| match extension {
        Extension::Svg => Ok(scene.to_svg().into_bytes()),
        _ => scene.rasterise(scale).to_png(),
    };
    match (picture, extension) {
        (Picture::Still(scene), Extension::Png | Extension::Svg) => still(scene),
        (Picture::Photo(image), Extension::Jpg) => image.to_jpeg(QUALITY),
        (Picture::Photo(image), Extension::Png) => image.to_png(),
        (Picture::Animation(animation), Extension::Gif) => animation.to_gif(scale, if quick { 10 } else { 1 }),
        (Picture::Animation(animation), Extension::Png | Extension::Svg) => {
            still(&(animation.frame)(animation.poster)?)
        }
        (_, other) => Err(Error::Encode(format!("{id} is not drawn as .{}", other.name()))),
    }
}
