//! What the laws on two curves in the plane have in common: [`Moons`](super::Moons), [`Circles`](super::Circles) and
//! [`Spiral`](super::Spiral).

use ndarray::Array2;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::noisy_rows;
use crate::Seed;
use crate::error::{Result, finite, not_negative};

/// Makes of `struct $law { noise: f64 }` a law in two classes: a label 0 or 1 with probability 1/2 each, a point of
/// that label's curve, which `$point` draws from the label and a generator, and noise around it.
macro_rules! two_curves {
    ($law:ident, $branch:literal, $point:expr) => {
        impl $law {
            /// The law with this standard deviation of the noise in each coordinate.
            ///
            /// # Errors
            /// A noise that is negative, or whose square is not finite.
            pub fn new(noise: f64) -> $crate::Result<$law> {
                Ok($law { noise: $crate::distribution::two_curves::standard_deviation(noise)? })
            }

            /// The standard deviation of the noise.
            pub fn noise(&self) -> f64 {
                self.noise
            }
        }

        impl $crate::distribution::Sample for $law {
            fn dim(&self) -> usize {
                2
            }

            fn sample(&self, seed: $crate::Seed, n: usize) -> $crate::Result<ndarray::Array2<f64>> {
                Ok($crate::distribution::SampleLabelled::sample_labelled(self, seed, n)?.0)
            }
        }

        impl $crate::distribution::SampleLabelled for $law {
            fn class_probabilities(&self) -> ndarray::Array1<f64> {
                ndarray::Array1::from_elem(2, 0.5)
            }

            fn sample_labelled(
                &self,
                seed: $crate::Seed,
                n: usize,
            ) -> $crate::Result<(ndarray::Array2<f64>, Vec<usize>)> {
                $crate::distribution::two_curves::sample(seed.branch($branch), n, self.noise, $point)
            }
        }
    };
}

pub(super) use two_curves;

/// Refuses a noise that is no standard deviation: one that is negative, or whose square is not finite.
pub(super) fn standard_deviation(noise: f64) -> Result<f64> {
    not_negative("noise", noise)?;
    finite("the square of the noise", noise * noise)?;
    Ok(noise)
}

/// n points of two curves with noise, (n, 2), and their labels.
pub(super) fn sample(
    seed: Seed,
    n: usize,
    noise: f64,
    point: impl Fn(usize, &mut Xoshiro256PlusPlus) -> [f64; 2] + Send + Sync,
) -> Result<(Array2<f64>, Vec<usize>)> {
    noisy_rows(seed, n, 2, |mut row, rng| {
        let label = rng.random_range(0..2);
        let point = point(label, rng);
        row.iter_mut().zip(point).for_each(|(z, point)| *z = point + noise * *z);
        label
    })
}
