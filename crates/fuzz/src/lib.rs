//! Functions over arbitrary bytes that hold flowlab and figures to what they promise.
//!
//! Each target takes its values from the bytes, calls what can fail, and panics where a promise is broken. Promised is:
//! no call that returns a `Result` panics, whatever it is given; it fails where its documentation says so and nowhere
//! else; the error is one line with the value and the way out, and says the truth; an answer has the documented shape,
//! and finite numbers where it should. A request for more than memory holds is answered at once.
//!
//! `cargo test -p fuzz` runs the targets on random bytes and on the inputs in `corpus/`. The README says how to search
//! on, guided by coverage.

mod constructors;
mod experiment;
mod input;
mod page;
mod promise;
mod simulate;

pub use constructors::constructors;
pub use experiment::experiment;
pub use page::page;
pub use simulate::simulate;

/// A target: its name, which is that of its folder in `corpus/`, and the function.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 4] =
    [("constructors", constructors), ("experiment", experiment), ("page", page), ("simulate", simulate)];
