//! The pictures of the lesson.

pub(crate) mod choose_a_solver;
pub(crate) mod euler_deficit;
pub(crate) mod euler_error;
pub(crate) mod euler_flow_error;
pub(crate) mod euler_polygons;
pub(crate) mod euler_stability;
pub(crate) mod linear_ode_euler_trajectories;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[linear_ode_euler_trajectories::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[
    euler_polygons::FIGURE,
    euler_error::FIGURE,
    euler_deficit::FIGURE,
    euler_stability::FIGURE,
    euler_flow_error::FIGURE,
    choose_a_solver::FIGURE,
];
