//! Lesson 10: Brownian motion.

use flowlab::Text;

use super::{claims, figures, verdicts};
use crate::{Figures, Lesson};

/// The lesson.
pub const LESSON: Lesson = Lesson {
    number: 0,
    slug: "brownian-motion",
    title: Text::new("Brownian motion", "布朗运动"),
    notes: "2.2, 2.2.1",
    figures: Figures { of_the_notes: figures::OF_THE_NOTES, own: figures::OWN },
    claims: claims::claims,
    cells: include_str!("cells.rs"),
    solutions: include_str!("solutions.rs"),
    solved: verdicts::solved,
};
