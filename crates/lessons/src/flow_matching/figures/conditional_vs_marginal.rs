//! `conditional_vs_marginal.png`: straight lines that cross, and the flow lines of the field that is their mean.

use flowlab::distribution::{Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Result, Seed, TimeGrid, simulate_ode};

use crate::drawing::{curve, numbers_below, numbers_left, outline};
use crate::models::{mixture_field, noise_quantiles};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 330);
const PAIRS: usize = 200;
const LINES: usize = 40;
const STEPS: usize = 200;
const REACH: f64 = 3.8;
const SEED: Seed = Seed(142);

pub const FIGURE: Figure = Figure {
    id: "conditional_vs_marginal",
    caption: Text::new(
        "Left: 200 pairs of a noise $x_0$ (orange) and a data point $z$ (blue), each on its straight line $X_t = t z + (1 - t) x_0$. At a crossing there are several velocities in one place. Right: 40 lines of the flow of $u_t(x)$, the mean of those velocities: they bend, never cross, and carry the same laws.",
        "左：200 对噪声 $x_0$（橙色）与数据点 $z$（蓝色），每一对走自己的直线 $X_t = t z + (1 - t) x_0$；在交叉处，同一位置有好几个速度。右：$u_t(x)$ 是这些速度的平均，沿它的流画 40 条线：线会弯曲，从不相交，而每一时刻的分布与左图相同。",
    ),
    alt: Text::new(
        "Left, a tangle of straight lines from a bell curve to two peaks. Right, forty smooth curves between the same ends, none of which crosses another.",
        "左图是从钟形分布到两个峰的一团交错直线；右图是两端相同的四十条光滑曲线，互不相交。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The lines of both panels.
pub struct Data {
    pub pairs: Vec<[(f64, f64); 2]>,
    pub flow: Vec<Vec<(f64, f64)>>,
}

pub fn data(seed: Seed) -> Result<Data> {
    let field = mixture_field()?;
    let (x0, z) = (Gaussian::standard(1)?.sample(seed, PAIRS)?, field.data().sample(seed, PAIRS)?);
    let ways = simulate_ode(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &noise_quantiles(LINES)?)?;
    let way = |k: usize| curve(ways.grid.knots(), &ways.particle(k).column(0).to_owned());
    Ok(Data {
        pairs: x0.iter().zip(&z).map(|(x0, z)| [(0.0, *x0), (1.0, *z)]).collect(),
        flow: (0..LINES).map(way).collect(),
    })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let titles =
        [Text::new("conditional: one line a pair", "条件：每对一条直线"), Text::new("marginal: the flow", "边缘：流")];
    let (noise, target) = (ink::noise(style), ink::data(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, title) in titles.iter().enumerate() {
            let place = area.clone().shrink((px(44.0 + 340.0 * k as f64), px(36.0)), (px(316.0), px(246.0)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(13.0);
            let mut panel = panel.x(-0.02..1.02, "").y(-REACH..REACH, "").draw()?;
            outline(&mut panel, [(-0.02, 1.02), (-REACH, REACH)], Stroke::new(ink::grid(style), 0.9))?;
            let (lines, stroke): (Vec<&[(f64, f64)]>, Stroke) = if k == 0 {
                (data.pairs.iter().map(|pair| &pair[..]).collect(), Stroke::new(ink::truth(style).alpha(0.45), 0.9))
            } else {
                (data.flow.iter().map(|way| &way[..]).collect(), Stroke::new(ink::text(style).alpha(0.8), 1.1))
            };
            for line in &lines {
                panel.line(line.iter().copied(), stroke)?;
            }
            panel.dots(lines.iter().map(|line| line[0]), 1.9, noise)?;
            panel.dots(lines.iter().map(|line| line[line.len() - 1]), 1.9, target)?;
            panel.label(title.get(style.lang), (0.5, REACH), (0.0, -8.0), Anchor::Above, ink::text(style))?;
            numbers_below(&mut panel, &[0.0, 0.5, 1.0], -REACH, style)?;
            panel.label("$t$", (0.75, -REACH), (0.0, 6.0), Anchor::Below, ink::text(style))?;
            if k == 0 {
                numbers_left(&mut panel, &[-2.0, 0.0, 2.0], -0.02, style)?;
                panel.label("$x$", (-0.02, 0.87 * REACH), (-9.0, 0.0), Anchor::Left, ink::text(style))?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_cross_and_flow_lines_do_not() {
        let data = data(SEED).unwrap();
        let crossing = |a: &[(f64, f64); 2], b: &[(f64, f64); 2]| (a[0].1 - b[0].1) * (a[1].1 - b[1].1) < 0.0;
        assert!(data.pairs.iter().any(|a| data.pairs.iter().any(|b| crossing(a, b))));
        for pair in data.flow.windows(2) {
            assert!(pair[0].iter().zip(&pair[1]).all(|(low, high)| low.1 < high.1));
        }
    }
}
