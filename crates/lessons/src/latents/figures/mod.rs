//! The pictures of the lesson.

pub(crate) mod autoencoder_architecture;
pub(crate) mod bad_latent_space;
mod boxes;
pub(crate) mod collapse;
pub(crate) mod dit;
pub(crate) mod kl_divergence_k;
pub(crate) mod latent_samples;
pub(crate) mod patchify;
pub(crate) mod pca_ladder;

use crate::Figure;

/// Those of the notes.
pub const OF_THE_NOTES: &[Figure] =
    &[autoencoder_architecture::FIGURE, bad_latent_space::FIGURE, kl_divergence_k::FIGURE, patchify::FIGURE];

/// The others.
pub const OWN: &[Figure] = &[pca_ladder::FIGURE, collapse::FIGURE, latent_samples::FIGURE, dit::FIGURE];
