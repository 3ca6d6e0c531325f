//! The room that a section is given before a browser lays it out.

use crate::html;

/// What opens a section.
pub const SECTION: &str = "<section class=\"part\">";

/// The page with a height for each section, one that covers it on a phone: what a section holds must not lie over the
/// next one while it is not laid out, since whoever asks then where a link stands (a reader's tool, a test of access)
/// would find two at one place.
pub fn keep(page: &str) -> String {
    let mut parts = page.split(SECTION);
    let mut kept = String::from(parts.next().unwrap_or_default());
    for part in parts {
        kept.push_str(&SECTION.replace('>', &format!(" style=\"--room: {}rem\">", height(part))));
        kept.push_str(part);
    }
    kept
}

/// A height in rem for a section's HTML: fitted by least squares to the sections of this book at 390 pixels, and a third
/// more, with which it covers all of them. `browser/look.js` holds it to that.
fn height(part: &str) -> usize {
    let html::Page { tags, texts, .. } = html::read(part);
    let count = |names: &[&str]| tags.iter().filter(|tag| names.contains(&&*tag.name)).count();
    let formulas = tags.iter().filter(|tag| tag.get("class") == Some("katex")).count();
    // A Chinese letter is twice as wide as a Latin one.
    let letters: usize =
        texts.iter().flat_map(|(_, text)| text.chars()).map(|c| 1 + usize::from(c >= '\u{2e80}')).sum();
    let code: usize = part.split("<pre").skip(1).map(|block| block.split("</pre").next().map_or(0, lines)).sum();
    let fitted = 10.0
        + 0.052 * letters as f64
        + 1.75 * code as f64
        + 0.4 * formulas as f64
        + 11.0 * count(&["figure"]) as f64
        + 3.2 * count(&["tr", "details"]) as f64
        + 2.0 * count(&["td", "dd"]) as f64
        + 0.8 * count(&["li"]) as f64;
    (20.0 + 4.0 / 3.0 * fitted).ceil() as usize
}

fn lines(block: &str) -> usize {
    block.lines().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_section_gets_a_height_that_grows_with_what_it_holds() {
        let heights = |inside: &str| height(&format!("<h2>A</h2>{inside}</section>"));
        let [none, words, wide, code] = [
            "",
            "<p>aaaaaaaaaaaaaaaaaaaa</p>",
            "<p>好好好好好好好好好好好好好好好好好好好好</p>",
            "<pre>1\n2\n3</pre>",
        ]
        .map(heights);
        assert!(none < words && words < wide && none < code);
        let page = keep(&format!("<p>0</p>{SECTION}1</section>{SECTION}2</section>"));
        assert_eq!(page.matches("<section class=\"part\" style=\"--room: ").count(), 2);
        assert!(page.starts_with("<p>0</p><section") && page.ends_with(">2</section>"));
    }
}
