//! Gaussian paths from noise to data: Xₜ = αₜ·z + βₜ·x₀ with z ~ p_data and an independent x₀ ~ N(0, I).
//!
//! A [`Schedule`] gives αₜ and βₜ. For one pair (x₀, z) a [`GaussianPath`] gives the point, its velocity and the score
//! of its conditional law; for all pairs at once, where p_data is Gaussian or a mixture of Gaussians, a
//! [`MarginalField`] gives the exact velocity field and score of the law of Xₜ. Lessons 09, 14 and 15.
//!
//! Source: Lipman et al., *Flow Matching for Generative Modeling* (2023); Albergo, Boffi and Vanden-Eijnden,
//! *Stochastic Interpolants* (2023).

mod marginal;
mod schedule;

pub use marginal::MarginalField;
pub use schedule::{Coefficients, Schedule};

use ndarray::{Array2, ArrayRef2};

/// The path of one pair: from the noise x₀ at t = 0 to the data point z at t = 1.
///
/// The arguments `x0` and `z` are batches of pairs, (n, d) each.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::path::{GaussianPath, Schedule};
/// let path = GaussianPath::new(Schedule::Linear);
/// let (x0, z) = (array![[1.0]], array![[5.0]]);
/// assert_eq!(path.sample(0.25, &x0, &z), array![[2.0]]);
/// assert_eq!(path.velocity(0.25, &x0, &z), array![[4.0]]); // z - x0 at all times
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GaussianPath {
    schedule: Schedule,
}

impl GaussianPath {
    /// The path with this schedule.
    pub fn new(schedule: Schedule) -> GaussianPath {
        GaussianPath { schedule }
    }

    /// αₜ, βₜ and their derivatives.
    pub fn coefficients(&self, t: f64) -> Coefficients {
        self.schedule.coefficients(t)
    }

    /// Xₜ = αₜ·z + βₜ·x₀: (n, d).
    ///
    /// # Panics
    /// If the shapes of `x0` and `z` differ.
    pub fn sample(&self, t: f64, x0: &ArrayRef2<f64>, z: &ArrayRef2<f64>) -> Array2<f64> {
        let Coefficients { alpha, beta, .. } = self.coefficients(t);
        combine(alpha, z, beta, x0)
    }

    /// dXₜ/dt = α̇ₜ·z + β̇ₜ·x₀, the velocity of the pair: (n, d). It is the target of flow matching.
    ///
    /// # Panics
    /// If the shapes of `x0` and `z` differ.
    pub fn velocity(&self, t: f64, x0: &ArrayRef2<f64>, z: &ArrayRef2<f64>) -> Array2<f64> {
        let Coefficients { alpha_dot, beta_dot, .. } = self.coefficients(t);
        combine(alpha_dot, z, beta_dot, x0)
    }

    /// ∇ₓ log p(x | z) at x = Xₜ, which is −x₀/βₜ: (n, d). Infinite at t = 1, where the conditional law is a point.
    pub fn score(&self, t: f64, x0: &ArrayRef2<f64>) -> Array2<f64> {
        let beta = self.coefficients(t).beta;
        x0.mapv(|x0| -x0 / beta)
    }
}

/// a·z + b·x₀.
fn combine(a: f64, z: &ArrayRef2<f64>, b: f64, x0: &ArrayRef2<f64>) -> Array2<f64> {
    assert_eq!(x0.dim(), z.dim(), "x0 and z must have one shape");
    ndarray::Zip::from(z).and(x0).map_collect(|&z, &x0| a * z + b * x0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_path_starts_at_the_noise_and_ends_at_the_data() {
        let (x0, z) = (array![[1.3, -0.7]], array![[5.1, 2.9]]);
        let path = GaussianPath::new(Schedule::Linear);
        assert_eq!(path.sample(0.0, &x0, &z), x0);
        assert_eq!(path.sample(1.0, &x0, &z), z);
    }

    #[test]
    fn the_velocity_is_the_slope_of_the_path() {
        let (x0, z, t, step) = (array![[1.3, -0.7]], array![[5.1, 2.9]], 0.4, 1e-5);
        let path = GaussianPath::new(Schedule::Linear);
        let slope = (path.sample(t + step, &x0, &z) - path.sample(t - step, &x0, &z)) / (2.0 * step);
        let error = (slope - path.velocity(t, &x0, &z)).mapv(f64::abs);
        assert!(error.iter().all(|e| *e < 1e-9)); // rounding 1e-15/step
    }
}
