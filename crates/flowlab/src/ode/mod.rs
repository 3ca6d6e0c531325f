//! Ordinary differential equations dX/dt = u(t, X): solvers, and the loop that uses them.
//!
//! A solver with a fixed step size knows one step ([`OdeSolver`]) and does it from knot to knot. The error at the end
//! of a fixed interval is of the size hᵖ, where p is the solver's [`order`](OdeSolver::order). An adaptive one chooses
//! its steps by a tolerance and uses the knots only to report. Both are an [`OdeMethod`], which is what
//! [`simulate_ode`] takes.
//!
//! | method | step size | evaluations of u in a step | asks at the end of a step | order |
//! |---|---|---|---|---|
//! | [`Euler`] | the grid's | 1 | no | 1 |
//! | [`Midpoint`] | the grid's | 2 | no | 2 |
//! | [`Heun`] | the grid's | 2 | yes | 2 |
//! | [`Rk4`] | the grid's | 4 | yes | 4 |
//! | [`Dopri5`] | its own, for each particle | 6 | yes | 5, between its steps 4 |
//!
//! Source: Hairer, Nørsett and Wanner, *Solving Ordinary Differential Equations I*, chapter II.

mod dopri5;
mod euler;
mod heun;
mod midpoint;
mod rk4;
mod tableau;

pub use dopri5::{Dopri5, End, Steps};
pub use euler::Euler;
pub use heun::Heun;
pub use midpoint::Midpoint;
pub use rk4::Rk4;

use std::mem;

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2, ArrayViewMut3, Axis, s};

use crate::error::Result;
use crate::grid::Step;
use crate::{TimeGrid, Trajectory, VectorField, chunk, start};

/// One step of a method with a fixed step size.
///
/// ```
/// use flowlab::ode;
/// use flowlab::prelude::*;
/// // dX/dt = X on [0, 1]: with half the step the error is 2ᵖ times smaller.
/// let growth = LinearOde::new(1, -1.0)?;
/// for (name, solver) in ode::SOLVERS {
///     let error = |n: usize| -> flowlab::Result<f64> {
///         let grid = TimeGrid::uniform(0.0, 1.0, n)?;
///         Ok(1.0_f64.exp() - simulate_ode_final(&growth, solver, &grid, &array![[1.0]])?[[0, 0]])
///     };
///     let ratio = error(100)? / error(200)?;
///     assert!((ratio.log2() - f64::from(solver.order())).abs() < 0.02, "{name}: {ratio}"); // the next power of h, 1/100
/// }
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait OdeSolver: OdeMethod {
    /// The order p: where u is smooth, halving the step divides the error at the end by 2ᵖ.
    fn order(&self) -> u32;

    /// Whether a step asks for the velocity at its end as well.
    fn asks_at_the_end_of_a_step(&self) -> bool;

    /// How many buffers of the batch's shape a step works in.
    fn n_buffers(&self) -> usize;

    /// Takes the batch `x` (n, d) at `step.t` to `x_next` (n, d) at `step.t_next`, without allocating.
    ///
    /// `x_next` and `work` may hold anything: each number of `x_next` is written and none is added to. The buffers that
    /// a field gets may hold anything too.
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

/// Every solver with a fixed step size, with its name.
///
/// Who compares solvers takes them from here: one that is added to the list is compared too.
pub const SOLVERS: [(&str, &dyn OdeSolver); 4] =
    [("Euler", &Euler), ("Midpoint", &Midpoint), ("Heun", &Heun), ("Rk4", &Rk4)];

/// Every method, with its name: those of [`SOLVERS`], and the adaptive one with its default tolerances.
///
/// ```
/// use flowlab::ode;
/// use flowlab::prelude::*;
/// // A turn by π: every method arrives at (-1, 0), Euler as well as it can.
/// let turn = MatrixOde::new(std::f64::consts::PI * array![[0.0, -1.0], [1.0, 0.0]])?;
/// for (name, method) in ode::methods() {
///     let end = simulate_ode_final(&turn, method, &TimeGrid::uniform(0.0, 1.0, 100)?, &array![[1.0, 0.0]])?;
///     let tolerance = if name == "Euler" { 0.06 } else { 2e-3 };
///     assert!((end - array![[-1.0, 0.0]]).iter().all(|gap| gap.abs() < tolerance), "{name}");
/// }
/// # Ok::<(), flowlab::Error>(())
/// ```
pub fn methods() -> impl Iterator<Item = (&'static str, &'static dyn OdeMethod)> {
    let fixed = SOLVERS.into_iter().map(|(name, solver)| (name, solver as &dyn OdeMethod));
    fixed.chain([("Dopri5", &Dopri5::DEFAULT as &dyn OdeMethod)])
}

/// A way to follow particles along a grid: any [`OdeSolver`], step by step from knot to knot, or [`Dopri5`].
///
/// ```
/// use flowlab::ode::OdeMethod;
/// use flowlab::prelude::*;
/// // A turn by π: every method arrives at (-1, 0), each as exactly as it can.
/// let turn = MatrixOde::new(std::f64::consts::PI * array![[0.0, -1.0], [1.0, 0.0]])?;
/// let dopri5 = Dopri5 { rtol: 1e-9, atol: 1e-9 };
/// for (method, tolerance) in [(&Euler as &dyn OdeMethod, 0.06), (&Rk4, 1e-7), (&dopri5, 1e-7)] {
///     let end = simulate_ode_final(&turn, method, &TimeGrid::uniform(0.0, 1.0, 100)?, &array![[1.0, 0.0]])?;
///     assert!((end - array![[-1.0, 0.0]]).iter().all(|gap| gap.abs() < tolerance));
/// }
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait OdeMethod: Send + Sync {
    /// Refuses parameters with which there is no solution to be had.
    ///
    /// # Errors
    /// For [`Dopri5`], a tolerance that cannot be kept; a fixed step size has no parameters.
    fn check(&self) -> Result<()>;

    /// Whether the field is asked at the last knot of a grid too.
    fn asks_at_the_end(&self) -> bool;

    /// Fills the states (n_steps + 1, n, d) at all knots but the first, from the one at the first.
    fn solve(&self, u: &dyn VectorField, grid: &TimeGrid, states: ArrayViewMut3<'_, f64>);

    /// Refuses times within a grid at which the method has no state.
    ///
    /// # Errors
    /// For [`Dopri5`], a time outside of the grid; for a fixed step size, a time that is not a knot.
    fn check_times(&self, grid: &TimeGrid, times: &[f64]) -> Result<()>;

    /// Fills the states (number of times, n, d) at times in the grid's direction, from the batch `x0` (n, d) at its
    /// first knot.
    ///
    /// # Panics
    /// May panic if [`check_times`](OdeMethod::check_times) refuses a time.
    fn solve_at(
        &self,
        u: &dyn VectorField,
        grid: &TimeGrid,
        times: &[f64],
        x0: ArrayView2<'_, f64>,
        states: ArrayViewMut3<'_, f64>,
    );
}

impl<S: OdeSolver> OdeMethod for S {
    fn check(&self) -> Result<()> {
        Ok(())
    }

    fn asks_at_the_end(&self) -> bool {
        self.asks_at_the_end_of_a_step()
    }

    fn solve(&self, u: &dyn VectorField, grid: &TimeGrid, mut states: ArrayViewMut3<'_, f64>) {
        let (_, n, d) = states.dim();
        let mut work = vec![Array2::zeros((n, d)); self.n_buffers()];
        for i in 0..grid.n_steps() {
            let (past, mut future) = states.view_mut().split_at(Axis(0), i + 1);
            let (x, x_next) = (past.index_axis(Axis(0), i), future.index_axis_mut(Axis(0), 0));
            self.step(u, grid.step(i), x, x_next, &mut work);
        }
    }

    fn check_times(&self, grid: &TimeGrid, times: &[f64]) -> Result<()> {
        grid.places(times).map(|_| ())
    }

    fn solve_at(
        &self,
        u: &dyn VectorField,
        grid: &TimeGrid,
        times: &[f64],
        x0: ArrayView2<'_, f64>,
        mut states: ArrayViewMut3<'_, f64>,
    ) {
        let places = grid.places(times).expect("the times are knots");
        let mut work = vec![Array2::zeros(x0.dim()); self.n_buffers()];
        let (mut now, mut next) = (Array2::zeros(x0.dim()), Array2::zeros(x0.dim()));
        now.assign(&x0);
        let mut i = 0;
        for (place, mut state) in places.into_iter().zip(states.axis_iter_mut(Axis(0))) {
            while i < place {
                self.step(u, grid.step(i), now.view(), next.view_mut(), &mut work);
                mem::swap(&mut now, &mut next);
                i += 1;
            }
            state.assign(&now);
        }
    }
}

/// Solves dX/dt = u(t, X) from the batch `x0` (n, d), and keeps the states at all knots of the grid.
///
/// Particles are handed to the field in chunks, in parallel with the feature `parallel`; the result is the same to the
/// bit at any number of threads. A field's buffer `out` may hold anything: the field is asked for the first particle
/// twice more, to see that it writes every number and adds to none. A solution that blows up is returned as it is: see
/// [`Trajectory::first_non_finite`]. [`Dopri5`] leaves NaN from where it gives up, and [`Dopri5::steps`] tells why.
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
/// No particles, a width of `x0` that is not the field's dimension, a start that is not finite, more states than memory
/// holds, a tolerance of an adaptive method that cannot be kept, a field that adds to its buffer, or one that has no value
/// at a time where the method asks for it.
pub fn simulate_ode<F, M>(field: &F, method: &M, grid: &TimeGrid, x0: &ArrayRef2<f64>) -> Result<Trajectory>
where
    F: VectorField + ?Sized,
    M: OdeMethod + ?Sized,
{
    let mut states = start::states(x0, field.dim(), grid)?;
    method.check()?;
    start::check_field(&field, [grid.t0(), grid.t1()], method.asks_at_the_end(), x0)?;
    chunk::for_each(chunk::chunks(states.view_mut(), Axis(1)), |_, states| method.solve(&field, grid, states));
    Ok(Trajectory { grid: grid.clone(), states })
}

/// Solves dX/dt = u(t, X) from the batch `x0` (n, d), and keeps the state at the end of the grid alone: (n, d).
///
/// It is the last state of [`simulate_ode`] to the bit, but memory does not grow with the number of steps.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{TimeGrid, ode::Euler, process::LinearOde, simulate_ode_final};
/// // Euler's million steps on dX/dt = -X: the error at t = 1 is h/(2e), 1.8e-7.
/// let grid = TimeGrid::uniform(0.0, 1.0, 1_000_000)?;
/// let end = simulate_ode_final(&LinearOde::new(1, 1.0)?, &Euler, &grid, &array![[1.0]])?;
/// assert!((end[[0, 0]] - (-1.0_f64).exp() + 1.84e-7).abs() < 1e-9);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// As [`simulate_ode`].
pub fn simulate_ode_final<F, M>(field: &F, method: &M, grid: &TimeGrid, x0: &ArrayRef2<f64>) -> Result<Array2<f64>>
where
    F: VectorField + ?Sized,
    M: OdeMethod + ?Sized,
{
    let mut end = start::state(x0, field.dim())?;
    method.check()?;
    start::check_field(&field, [grid.t0(), grid.t1()], method.asks_at_the_end(), x0)?;
    chunk::for_each(chunk::chunks(end.view_mut(), Axis(0)), |_, x| {
        let x0 = x.to_owned();
        method.solve_at(&field, grid, &[grid.t1()], x0.view(), x.insert_axis(Axis(0)));
    });
    Ok(end)
}

/// Solves dX/dt = u(t, X) from the batch `x0` (n, d) at the grid's first knot, and keeps the states at the chosen times
/// alone.
///
/// The method takes the steps that it takes in [`simulate_ode`], up to the last of the times: with a fixed step size
/// the states are those of [`simulate_ode`] to the bit. But memory grows with the number of times, not of steps. The
/// grid of the result is [`TimeGrid::from_knots`] of the times.
///
/// A fixed step size has states at the knots alone: a time within 10⁻¹² of the grid's span from a knot is that knot,
/// and another is refused. [`Dopri5`] takes any times within the grid.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{TimeGrid, ode::Euler, process::LinearOde, simulate_ode_at};
/// // dX/dt = -X from 1 in a million steps, of which two states are kept: e⁻ᵗ up to 2e-7
/// let (decay, grid) = (LinearOde::new(1, 1.0)?, TimeGrid::uniform(0.0, 1.0, 1_000_000)?);
/// let kept = simulate_ode_at(&decay, &Euler, &grid, &[0.5, 1.0], &array![[1.0]])?;
/// assert_eq!((kept.grid.knots(), kept.states.dim()), (&[0.5, 1.0][..], (2, 1, 1)));
/// assert!((kept.state(0)[[0, 0]] - (-0.5_f64).exp()).abs() < 2e-7);
/// assert!((kept.state(1)[[0, 0]] - (-1.0_f64).exp()).abs() < 2e-7);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// Fewer than two times, times that do not go on in the direction of the grid, a time at which the method has no state,
/// and as [`simulate_ode`].
pub fn simulate_ode_at<F, M>(
    field: &F,
    method: &M,
    grid: &TimeGrid,
    times: &[f64],
    x0: &ArrayRef2<f64>,
) -> Result<Trajectory>
where
    F: VectorField + ?Sized,
    M: OdeMethod + ?Sized,
{
    start::check(x0, field.dim())?;
    method.check()?;
    let kept = TimeGrid::of("times", times.to_vec(), grid.is_forward())?;
    method.check_times(grid, times)?;
    let ends = [grid.t0(), kept.t1()]; // no later time is asked for
    start::check_field(&field, ends, kept.t1() != grid.t1() || method.asks_at_the_end(), x0)?;
    let mut states = chunk::zeros(times.len(), x0.nrows(), field.dim())?;
    chunk::for_each(chunk::chunks(states.view_mut(), Axis(1)), |k, states| {
        let first = k * chunk::CHUNK;
        let x0 = x0.slice(s![first..first + states.len_of(Axis(1)), ..]);
        method.solve_at(&field, grid, times, x0, states);
    });
    Ok(Trajectory { grid: kept, states })
}
