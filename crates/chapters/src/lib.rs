//! A lesson as it is written: its chapter in blocks, its code in cells and exercises.

pub mod chapter;
pub mod source;

use lessons::Lesson;

pub use source::{Cell, Exercise};

/// The lesson's code cells, in order.
pub fn cells(lesson: &Lesson) -> Vec<Cell> {
    source::cells(lesson.cells)
}

/// The lesson's exercises, in order.
pub fn exercises(lesson: &Lesson) -> Vec<Exercise> {
    source::exercises(lesson.solutions)
}

/// The features that the lesson's notebook asks for in its first cell: `notebook`, and `frame` where a cell works with
/// polars.
pub fn features(lesson: &Lesson) -> &'static [&'static str] {
    if cells(lesson).iter().any(|cell| cell.frame) { &["notebook", "frame"] } else { &["notebook"] }
}

#[cfg(test)]
mod tests {
    use course::check::Verdict;

    #[test]
    fn every_exercise_has_a_check_that_its_solution_solves() {
        for (lesson, solved) in lessons::LESSONS.iter().zip(course::SOLVED) {
            let exercises = super::exercises(lesson).into_iter().map(|exercise| exercise.name);
            let solved = solved();
            assert!(exercises.eq(solved.iter().map(|(name, _)| name.to_string())), "{}: {solved:?}", lesson.slug);
            assert!(solved.iter().all(|(_, verdict)| *verdict == Verdict::Solved), "{}: {solved:?}", lesson.slug);
        }
    }

    #[test]
    fn cells_and_exercises_fit_the_page() {
        for lesson in lessons::LESSONS {
            let cells = super::cells(lesson).into_iter().map(|cell| (cell.name, cell.code));
            let exercises = super::exercises(lesson).into_iter().map(|exercise| (exercise.name, exercise.solved));
            for (name, code) in cells.chain(exercises) {
                let widest = code.lines().map(|line| line.chars().count()).max();
                assert!(widest <= Some(82), "{}: a line of `{name}` is wider than 82 columns", lesson.slug);
            }
        }
    }
}
