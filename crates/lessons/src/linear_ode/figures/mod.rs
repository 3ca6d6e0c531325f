//! The pictures of the lesson.

pub(crate) mod linear_ode_rates;
pub(crate) mod linear_ode_trajectories;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[linear_ode_trajectories::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[linear_ode_rates::FIGURE];
