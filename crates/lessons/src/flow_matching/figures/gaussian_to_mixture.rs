//! `gaussian_to_mixture.png`: a path of laws from one Gaussian to a mixture of four, as slices along the time.

use flowlab::distribution::{Gaussian, GaussianMixture, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array1, array};
use flowlab::ode::Rk4;
use flowlab::path::MarginalField;
use flowlab::plot::{Anchor, Colour, ColourMap, Panel, Scene, Stroke, Style, ink};
use flowlab::{Result, Seed, TimeGrid, Trajectory, simulate_ode};

use crate::drawing::{contours, density_at_knots, points};
use crate::models::exact_field;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (600, 282);
/// The means are (±MEAN, ±MEAN).
const MEAN: f64 = 1.9;
const SD: f64 = 0.42;
const SAMPLES: usize = 500;
/// Samples whose way is drawn.
const TRACED: usize = 8;
/// Steps from one slice to the next.
const STEPS: usize = 40;
const SLICES: usize = 5;
const SEED: Seed = Seed(2603);
/// A slice shows the square from -REACH to REACH, seen from the side: x_1 goes to the right by SLANT.0 and up by
/// SLANT.1; the next slice stands GAP further to the right.
const REACH: f64 = 3.3;
const SLANT: (f64, f64) = (0.5, 0.22);
const GAP: f64 = 4.0;
/// Knots of a slice's density along a side, and its levels.
const KNOTS: usize = 91;
const LEVELS: usize = 6;

pub const FIGURE: Figure = Figure {
    id: "gaussian_to_mixture",
    caption: Text::new(
        "A probability path: the laws $p_t$ between one Gaussian, $p_{\\mathrm{init}} = \\mathcal N(0, I)$, and a mixture of four, $p_{\\mathrm{data}}$. Dots: 500 samples that the exact field $u_t$ carries from slice to slice; shading: the density $p_t$, in each slice up to its own peak; lines: the ways of 8 samples (ringed). At the end each of the four hills has a quarter of the mass.",
        "一条概率路径：从单个高斯分布 $p_{\\mathrm{init}} = \\mathcal N(0, I)$ 到四个高斯分布的混合 $p_{\\mathrm{data}}$，中间各时刻的分布为 $p_t$。点：精确向量场 $u_t$ 从一个切片带到下一个切片的 500 个样本；底色：密度 $p_t$，每个切片按各自的峰值着色；线：其中 8 个样本（带圈）走过的路。到终点时，四座峰各占四分之一的质量。",
    ),
    alt: Text::new(
        "Five slanted squares in a row, t = 0 to t = 1. On the first a round orange cloud of dots, on the last four blue clusters; thin curves lead from each square to the next and part on the way.",
        "五个倾斜的方形切片排成一行，t 从 0 到 1。第一个上是一团圆形的橙色点，最后一个上是四簇蓝点；细曲线从一个切片通到下一个，途中分开。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The laws on the way, and samples that their field carries.
pub struct Data {
    pub field: MarginalField,
    pub samples: Trajectory,
}

/// Four Gaussians at the corners of a square.
pub fn four() -> Result<GaussianMixture> {
    let means = array![[MEAN, MEAN], [-MEAN, MEAN], [-MEAN, -MEAN], [MEAN, -MEAN]];
    GaussianMixture::isotropic(Array1::from_elem(4, 0.25), means, SD)
}

pub fn data(seed: Seed) -> Result<Data> {
    let (field, noise) = (exact_field(four()?), Gaussian::standard(2)?.sample(seed, SAMPLES)?);
    let grid = TimeGrid::uniform(0.0, 1.0, (SLICES - 1) * STEPS)?;
    let samples = simulate_ode(&field, &Rk4, &grid, &noise)?;
    Ok(Data { field, samples })
}

/// Where a point of the slice at a time stands in the picture.
fn seen(t: f64, (x1, x2): (f64, f64)) -> (f64, f64) {
    (GAP * (SLICES - 1) as f64 * t + SLANT.0 * x1, x2 + SLANT.1 * x1)
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let colours = ColourMap::time(style);
    let (text, grid) = (ink::text(style), &data.samples.grid);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (left, right) = (seen(0.0, (-REACH, 0.0)).0 - 0.25, seen(1.0, (REACH, 0.0)).0 + 0.25);
        let high = (1.0 + SLANT.1) * REACH;
        let panel = Panel::on(area, style).bare().margin(0.0).font(20.0);
        let mut panel = panel.x(left..right, "").y(-high - 1.15..high + 0.1, "").equal().draw()?;
        for slice in 0..SLICES {
            let knot = slice * STEPS;
            let t = grid.t(knot);
            draw_slice(&mut panel, data, knot, colours.at(t), style)?;
            let middle = seen(t, (0.0, 0.0)).0;
            panel.label(&format!("$t = {t}$"), (middle, -high), (0.0, 4.0), Anchor::Below, text)?;
            let name = match t {
                0.0 => "$p_{\\mathrm{init}}$",
                1.0 => "$p_{\\mathrm{data}}$",
                _ => "$p_t$",
            };
            panel.label(name, (seen(t, (-REACH, 0.0)).0, high), (1.0, 14.0), Anchor::Right, colours.at(t))?;
            if slice + 1 < SLICES {
                for particle in 0..TRACED {
                    let way = points(&data.samples.particle(particle));
                    let way: Vec<_> = (knot..=knot + STEPS).map(|k| seen(grid.t(k), way[k])).collect();
                    panel.shaded_line(&way, 1.5, |k| colours.at(grid.t(knot + k)))?;
                }
            }
        }
        Ok(())
    })
}

/// A sheet of glass with the density and the samples at a knot.
fn draw_slice(panel: &mut Panel<'_>, data: &Data, knot: usize, colour: Colour, style: &Style) -> Result<()> {
    let t = data.samples.grid.t(knot);
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)];
    let corners = corners.map(|(x1, x2)| seen(t, (REACH * x1, REACH * x2)));
    panel.polygon(corners, ink::ground(style).alpha(0.8))?;
    let density = density_at_knots(&data.field.law(t)?, REACH, KNOTS);
    let peak = density.fold(0.0_f64, |peak, p| peak.max(*p));
    for level in 1..LEVELS {
        for line in contours([(-REACH, REACH); 2], &density, peak * level as f64 / LEVELS as f64) {
            panel.polygon(line.into_iter().map(|point| seen(t, point)), colour.alpha(0.11))?;
        }
    }
    panel.line(corners, Stroke::new(ink::truth(style), 0.9))?;
    let samples = points(&data.samples.state(knot));
    panel.dots(samples.iter().map(|point| seen(t, *point)), 1.25, colour.alpha(0.75))?;
    samples[..TRACED].iter().try_for_each(|point| panel.knob(seen(t, *point), 2.6, colour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hill_gets_a_quarter_of_the_samples() {
        let mut counts = [0.0; 4];
        for (x1, x2) in points(&data(SEED).unwrap().samples.last()) {
            counts[2 * usize::from(x1 > 0.0) + usize::from(x2 > 0.0)] += 1.0;
        }
        // binomial(500, 1/4): sd 9.7; four counts within 4 sd fail by chance once in 4000 seeds
        assert!(counts.iter().all(|count| (count - 125.0_f64).abs() < 4.0 * 9.7), "{counts:?}");
    }

    #[test]
    fn the_samples_have_the_law_of_their_slice_and_lie_in_it() {
        let data = data(SEED).unwrap();
        for slice in 0..SLICES {
            let t = data.samples.grid.t(slice * STEPS);
            let found = data.samples.state(slice * STEPS).mapv(|x| x * x).mean().unwrap();
            let variance = (SD * t).powi(2) + (1.0 - t).powi(2);
            let expected = (MEAN * t).powi(2) + variance;
            // of 1000 squares: the variance of (m + s e)^2 is 4 m^2 s^2 + 2 s^4
            let sd = ((4.0 * (MEAN * t).powi(2) * variance + 2.0 * variance * variance) / 1000.0).sqrt();
            assert!((found - expected).abs() < 4.5 * sd, "{t}: {found} {expected}");
            assert!(data.samples.view(slice * STEPS).iter().all(|x| x.abs() < REACH), "{t}");
        }
    }
}
