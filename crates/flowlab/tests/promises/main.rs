//! What flowlab promises, in one program: laws, orders, identities, errors, and what a program of its user prints.

mod adaptive;
mod brownian;
mod cats;
mod common;
mod denoisers;
mod discrete;
mod ends;
mod errors;
mod exact_field;
mod likelihood;
mod metrics;
mod ode;
mod path;
mod processes;
mod properties;
mod reproducibility;
mod sde;
mod shapes;
#[cfg(feature = "plot")]
mod show;
mod state_dict;
mod table;
mod torch;
mod train;
