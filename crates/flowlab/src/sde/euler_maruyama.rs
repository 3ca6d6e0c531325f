//! The Euler-Maruyama method (Maruyama, 1955): Euler's step plus the noise of the step.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip};

use super::{Noise, Sde, SdeSolver};
use crate::error::Result;
use crate::grid::Step;

/// The Euler-Maruyama method: Xᵢ₊₁ = Xᵢ + h·u(tᵢ, Xᵢ) + σ(tᵢ, Xᵢ)·(W(tᵢ₊₁) − W(tᵢ)).
///
/// Strong order 1 for additive noise and 1/2 for noise that depends on the state; weak order 1 for both. The increment
/// of W has the size √h, not h. With σ = 0 it is [`Euler`](crate::ode::Euler) to the bit. Where σ is a matrix, strong
/// order 1/2 is all that is promised: a matrix that does not depend on the state has 1 too.
///
/// The orders suppose a smooth u, and a σ that is smooth in time. Source: Kloeden and Platen, sections 10.2 and 10.3
/// (strong), 14.1 (weak).
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{BrownianPath, Seed, TimeGrid, process::GeometricBrownian, sde::EulerMaruyama, simulate_sde};
/// // dX = X/2 dt + X dW from 1 in one step of h = 1: 1 + 1/2 + W(1)
/// let brownian = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 1)?, 1, 1)?;
/// let end = simulate_sde(&GeometricBrownian::new(1, 0.5, 1.0)?, &EulerMaruyama, &brownian, &array![[1.0]])?.last();
/// assert_eq!(end, 1.5 + brownian.last());
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EulerMaruyama;

impl SdeSolver for EulerMaruyama {
    fn strong_order(&self, noise: Noise) -> Result<f64> {
        Ok(match noise {
            Noise::Additive => 1.0,
            Noise::Multiplicative | Noise::Matrix => 0.5,
        })
    }

    fn weak_order(&self, _noise: Noise) -> Result<f64> {
        Ok(1.0)
    }

    fn asks_at_the_end(&self) -> bool {
        false
    }

    fn n_buffers(&self) -> usize {
        2
    }

    fn is_euler_maruyama(&self) -> bool {
        true
    }

    fn step(
        &self,
        sde: &dyn Sde,
        Step { t, h, .. }: Step,
        x: ArrayView2<'_, f64>,
        dw: ArrayView2<'_, f64>,
        x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    ) {
        let [u, sigma] = work else { panic!("EulerMaruyama works in 2 buffers, got {}", work.len()) };
        sde.drift(t, x, u.view_mut());
        if sde.noise() == Noise::Matrix {
            sde.apply_noise(t, x, dw, sigma.view_mut());
            azip!((x_next in x_next, &x in x, &u in &*u, &noise in &*sigma) *x_next = x + h * u + noise);
            return;
        }
        sde.diffusion(t, x, sigma.view_mut());
        azip!((x_next in x_next, &x in x, &u in &*u, &sigma in &*sigma, &dw in dw) *x_next = x + h * u + sigma * dw);
    }
}
