//! The pictures of the lesson.

pub(crate) mod flow_distribution;
pub(crate) mod flow_model_1d;
pub(crate) mod flow_model_ladder;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[flow_distribution::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[flow_model_1d::FIGURE, flow_model_ladder::FIGURE];
