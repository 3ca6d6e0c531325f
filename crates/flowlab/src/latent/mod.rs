//! Latents: a few numbers in place of many, and the way back.
//!
//! An *autoencoder* is an encoder ℝᵈ → ℝᵏ and a decoder back; its loss is the mean of |x − decode(encode(x))|². Of the
//! linear ones the best are known in closed form: [`Pca`], and, where noise is added to the latents and their law is
//! drawn towards N(0, I), [`LinearVae`]. Both hold the data's mean and the axes of their covariance, and differ in what
//! they do along each axis.
//!
//! What law the latents have is another matter: second moments alone do not tell. A flow that is trained on the encoded
//! data learns it, and the decoder makes pictures of its samples; [`Scaler`](crate::Scaler) takes latents to unit
//! variances before, and samples back.

mod linear_vae;
mod pca;

pub use linear_vae::LinearVae;
pub use pca::Pca;
