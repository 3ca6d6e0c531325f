//! The pictures that notebooks show: the English ones are those of `figures/`, the Chinese ones, with Chinese words,
//! stand beside the Chinese notebooks.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use chapters::chapter::{self, Content};
use figures::Figure;
use figures::compare::difference;
use flowlab::Lang;
use flowlab::plot::{Style, Theme};
use lessons::Lesson;

/// The figure of this id.
///
/// # Errors
/// There is none.
pub fn figure(id: &str) -> anyhow::Result<&'static Figure> {
    figures::by_id(id).with_context(|| format!("no figure `{id}`: see `cargo run --bin figures -- --list`"))
}

/// The style of the Chinese notebooks.
const CHINESE: Style = Style { theme: Theme::Light, lang: Lang::Zh };

/// A figure's file as seen from the notebooks of a language.
pub fn link(figure: &Figure, lang: Lang) -> String {
    match lang {
        Lang::En => format!("../../figures/{}", figure.file()),
        Lang::Zh => format!("figures/{}", chinese_name(figure)),
    }
}

/// `traj.zh.png`
fn chinese_name(figure: &Figure) -> String {
    figure.file_name(&CHINESE, figure.extension())
}

fn folder() -> PathBuf {
    repo::root().join("notebooks").join("zh").join("figures")
}

/// The figures that the chapters of these lessons show, in order, each once.
fn shown(lessons: &[&Lesson]) -> anyhow::Result<Vec<&'static Figure>> {
    let mut ids = Vec::new();
    for lesson in lessons {
        let path = lesson.chapter(Lang::Zh);
        let text = fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
        for block in
            chapter::parse(&text, Lang::Zh, |_| Some(String::new())).with_context(|| path.display().to_string())?.blocks
        {
            match block.content {
                Content::Figure(id) if !ids.contains(&id) => ids.push(id),
                _ => {}
            }
        }
    }
    ids.iter().map(|id| figure(id)).collect()
}

/// Compares the Chinese pictures with what the figures draw now; writes what differs if `write`, else names it.
///
/// # Errors
/// A chapter cannot be read, a figure cannot be drawn, or a file cannot be written.
pub fn update(lessons: &[&Lesson], write: bool) -> anyhow::Result<Vec<String>> {
    let figures = shown(lessons)?;
    let mut problems = Vec::new();
    for figure in &figures {
        let path = folder().join(chinese_name(figure));
        let new = figures::encode(figure, &CHINESE, figure.extension(), false)?;
        let wrong = match fs::read(&path) {
            Ok(old) => difference(&old, &new)
                .map(|why| format!("is stale ({why}): `cargo run --bin notebooks -- write` draws it anew")),
            Err(_) => Some("is missing: `cargo run --bin notebooks -- write` draws it".to_string()),
        };
        match wrong {
            Some(_) if write => {
                fs::create_dir_all(folder())?;
                flowlab::file::write_whole(&path, &new).with_context(|| format!("cannot write {}", path.display()))?;
            }
            Some(why) => problems.push(format!("notebooks/zh/figures/{}: {why}", chinese_name(figure))),
            None => {}
        }
    }
    let wanted: BTreeSet<String> = figures.iter().map(|figure| chinese_name(figure)).collect();
    for stray in strays(&wanted) {
        if write {
            fs::remove_file(&stray).with_context(|| format!("cannot remove {}", stray.display()))?;
        } else {
            let name = stray.file_name().unwrap_or_default().display();
            problems.push(format!("notebooks/zh/figures/{name}: no lesson shows it"));
        }
    }
    Ok(problems)
}

/// Chinese pictures that no lesson shows.
fn strays(wanted: &BTreeSet<String>) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder()) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let stray = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        name.contains(".zh.") && !name.starts_with('.') && !wanted.contains(name)
    };
    paths.filter(stray).collect()
}
