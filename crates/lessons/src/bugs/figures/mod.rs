//! The pictures of the lesson.

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[];
