//! The path of one pair of noise and data, and the schedules that it can have.

mod coefficients;
mod own;
mod schedule;

pub use coefficients::Coefficients;
pub use own::OwnSchedule;
pub use schedule::Schedule;

use ndarray::{Array2, ArrayRef2};

use crate::error::{Error, Result};

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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaussianPath {
    schedule: Schedule,
}

impl GaussianPath {
    /// The path with this schedule.
    pub fn new(schedule: Schedule) -> GaussianPath {
        GaussianPath { schedule }
    }

    /// The schedule.
    pub fn schedule(&self) -> Schedule {
        self.schedule
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

    /// The score of a law of Xₜ from the velocity u of that law at x, (n, d) each: (αu − α̇x)/D with D = βQ, Q = α̇β − αβ̇.
    ///
    /// For any law of z: as x = α·E z + β·E x₀ and u = α̇·E z + β̇·E x₀, all given Xₜ = x, the two equations give
    /// E x₀, and the score is −E x₀/β. With the linear schedule it is (t·u − x)/(1 − t).
    ///
    /// **At t = 1 it is 0/0** for [`Schedule::Linear`] and [`Schedule::Trigonometric`], where D falls like 1 − t: the
    /// error of a trained u is magnified by 1/(1 − t) there, and with the linear schedule rounding is too, as t·u and x
    /// nearly cancel (some 1e-15/(1 − t) of the score). With [`Schedule::LinearVp`] D = 1 at all times, and the score
    /// is t·u − x.
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::path::{GaussianPath, Schedule};
    /// // From N(0, 1) to N(0, 1): X ~ N(0, 1/2) at t = 1/2, u = 0.
    /// let path = GaussianPath::new(Schedule::Linear);
    /// assert_eq!(path.score_from_velocity(0.5, &array![[3.0]], &array![[0.0]]), array![[-6.0]]);
    /// ```
    ///
    /// # Panics
    /// If the shapes of `x` and `u` differ.
    pub fn score_from_velocity(&self, t: f64, x: &ArrayRef2<f64>, u: &ArrayRef2<f64>) -> Array2<f64> {
        let Coefficients { alpha, alpha_dot, .. } = self.coefficients(t);
        combine(alpha, u, -alpha_dot, x) / self.score_divisor(t)
    }

    /// The velocity of a law of Xₜ from its score at x, (n, d) each: (α̇x + D·score)/α, the inverse of
    /// [`score_from_velocity`](GaussianPath::score_from_velocity).
    ///
    /// With the linear schedule it is (x + (1 − t)·score)/t. **At t = 0 it is 0/0** for every schedule: the score of
    /// N(0, I) tells nothing of the data.
    ///
    /// # Panics
    /// If the shapes of `x` and `score` differ.
    pub fn velocity_from_score(&self, t: f64, x: &ArrayRef2<f64>, score: &ArrayRef2<f64>) -> Array2<f64> {
        let Coefficients { alpha, alpha_dot, .. } = self.coefficients(t);
        combine(alpha_dot, x, self.score_divisor(t), score) / alpha
    }

    /// Refuses another path.
    pub(crate) fn agrees(self, other: GaussianPath) -> Result<()> {
        let name = |path: GaussianPath| path.schedule.name().to_string();
        if self == other { Ok(()) } else { Err(Error::OtherPath { field: name(self), asked: name(other) }) }
    }

    /// D = βQ = β(α̇β − αβ̇): 1 − t for the linear schedule, (π/2)·cos(πt/2) for the trigonometric, 1 for the third.
    pub(crate) fn score_divisor(&self, t: f64) -> f64 {
        let Coefficients { alpha, beta, alpha_dot, .. } = self.coefficients(t);
        alpha_dot * beta * beta - alpha * self.schedule.beta_beta_dot(t)
    }
}

/// a·x + b·y.
fn combine(a: f64, x: &ArrayRef2<f64>, b: f64, y: &ArrayRef2<f64>) -> Array2<f64> {
    assert_eq!(x.dim(), y.dim(), "two batches of one path must have one shape");
    ndarray::Zip::from(x).and(y).map_collect(|&x, &y| a * x + b * y)
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
