//! What is wrong with the book: one line each, with the file, the line and the way out.

use std::fmt;
use std::path::Path;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// File, from the root of the repository.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, and the way out.
    pub what: String,
}

impl Fault {
    /// A fault in a file of the repository.
    pub fn new(file: &Path, line: usize, what: impl Into<String>) -> Fault {
        let file = file.strip_prefix(repo::root()).unwrap_or(file).to_string_lossy().replace('\\', "/");
        Fault { file, line, what: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Nothing wrong is a success; else all faults, in order, are one error.
///
/// # Errors
/// There is a fault.
pub fn none_of(mut faults: Vec<Fault>) -> anyhow::Result<()> {
    faults.sort();
    faults.dedup();
    let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
    if lines.is_empty() { Ok(()) } else { Err(anyhow::anyhow!(lines.join("\n"))) }
}
