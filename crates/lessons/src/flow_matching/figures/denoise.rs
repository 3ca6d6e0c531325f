//! `denoise.png`: one picture with less and less noise.

use flowlab::distribution::{Cats, Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::path::{GaussianPath, Schedule};
use flowlab::plot::{Anchor, Colour, Panel, Scene, Style, ink};
use flowlab::{Result, Seed};

use crate::{Figure, Make};

/// Pixels along a side of the picture, and CSS pixels for each.
const PIXELS: usize = 96;
const PIXEL: f64 = 1.5;
const TIMES: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
const SEED: Seed = Seed(202);
/// In CSS pixels: side of a picture, gap between two, rim of the whole, height of the words above a picture and of the
/// bar below it.
const SIDE: f64 = PIXEL * PIXELS as f64;
const GAP: f64 = 10.0;
const RIM: f64 = 8.0;
const WORDS: f64 = 26.0;
const BAR: f64 = 7.0;
const SIZE: (u32, u32) = (468, 372);

pub const FIGURE: Figure = Figure {
    id: "denoise",
    caption: Text::new(
        "From noise to picture: $X_t = t z + (1 - t) x_0$ for one picture $z$, Bao with 96 × 96 pixels and numbers from −1 to 1, and one noise $x_0 \\sim \\mathcal N(0, I)$. Bars: the shares $1 - t$ of the noise (orange) and $t$ of the picture (blue). Numbers of $X_t$ beyond −1 and 1 are drawn as −1 and 1.",
        "从噪声到图像：$X_t = t z + (1 - t) x_0$，其中图像 $z$ 是 96 × 96 像素的 Bao，数值在 −1 到 1 之间，噪声 $x_0 \\sim \\mathcal N(0, I)$；六幅用的是同一个 $z$ 和同一个 $x_0$。色条：噪声所占的比例 $1 - t$（橙色）与图像所占的比例 $t$（蓝色）。$X_t$ 中超出 −1 到 1 的数，按 −1 或 1 画出。",
    ),
    alt: Text::new(
        "Six pictures in two rows, t = 0 to t = 1. The first is coloured noise; a cat's head comes out of it step by step; the last is a clean portrait of a black and white cat. A bar below each turns from orange to blue.",
        "六幅图排成两行，t 从 0 到 1。第一幅是彩色噪声，猫的头像一步步显现出来，最后一幅是清晰的黑白猫头像。每幅下方的色条由橙色渐渐变为蓝色。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The picture and the noise, a row of three numbers for each pixel: (1, d) each.
pub struct Data {
    pub z: Array2<f64>,
    pub x0: Array2<f64>,
}

impl Data {
    /// The noisy picture at a time.
    pub fn at(&self, t: f64) -> Array2<f64> {
        GaussianPath::new(Schedule::Linear).sample(t, &self.x0, &self.z)
    }
}

pub fn data(seed: Seed) -> Result<Data> {
    let bao = Cats::new(PIXELS, PIXELS)?.sample(Cats::BAO, 1)?;
    let x0 = Gaussian::standard(bao.ncols())?.sample(seed, 1)?;
    Ok(Data { z: 2.0 * bao - 1.0, x0 })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let words = |t: f64| match t {
        0.0 => Text::new("noise, $t = 0$", "噪声，$t = 0$").get(style.lang).to_string(),
        1.0 => Text::new("picture, $t = 1$", "图像，$t = 1$").get(style.lang).to_string(),
        t => format!("$t = {t}$"),
    };
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let [width, height] = [SIZE.0, SIZE.1].map(f64::from);
        let panel = Panel::on(area, style).bare().margin(0.0).font(16.0);
        let mut panel = panel.x(0.0..width, "").y(0.0..height, "").draw()?;
        let at = |right: f64, down: f64| (right, height - down);
        for (k, t) in TIMES.into_iter().enumerate() {
            let left = RIM + (k % 3) as f64 * (SIDE + GAP);
            let top = WORDS + (k / 3) as f64 * (SIDE + BAR + WORDS + GAP);
            let x = data.at(t);
            for (pixel, rgb) in x.as_slice().expect("one row").as_chunks().0.iter().enumerate() {
                let (right, down) = ((pixel % PIXELS) as f64 * PIXEL, (pixel / PIXELS) as f64 * PIXEL);
                let corner = at(left + right, top + down);
                panel.tile(corner, (corner.0 + PIXEL, corner.1 - PIXEL), colour(rgb))?;
            }
            let (bar, joint) = (top + SIDE + 3.0, left + (1.0 - t) * SIDE);
            panel.tile(at(left, bar), at(joint, bar + BAR - 1.0), ink::noise(style))?;
            panel.tile(at(joint, bar), at(left + SIDE, bar + BAR - 1.0), ink::data(style))?;
            panel.label(&words(t), at(left + SIDE / 2.0, top), (0.0, -4.0), Anchor::Above, ink::text(style))?;
        }
        Ok(())
    })
}

/// The colour of a pixel whose numbers from -1 to 1 are red, green and blue.
fn colour(pixel: &[f64; 3]) -> Colour {
    Colour { rgb: pixel.map(|x| (255.0 * ((x + 1.0) / 2.0).clamp(0.0, 1.0)).round() as u8), alpha: 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_go_from_standard_noise_to_bao_and_lose_noise_evenly() {
        let data = data(SEED).unwrap();
        assert!(data.z.iter().all(|z| z.abs() <= 1.0));
        assert_eq!((data.at(0.0), data.at(1.0)), (data.x0.clone(), data.z.clone()));
        let (n, noise) = (data.x0.len() as f64, &data.x0);
        // 27648 numbers: sd .006 of the mean, .0085 of the variance
        assert!(noise.mean().unwrap().abs() < 4.0 / n.sqrt() && (noise.var(0.0) - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
        let gap = |t: f64| (data.at(t) - &data.z).mapv(|v| v * v).sum().sqrt();
        assert!(TIMES.iter().all(|t| (gap(*t) - (1.0 - t) * gap(0.0)).abs() < 1e-9));
    }

    #[test]
    fn numbers_beyond_the_range_are_drawn_as_its_ends() {
        assert_eq!(colour(&[-3.0, 0.0, 1.7]).rgb, [0, 128, 255]);
    }
}
