//! One page: its prose with formulas and claims, its cells with what they printed, its figures and exercises.

mod code;
mod figure;
mod ledger;
mod links;
mod list;
mod prose;
mod sections;

use std::collections::HashMap;
use std::mem::take;
use std::path::PathBuf;

use chapters::chapter::{self, Content};
use chapters::source::{Cell, Exercise};
use course::Lesson;
use flowlab::Lang;
use notebooks::Output;

use crate::course::Course;
use crate::fault::Fault;
use crate::markdown::line_at;
use crate::words;

pub use prose::LONE_DOLLAR;
pub use sections::{FORMULA, Section, ids};

/// What a lesson brings to its page.
pub struct Material {
    /// The lesson.
    pub lesson: &'static Lesson,
    /// The part of the course in which it stands, as the contents call it.
    pub part: String,
    /// Its code.
    pub cells: Vec<Cell>,
    /// Its exercises.
    pub exercises: Vec<Exercise>,
    /// What each cell and each exercise's stub showed when the notebook ran.
    pub outputs: HashMap<String, Vec<Output>>,
}

impl Material {
    /// The material of a written lesson.
    ///
    /// # Errors
    /// The notebook is missing or cannot be read.
    pub fn of(lesson: &'static Lesson, part: String, lang: Lang) -> anyhow::Result<Material> {
        let outputs = notebooks::outputs(lesson, lang)?.into_iter().collect();
        Ok(Material { lesson, part, cells: chapters::cells(lesson), exercises: chapters::exercises(lesson), outputs })
    }
}

/// A chapter: where it stands.
pub struct Chapter {
    /// Its file.
    pub file: PathBuf,
    /// The file's name without its ending.
    pub stem: String,
    /// The ids of its headings, in order: those of the English page in both languages, so that a link into a page
    /// holds in either.
    pub ids: Vec<String>,
    /// What the lesson brings, if the chapter is one.
    pub material: Option<Material>,
}

/// Makes one page and notes what is wrong with its chapter.
pub struct Composer<'a> {
    course: &'a Course,
    lang: Lang,
    chapter: Chapter,
    figures: usize,
    in_section: bool,
    /// What is wrong with the chapter.
    pub faults: Vec<Fault>,
    /// The page's sections, for its own table and for the search.
    pub sections: Vec<Section>,
}

impl<'a> Composer<'a> {
    /// A composer for a chapter of one language.
    pub fn new(course: &'a Course, lang: Lang, chapter: Chapter) -> Composer<'a> {
        Composer { course, lang, chapter, figures: 0, in_section: false, faults: Vec::new(), sections: Vec::new() }
    }

    /// The page of the chapter, as Markdown for mdBook.
    pub fn page(&mut self, text: &str) -> String {
        let blocks = match chapter::parse(text) {
            Ok(blocks) => blocks,
            Err(bad) => {
                self.fault(bad.line, bad.why);
                return String::new();
            }
        };
        let mut page = String::new();
        let mut solution = String::new();
        for block in blocks {
            let made = match &block.content {
                Content::Prose(prose) => {
                    // The solution of an exercise stands below its hints.
                    let (hints, rest) = prose.split_at(chapter::hints_end(prose));
                    let line = line_at(prose, hints.len(), block.line);
                    format!("{}\n\n{}{}", self.prose(hints, block.line), take(&mut solution), self.prose(rest, line))
                }
                Content::Cell(name) => take(&mut solution) + &self.cell(name, block.line),
                Content::Figure(id) => take(&mut solution) + &self.figure(id, block.line),
                Content::Exercise(name) => {
                    let before = take(&mut solution);
                    let (stub, solved) = self.exercise(name, block.line);
                    solution = solved;
                    before + &stub
                }
            };
            page.push_str(&made);
            page.push_str("\n\n");
        }
        page.push_str(&solution);
        if self.chapter.stem == "claims" {
            page.push_str(&self.claims());
        }
        page.push_str(if self.in_section { "</section>\n\n" } else { "" });
        page.push_str(&self.links_of_lesson());
        self.headed(page.trim_start())
    }

    /// The page with what stands around its title: the lesson's number and part above, the table of sections below.
    fn headed(&self, page: &str) -> String {
        if !page.starts_with("# ") {
            return page.to_string();
        }
        let (title, rest) = page.split_once('\n').unwrap_or((page, ""));
        format!("{}\n\n{title}\n\n{}\n{rest}", self.lead(), sections::table(&self.sections, self.lang))
    }

    fn lead(&self) -> String {
        let Some(material) = &self.chapter.material else { return String::new() };
        let lesson = words::lesson(material.lesson.number, self.lang);
        format!("<p class=\"lead\"><span>{lesson}</span> {}</p>", material.part)
    }

    /// What stands before a heading of the second level: each has a section of its own, which a browser lays out when
    /// it comes into view.
    fn new_section(&mut self) -> String {
        let before = if std::mem::replace(&mut self.in_section, true) { "</section>\n\n" } else { "" };
        format!("{before}<section class=\"part\">\n\n")
    }

    fn fault(&mut self, line: usize, what: impl Into<String>) {
        self.faults.push(Fault::new(&self.chapter.file, line, what));
    }
}
#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use chapters::source;
    use claims::Ledger;

    use super::*;
    use crate::assets::Assets;
    use crate::gallery::Gallery;
    use crate::maths::Typesetter;

    const MODULE: &str = "// cell: one\nlet a = `1`;\n// cell: silent\nlet b = 1;\n// exercise: two\nfn f() {\n    // hole\n    solved()\n    // end hole\n}\n// check\nf();\n// end\n";
    const DOT: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAYAAACp8Z5+AAAADUlEQVR42mNk+M9QzwAAAwMBAWMFvbcAAAAASUVORK5CYII=";

    fn course() -> Course {
        let mut ledger = Ledger::default();
        let entry = "{\"id\":\"objects-grey-dimension\",\"measured\":0.9,\"printed\":\"0.9\"}";
        ledger.claims.push(serde_json::from_str(entry).unwrap());
        Course {
            typesetter: Typesetter::new(),
            ledger,
            gallery: Gallery::new(&std::env::temp_dir()),
            assets: Rc::new(Assets::beside()),
            outline: Rc::default(),
            documented: true,
        }
    }

    /// The page of a chapter of the first written lesson with other cells, and its faults as `line: what`.
    fn composed(lang: Lang, text: &str) -> (String, Vec<String>) {
        let text_of = |text: &str| Output { text: Some(text.into()), ..Output::default() };
        let picture = Output { png_base64: Some(DOT.into()), ..text_of("[figure] a dot") };
        let outputs =
            [("one", vec![text_of("a\n\n<b>\n"), picture]), ("two", vec![text_of("not yet")]), ("silent", vec![])];
        let material = Material {
            lesson: course::LESSONS.iter().next().unwrap(),
            part: "Noise".into(),
            cells: source::cells(MODULE),
            exercises: source::exercises(MODULE),
            outputs: outputs.into_iter().map(|(name, shown)| (name.to_string(), shown)).collect(),
        };
        let course = course();
        let chapter = Chapter { file: "a.md".into(), stem: "10-x".into(), ids: ids(text), material: Some(material) };
        let mut composer = Composer::new(&course, lang, chapter);
        let page = composer.page(text);
        // The lesson's own notebook need not be there for this test.
        let of_text = composer.faults.iter().filter(|fault| !fault.what.starts_with("the lesson's notebook"));
        (page, of_text.map(|fault| format!("{}: {}", fault.line, fault.what)).collect())
    }

    #[test]
    fn a_cell_stands_above_what_it_printed() {
        let (page, faults) = composed(Lang::En, "{{#cell one}}");
        assert_eq!(faults, Vec::<String>::new());
        let code = "<pre class=\"code\"><code><i class=\"k\">let</i> a = `<i class=\"n\">1</i>`;</code></pre>";
        assert!(page.contains(code), "{page}");
        assert!(page.contains("<samp>a&#10;&#10;&lt;b&gt;</samp>"), "{page}");
        assert!(page.contains("alt=\"a dot\" width=\"2\" height=\"2\""), "{page}");
    }

    #[test]
    fn a_solution_stands_below_the_hints_and_above_the_next_heading() {
        let (page, _) = composed(Lang::En, "{{#exercise two}}\n\n<details>hint</details>\n\n## Next\n");
        let order = ["todo", "not yet", "hint", "Solution", "solved", "## Next"].map(|part| page.find(part).unwrap());
        assert!(order.is_sorted(), "{page}");
        let (page, _) = composed(Lang::Zh, "{{#exercise two}}");
        assert!(page.contains("参考解答"), "{page}");
    }

    #[test]
    fn formulas_are_set_in_prose_and_summaries_and_left_alone_in_code() {
        let (page, faults) =
            composed(Lang::En, "a $x$, b\n\n$$\ny\n$$\n\n<summary>$z$</summary>\n\n`$v$`\n\n```\n$w$\n```\n");
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(page.matches("<math").count(), 3, "{page}");
        assert_eq!(page.matches("katex-display").count(), 1);
        assert!(page.contains("`$v$`") && page.contains("<code>$w$</code>") && page.contains(",</span> b"), "{page}");
    }

    #[test]
    fn a_claim_is_a_link_in_prose_and_digits_in_a_formula() {
        let (page, faults) =
            composed(Lang::En, "It is {{#claim objects-grey-dimension}}; $q = {{#claim objects-grey-dimension}}$.");
        assert_eq!(faults, Vec::<String>::new());
        assert!(
            page.contains("href=\"claims.html#claim-objects-grey-dimension\" title=\"measured; theory: 784 ± 0\"")
                && page.contains("q &#61; 0&#46;9</annotation>"),
            "{page}"
        );
    }

    #[test]
    fn admonitions_are_titled_in_the_language_of_the_page() {
        let (page, _) = composed(Lang::Zh, "> [!WARNING]\n> 文字。\n> 又一行。\n");
        assert!(page.contains("> <p class=\"admonition warning\">注意</p>\n> \n> 文字。又一行。"), "{page}");
    }

    #[test]
    fn a_full_width_mark_needs_no_space_after_it() {
        let (page, _) = composed(Lang::Zh, "第一行。\n*第二*行\nnext");
        assert!(page.contains("第一行。*第二*行\nnext"), "{page}");
        let (page, _) = composed(Lang::Zh, "**改为：** 空间。**词** 与 $x$");
        assert!(page.contains("**改为：**&#8203;空间。**词** 与 <span"), "{page}");
    }

    #[test]
    fn every_fault_of_a_chapter_names_its_line_and_the_way_out() {
        let cases = [
            ("a\n\n$\\frac{a}$\n", "3: the formula `\\frac{a}` cannot be set"),
            ("a\n\n$\\frac{a}{$\n", "3: a `$` that makes no formula"),
            ("$$\na\n- b\n$$\n", "1: a `$` that makes no formula"),
            ("a\n{{#claim d}}\n", "2: no claim `d`"),
            ("a\n\n{{#cell none}}\n", "3: no cell `none` in the lesson's module; it has one, silent"),
            ("\n{{#cell silent}}\n", "2: the cell `silent` shows nothing in"),
            ("{{#exercise none}}\n", "1: no exercise `none` in the lesson's module; it has two"),
            ("\n{{#figure none}}\n", "2: no figure `none`"),
            ("{{#cel one}}\n", "1: `{{#cel one}}` is no directive"),
            ("<summary>$x</summary>\n", "1: a `$` that makes no formula"),
        ];
        for (text, expected) in cases {
            let (_, faults) = composed(Lang::En, text);
            assert!(faults.iter().any(|fault| fault.starts_with(expected)), "{text}: {faults:?}");
        }
    }
}
