//! Animations: a scene for each frame, encoded as a GIF that does not flicker.
//!
//! All frames share one palette, and a pixel that has not changed is left transparent: the file is small and still
//! parts stand still.

use std::borrow::Cow;

use color_quant::NeuQuant;

use super::image::Image;
use super::scene::Scene;
use crate::error::at_least_one;
use crate::{Error, Result, chunk};

/// A picture that moves.
pub struct Animation {
    /// Number of frames.
    pub frames: usize,
    /// The frame that stands for the whole where nothing moves.
    pub poster: usize,
    /// Time for which each frame is shown, in hundredths of a second.
    pub delay: u16,
    /// Draws the frame of a number below `frames`.
    pub frame: Box<dyn Fn(usize) -> Result<Scene> + Send + Sync>,
}

/// The index of the palette that stands for "as before".
const UNCHANGED: u8 = 255;

impl Animation {
    /// The animation as a GIF that loops for ever, at `scale` pixels a unit, with every `every`-th frame (1 for all).
    ///
    /// # Errors
    /// Those of the frames; no frames, or more pixels in them than memory holds; [`Error::Encode`] if a side is longer
    /// than 65535 pixels, a frame is shown for longer than 65535 hundredths of a second, or frames are of two sizes.
    pub fn to_gif(&self, scale: f32, every: usize) -> Result<Vec<u8>> {
        let every = every.max(1);
        let delay = usize::from(self.delay).saturating_mul(every);
        let delay = u16::try_from(delay).map_err(|_| {
            Error::Encode(format!(
                "a GIF frame of {delay} hundredths of a second: give at most {}, or skip fewer",
                u16::MAX
            ))
        })?;
        at_least_one("frames", self.frames)?;
        (self.frame)(0)?.pixels(scale, self.frames.div_ceil(every))?;
        let numbers: Vec<usize> = (0..self.frames).step_by(every).collect();
        let images = chunk::map(&numbers, |k| (self.frame)(*k)?.bitmap(scale));
        let images = images.into_iter().collect::<Result<Vec<Image>>>()?;
        let size = |image: &Image| (image.width, image.height);
        if let Some(k) = images.iter().position(|image| size(image) != size(&images[0])) {
            let (sizes, k) = ([&images[0], &images[k]].map(size), numbers[k]);
            return Err(Error::Encode(format!("frame {k} has {:?} pixels, frame 0 has {:?}", sizes[1], sizes[0])));
        }
        let palette = Palette::of(&images);
        let indexed = chunk::map(&images, |image| palette.index(image));
        let encode = |error: gif::EncodingError| Error::Encode(error.to_string());
        let (width, height) = size(&images[0]);
        let side = |n: u32| u16::try_from(n).map_err(|_| Error::Encode(format!("a GIF side of {n} pixels")));
        let (width, height) = (side(width)?, side(height)?);
        let places: Vec<usize> = (0..indexed.len()).collect();
        let frames = chunk::map(&places, |&k| {
            let before = k.checked_sub(1).map(|k| indexed[k].as_slice());
            let mut frame = changed_part(before, &indexed[k], width);
            frame.delay = delay;
            frame.make_lzw_pre_encoded();
            frame
        });
        let mut bytes = Vec::new();
        let mut encoder = gif::Encoder::new(&mut bytes, width, height, &palette.rgb).map_err(encode)?;
        encoder.set_repeat(gif::Repeat::Infinite).map_err(encode)?;
        for frame in &frames {
            encoder.write_lzw_pre_encoded_frame(frame).map_err(encode)?;
        }
        drop(encoder);
        Ok(bytes)
    }
}

/// The smallest rectangle that holds every changed pixel, with the unchanged ones inside it transparent.
fn changed_part(before: Option<&[u8]>, now: &[u8], width: u16) -> gif::Frame<'static> {
    let columns = usize::from(width);
    let Some(before) = before else {
        let height = (now.len() / columns) as u16;
        return gif::Frame { width, height, buffer: Cow::Owned(now.to_vec()), ..Default::default() };
    };
    let (mut left, mut right, mut top, mut bottom) = (columns, 0, usize::MAX, 0);
    for (row, (old, new)) in before.chunks_exact(columns).zip(now.chunks_exact(columns)).enumerate() {
        if let Some(first) = old.iter().zip(new).position(|(a, b)| a != b) {
            let last = columns - 1 - old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
            (left, right) = (left.min(first), right.max(last + 1));
            (top, bottom) = (top.min(row), row + 1);
        }
    }
    if bottom == 0 {
        (left, right, top, bottom) = (0, 1, 0, 1);
    }
    let mut buffer = Vec::with_capacity((right - left) * (bottom - top));
    for row in top..bottom {
        let span = row * columns + left..row * columns + right;
        let pairs = before[span.clone()].iter().zip(&now[span]);
        buffer.extend(pairs.map(|(old, new)| if old == new { UNCHANGED } else { *new }));
    }
    gif::Frame {
        left: left as u16,
        top: top as u16,
        width: (right - left) as u16,
        height: (bottom - top) as u16,
        transparent: Some(UNCHANGED),
        dispose: gif::DisposalMethod::Keep,
        buffer: Cow::Owned(buffer),
        ..Default::default()
    }
}

/// 255 colours that serve all frames; one index is kept for "as before".
struct Palette {
    rgb: Vec<u8>,
    /// For each coarse colour the index of the nearest of the palette.
    nearest: Vec<u8>,
}

/// Coarse colours: 6 bits a channel, finer than the eye tells apart in a moving picture.
const COARSE: usize = 1 << 18;

/// The number of a pixel's coarse colour.
fn coarse(pixel: &[u8]) -> usize {
    let bits = |c: u8| usize::from(c >> 2);
    bits(pixel[0]) << 12 | bits(pixel[1]) << 6 | bits(pixel[2])
}

/// The pixels of one coarse colour: how many, and the sums of their channels.
#[derive(Clone, Copy, Default)]
struct Cell {
    count: u64,
    sums: [u64; 3],
}

impl Cell {
    /// Their mean: an ink or a ground, which fills its cell nearly alone, stays as it is.
    fn colour(&self) -> [u8; 3] {
        self.sums.map(|sum| ((sum + self.count / 2) / self.count) as u8)
    }
}

/// The cells of all pixels, by their number.
fn cells(images: &[Image]) -> Vec<Cell> {
    let mut cells = vec![Cell::default(); COARSE];
    // most neighbours are alike, and are counted in one piece
    for run in images.iter().flat_map(|image| image.rgb.as_chunks::<3>().0.chunk_by(|pixel, next| pixel == next)) {
        let cell = &mut cells[coarse(&run[0])];
        cell.count += run.len() as u64;
        (0..3).for_each(|channel| cell.sums[channel] += u64::from(run[0][channel]) * run.len() as u64);
    }
    cells
}

impl Palette {
    fn of(images: &[Image]) -> Palette {
        let cells = cells(images);
        let mut colours: Vec<usize> = (0..COARSE).filter(|number| cells[*number].count > 0).collect();
        colours.sort_by_key(|number| std::cmp::Reverse(cells[*number].count));
        // The commonest colours (the ground, the inks) stay as they are; the rest share what a quantiser finds for them.
        let exact = 64.min(colours.len());
        let mut rgb: Vec<u8> = colours[..exact].iter().flat_map(|number| cells[*number].colour()).collect();
        let rest = &colours[exact..];
        let places = usize::from(UNCHANGED) - exact;
        if rest.len() <= places {
            rgb.extend(rest.iter().flat_map(|number| cells[*number].colour()));
        } else {
            let weighted = |number: &usize| {
                let [r, g, b] = cells[*number].colour();
                let weight = 1 + (cells[*number].count as f64).sqrt() as usize / 8;
                std::iter::repeat_n([r, g, b, 255], weight.min(24))
            };
            let sample: Vec<u8> = rest.iter().flat_map(weighted).flatten().collect();
            rgb.extend(NeuQuant::new(5, places, &sample).color_map_rgb());
        }
        let chosen = chunk::map(&colours, |number| closest(&rgb, cells[*number].colour()));
        let mut nearest = vec![0; COARSE];
        for (number, index) in colours.into_iter().zip(chosen) {
            nearest[number] = index;
        }
        rgb.resize(3 * 256, 0);
        Palette { rgb, nearest }
    }

    fn index(&self, image: &Image) -> Vec<u8> {
        image.rgb.chunks_exact(3).map(|pixel| self.nearest[coarse(pixel)]).collect()
    }
}

/// The index of the entry of a palette that is closest to a colour.
fn closest(palette: &[u8], colour: [u8; 3]) -> u8 {
    let distance =
        |entry: &[u8]| -> u32 { entry.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum() };
    let best = palette.chunks_exact(3).enumerate().min_by_key(|(_, entry)| distance(entry));
    best.map_or(0, |(index, _)| index as u8)
}

#[cfg(test)]
mod tests {
    use super::super::colour::Colour;
    use super::*;

    /// An animation of empty frames, the one of number k with sides of k more pixels if they grow.
    fn empty(frames: usize, delay: u16, growth: u32) -> Animation {
        let frame = move |k: usize| Ok(Scene::new(3 + growth * k as u32, 3 + growth * k as u32, Colour::hex(0)));
        Animation { frames, poster: 0, delay, frame: Box::new(frame) }
    }

    #[test]
    fn animations_that_no_gif_holds_are_refused() {
        for (animation, scale, every, words) in [
            (empty(0, 4, 0), 1.0, 1, "no frames"),
            (empty(3, 60_000, 0), 1.0, 2, "120000 hundredths of a second"),
            (empty(3, 4, 0), 1.0, 1 << 16, "262144 hundredths of a second"),
            (empty(3, 4, 0), 1.0, usize::MAX, "18446744073709551615 hundredths of a second"),
            (empty(usize::MAX, 4, 0), 1.0, 1, "18446744073709551615 pixels do not fit in memory"),
            (empty(2, 4, 0), 1e30, 1, "pixels do not fit in memory"),
            (empty(2, 4, 0), f32::NAN, 1, "scale = NaN"),
            (empty(3, 4, 1), 1.0, 2, "frame 2 has (5, 5) pixels, frame 0 has (3, 3)"),
        ] {
            let message = animation.to_gif(scale, every).unwrap_err().to_string();
            assert!(message.contains(words), "{message}");
        }
        assert!(empty(3, 65_535, 0).to_gif(1.0, 1).is_ok() && empty(3, 0, 0).to_gif(1.0, usize::MAX).is_ok());
    }

    #[test]
    fn grounds_and_inks_keep_their_colours() {
        let ground = [22, 24, 29];
        let fade = (0..6000).flat_map(|k: u32| [k % 251, k / 24, k * 7 % 255].map(|c| c as u8));
        let rgb = ground.repeat(9000).into_iter().chain(fade).collect();
        let image = Image { width: 150, height: 100, rgb };
        let palette = Palette::of(std::slice::from_ref(&image));
        let first = usize::from(palette.index(&image)[0]);
        assert_eq!(palette.rgb[3 * first..][..3], ground);
    }
}
