//! Puts everything in place that a run needs, by one process at a time.

use std::collections::BTreeSet;
use std::fs::{self, File};

use anyhow::{Context, ensure};
use lessons::Lesson;

use crate::{install, warm};

/// Installs what is missing, then compiles the course's crate as the first cells of all lessons ask for it.
///
/// # Errors
/// A step failed; the message says which and what to do.
pub fn everything() -> anyhow::Result<()> {
    for_lessons(&lessons::LESSONS.iter().collect::<Vec<_>>())
}

/// As [`everything`], for these lessons alone.
///
/// # Errors
/// As [`everything`].
pub fn for_lessons(lessons: &[&Lesson]) -> anyhow::Result<()> {
    with_features(lessons.iter().map(|lesson| chapters::features(lesson)).collect())
}

/// As [`everything`], for first cells that ask for these sets of features.
///
/// # Errors
/// As [`everything`].
pub fn with_features(sets: BTreeSet<&[&str]>) -> anyhow::Result<()> {
    let _lock = lock()?;
    install::all()?;
    sets.into_iter().try_for_each(warm::prepare)
}

/// Installs the kernel and JupyterLab if they are not there, and says what it does.
///
/// # Errors
/// As [`everything`].
pub fn programs() -> anyhow::Result<()> {
    let _lock = lock()?;
    install::all()
}

/// The tool folder, for this process alone until the lock is dropped.
fn lock() -> anyhow::Result<File> {
    let folder = repo::tools();
    ensure!(
        !folder.to_string_lossy().contains([' ', ':']),
        "the Rust kernel cannot work in a folder with a space or a colon in its path, such as {}: move the clone, or \
         name another folder for all that is installed, for example FLOW_TOOLS=$HOME/.cache/flow-course",
        folder.display()
    );
    let cannot = || format!("cannot write in {}", folder.display());
    fs::create_dir_all(&folder).with_context(cannot)?;
    let lock = File::options().create(true).append(true).open(folder.join("lock")).with_context(cannot)?;
    if lock.try_lock().is_err() {
        println!("another setup is at work in {}: waiting for its end", folder.display());
        lock.lock().with_context(cannot)?;
    }
    Ok(lock)
}
