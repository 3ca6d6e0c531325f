//! Compares two picture files by what they show: decoded pixels, for a GIF the composed frames, for an SVG the text.
//!
//! One law for every committed picture, those of `figures/` and those beside the Chinese notebooks.

use crate::decode::{Frame, Movie};

/// What of a difference is explained by another processor: exp and sin differ in their last bits, so a coordinate on the
/// border of two steps of the drawing's grid falls to either.
struct Tolerance {
    /// Any pixel may differ by so many levels of 255.
    rounding: u8,
    /// One pixel in so many may differ by more, up to [`GRID_STEP`].
    steps_one_in: usize,
}

/// A PNG: a colour between two levels falls to either, once when inks are blended and once at the end; and one edge
/// across the picture may move by a step of the grid.
const EXACT: Tolerance = Tolerance { rounding: 2, steps_one_in: 1_000 };
/// A GIF or a JPEG: one pixel that differs makes another palette, or another wave over its block. Moving one mark in 20
/// of our animations by a step of the grid changed .7 % of a frame by more than 16 levels.
const LOSSY: Tolerance = Tolerance { rounding: 16, steps_one_in: 100 };

/// A step of the grid is an eighth of a unit, a quarter of a pixel of a file with two pixels a unit: the pixels along an
/// edge change by a quarter of the range at most.
const GRID_STEP: u8 = 64;
/// One pixel in so many may differ by more than that, where two such edges meet. A changed digit has more pixels.
const JUMPS_ONE_IN: usize = 50_000;

/// What differs between an old picture and a new one, or `None` if they show the same.
pub fn difference(old: &[u8], new: &[u8]) -> Option<String> {
    if [old, new].iter().all(|file| looks_like_svg(file)) {
        return (unmarked(old) != unmarked(new)).then(|| "another drawing".to_string());
    }
    compare(old, new).err()
}

fn compare(old: &[u8], new: &[u8]) -> Result<(), String> {
    let mut new = Movie::open(new).map_err(|why| format!("the new picture cannot be read ({why})"))?;
    let mut old = Movie::open(old).map_err(unreadable)?;
    if old.size != new.size {
        let ((a, b), (c, d)) = (old.size, new.size);
        return Err(format!("is {a}x{b}, should be {c}x{d}"));
    }
    let tolerance = if new.is_exact { EXACT } else { LOSSY };
    for number in 1.. {
        let (a, b) = match (old.frames.next(), new.frames.next()) {
            (None, None) => break,
            (Some(a), Some(b)) => (a.map_err(unreadable)?, b.map_err(unreadable)?),
            _ => return Err("has another number of frames".to_string()),
        };
        if a.delay != b.delay {
            return Err(format!("frame {number} stands for another time"));
        }
        match changed_pixels(&a, &b, &tolerance) {
            0 => {}
            n if number == 1 => return Err(format!("{n} pixels differ")),
            n => return Err(format!("{n} pixels of frame {number} differ")),
        }
    }
    Ok(())
}

fn unreadable(why: String) -> String {
    format!("cannot be read ({why})")
}

/// How many pixels differ; 0 if the tolerance explains it.
fn changed_pixels(old: &Frame, new: &Frame, tolerance: &Tolerance) -> usize {
    let (mut steps, mut jumps) = (0, 0);
    for (a, b) in old.pixels.iter().zip(&new.pixels) {
        let largest = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
        steps += usize::from(largest > tolerance.rounding && largest <= GRID_STEP);
        jumps += usize::from(largest > GRID_STEP);
    }
    let most = |one_in| old.pixels.len() / one_in;
    if steps > most(tolerance.steps_one_in) || jumps > most(JUMPS_ONE_IN) { steps + jumps } else { 0 }
}

fn looks_like_svg(file: &[u8]) -> bool {
    file.starts_with(b"<")
}

/// The lines of a text without comments of their own line, such as the mark.
fn unmarked(file: &[u8]) -> Vec<&[u8]> {
    file.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"<!--")).collect()
}

/// Small pictures for tests.
#[cfg(test)]
pub mod samples {
    /// A PNG with these pixels.
    pub fn png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Rgb);
        let rgb: Vec<u8> =
            (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| pixel(x, y)).collect();
        encoder.write_header().unwrap().write_image_data(&rgb).unwrap();
        file
    }

    /// A GIF of 8 x 8 pixels with a frame of each colour; from the second on, only the upper half is drawn.
    pub fn gif(colours: &[[u8; 3]]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = gif::Encoder::new(&mut file, 8, 8, &colours.concat()).unwrap();
        for index in 0..colours.len() {
            let height = if index == 0 { 8 } else { 4 };
            let buffer = vec![index as u8; 8 * usize::from(height)].into();
            let frame = gif::Frame { width: 8, height, buffer, delay: 4, ..gif::Frame::default() };
            encoder.write_frame(&frame).unwrap();
        }
        drop(encoder);
        file
    }

    /// A JPEG of 16 x 16 pixels.
    pub fn jpeg() -> Vec<u8> {
        let mut file = Vec::new();
        let rgb: Vec<u8> = (0..16 * 16 * 3).map(|i| (i % 251) as u8).collect();
        jpeg_encoder::Encoder::new(&mut file, 90).encode(&rgb, 16, 16, jpeg_encoder::ColorType::Rgb).unwrap();
        file
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{gif, jpeg, png};
    use super::*;

    #[test]
    fn rounding_and_one_edge_on_the_grid_are_no_difference() {
        let old = png(400, 300, |x, y| [100, x as u8, y as u8]);
        assert_eq!(difference(&old, &old), None);
        let rounded = png(400, 300, |x, y| [100 + ((x + y) % 3) as u8, x as u8, y as u8]);
        assert_eq!(difference(&old, &rounded), None, "two levels everywhere");
        let edge = png(400, 300, |x, y| [if y == 7 && x < 120 { 160 } else { 100 }, x as u8, y as u8]);
        assert_eq!(difference(&old, &edge), None, "120 of 120000 pixels by a grid step");
    }

    #[test]
    fn a_changed_digit_or_a_changed_shade_is_a_difference() {
        let old = png(400, 300, |_, _| [250; 3]);
        let digit = png(400, 300, |x, y| if x < 3 && y < 2 { [0; 3] } else { [250; 3] });
        assert_eq!(difference(&old, &digit).as_deref(), Some("6 pixels differ"));
        let shade = png(400, 300, |_, _| [247; 3]);
        assert_eq!(difference(&old, &shade).as_deref(), Some("120000 pixels differ"));
    }

    #[test]
    fn every_frame_of_an_animation_counts() {
        let old = gif(&[[1, 2, 3], [200, 0, 0], [0, 200, 0]]);
        assert_eq!(difference(&old, &old), None);
        let third = gif(&[[1, 2, 3], [200, 0, 0], [0, 0, 200]]);
        assert_eq!(difference(&old, &third).as_deref(), Some("32 pixels of frame 3 differ"));
        let longer = gif(&[[1, 2, 3], [200, 0, 0], [0, 200, 0], [0, 0, 0]]);
        assert_eq!(difference(&old, &longer).as_deref(), Some("has another number of frames"));
    }

    #[test]
    fn sizes_kinds_and_damage_are_named() {
        let old = png(4, 3, |_, _| [0; 3]);
        assert_eq!(difference(&old, &png(4, 4, |_, _| [0; 3])).as_deref(), Some("is 4x3, should be 4x4"));
        for damaged in [&old[..old.len() - 20], b"", b"no picture"] {
            assert!(difference(damaged, &old).unwrap().starts_with("cannot be read"));
        }
        assert_eq!(difference(&jpeg(), &jpeg()), None);
        assert_eq!(difference(b"<svg>1</svg>\n<!-- mark -->\n", b"<svg>1</svg>\n"), None);
        assert!(difference(b"<svg>1</svg>\n", b"<svg>2</svg>\n").is_some());
    }
}
