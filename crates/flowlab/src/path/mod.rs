//! Gaussian paths from noise to data: Xₜ = αₜ·z + βₜ·x₀ with z ~ p_data and an independent x₀ ~ N(0, I).
//!
//! A [`Schedule`] gives αₜ and βₜ. For one pair (x₀, z) a [`GaussianPath`] gives the point, its velocity and the score
//! of its conditional law; for all pairs at once, where p_data is Gaussian or a mixture of Gaussians, a
//! [`MarginalField`] gives the exact velocity field and score of the law of Xₜ, and on a line its flow; for a finite set of
//! points a [`PointField`] does, and for pairs on a line that are sorted in batches a [`SortedField`]. Velocity and score of a path tell the
//! same, [`GaussianPath::score_from_velocity`]; an [`Extended`] equation uses both, to add noise that leaves the law of
//! Xₜ as it is. [`Guided`] and [`Classified`] fields lead to a label, and beyond. [`log_likelihood`] follows a field back
//! from data to noise and gives the density that it has there. A [`Denoiser`] guesses the data point behind a noisy one;
//! from guess to guess lead [`ddim`] and [`ancestral`].
//!
//! Source: Lipman et al., *Flow Matching for Generative Modeling* (2023); Albergo, Boffi and Vanden-Eijnden,
//! *Stochastic Interpolants* (2023).

mod ancestral;
mod classified;
mod denoiser;
mod extended;
mod flow;
mod guided;
mod likelihood;
mod marginal;
mod points;
mod sorted;

pub use crate::gaussian_path::{Coefficients, GaussianPath, OwnSchedule, Schedule};
pub use ancestral::{Variance, ancestral, ddim};
pub use classified::Classified;
pub use denoiser::Denoiser;
pub use extended::Extended;
pub use guided::Guided;
pub use likelihood::{Trace, log_likelihood};
pub use marginal::MarginalField;
pub use points::PointField;
pub use sorted::SortedField;
