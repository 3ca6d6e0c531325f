//! `samplers.png`: how far samplers are from the data, over their number of steps.

use flowlab::lang::Text;
use flowlab::metrics::{quantiles, wasserstein_1d};
use flowlab::ode::Euler;
use flowlab::path::{GaussianPath, MarginalField, Schedule, ddim};
use flowlab::plot::{Area, Colour, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Result, TimeGrid, simulate_ode_final};

use crate::data_side::claims::on_a_grid::{Noisy, distance};
use crate::drawing::{key, powers_of_ten, with_ticks};
use crate::models::{mixture, mixture_cdf, noise_quantiles};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 340);
const STARTS: usize = 4000;
const STEPS: [[usize; 5]; 2] = [[2, 4, 8, 16, 32], [4, 8, 16, 32, 64]];
/// The logarithms to base 10 of what the axes show.
const WINDOWS: [[(f64, f64); 2]; 2] = [[(0.2, 1.62), (-2.1, 0.2)], [(0.5, 1.92), (-2.5, -0.65)]];

pub const FIGURE: Figure = Figure {
    id: "samplers",
    caption: Text::new(
        "Two hills, exact field, $n$ equal steps; both axes logarithmic. Left, without noise: $\\mathcal{W}_2$ between the ends of the quantiles of $\\mathcal{N}(0, 1)$ and the data. Right, with noise: the Kolmogorov–Smirnov distance of the law of the ends. All lines but that of the third schedule fall by about a half when the steps are doubled.",
        "双峰分布，精确场，$n$ 步等长；两轴均为对数刻度。左：不加噪声，$\\mathcal{N}(0, 1)$ 的分位点的终点与数据的距离 $\\mathcal{W}_2$。右：加噪声，终点的分布与数据的柯尔莫哥洛夫-斯米尔诺夫距离。步数加倍，除第三种调度外，每条线都降到大约一半。",
    ),
    alt: Text::new(
        "Left: four falling lines. Three lie close together, Euler on the linear path, DDIM on the trigonometric path and DDIM on the third schedule; Euler on the trigonometric path lies below them, three to four times lower from n = 4 on. Right: three parallel falling lines, DDPM with the small variance on top, DDPM with the large one in the middle, algorithm 2 with g = 1 at the bottom.",
        "左：四条下降的线。线性路径上的欧拉方法、三角路径上的 DDIM、第三种调度上的 DDIM 三条靠得很近；三角路径上的欧拉方法在它们下面，从 n = 4 起只有它们的三分之一到四分之一。右：三条平行下降的线，小方差的 DDPM 在最上面，大方差的在中间，g = 1 的算法 2 在最下面。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The distances of each method at its numbers of steps: four without noise, three with.
pub struct Data {
    pub calm: [Vec<f64>; 4],
    pub noisy: [Vec<f64>; 3],
}

pub fn data() -> Result<Data> {
    let (starts, target) = (noise_quantiles(STARTS)?, quantiles(STARTS, mixture_cdf)?);
    let field = |schedule| Ok(MarginalField::new(GaussianPath::new(schedule), mixture()?));
    let euler = |schedule: Schedule| {
        let end = |n: &usize| {
            let end = simulate_ode_final(&field(schedule)?, &Euler, &TimeGrid::uniform(0.0, 1.0, *n)?, &starts)?;
            wasserstein_1d(2, &end.column(0), &target)
        };
        STEPS[0].iter().map(end).collect::<Result<Vec<f64>>>()
    };
    let mixed = |schedule: Schedule| {
        let end = |n: &usize| {
            let end = ddim(&field(schedule)?, &TimeGrid::uniform(0.0, 1.0, *n)?, &starts)?.last();
            wasserstein_1d(2, &end.column(0), &target)
        };
        STEPS[0].iter().map(end).collect::<Result<Vec<f64>>>()
    };
    let noisy = |kind: Noisy| STEPS[1].iter().map(|n| distance(kind, *n)).collect::<Result<Vec<f64>>>();
    Ok(Data {
        calm: [
            mixed(Schedule::LinearVp)?,
            euler(Schedule::Linear)?,
            mixed(Schedule::Trigonometric)?,
            euler(Schedule::Trigonometric)?,
        ],
        noisy: [noisy(Noisy::Small)?, noisy(Noisy::Large)?, noisy(Noisy::Dial)?],
    })
}

const CALM: [Text; 4] = [
    Text::new("DDIM, third schedule", "DDIM，第三种调度"),
    Text::new("Euler = DDIM, linear", "欧拉 = DDIM，线性"),
    Text::new("DDIM, trigonometric", "DDIM，三角"),
    Text::new("Euler, trigonometric", "欧拉，三角"),
];
const NOISY: [Text; 3] = [
    Text::new("DDPM, small variance", "DDPM，小方差"),
    Text::new("DDPM, large variance", "DDPM，大方差"),
    Text::new("algorithm 2, $g = 1$", "算法 2，$g = 1$"),
];

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let calm = [ink::muted(style), ink::text(style), ink::other_method(style), ink::method(style)];
    let noisy = [ink::noise(style), ink::other_method(style), ink::method(style)];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let places = [0.0, 362.0].map(|left| area.clone().shrink((px(left), px(0.0)), (px(358.0), px(340.0))));
        lines(&places[0], 0, "$\\mathcal{W}_2$", &data.calm, &CALM, &calm, style)?;
        lines(&places[1], 1, "KS", &data.noisy, &NOISY, &noisy, style)
    })
}

fn lines(
    area: &Area,
    side: usize,
    up: &str,
    rows: &[Vec<f64>],
    names: &[Text],
    inks: &[Colour],
    style: &Style,
) -> Result<()> {
    let number = Text::new("number of steps $n$", "步数 $n$");
    let across = STEPS[side].map(|n| ((n as f64).log10(), n.to_string()));
    let marks: [&[(f64, String)]; 2] = [&across, &powers_of_ten(-2..=-1)];
    let panel = Panel::on(area, style);
    let mut panel = with_ticks(panel, WINDOWS[side], [number.get(style.lang), up], marks, style)?;
    for (k, ((row, name), colour)) in rows.iter().zip(names).zip(inks).enumerate() {
        let dots = STEPS[side].iter().zip(row).map(|(n, error)| ((*n as f64).log10(), error.log10()));
        let dots: Vec<(f64, f64)> = dots.collect();
        panel.line(dots.iter().copied(), Stroke::new(colour.alpha(0.6), 1.6))?;
        panel.dots(dots.iter().copied(), 3.6, *colour)?;
        let (right, top) = (panel.x().end, panel.y().end);
        let corner = (right - 164.0 / panel.scale().0, top - (14.0 + 19.0 * k as f64) / panel.scale().1);
        key(&mut panel, corner, Stroke::new(*colour, 2.0), name.get(style.lang), ink::text(style))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_lines_is_that_of_the_caption() {
        let Data { calm: [_, linear, turned, euler], noisy: [small, large, dial] } = data().unwrap();
        for k in 0..5 {
            assert!(euler[k] < turned[k] && turned[k] <= linear[k] + 1e-12);
            assert!(dial[k] < large[k] && large[k] < small[k]);
        }
        for k in 1..5 {
            assert!((3.0..4.0).contains(&(linear[k] / euler[k])), "{}", linear[k] / euler[k]);
        }
        // twice the steps: from 8 on within a fifth of one half
        for row in [&linear, &turned, &euler, &small, &large, &dial] {
            assert!(row[2..].windows(2).all(|pair| (pair[0] / pair[1] - 2.0).abs() < 0.2), "{row:?}");
        }
    }

    #[test]
    fn every_dot_is_in_its_window() {
        let data = data().unwrap();
        for (side, rows) in [&data.calm[..], &data.noisy[..]].into_iter().enumerate() {
            let [(left, right), (low, high)] = WINDOWS[side];
            for (n, error) in rows.iter().flat_map(|row| STEPS[side].iter().zip(row)) {
                assert!(
                    (left..right).contains(&(*n as f64).log10()) && (low..high).contains(&error.log10()),
                    "{n} {error}"
                );
            }
        }
    }
}
