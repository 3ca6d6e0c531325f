//! Distributions to start from and to aim at: what can be sampled, and what has a density.

mod cats;
mod gaussian;
mod mixture;

pub use cats::{Breed, Cats, Law, Portrait};
pub use gaussian::Gaussian;
pub use mixture::GaussianMixture;
pub(crate) use mixture::Posterior;

use ndarray::{Array1, Array2, ArrayRef2, ArrayViewMut1};
use rand::Rng;
use rand_distr::StandardNormal;

use crate::Seed;
use crate::error::Result;

/// A distribution on ℝᵈ that can be sampled.
pub trait Sample {
    /// The dimension d.
    fn dim(&self) -> usize;

    /// n independent samples: (n, d). The same seed and n give the same samples at any number of threads.
    ///
    /// # Errors
    /// n = 0, or more samples than memory holds.
    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>>;
}

/// A distribution on ℝᵈ with a smooth density p.
pub trait Density {
    /// log p(x) for each row x of the batch (n, d): (n). Finite also where p itself is too small for a number.
    ///
    /// # Panics
    /// If `x` is not (n, d).
    fn log_density(&self, x: &ArrayRef2<f64>) -> Array1<f64>;

    /// The score ∇ₓ log p(x) for each row of the batch (n, d): (n, d). It points to where the density grows.
    ///
    /// # Panics
    /// If `x` is not (n, d).
    fn score(&self, x: &ArrayRef2<f64>) -> Array2<f64>;
}

/// Fills a row with independent draws from N(0, 1).
pub(crate) fn fill_normal(mut row: ArrayViewMut1<'_, f64>, rng: &mut impl Rng) {
    row.mapv_inplace(|_| rng.sample(StandardNormal));
}
