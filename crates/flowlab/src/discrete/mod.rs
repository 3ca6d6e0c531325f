//! Flow matching on words: chains that jump instead of flowing.
//!
//! A letter cannot be moved a little, but its law can. A chain has rates u(y, x) of jumping from x to y, and its law obeys
//! ṗ = u·p ([`RateMatrix`]). A [`MixturePath`] hides each letter of a sentence behind noise, a mask or a random letter
//! ([`LetterNoise`]); each is the right one with probability κ, which goes from 0 to 1. The rate that opens the letters,
//!
//! uⁱ(y, x) = κ̇/(1 − κ)·(P(zᵢ = y | X = x) − 1\[y = xᵢ\]),
//!
//! needs the posterior of each letter and nothing else: a [`Posterior`], by enumeration of a small [`Language`] or
//! [`Learned`] by a network. [`tau_leap`] takes the steps of a [`Plan`], and [`StringLaw`] is the exact law of where they
//! lead.
//!
//! A letter is a number below `n_symbols`; `n_symbols` itself is the mask, `?` in a text. Entropies are in nats.
//!
//! Source: Campbell et al., *Generative flows on discrete state-spaces* (2024); Gat et al., *Discrete flow matching* (2024).

mod language;
mod law;
mod leap;
mod learned;
mod noise;
mod path;
mod plan;
mod rates;

pub use language::{Language, Sentence, entropy};
pub use law::StringLaw;
pub use leap::{Posterior, tau_leap, tau_leap_steps};
pub use learned::{Learned, mask_loss};
pub use noise::LetterNoise;
pub use path::{MixturePath, Pair};
pub use plan::Plan;
pub use rates::{Chain, RateMatrix};
