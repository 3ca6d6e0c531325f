//! What a notebook works with: [`flowlab`] whole, and the verdicts of the exercises.
//!
//! The root of the crate `course` stands here, among the lessons' folders that it takes from: the kernel asks
//! rust-analyzer for the types of a cell, and that finds a module only below the folder of its crate's root.

#[macro_use]
mod list;
#[path = "bugs/museum/mod.rs"]
pub mod museum;
pub mod prelude;
#[path = "latents/transformer.rs"]
pub mod transformer;
pub mod verdict;

// Whole: a notebook can keep a value only if it can name the crate of the value's type.
pub use flowlab;

/// What each folder holds of exercises.
macro_rules! exercises {
    ($($lesson:ident),* $(,)?) => {
        $(
            mod $lesson {
                pub(crate) mod solutions;
                pub(crate) mod verdicts;
            }
        )*

        /// Verdicts on exercises, one function each, named after the function that the learner writes.
        pub mod check {
            pub use crate::verdict::{NOT_YET, SOLVED, Verdict};
            $(pub use crate::$lesson::verdicts::check::*;)*
        }

        /// The exercises of each lesson in order, by name, each with the verdict on its solution.
        pub const SOLVED: &[fn() -> Vec<(&'static str, check::Verdict)>] = &[$($lesson::verdicts::solved),*];
    };
}
for_each_lesson!(exercises);
