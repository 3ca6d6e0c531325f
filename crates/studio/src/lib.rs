//! The studio of the book: a flow model that learns in the browser what a reader draws, with flowlab itself.
//!
//! A [`Session`] is one run: the [law](Law) to learn, the network that learns it, the [particles](Motion) that follow what
//! it has learned, and the numbers that say how well. It knows no page and no clock: `book/theme/studio-worker.js` asks it
//! for a step, or for a piece of the particles' way, and answers the reader in between; `book/theme/studio.js` paints.
//! [`Settings`] are all that a reader sets, and an address holds them.
//!
//! ```
//! use studio::{Session, Settings};
//!
//! let mut session = Session::new(Settings::read("law=heaps&net=32")?)?;
//! let first = session.step()?;
//! while session.steps() < 200 {
//!     session.step()?;
//! }
//! assert!(session.loss() < first);
//! # Ok::<(), studio::Fault>(())
//! ```

#[cfg(target_arch = "wasm32")]
pub mod browser;
mod floor;
mod history;
mod law;
mod measures;
mod motion;
mod session;
mod settings;

pub use floor::Floor;
pub use history::History;
pub use law::{Kind, Law, REACH};
pub use measures::{Measures, Truth};
pub use motion::Motion;
pub use session::Session;
pub use settings::{CHOICES, Choice, Points, Settings, Solver};
pub use widgets::{Fault, pack, unpack};
