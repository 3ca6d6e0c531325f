//! Draws figures in parallel, each computed once and encoded as every file that is asked for.

use anyhow::Result;
use figures::{Extension, Figure, Picture, encode_picture};
use flowlab::Lang;
use flowlab::plot::{Style, Theme};
use rayon::prelude::*;

use super::mark;
use super::say::Progress;
use super::store::{Put, Store};

/// More marks than this, and a drawing is larger and slower as SVG than as a bitmap.
const MOST_MARKS: usize = 5000;

/// A figure and the files to write of it.
#[derive(Debug)]
pub struct Order {
    /// The figure.
    pub figure: &'static Figure,
    /// Each file's kind and its name below the folder.
    pub files: Vec<(Extension, String)>,
}

impl Order {
    /// The files that a figure has by default in a style: `ID[.zh][.dark].EXT` in the formats asked for; of an
    /// animation also the GIF, of a photograph only the JPEG.
    pub fn standard(figure: &'static Figure, style: &Style, formats: &[Extension]) -> Order {
        let own = own_extension(figure);
        let extensions = match own {
            Extension::Jpg => vec![own],
            Extension::Gif => [&[own], formats].concat(),
            Extension::Png | Extension::Svg => formats.to_vec(),
        };
        Order { figure, files: extensions.into_iter().map(|ext| (ext, file_name(figure, style, ext))).collect() }
    }

    /// The figure's PNG alone.
    pub fn png(figure: &'static Figure, style: &Style) -> Order {
        Order { figure, files: vec![(Extension::Png, file_name(figure, style, Extension::Png))] }
    }

    /// The names of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(_, name)| name.as_str())
    }
}

/// The kind of a figure's plain file.
fn own_extension(figure: &Figure) -> Extension {
    let ending = figure.file.rsplit('.').next().unwrap_or_default();
    Extension::from_name(ending).unwrap_or(Extension::Png)
}

/// Whether a figure can be written as a kind of file, as far as one can tell without drawing it.
pub fn can_be(figure: &Figure, extension: Extension) -> bool {
    match own_extension(figure) {
        Extension::Png | Extension::Svg => matches!(extension, Extension::Png | Extension::Svg),
        Extension::Gif => extension != Extension::Jpg,
        Extension::Jpg => matches!(extension, Extension::Jpg | Extension::Png),
    }
}

fn file_name(figure: &Figure, style: &Style, extension: Extension) -> String {
    let lang = if style.lang == Lang::Zh { ".zh" } else { "" };
    let theme = if style.theme == Theme::Dark { ".dark" } else { "" };
    format!("{}{lang}{theme}.{}", figure.id, extension.name())
}

/// What came of a file that was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is written.
    Written,
    /// Somebody's own file stands there.
    Kept,
    /// It has too many marks for SVG.
    PngOnly,
    /// It could not be drawn.
    Failed,
}

/// A file that was ordered.
#[derive(Clone, Debug)]
pub struct Done {
    /// Its figure.
    pub figure: &'static Figure,
    /// Its name below the folder.
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// A file's name and its bytes; `None` for an SVG that would have too many marks.
pub type NamedFile<'a> = (&'a str, Option<Vec<u8>>);

/// Computes a figure once and encodes the files of its order, each with this program's mark.
///
/// # Errors
/// Those of the drawing.
pub fn draw<'a>(order: &'a Order, style: &Style, quick: bool) -> flowlab::Result<Vec<NamedFile<'a>>> {
    let picture = (order.figure.make)(style)?;
    let file = |extension: Extension| {
        if extension == Extension::Svg && marks(&picture)? > MOST_MARKS {
            return Ok(None);
        }
        Ok(Some(mark::seal(&encode_picture(&picture, order.figure.id, extension, quick)?)))
    };
    order.files.iter().map(|(extension, name)| Ok((name.as_str(), file(*extension)?))).collect()
}

fn marks(picture: &Picture) -> flowlab::Result<usize> {
    Ok(match picture {
        Picture::Still(scene) => scene.marks.len(),
        Picture::Animation(animation) => (animation.frame)(animation.poster)?.marks.len(),
        Picture::Photo(_) => 0,
    })
}

/// Draws the orders into the store, in parallel, and says what it does.
///
/// # Errors
/// A file cannot be written: the work stops, since the next could not be written either.
pub fn into_store(orders: &[Order], style: &Style, quick: bool, store: &Store) -> Result<Vec<Done>> {
    let progress = Progress::new(orders.len());
    let done = longest_first(orders).into_par_iter().map(|order| {
        let done = figure_into_store(order, style, quick, store, &progress);
        progress.step(order.figure.id);
        done
    });
    Ok(done.collect::<Result<Vec<_>>>()?.concat())
}

fn figure_into_store(
    order: &Order,
    style: &Style,
    quick: bool,
    store: &Store,
    progress: &Progress,
) -> Result<Vec<Done>> {
    let figure = order.figure;
    let done = |name: &str, outcome| Done { figure, name: name.to_string(), outcome };
    let keep = |name: &str, why: &str| {
        progress.note(format_args!("kept     {name}: {why}"));
        done(name, Outcome::Kept)
    };
    let mut all = Vec::new();
    let mut open = Order { figure, files: Vec::new() };
    for (extension, name) in &order.files {
        match store.kept(name) {
            Some(why) => all.push(keep(name, why)),
            None => open.files.push((*extension, name.clone())),
        }
    }
    if open.files.is_empty() {
        return Ok(all);
    }
    let drawn = match draw(&open, style, quick) {
        Ok(drawn) => drawn,
        Err(error) => {
            progress.error(format_args!("the figure {} cannot be drawn: {error}", figure.id));
            all.extend(open.names().map(|name| done(name, Outcome::Failed)));
            return Ok(all);
        }
    };
    for (name, bytes) in drawn {
        let Some(bytes) = bytes else {
            all.push(done(name, Outcome::PngOnly));
            continue;
        };
        match store.put(name, &bytes)? {
            Put::Kept(why) => {
                all.push(keep(name, why));
                continue;
            }
            Put::Moved(old) => progress.note(format_args!("wrote    {name}; the old one is {} now", old.display())),
            Put::Written => progress.detail(format_args!("wrote    {name}")),
        }
        all.push(done(name, Outcome::Written));
    }
    Ok(all)
}

/// Animations first, so that no thread is left alone with one at the end.
pub fn longest_first(orders: &[Order]) -> Vec<&Order> {
    let mut orders: Vec<&Order> = orders.iter().collect();
    orders.sort_by_key(|order| own_extension(order.figure) != Extension::Gif);
    orders
}
