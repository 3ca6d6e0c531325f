//! `brownian_motion.png`: five sample paths of Brownian motion on the line.

use flowlab::lang::Text;
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink};
use flowlab::{BrownianPath, Result, Seed, TimeGrid};

use crate::drawing::{curve, linspace};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (400, 280);
const STEPS: usize = 600;
const PATHS: usize = 5;
const SEED: Seed = Seed(434);
const HEIGHT: f64 = 2.5;

pub const FIGURE: Figure = Figure {
    id: "brownian_motion",
    caption: Text::new(
        "Five sample paths of Brownian motion on the line, all from $W_0 = 0$; colour: the place at $t = 1$. Each draw gives another path. Bands: $\\pm\\sqrt t$ and $\\pm 2\\sqrt t$; at any one time a path lies in the inner band with probability 0.68, in the outer with 0.95.",
        "一维布朗运动的五条样本路径，都从 $W_0 = 0$ 出发，颜色表示 $t = 1$ 时的位置。每次抽取得到一条不同的路径。灰带：$\\pm\\sqrt t$ 与 $\\pm 2\\sqrt t$；在任一给定时刻，路径落在内带中的概率为 0.68，落在外带中的概率为 0.95。",
    ),
    alt: Text::new(
        "Five jagged paths in five colours start together at 0 and drift apart; two grey bands that widen like the root of t lie behind them.",
        "五条颜色各异的锯齿状路径从 0 一同出发，逐渐散开；背后是两条像根号 t 一样变宽的灰带。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The paths, the one that ends lowest first.
pub fn data(seed: Seed) -> Result<Vec<Vec<(f64, f64)>>> {
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let brownian = BrownianPath::sample(seed, &grid, PATHS, 1)?;
    let path = |k: usize| curve(grid.knots(), &brownian.particle(k).column(0).to_owned());
    let mut paths: Vec<_> = (0..PATHS).map(path).collect();
    paths.sort_by(|a, b| a[STEPS].1.total_cmp(&b[STEPS].1));
    Ok(paths)
}

pub fn draw(paths: &[Vec<(f64, f64)>], style: &Style) -> Result<Scene> {
    let (colours, grey, text) = (ColourMap::place(style), ink::truth(style), ink::text(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let panel = Panel::on(area, style).x(0.0..1.16, "$t$").y(-HEIGHT..HEIGHT, "$W_t$").ticks(4, 5);
        let mut panel = panel.font(14.0).margin(8.0).draw()?;
        let times = linspace(0.0, 1.0, 201);
        for width in [2.0, 1.0] {
            let high: Vec<f64> = times.iter().map(|t| width * t.sqrt()).collect();
            let low: Vec<f64> = high.iter().map(|w| -w).collect();
            panel.band(&times, &low, &high, grey.alpha(0.17))?;
            for (edge, sign) in [(high, if width == 1.0 { "$\\sqrt{t}$" } else { "$2\\sqrt{t}$" }), (low, "")] {
                panel.line(times.iter().copied().zip(edge), Stroke::new(grey.alpha(0.8), 0.8))?;
                panel.label(sign, (1.0, width), (10.0, 0.0), Anchor::Right, ink::muted(style))?;
            }
        }
        for (k, path) in paths.iter().enumerate() {
            let colour = colours.at(k as f64 / (PATHS - 1) as f64);
            panel.line(path.iter().copied(), Stroke::new(colour, 1.5))?;
            panel.knob(path[STEPS], 3.2, colour)?;
        }
        panel.knob((0.0, 0.0), 4.2, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::normal_cdf;

    #[test]
    fn the_paths_start_at_0_and_are_as_rough_as_brownian_motion() {
        for path in data(SEED).unwrap() {
            assert_eq!(path[0], (0.0, 0.0));
            assert!(path.iter().all(|(_, w)| w.abs() < HEIGHT));
            let squares: f64 = path.windows(2).map(|pair| (pair[1].1 - pair[0].1).powi(2)).sum();
            // sum of 600 squares of N(0, 1/600): mean 1, sd sqrt(2/600) = .058; a smooth path has 1/600 of its slope's square
            assert!((squares - 1.0).abs() < 4.0 * 0.058, "{squares}");
        }
    }

    #[test]
    fn the_bands_hold_the_shares_that_the_caption_tells() {
        let n = 20_000;
        let brownian = BrownianPath::sample(SEED, &TimeGrid::uniform(0.0, 1.0, 4).unwrap(), n, 1).unwrap();
        for (width, words) in [(1.0, "0.68"), (2.0, "0.95")] {
            let share = normal_cdf(width) - normal_cdf(-width);
            assert_eq!(format!("{share:.2}"), words);
            assert!(FIGURE.caption.en.contains(words) && FIGURE.caption.zh.contains(words));
            for knot in [1, 4] {
                let edge = width * brownian.grid().t(knot).sqrt();
                let inside = brownian.state(knot).iter().filter(|w| w.abs() < edge).count() as f64 / n as f64;
                // binomial: sd at most .0033
                assert!((inside - share).abs() < 4.5 * 0.0033, "{inside} {share}");
            }
        }
    }
}
