//! The classical Runge-Kutta method (Kutta, 1901): four velocities, weighted as in Simpson's rule.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip};

use super::OdeSolver;
use crate::VectorField;
use crate::grid::Step;

/// The classical Runge-Kutta method, order 4.
///
/// k₁ = u(tᵢ, Xᵢ), k₂ = u(tᵢ + h/2, Xᵢ + h/2·k₁), k₃ = u(tᵢ + h/2, Xᵢ + h/2·k₂), k₄ = u(tᵢ₊₁, Xᵢ + h·k₃),
/// Xᵢ₊₁ = Xᵢ + h·(k₁ + 2k₂ + 2k₃ + k₄)/6.
///
/// Like [`Heun`](super::Heun) it asks for the field at the end of the step. Siblings: [`Euler`](super::Euler),
/// [`Midpoint`](super::Midpoint); with steps of its own choice, [`Dopri5`](super::Dopri5).
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{TimeGrid, ode::Rk4, process::LinearOde, simulate_ode_final};
/// // dX/dt = -X in one step of h = 1/2: 1 - h + h²/2 - h³/6 + h⁴/24
/// let grid = TimeGrid::uniform(0.0, 0.5, 1)?;
/// let end = simulate_ode_final(&LinearOde::new(1, 1.0)?, &Rk4, &grid, &array![[1.0]])?;
/// assert!((end[[0, 0]] - 233.0 / 384.0).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rk4;

impl OdeSolver for Rk4 {
    fn order(&self) -> u32 {
        4
    }

    fn asks_at_the_end_of_a_step(&self) -> bool {
        true
    }

    fn n_buffers(&self) -> usize {
        4
    }

    fn step(
        &self,
        u: &dyn VectorField,
        Step { t, t_next, h }: Step,
        x: ArrayView2<'_, f64>,
        mut x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    ) {
        let [k1, k2, k3, k4] = work else { panic!("Rk4 works in 4 buffers, got {}", work.len()) };
        let half = t + h / 2.0;
        u.eval(t, x, k1.view_mut());
        azip!((y in &mut x_next, &x in x, &k1 in &*k1) *y = x + h / 2.0 * k1);
        u.eval(half, x_next.view(), k2.view_mut());
        azip!((y in &mut x_next, &x in x, &k2 in &*k2) *y = x + h / 2.0 * k2);
        u.eval(half, x_next.view(), k3.view_mut());
        azip!((y in &mut x_next, &x in x, &k3 in &*k3) *y = x + h * k3);
        u.eval(t_next, x_next.view(), k4.view_mut());
        azip!((x_next in x_next, &x in x, &k1 in &*k1, &k2 in &*k2, &k3 in &*k3, &k4 in &*k4) {
            *x_next = x + h * (k1 + 2.0 * k2 + 2.0 * k3 + k4) / 6.0;
        });
    }
}
