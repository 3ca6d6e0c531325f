//! `guidance_leaves_the_data.png`: samples of a ring, guided more and more, leave the region where data are.

use std::f64::consts::TAU;

use flowlab::distribution::{Density, Gaussian, GaussianMixture, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array1, Array2, Axis, concatenate};
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, Seed, TimeGrid, simulate_ode_final};

use super::hills::guided;
use crate::drawing::{contours, density_at_knots, outline, points};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (480, 186);
const SIDE: f64 = 148.0;
const TOP: f64 = 30.0;
const WEIGHTS: [f64; 3] = [1.0, 3.0, 8.0];
const SAMPLES: usize = 300;
const STEPS: usize = 100;
const SEED: Seed = Seed(173);
/// The rings: hills on circles of these radii, each with this standard deviation. The first is the class.
const HILLS: usize = 40;
const RADII: [f64; 2] = [1.6, 0.55];
const SD: f64 = 0.18;
/// The panels show the square from -REACH to REACH.
const REACH: f64 = 2.75;
const KNOTS: usize = 111;
/// The region of a class holds this share of it.
const HELD: f64 = 0.99;

pub const FIGURE: Figure = Figure {
    id: "guidance_leaves_the_data",
    caption: Text::new(
        "Samples leave the data. Two classes, one on a ring and one on a smaller ring within; each shaded region is the smallest that holds 99 % of its class. Dots: 300 samples of the outer class (blue) by the exact guided field, from the same noise; red outside its region. At $w = 1$ they fill the ring. A larger $w$ drives them away from the other class, first to the outer half of the ring and then beyond its rim, where hardly any data are.",
        "样本离开了数据。一类分布在大环上，另一类分布在里面的小环上；每块底色是含有本类 99% 数据的最小区域。点：沿精确的引导向量场得到的外面一类（蓝色）的 300 个样本，噪声相同；落在本类区域之外的画成红色。$w = 1$ 时，样本充满大环。$w$ 变大，样本远离另一类，先到环的外半边，再越过外缘，到了几乎没有数据的地方。",
    ),
    alt: Text::new(
        "Three square panels for w = 1, 3 and 8, each with a blue ring around a grey disc. In the first, dots fill the blue ring; in the second they lie in its outer half; in the third on its outer rim, many of them red and beyond it.",
        "三幅方形图，w = 1、3、8，每幅有一个蓝色圆环套着一个灰色圆盘。第一幅里点充满大环；第二幅里它们在环的外半边；第三幅里它们压在外缘上，许多红点已在环外。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The samples for each weight, and for each class the density above which its region lies.
pub struct Data {
    pub clouds: Vec<Array2<f64>>,
    pub levels: [f64; 2],
}

/// The means of the hills of both rings: (HILLS, 2) each.
fn rings() -> [Array2<f64>; 2] {
    RADII.map(|radius| {
        Array2::from_shape_fn((HILLS, 2), |(k, axis)| {
            let (sin, cos) = (TAU * k as f64 / HILLS as f64).sin_cos();
            radius * [cos, sin][axis]
        })
    })
}

fn law(means: Array2<f64>) -> Result<GaussianMixture> {
    let n = means.nrows();
    GaussianMixture::isotropic(Array1::from_elem(n, 1.0 / n as f64), means, SD)
}

/// The density that a class exceeds on the smallest region with the share [`HELD`] of it.
fn level(class: &GaussianMixture, seed: Seed) -> Result<f64> {
    const DRAWN: usize = 20_000;
    let mut densities = class.log_density(&class.sample(seed, DRAWN)?).exp().to_vec();
    densities.sort_unstable_by(f64::total_cmp);
    Ok(densities[((1.0 - HELD) * DRAWN as f64) as usize])
}

pub fn data(seed: Seed) -> Result<Data> {
    let noise = Gaussian::standard(2)?.sample(seed, SAMPLES)?;
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let [class, other] = rings();
    let levels = [level(&law(class.clone())?, seed)?, level(&law(other.clone())?, seed)?];
    let samples = |w: f64| {
        let all = law(concatenate![Axis(0), class, other])?;
        simulate_ode_final(&guided(all, law(class.clone())?, w)?, &Rk4, &grid, &noise)
    };
    let clouds = WEIGHTS.into_iter().map(samples).collect::<Result<_>>()?;
    Ok(Data { clouds, levels })
}

/// The samples within the region of the class, and those outside.
fn parted(cloud: &Array2<f64>, level: f64) -> Result<[Vec<(f64, f64)>; 2]> {
    let [class, _] = rings();
    let density = law(class)?.log_density(cloud).exp();
    let (within, out): (Vec<_>, Vec<_>) =
        points(cloud).into_iter().zip(density).partition(|(_, density)| *density >= level);
    Ok([within, out].map(|part| part.into_iter().map(|(point, _)| point).collect()))
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (text, window) = (ink::text(style), [(-REACH, REACH); 2]);
    let inks = [ink::data(style), ink::truth(style)];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (w, cloud)) in WEIGHTS.into_iter().zip(&data.clouds).enumerate() {
            let place = area.clone().shrink((px(6.0 + 160.0 * k as f64), px(TOP)), (px(SIDE), px(SIDE)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(16.0);
            let mut panel = panel.x(-REACH..REACH, "").y(-REACH..REACH, "").draw()?;
            for ((means, level), colour) in rings().into_iter().zip(data.levels).zip(inks) {
                // Holes turn the other way, so one polygon of all lines leaves them out.
                let lines = contours(window, &density_at_knots(&law(means)?, REACH, KNOTS), level);
                panel.polygon(lines.iter().flatten().copied(), colour.alpha(0.22))?;
                for line in lines {
                    panel.line(line, Stroke::new(colour, 0.9))?;
                }
            }
            let [within, out] = parted(cloud, data.levels[0])?;
            panel.dots(within, 1.3, ink::method(style))?;
            panel.dots(out, 1.5, ink::error(style))?;
            outline(&mut panel, window, Stroke::new(ink::truth(style), 0.9))?;
            panel.label(&format!("$w = {}$", number(w)), (0.0, REACH), (0.0, -6.0), Anchor::Above, text)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_and_more_samples_leave_the_region_and_none_the_picture() {
        let data = data(SEED).unwrap();
        let shares: Vec<f64> = data
            .clouds
            .iter()
            .map(|cloud| parted(cloud, data.levels[0]).unwrap()[1].len() as f64 / SAMPLES as f64)
            .collect();
        // of 300 true samples 4 standard errors above a hundredth
        assert!(shares[0] < 0.01 + 4.0 * (0.01_f64 * 0.99 / SAMPLES as f64).sqrt(), "{shares:?}");
        assert!(shares[0] < shares[1] && shares[1] < shares[2] && shares[2] > 0.2, "{shares:?}");
        assert!(data.clouds.iter().flatten().all(|x| x.abs() < REACH));
    }
}
