//! Reverse-time equations: a noising process run from its end back to the data.

use ndarray::{ArrayView2, ArrayViewMut2, azip};

use super::Noising;
use crate::distribution::{GaussianMixture, Regression};
use crate::error::{Error, Result, agree, not_negative};
use crate::sde::{Noise, Sde};

/// dX = [−f·X + ½(1 + k)·τ²·∇log q(r, X)] ds + √k·τ dW for s in [0, R], with f and τ of a [`Noising`] process at
/// r = R − s and q(r, ·) the density of its Y(r): in time s the laws of Y backwards.
///
/// The densities of Y follow the velocity f·y − ½τ²·∇log q. Turned around that is −f·x + ½τ²·∇log q, the case k = 0, an
/// ODE; noise of any strength, √k·τ here, asks for k/2·τ²·∇log q more in the drift, as in
/// [`Extended`](crate::path::Extended). If X at s = 0 has the law q(R, ·), X at s has the law q(R − s, ·), for every k ≥ 0.
///
/// **One law at each time is all that k leaves as it is.** For k = 1, where the drift is −f·x + τ²·∇log q, the paths have
/// the law of the paths of Y, run backwards (Anderson, 1982); for no other k do they. For data N(0, 1) and the variance
/// preserving kind both ends have the correlation e^(−kB/2), and those of Y have e^(−B/2).
///
/// The score is exact, for data that are Gaussian or a mixture.
///
/// ```
/// use flowlab::Sde;
/// use flowlab::distribution::Gaussian;
/// use flowlab::ndarray::array;
/// use flowlab::process::{Noising, Reversed};
/// // data N(0, 1), dY = -Y dr + √2 dW: all laws are N(0, 1), the score is -x, and the drift x - (1 + k)·x
/// let process = Noising::vp(1, 2.0, 2.0, 1.0)?;
/// for (k, expected) in [(0.0, 0.0), (1.0, -3.0), (2.0, -6.0)] {
///     let reversed = Reversed::new(process, Gaussian::standard(1)?, k)?;
///     let mut drift = array![[0.0]];
///     reversed.drift(0.4, array![[3.0]].view(), drift.view_mut());
///     assert!((drift[[0, 0]] - expected).abs() < 1e-14);
/// }
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Anderson, *Reverse-Time Diffusion Equation Models* (1982); Song et al. (2021).
#[derive(Clone, Debug, PartialEq)]
pub struct Reversed {
    noising: Noising,
    data: GaussianMixture,
    k: f64,
}

impl Reversed {
    /// The process turned around, with noise of k·τ² for the σ², from the noise to these data: a
    /// [`Gaussian`](crate::distribution::Gaussian) or a [`GaussianMixture`].
    ///
    /// # Errors
    /// Data of another dimension, or a k that is negative or not finite.
    pub fn new(noising: Noising, data: impl Into<GaussianMixture>, k: f64) -> Result<Reversed> {
        let data = data.into();
        agree("the dimension of the data", data.dim(), "that of the process", noising.dim())?;
        Ok(Reversed { noising, data, k: not_negative("k", k)? })
    }

    /// The process that is turned around.
    pub fn noising(&self) -> &Noising {
        &self.noising
    }

    /// The law of X at s, that of Y at R − s: to start from at s = 0, and the data at s = R.
    ///
    /// # Errors
    /// An s outside [0, R].
    pub fn law(&self, s: f64) -> Result<GaussianMixture> {
        self.check_drift(s)?;
        self.noising.law(self.r(s), &self.data)
    }

    /// The time of the process that is turned around.
    fn r(&self, s: f64) -> f64 {
        self.noising.end() - s
    }
}

impl Sde for Reversed {
    fn dim(&self) -> usize {
        self.noising.dim()
    }

    fn drift(&self, s: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let (process, r) = (&self.noising, self.r(s));
        let score = Regression { alpha: process.alpha(r), beta: process.beta(r), ..Regression::SCORE };
        self.data.regress(score, x, out.view_mut());
        let (f, weight) = (process.rate(r), 0.5 * (1.0 + self.k) * process.tau(r).powi(2));
        azip!((out in out, &x in x) *out = -f * x + weight * *out);
    }

    fn diffusion(&self, s: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(self.k.sqrt() * self.noising.tau(self.r(s)));
    }

    fn noise(&self) -> Noise {
        Noise::Additive
    }

    fn check_drift(&self, s: f64) -> Result<()> {
        let end = self.noising.end();
        if (0.0..=end).contains(&s) { Ok(()) } else { Err(Error::OutsideProcess { r: s, end }) }
    }
}
