//! `learned_histograms.png`: samples of a learned field at five times, over the exact densities.

use flowlab::distribution::{Gaussian, GaussianMixture, Sample};
use flowlab::lang::Text;
use flowlab::ode::Euler;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Result, Seed, TimeGrid, simulate_ode};

use crate::drawing::{density, histogram, linspace, numbers_below};
use crate::models::{mixture_field, trained_field};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 236);
const TIMES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
const SAMPLES: usize = 20_000;
const STEPS: usize = 100;
const REACH: f64 = 3.8;
const BIN: f64 = 0.16;
const TOP: f64 = 0.62;
const SEED: Seed = Seed(141);

pub const FIGURE: Figure = Figure {
    id: "learned_histograms",
    caption: Text::new(
        "Euler's method with $n = 100$ through the learned field: histograms of 20 000 samples at five times, over the exact densities of $X_t$ (lines). From the noise (orange) to the data (blue).",
        "用欧拉方法（$n = 100$）沿学到的向量场前进：五个时刻上 20 000 个样本的直方图，以及 $X_t$ 的精确密度（曲线）。从噪声（橙色）到数据（蓝色）。",
    ),
    alt: Text::new(
        "Five histograms, from one bell to two separate peaks; each follows the curve of the exact density.",
        "五个直方图，从一个钟形变为两个分开的峰；每一个都与精确密度的曲线相符。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The samples at each time, and the law that they should have.
pub struct Moment {
    pub time: f64,
    pub samples: Vec<f64>,
    pub law: GaussianMixture,
}

pub fn data(seed: Seed) -> Result<Vec<Moment>> {
    let (learned, exact) = (trained_field("mixture")?, mixture_field()?);
    let noise = Gaussian::standard(1)?.sample(seed, SAMPLES)?;
    let ways = simulate_ode(&learned, &Euler, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &noise)?;
    let moment = |time: f64| {
        let samples = ways.view((time * STEPS as f64) as usize).iter().copied().collect();
        Ok(Moment { time, samples, law: exact.law(time)? })
    };
    TIMES.into_iter().map(moment).collect()
}

pub fn draw(moments: &[Moment], style: &Style) -> Result<Scene> {
    let places = linspace(-REACH, REACH, 240);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, moment) in moments.iter().enumerate() {
            let colour = ink::noise(style).mix(ink::data(style), moment.time as f32);
            let place = area.clone().shrink((px(14.0 + 141.0 * k as f64), px(34.0)), (px(128.0), px(158.0)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(13.0);
            let mut panel = panel.x(-REACH..REACH, "").y(0.0..TOP, "").draw()?;
            for (low, height) in histogram(&moment.samples, BIN) {
                if (-REACH..REACH - BIN).contains(&low) {
                    panel.tile((low, 0.0), (low + BIN, height.min(TOP)), colour.alpha(0.45))?;
                }
            }
            let curve = places.iter().copied().zip(density(&moment.law, &places));
            panel.line(curve, Stroke::new(ink::text(style).alpha(0.85), 1.6))?;
            panel.line([(-REACH, 0.0), (REACH, 0.0)], Stroke::new(ink::muted(style), 0.9))?;
            numbers_below(&mut panel, &[-2.0, 0.0, 2.0], 0.0, style)?;
            let time = format!("$t = {}$", moment.time);
            panel.label(&time, (0.0, TOP), (0.0, -8.0), Anchor::Above, ink::text(style))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::metrics::ks;
    use flowlab::ndarray::Array1;

    #[test]
    fn at_the_end_the_samples_have_nearly_the_law_of_the_data() {
        let moments = data(SEED).unwrap();
        let ends = Array1::from(moments[4].samples.clone());
        assert!(ks(&ends, crate::models::mixture_cdf).unwrap() < 0.05);
    }
}
