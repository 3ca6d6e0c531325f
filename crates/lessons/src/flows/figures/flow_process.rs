//! `flow_process.png`: from the field to the flow, in four steps.

use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Area, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Result, TimeGrid, VectorField, simulate_ode};

use crate::drawing::{linspace, points, swirl};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (688, 196);
const STEPS: usize = 160;
/// Width of a box, and of the gap between two, in CSS pixels.
const BOX: f64 = 124.0;
const GAP: f64 = 58.0;
const MARGIN: f64 = 9.0;
const TOP: f64 = 10.0;

/// Names of the four boxes, and what leads from each to the next.
const NAMES: [Text; 4] = [
    Text::new("Vector field", "向量场"),
    Text::new("ODE and start", "常微分方程与起点"),
    Text::new("Trajectory", "轨迹"),
    Text::new("Flow", "流"),
];
const SIGNS: [&str; 4] = ["$u_t(x)$", "$X_0 = x_0$", "$t \\mapsto X_t$", "$\\phi_t(x_0)$"];
const STEPS_BETWEEN: [Text; 3] =
    [Text::new("defines", "定义"), Text::new("solve", "求解"), Text::new("all starts", "所有起点")];

pub const FIGURE: Figure = Figure {
    id: "flow_process",
    caption: Text::new(
        "A vector field defines an ODE; its solution from one start is a trajectory; the solutions from all starts are the flow. Orange: $t = 0$, blue: $t = 1$.",
        "向量场定义常微分方程；从一个起点出发的解是轨迹；所有起点的解合起来就是流。橙色：$t = 0$，蓝色：$t = 1$。",
    ),
    alt: Text::new(
        "Four boxes joined by arrows: vector field, ODE, trajectory, flow.",
        "四个用箭头相连的方框：向量场、常微分方程、轨迹、流。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// Trajectories from starts on a grid; the first is the one that stands alone.
pub fn data() -> Result<Vec<Vec<(f64, f64)>>> {
    let mut starts = vec![[1.0, -1.1]];
    starts.extend(linspace(-2.6, 2.6, 5).iter().flat_map(|y| linspace(-2.6, 2.6, 5).into_iter().map(|x| [x, *y])));
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let trajectory = simulate_ode(&swirl(), &Rk4, &grid, &Array2::from(starts.clone()))?;
    Ok((0..starts.len()).map(|k| points(&trajectory.particle(k))).collect())
}

pub fn draw(paths: &[Vec<(f64, f64)>], style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (name, sign)) in NAMES.iter().zip(SIGNS).enumerate() {
            let place = square(area, MARGIN + k as f64 * (BOX + GAP), TOP);
            draw_box(&place, style, |panel| match k {
                0 => arrows(panel, style, 1.0),
                1 => equation(panel, style),
                2 => one(panel, style, &paths[0]),
                _ => all(panel, style, &paths[1..]),
            })?;
            let words = caption_area(area, MARGIN + k as f64 * (BOX + GAP));
            let mut below = bare(&words, style, 14.0)?;
            below.label(name.get(style.lang), (0.5, 0.72), (0.0, 0.0), Anchor::Centre, ink::text(style))?;
            below.label(sign, (0.5, 0.25), (0.0, 0.0), Anchor::Centre, ink::muted(style))?;
        }
        for (k, words) in STEPS_BETWEEN.iter().enumerate() {
            let left = MARGIN + BOX + k as f64 * (BOX + GAP);
            let gap = area.clone().shrink((px(left), px(TOP)), (px(GAP), px(BOX)));
            let mut panel = bare(&gap, style, 12.0)?;
            panel.arrow((0.1, 0.5), (0.9, 0.5), Stroke::new(ink::noise(style), 2.4))?;
            panel.label(words.get(style.lang), (0.5, 0.5), (0.0, -8.0), Anchor::Above, ink::text(style))?;
        }
        Ok(())
    })
}

fn square(area: &Area, left: f64, top: f64) -> Area {
    area.clone().shrink((px(left), px(top)), (px(BOX), px(BOX)))
}

fn caption_area(area: &Area, left: f64) -> Area {
    area.clone().shrink((px(left), px(TOP + BOX + 6.0)), (px(BOX), px(f64::from(SIZE.1) - TOP - BOX - 12.0)))
}

/// A panel without axes from 0 to 1 on both sides.
fn bare<'a>(area: &'a Area, style: &Style, font: f64) -> Result<Panel<'a>> {
    Panel::on(area, style).bare().margin(0.0).font(font).draw()
}

fn draw_box(area: &Area, style: &Style, content: impl FnOnce(&mut Panel<'_>) -> Result<()>) -> Result<()> {
    let mut panel = Panel::on(area, style).bare().margin(1.0).font(15.0).x(-3.1..3.1, "").y(-3.1..3.1, "").draw()?;
    panel.tile((-3.1, -3.1), (3.1, 3.1), ink::grid(style).alpha(0.45))?;
    content(&mut panel)?;
    let (e, stroke) = (3.1, Stroke::new(ink::truth(style), 1.2));
    panel.line([(-e, -e), (e, -e), (e, e), (-e, e), (-e, -e)], stroke)
}

fn arrows(panel: &mut Panel<'_>, style: &Style, alpha: f32) -> Result<()> {
    let swirl = swirl();
    for y in linspace(-2.4, 2.4, 7) {
        for x in linspace(-2.4, 2.4, 7) {
            let u = swirl.at(0.0, &array![[x, y]]);
            let half = (0.043 * u[[0, 0]], 0.043 * u[[0, 1]]);
            let stroke = Stroke::new(ink::text(style).alpha(alpha), 1.0);
            panel.arrow((x - half.0, y - half.1), (x + half.0, y + half.1), stroke)?;
        }
    }
    Ok(())
}

fn equation(panel: &mut Panel<'_>, style: &Style) -> Result<()> {
    let text = ink::text(style);
    let (left, down) = (-1.55, 0.0);
    panel.label("$\\mathrm{d}X_t$", (left, down), (0.0, -10.0), Anchor::Centre, text)?;
    panel.label("$\\mathrm{d}t$", (left, down), (0.0, 11.0), Anchor::Centre, text)?;
    panel.line([(left - 0.62, down), (left + 0.62, down)], Stroke::new(text, 1.0))?;
    panel.label("$= u_t(X_t)$", (left, down), (16.0, 0.0), Anchor::Right, text)
}

fn one(panel: &mut Panel<'_>, style: &Style, path: &[(f64, f64)]) -> Result<()> {
    let colours = ColourMap::time(style);
    arrows(panel, style, 0.22)?;
    panel.shaded_line(path, 2.8, |k| colours.at(k as f64 / STEPS as f64))?;
    panel.knob(path[0], 4.0, colours.at(0.0))?;
    panel.knob(path[STEPS], 4.0, colours.at(1.0))
}

fn all(panel: &mut Panel<'_>, style: &Style, paths: &[Vec<(f64, f64)>]) -> Result<()> {
    let colours = ColourMap::time(style);
    for path in paths {
        panel.shaded_line(path, 1.2, |k| colours.at(k as f64 / STEPS as f64))?;
    }
    panel.dots(paths.iter().map(|path| path[0]), 2.0, colours.at(0.0))?;
    panel.dots(paths.iter().map(|path| path[STEPS]), 2.0, colours.at(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::RADIUS;

    #[test]
    fn every_start_but_the_origin_is_drawn_to_the_circle() {
        for path in data().unwrap() {
            let away = |(x, y): (f64, f64)| (x.hypot(y) - RADIUS).abs();
            let at_rest = path[0] == (0.0, 0.0);
            assert!(at_rest || away(path[STEPS]) <= away(path[0]));
        }
    }
}
