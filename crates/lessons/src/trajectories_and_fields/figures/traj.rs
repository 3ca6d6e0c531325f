//! `traj.png`: one trajectory t -> X_t in the plane.

use std::f64::consts::TAU;

use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Style, ink};
use flowlab::{Field, Result, TimeGrid, simulate_ode};

use crate::drawing::{SMALL, SMALL_FONT, points, time_bar};
use crate::{Figure, Make};

const START: [f64; 2] = [-2.1, -0.75];
const STEPS: usize = 200;

pub const FIGURE: Figure = Figure {
    id: "traj",
    caption: Text::new(
        "A trajectory: at each time $t$ from 0 to 1 it is at one place $X_t$.",
        "轨迹：从 0 到 1 的每个时刻 $t$ 对应一个位置 $X_t$。",
    ),
    alt: Text::new(
        "A curve in the plane that runs from X_0 through X_0.5 to X_1; its colour tells the time.",
        "平面上的一条曲线，从 X_0 经过 X_0.5 到 X_1，颜色表示时间。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The places at the knots of the grid.
pub fn data() -> Result<Vec<(f64, f64)>> {
    // It drifts to the right and swings up and down, ever less.
    let field = Field::new(2, |t, x, mut out| {
        out.column_mut(0).fill(4.1);
        let swing = 9.5 * (TAU * 0.93 * t).cos() * (1.0 - 0.35 * t);
        out.column_mut(1).assign(&x.column(1).mapv(|x_2| swing - 0.5 * x_2));
    });
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let path = simulate_ode(&field, &Rk4, &grid, &array![START])?;
    Ok(points(&path.particle(0)))
}

pub fn draw(path: &[(f64, f64)], style: &Style) -> Result<Scene> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    Scene::draw(SMALL.0, SMALL.1, style, |area| {
        let mut panel = Panel::on(area, style)
            .x(-2.6..2.6, "$x_1$")
            .y(-1.9..1.9, "$x_2$")
            .ticks(5, 5)
            .font(SMALL_FONT)
            .margin(8.0)
            .equal()
            .draw()?;
        panel.shaded_line(path, 3.0, |k| colours.at((k as f64 + 0.5) / STEPS as f64))?;
        for (time, name, offset, anchor) in [
            (0.0, "$X_0$", (-1.0, 8.0), Anchor::Below),
            (0.5, "$X_{0.5}$", (9.0, -3.0), Anchor::Right),
            (1.0, "$X_1$", (0.0, -8.0), Anchor::Above),
        ] {
            let point = path[(time * STEPS as f64) as usize];
            panel.knob(point, 4.6, colours.at(time))?;
            panel.label(name, point, offset, anchor, text)?;
        }
        let (x, y) = (panel.x(), panel.y());
        let bar = (x.end - 1.5, y.end - 0.32);
        time_bar(&mut panel, bar, (x.end - 0.3, y.end - 0.14), &colours, ink::muted(style))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trajectory_starts_at_the_start_and_drifts_at_its_speed() {
        let path = data().unwrap();
        assert_eq!(path[0], (START[0], START[1]));
        let end = path[STEPS].0;
        assert!((end - START[0] - 4.1).abs() < 1e-12, "{end}");
    }
}
