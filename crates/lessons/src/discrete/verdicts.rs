//! Lesson 21, discrete.

use super::solutions;
use crate::verdict::{Check, checks, mistakes};

checks! {
}
