//! Animations: a scene for each frame, encoded as a GIF that does not flicker.
//!
//! All frames share one palette, and a pixel that has not changed is left transparent: the file is small and still
//! parts stand still.

use std::borrow::Cow;

use color_quant::NeuQuant;

use super::image::Image;
use super::scene::Scene;
use crate::{Error, Result};

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
    /// Those of the frames; [`Error::Encode`] if a side is longer than 65535 pixels.
    pub fn to_gif(&self, scale: f32, every: usize) -> Result<Vec<u8>> {
        let numbers: Vec<usize> = (0..self.frames).step_by(every.max(1)).collect();
        let images = in_parallel(&numbers, |k| Ok((self.frame)(*k)?.rasterise(scale)));
        let images = images.into_iter().collect::<Result<Vec<Image>>>()?;
        let palette = Palette::of(&images);
        let indexed = in_parallel(&images, |image| palette.index(image));
        let encode = |error: gif::EncodingError| Error::Encode(error.to_string());
        let (width, height) = images.first().map_or((0, 0), |image| (image.width, image.height));
        let side = |n: u32| u16::try_from(n).map_err(|_| Error::Encode(format!("a GIF side of {n} pixels")));
        let (width, height) = (side(width)?, side(height)?);
        let places: Vec<usize> = (0..indexed.len()).collect();
        let delay = self.delay * every.max(1) as u16;
        let frames = in_parallel(&places, |&k| {
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

fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        items.par_iter().map(work).collect()
    }
    #[cfg(not(feature = "parallel"))]
    items.iter().map(work).collect()
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

/// The colour with this number.
fn full(number: usize) -> [u8; 3] {
    [number >> 12, number >> 6, number].map(|bits| ((bits & 63) * 255 / 63) as u8)
}

impl Palette {
    fn of(images: &[Image]) -> Palette {
        let mut counts = vec![0_u32; COARSE];
        for pixel in images.iter().flat_map(|image| image.rgb.chunks_exact(3)) {
            counts[coarse(pixel)] += 1;
        }
        let mut colours: Vec<usize> = (0..COARSE).filter(|colour| counts[*colour] > 0).collect();
        colours.sort_by_key(|colour| std::cmp::Reverse(counts[*colour]));
        // The commonest colours (the ground, the inks) stay as they are; the rest share what a quantiser finds for them.
        let exact = 64.min(colours.len());
        let mut rgb: Vec<u8> = colours[..exact].iter().flat_map(|colour| full(*colour)).collect();
        let rest = &colours[exact..];
        let places = usize::from(UNCHANGED) - exact;
        if rest.len() <= places {
            rgb.extend(rest.iter().flat_map(|colour| full(*colour)));
        } else {
            let weighted = |colour: &usize| {
                let [r, g, b] = full(*colour);
                let weight = 1 + f64::from(counts[*colour]).sqrt() as usize / 8;
                std::iter::repeat_n([r, g, b, 255], weight.min(24))
            };
            let sample: Vec<u8> = rest.iter().flat_map(weighted).flatten().collect();
            rgb.extend(NeuQuant::new(5, places, &sample).color_map_rgb());
        }
        let chosen = in_parallel(&colours, |colour| closest(&rgb, full(*colour)));
        let mut nearest = vec![0; COARSE];
        for (colour, index) in colours.into_iter().zip(chosen) {
            nearest[colour] = index;
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
