//! What to draw for some pages: each figure once in each style, and each file in one language.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use figures::notes::language_of_name;
use figures::page::Drawing;
use flowlab::Lang;
use flowlab::plot::{Style, Theme};

use super::draw::{File, Order};
use super::pages::PageFile;
use super::site;

/// What to draw, and into which folders.
pub struct Plan {
    /// The figures with their files.
    pub orders: Vec<Order>,
    /// The folders, each with the part of it that a file's name is told with.
    pub folders: Vec<(PathBuf, PathBuf)>,
    /// The files that pages in two languages show.
    pub shared: Vec<Shared>,
}

/// Files that two pages show, each in a language of its own.
pub struct Shared {
    /// The page in whose language they are drawn.
    pub owner: (PathBuf, String, Lang),
    /// The other one.
    pub other: (PathBuf, String, Lang),
    /// Their names.
    pub files: Vec<String>,
}

/// What the caller says of all pictures.
pub struct Wishes<'a> {
    /// The folder to write to, if not beside the pages.
    pub out: Option<&'a Path>,
    /// The language, if not the page's.
    pub lang: Option<Lang>,
    /// The theme.
    pub theme: Theme,
}

/// A file that a page shows.
struct Wanted<'a> {
    page: &'a PageFile,
    drawing: &'a Drawing,
    style: Style,
}

/// Plans what some pages show.
pub fn plan(pages: &[PageFile], wishes: &Wishes) -> Plan {
    let mut plan = Plan { orders: Vec::new(), folders: Vec::new(), shared: Vec::new() };
    let mut files: BTreeMap<PathBuf, Vec<Wanted>> = BTreeMap::new();
    for page in pages {
        for drawing in page.page.drawings().filter(|drawing| !drawing.from_root || wishes.out.is_some()) {
            let lang = drawing.lang.or(wishes.lang).unwrap_or(page.page.lang);
            let style = Style { theme: drawing.theme.unwrap_or(wishes.theme), lang };
            let path = folder(page, drawing, wishes).0.join(&drawing.file);
            files.entry(path).or_default().push(Wanted { page, drawing, style });
        }
    }
    for mut wanted in files.into_values() {
        // The page without a language in its name is the bundle's first.
        wanted.sort_by_key(|wanted| (language_of_name(&wanted.page.name).is_some(), &wanted.page.name));
        let Some(owner) = wanted.first() else { continue };
        let others = wanted.iter().filter(|other| other.style != owner.style);
        others.for_each(|other| plan.share(owner, other));
        if let Some(asked) = wanted.iter().find(|wanted| wanted.page.is_asked) {
            plan.order(owner.style, asked, folder(asked.page, asked.drawing, wishes));
        }
    }
    plan
}

/// The folder below which a figure is written, and the part of it that is told.
fn folder(page: &PageFile, drawing: &Drawing, wishes: &Wishes) -> (PathBuf, PathBuf) {
    match wishes.out {
        Some(out) if drawing.from_root => {
            let root = site::root(out);
            (root.to_path_buf(), if root == out { PathBuf::new() } else { root.to_path_buf() })
        }
        Some(out) => (out.join(&page.below), page.below.clone()),
        None => (page.folder.clone(), page.below.clone()),
    }
}

impl Plan {
    fn order(&mut self, style: Style, wanted: &Wanted, folder: (PathBuf, PathBuf)) {
        let store = self.folders.iter().position(|known| *known == folder).unwrap_or_else(|| {
            self.folders.push(folder);
            self.folders.len() - 1
        });
        let Drawing { figure, extension, file, .. } = wanted.drawing;
        let file = File { extension: *extension, store, name: file.clone() };
        match self.orders.iter_mut().find(|order| order.figure.id == figure.id && order.style == style) {
            Some(order) => order.files.push(file),
            None => self.orders.push(Order { figure, style, files: vec![file], instead: None }),
        }
    }

    fn share(&mut self, owner: &Wanted, other: &Wanted) {
        if !owner.page.is_asked && !other.page.is_asked {
            return;
        }
        let told = |wanted: &Wanted| (wanted.page.below.clone(), wanted.page.name.clone(), wanted.style.lang);
        let (owner, file, other) = (told(owner), owner.drawing.file.clone(), told(other));
        match self.shared.iter_mut().find(|shared| shared.owner == owner && shared.other == other) {
            Some(shared) => shared.files.push(file),
            None => self.shared.push(Shared { owner, other, files: vec![file] }),
        }
    }
}

impl Shared {
    /// One line with what is done, and the ways out.
    pub fn line(&self) -> String {
        let page = |(below, name, lang): &(PathBuf, String, Lang)| format!("{} ({lang})", below.join(name).display());
        let (first, more) = (&self.files[0], self.files.len() - 1);
        let files = if more == 0 { first.clone() } else { format!("{first} and {more} more") };
        let chinese = if self.owner.2 == Lang::Zh { &self.owner } else { &self.other };
        let (stem, ending) = first.rsplit_once('.').unwrap_or((first, ""));
        format!(
            "shared   {files}: shown by {} and {}, drawn in {}; for both languages write {stem}.zh.{ending} in {}, for \
             one of them call with --lang",
            page(&self.owner),
            page(&self.other),
            self.owner.2,
            chinese.0.join(&chinese.1).display(),
        )
    }
}
