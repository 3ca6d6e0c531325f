//! Prose: formulas set, claims filled, code in colours, admonitions titled; all else stays as it is.

use std::mem::take;
use std::ops::Range;

use chapters::chapter;
use flowlab::Lang;
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::code;
use super::list;
use super::sections::FORMULA;
use super::{Composer, Section};
use crate::markdown::{escape, events, line_at};
use crate::words;

const OPENING: [char; 5] = ['(', '（', '“', '‘', '《'];
const CLOSING: [char; 19] =
    ['.', ',', ';', ':', '!', '?', ')', '。', '，', '；', '：', '！', '？', '）', '、', '”', '’', '》', '…'];

/// What is wrong with a `$` in which Markdown saw no formula.
pub const LONE_DOLLAR: &str = "a `$` that makes no formula: close it in its paragraph, balance its braces, leave no space \
    inside the dollars, begin no line of it with -, + or #, and in a table write \\vert for |";

/// Pieces of a text and what stands in their place.
type Edits = Vec<(Range<usize>, String)>;

impl Composer<'_> {
    /// A piece of prose as it stands on the page; its headings and words are noted in the sections.
    pub(super) fn prose(&mut self, text: &str, first: usize) -> String {
        let known = chapter::fill_claims(text, first, |id| self.course.ledger.printed(id).map(str::to_string));
        if let Err(bad) = known {
            self.fault(bad.line, bad.why);
            return String::new();
        }
        let mut edits: Edits = Vec::new();
        let mut in_code = false;
        let mut heading: Option<Section> = None;
        for (event, range) in events(text) {
            let line = line_at(text, range.start, first);
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    in_code = true;
                    edits.extend(coloured(text, range, &kind));
                }
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Start(Tag::Heading { level, id, .. }) => {
                    let own = self.next_id();
                    if level == HeadingLevel::H2 {
                        edits.push((range.start..range.start, self.new_section()));
                    }
                    if id.is_none() {
                        let end = range.start + text[range].trim_end().len();
                        edits.push((end..end, format!(" {{#{own}}}")));
                    }
                    heading = Some(Section { level: level as u8, id: own, ..Section::default() });
                }
                Event::End(TagEnd::Heading(_)) => self.sections.extend(heading.take()),
                Event::Start(Tag::Paragraph) => edits.extend(what_to_see(text, range.start, self.lang)),
                Event::Text(words) if !in_code => {
                    if words.contains('$') {
                        self.fault(line, LONE_DOLLAR);
                    }
                    self.note(&mut heading, &escape(&words), &words);
                }
                Event::Code(words) => {
                    self.note(&mut heading, &format!("<code>{}</code>", escape(&words)), &words);
                }
                Event::InlineMath(tex) => {
                    let formula = self.formula(&tex, false, line);
                    self.note(&mut heading, &formula, &FORMULA.to_string());
                    edits.push(with_punctuation(text, range, &formula));
                }
                Event::DisplayMath(tex) => {
                    edits.push((range, self.formula(&tex, true, line)));
                    self.note(&mut heading, "", &FORMULA.to_string());
                }
                Event::Html(html) if html.trim() == list::MARK => edits.push((range, self.lessons() + "\n")),
                Event::Html(html) if html.contains('$') => edits.push((range, self.formulas_in_html(&html, line))),
                Event::Start(Tag::BlockQuote(Some(kind))) => {
                    edits.extend(admonition(text, range.start, kind, self.lang));
                }
                Event::End(TagEnd::Strong) => edits.extend(doubled_space(text, range.end)),
                Event::SoftBreak => match joined_line(text, range.start) {
                    Some(gap) => edits.push((gap, String::new())),
                    None => self.note(&mut heading, " ", " "),
                },
                Event::End(
                    TagEnd::Paragraph
                    | TagEnd::Item
                    | TagEnd::TableCell
                    | TagEnd::DefinitionListTitle
                    | TagEnd::DefinitionListDefinition,
                ) => self.note(&mut heading, "", " "),
                _ => {}
            }
        }
        let filled = chapter::fill_claims(&edited(text, edits), first, |id| self.claim(id));
        filled.unwrap_or_else(|bad| {
            self.fault(bad.line, bad.why);
            String::new()
        })
    }

    /// The id of the next heading of the page.
    fn next_id(&mut self) -> String {
        let number = self.sections.len();
        self.chapter.ids.get_mut(number).map_or_else(|| format!("section-{}", number + 1), take)
    }

    /// Notes words of the heading that is open, else of the section's text.
    fn note(&mut self, heading: &mut Option<Section>, html: &str, words: &str) {
        if let Some(section) = heading {
            section.heading.push_str(&html.replace('\'', "’"));
            section.title.push_str(words);
        } else if let Some(section) = self.sections.last_mut() {
            let digits = |id: &str| self.course.ledger.printed(id).map(str::to_string);
            section.text.push_str(&chapter::fill_claims(words, 1, digits).unwrap_or_default());
        }
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
        let (law, entry) = (claims::by_id(id)?.law, self.course.ledger.entry(id)?);
        let title = match self.lang {
            Lang::En => format!("measured; theory: {law}"),
            Lang::Zh => format!("测量值；理论值：{law}"),
        };
        Some(format!("<a class=\"claim\" href=\"claims.html#claim-{id}\" title=\"{title}\">{}</a>", entry.printed))
    }
}

/// The text with its edits, which overlap nowhere: that of a heading's end is found before those of its formulas.
fn edited(text: &str, mut edits: Edits) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len() * 2);
    let mut done = 0;
    for (range, replacement) in edits {
        out.push_str(&text[done..range.start]);
        out.push_str(&replacement);
        done = range.end;
    }
    out + &text[done..]
}

/// A fenced block of code as HTML.
fn coloured(text: &str, block: Range<usize>, kind: &CodeBlockKind<'_>) -> Option<(Range<usize>, String)> {
    let CodeBlockKind::Fenced(language) = kind else { return None };
    let inner = events(&text[block.clone()]).filter_map(|(event, _)| match event {
        Event::Text(code) => Some(code.to_string()),
        _ => None,
    });
    let code: String = inner.collect();
    let end = block.start + text[block.clone()].trim_end().len();
    Some((block.start..end, code::block(code.trim_end(), &**language == "rust")))
}

/// The words that open what there is to see, if the paragraph at `start` does, as the label that they are.
fn what_to_see(text: &str, start: usize, lang: Lang) -> Option<(Range<usize>, String)> {
    let label = words::SEE.get(lang);
    text[start..].starts_with(label).then(|| {
        let range = start..start + label.len();
        (range, format!("<strong class=\"see\">{label}</strong>"))
    })
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
    let seen = after.trim_start_matches(['*', '_', '[']);
    let joins = before.ends_with(is_chinese) && seen.starts_with(|c| is_chinese(c) || matches!(c, '“' | '‘'));
    joins.then(|| before.len()..text.len() - after.len())
}

/// The space after an emphasis that ends in a full-width mark, which brings its own: Markdown wants one there, the eye
/// does not. A space of no width, as an entity, satisfies both.
fn doubled_space(text: &str, end_of_strong: usize) -> Option<(Range<usize>, String)> {
    let inner = text[..end_of_strong].trim_end_matches(['*', '_']);
    let doubled = inner.ends_with(['：', '。', '，', '；', '！', '？', '）']) && text[end_of_strong..].starts_with(' ');
    doubled.then(|| (end_of_strong..end_of_strong + 1, "&#8203;".to_string()))
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
