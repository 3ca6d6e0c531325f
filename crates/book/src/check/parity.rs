//! Both languages alike: the same pages with the same headings, directives, formulas and fold-outs in the same order.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context;
use chapters::chapter::{self, Content, Faults, Item, line_at};
use flowlab::Lang;
use lessons::LESSONS;
use pulldown_cmark::{Event, Tag};

use crate::files::{self, Fault};
use crate::outline::Outline;

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
        let read = |folder: &Path| files::read(&folder.join(name));
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
    let (en, zh) = match (parts(en, Lang::En), parts(zh, Lang::Zh)) {
        (Ok(en), Ok(zh)) => (en, zh),
        (Err(bad), _) => return Some((1, format!("the English chapter cannot be read: {bad}"))),
        (_, Err(Faults(bad))) => return bad.into_iter().next().map(|fault| (fault.line, fault.what)),
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
fn without_words(tex: &str) -> String {
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

fn parts(text: &str, lang: Lang) -> Result<Vec<Part>, Faults> {
    let mut parts = Vec::new();
    let mut formulas = Vec::new();
    let mut part = |line: usize, what: String, formulas: &mut Vec<String>| {
        formulas.sort();
        parts.push(Part { line, what, formulas: std::mem::take(formulas) });
    };
    for block in chapter::parse(text, lang, |id| Some(id.to_string()))?.blocks {
        match &block.content {
            Content::Cell(name) => part(block.line, format!("the cell `{name}`"), &mut formulas),
            Content::Figure(id) => part(block.line, format!("the figure `{id}`"), &mut formulas),
            Content::Exercise(name) => part(block.line, format!("the exercise `{name}`"), &mut formulas),
            Content::Studio => part(block.line, "the studio".into(), &mut formulas),
            Content::Prose(_) | Content::Solution(_) => {}
        }
        for (item, range) in block.items() {
            let line = line_at(text, range.start);
            match item {
                Item::Claim { id, .. } => part(line, format!("the claim `{id}`"), &mut formulas),
                Item::Markdown(Event::Start(Tag::Heading { level, .. })) => {
                    part(line, format!("a heading of level {level}"), &mut formulas);
                }
                Item::Markdown(Event::Start(Tag::CodeBlock(_))) => part(line, "a block of code".into(), &mut formulas),
                Item::Markdown(Event::Start(Tag::Table(_))) => part(line, "a table".into(), &mut formulas),
                Item::Markdown(Event::DisplayMath(tex)) => {
                    part(line, format!("the displayed formula `{}`", without_words(tex)), &mut formulas);
                }
                Item::Markdown(Event::InlineMath(tex)) => formulas.push(without_words(tex)),
                Item::Markdown(Event::Html(html)) => {
                    for _ in html.matches("<details") {
                        part(line, "a fold-out".into(), &mut formulas);
                    }
                }
                Item::Markdown(_) => {}
            }
        }
    }
    part(text.lines().count().max(1), "the end".into(), &mut formulas);
    Ok(parts)
}

/// What is wrong with the contents of both languages: each lists every lesson under its title, and both list the same
/// files in the same order.
pub fn contents(en: &Outline, zh: &Outline) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |lang: Lang, what: String| faults.push(Fault::new(&files::chapter(lang, "SUMMARY"), 1, what));
    for (lang, outline) in [(Lang::En, en), (Lang::Zh, zh)] {
        for lesson in LESSONS {
            let (title, stem) = (lesson.title.get(lang), lesson.file_stem());
            if !outline.pages().any(|link| link.stem == stem && link.title == title) {
                fault(lang, format!("the line `- [{title}]({stem}.md)` is missing: add it in its place"));
            }
        }
    }
    let stems = |outline: &Outline| outline.pages().map(|link| link.stem.clone()).collect::<Vec<_>>();
    let (en, zh) = (stems(en), stems(zh));
    if let Some(place) = (0..en.len().max(zh.len())).find(|place| en.get(*place) != zh.get(*place)) {
        let file = |stems: &[String]| stems.get(place).map_or("nothing".into(), |stem| format!("`{stem}.md`"));
        let (zh, en) = (file(&zh), file(&en));
        let what =
            format!("where the English contents list {en}, these list {zh}: list the same files in the same order");
        fault(Lang::Zh, what);
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::{Entry, Link};

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
    fn contents_that_lack_a_lesson_or_stand_in_another_order_are_found() {
        let outline = |lang: Lang| {
            let link = |lesson: &lessons::Lesson| {
                Entry::Page(Link { title: lesson.title.get(lang).into(), number: None, stem: lesson.file_stem() })
            };
            Outline { title: String::new(), entries: LESSONS.iter().map(link).collect() }
        };
        let (en, mut zh) = (outline(Lang::En), outline(Lang::Zh));
        assert_eq!(contents(&en, &zh), []);
        zh.entries.swap(1, 2);
        let found = contents(&en, &zh);
        let (second, third) = (LESSONS[1].file_stem(), LESSONS[2].file_stem());
        assert!(found.len() == 1 && found[0].file == "book/zh/src/SUMMARY.md", "{found:?}");
        assert!(found[0].what.contains(&format!("`{second}.md`, these list `{third}.md`")), "{found:?}");
        zh.entries.remove(1);
        assert!(contents(&en, &zh).iter().any(|fault| fault.what.contains(&format!("({third}.md)` is missing"))));
        assert_eq!(contents(&en, &Outline::default()).len(), LESSONS.len() + 1);
    }
}
