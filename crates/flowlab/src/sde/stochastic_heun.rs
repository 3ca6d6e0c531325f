//! Heun's method with noise: the mean of the drifts at both ends of an Euler-Maruyama step.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip};

use super::{Noise, Sde, SdeSolver};
use crate::error::{Error, Result};
use crate::grid::Step;

/// Heun's method for additive noise: predict with the noise of the step, then take the mean of the drifts at both ends.
///
/// With n = σ(tᵢ + h/2)·dW: k₁ = u(tᵢ, Xᵢ), k₂ = u(tᵢ₊₁, Xᵢ + h·k₁ + n), Xᵢ₊₁ = Xᵢ + h·(k₁ + k₂)/2 + n.
///
/// Strong order 1 and weak order 2, where [`EulerMaruyama`](super::EulerMaruyama) and [`Milstein`](super::Milstein)
/// have weak order 1. The strong order is not more than theirs: for more, the integral of W over the step is needed,
/// and the increment does not tell it. σ is taken in the middle of the step, where its square is the mean square over
/// the step up to h². With σ = 0 the method is [`Heun`](crate::ode::Heun)'s to the bit.
///
/// For noise that depends on the state it is refused: the mean of σ at both ends, as for u, would tend to the solution
/// in the sense of Stratonovich. A matrix σ is refused too.
///
/// The orders suppose a smooth u and σ. Source: Kloeden and Platen, section 15.1, of whose method of weak order 2 it is
/// the case of a constant σ.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{BrownianPath, Noise, Seed, TimeGrid, process::OrnsteinUhlenbeck, simulate_sde};
/// use flowlab::sde::{SdeSolver, StochasticHeun};
/// // dX = -X dt + dW from 1 in one step of h = 1/2: 1 - h + h²/2 + (1 - h/2)·W
/// let brownian = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 0.5, 1)?, 1, 1)?;
/// let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
/// let end = simulate_sde(&process, &StochasticHeun, &brownian, &array![[1.0]])?.last();
/// assert!((end - (0.625 + 0.75 * brownian.last()))[[0, 0]].abs() < 1e-15);
/// assert!(StochasticHeun.strong_order(Noise::Multiplicative).is_err());
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StochasticHeun;

impl SdeSolver for StochasticHeun {
    fn strong_order(&self, noise: Noise) -> Result<f64> {
        match noise {
            Noise::Additive => Ok(1.0),
            Noise::Multiplicative => Err(Error::Stratonovich { solver: "StochasticHeun" }),
            Noise::Matrix => Err(Error::MatrixNoise { solver: "StochasticHeun" }),
        }
    }

    fn weak_order(&self, noise: Noise) -> Result<f64> {
        match noise {
            Noise::Additive => Ok(2.0),
            Noise::Multiplicative => Err(Error::Stratonovich { solver: "StochasticHeun" }),
            Noise::Matrix => Err(Error::MatrixNoise { solver: "StochasticHeun" }),
        }
    }

    fn asks_at_the_end(&self) -> bool {
        true
    }

    fn n_buffers(&self) -> usize {
        3
    }

    fn step(
        &self,
        sde: &dyn Sde,
        Step { t, t_next, h }: Step,
        x: ArrayView2<'_, f64>,
        dw: ArrayView2<'_, f64>,
        mut x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    ) {
        let [k1, k2, noise] = work else { panic!("StochasticHeun works in 3 buffers, got {}", work.len()) };
        sde.diffusion(t + h / 2.0, x, noise.view_mut());
        azip!((noise in &mut *noise, &dw in dw) *noise *= dw);
        sde.drift(t, x, k1.view_mut());
        azip!((y in &mut x_next, &x in x, &k1 in &*k1, &noise in &*noise) *y = x + h * k1 + noise);
        sde.drift(t_next, x_next.view(), k2.view_mut());
        azip!((x_next in x_next, &x in x, &k1 in &*k1, &k2 in &*k2, &noise in &*noise) {
            *x_next = x + h * (k1 + k2) / 2.0 + noise;
        });
    }
}
