//! `flow_model_1d.png`: a flow model on the line: its field as a heat map, trajectories on it, and both laws.

use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::ode::Rk4;
use flowlab::path::MarginalField;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, number, px};
use flowlab::{Result, TimeGrid, Trajectory, VectorField, simulate_ode};

use crate::drawing::{curve, density, heat_map, linspace, numbered, numbers_below, outline, ticks};
use crate::models::{mixture_field, noise_quantiles};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 400);
/// Starts at equal shares of the noise, and steps of Runge and Kutta's method.
const N_STARTS: usize = 20;
const STEPS: usize = 200;
/// The map: places up to this, speeds up to this, tiles of this many CSS pixels.
const REACH: f64 = 3.5;
const SPEED: f64 = 3.5;
const TILE: f64 = 1.0;
/// Length of density 1 beside the map, in units of time.
const UNIT: f64 = 0.55;
const BAR: (f64, f64) = (1.335, 1.37);

pub const FIGURE: Figure = Figure {
    id: "flow_model_1d",
    caption: Text::new(
        "A flow model on the line, with its exact field. Colour: the velocity $u_t(x)$, green up, purple down. Curves: the trajectories of 20 starts that cut the noise $p_{\\mathrm{init}}$ (orange) into equal shares. They never cross, so they cut the data distribution $p_{\\mathrm{data}}$ (blue) into the same shares.",
        "一维流模型及其精确向量场。颜色表示速度 $u_t(x)$：绿色向上，紫色向下。曲线是 20 条轨迹，起点把噪声分布 $p_{\\mathrm{init}}$（橙色）分成等概率的小份；轨迹互不相交，终点因此以同样的比例划分数据分布 $p_{\\mathrm{data}}$（蓝色）。",
    ),
    alt: Text::new(
        "A map of the velocity over time and place. Twenty curves leave a bell curve on the left, draw together at first, part at the middle and arrive at the two peaks of the density on the right.",
        "以时间和位置为坐标的速度图。二十条曲线从左侧的钟形密度出发，先略微靠拢，再从中间分开，到达右侧密度的两个峰。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The exact field and trajectories through it.
pub struct Data {
    pub field: MarginalField,
    pub trajectories: Trajectory,
}

pub fn data() -> Result<Data> {
    let (field, starts) = (mixture_field()?, noise_quantiles(N_STARTS)?);
    let trajectories = simulate_ode(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &starts)?;
    Ok(Data { field, trajectories })
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    let (noise, target, text) = (ink::noise(style), ink::data(style), ink::text(style));
    let map = [(0.0, 1.0), (-REACH, REACH)];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(54.0), px(34.0)), (px(594.0), px(312.0)));
        let mut panel =
            Panel::on(&place, style).bare().margin(0.0).font(13.0).x(-0.26..1.39, "").y(-REACH..REACH, "").draw()?;
        ticks(&mut panel, [(-0.26, 1.26), (-REACH, REACH)], [&[], &numbered(&[-2.0, 0.0, 2.0])], style)?;
        let speed = speeds(&data.field, &panel);
        heat_map(&mut panel, map, &speed.mapv(|u| u / SPEED), style)?;
        outline(&mut panel, map, Stroke::new(ink::muted(style), 0.9))?;
        numbers_below(&mut panel, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0], -REACH, style)?;
        panel.label("$t$", (0.5, -REACH), (0.0, 26.0), Anchor::Below, text)?;
        panel.label("$x$", (-0.26, 0.88 * REACH), (-9.0, 0.0), Anchor::Left, text)?;
        for (law, edge, side, colour, name) in [
            (data.field.law(0.0)?, 0.0, -1.0, noise, "$p_{\\mathrm{init}}$"),
            (data.field.law(1.0)?, 1.0, 1.0, target, "$p_{\\mathrm{data}}$"),
        ] {
            let places = linspace(-REACH, REACH, 321);
            let rim = places.iter().zip(density(&law, &places)).map(|(x, p)| (edge + side * UNIT * p, *x));
            let rim: Vec<_> = rim.collect();
            panel.polygon(
                [(edge, -REACH)].into_iter().chain(rim.iter().copied()).chain([(edge, REACH)]),
                colour.alpha(0.25),
            )?;
            panel.line(rim, Stroke::new(colour, 2.0))?;
            panel.label(name, (edge + side * 0.13, REACH), (0.0, -8.0), Anchor::Above, colour)?;
        }
        for k in 0..N_STARTS {
            let path = curve(data.trajectories.grid.knots(), &data.trajectories.particle(k).column(0).to_owned());
            panel.line(path.iter().copied(), Stroke::new(text.alpha(0.85), 1.3))?;
            panel.dots([path[0]], 2.4, noise)?;
            panel.dots([path[STEPS]], 2.4, target)?;
        }
        colour_bar(&mut panel, style)
    })
}

/// The velocity at the middle of each tile of the map: (columns, rows).
fn speeds(field: &impl VectorField, panel: &Panel<'_>) -> Array2<f64> {
    let (unit, height) = (panel.scale().0, 2.0 * REACH * panel.scale().1);
    let (columns, rows) = ((unit / TILE).round() as usize, (height / TILE).round() as usize);
    let places = Array2::from_shape_fn((rows, 1), |(row, _)| REACH * ((2 * row + 1) as f64 / rows as f64 - 1.0));
    let mut speeds = Array2::zeros((columns, rows));
    for (column, mut speeds) in speeds.rows_mut().into_iter().enumerate() {
        let time = (column as f64 + 0.5) / columns as f64;
        speeds.assign(&field.at(time, &places).column(0));
    }
    speeds
}

fn colour_bar(panel: &mut Panel<'_>, style: &Style) -> Result<()> {
    let window = [BAR, (-0.5 * REACH, 0.5 * REACH)];
    let shades = Array2::from_shape_fn((1, 128), |(_, k)| (2 * k + 1) as f64 / 128.0 - 1.0);
    heat_map(panel, window, &shades, style)?;
    outline(panel, window, Stroke::new(ink::muted(style), 0.9))?;
    for share in [-1.0, 0.0, 1.0] {
        let at = (BAR.1, 0.5 * REACH * share);
        panel.label(&number(SPEED * share), at, (5.0, 0.0), Anchor::Right, ink::muted(style))?;
    }
    panel.label("$u_t(x)$", (BAR.0, 0.5 * REACH), (8.0, -10.0), Anchor::Above, ink::text(style))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::mixture_cdf;
    use flowlab::metrics::quantiles;

    #[test]
    fn the_flow_on_the_line_takes_quantiles_to_quantiles() {
        let data = data().unwrap();
        let expected = quantiles(N_STARTS, mixture_cdf).unwrap();
        for (end, expected) in data.trajectories.last().iter().zip(&expected) {
            // Runge and Kutta's error is below 1e-5 already at 100 steps, and 16 times less here.
            assert!((end - expected).abs() < 1e-6, "{end} {expected}");
        }
    }

    #[test]
    fn the_colours_hold_every_speed_of_the_map() {
        let field = data().unwrap().field;
        for time in linspace(0.0, 1.0, 101) {
            let places = Array2::from_shape_vec((161, 1), linspace(-REACH, REACH, 161)).unwrap();
            // The largest speeds are those at the four corners: x at t = 1 and -x at t = 0.
            assert!(field.at(time, &places).iter().all(|u| u.abs() <= SPEED + 1e-12), "{time}");
        }
    }
}
