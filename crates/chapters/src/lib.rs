//! A lesson as it is written: its chapter in blocks, its code in cells and exercises.

pub mod chapter;
pub mod source;

use course::Lesson;

pub use source::{Cell, Exercise};

/// The lesson's code cells, in order.
pub fn cells(lesson: &Lesson) -> Vec<Cell> {
    source::cells(lesson.cells)
}

/// The lesson's exercises, in order.
pub fn exercises(lesson: &Lesson) -> Vec<Exercise> {
    source::exercises(lesson.cells)
}

/// The features that the lesson's notebook asks for in its first cell: `notebook`, and `frame` where a cell works with
/// polars.
pub fn features(lesson: &Lesson) -> &'static [&'static str] {
    if cells(lesson).iter().any(|cell| cell.frame) { &["notebook", "frame"] } else { &["notebook"] }
}
