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
//! # Contents
//!
//! | module | what is in it |
//! |---|---|
//! | [`grid`], [`trajectory`], [`seed`] | times, the states at them, where chance comes from |
//! | [`distribution`] | laws to start from and to aim at: Gaussians, mixtures, shapes in the plane, cats |
//! | [`scale`] | raw units to mean 0 and sd 1, and back |
//! | [`metrics`] | how far a sample is from a law, beside what true samples show |
//! | [`field`](mod@field), [`ode`] | vector fields, and solvers of dX/dt = u(t, X) |
//! | [`process`] | equations with a solution in closed form |
//! | [`brownian`], [`sde`] | Brownian paths at every step size, and solvers of dX = u dt + σ dW |
//! | [`convergence`] | the order that errors show |
//! | [`path`] | from noise to data: schedules, the exact velocity and score, the noise dial, steps of DDIM and DDPM |
//! | [`discrete`] | the same for words: chains that jump, paths from masks or random letters to sentences, τ-leaping |
//! | [`nn`], [`train`] | a network and its gradients; flow matching, score matching, the trained field |
//! | [`latent`] | autoencoders whose optimum is known |
//! | [`table`], `frame` | tables, also in CSV files, and the same as polars data frames |
//! | `plot`, `show` | pictures, and what a notebook shows of a value |
//! | [`mod@file`] | files that appear whole or not at all |
//! | [`guide`] | **experiments of your own**: your data, field, loss or path, in a page each; where things of other libraries stand |
//!
//! Pages of the course that is built on this crate, in `book/en/src` of its repository: `01-objects-as-vectors` to
//! `04-conditional-generation` for [`distribution`] and [`metrics`], `05-trajectories-and-fields` to `08-euler` for
//! [`ode`], `10-brownian-motion` to `12-ornstein-uhlenbeck` for [`sde`] and [`process`], `09-flow-models` and
//! `13-moving-densities` to `19-couplings` for [`path`] and [`train`], `20-latents` for [`latent`] and [`nn`], `21-discrete` for
//! [`discrete`].
//!
//! # What holds everywhere
//!
//! Results with a [`Seed`] are the same at any number of threads, and with and without the feature `parallel`. Bad input
//! is an [`Error`] that names the value and the way out; functions that index or fill a buffer panic as slices do, and
//! say so. A solution that blows up is no error: it holds infinities or NaN from there on.
//!
//! # Features
//!
//! `parallel` (default): particles in parallel. `plot`: pictures. `cjk`: a full Chinese face for them. `ndarray-rand`:
//! arrays of random numbers by the crate of that name. `notebook`: all that a cell uses. `frame`: tables as polars data
//! frames; polars takes minutes to compile. With the default features the crate builds for wasm32.

mod bisect;
pub mod brownian;
mod chunk;
pub mod convergence;
mod digits;
pub mod discrete;
pub mod distribution;
pub mod error;
pub mod field;
pub mod file;
#[cfg(feature = "frame")]
pub mod frame;
mod gaussian_path;
pub mod grid;
pub mod guide;
mod jacobi;
mod lanes;
pub mod lang;
pub mod latent;
mod linalg;
mod memory;
pub mod metrics;
pub mod nn;
mod normal;
pub mod ode;
mod oklab;
pub mod path;
#[cfg(feature = "plot")]
pub mod plot;
pub mod prelude;
pub mod process;
pub mod scale;
pub mod sde;
pub mod seed;
#[cfg(feature = "plot")]
pub mod show;
mod start;
pub mod table;
pub mod train;
pub mod trajectory;
mod unit;

pub use brownian::BrownianPath;
pub use error::{Error, Result};
pub use field::{Field, VectorField};
pub use grid::TimeGrid;
pub use lang::{Lang, Text};
pub use normal::Normals;
pub use ode::{simulate_ode, simulate_ode_at, simulate_ode_final};
pub use scale::Scaler;
pub use sde::{AdditiveSde, Noise, Sde, simulate_sde, simulate_sde_at, simulate_sde_final};
pub use seed::Seed;
pub use table::Table;
pub use trajectory::Trajectory;

// Whole crates: a notebook can keep a value only if it can name the crate of the value's type.
pub use ndarray;
#[cfg(feature = "ndarray-rand")]
pub use ndarray_rand;
#[cfg(feature = "plot")]
pub use plotters;
#[cfg(feature = "frame")]
pub use polars;
pub use rand;
pub use rand_distr;
pub use rand_xoshiro;
pub use statrs;

#[cfg(test)]
mod tests {
    #[test]
    fn the_pages_that_the_contents_name_are_there() {
        let start = |name: &&str| name.starts_with(|first: char| first.is_ascii_digit());
        let contents = include_str!("lib.rs").lines().take_while(|line| line.starts_with("//!"));
        let pages: Vec<&str> = contents.flat_map(|line| line.split('`')).filter(start).collect();
        assert_eq!(pages.len(), 11, "{pages:?}");
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/en/src");
        assert!(pages.iter().all(|page| folder.join(format!("{page}.md")).exists()), "not all are there: {pages:?}");
    }
}
