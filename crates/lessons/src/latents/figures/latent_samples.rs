//! `latent_samples.png`: what a decoder makes of sixteen numbers from three laws.

use flowlab::distribution::Digits;
use flowlab::lang::Text;
use flowlab::metrics::{frechet, label_agreement};
use flowlab::ndarray::{Array2, s};
use flowlab::plot::{Anchor, Scene, Style, ink};
use flowlab::{Result, Seed};

use crate::drawing::canvas;
use crate::images::figures::digit::digit;
use crate::latents::claims::{Origin, pictures};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (640, 290);
/// In CSS pixels: a pixel of a digit, the gap between two, rim, room for words, gap below a row, width of a number.
const PIXEL: f64 = 5.0;
const SIDE: f64 = 8.0 * PIXEL;
const GAP: f64 = 6.0;
const RIM: f64 = 13.0;
const HEAD: f64 = 34.0;
const WORDS: f64 = 24.0;
const SPACE: f64 = 16.0;
const NUMBER: f64 = 78.0;
/// Pictures in a row.
const SHOWN: usize = 10;
const LATENTS: usize = 16;
const NEIGHBOURS: usize = 5;
const SEED: Seed = Seed(203);

pub const FIGURE: Figure = Figure {
    id: "latent_samples",
    caption: Text::new(
        "Pictures from sixteen numbers each. First row: held-out digits, shortened and brought back. Second: numbers from $\\mathcal{N}(0, \\Lambda)$, which have the right mean, the right variances and no correlation. Third: numbers from a flow that was trained on those of the training pictures. On the right, from 600 pictures each: the Fréchet distance to the held-out pictures, and the share of pictures whose five nearest training pictures have one label. The distance cannot tell the blots from the digits; the other number can.",
        "每张图像由十六个数还原。第一行：留出的数字，压缩后还原。第二行：这十六个数取自 $\\mathcal{N}(0, \\Lambda)$，均值和方差都对，互不相关。第三行：取自一个流，它是用训练图像的编码训练的。右边的数，各用 600 张图像算得：到留出图像的弗雷歇距离，以及最近的五张训练图像同属一个标签的比例。弗雷歇距离分不出墨团和数字，后一个量分得出。",
    ),
    alt: Text::new(
        "Three rows of ten small pictures. In the first and the third one reads digits; those of the second are blots. The distances beside the three rows are nearly the same; the shares are high, low and high.",
        "三行小图，每行十张。第一行和第三行能认出数字，第二行是一团团墨迹。三行旁边的距离差不多，比例则是高、低、高。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

const NAMES: [Text; 3] = [
    Text::new("held-out digits, shortened", "留出的数字，压缩后还原"),
    Text::new("from $\\mathcal{N}(0, \\Lambda)$", "取自 $\\mathcal{N}(0, \\Lambda)$"),
    Text::new("from a flow", "取自流"),
];

/// The first pictures of a row, (SHOWN, 64), and what is measured of all.
pub struct Row {
    pub first: Array2<f64>,
    pub distance: f64,
    pub agree: f64,
}

pub fn data(seed: Seed) -> Result<[Row; 3]> {
    let (training, held_out) = Digits::split();
    let row = |from: Origin| {
        let pictures = pictures(LATENTS, from, seed)?;
        Ok(Row {
            first: pictures.slice(s![..SHOWN, ..]).to_owned(),
            distance: frechet(&pictures, held_out.points())?,
            agree: label_agreement(&pictures, &training, NEIGHBOURS)?,
        })
    };
    Ok([row(Origin::HeldOut)?, row(Origin::Normal)?, row(Origin::Flow)?])
}

pub fn draw(rows: &[Row; 3], style: &Style) -> Result<Scene> {
    let (dark, muted) = (ink::text(style), ink::muted(style));
    let heads = [Text::new("Fréchet", "弗雷歇"), Text::new("five agree", "五张同标签")];
    let right = RIM + SHOWN as f64 * (SIDE + GAP);
    let place = |k: usize| right + (k as f64 + 0.55) * NUMBER;
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 16.0, style)?;
        let height = f64::from(SIZE.1);
        for (k, words) in heads.iter().enumerate() {
            panel.label(words.get(style.lang), (place(k), height - 0.5 * HEAD), (0.0, 0.0), Anchor::Centre, muted)?;
        }
        for (k, (row, name)) in rows.iter().zip(NAMES).enumerate() {
            let top = height - 8.0 - k as f64 * (WORDS + SIDE + SPACE + 8.0);
            panel.label(name.get(style.lang), (RIM, top - 0.5 * WORDS), (0.0, 0.0), Anchor::Right, dark)?;
            for (column, z) in row.first.rows().into_iter().enumerate() {
                digit(&mut panel, (RIM + column as f64 * (SIDE + GAP), top - WORDS), PIXEL, z, dark, style)?;
            }
            let numbers = [format!("{:.2}", row.distance), format!("{:.2}", row.agree)];
            for (k, words) in numbers.iter().enumerate() {
                let middle = top - WORDS - 0.5 * SIDE;
                panel.label(words, (place(k), middle), (0.0, 0.0), Anchor::Centre, dark)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_does_not_see_the_blots_and_the_labels_do() {
        let [short, blots, made] = data(SEED).unwrap();
        assert!((short.distance - blots.distance).abs() < 0.6 && (made.distance - blots.distance).abs() < 0.6);
        assert!(blots.agree < 0.5 && short.agree > 0.85 && made.agree > 0.75);
    }
}
