//! Lesson 11: SDEs and the Euler–Maruyama method.

use flowlab::Text;

use super::{claims, figures, verdicts};
use crate::{Figures, Lesson};

/// The lesson.
pub const LESSON: Lesson = Lesson {
    number: 0,
    slug: "sde-euler-maruyama",
    title: Text::new("SDEs and the Euler–Maruyama method", "随机微分方程与欧拉-丸山方法"),
    notes: "2.2.2",
    figures: Figures { of_the_notes: figures::OF_THE_NOTES, own: figures::OWN },
    claims: claims::claims,
    cells: include_str!("cells.rs"),
    solutions: include_str!("solutions.rs"),
    solved: verdicts::solved,
};
