//! Heun's method (1900): average the velocities at both ends of an Euler step.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip};

use super::OdeSolver;
use crate::VectorField;
use crate::grid::Step;

/// Heun's method, order 2: predict with Euler, then take the mean of the velocities at both ends.
///
/// k₁ = u(tᵢ, Xᵢ), k₂ = u(tᵢ₊₁, Xᵢ + h·k₁), Xᵢ₊₁ = Xᵢ + h·(k₁ + k₂)/2.
///
/// It asks for the field at the end of the step too, where a field such as 1/(1 − t) has no value at t = 1;
/// [`Midpoint`](super::Midpoint) does not. Siblings: [`Euler`](super::Euler), [`Rk4`](super::Rk4); with noise,
/// [`StochasticHeun`](crate::sde::StochasticHeun).
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{TimeGrid, ode::Heun, process::LinearOde, simulate_ode_final};
/// // dX/dt = -X in one step of h = 1/2: 1 - h + h²/2
/// let grid = TimeGrid::uniform(0.0, 0.5, 1)?;
/// let end = simulate_ode_final(&LinearOde::new(1, 1.0)?, &Heun, &grid, &array![[1.0]])?;
/// assert_eq!(end, array![[0.625]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heun;

impl OdeSolver for Heun {
    fn order(&self) -> u32 {
        2
    }

    fn asks_at_the_end_of_a_step(&self) -> bool {
        true
    }

    fn n_buffers(&self) -> usize {
        2
    }

    fn step(
        &self,
        u: &dyn VectorField,
        Step { t, t_next, h }: Step,
        x: ArrayView2<'_, f64>,
        mut x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    ) {
        let [k1, k2] = work else { panic!("Heun works in 2 buffers, got {}", work.len()) };
        u.eval(t, x, k1.view_mut());
        azip!((x_next in &mut x_next, &x in x, &k1 in &*k1) *x_next = x + h * k1);
        u.eval(t_next, x_next.view(), k2.view_mut());
        azip!((x_next in x_next, &x in x, &k1 in &*k1, &k2 in &*k2) *x_next = x + h * (k1 + k2) / 2.0);
    }
}
