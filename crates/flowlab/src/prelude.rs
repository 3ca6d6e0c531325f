//! All that a lesson uses, in one line: `use flowlab::prelude::*;`.
//!
//! [`Error`](crate::Error) and [`Result`](crate::Result) are left out: they would hide the standard library's.

pub use ndarray::{Array1, Array2, Array3, ArrayView2, ArrayViewMut2, Axis, array, azip, s};

pub use crate::check;
pub use crate::distribution::{Cats, Density, Gaussian, GaussianMixture, Sample};
pub use crate::ode::{Euler, Heun, OdeSolver, Rk4};
pub use crate::path::{GaussianPath, MarginalField, Schedule};
pub use crate::process::{LinearOde, OrnsteinUhlenbeck};
pub use crate::sde::{EulerMaruyama, SdeSolver};
pub use crate::{
    AdditiveSde, BrownianPath, Field, Lang, Noise, Sde, Seed, Text, TimeGrid, Trajectory, VectorField, simulate_ode,
    simulate_sde,
};

#[cfg(feature = "plot")]
pub use crate::plot::{Plot, Style, Theme};
#[cfg(feature = "plot")]
pub use crate::show::{Show, show};
