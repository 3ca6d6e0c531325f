//! Finds the local images that a page of notes uses: a Markdown file, as Hugo reads it.
//!
//! An image is an HTML tag `<img src>`, a Markdown `![]()` or `![][]`, a Hugo shortcode `figure` or `img`, or the front
//! matter's cover. Comments show nothing. Code shows its text: an image in it is listed, and skipped.

mod front_matter;
mod html;
mod markdown;
mod shortcode;

use std::borrow::Cow;

use flowlab::Lang;
use percent_encoding::percent_decode_str;

use markdown::Found;

/// A page of notes, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notes {
    /// Its images in the order in which they stand there, each once.
    pub images: Vec<Image>,
    /// What is wrong with the front matter, and in which line: its cover is not among the images then.
    pub fault: Option<(usize, String)>,
    /// The language of most of its words.
    pub lang: Lang,
}

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

impl Notes {
    /// Reads a page.
    pub fn read(page: &str) -> Notes {
        let front = front_matter::read(page);
        let body = &page[front.end..];
        let cover = front.cover.into_iter().map(|(at, address)| Found { at, address, in_code: false });
        let in_body = markdown::images(body).into_iter().map(|image| Found { at: front.end + image.at, ..image });
        let mut found: Vec<Found> = cover.chain(in_body).collect();
        found.sort_by_key(|image| image.at);
        let line = |at: usize| 1 + page.bytes().take(at).filter(|byte| *byte == b'\n').count();
        let mut images: Vec<Image> = Vec::new();
        for Found { at, address, in_code } in found {
            let file = if in_code { Err(Skip::Code) } else { local(&address) };
            let same = |other: &Image| other.file == file && (file.is_ok() || other.spelled == address);
            if !images.iter().any(same) {
                images.push(Image { line: line(at), spelled: address, file });
            }
        }
        Notes { images, fault: front.fault.map(|(at, why)| (line(at), why)), lang: language_of_text(body) }
    }
}

/// The language that a page's name tells, such as `notes.zh.md`.
pub fn language_of_name(name: &str) -> Option<Lang> {
    let mut parts = name.rsplit('.').skip(1);
    Lang::from_code(parts.next().filter(|_| parts.next().is_some())?)
}

/// Chinese if a text has more Chinese characters than Latin words, formulas and tags aside.
fn language_of_text(text: &str) -> Lang {
    let prose = prose(text);
    let chinese = prose.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let latin = prose.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).count();
    if chinese > latin { Lang::Zh } else { Lang::En }
}

/// The words of a page: without tags, formulas and inline code.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for outside in text.split("$$").step_by(2) {
        let mut until: Option<char> = None;
        for c in outside.chars() {
            match until {
                Some(end) if c == end || (c == '\n' && end != '>') => until = None,
                Some(_) => {}
                None => match c {
                    '<' => until = Some('>'),
                    '$' | '`' => until = Some(c),
                    _ => out.push(c),
                },
            }
        }
    }
    out
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
    let spelled = address.split(['?', '#']).next().unwrap_or_default();
    // `my%20traj.png` is `my traj.png`; what is no UTF-8 then is no escape.
    let path = percent_decode_str(spelled).decode_utf8().unwrap_or(Cow::Borrowed(spelled));
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

#[cfg(test)]
mod tests;
