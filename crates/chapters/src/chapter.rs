//! A chapter, read once: Markdown with formulas and five directives, in the blocks that a page and a notebook are made
//! from.
//!
//! `{{#cell NAME}}`, `{{#figure ID}}`, `{{#exercise NAME}}` and `{{#studio}}` stand in a paragraph of their own; `{{#claim ID}}`
//! stands inside a sentence and is replaced by the measured number. Code is left alone. Both languages of a lesson
//! use the same directives in the same order.

use std::fmt;
use std::mem::take;
use std::ops::Range;

use flowlab::Lang;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

/// A chapter in its blocks.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The chapter as it is written.
    pub text: String,
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// The ids of its headings, in order: their words in lower case, joined by `-`, told apart by numbers.
    pub ids: Vec<String>,
}

/// A piece of a chapter, with the line (from 1) at which it starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Line of the chapter file, from 1.
    pub line: usize,
    /// What stands there.
    pub content: Content,
}

/// What a [`Block`] holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text, lists, tables, code that is only shown.
    Prose(Prose),
    /// A code cell of the lesson's module, by name.
    Cell(String),
    /// A figure, by id.
    Figure(String),
    /// An exercise of the lesson's module, by name.
    Exercise(String),
    /// The place of an exercise's solution: below its hints.
    Solution(String),
    /// The studio, in which a reader trains a model.
    Studio,
}

/// A run of prose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// Where it stands in the chapter's text.
    pub range: Range<usize>,
    /// What Markdown sees in it, and where.
    pub items: Vec<(Item, Range<usize>)>,
    /// Where the text names claims, and the digits that are printed there.
    pub claims: Vec<(Range<usize>, String)>,
}

/// What Markdown sees, or a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// An event of Markdown; formulas hold their TeX with the digits of claims filled in.
    Markdown(Event<'static>),
    /// A measured number.
    Claim {
        /// The claim.
        id: String,
        /// Its digits.
        printed: String,
    },
}

/// Something in a chapter that cannot be read: the line, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line of the chapter file, from 1.
    pub line: usize,
    /// What is wrong, and the way out.
    pub what: String,
}

/// All faults of a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(|fault| format!("line {}: {}", fault.line, fault.what)).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Faults {}

const KNOWN: &str = "known are {{#cell NAME}}, {{#figure ID}}, {{#exercise NAME}} and {{#studio}} alone on a line, \
    {{#claim ID}} in a sentence";

/// What is wrong with a `$` in which Markdown saw no formula.
pub const LONE_DOLLAR: &str = "a `$` that makes no formula: close it in its paragraph, balance its braces, leave no space \
    inside the dollars, begin no line of it with -, + or #, and in a table write \\vert for |";

/// Reads a chapter; `printed` gives the digits of a claim. English gets typographic quotation marks and dashes.
///
/// # Errors
/// Directives that are unknown, unfinished, without a name or not alone on their line, unknown claims, lone `$`.
pub fn parse(text: &str, lang: Lang, printed: impl Fn(&str) -> Option<String>) -> Result<Chapter, Faults> {
    let mut reader = Reader {
        text,
        printed: &printed,
        blocks: Vec::new(),
        prose: Prose::default(),
        exercise: None,
        ids: Vec::new(),
        faults: Vec::new(),
    };
    for node in nodes(text, lang) {
        match reader.directives(&node) {
            Some(directives) => directives.into_iter().for_each(|(content, range)| reader.directive(content, range)),
            None => reader.node(node),
        }
    }
    reader.end_prose(text.len());
    reader.place_solution(text.len());
    let Reader { blocks, ids, faults, .. } = reader;
    if faults.is_empty() { Ok(Chapter { text: text.to_string(), blocks, ids }) } else { Err(Faults(faults)) }
}

/// The number of the line at a place of a text.
pub fn line_at(text: &str, place: usize) -> usize {
    1 + text[..place].matches('\n').count()
}

/// One paragraph, list, heading or the like that stands in no other, as its events.
type Node = Vec<(Event<'static>, Range<usize>)>;

fn nodes(text: &str, lang: Lang) -> Vec<Node> {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH;
    options.set(Options::ENABLE_SMART_PUNCTUATION, lang == Lang::En);
    let (mut nodes, mut node, mut depth) = (Vec::new(), Node::new(), 0);
    for (event, range) in TextMergeWithOffset::new(Parser::new_ext(text, options).into_offset_iter()) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        node.push((event.into_static(), range));
        if depth == 0 {
            nodes.push(take(&mut node));
        }
    }
    nodes
}

/// A directive in a text: where it stands, and its kind and name.
struct Directive<'a> {
    range: Range<usize>,
    kind: &'a str,
    name: &'a str,
}

/// The first directive of a text, if there is one; what is wrong with it, if it is none.
fn find_directive(text: &str) -> Option<Result<Directive<'_>, String>> {
    let start = text.find("{{#")?;
    let inner = &text[start + 3..];
    let Some(end) = inner.find("}}") else {
        return Some(Err(format!("`{}` has no closing }}}}", &text[start..])));
    };
    let range = start..start + 3 + end + 2;
    let written = &text[range.clone()];
    let mut words = inner[..end].split_whitespace();
    Some(match (words.next(), words.next(), words.next()) {
        (Some(kind @ ("cell" | "figure" | "exercise" | "claim")), Some(name), None) => {
            Ok(Directive { range, kind, name })
        }
        (Some(kind @ "studio"), None, None) => Ok(Directive { range, kind, name: "" }),
        (Some("cell" | "figure" | "exercise" | "claim"), ..) => Err(format!("`{written}` needs one name; {KNOWN}")),
        _ => Err(format!("`{written}` is no directive; {KNOWN}")),
    })
}

struct Reader<'a> {
    text: &'a str,
    printed: &'a dyn Fn(&str) -> Option<String>,
    blocks: Vec<Block>,
    /// The prose since the last block.
    prose: Prose,
    exercise: Option<Exercise>,
    ids: Vec<String>,
    faults: Vec<Fault>,
}

/// An exercise whose solution has no place yet: it stands behind the first run of fold-outs, which are the hints;
/// without any, before the first heading, or at the next directive.
struct Exercise {
    name: String,
    open_hints: usize,
    has_hints: bool,
}

impl Reader<'_> {
    fn fault(&mut self, place: usize, what: impl Into<String>) {
        self.faults.push(Fault { line: line_at(self.text, place), what: what.into() });
    }

    /// The blocks that a paragraph of nothing but directives names.
    fn directives(&self, node: &Node) -> Option<Vec<(Content, Range<usize>)>> {
        let [(Event::Start(Tag::Paragraph), _), lines @ .., _] = node.as_slice() else { return None };
        let lines = lines.iter().filter(|(event, _)| *event != Event::SoftBreak);
        let content = |(event, range): &(Event<'static>, Range<usize>)| {
            let Event::Text(text) = event else { return None };
            let directive = find_directive(text)?.ok().filter(|directive| directive.range == (0..text.len()))?;
            let name = directive.name.to_string();
            let content = match directive.kind {
                "cell" => Content::Cell(name),
                "figure" => Content::Figure(name),
                "exercise" => Content::Exercise(name),
                "studio" => Content::Studio,
                _ => return None,
            };
            Some((content, range.clone()))
        };
        lines.map(content).collect()
    }

    fn directive(&mut self, content: Content, range: Range<usize>) {
        self.end_prose(range.start);
        if self.exercise.as_ref().is_some_and(|exercise| exercise.open_hints == 0) {
            self.place_solution(range.start);
        }
        if let Content::Exercise(name) = &content {
            self.exercise = Some(Exercise { name: name.clone(), open_hints: 0, has_hints: false });
        }
        self.blocks.push(Block { line: line_at(self.text, range.start), content });
        self.prose.range = range.end..range.end;
    }

    fn node(&mut self, node: Node) {
        let start = node[0].1.start;
        if self.ends_hints(&node) {
            self.end_prose(start);
            self.place_solution(start);
        }
        let mut words = String::new();
        for (event, range) in node {
            match &event {
                Event::Start(Tag::Heading { .. }) => words.clear(),
                Event::Text(text) | Event::Code(text) => words.push_str(text),
                Event::End(TagEnd::Heading(_)) => self.ids.push(free_id(&words, &self.ids)),
                _ => {}
            }
            self.event(event, range);
        }
    }

    /// Whether the solution of the exercise stands before this part of the text.
    fn ends_hints(&mut self, node: &Node) -> bool {
        let Some(exercise) = &mut self.exercise else { return false };
        let is_html = node[0].0 == Event::Start(Tag::HtmlBlock);
        let html = if is_html { &self.text[node[0].1.clone()] } else { "" };
        let (opens, closes) = (html.matches("<details").count(), html.matches("</details>").count());
        let is_heading = matches!(node[0].0, Event::Start(Tag::Heading { .. }));
        if exercise.open_hints == 0 && opens == 0 && (exercise.has_hints || is_heading) {
            return true;
        }
        exercise.open_hints = (exercise.open_hints + opens).saturating_sub(closes);
        exercise.has_hints |= opens > 0;
        false
    }

    /// Ends the run of prose at a place of the text.
    fn end_prose(&mut self, end: usize) {
        let prose = take(&mut self.prose);
        let range = prose.range.start..end;
        let blank = self.text[range.clone()].len() - self.text[range.clone()].trim_start().len();
        if !prose.items.is_empty() {
            let line = line_at(self.text, range.start + blank);
            self.blocks.push(Block { line, content: Content::Prose(Prose { range, ..prose }) });
        }
        self.prose.range = end..end;
    }

    fn place_solution(&mut self, place: usize) {
        if let Some(exercise) = self.exercise.take() {
            let (line, content) = (line_at(self.text, place), Content::Solution(exercise.name));
            self.blocks.push(Block { line, content });
        }
    }

    fn event(&mut self, event: Event<'static>, range: Range<usize>) {
        match event {
            Event::Text(text) if self.is_code() => self.push(Event::Text(text), range),
            Event::Text(text) => {
                if text.contains('$') {
                    self.fault(range.start, LONE_DOLLAR);
                }
                self.note_claims(range.clone());
                self.fill(&text, range, Event::Text);
            }
            Event::Html(html) => self.html(&html, range, Event::Html),
            Event::InlineHtml(html) => self.html(&html, range, Event::InlineHtml),
            Event::InlineMath(tex) => {
                self.note_claims(range.clone());
                self.formula(&tex, range, Event::InlineMath);
            }
            Event::DisplayMath(tex) => {
                self.note_claims(range.clone());
                self.formula(&tex, range, Event::DisplayMath);
            }
            event => self.push(event, range),
        }
    }

    fn push(&mut self, event: Event<'static>, range: Range<usize>) {
        self.prose.items.push((Item::Markdown(event), range));
    }

    /// Whether a block of code has begun and not ended.
    fn is_code(&self) -> bool {
        matches!(self.prose.items.last(), Some((Item::Markdown(Event::Start(Tag::CodeBlock(_))), _)))
    }

    /// A piece of HTML, such as a summary, in which Markdown sees no formula.
    fn html(&mut self, html: &str, range: Range<usize>, event: fn(CowStr<'static>) -> Event<'static>) {
        let pieces: Vec<&str> = html.split('$').collect();
        if pieces.len().is_multiple_of(2) {
            self.fault(range.start, LONE_DOLLAR);
        }
        self.note_claims(range.clone());
        for (index, piece) in pieces.into_iter().enumerate() {
            if index % 2 == 1 {
                self.formula(piece, range.clone(), Event::InlineMath);
            } else {
                self.fill(piece, range.clone(), event);
            }
        }
    }

    fn formula(&mut self, tex: &str, range: Range<usize>, event: fn(CowStr<'static>) -> Event<'static>) {
        let mut filled = tex.to_string();
        while let Some(Ok(Directive { range, name, .. })) = find_directive(&filled) {
            let digits = (self.printed)(name).unwrap_or_default();
            filled.replace_range(range, &digits);
        }
        self.push(event(filled.into()), range);
    }

    /// A text with its claims as items of their own.
    fn fill(&mut self, text: &str, range: Range<usize>, event: fn(CowStr<'static>) -> Event<'static>) {
        let mut rest = text;
        while let Some(Ok(directive)) = find_directive(rest) {
            let (before, id) = (&rest[..directive.range.start], directive.name.to_string());
            if !before.is_empty() {
                self.push(event(before.to_string().into()), range.clone());
            }
            let printed = (self.printed)(&id).unwrap_or_default();
            self.prose.items.push((Item::Claim { id, printed }, range.clone()));
            rest = &rest[directive.range.end..];
        }
        if !rest.is_empty() {
            self.push(event(rest.to_string().into()), range);
        }
    }

    /// Notes the claims that a piece of the text names, and what is wrong with its directives.
    fn note_claims(&mut self, range: Range<usize>) {
        let (mut start, end) = (range.start, range.end);
        while let Some(found) = find_directive(&self.text[start..end]) {
            let what = match found {
                Ok(Directive { range, kind: "claim", name }) => {
                    let (at, next) = (start + range.start, start + range.end);
                    if let Some(digits) = (self.printed)(name) {
                        self.prose.claims.push((at..next, digits));
                        start = next;
                        continue;
                    }
                    start = at;
                    format!("no claim `{name}`: see `cargo run --bin claims -- --list`")
                }
                Ok(Directive { range, .. }) => {
                    let written = &self.text[start + range.start..start + range.end];
                    start += range.start;
                    format!("`{written}` needs a line of its own, with an empty one above and below; {KNOWN}")
                }
                Err(why) => why,
            };
            self.fault(start, what);
            return;
        }
    }
}

/// An id: words in lower case, joined by `-`; the first one with a number that is not taken.
fn free_id(words: &str, taken: &[String]) -> String {
    let kept: String = words.replace(['\'', '’'], "").to_lowercase();
    let parts: Vec<&str> = kept.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let stem = if parts.is_empty() { "section".to_string() } else { parts.join("-") };
    let numbered = (2..).map(|number| format!("{stem}-{number}")).find(|id| !taken.contains(id));
    if taken.contains(&stem) { numbered.unwrap_or_default() } else { stem }
}

impl Chapter {
    /// The prose, as it is written.
    pub fn source(&self, prose: &Prose) -> &str {
        &self.text[prose.range.clone()]
    }
}

impl Block {
    /// What Markdown sees in a block of prose; nothing in any other.
    pub fn items(&self) -> &[(Item, Range<usize>)] {
        match &self.content {
            Content::Prose(prose) => &prose.items,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Chapter, Faults> {
        parse(text, Lang::Zh, |id| (id != "none").then(|| format!("<{id}>")))
    }

    /// The blocks with their lines; prose as it is written.
    fn blocks(text: &str) -> Vec<(usize, String)> {
        let chapter = read(text).unwrap();
        let shown = |block: &Block| match &block.content {
            Content::Prose(prose) => (block.line, chapter.source(prose).trim().to_string()),
            other => (block.line, format!("{other:?}")),
        };
        chapter.blocks.iter().map(shown).collect()
    }

    fn events(text: &str) -> Vec<Item> {
        let chapter = read(text).unwrap();
        chapter.blocks.iter().flat_map(|block| block.items()).map(|(item, _)| item.clone()).collect()
    }

    #[test]
    fn prose_and_directives_alternate_with_their_lines() {
        let found = blocks("# A\n\ntext {{#claim c}}\n\n{{#cell one}}\n{{#figure f}}\n\n{{#studio}}\n\nmore\n");
        let directives = [(5, "Cell(\"one\")"), (6, "Figure(\"f\")"), (8, "Studio")];
        let expected = [&[(1, "# A\n\ntext {{#claim c}}")][..], &directives, &[(10, "more")]].concat();
        let expected: Vec<(usize, String)> =
            expected.into_iter().map(|(line, text)| (line, text.to_string())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn code_hides_directives_and_formulas() {
        assert_eq!(blocks("```text\n{{#cell x}}\n$x$\n```\n").len(), 1);
        assert_eq!(blocks("a `{{#cell x}}` and `$x`\n").len(), 1);
    }

    #[test]
    fn a_solution_stands_behind_the_hints() {
        let hints = "<details>\n<summary>Hint 1</summary>\n\n# no heading\n\n```text\n<details>\n```\n\n</details>\n\n<details>\nb\n</details>";
        for rest in
            ["", "**2. The next.** Text.", "## A heading", "Then try it.\n\n<details>\nc\n</details>", "{{#cell c}}"]
        {
            let found = blocks(&format!("{{{{#exercise e}}}}\n\nTry.\n\n{hints}\n\n{rest}\n"));
            assert_eq!(found[1].1, format!("Try.\n\n{hints}"), "{rest}");
            assert_eq!(found[2].1, "Solution(\"e\")", "{rest}");
            assert_eq!(found.len(), if rest.is_empty() { 3 } else { 4 }, "{found:?}");
        }
    }

    #[test]
    fn without_hints_an_exercise_ends_at_the_first_heading_outside_code_or_at_the_next_directive() {
        let found = blocks("{{#exercise e}}\n\na\n\n```text\n# no\n```\n\n## yes\n\n<details>\nb\n</details>\n");
        assert_eq!(found[1].1, "a\n\n```text\n# no\n```");
        assert!(found[2].1 == "Solution(\"e\")" && found[3].1.starts_with("## yes"), "{found:?}");
        let found = blocks("{{#exercise e}}\n{{#exercise f}}\n\na # b\n");
        let kinds: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(kinds, ["Exercise(\"e\")", "Solution(\"e\")", "Exercise(\"f\")", "a # b", "Solution(\"f\")"]);
    }

    #[test]
    fn every_fault_names_its_line() {
        let cases = [
            ("a\n{{#cel x}}", 2, "`{{#cel x}}` is no directive"),
            ("{{#cell}}", 1, "needs one name"),
            ("{{#studio x}}", 1, "`{{#studio x}}` is no directive"),
            ("a {{#studio}}", 1, "`{{#studio}}` needs a line of its own"),
            ("\n\n{{#cell x", 3, "has no closing }}"),
            ("a {{#cell x}} b", 1, "needs a line of its own"),
            ("a\nb {{#claim none}}", 2, "no claim `none`"),
            ("a $x", 1, LONE_DOLLAR),
            ("a\n\n<summary>$x</summary>\n", 3, LONE_DOLLAR),
            ("$$\na\n- b\n$$\n", 1, LONE_DOLLAR),
        ];
        for (text, line, what) in cases {
            let Faults(faults) = read(text).unwrap_err();
            assert!(faults[0].line == line && faults[0].what.contains(what), "{text}: {faults:?}");
        }
        assert_eq!(read("a {{#claim none}}\n\n$x\n").unwrap_err().0.len(), 2);
    }

    #[test]
    fn claims_are_filled_in_sentences_formulas_and_summaries() {
        let claim = |id: &str| Item::Claim { id: id.into(), printed: format!("<{id}>") };
        assert!(events("a {{#claim x}} b {{#claim y}}.").contains(&claim("y")));
        assert!(events("$q = {{#claim x}}$").contains(&Item::Markdown(Event::InlineMath("q = <x>".into()))));
        let summary = events("<summary>$z$ {{#claim x}}</summary>\n");
        assert!(summary.contains(&claim("x")) && summary.contains(&Item::Markdown(Event::InlineMath("z".into()))));
        let text = "a {{#claim x}} $b {{#claim y}}$";
        let chapter = read(text).unwrap();
        let Content::Prose(prose) = &chapter.blocks[0].content else { panic!("{chapter:?}") };
        let noted: Vec<&str> = prose.claims.iter().map(|(range, _)| &text[range.clone()]).collect();
        assert_eq!(noted, ["{{#claim x}}", "{{#claim y}}"]);
    }

    #[test]
    fn ids_are_the_words_of_the_headings_and_all_differ() {
        let ids = read("# Euler's `step`\n\n## A case: $x$\n\ntext\n\n- ## A case\n\n## $t$\n\n## 定义\n").unwrap().ids;
        assert_eq!(ids, ["eulers-step", "a-case", "a-case-2", "section", "定义"]);
    }
}
