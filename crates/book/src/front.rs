//! What stands at the top of the site, above both languages: the front page, the page for addresses that lead nowhere,
//! and the map of the site.

use std::path::Path;

use anyhow::Context;
use flowlab::Lang;

use crate::outline::Outline;
use crate::page::{Course, Files};
use crate::template::{Theme, alternates, fill};
use crate::url::Address;
use crate::{files, living, words};

/// Writes front page, `404.html`, `sitemap.xml`, `robots.txt` and the script of the living picture. The outline names
/// the pages that stand in each language.
///
/// # Errors
/// A file cannot be read or written.
pub fn write(
    folder: &Path,
    course: &Course,
    theme: &Theme,
    outline: &Outline,
    address: &Address,
) -> anyhow::Result<()> {
    let styles = theme.styles("theme");
    let figure = figures::by_id(living::FIGURE).context("the figure of the front page is gone")?;
    // The files are those of the English introduction, which shows the same figure.
    let pictures = course.pictures(figure, Lang::En, &mut Files::new())?.html;
    let pictures = pictures.replace("=\"figures/", "=\"en/figures/");
    let files = [
        ("index.html", front(&styles, &pictures, address)?),
        ("404.html", not_found(&styles, address)?),
        ("sitemap.xml", sitemap(outline, address)),
        ("robots.txt", format!("User-agent: *\nSitemap: {}\n", address.of("sitemap.xml"))),
        (living::FILE, living::script()?),
    ];
    files.iter().try_for_each(|(name, text)| files::write(&folder.join(name), text))
}

fn front(styles: &str, pictures: &str, address: &Address) -> anyhow::Result<String> {
    let head = format!(
        "{}<link rel=\"alternate\" hreflang=\"x-default\" href=\"{top}\">\n\
         <meta property=\"og:type\" content=\"website\">\n\
         <meta property=\"og:title\" content=\"Flows and diffusions, run by hand · 流与扩散：动手跑一遍\">\n\
         <meta property=\"og:url\" content=\"{top}\">\n{}{styles}",
        alternates(address, "index.html"),
        living::preview(Lang::En, address),
        top = address.of(""),
    );
    let template = files::read(&files::theme().join("front.html"))?;
    fill(&template, &[("head", &head), ("figure", pictures)])
}

/// It stands for addresses at any depth: its links are seen from the top of the site.
fn not_found(styles: &str, address: &Address) -> anyhow::Result<String> {
    let template = files::read(&files::theme().join("404.html"))?;
    fill(&template, &[("base", address.path()), ("styles", styles)])
}

/// The map of the site for search engines: each page with its twin.
fn sitemap(outline: &Outline, address: &Address) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for link in outline.pages() {
        let page = |lang: Lang| address.of(&format!("{}/{}.html", lang.code(), link.stem));
        let twin = |lang: Lang| {
            format!("<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>", words::tag(lang), page(lang))
        };
        for lang in Lang::ALL {
            xml.push_str(&format!("<url><loc>{}</loc>{}</url>\n", page(lang), Lang::ALL.map(twin).concat()));
        }
    }
    xml + "</urlset>\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outline::{Entry, Link};

    #[test]
    fn the_map_names_each_page_and_its_twin() {
        let address = Address::new("https://example.org/c").unwrap();
        let entries = vec![Entry::Page(Link { title: "A".into(), number: None, stem: "a".into() })];
        let xml = sitemap(&Outline { title: String::new(), entries }, &address);
        assert_eq!(xml.matches("<url>").count(), 2);
        assert!(xml.contains("<loc>https://example.org/c/zh/a.html</loc>"));
        assert_eq!(xml.matches("hreflang=\"en\" href=\"https://example.org/c/en/a.html\"").count(), 2);
    }

    #[test]
    fn a_lost_reader_finds_the_top_from_any_depth() {
        let page = not_found("<style></style>", &Address::new("https://example.org/c").unwrap()).unwrap();
        assert!(page.contains("<base href=\"/c/\">") && page.contains("href=\"en/index.html\""), "{page}");
    }

    #[test]
    fn the_front_page_shows_the_picture_in_the_styles_of_the_pages() {
        let styles = Theme::read().unwrap().styles("theme");
        let page = front(&styles, "<img src=\"en/figures/n.png\">", &Address::local(1)).unwrap();
        for part in ["url(\"theme/fonts/", "<img src=\"en/figures/n.png\">", "href=\"theme/favicon.svg\"", "x-default"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
}
