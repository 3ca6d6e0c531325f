//! Lesson 20, latents.

use crate::claim::Claim;

pub fn claims() -> Vec<Claim> {
    Vec::new()
}
