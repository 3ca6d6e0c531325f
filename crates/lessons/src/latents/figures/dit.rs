//! `dit.png`: a tiny diffusion transformer, from a noisy picture to its velocity.

use flowlab::distribution::{Digits, Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array1, Axis};
use flowlab::nn::Patches;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink};
use flowlab::{Result, Seed};

use super::boxes::labelled_box;
use crate::drawing::canvas;
use crate::images::figures::digit::digit;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (736, 316);
/// A pixel of the picture, and of a token.
const PIXEL: f64 = 8.0;
const EDGE: f64 = 8.0 * PIXEL;
const SMALL: f64 = 5.0;
/// The height of the upper row, and of the lower one.
const UPPER: f64 = 216.0;
const LOWER: f64 = 60.0;
/// The digit: the first of this label; how far it is on its way.
const SHOWN: usize = 3;
const T: f64 = 0.7;
const SEED: Seed = Seed(205);
/// The middles of what stands in the upper row.
const PICTURE: f64 = 44.0;
const TOKENS: f64 = 134.0;
const INPUT: f64 = 250.0;
const BLOCKS: [f64; 2] = [376.0, 494.0];
const END: f64 = 602.0;
const OUTPUT: f64 = 695.0;
const HALF: (f64, f64) = (43.0, 44.0);

pub const FIGURE: Figure = Figure {
    id: "dit",
    caption: Text::new(
        "The tiny diffusion transformer of this lesson. A noisy digit $x$ becomes sixteen tokens of four numbers; a linear layer makes them sixteen vectors of 32 numbers, and each place adds a vector of its own. In each of the two blocks the tokens look at one another (attention), then each goes through a small network by itself. Below: time and label become one vector $c$, which sets shift and scale everywhere, and the gates of the blocks. At the end the tokens become a picture again, the velocity. Numbers beside the arrows: tokens × numbers.",
        "本课的小型扩散 transformer。带噪声的数字 $x$ 变成十六个词元，每个四个数；一个线性层把它们变成十六个 32 维的向量，每个位置再加上自己的一个向量。在两个块里，词元都是先互相“看”（注意力），再各自经过一个小网络。下方：时间与标签合成一个向量 $c$，各处的平移、缩放，以及块里的门都由它决定。最后词元还原成一张图像，即速度。箭头旁的数：词元数 × 每个词元含多少个数。",
    ),
    alt: Text::new(
        "A diagram: a noisy digit, an arrow to sixteen small tokens, a box with linear layer and positions, two boxes with attention and a small network, a last box, and the velocity. Below, time and label lead to a vector c, from which arrows go up to the blocks and the last box.",
        "示意图：一张带噪声的数字，箭头指向十六个小词元；一个方框是线性层和位置，两个方框各含注意力和小网络，最后一个方框，然后是速度。下面，时间和标签汇成向量 c，由它引出箭头，向上指到两个块和最后的方框。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The noisy picture and its tokens, 64 numbers each.
pub fn data(seed: Seed) -> Result<[Array1<f64>; 2]> {
    let digits = Digits::all();
    let rows: Vec<usize> = digits.labels().iter().position(|label| *label == SHOWN).into_iter().collect();
    let noise = Gaussian::standard(digits.dim())?.sample(seed, 1)?;
    let x = T * digits.points().select(Axis(0), &rows) + (1.0 - T) * noise;
    let tokens = Patches::new(Digits::SIDE, 1, 2)?.cut(&x)?;
    Ok([x.row(0).to_owned(), tokens.iter().copied().collect()])
}

pub fn draw([x, tokens]: &[Array1<f64>; 2], style: &Style) -> Result<Scene> {
    let (dark, muted) = (ink::text(style), ink::muted(style));
    let (green, orange, blue) = (ink::method(style), ink::noise(style), ink::data(style));
    let lang = style.lang;
    let [linear, positions, attention, net, norm, clock, label] = [
        Text::new("linear", "线性层"),
        Text::new("+ positions", "+ 位置"),
        Text::new("attention", "注意力"),
        Text::new("net", "小网络"),
        Text::new("norm", "归一化"),
        Text::new("$t \\mapsto e(t)$, net", "$t \\mapsto e(t)$，网络"),
        Text::new("label $y$", "标签 $y$"),
    ]
    .map(|text| text.get(lang));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 13.0, style)?;
        digit(&mut panel, (PICTURE - 0.5 * EDGE, UPPER + 0.5 * EDGE), PIXEL, x.view(), dark, style)?;
        sequence(&mut panel, tokens, style)?;
        labelled_box(&mut panel, (INPUT, UPPER), HALF, &[linear, positions], muted, style)?;
        for middle in BLOCKS {
            labelled_box(&mut panel, (middle, UPPER), HALF, &[attention, net], green, style)?;
        }
        labelled_box(&mut panel, (END, UPPER), (34.0, HALF.1), &[norm, linear], green, style)?;
        panel.label("$u_t(x \\mid y)$", (OUTPUT, UPPER), (0.0, 0.0), Anchor::Centre, dark)?;
        let stroke = Stroke::new(muted, 1.8);
        let ways = [
            (PICTURE + 0.5 * EDGE + 3.0, TOKENS - 26.0, ""),
            (TOKENS + 26.0, INPUT - HALF.0 - 3.0, "16 × 4"),
            (INPUT + HALF.0 + 3.0, BLOCKS[0] - HALF.0 - 3.0, "16 × 32"),
            (BLOCKS[0] + HALF.0 + 3.0, BLOCKS[1] - HALF.0 - 3.0, ""),
            (BLOCKS[1] + HALF.0 + 3.0, END - 37.0, ""),
            (END + 37.0, OUTPUT - 33.0, ""),
        ];
        for (from, to, words) in ways {
            panel.arrow((from, UPPER), (to, UPPER), stroke)?;
            if !words.is_empty() {
                panel.label(words, (0.5 * (from + to), UPPER + HALF.1 + 6.0), (0.0, 0.0), Anchor::Above, muted)?;
            }
        }
        let below = UPPER - HALF.1 - 6.0;
        panel.label("8 × 8", (PICTURE, UPPER - 0.5 * EDGE), (0.0, 5.0), Anchor::Below, muted)?;
        panel.label("8 × 8", (OUTPUT, UPPER), (0.0, 12.0), Anchor::Below, muted)?;
        // below: what the blocks are told
        labelled_box(&mut panel, (112.0, LOWER + 30.0), (76.0, 15.0), &[clock], orange, style)?;
        labelled_box(&mut panel, (112.0, LOWER - 24.0), (76.0, 15.0), &[label], blue, style)?;
        let c = (250.0, LOWER);
        for y in [LOWER + 30.0, LOWER - 24.0] {
            panel.arrow((190.0, y), (c.0 - 14.0, c.1 + 0.2 * (y - c.1)), stroke)?;
        }
        panel.label("$c$", c, (0.0, 0.0), Anchor::Centre, dark)?;
        panel.label("32", c, (0.0, 12.0), Anchor::Below, muted)?;
        panel.line([(c.0 + 12.0, c.1), (END, c.1)], stroke)?;
        for middle in [BLOCKS[0], BLOCKS[1], END] {
            panel.arrow((middle, c.1), (middle, below), stroke)?;
        }
        let gates = Text::new("shift, scale, gate", "平移、缩放、门");
        panel.label(gates.get(lang), (0.5 * (BLOCKS[0] + BLOCKS[1]), c.1), (0.0, 8.0), Anchor::Below, muted)
    })
}

/// Sixteen tokens of four numbers in two columns.
fn sequence(panel: &mut Panel<'_>, tokens: &Array1<f64>, style: &Style) -> Result<()> {
    let dark = ink::text(style);
    let paper = ink::ground(style).mix(dark, 0.08);
    for (k, z) in tokens.iter().enumerate() {
        let (token, place) = (k / 4, k % 4);
        let left = TOKENS - 22.0 + 24.0 * (token / 8) as f64 + SMALL * place as f64;
        let top = UPPER + 35.0 - 9.0 * (token % 8) as f64;
        let full = paper.mix(dark, (0.5 * (z + 1.0)).clamp(0.0, 1.0) as f32);
        panel.tile((left, top), (left + SMALL, top - SMALL - 1.0), full)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tokens_are_the_picture_in_another_order() {
        let [x, tokens] = data(SEED).unwrap().map(|numbers| {
            let mut numbers = numbers.to_vec();
            numbers.sort_by(f64::total_cmp);
            numbers
        });
        assert_eq!(x, tokens);
    }
}
