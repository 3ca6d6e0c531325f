//! `--check`: whether the files of a folder are those that the figures draw now. Writes nothing.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};
use flowlab::plot::Style;
use rayon::prelude::*;

use super::compare::difference;
use super::draw::{Order, draw, longest_first};
use super::say::Progress;

/// A file that is not as it should be, and how.
pub type Fault = (String, String);

/// The ordered files that are stale or missing in the folder, by name.
pub fn stale_or_missing(orders: &[Order], style: &Style, quick: bool, folder: &Path) -> Vec<Fault> {
    let progress = Progress::new(orders.len());
    let faults = longest_first(orders).into_par_iter().flat_map_iter(|order| {
        let faults = faults_of(order, style, quick, folder);
        progress.step(order.figure.id);
        faults
    });
    let mut faults: Vec<Fault> = faults.collect();
    faults.sort();
    faults
}

fn faults_of(order: &Order, style: &Style, quick: bool, folder: &Path) -> Vec<Fault> {
    let drawn = match draw(order, style, quick) {
        Ok(drawn) => drawn,
        Err(error) => {
            let names = order.files.iter().map(|(_, name)| name.clone());
            return names.map(|name| (name, format!("cannot be drawn: {error}"))).collect();
        }
    };
    let wanted = drawn.into_iter().filter_map(|(name, bytes)| Some((name, bytes?)));
    wanted.filter_map(|(name, bytes)| Some((name.to_string(), fault(folder, name, &bytes)?))).collect()
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
