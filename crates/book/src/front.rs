//! The front page: both languages, and the one that was read last first in line.

/// The front page.
pub const PAGE: &str = include_str!("../../../book/theme/front.html");
