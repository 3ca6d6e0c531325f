//! Goes through the Markdown of a page and tells prose, code and pictures apart.
//!
//! A page is read as one stream of Markdown events, with the dialects that no Markdown parser knows made Markdown before
//! ([`indented`], [`mask`]) or recognised in the stream ([`directive`], [`html`]). What stands inside of something, as
//! code in a list or a caption in a directive, is gathered and read in the same way.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::address::{Skip, is_picture, local};
use super::directive::{self, Block};
use super::html::{self, Text};
use super::indented;
use super::mask::{Masked, mask};
use super::reading::{Found, Hidden, Reading};
use super::source::Source;
use super::template;

/// How deep what stands in something in something is looked through: a line of n spaces is n/4 levels of code in code.
const DEEPEST: usize = 16;

/// Reads a part of a page. `resources` are the names that the page gives to addresses.
pub fn read(source: &Source, resources: &[(String, String)]) -> Reading {
    let mut reading = Reading::default();
    read_into(&mut reading, source, resources, &Inside::default());
    reading
}

/// What a text stands in.
#[derive(Clone, Copy, Default)]
struct Inside {
    depth: usize,
    is_code: bool,
}

fn read_into(reading: &mut Reading, source: &Source, resources: &[(String, String)], inside: &Inside) {
    if inside.depth > DEEPEST {
        return;
    }
    let source = indented::move_out(source);
    let masked = mask(&source.text);
    let mut reader = Reader {
        source: &source,
        masked: &masked,
        resources,
        inside: *inside,
        reading,
        done: Vec::new(),
        silent: vec![false; source.text.len()],
        code: None,
        html: Source::default(),
        open: html::Open::default(),
        links: 0,
    };
    reader.silence();
    let dialect = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    for (event, range) in Parser::new_ext(&masked.text, dialect).into_offset_iter() {
        reader.event(event, range);
    }
    reader.templates();
}

struct Reader<'a> {
    source: &'a Source,
    masked: &'a Masked,
    resources: &'a [(String, String)],
    inside: Inside,
    reading: &'a mut Reading,
    /// Where no tag of a template is looked for any more.
    done: Vec<Range<usize>>,
    /// For each byte, whether it is no prose: formulas and tags.
    silent: Vec<bool>,
    /// The code block that is open: its info string and its content.
    code: Option<(String, Source)>,
    /// The HTML block that is open, with places in the text.
    html: Source,
    /// The inline elements that are open.
    open: html::Open,
    /// How many links and images are open.
    links: usize,
}

impl Reader<'_> {
    fn silence(&mut self) {
        let Masked { template, formulas, .. } = self.masked;
        let tags = template.tags.iter().map(|tag| &tag.range);
        for range in tags.chain(&template.code).chain(&template.expressions).chain(formulas) {
            self.silent[range.clone()].fill(true);
        }
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, Source::default()));
            }
            Event::Text(_) => match &mut self.code {
                Some((_, content)) => content.extend(self.source, range),
                None if self.open.text() == Text::Script => self.hide(range, Hidden::Script),
                None => self.words(range, self.links > 0),
            },
            Event::End(TagEnd::CodeBlock) => {
                let (info, content) = self.code.take().unwrap_or_default();
                if !(info.is_empty() && self.is_tags(&range)) {
                    self.block(&info, &content, range);
                }
            }
            Event::Code(_) => {
                let mut content = Source::default();
                content.extend(self.source, range.clone());
                content.text = content.text.replace('`', " ");
                self.block("", &content, range);
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                self.links += 1;
                self.image(link_type, &dest_url, range);
            }
            Event::Start(Tag::Link { .. }) => self.links += 1,
            Event::End(TagEnd::Image | TagEnd::Link) => self.links -= 1,
            Event::Html(piece) => self.html.push(range.start, &piece),
            Event::End(TagEnd::HtmlBlock) => {
                let html = std::mem::take(&mut self.html);
                self.markup(html::read(&html, &mut html::Open::default()));
            }
            Event::InlineHtml(piece) => {
                let was = self.open.text();
                let mut markup = html::read(&Source::new(range.start, &piece), &mut self.open);
                if piece.len() < range.len() {
                    // A tag over several lines of a quote is without their marks: its parts have no places.
                    markup.pictures.iter_mut().for_each(|(part, _)| *part = range.clone());
                }
                match was {
                    Text::Script => self.hide(range, Hidden::Script),
                    _ => self.markup(markup),
                }
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::End(_) => self.open = html::Open::default(),
            _ => {}
        }
    }

    fn image(&mut self, link_type: LinkType, address: &str, range: Range<usize>) {
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        // In a table the bar of `![[a.png\|300]]` is escaped.
        let address = if is_wiki { address.trim_end_matches('\\') } else { address };
        let formulas = &self.masked.formulas;
        let formula = formulas.partition_point(|formula| formula.end <= range.start);
        let in_formula = formulas.get(formula).is_some_and(|formula| formula.start <= range.start);
        let in_script = self.open.text() == Text::Script;
        // `![[another note]]` shows a note, and `$n![a](x)$` a factorial.
        if in_script || (is_wiki || in_formula) && !is_picture(address) {
            return;
        }
        let address = self.unmask(address, &range);
        self.found(address, range, None);
    }

    /// Something that shows a picture.
    fn found(&mut self, address: String, range: Range<usize>, skip: Option<Skip>) {
        let skip = if self.inside.is_code { Some(Skip::Code) } else { skip };
        self.reading.found.push(Found { range: self.source.places(&range), address, skip });
    }

    /// What stands behind the mask at an address. `near` is where the address was found.
    fn unmask(&self, address: &str, near: &Range<usize>) -> String {
        let masked = &self.masked.text;
        let at = masked[near.clone()].rfind(address).map(|at| near.start + at).or_else(|| masked.find(address));
        at.map_or(address, |at| &self.source.text[at..at + address.len()]).to_string()
    }

    /// Whether nothing but tags of templates stands there: they are run, however far they are indented.
    fn is_tags(&self, range: &Range<usize>) -> bool {
        let mut bytes = self.source.text[range.clone()].bytes().zip(&self.silent[range.clone()]);
        bytes.all(|(byte, silent)| *silent || byte.is_ascii_whitespace() || byte == b'>')
    }

    /// A block of code or of something that only looks like it.
    fn block(&mut self, info: &str, content: &Source, range: Range<usize>) {
        let has_colons = self.source.text[range.clone()].starts_with(':');
        match directive::block(info, has_colons) {
            Block::Code => {
                self.inside(content, true);
                self.hide(range, Hidden::Code);
            }
            Block::Prose => {
                self.inside(&directive::body(content), false);
                self.done.push(range);
            }
            Block::Picture(address) => {
                self.inside(&directive::body(content), false);
                let address = self.unmask(&address, &range);
                self.found(address, range.clone(), None);
                self.done.push(range);
            }
        }
    }

    /// Reads what stands inside.
    fn inside(&mut self, content: &Source, is_code: bool) {
        let inside = Inside { depth: self.inside.depth + 1, is_code: self.inside.is_code || is_code };
        read_into(self.reading, content, self.resources, &inside);
    }

    fn hide(&mut self, range: Range<usize>, hidden: Hidden) {
        self.reading.hidden.push((self.source.places(&range), hidden));
        self.done.push(range);
    }

    fn markup(&mut self, markup: html::Markup) {
        for (range, address) in markup.pictures {
            let address = self.unmask(&address, &range);
            // `src="{% asset_path a.png %}"` is found as a tag.
            let tags = template::read(&address).tags;
            if tags.iter().all(|tag| tag.pictures().is_empty()) {
                self.found(address, range, None);
            }
        }
        markup.comments.into_iter().for_each(|range| self.hide(range, Hidden::Comment));
        markup.labels.iter().for_each(|label| self.label(label));
        let mut again = Source::default();
        for (text, range) in markup.texts {
            match text {
                Text::Words => self.words(range, false),
                Text::Code => {}
                Text::Script => self.hide(range, Hidden::Script),
                Text::Markup => {
                    let indent = range.len() - self.source.text[range.clone()].trim_start_matches([' ', '\t']).len();
                    again.extend(self.source, range.start + indent..range.end);
                    self.done.push(range);
                }
            }
        }
        if !again.text.is_empty() {
            self.inside(&again, false);
        }
    }

    /// Words of a caption, or for those who do not see the picture.
    fn label(&mut self, label: &str) {
        if !self.inside.is_code {
            self.reading.say(label.chars(), true);
        }
    }

    /// Words at a place, those that are no formula and no tag.
    fn words(&mut self, range: Range<usize>, is_aside: bool) {
        if self.inside.is_code || self.open.text() == Text::Code {
            return;
        }
        let text = self.source.text[range.clone()].char_indices();
        self.reading.say(text.filter(|(at, _)| !self.silent[range.start + at]).map(|(_, c)| c), is_aside);
    }

    /// The tags of templates, where no code and no comment is.
    fn templates(&mut self) {
        let is_done = |done: &[Range<usize>], at: usize| done.iter().any(|range| range.contains(&at));
        for range in &self.masked.template.code {
            if !is_done(&self.done, range.start) {
                let mut content = Source::default();
                content.extend(self.source, range.clone());
                self.block("", &content, range.clone());
            }
        }
        for tag in &self.masked.template.tags {
            if is_done(&self.done, tag.range.start) {
                continue;
            }
            tag.words().for_each(|words| self.label(words));
            for name in tag.pictures() {
                let resource = self.resources.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
                let address = resource.map_or(name, |(_, address)| address).to_string();
                let is_name = !is_picture(&address) && local(&address).is_ok();
                self.found(address, tag.range.clone(), is_name.then_some(Skip::Placeholder));
            }
        }
    }
}
