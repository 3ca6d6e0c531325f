//! `cvf_mvf_visualization.png`: what a conditional field and the marginal field do with the same noise.

use flowlab::distribution::{Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, Array3, Axis};
use flowlab::ode::Rk4;
use flowlab::path::{GaussianPath, Schedule};
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Result, Seed, TimeGrid, Trajectory, simulate_ode};

use super::gaussian_to_mixture::four;
use crate::drawing::{outline, points, time_bar};
use crate::models::exact_field;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (460, 292);
const SIDE: f64 = 216.0;
const TOP: f64 = 30.0;
const REACH: f64 = 3.3;
const SAMPLES: usize = 150;
const STEPS: usize = 80;
const SEED: Seed = Seed(205);

pub const FIGURE: Figure = Figure {
    id: "cvf_mvf_visualization",
    caption: Text::new(
        "The same samples of the noise under two fields, coloured by time. Left, the conditional field $u_t(x \\mid z)$ of one data point $z$: all go to $z$, on straight lines. Right, the marginal field $u_t(x)$, the mean of the conditional fields over all $z$, weighted by how likely each is given $X_t = x$: the samples part and end distributed as the data, four Gaussians. Dots: 150 samples at $t = 0$ and at $t = 1$; lines: their ways.",
        "同一批噪声样本在两个向量场中的运动，颜色表示时间。左：单个数据点 $z$ 的条件向量场 $u_t(x \\mid z)$，样本都沿直线走到 $z$。右：边缘向量场 $u_t(x)$，它是条件向量场对所有 $z$ 的平均，权重为给定 $X_t = x$ 时各个 $z$ 的可能性；样本各奔东西，到终点时服从数据的分布，即四个高斯分布的混合。点：150 个样本在 $t = 0$ 与 $t = 1$ 时的位置；线：它们走过的路。",
    ),
    alt: Text::new(
        "Two square panels. Left, lines from a round orange cloud run together in one blue point. Right, lines from the same cloud bend apart and end in four blue clusters. A colour bar goes from t = 0, orange, to t = 1, blue.",
        "两幅方形图。左：从一团圆形的橙色点出发的线汇聚到一个蓝点。右：从同一团点出发的线弯曲分开，到达四簇蓝点。色条从橙色 t = 0 到蓝色 t = 1。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The samples under the conditional field, then under the marginal one.
pub fn data(seed: Seed) -> Result<[Trajectory; 2]> {
    let (data, noise) = (four()?, Gaussian::standard(2)?.sample(seed, SAMPLES)?);
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let z = Array2::zeros(noise.dim()) + data.sample(seed, 1)?.row(0);
    let path = GaussianPath::new(Schedule::Linear);
    let mut states = Array3::zeros((STEPS + 1, SAMPLES, 2));
    for (mut state, t) in states.axis_iter_mut(Axis(0)).zip(grid.knots()) {
        state.assign(&path.sample(*t, &noise, &z));
    }
    let marginal = simulate_ode(&exact_field(data), &Rk4, &grid, &noise)?;
    Ok([Trajectory { grid, states }, marginal])
}

pub fn draw(data: &[Trajectory; 2], style: &Style) -> Result<Scene> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    let titles = [
        Text::new("conditional $u_t(x \\mid z)$", "条件 $u_t(x \\mid z)$"),
        Text::new("marginal $u_t(x)$", "边缘 $u_t(x)$"),
    ];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (ways, title)) in data.iter().zip(titles).enumerate() {
            let place = area.clone().shrink((px(8.0 + 228.0 * k as f64), px(TOP)), (px(SIDE), px(SIDE)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(16.0);
            let mut panel = panel.x(-REACH..REACH, "").y(-REACH..REACH, "").draw()?;
            for particle in 0..SAMPLES {
                let way: Vec<_> = points(&ways.particle(particle)).into_iter().step_by(2).collect();
                panel.shaded_line(&way, 1.0, |i| colours.at(ways.grid.t(2 * i + 1)).alpha(0.85))?;
            }
            for knot in [0, STEPS] {
                panel.dots(points(&ways.state(knot)), 1.7, colours.at(ways.grid.t(knot)))?;
            }
            if k == 0 {
                let z = points(&ways.last())[0];
                panel.knob(z, 3.8, colours.at(1.0))?;
                panel.label("$z$", z, (8.0, -4.0), Anchor::Right, text)?;
            }
            outline(&mut panel, [(-REACH, REACH); 2], Stroke::new(ink::truth(style), 0.9))?;
            panel.label(title.get(style.lang), (0.0, REACH), (0.0, -6.0), Anchor::Above, text)?;
        }
        let place = area.clone().shrink((px(0.0), px(TOP + SIDE)), (px(f64::from(SIZE.0)), px(46.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(15.0);
        let mut panel = panel.x(0.0..1.0, "").y(0.0..1.0, "").draw()?;
        time_bar(&mut panel, (0.3, 0.58), (0.7, 0.8), &colours, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::VectorField;
    use flowlab::distribution::Density;
    use flowlab::ndarray::array;

    #[test]
    fn one_field_ends_at_a_data_point_and_the_other_at_the_data() {
        let [conditional, marginal] = data(SEED).unwrap();
        assert_eq!(conditional.state(0), marginal.state(0));
        let z = points(&conditional.last());
        assert!(z.iter().all(|end| *end == z[0]));
        let mut counts = [0.0; 4];
        for (x1, x2) in points(&marginal.last()) {
            counts[2 * usize::from(x1 > 0.0) + usize::from(x2 > 0.0)] += 1.0;
        }
        // binomial(150, 1/4): sd 5.3; four counts within 4 sd fail by chance once in 4000 seeds
        assert!(counts.iter().all(|count| (count - 37.5_f64).abs() < 4.0 * 5.3), "{counts:?}");
    }

    #[test]
    fn the_marginal_field_is_the_weighted_mean_of_the_conditional_ones() {
        let (t, x) = (0.5, array![[0.4, -0.3]]);
        let z = four().unwrap().sample(SEED, 100_000).unwrap();
        // p_t(x | z) is the density of N(x, (1 - t)^2 I) at t z
        let weights = Gaussian::isotropic(x.row(0).to_owned(), 1.0 - t).unwrap().log_density(&(t * &z)).exp();
        let mean = weights.dot(&((z - &x) / (1.0 - t))) / weights.sum();
        let gap = exact_field(four().unwrap()).at(t, &x).row(0).to_owned() - mean;
        // Seven of eight pairs here come from one hill: sd below 3. The weights are worth 28 000 equal ones.
        assert!(gap.iter().all(|gap| gap.abs() < 5.0 * 3.0 / 28_000_f64.sqrt()), "{gap}");
    }

    #[test]
    fn the_conditional_ways_are_straight_and_the_marginal_ones_are_not() {
        let bend = |ways: &Trajectory| {
            let gap = (ways.state(0) + ways.last()) / 2.0 - ways.state(STEPS / 2);
            gap.mapv(|v| v * v).mean().unwrap().sqrt()
        };
        let [conditional, marginal] = data(SEED).unwrap().map(|ways| bend(&ways));
        assert!(conditional < 1e-14 && marginal > 0.1, "{conditional} {marginal}");
    }
}
