//! What the program says. A reader that went away (`train moons | head -1`), or a terminal that was closed, ends no run.

use std::fmt::Display;
use std::io::{self, Write};

/// Prints a line.
pub fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Prints an error in one line. Where even that fails, the exit code remains.
pub fn error(line: impl Display) {
    let _ = writeln!(io::stderr(), "train: {line}");
}
