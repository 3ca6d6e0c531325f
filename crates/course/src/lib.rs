//! What a notebook works with: [`flowlab`] whole, and the verdicts of the exercises.
//!
//! The verdicts stand in the lessons' folders, `crates/lessons/src/NAME`, beside the solutions that they judge by.

#[macro_use]
#[path = "../../lessons/src/list.rs"]
mod list;
pub mod prelude;
mod verdict;

// Whole: a notebook can keep a value only if it can name the crate of the value's type.
pub use flowlab;

/// What each folder holds of exercises.
macro_rules! exercises {
    ($($lesson:ident),* $(,)?) => {
        #[path = "../../lessons/src"]
        mod lessons {
            $(
                pub(crate) mod $lesson {
                    pub(crate) mod solutions;
                    pub(crate) mod verdicts;
                }
            )*
        }

        /// Verdicts on exercises, one function each, named after the function that the learner writes.
        pub mod check {
            pub use crate::verdict::{NOT_YET, SOLVED, Verdict};
            $(pub use crate::lessons::$lesson::verdicts::check::*;)*
        }

        /// The exercises of each lesson in order, by name, each with the verdict on its solution.
        pub const SOLVED: &[fn() -> Vec<(&'static str, check::Verdict)>] = &[$(lessons::$lesson::verdicts::solved),*];
    };
}
for_each_lesson!(exercises);
