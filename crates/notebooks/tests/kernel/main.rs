//! The notebooks with the real kernel: `cargo test -p notebooks -- --ignored`, after `notebooks setup`.

mod api;
mod failures;
mod interrupts;
mod launcher;
mod lessons;
mod pages;
mod shows;
mod stdio;
mod types;
mod vscode;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Once;
use std::time::Duration;

use notebooks::ipynb::Notebook;
use notebooks::{paths, setup};
use serde_json::json;
use tempfile::TempDir;

/// For a cell, on a machine that does other things too.
const LIMIT: Duration = Duration::from_secs(120);

/// The start of a first cell: that of a lesson's notebook with these features, found from any folder.
fn head(features: &[&str]) -> String {
    let near = notebooks::write::dependency(features);
    let far = near.replace("../../", &format!("{}/", repo::root().display()));
    assert_ne!(near, far);
    format!("{far}\nuse course::prelude::*;\n")
}

/// The kernel and all that nearly every test asks for, once for all of them.
fn ready() {
    static TOOLS: Once = Once::new();
    TOOLS.call_once(|| setup::with_features(BTreeSet::from([NOTEBOOK])).unwrap());
}

/// The features that a lesson without data frames asks for.
const NOTEBOOK: &[&str] = &["notebook"];

/// A notebook with these cells, named a, b, c, ..., z, c26, c27, ..., in a folder of its own below `notebooks/LANG`.
fn notebook(lang: &str, cells: &[&str]) -> (TempDir, PathBuf) {
    ready();
    let names = ('a'..='z').map(String::from).chain((26..).map(|number| format!("c{number}")));
    let cells: Vec<_> = cells
        .iter()
        .zip(names)
        .map(|(code, id)| {
            json!({
                "cell_type": "code", "execution_count": null, "id": id, "metadata": {}, "outputs": [], "source": code,
            })
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("notebooks").join(lang);
    std::fs::create_dir_all(&place).unwrap();
    let path = place.join("some.ipynb");
    let whole = json!({ "cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5 });
    std::fs::write(&path, whole.to_string()).unwrap();
    (folder, path)
}

/// All that each cell showed as text.
fn printed(notebook: &Notebook) -> Vec<String> {
    notebook.code().map(notebooks::check::text_of).collect()
}

/// What a cell prints in the kernel of this name, started in this environment, where these answers are typed in turn.
fn typed(kernel: &str, environment: &[(&str, &str)], code: &str, answers: &[&str]) -> String {
    ready();
    let mut run = Command::new(paths::python());
    run.args(["-c", include_str!("typed.py"), kernel, code]).args(answers).envs(environment.iter().copied());
    let output = run.output().unwrap();
    assert!(output.status.success(), "{code}\n{output:?}");
    String::from_utf8(output.stdout).unwrap()
}
