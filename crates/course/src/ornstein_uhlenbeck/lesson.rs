//! Lesson 12: The Ornstein–Uhlenbeck process.

use flowlab::Text;

use super::{claims, figures, verdicts};
use crate::{Figures, Lesson};

/// The lesson.
pub const LESSON: Lesson = Lesson {
    number: 0,
    slug: "ornstein-uhlenbeck",
    title: Text::new("The Ornstein–Uhlenbeck process", "奥恩斯坦-乌伦贝克过程"),
    notes: "2.2",
    figures: Figures { of_the_notes: figures::OF_THE_NOTES, own: figures::OWN },
    claims: claims::claims,
    cells: include_str!("cells.rs"),
    solutions: include_str!("solutions.rs"),
    solved: verdicts::solved,
};
