//! The pictures of the lesson.

pub(crate) mod brownian_motion;
pub(crate) mod brownian_paths;
pub(crate) mod brownian_zoom;
pub(crate) mod stochastic_traj;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[stochastic_traj::FIGURE, brownian_motion::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[brownian_paths::FIGURE, brownian_zoom::FIGURE];
