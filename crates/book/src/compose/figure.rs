//! Figures: in both themes, numbered, with caption, alternative text and the program that draws them.

use std::fs;

use flowlab::plot::Theme;

use super::Composer;
use crate::gallery::Drawn;
use crate::markdown::escape;
use crate::{assets, words};

/// CSS pixels above which a phone shows a figure by scrolling rather than too small to read.
const WIDE: u32 = 600;

impl Composer<'_> {
    /// A figure with its caption.
    pub(super) fn figure(&mut self, id: &str, line: usize) -> String {
        let Some(figure) = figures::by_id(id) else {
            self.fault(line, format!("no figure `{id}`: `cargo run --bin figures -- --list` names them"));
            return String::new();
        };
        let drawn = match self.course.gallery.draw(figure, self.lang) {
            Ok(drawn) => drawn,
            Err(error) => {
                self.fault(line, format!("{error:#}"));
                return String::new();
            }
        };
        let alt = escape(figure.alt.get(self.lang));
        let mut variants = String::new();
        let mut wide = "";
        for variant in drawn {
            let Some((width, height)) =
                assets::size(&variant.still.bytes).map(|(width, height)| (width / 2, height / 2))
            else {
                self.fault(line, format!("figure `{id}`: its picture has no size"));
                continue;
            };
            if width > WIDE {
                wide = " class=\"wide\"";
            }
            variants.push_str(&self.variant(variant, &alt, width, height));
        }
        let caption = self.prose(figure.caption.get(self.lang), line);
        let source = self.figure_source(id, line);
        let word = words::FIGURE_SOURCE.get(self.lang);
        let number = self.number();
        format!(
            "<figure id=\"figure-{id}\"{wide}>\n{variants}<figcaption>\n\n{number}{caption} \
             <a class=\"source\" href=\"{source}\">{word}</a>\n\n</figcaption>\n</figure>"
        )
    }

    /// The picture in one theme. An animation stands still as its poster until a script sets it in motion; without
    /// one, the link leads to it.
    fn variant(&self, variant: Drawn, alt: &str, width: u32, height: u32) -> String {
        let class = if variant.theme == Theme::Light { "in-light" } else { "in-dark" };
        let place = |name: &str, bytes: Vec<u8>| self.course.assets.place(&format!("figures/{name}"), bytes);
        let still = place(&variant.still.name, variant.still.bytes);
        let (whole, motion) = match variant.moving {
            Some(moving) => {
                let address = place(&moving.name, moving.bytes);
                let motion = format!(" data-motion=\"{address}\"");
                (address, motion)
            }
            None => (still.clone(), String::new()),
        };
        format!(
            "<div class=\"{class}\"><a href=\"{whole}\"><img src=\"{still}\"{motion} alt=\"{alt}\" \
             width=\"{width}\" height=\"{height}\" loading=\"lazy\"></a></div>\n"
        )
    }

    /// `Figure 10.2. `, counted on the page of a lesson.
    fn number(&mut self) -> String {
        let Some(material) = &self.chapter.material else { return String::new() };
        self.figures += 1;
        let word = words::figure(material.lesson.number, self.figures, self.lang);
        format!("<strong class=\"number\">{word}</strong> ")
    }

    /// The address of the program that draws a figure.
    pub(super) fn figure_source(&mut self, id: &str, line: usize) -> String {
        let folder = course::of_figure(id).map(course::Lesson::folder).unwrap_or_default();
        let path = repo::root().join(format!("{folder}/figures/{}.rs", id.to_lowercase()));
        match fs::read(&path) {
            Ok(bytes) => self.course.assets.place(&format!("code/{id}.rs.txt"), bytes),
            Err(error) => {
                self.fault(line, format!("figure `{id}` has no file {}: {error}", path.display()));
                String::new()
            }
        }
    }
}
