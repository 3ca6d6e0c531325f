//! `data_distribution.png`: one law, four times: its density, few samples, many samples, their histogram.

use flowlab::distribution::{Gaussian, GaussianMixture, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, Seed};

use crate::drawing::{contours, density_at_knots, outline, points};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 206);
const SEED: Seed = Seed(2);
/// Few samples are the first of the many.
const FEW: usize = 50;
const MANY: usize = 5000;
/// The window goes from -REACH to REACH on both axes.
const REACH: f64 = 3.3;
/// Knots of the density along a side, and bins of the histogram.
const KNOTS: usize = 133;
const BINS: usize = 27;
/// Levels of the density between two shades, and the highest number on the colour bar.
const LEVELS: usize = 8;
const HIGHEST: f64 = 0.2;
/// Side of a panel and the gap to the next, in CSS pixels.
const SIDE: f64 = 150.0;
const GAP: f64 = 8.0;

const TITLES: [Text; 4] = [
    Text::new("density $p_{\\mathrm{data}}(z)$", "密度 $p_{\\mathrm{data}}(z)$"),
    Text::new("50 samples", "50 个样本"),
    Text::new("5000 samples", "5000 个样本"),
    Text::new("their histogram", "样本的直方图"),
];

pub const FIGURE: Figure = Figure {
    id: "data_distribution",
    caption: Text::new(
        "One law, four times. A density says how likely each region is, and is not known for real data; 50 samples only hint at it; 5000 samples are dense where it is high; counted in squares and divided by their number and the area of a square, they give it back, with noise.",
        "同一个分布的四种样子。密度说明样本落在各处的可能有多大；真实数据的密度是未知的。50 个样本只能给出一点线索；5000 个样本在密度高的地方更密；数出每个小方格里的样本数，再除以样本总数和方格面积，就带着噪声还原出密度。",
    ),
    alt: Text::new(
        "Four square panels over the same window. A density with three hills as filled contours; 50 scattered dots; 5000 dots, crowded on the hills; a grid of squares shaded by how many dots fall into each, which resembles the density.",
        "同一窗口的四个方形图：用填色等高线画出的三峰密度；50 个零散的点；在峰上聚集的 5000 个点；按点数着色的小方格，样子与密度相近。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

pub struct Data {
    /// The density at the knots: (columns, rows).
    pub density: Array2<f64>,
    /// The samples: (MANY, 2).
    pub samples: Array2<f64>,
}

/// Three hills.
fn law() -> Result<GaussianMixture> {
    GaussianMixture::new(
        array![0.45, 0.35, 0.2],
        vec![
            Gaussian::new(array![-1.05, 0.55], array![[0.42, 0.36], [0.36, 0.72]])?,
            Gaussian::new(array![1.15, 0.75], array![[0.4, -0.24], [-0.24, 0.34]])?,
            Gaussian::new(array![0.55, -1.35], array![[0.55, 0.08], [0.08, 0.16]])?,
        ],
    )
}

pub fn data() -> Result<Data> {
    let law = law()?;
    Ok(Data { density: density_at_knots(&law, REACH, KNOTS), samples: law.sample(SEED, MANY)? })
}

/// The share of the samples in each square bin of the window, by its area: (columns, rows).
pub fn histogram(samples: &Array2<f64>) -> Array2<f64> {
    let side = 2.0 * REACH / BINS as f64;
    let mut counts = Array2::zeros((BINS, BINS));
    for (x, y) in points(samples) {
        let (column, row) = (((x + REACH) / side).floor(), ((y + REACH) / side).floor());
        if let Some(count) = counts.get_mut((column as usize, row as usize)).filter(|_| column >= 0.0 && row >= 0.0) {
            *count += 1.0;
        }
    }
    counts / (samples.nrows() as f64 * side * side)
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (colours, text, muted) = (ColourMap::amount(style, ink::data(style)), ink::text(style), ink::muted(style));
    let window = [(-REACH, REACH); 2];
    // No dot hangs over the rim.
    let inside = |(x, y): &(f64, f64)| x.abs().max(y.abs()) < REACH - 0.07;
    let dots = |n: usize| points(&data.samples).into_iter().take(n).filter(inside);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, title) in TITLES.iter().enumerate() {
            let place = area.clone().shrink((px(8.0 + k as f64 * (SIDE + GAP)), px(30.0)), (px(SIDE), px(SIDE)));
            let mut panel = Panel::on(&place, style)
                .bare()
                .margin(0.0)
                .font(13.0)
                .x(-REACH..REACH, "")
                .y(-REACH..REACH, "")
                .draw()?;
            match k {
                0 => {
                    for level in 1..LEVELS {
                        let share = level as f64 / LEVELS as f64;
                        for line in contours(window, &data.density, share * HIGHEST) {
                            panel.polygon(line.iter().copied(), colours.at(share))?;
                            panel.line(line, Stroke::new(ink::data(style).alpha(0.5), 0.6))?;
                        }
                    }
                }
                1 => panel.dots(dots(FEW), 2.2, ink::data(style))?,
                2 => panel.dots(dots(MANY), 0.9, ink::data(style).alpha(0.45))?,
                _ => {
                    let side = 2.0 * REACH / BINS as f64;
                    for ((column, row), density) in histogram(&data.samples).indexed_iter() {
                        let corner = (column as f64 * side - REACH, row as f64 * side - REACH);
                        panel.tile(corner, (corner.0 + side, corner.1 + side), colours.at(density / HIGHEST))?;
                    }
                }
            }
            outline(&mut panel, window, Stroke::new(ink::truth(style), 0.9))?;
            panel.label(title.get(style.lang), (0.0, REACH), (0.0, -7.0), Anchor::Above, text)?;
        }
        let place = area.clone().shrink((px(12.0 + 4.0 * (SIDE + GAP)), px(30.0)), (px(10.0), px(SIDE)));
        let mut bar = Panel::on(&place, style).bare().margin(0.0).font(12.0).y(0.0..HIGHEST, "").draw()?;
        for k in 0..100 {
            let edge = |k: i32| HIGHEST * f64::from(k) / 100.0;
            bar.tile((0.0, edge(k)), (1.0, edge(k + 1)), colours.at((f64::from(k) + 0.5) / 100.0))?;
        }
        for value in [0.0, 0.1, 0.2] {
            bar.label(&number(value), (1.0, value), (4.0, 0.0), Anchor::Right, muted)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::Density;

    #[test]
    fn the_window_holds_nearly_all_of_the_law_and_the_bar_its_peak() {
        let density = data().unwrap().density;
        let side = 2.0 * REACH / (KNOTS - 1) as f64;
        let mass = density.sum() * side * side;
        assert!(0.99 < mass && mass <= 1.0, "{mass}");
        assert!(density.iter().all(|p| *p <= HIGHEST), "{density}");
        let few = points(&data().unwrap().samples);
        assert!(few[..FEW].iter().all(|(x, y)| x.abs().max(y.abs()) < REACH - 0.07), "the 50 samples are all drawn");
    }

    #[test]
    fn each_bin_holds_its_share_up_to_chance() {
        let (data, law) = (data().unwrap(), law().unwrap());
        let side = 2.0 * REACH / BINS as f64;
        for ((column, row), found) in histogram(&data.samples).indexed_iter() {
            let middle = [column, row].map(|k| (k as f64 + 0.5) * side - REACH);
            let expected = law.log_density(&array![middle]).exp()[0];
            // binomial: sd sqrt(p / (N side^2)); 5 of them, a count or two where there is next to none, and the bend
            // of the density within a bin
            let sd = (expected / (MANY as f64 * side * side)).sqrt();
            assert!((found - expected).abs() < 5.0 * sd + 0.012, "{middle:?}: {found} {expected}");
        }
    }
}
