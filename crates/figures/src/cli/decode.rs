//! Picture files as the pixels that they show: PNG, JPEG, and GIF with its frames composed.

use std::io::Cursor;

/// A decoded file, frame by frame.
pub struct Movie<'a> {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Whether the file keeps the pixels that were drawn (PNG) or something like them (GIF, JPEG).
    pub is_exact: bool,
    reel: Reel<'a>,
}

/// What is shown at one time.
pub struct Frame {
    /// For how long, in hundredths of a second.
    pub delay: u16,
    /// Four bytes a pixel.
    pub rgba: Vec<u8>,
}

enum Reel<'a> {
    Still(Option<Vec<u8>>),
    Gif(Box<GifReel<'a>>),
}

impl<'a> Movie<'a> {
    /// Opens a file; a PNG or JPEG is decoded at once.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn open(file: &'a [u8]) -> Result<Movie<'a>, String> {
        if file.starts_with(b"GIF8") {
            let reel = GifReel::open(file)?;
            let size = (u32::from(reel.decoder.width()), u32::from(reel.decoder.height()));
            return Ok(Movie { size, is_exact: false, reel: Reel::Gif(Box::new(reel)) });
        }
        let is_exact = !file.starts_with(&[0xff, 0xd8]);
        let (size, rgba) = if is_exact { png(file)? } else { jpeg(file)? };
        Ok(Movie { size, is_exact, reel: Reel::Still(Some(rgba)) })
    }

    /// The next frame, or `None` after the last.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, String> {
        match &mut self.reel {
            Reel::Still(rgba) => Ok(rgba.take().map(|rgba| Frame { delay: 0, rgba })),
            Reel::Gif(reel) => reel.next_frame(),
        }
    }
}

struct GifReel<'a> {
    decoder: gif::Decoder<Cursor<&'a [u8]>>,
    canvas: Vec<u8>,
    restore: Option<Restore>,
}

/// What to put back on the canvas before the next frame is drawn.
enum Restore {
    Clear { left: usize, top: usize, width: usize, height: usize },
    Canvas(Vec<u8>),
}

impl<'a> GifReel<'a> {
    fn open(file: &'a [u8]) -> Result<GifReel<'a>, String> {
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let decoder = options.read_info(Cursor::new(file)).map_err(|error| error.to_string())?;
        let canvas = vec![0; 4 * usize::from(decoder.width()) * usize::from(decoder.height())];
        Ok(GifReel { decoder, canvas, restore: None })
    }

    fn next_frame(&mut self) -> Result<Option<Frame>, String> {
        let row = 4 * usize::from(self.decoder.width());
        match self.restore.take() {
            Some(Restore::Clear { left, top, width, height }) => {
                for y in top..top + height {
                    self.canvas[y * row + 4 * left..][..4 * width].fill(0);
                }
            }
            Some(Restore::Canvas(old)) => self.canvas = old,
            None => {}
        }
        let Some(frame) = self.decoder.read_next_frame().map_err(|error| error.to_string())? else { return Ok(None) };
        let (left, top) = (usize::from(frame.left), usize::from(frame.top));
        let (width, height) = (usize::from(frame.width), usize::from(frame.height));
        if 4 * (left + width) > row || (top + height) * row > self.canvas.len() {
            return Err("a frame reaches beyond the picture".to_string());
        }
        self.restore = match frame.dispose {
            gif::DisposalMethod::Background => Some(Restore::Clear { left, top, width, height }),
            gif::DisposalMethod::Previous => Some(Restore::Canvas(self.canvas.clone())),
            gif::DisposalMethod::Any | gif::DisposalMethod::Keep => None,
        };
        for (y, line) in frame.buffer.chunks_exact(4 * width.max(1)).enumerate() {
            let target = &mut self.canvas[(top + y) * row + 4 * left..][..4 * width];
            for (pixel, new) in target.chunks_exact_mut(4).zip(line.chunks_exact(4)) {
                if new[3] > 0 {
                    pixel.copy_from_slice(new);
                }
            }
        }
        Ok(Some(Frame { delay: frame.delay, rgba: self.canvas.clone() }))
    }
}

type Pixels = ((u32, u32), Vec<u8>);

fn png(file: &[u8]) -> Result<Pixels, String> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let mut buffer = vec![0; reader.output_buffer_size().ok_or("too large")?];
    let info = reader.next_frame(&mut buffer).map_err(|error| error.to_string())?;
    reader.finish().map_err(|error| error.to_string())?;
    buffer.truncate(info.buffer_size());
    let rgba = match info.color_type {
        png::ColorType::Rgba => buffer,
        _ => buffer.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect(),
    };
    Ok(((info.width, info.height), rgba))
}

fn jpeg(file: &[u8]) -> Result<Pixels, String> {
    let mut decoder = jpeg_decoder::Decoder::new(Cursor::new(file));
    let pixels = decoder.decode().map_err(|error| error.to_string())?;
    let info = decoder.info().ok_or("no header")?;
    let rgba = match info.pixel_format {
        jpeg_decoder::PixelFormat::RGB24 => pixels.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect(),
        jpeg_decoder::PixelFormat::L8 => pixels.iter().flat_map(|level| [*level, *level, *level, 255]).collect(),
        other => return Err(format!("unexpected pixels: {other:?}")),
    };
    Ok(((u32::from(info.width), u32::from(info.height)), rgba))
}

#[cfg(test)]
mod tests {
    use super::super::compare::samples;
    use super::*;

    fn frames(file: &[u8]) -> Vec<Vec<u8>> {
        let mut movie = Movie::open(file).unwrap();
        std::iter::from_fn(|| movie.next_frame().unwrap().map(|frame| frame.rgba)).collect()
    }

    #[test]
    fn a_frame_covers_its_part_and_leaves_the_rest() {
        let shown = frames(&samples::gif(&[[1, 2, 3], [200, 0, 0]]));
        assert_eq!(shown.len(), 2);
        let (old, new) = ([1, 2, 3, 255], [200, 0, 0, 255]);
        assert!(shown[0].chunks_exact(4).all(|pixel| pixel == old));
        assert!(shown[1][..4 * 32].chunks_exact(4).all(|pixel| pixel == new));
        assert!(shown[1][4 * 32..].chunks_exact(4).all(|pixel| pixel == old));
    }

    #[test]
    fn a_png_has_the_pixels_that_were_drawn_and_a_jpeg_something_like_them() {
        let shown = frames(&samples::png(3, 2, |x, y| [x as u8, y as u8, 9]));
        assert_eq!(
            shown,
            [[[0, 0, 9, 255], [1, 0, 9, 255], [2, 0, 9, 255], [0, 1, 9, 255], [1, 1, 9, 255], [2, 1, 9, 255]].concat()]
        );
        let jpeg = samples::jpeg();
        assert_eq!((Movie::open(&jpeg).unwrap().size, frames(&jpeg)[0].len()), ((16, 16), 4 * 256));
    }
}
