//! Draws figures in parallel, each computed once and encoded as every file that is asked for.

use std::cell::LazyCell;

use anyhow::Result;
use figures::{Extension, Figure, Picture, encode_picture, mark};
use flowlab::plot::Style;
use rayon::prelude::*;

use super::say::{Outcome, Progress};
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
    /// The name of the PNG to write where an SVG would have too many marks.
    pub instead: Option<String>,
}

impl Order {
    /// The files that a figure has by default in a style, in the formats asked for; of an animation also the GIF, of a
    /// photograph only the JPEG.
    pub fn standard(figure: &'static Figure, style: &Style, formats: &[Extension]) -> Order {
        let own = figure.extension();
        let extensions = match own {
            Extension::Jpg => vec![own],
            Extension::Gif => [&[own], formats].concat(),
            Extension::Png | Extension::Svg => formats.to_vec(),
        };
        let files = extensions.into_iter().map(|extension| (extension, figure.file_name(style, extension))).collect();
        let instead = (!formats.contains(&Extension::Png)).then(|| figure.file_name(style, Extension::Png));
        Order { figure, files, instead }
    }

    /// The names that its files may have.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(_, name)| name).chain(&self.instead).map(String::as_str)
    }
}

/// A file that was ordered, and what came of it.
#[derive(Debug)]
pub struct Done {
    /// Its figure.
    pub figure: &'static Figure,
    /// Its name below the folder.
    pub name: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// A figure's file of this kind with this program's mark; `None` for an SVG that would have too many marks.
///
/// # Errors
/// That of the drawing.
pub fn encode(
    figure: &Figure,
    picture: &flowlab::Result<Picture>,
    extension: Extension,
    quick: bool,
) -> flowlab::Result<Option<Vec<u8>>> {
    let picture = picture.as_ref().map_err(Clone::clone)?;
    if extension == Extension::Svg && marks(picture)? > MOST_MARKS {
        return Ok(None);
    }
    Ok(Some(mark::seal(&encode_picture(picture, figure.id, extension, quick)?)))
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
        let figure = order.figure;
        // Computed for the first file that is not kept.
        let picture = LazyCell::new(|| figure.draw(style));
        let write = |extension: Extension, name: &str| {
            let outcome = match store.kept(name) {
                Some(why) => progress.put(name, &Put::Kept(why)),
                None => match encode(figure, &picture, extension, quick) {
                    Ok(Some(bytes)) => progress.put(name, &store.put(name, &bytes)?),
                    Ok(None) => Outcome::PngOnly,
                    Err(error) => {
                        progress.error(format_args!("{name} cannot be drawn: {error}"));
                        Outcome::Failed
                    }
                },
            };
            anyhow::Ok(Done { figure, name: name.to_string(), outcome })
        };
        let mut done = Vec::new();
        for (extension, name) in &order.files {
            done.push(write(*extension, name)?);
        }
        let too_rich = done.iter().any(|done| done.outcome == Outcome::PngOnly);
        if let Some(png) = order.instead.as_ref().filter(|_| too_rich) {
            done.push(write(Extension::Png, png)?);
        }
        progress.step(figure.id);
        Ok(done)
    });
    Ok(done.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Animations first, so that no thread is left alone with one at the end.
pub fn longest_first(orders: &[Order]) -> Vec<&Order> {
    let mut orders: Vec<&Order> = orders.iter().collect();
    orders.sort_by_key(|order| order.figure.extension() != Extension::Gif);
    orders
}
