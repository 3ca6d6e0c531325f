//! The code on the pages about Rust and about complaints: every cell is run, every message and every output is the
//! kernel's own.

use std::fs;
use std::time::Duration;

use flowlab::Lang;
use notebooks::run;

use crate::{LIMIT, head, notebook, printed};

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
fn cells(text: &str) -> Vec<(String, Option<String>)> {
    let mut found: Vec<(String, Option<String>)> = Vec::new();
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

/// Runs cells after the first line that makes flowlab known, and compares what they print with what the page says.
fn run_as_printed(cells: &[(String, Option<String>)], limit: Duration) {
    let code: Vec<String> = cells.iter().map(|(code, _)| code.trim_end().to_string()).collect();
    let mut code: Vec<&str> = code.iter().map(String::as_str).collect();
    let first = head("\"notebook\"") + code[0];
    code[0] = &first;
    let (_folder, path) = notebook("en", &code);
    let ran = run::file(&path, limit).unwrap_or_else(|error| panic!("{error:#}"));
    for ((code, wanted), shown) in cells.iter().zip(printed(&ran)) {
        if let Some(wanted) = wanted {
            assert_eq!(&shown, wanted, "{code}");
        }
    }
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn the_rust_that_you_need_runs_from_top_to_bottom() {
    run_as_printed(&cells(&page(Lang::En, "rust-you-need.md")), LIMIT);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn each_complaint_is_the_kernels_and_each_repair_works() {
    let text = page(Lang::En, "when-a-cell-complains.md");
    let mut sections = text.split("\n## ");
    let start = cells(sections.next().unwrap()).remove(0);
    let mut count = 0;
    for section in sections {
        let cells = cells(section);
        let [(complaining, Some(message)), repairs @ ..] = &cells[..] else { continue };
        count += 1;
        let first = head("\"notebook\"") + &start.0;
        let (_folder, path) = notebook("en", &[&first, complaining.trim_end()]);
        let said = format!("{:#}", run::file(&path, LIMIT).expect_err(complaining));
        for line in message.lines() {
            assert!(said.contains(line), "{line:?} is missing in: {said}");
        }
        let whole: Vec<_> = [start.clone()].into_iter().chain(repairs.iter().cloned()).collect();
        run_as_printed(&whole, LIMIT);
    }
    assert!(count >= 10, "{count} complaints");
}
