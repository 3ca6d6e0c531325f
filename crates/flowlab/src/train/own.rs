//! A loss and an optimiser of one's own, in the same loop.

use std::fmt;
use std::sync::Arc;

use crate::nn::{Adam, Real};

/// One pair, as a loss of one's own sees it: [`Matching::with_loss`](super::Matching::with_loss).
#[derive(Clone, Copy, Debug)]
pub struct Guess<'a> {
    /// The time.
    pub t: f64,
    /// What the network said: (d).
    pub output: &'a [f64],
    /// What it should say: (d).
    pub target: &'a [f64],
    /// What the squared distance of the two is multiplied by in the loss that the run has by itself.
    pub weight: f64,
}

/// The loss of a pair; writes its gradient by the output.
type Formula = dyn Fn(&Guess<'_>, &mut [f64]) -> f64 + Send + Sync;

#[derive(Clone)]
pub(super) struct OwnLoss(pub Arc<Formula>);

impl fmt::Debug for OwnLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnLoss")
    }
}

/// An optimiser: [`Matching::with_optimiser`](super::Matching::with_optimiser).
///
/// ```
/// use flowlab::train::Optimiser;
/// #[derive(Clone)]
/// struct GradientDescent;
/// impl Optimiser<f32> for GradientDescent {
///     fn step(&mut self, weights: &mut [f32], gradient: &[f32], rate: f64) {
///         weights.iter_mut().zip(gradient).for_each(|(w, g)| *w -= rate as f32 * g);
///     }
/// }
/// let mut weights = [1.0];
/// GradientDescent.step(&mut weights, &[4.0], 0.125);
/// assert_eq!(weights, [0.5]);
/// ```
pub trait Optimiser<T>: Send + Sync {
    /// Moves the weights, given the gradient of the loss by them, clipped if the settings say so, and the learning rate of
    /// the step.
    fn step(&mut self, weights: &mut [T], gradient: &[T], rate: f64);
}

impl<T: Real> Optimiser<T> for Adam<T> {
    fn step(&mut self, weights: &mut [T], gradient: &[T], rate: f64) {
        Adam::step(self, weights, gradient, rate);
    }
}

/// An optimiser of any type.
pub(super) struct OwnOptimiser<T>(Box<dyn Cloned<T>>);

trait Cloned<T>: Optimiser<T> {
    fn cloned(&self) -> Box<dyn Cloned<T>>;
}

impl<T, O: Optimiser<T> + Clone + 'static> Cloned<T> for O {
    fn cloned(&self) -> Box<dyn Cloned<T>> {
        Box::new(self.clone())
    }
}

impl<T> OwnOptimiser<T> {
    pub fn new(optimiser: impl Optimiser<T> + Clone + 'static) -> OwnOptimiser<T> {
        OwnOptimiser(Box::new(optimiser))
    }

    pub fn step(&mut self, weights: &mut [T], gradient: &[T], rate: f64) {
        self.0.step(weights, gradient, rate);
    }
}

impl<T> Clone for OwnOptimiser<T> {
    fn clone(&self) -> OwnOptimiser<T> {
        OwnOptimiser(self.0.cloned())
    }
}

impl<T> fmt::Debug for OwnOptimiser<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnOptimiser")
    }
}
