//! The average of the weights that training visits.

use super::real::Real;
use crate::error::{Result, share};

/// An exponential moving average of weights: after each step w̄ ← w̄ + (1 − d)·(w − w̄), with a decay d just below 1.
///
/// Late in training the weights circle around a minimum; their average is nearer to it than they are. It remembers
/// about 1/(1 − d) steps. In the beginning it follows faster, with (1 + k)/(10 + k) in place of d after k steps, or it
/// would be full of the random start.
///
/// ```
/// use flowlab::nn::Ema;
/// let mut ema = Ema::new(&[0.0], 0.999)?;
/// ema.update(&[1.0]); // k = 1: 1 - 2/11 of the way
/// assert!((ema.weights()[0] - 9.0_f64 / 11.0).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ema<T> {
    decay: f64,
    pub(crate) steps: u64,
    pub(crate) weights: Vec<T>,
}

impl<T: Real> Ema<T> {
    /// The average that starts at these weights. A decay of 0 follows the weights themselves.
    ///
    /// # Errors
    /// A decay outside [0, 1).
    pub fn new(weights: &[T], decay: f64) -> Result<Ema<T>> {
        Ok(Ema { decay: share("decay", decay)?, steps: 0, weights: weights.to_vec() })
    }

    /// The average.
    pub fn weights(&self) -> &[T] {
        &self.weights
    }

    /// Takes in the weights after a step.
    ///
    /// # Panics
    /// If their number has changed.
    pub fn update(&mut self, weights: &[T]) {
        assert_eq!(weights.len(), self.weights.len(), "an average of so many weights");
        let share = self.begin();
        share.take(&mut self.weights, weights);
    }

    /// Counts a step; what it gives is to be taken for all weights, piece by piece.
    pub(crate) fn begin(&mut self) -> Share<T> {
        self.steps += 1;
        let k = self.steps as f64;
        Share(T::from_f64(1.0 - self.decay.min((1.0 + k) / (10.0 + k))))
    }
}

/// How far the average moves in one step, for any piece of the weights.
#[derive(Clone, Copy)]
pub(crate) struct Share<T>(T);

impl<T: Real> Share<T> {
    /// Moves a piece of the average towards the same piece of the weights.
    pub fn take(self, average: &mut [T], weights: &[T]) {
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || average.iter_mut().zip(weights).for_each(|(average, w)| *average += self.0 * (*w - *average)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_forgets_at_the_rate_of_its_decay() {
        let mut ema = Ema::new(&[0.0], 0.9).unwrap();
        (0..1000).for_each(|_| ema.update(&[5.0]));
        assert!((ema.weights()[0] - 5.0_f64).abs() < 1e-12);
        (0..10).for_each(|_| ema.update(&[0.0]));
        assert!((ema.weights()[0] - 5.0 * 0.9_f64.powi(10)).abs() < 1e-12);
    }

    #[test]
    fn without_decay_it_is_the_weights() {
        let mut ema = Ema::new(&[3.0], 0.0).unwrap();
        ema.update(&[7.0]);
        assert_eq!(ema.weights(), [7.0]);
        assert_eq!(Ema::new(&[3.0], -3.0).unwrap_err().to_string().split(':').next(), Some("decay = -3"));
    }
}
