//! Running programs.

use std::process::{Command, Stdio};

use anyhow::{Context, bail};

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
