//! The warmed build folder: flowlab and all it needs, compiled once as the first cells of the notebooks ask for it.
//!
//! Every kernel works in a copy of it, so no cell compiles a dependency, and it must stay small. What it was made of stands
//! in its note: a digest of how it is compiled, one of the files of flowlab, then a line for each set of features.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::{Duration, Instant};
use std::{fs, io};

use anyhow::Context;

use crate::kernel::{self, Failure};
use crate::tools::{LAUNCHER, kernel_folder};
use crate::{digest, write};

/// The start of the name of a build folder that is not ready; the rest is the process that works in it.
const UNFINISHED: &str = "unfinished-";
const NOTE: &str = "of.txt";
const LIMIT: Duration = Duration::from_secs(3600);
/// The first cell of a notebook, by name and code.
const FIRST: (&str, &str) =
    ("the first cell of a notebook", "use flowlab::prelude::*;\nlet a = array![1.0, 2.0];\nprintln!(\"{a}\");");
/// A cell that is meant to fail: where code does not compile, the kernel checks all dependencies anew, and a learner's
/// first slip would take half a minute.
const SLIP: (&str, &str) = ("a cell that does not compile", "let b = a * \"two\";");

/// Compiles flowlab with these features into the warmed folder, if that is not done.
///
/// # Errors
/// flowlab does not compile or does not run in the kernel.
pub(crate) fn prepare(features: &[&str]) -> anyhow::Result<()> {
    let warm = kernel_folder().join("warm");
    let (way, flowlab) = (way_of_compiling()?, files_of_flowlab()?);
    let kind = features.join(" and ");
    let note = fs::read_to_string(warm.join(NOTE)).unwrap_or_default();
    let mut made_of = note.lines();
    let same_way = made_of.next() == Some(way.as_str());
    let same_flowlab = made_of.next() == Some(flowlab.as_str());
    let ready: Vec<&str> = if same_way && same_flowlab { made_of.collect() } else { Vec::new() };
    if ready.contains(&kind.as_str()) {
        return Ok(());
    }
    let long = if features.contains(&"frame") { "polars takes about 3 minutes" } else { "about 1 minute" };
    println!("flowlab for the kernel, with {kind}: compiled once, {long} on two cores");
    let start = Instant::now();
    let new = unfinished()?;
    // What is compiled already is kept, if it is of use: only what changed is compiled again.
    if warm.is_dir() {
        fs::rename(&warm, &new)?;
        if !same_way {
            fs::remove_dir_all(&new)?;
        } else if !same_flowlab {
            remove_flowlab(&new)?;
        }
    }
    fs::create_dir_all(&new)?;
    let ran = warm_in(&new, features);
    let kinds = ready.into_iter().chain(ran.is_ok().then_some(kind.as_str()));
    let lines: Vec<&str> = [way.as_str(), flowlab.as_str()].into_iter().chain(kinds).collect();
    fs::write(new.join(NOTE), lines.join("\n") + "\n")?;
    fs::rename(&new, &warm)?;
    ran.with_context(|| {
        let features = features.join(",");
        format!("flowlab does not run in the kernel: does `cargo build -p flowlab --features {features}` work?")
    })?;
    println!("  {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Has the kernel build in this folder all that a notebook needs.
fn warm_in(build_folder: &Path, features: &[&str]) -> anyhow::Result<()> {
    let folder = repo::root().join("crates").join("notebooks");
    let cells = [FIRST, SLIP].map(|(name, code)| kernel::Request {
        name: name.into(),
        code: if name == FIRST.0 { format!("{}\n{code}", write::dependency(features)) } else { code.into() },
        limit: LIMIT,
    });
    match kernel::run_in(&folder, &cells, Some(build_folder), |_, _| {}) {
        Err(error) if error.downcast_ref::<Failure>().is_some_and(|failure| failure.cell == SLIP.0) => Ok(()),
        other => other,
    }
}

/// Does something with an empty build folder, which is then removed.
///
/// # Errors
/// The folder cannot be made, or what is done there failed.
pub fn in_empty_folder<T>(work: impl FnOnce(&Path) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let folder = unfinished()?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let done = work(&folder);
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    done
}

/// A name for a build folder of this process; what a killed process left is removed, that of one that runs is left to it.
fn unfinished() -> anyhow::Result<PathBuf> {
    for entry in fs::read_dir(kernel_folder())? {
        let path = entry?.path();
        let process = path.file_name().and_then(OsStr::to_str).and_then(|name| name.strip_prefix(UNFINISHED));
        let gone = |process: &str| process == process::id().to_string() || !Path::new("/proc").join(process).exists();
        if process.is_some_and(gone) {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(kernel_folder().join(format!("{UNFINISHED}{}", process::id())))
}

/// Removes what was compiled from a former state of flowlab: cargo itself leaves it there.
fn remove_flowlab(build_folder: &Path) -> io::Result<()> {
    for target in fs::read_dir(build_folder.join("target")).into_iter().flatten() {
        let compiled = target?.path().join("debug").join("deps");
        for entry in fs::read_dir(compiled).into_iter().flatten() {
            let path = entry?.path();
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            if name.trim_start_matches("lib").starts_with("flowlab-") {
                fs::remove_file(path)?;
            }
        }
    }
    Ok(())
}

/// A digest of the compiler, of the settings that the kernel gives it, and of the cells that it compiles.
fn way_of_compiling() -> anyhow::Result<String> {
    let compiler = Command::new("rustc").arg("-vV").output().context("rustc does not start")?.stdout;
    let parts = [compiler.as_slice(), LAUNCHER.as_bytes(), FIRST.1.as_bytes(), SLIP.1.as_bytes()];
    Ok(digest::of(parts))
}

/// A digest of what tells cargo whether flowlab is compiled already: where each file stands, and when it was written.
fn files_of_flowlab() -> anyhow::Result<String> {
    let mut files = Vec::new();
    let mut folders = vec![repo::root().join("crates").join("flowlab")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            match path.file_name().and_then(OsStr::to_str) {
                Some("tests" | "benches" | "examples") => {}
                _ if path.is_dir() => folders.push(path),
                _ => files.push(format!("{path:?} {:?}", fs::metadata(&path)?.modified()?)),
            }
        }
    }
    files.sort();
    Ok(digest::of(files.iter().map(String::as_bytes)))
}
