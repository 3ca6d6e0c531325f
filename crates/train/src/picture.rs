//! The picture at the end of a run on points: what the model makes, beside the data.

use flowlab::ndarray::{Array2, ArrayRef2};
use flowlab::plot::{Area, Colour, Image, Panel, Scene, Style, ink};
use flowlab::{Error, Result};

/// Size of the picture in CSS pixels: two halves.
const SIZE: (u32, u32) = (840, 440);
/// Bars of a histogram.
const BARS: usize = 60;
/// Samples that are drawn of each.
pub const SHOWN: usize = 4000;

/// Samples (n, d) of the data and of the model, side by side: points of the line or the plane.
///
/// # Errors
/// Samples in more than two dimensions.
pub fn draw(data: &Array2<f64>, model: &Array2<f64>) -> Result<Image> {
    let style = Style::default();
    let scene = Scene::draw(SIZE.0, SIZE.1, &style, |area| {
        let halves = [("data", data, ink::data(&style)), ("model", model, ink::method(&style))];
        for (area, (name, samples, colour)) in area.split_evenly((1, 2)).iter().zip(halves) {
            let half = Half { area, style: &style, name, samples, data, colour };
            match samples.ncols() {
                1 => half.histogram()?,
                2 => half.cloud()?,
                d => return Err(Error::Plot(format!("samples in {d} dimensions"))),
            }
        }
        Ok(())
    })?;
    Ok(scene.rasterise(2.0))
}

/// Samples under their name, on axes that fit the data.
struct Half<'a> {
    area: &'a Area,
    style: &'a Style,
    name: &'a str,
    samples: &'a Array2<f64>,
    data: &'a Array2<f64>,
    colour: Colour,
}

impl Half<'_> {
    fn cloud(&self) -> Result<()> {
        let panel = Panel::on(self.area, self.style).title(self.name).equal();
        let panel = panel.x(range(self.data, 0), "$x_1$").y(range(self.data, 1), "$x_2$");
        let points = self.samples.rows().into_iter().map(|z| (z[0], z[1]));
        panel.draw()?.dots(points, 1.1, self.colour.alpha(0.6))
    }

    fn histogram(&self) -> Result<()> {
        let range = range(self.data, 0);
        let width = (range.end - range.start) / BARS as f64;
        let heights = |samples: &Array2<f64>| {
            let mut counts = [0.0; BARS];
            let bars = samples.iter().map(|z| ((z - range.start) / width).floor()).filter(|bar| *bar >= 0.0);
            bars.map(|bar| bar as usize).filter(|bar| *bar < BARS).for_each(|bar| counts[bar] += 1.0);
            counts.map(|count| count / (samples.len() as f64 * width))
        };
        let top = heights(self.data).into_iter().chain(heights(self.samples)).fold(0.0, f64::max);
        let panel = Panel::on(self.area, self.style).title(self.name);
        let mut panel = panel.x(range.clone(), "$x$").y(0.0..1.1 * top, "density").draw()?;
        for (k, height) in heights(self.samples).into_iter().enumerate() {
            let left = range.start + k as f64 * width;
            panel.tile((left, 0.0), (left + width, height), self.colour)?;
        }
        Ok(())
    }
}

/// From the least to the greatest coordinate j, with some room.
fn range(samples: &ArrayRef2<f64>, j: usize) -> std::ops::Range<f64> {
    let ends = |(low, high): (f64, f64), x: &f64| (low.min(*x), high.max(*x));
    let (low, high) = samples.column(j).iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    let room = 0.1 * (high - low).max(1e-9);
    low - room..high + room
}
