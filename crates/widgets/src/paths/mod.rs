//! Widgets of the paths from noise to data: lessons 13 to 15, and of the museum of bugs.

pub mod conditional_vs_marginal;
pub mod decoys;
pub mod moving_density;
pub mod noise_dial;

use crate::Widget;

/// They, in the order of their lessons.
pub static WIDGETS: &[&Widget] =
    &[&moving_density::WIDGET, &conditional_vs_marginal::WIDGET, &noise_dial::WIDGET, &decoys::WIDGET];
