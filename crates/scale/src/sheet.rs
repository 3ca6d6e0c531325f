//! Samples as a sheet: a row for each label, true pictures first, then those of each weight of guidance.

use anyhow::Result;
use flowlab::ndarray::ArrayRef2;
use image::codecs::png::PngEncoder;
use image::{ImageEncoder, Rgb, RgbImage};

use crate::data::Pictures;

/// Pictures of a label in a group.
const SHOWN: usize = 6;
/// Rows at most.
const ROWS: usize = 16;
/// Least side of a picture on the sheet, in pixels.
const SIDE: u32 = 48;
const GAP: u32 = 2;
const SPACE: u32 = 14;

/// Pictures of one kind, with their labels.
pub struct Group<'a> {
    /// The pictures (n, d).
    pub pictures: &'a ArrayRef2<f64>,
    /// Their labels (n).
    pub labels: &'a [usize],
}

/// The first few pictures of each label in each group, as PNG.
///
/// # Errors
/// None is expected.
pub fn draw(of: &Pictures, groups: &[Group<'_>]) -> Result<Vec<u8>> {
    let pixel = SIDE.div_ceil(of.side as u32);
    let side = pixel * of.side as u32;
    let rows = of.names.len().min(ROWS);
    let across = SHOWN as u32 * (side + GAP) + SPACE;
    let (width, height) = (across * groups.len() as u32, rows as u32 * (side + GAP));
    let mut sheet = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    for (k, group) in groups.iter().enumerate() {
        for label in 0..rows {
            let of_label = (0..group.labels.len()).filter(|i| group.labels[*i] == label).take(SHOWN);
            for (column, row) in of_label.enumerate() {
                let (left, top) = (k as u32 * across + column as u32 * (side + GAP), label as u32 * (side + GAP));
                let picture = group.pictures.row(row);
                for y in 0..side {
                    for x in 0..side {
                        let at = of.channels * ((y / pixel) as usize * of.side + (x / pixel) as usize);
                        let shade = |c: usize| of.shade(picture[at + c.min(of.channels - 1)]);
                        sheet.put_pixel(left + x, top + y, Rgb([shade(0), shade(1), shade(2)]));
                    }
                }
            }
        }
    }
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(sheet.as_raw(), width, height, image::ExtendedColorType::Rgb8)?;
    Ok(bytes)
}
