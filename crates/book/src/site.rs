//! The site in `target/book/`: both languages, the front page and, on request, the crates' documentation.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::{env, fs};

use anyhow::{Context, ensure};
use flowlab::Lang;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

use crate::address::Address;
use crate::assets::Assets;
use crate::course::{Course, Outline};
use crate::fault::{self, Fault};
use crate::{frame, front, search, warnings};

/// Where the site stands.
pub fn folder() -> PathBuf {
    repo::root().join("target/book")
}

/// The folder of one language's sources: `book/en` or `book/zh`.
pub fn sources(lang: Lang) -> PathBuf {
    repo::root().join("book").join(lang.code())
}

/// What is asked of a build.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the site will stand on the web.
    pub address: Address,
    /// Whether the crates' documentation is built too.
    pub documented: bool,
}

/// Builds the site into a folder. The site that stands there is replaced at the end: a build that fails leaves it as it
/// was.
///
/// # Errors
/// A chapter has a fault, or a file cannot be read or written.
pub fn build(folder: &Path, plan: &Plan) -> anyhow::Result<()> {
    let fresh = folder.with_extension("new");
    emptied(&fresh)?;
    if plan.documented {
        copy_folder(&documentation()?, &fresh.join("doc"))?;
    }
    let mut stems = Vec::new();
    for lang in Lang::ALL {
        stems = build_language(&fresh, lang, plan)?;
    }
    front::write(&fresh, &stems, &plan.address)?;
    emptied(folder)?;
    fs::rename(&fresh, folder).with_context(|| format!("{} cannot be replaced", folder.display()))
}

fn emptied(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    Ok(())
}

/// Builds the pages of one language and gives their names.
fn build_language(folder: &Path, lang: Lang, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let sources = sources(lang);
    let folder = folder.join(lang.code());
    let mut config = Config::from_disk(sources.join("book.toml"))?;
    config.build.build_dir = folder.clone();
    let assets = Rc::new(Assets::beside());
    let outline = Rc::new(RefCell::new(Outline::default()));
    let mut book = MDBook::load_with_config(&sources, config)?;
    book.with_preprocessor(Course::new(Rc::clone(&assets), Rc::clone(&outline), plan.documented)?);
    let (built, said) = warnings::during(|| book.build());
    built?;
    let source = sources.join("src");
    fault::none_of(said.iter().map(|warning| Fault::new(&source.join(file_of(warning)), 1, warning)).collect())?;
    prune(&folder)?;
    assets.write(&folder)?;
    let outline = outline.borrow();
    search::write(&folder, &outline)?;
    frame::language(&folder, lang, &outline, &plan.address)?;
    Ok(outline.pages.iter().map(|page| page.stem.clone()).collect())
}

/// Removes what mdBook writes for its own frame of a page, which this book does not use.
fn prune(folder: &Path) -> anyhow::Result<()> {
    const UNUSED: [&str; 8] =
        ["ayu-highlight", "book-", "clipboard", "css", "highlight", "toc-", "toc.html", "tomorrow"];
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if UNUSED.iter().any(|start| name.starts_with(start)) {
            if path.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
        }
    }
    Ok(())
}

/// The chapter that a warning of mdBook names.
fn file_of(warning: &str) -> &str {
    warning.split('`').find(|word| word.ends_with(".md")).unwrap_or_default()
}

/// Runs `cargo doc` and gives the folder that it fills.
fn documentation() -> anyhow::Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| repo::root().join("target"), PathBuf::from);
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(repo::root()).args(["doc", "--no-deps", "--lib", "-p", "flowlab", "-p", "lessons"]);
    let status = command.arg("--target-dir").arg(&target).status().context("cargo doc cannot be started")?;
    ensure!(status.success(), "cargo doc failed: see its messages above");
    Ok(target.join("doc"))
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
