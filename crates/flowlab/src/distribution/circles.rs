//! A circle around a circle.

use ndarray::{Array1, Array2};
use rand::Rng;

use super::{Sample, SampleLabelled, sample_rows, scatter, standard_deviation};
use crate::Seed;
use crate::error::Result;

/// Two circles around 0, of the radii 3 (label 0) and 1.5 (label 1), with noise.
///
/// With θ uniform on [0, 2π), R one of the two radii with probability 1/2 each, and ε ~ N(0, noise²·I):
///
/// z = R·(cos θ, sin θ) + ε.
///
/// The mean is 0, the covariance (45/16 + noise²)·I. Given the label, |z|² has the mean R² + 2·noise² and the variance
/// 4R²·noise² + 4·noise⁴ (|z| has Rice's law). Without noise the law lives on two curves and has no density; with noise
/// it has one, with a Bessel function in it, which is not provided. For one seed the points on the circles are the same
/// at any noise.
///
/// These are the circles of scikit-learn's `make_circles` at its factor .5 enlarged three times (its default is .8);
/// its points are evenly placed, these are independent.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::distribution::{Circles, SampleLabelled};
/// let (z, labels) = Circles::new(0.0)?.sample_labelled(Seed(1), 1)?;
/// let radius = z[[0, 0]].hypot(z[[0, 1]]);
/// assert!((radius - Circles::RADII[labels[0]]).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circles {
    noise: f64,
}

impl Circles {
    /// The radius of each label's circle.
    pub const RADII: [f64; 2] = [3.0, 1.5];

    /// Circles with this standard deviation of the noise in each coordinate; .2 is usual.
    ///
    /// # Errors
    /// A noise that is negative, or whose square is not finite.
    pub fn new(noise: f64) -> Result<Circles> {
        Ok(Circles { noise: standard_deviation(noise)? })
    }

    /// The standard deviation of the noise.
    pub fn noise(&self) -> f64 {
        self.noise
    }
}

impl Sample for Circles {
    fn dim(&self) -> usize {
        2
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        Ok(self.sample_labelled(seed, n)?.0)
    }
}

impl SampleLabelled for Circles {
    fn class_probabilities(&self) -> Array1<f64> {
        Array1::from_elem(2, 0.5)
    }

    fn sample_labelled(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Vec<usize>)> {
        sample_rows(seed.branch("circles"), n, 2, |row, rng| {
            let label = rng.random_range(0..2);
            let radius = Circles::RADII[label];
            let (sin, cos) = (std::f64::consts::TAU * rng.random::<f64>()).sin_cos();
            scatter(row, [radius * cos, radius * sin], self.noise, rng);
            label
        })
    }
}
