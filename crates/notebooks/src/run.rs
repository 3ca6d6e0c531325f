//! Runs the notebooks as a learner does: first as they are, which gives the outputs that are kept; then, in the same
//! kernel, each exercise with its solution in place, which proves that it can be solved.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use chapters::source::Exercise;
use course::check::{NOT_YET, SOLVED};
use flowlab::Lang;

use crate::ipynb::{Code, Notebook, Shown};
use crate::kernel::{self, Answer, Failure, Request};
use crate::{check, digest};

/// The first cell may compile the course's crate and all it needs.
const FIRST_LIMIT: Duration = Duration::from_secs(900);
/// The longest of the others train for a minute with a machine to themselves; beside other work it is several.
const LIMIT: Duration = Duration::from_secs(600);

/// A lesson's notebook that is to be run.
pub struct Job<'a> {
    /// Where the outputs are saved; the cells run in its folder.
    pub path: &'a Path,
    /// The language of the words.
    pub lang: Lang,
    /// The notebook as chapter and module have it.
    pub notebook: Notebook,
    /// The exercises among its cells.
    pub exercises: &'a [Exercise],
}

/// The notebook in a lesson's file, if it holds what chapter and module say.
///
/// # Errors
/// The file cannot be read, or a cell of it is missing, changed or too many.
pub fn as_committed(path: &Path, wanted: &Notebook) -> anyhow::Result<Notebook> {
    let notebook = Notebook::read(path)?;
    match check::different_cell(&notebook, wanted) {
        Some(difference) => {
            bail!("{}: {difference}: `cargo run --bin notebooks -- write` writes it anew", repo::shown(path))
        }
        None => Ok(notebook),
    }
}

/// Runs a notebook and then its exercises solved, saves its outputs if both went well, and gives what it saved.
///
/// # Errors
/// A cell failed, an exercise's check did not say what it should, or the notebook cannot be written; the file is then as
/// it was.
pub fn lesson(job: Job) -> anyhow::Result<Notebook> {
    let Job { path, lang, mut notebook, exercises } = job;
    let name = repo::shown(path);
    let start = Instant::now();
    let cells = requests(&notebook, LIMIT);
    let solved = exercises.iter().map(|exercise| Request {
        name: exercise.name.clone(),
        code: exercise.solved.clone(),
        limit: LIMIT,
    });
    let all: Vec<Request> = cells.iter().cloned().chain(solved).collect();
    let mut answers = Vec::new();
    let ran = answers_of(&all, path, &format!("{name}: "), &mut answers);
    let in_place = || format!("{name}, with the solutions in place");
    ran.with_context(|| if answers.len() < cells.len() { name.clone() } else { in_place() })?;
    let solved = answers.split_off(cells.len());
    let times: Vec<Duration> = answers.iter().map(|answer| answer.took).collect();
    put(&mut notebook, answers);
    for cell in notebook.code().filter(|cell| exercises.iter().any(|exercise| exercise.name == cell.id)) {
        exercise_says(&cell.id, &check::text_of(cell), NOT_YET.get(lang)).with_context(|| name.clone())?;
    }
    for (exercise, answer) in exercises.iter().zip(&solved) {
        exercise_says(&exercise.name, &check::text_in(&answer.outputs), SOLVED.get(lang)).with_context(in_place)?;
    }
    let saved = save(path, notebook)?;
    println!("{name}: {}; with the solutions {:.0} s", summary(&times), start.elapsed().as_secs_f64());
    Ok(saved)
}

/// Saves an executed notebook, and gives what it saved.
///
/// # Errors
/// An output is not as it should be, or the file cannot be written; the file is then as it was.
pub(crate) fn save(path: &Path, mut notebook: Notebook) -> anyhow::Result<Notebook> {
    digest::stamp(&mut notebook);
    let text = notebook.to_text()?;
    if let Some(problem) = check::outputs(&notebook, text.len()).first() {
        bail!("{}: {problem}", repo::shown(path));
    }
    flowlab::file::write_whole(path, text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(notebook)
}

/// Runs any notebook without saving it.
///
/// # Errors
/// A cell failed, or the notebook cannot be read.
pub fn file(path: &Path, limit: Duration) -> anyhow::Result<Notebook> {
    let mut notebook = Notebook::read(path)?;
    let mut answers = Vec::new();
    answers_of(&requests(&notebook, limit), path, "", &mut answers).with_context(|| repo::shown(path))?;
    put(&mut notebook, answers);
    Ok(notebook)
}

/// Runs all cells of a notebook, whatever becomes of each, without saving it: what each showed as text, or why it failed.
///
/// # Errors
/// The kernel ended on the way, or the notebook cannot be read.
pub fn outcomes(path: &Path, limit: Duration) -> anyhow::Result<Vec<Result<String, Failure>>> {
    let requests = requests(&Notebook::read(path)?, limit);
    let mut outcomes = Vec::new();
    kernel::run_all_in(folder_of(path)?, &requests, None, |_, outcome| {
        outcomes.push(outcome.map(|answer| check::text_in(&answer.outputs)));
        Ok(())
    })?;
    Ok(outcomes)
}

/// Runs the first code cell of a notebook in an empty build folder, with whatever versions of the dependencies are the
/// newest that fit, and says how long it took.
///
/// # Errors
/// The cell failed, or the notebook cannot be read.
pub fn first_cell(path: &Path, build_folder: &Path) -> anyhow::Result<Duration> {
    let notebook = Notebook::read(path)?;
    let request = requests(&notebook, LIMIT).into_iter().next().context("the notebook has no code cell")?;
    let mut time = Duration::ZERO;
    kernel::run_in(folder_of(path)?, &[request], Some(build_folder), |_, answer| time = answer.took)?;
    Ok(time)
}

fn folder_of(path: &Path) -> anyhow::Result<&Path> {
    path.parent().context("a notebook stands in a folder")
}

fn requests(notebook: &Notebook, limit: Duration) -> Vec<Request> {
    let request = |(index, cell): (usize, &Code)| Request {
        name: cell.id.clone(),
        code: cell.source.0.clone(),
        limit: if index == 0 { FIRST_LIMIT } else { limit },
    };
    notebook.code().enumerate().map(request).collect()
}

/// Runs cells in the notebook's folder, in one kernel; of those that went well the answers are in `answers`.
fn answers_of(cells: &[Request], path: &Path, progress: &str, answers: &mut Vec<Answer>) -> anyhow::Result<()> {
    kernel::run(folder_of(path)?, cells, |cell, answer| {
        if !progress.is_empty() {
            let (number, count) = (answers.len() + 1, cells.len());
            println!("{progress}{number}/{count} {} {:.1} s", cell.name, answer.took.as_secs_f64());
        }
        answers.push(answer);
    })
}

/// Puts what its code cells showed in place.
fn put(notebook: &mut Notebook, answers: Vec<Answer>) {
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
}

/// How long the cells took, in one line.
fn summary(times: &[Duration]) -> String {
    let seconds: Vec<f64> = times.iter().map(Duration::as_secs_f64).collect();
    let Some((first, later)) = seconds.split_first() else { return "no cells".into() };
    let mut later = later.to_vec();
    later.sort_by(f64::total_cmp);
    let median = later.get(later.len() / 2).map(|median| format!(", the median of the others {median:.1} s"));
    let (count, all, median) = (seconds.len(), seconds.iter().sum::<f64>(), median.unwrap_or_default());
    format!("{count} cells in {all:.0} s, the first {first:.1} s{median}")
}

/// An exercise's check said this word, and not the other, in either language.
fn exercise_says(name: &str, said: &str, word: &str) -> Result<(), Failure> {
    let others = [NOT_YET, SOLVED].iter().flat_map(|text| [text.en, text.zh]).filter(|other| *other != word);
    if !said.contains(word) || others.into_iter().any(|other| said.contains(other)) {
        let what = format!("the exercise's check should say `{word}` and nothing else");
        return Err(Failure { cell: name.to_string(), what, detail: format!("it said: {said}") });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exercise_must_say_the_word_of_the_pass_in_the_language() {
        let says = |text: &str, word: &str| exercise_says("two", text, word).is_ok();
        assert!(says("not yet: it is empty\n", NOT_YET.en));
        assert!(says("做对了\n", SOLVED.zh));
        assert!(!says("solved\n", NOT_YET.en), "an exercise that is solved before its hole is filled");
        assert!(!says("not yet: 3 is wrong\n", SOLVED.en), "a solution that does not solve");
        assert!(!says("solved\n", SOLVED.zh), "the word of the other language");
        assert!(!says("", SOLVED.en));
    }

    #[test]
    fn times_are_told_apart() {
        let times = [9.0, 0.2, 0.4, 3.0].map(Duration::from_secs_f64);
        assert_eq!(summary(&times), "4 cells in 13 s, the first 9.0 s, the median of the others 0.4 s");
        assert_eq!(summary(&times[..1]), "1 cells in 9 s, the first 9.0 s");
    }
}
