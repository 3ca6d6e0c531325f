//! `--check`: whether the files of a folder are those that the figures draw now. Writes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};
use figures::compare::difference;
use rayon::prelude::*;

use super::draw::{File, Order, encode, longest_first};
use super::say::Progress;

/// A file that is not as it should be, and how.
pub type Fault = (String, String);

/// The ordered files that are stale or missing in the folder, by name.
pub fn stale_or_missing(orders: &[Order], quick: bool, folder: &Path) -> Vec<Fault> {
    let progress = Progress::new(orders.len());
    let faults = longest_first(orders).into_iter().par_bridge().flat_map_iter(|order| {
        let faults = faults_of(order, quick, folder);
        progress.step(order.figure.id);
        faults
    });
    let mut faults: Vec<Fault> = faults.collect();
    faults.sort();
    faults
}

fn faults_of(order: &Order, quick: bool, folder: &Path) -> Vec<Fault> {
    let picture = order.figure.draw(&order.style);
    let faults = order.files.iter().filter_map(|File { extension, name, .. }| {
        let why = match encode(order.figure, &picture, *extension, quick) {
            Ok(new) => fault(folder, name, &new?)?,
            Err(error) => format!("cannot be drawn: {error}"),
        };
        Some((name.clone(), why))
    });
    faults.collect()
}

/// What is wrong with one picture of the folder.
fn fault(folder: &Path, name: &str, new: &[u8]) -> Option<String> {
    match fs::read(folder.join(name)) {
        Ok(old) => difference(&old, new).map(|why| format!("stale: {why}")),
        Err(error) if error.kind() == ErrorKind::NotFound => Some("missing".to_string()),
        Err(error) => Some(format!("stale: cannot be read ({error})")),
    }
}

/// What is wrong with a text of the folder.
pub fn text_fault(folder: &Path, name: &str, new: &[u8]) -> Option<Fault> {
    let why = match fs::read(folder.join(name)) {
        Ok(old) if old == new => return None,
        Ok(_) => "stale: another text",
        Err(_) => "missing",
    };
    Some((name.to_string(), why.to_string()))
}

/// The files of the folder that are not among the expected names.
///
/// # Errors
/// The folder cannot be read.
pub fn strays(folder: &Path, expected: &BTreeSet<String>) -> Result<Vec<Fault>> {
    let fault = || format!("cannot read the folder {}", folder.display());
    let mut strays = Vec::new();
    for entry in fs::read_dir(folder).with_context(fault)? {
        let name = entry.with_context(fault)?.file_name().to_string_lossy().into_owned();
        if !expected.contains(&name) {
            strays.push((name, "stray: no picture of this name belongs here".to_string()));
        }
    }
    strays.sort();
    Ok(strays)
}
