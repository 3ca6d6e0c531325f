//! One page: its prose with formulas and claims, its cells with what they printed, its figures and exercises.

use std::collections::HashMap;
use std::fs;
use std::mem::take;
use std::ops::Range;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flowlab::Lang;
use flowlab::plot::Theme;
use lessons::chapter::{self, Content};
use lessons::source::{Cell, Exercise};
use lessons::{Lesson, repo};
use notebooks::Output;
use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use crate::assets;
use crate::course::Course;
use crate::fault::Fault;
use crate::markdown::{escape, events, line_at};
use crate::words;

const OPENING: [char; 5] = ['(', '（', '“', '‘', '《'];
const CLOSING: [char; 19] =
    ['.', ',', ';', ':', '!', '?', ')', '。', '，', '；', '：', '！', '？', '）', '、', '”', '’', '》', '…'];

/// What is wrong with a `$` in which Markdown saw no formula.
pub const LONE_DOLLAR: &str = "a `$` that makes no formula: close it in its paragraph, balance its braces, leave no space \
    inside the dollars, begin no line of it with -, + or #, and in a table write \\vert for |";

/// What a lesson brings to its page.
pub struct Material {
    /// The lesson.
    pub lesson: &'static Lesson,
    /// Its code.
    pub cells: Vec<Cell>,
    /// Its exercises.
    pub exercises: Vec<Exercise>,
    /// What each cell and each exercise's stub showed when the notebook ran.
    pub outputs: HashMap<String, Vec<Output>>,
}

impl Material {
    /// The material of a written lesson.
    ///
    /// # Errors
    /// The notebook is missing or cannot be read.
    pub fn of(lesson: &'static Lesson, lang: Lang) -> anyhow::Result<Material> {
        let outputs = notebooks::outputs(lesson, lang)?.into_iter().collect();
        Ok(Material { lesson, cells: lesson.cells(), exercises: lesson.exercises(), outputs })
    }
}

/// Makes one page and notes what is wrong with its chapter.
pub struct Composer<'a> {
    course: &'a Course,
    lang: Lang,
    file: PathBuf,
    stem: String,
    material: Option<Material>,
    /// What is wrong with the chapter.
    pub faults: Vec<Fault>,
}

impl<'a> Composer<'a> {
    /// A composer for the chapter `stem`.md of one language; `material` if it is a lesson.
    pub fn new(
        course: &'a Course,
        lang: Lang,
        file: PathBuf,
        stem: String,
        material: Option<Material>,
    ) -> Composer<'a> {
        Composer { course, lang, file, stem, material, faults: Vec::new() }
    }

    /// The page of a chapter, as Markdown for mdBook.
    pub fn page(&mut self, text: &str) -> String {
        let blocks = match chapter::parse(text) {
            Ok(blocks) => blocks,
            Err(bad) => {
                self.fault(bad.line, bad.why);
                return String::new();
            }
        };
        let mut page = self.language_switch();
        let mut solution = String::new();
        for block in blocks {
            let made = match &block.content {
                Content::Prose(prose) => {
                    // The solution of an exercise stands below its hints: at the end of its section.
                    let (hints, rest) = prose.split_at(chapter::section_end(prose));
                    let line = line_at(prose, hints.len(), block.line);
                    format!("{}\n\n{}{}", self.prose(hints, block.line), take(&mut solution), self.prose(rest, line))
                }
                Content::Cell(name) => take(&mut solution) + &self.cell(name, block.line),
                Content::Figure(id) => take(&mut solution) + &self.figure(id, block.line),
                Content::Exercise(name) => {
                    let before = take(&mut solution);
                    let (stub, solved) = self.exercise(name, block.line);
                    solution = solved;
                    before + &stub
                }
            };
            page.push_str(&made);
            page.push_str("\n\n");
        }
        page.push_str(&solution);
        if self.stem == "claims" {
            page.push_str(&self.claims());
        }
        page.push_str(&self.links_of_lesson());
        page
    }

    fn fault(&mut self, line: usize, what: impl Into<String>) {
        self.faults.push(Fault::new(&self.file, line, what));
    }

    fn language_switch(&self) -> String {
        let other = words::other(self.lang);
        format!(
            "<a class=\"language\" href=\"../{}/{}.html\" lang=\"{tag}\" hreflang=\"{tag}\" title=\"{}\">{}</a>\n\n",
            other.code(),
            self.stem,
            words::SWITCH.get(self.lang),
            words::own_name(other),
            tag = words::tag(other),
        )
    }

    /// Sets formulas, fills claims and titles admonitions; all else stays as it is.
    fn prose(&mut self, text: &str, first: usize) -> String {
        let known = chapter::fill_claims(text, first, |id| self.course.ledger.printed(id).map(str::to_string));
        if let Err(bad) = known {
            self.fault(bad.line, bad.why);
            return String::new();
        }
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        let mut in_code = false;
        for (event, range) in events(text) {
            let line = line_at(text, range.start, first);
            match event {
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Text(words) if !in_code && words.contains('$') => self.fault(line, LONE_DOLLAR),
                Event::InlineMath(tex) => {
                    let formula = self.formula(&tex, false, line);
                    edits.push(with_punctuation(text, range, &formula));
                }
                Event::DisplayMath(tex) => edits.push((range, self.formula(&tex, true, line))),
                Event::Html(html) if html.contains('$') => edits.push((range, self.formulas_in_html(&html, line))),
                Event::Start(Tag::BlockQuote(Some(kind))) => {
                    edits.extend(admonition(text, range.start, kind, self.lang))
                }
                Event::SoftBreak => edits.extend(joined_line(text, range.start).map(|gap| (gap, String::new()))),
                _ => {}
            }
        }
        let mut out = String::with_capacity(text.len() * 2);
        let mut done = 0;
        for (range, replacement) in edits {
            out.push_str(&text[done..range.start]);
            out.push_str(&replacement);
            done = range.end;
        }
        out.push_str(&text[done..]);
        let filled = chapter::fill_claims(&out, first, |id| self.claim(id));
        filled.unwrap_or_else(|bad| {
            self.fault(bad.line, bad.why);
            String::new()
        })
    }

    fn formula(&mut self, tex: &str, display: bool, line: usize) -> String {
        let digits = |id: &str| self.course.ledger.printed(id).map(str::to_string);
        let tex = chapter::fill_claims(tex, line, digits).unwrap_or_default();
        self.course.typesetter.set(&tex, display).unwrap_or_else(|why| {
            self.fault(line, format!("the formula `{}` cannot be set: {why}", tex.trim().replace('\n', " ")));
            String::new()
        })
    }

    /// The formulas of a piece of HTML, such as a summary, in which Markdown sees none.
    fn formulas_in_html(&mut self, html: &str, line: usize) -> String {
        let pieces: Vec<&str> = html.split('$').collect();
        if pieces.len().is_multiple_of(2) {
            self.fault(line, LONE_DOLLAR);
        }
        let set = |(index, piece): (usize, &&str)| {
            if index % 2 == 1 { self.formula(piece, false, line) } else { piece.to_string() }
        };
        pieces.iter().enumerate().map(set).collect()
    }

    /// A measured number, linked to its entry in the ledger.
    fn claim(&self, id: &str) -> Option<String> {
        let entry = self.course.ledger.entry(id)?;
        let title = match self.lang {
            Lang::En => format!("measured; theory: {}", entry.law),
            Lang::Zh => format!("测量值；理论值：{}", entry.law),
        };
        Some(format!("<a class=\"claim\" href=\"claims.html#claim-{id}\" title=\"{title}\">{}</a>", entry.printed))
    }

    fn cell(&mut self, name: &str, line: usize) -> String {
        let Some(material) = &self.material else { return self.only_in_lessons("cell", name, line) };
        let Some(cell) = material.cells.iter().find(|cell| cell.name == name) else {
            let known: Vec<&str> = material.cells.iter().map(|cell| cell.name.as_str()).collect();
            let what = format!("no cell `{name}` in the lesson's module; it has {}", known.join(", "));
            self.fault(line, what);
            return String::new();
        };
        let code = fenced(&cell.code);
        format!("<div class=\"cell\" id=\"cell-{name}\">\n\n{code}\n\n{}</div>", self.outputs(name, line))
    }

    /// The stub with what its check said, and the fold-out with the solution.
    fn exercise(&mut self, name: &str, line: usize) -> (String, String) {
        let Some(material) = &self.material else {
            return (self.only_in_lessons("exercise", name, line), String::new());
        };
        let Some(exercise) = material.exercises.iter().find(|exercise| exercise.name == name) else {
            let known: Vec<&str> = material.exercises.iter().map(|exercise| exercise.name.as_str()).collect();
            let what = format!("no exercise `{name}` in the lesson's module; it has {}", known.join(", "));
            self.fault(line, what);
            return Default::default();
        };
        let (stub, solution) = (fenced(&exercise.stub), fenced(&exercise.solution));
        let outputs = self.outputs(name, line);
        let word = words::SOLUTION.get(self.lang);
        (
            format!("<div class=\"cell exercise\" id=\"exercise-{name}\">\n\n{stub}\n\n{outputs}</div>"),
            format!("<details class=\"solution\">\n<summary>{word}</summary>\n\n{solution}\n\n</details>\n\n"),
        )
    }

    fn only_in_lessons(&mut self, kind: &str, name: &str, line: usize) -> String {
        self.fault(
            line,
            format!("`{{{{#{kind} {name}}}}}` stands in a page that is no lesson: move it to a lesson's chapter"),
        );
        String::new()
    }

    /// What a cell showed, from the executed notebook.
    fn outputs(&mut self, name: &str, line: usize) -> String {
        let Some(material) = &self.material else { return String::new() };
        let lesson = material.lesson;
        let Some(outputs) = material.outputs.get(name).cloned() else {
            let stem = lesson.file_stem();
            self.fault(
                line,
                format!("the notebook {stem}.ipynb has no cell `{name}`: run `cargo run --bin notebooks`"),
            );
            return String::new();
        };
        let mut shown = String::new();
        for (number, output) in outputs.iter().enumerate() {
            let file = format!("outputs/{}/{name}-{}", lesson.slug, number + 1);
            match self.output(output, &file) {
                Ok(html) => shown.push_str(&html),
                Err(error) => self.fault(line, format!("an output of the cell `{name}` cannot be read: {error:#}")),
            }
        }
        if shown.is_empty() {
            let stem = lesson.file_stem();
            self.fault(
                line,
                format!("the cell `{name}` shows nothing in {stem}.ipynb: run `cargo run --bin notebooks`"),
            );
        }
        format!(
            "<div class=\"output\" role=\"group\" aria-label=\"{}\">\n{shown}</div>\n",
            words::OUTPUT.get(self.lang)
        )
    }

    /// The richest form of an output that a page can show: picture, table, text.
    fn output(&self, output: &Output, file: &str) -> anyhow::Result<String> {
        let text = output.text.as_deref().map(str::trim_end).filter(|text| !text.is_empty());
        if let Some(base64) = &output.png_base64 {
            let bytes = STANDARD.decode(base64.split_whitespace().collect::<String>())?;
            let (width, height) = assets::size(&bytes).ok_or_else(|| anyhow::anyhow!("not a PNG picture"))?;
            let said = text.map(|text| text.split_once(']').map_or(text, |(_, said)| said).trim());
            let alt = said.filter(|said| !said.is_empty()).unwrap_or(words::OUTPUT_PICTURE.get(self.lang));
            let href = self.course.assets.place(&format!("{file}.png"), bytes);
            let (width, height) = (width / 2, height / 2);
            let alt = escape(&alt.replace('\n', " "));
            return Ok(format!(
                "<img src=\"{href}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\">\n"
            ));
        }
        if let Some(html) = &output.html {
            let lines: Vec<&str> = html.lines().filter(|line| !line.trim().is_empty()).collect();
            return Ok(format!("<div class=\"table-wrapper\">\n{}\n</div>\n", lines.join("\n")));
        }
        // Line ends as entities: an empty line would end the HTML for Markdown.
        let printed =
            |text: &str| format!("<pre class=\"printed\"><samp>{}</samp></pre>\n", escape(text).replace('\n', "&#10;"));
        Ok(text.map(printed).unwrap_or_default())
    }

    fn figure(&mut self, id: &str, line: usize) -> String {
        let Some(figure) = figures::by_id(id) else {
            self.fault(line, format!("no figure `{id}`: `cargo run --bin figures -- --list` names them"));
            return String::new();
        };
        let drawn = match self.course.gallery.draw(figure, self.lang) {
            Ok(drawn) => drawn,
            Err(error) => {
                self.fault(line, format!("{error:#}"));
                return String::new();
            }
        };
        let alt = escape(figure.alt.get(self.lang));
        let mut html = format!("<figure id=\"figure-{id}\">\n");
        for variant in drawn {
            let Some((width, height)) =
                assets::size(&variant.still.bytes).map(|(width, height)| (width / 2, height / 2))
            else {
                self.fault(line, format!("figure `{id}`: its picture has no size"));
                continue;
            };
            let class = if variant.theme == Theme::Light { "in-light" } else { "in-dark" };
            let place = |name: &str, bytes: Vec<u8>| self.course.assets.place(&format!("figures/{name}"), bytes);
            let still = place(&variant.still.name, variant.still.bytes);
            let (source, poster) = match variant.moving {
                Some(moving) => {
                    let poster = format!("<source media=\"(prefers-reduced-motion: reduce)\" srcset=\"{still}\">");
                    (place(&moving.name, moving.bytes), poster)
                }
                None => (still, String::new()),
            };
            html.push_str(&format!(
                "<div class=\"{class}\"><a href=\"{source}\"><picture>{poster}<img src=\"{source}\" alt=\"{alt}\" \
                 width=\"{width}\" height=\"{height}\" loading=\"lazy\"></picture></a></div>\n"
            ));
        }
        let caption = self.prose(figure.caption.get(self.lang), line);
        let source = self.figure_source(id, line);
        let word = words::FIGURE_SOURCE.get(self.lang);
        html.push_str(&format!(
            "<figcaption>\n\n{caption} <a class=\"source\" href=\"{source}\">{word}</a>\n\n</figcaption>\n</figure>"
        ));
        html
    }

    /// The address of the program that draws a figure.
    fn figure_source(&mut self, id: &str, line: usize) -> String {
        let path = repo::root().join(format!("crates/figures/src/pictures/{}.rs", id.to_lowercase()));
        match fs::read(&path) {
            Ok(bytes) => self.course.assets.place(&format!("code/{id}.rs.txt"), bytes),
            Err(error) => {
                self.fault(line, format!("figure `{id}` has no file {}: {error}", path.display()));
                String::new()
            }
        }
    }

    /// The ledger, one entry a claim, by lesson.
    fn claims(&mut self) -> String {
        let [expected, measured] = words::CLAIM_COLUMNS.map(|column| column.get(self.lang));
        let mut page = String::new();
        for lesson in lessons::LESSONS.iter().filter(|lesson| !lesson.claims.is_empty()) {
            let title = lesson.title.get(self.lang);
            match lesson.code {
                Some(_) => page.push_str(&format!("## [{title}]({}.md)\n\n", lesson.file_stem())),
                None => page.push_str(&format!("## {title}\n\n")),
            }
            for (claim, entry) in
                lesson.claims.iter().filter_map(|id| claims::by_id(id).zip(self.course.ledger.entry(id)))
            {
                let (id, statement) = (claim.id, self.prose(claim.statement.get(self.lang), 1));
                let reason = self.prose(claim.reason.get(self.lang), 1);
                page.push_str(&format!(
                    "<section class=\"ledger\" id=\"claim-{id}\">\n\n**{statement}** `{id}`\n\n\
                     | {expected} | {measured} |\n|---|---|\n| {} | {} |\n\n{reason}\n\n</section>\n\n",
                    entry.law, entry.printed,
                ));
            }
        }
        page
    }

    /// The end of a lesson: its notebook, its code, its figures' code, its documentation.
    fn links_of_lesson(&mut self) -> String {
        let Some(lesson) = self.material.as_ref().map(|material| material.lesson) else { return String::new() };
        let place = |name: &str, bytes: Vec<u8>| self.course.assets.place(name, bytes);
        let notebook = match fs::read(repo::notebook(lesson, self.lang)) {
            Ok(bytes) => place(&format!("notebooks/{}.ipynb", lesson.file_stem()), bytes),
            Err(error) => {
                self.fault(1, format!("the lesson's notebook cannot be read: {error}"));
                return String::new();
            }
        };
        let source = lesson.code.map(|code| code.source).unwrap_or_default();
        let code = place(&format!("code/{}.rs.txt", lesson.module()), source.into());
        let lang = self.lang;
        let mut items = vec![
            format!("<a href=\"{notebook}\" download>{}</a>", words::NOTEBOOK.get(lang)),
            format!("<a href=\"{code}\">{}</a>", words::CODE.get(lang)),
        ];
        if self.course.documented {
            let page = format!("../doc/lessons/{}/index.html", lesson.module());
            items.push(format!("<a href=\"{page}\">{}</a>", words::DOCUMENTATION.get(lang)));
        }
        let drawn: Vec<&str> = lesson.figures.iter().copied().filter(|id| figures::by_id(id).is_some()).collect();
        let links: Vec<String> =
            drawn.iter().map(|id| format!("<a href=\"{}\"><code>{id}</code></a>", self.figure_source(id, 1))).collect();
        if !links.is_empty() {
            items.push(format!("{} {}", words::FIGURES.get(lang), links.join(" ")));
        }
        let items: String = items.iter().map(|item| format!("<li>{item}</li>\n")).collect();
        format!("<aside class=\"elsewhere\">\n<p>{}</p>\n<ul>\n{items}</ul>\n</aside>\n", words::FILES.get(lang))
    }
}

/// A formula in one span with the punctuation that touches it: a browser may break a line beside a formula, and would
/// begin the next one with a full stop. Between its parts the formula may still be broken.
fn with_punctuation(text: &str, formula: Range<usize>, html: &str) -> (Range<usize>, String) {
    let start = text[..formula.start].trim_end_matches(OPENING).len();
    let end = text.len() - text[formula.end..].trim_start_matches(CLOSING).len();
    if (start, end) == (formula.start, formula.end) {
        return (formula, html.to_string());
    }
    let (opening, closing) = (&text[start..formula.start], &text[formula.end..end]);
    let parts = html.replace("</span><span class=\"katex-base\">", "</span><wbr><span class=\"katex-base\">");
    (start..end, format!("<span class=\"unbroken\">{opening}{parts}{closing}</span>"))
}

/// The gap between two lines of a paragraph, if both sides are Chinese: a browser would show it as a space.
fn joined_line(text: &str, end_of_line: usize) -> Option<Range<usize>> {
    let is_chinese = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '”' | '’' | '…');
    let before = text[..end_of_line].trim_end();
    let after = text[end_of_line..].trim_start_matches(['\n', '\r', ' ', '>']);
    let joins = before.ends_with(is_chinese) && after.starts_with(|c| is_chinese(c) || matches!(c, '“' | '‘'));
    joins.then(|| before.len()..text.len() - after.len())
}

/// Rust code as a fence that nothing in the code can close.
fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}rust\n{code}\n{fence}")
}

/// Puts a title in the page's language in the place of the `[!NOTE]` of the quotation that starts at `start`.
fn admonition(text: &str, start: usize, kind: BlockQuoteKind, lang: Lang) -> Option<(Range<usize>, String)> {
    let open = start + text[start..].find("[!")?;
    let close = open + text[open..].find(']')? + 1;
    let line_start = text[..open].rfind('\n').map_or(0, |place| place + 1);
    let (class, title) = match kind {
        BlockQuoteKind::Note => ("note", words::NOTE),
        BlockQuoteKind::Tip => ("tip", words::TIP),
        BlockQuoteKind::Important => ("important", words::IMPORTANT),
        BlockQuoteKind::Warning => ("warning", words::WARNING),
        BlockQuoteKind::Caution => ("caution", words::CAUTION),
    };
    let title = format!("<p class=\"admonition {class}\">{}</p>\n{}", title.get(lang), &text[line_start..open]);
    Some((open..close, title))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use claims::Ledger;
    use lessons::source;

    use super::*;
    use crate::assets::Assets;
    use crate::gallery::Gallery;
    use crate::maths::Typesetter;

    const MODULE: &str = "// cell: one\nlet a = `1`;\n// cell: silent\nlet b = 1;\n// exercise: two\nfn f() {\n    // hole\n    solved()\n    // end hole\n}\n// check\nf();\n// end\n";
    const DOT: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAYAAACp8Z5+AAAADUlEQVR42mNk+M9QzwAAAwMBAWMFvbcAAAAASUVORK5CYII=";

    fn course() -> Course {
        let mut ledger = Ledger::default();
        let entry = "{\"id\":\"c\",\"expected\":1.0,\"tolerance\":0.5,\"measured\":0.9,\"printed\":\"0.9\"}";
        ledger.claims.push(serde_json::from_str(entry).unwrap());
        Course {
            typesetter: Typesetter::new(),
            ledger,
            gallery: Gallery::new(&std::env::temp_dir()),
            assets: Rc::new(Assets::beside()),
            documented: true,
        }
    }

    /// The page of a chapter of the first written lesson with other cells, and its faults as `line: what`.
    fn composed(lang: Lang, text: &str) -> (String, Vec<String>) {
        let text_of = |text: &str| Output { text: Some(text.into()), ..Output::default() };
        let picture = Output { png_base64: Some(DOT.into()), ..text_of("[figure] a dot") };
        let outputs =
            [("one", vec![text_of("a\n\n<b>\n"), picture]), ("two", vec![text_of("not yet")]), ("silent", vec![])];
        let material = Material {
            lesson: lessons::written().next().unwrap(),
            cells: source::cells(MODULE),
            exercises: source::exercises(MODULE),
            outputs: outputs.into_iter().map(|(name, shown)| (name.to_string(), shown)).collect(),
        };
        let course = course();
        let mut composer = Composer::new(&course, lang, "a.md".into(), "10-x".into(), Some(material));
        let page = composer.page(text);
        // The lesson's own notebook need not be there for this test.
        let of_text = composer.faults.iter().filter(|fault| !fault.what.starts_with("the lesson's notebook"));
        (page, of_text.map(|fault| format!("{}: {}", fault.line, fault.what)).collect())
    }

    #[test]
    fn a_cell_stands_above_what_it_printed() {
        let (page, faults) = composed(Lang::En, "{{#cell one}}");
        assert_eq!(faults, Vec::<String>::new());
        assert!(page.contains("```rust\nlet a = `1`;\n```"), "{page}");
        assert!(page.contains("<samp>a&#10;&#10;&lt;b&gt;</samp>"), "{page}");
        assert!(page.contains("alt=\"a dot\" width=\"2\" height=\"2\""), "{page}");
    }

    #[test]
    fn a_solution_stands_below_the_hints_and_above_the_next_heading() {
        let (page, _) = composed(Lang::En, "{{#exercise two}}\n\n<details>hint</details>\n\n## Next\n");
        let order =
            ["todo!()", "not yet", "hint", "Solution", "solved()", "## Next"].map(|part| page.find(part).unwrap());
        assert!(order.is_sorted(), "{page}");
        let (page, _) = composed(Lang::Zh, "{{#exercise two}}");
        assert!(page.contains("参考解答"), "{page}");
    }

    #[test]
    fn formulas_are_set_in_prose_and_summaries_and_left_alone_in_code() {
        let (page, faults) =
            composed(Lang::En, "a $x$, b\n\n$$\ny\n$$\n\n<summary>$z$</summary>\n\n`$v$`\n\n```\n$w$\n```\n");
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(page.matches("<math").count(), 3, "{page}");
        assert_eq!(page.matches("katex-display").count(), 1);
        assert!(page.contains("`$v$`") && page.contains("\n$w$\n") && page.contains(",</span> b"), "{page}");
    }

    #[test]
    fn a_claim_is_a_link_in_prose_and_digits_in_a_formula() {
        let (page, faults) = composed(Lang::En, "It is {{#claim c}}; $q = {{#claim c}}$.");
        assert_eq!(faults, Vec::<String>::new());
        assert!(
            page.contains("href=\"claims.html#claim-c\"") && page.contains("q &#61; 0&#46;9</annotation>"),
            "{page}"
        );
    }

    #[test]
    fn admonitions_are_titled_in_the_language_of_the_page() {
        let (page, _) = composed(Lang::Zh, "> [!WARNING]\n> 文字。\n> 又一行。\n");
        assert!(page.contains("> <p class=\"admonition warning\">注意</p>\n> \n> 文字。又一行。"), "{page}");
    }

    #[test]
    fn every_fault_of_a_chapter_names_its_line_and_the_way_out() {
        let cases = [
            ("a\n\n$\\frac{a}$\n", "3: the formula `\\frac{a}` cannot be set"),
            ("a\n\n$\\frac{a}{$\n", "3: a `$` that makes no formula"),
            ("$$\na\n- b\n$$\n", "1: a `$` that makes no formula"),
            ("a\n{{#claim d}}\n", "2: no claim `d`"),
            ("a\n\n{{#cell none}}\n", "3: no cell `none` in the lesson's module; it has one, silent"),
            ("\n{{#cell silent}}\n", "2: the cell `silent` shows nothing in"),
            ("{{#exercise none}}\n", "1: no exercise `none` in the lesson's module; it has two"),
            ("\n{{#figure none}}\n", "2: no figure `none`"),
            ("{{#cel one}}\n", "1: `{{#cel one}}` is no directive"),
            ("<summary>$x</summary>\n", "1: a `$` that makes no formula"),
        ];
        for (text, expected) in cases {
            let (_, faults) = composed(Lang::En, text);
            assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{text}: {faults:?}");
        }
    }
}
