//! What stands at the top of the site, above both languages: the front page, the page for addresses that lead nowhere,
//! and the map of the site.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use flowlab::Lang;

use crate::address::Address;
use crate::{living, words};

const FRONT: &str = include_str!("../../../book/theme/front.html");
const LOST: &str = include_str!("../../../book/theme/404.html");

/// Writes front page, `404.html`, `sitemap.xml`, `robots.txt` and the script of the living picture. `stems` names the
/// pages that stand in each language.
///
/// # Errors
/// The introduction is not there yet, or a file cannot be written.
pub fn write(folder: &Path, stems: &[String], address: &Address) -> anyhow::Result<()> {
    let introduction = folder.join("en/index.html");
    let introduction =
        fs::read_to_string(&introduction).with_context(|| format!("{} cannot be read", introduction.display()))?;
    let styles = styles_of(&introduction)?;
    let files = [
        ("index.html", front(&styles, &introduction, address)?),
        ("404.html", lost(&styles, address)),
        ("sitemap.xml", map(stems, address)),
        ("robots.txt", format!("User-agent: *\nSitemap: {}\n", address.of("sitemap.xml"))),
        (living::FILE, living::script()?),
    ];
    for (name, text) in files {
        fs::write(folder.join(name), text).with_context(|| format!("{name} cannot be written"))?;
    }
    Ok(())
}

/// The stylesheets inside a page of `en/`, as a page above it needs them.
fn styles_of(page: &str) -> anyhow::Result<String> {
    let pieces = page.split("<style>").skip(1).filter_map(|piece| piece.split_once("</style>"));
    let styles: String = pieces.map(|(style, _)| format!("<style>{style}</style>\n")).collect();
    ensure!(!styles.is_empty(), "en/index.html has no stylesheet inside it: see styles.rs");
    Ok(styles.replace("url(\"fonts/", "url(\"en/fonts/"))
}

fn front(styles: &str, introduction: &str, address: &Address) -> anyhow::Result<String> {
    let open = format!("<figure id=\"figure-{}\"", living::FIGURE);
    let figure = introduction.split_once(&open).and_then(|(_, rest)| rest.split_once('>')?.1.split_once("<figcaption"));
    ensure!(figure.is_some(), "en/index.html has no figure `{}`: put it back, the front page shows it", living::FIGURE);
    let pictures = figure.map_or("", |(pictures, _)| pictures);
    let pictures = ["href", "src"].into_iter().fold(pictures.to_string(), |html, name| {
        html.replace(&format!("{name}=\"figures/"), &format!("{name}=\"en/figures/"))
    });
    let twins = Lang::ALL.map(|lang| {
        let page = address.of(&format!("{}/index.html", lang.code()));
        format!("<link rel=\"alternate\" hreflang=\"{}\" href=\"{page}\">\n", words::tag(lang))
    });
    let head = format!(
        "{}<link rel=\"alternate\" hreflang=\"x-default\" href=\"{top}\">\n<link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">\n\
         <meta property=\"og:type\" content=\"website\">\n\
         <meta property=\"og:title\" content=\"Flows and diffusions, run by hand · 流与扩散：亲手运行\">\n\
         <meta property=\"og:url\" content=\"{top}\">\n{}{styles}",
        twins.concat(),
        living::preview(Lang::En, address),
        top = address.of(""),
        icon = icon(introduction)?,
    );
    Ok(FRONT.replacen("<!--course:head-->", &head, 1).replacen("<!--course:figure-->", &pictures, 1))
}

/// The address of the icon, from a page of `en/`.
fn icon(page: &str) -> anyhow::Result<String> {
    let link = page.split_once("<link rel=\"icon\" href=\"").and_then(|(_, rest)| rest.split_once('"'));
    let (address, _) = link.context("en/index.html has no icon: see theme/index.hbs")?;
    Ok(format!("en/{address}"))
}

/// It stands for addresses at any depth: its links are seen from the top of the site.
fn lost(styles: &str, address: &Address) -> String {
    let base = format!("<base href=\"{}\">", address.path());
    LOST.replacen("<!--course:base-->", &base, 1).replacen("<!--course:head-->", styles, 1)
}

/// The map of the site for search engines: each page with its twin.
fn map(stems: &[String], address: &Address) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for stem in stems {
        let page = |lang: Lang| address.of(&format!("{}/{stem}.html", lang.code()));
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

    #[test]
    fn the_map_names_each_page_and_its_twin() {
        let address = Address::new("https://example.org/c").unwrap();
        let xml = map(&["a".into()], &address);
        assert_eq!(xml.matches("<url>").count(), 2);
        assert!(xml.contains("<loc>https://example.org/c/zh/a.html</loc>"));
        assert_eq!(xml.matches("hreflang=\"en\" href=\"https://example.org/c/en/a.html\"").count(), 2);
    }

    #[test]
    fn a_lost_reader_finds_the_top_from_any_depth() {
        let page = lost("<style></style>", &Address::new("https://example.org/c").unwrap());
        assert!(page.contains("<base href=\"/c/\">") && page.contains("href=\"en/index.html\""), "{page}");
    }

    #[test]
    fn the_front_page_shows_the_picture_and_the_styles_of_the_introduction() {
        let introduction = "<link rel=\"icon\" href=\"i.svg\"><style>a{src: url(\"fonts/a.woff2\")}</style>\
             <figure id=\"figure-noise_to_cat\" class=\"wide\"><img src=\"figures/n.png\"><figcaption>";
        let styles = styles_of(introduction).unwrap();
        let page = front(&styles, introduction, &Address::local(1)).unwrap();
        for part in ["url(\"en/fonts/a.woff2\")", "<img src=\"en/figures/n.png\">", "href=\"en/i.svg\"", "x-default"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(front(&styles, "<style></style>", &Address::local(1)).is_err());
        assert!(styles_of("<p>").is_err());
    }
}
