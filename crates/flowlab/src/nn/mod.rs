//! A small network and its gradients, by hand: what a framework does, in a few pages.
//!
//! A network of dense layers ([`Mlp`]) takes a row of numbers to another; [`Activation`] stands between the layers.
//! Forward: zₗ = aₗ₋₁·Wₗᵀ + bₗ and aₗ = f(zₗ), row by row, with a₀ the input and the last z the output. Backward, from
//! the gradient δ of the loss by the output: with δ at zₗ,
//!
//! ∂L/∂Wₗ = δᵀ·aₗ₋₁, ∂L/∂bₗ = the sum of δ's rows, and δ at zₗ₋₁ is (δ·Wₗ) ⊙ f′(zₗ₋₁).
//!
//! [`cross_entropy`] is the loss of a guess among classes. [`Adam`] steps along the gradients, [`cosine`] lowers its step size, [`Ema`] averages the weights that it visits.
//! All is generic over f32, in which it is fast, and f64, in which a test holds every gradient against central
//! differences. What is learned, and from what: [`train`](crate::train).
//!
//! Networks for pictures are built of other parts, forward only: [`Patches`] cut a picture into tokens, [`TimeEmbedding`]
//! makes a vector of a time, [`Attention`] lets tokens ask one another, a [`Block`] bends both to time and label, and a
//! [`Dit`] is all of them together. It is trained elsewhere and read from its file.
//!
//! Source: Rumelhart, Hinton and Williams, *Learning representations by back-propagating errors* (1986).

mod activation;
mod adam;
mod aligned;
mod attention;
mod block;
mod cross_entropy;
mod dit;
mod ema;
mod layer_norm;
mod linear;
mod mlp;
mod patches;
mod product;
mod real;
mod state;
mod time_embedding;

pub use activation::Activation;
pub use adam::{Adam, cosine};
pub use attention::Attention;
pub use block::Block;
pub use cross_entropy::{cross_entropy, softmax};
pub use dit::{Dit, DitShape};
pub use ema::Ema;
pub use layer_norm::{layer_norm, modulate};
pub use linear::Linear;
pub use mlp::{Mlp, Tape, Transposed};
pub use patches::Patches;
pub use real::Real;
pub(crate) use state::Tensors;
pub use time_embedding::TimeEmbedding;
