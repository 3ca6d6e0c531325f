//! The code on the pages about Rust and about complaints: every cell is run, every message and every output is the
//! kernel's own.

use std::fs;

use flowlab::Lang;
use notebooks::run;

use crate::{LIMIT, NOTEBOOK, head, notebook, printed};

/// A fenced block of a page: its language, and what is in it.
type Block = (String, String);

fn page(lang: Lang, name: &str) -> String {
    let path = repo::root().join("book").join(lang.code()).join("src").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_string(), String::new())),
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some((_, inside)), None) => inside.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    found
}

/// The code blocks, each with the text block that follows it at once.
fn cells(text: &str) -> Vec<Cell> {
    let mut found: Vec<Cell> = Vec::new();
    for (language, inside) in blocks(text) {
        match (language.as_str(), found.last_mut()) {
            ("rust", _) => found.push((inside, None)),
            ("text", Some((_, shown @ None))) => *shown = Some(inside),
            _ => {}
        }
    }
    found
}

#[test]
fn the_pages_have_the_same_code_in_both_languages() {
    for name in ["rust-you-need.md", "when-a-cell-complains.md"] {
        let [en, zh] = Lang::ALL.map(|lang| blocks(&page(lang, name)));
        assert!(en.len() > 10 && en == zh, "{name}");
    }
}

/// The code of a page's cell, and what it prints as the page says.
type Cell = (String, Option<String>);

/// A cell as the first of its kernel, in which the course's crate is known.
fn as_first(cell: &Cell) -> String {
    head(NOTEBOOK) + cell.0.trim_end()
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn the_rust_that_you_need_runs_from_top_to_bottom() {
    let cells = cells(&page(Lang::En, "rust-you-need.md"));
    let first = as_first(&cells[0]);
    let later = cells[1..].iter().map(|(code, _)| code.trim_end());
    let code: Vec<&str> = [first.as_str()].into_iter().chain(later).collect();
    let (_folder, path) = notebook("en", &code);
    let ran = run::file(&path, LIMIT).unwrap_or_else(|error| panic!("{error:#}"));
    for ((code, wanted), shown) in cells.iter().zip(printed(&ran)) {
        if let Some(wanted) = wanted {
            assert_eq!(&shown, wanted, "{code}");
        }
    }
}

/// What must become of a cell.
enum Wanted {
    /// It runs, and prints this if the page says what.
    Output(Option<String>),
    /// It fails and says all these lines; or it runs and prints just this.
    Said(String),
    /// What comes before may fail too, without a word on the page.
    Before,
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn each_complaint_is_the_kernels_and_each_repair_works() {
    let text = page(Lang::En, "when-a-cell-complains.md");
    let mut sections = text.split("\n## ");
    let start = cells(sections.next().unwrap()).remove(0);
    // One kernel for all, emptied before each complaint and before its repairs: they stand alone, as on the page.
    let mut all = Vec::new();
    let empty = |all: &mut Vec<(String, Wanted)>| {
        all.push((":clear\n:offline 1".into(), Wanted::Output(Some("Offline mode: true\n".into()))));
        all.push((as_first(&start), Wanted::Output(start.1.clone())));
    };
    for section in sections {
        // The first cell of which a section says what becomes is the complaint; those before it prepare it.
        let mut cells = cells(section);
        let prepare = cells.iter().position(|(_, said)| said.is_some()).unwrap_or(0);
        let repairs = cells.split_off((prepare + 1).min(cells.len()));
        for (index, (code, said)) in cells.into_iter().enumerate() {
            if index == 0 {
                empty(&mut all);
            }
            let unsaid = if index < prepare { Wanted::Before } else { Wanted::Output(None) };
            all.push((code.trim_end().into(), said.map_or(unsaid, Wanted::Said)));
        }
        for (index, (code, shown)) in repairs.into_iter().enumerate() {
            if index == 0 {
                empty(&mut all);
            }
            all.push((code.trim_end().into(), Wanted::Output(shown)));
        }
    }
    let code: Vec<&str> = all.iter().map(|(code, _)| code.as_str()).collect();
    let (_folder, path) = notebook("en", &code);
    let outcomes = run::outcomes(&path, LIMIT).unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(outcomes.len(), all.len());
    let (mut complaints, mut before) = (0, 0);
    for ((code, wanted), outcome) in all.iter().zip(outcomes) {
        match (wanted, outcome) {
            (Wanted::Said(message), Err(failure)) => {
                complaints += 1;
                let said = failure.to_string();
                for line in message.lines() {
                    assert!(said.contains(line), "{line:?} is missing in: {said}");
                }
            }
            (Wanted::Output(Some(wanted)) | Wanted::Said(wanted), Ok(shown)) => assert_eq!(&shown, wanted, "{code}"),
            (Wanted::Before, Err(_)) => before += 1,
            (Wanted::Output(None) | Wanted::Before, Ok(_)) => {}
            (Wanted::Output(_), outcome) => panic!("{code}\n{outcome:?}"),
        }
    }
    assert_eq!((complaints, before), (16, 1), "sections that show a complaint; cells that fail before one");
}
