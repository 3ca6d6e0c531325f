//! The notebooks with the real kernel: `cargo test -p notebooks -- --ignored`, after `notebooks setup`.

mod api;
mod failures;
mod interrupts;
mod lessons;
mod pages;
mod shows;
mod types;

use std::path::PathBuf;
use std::sync::Once;
use std::time::Duration;

use notebooks::ipynb::Notebook;
use notebooks::tools;
use serde_json::json;
use tempfile::TempDir;

/// For a cell, on a machine that does other things too.
const LIMIT: Duration = Duration::from_secs(120);

/// The start of a first cell: flowlab with these features, found from any folder.
fn head(features: &str) -> String {
    let flowlab = repo::root().join("crates/flowlab");
    format!(":dep flowlab = {{ path = {flowlab:?}, features = [{features}] }}\nuse flowlab::prelude::*;\n")
}

/// The kernel and all else, once for all tests.
fn ready() {
    static TOOLS: Once = Once::new();
    TOOLS.call_once(|| tools::set_up().unwrap());
}

/// A notebook with these cells, named a, b, c, ..., in a folder of its own below `notebooks/LANG`.
fn notebook(lang: &str, cells: &[&str]) -> (TempDir, PathBuf) {
    ready();
    let cells: Vec<_> = cells
        .iter()
        .zip('a'..='z')
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
