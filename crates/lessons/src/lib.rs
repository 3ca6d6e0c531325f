//! The lessons, a folder for each: its code in cells, its exercises (solved, and what is said of other answers), its
//! claims, its figures.
//!
//! This library is the list [`LESSONS`] with what the course measures and draws. The cells are compiled by the crate
//! `cells`, the exercises by the crate `course`: numbers and pictures need neither.

mod claim;
mod drawing;
mod figure;
mod law;
mod lesson;
#[macro_use]
mod list;
mod models;
#[path = "bugs/museum/mod.rs"]
pub mod museum;

pub use claim::{Claim, Experiment, Measurement, Prediction, Wording, at_most, near, normal};
pub use figure::{Extension, Figure, Make, Picture, figures};
pub use law::{Chance, Digits, Law};
pub use lesson::{Figures, Lesson, by_slug, claims, of_figure};

/// What each folder holds of numbers and pictures.
macro_rules! modules {
    ($($lesson:ident),* $(,)?) => {
        $(
            #[doc = concat!("The lesson `", stringify!($lesson), "`.")]
            pub mod $lesson {
                pub(crate) mod claims;
                pub mod figures;
                mod lesson;

                pub use lesson::LESSON;
            }
        )*

        /// Every lesson of the course, in order.
        pub const LESSONS: &[Lesson] = &lesson::numbered([$($lesson::LESSON),*]);
    };
}
for_each_lesson!(modules);
