//! The pictures of the lesson.

pub(crate) mod conditional_rate_explosion;
pub(crate) mod continuous_flow_matching;
pub(crate) mod ctmc_neighbors_example;
pub(crate) mod ctmc_sample_path;
pub(crate) mod ctmc_two_state_convergence;
mod diagram;
pub(crate) mod discrete_flow_matching_matrix;
pub(crate) mod error_by_steps;
pub(crate) mod factorized_mixture_scheduler;
pub(crate) mod factorized_vs_general_ctmc;
mod letters;
pub(crate) mod masked_lm_generation;
pub(crate) mod mdlm_sampling;
pub(crate) mod rates;
pub(crate) mod sums;
pub(crate) mod two_coins;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[
    two_coins::FIGURE,
    ctmc_sample_path::FIGURE,
    ctmc_two_state_convergence::FIGURE,
    ctmc_neighbors_example::FIGURE,
    factorized_vs_general_ctmc::FIGURE,
    factorized_mixture_scheduler::FIGURE,
    conditional_rate_explosion::FIGURE,
    discrete_flow_matching_matrix::FIGURE,
    continuous_flow_matching::FIGURE,
    masked_lm_generation::FIGURE,
    rates::FIGURE,
    sums::FIGURE,
    mdlm_sampling::FIGURE,
    error_by_steps::FIGURE,
];
