//! Finds the local images that a page of notes uses: a Markdown file, as Hugo reads it.
//!
//! An image is an HTML tag `<img src>`, a Markdown `![]()` or `![][]`, a Hugo shortcode `figure` or `img`, or the front
//! matter's cover. Comments show nothing. Code shows its text: an image in it is listed, and skipped.

mod front_matter;
mod markup;

use std::ops::Range;

use flowlab::Lang;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// An image of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Line of the page, from 1.
    pub line: usize,
    /// The address as the page spells it.
    pub spelled: String,
    /// The file, as a path below the page's folder with `/` between names; else why there is none to draw.
    pub file: Result<String, Skip>,
}

/// Why an image is no file beside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// `https://..`, `//host/..`, `data:..`
    Address,
    /// `/img/a.png`
    Absolute,
    /// `../a.png`
    Outside,
    /// Between backticks or in a code block.
    Code,
    /// `<image path/url>`, `{{ .. }}`, or nothing at all.
    Placeholder,
}

impl Skip {
    /// The reason in words.
    pub fn why(self) -> &'static str {
        match self {
            Skip::Address => "an address",
            Skip::Absolute => "an absolute path",
            Skip::Outside => "leads out of the page's folder",
            Skip::Code => "in code",
            Skip::Placeholder => "a placeholder",
        }
    }
}

/// The images of a page in the order in which they stand there, each once.
pub fn images(page: &str) -> Vec<Image> {
    let front = front_matter::of(page);
    let mut found: Vec<Found> =
        front.cover.into_iter().map(|(at, address)| Found { at, address, in_code: false }).collect();
    found.extend(scan(&page[front.end..], 0).into_iter().map(|image| Found { at: front.end + image.at, ..image }));
    found.sort_by_key(|image| image.at);
    let mut images: Vec<Image> = Vec::new();
    for Found { at, address, in_code } in found {
        let file = if in_code { Err(Skip::Code) } else { local(&address) };
        let same = |other: &Image| other.file == file && (file.is_ok() || other.spelled == address);
        if !images.iter().any(same) {
            let line = 1 + page[..at].matches('\n').count();
            images.push(Image { line, spelled: address, file });
        }
    }
    images
}

/// The language of a page: what its name says (`notes.zh.md`), else Chinese if it has more Chinese characters than
/// Latin words, formulas and tags aside.
pub fn language(file_name: &str, page: &str) -> Lang {
    let from_name = file_name.rsplit('.').nth(1).filter(|_| file_name.matches('.').count() > 1);
    from_name.and_then(Lang::from_code).unwrap_or_else(|| {
        let prose = markup::prose(&page[front_matter::of(page).end..]);
        let chinese = prose.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        let latin = prose.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).count();
        if chinese > latin { Lang::Zh } else { Lang::En }
    })
}

struct Found {
    at: usize,
    address: String,
    in_code: bool,
}

/// How deep code in code in code is looked through: a line of n spaces is n/4 levels of it.
const DEEPEST: usize = 16;

/// All images of a piece of Markdown, in no order; `depth` is the number of pieces of code that it stands in.
fn scan(text: &str, depth: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let mut code: Vec<Range<usize>> = Vec::new();
    let mut block: Option<String> = None;
    let mut in_code = |range: Range<usize>, content: &str| {
        let inside = if depth < DEEPEST { scan(content, depth + 1) } else { Vec::new() };
        let images =
            inside.into_iter().map(|image| Found { at: range.start, in_code: true, ..image }).collect::<Vec<_>>();
        code.push(range);
        images
    };
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => block = Some(String::new()),
            Event::End(TagEnd::CodeBlock) => found.extend(in_code(range, &block.take().unwrap_or_default())),
            Event::Text(piece) if block.is_some() => block.iter_mut().for_each(|text| text.push_str(&piece)),
            Event::Code(content) => found.extend(in_code(range, &content)),
            Event::Start(Tag::Image { dest_url, .. }) => {
                found.push(Found { at: range.start, address: dest_url.into_string(), in_code: false });
            }
            _ => {}
        }
    }
    let html = markup::without_quote_marks(text);
    let free = |at: usize| !code.iter().any(|range| range.contains(&at));
    let comments = markup::comments(&html, free);
    let shown = |at: usize| free(at) && !comments.iter().any(|range| range.contains(&at));
    let written = markup::tags(&html).into_iter().chain(markup::shortcodes(&html));
    found.retain(|image| !comments.iter().any(|range| range.contains(&image.at)));
    found.extend(written.filter(|(at, _)| shown(*at)).map(|(at, address)| Found { at, address, in_code: false }));
    found
}

/// The path below the page's folder that an address means.
fn local(address: &str) -> Result<String, Skip> {
    let address = address.trim();
    if address.contains(['<', '>']) || address.contains("{{") || address.chars().any(char::is_control) {
        return Err(Skip::Placeholder);
    }
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    if is_scheme || address.starts_with("//") {
        return Err(Skip::Address);
    }
    let path = percent_decoded(address.split(['?', '#']).next().unwrap_or_default());
    // a backslash parts names on Windows, and browsers read it as a slash
    let drive = path.as_bytes().get(..2).is_some_and(|drive| drive[0].is_ascii_alphabetic() && drive[1] == b':');
    if path.starts_with(['/', '\\']) || drive {
        return Err(Skip::Absolute);
    }
    let names: Vec<&str> = path.split(['/', '\\']).filter(|name| !matches!(*name, "" | ".")).collect();
    if names.contains(&"..") {
        return Err(Skip::Outside);
    }
    if names.is_empty() || path.chars().any(char::is_control) {
        return Err(Skip::Placeholder);
    }
    Ok(names.join("/"))
}

/// `my%20traj.png` as `my traj.png`; the text itself if that is not UTF-8.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
        match byte.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_string())
}

#[cfg(test)]
mod tests;
