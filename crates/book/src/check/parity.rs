//! Both languages alike: the same pages with the same headings, directives, formulas and fold-outs in the same order.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context;
use flowlab::Lang;
use lessons::LESSONS;
use lessons::chapter::{self, Content};
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
    /// Formulas within the text since the part before.
    formulas: usize,
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
        if a.formulas != b.formulas {
            let what = format!(
                "{} formulas in the text before this line, {} before line {} of the English chapter: make them alike",
                b.formulas, a.formulas, a.line
            );
            return Some((b.line, what));
        }
    }
    None
}

fn parts(text: &str) -> Result<Vec<Part>, chapter::BadDirective> {
    let mut parts = Vec::new();
    let mut formulas = 0;
    let mut part = |line: usize, what: String, formulas: &mut usize| {
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
                Event::DisplayMath(_) => part(line, "a displayed formula".into(), &mut formulas),
                Event::InlineMath(_) => formulas += 1,
                Event::Html(html) => {
                    for _ in html.matches("<details") {
                        part(line, "a fold-out".into(), &mut formulas);
                    }
                    formulas += html.matches('$').count() / 2;
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
    let entries = LESSONS.iter().map(|lesson| {
        let file = if lesson.code.is_some() { lesson.file_stem() + ".md" } else { String::new() };
        format!("- [{}]({file})", lesson.title.get(lang))
    });
    let missing = entries.filter(|entry| !text.lines().any(|line| line.trim() == entry));
    Ok(missing
        .map(|entry| Fault::new(&path, 1, format!("the line `{entry}` is missing: add it in its place")))
        .collect())
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
    fn each_kind_of_difference_is_found_at_its_line() {
        let cases = [
            ("# A", "## A", 1),
            ("{{#claim c}}", "{{#claim d}}", 3),
            ("{{#claim c}}", "3", 5),
            ("$y$", "y", 5),
            ("{{#cell one}}", "{{#cell two}}", 5),
            ("$$\nz\n$$", "z", 9),
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
    fn a_lesson_that_is_not_in_the_contents_is_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("SUMMARY.md"), "# Summary\n").unwrap();
        assert_eq!(contents(Lang::En, folder.path()).unwrap().len(), LESSONS.len());
    }
}
