//! Running programs.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// A program that stands beside cargo, such as rustc.
pub fn rust(program: &str) -> Command {
    Command::new(folder_of_cargo().map_or_else(|| program.into(), |folder| folder.join(program)))
}

/// The folder of cargo: the first on the PATH, else that of the cargo which started this program.
pub fn folder_of_cargo() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let started = env::var_os("CARGO").and_then(|cargo| Path::new(&cargo).parent().map(Path::to_path_buf));
    env::split_paths(&path).chain(started).find(|folder| folder.is_absolute() && folder.join("cargo").is_file())
}

/// Runs a command whose output is for the user.
///
/// # Errors
/// It does not start, or ends with an error.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("{:?} does not start", command.get_program()))?;
    if status.success() { Ok(()) } else { bail!("{:?} ended with {status}", command.get_program()) }
}

/// Whether a command succeeds; its output is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a command prints.
///
/// # Errors
/// It does not start.
pub fn read(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("{:?} does not start", command.get_program()))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
