//! The images of a page of notes, whatever stands on the page.

use std::path::{Component, Path};
use std::sync::LazyLock;

use figures::notes::{Image, Named, Notes, language_of_name};
use flowlab::Lang;
use repo::nearest::nearest;

use crate::input::Input;

/// What a page is made of where something is to be found.
const PIECES: [&str; 80] = [
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
    "{\n",
    "}\n",
    "images: [",
    "resources:\n- src: ",
    "lang: zh\n",
    " srcset=",
    "<source",
    "<script>",
    "</script>",
    "<pre>",
    "<figure markdown>",
    "</figure>",
    "![[",
    "]]",
    "|",
    "{% ",
    "include ",
    "asset_img ",
    "highlight ",
    "/highlight",
    "endraw",
    "raw ",
    "/*",
    "{figure} ",
    ":::",
    "{note}\n",
    "!!! note\n",
    "=== \"a\"\n",
    "[^1]: ",
    ":   ",
    "\\(",
    "traj.png",
];

/// Pages in all dialects: the texts between `'''` in the corpus.
static PAGES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let texts = include_str!("../../figures/tests/corpus.toml").split("'''").skip(1).step_by(2);
    texts.map(|page| page.trim_start_matches('\n')).collect()
});

/// Reads the bytes as a page: as text, as a list of pieces, or as cuts of the pages of the corpus.
pub fn page(data: &[u8]) {
    let first = Input::new(data).byte();
    let rest = data.get(1..).unwrap_or_default();
    let page = match first {
        192.. => rest.chunks(2).map(cut).collect(),
        _ if first % 2 == 1 => rest.iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]).collect(),
        _ => String::from_utf8_lossy(rest).into_owned(),
    };
    check(&page);
}

/// A page of the corpus, whole and with an empty line below, or the part of it before or behind a place.
fn cut(bytes: &[u8]) -> String {
    let page = PAGES[usize::from(bytes[0]) % PAGES.len()];
    let at = |share: u8| page.floor_char_boundary(page.len() * usize::from(share % 64) / 64);
    match bytes.get(1).copied().unwrap_or(0) {
        0..128 => format!("{page}\n\n"),
        share @ 128..192 => page[..at(share)].to_string(),
        share => page[at(share)..].to_string(),
    }
}

fn check(page: &str) {
    let notes = Notes::read(page);
    let found = &notes.images;
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
    assert!(notes.named.windows(2).all(|pair| pair[0].line <= pair[1].line), "not in order: {:?}", notes.named);
    assert!(notes.named.iter().all(|named| (1..=n_lines).contains(&named.line) && page.contains(&named.name)));
    assert!(notes.fault.as_ref().is_none_or(|(line, why)| (1..=n_lines).contains(line) && !why.is_empty()));
    assert!(["notes.zh.md", "notes.en.md", "notes.md"].map(language_of_name) == [Some(Lang::Zh), Some(Lang::En), None]);
    net_holds(page, &notes);
    moves_down(page, &notes);
}

/// Where a page shows no image, it names every picture that it holds.
fn net_holds(page: &str, notes: &Notes) {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-./~%".contains(c);
    let holds = page.split(|c| !is_of_name(c)).any(|run| run == "traj.png");
    let names = notes.named.iter().any(|named| named.name == "traj.png");
    assert!(!holds || names || !notes.images.is_empty(), "traj.png is neither shown nor named");
}

/// A file is named by a path that stays below the page's folder, in the names of any system.
fn stays_below(file: &str) {
    let path = Path::new(file);
    assert!(path.components().all(|part| matches!(part, Component::Normal(_))), "leads out of the folder: {file:?}");
    assert!(file.split(['/', '\\']).all(|name| !matches!(name, "" | "." | "..")), "leads out of the folder: {file:?}");
    assert!(!file.chars().any(char::is_control), "control characters: {file:?}");
}

/// Below a heading a page without front matter shows and names the same, two lines farther down.
fn moves_down(page: &str, notes: &Notes) {
    let start = page.trim_start();
    if start.starts_with(['-', '+', '{', '\u{feff}']) {
        return;
    }
    let lower = Notes::read(&format!("# words\n\n{page}"));
    let images: Vec<Image> =
        notes.images.iter().cloned().map(|image| Image { line: image.line + 2, ..image }).collect();
    assert_eq!(lower.images, images, "images of a page that moved down");
    let named: Vec<Named> = notes.named.iter().cloned().map(|named| Named { line: named.line + 2, ..named }).collect();
    assert_eq!(lower.named, named, "names of a page that moved down");
}
