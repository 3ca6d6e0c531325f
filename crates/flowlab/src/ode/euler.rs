//! Euler's method (1768): follow the velocity at the start of the step.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip};

use super::OdeSolver;
use crate::VectorField;
use crate::grid::Step;

/// Euler's method, order 1: Xᵢ₊₁ = Xᵢ + h·u(tᵢ, Xᵢ).
///
/// On dX/dt = −λX it multiplies by 1 − λh in each step: for λh > 1 it overshoots zero, and for λh > 2 it grows although
/// the solution decays. Siblings: [`Midpoint`](super::Midpoint), [`Heun`](super::Heun), [`Rk4`](super::Rk4); with
/// noise, [`EulerMaruyama`](crate::sde::EulerMaruyama).
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{TimeGrid, ode::Euler, process::LinearOde, simulate_ode_final};
/// // dX/dt = -X in one step of h = 1/2: 1 - h
/// let grid = TimeGrid::uniform(0.0, 0.5, 1)?;
/// let end = simulate_ode_final(&LinearOde::new(1, 1.0)?, &Euler, &grid, &array![[1.0]])?;
/// assert_eq!(end, array![[0.5]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Euler;

impl OdeSolver for Euler {
    fn order(&self) -> u32 {
        1
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
        x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    ) {
        let [k] = work else { panic!("Euler works in 1 buffer, got {}", work.len()) };
        u.eval(t, x, k.view_mut());
        azip!((x_next in x_next, &x in x, &k in &*k) *x_next = x + h * k);
    }
}
