//! `flow_volume.png`: a shape carried by a flow, and its area beside e^(integral of the divergence).

use std::f64::consts::{PI, TAU};

use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Area, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::MatrixOde;
use flowlab::{Result, TimeGrid, Trajectory, simulate_ode};

use super::flow::area;
use crate::drawing::{linspace, points};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 330);
/// u(x) = A x turns at the rate 3 and shrinks; its divergence is the trace, -1, everywhere.
const A: [[f64; 2]; 2] = [[-0.5, -3.0], [3.0, -0.5]];
const STEPS: usize = 200;
/// Points on the outline.
const POINTS: usize = 360;
const CENTRE: [f64; 2] = [2.3, -0.2];
const RADIUS: f64 = 0.66;
const TIMES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

pub const FIGURE: Figure = Figure {
    id: "flow_volume",
    caption: Text::new(
        "A flow carries a whole shape. Left: its outline at five times under $dX_t/dt = A X_t$. Right: its area by the shoelace formula (dots), and $e^{t\\,\\mathrm{tr} A} = e^{-t}$ (grey).",
        "流带动整个图形。左：在 $dX_t/dt = A X_t$ 下五个时刻的轮廓。右：按鞋带公式算出的面积（圆点）与 $e^{t\\,\\mathrm{tr} A} = e^{-t}$（灰线）。",
    ),
    alt: Text::new(
        "Left: a cat's head turns about the origin and becomes smaller. Right: the areas lie on the curve that falls from 1 to 1/e.",
        "左：一个猫头绕原点旋转并缩小。右：面积落在从 1 降到 1/e 的曲线上。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The outline of a cat's head: a disc with two ears.
fn cat() -> Array2<f64> {
    let ear = |angle: f64, middle: f64| (1.0 - (angle - middle).abs() / 0.36).max(0.0);
    Array2::from_shape_fn((POINTS, 2), |(k, j)| {
        let angle = TAU * k as f64 / POINTS as f64;
        let radius = RADIUS * (1.0 + 0.5 * (ear(angle, 0.27 * PI) + ear(angle, 0.73 * PI)));
        let squash = [1.06, 0.92];
        CENTRE[j] + squash[j] * radius * [angle.cos(), angle.sin()][j]
    })
}

/// The points of the outline at all times.
pub fn data() -> Result<Trajectory> {
    simulate_ode(&MatrixOde::new(Array2::from(A.to_vec()))?, &Rk4, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &cat())
}

/// The area at a knot, in units of the area at t = 0.
fn ratio(trajectory: &Trajectory, knot: usize) -> f64 {
    area(&points(&trajectory.state(knot))) / area(&points(&trajectory.state(0)))
}

fn knot(time: f64) -> usize {
    (time * STEPS as f64).round() as usize
}

pub fn draw(trajectory: &Trajectory, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (left, right) = area.split_horizontally(px(400.0));
        shapes(&left, trajectory, style)?;
        areas(&right, trajectory, style)
    })
}

fn shapes(area: &Area, trajectory: &Trajectory, style: &Style) -> Result<()> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    let mut panel = Panel::on(area, style).x(-2.3..3.3, "$x_1$").y(-1.2..3.0, "$x_2$").equal().font(13.0).draw()?;
    let ode = MatrixOde::new(Array2::from(A.to_vec()))?;
    let way = linspace(0.0, 1.0, 101).into_iter().map(|t| points(&ode.flow(t, &array![CENTRE]))[0]);
    panel.dashes(way, Stroke::new(ink::truth(style), 1.2), (4.0, 3.5))?;
    for time in TIMES {
        let mut outline = points(&trajectory.state(knot(time)));
        outline.push(outline[0]);
        panel.polygon(outline.iter().copied(), ink::ground(style).mix(colours.at(time), 0.28))?;
        panel.line(outline, Stroke::new(colours.at(time), 2.0))?;
        let centre = points(&ode.flow(time, &array![CENTRE]))[0];
        let name = if time == 0.0 { "$t = 0$".to_string() } else { format!("${time}$") };
        panel.label(&name, centre, (0.0, 0.0), Anchor::Centre, text)?;
    }
    panel.knob((0.0, 0.0), 2.6, ink::muted(style))?;
    Ok(())
}

fn areas(area: &Area, trajectory: &Trajectory, style: &Style) -> Result<()> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    let name = Text::new("area / area at $t = 0$", "面积 / $t = 0$ 时的面积");
    let mut panel = Panel::on(area, style).x(0.0..1.05, "$t$").y(0.0..1.1, name.get(style.lang)).font(13.0).draw()?;
    let times = linspace(0.0, 1.0, 101);
    panel.line(times.iter().map(|t| (*t, (-t).exp())), Stroke::new(ink::truth(style), 3.0))?;
    for time in TIMES {
        panel.knob((time, ratio(trajectory, knot(time))), 4.8, colours.at(time))?;
    }
    panel.label("$e^{-t}$", (0.4, (-0.4_f64).exp()), (6.0, -8.0), Anchor::Right, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_falls_by_the_exponential_of_the_trace() {
        let trajectory = data().unwrap();
        for time in TIMES {
            // RK4 at h = 1/200: |h A|^5/120 a step, 200 steps.
            assert!((ratio(&trajectory, knot(time)) / (-time).exp() - 1.0).abs() < 1e-8);
        }
    }
}
