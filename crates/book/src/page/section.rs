//! The sections of a page: the table under the title, the page's description, and their texts for the search.

use flowlab::Lang;

use crate::words;

/// The most letters of a description; search engines cut it about there.
const DESCRIPTION: usize = 160;

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

/// The first sentences under the title that stand before a formula; of a lesson, which has none there, those of its
/// question, the second section, or of the next one that has such sentences.
pub fn description(sections: &[Section]) -> String {
    let summaries = |from: usize| sections.iter().skip(from).map(|section| section.summary(DESCRIPTION));
    summaries(0).take(1).chain(summaries(2)).chain(summaries(1)).find(|text| !text.is_empty()).unwrap_or_default()
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
    fn a_description_is_the_start_of_the_page_or_of_the_question() {
        let section = |text: &&str| Section { text: text.to_string(), ..Section::default() };
        let description = |texts: &[&str]| description(&texts.iter().map(section).collect::<Vec<_>>());
        assert_eq!(description(&["What it is.", "A.", "B."]), "What it is.");
        assert_eq!(description(&["", "do this; do that.", "How? So.", "C."]), "How? So.");
        assert_eq!(description(&["", "do this.", "Why \u{fffc}?", "So it is."]), "So it is.");
        assert_eq!(description(&["", "Only this."]), "Only this.");
        assert_eq!(description(&[]), "");
    }
}
