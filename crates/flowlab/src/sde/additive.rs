//! Equations whose noise depends on time alone.

use std::fmt;
use std::sync::Arc;

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Noise, Sde};
use crate::error::Result;
use crate::{Field, VectorField};

/// dX = u(t, X) dt + σ(t) dW: any field, with a noise of the same strength in every direction.
///
/// With σ = 0 it is the ODE of its field. [`simulate_sde`](crate::simulate_sde) refuses a σ that is negative where a
/// step starts. A constant σ with the field −λx is the [`OrnsteinUhlenbeck`](crate::process::OrnsteinUhlenbeck)
/// process.
///
/// ```
/// use flowlab::{AdditiveSde, Field};
/// let sde = AdditiveSde::new(Field::new(1, |_, x, mut out| out.assign(&-&x)), |t| 1.0 - t);
/// assert_eq!(sde.sigma(0.25), 0.75);
/// ```
#[derive(Clone)]
pub struct AdditiveSde<F = Field> {
    field: F,
    sigma: Arc<dyn Fn(f64) -> f64 + Send + Sync>,
}

impl<F: VectorField> AdditiveSde<F> {
    /// The equation with this drift, and with σ as a function of time.
    pub fn new(field: F, sigma: impl Fn(f64) -> f64 + Send + Sync + 'static) -> AdditiveSde<F> {
        AdditiveSde { field, sigma: Arc::new(sigma) }
    }

    /// σ at time t.
    pub fn sigma(&self, t: f64) -> f64 {
        (self.sigma)(t)
    }

    /// The drift u.
    pub fn field(&self) -> &F {
        &self.field
    }
}

impl<F: VectorField> Sde for AdditiveSde<F> {
    fn dim(&self) -> usize {
        self.field.dim()
    }

    fn drift(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        self.field.eval(t, x, out);
    }

    fn diffusion(&self, t: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(self.sigma(t));
    }

    fn noise(&self) -> Noise {
        Noise::Additive
    }

    fn check_drift(&self, t: f64) -> Result<()> {
        self.field.check_time(t)
    }
}

impl<F: fmt::Debug> fmt::Debug for AdditiveSde<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdditiveSde").field("field", &self.field).finish_non_exhaustive()
    }
}
