//! All that a cell uses, in one line: `use course::prelude::*;`.

pub use flowlab;
pub use flowlab::prelude::*;

pub use crate::check;
