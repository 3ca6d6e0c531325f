//! `euler_stability.png`: Euler's method for x' = -lambda x at five step sizes: it decays, rings, or explodes.

use std::ops::Range;

use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::ode::Euler;
use flowlab::plot::{Area, Colour, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::LinearOde;
use flowlab::{Result, TimeGrid, simulate_ode};

use crate::drawing::{curve, key, linspace};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 330);
/// The values of lambda h on the left and on the right.
const STABLE: [f64; 3] = [0.5, 1.0, 1.5];
const UNSTABLE: [f64; 2] = [2.0, 2.5];
/// Where the axis of lambda t ends, and where the keys stand on it.
const END: f64 = 10.0;
const KEYS: f64 = 3.8;

pub const FIGURE: Figure = Figure {
    id: "euler_stability",
    caption: Text::new(
        "Euler's method for $dX_t/dt = -\\lambda X_t$ multiplies by $1 - \\lambda h$ at each step. Left: below $\\lambda h = 2$ it decays, beyond $\\lambda h = 1$ with changing sign. Right: at 2 it swings for ever, beyond it explodes. Grey: the exact solution.",
        "欧拉方法解 $dX_t/dt = -\\lambda X_t$ 时，每一步乘以 $1 - \\lambda h$。左：$\\lambda h < 2$ 时衰减，超过 1 时正负交替。右：等于 2 时一直摆动，超过 2 时发散。灰色：精确解。",
    ),
    alt: Text::new(
        "Left: polygons for lambda h = 0.5, 1 and 1.5 come to 0, the last one swinging. Right: for 2 the polygon jumps between 1 and -1, for 2.5 it swings ever wider.",
        "左：lambda h = 0.5、1、1.5 的折线趋于 0，最后一条来回摆动。右：等于 2 时在 1 和 -1 之间跳，等于 2.5 时摆动越来越大。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

type Polygon = Vec<(f64, f64)>;

/// The polygons over lambda t, for [`STABLE`] and [`UNSTABLE`].
pub fn data() -> Result<[Vec<Polygon>; 2]> {
    let ode = LinearOde::new(1, 1.0)?;
    let polygon = |h: &f64| {
        let n = (END / h).floor();
        let trajectory = simulate_ode(&ode, &Euler, &TimeGrid::uniform(0.0, n * h, n as usize)?, &array![[1.0]])?;
        Ok(curve(trajectory.grid.knots(), &trajectory.particle(0).column(0).to_owned()))
    };
    Ok([STABLE.iter().map(polygon).collect::<Result<_>>()?, UNSTABLE.iter().map(polygon).collect::<Result<_>>()?])
}

pub fn draw([stable, unstable]: &[Vec<Polygon>; 2], style: &Style) -> Result<Scene> {
    let (first, second) = (ink::method(style), ink::other_method(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (left, right) = area.split_horizontally(px(340.0));
        let inks = [first, second, ink::text(style)];
        panel(&left, -0.65..1.1, STABLE.iter().zip(stable).zip(inks), style)?;
        panel(&right, -4.2..5.8, UNSTABLE.iter().zip(unstable).zip([second, ink::error(style)]), style)
    })
}

fn panel<'a>(
    area: &Area,
    range: Range<f64>,
    polygons: impl Iterator<Item = ((&'a f64, &'a Polygon), Colour)>,
    style: &Style,
) -> Result<()> {
    let row = |k: usize| range.end - (range.end - range.start) * (0.07 + 0.085 * k as f64);
    let mut panel =
        Panel::on(area, style).x(0.0..END, "$\\lambda t$").y(range.clone(), "$X_t / X_0$").font(13.0).draw()?;
    let (grey, text) = (Stroke::new(ink::truth(style), 4.0), ink::text(style));
    panel.line(linspace(0.0, END, 201).into_iter().map(|t| (t, (-t).exp())), grey)?;
    let exact = Text::new("exact", "精确解");
    key(&mut panel, (KEYS, row(0)), grey, exact.get(style.lang), text)?;
    for (k, ((h, polygon), colour)) in polygons.enumerate() {
        panel.line(polygon.iter().copied(), Stroke::new(colour, 1.8))?;
        panel.dots(polygon.iter().copied(), 3.2, colour)?;
        let factor = if *h > 1.0 { format!("({})", 1.0 - h) } else { format!("{}", 1.0 - h) };
        let words = format!("$\\lambda h = {h}$: $\\times {factor}$");
        key(&mut panel, (KEYS, row(k + 1)), Stroke::new(colour, 2.0), &words, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_multiplies_by_one_minus_lambda_h() {
        for (h, polygon) in STABLE.iter().chain(&UNSTABLE).zip(data().unwrap().iter().flatten()) {
            for (k, (_, x)) in polygon.iter().enumerate() {
                let power = (1.0 - h).powi(k as i32);
                // Twenty steps of a few roundings each.
                assert!((x - power).abs() <= 1e-14 * power.abs());
            }
        }
    }
}
