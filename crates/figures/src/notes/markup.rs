//! HTML tags and Hugo shortcodes in a page, found by a scan of its text.

use std::ops::Range;

/// The text with the marks `>` of a block quote as spaces, so that a tag may go on over its lines. Places stay.
pub fn without_quote_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    for line in text.split_inclusive('\n') {
        let body = line.trim_start_matches([' ', '\t', '>']);
        let marks = &line[..line.len() - body.len()];
        if quoted && marks.contains('>') {
            out.push_str(&" ".repeat(marks.len()));
            out.push_str(body);
        } else {
            out.push_str(line);
        }
        quoted = marks.contains('>');
    }
    out
}

/// The HTML comments that start at a place for which `free` holds.
pub fn comments(text: &str, free: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<!--").map(|found| at + found) {
        at = start + 4;
        if free(start) {
            at = text[at..].find("-->").map_or(text.len(), |found| at + found + 3);
            comments.push(start..at);
        }
    }
    comments
}

/// The place and the `src` of each `<img>`.
pub fn tags(text: &str) -> Vec<(usize, String)> {
    let starts = text.match_indices('<').filter(|(at, _)| {
        let name = text.get(at + 1..at + 4).is_some_and(|name| name.eq_ignore_ascii_case("img"));
        name && text[at + 4..].starts_with(|c: char| c.is_ascii_whitespace() || c == '/')
    });
    let source = |at: usize| attributes(&text[at + 4..], ">").into_iter().find(|(name, _)| name == "src");
    starts.filter_map(|(at, _)| source(at).map(|(_, address)| (at, without_entities(&address)))).collect()
}

/// The place and the image of each shortcode `figure` or `img`: its `src`, else its first bare word.
pub fn shortcodes(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("{{") {
        let inner = &text[at + 2..];
        let end = match inner.chars().next() {
            Some('<') => ">}}",
            Some('%') => "%}}",
            _ => continue,
        };
        let inner = inner[1..].trim_start();
        let name: &str = inner.split(|c: char| c.is_whitespace() || c == '>' || c == '%').next().unwrap_or_default();
        if matches!(name, "figure" | "img") {
            let given = attributes(&inner[name.len()..], end);
            let source = given.iter().find(|(name, _)| name == "src").map(|(_, value)| value);
            let bare = given.first().filter(|(_, value)| value.is_empty()).map(|(name, _)| name);
            found.extend(source.or(bare).map(|address| (at, address.clone())));
        }
    }
    found
}

/// The attributes up to `end`: names in lower case with their values. A value stands in any quotes or in none; a
/// quoted value without a name is given as a name without a value.
fn attributes(text: &str, end: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with(end) {
            return found;
        }
        if let Some((value, after)) = quoted(rest) {
            found.push((value.to_string(), String::new()));
            rest = after;
            continue;
        }
        let (name, after) = bare(rest, end, &['=', '/']);
        if name.is_empty() {
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
            continue;
        }
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            // A bare word of a shortcode may be a path.
            let (word, after) = bare(rest, end, &['=']);
            found.push((word.to_string(), String::new()));
            rest = after;
            continue;
        };
        let (value, after) = quoted(value).unwrap_or_else(|| bare(value, end, &[]));
        found.push((name.to_ascii_lowercase(), value.to_string()));
        rest = after;
    }
}

/// What stands between the quotes at the start of a text, and what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    text[1..].split_once(quote)
}

/// A word without quotes: up to white space, the end, or one of `stops`. A slash that closes the tag is no part of it.
fn bare<'a>(text: &'a str, end: &str, stops: &[char]) -> (&'a str, &'a str) {
    let stop = |(at, c): (usize, char)| c.is_ascii_whitespace() || stops.contains(&c) || text[at..].starts_with(end);
    let length = text.char_indices().find(|found| stop(*found)).map_or(text.len(), |(at, _)| at);
    let (word, after) = text.split_at(length);
    match word.strip_suffix('/').filter(|_| after.starts_with(end)) {
        Some(word) => (word, &text[word.len()..]),
        None => (word, after),
    }
}

fn without_entities(text: &str) -> String {
    let known = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    known.iter().fold(text.to_string(), |text, (entity, sign)| text.replace(entity, sign))
}

/// The words of a page: without tags, formulas and inline code.
pub fn prose(text: &str) -> String {
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
