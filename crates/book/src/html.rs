//! HTML: texts made safe for it, and a page read as a browser reads it, its tags and its texts with their lines.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Text for an HTML page or attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An opening tag.
#[derive(Debug)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// Its line in the page.
    pub line: usize,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A page: opening tags, stylesheets, and the texts that a reader sees outside code and formulas.
#[derive(Debug, Default)]
pub struct Page {
    /// The opening tags, in order.
    pub tags: Vec<Tag>,
    /// The texts with their lines.
    pub texts: Vec<(usize, String)>,
    /// The stylesheets inside it with their lines.
    pub styles: Vec<(usize, String)>,
    /// The name of a tag that is opened and not closed, or closed and not open.
    pub unbalanced: Option<String>,
}

/// Tags that nothing closes.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Tags whose text is not prose.
const NO_PROSE: [&str; 6] = ["code", "pre", "script", "style", "math", "title"];

/// Reads a page.
pub fn read(html: &str) -> Page {
    let sink = Sink::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut page = tokenizer.sink.page.into_inner();
    page.unbalanced = page.unbalanced.or(tokenizer.sink.open.into_inner().pop());
    page
}

#[derive(Default)]
struct Sink {
    page: RefCell<Page>,
    depth: RefCell<usize>,
    open: RefCell<Vec<String>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut page = self.page.borrow_mut();
        let line = line as usize;
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                if NO_PROSE.contains(&name.as_str()) {
                    let mut depth = self.depth.borrow_mut();
                    *depth = if tag.kind == TagKind::StartTag { *depth + 1 } else { depth.saturating_sub(1) };
                }
                let mut open = self.open.borrow_mut();
                if tag.kind == TagKind::StartTag && !tag.self_closing && !VOID.contains(&name.as_str()) {
                    open.push(name.clone());
                } else if tag.kind == TagKind::EndTag && open.pop_if(|last| *last == name).is_none() {
                    let is_open = open.contains(&name);
                    page.unbalanced.get_or_insert_with(|| open.last().filter(|_| is_open).unwrap_or(&name).clone());
                }
                if tag.kind == TagKind::StartTag {
                    let attributes =
                        tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
                    let raw = match name.as_str() {
                        "script" => Some(RawKind::ScriptData),
                        "style" => Some(RawKind::Rawtext),
                        _ => None,
                    };
                    page.tags.push(Tag { name, attributes, line });
                    return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
                }
            }
            Token::CharacterTokens(text) if *self.depth.borrow() == 0 => page.texts.push((line, text.to_string())),
            Token::CharacterTokens(text) if page.tags.last().is_some_and(|tag| tag.name == "style") => {
                page.styles.push((line, text.to_string()));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_texts_and_lines_are_read() {
        let page = read(
            "<p id=a>one &amp; two</p>\n<script>if (1 < 2) '<p>'</script>\n<img alt=\"x\"><code>$$</code>\n<style>p{}</style>",
        );
        assert_eq!(page.styles, [(4, "p{}".to_string())]);
        let names: Vec<(&str, usize)> = page.tags.iter().map(|tag| (tag.name.as_str(), tag.line)).collect();
        assert_eq!(names, [("p", 1), ("script", 2), ("img", 3), ("code", 3), ("style", 4)]);
        assert_eq!(page.tags[0].get("id"), Some("a"));
        let text: String = page.texts.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["one", "&", "two"]);
    }

    #[test]
    fn a_tag_that_is_not_closed_is_found() {
        let unbalanced = |html: &str| read(html).unbalanced;
        assert_eq!(
            unbalanced("<p>a<br> <img src=x> <path d=\"\"/> <b>c</b></p><!-- <i> --><script>'<u>'</script>"),
            None
        );
        for html in ["<p>Vec<f64></p>", "<b><f64>", "a</f64>", "<p></f64></p>"] {
            assert_eq!(unbalanced(html).as_deref(), Some("f64"), "{html}");
        }
    }
}
