//! The picture at the end: what the model makes, beside the data.

use flowlab::ndarray::{Array2, ArrayRef2};
use flowlab::plot::{Area, Colour, Image, Panel, Scene, Style, ink};
use flowlab::{Error, Result};

/// Size of the picture in CSS pixels: two halves.
const SIZE: (u32, u32) = (840, 440);
/// Bars of a histogram.
const BARS: usize = 60;
/// Cats in a row of a half, and rows.
const CATS: usize = 8;
/// Samples that are drawn of each.
pub const SHOWN: usize = 4000;

/// Samples (n, d) of the data and of the model, side by side: cats where their side in pixels is given, else points of
/// the line or the plane.
///
/// # Errors
/// Samples in more than two dimensions that are no cats.
pub fn draw(data: &Array2<f64>, model: &Array2<f64>, cats: Option<usize>) -> Result<Image> {
    if let Some(side) = cats {
        return Ok(contact_sheet([data, model], side));
    }
    let style = Style::default();
    let scene = Scene::draw(SIZE.0, SIZE.1, &style, |area| {
        let names = [("data", data, ink::data(&style)), ("model", model, ink::method(&style))];
        for (half, (name, samples, colour)) in area.split_evenly((1, 2)).iter().zip(names) {
            match samples.ncols() {
                1 => histogram(half, &style, name, samples, data, colour)?,
                2 => cloud(half, &style, name, samples, data, colour)?,
                d => return Err(Error::Plot(format!("samples in {d} dimensions"))),
            }
        }
        Ok(())
    })?;
    Ok(scene.rasterise(2.0))
}

/// From the least to the greatest coordinate j, with some room.
fn range(samples: &ArrayRef2<f64>, j: usize) -> std::ops::Range<f64> {
    let ends = |(low, high): (f64, f64), x: &f64| (low.min(*x), high.max(*x));
    let (low, high) = samples.column(j).iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    let room = 0.1 * (high - low).max(1e-9);
    low - room..high + room
}

fn cloud(
    area: &Area,
    style: &Style,
    name: &str,
    samples: &Array2<f64>,
    data: &Array2<f64>,
    colour: Colour,
) -> Result<()> {
    let panel = Panel::on(area, style).title(name).equal().x(range(data, 0), "$x_1$").y(range(data, 1), "$x_2$");
    let points = samples.rows().into_iter().map(|z| (z[0], z[1]));
    panel.draw()?.dots(points, 1.1, colour.alpha(0.6))
}

fn histogram(
    area: &Area,
    style: &Style,
    name: &str,
    samples: &Array2<f64>,
    data: &Array2<f64>,
    colour: Colour,
) -> Result<()> {
    let range = range(data, 0);
    let width = (range.end - range.start) / BARS as f64;
    let heights = |samples: &Array2<f64>| {
        let mut counts = [0.0; BARS];
        let bars = samples.iter().map(|z| ((z - range.start) / width).floor()).filter(|bar| *bar >= 0.0);
        bars.map(|bar| bar as usize).filter(|bar| *bar < BARS).for_each(|bar| counts[bar] += 1.0);
        counts.map(|count| count / (samples.len() as f64 * width))
    };
    let top = heights(data).into_iter().chain(heights(samples)).fold(0.0, f64::max);
    let panel = Panel::on(area, style).title(name).x(range.clone(), "$x$").y(0.0..1.1 * top, "density");
    let mut panel = panel.draw()?;
    for (k, height) in heights(samples).into_iter().enumerate() {
        let left = range.start + k as f64 * width;
        panel.tile((left, 0.0), (left + width, height), colour)?;
    }
    Ok(())
}

/// Cats of the data on the left and of the model on the right, each pixel of theirs a square.
fn contact_sheet(halves: [&Array2<f64>; 2], side: usize) -> Image {
    let magnified = (384 / (CATS * side)).max(1) * side; // pixels of a cat's side
    let (gap, cell) = (24, magnified + 4);
    let (width, height) = (2 * CATS * cell + gap, CATS * cell);
    let mut rgb = vec![255; width * height * 3];
    for (half, samples) in halves.into_iter().enumerate() {
        for (k, cat) in samples.rows().into_iter().take(CATS * CATS).enumerate() {
            let (left, top) = (half * (CATS * cell + gap) + k % CATS * cell + 2, k / CATS * cell + 2);
            for y in 0..magnified {
                for x in 0..magnified {
                    let from = (y * side / magnified * side + x * side / magnified) * 3;
                    let to = ((top + y) * width + left + x) * 3;
                    for channel in 0..3 {
                        rgb[to + channel] = (cat[from + channel].clamp(0.0, 1.0) * 255.0).round() as u8;
                    }
                }
            }
        }
    }
    Image { width: width as u32, height: height as u32, rgb }
}
