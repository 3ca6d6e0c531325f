//! The pictures of the lesson.

pub(crate) mod euler_maruyama_orders;
pub(crate) mod euler_maruyama_refinement;
pub(crate) mod euler_maruyama_step;
pub(crate) mod linear_sde_euler_trajectories;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[linear_sde_euler_trajectories::FIGURE];

/// The others.
pub const OWN: &[Figure] =
    &[euler_maruyama_step::FIGURE, euler_maruyama_refinement::FIGURE, euler_maruyama_orders::FIGURE];
