//! `guided_plane.png`: guided samples in the plane leave the disc that holds nearly all of their class.

use std::f64::consts::TAU;

use flowlab::distribution::{Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, Seed, TimeGrid, simulate_ode_final};

use super::hills::guided;
use crate::drawing::{outline, points};
use crate::models::{HILL, RADIUS, three_hills};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 302);
const WEIGHTS: [f64; 3] = [1.0, 3.0, 8.0];
const SAMPLES: usize = 400;
const STEPS: usize = 100;
const SEED: Seed = Seed(175);
/// What is seen of the plane, and a panel in CSS pixels.
const WINDOW: [(f64, f64); 2] = [(-3.4, 3.4), (-2.65, 4.6)];
const PANEL: (f64, f64) = (223.0, 223.0 * 7.25 / 6.8);

pub const FIGURE: Figure = Figure {
    id: "guided_plane",
    caption: Text::new(
        "Three hills of data, a third each; discs: each holds 99 % of its hill. Dots: 400 guided samples of the upper class, from the same noise, by the exact fields; red where they lie outside the disc of their class. At $w = 1$ some 1 % do. As $w$ grows all samples move away from the other two hills, and at $w = 8$ some 40 % are where the class has next to nothing. At $w = 3$ and $8$ every one is nearest to the right hill.",
        "三座峰，各占三分之一；每个圆盘含有本峰 99% 的数据。点：上面一类的 400 个引导样本，噪声相同，向量场精确；落在本类圆盘之外的画成红色。$w = 1$ 时约有 1% 在外。$w$ 变大，样本都远离另外两座峰；$w = 8$ 时约有 40% 落在这一类几乎没有数据的地方。而在 $w = 3$ 和 $8$ 时，每个样本离得最近的都是本类的峰。",
    ),
    alt: Text::new(
        "Three panels for w = 1, 3 and 8, each with three discs at the corners of a triangle. A cloud of green dots fills the upper disc in the first, has moved up within it in the second, and in the third lies across its upper rim, many dots red and beyond it.",
        "三幅图，w = 1、3、8，每幅有三个圆盘排成三角形。第一幅里绿点充满上面的圆盘；第二幅里它们在盘内上移；第三幅里点云压在圆盘的上边缘，许多红点已在盘外。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// Radius of the disc that holds 99 % of a hill: exp(-r^2/(2 HILL^2)) of it lie further out.
fn disc() -> f64 {
    HILL * (-2.0 * 0.01_f64.ln()).sqrt()
}

fn is_outside(point: (f64, f64)) -> bool {
    point.0.hypot(point.1 - RADIUS) > disc()
}

/// The samples for each weight: (SAMPLES, 2).
pub fn data(seed: Seed) -> Result<Vec<Array2<f64>>> {
    let noise = Gaussian::standard(2)?.sample(seed, SAMPLES)?;
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let samples = |w: f64| {
        let data = three_hills()?;
        let class = data.components()[0].clone();
        simulate_ode_final(&guided(data, class, w)?, &Rk4, &grid, &noise)
    };
    WEIGHTS.into_iter().map(samples).collect()
}

pub fn draw(clouds: &[Array2<f64>], style: &Style) -> Result<Scene> {
    let (text, grey) = (ink::text(style), ink::truth(style));
    let outside = Text::new("outside the disc", "在圆盘外");
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (w, cloud)) in WEIGHTS.into_iter().zip(clouds).enumerate() {
            let place = area.clone().shrink((px(10.0 + 238.0 * k as f64), px(30.0)), (px(PANEL.0), px(PANEL.1)));
            let [(left, right), (low, high)] = WINDOW;
            let panel = Panel::on(&place, style).bare().margin(0.0).font(14.0);
            let mut panel = panel.x(left..right, "").y(low..high, "").draw()?;
            for (hill, middle) in points(&means()?).into_iter().enumerate() {
                let colour = if hill == 0 { ink::data(style) } else { grey };
                let turns = (0..=90).map(|k| (TAU * f64::from(k) / 90.0).sin_cos());
                let ring: Vec<_> = turns.map(|(sin, cos)| (middle.0 + disc() * cos, middle.1 + disc() * sin)).collect();
                panel.polygon(ring.iter().copied(), colour.alpha(0.14))?;
                panel.line(ring, Stroke::new(colour, 1.3))?;
            }
            let (out, within): (Vec<_>, Vec<_>) = points(cloud).into_iter().partition(|point| is_outside(*point));
            panel.dots(within, 1.5, ink::method(style).alpha(0.8))?;
            panel.dots(out.iter().copied(), 1.9, ink::error(style))?;
            outline(&mut panel, WINDOW, Stroke::new(ink::grid(style), 0.9))?;
            panel.label(&format!("$w = {}$", number(w)), (0.0, high), (0.0, -7.0), Anchor::Above, text)?;
            let count = format!("{} / {SAMPLES} {}", out.len(), outside.get(style.lang));
            panel.label(&count, (0.0, low), (0.0, 7.0), Anchor::Below, text)?;
        }
        Ok(())
    })
}

/// The middles of the hills, a row for each.
fn means() -> Result<Array2<f64>> {
    let hills = three_hills()?;
    Ok(Array2::from_shape_fn((3, 2), |(k, axis)| hills.components()[k].mean()[axis]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundredth_of_the_class_and_two_fifths_of_the_strongly_guided_samples_lie_outside() {
        let clouds = data(SEED).unwrap();
        let shares = clouds
            .iter()
            .map(|cloud| points(cloud).into_iter().filter(|point| is_outside(*point)).count() as f64 / SAMPLES as f64);
        // shares of 20 000 samples; four standard errors of 400
        for (share, expected) in shares.zip([0.01, 0.020, 0.397]) {
            let error = (expected * (1.0 - expected) / SAMPLES as f64).sqrt();
            assert!((share - expected).abs() < 4.0 * error, "{share} {expected}");
        }
    }

    #[test]
    fn every_sample_is_nearest_to_its_hill_from_weight_three_on_and_lies_in_the_picture() {
        let (clouds, means) = (data(SEED).unwrap(), points(&means().unwrap()));
        let [x, y] = WINDOW.map(|(low, high)| low..high);
        for (w, cloud) in WEIGHTS.into_iter().zip(&clouds) {
            for point in points(cloud) {
                let distance = |k: usize| (point.0 - means[k].0).hypot(point.1 - means[k].1);
                assert!(w < 3.0 || distance(0) < distance(1).min(distance(2)), "{w}: {point:?}");
                assert!(x.contains(&point.0) && y.contains(&point.1), "{w}: {point:?}");
            }
        }
    }
}
