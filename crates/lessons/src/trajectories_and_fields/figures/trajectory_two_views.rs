//! `trajectory_two_views.png`: one trajectory, its coordinates over time and its way in the plane.

use std::f64::consts::TAU;

use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Area, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Field, Result, TimeGrid, simulate_ode};

use crate::drawing::{linspace, points};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 310);
const STEPS: usize = 240;
/// How often the wind turns in the unit of time, and the direction of its mean.
const TURNS: f64 = 1.4;
const DIRECTION: f64 = 0.7;
/// Times that are marked; at the second and the fourth the trajectory is in the same place.
const MARKS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];
const HALF: f64 = 2.6;

pub const FIGURE: Figure = Figure {
    id: "trajectory_two_views",
    caption: Text::new(
        "One trajectory, two views; colour is time. Left: both coordinates of $X_t$ over $t$. Right: its way in the plane. The way crosses itself: at $t = 0.25$ and $t = 0.75$ the point is in the same place but moves on in another direction, which only a field that changes with time allows.",
        "同一条轨迹的两种画法，颜色表示时间。左：$X_t$ 的两个坐标随 $t$ 的变化。右：它在平面上走过的路线。路线与自身相交：在 $t = 0.25$ 和 $t = 0.75$，点处于同一位置，前进方向却不同；只有随时间变化的向量场才允许这样。",
    ),
    alt: Text::new(
        "Left: two curves over t, with dots at five times. Right: the path in the plane, with dots at the same five times and the same colours; it makes a loop, so that the dots of t = 0.25 and t = 0.75 coincide.",
        "左：两条随 t 变化的曲线，在五个时刻标了点。右：平面上的路线，在同样五个时刻用同样的颜色标了点；路线绕了一个圈，t = 0.25 与 t = 0.75 的点重合。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The mean speed of the wind for which the places at t = 0.25 and t = 0.75 are one.
fn drift() -> f64 {
    4.0 * (TAU * TURNS / 4.0).sin()
}

/// Where a leaf is that was at `place(0)`: the integral of the wind, with the middle of the loop near the origin.
fn place(t: f64) -> [f64; 2] {
    let s = t - 0.5;
    turned([drift() * s - (TAU * TURNS * s).sin(), (TAU * TURNS * s).cos() - 0.3])
}

/// The vector turned by [`DIRECTION`].
fn turned([x, y]: [f64; 2]) -> [f64; 2] {
    let (sin, cos) = DIRECTION.sin_cos();
    [cos * x - sin * y, sin * x + cos * y]
}

/// The states of a leaf at the knots of the grid, one a row: a wind that is the same everywhere and turns carries it.
pub fn data() -> Result<Array2<f64>> {
    let wind = Field::new(2, |t, _, mut out| {
        let (sin, cos) = (TAU * TURNS * (t - 0.5)).sin_cos();
        let speed = TAU * TURNS;
        let [u_1, u_2] = turned([drift() - speed * cos, -speed * sin]);
        out.column_mut(0).fill(u_1);
        out.column_mut(1).fill(u_2);
    });
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    Ok(simulate_ode(&wind, &Rk4, &grid, &array![place(0.0)])?.particle(0))
}

/// The row of a time.
fn knot(time: f64) -> usize {
    (time * STEPS as f64).round() as usize
}

pub fn draw(path: &Array2<f64>, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (left, right) = area.split_horizontally(px(300.0));
        over_time(&left, path, style)?;
        in_the_plane(&right, path, style)
    })
}

fn over_time(area: &Area, path: &Array2<f64>, style: &Style) -> Result<()> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    let mut panel = Panel::on(area, style).x(0.0..1.0, "$t$").y(-HALF..HALF, "$x_1,\\, x_2$").font(13.0).draw()?;
    for time in &MARKS[1..4] {
        panel.dashes([(*time, -HALF), (*time, HALF)], Stroke::new(colours.at(*time).alpha(0.7), 1.2), (2.0, 3.0))?;
    }
    let times = linspace(0.0, 1.0, STEPS + 1);
    for (j, name) in [(0, "$x_1$"), (1, "$x_2$")] {
        let curve: Vec<_> = times.iter().copied().zip(path.column(j).iter().copied()).collect();
        panel.shaded_line(&curve, 3.0, |k| colours.at((k as f64 + 0.5) / STEPS as f64))?;
        let same = [curve[knot(MARKS[1])], curve[knot(MARKS[3])]];
        panel.dashes(same, Stroke::new(ink::muted(style), 1.0), (2.0, 3.0))?;
        for time in MARKS {
            panel.knob(curve[knot(time)], 4.4, colours.at(time))?;
        }
        panel.label(name, curve[knot(0.9)], (-9.0, -5.0), Anchor::Left, text)?;
    }
    Ok(())
}

fn in_the_plane(area: &Area, path: &Array2<f64>, style: &Style) -> Result<()> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    let mut panel = Panel::on(area, style).x(-2.1..2.9, "$x_1$").y(-2.6..1.7, "$x_2$").equal().font(13.0).draw()?;
    let path = points(path);
    panel.shaded_line(&path, 3.0, |k| colours.at((k as f64 + 0.5) / STEPS as f64))?;
    for (time, radius) in MARKS.into_iter().zip([4.8, 7.6, 4.8, 3.6, 4.8]) {
        panel.knob(path[knot(time)], radius, colours.at(time))?;
    }
    for (time, name, offset, anchor) in [
        (0.0, "$t = 0$", (0.0, -8.0), Anchor::Above),
        (0.25, "$t = 0.25,\\, 0.75$", (10.0, 16.0), Anchor::Right),
        (0.5, "$t = 0.5$", (0.0, -9.0), Anchor::Above),
        (1.0, "$t = 1$", (0.0, -9.0), Anchor::Above),
    ] {
        panel.label(name, path[knot(time)], offset, anchor, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trajectory_is_the_integral_of_the_wind() {
        let path = data().unwrap();
        for (k, row) in path.outer_iter().enumerate() {
            let exact = place(k as f64 / STEPS as f64);
            // For a field of t alone RK4 is Simpson's rule: (8.8/240)^4/2880 of a path of length 10.
            assert!((row[0] - exact[0]).hypot(row[1] - exact[1]) < 1e-7);
        }
    }

    #[test]
    fn two_marks_are_one_place_with_two_velocities() {
        let path = data().unwrap();
        let (first, second) = (knot(MARKS[1]), knot(MARKS[3]));
        assert!((&path.row(first) - &path.row(second)).iter().all(|gap| gap.abs() < 1e-7));
        let ahead = |k: usize| &path.row(k + 1) - &path.row(k);
        assert!((&ahead(first) - &ahead(second)).iter().any(|gap| gap.abs() > 0.01));
    }
}
