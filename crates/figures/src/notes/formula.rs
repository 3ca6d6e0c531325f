//! Where formulas stand in a text: `$..$`, `$$..$$`, `\(..\)`, `\[..\]`, each within one paragraph and without code.

use std::ops::Range;

/// Opening and closing signs. Of two that fit, the first is meant.
const SIGNS: [(&str, &str); 4] = [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$")];

/// The formulas with their signs, in order.
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.trim_matches(|c: char| c == '>' || c.is_whitespace()).is_empty() {
            paragraph(text, start..at, &mut found);
            start = at;
        }
    }
    paragraph(text, start..text.len(), &mut found);
    found
}

fn paragraph(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    // Signs that nothing closes in the rest of the paragraph.
    let mut open = [false; SIGNS.len()];
    let mut at = range.start;
    while let Some(next) = text[at..range.end].find(['$', '\\', '`']).map(|next| at + next) {
        let rest = &text[next..range.end];
        at = next + 1;
        if rest.starts_with('`') {
            at = next + code(rest);
            continue;
        }
        let Some(kind) = SIGNS.iter().position(|(sign, _)| rest.starts_with(sign)) else {
            // An escaped sign opens nothing.
            at += rest[1..].chars().next().filter(|c| "$`".contains(*c)).map_or(0, char::len_utf8);
            continue;
        };
        if open[kind] {
            continue;
        }
        let (sign, end) = SIGNS[kind];
        let content = &rest[sign.len()..];
        match content.match_indices(end).find(|(close, _)| closes(content, *close, end)) {
            None => open[kind] = true,
            Some((close, _))
                if content[..close].contains('`') || content.starts_with(char::is_whitespace) && end == "$" => {}
            Some((close, _)) => {
                at = next + sign.len() + close + end.len();
                found.push(next..at);
            }
        }
    }
}

/// Whether a sign closes a formula: a single dollar only behind a letter, not before a digit, and not as `\$`.
fn closes(content: &str, at: usize, sign: &str) -> bool {
    let (before, after) = (&content[..at], &content[at + sign.len()..]);
    let is_free = !before.is_empty() && !before.ends_with(|c: char| c.is_whitespace() || c == '\\');
    sign != "$" || is_free && !after.starts_with(|c: char| c.is_ascii_digit())
}

/// The length of the code between backticks that a text starts with, else of the backticks.
fn code(text: &str) -> usize {
    let length = |text: &str| text.len() - text.trim_start_matches('`').len();
    let n = length(text);
    let mut at = n;
    while let Some(next) = text[at..].find('`').map(|next| at + next) {
        let m = length(&text[next..]);
        at = next + m;
        if m == n {
            return at;
        }
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_end_where_they_end() {
        for (text, expected) in [
            ("a $x$ b $$y$$ c \\(z\\) d \\[w\\]", &["$x$", "$$y$$", "\\(z\\)", "\\[w\\]"][..]),
            ("$$\na\nb\n$$\n\n$c", &["$$\na\nb\n$$"]),
            ("it costs $5 or $6, and \\$7", &[]),
            ("`$a$` $b$ ``$`c$``", &["$b$"]),
            ("$a\n\nb$ \\(c\n>\nd\\)", &[]),
            ("\\\\(a\\\\) $x_{\\text{a \\$b}}$", &["\\(a\\\\)", "$x_{\\text{a \\$b}}$"]),
        ] {
            let found: Vec<&str> = ranges(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
