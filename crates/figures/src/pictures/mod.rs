//! One file per picture. To change one: edit the constants at its top, then `cargo run --bin figures -- ID`.

mod bao;
mod brownian_paths;
mod brownian_zoom;
mod common;
mod conditional_generation;
mod conditional_vs_marginal;
mod data_distribution;
mod euler_deficit;
mod euler_error;
mod euler_maruyama_orders;
mod euler_maruyama_refinement;
mod euler_maruyama_step;
mod euler_polygons;
mod euler_stability;
mod few_steps;
mod flow;
mod flow_distribution;
mod flow_model_1d;
mod flow_model_ladder;
mod flow_process;
mod flow_volume;
mod learned_field;
mod learned_histograms;
mod linear_ode_euler_trajectories;
mod linear_ode_rates;
mod linear_ode_trajectories;
mod linear_sde_euler_trajectories;
mod moving_density;
mod noise_dial;
pub mod noise_to_cat;
mod objects_as_vectors;
mod ode;
mod ou_ridges;
mod sample_distances;
mod stochastic_traj;
mod time_dependent_field;
mod trained;
mod training_loss;
mod traj;
mod trajectory_two_views;
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
    objects_as_vectors::FIGURE,
    data_distribution::FIGURE,
    sample_distances::FIGURE,
    conditional_generation::FIGURE,
    trajectory_two_views::FIGURE,
    time_dependent_field::FIGURE,
    flow_volume::FIGURE,
    linear_ode_rates::FIGURE,
    euler_polygons::FIGURE,
    euler_error::FIGURE,
    euler_deficit::FIGURE,
    euler_stability::FIGURE,
    flow_model_1d::FIGURE,
    flow_model_ladder::FIGURE,
    brownian_paths::FIGURE,
    brownian_zoom::FIGURE,
    euler_maruyama_step::FIGURE,
    euler_maruyama_refinement::FIGURE,
    euler_maruyama_orders::FIGURE,
    ou_ridges::FIGURE,
    moving_density::FIGURE,
    conditional_vs_marginal::FIGURE,
    training_loss::FIGURE,
    learned_field::FIGURE,
    learned_histograms::FIGURE,
    few_steps::FIGURE,
    noise_dial::FIGURE,
    noise_to_cat::FIGURE,
];
