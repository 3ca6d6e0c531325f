//! Ordinary differential equations dX/dt = u(t, X): solvers, and the loop that uses them.
//!
//! A solver knows one step; [`simulate_ode`] does it from knot to knot for a whole batch. The error at the end of a
//! fixed interval is of the size hᵖ, where p is the solver's [`order`](OdeSolver::order).
//!
//! | solver | evaluations of u in a step | order |
//! |---|---|---|
//! | [`Euler`] | 1 | 1 |
//! | [`Heun`] | 2 | 2 |
//! | [`Rk4`] | 4 | 4 |
//!
//! Source: Hairer, Nørsett and Wanner, *Solving Ordinary Differential Equations I*, chapter II.

mod euler;
mod heun;
mod rk4;

pub use euler::Euler;
pub use heun::Heun;
pub use rk4::Rk4;

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis};

use crate::chunk;
use crate::error::{Result, agree, at_least_one, finite_batch};
use crate::grid::Step;
use crate::{TimeGrid, Trajectory, VectorField};

/// One step of a method with a fixed step size.
pub trait OdeSolver: Send + Sync {
    /// The order p: where u is smooth, halving the step divides the error at the end by 2ᵖ.
    fn order(&self) -> u32;

    /// How many buffers of the batch's shape a step works in.
    fn n_buffers(&self) -> usize;

    /// Takes the batch `x` (n, d) at `step.t` to `x_next` (n, d) at `step.t_next`, without allocating.
    ///
    /// # Panics
    /// If `work` does not hold [`n_buffers`](OdeSolver::n_buffers) buffers of the shape (n, d).
    fn step(
        &self,
        u: &dyn VectorField,
        step: Step,
        x: ArrayView2<'_, f64>,
        x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    );
}

/// Solves dX/dt = u(t, X) from the batch `x0` (n, d) along the grid, and keeps every state.
///
/// Particles are handed to the field in chunks, in parallel with the feature `parallel`; the result is the same to the
/// bit at any number of threads. A solution that blows up is returned as it is: see
/// [`Trajectory::first_non_finite`].
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{Field, TimeGrid, ode::Euler, simulate_ode};
/// // dX/dt = -X from 1: Euler's n-th state is (1 - h)ⁿ.
/// let decay = Field::new(1, |_, x, mut out| out.assign(&-&x));
/// let trajectory = simulate_ode(&decay, &Euler, &TimeGrid::uniform(0.0, 1.0, 2)?, &array![[1.0]])?;
/// assert_eq!(trajectory.last(), array![[0.25]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No particles, a width of `x0` that is not the field's dimension, a start that is not finite, or more states than
/// memory holds.
pub fn simulate_ode<F, S>(field: &F, solver: &S, grid: &TimeGrid, x0: &ArrayRef2<f64>) -> Result<Trajectory>
where
    F: VectorField + ?Sized,
    S: OdeSolver + ?Sized,
{
    let (n, d) = x0.dim();
    check_start(x0, field.dim())?;
    let mut states = chunk::zeros(grid.n_steps() + 1, n, d)?;
    states.index_axis_mut(Axis(0), 0).assign(x0);
    chunk::for_each(chunk::chunks(states.view_mut(), Axis(1)), |_, mut states| {
        let mut work = vec![Array2::zeros((states.len_of(Axis(1)), d)); solver.n_buffers()];
        for i in 0..grid.n_steps() {
            let (past, mut future) = states.view_mut().split_at(Axis(0), i + 1);
            let (x, x_next) = (past.index_axis(Axis(0), i), future.index_axis_mut(Axis(0), 0));
            solver.step(&field, grid.step(i), x, x_next, &mut work);
        }
    });
    Ok(Trajectory { grid: grid.clone(), states })
}

/// Refuses a start that no solver can use.
pub(crate) fn check_start(x0: &ArrayRef2<f64>, dim: usize) -> Result<()> {
    at_least_one("particles", x0.nrows())?;
    at_least_one("dimensions", dim)?;
    agree("the number of columns of x0", x0.ncols(), "the dimension of the equation", dim)?;
    finite_batch("x0", x0)
}
