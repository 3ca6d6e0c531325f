//! Both languages alike: the same pages with the same headings, directives, formulas and fold-outs in the same order.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context;
use chapters::chapter::{self, Content};
use course::LESSONS;
use flowlab::Lang;
use pulldown_cmark::{Event, Tag};

use crate::fault::Fault;
use crate::markdown::{events, line_at};

/// Where the chapters of two languages differ.
///
/// # Errors
/// A folder or a chapter cannot be read.
pub fn faults(en: &Path, zh: &Path) -> anyhow::Result<Vec<Fault>> {
    let (in_en, in_zh) = (chapters(en)?, chapters(zh)?);
    let mut faults = Vec::new();
    for (names, others, folder) in [(&in_en, &in_zh, zh), (&in_zh, &in_en, en)] {
        for name in names.difference(others) {
            faults.push(Fault::new(&folder.join(name), 1, "the page is missing in this language: write it"));
        }
    }
    for name in in_en.intersection(&in_zh) {
        let read = |folder: &Path| {
            let path = folder.join(name);
            fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
        };
        let difference = difference(&read(en)?, &read(zh)?);
        faults.extend(difference.map(|(line, what)| Fault::new(&zh.join(name), line, what)));
    }
    Ok(faults)
}

fn chapters(folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter(|name| name.ends_with(".md") && name != "SUMMARY.md").collect())
}

/// A part of a chapter that must be alike in both languages, and its line.
struct Part {
    line: usize,
    what: String,
    /// The formulas within the text since the part before, each without its words, in alphabetical order.
    formulas: Vec<String>,
}

/// The first place at which two chapters differ: a line of the second, and what is there.
fn difference(en: &str, zh: &str) -> Option<(usize, String)> {
    let (en, zh) = match (parts(en), parts(zh)) {
        (Ok(en), Ok(zh)) => (en, zh),
        (Err(bad), _) => return Some((1, format!("the English chapter cannot be read: {bad}"))),
        (_, Err(bad)) => return Some((bad.line, bad.why)),
    };
    for (a, b) in en.iter().zip(&zh) {
        if a.what != b.what {
            return Some((
                b.line,
                format!("here stands {}, in English (line {}) {}: make them alike", b.what, a.line, a.what),
            ));
        }
        if let Some((formula, lacks)) = first_missing(&a.formulas, &b.formulas) {
            let what = format!(
                "in the text before this line the formula `{formula}` {lacks} (the English text before line {}): make them alike",
                a.line
            );
            return Some((b.line, what));
        }
    }
    None
}

/// A formula that stands in one of two sorted lists alone, and what is the matter with it.
fn first_missing<'a>(en: &'a [String], zh: &'a [String]) -> Option<(&'a str, &'static str)> {
    let count = |list: &[String], formula: &str| list.iter().filter(|other| *other == formula).count();
    en.iter().chain(zh).find_map(|formula| match count(en, formula).cmp(&count(zh, formula)) {
        Ordering::Equal => None,
        Ordering::Greater => Some((formula.as_str(), "stands fewer times than in English")),
        Ordering::Less => Some((formula.as_str(), "stands more often than in English")),
    })
}

/// A formula without its words, its spaces and the punctuation at its end, which each language writes its own way.
fn wordless(tex: &str) -> String {
    let mut out = String::new();
    let mut rest = tex;
    while let Some(start) = rest.find("\\text{") {
        let inner = start + "\\text{".len();
        let end = rest[inner..].find('}').map_or(rest.len(), |end| inner + end);
        out.push_str(&rest[..inner]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    let out: String = out.split_whitespace().collect();
    out.trim_end_matches(['.', ',', ';', '。', '，', '；']).to_string()
}

fn parts(text: &str) -> Result<Vec<Part>, chapter::BadDirective> {
    let mut parts = Vec::new();
    let mut formulas = Vec::new();
    let mut part = |line: usize, what: String, formulas: &mut Vec<String>| {
        formulas.sort();
        parts.push(Part { line, what, formulas: std::mem::take(formulas) });
    };
    for block in chapter::parse(text)? {
        let prose = match &block.content {
            Content::Prose(prose) => prose,
            Content::Cell(name) => {
                part(block.line, format!("the cell `{name}`"), &mut formulas);
                continue;
            }
            Content::Figure(id) => {
                part(block.line, format!("the figure `{id}`"), &mut formulas);
                continue;
            }
            Content::Exercise(name) => {
                part(block.line, format!("the exercise `{name}`"), &mut formulas);
                continue;
            }
        };
        for (event, range) in events(prose) {
            let line = line_at(prose, range.start, block.line);
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    part(line, format!("a heading of level {level}"), &mut formulas)
                }
                Event::Start(Tag::CodeBlock(_)) => part(line, "a block of code".into(), &mut formulas),
                Event::Start(Tag::Table(_)) => part(line, "a table".into(), &mut formulas),
                Event::DisplayMath(tex) => {
                    part(line, format!("the displayed formula `{}`", wordless(&tex)), &mut formulas);
                }
                Event::InlineMath(tex) => formulas.push(wordless(&tex)),
                Event::Html(html) => {
                    for _ in html.matches("<details") {
                        part(line, "a fold-out".into(), &mut formulas);
                    }
                    formulas.extend(html.split('$').skip(1).step_by(2).map(wordless));
                }
                Event::Text(text) => {
                    for id in chapter::claims_in(&text, line)? {
                        part(line, format!("the claim `{id}`"), &mut formulas);
                    }
                }
                _ => {}
            }
        }
    }
    part(text.lines().count().max(1), "the end".into(), &mut formulas);
    Ok(parts)
}

/// What is missing in a SUMMARY.md: each lesson stands in it under its title, with a link once it is written.
///
/// # Errors
/// The file cannot be read.
pub fn contents(lang: Lang, folder: &Path) -> anyhow::Result<Vec<Fault>> {
    let path = folder.join("SUMMARY.md");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let entries = LESSONS.iter().map(|lesson| format!("- [{}]({}.md)", lesson.title.get(lang), lesson.file_stem()));
    let missing = entries.filter(|entry| !text.lines().any(|line| line.trim() == entry));
    Ok(missing
        .map(|entry| Fault::new(&path, 1, format!("the line `{entry}` is missing: add it in its place")))
        .collect())
}

/// Where the contents of two languages differ: they list the same files in the same order.
///
/// # Errors
/// A file cannot be read.
pub fn same_contents(en: &Path, zh: &Path) -> anyhow::Result<Vec<Fault>> {
    let files = |folder: &Path| {
        let path = folder.join("SUMMARY.md");
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let entry = |(number, line): (usize, &str)| {
            let file = line.trim().strip_suffix(')')?.rsplit_once("](")?.1.to_string();
            Some((number + 1, file))
        };
        anyhow::Ok(text.lines().enumerate().filter_map(entry).collect::<Vec<_>>())
    };
    let (in_en, in_zh) = (files(en)?, files(zh)?);
    let longest = in_en.len().max(in_zh.len());
    let mut pairs = (0..longest).map(|place| (in_en.get(place), in_zh.get(place)));
    let fault = pairs.find(|(a, b)| a.map(|(_, file)| file) != b.map(|(_, file)| file)).map(|(a, b)| {
        let named = |entry: Option<&(usize, String)>| entry.map_or("nothing".into(), |(_, file)| format!("`{file}`"));
        let what = format!(
            "here the contents list {}, the English ones {}: list the same files in the same order",
            named(b),
            named(a)
        );
        Fault::new(&zh.join("SUMMARY.md"), b.map_or(1, |(line, _)| *line), what)
    });
    Ok(fault.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: &str = "# A $x$\n\nText {{#claim c}} and $y$.\n\n{{#cell one}}\n\n$$\nz\n$$\n\n<details>\n<summary>s $q$</summary>\n\nhidden\n\n</details>\n\n{{#figure f}}\n";

    #[test]
    fn a_translation_is_alike() {
        let zh = EN.replace("Text", "文字").replace(" and ", "与").replace("hidden", "隐藏");
        assert_eq!(difference(EN, &zh), None);
    }

    #[test]
    fn words_and_punctuation_of_a_formula_may_differ() {
        let [en, zh] = ["$$ x \\text{ if } y, $$\n", "$$ x \\text{若} y，$$\n"];
        assert_eq!(difference(en, zh), None);
    }

    #[test]
    fn a_difference_names_the_formula_and_both_lines() {
        let (line, what) = difference("a $x$ b $y$\n\n## H\n", "a $x$ b $z$\n\n\n## H\n").unwrap();
        assert_eq!(line, 4);
        assert!(what.contains("`y` stands fewer times") && what.contains("before line 3"), "{what}");
    }

    #[test]
    fn each_kind_of_difference_is_found_at_its_line() {
        let cases = [
            ("# A", "## A", 1),
            ("{{#claim c}}", "{{#claim d}}", 3),
            ("{{#claim c}}", "3", 5),
            ("$y$", "y", 5),
            ("{{#cell one}}", "{{#cell two}}", 5),
            ("$$\nz\n$$", "z", 9),
            ("$$\nz\n$$", "$$\nw\n$$", 7),
            ("$y$", "$v$", 5),
            ("<details>", "<section>", 18),
            ("{{#figure f}}", "", 18),
            ("{{#figure f}}", "{{#figure f}}\n\n## More", 20),
            ("{{#cell one}}", "{{#cell one", 5),
        ];
        for (from, to, line) in cases {
            let found = difference(EN, &EN.replace(from, to));
            assert_eq!(found.as_ref().map(|(line, _)| *line), Some(line), "{from} -> {to}: {found:?}");
        }
    }

    #[test]
    fn a_page_in_one_language_alone_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let [en, zh] = ["en", "zh"].map(|name| folder.path().join(name));
        for path in [&en, &zh] {
            fs::create_dir(path).unwrap();
            fs::write(path.join("a.md"), EN).unwrap();
        }
        assert_eq!(faults(&en, &zh).unwrap(), []);
        fs::write(en.join("b.md"), EN).unwrap();
        let found = faults(&en, &zh).unwrap();
        assert!(found.len() == 1 && found[0].file.ends_with("zh/b.md"), "{found:?}");
    }

    #[test]
    fn contents_in_another_order_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let [en, zh] = ["en", "zh"].map(|name| folder.path().join(name));
        let write = |path: &Path, text: &str| {
            fs::create_dir_all(path).unwrap();
            fs::write(path.join("SUMMARY.md"), text).unwrap();
        };
        write(&en, "# Summary\n\n[A](a.md)\n- [B](b.md)\n- [C]()\n");
        write(&zh, "# 目录\n\n[甲](a.md)\n- [乙](b.md)\n- [丙]()\n");
        assert_eq!(same_contents(&en, &zh).unwrap(), []);
        write(&zh, "# 目录\n\n[甲](a.md)\n- [丙]()\n- [乙](b.md)\n");
        let found = same_contents(&en, &zh).unwrap();
        assert!(found[0].line == 4 && found[0].what.contains("`b.md`"), "{found:?}");
        write(&zh, "[甲](a.md)\n- [乙](b.md)\n");
        assert_eq!(same_contents(&en, &zh).unwrap().len(), 1);
    }

    #[test]
    fn a_lesson_that_is_not_in_the_contents_is_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("SUMMARY.md"), "# Summary\n").unwrap();
        assert_eq!(contents(Lang::En, folder.path()).unwrap().len(), LESSONS.len());
    }
}
