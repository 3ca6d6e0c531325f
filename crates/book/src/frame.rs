//! The frame around a page: what depends on the whole site and stands where theme/index.hbs has a `course:` comment.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use flowlab::Lang;

use crate::address::Address;
use crate::compose::Section;
use crate::course::{Entry, Outline};
use crate::markdown::escape;
use crate::styles::Styles;
use crate::{living, words};

/// The most letters of a description; search engines cut it about there.
const DESCRIPTION: usize = 160;

/// Puts the frame around all pages of one language.
///
/// # Errors
/// A page cannot be read or written, or theme/index.hbs has no place for a part of the frame.
pub fn language(folder: &Path, lang: Lang, outline: &Outline, address: &Address) -> anyhow::Result<()> {
    let mut styles = Styles::new(folder);
    for page in &outline.pages {
        let path = folder.join(format!("{}.html", page.stem));
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let frame = Frame { lang, stem: &page.stem, outline, address };
        let framed = frame.around(&text, &page.sections).and_then(|page| styles.inlined(&page));
        fs::write(&path, framed.with_context(|| path.display().to_string())?)?;
    }
    styles.remove()
}

struct Frame<'a> {
    lang: Lang,
    stem: &'a str,
    outline: &'a Outline,
    address: &'a Address,
}

impl Frame<'_> {
    fn around(&self, page: &str, sections: &[Section]) -> anyhow::Result<String> {
        let page = filled(page, "<!--course:head-->", "", &self.head(page, sections))?;
        let page = filled(&page, "<!--course:languages-->", "", &self.languages())?;
        filled(&page, "<!--course:contents-->", "<!--/course:contents-->", &self.contents())
    }

    /// Description, twins in both languages, and what a preview of the page shows elsewhere.
    fn head(&self, page: &str, sections: &[Section]) -> String {
        let file = format!("{}.html", self.stem);
        let title = escape(sections.first().map_or("", |section| &section.title));
        let description = escape(&description(sections));
        let address = |lang: Lang| self.address.of(&format!("{}/{file}", lang.code()));
        let twins = Lang::ALL.map(|lang| {
            format!("<link rel=\"alternate\" hreflang=\"{}\" href=\"{}\">\n", words::tag(lang), address(lang))
        });
        let [own, locale] = [address(self.lang), words::locale(self.lang).to_string()];
        let canonical =
            if self.address.is_public() { format!("<link rel=\"canonical\" href=\"{own}\">\n") } else { String::new() };
        format!(
            "<meta name=\"description\" content=\"{description}\">\n{}{canonical}\
             <meta property=\"og:type\" content=\"article\">\n<meta property=\"og:title\" content=\"{title}\">\n\
             <meta property=\"og:description\" content=\"{description}\">\n<meta property=\"og:url\" content=\"{own}\">\n\
             <meta property=\"og:locale\" content=\"{locale}\">\n{}{}",
            twins.concat(),
            living::preview(self.lang, self.address),
            if self.moves(page) {
                format!("<script src=\"../{}\" defer></script>", living::FILE)
            } else {
                String::new()
            },
        )
    }

    /// Whether the page shows the picture that a script sets in motion.
    fn moves(&self, page: &str) -> bool {
        page.contains(&format!("id=\"figure-{}\"", living::FIGURE))
    }

    /// The link to the same page in the other language.
    fn languages(&self) -> String {
        let other = words::other(self.lang);
        format!(
            "<a class=\"language\" href=\"../{}/{}.html\" lang=\"{tag}\" hreflang=\"{tag}\">{}</a>",
            other.code(),
            self.stem,
            words::own_name(other),
            tag = words::tag(other),
        )
    }

    /// The contents of the book, with this page marked.
    fn contents(&self) -> String {
        let mut html = String::from("<ol>\n");
        let mut reference = "";
        for entry in &self.outline.contents {
            match entry {
                Entry::Part(title) => html.push_str(&format!("<li class=\"part\">{}</li>\n", escape(title))),
                Entry::Separator => reference = " class=\"reference\"",
                Entry::Page { title, number, stem } => {
                    let digits = number.as_ref().map(|number| format!("<span class=\"digits\">{number}</span>"));
                    let (digits, title) = (digits.unwrap_or_default(), escape(title));
                    let line = match stem {
                        Some(stem) => {
                            let here = if stem == self.stem { " aria-current=\"page\"" } else { "" };
                            format!("<a href=\"{stem}.html\"{here}>{digits}{title}</a>")
                        }
                        None => format!(
                            "<span class=\"planned\" title=\"{}\">{digits}{title}</span>",
                            words::PLANNED.get(self.lang)
                        ),
                    };
                    html.push_str(&format!("<li{reference}>{line}</li>\n"));
                    reference = "";
                }
            }
        }
        html + "</ol>"
    }
}

/// The page with `content` from `open` to `close`.
fn filled(page: &str, open: &str, close: &str, content: &str) -> anyhow::Result<String> {
    let parts = page.split_once(open).and_then(|(before, rest)| Some((before, rest.split_once(close)?.1)));
    ensure!(parts.is_some(), "theme/index.hbs has no `{open}`: put it back, frame.rs fills it");
    Ok(parts.map(|(before, after)| format!("{before}{content}{after}")).unwrap_or_default())
}

/// The first sentences under the title that stand before a formula; of a lesson, which has none there, those of its
/// question, the second section, or of the next one that has such sentences.
pub fn description(sections: &[Section]) -> String {
    let summaries = |from: usize| sections.iter().skip(from).map(|section| section.summary(DESCRIPTION));
    summaries(0).take(1).chain(summaries(2)).chain(summaries(1)).find(|text| !text.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(text: &str) -> Section {
        Section { level: 2, text: text.into(), title: "T \"q\"".into(), ..Section::default() }
    }

    #[test]
    fn a_frame_names_twins_and_marks_its_own_place() {
        let page = |stem: &str| Entry::Page { title: stem.into(), number: Some("1".into()), stem: Some(stem.into()) };
        let contents = vec![Entry::Part("P".into()), page("a"), page("b")];
        let outline = Outline { contents, pages: Vec::new() };
        let address = Address::new("https://example.org/c").unwrap();
        let frame = Frame { lang: Lang::Zh, stem: "a", outline: &outline, address: &address };
        let html = "<!--course:head--> <!--course:languages--> <!--course:contents-->mdBook's<!--/course:contents-->";
        let framed = frame.around(html, &[section(""), section("问。答。")]).unwrap();
        for part in [
            "hreflang=\"en\" href=\"https://example.org/c/en/a.html\"",
            "hreflang=\"zh-Hans\" href=\"https://example.org/c/zh/a.html\"",
            "rel=\"canonical\" href=\"https://example.org/c/zh/a.html\"",
            "content=\"T &quot;q&quot;\"",
            "name=\"description\" content=\"问。答。\"",
            "class=\"language\" href=\"../en/a.html\" lang=\"en\"",
            "<a href=\"a.html\" aria-current=\"page\">",
            "<a href=\"b.html\"><span class=\"digits\">1</span>b</a>",
        ] {
            assert!(framed.contains(part), "{part}: {framed}");
        }
        assert!(!framed.contains("course:") && !framed.contains("mdBook"), "{framed}");
        assert!(frame.around("<html>", &[]).unwrap_err().to_string().contains("course:head"));
    }

    #[test]
    fn a_description_is_the_start_of_the_page_or_of_the_question() {
        let description = |texts: &[&str]| description(&texts.iter().map(|text| section(text)).collect::<Vec<_>>());
        assert_eq!(description(&["What it is.", "A.", "B."]), "What it is.");
        assert_eq!(description(&["", "do this; do that.", "How? So.", "C."]), "How? So.");
        assert_eq!(description(&["", "do this.", "Why \u{fffc}?", "So it is."]), "So it is.");
        assert_eq!(description(&["", "Only this."]), "Only this.");
        assert_eq!(description(&[]), "");
    }
}
