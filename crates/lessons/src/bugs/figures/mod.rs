//! The pictures of the lesson.

pub(crate) mod decoys;
pub(crate) mod museum;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[museum::FIGURE, decoys::FIGURE];
