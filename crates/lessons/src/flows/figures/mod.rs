//! The pictures of the lesson.

pub(crate) mod flow;
pub(crate) mod flow_process;
pub(crate) mod flow_volume;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[flow_process::FIGURE, flow::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[flow_volume::FIGURE];
