//! The pictures of the lesson.

pub(crate) mod clocks;
pub(crate) mod one_step;
pub(crate) mod samplers;
pub(crate) mod two_directions;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[clocks::FIGURE, two_directions::FIGURE, one_step::FIGURE, samplers::FIGURE];
