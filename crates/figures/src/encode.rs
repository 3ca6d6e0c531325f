//! A figure as the bytes of a file.

use flowlab::plot::{Scene, Style};
use flowlab::{Error, Result};

use crate::{Extension, Figure, Picture};

/// Pixels for each CSS pixel of a still picture.
const SCALE: f32 = 2.0;
/// The quality of a JPEG file.
const QUALITY: u8 = 90;

/// Computes and draws a figure and encodes it; `quick` makes a small one, for tests.
///
/// # Errors
/// Those of the drawing; [`Error::Encode`] if the figure cannot be written as such a file.
pub fn encode(figure: &Figure, style: &Style, extension: Extension, quick: bool) -> Result<Vec<u8>> {
    encode_picture(&figure.draw(style)?, figure.id, extension, quick)
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
