//! The pictures of the lesson.

pub(crate) mod ou_ridges;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[ou_ridges::FIGURE];
