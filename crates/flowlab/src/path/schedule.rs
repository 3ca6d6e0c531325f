//! Schedules: how much data and how much noise a path holds at each time.

/// How a Gaussian path passes from noise (α = 0, β = 1 at t = 0) to data (α = 1, β = 0 at t = 1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Schedule {
    /// α = t, β = 1 − t: each pair moves on a straight line at constant speed. The trajectories of the marginal field
    /// are not straight.
    #[default]
    Linear,
}

/// A schedule at one time.
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

impl Schedule {
    /// α, β and their derivatives at time t in [0, 1].
    ///
    /// ```
    /// use flowlab::path::Schedule;
    /// let at = Schedule::Linear.coefficients(0.25);
    /// assert_eq!((at.alpha, at.beta, at.alpha_dot, at.beta_dot), (0.25, 0.75, 1.0, -1.0));
    /// ```
    pub fn coefficients(self, t: f64) -> Coefficients {
        match self {
            Schedule::Linear => Coefficients { alpha: t, beta: 1.0 - t, alpha_dot: 1.0, beta_dot: -1.0 },
        }
    }
}
