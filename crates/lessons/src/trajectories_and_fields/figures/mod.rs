//! The pictures of the lesson.

pub(crate) mod ode;
pub(crate) mod time_dependent_field;
pub(crate) mod traj;
pub(crate) mod trajectory_two_views;
pub(crate) mod vector_field;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[traj::FIGURE, vector_field::FIGURE, ode::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[trajectory_two_views::FIGURE, time_dependent_field::FIGURE];
