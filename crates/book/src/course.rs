//! The preprocessor: turns each chapter with its directives and formulas into what mdBook renders.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::rc::Rc;

use anyhow::Context;
use claims::Ledger;
use flowlab::Lang;
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::assets::Assets;
use crate::compose::{self, Composer, Material, Section};
use crate::fault::{self, Fault};
use crate::gallery::Gallery;
use crate::maths::Typesetter;
use crate::site;

/// What the pages of one language are made from.
pub struct Course {
    /// Sets the formulas.
    pub typesetter: Typesetter,
    /// The measured numbers.
    pub ledger: Ledger,
    /// Draws the figures.
    pub gallery: Gallery,
    /// Takes the files that pages refer to.
    pub assets: Rc<Assets>,
    /// Takes what the frame of the pages and the search need to know.
    pub outline: Rc<RefCell<Outline>>,
    /// Whether the site has the documentation of the crates under `/doc/`.
    pub documented: bool,
}

/// The book at a glance: its contents, and the sections of its pages.
#[derive(Debug, Default)]
pub struct Outline {
    /// The contents, in order.
    pub contents: Vec<Entry>,
    /// The pages, in order.
    pub pages: Vec<Page>,
}

/// A line of the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The title of a part.
    Part(String),
    /// A page, or one that is still to come.
    Page {
        /// Its title.
        title: String,
        /// The lesson's number.
        number: Option<String>,
        /// The name of its file without ending, once it is written.
        stem: Option<String>,
    },
    /// The line before the reference pages.
    Separator,
}

/// A page and its sections; the first one is the title.
#[derive(Debug)]
pub struct Page {
    /// The name of its file without ending.
    pub stem: String,
    /// Its sections.
    pub sections: Vec<Section>,
}

impl Course {
    /// A course with the committed ledger; the figures are kept in the workspace's target folder.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn new(assets: Rc<Assets>, outline: Rc<RefCell<Outline>>, documented: bool) -> Result<Course> {
        Ok(Course {
            typesetter: Typesetter::new(),
            ledger: Ledger::read()?,
            gallery: Gallery::new(&repo::root().join("target/book-figures")),
            assets,
            outline,
            documented,
        })
    }

    fn chapter(
        &self,
        context: &PreprocessorContext,
        lang: Lang,
        parts: &HashMap<String, String>,
        chapter: &mut Chapter,
    ) -> Result<Vec<Fault>> {
        let Some(path) = chapter.source_path.clone() else { return Ok(Vec::new()) };
        let stem = stem(&path);
        let lesson = course::LESSONS.iter().find(|lesson| lesson.file_stem() == stem);
        let part = parts.get(&stem).cloned().unwrap_or_default();
        let material = lesson.map(|lesson| Material::of(lesson, part, lang)).transpose()?;
        let english = fs::read_to_string(site::sources(Lang::En).join("src").join(&path));
        let ids = compose::ids(english.as_deref().unwrap_or(&chapter.content));
        let file = context.root.join(&context.config.book.src).join(&path);
        let mut composer = Composer::new(self, lang, compose::Chapter { file, stem: stem.clone(), ids, material });
        chapter.content = composer.page(&chapter.content);
        self.outline.borrow_mut().pages.push(Page { stem, sections: composer.sections });
        Ok(composer.faults)
    }
}

fn stem(path: &std::path::Path) -> String {
    path.with_extension("").to_string_lossy().replace('\\', "/")
}

/// The contents of a book.
fn contents(book: &Book) -> Vec<Entry> {
    let entry = |item: &BookItem| match item {
        BookItem::PartTitle(title) => Entry::Part(title.clone()),
        BookItem::Separator => Entry::Separator,
        BookItem::Chapter(chapter) => Entry::Page {
            title: chapter.name.clone(),
            number: chapter.number.as_ref().map(|number| number.to_string().trim_end_matches('.').to_string()),
            stem: chapter.source_path.as_deref().map(stem),
        },
    };
    book.items.iter().map(entry).collect()
}

/// The part in which each page stands.
fn parts(contents: &[Entry]) -> HashMap<String, String> {
    let mut parts = HashMap::new();
    let mut part = String::new();
    for entry in contents {
        match entry {
            Entry::Part(title) => part.clone_from(title),
            Entry::Separator => part.clear(),
            Entry::Page { stem, .. } => parts.extend(stem.clone().map(|stem| (stem, part.clone()))),
        }
    }
    parts
}

impl Preprocessor for Course {
    fn name(&self) -> &str {
        "course"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let code = context.config.book.language.clone().unwrap_or_default();
        let lang =
            Lang::from_code(&code).with_context(|| format!("book.toml: language `{code}` is neither en nor zh"))?;
        let root = context.root.canonicalize().unwrap_or_else(|_| context.root.clone());
        let context = PreprocessorContext::new(root, context.config.clone(), context.renderer.clone());
        let contents = contents(&book);
        let parts = parts(&contents);
        self.outline.borrow_mut().contents = contents;
        let outcome = RefCell::new(Ok(Vec::new()));
        book.for_each_chapter_mut(|chapter| {
            let mut outcome = outcome.borrow_mut();
            if let Ok(faults) = &mut *outcome {
                match self.chapter(&context, lang, &parts, chapter) {
                    Ok(found) => faults.extend(found),
                    Err(error) => *outcome = Err(error),
                }
            }
        });
        fault::none_of(outcome.into_inner()?)?;
        Ok(book)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_stands_in_the_part_above_it_until_the_line() {
        let page = |stem: &str| Entry::Page { title: stem.into(), number: None, stem: Some(stem.into()) };
        let contents = [page("index"), Entry::Part("One".into()), page("a"), Entry::Separator, page("z")];
        let parts = parts(&contents);
        assert_eq!(["index", "a", "z"].map(|stem| parts[stem].as_str()), ["", "One", ""]);
    }
}
