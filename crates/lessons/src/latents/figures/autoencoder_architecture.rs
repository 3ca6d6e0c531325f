//! `autoencoder_architecture.png`: one digit through an encoder to sixteen numbers, and through a decoder back.

use flowlab::Result;
use flowlab::distribution::Digits;
use flowlab::lang::Text;
use flowlab::latent::Pca;
use flowlab::ndarray::{Array1, Array2, Axis};
use flowlab::plot::{Anchor, Scene, Stroke, Style, ink};

use super::boxes::shape;
use crate::drawing::canvas;
use crate::images::figures::digit::digit;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (688, 208);
const PIXEL: f64 = 13.0;
const EDGE: f64 = 8.0 * PIXEL;
/// The height of the middle, and half the width of a coder and its height at either end.
const MIDDLE: f64 = 122.0;
const HALF: f64 = 45.0;
const WIDE: f64 = 56.0;
const NARROW: f64 = 27.0;
/// The middles of the five parts.
const PLACES: [f64; 5] = [66.0, 205.0, 344.0, 483.0, 622.0];
const LATENTS: usize = 16;
/// The length of the bar of a latent that is one standard deviation.
const BAR: f64 = 17.0;
/// The digit: the first of this label.
const SHOWN: usize = 5;

pub const FIGURE: Figure = Figure {
    id: "autoencoder_architecture",
    caption: Text::new(
        "An autoencoder. The encoder takes a picture of 64 numbers to a point $\\zeta$ of the latent space, here sixteen numbers (bars, in standard deviations of all digits); the decoder takes it back. It is trained so that the picture on the right is like that on the left. This one is linear: the projection on sixteen axes.",
        "自编码器。编码器把一张由 64 个数组成的图像变成潜空间里的一点 $\\zeta$，这里是十六个数（竖条，以全体数字图像的标准差为单位）；解码器再把它变回去。训练的要求是，右边的图像要像左边的。图中的自编码器是线性的：投影到十六个轴上。",
    ),
    alt: Text::new(
        "From left to right: a digit; a shape that narrows, the encoder; sixteen short bars, some up, some down; a shape that widens, the decoder; the same digit, a little blurred.",
        "从左到右：一个数字；一个向右收窄的图形，即编码器；十六根短竖条，有的向上，有的向下；一个向右放宽的图形，即解码器；同一个数字，略微模糊。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The digit and what comes back, (2, 64), and its latents in standard deviations.
pub struct Data {
    pub pictures: Array2<f64>,
    pub latents: Array1<f64>,
}

pub fn data() -> Result<Data> {
    let digits = Digits::all();
    let rows: Vec<usize> = digits.labels().iter().position(|label| *label == SHOWN).into_iter().collect();
    let picture = digits.points().select(Axis(0), &rows);
    let pca = Pca::fit(digits.points(), LATENTS)?;
    let latents = pca.encode(&picture)?;
    let back = pca.decode(&latents)?;
    let spreads = Array1::from_shape_fn(LATENTS, |k| pca.eigenvalues()[k].sqrt());
    let pictures = Array2::from_shape_fn((2, 64), |(i, k)| [&picture, &back][i][[0, k]]);
    Ok(Data { pictures, latents: &latents.row(0) / &spreads })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (dark, muted) = (ink::text(style), ink::muted(style));
    let (blue, green, orange) = (ink::data(style), ink::method(style), ink::noise(style));
    let names = [
        Text::new("data space", "数据空间"),
        Text::new("encoder", "编码器"),
        Text::new("latent space", "潜空间"),
        Text::new("decoder", "解码器"),
        Text::new("data space", "数据空间"),
    ];
    let signs =
        ["$z \\in \\mathbb{R}^{64}$", "", "$\\zeta \\in \\mathbb{R}^{16}$", "", "$\\hat z \\in \\mathbb{R}^{64}$"];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 15.0, style)?;
        for (picture, x) in data.pictures.rows().into_iter().zip([PLACES[0], PLACES[4]]) {
            digit(&mut panel, (x - 0.5 * EDGE, MIDDLE + 0.5 * EDGE), PIXEL, picture, dark, style)?;
        }
        for (x, [left, right]) in [(PLACES[1], [WIDE, NARROW]), (PLACES[3], [NARROW, WIDE])] {
            let corners = [
                (x - HALF, MIDDLE - left),
                (x - HALF, MIDDLE + left),
                (x + HALF, MIDDLE + right),
                (x + HALF, MIDDLE - right),
            ];
            shape(&mut panel, &corners, green, style)?;
        }
        for (words, x) in ["$\\mathrm{enc}$", "$\\mathrm{dec}$"].into_iter().zip([PLACES[1], PLACES[3]]) {
            panel.label(words, (x, MIDDLE), (0.0, 0.0), Anchor::Centre, dark)?;
        }
        let left = PLACES[2] - 3.5 * (LATENTS as f64 - 1.0) * 0.5;
        for (k, value) in data.latents.iter().enumerate() {
            let x = left + 3.5 * k as f64;
            let colour = if *value < 0.0 { orange } else { blue };
            panel.line([(x, MIDDLE), (x, MIDDLE + BAR * value)], Stroke::new(colour, 2.6))?;
        }
        let end = left + 3.5 * (LATENTS as f64 - 1.0);
        panel.line([(left - 4.0, MIDDLE), (end + 4.0, MIDDLE)], Stroke::new(muted, 0.9))?;
        let edges = [0.5 * EDGE, HALF, 32.0, HALF, 0.5 * EDGE];
        for k in 0..4 {
            let (from, to) = (PLACES[k] + edges[k] + 5.0, PLACES[k + 1] - edges[k + 1] - 4.0);
            panel.arrow((from, MIDDLE), (to, MIDDLE), Stroke::new(muted, 1.8))?;
        }
        for ((name, sign), x) in names.iter().zip(signs).zip(PLACES) {
            panel.label(name.get(style.lang), (x, 47.0), (0.0, 0.0), Anchor::Centre, dark)?;
            if !sign.is_empty() {
                panel.label(sign, (x, 24.0), (0.0, 0.0), Anchor::Centre, muted)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digit_comes_back_with_less_than_the_mean_error_of_a_random_subspace() {
        let Data { pictures, latents } = data().unwrap();
        let error: f64 = pictures.row(0).iter().zip(pictures.row(1)).map(|(z, back)| (z - back).powi(2)).sum();
        // discarded on average: 2.83; on random axes it would be 18.77·48/64
        assert!(error > 0.0 && error < 14.0, "{error}");
        assert!(latents.iter().all(|value| value.abs() * BAR < WIDE), "a bar stays within the picture");
    }
}
