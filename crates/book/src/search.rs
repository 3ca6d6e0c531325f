//! The search: the words of all sections of one language, without code and formulas, and the script that finds them.
//!
//! The browser makes its index from them when the reader first searches (theme/search.js): words for English, pairs of
//! neighbouring characters for Chinese, which has no spaces between its words. A script, not JSON: it can be read from a
//! disk too.

use std::collections::HashSet;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

use crate::files;
use crate::page::{FORMULA, Page, Section, description};

/// `search.js`: for each page its file, its sections with place, heading and text, and whether it is a lesson; the
/// traditional characters that are read as simplified ones; the search.
///
/// # Errors
/// The table of the characters or the script of the theme cannot be read.
pub fn script(pages: &[Page]) -> anyhow::Result<String> {
    let is_lesson = |page: &Page| lessons::LESSONS.iter().any(|lesson| lesson.file_stem() == page.stem);
    let words: Vec<(String, Vec<[String; 3]>, bool)> =
        pages.iter().map(|page| (format!("{}.html", page.stem), entries(&page.sections), is_lesson(page))).collect();
    let texts = words.iter().flat_map(|(_, entries, _)| entries.as_flattened());
    let characters = traditional(texts.flat_map(|text| text.chars()))?;
    Ok(format!(
        "var courseWords = {};\nvar courseCharacters = {};\n{}",
        serde_json::to_string(&words)?,
        serde_json::to_string(&characters)?,
        files::read(&files::theme().join("search.js"))?
    ))
}

/// The traditional characters of those that occur in the texts, and in the same order the simplified ones.
fn traditional(occurring: impl Iterator<Item = char>) -> anyhow::Result<[String; 2]> {
    let table = OpenCC::from_config(BuiltinConfig::T2s)?;
    let simplified = |c: char| table.convert(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c);
    let occurring: HashSet<char> = occurring.map(simplified).collect();
    let characters = ('\u{3400}'..='\u{9fff}').map(|c| (c, simplified(c)));
    let (from, to) = characters.filter(|(c, simple)| c != simple && occurring.contains(simple)).unzip();
    Ok([from, to])
}

/// The entries of a page. A title without words of its own below it says what the page begins with.
fn entries(sections: &[Section]) -> Vec<[String; 3]> {
    let mut entries: Vec<[String; 3]> = sections.iter().map(entry).collect();
    if let Some([_, _, text]) = entries.first_mut().filter(|[_, _, text]| text.is_empty()) {
        *text = description(sections);
    }
    entries
}

/// Place, heading and text of a section; the title of a page needs no place.
fn entry(section: &Section) -> [String; 3] {
    let plain = |text: &str| {
        let words = text.replace(FORMULA, "…");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        words.replace("… …", "…")
    };
    let place = if section.level == 1 { String::new() } else { section.id.clone() };
    [place, plain(&section.title), plain(&section.text)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_left_out_and_a_title_says_what_its_page_begins_with() {
        let section = |level, id: &str, title: &str, text: &str| Section {
            level,
            id: id.into(),
            title: title.into(),
            text: text.into(),
            ..Section::default()
        };
        let sections = vec![
            section(1, "a", "A", ""),
            section(2, "b", "B \u{fffc}", "Take \u{fffc},\n and \"go\"."),
            section(2, "c", "C", "Yes."),
        ];
        let page = Page { stem: "p".into(), sections, ..Page::default() };
        let expected = r#"[["p.html",[["","A","Yes."],["b","B …","Take …, and \"go\"."],["c","C","Yes."]],false]]"#;
        let lesson = Page { stem: lessons::LESSONS[0].file_stem(), ..Page::default() };
        assert!(script(&[page]).unwrap().starts_with(&format!("var courseWords = {expected};\n")));
        assert!(script(&[lesson]).unwrap().contains("[],true]]"));
    }

    #[test]
    fn the_characters_that_occur_have_their_traditional_forms() {
        let [from, to] = traditional("扩散模型，线性 ODE 里".chars()).unwrap();
        let pairs: Vec<(char, char)> = from.chars().zip(to.chars()).collect();
        for pair in [('擴', '扩'), ('線', '线'), ('綫', '线'), ('裡', '里'), ('裏', '里')] {
            assert!(pairs.contains(&pair), "{pair:?}: {pairs:?}");
        }
        assert!(pairs.iter().all(|(from, to)| from != to && "扩散模型线性里".contains(*to)), "{pairs:?}");
        assert!(from.chars().count() == to.chars().count() && !from.contains('隨'), "{from}");
    }
}
