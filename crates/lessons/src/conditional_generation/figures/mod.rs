//! The pictures of the lesson.

pub(crate) mod conditional_generation;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[conditional_generation::FIGURE];
