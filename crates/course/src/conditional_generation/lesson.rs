//! Lesson 04: Conditional generation.

use flowlab::Text;

use super::{claims, figures, verdicts};
use crate::{Figures, Lesson};

/// The lesson.
pub const LESSON: Lesson = Lesson {
    number: 0,
    slug: "conditional-generation",
    title: Text::new("Conditional generation", "条件生成"),
    notes: "1.4",
    figures: Figures { of_the_notes: figures::OF_THE_NOTES, own: figures::OWN },
    claims: claims::claims,
    cells: include_str!("cells.rs"),
    solutions: include_str!("solutions.rs"),
    solved: verdicts::solved,
};
