//! `linear_ode_trajectories.png`: the flow of x' = -lambda x from twenty starts.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink};
use flowlab::process::LinearOde;

use crate::drawing::{WIDE, linspace};
use crate::{Figure, Make};

pub const LAMBDA: f64 = 10.0;
pub const N_STARTS: usize = 20;
pub const REACH: f64 = 10.0;
const POINTS: usize = 301;

pub const FIGURE: Figure = Figure {
    id: "linear_ode_trajectories",
    caption: Text::new(
        r"The linear ODE $dX_t/dt = -\lambda X_t$, $\lambda = 10$: from every start, above or below 0, the distance to 0 shrinks by the same factor $e^{-\lambda t}$. Dashed: every $1/\lambda$ it is divided by $e$.",
        r"线性常微分方程 $dX_t/dt = -\lambda X_t$，$\lambda = 10$：无论起点在 0 的上方还是下方，到 0 的距离都按同一个因子 $e^{-\lambda t}$ 缩小。虚线：每过 $1/\lambda$，距离缩小为原来的 $1/e$。",
    ),
    alt: Text::new(
        "Twenty curves start between -10 and 10 and come together towards 0; dashed lines mark the times 1/λ, 2/λ and 3/λ, and at each the distance to 0 is 0.37 of what it was one line before.",
        "二十条曲线从 -10 到 10 之间出发，一起趋于 0；虚线标出时刻 1/λ、2/λ、3/λ，每过一条，到 0 的距离变为 0.37 倍。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// Starts, and for each the exact curve.
pub type Curves = Vec<(f64, Vec<(f64, f64)>)>;

/// The exact curves from the starts.
pub fn data() -> Result<Curves> {
    let ode = LinearOde::new(1, LAMBDA)?;
    let starts = Array2::from_shape_fn((N_STARTS, 1), |(k, _)| start(k));
    let times = linspace(0.0, 1.0, POINTS);
    let states: Vec<Array2<f64>> = times.iter().map(|t| ode.flow(*t, &starts)).collect();
    let curve = |k: usize| times.iter().zip(&states).map(|(t, x)| (*t, x[[k, 0]])).collect();
    Ok((0..N_STARTS).map(|k| (start(k), curve(k))).collect())
}

/// Start number k of twenty at equal distances, the ends included.
pub fn start(k: usize) -> f64 {
    -REACH + 2.0 * REACH * k as f64 / (N_STARTS - 1) as f64
}

/// The colour of a start.
pub fn shade(colours: &ColourMap, start: f64) -> flowlab::plot::Colour {
    colours.at((start + REACH) / (2.0 * REACH))
}

pub fn draw(curves: &Curves, style: &Style) -> Result<Scene> {
    let (colours, text, muted) = (ColourMap::place(style), ink::text(style), ink::muted(style));
    Scene::draw(WIDE.0, WIDE.1, style, |area| {
        let mut panel =
            Panel::on(area, style).x(0.0..1.0, "$t$").y(-10.8..10.8, "$X_t$").ticks(6, 5).font(13.0).draw()?;
        for (k, factor) in [(1, "$÷\\,e$"), (2, "$÷\\,e^2$"), (3, "$÷\\,e^3$")] {
            let t = f64::from(k) / LAMBDA;
            panel.dashes([(t, -10.8), (t, 10.8)], Stroke::new(muted, 1.0), (4.0, 3.5))?;
            panel.label(factor, (t, 10.8), (5.0, 10.0), Anchor::Right, text)?;
            panel.label(&format!("${k}/\\lambda$"), (t, -10.8), (5.0, -10.0), Anchor::Right, muted)?;
        }
        for (start, curve) in curves {
            panel.line(curve.iter().copied(), Stroke::new(shade(&colours, *start), 1.7))?;
        }
        panel.dots(curves.iter().map(|(start, curve)| (curve[0].0, *start)), 2.6, text)?;
        panel.label("$X_t = e^{-\\lambda t} X_0$", (0.46, 6.4), (0.0, 0.0), Anchor::Right, text)?;
        panel.label("$\\lambda = 10$", (0.46, 4.4), (0.0, 0.0), Anchor::Right, muted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_falls_by_the_same_factor() {
        for (start, curve) in data().unwrap() {
            let (t, x) = curve[30];
            assert!((x - start * (-LAMBDA * t).exp()).abs() <= 1e-14 * REACH);
        }
    }
}
