//! The reader of a chapter: Markdown with four directives.
//!
//! `{{#cell NAME}}`, `{{#figure ID}}` and `{{#exercise NAME}}` stand alone on a line; `{{#claim ID}}` stands inside a
//! sentence and is replaced by the measured number. Code fences are left alone. Both languages of a lesson use the
//! same directives in the same order.

use std::fmt;

/// A piece of a chapter, with the line (from 1) at which it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Line of the chapter file, from 1.
    pub line: usize,
    /// What stands there.
    pub content: Content,
}

/// What a [`Block`] holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Markdown; may hold `{{#claim ID}}`.
    Prose(String),
    /// A code cell of the lesson's module, by name.
    Cell(String),
    /// A figure, by id.
    Figure(String),
    /// An exercise of the lesson's module, by name.
    Exercise(String),
}

/// A directive that cannot be read: the line, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDirective {
    /// Line of the chapter file, from 1.
    pub line: usize,
    /// What is wrong, and the way out.
    pub why: String,
}

impl fmt::Display for BadDirective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for BadDirective {}

const KNOWN: &str =
    "known are {{#cell NAME}}, {{#figure ID}} and {{#exercise NAME}} alone on a line, {{#claim ID}} in a sentence";

/// Splits a chapter into prose and directives.
///
/// # Errors
/// A directive that is unknown, unfinished, without a name, or not alone on its line.
pub fn parse(text: &str) -> Result<Vec<Block>, BadDirective> {
    let mut blocks = Vec::new();
    let mut prose = String::new();
    let mut prose_line = 1;
    let mut fence: Option<String> = None;
    for (index, raw) in text.lines().enumerate() {
        let line = index + 1;
        let trimmed = raw.trim();
        if let Some(mark) = fence_mark(trimmed) {
            match &fence {
                None => fence = Some(mark),
                Some(open) if mark.starts_with(open.as_str()) && trimmed == mark => fence = None,
                Some(_) => {}
            }
        }
        let directive = if fence.is_none() { block_directive(trimmed, line)? } else { None };
        if let Some(content) = directive {
            flush(&mut blocks, &mut prose, prose_line);
            blocks.push(Block { line, content });
            prose_line = line + 1;
        } else {
            if fence.is_none() {
                claims_in(raw, line)?;
            }
            prose.push_str(raw);
            prose.push('\n');
        }
    }
    flush(&mut blocks, &mut prose, prose_line);
    Ok(blocks)
}

fn flush(blocks: &mut Vec<Block>, prose: &mut String, line: usize) {
    let skipped = prose.lines().take_while(|l| l.trim().is_empty()).count();
    let text = prose.trim();
    if !text.is_empty() {
        blocks.push(Block { line: line + skipped, content: Content::Prose(text.to_string()) });
    }
    prose.clear();
}

fn fence_mark(trimmed: &str) -> Option<String> {
    let first = trimmed.chars().next().filter(|c| *c == '`' || *c == '~')?;
    let mark: String = trimmed.chars().take_while(|c| *c == first).collect();
    (mark.len() >= 3).then_some(mark)
}

fn block_directive(trimmed: &str, line: usize) -> Result<Option<Content>, BadDirective> {
    let Some(inner) = trimmed.strip_prefix("{{#") else { return Ok(None) };
    let Some(end) = inner.find("}}") else {
        return Err(BadDirective { line, why: format!("`{trimmed}` has no closing }}}}") });
    };
    let (body, rest) = (&inner[..end], &inner[end + 2..]);
    let mut words = body.split_whitespace();
    let (kind, name) = (words.next().unwrap_or_default(), words.next());
    if kind == "claim" {
        return Ok(None);
    }
    let Some(name) = name.filter(|_| words.next().is_none() && rest.is_empty()) else {
        return Err(BadDirective { line, why: format!("`{trimmed}` needs one name and a line of its own; {KNOWN}") });
    };
    let name = name.to_string();
    match kind {
        "cell" => Ok(Some(Content::Cell(name))),
        "figure" => Ok(Some(Content::Figure(name))),
        "exercise" => Ok(Some(Content::Exercise(name))),
        _ => Err(BadDirective { line, why: format!("`{trimmed}` is no directive; {KNOWN}") }),
    }
}

/// Where the hints of an exercise end, in the prose that follows it: behind the first run of fold-outs; without
/// fold-outs, at the first heading outside code or at the end.
pub fn hints_end(prose: &str) -> usize {
    let (mut place, mut fenced, mut open, mut end) = (0, false, false, None);
    for line in prose.split_inclusive('\n') {
        let text = line.trim();
        fenced ^= fence_mark(text).is_some();
        let opens = !fenced && text.starts_with("<details");
        let between = !fenced && !open && !opens;
        if between && (line.starts_with('#') || end.is_some() && !text.is_empty()) {
            return end.unwrap_or(place);
        }
        place += line.len();
        open = (open || opens) && (fenced || !text.ends_with("</details>"));
        if !open && !fenced && text.ends_with("</details>") {
            end = Some(place);
        }
    }
    end.unwrap_or(prose.len())
}

/// The ids of the claims named in a piece of prose, in order.
///
/// # Errors
/// A `{{#` that is not a `{{#claim ID}}`.
pub fn claims_in(prose: &str, line: usize) -> Result<Vec<String>, BadDirective> {
    let mut ids = Vec::new();
    fill_claims(prose, line, |id| {
        ids.push(id.to_string());
        Some(String::new())
    })?;
    Ok(ids)
}

/// Replaces each `{{#claim ID}}` of a piece of prose by what `value` gives for it.
///
/// # Errors
/// A `{{#` that is not a `{{#claim ID}}`, or an id for which `value` gives `None`.
pub fn fill_claims(
    prose: &str,
    line: usize,
    mut value: impl FnMut(&str) -> Option<String>,
) -> Result<String, BadDirective> {
    let mut out = String::with_capacity(prose.len());
    let mut rest = prose;
    while let Some(start) = rest.find("{{#") {
        let here = line + prose[..prose.len() - rest.len() + start].matches('\n').count();
        let bad = |why: String| BadDirective { line: here, why };
        let tail = &rest[start + 3..];
        let end = tail.find("}}").ok_or_else(|| bad("a {{# without its closing }}".into()))?;
        let mut words = tail[..end].split_whitespace();
        let id = match (words.next(), words.next(), words.next()) {
            (Some("claim"), Some(id), None) => id,
            _ => {
                return Err(bad(format!("`{{{{#{}}}}}` inside a sentence; {KNOWN}", &tail[..end])));
            }
        };
        out.push_str(&rest[..start]);
        out.push_str(
            &value(id).ok_or_else(|| bad(format!("no claim `{id}`: see `cargo run --bin claims -- --list`")))?,
        );
        rest = &tail[end + 2..];
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_and_directives_alternate_with_their_lines() {
        let blocks = parse("# A\n\ntext {{#claim c}}\n\n{{#cell one}}\n{{#figure f}}\n\nmore\n").unwrap();
        let expected = [
            (1, Content::Prose("# A\n\ntext {{#claim c}}".into())),
            (5, Content::Cell("one".into())),
            (6, Content::Figure("f".into())),
            (8, Content::Prose("more".into())),
        ];
        assert_eq!(blocks.into_iter().map(|b| (b.line, b.content)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_fence_hides_directives() {
        let blocks = parse("```text\n{{#cell x}}\n```\n").unwrap();
        assert_eq!(blocks.len(), 1);
    }

    #[test]
    fn hints_end_behind_their_fold_outs() {
        let hints =
            "\n<details>\n<summary>Hint 1</summary>\n\n# no heading\n\n</details>\n\n<details>\nb\n</details>\n";
        for rest in
            ["", "\n**2. The next.** Text.\n", "\n## A heading\n", "\nThen try it.\n\n<details>\nc\n</details>\n"]
        {
            let prose = format!("{hints}{rest}");
            assert_eq!(&prose[hints_end(&prose)..], rest);
        }
    }

    #[test]
    fn without_hints_an_exercise_ends_at_the_first_heading_outside_code() {
        let prose = "a\n```text\n# no\n```\n## yes\n\n<details>\nb\n</details>\n";
        assert!(prose[hints_end(prose)..].starts_with("## yes\n"));
        assert_eq!(hints_end("a # b"), 5);
    }

    #[test]
    fn a_bad_directive_names_its_line() {
        for (text, line) in [("a\n{{#cel x}}", 2), ("{{#cell}}", 1), ("\n\n{{#cell x", 3), ("a {{#cell x}} b", 1)] {
            assert_eq!(parse(text).unwrap_err().line, line, "{text}");
        }
    }

    #[test]
    fn claims_are_filled_and_unknown_ones_refused() {
        let filled = fill_claims("a {{#claim x}} b {{#claim y}}.", 7, |id| Some(format!("<{id}>"))).unwrap();
        assert_eq!(filled, "a <x> b <y>.");
        let error = fill_claims("a\nb {{#claim x}}", 7, |_| None).unwrap_err();
        assert_eq!(error.line, 8);
    }
}
