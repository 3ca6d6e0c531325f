//! Lesson 14: Flow matching.

use flowlab::Text;

use super::{claims, figures, verdicts};
use crate::{Figures, Lesson};

/// The lesson.
pub const LESSON: Lesson = Lesson {
    number: 0,
    slug: "flow-matching",
    title: Text::new("Flow matching", "流匹配"),
    notes: "2.1.3",
    figures: Figures { of_the_notes: figures::OF_THE_NOTES, own: figures::OWN },
    claims: claims::claims,
    cells: include_str!("cells.rs"),
    solutions: include_str!("solutions.rs"),
    solved: verdicts::solved,
};
