//! Lesson 22, bugs.

use super::solutions;
use crate::verdict::{Check, checks, mistakes};

checks! {
}
