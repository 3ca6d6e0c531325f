//! The pictures that notebooks show: the English ones are those of `figures/`, the Chinese ones, with Chinese words,
//! stand beside the Chinese notebooks.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use anyhow::Context;
use chapters::chapter::{self, Content};
use course::Lesson;
use figures::{Extension, Figure};
use flowlab::Lang;
use flowlab::plot::{Style, Theme};

/// The figure of this id.
///
/// # Errors
/// There is none.
pub fn figure(id: &str) -> anyhow::Result<&'static Figure> {
    figures::by_id(id).with_context(|| format!("no figure `{id}`: see `cargo run --bin figures -- --list`"))
}

/// A figure's file as seen from the notebooks of a language.
pub fn link(figure: &Figure, lang: Lang) -> String {
    match lang {
        Lang::En => format!("../../figures/{}", figure.file),
        Lang::Zh => format!("figures/{}", chinese_name(figure)),
    }
}

/// `traj.zh.png`
fn chinese_name(figure: &Figure) -> String {
    format!("{}.zh.{}", figure.id, extension(figure))
}

fn extension(figure: &Figure) -> &str {
    figure.file.rsplit_once('.').map_or("png", |(_, extension)| extension)
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
    let style = Style { theme: Theme::Light, lang: Lang::Zh };
    let figures = shown(lessons)?;
    let mut problems = Vec::new();
    for figure in &figures {
        let path = folder().join(chinese_name(figure));
        let new =
            Extension::from_name(extension(figure)).with_context(|| format!("no such format: {}", figure.file))?;
        let new = figures::encode(figure, &style, new, false)?;
        let difference = match fs::read(&path) {
            Ok(old) if shows_the_same(&old, &new) => None,
            Ok(_) => Some("is not what the figure draws now: `cargo run --bin notebooks -- write` draws it anew"),
            Err(_) => Some("is missing: `cargo run --bin notebooks -- write` draws it"),
        };
        match difference {
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

/// The levels of 255 by which a pixel may differ, and the share of the pixels that may differ by more: exp and sin
/// differ in their last bits between processors, and an edge may move by a step of the drawing's grid.
const LEVELS: u8 = 32;
const SHARE: usize = 1000;

/// Whether two pictures show the same: PNG files by their pixels, others byte by byte.
fn shows_the_same(old: &[u8], new: &[u8]) -> bool {
    let (Some(a), Some(b)) = (pixels(old), pixels(new)) else { return old == new };
    let differ = a.1.iter().zip(&b.1).filter(|(a, b)| a.abs_diff(**b) > LEVELS).count();
    a.0 == b.0 && differ <= a.1.len() / SHARE
}

/// Width, height and bytes per line of a PNG file, and its pixels.
fn pixels(file: &[u8]) -> Option<((u32, u32, usize), Vec<u8>)> {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    Some(((frame.width, frame.height, frame.line_size), pixels))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn png(colour: impl Fn(usize) -> u8) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 100, 40);
        encoder.set_color(png::ColorType::Grayscale);
        let pixels: Vec<u8> = (0..4000).map(colour).collect();
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        file
    }

    #[test]
    fn rounding_is_no_difference_and_a_stroke_is() {
        let old = png(|_| 200);
        assert!(shows_the_same(&old, &png(|at| if at % 2 == 0 { 200 } else { 203 })));
        assert!(shows_the_same(&old, &png(|at| if at < 4 { 0 } else { 200 })));
        assert!(!shows_the_same(&old, &png(|at| if at < 5 { 0 } else { 200 })));
        assert!(!shows_the_same(&old, b"no picture"));
    }
}
