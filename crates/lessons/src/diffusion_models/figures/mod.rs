//! The pictures of the lesson.

pub(crate) mod noise_dial;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[noise_dial::FIGURE];
