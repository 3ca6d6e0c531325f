//! Picture files as the pixels that they show: PNG, JPEG, and GIF with its frames composed.
//!
//! By the decoders of each format: the crate `image` compiles twenty times as long as `png`, for its colour profiles.

use std::fmt::Display;
use std::io::Cursor;
use std::iter;

use gif_dispose::Screen;

/// A decoded file, frame by frame.
pub struct Movie<'a> {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Whether the file keeps the pixels that were drawn (PNG) or something like them (GIF, JPEG).
    pub is_exact: bool,
    /// The frames, or what is wrong with the file.
    pub frames: Box<dyn Iterator<Item = Result<Frame, String>> + 'a>,
}

/// What is shown at one time.
pub struct Frame {
    /// For how long, in hundredths of a second.
    pub delay: u16,
    /// Red, green, blue and opacity of each pixel.
    pub pixels: Vec<[u8; 4]>,
}

impl Movie<'_> {
    /// Opens a file; a PNG or JPEG is decoded at once.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn open(file: &[u8]) -> Result<Movie<'_>, String> {
        if file.starts_with(b"GIF8") {
            return gif(file);
        }
        let is_exact = !file.starts_with(&[0xff, 0xd8]);
        let (size, pixels) = if is_exact { png(file)? } else { jpeg(file)? };
        Ok(Movie { size, is_exact, frames: Box::new(iter::once(Ok(Frame { delay: 0, pixels }))) })
    }
}

fn gif(file: &[u8]) -> Result<Movie<'_>, String> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    options.check_frame_consistency(true);
    let mut decoder = options.read_info(Cursor::new(file)).map_err(text)?;
    let mut screen = Screen::new_decoder(&decoder);
    let size = (u32::from(decoder.width()), u32::from(decoder.height()));
    let mut next = move || {
        let Some(frame) = decoder.read_next_frame().map_err(text)? else { return Ok(None) };
        screen.blit_frame(frame).map_err(text)?;
        Ok(Some(Frame { delay: frame.delay, pixels: screen.pixels_rgba().pixels().map(<[u8; 4]>::from).collect() }))
    };
    Ok(Movie { size, is_exact: false, frames: Box::new(iter::from_fn(move || next().transpose())) })
}

type Pixels = ((u32, u32), Vec<[u8; 4]>);

fn png(file: &[u8]) -> Result<Pixels, String> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(text)?;
    let mut buffer = vec![0; reader.output_buffer_size().ok_or("too large")?];
    let info = reader.next_frame(&mut buffer).map_err(text)?;
    reader.finish().map_err(text)?;
    buffer.truncate(info.buffer_size());
    let pixels = match info.color_type {
        png::ColorType::Rgba => buffer.as_chunks().0.to_vec(),
        _ => buffer.as_chunks().0.iter().map(|[grey, alpha]| [*grey, *grey, *grey, *alpha]).collect(),
    };
    Ok(((info.width, info.height), pixels))
}

fn jpeg(file: &[u8]) -> Result<Pixels, String> {
    let mut decoder = jpeg_decoder::Decoder::new(Cursor::new(file));
    let bytes = decoder.decode().map_err(text)?;
    let info = decoder.info().ok_or("no header")?;
    let pixels = match info.pixel_format {
        jpeg_decoder::PixelFormat::RGB24 => bytes.as_chunks().0.iter().map(|[r, g, b]| [*r, *g, *b, 255]).collect(),
        jpeg_decoder::PixelFormat::L8 => bytes.iter().map(|level| [*level, *level, *level, 255]).collect(),
        other => return Err(format!("unexpected pixels: {other:?}")),
    };
    Ok(((u32::from(info.width), u32::from(info.height)), pixels))
}

fn text(error: impl Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::samples;

    fn frames(file: &[u8]) -> Vec<Vec<[u8; 4]>> {
        Movie::open(file).unwrap().frames.map(|frame| frame.unwrap().pixels).collect()
    }

    #[test]
    fn a_frame_covers_its_part_and_leaves_the_rest() {
        let shown = frames(&samples::gif(&[[1, 2, 3], [200, 0, 0]]));
        assert_eq!(shown.len(), 2);
        let (old, new) = ([1, 2, 3, 255], [200, 0, 0, 255]);
        assert!(shown[0].iter().all(|pixel| *pixel == old));
        assert!(shown[1][..32].iter().all(|pixel| *pixel == new));
        assert!(shown[1][32..].iter().all(|pixel| *pixel == old));
    }

    #[test]
    fn a_png_has_the_pixels_that_were_drawn_and_a_jpeg_something_like_them() {
        let shown = frames(&samples::png(3, 2, |x, y| [x as u8, y as u8, 9]));
        assert_eq!(
            shown,
            [[[0, 0, 9, 255], [1, 0, 9, 255], [2, 0, 9, 255], [0, 1, 9, 255], [1, 1, 9, 255], [2, 1, 9, 255]]]
        );
        let jpeg = samples::jpeg();
        assert_eq!((Movie::open(&jpeg).unwrap().size, frames(&jpeg)[0].len()), ((16, 16), 256));
    }

    #[test]
    fn a_frame_beyond_the_picture_is_a_fault_of_the_file() {
        let mut beyond = samples::gif(&[[1, 2, 3]]);
        let frame = beyond.iter().position(|byte| *byte == b',').unwrap();
        beyond[frame + 1] = 5; // its left edge, in a picture of 8 pixels
        let faults: Vec<_> = Movie::open(&beyond).unwrap().frames.take(1).map(|frame| frame.is_err()).collect();
        assert_eq!(faults, [true]);
    }
}
