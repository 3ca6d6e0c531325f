//! Flows and diffusions on batches of particles: ODE and SDE solvers, Brownian paths, distributions, exact fields and
//! pictures.
//!
//! A batch of n particles in d dimensions is an (n, d) array of `f64`; a [`Trajectory`] is (n_steps + 1, n, d), time
//! first. Time runs from noise at t = 0 to data at t = 1. The names: `u` drift or velocity, `sigma` diffusion
//! coefficient, `alpha` and `beta` the schedule of a path, `lambda` a linear rate.
//!
//! ```
//! use flowlab::prelude::*;
//!
//! // dX = -X dt + dW from 0, for 1000 particles at once.
//! let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
//! let grid = TimeGrid::uniform(0.0, 1.0, 100)?;
//! let brownian = BrownianPath::sample(Seed(1), &grid, 1000, 1)?;
//! let trajectory = simulate_sde(&process, &EulerMaruyama, &brownian, &Array2::zeros((1000, 1)))?;
//! let variance = trajectory.last().mapv(|x| x * x).mean().unwrap();
//! // sd of the estimate is variance * sqrt(2/1000) = .02; Euler-Maruyama's own bias is below .003.
//! assert!((variance - process.variance(1.0)).abs() < 0.1);
//! # Ok::<(), flowlab::Error>(())
//! ```
//!
//! Results with a [`Seed`] are the same at any number of threads, and with and without the feature `parallel`.
//!
//! Features: `parallel` (default), `plot` (pictures), `cjk` (a full Chinese face), `notebook` (all that a cell uses).

pub mod brownian;
pub mod check;
mod chunk;
pub mod distribution;
pub mod error;
pub mod field;
pub mod grid;
pub mod lang;
pub mod ode;
pub mod path;
#[cfg(feature = "plot")]
pub mod plot;
pub mod prelude;
pub mod process;
pub mod sde;
pub mod seed;
#[cfg(feature = "plot")]
pub mod show;
pub mod trajectory;

pub use brownian::BrownianPath;
pub use error::{Error, Result};
pub use field::{Field, VectorField};
pub use grid::TimeGrid;
pub use lang::{Lang, Text};
pub use ode::simulate_ode;
pub use sde::{AdditiveSde, Noise, Sde, simulate_sde};
pub use seed::Seed;
pub use trajectory::Trajectory;

// Whole crates: a notebook can keep a value only if it can name the crate of the value's type.
pub use ndarray;
#[cfg(feature = "notebook")]
pub use ndarray_rand;
#[cfg(feature = "plot")]
pub use plotters;
pub use rand;
pub use rand_distr;
pub use rand_xoshiro;
pub use statrs;
