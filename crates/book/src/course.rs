//! The preprocessor: turns each chapter with its directives and formulas into what mdBook renders.

use std::cell::RefCell;
use std::rc::Rc;

use anyhow::Context;
use claims::Ledger;
use flowlab::Lang;
use lessons::{Lesson, repo};
use mdbook_preprocessor::book::{Book, Chapter};
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::assets::Assets;
use crate::compose::{Composer, Material};
use crate::fault::{self, Fault};
use crate::gallery::Gallery;
use crate::maths::Typesetter;

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
    /// Whether the site has the documentation of the crates under `/doc/`.
    pub documented: bool,
}

impl Course {
    /// A course with the committed ledger; the figures are kept in the workspace's target folder.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn new(assets: Rc<Assets>, documented: bool) -> Result<Course> {
        Ok(Course {
            typesetter: Typesetter::new(),
            ledger: Ledger::read()?,
            gallery: Gallery::new(&repo::root().join("target/book-figures")),
            assets,
            documented,
        })
    }

    fn chapter(&self, context: &PreprocessorContext, lang: Lang, chapter: &mut Chapter) -> Result<Vec<Fault>> {
        let Some(path) = chapter.source_path.clone() else { return Ok(Vec::new()) };
        let stem = path.with_extension("").to_string_lossy().replace('\\', "/");
        let lesson: Option<&Lesson> = lessons::written().find(|lesson| lesson.file_stem() == stem);
        let material = lesson.map(|lesson| Material::of(lesson, lang)).transpose()?;
        let file = context.root.join(&context.config.book.src).join(&path);
        let mut composer = Composer::new(self, lang, file, stem, material);
        chapter.content = composer.page(&chapter.content);
        Ok(composer.faults)
    }
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
        let outcome = RefCell::new(Ok(Vec::new()));
        book.for_each_chapter_mut(|chapter| {
            let mut outcome = outcome.borrow_mut();
            if let Ok(faults) = &mut *outcome {
                match self.chapter(&context, lang, chapter) {
                    Ok(found) => faults.extend(found),
                    Err(error) => *outcome = Err(error),
                }
            }
        });
        fault::none_of(outcome.into_inner()?)?;
        Ok(book)
    }
}
