//! `patchify.png`: a digit in sixteen patches, and the sixteen tokens that they are.

use flowlab::Result;
use flowlab::distribution::Digits;
use flowlab::lang::Text;
use flowlab::ndarray::{Array1, Axis};
use flowlab::nn::Patches;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink};

use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (688, 214);
/// A pixel, and the gap between two patches or two tokens, in CSS pixels.
const PIXEL: f64 = 18.0;
const GAP: f64 = 7.0;
const LEFT: f64 = 14.0;
/// Where the tokens begin, and the height of their upper ends and of that of the picture.
const TOKENS: f64 = 266.0;
const UPPER: f64 = 152.0;
const TOP: f64 = 190.0;
/// Pixels in the side of a picture and of a patch.
const SIDE: usize = Digits::SIDE;
const P: usize = 2;
const PER_ROW: usize = SIDE / P;
/// The digit: the first of this label. And the two tokens that are marked.
const SHOWN: usize = 3;
const MARKED: [usize; 2] = [1, 6];

pub const FIGURE: Figure = Figure {
    id: "patchify",
    caption: Text::new(
        "A digit of 8 × 8 pixels, cut into sixteen patches of 2 × 2. Each patch is a token, a vector of four numbers, its pixels row by row; and the tokens, row by row, are a sequence. Two are marked on both sides. No number is lost or changed, only their order is another.",
        "一张 8 × 8 像素的数字，切成十六个 2 × 2 的小块。每一块是一个词元，即由四个数组成的向量，块内的像素逐行排列；各个词元也逐行排列，成为一个序列。其中两个，左右两边都作了标记。没有哪个数丢失或改变，变的只是次序。",
    ),
    alt: Text::new(
        "On the left a digit in a grid of four by four patches with gaps between them; an arrow; on the right sixteen columns of four squares each, numbered from 0 to 15. A patch and its column are framed in orange, another pair in green.",
        "左边是一个数字，分成四行四列的小块，块间留有空隙；中间一个箭头；右边是十六列，每列四个方格，编号 0 到 15。一个小块和它对应的列加了橙框，另一对加了绿框。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The digit, a row of 64 numbers in tokens: pixel `P²·token + place` is that place of the token.
pub fn data() -> Result<Array1<f64>> {
    let digits = Digits::all();
    let rows: Vec<usize> = digits.labels().iter().position(|label| *label == SHOWN).into_iter().collect();
    let tokens = Patches::new(SIDE, 1, P)?.cut(&digits.points().select(Axis(0), &rows))?;
    Ok(tokens.iter().copied().collect())
}

/// The lower left corner of a patch.
fn patch(token: usize) -> (f64, f64) {
    let side = P as f64 * PIXEL;
    let (row, column) = (token / PER_ROW, token % PER_ROW);
    (LEFT + column as f64 * (side + GAP), TOP - side - row as f64 * (side + GAP))
}

/// The lower left corner of a token.
fn token(k: usize) -> (f64, f64) {
    (TOKENS + k as f64 * (PIXEL + GAP), UPPER - (P * P) as f64 * PIXEL)
}

pub fn draw(tokens: &Array1<f64>, style: &Style) -> Result<Scene> {
    let (dark, muted) = (ink::text(style), ink::muted(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 13.0, style)?;
        let paper = ink::ground(style).mix(dark, 0.08);
        let pixel = |panel: &mut Panel<'_>, (left, low): (f64, f64), z: f64| {
            let full = paper.mix(dark, (0.5 * (z + 1.0)).clamp(0.0, 1.0) as f32);
            panel.tile((left, low), (left + PIXEL, low + PIXEL), full)
        };
        for (k, z) in tokens.iter().enumerate() {
            let (k, place) = (k / (P * P), k % (P * P));
            let (left, low) = patch(k);
            let (down, across) = (P - 1 - place / P, place % P);
            pixel(&mut panel, (left + across as f64 * PIXEL, low + down as f64 * PIXEL), *z)?;
            let (left, low) = token(k);
            pixel(&mut panel, (left, low + (P * P - 1 - place) as f64 * PIXEL), *z)?;
        }
        for k in 0..PER_ROW * PER_ROW {
            let (left, low) = token(k);
            panel.label(&k.to_string(), (left + 0.5 * PIXEL, low), (0.0, 5.0), Anchor::Below, muted)?;
        }
        for (k, colour) in MARKED.into_iter().zip([ink::noise(style), ink::method(style)]) {
            let side = P as f64 * PIXEL;
            for ((left, low), (wide, high)) in [(patch(k), (side, side)), (token(k), (PIXEL, (P * P) as f64 * PIXEL))] {
                let (l, r, b, t) = (left - 2.0, left + wide + 2.0, low - 2.0, low + high + 2.0);
                panel.line([(l, b), (r, b), (r, t), (l, t), (l, b)], Stroke::new(colour, 2.2))?;
            }
        }
        let middle = UPPER - 0.5 * (P * P) as f64 * PIXEL;
        let end = LEFT + SIDE as f64 * PIXEL + (PER_ROW - 1) as f64 * GAP;
        panel.arrow((end + 14.0, middle), (TOKENS - 16.0, middle), Stroke::new(muted, 2.0))?;
        let names =
            [Text::new("8 × 8 pixels", "8 × 8 像素"), Text::new("16 tokens of 4 numbers", "16 个词元，每个 4 个数")];
        let (low, right) = (patch(15).1, token(15).0 + PIXEL);
        panel.label(names[0].get(style.lang), (0.5 * (LEFT + end), low), (0.0, 6.0), Anchor::Below, dark)?;
        panel.label(names[1].get(style.lang), (0.5 * (TOKENS + right), UPPER), (0.0, -10.0), Anchor::Above, dark)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_six_is_the_second_row_third_patch() {
        let first = Digits::all();
        let row = first.labels().iter().position(|label| *label == SHOWN).unwrap();
        let z = first.points().row(row).to_owned();
        let tokens = data().unwrap();
        // rows 2 and 3, columns 4 and 5
        let wanted = [(2, 4), (2, 5), (3, 4), (3, 5)].map(|(i, j)| z[SIDE * i + j]);
        assert_eq!(tokens.to_vec()[24..28], wanted);
    }

    #[test]
    fn all_lies_in_the_picture() {
        assert!(token(15).0 + PIXEL < f64::from(SIZE.0) - 4.0 && patch(15).1 > 18.0 && TOP < f64::from(SIZE.1));
    }
}
