//! `distribution_variance.png`: the conditional path of one data point, a cloud that moves to it and shrinks.

use std::f64::consts::TAU;

use flowlab::distribution::{Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::path::{Coefficients, GaussianPath, Schedule};
use flowlab::plot::{Anchor, Colour, ColourMap, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, Seed};

use crate::drawing::{outline, points};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (420, 280);
const TIMES: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
/// The data point.
const Z: (f64, f64) = (3.2, 1.7);
const SAMPLES: usize = 160;
const SEED: Seed = Seed(245);
/// What a panel shows of the plane, and its place in CSS pixels.
const WINDOW: [(f64, f64); 2] = [(-2.7, 4.1), (-2.6, 2.76)];
const PANEL: (f64, f64) = (132.0, 104.0);
const GAP: (f64, f64) = (6.0, 28.0);

pub const FIGURE: Figure = Figure {
    id: "distribution_variance",
    caption: Text::new(
        "The conditional path of one data point $z$ at six times: $p_t(x \\mid z) = \\mathcal N(t z, (1 - t)^2 I)$. Its mean $t z$ (ringed) moves on a straight line from $0$ to $z$; its standard deviation $1 - t$ (below right in each panel) shrinks from 1 to 0, its variance is the square of that. Discs: one and two standard deviations; dots: 160 samples.",
        "单个数据点 $z$ 的条件路径，六个时刻：$p_t(x \\mid z) = \\mathcal N(t z, (1 - t)^2 I)$。均值 $t z$（带圈的点）沿直线从 $0$ 移到 $z$；标准差 $1 - t$（写在各图右下角）从 1 缩小到 0，方差是它的平方。圆盘：一倍与两倍标准差；点：160 个样本。",
    ),
    alt: Text::new(
        "Six panels, t = 0 to t = 1. A round orange cloud of dots around the origin moves along a dashed line to a point at the upper right and becomes smaller in each panel; in the last one all dots are that point.",
        "六幅图，t 从 0 到 1。原点周围的圆形橙色点云沿虚线移向右上方的一点，一幅比一幅小；最后一幅里所有的点都聚在那一点上。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The samples at each of the times: (SAMPLES, 2).
pub fn data(seed: Seed) -> Result<Vec<Array2<f64>>> {
    let x0 = Gaussian::standard(2)?.sample(seed, SAMPLES)?;
    let z = array![[Z.0, Z.1]].broadcast((SAMPLES, 2)).expect("one row for all").to_owned();
    Ok(TIMES.iter().map(|t| GaussianPath::new(Schedule::Linear).sample(*t, &x0, &z)).collect())
}

pub fn draw(clouds: &[Array2<f64>], style: &Style) -> Result<Scene> {
    let (colours, text, grey) = (ColourMap::time(style), ink::text(style), ink::truth(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (t, cloud)) in TIMES.into_iter().zip(clouds).enumerate() {
            let left = 6.0 + (k % 3) as f64 * (PANEL.0 + GAP.0);
            let top = 26.0 + (k / 3) as f64 * (PANEL.1 + GAP.1 + 8.0);
            let place = area.clone().shrink((px(left), px(top)), (px(PANEL.0), px(PANEL.1)));
            let [(left, right), (low, high)] = WINDOW;
            let panel = Panel::on(&place, style).bare().margin(0.0).font(14.5);
            let mut panel = panel.x(left..right, "").y(low..high, "").draw()?;
            let Coefficients { alpha, beta, .. } = Schedule::Linear.coefficients(t);
            let (mean, colour) = ((alpha * Z.0, alpha * Z.1), colours.at(t));
            for sds in [2.0, 1.0] {
                disc(&mut panel, mean, sds * beta, colour.alpha(0.2))?;
            }
            panel.dashes([(0.0, 0.0), Z], Stroke::new(grey, 1.1), (4.0, 3.5))?;
            panel.dots(points(cloud), 1.15, colour)?;
            panel.dots([Z], 3.0, colours.at(1.0))?;
            panel.knob(mean, 3.4, colour)?;
            outline(&mut panel, WINDOW, Stroke::new(ink::grid(style), 0.9))?;
            panel.label("$z$", Z, (6.0, 0.0), Anchor::Right, text)?;
            let words = format!("$t = {t}$");
            panel.label(&words, (left, high), (1.0, -10.0), Anchor::Right, text)?;
            let words = Text::new("sd", "标准差");
            let words = format!("{} ${}$", words.get(style.lang), number(beta));
            panel.label(&words, (right, low), (-5.0, -10.0), Anchor::Left, text)?;
        }
        Ok(())
    })
}

/// A disc of the plane.
pub fn disc(panel: &mut Panel<'_>, middle: (f64, f64), radius: f64, colour: Colour) -> Result<()> {
    let turns = (0..72).map(|k| (TAU * f64::from(k) / 72.0).sin_cos());
    panel.polygon(turns.map(|(sin, cos)| (middle.0 + radius * cos, middle.1 + radius * sin)), colour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::ndarray::Axis;

    #[test]
    fn every_cloud_has_the_mean_and_the_standard_deviation_of_its_law_and_lies_in_its_panel() {
        for (t, cloud) in TIMES.into_iter().zip(data(SEED).unwrap()) {
            let (mean, sd) = (cloud.mean_axis(Axis(0)).unwrap(), cloud.std_axis(Axis(0), 0.0));
            for (axis, z) in [Z.0, Z.1].into_iter().enumerate() {
                // standard errors of 160 samples: .079 sd of a mean, .056 sd of a standard deviation
                assert!((mean[axis] - t * z).abs() <= 4.0 * 0.079 * (1.0 - t) + 1e-12, "{t}: {mean}");
                assert!((sd[axis] - (1.0 - t)).abs() <= 4.0 * 0.056 * (1.0 - t) + 1e-12, "{t}: {sd}");
            }
            let [x, y] = WINDOW.map(|(low, high)| low..high);
            assert!(points(&cloud).iter().all(|point| x.contains(&point.0) && y.contains(&point.1)));
        }
    }
}
