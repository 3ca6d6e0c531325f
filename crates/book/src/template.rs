//! The templates of book/theme, and the frame around a page, which depends on the whole site: what a preview shows, the
//! contents, the page in the other language, the pages before and after.

use anyhow::{Context, bail};
use flowlab::Lang;

use crate::files;
use crate::html::escape;
use crate::outline::{Entry, Link, Outline};
use crate::page::{Page, description};
use crate::url::Address;
use crate::{living, words};

/// The frame of every page and the stylesheets that stand in each: a page is painted without asking for another file.
/// They are not minified: packed, as a host sends them, it would save 1.5 kB of the 150 kB that a page may have.
pub struct Theme {
    page: String,
    styles: String,
}

impl Theme {
    /// Reads `page.html`, `fonts/fonts.css` and `css/course.css` of book/theme.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn read() -> anyhow::Result<Theme> {
        let read = |name: &str| files::read(&files::theme().join(name));
        Ok(Theme { page: read("page.html")?, styles: read("fonts/fonts.css")? + &read("css/course.css")? })
    }

    /// The stylesheets of a page that sees the files of the theme below an address. `fonts.css` names them as mdBook
    /// asks for it: `{{ resource "fonts/NAME" }}`.
    pub fn styles(&self, theme: &str) -> String {
        let styles = self.styles.replace("{{ resource \"", &format!("{theme}/")).replace("\" }}", "");
        format!("<style>\n{styles}</style>")
    }

    /// A page of the site.
    ///
    /// # Errors
    /// The template names something that is not there.
    pub fn page(&self, lang: Lang, page: &Page, outline: &Outline, address: &Address) -> anyhow::Result<String> {
        let pages: Vec<&Link> = outline.pages().collect();
        let place = pages.iter().position(|link| link.stem == page.stem).unwrap_or_default();
        let neighbour = |class: &str, rel: &str, word: &str, link: Option<&&Link>| {
            let link = link.map(|link| (&link.stem, escape(&link.title)));
            link.map_or(String::new(), |(stem, title)| {
                format!("<a class=\"{class}\" rel=\"{rel}\" href=\"{stem}.html\"><span>{word}</span>{title}</a>")
            })
        };
        let previous = place.checked_sub(1).and_then(|place| pages.get(place));
        let title = pages.get(place).map_or("", |link| &link.title);
        fill(
            &self.page,
            &[
                ("language", words::tag(lang)),
                ("title", &escape(title)),
                ("book", &escape(&outline.title)),
                ("styles", &self.styles("../theme")),
                ("head", &head(lang, page, address)),
                ("skip", words::SKIP.get(lang)),
                ("contents-word", words::CONTENTS.get(lang)),
                ("search", words::SEARCH.get(lang)),
                ("theme", words::THEME.get(lang)),
                ("twin", &twin(lang, &page.stem)),
                ("contents", &contents(outline, &page.stem)),
                ("page", &page.html),
                ("neighbours", words::NEIGHBOURS.get(lang)),
                ("previous", &neighbour("previous", "prev", words::PREVIOUS.get(lang), previous)),
                ("next", &neighbour("next", "next", words::NEXT.get(lang), pages.get(place + 1))),
                ("footer", words::FOOTER.get(lang)),
            ],
        )
    }
}

/// A template with each `{{NAME}}` replaced by its value.
///
/// # Errors
/// A name without a value.
pub fn fill(template: &str, values: &[(&str, &str)]) -> anyhow::Result<String> {
    let mut pieces = template.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").context("book/theme: a `{{` without its `}}`")?;
        let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else {
            bail!("book/theme: nothing is called `{{{{{name}}}}}`");
        };
        out.push_str(value);
        out.push_str(rest);
    }
    Ok(out)
}

/// Links to a page in both languages, for search engines.
pub fn alternates(address: &Address, file: &str) -> String {
    let link = |lang: Lang| {
        let page = address.of(&format!("{}/{file}", lang.code()));
        format!("<link rel=\"alternate\" hreflang=\"{}\" href=\"{page}\">\n", words::tag(lang))
    };
    Lang::ALL.map(link).concat()
}

/// Description, twins in both languages, and what a preview of the page shows elsewhere.
fn head(lang: Lang, page: &Page, address: &Address) -> String {
    let file = format!("{}.html", page.stem);
    let title = escape(page.sections.first().map_or("", |section| &section.title));
    let description = escape(&description(&page.sections));
    let own = address.of(&format!("{}/{file}", lang.code()));
    let canonical =
        if address.is_public() { format!("<link rel=\"canonical\" href=\"{own}\">\n") } else { String::new() };
    // The page that shows the picture that a script sets in motion.
    let moves = page.html.contains(&format!("id=\"figure-{}\"", living::FIGURE));
    let mut script = if moves { format!("<script src=\"../{}\" defer></script>", living::FILE) } else { String::new() };
    if page.html.contains("id=\"studio\"") {
        script.push_str("<script src=\"../theme/studio.js\" defer></script>");
    }
    format!(
        "<meta name=\"description\" content=\"{description}\">\n{}{canonical}\
         <meta property=\"og:type\" content=\"article\">\n<meta property=\"og:title\" content=\"{title}\">\n\
         <meta property=\"og:description\" content=\"{description}\">\n<meta property=\"og:url\" content=\"{own}\">\n\
         <meta property=\"og:locale\" content=\"{}\">\n{}{script}",
        alternates(address, &file),
        words::locale(lang),
        living::preview(lang, address),
    )
}

/// The link to the same page in the other language.
fn twin(lang: Lang, stem: &str) -> String {
    let other = words::other(lang);
    format!(
        "<a class=\"language\" href=\"../{}/{stem}.html\" lang=\"{tag}\" hreflang=\"{tag}\">{}</a>",
        other.code(),
        words::own_name(other),
        tag = words::tag(other),
    )
}

/// The contents of the book, with a page marked.
fn contents(outline: &Outline, here: &str) -> String {
    let mut html = String::from("<ol>\n");
    let mut reference = "";
    for entry in &outline.entries {
        match entry {
            Entry::Part(title) => html.push_str(&format!("<li class=\"part\">{}</li>\n", escape(title))),
            Entry::Separator => reference = " class=\"reference\"",
            Entry::Page(Link { title, number, stem }) => {
                let digits = number.as_ref().map(|number| format!("<span class=\"digits\">{number}</span>"));
                let (digits, title) = (digits.unwrap_or_default(), escape(title));
                let here = if stem == here { " aria-current=\"page\"" } else { "" };
                html.push_str(&format!("<li{reference}><a href=\"{stem}.html\"{here}>{digits}{title}</a></li>\n"));
                reference = "";
            }
        }
    }
    html + "</ol>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Section;

    #[test]
    fn a_frame_names_twins_and_neighbours_and_marks_its_own_place() {
        let link = |stem: &str| Entry::Page(Link { title: stem.into(), number: Some("1".into()), stem: stem.into() });
        let outline = Outline { title: "B".into(), entries: vec![Entry::Part("P".into()), link("a"), link("b")] };
        let address = Address::new("https://example.org/c").unwrap();
        let section = |text: &str| Section { text: text.into(), title: "T \"q\"".into(), ..Section::default() };
        let sections = vec![section(""), section("问。答。")];
        let page = Page { stem: "a".into(), html: "<p>x</p>".into(), sections, ..Page::default() };
        let framed = Theme::read().unwrap().page(Lang::Zh, &page, &outline, &address).unwrap();
        for part in [
            "<html lang=\"zh-Hans\">",
            "<title>a - B</title>",
            "hreflang=\"en\" href=\"https://example.org/c/en/a.html\"",
            "hreflang=\"zh-Hans\" href=\"https://example.org/c/zh/a.html\"",
            "rel=\"canonical\" href=\"https://example.org/c/zh/a.html\"",
            "content=\"T &quot;q&quot;\"",
            "name=\"description\" content=\"问。答。\"",
            "class=\"language\" href=\"../en/a.html\" lang=\"en\"",
            "<a href=\"a.html\" aria-current=\"page\">",
            "<a href=\"b.html\"><span class=\"digits\">1</span>b</a>",
            "<a class=\"next\" rel=\"next\" href=\"b.html\"><span>下一页</span>b</a>",
            "url(\"../theme/fonts/KaTeX_Main-Regular.woff2\")",
            "<p>x</p>",
        ] {
            assert!(framed.contains(part), "{part}: {framed}");
        }
        assert!(!framed.contains("{{") && !framed.contains("rel=\"prev\""), "{framed}");
    }

    #[test]
    fn a_template_asks_for_what_is_there() {
        assert_eq!(fill("a {{b}} c {{d}}", &[("b", "{{d}}"), ("d", "e")]).unwrap(), "a {{d}} c e");
        assert!(fill("{{x}}", &[]).unwrap_err().to_string().contains("`{{x}}`"));
    }
}
