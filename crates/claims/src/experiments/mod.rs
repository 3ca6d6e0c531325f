//! The experiments, one file for each lesson.

mod brownian_motion;

use crate::Claim;

/// Every claim, in the order of the lessons.
pub fn all() -> Vec<Claim> {
    brownian_motion::claims().into()
}
