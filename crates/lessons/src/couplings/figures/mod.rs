//! The pictures of the lesson.

pub(crate) mod account;
pub(crate) mod few_steps_ladder;
pub(crate) mod labels_lost;
pub(crate) mod pairings;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[pairings::FIGURE, labels_lost::FIGURE, account::FIGURE, few_steps_ladder::FIGURE];
