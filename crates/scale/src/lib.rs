//! Where one machine ends: the course's flow matching on Burn, for CPUs and GPUs, one or many.
//!
//! What a laptop does in `flowlab`, this crate does on any device that Burn knows: the same data, the same path from noise
//! to data, the same loss, guidance, average of the weights and marks; the networks are a small diffusion transformer
//! ([`net::Dit`]) and a convolutional one ([`net::Conv`]). All chance comes from a seed on this machine, so a run is the
//! same on every device up to rounding, and a run that was broken off goes on to what it would have been.

pub mod average;
pub mod checkpoint;
pub mod compare;
pub mod cores;
pub mod data;
pub mod device;
pub mod flow;
pub mod folder;
pub mod images;
pub mod memory;
pub mod net;
pub mod sample;
#[doc(hidden)]
pub mod scratch;
pub mod settings;
pub mod sheet;
pub mod train;
pub mod weights;
