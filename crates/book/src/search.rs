//! What the search looks through: the words of all sections of one language, without code and formulas.
//!
//! The browser makes its index from them when the reader first searches (theme/course.js): words for English, pairs of
//! neighbouring characters for Chinese, which has no spaces between its words. A script, not JSON: it can be read from a
//! disk too.

use crate::page::{FORMULA, Page, Section, description};

/// `search.js`: for each page its file and its sections, each with place, heading and text.
///
/// # Errors
/// None that a text can have.
pub fn script(pages: &[Page]) -> anyhow::Result<String> {
    let pages: Vec<(String, Vec<[String; 3]>)> =
        pages.iter().map(|page| (format!("{}.html", page.stem), entries(&page.sections))).collect();
    Ok(format!("var courseWords = {};\n", serde_json::to_string(&pages)?))
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
        let expected = r#"[["p.html",[["","A","Yes."],["b","B …","Take …, and \"go\"."],["c","C","Yes."]]]]"#;
        assert_eq!(script(&[page]).unwrap(), format!("var courseWords = {expected};\n"));
    }
}
