//! What the name of a picture on a page can mean.

use crate::Figure;

/// What a name means.
#[derive(Clone, Copy, Debug)]
pub enum Meaning {
    /// A figure.
    Figure(&'static Figure),
    /// A picture of the page's own.
    Own,
}
