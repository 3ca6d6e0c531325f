//! The pictures of the lesson.

pub(crate) mod classifier_free_guidance_page34;
pub(crate) mod digit;
pub(crate) mod digits_and_copies;
pub(crate) mod frechet_bias;
pub(crate) mod guidance_on_digits;
pub(crate) mod memory;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] = &[classifier_free_guidance_page34::FIGURE];

/// The others.
pub const OWN: &[Figure] =
    &[digits_and_copies::FIGURE, memory::FIGURE, frechet_bias::FIGURE, guidance_on_digits::FIGURE];
