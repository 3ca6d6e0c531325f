//! Runs cells in the Rust kernel and says what became of each.
//!
//! The kernel answers "ok" to a panic, a failed assertion and an error that `?` returned; so the judgement is ours:
//! whatever a cell writes to stderr, or does not end in time, is a failure, and a last cell must be reached.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;

use crate::ipynb::{Lines, Shown};
use crate::paths;

/// What runs the cells and reports on them.
pub(crate) const RUN: &str = include_str!("python/run.py");

/// One piece of code to be run.
#[derive(Clone, Debug)]
pub struct Request {
    /// The cell's name.
    pub name: String,
    /// The code.
    pub code: String,
    /// How long it may take.
    pub limit: Duration,
}

/// What a cell that ran well showed.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its outputs, in normal form.
    pub outputs: Vec<Shown>,
    /// How long it took.
    pub took: Duration,
}

/// Why a cell failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The cell's name.
    pub cell: String,
    /// What happened, in one line.
    pub what: String,
    /// What the kernel said about it.
    pub detail: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cell `{}`: {}", self.cell, self.what)?;
        self.detail.lines().take(12).try_for_each(|line| write!(f, "\n    {line}"))
    }
}

impl std::error::Error for Failure {}

#[derive(Deserialize)]
struct Report {
    name: String,
    status: Status,
    outputs: Vec<Shown>,
    seconds: f64,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Status {
    Done,
    Timeout,
    Died,
}

/// Sent before the notebook's own cells: a panic then ends the program, which the kernel does report.
const PROLOGUE: &str = ":preserve_vars_on_panic 0";
/// Sent after them: a kernel that can still add has not died on the way.
const EPILOGUE: (&str, &str) = ("println!(\"reached {}\", 40 + 2);", "reached 42\n");

/// Runs the cells in order in one new kernel whose working folder is `folder`, and hands each answer to `each`.
///
/// # Errors
/// A [`Failure`] of the first cell that fails; or the kernel cannot be started.
pub fn run(folder: &Path, cells: &[Request], each: impl FnMut(&Request, Answer)) -> anyhow::Result<()> {
    run_in(folder, cells, None, each)
}

/// As [`run`], in a build folder of the caller's instead of a copy of the warmed one.
///
/// # Errors
/// As [`run`].
pub fn run_in(
    folder: &Path,
    cells: &[Request],
    build_folder: Option<&Path>,
    mut each: impl FnMut(&Request, Answer),
) -> anyhow::Result<()> {
    run_all_in(folder, cells, build_folder, |cell, outcome| outcome.map(|answer| each(cell, answer)))
}

/// As [`run_in`], but hands over failures too: the cells end at the first for which `each` gives an error, which is
/// returned, or with the kernel itself.
///
/// # Errors
/// Those of `each`; the kernel cannot be started, or no longer answers at the end.
pub fn run_all_in(
    folder: &Path,
    cells: &[Request],
    build_folder: Option<&Path>,
    mut each: impl FnMut(&Request, Result<Answer, Failure>) -> Result<(), Failure>,
) -> anyhow::Result<()> {
    let hidden = |name: &str, code: &str, seconds| Request {
        name: name.to_string(),
        code: code.to_string(),
        limit: Duration::from_secs(seconds),
    };
    let mut all = vec![hidden("start of the kernel", PROLOGUE, 300)];
    all.extend_from_slice(cells);
    all.push(hidden("end of the notebook", EPILOGUE.0, 120));
    let job: Vec<_> = all
        .iter()
        .map(|cell| json!({"name": cell.name, "code": cell.code, "seconds": cell.limit.as_secs_f64()}))
        .collect();
    let mut child = Command::new(paths::python())
        .args(["-c", RUN])
        .env_remove("FLOWLAB_LANG")
        .envs(build_folder.map(|folder| ("FLOW_KERNEL_FOLDER", folder)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the notebooks' Python cannot be started: `cargo run --bin notebooks -- setup` puts it right")?;
    // Dropped at the end of this function, whatever happens: the runner then ends the kernel.
    let mut stdin = child.stdin.take().context("no way to the runner")?;
    let stdout = child.stdout.take().context("no way from the runner")?;
    writeln!(stdin, "{}", json!({ "folder": folder, "cells": job }))?;
    let mut last = String::new();
    let mut outcome = Ok(());
    let mut reports = BufReader::new(stdout).lines();
    for (index, cell) in all.iter().enumerate() {
        let Some(line) = reports.next() else {
            outcome = Err(anyhow::anyhow!("the kernel did not start or was ended before cell `{}`", cell.name));
            break;
        };
        let report: Report = serde_json::from_str(&line?).context("the runner's report cannot be read")?;
        let took = Duration::from_secs_f64(report.seconds.max(0.0));
        let judged = judge(report, cell.limit);
        let judged = if index == 0 || index + 1 == all.len() {
            judged.map(|outputs| last = printed(&outputs))
        } else {
            each(cell, judged.map(|outputs| Answer { outputs, took }))
        };
        if let Err(failure) = judged {
            outcome = Err(failure.into());
            break;
        }
    }
    drop(stdin);
    child.wait()?;
    outcome?;
    if last != EPILOGUE.1 {
        bail!("the kernel no longer answers at the end of the notebook (it said {last:?})");
    }
    Ok(())
}

/// The outputs of a cell that ran well, or why it did not.
fn judge(report: Report, limit: Duration) -> Result<Vec<Shown>, Failure> {
    let mut errors = Vec::new();
    let mut stderr = String::new();
    let mut shown = Vec::new();
    for output in report.outputs {
        match output {
            Shown::Error { evalue, traceback, .. } => {
                let traceback = strip_ansi(&traceback.join("\n"));
                errors.push(if traceback.trim().is_empty() { strip_ansi(&evalue) } else { traceback });
            }
            Shown::Stream { name, text } if name == "stderr" => stderr.push_str(&strip_ansi(&text.0)),
            other => shown.push(other),
        }
    }
    // The trace of calls names places in the kernel, not in the notebook.
    let said = stderr.split("stack backtrace:").next().unwrap_or_default();
    let detail = [said.trim(), errors.join("\n").trim()].join("\n").trim().to_string();
    let fail = |what: &str| Err(Failure { cell: report.name.clone(), what: what.to_string(), detail: detail.clone() });
    match report.status {
        Status::Timeout => return fail(&format!("did not end within {} s", limit.as_secs_f64())),
        Status::Died => return fail("the kernel died"),
        Status::Done => {}
    }
    if detail.contains("panicked at") {
        fail("panicked")
    } else if !errors.is_empty() {
        fail("an error")
    } else if !stderr.trim().is_empty() {
        fail("wrote to stderr: an error that `?` returned, or a warning")
    } else {
        Ok(normalise(shown))
    }
}

/// Outputs as the notebook keeps them: what was printed in one piece, before the picture or the value.
fn normalise(shown: Vec<Shown>) -> Vec<Shown> {
    let mut text = String::new();
    let mut rest = Vec::new();
    for output in shown {
        match output {
            Shown::Stream { text: piece, .. } => text.push_str(&strip_ansi(&piece.0)),
            Shown::DisplayData { data, .. } => rest.push(Shown::DisplayData { data: forms(data), metadata: none() }),
            Shown::ExecuteResult { data, .. } => {
                rest.push(Shown::ExecuteResult { data: forms(data), execution_count: None, metadata: none() });
            }
            Shown::Error { .. } => {}
        }
    }
    if !text.is_empty() {
        rest.insert(0, Shown::Stream { name: "stdout".into(), text: Lines(text) });
    }
    rest
}

type Forms = std::collections::BTreeMap<String, Lines>;

fn none() -> std::collections::BTreeMap<String, serde_json::Value> {
    std::collections::BTreeMap::new()
}

fn forms(data: Forms) -> Forms {
    let normal = data.into_iter().map(|(media, text)| match media.as_str() {
        "image/png" => (media, Lines(text.0.split_whitespace().collect())),
        _ if media.starts_with("text/") => (media, Lines(strip_ansi(&text.0))),
        _ => (media, text),
    });
    normal.collect()
}

fn printed(outputs: &[Shown]) -> String {
    let texts = outputs.iter().filter_map(|output| match output {
        Shown::Stream { text, .. } => Some(text.0.as_str()),
        _ => None,
    });
    texts.collect()
}

/// A text without the escape sequences that colour it in a terminal.
fn strip_ansi(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(status: Status, outputs: Vec<Shown>) -> Report {
        Report { name: "a".into(), status, outputs, seconds: 0.1 }
    }

    fn stream(name: &str, text: &str) -> Shown {
        Shown::Stream { name: name.into(), text: Lines(text.into()) }
    }

    fn what(status: Status, outputs: Vec<Shown>) -> String {
        judge(report(status, outputs), Duration::from_secs(3)).unwrap_err().what
    }

    #[test]
    fn what_the_kernel_calls_ok_is_a_failure_if_it_wrote_to_stderr() {
        let panic = "thread '<unnamed>' panicked at src/lib.rs:1:1:\nassertion failed\n";
        assert_eq!(what(Status::Done, vec![stream("stderr", panic)]), "panicked");
        assert!(what(Status::Done, vec![stream("stderr", "Error: \"no\"\n")]).contains("stderr"));
        assert!(what(Status::Timeout, vec![]).contains("within 3 s"));
        assert!(what(Status::Died, vec![]).contains("died"));
        let error = Shown::Error { ename: "Error".into(), evalue: "no `x`".into(), traceback: vec![] };
        assert_eq!(what(Status::Done, vec![error]), "an error");
    }

    #[test]
    fn printed_lines_become_one_piece_without_colours_and_come_first() {
        let data = Forms::from([("image/png".to_string(), Lines("aW\nJ\n".into()))]);
        let value = Shown::ExecuteResult { data, execution_count: Some(7), metadata: none() };
        let outputs = vec![stream("stdout", "a\n"), value, stream("stdout", "\u{1b}[31mb\u{1b}[0m\n")];
        let outputs = judge(report(Status::Done, outputs), Duration::from_secs(1)).unwrap();
        assert_eq!(outputs[0], stream("stdout", "a\nb\n"));
        let Shown::ExecuteResult { data, execution_count: None, .. } = &outputs[1] else { panic!("{outputs:?}") };
        assert_eq!(data["image/png"].0, "aWJ");
        assert_eq!(outputs.len(), 2);
    }
}
