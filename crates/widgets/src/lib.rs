//! The pictures of the book that a reader can touch: flowlab itself, compiled for the browser.
//!
//! A [`Widget`] stands under the still figure of its id. It is a pure function from what its [`Dial`]s are set to, to a
//! [`Picture`]: marks to paint and numbers to read. The same function runs natively, where the tests are, and in a worker
//! of the page; `book/theme/widgets.js` paints what comes back and computes nothing.
//!
//! ```
//! use widgets::{Settings, by_id};
//!
//! let widget = by_id("noise_dial").unwrap();
//! let picture = widget.picture(&Settings::read(widget.dials, "g=1")?)?;
//! // 10 000 samples of the law itself: KS beyond 0.016 in one draw of a hundred; the field's and Euler's errors on top.
//! assert!(picture.number("ks") < 0.05);
//! # Ok::<(), widgets::Fault>(())
//! ```

#[cfg(all(target_arch = "wasm32", any(feature = "flows", feature = "noise", feature = "paths", feature = "letters")))]
pub mod browser;
mod dial;
mod fault;
#[cfg(feature = "flows")]
pub mod flows;
#[cfg(feature = "letters")]
pub mod letters;
#[cfg(any(feature = "flows", feature = "noise", feature = "paths"))]
mod models;
#[cfg(feature = "noise")]
pub mod noise;
#[cfg(feature = "paths")]
pub mod paths;
mod picture;
mod points;
mod widget;
mod words;
pub mod write;

pub use dial::{Dial, Setting, Settings};
pub use fault::Fault;
pub use picture::{Anchor, Axis, Ink, Kind, Mark, Panel, Picture, Reading};
pub use points::{pack, unpack};
pub use widget::{Try, Widget};
pub use words::random_words;

/// The programs for the browser, each with its widgets: a page loads the one that it needs.
pub static PROGRAMS: &[(&str, &[&Widget])] = &[
    #[cfg(feature = "flows")]
    ("flows", flows::WIDGETS),
    #[cfg(feature = "noise")]
    ("noise", noise::WIDGETS),
    #[cfg(feature = "paths")]
    ("paths", paths::WIDGETS),
    #[cfg(feature = "letters")]
    ("letters", letters::WIDGETS),
];

/// All widgets.
pub fn all() -> impl Iterator<Item = &'static Widget> {
    PROGRAMS.iter().flat_map(|(_, widgets)| widgets.iter().copied())
}

/// The widget under the figure of this id.
pub fn by_id(id: &str) -> Option<&'static Widget> {
    all().find(|widget| widget.id == id)
}
