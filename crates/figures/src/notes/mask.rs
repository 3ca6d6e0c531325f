//! A text in which all that the Markdown parser should not take for Markdown is letters, at the same places.

use std::ops::Range;

use super::template::{self, Template};
use super::{colons, formula};

/// A text with a mask on it.
pub struct Masked {
    /// As long as the text: tags are letters, fences of colons are fences.
    pub text: String,
    /// What the mask hides of templates.
    pub template: Template,
    /// The formulas, in order.
    pub formulas: Vec<Range<usize>>,
}

/// Puts the mask on.
pub fn mask(text: &str) -> Masked {
    let template = template::read(text);
    let formulas = formula::ranges(text);
    let mut bytes = text.as_bytes().to_vec();
    let tags = template.tags.iter().map(|tag| &tag.range);
    let no_comments = no_comments(text, &formulas);
    for range in tags.chain(&template.code).chain(&template.expressions).chain(&no_comments) {
        bytes[range.clone()].fill(b'x');
    }
    colons::to_tildes(&mut bytes);
    Masked { text: String::from_utf8_lossy(&bytes).into_owned(), template, formulas }
}

/// Each `<!--` that starts no comment: it stands in a formula, or a paragraph goes on with it and nothing closes it before
/// the next one.
fn no_comments(text: &str, formulas: &[Range<usize>]) -> Vec<Range<usize>> {
    let starts: Vec<usize> = text.match_indices("<!--").map(|(at, _)| at).collect();
    let next = starts.iter().skip(1).copied().chain([text.len()]);
    let is_text = |(at, next): &(usize, usize)| {
        let formula = formulas.partition_point(|formula| formula.end <= *at);
        let in_formula = formulas.get(formula).is_some_and(|formula| formula.contains(at));
        in_formula || !text[*at..*next].contains("-->") && !starts_block(&text[..*at])
    };
    starts.iter().copied().zip(next).filter(is_text).map(|(at, _)| at..at + 4).collect()
}

/// Whether what comes behind a text starts a block of its own: above it is nothing, or an empty line.
fn starts_block(before: &str) -> bool {
    let is_empty = |line: &str| line.trim_matches(|c: char| c == '>' || c.is_whitespace()).is_empty();
    let mut lines = before.rsplit('\n');
    lines.next().is_none_or(is_empty) && lines.next().is_none_or(is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_as_long_as_the_text() {
        for (text, expected) in [
            ("![a]({{ site.url }}/a.png)", "![a](xxxxxxxxxxxxxx/a.png)"),
            ("{{< raw >}}\n轨\n{{< /raw >}}!", "xxxxxxxxxxxxxxxxxxxxxxxxxxxx!"),
            (":::{figure} {{a}}\n:::", "~~~{figure} xxxxx\n~~~"),
            ("$a <!-- b$ <!-- c -->", "$a xxxx b$ <!-- c -->"),
            ("a\n<!-- b\n\n> <!-- c", "a\nxxxx b\n\n> <!-- c"),
            ("a <!-- b <!-- c --> <!-- d", "a xxxx b <!-- c --> xxxx d"),
        ] {
            assert_eq!(mask(text).text, expected, "{text}");
        }
    }
}
