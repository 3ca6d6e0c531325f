//! Draws figures in parallel, each computed once and encoded as every file that is asked for.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use anyhow::Result;
use figures::{Extension, Figure, Picture, encode_picture, mark};
use flowlab::plot::Style;
use rayon::prelude::*;

use super::say::{Outcome, Progress};
use super::store::{Put, Store};

/// More marks than this, and a drawing is larger and slower as SVG than as a bitmap.
const MOST_MARKS: usize = 5000;

/// A figure in a style, and the files to write of it.
#[derive(Debug)]
pub struct Order {
    /// The figure.
    pub figure: &'static Figure,
    /// Its style.
    pub style: Style,
    /// Its files.
    pub files: Vec<File>,
    /// The PNG to write where an SVG would have too many marks.
    pub instead: Option<File>,
}

/// A file to write.
#[derive(Debug)]
pub struct File {
    /// Its kind.
    pub extension: Extension,
    /// The number of the store.
    pub store: usize,
    /// Its name below the store's folder.
    pub name: String,
}

impl Order {
    /// The files that a figure has by default in a style, in the formats asked for; of an animation also the GIF, of a
    /// photograph only the JPEG. They all go to the first store.
    pub fn standard(figure: &'static Figure, style: &Style, formats: &[Extension]) -> Order {
        let own = figure.extension();
        let extensions = match own {
            Extension::Jpg => vec![own],
            Extension::Gif => [&[own], formats].concat(),
            Extension::Png | Extension::Svg => formats.to_vec(),
        };
        let file = |extension| File { extension, store: 0, name: figure.file_name(style, extension) };
        let instead = (!formats.contains(&Extension::Png)).then(|| file(Extension::Png));
        Order { figure, style: *style, files: extensions.into_iter().map(file).collect(), instead }
    }

    /// The files that it may write.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter().chain(&self.instead)
    }
}

/// A file that was ordered, and what came of it.
#[derive(Debug)]
pub struct Done {
    /// Its figure.
    pub figure: &'static Figure,
    /// Its name, as it is told.
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

/// Draws the orders into their stores, in parallel, and says what it does.
///
/// # Errors
/// A file cannot be written: the work stops, since the next could not be written either.
pub fn into_stores(orders: &[Order], quick: bool, stores: &[Store]) -> Result<Vec<Done>> {
    let progress = Progress::new(orders.len());
    let done = longest_first(orders).into_iter().par_bridge().map(|order| {
        let figure = order.figure;
        // Computed for the first file that is not kept.
        let picture = LazyCell::new(|| figure.draw(&order.style));
        let mut encoded: BTreeMap<Extension, flowlab::Result<Option<Vec<u8>>>> = BTreeMap::new();
        let mut write = |file: &File| {
            let store = &stores[file.store];
            let name = store.told(&file.name);
            let outcome = match store.kept(&file.name) {
                Some(why) => progress.put(&name, &Put::Kept(why)),
                None => {
                    let encode = || encode(figure, &picture, file.extension, quick);
                    match encoded.entry(file.extension).or_insert_with(encode) {
                        Ok(Some(bytes)) => progress.put(&name, &store.put(&file.name, bytes)?),
                        Ok(None) => Outcome::PngOnly,
                        Err(error) => {
                            progress.error(format_args!("{name} cannot be drawn: {error}"));
                            Outcome::Failed
                        }
                    }
                }
            };
            anyhow::Ok(Done { figure, name, outcome })
        };
        let mut done = Vec::new();
        for file in &order.files {
            done.push(write(file)?);
        }
        let too_rich = done.iter().any(|done| done.outcome == Outcome::PngOnly);
        if let Some(png) = order.instead.as_ref().filter(|_| too_rich) {
            done.push(write(png)?);
        }
        progress.step(figure.id);
        Ok(done)
    });
    Ok(done.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Animations first: orders are taken one by one, so no thread is left alone with one at the end.
pub fn longest_first(orders: &[Order]) -> Vec<&Order> {
    let mut orders: Vec<&Order> = orders.iter().collect();
    orders.sort_by_key(|order| order.figure.extension() != Extension::Gif);
    orders
}
