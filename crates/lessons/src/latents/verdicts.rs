//! Lesson 20, latents.

use super::solutions;
use crate::verdict::{Check, checks, mistakes};

checks! {
}
