//! Lesson 13: Moving densities.

use flowlab::Text;

use super::{claims, figures, verdicts};
use crate::{Figures, Lesson};

/// The lesson.
pub const LESSON: Lesson = Lesson {
    number: 0,
    slug: "moving-densities",
    title: Text::new("Moving densities", "随时间变化的密度"),
    notes: "",
    figures: Figures { of_the_notes: figures::OF_THE_NOTES, own: figures::OWN },
    claims: claims::claims,
    cells: include_str!("cells.rs"),
    solutions: include_str!("solutions.rs"),
    solved: verdicts::solved,
};
