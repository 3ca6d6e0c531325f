//! The warmed build folder: the course's crate and all it needs, compiled once as the first cells of the notebooks ask for
//! it.
//!
//! Every kernel works in a copy of it, so no cell compiles a dependency, and it must stay small. What it was made of stands
//! in its note: a digest of how it is compiled, one of the sources, then a line for each set of features.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, Instant, SystemTime};
use std::{fs, io};

use anyhow::Context;

use crate::kernel::{self, Failure};
use crate::{command, digest, install, paths, stdio, write};

const NOTE: &str = "of.txt";
const LIMIT: Duration = Duration::from_secs(3600);
/// The first cell of a notebook, by name and code.
const FIRST: (&str, &str) =
    ("the first cell of a notebook", "use course::prelude::*;\nlet a = array![1.0, 2.0];\nprintln!(\"{a}\");");
/// A cell that is meant to fail: where code does not compile, the kernel checks all dependencies anew, and a learner's
/// first slip would take half a minute.
const SLIP: (&str, &str) = ("a cell that does not compile", "let b = a * \"two\";");
/// The crates of this repository that a notebook compiles.
const CRATES: [&str; 2] = ["course", "flowlab"];

/// Compiles the course's crate with these features into the warmed folder, if that is not done. The caller holds the lock
/// of the tool folder.
///
/// # Errors
/// The crate does not compile or does not run in the kernel.
pub(crate) fn prepare(features: &[&str]) -> anyhow::Result<()> {
    let warm = paths::warm();
    let (way, now) = (way_of_compiling()?, times(&sources(&warm)?));
    let kind = features.join(" and ");
    let note = fs::read_to_string(warm.join(NOTE)).unwrap_or_default();
    let mut made_of = note.lines();
    let same_way = made_of.next() == Some(way.as_str());
    let same_sources = made_of.next() == Some(now.as_str());
    let ready: Vec<&str> = if same_way && same_sources { made_of.collect() } else { Vec::new() };
    if ready.contains(&kind.as_str()) {
        return Ok(());
    }
    let long = if features.contains(&"frame") { "polars takes about 3 minutes" } else { "about 1 minute" };
    println!("the course for the kernel, with {kind}: compiled once, {long} on two cores");
    let (start, begun) = (Instant::now(), SystemTime::now());
    // Nobody else works here while the lock is held, so what is there was left by a setup that was killed.
    let new = paths::kernel().join("warming");
    remove(&new)?;
    // What is compiled already is kept, if it is of use: only what changed is compiled again.
    if warm.is_dir() {
        fs::rename(&warm, &new)?;
        if !same_way {
            remove(&new)?;
        } else if !same_sources {
            remove_compiled(&new)?;
        }
    }
    fs::create_dir_all(&new)?;
    let ran = warm_in(&new, features);
    let sources = sources(&new)?;
    let now = times(&sources);
    let mut lines = vec![way.as_str(), now.as_str()];
    // What was edited meanwhile may be compiled in its old state: nothing is ready then.
    if !sources.iter().any(|path| modified(path).is_some_and(|time| time > begun)) {
        lines.extend(ready.into_iter().chain(ran.is_ok().then_some(kind.as_str())));
    }
    fs::write(new.join(NOTE), lines.join("\n") + "\n")?;
    fs::rename(&new, &warm)?;
    ran.with_context(|| {
        let features = features.join(",");
        format!("the course does not run in the kernel: does `cargo build -p course --features {features}` work?")
    })?;
    println!("  {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Builds in this folder all that a notebook needs: what stands between its cells and the kernel, and, by the kernel,
/// what they are linked to.
fn warm_in(build_folder: &Path, features: &[&str]) -> anyhow::Result<()> {
    stdio::build(build_folder)?;
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
    // Beside the kernels' own, and named as they are: if this process is killed, the next kernel removes it.
    let folder = paths::copies().join(process::id().to_string());
    remove(&folder)?;
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let done = work(&folder);
    remove(&folder)?;
    done
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// The files of these kinds that cargo left from the repository's own crates in a build folder.
fn compiled(build_folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for target in fs::read_dir(build_folder.join("target")).into_iter().flatten() {
        let libraries = target?.path().join("debug").join("deps");
        for entry in fs::read_dir(libraries).into_iter().flatten() {
            let path = entry?.path();
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            let of = name.trim_start_matches("lib").split_once('-');
            if of.is_some_and(|(name, _)| CRATES.contains(&name)) {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// Removes what was compiled from a former state of the repository: cargo itself leaves it there.
fn remove_compiled(build_folder: &Path) -> io::Result<()> {
    compiled(build_folder)?.into_iter().try_for_each(fs::remove_file)
}

/// The files of the repository from which a build folder was compiled, in order: those that the compiler itself names
/// beside each library, and the manifests. A file that no notebook compiles, such as a lesson's cells, is not among them.
fn sources(build_folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<_> =
        CRATES.iter().map(|name| repo::root().join("crates").join(name).join("Cargo.toml")).collect();
    for path in compiled(build_folder)?.iter().filter(|path| path.extension() == Some(OsStr::new("d"))) {
        let rules = fs::read_to_string(path)?;
        // Each file has a line of its own, as a rule without a recipe; a space in its name is escaped.
        files.extend(
            rules.lines().filter_map(|line| line.strip_suffix(':')).map(|file| file.replace("\\ ", " ").into()),
        );
    }
    files.sort();
    files.dedup();
    Ok(files)
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

/// A digest of what tells cargo whether these files are compiled already: where each stands, and when it was written.
fn times(files: &[PathBuf]) -> String {
    let lines: Vec<String> = files.iter().map(|path| format!("{path:?} {:?}", modified(path))).collect();
    digest::of(lines.iter().map(String::as_bytes))
}

/// A digest of the compiler, of the settings that the kernel gives it, and of the cells that it compiles.
fn way_of_compiling() -> anyhow::Result<String> {
    let compiler = command::read(command::rust("rustc").arg("-vV"))?;
    let parts = [&compiler, install::LAUNCHER, stdio::PRELOAD, FIRST.1, SLIP.1];
    Ok(digest::of(parts.map(str::as_bytes)))
}

/// A digest of all that stands behind a cell but its code: the compiler and its settings, the kernel, what runs it, the
/// versions of all dependencies, and the text of every file of this repository that is compiled for a notebook.
///
/// # Errors
/// The warmed folder or a source cannot be read.
pub fn ground() -> anyhow::Result<String> {
    let warm = paths::warm();
    let read = |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let mut parts = vec![
        way_of_compiling()?.into_bytes(),
        install::KERNEL_VERSION.into(),
        kernel::RUN.into(),
        read(&warm.join("Cargo.lock"))?,
    ];
    for path in sources(&warm)? {
        parts.push(repo::shown(&path).into_bytes());
        parts.push(read(&path)?);
    }
    Ok(digest::of(parts.iter().map(Vec::as_slice)))
}
