//! The images of a page of notes, whatever stands on the page.

use std::path::{Component, Path};

use figures::notes::{Image, Notes, language_of_name};
use flowlab::Lang;
use repo::nearest::nearest;

use crate::input::Input;

/// What a page is made of where something is to be found.
const PIECES: [&str; 48] = [
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "> ",
    "- ",
    "# ",
    "| a |\n|---|\n",
    "---\n",
    "+++\n",
    "cover:",
    "image: ",
    "cover = {image = ",
    "[cover]\n",
    "<img",
    " src=",
    "\"",
    "'",
    "`",
    "```\n",
    "~~~\n",
    ">",
    "/>",
    "<!--",
    "-->",
    "![",
    "](",
    ")",
    "[r]: ",
    "![r]",
    "{{< ",
    "{{% ",
    "figure ",
    "img ",
    " >}}",
    " %}}",
    "{{",
    "a.png",
    "../",
    "/",
    "%2e",
    "%2F",
    "https://",
    "$$",
    "轨迹",
    "\\",
    "\u{feff}",
];

/// Reads the bytes as a page: as text, or as a list of pieces.
pub fn page(data: &[u8]) {
    let mut input = Input::new(data);
    let rest = data.get(1..).unwrap_or_default();
    let page = match input.flag() {
        true => rest.iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]).collect(),
        false => String::from_utf8_lossy(rest).into_owned(),
    };
    let notes = Notes::read(&page);
    let found = notes.images;
    let n_lines = page.matches('\n').count() + 1;
    assert!(found.windows(2).all(|pair| pair[0].line <= pair[1].line), "not in the order of the page: {found:?}");
    for (i, image) in found.iter().enumerate() {
        assert!((1..=n_lines).contains(&image.line), "{image:?}");
        match &image.file {
            Ok(file) => {
                stays_below(file);
                assert!(nearest(file, figures::figures().map(|figure| figure.id)).len() <= 3);
                assert!(found[..i].iter().all(|other| other.file != image.file), "twice: {image:?}");
            }
            Err(skip) => assert!(!skip.why().is_empty()),
        }
    }
    assert!(notes.fault.is_none_or(|(line, why)| (1..=n_lines).contains(&line) && !why.is_empty()));
    assert!(["notes.zh.md", "notes.en.md", "notes.md"].map(language_of_name) == [Some(Lang::Zh), Some(Lang::En), None]);
    moves_down(&page, &found);
}

/// A file is named by a path that stays below the page's folder, in the names of any system.
fn stays_below(file: &str) {
    let path = Path::new(file);
    assert!(path.components().all(|part| matches!(part, Component::Normal(_))), "leads out of the folder: {file:?}");
    assert!(file.split(['/', '\\']).all(|name| !matches!(name, "" | "." | "..")), "leads out of the folder: {file:?}");
    assert!(!file.chars().any(char::is_control), "control characters: {file:?}");
}

/// Below a paragraph a page without front matter shows the same images, two lines farther down.
fn moves_down(page: &str, found: &[Image]) {
    if page.trim_start_matches('\u{feff}').starts_with(['-', '+']) || page.starts_with('\u{feff}') {
        return;
    }
    let lower: Vec<Image> = found.iter().cloned().map(|image| Image { line: image.line + 2, ..image }).collect();
    assert_eq!(Notes::read(&format!("words\n\n{page}")).images, lower, "of a page that moved down");
}
