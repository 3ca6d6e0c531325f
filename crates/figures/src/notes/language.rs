//! The language of a page.

use flowlab::Lang;

/// The language that a page's name tells, such as `notes.zh.md`.
pub fn language_of_name(name: &str) -> Option<Lang> {
    let mut parts = name.rsplit('.').skip(1);
    Lang::from_code(parts.next().filter(|_| parts.next().is_some())?)
}

/// Chinese if a text has more Chinese characters than Latin words, addresses aside; none if it has neither.
pub fn language_of_words(text: &str) -> Option<Lang> {
    let is_chinese = |c: &char| ('\u{3400}'..='\u{9fff}').contains(c);
    let chinese = text.chars().filter(is_chinese).count();
    let runs = text.split(|c: char| c.is_whitespace() || !c.is_ascii()).filter(|run| !run.contains("://"));
    let words = runs.flat_map(|run| run.split(|c: char| !c.is_ascii_alphabetic())).filter(|word| !word.is_empty());
    match (chinese, words.count()) {
        (0, 0) => None,
        (chinese, latin) if chinese > latin => Some(Lang::Zh),
        _ => Some(Lang::En),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_a_language_between_its_last_two_dots() {
        for (name, lang) in [
            ("notes.zh.md", Some(Lang::Zh)),
            ("index.zh-cn.md", Some(Lang::Zh)),
            ("a.b.en.md", Some(Lang::En)),
            ("zh.md", None),
            ("notes.md", None),
        ] {
            assert_eq!(language_of_name(name), lang, "{name}");
        }
    }

    #[test]
    fn words_are_counted_and_addresses_are_not() {
        for (text, lang) in [
            ("轨迹与 ODE", Some(Lang::Zh)),
            ("a trajectory (轨迹)", Some(Lang::En)),
            ("见https://example.org/a/long/address", Some(Lang::Zh)),
            ("1 + 1 = 2", None),
        ] {
            assert_eq!(language_of_words(text), lang, "{text}");
        }
    }
}
