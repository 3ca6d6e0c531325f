//! `brownian_paths.png`: many Brownian paths, their envelopes, and their law at three times.

use flowlab::distribution::{Density, Gaussian};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{BrownianPath, Result, Seed, TimeGrid};

use crate::drawing::{curve, histogram, key, linspace};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 380);
const STEPS: usize = 400;
/// Paths for the histograms, those that are drawn, and the strong ones among them.
const PATHS: usize = 4000;
const FAINT: usize = 60;
const STRONG: usize = 3;
const SEED: Seed = Seed(51);
const TIMES: [f64; 3] = [0.1, 0.4, 1.0];
const HEIGHT: f64 = 3.4;
const BINS: usize = 34;

pub const FIGURE: Figure = Figure {
    id: "brownian_paths",
    caption: Text::new(
        "Sixty Brownian paths on [0, 1]; bands: $\\pm\\sqrt t$ and $\\pm 2\\sqrt t$. At each time their law is normal with standard deviation $\\sqrt t$. Right: histograms of 4000 paths at the three dotted times, and the exact densities.",
        "[0, 1] 上的 60 条布朗路径；灰带：$\\pm\\sqrt t$ 与 $\\pm 2\\sqrt t$。在每个时刻，$W_t$ 服从标准差为 $\\sqrt t$ 的正态分布。右图：三个时刻（左图点线）4000 条路径的直方图与精确密度。",
    ),
    alt: Text::new(
        "Left: jagged paths from 0, most of them between minus and plus two roots of t. Right: histograms at t = 0.1, 0.4 and 1 match bell curves that grow wider.",
        "左：从 0 出发的锯齿路径，大多在正负两倍根号 t 之间。右：t = 0.1、0.4、1 时的直方图与逐渐变宽的钟形曲线吻合。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The paths.
pub fn data(seed: Seed) -> Result<BrownianPath> {
    BrownianPath::sample(seed, &TimeGrid::uniform(0.0, 1.0, STEPS)?, PATHS, 1)
}

pub fn draw(brownian: &BrownianPath, style: &Style) -> Result<Scene> {
    let (colours, grey, text) = (ColourMap::time(style), ink::truth(style), ink::text(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (left, right) = area.split_horizontally(px(440.0));
        let mut panel = Panel::on(&left, style).x(0.0..1.0, "$t$").y(-HEIGHT..HEIGHT, "$W_t$").font(13.0).draw()?;
        let times = linspace(0.0, 1.0, 201);
        for width in [2.0, 1.0] {
            let high: Vec<f64> = times.iter().map(|t| width * t.sqrt()).collect();
            let low: Vec<f64> = high.iter().map(|w| -w).collect();
            panel.band(&times, &low, &high, grey.alpha(0.16))?;
        }
        let path = |k: usize| curve(brownian.grid().knots(), &brownian.particle(k).column(0).to_owned());
        for k in STRONG..FAINT {
            panel.line(path(k), Stroke::new(grey.alpha(0.4), 0.6))?;
        }
        let inks = [ink::method(style), ink::other_method(style), text];
        for (k, colour) in inks.into_iter().enumerate() {
            panel.line(path(k), Stroke::new(colour, 1.6))?;
        }
        for (width, sign) in [(1.0, "$\\sqrt{t}$"), (2.0, "$2\\sqrt{t}$")] {
            for side in [-1.0, 1.0] {
                let edge = times.iter().map(|t| (*t, side * width * t.sqrt()));
                panel.dashes(edge, Stroke::new(text.alpha(0.75), 1.1), (4.5, 3.5))?;
            }
            panel.label(sign, (0.86, width * 0.86_f64.sqrt()), (0.0, -11.0), Anchor::Above, text)?;
        }
        for time in TIMES {
            panel.dashes([(time, -HEIGHT), (time, HEIGHT)], Stroke::new(colours.at(time), 1.4), (2.0, 3.0))?;
        }
        densities(&right, brownian, style)
    })
}

/// Histograms that lie on their side, with the exact densities.
fn densities(area: &flowlab::plot::Area, brownian: &BrownianPath, style: &Style) -> Result<()> {
    let colours = ColourMap::time(style);
    let label = Text::new("density of $W_t$", "$W_t$ 的密度");
    let mut panel = Panel::on(area, style)
        .x(0.0..1.45, label.get(style.lang))
        .y(-HEIGHT..HEIGHT, "")
        .ticks(4, 6)
        .font(13.0)
        .draw()?;
    let heights = linspace(-HEIGHT, HEIGHT, 301);
    for (row, time) in TIMES.into_iter().enumerate().rev() {
        let colour = colours.at(time);
        let values = brownian.state((time * STEPS as f64).round() as usize);
        let width = 2.0 * HEIGHT / BINS as f64 * time.sqrt();
        for (low, density) in histogram(&values, width) {
            panel.tile((0.0, low), (density, low + width), colour.alpha(0.3))?;
        }
        let law = Gaussian::isotropic(array![0.0], time.sqrt())?;
        let density = law.log_density(&Array2::from_shape_fn((heights.len(), 1), |(k, _)| heights[k]));
        let near = |w: &f64| w.abs() <= 4.0 * time.sqrt();
        let outline = density.iter().zip(&heights).filter(|(_, w)| near(w));
        let outline = outline.map(|(density, w)| (density.exp(), *w));
        panel.line(outline, Stroke::new(colour, 2.0))?;
        let at = (0.7, HEIGHT * (0.86 - 0.115 * row as f64));
        key(&mut panel, at, Stroke::new(colour, 2.4), &format!("$t = {time}$"), ink::text(style))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_have_variance_t() {
        let brownian = data(SEED).unwrap();
        for time in TIMES {
            let values = brownian.state((time * STEPS as f64).round() as usize);
            let variance = values.mapv(|w| w * w).mean().unwrap();
            // sd t sqrt(2/4000) = .0224 t; 4.5 of them are passed by chance once in 100 000 seeds.
            assert!((variance / time - 1.0).abs() < 4.5 * 0.0224, "{variance}");
        }
    }
}
