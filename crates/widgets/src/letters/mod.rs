//! Widgets of paths to words: lesson 21.

pub mod sums;

use crate::Widget;

/// They, in the order of their lessons.
pub static WIDGETS: &[&Widget] = &[&sums::WIDGET];
