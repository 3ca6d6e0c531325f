//! Schedules: how much data and how much noise a path holds at each time.

use std::f64::consts::FRAC_PI_2;

use super::coefficients::Coefficients;
use super::own::{self, OwnSchedule};
use crate::error::Result;

/// How a Gaussian path passes from noise (α = 0, β = 1 at t = 0) to data (α = 1, β = 0 at t = 1).
///
/// The schedules keep these four values to the bit. Other texts write σ for β, or run time the other way.
///
/// ```
/// use flowlab::path::Schedule;
/// for schedule in Schedule::ALL {
///     let (start, end) = (schedule.coefficients(0.0), schedule.coefficients(1.0));
///     assert_eq!([start.alpha, start.beta, end.alpha, end.beta], [0.0, 1.0, 1.0, 0.0]);
/// }
/// let at = Schedule::Trigonometric.coefficients(1.0 / 3.0);
/// assert!((at.alpha - 0.5).abs() < 1e-15 && (at.alpha.powi(2) + at.beta.powi(2) - 1.0).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Schedule {
    /// α = t, β = 1 − t: each pair moves on a straight line at constant speed. The trajectories of the marginal field
    /// are not straight.
    ///
    /// Source: Liu, Gong and Liu, *Flow Straight and Fast* (2023); the optimal-transport path of Lipman et al. (2023).
    #[default]
    Linear,
    /// α = sin(πt/2), β = cos(πt/2): α² + β² = 1, so data of covariance I keep it at all times (*variance preserving*).
    /// Each pair moves on an arc of an ellipse. α̇ = 0 at t = 1, so where the data have a density the marginal field
    /// comes to rest there.
    ///
    /// Source: Albergo and Vanden-Eijnden, *Building Normalizing Flows with Stochastic Interpolants* (2023); called
    /// cosine schedule elsewhere.
    Trigonometric,
    /// α = t, β = √(1 − t²): variance preserving too, through the same states as [`Trigonometric`](Schedule::Trigonometric)
    /// by another clock, at time t those of time (2/π)·arcsin t there.
    ///
    /// **β̇ = −t/√(1 − t²) is −∞ at t = 1**: a pair with x₀ ≠ 0 arrives with infinite speed. The marginal field stays
    /// finite there where the data have a density.
    ///
    /// Source: the linear variance-preserving schedule of the library `flow_matching` (Lipman et al., 2024).
    LinearVp,
    /// One's own: [`Schedule::own`].
    Own(OwnSchedule),
}

impl Schedule {
    /// All schedules of this crate.
    pub const ALL: [Schedule; 3] = [Schedule::Linear, Schedule::Trigonometric, Schedule::LinearVp];

    /// A schedule of one's own: its name and its coefficients at each time in [0, 1].
    ///
    /// It stays known under its name until the program ends, so that files which name it can be read; another one of the
    /// same name takes its place there. A β that ends above 0 is allowed: σ_min in Lipman et al. (2023), whose paths end
    /// in a small Gaussian around each data point.
    ///
    /// ```
    /// use flowlab::path::{Coefficients, GaussianPath, Schedule};
    /// // straight lines to N(z, σ_min²·I)
    /// let sigma_min = 0.1;
    /// let lines = move |t| Coefficients {
    ///     alpha: t,
    ///     beta: 1.0 - (1.0 - sigma_min) * t,
    ///     alpha_dot: 1.0,
    ///     beta_dot: sigma_min - 1.0,
    /// };
    /// let path = GaussianPath::new(Schedule::own("straight to 0.1", lines)?);
    /// assert!((path.coefficients(1.0).beta - 0.1).abs() < 1e-15);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A name that is empty, of this crate or of more than one line; coefficients that do not run from (0, 1) at t = 0 to
    /// α = 1 and β in [0, 1) at t = 1, or that, looked at 65 times between, are not finite, have derivatives that are not
    /// their slopes, or α̇β ≤ αβ̇: the share of the data must grow against that of the noise.
    pub fn own(name: &str, coefficients: impl Fn(f64) -> Coefficients + Send + Sync + 'static) -> Result<Schedule> {
        let ours = Schedule::ALL.map(Schedule::name);
        own::register(name, &ours, Box::new(coefficients)).map(Schedule::Own)
    }

    /// The name: `linear`, `trigonometric`, `linear-vp`, or that of one's own.
    pub fn name(self) -> &'static str {
        match self {
            Schedule::Own(own) => own.name(),
            Schedule::Linear => "linear",
            Schedule::Trigonometric => "trigonometric",
            Schedule::LinearVp => "linear-vp",
        }
    }

    /// The schedule of this name; one's own is known from [`own`](Schedule::own) on.
    pub fn from_name(name: &str) -> Option<Schedule> {
        let ours = Schedule::ALL.into_iter().find(|schedule| schedule.name() == name);
        ours.or_else(|| own::registered(name).map(Schedule::Own))
    }

    /// α, β and their derivatives at time t in [0, 1].
    ///
    /// ```
    /// use flowlab::path::Schedule;
    /// let at = Schedule::Linear.coefficients(0.25);
    /// assert_eq!((at.alpha, at.beta, at.alpha_dot, at.beta_dot), (0.25, 0.75, 1.0, -1.0));
    /// let at = Schedule::LinearVp.coefficients(0.6);
    /// assert!((at.beta - 0.8).abs() < 1e-15 && (at.beta_dot + 0.75).abs() < 1e-15);
    /// ```
    pub fn coefficients(self, t: f64) -> Coefficients {
        match self {
            Schedule::Own(own) => own.coefficients(t),
            Schedule::Linear => Coefficients { alpha: t, beta: 1.0 - t, alpha_dot: 1.0, beta_dot: -1.0 },
            Schedule::Trigonometric => {
                // cos(π/2) is 6e-17 in floating point; the sine of the rest of the angle is 0
                let (alpha, beta) = ((FRAC_PI_2 * t).sin(), (FRAC_PI_2 * (1.0 - t)).sin());
                Coefficients { alpha, beta, alpha_dot: FRAC_PI_2 * beta, beta_dot: -FRAC_PI_2 * alpha }
            }
            Schedule::LinearVp => {
                let beta = ((1.0 - t) * (1.0 + t)).sqrt();
                Coefficients { alpha: t, beta, alpha_dot: 1.0, beta_dot: -t / beta }
            }
        }
    }

    /// β·β̇, half the slope of the noise's variance: finite at t = 1 also where β̇ is not.
    pub(crate) fn beta_beta_dot(self, t: f64) -> f64 {
        match self {
            Schedule::LinearVp => -t,
            _ => {
                let Coefficients { beta, beta_dot, .. } = self.coefficients(t);
                beta * beta_dot
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power(p: f64) -> impl Fn(f64) -> Coefficients {
        move |t| Coefficients { alpha: t.powf(p), beta: 1.0 - t, alpha_dot: p * t.powf(p - 1.0), beta_dot: -1.0 }
    }

    #[test]
    fn a_schedule_is_known_by_its_name_and_the_latest_of_a_name_counts() {
        let first = Schedule::own("power", power(2.0)).unwrap();
        assert_eq!(Schedule::from_name("power"), Some(first));
        assert_eq!(first.coefficients(0.5).alpha, 0.25);
        assert_eq!(Schedule::own("power", power(2.0)).unwrap(), first);
        let second = Schedule::own("power", power(3.0)).unwrap();
        assert_ne!(first, second);
        assert_eq!(Schedule::from_name("power"), Some(second));
        assert_eq!(format!("{second:?}"), "Own(\"power\")");
    }

    #[test]
    fn what_is_no_schedule_is_refused_by_what_is_wrong_with_it() {
        let refused = |name: &str, of: fn(f64) -> Coefficients| Schedule::own(name, of).unwrap_err().to_string();
        let linear = |t| Schedule::Linear.coefficients(t);
        assert!(refused("", linear).contains("give a name"));
        assert!(refused("linear", linear).contains("of that name"));
        let turned = |t: f64| Schedule::Linear.coefficients(1.0 - t);
        assert!(refused("turned", turned).contains("alpha at t = 0 is 1, it must be 0"));
        let wrong = |t| Coefficients { beta_dot: 1.0, ..Schedule::Linear.coefficients(t) };
        assert!(refused("wrong slope", wrong).contains("beta_dot at t = 0.015625 is 1, but the slope there is -1"));
        let back = |t: f64| {
            let (sin, cos) = (3.0 * std::f64::consts::TAU * t).sin_cos();
            let slope = 1.0 + 3.0 * std::f64::consts::TAU * cos;
            Coefficients { alpha: t + sin, alpha_dot: slope, ..Schedule::Linear.coefficients(t) }
        };
        assert!(refused("back and forth", back).contains("does not grow"));
        let hole =
            |t: f64| Coefficients { alpha: if t == 0.5 { f64::NAN } else { t }, ..Schedule::Linear.coefficients(t) };
        assert!(refused("hole", hole).contains("NaN"));
    }
}
