//! Lesson 18: what a network learns from a finite set of pictures. Marks for the loss, the exact field of a set and its
//! copies, what trained networks have in their memory, the Fréchet distance, and pictures that were asked for by label.

mod asked;
mod copies;
mod distance;
mod least;
mod marks;
mod memory;

use flowlab::distribution::{Dataset, Digits, Gaussian};
use flowlab::ndarray::{Array2, ArrayRef2, Axis};
use flowlab::path::{GaussianPath, Schedule};
use flowlab::{Result, Seed, Text};

use crate::Prediction;
use crate::claim::{Claim, near};

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(marks::claims());
    claims.extend(least::claims());
    claims.extend(copies::claims());
    claims.extend(memory::claims());
    claims.extend(distance::claims());
    claims.extend(asked::claims());
    claims
}

/// The seed that chooses a few of the pictures.
const CHOSEN_BY: Seed = Seed(1);

/// n of the pictures of the training set, chosen at random; all of them for their number.
pub(in crate::images) fn few(n: usize) -> Result<Dataset> {
    let training = Digits::split().0;
    if n == training.len() { Ok(training) } else { Ok(training.split(CHOSEN_BY, n as f64 / training.len() as f64)?.0) }
}

/// The k-th of many seeds of a measurement.
fn numbered(seed: Seed, k: u64) -> Seed {
    Seed(seed.0 ^ ((k + 1) << 40))
}

/// A share of n independent draws that is nearly 1: the number m of the other draws has a Poisson law.
fn nearly_all(share: f64, n: usize) -> Prediction {
    let others = (1.0 - share) * n as f64;
    near(share, (5.5 * others.sqrt() + 3.0) / n as f64).false_alarms(1e-6)
}

/// Why [`nearly_all`] holds.
const FEW_OTHERS: Text = Text::new(
    "The number m of the other ones has a Poisson law; the tolerance is 5.5·√m + 3 of them, which a correct program exceeds for at most one seed in a million.",
    "其余个数 m 服从泊松分布；容差取 5.5·√m + 3 个，正确的程序每一百万个种子至多有一个越界。",
);

/// The path of the lesson.
fn linear() -> GaussianPath {
    GaussianPath::new(Schedule::Linear)
}

/// The pictures of each class.
fn by_class(pictures: &Dataset) -> Vec<Array2<f64>> {
    let rows = |label| (0..pictures.len()).filter(|row| pictures.labels()[*row] == label).collect::<Vec<_>>();
    (0..10).map(|label| pictures.points().select(Axis(0), &rows(label))).collect()
}

/// The normal law with the mean and the covariance of these points, and so much more variance in every direction.
fn fitted(points: &ArrayRef2<f64>, more: f64) -> Result<Gaussian> {
    let n = points.nrows() as f64;
    let mean = points.sum_axis(Axis(0)) / n;
    let centred = points.to_owned() - &mean;
    let covariance = centred.t().dot(&centred) / n + more * Array2::<f64>::eye(points.ncols());
    Gaussian::new(mean, covariance)
}

/// A variance that makes a law out of constant pixels, and changes nothing that is printed.
const NO_VARIANCE: f64 = 1e-12;
