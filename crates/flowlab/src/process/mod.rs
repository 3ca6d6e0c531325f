//! Processes whose law is known in closed form: what numerical solutions are measured against.
//!
//! | process | equation | known |
//! |---|---|---|
//! | [`LinearOde`] | dX/dt = −λX | flow |
//! | [`MatrixOde`] | dX/dt = A·X | flow, by the matrix exponential |
//! | [`OrnsteinUhlenbeck`] | dX = −λX dt + σ dW | law, stationary law, solution on a Brownian path |
//! | [`GeometricBrownian`] | dX = μX dt + σX dW | law, solution on a Brownian path |
//! | [`Langevin`] | dX = σ²/2·∇log p(X) dt + σ dW | stationary law p |
//! | [`Noising`] | dY = f(r)·Y dr + τ(r) dW, from data to noise | law, and the time of the linear path that has it |
//! | [`Reversed`] | the same from noise to data | law |
//!
//! The ODEs are a [`VectorField`](crate::VectorField), the others an [`Sde`](crate::Sde).

mod geometric_brownian;
mod langevin;
mod linear_ode;
mod matrix_ode;
mod noising;
mod ornstein_uhlenbeck;
mod reversed;

pub use geometric_brownian::GeometricBrownian;
pub use langevin::Langevin;
pub use linear_ode::LinearOde;
pub use matrix_ode::MatrixOde;
pub use noising::Noising;
pub use ornstein_uhlenbeck::OrnsteinUhlenbeck;
pub use reversed::Reversed;
