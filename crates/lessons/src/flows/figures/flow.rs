//! `flow.gif`: a grid carried by the flow, cells shaded by how much their area has grown.

use std::f64::consts::PI;

use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Animation, Colour, ColourMap, Panel, Scene, Stroke, Style, ink};
use flowlab::{Result, TimeGrid, Trajectory, simulate_ode};

use crate::drawing::{linspace, swirl};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (300, 225);
const FRAMES: usize = 60;
/// Cells on a side, and points on a side of a cell.
const CELLS: usize = 10;
const FINE: usize = 6;
const HALF: f64 = 2.3;
const STEPS: usize = 240;
/// An area ratio of this factor, or one over it, takes the full colour.
const FACTOR: f64 = 4.0;
/// How far the shades go from the ground to the full ink.
const SHADE: f32 = 0.9;

pub const FIGURE: Figure = Figure {
    id: "flow",
    caption: Text::new(
        "The flow carries every point of the plane at once: a grid at time $t$, then run back. Orange cells have grown since $t = 0$, blue ones have shrunk.",
        "流同时带动平面上的每个点：图为时刻 $t$ 的网格（随后倒放）。与 $t = 0$ 相比，橙色格子变大，蓝色格子变小。",
    ),
    alt: Text::new(
        "A square grid turns and bends; its inner cells grow, its outer cells shrink; then it runs back.",
        "一张方格网旋转、弯曲，里面的格子变大，外面的格子变小；然后倒放回原状。",
    ),
    make: Make::Animation(|style| Ok(draw(data()?, *style))),
};

/// Points on a side of the grid.
const SIDE: usize = CELLS * FINE + 1;

/// The grid's points at all times: particle `row * SIDE + column`.
pub fn data() -> Result<Trajectory> {
    let side = linspace(-HALF, HALF, SIDE);
    let starts: Vec<[f64; 2]> = side.iter().flat_map(|y| side.iter().map(|x| [*x, *y])).collect();
    simulate_ode(&swirl(), &Rk4, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &Array2::from(starts))
}

/// The outline of a cell at a knot.
fn outline(trajectory: &Trajectory, knot: usize, row: usize, column: usize) -> Vec<(f64, f64)> {
    let states = trajectory.view(knot);
    let point = |r: usize, c: usize| (states[[r * SIDE + c, 0]], states[[r * SIDE + c, 1]]);
    let (r, c) = (row * FINE, column * FINE);
    let along = 0..FINE;
    let mut corners: Vec<(f64, f64)> = along.clone().map(|k| point(r, c + k)).collect();
    corners.extend(along.clone().map(|k| point(r + k, c + FINE)));
    corners.extend(along.clone().map(|k| point(r + FINE, c + FINE - k)));
    corners.extend(along.map(|k| point(r + FINE - k, c)));
    corners
}

/// The area inside a polygon, by the shoelace formula.
pub fn area(corners: &[(f64, f64)]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0
}

/// The time that a frame shows: to 1 and back, slow at both ends.
fn time(frame: usize) -> f64 {
    (1.0 - (2.0 * PI * frame as f64 / FRAMES as f64).cos()) / 2.0
}

pub fn draw(trajectory: Trajectory, style: Style) -> Animation {
    Animation {
        frames: FRAMES,
        poster: FRAMES / 4,
        delay: 6,
        frame: Box::new(move |frame| draw_frame(&trajectory, time(frame), &style)),
    }
}

fn draw_frame(trajectory: &Trajectory, time: f64, style: &Style) -> Result<Scene> {
    let ground = ink::ground(style);
    let shades = ColourMap::new(&[
        ground.mix(ink::data(style), SHADE),
        ground.mix(ink::text(style), 0.06),
        ground.mix(ink::noise(style), SHADE),
    ]);
    let knot = (time * STEPS as f64).round() as usize;
    Scene::draw(SIZE.0, SIZE.1, style, |place| {
        let mut panel =
            Panel::on(place, style).bare().margin(4.0).font(11.0).x(-3.5..3.5, "").y(-2.9..2.9, "").equal().draw()?;
        let cell = (2.0 * HALF / CELLS as f64).powi(2);
        for row in 0..CELLS {
            for column in 0..CELLS {
                let corners = outline(trajectory, knot, row, column);
                let ratio = area(&corners) / cell;
                panel.polygon(corners, shades.at(0.5 + ratio.ln() / FACTOR.ln() / 2.0))?;
            }
        }
        let states = trajectory.view(knot);
        let stroke = Stroke::new(ink::text(style).alpha(0.8), 0.8);
        for line in 0..=CELLS {
            let at = |k: usize| (states[[k, 0]], states[[k, 1]]);
            panel.line((0..SIDE).map(|k| at(line * FINE * SIDE + k)), stroke)?;
            panel.line((0..SIDE).map(|k| at(k * SIDE + line * FINE)), stroke)?;
        }
        legend(&mut panel, &shades, time, style)
    })
}

fn legend(panel: &mut Panel<'_>, shades: &ColourMap, time: f64, style: &Style) -> Result<()> {
    let (x, y) = (panel.x(), panel.y());
    let (text, muted) = (ink::text(style), ink::muted(style));
    panel.label(&format!("$t = {time:.2}$"), (x.start, y.end), (4.0, 8.0), Anchor::Right, text)?;
    let (right, low, height) = (x.end - 0.2, y.start + 0.35, 1.6);
    for k in 0..24 {
        let edge = |k: usize| low + height * k as f64 / 24.0;
        panel.tile((right - 0.16, edge(k)), (right, edge(k + 1)), shades.at((k as f64 + 0.5) / 24.0))?;
    }
    let mut mark = |words: &str, share: f64, colour: Colour| {
        panel.label(words, (right - 0.16, low + height * share), (-4.0, 0.0), Anchor::Left, colour)
    };
    mark("×4", 1.0, muted)?;
    mark("×1", 0.5, muted)?;
    mark("÷4", 0.0, muted)?;
    let area = Text::new("area", "面积");
    panel.label(area.get(style.lang), (right, low + height), (0.0, -12.0), Anchor::Left, muted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::{PULL, points};
    use flowlab::ndarray::array;

    #[test]
    fn areas_grow_by_the_exponential_of_the_divergence_along_the_path() {
        // At the origin, where the swirl rests, its divergence is 2 PULL.
        let corners: Vec<(f64, f64)> =
            [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| (1e-4 * x, 1e-4 * y)).to_vec();
        let starts = Array2::from(corners.iter().map(|(x, y)| [*x, *y]).collect::<Vec<_>>());
        let ends = simulate_ode(&swirl(), &Rk4, &TimeGrid::uniform(0.0, 0.5, 400).unwrap(), &starts).unwrap().last();
        let ratio = area(&points(&ends)) / area(&corners);
        // RK4's error at h = 1/800 is far below; the curvature of the field enters with the square of 1e-4.
        assert!((ratio / (0.5 * 2.0 * PULL).exp() - 1.0).abs() < 1e-6, "{ratio}");
    }

    #[test]
    fn the_outline_of_a_cell_starts_as_a_square() {
        let trajectory = data().unwrap();
        let corners = outline(&trajectory, 0, 3, 5);
        assert_eq!(corners.len(), 4 * FINE);
        assert!((area(&corners) - (2.0 * HALF / CELLS as f64).powi(2)).abs() < 1e-12);
        assert_eq!(array![time(0), time(FRAMES / 2)], array![0.0, 1.0]);
    }
}
