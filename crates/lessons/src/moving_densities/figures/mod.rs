//! The pictures of the lesson.

pub(crate) mod continuity_equation;
pub(crate) mod moving_density;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[continuity_equation::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[moving_density::FIGURE];
