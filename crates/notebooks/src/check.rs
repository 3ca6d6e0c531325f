//! Checks the committed notebooks without running them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;

use anyhow::Context;
use claims::Ledger;
use flowlab::Lang;
use lessons::Lesson;

use crate::ipynb::{Cell, Code, Lines, Notebook, Shown};
use crate::{digest, lint, pictures, write};

/// A notebook may have this many bytes.
const LARGEST: usize = 1_000_000;
/// A number in an output may have this many significant digits.
const DIGITS: usize = 6;

/// The forms of an output that notebooks keep and the book shows.
const SHOWN: [&str; 3] = ["text/plain", "image/png", "text/html"];

/// Everything that is wrong with the notebooks of these lessons, one line each.
///
/// # Errors
/// A chapter or the ledger cannot be read, or a figure cannot be drawn.
pub fn notebooks(lessons: &[&Lesson]) -> anyhow::Result<Vec<String>> {
    let ledger = Ledger::read()?;
    let mut problems = Vec::new();
    for lesson in lessons {
        problems.extend(code(lesson));
        let mut read = Vec::new();
        for lang in Lang::ALL {
            let name = format!("notebooks/{lang}/{}.ipynb", lesson.file_stem());
            let (notebook, found) = one(lesson, lang, &ledger)?;
            problems.extend(found.into_iter().map(|problem| format!("{name}: {problem}")));
            read.extend(notebook);
        }
        if let [en, zh] = &read[..] {
            let stem = lesson.file_stem();
            problems.extend(same_in_both(en, zh).into_iter().map(|problem| format!("{stem}: {problem}")));
        }
    }
    problems.extend(strays());
    problems.extend(pictures::update(lessons, false)?);
    Ok(problems)
}

/// What is wrong with a lesson's code cells.
fn code(lesson: &Lesson) -> Vec<String> {
    let exercises = chapters::exercises(lesson).into_iter().map(|one| ("solutions.rs", one.name, one.solved));
    let cells = chapters::cells(lesson).into_iter().map(|cell| ("cells.rs", cell.name, cell.code));
    let folder = lesson.folder();
    let found = cells.chain(exercises).flat_map(|(file, name, code)| {
        let place = format!("{folder}/{file}: `{name}`");
        lint::cell(&code).into_iter().map(move |(line, why)| format!("{place}, its line {line}: {why}"))
    });
    found.collect()
}

/// A notebook, and what is wrong with it.
fn one(lesson: &Lesson, lang: Lang, ledger: &Ledger) -> anyhow::Result<(Option<Notebook>, Vec<String>)> {
    let path = lesson.notebook(lang);
    let Ok(text) = fs::read_to_string(&path) else {
        return Ok((None, vec!["is missing: `cargo run --bin notebooks` writes and runs it".into()]));
    };
    let notebook: Notebook = match serde_json::from_str(&text) {
        Ok(notebook) => notebook,
        Err(error) => return Ok((None, vec![format!("is not a notebook of format 4.5: {error}")])),
    };
    let mut problems = Vec::new();
    let wanted = write::notebook(lesson, lang, ledger, Some(&notebook))?;
    if let Some(difference) = different_cell(&notebook, &wanted) {
        problems.push(format!("{difference}: `cargo run --bin notebooks -- write` writes it anew"));
    } else if wanted.to_text().context("a notebook in normal form")? != text {
        problems.push("is not in normal form: `cargo run --bin notebooks -- write` puts it right".into());
    }
    if let Some(why) = notebook.code().next().and_then(|cell| lint::first_cell(&cell.source.0)) {
        problems.push(why);
    }
    problems.extend(outputs(&notebook, text.len()));
    Ok((Some(notebook), problems))
}

/// The first cell that is missing, too many, or not as it would be written.
pub fn different_cell(notebook: &Notebook, wanted: &Notebook) -> Option<String> {
    type Part<'a> = (bool, &'a str, &'a Lines);
    fn part(cell: &Cell) -> Part<'_> {
        match cell {
            Cell::Code(code) => (true, &code.id, &code.source),
            Cell::Markdown(markdown) => (false, &markdown.id, &markdown.source),
        }
    }
    let (is, should): (Vec<Part>, Vec<Part>) =
        (notebook.cells.iter().map(part).collect(), wanted.cells.iter().map(part).collect());
    let same = is.iter().zip(&should).take_while(|(is, should)| is == should).count();
    match (is.get(same), should.get(same)) {
        (None, None) => None,
        (_, Some((_, id, _))) if !is.iter().any(|(_, other, _)| other == id) => Some(format!("cell `{id}` is missing")),
        (_, Some((_, id, _))) => Some(format!("cell `{id}` is not what chapter and module say")),
        (Some((_, id, _)), None) => Some(format!("cell `{id}` is not in the chapter")),
    }
}

/// What is wrong with the outputs of a notebook whose file has `size` bytes.
pub fn outputs(notebook: &Notebook, size: usize) -> Vec<String> {
    let mut problems = Vec::new();
    if !digest::is_current(notebook) {
        problems.push("the outputs are not of this code: `cargo run --bin notebooks -- run` makes them anew".into());
    }
    if size > LARGEST {
        problems.push(format!("has {size} bytes, at most {LARGEST} are allowed: show fewer or smaller pictures"));
    }
    for (index, cell) in notebook.code().enumerate() {
        let mut say = |why: String| problems.push(format!("cell `{}`: {why}", cell.id));
        if cell.execution_count != u32::try_from(index + 1).ok() {
            say("has not run, or not in its place".into());
        }
        if cell.outputs.is_empty() {
            say("shows nothing".into());
        }
        for output in &cell.outputs {
            match output {
                Shown::Error { evalue, .. } => say(format!("failed: {evalue}")),
                Shown::Stream { name, .. } if name != "stdout" => say(format!("wrote to {name}")),
                Shown::Stream { .. } => {}
                Shown::DisplayData { data, .. } | Shown::ExecuteResult { data, .. } => {
                    forms(data).into_iter().for_each(&mut say);
                }
            }
        }
        let text = text_of(cell);
        if let Some(path) = machine_path(&text) {
            say(format!("shows `{path}`, a path of one machine"));
        }
        if let Some(number) = numbers(&text).into_iter().find(|number| significant(number) > DIGITS) {
            say(format!("shows {number}: more than {DIGITS} digits"));
        }
    }
    problems
}

/// Why a viewer that runs nothing and asks no other host, such as GitHub's, would not show this output, or show nothing by
/// it.
fn forms(data: &BTreeMap<String, Lines>) -> Vec<String> {
    let mut problems = Vec::new();
    if !data.contains_key("text/plain") {
        problems.push("shows something without words: add `text/plain`".to_string());
    }
    if data.get("text/plain").is_some_and(|text| text.0.trim() == "()") {
        problems.push("shows `()`, the value of nothing: end the cell with `;`".into());
    }
    if data.keys().any(|media| media.starts_with("image/")) && !data.contains_key("image/png") {
        problems.push("shows a picture without a PNG, which alone is shown everywhere".into());
    }
    if let Some(media) = data.keys().find(|media| !SHOWN.contains(&media.as_str())) {
        problems.push(format!("shows {media}, which the book leaves out: it shows {}", SHOWN.join(", ")));
    }
    if let Some(text) = data.get("text/html") {
        let text = text.0.to_lowercase();
        let dropped = ["<script", "<style", "<iframe", "javascript:", "src=", "@import", "url(http"];
        if let Some(piece) = dropped.into_iter().find(|piece| text.contains(piece)) {
            problems.push(format!("shows text/html with `{piece}`, which GitHub takes out"));
        }
    }
    problems
}

/// What differs between the languages beside the words.
fn same_in_both(en: &Notebook, zh: &Notebook) -> Vec<String> {
    let (a, b) = (en.code().count(), zh.code().count());
    if a != b {
        return vec![format!("en has {a} code cells, zh {b}")];
    }
    let mut problems = Vec::new();
    for (en, zh) in en.code().zip(zh.code()) {
        if (&en.id, &en.source) != (&zh.id, &zh.source) {
            problems.push(format!("cell `{}` of en and cell `{}` of zh have different code", en.id, zh.id));
        }
        let (a, b) = (numbers(&text_of(en)), numbers(&text_of(zh)));
        if a != b {
            let first = a.iter().zip(&b).find(|(a, b)| a != b);
            let first =
                first.map_or_else(|| format!("{} and {} numbers", a.len(), b.len()), |(a, b)| format!("{a} and {b}"));
            problems.push(format!("cell `{}` shows different numbers in en and zh: {first}", en.id));
        }
    }
    problems
}

/// Notebooks in the folders that belong to no written lesson.
fn strays() -> Vec<String> {
    let mut problems = Vec::new();
    for lang in Lang::ALL {
        let wanted: BTreeSet<String> = lessons::LESSONS.iter().map(|lesson| lesson.file_stem() + ".ipynb").collect();
        let folder = repo::root().join("notebooks").join(lang.code());
        let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        for path in entries.filter(|path| path.extension() == Some(OsStr::new("ipynb"))) {
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            if !wanted.contains(name) {
                problems.push(format!("notebooks/{lang}/{name}: no lesson of this name is written"));
            }
        }
    }
    problems
}

/// All that a cell shows as text.
pub fn text_of(cell: &Code) -> String {
    text_in(&cell.outputs)
}

/// All text in some outputs.
pub(crate) fn text_in(outputs: &[Shown]) -> String {
    let mut texts = Vec::new();
    for output in outputs {
        match output {
            Shown::Stream { text, .. } => texts.push(text.0.as_str()),
            Shown::DisplayData { data, .. } | Shown::ExecuteResult { data, .. } => {
                texts.extend(
                    data.iter().filter(|(media, _)| media.starts_with("text/")).map(|(_, text)| text.0.as_str()),
                );
            }
            Shown::Error { .. } => {}
        }
    }
    texts.join("\n")
}

/// A path that only one machine has.
fn machine_path(text: &str) -> Option<&str> {
    let starts = ["/home/", "/root/", "/Users/", "/tmp/", "/var/", "/private/", "C:\\", "file://"];
    let root = repo::root();
    let at = starts.into_iter().chain(root.to_str()).filter_map(|start| text.find(start)).min()?;
    text[at..].split([' ', '\n', '"', '\'', '`', ')']).next()
}

/// The numbers in a text, as they are written.
fn numbers(text: &str) -> Vec<String> {
    let text: Vec<char> = text.replace('\u{2212}', "-").chars().collect();
    let digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let minus = at > 0 && text[at - 1] == '-' && !(at > 1 && text[at - 2].is_ascii_alphanumeric());
        let start = if minus { at - 1 } else { at };
        while digit(at) {
            at += 1;
        }
        if text.get(at) == Some(&'.') && digit(at + 1) {
            at += 1;
            while digit(at) {
                at += 1;
            }
        }
        let signed = usize::from(matches!(text.get(at + 1), Some('-' | '+')));
        if matches!(text.get(at), Some('e' | 'E')) && digit(at + 1 + signed) {
            at += 1 + signed;
            while digit(at) {
                at += 1;
            }
        }
        found.push(text[start..at].iter().collect());
    }
    found
}

/// How many significant digits a number is written with; a whole number is a count, and exact.
fn significant(number: &str) -> usize {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    if !mantissa.contains('.') {
        return 0;
    }
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn executed(texts: &[&str]) -> Notebook {
        let cell = |(index, text): (usize, &&str)| {
            Cell::Code(Code {
                execution_count: u32::try_from(index + 1).ok(),
                id: format!("c{index}"),
                metadata: BTreeMap::new(),
                outputs: vec![Shown::Stream { name: "stdout".into(), text: Lines((*text).into()) }],
                source: Lines("println!();".into()),
            })
        };
        let cells = texts.iter().enumerate().map(cell).collect();
        let mut notebook = Notebook { cells, metadata: BTreeMap::new(), nbformat: 4, nbformat_minor: 5 };
        digest::stamp(&mut notebook);
        notebook
    }

    #[test]
    fn good_outputs_pass() {
        assert_eq!(outputs(&executed(&["mean 0.012345, n = 1000000\n", "not yet"]), 1000), Vec::<String>::new());
    }

    #[test]
    fn each_fault_of_the_outputs_is_named() {
        let only = |notebook: &Notebook, size: usize, wanted: &str| {
            let found = outputs(notebook, size);
            assert!(found.len() == 1 && found[0].contains(wanted), "{wanted}: {found:?}");
        };
        only(&executed(&["a\n"]), LARGEST + 1, "bytes");
        only(&executed(&["1.2345678\n"]), 10, "1.2345678");
        only(&executed(&["/home/someone/x\n"]), 10, "`/home/someone/x`");
        let mut changed = executed(&["a\n"]);
        changed.code_mut().for_each(|cell| cell.source.0.push(' '));
        only(&changed, 10, "not of this code");
        let mut stderr = executed(&["a\n"]);
        stderr.code_mut().for_each(|cell| {
            cell.outputs.push(Shown::Stream { name: "stderr".into(), text: Lines("w".into()) });
        });
        only(&stderr, 10, "stderr");
        let mut failed = executed(&["a\n"]);
        failed.code_mut().for_each(|cell| cell.execution_count = None);
        only(&failed, 10, "has not run");
        let mut silent = executed(&["a\n"]);
        silent.code_mut().for_each(|cell| cell.outputs.clear());
        only(&silent, 10, "shows nothing");
    }

    #[test]
    fn what_a_viewer_without_scripts_would_not_show_is_named() {
        let found = |forms_of: &[(&str, &str)]| {
            let data = forms_of.iter().map(|(media, text)| (media.to_string(), Lines(text.to_string())));
            forms(&data.collect()).join("; ")
        };
        let words = ("text/plain", "[figure]");
        assert_eq!(found(&[("image/png", "iVBORw0="), words]), "");
        assert_eq!(found(&[("text/html", "<table></table>"), words]), "");
        assert!(found(&[("image/png", "iVBORw0=")]).contains("without words"));
        assert!(found(&[("text/plain", "()")]).contains("the value of nothing"));
        assert!(found(&[("image/svg+xml", "<svg></svg>"), words]).contains("without a PNG"));
        assert!(found(&[("image/svg+xml", "<svg></svg>"), ("image/png", "iVBORw0="), words]).contains("leaves out"));
        assert!(found(&[("text/html", "<p><SCRIPT>x</SCRIPT>"), words]).contains("`<script`"));
        assert!(found(&[("text/html", "<img src=\"http://x\">"), words]).contains("`src=`"));
    }

    #[test]
    fn a_cell_that_is_missing_changed_or_too_many_is_named() {
        let wanted = executed(&["a\n", "b\n", "c\n"]);
        let with = |change: fn(&mut Vec<Cell>)| {
            let mut notebook = wanted.clone();
            change(&mut notebook.cells);
            different_cell(&notebook, &wanted)
        };
        let says = |text: &str| Some(text.to_string());
        assert_eq!(with(|_| {}), None);
        assert_eq!(with(|cells| drop(cells.remove(1))), says("cell `c1` is missing"));
        assert_eq!(with(|cells| drop(cells.pop())), says("cell `c2` is missing"));
        assert_eq!(with(|cells| cells.swap(0, 1)), says("cell `c0` is not what chapter and module say"));
        let add = |cells: &mut Vec<Cell>| {
            let Cell::Code(mut cell) = cells[0].clone() else { return };
            cell.id = "mine".into();
            cells.push(Cell::Code(cell));
        };
        assert_eq!(with(add), says("cell `mine` is not in the chapter"));
        let edit = |cells: &mut Vec<Cell>| {
            let Cell::Code(cell) = &mut cells[2] else { return };
            cell.source.0.push(' ');
        };
        assert_eq!(with(edit), says("cell `c2` is not what chapter and module say"));
    }

    #[test]
    fn the_languages_may_differ_in_words_alone() {
        let en = executed(&["mean −0.5 at t = 1\n"]);
        assert_eq!(same_in_both(&en, &executed(&["t = 1 时均值不对\n"])).len(), 1);
        assert_eq!(same_in_both(&en, &executed(&["均值 -0.5，t = 1\n"])), Vec::<String>::new());
        assert_eq!(
            same_in_both(&en, &executed(&["均值 -0.5，t = 2\n"])),
            ["cell `c0` shows different numbers in en and zh: 1 and 2"]
        );
    }

    #[test]
    fn numbers_are_read_as_written() {
        assert_eq!(numbers("a -1.50e-3, 2-3 x_1."), ["-1.50e-3", "2", "3", "1"]);
        assert_eq!([significant("-0.00120"), significant("1.5e10"), significant("12345678")], [3, 2, 0]);
    }
}
