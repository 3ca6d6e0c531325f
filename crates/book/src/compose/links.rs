//! The end of a lesson: its notebook, its code, its figures' code, its documentation.

use std::fs;

use super::Composer;
use crate::words;

impl Composer<'_> {
    /// The links at the end of a lesson; nothing on any other page.
    pub(super) fn links_of_lesson(&mut self) -> String {
        let Some(lesson) = self.chapter.material.as_ref().map(|material| material.lesson) else {
            return String::new();
        };
        let place = |name: &str, bytes: Vec<u8>| self.course.assets.place(name, bytes);
        let notebook = match fs::read(lesson.notebook(self.lang)) {
            Ok(bytes) => place(&format!("notebooks/{}.ipynb", lesson.file_stem()), bytes),
            Err(error) => {
                self.fault(1, format!("the lesson's notebook cannot be read: {error}"));
                return String::new();
            }
        };
        let source = lesson.cells;
        let code = place(&format!("code/{}.rs.txt", lesson.module()), source.into());
        let lang = self.lang;
        let mut items = vec![
            format!("<a href=\"{notebook}\" download>{}</a>", words::NOTEBOOK.get(lang)),
            format!("<a href=\"{code}\">{}</a>", words::CODE.get(lang)),
        ];
        if self.course.documented {
            let page = format!("../doc/course/{}/index.html", lesson.module());
            items.push(format!("<a href=\"{page}\">{}</a>", words::DOCUMENTATION.get(lang)));
        }
        let drawn: Vec<&str> = lesson.figures.all().map(|figure| figure.id).collect();
        let links: Vec<String> =
            drawn.iter().map(|id| format!("<a href=\"{}\"><code>{id}</code></a>", self.figure_source(id, 1))).collect();
        if !links.is_empty() {
            items.push(format!("{} {}", words::FIGURES.get(lang), links.join(" ")));
        }
        let items: String = items.iter().map(|item| format!("<li>{item}</li>\n")).collect();
        format!("<aside class=\"elsewhere\">\n<p>{}</p>\n<ul>\n{items}</ul>\n</aside>\n", words::FILES.get(lang))
    }
}
