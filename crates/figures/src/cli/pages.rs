//! The pages that `--notes` means: one, or all below a folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use figures::page::{FILE, Names, Page};
use walkdir::{DirEntry, WalkDir};

/// A page and where it stands.
pub struct PageFile {
    /// The folder in which it stands.
    pub folder: PathBuf,
    /// That folder below the one that was named.
    pub below: PathBuf,
    /// Its file's name.
    pub name: String,
    /// What it holds.
    pub page: Page,
    /// Whether its pictures are asked for; a page beside it is only looked at.
    pub is_asked: bool,
}

/// The pages that were found, and those that could not be read.
pub struct Pages {
    /// Those that could be read, in the order of their paths.
    pub read: Vec<PageFile>,
    /// What is wrong with the others.
    pub faults: Vec<anyhow::Error>,
    /// Whether a folder was asked for.
    pub is_folder: bool,
}

/// Endings of the names of pages.
const ENDINGS: [&str; 5] = ["md", "markdown", "mdx", "qmd", "rmd"];

/// Reads the page at a path and looks at those beside it, or reads all pages below a folder. `names` are those that the
/// caller gave.
///
/// # Errors
/// The one page cannot be read, or the folder holds none.
pub fn read(path: &Path, names: &Names) -> Result<Pages> {
    if path.is_dir() {
        return read_all(path, names);
    }
    let page = read_one(path, Path::new(""), names)?;
    let mut pages = Pages { read: Vec::new(), faults: Vec::new(), is_folder: false };
    for beside in beside(path, &page) {
        pages.read.extend(read_one(&beside, Path::new(""), names).map(|page| PageFile { is_asked: false, ..page }));
    }
    pages.read.push(page);
    Ok(pages)
}

fn read_all(folder: &Path, names: &Names) -> Result<Pages> {
    let mut pages = Pages { read: Vec::new(), faults: Vec::new(), is_folder: true };
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_wanted) {
        let entry = entry.with_context(|| format!("cannot read the folder {}", folder.display()))?;
        if !entry.file_type().is_file() || !is_page(entry.path()) {
            continue;
        }
        let below = entry.path().parent().and_then(|parent| parent.strip_prefix(folder).ok()).unwrap_or(Path::new(""));
        match read_one(entry.path(), below, names) {
            Ok(page) => pages.read.push(page),
            Err(fault) => pages.faults.push(fault),
        }
    }
    if pages.read.is_empty() && pages.faults.is_empty() {
        bail!("no page in the folder {}: a page is a file .{}", folder.display(), ENDINGS.join(", ."));
    }
    Ok(pages)
}

/// Whether a folder is looked into: not those that tools keep for themselves.
fn is_wanted(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    entry.depth() == 0 || !entry.file_type().is_dir() || !name.starts_with('.') && name != "node_modules"
}

fn is_page(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// The pages beside a page that hold the name of one of its pictures.
fn beside(path: &Path, page: &PageFile) -> Vec<PathBuf> {
    let shares = |other: &Path| {
        let text = fs::read(other).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        page.page.drawings().any(|drawing| text.contains(drawing.file.rsplit('/').next().unwrap_or_default()))
    };
    let others = fs::read_dir(&page.folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_other = |other: &PathBuf| other.file_name() != path.file_name() && is_page(other) && other.is_file();
    let mut beside: Vec<PathBuf> = others.filter(|other| is_other(other) && shares(other)).collect();
    beside.sort();
    beside
}

fn read_one(path: &Path, below: &Path, names: &Names) -> Result<PageFile> {
    let bytes = fs::read(path).with_context(|| format!("cannot read the page {}", path.display()))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| error.utf8_error())
        .with_context(|| format!("the page {} is not UTF-8: save it as UTF-8", path.display()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let names = names.clone().then(names_of(&folder)?);
    let page = Page::read(&name, &text, &names, |file| folder.join(file).exists());
    Ok(PageFile { folder, below: below.to_path_buf(), name, page, is_asked: true })
}

/// The names that belong to the pages of a folder: those of its `figures.toml`, then those of our series.
fn names_of(folder: &Path) -> Result<Names> {
    let series = folder.canonicalize().ok().and_then(|real| Some(real.file_name()?.to_string_lossy().into_owned()));
    let series = series.map(|name| Names::of_folder(&name)).unwrap_or_default();
    let file = folder.join(FILE);
    if !file.exists() {
        return Ok(series);
    }
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let own = Names::read(&text).map_err(|(line, why)| anyhow!("{} (line {line}): {why}", file.display()))?;
    Ok(own.then(series))
}
