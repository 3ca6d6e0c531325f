//! The HTML of a page.

use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::address::{candidates, is_picture};
use super::source::Source;

/// What a stretch of text between tags is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Words.
    Words,
    /// In `<pre>`, `<code>`, ..
    Code,
    /// In `<script>` or `<style>`.
    Script,
    /// Markup that is to be read once more: in `<noscript>`, or in a tag with the attribute `markdown`.
    Markup,
}

/// What a piece of HTML holds, by places of the text that it was gathered from.
#[derive(Default)]
pub struct Markup {
    /// Each tag that shows a picture, and each address it names.
    pub pictures: Vec<(Range<usize>, String)>,
    /// The comments.
    pub comments: Vec<Range<usize>>,
    /// What stands between tags.
    pub texts: Vec<(Text, Range<usize>)>,
    /// Words in attributes.
    pub labels: Vec<String>,
}

/// Elements that are open and say what their text is.
#[derive(Default)]
pub struct Open(Vec<(Vec<u8>, Text)>);

impl Open {
    /// What the text is here.
    pub fn text(&self) -> Text {
        self.0.last().map_or(Text::Words, |(_, text)| *text)
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        let is_markdown = tag.attributes.get(b"markdown".as_slice()).is_some_and(|value| value.as_slice() != b"0");
        let text = match tag.name.as_slice() {
            b"script" | b"style" => Text::Script,
            b"pre" | b"code" | b"kbd" | b"samp" | b"textarea" => Text::Code,
            b"noscript" => Text::Markup,
            _ if is_markdown => Text::Markup,
            _ => return,
        };
        self.0.push((tag.name.to_vec(), text));
    }

    fn end(&mut self, name: &[u8]) {
        if let Some(at) = self.0.iter().rposition(|(open, _)| open == name) {
            self.0.truncate(at);
        }
    }
}

/// Reads a piece of HTML as a browser reads it.
pub fn read(html: &Source, open: &mut Open) -> Markup {
    let mut markup = Markup::default();
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut end = 0;
    for Ok(token) in Tokenizer::new_with_emitter(&html.text, emitter) {
        let span = match &token {
            Token::StartTag(tag) => tag.span,
            Token::EndTag(tag) => tag.span,
            Token::Comment(comment) => comment.span,
            Token::Doctype(doctype) => doctype.span,
            Token::String(_) | Token::Error(_) => continue,
        };
        markup.text(open.text(), html, end..span.start);
        end = span.end;
        let range = html.places(&(span.start..span.end));
        match token {
            Token::StartTag(tag) => {
                markup.pictures.extend(pictures(&tag).into_iter().map(|address| (range.clone(), address)));
                let labels = [b"alt".as_slice(), b"title"].into_iter().filter_map(|name| attribute(&tag, name));
                markup.labels.extend(labels);
                open.start(&tag);
            }
            Token::EndTag(tag) => open.end(&tag.name),
            Token::Comment(_) => markup.comments.push(range),
            _ => {}
        }
    }
    markup.text(open.text(), html, end..html.text.len());
    markup
}

impl Markup {
    /// Notes what stands between two tags, part by part as it was gathered.
    fn text(&mut self, text: Text, html: &Source, range: Range<usize>) {
        let mut at = range.start;
        for line in html.text.get(range).unwrap_or_default().split_inclusive('\n') {
            self.texts.push((text, html.places(&(at..at + line.len()))));
            at += line.len();
        }
    }
}

/// The pictures that a tag shows, each candidate of a set.
fn pictures(tag: &StartTag<usize>) -> Vec<String> {
    let one = |name: &[u8]| attribute(tag, name).into_iter().collect::<Vec<_>>();
    let set = |name: &[u8]| {
        let set = attribute(tag, name).unwrap_or_default();
        candidates(&set).into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    let named = |mut addresses: Vec<String>| {
        addresses.retain(|address| is_picture(address));
        addresses
    };
    match tag.name.as_slice() {
        b"img" | b"amp-img" => {
            let mut source = one(b"src");
            // What a script puts there later, in place of nothing or of a grey pixel.
            if source.iter().all(|address| address.starts_with("data:")) {
                source.extend(named([one(b"data-src"), set(b"data-srcset")].concat()));
            }
            [source, set(b"srcset")].concat()
        }
        b"source" => [set(b"srcset"), named(one(b"src"))].concat(),
        b"video" => one(b"poster"),
        b"object" => named(one(b"data")),
        b"embed" | b"input" => named(one(b"src")),
        b"image" => named([one(b"href"), one(b"xlink:href")].concat()),
        _ => Vec::new(),
    }
}

fn attribute(tag: &StartTag<usize>, name: &[u8]) -> Option<String> {
    Some(String::from_utf8_lossy(tag.attributes.get(name)?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_comments_and_texts_stand_where_they_stand() {
        let html = "a<p title='t'>b<!-- c --><pre>d</pre><script>e</script><i markdown>f</i>g\n<img src=h.png>";
        let markup = read(&Source::new(0, html), &mut Open::default());
        let texts: Vec<(Text, &str)> =
            markup.texts.iter().map(|(text, range)| (*text, html[range.clone()].trim())).collect();
        let expected = [
            (Text::Words, "a"),
            (Text::Words, "b"),
            (Text::Code, "d"),
            (Text::Script, "e"),
            (Text::Markup, "f"),
            (Text::Words, "g"),
        ];
        assert_eq!(texts, expected);
        assert_eq!(html[markup.comments[0].clone()], *"<!-- c -->");
        let (range, address) = &markup.pictures[0];
        assert_eq!((&html[range.clone()], address.as_str()), ("<img src=h.png>", "h.png"));
        assert_eq!(markup.labels, ["t"]);
    }
}
