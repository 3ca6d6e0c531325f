//! Milstein's method (1974): the first correction of Euler-Maruyama where the noise depends on the state.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip};

use super::{Noise, Sde, SdeSolver};
use crate::error::{Error, Result};
use crate::grid::Step;

/// Milstein's method for diagonal noise, with dW the increment of W and σ′ⱼ = ∂σⱼ/∂xⱼ:
/// Xᵢ₊₁ = Xᵢ + h·u + σ·dW + ½·σσ′·(dW² − h), all at (tᵢ, Xᵢ).
///
/// Strong order 1 for both kinds of diagonal noise, where [`EulerMaruyama`](super::EulerMaruyama) has 1/2 if σ depends
/// on the state; weak order 1, as it has. The last term is the integral of σσ′·(W(s) − W(tᵢ)) dW(s) over the step: how
/// far σ moves while the noise acts. It has mean zero and the size h. For additive noise σ′ = 0 and the method is
/// Euler-Maruyama to the bit.
///
/// σⱼ may depend on xⱼ and on no other coordinate: else the correction needs integrals of one Brownian motion against
/// another, which the increments do not tell; for the same reason a matrix σ is refused. σ′ comes from
/// [`Sde::diffusion_dx`].
///
/// Source: Milstein (1974); Kloeden and Platen, section 10.3.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{BrownianPath, Seed, TimeGrid, process::GeometricBrownian, sde::Milstein, simulate_sde};
/// // dX = X/2 dt + X dW from 1 in one step of h = 1: 1 + 1/2 + W + (W² - 1)/2 = 1 + W + W²/2
/// let brownian = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 1)?, 1, 1)?;
/// let end = simulate_sde(&GeometricBrownian::new(1, 0.5, 1.0)?, &Milstein, &brownian, &array![[1.0]])?.last();
/// let w = brownian.last()[[0, 0]];
/// assert!((end[[0, 0]] - (1.0 + w + w * w / 2.0)).abs() < 1e-15); // the exact e^W up to W³/6
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Milstein;

impl SdeSolver for Milstein {
    fn strong_order(&self, noise: Noise) -> Result<f64> {
        match noise {
            Noise::Additive | Noise::Multiplicative => Ok(1.0),
            Noise::Matrix => Err(Error::MatrixNoise { solver: "Milstein" }),
        }
    }

    fn weak_order(&self, noise: Noise) -> Result<f64> {
        self.strong_order(noise)
    }

    fn asks_at_the_end(&self) -> bool {
        false
    }

    fn n_buffers(&self) -> usize {
        5
    }

    fn step(
        &self,
        sde: &dyn Sde,
        Step { t, h, .. }: Step,
        x: ArrayView2<'_, f64>,
        dw: ArrayView2<'_, f64>,
        mut x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    ) {
        let [u, sigma, sigma_dx, rest @ ..] = work else { panic!("Milstein works in 5 buffers, got {}", work.len()) };
        sde.drift(t, x, u.view_mut());
        sde.diffusion(t, x, sigma.view_mut());
        azip!((x_next in &mut x_next, &x in x, &u in &*u, &sigma in &*sigma, &dw in dw) {
            *x_next = x + h * u + sigma * dw;
        });
        if sde.noise() == Noise::Multiplicative {
            sde.diffusion_dx(t, x, sigma_dx.view_mut(), rest);
            azip!((x_next in x_next, &sigma in &*sigma, &sigma_dx in &*sigma_dx, &dw in dw) {
                *x_next += 0.5 * sigma * sigma_dx * (dw * dw - h);
            });
        }
    }
}
