//! Figures: in both themes, numbered, with caption, alternative text and the program that draws them.

use std::fs;

use anyhow::Context;
use figures::Figure;
use flowlab::Lang;
use flowlab::plot::Theme;

use super::{Course, Files, Writer};
use crate::html::escape;
use crate::words;

/// CSS pixels above which a phone shows a figure by scrolling rather than too small to read.
const WIDE: usize = 600;

/// The pictures of a figure, for both themes.
pub struct Pictures {
    /// They in HTML.
    pub html: String,
    /// Whether one is wider than a phone.
    pub wide: bool,
}

impl Course {
    /// The pictures of a figure. An animation stands still as its poster until a script sets it in motion; without one,
    /// the link leads to it.
    ///
    /// # Errors
    /// The figure cannot be drawn.
    pub fn pictures(&self, figure: &Figure, lang: Lang, files: &mut Files) -> anyhow::Result<Pictures> {
        let alt = escape(figure.alt.get(lang));
        let mut pictures = Pictures { html: String::new(), wide: false };
        for (theme, still, moving) in self.gallery.draw(figure, lang)? {
            let size = imagesize::blob_size(&still.bytes);
            let size = size.with_context(|| format!("figure `{}`: its picture has no size", figure.id))?;
            let (width, height) = (size.width / 2, size.height / 2);
            pictures.wide |= width > WIDE;
            let class = if theme == Theme::Light { "in-light" } else { "in-dark" };
            let mut place = |name: &str, bytes: Vec<u8>| self.place(files, &format!("figures/{name}"), bytes);
            // A page of mdBook has no such script: there the picture itself moves.
            let (source, moving) = match moving {
                Some(moving) if self.inside => (place(&moving.name, moving.bytes), None),
                moving => {
                    let moving = moving.map(|moving| place(&moving.name, moving.bytes));
                    (place(&still.name, still.bytes), moving)
                }
            };
            let motion = moving.as_ref().map(|address| format!(" data-motion=\"{address}\"")).unwrap_or_default();
            let image = format!(
                "<img src=\"{source}\"{motion} alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\">"
            );
            // No browser follows a link to a file that stands in the page.
            let whole = moving.unwrap_or(source);
            let linked = if self.inside { image } else { format!("<a href=\"{whole}\">{image}</a>") };
            pictures.html.push_str(&format!("<div class=\"{class}\">{linked}</div>\n"));
        }
        Ok(pictures)
    }
}

impl Writer<'_> {
    /// A figure with its caption.
    pub(super) fn figure(&mut self, id: &str, line: usize) {
        let Some(figure) = figures::by_id(id) else {
            return self.fault(line, format!("no figure `{id}`: `cargo run --bin figures -- --list` names them"));
        };
        let pictures = match self.course.pictures(figure, self.lang, &mut self.files) {
            Ok(pictures) => pictures,
            Err(error) => return self.fault(line, format!("{error:#}")),
        };
        let (wide, pictures) = (if pictures.wide { " class=\"wide\"" } else { "" }, pictures.html);
        let number = self.number();
        self.push(format!("<figure id=\"figure-{id}\"{wide}>\n{pictures}<figcaption>\n<p>{number}"));
        self.text(figure.caption.get(self.lang), line, true);
        let source = self.figure_source(id, line);
        let word = words::FIGURE_SOURCE.get(self.lang);
        self.push(format!(" <a class=\"source\" href=\"{source}\">{word}</a></p>\n</figcaption>\n</figure>\n"));
        self.widget(id);
    }

    /// `Figure 10.2. `, counted on the page of a lesson.
    fn number(&mut self) -> String {
        let Some(material) = &self.material else { return String::new() };
        self.figures += 1;
        let word = words::figure(material.lesson.number, self.figures, self.lang);
        format!("<strong class=\"number\">{word}</strong> ")
    }

    /// The address of the program that draws a figure.
    pub(super) fn figure_source(&mut self, id: &str, line: usize) -> String {
        let folder = lessons::of_figure(id).map(lessons::Lesson::folder).unwrap_or_default();
        let path = repo::root().join(format!("{folder}/figures/{}.rs", id.to_lowercase()));
        match fs::read(&path) {
            Ok(bytes) => self.place(&format!("code/{id}.rs.txt"), bytes),
            Err(error) => {
                self.fault(line, format!("figure `{id}` has no file {}: {error}", path.display()));
                String::new()
            }
        }
    }
}
