//! The pictures of the lesson.

pub(crate) mod conditional_vs_marginal;
pub(crate) mod few_steps;
pub(crate) mod learned_field;
pub(crate) mod learned_histograms;
pub mod noise_to_cat;
pub(crate) mod training_loss;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[];

/// The others.
pub const OWN: &[Figure] = &[
    conditional_vs_marginal::FIGURE,
    training_loss::FIGURE,
    learned_field::FIGURE,
    learned_histograms::FIGURE,
    few_steps::FIGURE,
    noise_to_cat::FIGURE,
];
