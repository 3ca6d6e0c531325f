//! What a page of notes needs: which of its images are figures of the course, and what the others are.

mod meaning;
mod names;
mod series;

use flowlab::Lang;
use flowlab::plot::Theme;
use repo::nearest::hint;

pub use names::{FILE, Names, known};

use crate::notes::{Image, Named, Notes, Skip, below_root};
use crate::{Extension, Figure};
use meaning::Meaning;
use names::Known;

/// A page of notes with what its images are.
#[derive(Debug)]
pub struct Page {
    /// Its images, in its order.
    pub images: Vec<(Image, Verdict)>,
    /// Names of figures that are none of its images.
    pub named: Vec<Named>,
    /// Its language.
    pub lang: Lang,
    /// What is wrong with its front matter, and in which line.
    pub fault: Option<(usize, String)>,
    /// Whether it has shortcodes of Hugo.
    pub is_hugo: bool,
}

/// What an image of a page is.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// A figure.
    Drawn(Drawing),
    /// The page's own.
    Own,
    /// No local file.
    Skipped(Skip),
    /// A picture that is missing, and what to know of it.
    Undrawn(String),
}

/// A figure as a page wants it.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The figure.
    pub figure: &'static Figure,
    /// The kind of its file.
    pub extension: Extension,
    /// The language that its name tells.
    pub lang: Option<Lang>,
    /// The ground that its name tells.
    pub theme: Option<Theme>,
    /// Its file, below the page's folder.
    pub file: String,
    /// Whether the file is below the site's root instead: the page says `/img/a.png`.
    pub from_root: bool,
}

impl Page {
    /// Reads the text of the page in the file `name`. `stands` tells whether a file stands below its folder.
    pub fn read(name: &str, text: &str, names: &Names, stands: impl Fn(&str) -> bool) -> Page {
        let notes = Notes::read(text);
        let lang = notes.lang(name);
        let verdict = |image: &Image| match &image.file {
            Ok(file) => match drawing(names, file, false) {
                Ok(drawing) => Verdict::Drawn(drawing),
                Err(_) if stands(file) => Verdict::Own,
                Err(None) => Verdict::Own,
                Err(Some(why)) => Verdict::Undrawn(why),
            },
            Err(skip) => {
                let below_root = below_root(&image.spelled).filter(|_| *skip == Skip::Absolute);
                let drawing = below_root.and_then(|file| drawing(names, &file, true).ok());
                drawing.map_or(Verdict::Skipped(*skip), Verdict::Drawn)
            }
        };
        let images: Vec<(Image, Verdict)> =
            notes.images.into_iter().map(|image| (image.clone(), verdict(&image))).collect();
        let mut named = notes.named;
        named.retain(|named| matches!(names.find(&named.name), Some(Known { meaning: Meaning::Figure(_), .. })));
        Page { images, named, lang, fault: notes.fault, is_hugo: notes.is_hugo }
    }

    /// The figures that it shows.
    pub fn drawings(&self) -> impl Iterator<Item = &Drawing> {
        self.images.iter().filter_map(|(_, verdict)| match verdict {
            Verdict::Drawn(drawing) => Some(drawing),
            _ => None,
        })
    }
}

/// The figure that a file shows.
///
/// # Errors
/// Why there is none; nothing if the picture is known to be the page's own.
fn drawing(names: &Names, file: &str, from_root: bool) -> Result<Drawing, Option<String>> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let Some(Known { meaning, lang, theme }) = names.find(file) else {
        let near = hint(stem, crate::figures().map(|figure| figure.id));
        return Err(Some(format!("no figure draws it, and the file is missing{near}")));
    };
    let Meaning::Figure(figure) = meaning else { return Err(None) };
    match Extension::from_name(ending).filter(|extension| figure.can_be(*extension)) {
        Some(extension) => Ok(Drawing { figure, extension, lang, theme, file: file.to_string(), from_root }),
        None => Err(Some(format!("the figure {} is not drawn as .{ending} but as {}", figure.id, figure.file()))),
    }
}
