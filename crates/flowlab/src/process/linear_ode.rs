//! The linear ODE: decay at a constant rate.

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2, azip};

use crate::VectorField;
use crate::error::{Result, at_least_one, finite};

/// The field u(t, x) = −λx in d dimensions, whose flow is φₜ(x) = e^(−λt)·x, for every sign of x and of λ.
///
/// The repair of the usual derivation, which divides by φ and so says nothing at x ≤ 0: d/dt (e^(λt)·φₜ) = 0. The flow
/// does not depend on when it starts: φₜ₊ₛ = φₜ ∘ φₛ. With noise it is [`OrnsteinUhlenbeck`](super::OrnsteinUhlenbeck);
/// with a matrix, [`MatrixOde`](super::MatrixOde).
///
/// ```
/// use flowlab::{ndarray::array, process::LinearOde};
/// let halved = LinearOde::new(1, 2_f64.ln())?.flow(1.0, &array![[-3.0]]);
/// assert!((halved[[0, 0]] + 1.5).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearOde {
    dim: usize,
    lambda: f64,
}

impl LinearOde {
    /// The equation dX/dt = −λX in `dim` dimensions; λ is in units of 1/time.
    ///
    /// # Errors
    /// `dim` = 0, or a λ that is not finite.
    pub fn new(dim: usize, lambda: f64) -> Result<LinearOde> {
        Ok(LinearOde { dim: at_least_one("dimensions", dim)?, lambda: finite("lambda", lambda)? })
    }

    /// The rate λ.
    pub fn lambda(&self) -> f64 {
        self.lambda
    }

    /// φₜ(x) = e^(−λt)·x: where the points `x` (n, d) of time 0 are at time t, before or after.
    pub fn flow(&self, t: f64, x: &ArrayRef2<f64>) -> Array2<f64> {
        let factor = (-self.lambda * t).exp();
        x.mapv(|x| factor * x)
    }
}

impl VectorField for LinearOde {
    fn dim(&self) -> usize {
        self.dim
    }

    fn eval(&self, _t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        azip!((out in out, &x in x) *out = -self.lambda * x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_flow_is_odd_fixes_zero_and_is_a_semigroup() {
        let ode = LinearOde::new(1, 10.0).unwrap();
        let x = array![[-10.0], [-0.3], [0.0], [7.0]];
        assert_eq!(ode.flow(0.3, &x.mapv(|x| -x)), -ode.flow(0.3, &x));
        assert_eq!(ode.flow(0.3, &x)[[2, 0]], 0.0);
        let (once, twice) = (ode.flow(0.7, &x), ode.flow(0.4, &ode.flow(0.3, &x)));
        // two roundings of exponents up to 7 and of the products: a few ulps of 7
        azip!((&a in &once, &b in &twice) assert!((a - b).abs() <= 1e-14 * a.abs()));
    }
}
