//! The course, a folder for each lesson: its code in cells, its exercises (solved, and what is said of other answers), its
//! claims, its figures.
//!
//! [`LESSONS`] is the one list: what the notebooks, the book, the pictures and the ledger hold is found from here. The
//! cells are compiled by the bin `lesson` alone; a notebook asks for the verdicts alone, without the feature `full`.

#[cfg(feature = "full")]
mod claim;
#[cfg(feature = "full")]
mod drawing;
#[cfg(feature = "full")]
mod figure;
#[cfg(feature = "full")]
mod law;
#[cfg(feature = "full")]
mod lesson;
#[cfg(feature = "full")]
mod models;
pub mod prelude;
mod verdict;

// Whole: a notebook can keep a value only if it can name the crate of the value's type.
pub use flowlab;

#[cfg(feature = "full")]
pub use claim::{Claim, Experiment, Measurement, Prediction, Wording, at_most, near, normal};
#[cfg(feature = "full")]
pub use figure::{Extension, Figure, Make, Picture, figures};
#[cfg(feature = "full")]
pub use law::{Chance, Digits, Law};
#[cfg(feature = "full")]
pub use lesson::{Figures, Lesson, by_slug, claims, of_figure};

/// The lessons in order, each with its folder's name. Give the name of another macro, and it gets them all.
#[macro_export]
macro_rules! for_each_lesson {
    ($callback:ident) => {
        $callback! {
            objects_as_vectors,
            sampling,
            datasets,
            conditional_generation,
            trajectories_and_fields,
            flows,
            linear_ode,
            euler,
            flow_models,
            brownian_motion,
            sde_euler_maruyama,
            ornstein_uhlenbeck,
            moving_densities,
            flow_matching,
            diffusion_models,
        }
    };
}

/// What each folder holds, but for the cells.
macro_rules! modules {
    ($($lesson:ident),* $(,)?) => {
        $(
            #[doc = concat!("The lesson `", stringify!($lesson), "`.")]
            pub mod $lesson {
                #[cfg(feature = "full")]
                pub(crate) mod claims;
                #[cfg(feature = "full")]
                pub mod figures;
                #[cfg(feature = "full")]
                mod lesson;
                mod solutions;
                pub(crate) mod verdicts;

                #[cfg(feature = "full")]
                pub use lesson::LESSON;
            }
        )*

        /// Every lesson of the course, in order.
        #[cfg(feature = "full")]
        pub const LESSONS: &[Lesson] = &lesson::numbered([$($lesson::LESSON),*]);

        /// Verdicts on exercises, one function each, named after the function that the learner writes.
        pub mod check {
            pub use crate::verdict::{NOT_YET, SOLVED, Verdict};
            $(pub use crate::$lesson::verdicts::check::*;)*
        }
    };
}
for_each_lesson!(modules);
