//! A schedule at one time.

/// A schedule at one time.
///
/// ```
/// use flowlab::path::{Coefficients, Schedule};
/// let Coefficients { alpha, beta, alpha_dot, beta_dot } = Schedule::LinearVp.coefficients(0.6);
/// // α² + β² = 1, so αα̇ + ββ̇ = 0
/// assert!((alpha * alpha_dot + beta * beta_dot).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficients {
    /// α: the share of the data.
    pub alpha: f64,
    /// β: the share of the noise.
    pub beta: f64,
    /// dα/dt.
    pub alpha_dot: f64,
    /// dβ/dt.
    pub beta_dot: f64,
}

impl Coefficients {
    /// Q = α̇β − αβ̇, the determinant by which x = αz + βx₀ and u = α̇z + β̇x₀ are solved for z and x₀.
    pub(crate) fn q(self) -> f64 {
        self.alpha_dot * self.beta - self.alpha * self.beta_dot
    }
}
