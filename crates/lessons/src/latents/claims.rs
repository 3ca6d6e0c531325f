//! Lesson 20, latents: what k numbers keep of a digit, the linear autoencoder with noise, what three laws on the latents decode
//! to, and the parts of a network for pictures, each by a law that it obeys.

mod axes;
mod parts;
mod samples;
mod vae;

use crate::claim::Claim;

pub(in crate::latents) use samples::{Origin, pictures};

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = axes::claims();
    claims.extend(vae::claims());
    claims.extend(samples::claims());
    claims.extend(parts::claims());
    claims
}

/// Why a number of the fixed set of digits has no part of chance in it.
const NO_CHANCE: [&str; 2] = [
    "No chance: the digits are what they are. The value is from another program, which takes the eigenvalues by another method; the tolerance is its last digit.",
    "不含随机性：数据是固定的。该值由另一个程序用另一种方法求特征值得到；容差是它的末位数字。",
];
