//! Where a solution starts: at a batch of particles that is checked, and stands at the first knot of a grid.

use ndarray::{Array2, Array3, ArrayRef2, Axis};

use crate::error::{Result, agree, at_least_one, finite_batch};
use crate::{TimeGrid, chunk};

/// Refuses a start `x0` (n, d) from which no equation in `dim` dimensions can be solved.
pub(crate) fn check(x0: &ArrayRef2<f64>, dim: usize) -> Result<()> {
    at_least_one("particles", x0.nrows())?;
    at_least_one("dimensions", dim)?;
    agree("the number of columns of x0", x0.ncols(), "the dimension of the equation", dim)?;
    finite_batch("x0", x0)
}

/// The states (n_steps + 1, n, d) at all knots of a grid: the first is `x0`, the others are still zero.
pub(crate) fn states(x0: &ArrayRef2<f64>, dim: usize, grid: &TimeGrid) -> Result<Array3<f64>> {
    check(x0, dim)?;
    let mut states = chunk::zeros(grid.n_steps() + 1, x0.nrows(), dim)?;
    states.index_axis_mut(Axis(0), 0).assign(x0);
    Ok(states)
}

/// The state (n, d) at one knot, the first: `x0`.
pub(crate) fn state(x0: &ArrayRef2<f64>, dim: usize) -> Result<Array2<f64>> {
    check(x0, dim)?;
    let mut state = chunk::batch(x0.nrows(), dim)?;
    state.assign(x0);
    Ok(state)
}
