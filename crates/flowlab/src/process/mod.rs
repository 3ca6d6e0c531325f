//! Processes whose law is known in closed form: what numerical solutions are measured against.
//!
//! | process | equation | known |
//! |---|---|---|
//! | [`LinearOde`] | dX/dt = −λX | flow |
//! | [`MatrixOde`] | dX/dt = A·X | flow, by the matrix exponential |
//! | [`OrnsteinUhlenbeck`] | dX = −λX dt + σ dW | law, stationary law, solution on a Brownian path |
//! | [`GeometricBrownian`] | dX = μX dt + σX dW | law, solution on a Brownian path |
//! | [`Langevin`] | dX = σ²/2·∇log p(X) dt + σ dW | stationary law p |
//!
//! The ODEs are a [`VectorField`](crate::VectorField), the others an [`Sde`](crate::Sde).

mod geometric_brownian;
mod langevin;
mod linear_ode;
mod matrix_ode;
mod ornstein_uhlenbeck;

pub use geometric_brownian::GeometricBrownian;
pub use langevin::Langevin;
pub use linear_ode::LinearOde;
pub use matrix_ode::MatrixOde;
pub use ornstein_uhlenbeck::OrnsteinUhlenbeck;

use ndarray::{Array3, ArrayRef2, Axis};

use crate::chunk;
use crate::error::{Result, agree};
use crate::ode::check_start;
use crate::{BrownianPath, TimeGrid};

/// States at all knots of a grid: the first is `x0`, the others are still zero.
fn states_from(x0: &ArrayRef2<f64>, dim: usize, grid: &TimeGrid) -> Result<Array3<f64>> {
    check_start(x0, dim)?;
    let mut states = chunk::zeros(grid.n_steps() + 1, x0.nrows(), dim)?;
    states.index_axis_mut(Axis(0), 0).assign(x0);
    Ok(states)
}

/// Refuses a path that does not drive each coordinate of each particle of `x0`.
fn check_path(brownian: &BrownianPath, x0: &ArrayRef2<f64>, dim: usize) -> Result<()> {
    agree("the dimension of the Brownian path", brownian.dim(), "the dimension of the equation", dim)?;
    let n = brownian.n_particles();
    agree("the number of rows of x0", x0.nrows(), "the number of particles of the Brownian path", n)
}
