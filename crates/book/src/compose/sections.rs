//! The sections of a page: their ids, the table under the title, and their texts for the search.

use std::collections::HashSet;

use flowlab::Lang;
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::events;
use crate::words;

/// Stands in a section's text where a formula stood.
pub const FORMULA: char = '\u{fffc}';

/// A heading and the text below it.
#[derive(Debug, Default)]
pub struct Section {
    /// 1 for the title of the page.
    pub level: u8,
    /// The place on the page.
    pub id: String,
    /// The heading, as HTML.
    pub heading: String,
    /// The words of the heading.
    pub title: String,
    /// The words below it, without code; each formula is one [`FORMULA`].
    pub text: String,
}

impl Section {
    /// The first whole sentences of the text, up to a number of letters and to the first formula.
    pub fn summary(&self, most: usize) -> String {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let before_formula = text.split(FORMULA).next().unwrap_or_default();
        let mut summary = "";
        for (place, c) in before_formula.char_indices() {
            let sentence = &before_formula[..place + c.len_utf8()];
            let ends = matches!(c, '。' | '？' | '！')
                || (matches!(c, '.' | '?' | '!') && before_formula[sentence.len()..].starts_with([' ']))
                || (sentence.len() == text.len());
            if ends && (summary.is_empty() || sentence.chars().count() <= most) {
                summary = sentence;
            }
        }
        summary.to_string()
    }
}

/// The ids of the headings of a chapter, in order: its words in lower case, joined by `-`, told apart by numbers.
pub fn ids(chapter: &str) -> Vec<String> {
    let (mut ids, mut seen) = (Vec::new(), HashSet::new());
    let mut words: Option<String> = None;
    let mut given = None;
    for (event, _) in events(chapter) {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                words = Some(String::new());
                given = id;
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(words) = &mut words {
                    words.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let words = words.take().unwrap_or_default();
                let stem = given.take().map_or_else(|| slug(&words), |id| id.to_string());
                let numbered = (2..).map(|number| format!("{stem}-{number}"));
                let id = std::iter::once(stem.clone()).chain(numbered).find(|id| seen.insert(id.clone()));
                ids.extend(id);
            }
            _ => {}
        }
    }
    ids
}

fn slug(words: &str) -> String {
    let kept: String = words.replace(['\'', '’'], "").to_lowercase();
    let parts: Vec<&str> = kept.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "section".to_string() } else { parts.join("-") }
}

/// The table of a page's sections, if it has at least three.
pub fn table(sections: &[Section], lang: Lang) -> String {
    let entries: Vec<String> = sections
        .iter()
        .filter(|section| section.level == 2)
        .map(|section| format!("<li><a href=\"#{}\">{}</a></li>", section.id, section.heading))
        .collect();
    if entries.len() < 3 {
        return String::new();
    }
    format!(
        "<nav class=\"here\" aria-label=\"{word}\"><details><summary>{word}</summary><ol>{}</ol></details></nav>",
        entries.concat(),
        word = words::HERE.get(lang),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_whole_sentences_without_formulas() {
        let summary = |text: &str, most| Section { text: text.into(), ..Section::default() }.summary(most);
        assert_eq!(summary("One thing.  Another\none! A third.", 24), "One thing. Another one!");
        assert_eq!(summary("One thing. Another \u{fffc} one.", 99), "One thing.");
        assert_eq!(summary("一件事。另一件\u{fffc}事。", 99), "一件事。");
        assert_eq!(summary("A first sentence that is long. B.", 5), "A first sentence that is long.");
    }

    #[test]
    fn ids_are_the_words_of_the_headings_and_all_differ() {
        let chapter =
            "# Euler's `step`\n\n## A case: $x$\n\ntext\n\n## A case\n\n## $t$\n\n## 定义\n\n## Given {#own}\n";
        assert_eq!(ids(chapter), ["eulers-step", "a-case", "a-case-2", "section", "定义", "own"]);
    }
}
