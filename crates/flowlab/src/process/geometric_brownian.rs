//! Geometric Brownian motion: growth whose rate is noisy.

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, azip};
use statrs::distribution::LogNormal;

use super::ornstein_uhlenbeck::since_start;
use crate::error::{Error, Result, at_least_one, finite, not_negative, positive};
use crate::sde::{Noise, Sde};
use crate::{BrownianPath, Trajectory, start};

/// dX = μX dt + σX dW in d dimensions, the coordinates independent: Xₜ = x₀·exp((μ − σ²/2)·t + σ·Wₜ).
///
/// The −σ²/2 is Itô's: with it E Xₜ = e^(μt)·x₀. The noise depends on the state, and the solution is known on every
/// Brownian path, which makes it the test of strong orders: see [`EulerMaruyama`](crate::sde::EulerMaruyama) and
/// [`Milstein`](crate::sde::Milstein). X keeps the sign of its start. Without noise it is
/// [`LinearOde`](super::LinearOde) with λ = −μ.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{BrownianPath, Seed, TimeGrid, process::GeometricBrownian};
/// let process = GeometricBrownian::new(1, 0.5, 1.0)?;
/// let brownian = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 2.0, 4)?, 1, 1)?;
/// let end = process.exact(&brownian, &array![[3.0]])?.last();
/// // (0.5 - 1/2)·2 = 0: the logarithm is that of the start plus W
/// assert!((end[[0, 0]].ln() - 3.0_f64.ln() - brownian.last()[[0, 0]]).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Kloeden and Platen, section 4.4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeometricBrownian {
    dim: usize,
    mu: f64,
    sigma: f64,
}

impl GeometricBrownian {
    /// The process in `dim` dimensions; μ is in units of 1/time, σ in units of 1/√time.
    ///
    /// # Errors
    /// `dim` = 0, a μ or σ that is not finite, or σ < 0.
    pub fn new(dim: usize, mu: f64, sigma: f64) -> Result<GeometricBrownian> {
        let dim = at_least_one("dimensions", dim)?;
        Ok(GeometricBrownian { dim, mu: finite("mu", mu)?, sigma: not_negative("sigma", sigma)? })
    }

    /// The rate of growth μ.
    pub fn mu(&self) -> f64 {
        self.mu
    }

    /// The coefficient σ of the noise σX.
    pub fn sigma(&self) -> f64 {
        self.sigma
    }

    /// The solution itself on a Brownian path, from the batch `x0` (n, d) at the path's first knot.
    ///
    /// # Errors
    /// No particles, a width of `x0` or of the path that is not d, a number of rows of `x0` that is not the path's, a
    /// start that is not finite, or more states than memory holds.
    pub fn exact(&self, brownian: &BrownianPath, x0: &ArrayRef2<f64>) -> Result<Trajectory> {
        let grid = brownian.grid();
        let mut states = start::states(x0, self.dim, grid)?;
        brownian.check_drives(x0.nrows(), self.dim)?;
        for (i, mut x) in states.axis_iter_mut(Axis(0)).enumerate() {
            let t = grid.t(i) - grid.t0();
            azip!((x in &mut x, &x0 in x0, &w in brownian.view(i)) *x = x0 * self.log_growth(t, w).exp());
        }
        Ok(Trajectory { grid: grid.clone(), states })
    }

    /// E Xₜ = e^(μt)·x₀ for each start, a row of `x0` (n, d). NaN before the start, for t < 0, and for a t that is not
    /// finite.
    pub fn mean(&self, t: f64, x0: &ArrayRef2<f64>) -> Array2<f64> {
        let factor = (self.mu * since_start(t)).exp();
        x0.mapv(|x| factor * x)
    }

    /// Var Xₜ = x₀²·e^(2μt)·(e^(σ²t) − 1) for each coordinate of each start, a row of `x0` (n, d). NaN for t < 0 and
    /// for a t that is not finite.
    pub fn variance(&self, t: f64, x0: &ArrayRef2<f64>) -> Array2<f64> {
        let t = since_start(t);
        let factor = (2.0 * self.mu * t).exp() * (self.sigma * self.sigma * t).exp_m1();
        x0.mapv(|x| factor * x * x)
    }

    /// The law of one coordinate of Xₜ from the start `x0` > 0: ln Xₜ ~ N(ln x₀ + (μ − σ²/2)·t, σ²·t).
    ///
    /// It has the density, the distribution function (to 10 digits) and the quantiles of [`statrs`]; from −x₀ the law
    /// is its mirror image.
    ///
    /// # Errors
    /// `x0`, t or σ not above zero or not finite: without time or noise it is a point.
    pub fn law(&self, t: f64, x0: f64) -> Result<LogNormal> {
        positive("x0", x0)?;
        positive("t", not_negative("t", t)?)?;
        let sd = positive("sigma", self.sigma)? * t.sqrt();
        let mean = finite("the mean of ln X", x0.ln() + self.log_growth(t, 0.0))?;
        LogNormal::new(mean, sd).map_err(|_| Error::NotPositive { what: "sigma sqrt(t)".into(), value: sd })
    }

    /// ln(Xₜ/x₀) = (μ − σ²/2)·t + σ·w where W is w, in an order in which no σ² is needed: it may be beyond all numbers.
    fn log_growth(&self, t: f64, w: f64) -> f64 {
        self.mu * t + self.sigma * (w - 0.5 * self.sigma * t)
    }
}

impl Sde for GeometricBrownian {
    fn dim(&self) -> usize {
        self.dim
    }

    fn drift(&self, _t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        azip!((out in out, &x in x) *out = self.mu * x);
    }

    fn diffusion(&self, _t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        azip!((out in out, &x in x) *out = self.sigma * x);
    }

    fn noise(&self) -> Noise {
        Noise::Multiplicative
    }

    fn diffusion_dx(
        &self,
        _t: f64,
        _x: ArrayView2<'_, f64>,
        mut out: ArrayViewMut2<'_, f64>,
        _work: &mut [Array2<f64>],
    ) {
        out.fill(self.sigma);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use statrs::statistics::Distribution;

    #[test]
    fn mean_and_variance_are_those_of_the_law() {
        let process = GeometricBrownian::new(1, 0.3, 0.7).unwrap();
        let (t, x0) = (1.3, 2.0);
        let law = process.law(t, x0).unwrap();
        assert!((law.mean().unwrap() / process.mean(t, &array![[x0]])[[0, 0]] - 1.0).abs() < 1e-14); // a few roundings
        assert!((law.variance().unwrap() / process.variance(t, &array![[x0]])[[0, 0]] - 1.0).abs() < 1e-14);
    }

    #[test]
    fn before_the_start_and_at_no_time_there_is_no_process() {
        let (process, x0) = (GeometricBrownian::new(1, 0.3, 0.7).unwrap(), array![[2.0]]);
        for t in [-1.0, -5e-324, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(process.mean(t, &x0)[[0, 0]].is_nan() && process.variance(t, &x0)[[0, 0]].is_nan(), "{t}");
            let refused = process.law(t, 2.0).unwrap_err().to_string();
            assert!(refused.starts_with(&format!("t = {t}: give a")), "{refused}");
        }
        assert_eq!((process.mean(0.0, &x0), process.variance(0.0, &x0)), (x0, array![[0.0]]));
    }

    #[test]
    fn mean_and_variance_solve_their_equations() {
        // dm/dt = mu m and dv/dt = 2 mu v + sigma^2 (v + m^2), by central differences of step 1e-5
        let (process, t, step, x0) = (GeometricBrownian::new(1, 0.5, 0.8).unwrap(), 0.6, 1e-5, array![[-2.0]]);
        let (m, v) = (process.mean(t, &x0)[[0, 0]], process.variance(t, &x0)[[0, 0]]);
        let slope = (process.mean(t + step, &x0) - process.mean(t - step, &x0))[[0, 0]] / (2.0 * step);
        assert!((slope - 0.5 * m).abs() < 1e-8); // step² and 1e-16/step
        let slope = (process.variance(t + step, &x0) - process.variance(t - step, &x0))[[0, 0]] / (2.0 * step);
        assert!((slope - v - 0.64 * (v + m * m)).abs() < 1e-8);
    }
}
