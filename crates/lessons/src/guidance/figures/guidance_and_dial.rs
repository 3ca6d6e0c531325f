//! `guidance_and_dial.png`: with guidance the noise dial moves the law, from that of the ODE to the tilted one.

use std::sync::OnceLock;

use flowlab::distribution::GaussianMixture;
use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::path::{Extended, GaussianPath, Schedule};
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::sde::EulerMaruyama;
use flowlab::{Result, Seed, TimeGrid, simulate_sde_final};

use super::hills::guided;
use crate::drawing::{kept, numbers_left, outline};
use crate::models::noise_quantiles;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 330);
const WEIGHTS: [f64; 3] = [1.0, 2.0, 3.0];
const DIAL: [f64; 8] = [0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 40.0];
const SAMPLES: usize = 10_000;
const SEED: Seed = Seed(172);
const ACROSS: (f64, f64) = (-0.12, 4.2);
const UP: (f64, f64) = (0.9, 2.15);

static DATA: OnceLock<Vec<Curve>> = OnceLock::new();

pub const FIGURE: Figure = Figure {
    id: "guidance_and_dial",
    caption: Text::new(
        "Mean of guided samples against the noise dial $g$, for the classes $\\mathcal N(-1, 1)$ and $\\mathcal N(1, 1)$ and the exact fields. At $w = 1$ the dial leaves the law alone, as lesson 15 proves. At $w = 2$ and $3$ it does not: the mean falls from that of the ODE ($g = 0$) towards that of the tilted density (dashes). Each dot is from 10 000 samples; at $w = 2$ and $3$ most of the chance is taken out by the same noise at $w = 1$, where the mean is known to be 1.",
        "引导样本的均值随噪声旋钮 $g$ 的变化，数据是 $\\mathcal N(-1, 1)$ 与 $\\mathcal N(1, 1)$ 两类，向量场精确。$w = 1$ 时旋钮不改变分布，第 15 课已经证明。$w = 2$ 和 $3$ 时却不然：均值从常微分方程的值（$g = 0$）降向倾斜密度的均值（虚线）。每个点由 10 000 个样本得到；$w = 2$ 和 $3$ 的随机误差，大部分用 $w = 1$ 时的同一份噪声消去了，那里已知均值为 1。",
    ),
    alt: Text::new(
        "Three curves over a dial from 0 to 40. The lowest is flat at 1. The two others start at 1.61 and 2.03 and fall, first fast, then slowly, towards dashed lines at 1.29 and 1.44.",
        "横轴是旋钮，从 0 到 40，图上有三条曲线。最低的一条始终是 1。另外两条从 1.61 和 2.03 开始下降，先快后慢，趋向 1.29 和 1.44 处的虚线。",
    ),
    make: Make::Still(|style| draw(kept(&DATA, || data(SEED))?, style)),
};

/// For each weight the mean at each setting of the dial, and that of the tilted law.
pub struct Curve {
    pub w: f64,
    pub means: Vec<f64>,
    pub tilted: f64,
}

fn classes() -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)
}

/// The mean of the samples at one weight and one setting.
fn mean(w: f64, g: f64, seed: Seed) -> Result<f64> {
    let data = classes()?;
    let class = data.components()[1].clone();
    let sde = Extended::dial(GaussianPath::new(Schedule::Linear), guided(data, class, w)?, g)?;
    // more noise pulls harder and needs shorter steps
    let grid = TimeGrid::uniform(0.0, 1.0, 160 + 8 * g as usize)?;
    let ends = simulate_sde_final(&sde, &EulerMaruyama, &grid, &noise_quantiles(SAMPLES)?, seed)?;
    Ok(ends.mean().unwrap_or_default())
}

pub fn data(seed: Seed) -> Result<Vec<Curve>> {
    let plain = DIAL.into_iter().map(|g| mean(1.0, g, seed)).collect::<Result<Vec<_>>>()?;
    let curve = |w: f64| {
        let chance = |k: usize| if w == 1.0 { 0.0 } else { plain[k] - 1.0 };
        let means = DIAL.into_iter().enumerate().map(|(k, g)| Ok(mean(w, g, seed)? - chance(k)));
        Ok(Curve { w, means: means.collect::<Result<_>>()?, tilted: classes()?.tilted(1, w)?.mean() })
    };
    WEIGHTS.into_iter().map(curve).collect()
}

/// Where a setting of the dial stands on the axis: logarithmic far out, with 0 at the start.
fn place(g: f64) -> f64 {
    (1.0 + 1.5 * g).ln()
}

pub fn draw(curves: &[Curve], style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let inks = [ink::truth(style), ink::method(style), ink::other_method(style)];
    let name = Text::new("mean", "均值");
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place_of = area.clone().shrink((px(58.0), px(14.0)), (px(410.0), px(262.0)));
        let panel = Panel::on(&place_of, style).bare().margin(0.0).font(15.0);
        let mut panel = panel.x(ACROSS.0..ACROSS.1, "").y(UP.0..UP.1, "").draw()?;
        outline(&mut panel, [ACROSS, UP], Stroke::new(ink::grid(style), 0.9))?;
        for (curve, colour) in curves.iter().zip(inks) {
            let dots: Vec<_> = DIAL.iter().map(|g| place(*g)).zip(curve.means.iter().copied()).collect();
            if curve.w != 1.0 {
                let limit = [(ACROSS.0, curve.tilted), (ACROSS.1, curve.tilted)];
                panel.dashes(limit, Stroke::new(colour, 1.3), (6.0, 5.0))?;
            }
            panel.line(dots.iter().copied(), Stroke::new(colour, 2.0))?;
            for dot in &dots {
                panel.knob(*dot, 3.4, colour)?;
            }
            let w = format!("$w = {}$", number(curve.w));
            panel.label(&w, dots[0], (10.0, -14.0), Anchor::Right, colour)?;
            if curve.w != 1.0 {
                let words = format!("$p(z)\\,p(y\\,|\\,z)^{}$", number(curve.w));
                panel.label(&words, (ACROSS.1, curve.tilted), (6.0, 0.0), Anchor::Right, colour)?;
            }
        }
        numbers_left(&mut panel, &[1.0, 1.25, 1.5, 1.75, 2.0], ACROSS.0, style)?;
        for g in [0.0, 0.5, 1.0, 2.0, 4.0, 10.0, 40.0] {
            panel.label(&number(g), (place(g), UP.0), (0.0, 6.0), Anchor::Below, muted)?;
        }
        panel.label("$g$", ((ACROSS.0 + ACROSS.1) / 2.0, UP.0), (0.0, 26.0), Anchor::Below, text)?;
        panel.label(name.get(style.lang), (ACROSS.1, UP.1), (-8.0, 14.0), Anchor::Left, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_means_fall_from_that_of_the_ode_to_that_of_the_tilted_law() {
        let curves = kept(&DATA, || data(SEED)).unwrap();
        // means of the law of the ODE: Runge-Kutta from 20 000 quantiles
        for (curve, ode) in curves.iter().zip([1.0, 1.6125, 2.027]) {
            // Euler's method with 100 steps has errors below .01, and at w = 1 the noise is not taken out
            assert!((curve.means[0] - ode).abs() < 0.015, "{}: {:?}", curve.w, curve.means);
            if curve.w == 1.0 {
                assert!(curve.means.iter().all(|mean| (mean - 1.0).abs() < 4.0 / (SAMPLES as f64).sqrt()));
                continue;
            }
            // the differences to w = 1 have a standard deviation below .5
            let error = 4.0 * 0.5 / (SAMPLES as f64).sqrt();
            assert!(curve.means.windows(2).all(|pair| pair[1] < pair[0] + error), "{:?}", curve.means);
            let last = curve.means[DIAL.len() - 1];
            assert!((last - curve.tilted).abs() < 0.05 + error, "{}: {last} {}", curve.w, curve.tilted);
        }
    }
}
