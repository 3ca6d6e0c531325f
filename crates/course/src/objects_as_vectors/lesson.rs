//! Lesson 01: Objects as vectors.

use flowlab::Text;

use super::{claims, figures, verdicts};
use crate::{Figures, Lesson};

/// The lesson.
pub const LESSON: Lesson = Lesson {
    number: 0,
    slug: "objects-as-vectors",
    title: Text::new("Objects as vectors", "把对象表示成向量"),
    notes: "1.1",
    figures: Figures { of_the_notes: figures::OF_THE_NOTES, own: figures::OWN },
    claims: claims::claims,
    cells: include_str!("cells.rs"),
    solutions: include_str!("solutions.rs"),
    solved: verdicts::solved,
};
