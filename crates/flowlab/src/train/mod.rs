//! Training: a network learns a field from samples of the data alone.
//!
//! With z ~ p_data, x₀ ~ N(0, I), t uniform on [0, 1], all independent, and Xₜ = αₜ·z + βₜ·x₀, a network N(t, x) is
//! fitted by least squares to what the pair does, summed over coordinates (other pairs: [`Data`]; other times: [`Times`];
//! another loss: [`Matching::with_loss`]):
//!
//! | | target | what N tends to | velocity from it |
//! |---|---|---|---|
//! | [`FlowMatching`] | α̇·z + β̇·x₀ | u(t, x) = E[dXₜ/dt given Xₜ = x] | N itself |
//! | [`Denoising`] | z | E[z given Xₜ = x] | α̇·N + β̇·(x − α·N)/β |
//! | [`ScoreMatching`] | x₀ | through the guess β·x + α·N: E[x₀ given Xₜ = x] = −β·score | ((α̇ − Qβ)/α)·x − Q·N, Q = α̇β − αβ̇ |
//!
//! The mean of a random target given Xₜ is what least squares finds, so the loss does not go to 0: what is left is the
//! mean conditional variance of the target, which for known data is known ([`least_loss`]). A loss that has come down to
//! it is done.
//!
//! [`Matching`] is the training run: [`step`](Matching::step) by step or [`fit`](Matching::fit) to the end, with
//! checkpoints from which it goes on to the same bits; a [`Checkpoint`] is what such a file says of its run.
//! [`TrainedField`] is what comes out, a [`VectorField`](crate::VectorField) for every solver.
//!
//! Source: Lipman et al., *Flow Matching for Generative Modeling* (2023); Vincent, *A Connection Between Score Matching
//! and Denoising Autoencoders* (2011); Ho, Jain and Abbeel, *Denoising Diffusion Probabilistic Models* (2020).

mod batch;
mod checkpoint;
pub mod coupling;
mod data;
mod description;
mod field;
mod held_out;
mod inputs;
mod least;
mod matching;
mod own;
mod settings;
mod tapes;
mod target;
mod times;

pub use checkpoint::Checkpoint;
pub use data::Data;
pub use field::TrainedField;
pub use held_out::{Best, HeldOut};
pub use least::{Estimate, least_loss, loss};
pub use matching::{Denoising, FlowMatching, Matching, Progress, ScoreMatching};
pub use own::{Guess, Optimiser};
pub use settings::Settings;
pub use target::{Clean, Noise, Target, Velocity};
pub use times::Times;
