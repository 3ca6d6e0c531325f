//! The noise dial: an ODE turned into an SDE with the same laws.

use std::fmt;
use std::sync::Arc;

use ndarray::{ArrayView2, ArrayViewMut2, azip};

use crate::error::{Error, Result, not_negative};
use crate::gaussian_path::{Coefficients, GaussianPath};
use crate::{Field, Noise, Sde, VectorField};

/// dX = [u + (σ²/2)·∇log pₜ] dt + σ dW, where u is the velocity field of a Gaussian path and σ ≥ 0 a function of time.
///
/// If X₀ ~ N(0, I) then Xₜ ~ pₜ, the law of αₜ·z + βₜ·x₀, for every σ: the trajectories change, the laws do not. The
/// noise spreads as the score contracts, −(σ²/2)·∇·(p∇log p) + (σ²/2)·Δp = 0, so the Fokker-Planck equation is the
/// continuity equation of u. This holds for the exact field, in continuous time. With a trained field the laws depend
/// on σ, as its score errs too; and steps of the size h add their own error, more for more noise.
///
/// **With a [`Guided`](super::Guided) field the law depends on σ even where all is exact**: that field is the velocity of no
/// path, and what is taken for its score is that of the tilted densities, which do not move with it. The more noise, the
/// nearer the samples come to the tilted law.
///
/// The score is taken from u itself: with D = βQ, Q = α̇β − αβ̇, it is (αu − α̇x)/D
/// ([`GaussianPath::score_from_velocity`]), so any field of the path will do, an exact
/// [`MarginalField`](super::MarginalField) or a trained one, at the cost of one evaluation. The drift is
///
/// u + w·(α·u − α̇·x) with w = σ²/(2D).
///
/// For [`Linear`](super::Schedule::Linear) and [`Trigonometric`](super::Schedule::Trigonometric) D falls to 0 at t = 1:
/// there a σ that is not 0 gives 0·∞, NaN. Methods that take their last drift before the end (Euler-Maruyama) never
/// ask, and [`StochasticHeun`](crate::sde::StochasticHeun), which does, is refused. For it, and for fields that are not
/// exact, [`dial`](Extended::dial) chooses σ so that w is constant.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::path::{Extended, GaussianPath, MarginalField, Schedule};
/// use flowlab::{Sde, distribution::Gaussian};
/// // From N(0, 1) to N(0, 1) at t = 1/2: u = 0, X ~ N(0, 1/2), so the score is -2x; with σ² = 2·(1 - t) = 1 the drift is -x.
/// let path = GaussianPath::new(Schedule::Linear);
/// let sde = Extended::dial(path, MarginalField::new(path, Gaussian::standard(1)?), 1.0)?;
/// let mut drift = array![[0.0]];
/// sde.drift(0.5, array![[3.0]].view(), drift.view_mut());
/// assert_eq!((sde.sigma(0.5), drift), (1.0, array![[-3.0]]));
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Noise without the score term, which does change the law: [`AdditiveSde`](crate::AdditiveSde). Source: Song et al.,
/// *Score-Based Generative Modeling through Stochastic Differential Equations* (2021); Albergo, Boffi and
/// Vanden-Eijnden, *Stochastic Interpolants* (2023).
#[derive(Clone)]
pub struct Extended<F = Field> {
    path: GaussianPath,
    field: F,
    noise: Strength,
}

/// Where σ comes from.
#[derive(Clone)]
enum Strength {
    /// σ² = 2gD: w is the constant g.
    Dial(f64),
    /// σ as a function of time.
    Sigma(Arc<dyn Fn(f64) -> f64 + Send + Sync>),
}

impl<F: VectorField> Extended<F> {
    /// The extension of `field`, a velocity field of `path`, by any σ(t).
    ///
    /// [`simulate_sde`](crate::simulate_sde) refuses a σ that is negative where a step starts, and a field that knows that
    /// it is the velocity of another path.
    pub fn new(path: GaussianPath, field: F, sigma: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Extended<F> {
        Extended { path, field, noise: Strength::Sigma(Arc::new(sigma)) }
    }

    /// The extension by σ² = 2gD, whose drift (1 + gα)·u − gα̇·x is singular nowhere.
    ///
    /// For the linear schedule σ² = 2g(1 − t) and the drift is (1 + gt)·u − g·x. At g = 0 it is the ODE dX = u dt, for
    /// [`EulerMaruyama`](crate::sde::EulerMaruyama) and [`Euler`](crate::ode::Euler) to the bit.
    ///
    /// # Errors
    /// A g that is negative or not finite, or a field that knows that it is the velocity of another path.
    pub fn dial(path: GaussianPath, field: F, g: f64) -> Result<Extended<F>> {
        field.check_score(path)?;
        Ok(Extended { path, field, noise: Strength::Dial(not_negative("g", g)?) })
    }

    /// σ at time t.
    pub fn sigma(&self, t: f64) -> f64 {
        match &self.noise {
            Strength::Dial(g) => (2.0 * g * self.path.score_divisor(t)).sqrt(),
            Strength::Sigma(sigma) => sigma(t),
        }
    }

    /// The velocity field u.
    pub fn field(&self) -> &F {
        &self.field
    }

    /// w = σ²/(2D), and 0 where there is no noise.
    fn weight(&self, t: f64) -> f64 {
        match &self.noise {
            Strength::Dial(g) => *g,
            Strength::Sigma(sigma) => match sigma(t) {
                0.0 => 0.0,
                sigma => sigma * sigma / (2.0 * self.path.score_divisor(t)),
            },
        }
    }
}

impl<F: VectorField> Sde for Extended<F> {
    fn dim(&self) -> usize {
        self.field.dim()
    }

    fn drift(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        self.field.eval(t, x, out.view_mut());
        let Coefficients { alpha, alpha_dot, .. } = self.path.coefficients(t);
        let w = self.weight(t);
        azip!((u in out, &x in x) *u += w * (alpha * *u - alpha_dot * x));
    }

    fn diffusion(&self, t: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(self.sigma(t));
    }

    fn noise(&self) -> Noise {
        Noise::Additive
    }

    fn check_drift(&self, t: f64) -> Result<()> {
        self.field.check_time(t)?;
        self.field.check_score(self.path)?;
        let value = self.weight(t);
        if value.is_finite() {
            return Ok(());
        }
        let way = "Extended::dial keeps it constant, EulerMaruyama does not ask for it at the end";
        Err(Error::NotFinite { what: format!("the weight sigma²/(2D) of the score at t = {t} ({way})"), value })
    }
}

impl<F: fmt::Debug> fmt::Debug for Extended<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extended").field("path", &self.path).field("field", &self.field).finish_non_exhaustive()
    }
}
