//! The pictures of the lesson.

pub(crate) mod classifier_free_guidance;
pub(crate) mod classifier_free_guidance_scale;
pub(crate) mod classifier_guidance_intuition;
pub(crate) mod classifier_guidance_scale;
mod equation;
pub(crate) mod guidance_and_dial;
pub(crate) mod guidance_leaves_the_data;
pub(crate) mod guided_against_tilted;
pub(crate) mod guided_paths;
pub(crate) mod guided_plane;
mod hills;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[
    classifier_guidance_intuition::FIGURE,
    classifier_guidance_scale::FIGURE,
    classifier_free_guidance::FIGURE,
    classifier_free_guidance_scale::FIGURE,
    guidance_leaves_the_data::FIGURE,
];

/// The others.
pub const OWN: &[Figure] =
    &[guided_against_tilted::FIGURE, guided_plane::FIGURE, guided_paths::FIGURE, guidance_and_dial::FIGURE];
