//! `linear_ode_rates.png`: x' = -lambda x at several rates, and the logarithm that makes lines of the curves.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::plot::{Anchor, Area, Colour, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::LinearOde;

use crate::drawing::{key, linspace};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (680, 340);
pub const RATES: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
/// Starts: the curves below 0 are drawn thinner.
const STARTS: [f64; 2] = [1.0, -1.0];
const POINTS: usize = 201;
/// Where on its line each slope is named.
const LABELS: [(usize, (f64, f64), Anchor); 4] = [
    (150, (0.0, -8.0), Anchor::Above),
    (150, (0.0, 10.0), Anchor::Below),
    (130, (6.0, -9.0), Anchor::Right),
    (130, (9.0, -5.0), Anchor::Right),
];

pub const FIGURE: Figure = Figure {
    id: "linear_ode_rates",
    caption: Text::new(
        "Left: the linear ODE $dX_t/dt = -\\lambda X_t$ at four rates from $X_0 = 1$ and $X_0 = -1$. Right: $\\ln |X_t|$ is the same line for both starts, with slope $-\\lambda$.",
        "左：线性常微分方程 $dX_t/dt = -\\lambda X_t$，四种速率，起点 $X_0 = 1$ 与 $X_0 = -1$。右：$\\ln |X_t|$ 对两个起点是同一条直线，斜率为 $-\\lambda$。",
    ),
    alt: Text::new(
        "Left: curves from 1 and from -1 fall to 0, the faster the larger the rate. Right: straight lines from 0 with slopes -1, -2, -5 and -10.",
        "左：从 1 和 -1 出发的曲线趋于 0，速率越大越快。右：从 0 出发的直线，斜率为 -1、-2、-5、-10。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The times, and for each rate the states (time, start).
pub struct Data {
    pub times: Vec<f64>,
    pub states: Vec<Array2<f64>>,
}

pub fn data() -> Result<Data> {
    let times = linspace(0.0, 1.0, POINTS);
    let starts = array![[STARTS[0]], [STARTS[1]]];
    let states = RATES.iter().map(|rate| {
        let ode = LinearOde::new(1, *rate)?;
        Ok(Array2::from_shape_fn((POINTS, 2), |(i, k)| ode.flow(times[i], &starts)[[k, 0]]))
    });
    let states = states.collect::<Result<_>>()?;
    Ok(Data { times, states })
}

/// The colour of a rate.
pub fn shade(k: usize, style: &Style) -> Colour {
    ColourMap::place(style).at(k as f64 / (RATES.len() - 1) as f64)
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let (left, right) = area.split_horizontally(px(340.0));
        curves(&left, data, style)?;
        lines(&right, data, style)
    })
}

fn curves(area: &Area, data: &Data, style: &Style) -> Result<()> {
    let mut panel = Panel::on(area, style).x(0.0..1.0, "$t$").y(-1.08..1.08, "$X_t$").font(13.0).draw()?;
    panel.line([(0.0, 0.0), (1.0, 0.0)], Stroke::new(ink::muted(style), 1.0))?;
    for (k, states) in data.states.iter().enumerate() {
        for (start, width) in [(1, 1.4), (0, 2.4)] {
            let states = states.column(start);
            let curve = data.times.iter().copied().zip(states.iter().copied());
            panel.line(curve, Stroke::new(shade(k, style), width))?;
        }
    }
    for (k, rate) in RATES.iter().enumerate() {
        let at = (0.66, 1.0 - 0.13 * k as f64);
        key(&mut panel, at, Stroke::new(shade(k, style), 2.4), &format!("$\\lambda = {rate}$"), ink::text(style))?;
    }
    panel.dots(STARTS.map(|start| (0.0, start)), 3.2, ink::text(style))
}

fn lines(area: &Area, data: &Data, style: &Style) -> Result<()> {
    let mut panel =
        Panel::on(area, style).x(0.0..1.0, "$t$").y(-10.5..0.5, "$\\mathrm{ln} |X_t|$").font(13.0).draw()?;
    for (k, (rate, states)) in RATES.iter().zip(&data.states).enumerate() {
        let line: Vec<_> = data.times.iter().copied().zip(states.column(0).iter().map(|x| x.abs().ln())).collect();
        panel.line(line.iter().copied(), Stroke::new(shade(k, style), 2.4))?;
        let (at, offset, anchor) = LABELS[k];
        let slope = Text::new("slope", "斜率");
        panel.label(&format!("{} $-{rate}$", slope.get(style.lang)), line[at], offset, anchor, shade(k, style))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_of_the_distance_is_a_line_with_slope_minus_the_rate() {
        let data = data().unwrap();
        for (rate, states) in RATES.iter().zip(&data.states) {
            for (t, row) in data.times.iter().zip(states.outer_iter()) {
                // A rounding of an exponent up to 10 and one of a logarithm.
                assert!(row.iter().all(|x| (x.abs().ln() + rate * t).abs() < 4e-15));
                assert_eq!(row[0], -row[1]);
            }
        }
    }
}
