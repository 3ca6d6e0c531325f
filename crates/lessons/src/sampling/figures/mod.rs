//! The pictures of the lesson.

pub(crate) mod bao;
pub(crate) mod data_distribution;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[bao::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[data_distribution::FIGURE];
