//! One file per picture. To change one: edit the constants at its top, then `cargo run --bin figures -- ID`.

mod bao;
mod brownian_paths;
mod brownian_zoom;
mod common;
mod flow;
mod flow_distribution;
mod flow_process;
mod linear_ode_euler_trajectories;
mod linear_ode_trajectories;
mod linear_sde_euler_trajectories;
mod ode;
mod stochastic_traj;
mod traj;
mod vector_field;

use crate::Figure;

/// Every figure: those of the notes in their order, then the book's own.
pub const ALL: &[Figure] = &[
    bao::FIGURE,
    traj::FIGURE,
    vector_field::FIGURE,
    ode::FIGURE,
    flow_process::FIGURE,
    flow::FIGURE,
    linear_ode_trajectories::FIGURE,
    linear_ode_euler_trajectories::FIGURE,
    flow_distribution::FIGURE,
    stochastic_traj::FIGURE,
    linear_sde_euler_trajectories::FIGURE,
    brownian_paths::FIGURE,
    brownian_zoom::FIGURE,
];
