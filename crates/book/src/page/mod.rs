//! One page: its prose with formulas and claims, its cells with what they printed, its figures and exercises.

mod code;
mod figure;
mod lines;
mod prose;
mod reference;
mod room;
mod section;
mod studio;
mod widget;

use std::collections::{BTreeMap, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chapters::chapter::{self, Block, Chapter, Content, Faults};
use chapters::{Cell, Exercise};
use claims::Ledger;
use flowlab::Lang;
use lessons::Lesson;
use notebooks::Output;
use pulldown_cmark::{Event, html::push_html};

use crate::files::{self, Fault};
use crate::gallery::Gallery;
use crate::maths::Typesetter;
use crate::outline::Outline;
use crate::url::media_type;
use crate::{html, words};

pub use section::{FORMULA, Section, description};

/// What all pages are made from.
pub struct Course {
    /// Sets the formulas.
    pub typesetter: Typesetter,
    /// The measured numbers.
    pub ledger: Ledger,
    /// Draws the figures.
    pub gallery: Gallery,
    /// Whether the site has the documentation of the crates under `/doc/`.
    pub documented: bool,
    /// Whether the files that a page refers to stand in the page itself: mdBook copies none for us.
    pub inside: bool,
    /// Whether the site has the pictures that can be touched.
    pub widgets: bool,
}

/// Files beside the pages, by their address.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A page without its frame.
#[derive(Debug, Default)]
pub struct Page {
    /// The name of its file without ending.
    pub stem: String,
    /// The page in HTML.
    pub html: String,
    /// Its sections; the first one is the title.
    pub sections: Vec<Section>,
    /// The files that it refers to.
    pub files: Files,
}

impl Course {
    /// A course with the committed ledger, nothing but its pages; the figures are kept in the workspace's target folder.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn new() -> anyhow::Result<Course> {
        let gallery = Gallery::new(&repo::root().join("target/book-figures"));
        let (typesetter, ledger) = (Typesetter::new(), Ledger::read()?);
        Ok(Course { typesetter, ledger, gallery, documented: false, inside: false, widgets: false })
    }

    /// All pages of a language.
    ///
    /// # Errors
    /// All faults of the chapters, or a file that cannot be read.
    pub fn pages(&self, lang: Lang, outline: &Outline) -> anyhow::Result<Vec<Page>> {
        let (mut pages, mut faults) = (Vec::new(), Vec::new());
        for link in outline.pages() {
            let text = files::read(&files::chapter(lang, &link.stem))?;
            let lesson = lessons::LESSONS.iter().find(|lesson| lesson.file_stem() == link.stem);
            let material = lesson.map(|lesson| Material::of(lesson, lang)).transpose()?;
            let (page, found) = Writer::new(self, lang, outline, &link.stem, material).page(&text);
            pages.push(page);
            faults.extend(found);
        }
        files::report(faults)?;
        Ok(pages)
    }

    /// The chapter of a page. The headings of a translation have the ids of the English ones: a link into a page
    /// holds in either language.
    fn chapter(&self, lang: Lang, stem: &str, text: &str) -> Result<Chapter, Faults> {
        let mut chapter = self.parse(lang, text)?;
        if lang != Lang::En
            && let Ok(english) = files::read(&files::chapter(Lang::En, stem))
        {
            let ids = self.parse(Lang::En, &english).map(|english| english.ids).unwrap_or_default();
            chapter.ids.iter_mut().zip(ids).for_each(|(own, id)| *own = id);
        }
        Ok(chapter)
    }

    fn parse(&self, lang: Lang, text: &str) -> Result<Chapter, Faults> {
        chapter::parse(text, lang, |id| self.ledger.printed(id).map(str::to_string))
    }

    /// Takes a file and gives its address, as a page at the top of its language's folder writes it.
    fn place(&self, files: &mut Files, name: &str, bytes: Vec<u8>) -> String {
        if self.inside {
            return format!("data:{};base64,{}", media_type(name), STANDARD.encode(bytes));
        }
        files.insert(name.to_string(), bytes);
        name.to_string()
    }
}

/// What a lesson brings to its page.
struct Material {
    lesson: &'static Lesson,
    cells: Vec<Cell>,
    exercises: Vec<Exercise>,
    /// What each cell and each exercise's stub showed when the notebook ran.
    outputs: HashMap<String, Vec<Output>>,
}

impl Material {
    fn of(lesson: &'static Lesson, lang: Lang) -> anyhow::Result<Material> {
        let outputs = notebooks::outputs(lesson, lang)?.into_iter().collect();
        Ok(Material { lesson, cells: chapters::cells(lesson), exercises: chapters::exercises(lesson), outputs })
    }
}

/// Writes one page and notes what is wrong with its chapter.
struct Writer<'a> {
    course: &'a Course,
    lang: Lang,
    outline: &'a Outline,
    stem: &'a str,
    /// What the lesson brings, if the page is one.
    material: Option<Material>,
    /// The page so far.
    events: Vec<Event<'static>>,
    /// Where the table of its sections stands in it.
    table: Option<usize>,
    /// The ids of the headings to come.
    ids: std::vec::IntoIter<String>,
    figures: usize,
    in_section: bool,
    faults: Vec<Fault>,
    sections: Vec<Section>,
    files: Files,
}

impl<'a> Writer<'a> {
    fn new(
        course: &'a Course,
        lang: Lang,
        outline: &'a Outline,
        stem: &'a str,
        material: Option<Material>,
    ) -> Writer<'a> {
        Writer {
            course,
            lang,
            outline,
            stem,
            material,
            events: Vec::new(),
            table: None,
            ids: Vec::new().into_iter(),
            figures: 0,
            in_section: false,
            faults: Vec::new(),
            sections: Vec::new(),
            files: Files::new(),
        }
    }

    fn page(mut self, text: &str) -> (Page, Vec<Fault>) {
        match self.course.chapter(self.lang, self.stem, text) {
            Ok(chapter) => self.chapter(chapter),
            Err(Faults(faults)) => faults.into_iter().for_each(|fault| self.fault(fault.line, fault.what)),
        }
        if self.stem == "claims" {
            self.claims();
        }
        if self.in_section {
            self.push("</section>\n");
        }
        self.links_of_lesson();
        if let Some(place) = self.table {
            self.events.insert(place, Event::Html(section::table(&self.sections, self.lang).into()));
        }
        let mut page = String::new();
        push_html(&mut page, self.events.drain(..));
        let page = room::keep(&page);
        if let Some(tag) = html::read(&page).unbalanced {
            let line =
                text.lines().position(|line| line.contains(&format!("<{tag}")) || line.contains(&format!("</{tag}")));
            let what =
                format!("the tag `<{tag}>` is opened and not closed, or closed and not open; code stands in `..`");
            self.fault(line.map_or(1, |line| line + 1), what);
        }
        let Writer { faults, sections, files, .. } = self;
        (Page { stem: self.stem.to_string(), html: page, sections, files }, faults)
    }

    fn chapter(&mut self, chapter: Chapter) {
        if let Some(material) = &self.material {
            let (lesson, part) = (words::lesson(material.lesson.number, self.lang), self.outline.part_of(self.stem));
            self.push(format!("<p class=\"lead\"><span>{lesson}</span> {}</p>\n", html::escape(part)));
        }
        let Chapter { text, blocks, ids } = chapter;
        self.ids = ids.into_iter();
        for Block { line, content } in blocks {
            match content {
                Content::Prose(prose) => self.prose(&text, prose.items, None),
                Content::Cell(name) => self.cell(&name, line),
                Content::Figure(id) => self.figure(&id, line),
                Content::Exercise(name) => self.exercise(&name, line),
                Content::Solution(name) => self.solution(&name),
                Content::Studio => self.studio(),
            }
        }
    }

    fn push(&mut self, html: impl Into<String>) {
        self.events.push(Event::Html(html.into().into()));
    }

    fn place(&mut self, name: &str, bytes: Vec<u8>) -> String {
        self.course.place(&mut self.files, name, bytes)
    }

    fn fault(&mut self, line: usize, what: impl Into<String>) {
        self.faults.push(Fault::new(&files::chapter(self.lang, self.stem), line, what));
    }
}

#[cfg(test)]
mod tests {
    use chapters::source;

    use super::*;

    const MODULE: &str = "// cell: one\nlet a = `1`;\n// cell: silent\nlet b = 1;\n// end\n";
    const SOLUTIONS: &str = "pub fn two() {\n    solved()\n}\n";
    const DOT: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAYAAACp8Z5+AAAADUlEQVR42mNk+M9QzwAAAwMBAWMFvbcAAAAASUVORK5CYII=";

    /// The page of a chapter of the first lesson with other cells, and its faults as `line: what`.
    fn page(lang: Lang, text: &str) -> (String, Vec<String>) {
        let text_of = |text: &str| Output { text: Some(text.into()), ..Output::default() };
        let picture = Output { png_base64: Some(DOT.into()), ..text_of("[figure] a dot") };
        let outputs =
            [("one", vec![text_of("a\n\n<b>\n"), picture]), ("two", vec![text_of("not yet")]), ("silent", vec![])];
        let material = Material {
            lesson: &lessons::LESSONS[0],
            cells: source::cells(MODULE),
            exercises: source::exercises(SOLUTIONS),
            outputs: outputs.into_iter().map(|(name, shown)| (name.to_string(), shown)).collect(),
        };
        let course = Course {
            typesetter: Typesetter::new(),
            ledger: Ledger::read().unwrap(),
            gallery: Gallery::new(&std::env::temp_dir()),
            documented: true,
            inside: false,
            widgets: false,
        };
        let (page, faults) = Writer::new(&course, lang, &Outline::default(), "10-x", Some(material)).page(text);
        // The lesson's own notebook need not be there for this test.
        let of_text = faults.iter().filter(|fault| !fault.what.starts_with("the lesson's notebook"));
        (page.html, of_text.map(|fault| format!("{}: {}", fault.line, fault.what)).collect())
    }

    #[test]
    fn a_cell_stands_above_what_it_printed() {
        let (page, faults) = page(Lang::En, "{{#cell one}}");
        assert_eq!(faults, Vec::<String>::new());
        let code = "<pre class=\"code\"><code><i class=\"k\">let</i> a = `<i class=\"n\">1</i>`;</code></pre>";
        assert!(page.contains(code), "{page}");
        assert!(page.contains("<samp>a\n\n&lt;b&gt;</samp>"), "{page}");
        assert!(page.contains("alt=\"a dot\" width=\"2\" height=\"2\""), "{page}");
    }

    #[test]
    fn a_solution_stands_below_the_hints_and_above_the_next_heading() {
        let (html, _) = page(Lang::En, "{{#exercise two}}\n\n<details>hint</details>\n\n## Next\n");
        let order = ["todo", "not yet", "hint", "Solution", "solved", "Next"].map(|part| html.find(part).unwrap());
        assert!(order.is_sorted(), "{html}");
        let (html, _) = page(Lang::Zh, "{{#exercise two}}");
        assert!(html.contains("参考解答"), "{html}");
    }

    #[test]
    fn formulas_are_set_in_prose_tables_and_summaries_and_left_alone_in_code() {
        let (page, faults) = page(
            Lang::En,
            "a $x$, b\n\n$$\ny\n$$\n\n<summary>$z$</summary>\n\n`$v$`\n\n```\n$w$\n```\n\n| a | b |\n|---|--:|\n| $\\vert u \\vert$ | 1 |\n",
        );
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(page.matches("<math").count(), 4, "{page}");
        assert_eq!(page.matches("katex-display").count(), 1);
        assert!(page.contains("<code>$v$</code>") && page.contains("<code>$w$</code>"), "{page}");
        assert!(page.contains(",</span> b") && page.matches("<td").count() == 2, "{page}");
        assert!(page.contains("<div class=\"table-wrapper\"><table>"), "{page}");
    }

    #[test]
    fn a_claim_is_a_link_in_prose_and_digits_in_a_formula() {
        let (id, law) = (claims::CLAIMS[0].id, claims::CLAIMS[0].law);
        let printed = Ledger::read().unwrap().printed(id).unwrap().to_string();
        let (page, faults) = page(Lang::En, &format!("It is {{{{#claim {id}}}}}; $q = {{{{#claim {id}}}}}$."));
        assert_eq!(faults, Vec::<String>::new());
        let link = format!(
            "<a class=\"claim\" href=\"claims.html#claim-{id}\" title=\"measured; theory: {law}\">{printed}</a>"
        );
        assert!(page.contains(&link) && page.contains(&format!("q = {printed}</annotation>")), "{page}");
    }

    #[test]
    fn headings_and_links_lead_to_pages() {
        let (page, _) = page(Lang::En, "# T\n\n## \"A\" `b`\n\n[x](02-sampling.md#y) [z](https://a.md)\n");
        assert!(
            page.contains("<h2 id=\"a-b\"><a class=\"header\" href=\"#a-b\">“A” <code>b</code></a></h2>"),
            "{page}"
        );
        assert!(page.contains("href=\"02-sampling.html#y\"") && page.contains("href=\"https://a.md\""), "{page}");
    }

    #[test]
    fn the_words_before_what_there_is_to_see_are_a_label() {
        for lang in Lang::ALL {
            for label in words::see(lang) {
                let (html, _) = page(lang, &format!("{label} x"));
                assert!(html.contains(&format!("<p><strong class=\"see\">{label}</strong> x</p>")), "{html}");
            }
        }
    }

    #[test]
    fn a_full_width_mark_needs_no_space_after_it() {
        let (html, _) = page(Lang::Zh, "第一行。\n*第二*行\nnext");
        assert!(html.contains("第一行。<em>第二</em>行\nnext"), "{html}");
        let (html, _) = page(Lang::Zh, "**改为：** 空间。**词** 与 $x$");
        assert!(html.contains("<strong>改为：</strong>\u{200b}空间。<strong>词</strong> 与 <span"), "{html}");
    }

    #[test]
    fn every_fault_of_a_chapter_names_its_line_and_the_way_out() {
        let cases = [
            ("a\n\n$\\frac{a}$\n", "3: the formula `\\frac{a}` cannot be set"),
            ("a\n\n$\\frac{a}{$\n", "3: a `$` that makes no formula"),
            ("a\n{{#claim d}}\n", "2: no claim `d`"),
            ("a\n\n{{#cell none}}\n", "3: no cell `none` in the lesson's module; it has one, silent"),
            ("\n{{#cell silent}}\n", "2: the cell `silent` shows nothing in"),
            ("{{#exercise none}}\n", "1: no exercise `none` in the lesson's module; it has two"),
            ("\n{{#figure none}}\n", "2: no figure `none`"),
            ("{{#cel one}}\n", "1: `{{#cel one}}` is no directive"),
            ("a\n\nVec<f64> b\n", "3: the tag `<f64>` is opened and not closed"),
            ("a\n\n<div>\n\nb\n", "3: the tag `<div>` is opened and not closed"),
        ];
        for (text, expected) in cases {
            let (_, faults) = page(Lang::En, text);
            assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{text}: {faults:?}");
        }
    }
}
