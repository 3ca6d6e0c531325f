//! What each notebook showed when it was last run on this machine, so that an unchanged one need not be run again.
//!
//! The outputs of a notebook are a function of what goes into it, and the digest under which they are kept covers all of
//! that: the code of every cell, the exercises' solutions, the language, and [`ground`](crate::warm::ground) (the
//! compiler and the settings the kernel gives it, the kernel's version, what runs it, the versions of all dependencies,
//! the text of every file of the repository that a notebook compiles). It does not cover the processor: the folder is one
//! machine's.
//! Only a run in which every cell and every exercise went well is kept, and nothing else is ever taken over.

use std::fs;
use std::path::Path;

use anyhow::Context;
use chapters::source::Exercise;
use flowlab::Lang;

use crate::ipynb::Notebook;
use crate::run::{self, Job};
use crate::{digest, paths};

/// As [`run::lesson`], but takes the outputs of an earlier run if nothing changed since. `ground` is that of the machine
/// now; without one the notebook is run in any case.
///
/// # Errors
/// As [`run::lesson`]; or what the notebook showed cannot be kept.
pub fn lesson(job: Job, ground: Option<&str>) -> anyhow::Result<()> {
    let Some(ground) = ground else { return run::lesson(job).map(|_| ()) };
    let key = key(ground, job.lang, &job.notebook, job.exercises);
    let stem = job.path.file_stem().context("a notebook has a name")?.display();
    let kept = paths::executed().join(format!("{stem}.{}", job.lang));
    if let Some(before) = recall(&kept, &key) {
        let mut notebook = job.notebook;
        for (cell, before) in notebook.code_mut().zip(before.code()) {
            cell.outputs.clone_from(&before.outputs);
            cell.execution_count = before.execution_count;
        }
        run::save(job.path, notebook)?;
        println!("{}: the same code, course and kernel ran here before: its outputs stand", repo::shown(job.path));
        return Ok(());
    }
    let ran = run::lesson(job)?;
    fs::create_dir_all(paths::executed())?;
    let text = format!("{key}\n{}", ran.to_text()?);
    flowlab::file::write_whole(&kept, text.as_bytes()).with_context(|| format!("cannot write {}", kept.display()))
}

/// The notebook that ran under this key.
fn recall(kept: &Path, key: &str) -> Option<Notebook> {
    let text = fs::read_to_string(kept).ok()?;
    serde_json::from_str(text.strip_prefix(key)?).ok()
}

/// A digest of all that goes into a notebook's outputs.
fn key(ground: &str, lang: Lang, notebook: &Notebook, exercises: &[Exercise]) -> String {
    let code = digest::of_code(notebook);
    let solved = exercises.iter().map(|exercise| exercise.solved.as_str());
    digest::of([ground, lang.code(), &code].into_iter().chain(solved).map(str::as_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipynb::{Cell, Code, Lines};
    use chapters::source;
    use std::collections::BTreeMap;

    fn notebook(code: &str) -> Notebook {
        let (id, source) = ("f".to_string(), Lines(code.into()));
        let cell = Code { execution_count: None, id, metadata: BTreeMap::new(), outputs: vec![], source };
        Notebook { cells: vec![Cell::Code(cell)], metadata: BTreeMap::new(), nbformat: 4, nbformat_minor: 5 }
    }

    #[test]
    fn the_key_changes_with_the_ground_the_language_a_cell_and_a_solution() {
        let solved = "pub fn f() -> u8 {\n    2\n}\n";
        let exercises = source::exercises(solved);
        let keys = [
            key("a", Lang::En, &notebook("1"), &exercises),
            key("b", Lang::En, &notebook("1"), &exercises),
            key("a", Lang::Zh, &notebook("1"), &exercises),
            key("a", Lang::En, &notebook("2"), &exercises),
            key("a", Lang::En, &notebook("1"), &source::exercises(&solved.replace("    2", "    3"))),
            key("a", Lang::En, &notebook("1"), &[]),
        ];
        let different: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
        assert_eq!(keys[0], key("a", Lang::En, &notebook("1"), &exercises));
    }

    #[test]
    fn only_what_ran_under_the_very_key_is_recalled() {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("a.en");
        assert_eq!(recall(&kept, "k1"), None);
        fs::write(&kept, format!("k1\n{}", notebook("1").to_text().unwrap())).unwrap();
        assert_eq!(recall(&kept, "k1"), Some(notebook("1")));
        assert_eq!(recall(&kept, "k2"), None);
        fs::write(&kept, "k1\n{ half").unwrap();
        assert_eq!(recall(&kept, "k1"), None);
    }
}
