//! The images of a piece of Markdown, in its own syntax, in HTML and in shortcodes.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html::Html;
use super::shortcode;

/// An image as it stands on a page.
pub struct Found {
    /// Its place.
    pub at: usize,
    /// Its address, as spelled.
    pub address: String,
    /// Whether it stands in code.
    pub in_code: bool,
}

/// How deep code in code in code is looked through: a line of n spaces is n/4 levels of it.
const DEEPEST: usize = 16;

/// All images of a text, in no order.
pub fn images(text: &str) -> Vec<Found> {
    read(text, 0)
}

fn read(text: &str, depth: usize) -> Vec<Found> {
    let mut reader = Reader { depth, ..Reader::default() };
    let (mut code, mut html) = (None, Html::default());
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = Some(String::new()),
            Event::Text(piece) => code.iter_mut().for_each(|code| code.push_str(&piece)),
            Event::End(TagEnd::CodeBlock) => reader.code(range, &code.take().unwrap_or_default()),
            Event::Code(content) => reader.code(range, &content),
            Event::Start(Tag::Image { dest_url, .. }) => reader.image(range.start, dest_url.into_string()),
            Event::Html(piece) => html.push(range.start, &piece),
            Event::End(TagEnd::HtmlBlock) => reader.html(&std::mem::take(&mut html)),
            Event::InlineHtml(piece) => {
                let mut html = Html::default();
                html.push(range.start, &piece);
                reader.html(&html);
            }
            _ => {}
        }
    }
    for (at, address) in shortcode::images(text) {
        if !reader.hidden.iter().any(|range| range.contains(&at)) {
            reader.image(at, address);
        }
    }
    reader.found
}

#[derive(Default)]
struct Reader {
    /// How many pieces of code the text stands in.
    depth: usize,
    found: Vec<Found>,
    /// Code and comments: no shortcode stands there.
    hidden: Vec<Range<usize>>,
}

impl Reader {
    fn image(&mut self, at: usize, address: String) {
        self.found.push(Found { at, address, in_code: false });
    }

    fn code(&mut self, range: Range<usize>, content: &str) {
        if self.depth < DEEPEST {
            let inside = read(content, self.depth + 1).into_iter();
            self.found.extend(inside.map(|image| Found { at: range.start, in_code: true, ..image }));
        }
        self.hidden.push(range);
    }

    fn html(&mut self, html: &Html) {
        let markup = html.read();
        markup.images.into_iter().for_each(|(at, address)| self.image(at, address));
        self.hidden.extend(markup.comments);
    }
}
