//! The laws that can be learned: chosen ones, and what a reader draws.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use flowlab::distribution::{Checkerboard, EightGaussians, GaussianMixture, Sample};
use flowlab::ndarray::{Array1, Array2, array};
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::{Result, Seed};

use crate::Fault;

/// The window of the studio is the square from −REACH to REACH; a drawing fills it.
pub const REACH: f64 = 4.5;

/// The standard deviation of the hill that stands at each point of a drawing or a curve: wide enough to close the gaps
/// between them.
const BLUR: f64 = 0.15;

/// The hills of a curve stand so far apart along it. At this distance their sum is even to a part in 10⁶.
const APART: f64 = 0.2;

/// The path of the studio: straight from noise to data.
pub fn path() -> GaussianPath {
    GaussianPath::new(Schedule::Linear)
}

/// Which law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Eight Gaussians on a circle.
    Gaussians,
    /// Two half circles that interlock.
    Moons,
    /// Eight squares of a board.
    Board,
    /// Two arms of a spiral.
    Spiral,
    /// A circle in a circle.
    Circles,
    /// Two heaps of very different width.
    Heaps,
    /// What the reader draws.
    Drawn,
}

/// A law in the plane.
#[derive(Clone, Debug)]
pub enum Law {
    /// A mixture of Gaussians: its exact field is known, and so is the least loss.
    Mixture(GaussianMixture),
    /// The checkerboard, which is none.
    Board,
}

impl Law {
    /// The law of this kind; the points of the drawing lie in [−1, 1]².
    ///
    /// Curves and drawings are rows of hills N(z, 0.15²·I), one at each point: so the exact field to them is known.
    ///
    /// # Errors
    /// A drawing of fewer than two points.
    pub fn new(kind: Kind, drawing: &[[f64; 2]]) -> std::result::Result<Law, Fault> {
        let hills = match kind {
            Kind::Board => return Ok(Law::Board),
            Kind::Gaussians => return Ok(Law::Mixture(EightGaussians.into())),
            Kind::Heaps => {
                let means = array![[-2.0, -0.5], [1.8, 0.8]];
                let heaps = [0.25, 0.9].iter().zip(means.rows());
                let heaps = heaps.map(|(sd, mean)| flowlab::distribution::Gaussian::isotropic(mean.to_owned(), *sd));
                return Ok(Law::Mixture(GaussianMixture::new(array![0.5, 0.5], heaps.collect::<Result<_>>()?)?));
            }
            Kind::Moons => [1.0, -1.0].iter().flat_map(|side| along(|s| moon(*side, s), PI)).collect(),
            Kind::Spiral => [1.0, -1.0].iter().flat_map(|side| along(|s| arm(*side, s), 3.0 * PI)).collect(),
            Kind::Circles => [3.0, 1.5].iter().flat_map(|radius| along(|s| circle(*radius, s), TAU)).collect(),
            Kind::Drawn if drawing.len() < 2 => {
                return Err(Fault::new(
                    "there is nothing to learn yet: draw at least two points, or choose a law",
                    "还没有可学的东西：请至少画两个点，或者选一个分布",
                ));
            }
            Kind::Drawn => drawing.iter().map(|point| point.map(|x| REACH * x)).collect::<Vec<_>>(),
        };
        let weights = Array1::from_elem(hills.len(), 1.0 / hills.len() as f64);
        Ok(Law::Mixture(GaussianMixture::isotropic(weights, rows(&hills), BLUR)?))
    }

    /// The exact velocity field from noise to this law, where it is known.
    pub fn field(&self) -> Option<MarginalField> {
        match self {
            Law::Mixture(mixture) => Some(MarginalField::new(path(), mixture.clone())),
            Law::Board => None,
        }
    }
}

impl Sample for Law {
    fn dim(&self) -> usize {
        2
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        match self {
            Law::Mixture(mixture) => mixture.sample(seed, n),
            Law::Board => Checkerboard.sample(seed, n),
        }
    }
}

/// Points as the rows of an array.
pub fn rows(points: &[[f64; 2]]) -> Array2<f64> {
    Array2::from_shape_fn((points.len(), 2), |(i, j)| points[i][j])
}

/// Points of a curve s ↦ (x, y), s from 0 to `end`, at even distances along it.
fn along(curve: impl Fn(f64) -> [f64; 2], end: f64) -> Vec<[f64; 2]> {
    const FINE: usize = 4000;
    let places: Vec<[f64; 2]> = (0..=FINE).map(|k| curve(end * k as f64 / FINE as f64)).collect();
    let mut lengths = vec![0.0];
    for pair in places.windows(2) {
        lengths.push(lengths[lengths.len() - 1] + (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]));
    }
    let whole = lengths[FINE];
    let n = (whole / APART).round().max(1.0) as usize;
    (0..n).map(|k| places[lengths.partition_point(|length| *length < whole * (k as f64 + 0.5) / n as f64)]).collect()
}

fn moon(side: f64, s: f64) -> [f64; 2] {
    let (sin, cos) = s.sin_cos();
    [side * (2.0 * cos - 1.0), side * (2.0 * sin - 0.5)]
}

fn arm(side: f64, theta: f64) -> [f64; 2] {
    let radius = side * theta / 3.0;
    [radius * theta.cos(), radius * theta.sin()]
}

fn circle(radius: f64, s: f64) -> [f64; 2] {
    let (sin, cos) = (s + FRAC_PI_2).sin_cos();
    [radius * cos, radius * sin]
}
