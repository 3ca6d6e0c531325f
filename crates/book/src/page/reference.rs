//! What a page lists from elsewhere: the measured numbers, the lessons, the files of a lesson.

use std::fs;

use super::{Section, Writer};
use crate::html::escape;
use crate::outline::Entry;
use crate::words;

impl Writer<'_> {
    /// The ledger: one entry a claim, by lesson.
    pub(super) fn claims(&mut self) {
        let [expected, measured] = words::CLAIM_COLUMNS.map(|column| column.get(self.lang));
        for lesson in lessons::LESSONS {
            let (id, stem) = (lesson.slug, lesson.file_stem());
            let title = lesson.title.get(self.lang).replace('\'', "’");
            self.begin_section();
            self.push(format!("<h2 id=\"{id}\"><a href=\"{stem}.html\">{}</a></h2>\n", escape(&title)));
            let heading = escape(&title);
            self.sections.push(Section { level: 2, id: id.into(), heading, title, ..Section::default() });
            let ledger = &self.course.ledger;
            let claims = claims::CLAIMS.iter().filter(|claim| claim.lesson == lesson.slug);
            for (claim, printed) in claims.filter_map(|claim| Some(claim).zip(ledger.printed(claim.id))) {
                let (id, law) = (claim.id, escape(&claim.law.to_string()));
                self.push(format!("<section class=\"ledger\" id=\"claim-{id}\">\n<p><strong>"));
                self.text(claim.statement.get(self.lang), 1, true);
                self.push(format!(
                    "</strong> <code>{id}</code></p>\n<div class=\"table-wrapper\"><table><thead><tr><th>{expected}</th>\
                     <th>{measured}</th></tr></thead><tbody><tr><td>{law}</td><td>{printed}</td></tr></tbody></table></div>\n"
                ));
                self.text(claim.reason.get(self.lang), 1, false);
                self.push("</section>\n");
            }
        }
    }

    /// The parts of the course with their lessons.
    pub(super) fn list_of_lessons(&mut self) {
        let mut html = String::from("<div class=\"lessons\">");
        let mut end = "";
        for entry in &self.outline.entries {
            match entry {
                Entry::Part(title) => {
                    html.push_str(&format!("{end}<div><p>{}</p><ul>", escape(title)));
                    end = "</ul></div>";
                }
                Entry::Page(link) => {
                    if let Some(number) = &link.number {
                        let (stem, title) = (&link.stem, escape(&link.title));
                        let digits = format!("<span class=\"digits\">{number}</span>");
                        html.push_str(&format!("<li><a href=\"{stem}.html\">{digits}{title}</a></li>"));
                    }
                }
                Entry::Separator => break,
            }
        }
        self.push(format!("{html}{end}</div>\n"));
    }

    /// The end of a lesson: its notebook, its code, its figures' code, its documentation; nothing on any other page.
    pub(super) fn links_of_lesson(&mut self) {
        let Some(lesson) = self.material.as_ref().map(|material| material.lesson) else { return };
        let notebook = match fs::read(lesson.notebook(self.lang)) {
            Ok(bytes) => self.place(&format!("notebooks/{}.ipynb", lesson.file_stem()), bytes),
            Err(error) => return self.fault(1, format!("the lesson's notebook cannot be read: {error}")),
        };
        let code = self.place(&format!("code/{}.rs.txt", lesson.module()), lesson.cells.into());
        let lang = self.lang;
        let mut items = vec![
            format!("<a href=\"{notebook}\" download>{}</a>", words::NOTEBOOK.get(lang)),
            format!("<a href=\"{code}\">{}</a>", words::CODE.get(lang)),
        ];
        if self.course.documented {
            let page = format!("../doc/course/{}/index.html", lesson.module());
            items.push(format!("<a href=\"{page}\">{}</a>", words::DOCUMENTATION.get(lang)));
        }
        let link = |id: &str| format!("<a href=\"{}\"><code>{id}</code></a>", self.figure_source(id, 1));
        let links: Vec<String> = lesson.figures.all().map(|figure| figure.id).map(link).collect();
        if !links.is_empty() {
            items.push(format!("{} {}", words::FIGURES.get(lang), links.join(" ")));
        }
        let items: String = items.iter().map(|item| format!("<li>{item}</li>\n")).collect();
        let heading = words::FILES.get(lang);
        self.push(format!("<aside class=\"elsewhere\">\n<p>{heading}</p>\n<ul>\n{items}</ul>\n</aside>\n"));
    }
}
