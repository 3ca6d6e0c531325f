//! `few_steps.png`: samples of a learned field in the plane by Euler's method with few steps.

use flowlab::distribution::{EightGaussians, Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::metrics::energy_distance;
use flowlab::ndarray::Array2;
use flowlab::ode::Euler;
use flowlab::plot::{Anchor, Panel, Scene, Style, ink, px};
use flowlab::{Result, Seed, TimeGrid, simulate_ode_final};

use crate::drawing::points;
use crate::models::trained_field;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 200);
const LADDER: [usize; 5] = [1, 2, 4, 16, 64];
const SAMPLES: usize = 1500;
const REACH: f64 = 4.0;
const SEED: Seed = Seed(143);

pub const FIGURE: Figure = Figure {
    id: "few_steps",
    caption: Text::new(
        "1500 samples of a learned field (green) by Euler's method with $n$ steps, and 1500 of the data, eight Gaussians (blue). One step ends near the mean of the data, two make a ring, four begin to part it, and with 16 the eight are there. Below: the energy distance from the data (a squared distance); two true sets of this size show $0.005$ on average, so from 16 steps on little is left to see.",
        "沿学到的向量场用欧拉方法走 $n$ 步得到的 1500 个样本（绿色），以及 1500 个数据样本：八个高斯分布（蓝色）。走一步只到数据均值附近，两步成环，四步开始分开，十六步时八团已经分明。下方是与数据的能量距离（距离的平方）；两组这么多的真实样本之间平均为 $0.005$，所以从十六步起，已看不出多少差别。",
    ),
    alt: Text::new(
        "Six clouds of dots. With one step all lie near the centre, with two and four in a ring, with sixteen and sixty-four in eight clusters like those of the data in the last panel.",
        "六幅点云。走一步时都在中心附近，两步和四步时成环状，十六步和六十四步时聚成八团，与最后一幅的数据相似。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// Samples of each number of steps with their distance from the data, and the data.
pub struct Data {
    pub rungs: Vec<(usize, Array2<f64>, f64)>,
    pub truth: Array2<f64>,
}

pub fn data(seed: Seed) -> Result<Data> {
    let field = trained_field("eight-gaussians")?;
    let (noise, truth) = (Gaussian::standard(2)?.sample(seed, SAMPLES)?, EightGaussians.sample(seed, SAMPLES)?);
    let rung = |n: usize| {
        let ends = simulate_ode_final(&field, &Euler, &TimeGrid::uniform(0.0, 1.0, n)?, &noise)?;
        let distance = energy_distance(&ends, &truth)?;
        Ok((n, ends, distance))
    };
    Ok(Data { rungs: LADDER.into_iter().map(rung).collect::<Result<_>>()?, truth })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let text = ink::text(style);
    let target = Text::new("data", "数据");
    let mut clouds: Vec<_> = data
        .rungs
        .iter()
        .map(|(n, ends, distance)| (format!("$n = {n}$"), ends, ink::method(style), format!("${distance:.3}$")))
        .collect();
    clouds.push((target.get(style.lang).to_string(), &data.truth, ink::data(style), String::new()));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (title, cloud, colour, distance)) in clouds.iter().enumerate() {
            let place = area.clone().shrink((px(6.0 + 119.0 * k as f64), px(34.0)), (px(113.0), px(130.0)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(13.0);
            let mut panel = panel.equal().x(-REACH..REACH, "").y(-REACH..REACH, "").draw()?;
            panel.dots(points(cloud), 0.9, colour.alpha(0.7))?;
            panel.label(title, (0.0, REACH), (0.0, -8.0), Anchor::Above, text)?;
            panel.label(distance, (0.0, -REACH), (0.0, 8.0), Anchor::Below, text)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_steps_come_nearer_to_the_data() {
        let data = data(SEED).unwrap();
        assert!(data.rungs.windows(2).all(|pair| pair[1].2 < pair[0].2));
        // one step goes to the mean of the data, the origin, up to what the field has not learned
        assert!(data.rungs[0].1.mapv(|x| x * x).sum() / (SAMPLES as f64) < 0.1);
    }
}
