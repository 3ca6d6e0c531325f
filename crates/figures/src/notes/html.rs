//! The HTML of a page.

use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// A piece of HTML, gathered from the lines of a page.
#[derive(Default)]
pub struct Html {
    text: String,
    /// Where each part stands in the text and on the page.
    parts: Vec<(usize, usize)>,
}

/// What a piece of HTML holds, by the places on the page.
#[derive(Default)]
pub struct Markup {
    /// The `src` of each `<img>`.
    pub images: Vec<(usize, String)>,
    /// The comments.
    pub comments: Vec<Range<usize>>,
}

impl Html {
    /// Appends what stands at a place of the page.
    pub fn push(&mut self, at: usize, part: &str) {
        self.parts.push((self.text.len(), at));
        self.text.push_str(part);
    }

    /// Reads what was gathered as a browser reads it.
    pub fn read(&self) -> Markup {
        let mut markup = Markup::default();
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(&self.text, emitter) {
            match token {
                Token::StartTag(tag) if tag.name.as_slice() == b"img" => {
                    let source = tag.attributes.get(b"src".as_slice());
                    let address = source.map(|value| String::from_utf8_lossy(value).into_owned());
                    markup.images.extend(address.map(|address| (self.place(tag.span.start), address)));
                }
                Token::Comment(comment) => {
                    markup.comments.push(self.place(comment.span.start)..self.place(comment.span.end));
                }
                _ => {}
            }
        }
        markup
    }

    /// The place on the page of a place in the text.
    fn place(&self, at: usize) -> usize {
        let last = self.parts.partition_point(|(from, _)| *from <= at).saturating_sub(1);
        self.parts.get(last).map_or(at, |(from, there)| there + at - from)
    }
}
