//! Eight Gaussians on a circle.

use std::f64::consts::{FRAC_PI_4, SQRT_2};

use ndarray::{Array1, Array2, ArrayRef2};

use super::{Density, GaussianMixture, Sample, SampleLabelled, same_dim};
use crate::Seed;
use crate::error::Result;

/// Eight equally likely Gaussians with their means on a circle of radius 2√2 and the covariance I/8.
///
/// Label k has the mean 2√2·(cos kπ/4, sin kπ/4): to the right, then (2, 2), and so on counterclockwise. The mean of
/// all is 0, the covariance (4 + 1/8)·I. Neighbours are 6.1 of their standard deviations √2/4 apart.
///
/// It is a [`GaussianMixture`], and turns into one: its density, its score, and along a Gaussian path its exact field
/// ([`MarginalField`](crate::path::MarginalField)) are known.
///
/// The scale is that of Grathwohl et al., *FFJORD* (2019). Those of the library `torchcfm` stand at the radius 5, with
/// the standard deviation .56.
///
/// ```
/// use flowlab::VectorField;
/// use flowlab::distribution::EightGaussians;
/// use flowlab::ndarray::array;
/// use flowlab::path::{GaussianPath, MarginalField, Schedule};
/// let field = MarginalField::new(GaussianPath::new(Schedule::Linear), EightGaussians);
/// let u = field.at(0.0, &array![[1.0, -2.0]]); // E z - x
/// assert!((u[[0, 0]] + 1.0).abs() < 1e-14 && (u[[0, 1]] - 2.0).abs() < 1e-14);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EightGaussians;

impl From<EightGaussians> for GaussianMixture {
    /// The same law, as a mixture of eight components.
    fn from(_: EightGaussians) -> GaussianMixture {
        let means = Array2::from_shape_fn((8, 2), |(k, j)| {
            let (sin, cos) = (k as f64 * FRAC_PI_4).sin_cos();
            2.0 * SQRT_2 * if j == 0 { cos } else { sin }
        });
        let mixture = GaussianMixture::isotropic(Array1::from_elem(8, 0.125), means, SQRT_2 / 4.0);
        mixture.expect("eight weights of 1/8 and a positive sd make a mixture")
    }
}

impl Sample for EightGaussians {
    fn dim(&self) -> usize {
        2
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        GaussianMixture::from(*self).sample(seed, n)
    }
}

impl SampleLabelled for EightGaussians {
    fn class_probabilities(&self) -> Array1<f64> {
        Array1::from_elem(8, 0.125)
    }

    fn sample_labelled(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Vec<usize>)> {
        GaussianMixture::from(*self).sample_labelled(seed, n)
    }
}

impl Density for EightGaussians {
    fn log_density(&self, x: &ArrayRef2<f64>) -> Array1<f64> {
        GaussianMixture::from(*self).log_density(x)
    }

    fn score(&self, x: &ArrayRef2<f64>) -> Array2<f64> {
        GaussianMixture::from(*self).score(x)
    }

    fn check_dim(&self, d: usize) -> Result<()> {
        same_dim(d, self.dim())
    }
}
