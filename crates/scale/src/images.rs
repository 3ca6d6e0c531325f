//! A folder of pictures of one's own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flowlab::distribution::Dataset;
use flowlab::ndarray::Array2;
use image::imageops::FilterType;
use image::{DynamicImage, ImageReader};

use crate::data::Pictures;

/// What the names of pictures end in, in small letters or large ones.
const ENDS: [&str; 3] = ["png", "jpg", "jpeg"];

/// The pictures of a folder, and what became of the others.
pub struct Read {
    /// The pictures.
    pub pictures: Pictures,
    /// One line for each file that was left out, with the reason.
    pub left_out: Vec<String>,
    /// Pictures that were not square or had another size: cut to the square in their middle, then resized.
    pub resized: usize,
}

/// Reads the pictures (PNG, JPEG) of a folder at `side` pixels a side. Where it has folders inside, these are the labels, in
/// the order of their names; else all have one label.
///
/// A picture of another size is cut to the square in its middle and resized. One with fewer pixels than `side` a side is left
/// out, since it would have to be invented; so is a file that cannot be read, and one that lies beside the labels' folders.
///
/// # Errors
/// A folder that cannot be read, or without two pictures that can be learned.
pub fn read(folder: &Path, side: usize) -> Result<Read> {
    ensure!(side >= 4, "--side {side}: give at least 4 pixels");
    let shown = folder.display();
    let inside = sorted(folder).with_context(|| format!("cannot read the folder {shown}"))?;
    let (folders, beside): (Vec<&PathBuf>, Vec<&PathBuf>) = inside.iter().partition(|path| path.is_dir());
    let classes: Vec<(String, Vec<PathBuf>)> = if folders.is_empty() {
        vec![("all".to_string(), inside.clone())]
    } else {
        let class =
            |path: &PathBuf| Ok((name(path), sorted(path).with_context(|| format!("cannot read {}", path.display()))?));
        folders.iter().copied().map(class).collect::<Result<_>>()?
    };
    let (mut numbers, mut labels, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let (mut left_out, mut resized) = (Vec::new(), 0);
    if !folders.is_empty() {
        let without_label = |file: &PathBuf| format!("{}: lies in no label's folder, left out", file.display());
        left_out.extend(beside.iter().copied().filter(|file| is_picture(file)).map(without_label));
    }
    for (class, files) in classes {
        let before = labels.len();
        for file in files.iter().filter(|file| is_picture(file)) {
            match square(file, side) {
                Ok((picture, is_resized)) => {
                    numbers.extend(picture);
                    labels.push(names.len());
                    resized += usize::from(is_resized);
                }
                Err(reason) => left_out.push(format!("{}: {reason:#}, left out", file.display())),
            }
        }
        if labels.len() > before {
            names.push(class);
        }
    }
    ensure!(labels.len() > 1, "{shown} has {} that can be learned, give two PNG or JPEG at least", count(labels.len()));
    let points = Array2::from_shape_vec((labels.len(), 3 * side * side), numbers)?;
    let pictures = Pictures::own(Dataset::new(points, labels)?, side, names)?;
    Ok(Read { pictures, left_out, resized })
}

/// The numbers of a picture, and whether it had another size.
fn square(file: &Path, side: usize) -> Result<(Vec<f64>, bool)> {
    let picture = ImageReader::open(file)?.with_guessed_format()?.decode().context("cannot be read as a picture")?;
    let (width, height) = (picture.width(), picture.height());
    let least = width.min(height);
    ensure!(least as usize >= side, "has only {width} x {height} pixels");
    let is_resized = (width as usize, height as usize) != (side, side);
    let picture = picture.crop_imm((width - least) / 2, (height - least) / 2, least, least);
    let picture =
        if is_resized { picture.resize_exact(side as u32, side as u32, FilterType::Triangle) } else { picture };
    Ok((on_white(&picture), is_resized))
}

/// Colours from −1 to 1, pixel by pixel; what is transparent shows white.
fn on_white(picture: &DynamicImage) -> Vec<f64> {
    let pixels = picture.to_rgba8();
    let shades = pixels.pixels().flat_map(|pixel| {
        let [r, g, b, alpha] = pixel.0.map(|shade| f64::from(shade) / 255.0);
        [r, g, b].map(|shade| 2.0 * (1.0 - alpha + alpha * shade) - 1.0)
    });
    shades.collect()
}

fn sorted(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.retain(|path| !name(path).starts_with('.'));
    paths.sort();
    Ok(paths)
}

fn is_picture(path: &Path) -> bool {
    path.extension().is_some_and(|end| ENDS.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn count(n: usize) -> String {
    if n == 1 { "1 picture".to_string() } else { format!("{n} pictures") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::{Sample, SampleLabelled};
    use image::{Rgb, RgbImage};

    fn save(path: &Path, width: u32, height: u32, shade: u8) {
        RgbImage::from_pixel(width, height, Rgb([shade, 0, 255])).save(path).unwrap();
    }

    #[test]
    fn broken_and_tiny_pictures_are_named_and_others_are_cut_and_resized() {
        let folder = crate::scratch::Scratch::new();
        for class in ["a", "b"] {
            fs::create_dir(folder.path().join(class)).unwrap();
        }
        save(&folder.path().join("a/right.png"), 8, 8, 255);
        save(&folder.path().join("a/wide.png"), 40, 20, 255);
        save(&folder.path().join("b/tall.jpg"), 8, 30, 255);
        save(&folder.path().join("b/tiny.png"), 7, 30, 255);
        save(&folder.path().join("beside.png"), 8, 8, 255);
        fs::write(folder.path().join("b/broken.png"), b"no picture").unwrap();
        fs::write(folder.path().join("b/notes.txt"), b"no picture, nor meant to be").unwrap();
        let Read { pictures, left_out, resized } = read(folder.path(), 8).unwrap();
        let all = pictures.training.len() + pictures.held_out.len();
        assert_eq!((all, resized, pictures.training.dim(), pictures.training.n_classes()), (3, 2, 192, 2));
        assert_eq!(pictures.names, ["a", "b"]);
        assert_eq!(left_out.len(), 3);
        assert!(left_out[0].contains("beside.png: lies in no label's folder, left out"), "{left_out:?}");
        assert!(left_out[1].contains("broken.png: cannot be read as a picture"), "{left_out:?}");
        assert!(left_out[2].contains("tiny.png: has only 7 x 30 pixels, left out"), "{left_out:?}");
        let first = pictures.training.points();
        assert!((first[[0, 0]] - 1.0).abs() < 0.02 && (first[[0, 1]] + 1.0).abs() < 0.02);
    }

    #[test]
    fn a_folder_without_pictures_is_refused_in_one_line() {
        let folder = crate::scratch::Scratch::new();
        let message = |folder: &Path| read(folder, 8).err().unwrap().to_string();
        assert!(message(folder.path()).contains("has 0 pictures that can be learned"));
        assert!(message(&folder.path().join("absent")).contains("cannot read the folder"));
        save(&folder.path().join("one.png"), 8, 8, 0);
        assert!(message(folder.path()).contains("has 1 picture that can be learned"));
    }
}
