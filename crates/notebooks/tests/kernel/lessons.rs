//! A lesson's notebook and its exercises solved: what is saved, and when nothing is.

use std::path::Path;

use chapters::source::Exercise;
use flowlab::Lang;
use notebooks::ipynb::{Cell, Notebook};
use notebooks::{check, run};

use crate::{notebook, printed};

/// Two exercises as a lesson has them, the second solved by this body.
fn exercises(second: &str) -> Vec<Exercise> {
    let says = "println!(\"{}\", if solved { \"solved\" } else { \"not yet: the hole is empty\" });";
    let one = |name: &str, body: &str| {
        let function = |body: &str| format!("fn {name}(x: f64) -> f64 {{\n    {body}\n}}");
        let check = format!("let solved = std::panic::catch_unwind(|| {name}(3.0)).is_ok_and(|y| y == 6.0);\n{says}");
        let (stub, solution) = (function("todo!()"), function(body));
        let [stub, solved] = [&stub, &solution].map(|code| format!("{code}\n{check}"));
        Exercise { name: name.to_string(), stub, solved, solution }
    };
    vec![one("twice", "x + x"), one("double", second)]
}

/// A notebook with a first cell and the stubs of these exercises, under their names.
fn with_stubs(exercises: &[Exercise]) -> (tempfile::TempDir, std::path::PathBuf) {
    let first = "std::panic::set_hook(Box::new(|_| {}));\nlet a = 1;\nprintln!(\"{a}\");";
    let cells: Vec<&str> = [first].into_iter().chain(exercises.iter().map(|exercise| exercise.stub.as_str())).collect();
    let (folder, path) = notebook("en", &cells);
    let mut named = Notebook::read(&path).unwrap();
    for (cell, exercise) in named.code_mut().skip(1).zip(exercises) {
        cell.id.clone_from(&exercise.name);
    }
    std::fs::write(&path, named.to_text().unwrap()).unwrap();
    (folder, path)
}

fn run(path: &Path, exercises: &[Exercise]) -> anyhow::Result<()> {
    run::lesson(run::Job { path, lang: Lang::En, notebook: Notebook::read(path)?, exercises }).map(|_| ())
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_run_keeps_what_the_notebook_shows_and_proves_every_solution() {
    let exercises = exercises("2.0 * x");
    let (_folder, path) = with_stubs(&exercises);
    run(&path, &exercises).unwrap();
    let saved = Notebook::read(&path).unwrap();
    let not_yet = "not yet: the hole is empty\n";
    assert_eq!(printed(&saved), ["1\n", not_yet, not_yet]);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(check::outputs(&saved, text.len()), Vec::<String>::new());
    assert_eq!(saved.to_text().unwrap(), text, "what is saved is in normal form");
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_solution_that_does_not_solve_is_named_and_nothing_is_saved() {
    let exercises = exercises("x * x");
    let (_folder, path) = with_stubs(&exercises);
    let before = std::fs::read(&path).unwrap();
    let message = format!("{:#}", run(&path, &exercises).unwrap_err());
    assert!(message.contains("some.ipynb, with the solutions in place: cell `double`"), "{message}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_notebook_that_lacks_a_cell_is_refused_by_its_name() {
    let exercises = exercises("2.0 * x");
    let (_folder, path) = with_stubs(&exercises);
    let wanted = Notebook::read(&path).unwrap();
    assert_eq!(run::as_committed(&path, &wanted).unwrap(), wanted);
    let mut less = wanted.clone();
    less.cells.retain(|cell| !matches!(cell, Cell::Code(code) if code.id == "twice"));
    std::fs::write(&path, less.to_text().unwrap()).unwrap();
    let message = run::as_committed(&path, &wanted).unwrap_err().to_string();
    assert!(message.contains("some.ipynb: cell `twice` is missing"), "{message}");
}
