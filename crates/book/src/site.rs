//! The site in `target/book/`: both languages, the front page and, on request, the crates' documentation.
//!
//! mdBook's crates read book.toml and SUMMARY.md; the pages are made here, once, from the chapters.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, thread};

use anyhow::{Context, ensure};
use flowlab::Lang;

use crate::outline::Outline;
use crate::page::Course;
use crate::template::Theme;
use crate::url::Address;
use crate::{files, front, search, widgets};

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
    let _alone = lock(folder)?;
    let fresh = folder.with_extension("new");
    remove(&fresh)?;
    if plan.documented {
        files::copy_folder(&documentation()?, &fresh.join("doc"), true)?;
    }
    let widgets = widgets::possible();
    thread::scope(|scope| {
        // what runs in the browser is compiled on one core, each program of it alone: the pages come from the others meanwhile
        let compiled = scope.spawn(|| if widgets { widgets::write(&fresh.join("theme")) } else { Ok(()) });
        pages(&fresh, &Course { documented: plan.documented, widgets, ..Course::new()? }, &plan.address)?;
        compiled.join().map_err(|_| anyhow::anyhow!("the build of the widgets panicked"))?
    })?;
    remove(folder)?;
    fs::rename(&fresh, folder).with_context(|| format!("{} cannot be replaced", folder.display()))
}

/// Writes the pages and what they show and load, but for the widgets.
fn pages(folder: &Path, course: &Course, address: &Address) -> anyhow::Result<()> {
    let theme = Theme::read()?;
    let mut outline = Outline::default();
    for lang in Lang::ALL {
        outline = Outline::read(lang)?;
        let pages = course.pages(lang, &outline)?;
        let folder = folder.join(lang.code());
        for page in &pages {
            let text = theme.page(lang, page, &outline, address)?;
            files::write(&folder.join(format!("{}.html", page.stem)), text)?;
            page.files.iter().try_for_each(|(name, bytes)| files::write(&folder.join(name), bytes))?;
        }
        files::write(&folder.join("search.js"), search::script(&pages)?)?;
    }
    front::write(folder, course, &theme, &outline, address)?;
    files::copy_folder(&files::theme().join("fonts"), &folder.join("theme/fonts"), false)?;
    for name in ["course.js", "favicon.svg"] {
        files::write(&folder.join("theme").join(name), files::read(&files::theme().join(name))?)?;
    }
    Ok(())
}

/// The folder, for one build alone until the lock is dropped.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.with_extension("lock");
    let cannot = || format!("{} cannot be written", path.display());
    fs::create_dir_all(folder.parent().unwrap_or(folder)).with_context(cannot)?;
    let lock = File::options().create(true).append(true).open(&path).with_context(cannot)?;
    if lock.try_lock().is_err() {
        println!("another build of the book is at work in {}: waiting for its end", folder.display());
        lock.lock().with_context(cannot)?;
    }
    Ok(lock)
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    Ok(())
}

/// Runs `cargo doc` and gives the folder that it fills: with these crates alone, and one after the other, since what the
/// second one shows of the first hangs on whether that is done. What is compiled stands where all of cargo finds it.
fn documentation() -> anyhow::Result<PathBuf> {
    let target = repo::root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()));
    let compiled = env::var_os("CARGO_BUILD_BUILD_DIR").unwrap_or_else(|| target.clone().into());
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let folder = target.join("book-doc");
    remove(&folder)?;
    for name in ["flowlab", "course"] {
        let mut command = Command::new(&cargo);
        command.current_dir(repo::root()).args(["doc", "--no-deps", "--lib", "-p", name]);
        command.arg("--target-dir").arg(&folder).env("CARGO_BUILD_BUILD_DIR", &compiled);
        let status = command.status().context("cargo doc cannot be started")?;
        ensure!(status.success(), "cargo doc failed: see its messages above");
    }
    Ok(folder.join("doc"))
}
