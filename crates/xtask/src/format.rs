//! Formatting of all sources: rustfmt follows no `mod` that a macro makes, so the folders of the lessons are named to it,
//! and what stands on a page is as wide as a page.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::programs::root;

/// What stands in a folder of a lesson, and the settings for it.
const OF_A_LESSON: [(&[&str], &str); 3] = [
    (&["lesson.rs", "verdicts.rs", "claims.rs", "figures/mod.rs"], "."),
    (&["cells.rs"], "crates/lessons/cells.rustfmt.toml"),
    (&["solutions.rs"], "crates/lessons/solutions.rustfmt.toml"),
];

/// Formats all sources; with `check`, changes nothing and fails where something would change.
///
/// # Errors
/// rustfmt fails, or a file is not formatted.
pub fn format(check: bool) -> Result<()> {
    let flag = if check { &["--check"][..] } else { &[] };
    for workspace in ["Cargo.toml", "crates/scale/Cargo.toml"] {
        run(Command::new(env!("CARGO")).args(["fmt", "--all", "--manifest-path", workspace]).args(flag))?;
    }
    for (names, settings) in OF_A_LESSON {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--edition", "2024", "--config-path", settings]).args(flag);
        run(rustfmt.args(of_lessons(names)?))?;
    }
    Ok(())
}

/// The files of these names in the folders of the lessons.
fn of_lessons(names: &[&str]) -> Result<Vec<PathBuf>> {
    let folders = fs::read_dir(root().join("crates/lessons/src")).context("crates/lessons/src cannot be read")?;
    let folders: Vec<PathBuf> = folders.flatten().map(|entry| entry.path()).collect();
    let files = folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name)));
    Ok(files.filter(|file| file.is_file()).collect())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.current_dir(root()).status().context("rustfmt does not start")?;
    ensure!(status.success(), "not formatted: `cargo xtask format` mends it");
    Ok(())
}
