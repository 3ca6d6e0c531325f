//! What the program says: results on standard output, errors on standard error, and its progress.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};

use super::store::Put;

/// Prints a line of a result. A reader that went away (`figures --list | head -1`) is no error.
///
/// # Errors
/// The line cannot be written, as on a full disk.
pub fn result(line: impl Display) -> Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("cannot write to standard output"),
        _ => Ok(()),
    }
}

/// Prints an error in one line. Where even that fails, the exit code remains.
pub fn error(line: impl Display) {
    let _ = writeln!(io::stderr(), "figures: {line}");
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What came of a file that was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is written.
    Written,
    /// Somebody's own file stands there.
    Kept,
    /// It has too many marks for SVG.
    PngOnly,
    /// It could not be drawn.
    Failed,
}

/// Progress through a known number of steps: a bar on a terminal, plain lines elsewhere.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Starts at none of `steps`.
    pub fn new(steps: usize) -> Progress {
        let on_terminal = io::stdout().is_terminal() && io::stderr().is_terminal();
        let style =
            ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress { bar: on_terminal.then(|| ProgressBar::new(steps as u64).with_style(style)) }
    }

    /// One step is done; on a terminal its name stands beside the bar.
    pub fn step(&self, name: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(name.to_string());
            bar.inc(1);
        }
    }

    /// Says what became of a file; that it is written is superfluous beside the bar.
    pub fn put(&self, name: &str, put: &Put) -> Outcome {
        let (line, outcome) = match put {
            Put::Written => (format!("wrote    {name}"), Outcome::Written),
            Put::Moved(old) => (format!("wrote    {name}; the old one is {} now", old.display()), Outcome::Written),
            Put::Kept(why) => (format!("kept     {name}: {why}"), Outcome::Kept),
        };
        if self.bar.is_none() || *put != Put::Written {
            // A closed or full output must not stop the work; the last line meets the same fault and reports it.
            self.above(|| drop(result(line)));
        }
        outcome
    }

    /// An error that does not end the work.
    pub fn error(&self, line: impl Display) {
        self.above(|| error(line));
    }

    fn above(&self, print: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
