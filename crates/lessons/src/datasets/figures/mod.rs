//! The pictures of the lesson.

pub(crate) mod sample_distances;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[sample_distances::FIGURE];
