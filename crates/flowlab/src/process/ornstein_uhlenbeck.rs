//! The Ornstein-Uhlenbeck process: linear decay against constant noise.

use ndarray::{Array2, Array3, ArrayRef1, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, azip, s};

use crate::brownian::check_forward;
use crate::distribution::Gaussian;
use crate::error::{Error, Result, agree, at_least_one, finite, not_negative};
use crate::sde::{Noise, Sde};
use crate::{BrownianPath, Normals, Seed, TimeGrid, Trajectory, chunk, start};

/// dX = −λX dt + σ dW in d dimensions, the coordinates independent: from x₀, Xₜ ~ N(e^(−λt)·x₀, v(t)·I) with
/// v(t) = σ²·(1 − e^(−2λt))/(2λ).
///
/// For λ > 0 it forgets its start and tends to N(0, σ²/(2λ)·I). For λ = 0 it is σW with v(t) = σ²t and forgets
/// nothing; for λ < 0 it runs away. Without noise it is [`LinearOde`](super::LinearOde); for λ > 0 it is the
/// [`Langevin`](super::Langevin) process of its stationary law.
///
/// Source: Uhlenbeck and Ornstein (1930); Särkkä and Solin, *Applied Stochastic Differential Equations*, section 6.2.
///
/// ```
/// use flowlab::process::OrnsteinUhlenbeck;
/// let process = OrnsteinUhlenbeck::new(1, 10.0, 1.0)?;
/// assert_eq!(process.stationary()?.covariance()[[0, 0]], 0.05);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrnsteinUhlenbeck {
    dim: usize,
    lambda: f64,
    sigma: f64,
}

impl OrnsteinUhlenbeck {
    /// The process in `dim` dimensions; λ is in units of 1/time, σ in units of length/√time.
    ///
    /// # Errors
    /// `dim` = 0, a λ or σ that is not finite, or σ < 0.
    pub fn new(dim: usize, lambda: f64, sigma: f64) -> Result<OrnsteinUhlenbeck> {
        let dim = at_least_one("dimensions", dim)?;
        Ok(OrnsteinUhlenbeck { dim, lambda: finite("lambda", lambda)?, sigma: not_negative("sigma", sigma)? })
    }

    /// The rate λ.
    pub fn lambda(&self) -> f64 {
        self.lambda
    }

    /// The diffusion coefficient σ.
    pub fn sigma(&self) -> f64 {
        self.sigma
    }

    /// E Xₜ = e^(−λt)·x₀ for each start, a row of `x0` (n, d). NaN before the start, for t < 0, and for a t that is not
    /// finite.
    pub fn mean(&self, t: f64, x0: &ArrayRef2<f64>) -> Array2<f64> {
        let factor = (-self.lambda * since_start(t)).exp();
        x0.mapv(|x| factor * x)
    }

    /// The variance v(t) of each coordinate at time t from a fixed start. NaN for t < 0 and for a t that is not finite:
    /// the limit is that of [`stationary`](OrnsteinUhlenbeck::stationary).
    pub fn variance(&self, t: f64) -> f64 {
        let (t, sigma2) = (since_start(t), self.sigma * self.sigma);
        if self.lambda == 0.0 { sigma2 * t } else { -sigma2 * (-2.0 * self.lambda * t).exp_m1() / (2.0 * self.lambda) }
    }

    /// The law of Xₜ from the start `x0` (d): sample from it instead of simulating.
    ///
    /// # Errors
    /// An `x0` of another dimension or not finite, a t that is negative or not finite, or a variance of zero (t = 0 or
    /// σ = 0), since a point has no density.
    pub fn law(&self, t: f64, x0: &ArrayRef1<f64>) -> Result<Gaussian> {
        agree("the length of x0", x0.len(), "the dimension of the process", self.dim)?;
        let factor = (-self.lambda * not_negative("t", t)?).exp();
        Gaussian::with_variance(x0.mapv(|x| factor * x), self.variance(t))
    }

    /// The stationary law N(0, σ²/(2λ)·I): a start drawn from it keeps it at all times.
    ///
    /// # Errors
    /// λ ≤ 0, where there is none, σ = 0, where it is a point, or more dimensions than memory holds.
    pub fn stationary(&self) -> Result<Gaussian> {
        if self.lambda <= 0.0 {
            return Err(Error::NotPositive { what: "lambda of a stationary process".into(), value: self.lambda });
        }
        Gaussian::centred(self.dim, self.sigma * self.sigma / (2.0 * self.lambda))
    }

    /// Draws the process itself at the knots of a grid, from the batch `x0` (n, d) at the first:
    /// Xᵢ₊₁ = e^(−λh)·Xᵢ + √v(h)·ε with fresh ε ~ N(0, I). It has the exact law at every step size.
    ///
    /// The same seed, grid and `x0` give the same states at any number of threads. To have the solution together with
    /// the Brownian path that drives it, use [`exact`](OrnsteinUhlenbeck::exact).
    ///
    /// # Errors
    /// A grid that runs back in time, no particles, a width of `x0` that is not d, a start that is not finite, or more
    /// states than memory holds.
    pub fn sample_exact(&self, grid: &TimeGrid, x0: &ArrayRef2<f64>, seed: Seed) -> Result<Trajectory> {
        check_forward(grid)?;
        let states = start::states(x0, self.dim, grid)?;
        Ok(self.settle(grid, states, |h| self.variance(h).sqrt(), seed.branch("ornstein-uhlenbeck")))
    }

    /// The solution on a Brownian path, from the batch `x0` (n, d) at the path's first knot.
    ///
    /// Over a step it is Xᵢ₊₁ = e^(−λh)·Xᵢ + σ·I, and I = ∫ e^(−λ(tᵢ₊₁ − s)) dW(s) depends on W between the knots too,
    /// of which the path tells nothing. But I and the increment dW are jointly Gaussian, with covariance
    /// c = (1 − e^(−λh))/λ: given the path, I is N(c/h·dW, v(h)/σ² − c²/h), and is drawn from that law with `seed`. So
    /// path and solution have the joint law that they should have, at every step size. To compare step sizes, take the
    /// solution on the finest path, and [`coarsen`](BrownianPath::coarsen) that path for the solvers.
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::{BrownianPath, Seed, TimeGrid, process::OrnsteinUhlenbeck};
    /// // Without decay the path tells all: X = x0 + 2 W.
    /// let process = OrnsteinUhlenbeck::new(1, 0.0, 2.0)?;
    /// let brownian = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 4)?, 1, 1)?;
    /// let end = process.exact(&brownian, &array![[1.0]], Seed(2))?.last();
    /// assert!((end - 1.0 - 2.0 * brownian.last())[[0, 0]].abs() < 1e-14);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// No particles, a width of `x0` or of the path that is not d, a number of rows of `x0` that is not the path's, a
    /// start that is not finite, or more states than memory holds.
    pub fn exact(&self, brownian: &BrownianPath, x0: &ArrayRef2<f64>, seed: Seed) -> Result<Trajectory> {
        let grid = brownian.grid();
        let mut states = start::states(x0, self.dim, grid)?;
        brownian.check_drives(x0.nrows(), self.dim)?;
        // c/h, which is 1 in the limit of no decay within a step
        let kept = |h: f64| match self.lambda * h {
            0.0 => 1.0,
            decay => -(-decay).exp_m1() / decay,
        };
        for i in 0..grid.n_steps() {
            let known = states.slice_mut(s![i + 1, .., ..]);
            let kept = kept(grid.step(i).h);
            azip!((known in known, &w0 in brownian.view(i), &w1 in brownian.view(i + 1)) {
                *known = self.sigma * kept * (w1 - w0);
            });
        }
        // rounding may leave -1e-16 h
        let unknown = |h: f64| (self.variance(h) - (self.sigma * kept(h)).powi(2) * h).max(0.0);
        let seed = seed.branch("ornstein-uhlenbeck between knots");
        Ok(self.settle(grid, states, |h| unknown(h).sqrt(), seed))
    }

    /// Xᵢ₊₁ = e^(−λh)·Xᵢ + what `states` hold at knot i + 1 + sd(h)·ε, from knot to knot.
    fn settle<F>(&self, grid: &TimeGrid, mut states: Array3<f64>, sd: F, seed: Seed) -> Trajectory
    where
        F: Fn(f64) -> f64 + Send + Sync,
    {
        chunk::for_each(chunk::chunks(states.view_mut(), Axis(1)), |k, mut states| {
            let mut normals = Normals::new(seed, k as u64);
            let mut noise = Array2::zeros(states.index_axis(Axis(0), 0).dim());
            for i in 0..grid.n_steps() {
                let h = grid.step(i).h;
                let (factor, sd) = ((-self.lambda * h).exp(), sd(h));
                let (now, next) = states.multi_slice_mut((s![i, .., ..], s![i + 1, .., ..]));
                normals.fill(noise.as_slice_mut().expect("a new array is contiguous"));
                azip!((next in next, &now in &now, &noise in &noise) *next += factor * now + sd * noise);
            }
        });
        Trajectory { grid: grid.clone(), states }
    }
}

/// The time t since the start of a process; NaN where there is none.
pub(super) fn since_start(t: f64) -> f64 {
    if t >= 0.0 && t.is_finite() { t } else { f64::NAN }
}

impl Sde for OrnsteinUhlenbeck {
    fn dim(&self) -> usize {
        self.dim
    }

    fn drift(&self, _t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        azip!((out in out, &x in x) *out = -self.lambda * x);
    }

    fn diffusion(&self, _t: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(self.sigma);
    }

    fn noise(&self) -> Noise {
        Noise::Additive
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn variance_and_mean_solve_their_equations() {
        // dv/dt = -2 lambda v + sigma^2 and dm/dt = -lambda m, by central differences of step 1e-5
        for lambda in [-0.7, 0.0, 1e-9, 3.0] {
            let process = OrnsteinUhlenbeck::new(1, lambda, 0.8).unwrap();
            let (t, step, x0) = (0.6, 1e-5, array![[2.0]]);
            let slope = (process.variance(t + step) - process.variance(t - step)) / (2.0 * step);
            assert!((slope - (0.64 - 2.0 * lambda * process.variance(t))).abs() < 1e-8, "{lambda}");
            let slope = (process.mean(t + step, &x0) - process.mean(t - step, &x0)) / (2.0 * step);
            assert!((slope + lambda * process.mean(t, &x0))[[0, 0]].abs() < 1e-8, "{lambda}");
        }
    }

    #[test]
    fn the_law_tends_to_the_stationary_one_at_the_known_distance() {
        // W2 of two Gaussians on the line: the mean and the sd differ; from x0 = 5, lambda = sigma = 1
        let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
        let sd = |gaussian: &Gaussian| gaussian.covariance()[[0, 0]].sqrt();
        let limit = process.stationary().unwrap();
        for (t, distance) in [(1.0, 1.8401), (2.0, 0.6767), (4.0, 0.0916)] {
            let law = process.law(t, &array![5.0]).unwrap();
            let w2 = (law.mean()[0] - limit.mean()[0]).hypot(sd(&law) - sd(&limit));
            assert!((w2 - distance).abs() < 5e-5, "{t}: {w2}"); // the digits that are stated
        }
    }

    #[test]
    fn before_the_start_and_at_no_time_there_is_no_process() {
        for lambda in [-0.7, 0.0, 2.0] {
            let process = OrnsteinUhlenbeck::new(1, lambda, 1.5).unwrap();
            for t in [-1.0, -5e-324, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                assert!(process.variance(t).is_nan() && process.mean(t, &array![[1.0]])[[0, 0]].is_nan(), "{t}");
                let refused = process.law(t, &array![1.0]).unwrap_err().to_string();
                assert!(refused.starts_with(&format!("t = {t}: give a")), "{refused}");
            }
            assert_eq!((process.variance(0.0), process.mean(-0.0, &array![[3.0]])), (0.0, array![[3.0]]));
        }
    }

    #[test]
    fn the_stationary_law_stays() {
        // e^(-2 lambda t) v + v(t) = v
        let process = OrnsteinUhlenbeck::new(2, 2.0, 1.5).unwrap();
        let v = process.stationary().unwrap().covariance()[[1, 1]];
        assert!(((-4.0 * 0.3_f64).exp() * v + process.variance(0.3) - v).abs() < 1e-15);
    }
}
