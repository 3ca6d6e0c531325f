//! Processes whose law is known in closed form: what numerical solutions are measured against.

mod linear_ode;
mod ornstein_uhlenbeck;

pub use linear_ode::LinearOde;
pub use ornstein_uhlenbeck::OrnsteinUhlenbeck;
