//! Runs the notebooks: once as they are, which gives the outputs that are kept, and once with the solutions in the
//! exercises' places, which proves that each can be solved.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use flowlab::Lang;
use flowlab::check::{NOT_YET, SOLVED};
use lessons::source::Exercise;
use lessons::{Lesson, repo};

use crate::ipynb::{Notebook, Shown};
use crate::kernel::{self, Answer, Failure, Request};
use crate::{check, digest};

/// The first cell may compile the course's crate and all it needs; every other is a matter of seconds.
const FIRST_LIMIT: Duration = Duration::from_secs(900);
const LIMIT: Duration = Duration::from_secs(120);

/// Runs a lesson's notebook in both passes, and saves its outputs if both went well.
///
/// # Errors
/// A cell failed, an exercise's check did not say what it should, or the notebook cannot be read or written; the file
/// is then as it was.
pub fn lesson(lesson: &Lesson, lang: Lang) -> anyhow::Result<()> {
    let path = repo::notebook(lesson, lang);
    let mut notebook = Notebook::read(&path)?;
    let name = format!("notebooks/{lang}/{}.ipynb", lesson.file_stem());
    let start = Instant::now();
    as_it_is(&mut notebook, &path, &format!("{name}: ")).with_context(|| name.clone())?;
    let exercises = lesson.exercises();
    exercises_say(&notebook, &exercises, NOT_YET.get(lang)).with_context(|| name.clone())?;
    if !exercises.is_empty() {
        let mut solved = with_solutions(&notebook, &exercises);
        let context = || format!("{name}, with the solutions in place");
        as_it_is(&mut solved, &path, &format!("{name}, solved: ")).with_context(context)?;
        exercises_say(&solved, &exercises, SOLVED.get(lang)).with_context(context)?;
    }
    digest::stamp(&mut notebook);
    let text = notebook.to_text()?;
    let problems = check::outputs(&notebook, text.len());
    if let Some(problem) = problems.first() {
        bail!("{name}: {problem}");
    }
    repo::write_whole(&path, text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{name}: {} cells, {:.0} s", notebook.code().count(), start.elapsed().as_secs_f64());
    Ok(())
}

/// Runs any notebook without saving it.
///
/// # Errors
/// A cell failed, or the notebook cannot be read.
pub fn file(path: &Path, limit: Duration) -> anyhow::Result<Notebook> {
    let mut notebook = Notebook::read(path)?;
    execute(&mut notebook, path, limit, "").with_context(|| path.display().to_string())?;
    Ok(notebook)
}

fn as_it_is(notebook: &mut Notebook, path: &Path, progress: &str) -> anyhow::Result<()> {
    execute(notebook, path, LIMIT, progress)
}

/// Runs all code cells in the notebook's folder and puts their outputs in place.
fn execute(notebook: &mut Notebook, path: &Path, limit: Duration, progress: &str) -> anyhow::Result<()> {
    let folder = path.parent().context("a notebook stands in a folder")?;
    let request = |(index, cell): (usize, &crate::ipynb::Code)| Request {
        name: cell.id.clone(),
        code: cell.source.0.clone(),
        limit: if index == 0 { FIRST_LIMIT } else { limit },
    };
    let requests: Vec<Request> = notebook.code().enumerate().map(request).collect();
    let mut answers: Vec<Answer> = Vec::new();
    kernel::run(folder, &requests, |request, answer| {
        if !progress.is_empty() {
            let (number, count) = (answers.len() + 1, requests.len());
            println!("{progress}{number}/{count} {} {:.1} s", request.name, answer.took.as_secs_f64());
        }
        answers.push(answer);
    })?;
    for (index, (cell, answer)) in notebook.code_mut().zip(answers).enumerate() {
        let number = u32::try_from(index + 1).ok();
        cell.execution_count = number;
        cell.outputs = answer.outputs;
        for output in &mut cell.outputs {
            if let Shown::ExecuteResult { execution_count, .. } = output {
                *execution_count = number;
            }
        }
    }
    Ok(())
}

/// A copy of the notebook in which each exercise is solved.
fn with_solutions(notebook: &Notebook, exercises: &[Exercise]) -> Notebook {
    let mut solved = notebook.clone();
    for cell in solved.code_mut() {
        if let Some(exercise) = exercises.iter().find(|exercise| exercise.name == cell.id) {
            cell.source.0.clone_from(&exercise.solved);
        }
    }
    solved
}

/// Every exercise's check said this word.
fn exercises_say(notebook: &Notebook, exercises: &[Exercise], word: &str) -> Result<(), Failure> {
    for cell in notebook.code().filter(|cell| exercises.iter().any(|exercise| exercise.name == cell.id)) {
        let said = check::text_of(cell);
        let others = [NOT_YET, SOLVED].iter().flat_map(|text| [text.en, text.zh]).filter(|other| *other != word);
        if !said.contains(word) || others.into_iter().any(|other| said.contains(other)) {
            let what = format!("the exercise's check should say `{word}` and nothing else");
            return Err(Failure { cell: cell.id.clone(), what, detail: format!("it said: {said}") });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipynb::{Cell, Code, Lines};
    use lessons::source;
    use std::collections::BTreeMap;

    const MODULE: &str =
        "// exercise: two\nfn f() -> u8 {\n    // hole\n    2\n    // end hole\n}\n// check\ncheck(f);\n// end\n";

    fn after_saying(text: &str) -> Notebook {
        let cell = Code {
            execution_count: Some(1),
            id: "two".into(),
            metadata: BTreeMap::new(),
            outputs: vec![Shown::Stream { name: "stdout".into(), text: Lines(text.into()) }],
            source: Lines(source::exercises(MODULE)[0].stub.clone()),
        };
        Notebook { cells: vec![Cell::Code(cell)], metadata: BTreeMap::new(), nbformat: 4, nbformat_minor: 5 }
    }

    #[test]
    fn an_exercise_must_say_the_word_of_the_pass_in_the_language() {
        let exercises = source::exercises(MODULE);
        let says = |text: &str, word: &str| exercises_say(&after_saying(text), &exercises, word).is_ok();
        assert!(says("not yet: it is empty\n", NOT_YET.en));
        assert!(says("已完成\n", SOLVED.zh));
        assert!(!says("solved\n", NOT_YET.en), "an exercise that is solved before its hole is filled");
        assert!(!says("not yet: 3 is wrong\n", SOLVED.en), "a solution that does not solve");
        assert!(!says("solved\n", SOLVED.zh), "the word of the other language");
        assert!(!says("", SOLVED.en));
    }

    #[test]
    fn a_solution_takes_the_place_of_its_hole() {
        let exercises = source::exercises(MODULE);
        let solved = with_solutions(&after_saying(""), &exercises);
        assert_eq!(solved.code().next().map(|cell| cell.source.0.as_str()), Some(exercises[0].solved.as_str()));
    }
}
