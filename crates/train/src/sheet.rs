//! The picture at the end of a run on pictures: a row for each label, true ones and samples side by side, and below each its
//! nearest training picture.

use flowlab::Result;
use flowlab::distribution::SampleLabelled;
use flowlab::metrics::nearest;
use flowlab::ndarray::{Array2, ArrayRef2, ArrayView1, Axis};
use flowlab::plot::{Anchor, Colour, Image, Panel, Scene, Style, ink};

use crate::data::Pictures;

/// Pictures of a label in a group.
const SHOWN: usize = 4;
/// In CSS pixels: side of a picture, gap between two, gap between groups and labels, room for words.
const SIDE: f64 = 26.0;
const GAP: f64 = 2.0;
const SPACE: f64 = 12.0;
const WORDS: f64 = 24.0;

/// Pictures of one kind, with their labels.
pub struct Group<'a> {
    pub name: String,
    pub pictures: &'a ArrayRef2<f64>,
    pub labels: &'a [usize],
}

/// The first few pictures of each label in each group.
///
/// # Errors
/// Pictures that are not finite.
pub fn draw(of: &Pictures, groups: &[Group<'_>]) -> Result<Image> {
    let style = Style::default();
    let (across, down) = (SHOWN as f64 * (SIDE + GAP) + SPACE, 2.0 * (SIDE + GAP) + SPACE);
    let n_labels = of.training.n_classes();
    let (width, height) = (WORDS + across * groups.len() as f64, 2.0 * WORDS + down * n_labels as f64);
    let scene = Scene::draw(width as u32, height as u32, &style, |area| {
        let panel = Panel::on(area, &style).bare().margin(0.0).font(14.0);
        let mut panel = panel.x(0.0..width, "").y(0.0..height, "").draw()?;
        let text = ink::text(&style);
        for label in 0..n_labels {
            let middle = (0.5 * WORDS, height - WORDS - down * label as f64 - 0.5 * SIDE);
            panel.label(&label.to_string(), middle, (0.0, 0.0), Anchor::Centre, text)?;
        }
        for (k, group) in groups.iter().enumerate() {
            let left = WORDS + across * k as f64;
            panel.label(&group.name, (left, height - 0.5 * WORDS), (0.0, 0.0), Anchor::Right, text)?;
            for label in 0..n_labels {
                let rows: Vec<usize> =
                    (0..group.labels.len()).filter(|i| group.labels[*i] == label).take(SHOWN).collect();
                if rows.is_empty() {
                    continue;
                }
                let made = group.pictures.select(Axis(0), &rows);
                let near = of.training.points().select(Axis(0), &nearest(&made, of.training.points())?.0);
                let top = height - WORDS - down * label as f64;
                for (row, z) in [made, near].iter().enumerate() {
                    let shades: Array2<f64> = (of.shades)(z);
                    for (column, picture) in shades.rows().into_iter().enumerate() {
                        let corner = (left + (SIDE + GAP) * column as f64, top - (SIDE + GAP) * row as f64);
                        tiles(picture, of.side, |(right, low), side, colour| {
                            let at = (corner.0 + right, corner.1 - low);
                            panel.tile(at, (at.0 + side, at.1 - side), colour)
                        })?;
                    }
                }
            }
        }
        let words = "below each picture: the training picture that is nearest to it";
        panel.label(words, (WORDS, 0.5 * WORDS), (0.0, 0.0), Anchor::Right, text)
    })?;
    Ok(scene.rasterise(2.0))
}

/// The pixels of a picture, each with its place (right, down) in the picture, its side and its colour.
fn tiles(
    picture: ArrayView1<'_, f64>,
    side: usize,
    mut tile: impl FnMut((f64, f64), f64, Colour) -> Result<()>,
) -> Result<()> {
    let (pixel, channels) = (SIDE / side as f64, picture.len() / (side * side));
    for k in 0..side * side {
        let rgb = [0, 1, 2].map(|c| picture[channels * k + c.min(channels - 1)]);
        let rgb = rgb.map(|shade| (255.0 * shade.clamp(0.0, 1.0)).round() as u8);
        let place = (pixel * (k % side) as f64, pixel * (k / side) as f64);
        tile(place, pixel, Colour { rgb, alpha: 1.0 })?;
    }
    Ok(())
}
