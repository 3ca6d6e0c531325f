//! Writes a lesson's notebook from its chapter and its module: prose to Markdown cells, cells to code cells.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, bail};
use chapters::chapter::{self, Chapter, Content, Item, Prose};
use chapters::{Cell as SourceCell, Exercise};
use claims::Ledger;
use flowlab::Lang;
use flowlab::lang::Text;
use lessons::{LESSONS, Lesson};
use pulldown_cmark::{Event, Tag};
use serde_json::json;

use crate::ipynb::{Cell, Code, Lines, Markdown, Notebook};
use crate::pictures;

/// What the first code cell of a notebook starts with: the course's crate with these features, built by the kernel from
/// the repository.
pub fn dependency(features: &[&str]) -> String {
    format!(r#":dep course = {{ path = "../../crates/course", features = {features:?} }}"#)
}

const PRELUDE: &str = "use course::prelude::*;";

const SOLUTION: Text = Text::new("A solution", "参考解答");
const OTHER_LANGUAGE: Text = Text::new("中文版", "English");
const IN_THE_BOOK: Text = Text::new("this lesson in the book", "本课在书中的页面");

/// What a notebook is made of.
pub struct Parts<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// The language.
    pub lang: Lang,
    /// The text of the chapter.
    pub chapter: &'a str,
    /// The lesson's code cells.
    pub cells: Vec<SourceCell>,
    /// The features of flowlab that the cells need.
    pub features: &'a [&'a str],
    /// The lesson's exercises.
    pub exercises: Vec<Exercise>,
    /// The measured numbers.
    pub ledger: &'a Ledger,
}

/// The notebook of a lesson as its chapter and module have it now, with the outputs of `old` where they still belong.
///
/// # Errors
/// The chapter cannot be read, or names a cell, a figure, an exercise or a claim that is not there.
pub fn notebook(lesson: &Lesson, lang: Lang, ledger: &Ledger, old: Option<&Notebook>) -> anyhow::Result<Notebook> {
    let path = lesson.chapter(lang);
    let chapter = fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let (cells, exercises, features) =
        (chapters::cells(lesson), chapters::exercises(lesson), chapters::features(lesson));
    let parts = Parts { lesson, lang, chapter: &chapter, cells, features, exercises, ledger };
    let mut notebook = assemble(&parts).with_context(|| path.display().to_string())?;
    if let Some(old) = old {
        keep_outputs(&mut notebook, old);
    }
    Ok(notebook)
}

/// Puts a notebook together.
///
/// # Errors
/// As [`notebook`].
pub fn assemble(parts: &Parts) -> anyhow::Result<Notebook> {
    let chapter = chapter::parse(parts.chapter, parts.lang, |id| parts.ledger.printed(id).map(str::to_string))?;
    let mut out = Assembly { parts, cells: Vec::new() };
    for block in &chapter.blocks {
        let at = || format!("line {}", block.line);
        match &block.content {
            Content::Prose(prose) => out.prose(&chapter, prose)?,
            Content::Cell(name) => out.cell(name).with_context(at)?,
            Content::Figure(id) => out.figure(id).with_context(at)?,
            Content::Exercise(name) => out.exercise(name).with_context(at)?,
            Content::Solution(name) => out.solution(name).with_context(at)?,
            Content::Studio => bail!("line {}: the studio stands in a page, a notebook has none", block.line),
        }
    }
    out.all_used()?;
    let metadata = BTreeMap::from([
        ("kernelspec".to_string(), json!({ "display_name": "Rust", "language": "rust", "name": "rust" })),
        ("language_info".to_string(), json!({ "name": "Rust" })),
    ]);
    Ok(Notebook { cells: out.cells, metadata, nbformat: 4, nbformat_minor: 5 })
}

struct Assembly<'a> {
    parts: &'a Parts<'a>,
    cells: Vec<Cell>,
}

impl Assembly<'_> {
    fn markdown(&mut self, id: String, text: String) {
        self.cells.push(Cell::Markdown(Markdown { id: short(id), metadata: BTreeMap::new(), source: Lines(text) }));
    }

    fn code(&mut self, id: &str, code: String) -> anyhow::Result<()> {
        let taken = self.cells.iter().any(|cell| matches!(cell, Cell::Code(code) if code.id == id));
        let legal =
            !id.is_empty() && id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        match (taken, legal) {
            (true, _) => bail!("`{id}` stands in the chapter twice"),
            (_, false) => bail!("`{id}` is no name for a cell: letters, digits, `-` and `_`, at most 64"),
            _ => {}
        }
        let is_first = !self.cells.iter().any(|cell| matches!(cell, Cell::Code(_)));
        let code = if is_first { with_head(&code, self.parts.features) } else { code };
        let (id, source) = (id.to_string(), Lines(code));
        self.cells.push(Cell::Code(Code {
            execution_count: None,
            id,
            metadata: BTreeMap::new(),
            outputs: Vec::new(),
            source,
        }));
        Ok(())
    }

    fn prose(&mut self, chapter: &Chapter, prose: &Prose) -> anyhow::Result<()> {
        let text = prose_of(chapter, prose, self.parts.lang);
        if self.cells.is_empty() {
            return self.head(&text);
        }
        self.after(&text);
        Ok(())
    }

    /// Markdown named after the cell before it; nothing for a blank text.
    fn after(&mut self, text: &str) {
        let id = match self.cells.last() {
            Some(Cell::Code(code)) => &code.id,
            Some(Cell::Markdown(markdown)) => &markdown.id,
            None => "start",
        };
        if !text.trim().is_empty() {
            self.markdown(format!("after-{id}"), text.trim().to_string());
        }
    }

    /// The first cell: the chapter's title, the same notebook in the other language, the page of the book.
    fn head(&mut self, text: &str) -> anyhow::Result<()> {
        let (title, rest) = text.split_once('\n').unwrap_or((text, ""));
        if !title.starts_with("# ") {
            bail!("line 1: a chapter starts with its title: `# ...`");
        }
        let Parts { lesson, lang, .. } = *self.parts;
        let stem = lesson.file_stem();
        let other = match lang {
            Lang::En => Lang::Zh,
            Lang::Zh => Lang::En,
        };
        let page = format!("../../book/{lang}/src/{stem}.md");
        let links =
            format!("[{}](../{other}/{stem}.ipynb) · [{}]({page})", OTHER_LANGUAGE.get(lang), IN_THE_BOOK.get(lang));
        self.markdown("head".into(), format!("{title}\n\n{links}"));
        self.after(rest);
        Ok(())
    }

    fn cell(&mut self, name: &str) -> anyhow::Result<()> {
        let cell = self.parts.cells.iter().find(|cell| cell.name == name);
        let cell = cell.with_context(|| {
            let module = self.parts.lesson.module();
            format!("no cell `{name}` in crates/lessons/src/{module}/cells.rs: it would start at `// cell: {name}`")
        })?;
        self.code(name, cell.code.clone())
    }

    fn exercise(&mut self, name: &str) -> anyhow::Result<()> {
        let stub = self.find_exercise(name)?.stub.clone();
        self.code(name, stub)
    }

    /// The fold-out with the solution of an exercise.
    fn solution(&mut self, name: &str) -> anyhow::Result<()> {
        let (solution, summary) = (&self.find_exercise(name)?.solution, SOLUTION.get(self.parts.lang));
        let fold_out = format!("<details>\n<summary>{summary}</summary>\n\n```rust\n{solution}\n```\n\n</details>");
        self.markdown(format!("solution-{name}"), fold_out);
        Ok(())
    }

    fn find_exercise(&self, name: &str) -> anyhow::Result<&Exercise> {
        self.parts.exercises.iter().find(|exercise| exercise.name == name).with_context(|| {
            let module = self.parts.lesson.module();
            format!("no exercise `{name}` in crates/lessons/src/{module}/solutions.rs: it would be `pub fn {name}`")
        })
    }

    fn figure(&mut self, id: &str) -> anyhow::Result<()> {
        let lang = self.parts.lang;
        let figure = pictures::figure(id)?;
        let (alt, caption) = (alternative(figure.alt.get(lang)), figure.caption.get(lang));
        self.markdown(format!("figure-{id}"), format!("![{alt}]({})\n\n*{caption}*", pictures::link(figure, lang)));
        Ok(())
    }

    /// Every cell and exercise of the module stands in the chapter.
    fn all_used(&self) -> anyhow::Result<()> {
        let used = |name: &str| self.cells.iter().any(|cell| matches!(cell, Cell::Code(code) if code.id == name));
        let cells = self.parts.cells.iter().map(|cell| ("cell", &cell.name));
        let exercises = self.parts.exercises.iter().map(|exercise| ("exercise", &exercise.name));
        match cells.chain(exercises).find(|(_, name)| !used(name)) {
            Some((kind, name)) => bail!("the module's {kind} `{name}` has no {{{{#{kind} {name}}}}} in the chapter"),
            None => Ok(()),
        }
    }
}

/// The code of the first cell, with the dependency and the prelude before it.
fn with_head(code: &str, features: &[&str]) -> String {
    let dependency = dependency(features);
    let mut lines = vec![dependency.as_str()];
    if !code.lines().any(|line| line == PRELUDE) {
        lines.push(PRELUDE);
    }
    if !code.is_empty() {
        lines.extend(["", code]);
    }
    lines.join("\n")
}

/// Prose as a notebook shows it: with the digits of claims, and links that lead from the notebook's folder.
fn prose_of(chapter: &Chapter, prose: &Prose, lang: Lang) -> String {
    let mut edits = prose.claims.clone();
    for (item, range) in &prose.items {
        if let Item::Markdown(Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })) = item
            && let Some(place) = chapter.text[range.clone()].rfind(&**dest_url)
        {
            let start = range.start + place;
            edits.push((start..start + dest_url.len(), link(dest_url, lang)));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut text = chapter.source(prose).to_string();
    for (range, replacement) in edits.into_iter().rev() {
        text.replace_range(range.start - prose.range.start..range.end - prose.range.start, &replacement);
    }
    text.trim().to_string()
}

/// Text between `![` and `]`: without what would end it.
fn alternative(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").replace('\n', " ")
}

/// Ids have at most 64 characters.
fn short(mut id: String) -> String {
    id.truncate(64);
    id
}

/// A link's target as seen from the notebook's folder: another lesson's notebook, else the chapter's own files.
fn link(target: &str, lang: Lang) -> String {
    let elsewhere = target.contains("://") || target.starts_with(['#', '/']) || target.starts_with("mailto:");
    let (file, fragment) = target.split_once('#').map_or((target, None), |(file, part)| (file, Some(part)));
    if elsewhere {
        return target.to_string();
    }
    let written = file
        .strip_suffix(".md")
        .and_then(|stem| LESSONS.iter().find(|lesson| lesson.file_stem() == stem).map(|_| stem));
    match (written, fragment) {
        (Some(stem), _) => format!("{stem}.ipynb"),
        (None, None) => format!("../../book/{lang}/src/{file}"),
        (None, Some(fragment)) => format!("../../book/{lang}/src/{file}#{fragment}"),
    }
}

/// Takes over the outputs of `old` up to the first code cell that changed: what a later one showed may hang on it.
fn keep_outputs(new: &mut Notebook, old: &Notebook) {
    for (cell, before) in new.code_mut().zip(old.code()) {
        if cell.source != before.source || cell.id != before.id {
            break;
        }
        cell.outputs.clone_from(&before.outputs);
        cell.execution_count = before.execution_count;
    }
    if let Some(digest) = old.metadata.get(crate::digest::KEY) {
        new.metadata.insert(crate::digest::KEY.to_string(), digest.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipynb::Shown;
    use chapters::source;

    const MODULE: &str = "// cell: one\nlet a = 1;\nprintln!(\"{a}\");\n// end\n";
    const SOLUTIONS: &str = "pub fn two() -> u8 {\n    2\n}\n";
    const CHAPTER: &str = "# Title\n\nSee [other](notation.md#a), ![p](q.png \"t\") not `[c](d)`.\n\n```text\n[e](f)\n```\n\n{{#cell one}}\n\n[g](02-sampling.md#h)\n\n{{#exercise two}}\n\nhint\n\n## End\n";

    fn assembled(chapter: &str, module: &str, solutions: &str) -> anyhow::Result<Notebook> {
        let ledger = Ledger::default();
        let (cells, exercises) = (source::cells(module), source::exercises(solutions));
        let lesson = &LESSONS[0];
        let features = &["notebook"];
        assemble(&Parts { lesson, lang: Lang::En, chapter, cells, features, exercises, ledger: &ledger })
    }

    fn text(cell: &Cell) -> (&str, &str) {
        match cell {
            Cell::Code(code) => (&code.id, &code.source.0),
            Cell::Markdown(markdown) => (&markdown.id, &markdown.source.0),
        }
    }

    #[test]
    fn a_chapter_becomes_cells_in_its_order() {
        let notebook = assembled(CHAPTER, MODULE, SOLUTIONS).unwrap();
        let cells: Vec<_> = notebook.cells.iter().map(text).collect();
        let ids: Vec<_> = cells.iter().map(|(id, _)| *id).collect();
        assert_eq!(
            ids,
            ["head", "after-head", "one", "after-one", "two", "after-two", "solution-two", "after-solution-two"]
        );
        let prose = "See [other](../../book/en/src/notation.md#a), ![p](../../book/en/src/q.png \"t\") not `[c](d)`.";
        assert_eq!(cells[1].1, format!("{prose}\n\n```text\n[e](f)\n```"));
        let head = dependency(&["notebook"]);
        assert_eq!(cells[2].1, format!("{head}\n{PRELUDE}\n\nlet a = 1;\nprintln!(\"{{a}}\");"));
        assert_eq!(cells[3].1, "[g](02-sampling.ipynb)");
        assert_eq!(cells[4].1, "fn two() -> u8 {\n    todo!()\n}\nprintln!(\"{}\", check::two(two));");
        assert!(cells[6].1.contains("```rust\nfn two() -> u8 {\n    2\n}\n```"));
    }

    #[test]
    fn what_is_not_there_is_named_with_its_line() {
        for (chapter, wanted) in [
            ("# T\n\n{{#cell three}}", "line 3: no cell `three` in crates/lessons/src/objects_as_vectors/cells.rs"),
            ("# T\n\n{{#figure no-such}}", "line 3: no figure `no-such`"),
            ("# T\n\n{{#cell one}}", "exercise `two` has no {{#exercise two}}"),
            ("# T\n\n{{#claim no-such}}", "line 3: no claim `no-such`"),
            ("# T\n\n{{#cell one}}\n{{#cell one}}", "line 4: `one` stands in the chapter twice"),
            ("T", "starts with its title"),
        ] {
            let error = format!("{:#}", assembled(chapter, MODULE, SOLUTIONS).unwrap_err());
            assert!(error.contains(wanted), "{chapter:?}: {error}");
        }
    }

    #[test]
    fn outputs_stay_up_to_the_first_changed_cell() {
        let module = "// cell: a\nlet a = 1;\n// cell: b\nlet b = 2;\n// cell: c\nlet c = 3;\n";
        let chapter = "# T\n\n{{#cell a}}\n{{#cell b}}\n{{#cell c}}\n";
        let mut old = assembled(chapter, module, "").unwrap();
        for cell in old.code_mut() {
            cell.outputs.push(Shown::Stream { name: "stdout".into(), text: Lines("1\n".into()) });
        }
        let mut new = assembled(chapter, &module.replace("b = 2", "b = 4"), "").unwrap();
        keep_outputs(&mut new, &old);
        let kept: Vec<_> = new.code().map(|cell| cell.outputs.len()).collect();
        assert_eq!(kept, [1, 0, 0]);
    }
}
