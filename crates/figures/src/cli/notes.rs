//! `--notes`: draws what a page shows, or all pages below a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};
use figures::notes::{Image, Named};
use figures::page::{Names, Verdict};

use super::commands::conclude;
use super::draw::{Done, into_stores};
use super::pages::{self, PageFile, Pages};
use super::plan::{Wishes, plan};
use super::say::{Outcome, counted};
use super::store::Store;
use super::{Args, say, site};

/// Draws for the page or the folder at a path.
///
/// # Errors
/// A page cannot be read, a picture is missing, or a file cannot be written.
pub fn notes(args: &Args, path: &Path) -> Result<()> {
    let start = Instant::now();
    let names = Names::from_iter(args.names.iter().cloned());
    let pages = pages::read(path, &names)?;
    check_names(args, &pages)?;
    let mut told = Told::default();
    for page in pages.read.iter().filter(|page| page.is_asked) {
        told.page(page, &pages, args.out.is_some())?;
    }
    let wishes = Wishes { out: args.out.as_deref(), lang: args.lang, theme: args.theme };
    let plan = plan(&pages.read, &wishes);
    plan.shared.iter().try_for_each(|shared| say::result(shared.line()))?;
    let open = |(number, (folder, told)): (usize, &(PathBuf, PathBuf))| {
        let files = plan.orders.iter().flat_map(|order| &order.files).filter(|file| file.store == number);
        anyhow::Ok(Store::open(folder, files.map(|file| file.name.as_str()), args.force)?.telling(told))
    };
    let stores: Vec<Store> = plan.folders.iter().enumerate().map(open).collect::<Result<_>>()?;
    let done = into_stores(&plan.orders, args.quick, &stores)?;
    let folder = if pages.is_folder { path } else { pages.read.last().map_or(path, |page| &page.folder) };
    conclude(&done, wishes.out.unwrap_or(folder), start, &told.more(&pages))?;
    pages.faults.iter().for_each(|fault| say::error(format_args!("{fault:#}")));
    told.conclude(&done, &pages)
}

/// Each name that the caller gave stands on a page.
fn check_names(args: &Args, pages: &Pages) -> Result<()> {
    let shown = |name: &str| {
        let asked = pages.read.iter().filter(|page| page.is_asked);
        let images = asked.flat_map(|page| &page.page.images).filter_map(|(image, _)| image.file.as_deref().ok());
        images.into_iter().any(|file| {
            file.eq_ignore_ascii_case(name)
                || file.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name))
        })
    };
    match args.names.iter().find(|(name, _)| !shown(name)) {
        Some((name, figure)) => bail!("--as {name}={}: no page shows an image of this name", figure.id),
        None => Ok(()),
    }
}

/// What was told of the pages, by paths.
#[derive(Default)]
struct Told {
    /// Images that are the pages' own.
    own: BTreeSet<String>,
    /// Figures that are named, but not as an image.
    named: BTreeSet<String>,
    /// Images that are missing.
    undrawn: BTreeSet<String>,
}

impl Told {
    /// Tells what of a page is not drawn, and why.
    fn page(&mut self, page: &PageFile, pages: &Pages, is_elsewhere: bool) -> Result<()> {
        let path = |name: &str| page.below.join(name).display().to_string();
        let mut lines = Vec::new();
        for (Image { line, spelled, .. }, verdict) in &page.page.images {
            let (word, why) = match verdict {
                Verdict::Drawn(drawing) if drawing.from_root && !is_elsewhere => {
                    ("skipped ", site::absolute(&drawing.file))
                }
                Verdict::Drawn(_) => continue,
                Verdict::Skipped(skip) => ("skipped ", skip.why().to_string()),
                Verdict::Own => {
                    self.own.insert(path(spelled));
                    ("own     ", "the page's own".to_string())
                }
                Verdict::Undrawn(why) => {
                    self.undrawn.insert(path(spelled));
                    ("undrawn ", why.clone())
                }
            };
            lines.push(format!("{word} {spelled} (line {line}): {why}"));
        }
        for Named { line, name, place } in &page.page.named {
            self.named.insert(path(name));
            lines.push(format!("named    {name} (line {line}): {place}, not as an image"));
        }
        if let Some((line, why)) = &page.page.fault {
            lines.push(format!("skipped  the cover (line {line}): the front matter is {why}"));
        }
        lines.extend(site::note(page).filter(|_| !is_elsewhere));
        if pages.is_folder && !lines.is_empty() {
            lines.insert(0, format!("page     {}", path(&page.name)));
        }
        lines.iter().try_for_each(say::result)
    }

    /// The end of the last line.
    fn more(&self, pages: &Pages) -> String {
        let mut more = String::new();
        if pages.is_folder {
            more += &format!(" for {}", counted(pages.read.len(), "page"));
        }
        if !self.own.is_empty() {
            more += &format!("; {} of the page's own", counted(self.own.len(), "image"));
        }
        if !self.named.is_empty() {
            more += &format!("; {} named, but not as an image", counted(self.named.len(), "picture"));
        }
        more
    }

    /// An error if a picture is missing or a page could not be read.
    fn conclude(mut self, done: &[Done], pages: &Pages) -> Result<()> {
        let too_rich = done.iter().filter(|done| done.outcome == Outcome::PngOnly);
        self.undrawn.extend(too_rich.map(|done| done.name.clone()));
        if !self.undrawn.is_empty() {
            let names: Vec<&str> = self.undrawn.iter().map(String::as_str).collect();
            bail!("no figure draws {}: {}", counted(names.len(), "image"), names.join(", "));
        }
        if !pages.faults.is_empty() {
            bail!("{} could not be read", counted(pages.faults.len(), "page"));
        }
        Ok(())
    }
}
