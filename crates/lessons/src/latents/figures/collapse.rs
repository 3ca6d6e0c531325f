//! `collapse.png`: what a linear VAE does with an axis, against the variance that the axis has.

use flowlab::Result;
use flowlab::distribution::Digits;
use flowlab::lang::Text;
use flowlab::latent::{LinearVae, Pca};
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink};

use crate::drawing::{linspace, numbered, with_ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 360);
const GAMMA2: f64 = 0.5;
/// Below 0 stand the marks of the digits.
const WINDOW: [(f64, f64); 2] = [(0.0, 3.0), (-0.25, 2.6)];
const POINTS: usize = 601;

pub const FIGURE: Figure = Figure {
    id: "collapse",
    caption: Text::new(
        "The best linear VAE with the noise $\\gamma^2 = \\tfrac12$, on an axis on which the data have the variance $\\lambda$. Green: the decoder's weight, squared. Orange: the variance of the code. Up to $\\lambda = \\gamma^2$ the axis has collapsed: the decoder does not use its code, and the code says nothing, $\\mathcal{N}(0, 1)$ for every picture. Beyond it $w^2 = \\lambda - \\gamma^2$ and $a = \\gamma^2/\\lambda$. Ticks below: the 64 eigenvalues of the digits; ten of them are beyond the threshold.",
        "噪声为 $\\gamma^2 = \\tfrac12$ 时的最优线性 VAE，这里看数据方差为 $\\lambda$ 的一个轴。绿色：解码器权重的平方；橙色：编码的方差。在 $\\lambda = \\gamma^2$ 之前，这个轴是坍塌的：解码器不用它的编码，编码也什么都不说，对每张图像都是 $\\mathcal{N}(0, 1)$。过了这一点，$w^2 = \\lambda - \\gamma^2$，$a = \\gamma^2/\\lambda$。下方的短线：数字图像的 64 个特征值，其中十个超过了门槛。",
    ),
    alt: Text::new(
        "Two curves over the variance from 0 to 3. One is 0 up to a threshold at 0.5 and then rises along a straight line; the other is 1 up to the threshold and then falls like one over the variance. Most ticks lie left of the threshold.",
        "两条曲线，横轴是从 0 到 3 的方差。一条在 0.5 的门槛之前是 0，之后沿直线上升；另一条在门槛之前是 1，之后像方差的倒数那样下降。短线大多在门槛左边。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The eigenvalues of the digits, the greatest first.
pub fn data() -> Result<Vec<f64>> {
    Ok(Pca::fit(Digits::all().points(), 1)?.eigenvalues().to_vec())
}

pub fn draw(eigenvalues: &[f64], style: &Style) -> Result<Scene> {
    let (green, orange) = (ink::method(style), ink::noise(style));
    let (muted, blue) = (ink::muted(style), ink::data(style));
    let regimes = [Text::new("collapsed", "坍塌"), Text::new("kept", "保留")];
    let digits = Text::new("digits", "数字");
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let marks = [numbered(&[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]), numbered(&[0.0, 0.5, 1.0, 1.5, 2.0, 2.5])];
        let mut panel = with_ticks(Panel::on(area, style), WINDOW, ["$\\lambda$", ""], [&marks[0], &marks[1]], style)?;
        panel.tile((0.0, 0.0), (GAMMA2, WINDOW[1].1), ink::grid(style).alpha(0.6))?;
        panel.line([(0.0, 0.0), (WINDOW[0].1, 0.0)], Stroke::new(muted, 0.9))?;
        for value in eigenvalues {
            panel.line([(*value, -0.2), (*value, -0.06)], Stroke::new(blue, 1.2))?;
        }
        let along = linspace(0.0, WINDOW[0].1, POINTS);
        for (k, colour) in [green, orange].into_iter().enumerate() {
            let curve = along.iter().map(|lambda| (*lambda, LinearVae::axis(*lambda, GAMMA2, 1.0)[k]));
            panel.line(curve, Stroke::new(colour, 2.4))?;
        }
        for (words, x) in regimes.iter().zip([0.5 * GAMMA2, 0.5 * (GAMMA2 + WINDOW[0].1)]) {
            panel.label(words.get(style.lang), (x, 2.42), (0.0, 0.0), Anchor::Centre, muted)?;
        }
        panel.label("$w^2 = \\lambda - \\gamma^2$", (2.1, 1.6), (-10.0, -6.0), Anchor::Left, green)?;
        panel.label("$a = \\gamma^2/\\lambda$", (1.7, GAMMA2 / 1.7), (0.0, -8.0), Anchor::Above, orange)?;
        panel.label("$\\gamma^2$", (GAMMA2, 1.9), (6.0, 0.0), Anchor::Right, muted)?;
        panel.label(digits.get(style.lang), (1.9, -0.13), (0.0, 0.0), Anchor::Centre, blue)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_eigenvalues_are_beyond_the_threshold_and_all_are_seen() {
        let eigenvalues = data().unwrap();
        assert_eq!(eigenvalues.len(), 64);
        assert_eq!(eigenvalues.iter().filter(|value| **value > GAMMA2).count(), 10);
        assert!(eigenvalues.iter().all(|value| *value < WINDOW[0].1));
    }
}
