//! The pictures of the lesson.

pub(crate) mod objects_as_vectors;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[objects_as_vectors::FIGURE];
