//! The midpoint method (Runge, 1895): follow the velocity at the middle of the step.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip};

use super::OdeSolver;
use crate::VectorField;
use crate::grid::Step;

/// The midpoint method, order 2: go half a step with Euler, then the whole step with the velocity found there.
///
/// k₁ = u(tᵢ, Xᵢ), k₂ = u(tᵢ + h/2, Xᵢ + h/2·k₁), Xᵢ₊₁ = Xᵢ + h·k₂.
///
/// Unlike [`Heun`](super::Heun), which has the same order at the same cost, it never asks for the field at the end of
/// the step: a field such as 1/(1 − t) can be followed up to t = 1. Siblings: [`Euler`](super::Euler),
/// [`Rk4`](super::Rk4).
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{TimeGrid, ode::Midpoint, process::LinearOde, simulate_ode_final};
/// // dX/dt = -X in one step of h = 1/2: 1 - h + h²/2
/// let grid = TimeGrid::uniform(0.0, 0.5, 1)?;
/// let end = simulate_ode_final(&LinearOde::new(1, 1.0)?, &Midpoint, &grid, &array![[1.0]])?;
/// assert_eq!(end, array![[0.625]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Midpoint;

impl OdeSolver for Midpoint {
    fn order(&self) -> u32 {
        2
    }

    fn asks_at_the_end_of_a_step(&self) -> bool {
        false
    }

    fn n_buffers(&self) -> usize {
        1
    }

    fn step(
        &self,
        u: &dyn VectorField,
        Step { t, h, .. }: Step,
        x: ArrayView2<'_, f64>,
        mut x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    ) {
        let [k] = work else { panic!("Midpoint works in 1 buffer, got {}", work.len()) };
        u.eval(t, x, k.view_mut());
        azip!((y in &mut x_next, &x in x, &k1 in &*k) *y = x + h / 2.0 * k1);
        u.eval(t + h / 2.0, x_next.view(), k.view_mut());
        azip!((x_next in x_next, &x in x, &k2 in &*k) *x_next = x + h * k2);
    }
}
