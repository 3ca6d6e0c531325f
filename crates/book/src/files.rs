//! Where the sources of the book and the built site are, and what is wrong in a file.

use std::path::{Path, PathBuf};
use std::{fmt, fs};

use anyhow::Context;
use flowlab::Lang;

/// Where the site stands.
pub fn site() -> PathBuf {
    repo::root().join("target/book")
}

/// The folder of one language's sources: `book/en` or `book/zh`.
pub fn sources(lang: Lang) -> PathBuf {
    repo::root().join("book").join(lang.code())
}

/// The chapter of a page.
pub fn chapter(lang: Lang, stem: &str) -> PathBuf {
    sources(lang).join("src").join(format!("{stem}.md"))
}

/// The folder with the frame of the pages, stylesheets, scripts and fonts.
pub fn theme() -> PathBuf {
    repo::root().join("book/theme")
}

/// Reads a text file.
///
/// # Errors
/// It cannot be read.
pub fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes a file and makes its folder.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, bytes));
    written.with_context(|| format!("{} cannot be written", path.display()))
}

/// Copies the files of a folder and those below it, but no stylesheets if `css` is false.
///
/// # Errors
/// A file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path, css: bool) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target, css)?;
        } else if css || target.extension().is_none_or(|kind| kind != "css") {
            fs::copy(entry.path(), &target).with_context(|| format!("{} cannot be written", target.display()))?;
        }
    }
    Ok(())
}

/// One thing that is wrong with the book.
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
        Fault { file: repo::shown(file).replace('\\', "/"), line, what: what.into() }
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
pub fn report(mut faults: Vec<Fault>) -> anyhow::Result<()> {
    faults.sort();
    faults.dedup();
    let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
    if lines.is_empty() { Ok(()) } else { Err(anyhow::anyhow!(lines.join("\n"))) }
}
