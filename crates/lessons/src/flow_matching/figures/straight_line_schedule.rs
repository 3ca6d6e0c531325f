//! `straight_line_schedule.png`: straight lines from noise to data, and the shares of both on the way.

use flowlab::distribution::{Gaussian, Moons, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::path::{GaussianPath, Schedule};
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Result, Seed};

use crate::drawing::{numbered, points, ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (440, 284);
const TIMES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
const SAMPLES: usize = 300;
/// Pairs whose line is drawn; the first is the strong one.
const LINES: usize = 40;
/// The moons' noise, and how far to the right of the noise they stand: so the mean at time t is at APART t.
const NOISE: f64 = 0.15;
const APART: f64 = 13.0;
const SEED: Seed = Seed(206);
/// The window across, and half of it up.
const ACROSS: (f64, f64) = (-2.9, 16.6);
const HALF: f64 = 3.1;

pub const FIGURE: Figure = Figure {
    id: "straight_line_schedule",
    caption: Text::new(
        "The straight-line schedule $X_t = \\alpha_t z + \\beta_t x_0$ with $\\alpha_t = t$, $\\beta_t = 1 - t$. Top: each noise $x_0$ (orange) goes to its data point $z$ (blue, two moons) on a straight line at constant speed; dots: 300 samples at five times. One pair is drawn strong. Below, under the middles of the clouds: the share $\\beta_t$ of the noise and $\\alpha_t$ of the data.",
        "直线调度 $X_t = \\alpha_t z + \\beta_t x_0$，其中 $\\alpha_t = t$，$\\beta_t = 1 - t$。上：每个噪声 $x_0$（橙色）沿直线匀速走到自己的数据点 $z$（蓝色，双月分布）；点：五个时刻上的 300 个样本，其中一对用粗线画出。下：噪声的比例 $\\beta_t$ 与数据的比例 $\\alpha_t$，横坐标与各团点的中心对齐。",
    ),
    alt: Text::new(
        "Straight lines lead from a round orange cloud at the left through three clouds in between to two blue moons at the right. Below, an orange line falls from 1 to 0 while a blue one rises from 0 to 1.",
        "直线从左边一团圆形的橙色点出发，穿过中间三团点，通到右边两弯蓝色的月牙。下方，橙线从 1 降到 0，蓝线从 0 升到 1。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The samples at each of the times: (SAMPLES, 2).
pub fn data(seed: Seed) -> Result<Vec<Array2<f64>>> {
    let x0 = Gaussian::standard(2)?.sample(seed, SAMPLES)?;
    let z = Moons::new(NOISE)?.sample(seed, SAMPLES)? + array![APART, 0.0];
    Ok(TIMES.iter().map(|t| GaussianPath::new(Schedule::Linear).sample(*t, &x0, &z)).collect())
}

pub fn draw(clouds: &[Array2<f64>], style: &Style) -> Result<Scene> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    let (noise, target) = (ink::noise(style), ink::data(style));
    let clouds: Vec<_> = clouds.iter().map(points).collect();
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(0.0), px(26.0)), (px(f64::from(SIZE.0)), px(140.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(16.0);
        let mut panel = panel.x(ACROSS.0..ACROSS.1, "").y(-HALF..HALF, "").draw()?;
        let line = |k: usize| [clouds[0][k], clouds[4][k]];
        for k in 1..LINES {
            panel.line(line(k), Stroke::new(ink::truth(style).alpha(0.4), 0.8))?;
        }
        for (cloud, t) in clouds.iter().zip(TIMES) {
            panel.dots(cloud.iter().copied(), 1.15, colours.at(t).alpha(0.75))?;
        }
        panel.line(line(0), Stroke::new(text, 1.6))?;
        for ((cloud, t), name) in clouds.iter().zip(TIMES).zip(["$x_0$", "", "$X_t$", "", "$z$"]) {
            panel.knob(cloud[0], 3.6, colours.at(t))?;
            panel.label(name, cloud[0], (0.0, -7.0), Anchor::Above, text)?;
        }
        let words = "$X_t = t\\,z + (1 - t)\\,x_0$";
        panel.label(words, (APART / 2.0, HALF), (0.0, 2.0), Anchor::Above, text)?;
        let place = area.clone().shrink((px(0.0), px(180.0)), (px(f64::from(SIZE.0)), px(76.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(16.0);
        let mut panel = panel.x(ACROSS.0..ACROSS.1, "").y(0.0..1.0, "").draw()?;
        let across: Vec<_> = TIMES.iter().map(|t| (APART * t, format!("${t}$"))).collect();
        ticks(&mut panel, [(0.0, APART), (0.0, 1.0)], [&across, &numbered(&[0.0, 1.0])], style)?;
        let shares = TIMES.map(|t| Schedule::Linear.coefficients(t));
        let share = |of: fn(&flowlab::path::Coefficients) -> f64| {
            TIMES.iter().zip(&shares).map(move |(t, at)| (APART * t, of(at))).collect::<Vec<_>>()
        };
        panel.line(share(|at| at.beta), Stroke::new(noise, 2.4))?;
        panel.line(share(|at| at.alpha), Stroke::new(target, 2.4))?;
        panel.label("$\\beta_t$", (0.25 * APART, 0.75), (5.0, -12.0), Anchor::Right, noise)?;
        panel.label("$\\alpha_t$", (0.75 * APART, 0.75), (-5.0, -12.0), Anchor::Left, target)?;
        panel.label("$t$", (APART, 0.0), (18.0, 6.0), Anchor::Below, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_moves_on_a_straight_line_at_constant_speed() {
        let clouds = data(SEED).unwrap();
        for pair in clouds.windows(3) {
            let bend = &pair[0] - 2.0 * &pair[1] + &pair[2];
            assert!(bend.iter().all(|v| v.abs() < 1e-13)); // some roundings of numbers below 20
        }
    }

    #[test]
    fn each_cloud_stands_over_its_time_and_lies_in_the_picture() {
        for (cloud, t) in data(SEED).unwrap().into_iter().zip(TIMES) {
            // the moons' first coordinate has the variance 3.02
            let sd = ((3.02 * t * t + (1.0 - t).powi(2)) / SAMPLES as f64).sqrt();
            assert!((cloud.column(0).mean().unwrap() - APART * t).abs() < 4.0 * sd, "{t}");
            let inside = |(x, y): &(f64, f64)| ACROSS.0 < *x && *x < ACROSS.1 && y.abs() < HALF;
            assert!(points(&cloud).iter().all(inside), "{t}");
        }
    }
}
