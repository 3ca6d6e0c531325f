//! Prose: formulas set, claims linked, code in colours, headings and links as the site has them.

use chapters::chapter::{Content, Item, line_at};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd, html::push_html};

use super::lines::{self, Items};
use super::room::SECTION;
use super::section::{FORMULA, Section};
use super::{Writer, code};
use crate::html::escape;
use crate::words;

const OPENING: [char; 5] = ['(', '（', '“', '‘', '《'];
const CLOSING: [char; 19] =
    ['.', ',', ';', ':', '!', '?', ')', '。', '，', '；', '：', '！', '？', '）', '、', '”', '’', '》', '…'];
/// What a page says where the list of the lessons is to stand.
const LESSONS: &str = "<!-- lessons -->";

impl Writer<'_> {
    /// A text that stands in code, such as a caption; without its paragraph if it is `inline`.
    pub(super) fn text(&mut self, text: &str, line: usize, inline: bool) {
        let chapter = match self.course.parse(self.lang, text) {
            Ok(chapter) => chapter,
            Err(faults) => return self.fault(line, faults.to_string()),
        };
        for block in chapter.blocks {
            let Content::Prose(prose) = block.content else { continue };
            let is_frame = |item: &Item| {
                matches!(item, Item::Markdown(Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)))
            };
            let items = prose.items.into_iter().filter(|(item, _)| !(inline && is_frame(item))).collect();
            self.prose(text, items, Some(line));
        }
        if inline {
            self.note(" ");
        }
    }

    /// A piece of prose of a text; its headings and words are noted in the sections. The text is the chapter, or stands
    /// at a `line` of it.
    pub(super) fn prose(&mut self, text: &str, items: Items, line: Option<usize>) {
        let mut heading: Option<usize> = None;
        let mut term = (0, 0);
        let mut in_html = false;
        let mut items = lines::join(items, self.lang).into_iter().peekable();
        while let Some((item, range)) = items.next() {
            let line = line.unwrap_or_else(|| line_at(text, range.start));
            let event = match item {
                Item::Markdown(event) => event,
                Item::Claim { id, printed } => {
                    self.note(&printed);
                    self.claim(&id, &printed);
                    continue;
                }
            };
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let mut source = String::new();
                    while let Some((Item::Markdown(Event::Text(part)), _)) = items.next() {
                        source.push_str(&part);
                    }
                    let is_rust = matches!(kind, pulldown_cmark::CodeBlockKind::Fenced(name) if &*name == "rust");
                    self.push(code::block(source.trim_end(), is_rust) + "\n");
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    if level == HeadingLevel::H2 {
                        self.begin_section();
                    }
                    let id = self.ids.next().unwrap_or_default();
                    self.push(format!("<{level} id=\"{id}\"><a class=\"header\" href=\"#{id}\">"));
                    heading = Some(self.events.len());
                    self.sections.push(Section { level: level as u8, id, ..Section::default() });
                }
                Event::End(TagEnd::Heading(level)) => {
                    let start = heading.take().unwrap_or(self.events.len());
                    if let Some(section) = self.sections.last_mut() {
                        push_html(&mut section.heading, self.events[start..].iter().cloned());
                        section.title = std::mem::take(&mut section.text);
                    }
                    self.push(format!("</a></{level}>\n"));
                    if level == HeadingLevel::H1 {
                        self.table.get_or_insert(self.events.len());
                    }
                }
                Event::Start(Tag::DefinitionListTitle) => {
                    term = (self.events.len(), self.sections.last().map_or(0, |section| section.text.len()));
                    self.push("");
                }
                Event::End(TagEnd::DefinitionListTitle) => {
                    let words = self.sections.last().map_or("", |section| &section.text[term.1..]);
                    let id = term_id(words);
                    let link = format!("<dt id=\"{id}\"><a class=\"header\" href=\"#{id}\">");
                    self.events[term.0] = Event::Html(link.into());
                    self.note(" ");
                    self.push("</a></dt>\n");
                }
                Event::Start(Tag::Paragraph) => {
                    self.events.push(Event::Start(Tag::Paragraph));
                    // The words that open what there is to see are a label.
                    if let Some((Item::Markdown(Event::Text(words)), _)) = items.peek_mut()
                        && let Some(label) = words::see(self.lang).iter().find(|label| words.starts_with(**label))
                    {
                        *words = words[label.len()..].to_string().into();
                        self.note(label);
                        self.push(format!("<strong class=\"see\">{label}</strong>"));
                    }
                }
                Event::Start(Tag::Table(columns)) => {
                    self.push("<div class=\"table-wrapper\">");
                    self.events.push(Event::Start(Tag::Table(columns)));
                }
                Event::End(TagEnd::Table) => {
                    self.events.push(Event::End(TagEnd::Table));
                    self.push("</div>\n");
                }
                Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                    let dest_url = page_of(&dest_url).into();
                    self.events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
                Event::Start(Tag::HtmlBlock) => in_html = true,
                Event::End(TagEnd::HtmlBlock) => in_html = false,
                Event::Html(html) if html.trim() == LESSONS => self.list_of_lessons(),
                Event::Text(words) => {
                    self.note(&words);
                    self.events.push(Event::Text(words));
                }
                Event::Code(words) => {
                    self.note(&words);
                    self.events.push(Event::Code(words));
                }
                Event::InlineMath(tex) => {
                    let formula = self.formula(&tex, false, line);
                    if !in_html {
                        self.note(&FORMULA.to_string());
                    }
                    let closing = match items.peek_mut() {
                        Some((Item::Markdown(Event::Text(words)), _)) => split_closing(words),
                        _ => String::new(),
                    };
                    self.note(&closing);
                    self.unbroken(&formula, &closing);
                }
                Event::DisplayMath(tex) => {
                    self.note(&FORMULA.to_string());
                    let formula = self.formula(&tex, true, line);
                    self.push(formula);
                }
                Event::SoftBreak => {
                    self.note(" ");
                    self.events.push(Event::SoftBreak);
                }
                Event::End(TagEnd::Strong) => {
                    // A full-width mark brings its own space: Markdown wants one behind the emphasis, the eye does not.
                    let strong = text[..range.end].trim_end_matches(['*', '_']);
                    let is_wide = strong.ends_with(['：', '。', '，', '；', '！', '？', '）']);
                    self.events.push(Event::End(TagEnd::Strong));
                    if let Some((Item::Markdown(Event::Text(next)), _)) = items.peek_mut()
                        && let Some(rest) = next.strip_prefix(' ').filter(|_| is_wide)
                    {
                        *next = rest.to_string().into();
                        self.note(" ");
                        self.events.push(Event::Text("\u{200b}".into()));
                    }
                }
                Event::End(
                    end @ (TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::DefinitionListDefinition),
                ) => {
                    self.note(" ");
                    self.events.push(Event::End(end));
                }
                event => self.events.push(event),
            }
        }
    }

    /// Begins a section of the second level: each has an element of its own, which a browser lays out when it comes
    /// into view.
    pub(super) fn begin_section(&mut self) {
        let end = if std::mem::replace(&mut self.in_section, true) { "</section>\n" } else { "" };
        self.push(format!("{end}{SECTION}\n"));
    }

    /// Notes words of the section, for the search; in a heading, they are its title.
    pub(super) fn note(&mut self, words: &str) {
        if let Some(section) = self.sections.last_mut() {
            section.text.push_str(words);
        }
    }

    fn formula(&mut self, tex: &str, display: bool, line: usize) -> String {
        self.course.typesetter.set(tex, display).unwrap_or_else(|why| {
            self.fault(line, format!("the formula `{}` cannot be set: {why}", tex.trim().replace('\n', " ")));
            String::new()
        })
    }

    /// A formula in one span with the punctuation that touches it: a browser may break a line beside a formula, and
    /// would begin the next one with a full stop. Between its parts the formula may still be broken.
    fn unbroken(&mut self, formula: &str, closing: &str) {
        let mut opening = String::new();
        if let Some(Event::Text(before)) = self.events.last_mut() {
            let kept = before.trim_end_matches(OPENING).len();
            opening = before[kept..].to_string();
            *before = before[..kept].to_string().into();
        }
        if opening.is_empty() && closing.is_empty() {
            return self.push_inline(formula.to_string());
        }
        let parts = formula.replace("</span><span class=\"katex-base\">", "</span><wbr><span class=\"katex-base\">");
        self.push_inline(format!("<span class=\"unbroken\">{opening}{parts}{closing}</span>"));
    }

    /// A measured number, linked to its entry in the ledger.
    fn claim(&mut self, id: &str, printed: &str) {
        let law = claims::by_id(id).map(|claim| claim.law.to_string()).unwrap_or_default();
        let title = escape(&format!("{}{law}", words::MEASURED.get(self.lang)));
        let link = format!("<a class=\"claim\" href=\"claims.html#claim-{id}\" title=\"{title}\">{printed}</a>");
        self.push_inline(link);
    }

    fn push_inline(&mut self, html: String) {
        self.events.push(Event::InlineHtml(html.into()));
    }
}

/// The id of a term, as mdBook forms it: terms keep their addresses.
fn term_id(words: &str) -> String {
    let kept = words.trim().to_lowercase().replace(char::is_whitespace, "-");
    kept.replace(|c: char| !c.is_alphanumeric() && c != '-' && c != '_', "")
}

/// Takes the closing punctuation from the start of a text.
fn split_closing(text: &mut CowStr<'static>) -> String {
    let rest = text.trim_start_matches(CLOSING).to_string();
    let closing = text[..text.len() - rest.len()].to_string();
    *text = rest.into();
    closing
}

/// The address of a chapter's page; any other address as it is.
fn page_of(address: &str) -> String {
    let (file, fragment) = address.find('#').map_or((address, ""), |place| address.split_at(place));
    match file.strip_suffix(".md").filter(|_| !address.contains("://")) {
        Some(stem) => format!("{stem}.html{fragment}"),
        None => address.to_string(),
    }
}
