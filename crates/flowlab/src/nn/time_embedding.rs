//! A time as a vector.

use ndarray::Array1;

use crate::error::{Result, at_least_one, finite, positive};

/// The time embedding e(t) = √(2/m)·(cos ω₁t, …, cos ω_{m/2}t, sin ω₁t, …, sin ω_{m/2}t).
///
/// A network that is given the number t alone has to bend one line into many; here fast frequencies tell near times
/// apart and slow ones far times. The length is 1 for every t, and the inner product of two embeddings depends on how far
/// apart their times are alone: e(t)·e(t′) = (2/m)·Σₖ cos ωₖ(t − t′).
///
/// ```
/// use flowlab::nn::TimeEmbedding;
/// use std::f64::consts::PI;
/// let e = TimeEmbedding::new(&[PI, 2.0 * PI])?.at(0.5); // √(2/4)·(cos π/2, cos π, sin π/2, sin π)
/// let root = 0.5_f64.sqrt();
/// assert!(e.iter().zip([0.0, -root, root, 0.0]).all(|(e, by_hand)| (e - by_hand).abs() < 1e-15));
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Vaswani and others, *Attention Is All You Need* (2017), for positions; Ho, Jain and Abbeel (2020), for times.
#[doc(alias("sinusoidal embedding", "positional encoding"))]
#[derive(Clone, Debug, PartialEq)]
pub struct TimeEmbedding {
    omegas: Vec<f64>,
}

impl TimeEmbedding {
    /// The embedding with these frequencies ω.
    ///
    /// # Errors
    /// No frequencies, or one that is not finite.
    pub fn new(omegas: &[f64]) -> Result<TimeEmbedding> {
        at_least_one("frequencies", omegas.len())?;
        omegas.iter().try_for_each(|omega| finite("a frequency", *omega).map(drop))?;
        Ok(TimeEmbedding { omegas: omegas.to_vec() })
    }

    /// The embedding with n frequencies from the least to the greatest, each the same multiple of the one before.
    ///
    /// # Errors
    /// No frequencies, or an end that is not above 0.
    pub fn geometric(n: usize, least: f64, greatest: f64) -> Result<TimeEmbedding> {
        at_least_one("frequencies", n)?;
        let ratio = positive("the greatest frequency", greatest)? / positive("the least frequency", least)?;
        let share = |k: usize| k as f64 / (n - 1).max(1) as f64;
        TimeEmbedding::new(&(0..n).map(|k| least * ratio.powf(share(k))).collect::<Vec<_>>())
    }

    /// The frequencies: m/2 of them.
    pub fn omegas(&self) -> &[f64] {
        &self.omegas
    }

    /// The length m of the vector.
    pub fn dim(&self) -> usize {
        2 * self.omegas.len()
    }

    /// e(t): (m), the cosines first.
    pub fn at(&self, t: f64) -> Array1<f64> {
        let angles = self.omegas.iter().map(|omega| omega * t);
        let length = (1.0 / self.omegas.len() as f64).sqrt();
        let (cosines, sines) = (angles.clone().map(f64::cos), angles.map(f64::sin));
        cosines.chain(sines).map(|wave| length * wave).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_one_and_inner_products_see_the_difference_of_times() {
        let embedding = TimeEmbedding::geometric(16, 1.0, 1000.0).unwrap();
        assert_eq!((embedding.dim(), embedding.omegas()[0], embedding.omegas()[15]), (32, 1.0, 1000.0));
        for gap in [0.0, 0.001, 0.01, 0.1] {
            let exact: f64 = embedding.omegas().iter().map(|omega| (omega * gap).cos()).sum::<f64>() / 16.0;
            for t in [0.0, 0.3, 0.77] {
                let product = embedding.at(t).dot(&embedding.at(t + gap));
                assert!((product - exact).abs() < 1e-13, "{t} {gap}"); // some ε of the greatest angle, 1000
            }
        }
    }
}
