//! `--notes PAGE.md`: which figures a page of notes needs, under which names.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use figures::notes::{Image, Notes, Skip, language_of_name};
use figures::{Extension, Figure};
use flowlab::Lang;
use repo::nearest::hint;

use super::draw::Order;

/// A page of notes, read.
pub struct Page {
    /// The folder in which the page stands.
    pub folder: PathBuf,
    /// The page's language.
    pub lang: Lang,
    /// The figures that the page shows, each with the page's names of its files.
    pub orders: Vec<Order>,
    /// Images that are no local files, and why.
    pub skipped: Vec<(Image, Skip)>,
    /// Images that no figure draws, and what to know of them.
    pub undrawn: Vec<(Image, String)>,
    /// What is wrong with its front matter, and in which line.
    pub fault: Option<(usize, String)>,
}

/// Reads a page and finds its figures.
///
/// # Errors
/// The page cannot be read or is not UTF-8.
pub fn read(path: &Path) -> Result<Page> {
    let bytes = fs::read(path).with_context(|| format!("cannot read the page {}", path.display()))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| error.utf8_error())
        .with_context(|| format!("the page {} is not UTF-8: save it as UTF-8", path.display()))?;
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let notes = Notes::read(&text);
    let mut page = Page {
        folder: if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder },
        lang: language_of_name(&name).unwrap_or(notes.lang),
        orders: Vec::new(),
        skipped: Vec::new(),
        undrawn: Vec::new(),
        fault: notes.fault,
    };
    for image in notes.images {
        match image.file.clone() {
            Err(skip) => page.skipped.push((image, skip)),
            Ok(file) => match figure(&file) {
                Ok((figure, extension)) => page.order(figure, extension, file),
                Err(why) => {
                    let stands = page.folder.join(&file).exists();
                    let why = if stands { "no figure draws it; the page has its own".to_string() } else { why };
                    page.undrawn.push((image, why));
                }
            },
        }
    }
    Ok(page)
}

impl Page {
    fn order(&mut self, figure: &'static Figure, extension: Extension, name: String) {
        match self.orders.iter_mut().find(|order| order.figure.id == figure.id) {
            Some(order) => order.files.push((extension, name)),
            None => self.orders.push(Order { figure, files: vec![(extension, name)], instead: None }),
        }
    }
}

/// The figure that a file shows and its kind; else why there is none.
fn figure(file: &str) -> Result<(&'static Figure, Extension), String> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let Some(figure) = figures::figures().find(|figure| figure.id.eq_ignore_ascii_case(stem)) else {
        let near = hint(stem, figures::figures().map(|figure| figure.id));
        return Err(format!("no figure draws it, and the file is missing{near}"));
    };
    match Extension::from_name(ending).filter(|extension| figure.can_be(*extension)) {
        Some(extension) => Ok((figure, extension)),
        None => Err(format!("the figure {} is not drawn as .{ending} but as {}", figure.id, figure.file())),
    }
}
