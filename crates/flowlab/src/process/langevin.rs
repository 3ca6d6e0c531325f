//! Langevin's equation: diffusion that settles in a given density.

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::distribution::Density;
use crate::error::{Result, at_least_one, not_negative};
use crate::sde::{Noise, Sde};

/// dX = σ²/2·∇log p(X) dt + σ dW for a density p on ℝᵈ: the (overdamped) Langevin equation, whose stationary law is p.
///
/// The drift climbs to where p is large and the noise spreads: a start drawn from p keeps the law p, and other starts
/// tend to it, slowly where p has far hills with a valley between. Only the score is asked for, so p need not be
/// normalised. σ sets the clock and nothing else: twice σ does in time t what σ does in 4t. With σ = √2 it is
/// dX = ∇log p(X) dt + √2 dW, the form of many texts; here the factor σ²/2 is that of the score in a flow with noise.
///
/// With p = N(0, σ²/(2λ)·I) it is the [`OrnsteinUhlenbeck`](super::OrnsteinUhlenbeck) process. Solvers keep p only up
/// to an error of the step size: the law in which [`EulerMaruyama`](crate::sde::EulerMaruyama) settles is not quite p.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{Sde, distribution::Gaussian, process::Langevin};
/// let langevin = Langevin::new(1, Gaussian::isotropic(array![3.0], 2.0)?, 1.0)?;
/// let (x, mut drift) = (array![[11.0]], array![[0.0]]);
/// langevin.drift(0.0, x.view(), drift.view_mut());
/// assert_eq!(drift, array![[-1.0]]); // 1/2·(3 - 11)/2²
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Särkkä and Solin, *Applied Stochastic Differential Equations*, section 5.2 (its stationary law); Roberts and
/// Tweedie (1996).
#[derive(Clone, Debug, PartialEq)]
pub struct Langevin<P> {
    dim: usize,
    target: P,
    sigma: f64,
}

impl<P: Density + Send + Sync> Langevin<P> {
    /// The process in `dim` dimensions, those of the target p; σ is in units of length/√time.
    ///
    /// # Errors
    /// `dim` = 0, a target that is known to have another dimension, or a σ that is negative or not finite.
    pub fn new(dim: usize, target: P, sigma: f64) -> Result<Langevin<P>> {
        at_least_one("dimensions", dim)?;
        target.check_dim(dim)?;
        Ok(Langevin { dim, target, sigma: not_negative("sigma", sigma)? })
    }

    /// The stationary law p.
    pub fn target(&self) -> &P {
        &self.target
    }

    /// The diffusion coefficient σ.
    pub fn sigma(&self) -> f64 {
        self.sigma
    }
}

impl<P: Density + Send + Sync> Sde for Langevin<P> {
    fn dim(&self) -> usize {
        self.dim
    }

    fn drift(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        self.target.score_into(x, out.view_mut());
        out *= 0.5 * self.sigma * self.sigma;
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
    use crate::distribution::{EightGaussians, Gaussian, GaussianMixture};

    #[test]
    fn a_target_of_another_dimension_is_refused() {
        let plane = || Gaussian::standard(2).unwrap();
        let message = "the dimension of the points is 3, but that of the law is 2: give two that agree";
        assert_eq!(Langevin::new(3, plane(), 1.0).unwrap_err().to_string(), message);
        assert_eq!(Langevin::new(3, GaussianMixture::from(plane()), 1.0).unwrap_err().to_string(), message);
        assert_eq!(Langevin::new(3, EightGaussians, 1.0).unwrap_err().to_string(), message);
        assert!(Langevin::new(2, EightGaussians, 1.0).is_ok());
    }
}
