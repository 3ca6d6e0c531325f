//! The pictures of the lesson.

pub(crate) mod conditional_vector_field_2d;
pub(crate) mod conditional_vs_marginal;
pub(crate) mod cvf_mvf_visualization;
pub(crate) mod denoise;
pub(crate) mod distribution_variance;
pub(crate) mod few_steps;
pub(crate) mod gaussian_to_mixture;
pub(crate) mod learned_field;
pub(crate) mod learned_histograms;
pub(crate) mod marginal_probability_path;
pub mod noise_to_cat;
pub(crate) mod straight_line_schedule;
pub(crate) mod training_loss;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[
    gaussian_to_mixture::FIGURE,
    denoise::FIGURE,
    distribution_variance::FIGURE,
    marginal_probability_path::FIGURE,
    conditional_vector_field_2d::FIGURE,
    cvf_mvf_visualization::FIGURE,
    straight_line_schedule::FIGURE,
];

/// The others.
pub const OWN: &[Figure] = &[
    conditional_vs_marginal::FIGURE,
    training_loss::FIGURE,
    learned_field::FIGURE,
    learned_histograms::FIGURE,
    few_steps::FIGURE,
    noise_to_cat::FIGURE,
];
