//! `euler_flow_error.png`: the error of each solver on the field of a flow model, over what it costs.

use flowlab::lang::Text;
use flowlab::metrics::quantiles;
use flowlab::ode::{Dopri5, Euler, Heun, Midpoint, OdeMethod, OdeSolver, Rk4};
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, ink};
use flowlab::{Result, TimeGrid, simulate_ode_final};

use crate::drawing::{WIDE, powers_of_ten, with_ticks};
use crate::models::{mixture_cdf, mixture_field, noise_quantiles};
use crate::{Figure, Make};

const STARTS: usize = 2000;
/// Evaluations of the field for the solvers with a fixed step size.
const EVALUATIONS: [usize; 6] = [4, 8, 16, 32, 64, 128];
/// Each of these solvers, and how often a step asks.
const SOLVERS: [(&dyn OdeSolver, usize); 4] = [(&Euler, 1), (&Midpoint, 2), (&Heun, 2), (&Rk4, 4)];
const TOLERANCES: [f64; 5] = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
/// The logarithms to base 10 of what the axes show.
const WINDOW: [(f64, f64); 2] = [(0.5, 2.4), (-6.5, 0.0)];
/// Name of each method, at which of its dots it stands, and on which side.
const NAMES: [(Text, usize, (f64, f64), Anchor); 5] = [
    (Text::new("Euler", "欧拉方法"), 5, (8.0, 0.0), Anchor::Right),
    (Text::new("midpoint", "中点法"), 4, (-7.0, 5.0), Anchor::Left),
    (Text::new("Heun", "Heun 方法"), 5, (8.0, -4.0), Anchor::Right),
    (Text::new("RK4", "RK4"), 5, (8.0, 0.0), Anchor::Right),
    (Text::new("Dopri5", "Dopri5"), 3, (-9.0, 4.0), Anchor::Left),
];

pub const FIGURE: Figure = Figure {
    id: "euler_flow_error",
    caption: Text::new(
        "The exact field from $\\mathcal N(0, 1)$ to two hills: root mean square error of the ends at $t = 1$ over the evaluations of the field that one start costs, both axes logarithmic. Rings: Dopri5 with the tolerances $10^{-2}$ to $10^{-6}$, at its mean number of evaluations.",
        "从 $\\mathcal N(0, 1)$ 到双峰分布的精确场：$t = 1$ 处终点的均方根误差与每个起点所需求值次数的关系，两轴均为对数刻度。圆圈：Dopri5，容差取 $10^{-2}$ 到 $10^{-6}$，横坐标是求值次数的平均。",
    ),
    alt: Text::new(
        "Five falling rows of dots. Euler's falls slowly from 0.35 to 0.01. Midpoint and Heun fall side by side to 0.0005 at 128 evaluations, midpoint a little below. RK4 is the lowest from 8 evaluations on and reaches 0.00001; Dopri5 starts above it and passes below it at about 32.",
        "五列下降的点。欧拉方法从 0.35 慢慢降到 0.01。中点法与 Heun 方法并排下降，到 128 次求值时约为 0.0005，中点法略低。RK4 从 8 次求值起低于前三者，最后降到 0.00001；Dopri5 起初在它上方，约 32 次求值时降到它下方。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// Evaluations and error of each method: those of [`SOLVERS`], and Dopri5.
pub fn data() -> Result<[Vec<(f64, f64)>; 5]> {
    let (field, starts, exact) = (mixture_field()?, noise_quantiles(STARTS)?, quantiles(STARTS, mixture_cdf)?);
    let grid = |n| TimeGrid::uniform(0.0, 1.0, n);
    let error = |method: &dyn OdeMethod, n| -> Result<f64> {
        let gaps = simulate_ode_final(&field, method, &grid(n)?, &starts)?.column(0).to_owned() - &exact;
        Ok((gaps.dot(&gaps) / STARTS as f64).sqrt())
    };
    let mut rows: [Vec<(f64, f64)>; 5] = Default::default();
    for (row, (solver, cost)) in rows.iter_mut().zip(SOLVERS) {
        for evaluations in EVALUATIONS {
            row.push((evaluations as f64, error(solver as &dyn OdeMethod, evaluations / cost)?));
        }
    }
    for tolerance in TOLERANCES {
        let dopri5 = Dopri5 { rtol: tolerance, atol: tolerance };
        let asked: usize = dopri5.steps(&field, &grid(1)?, &starts)?.iter().map(|steps| steps.evaluations).sum();
        rows[4].push((asked as f64 / STARTS as f64, error(&dopri5, 1)?));
    }
    Ok(rows)
}

fn inks(style: &Style) -> [Colour; 5] {
    [ink::method(style), ink::muted(style), ink::other_method(style), ink::text(style), ink::text(style)]
}

pub fn draw(rows: &[Vec<(f64, f64)>; 5], style: &Style) -> Result<Scene> {
    Scene::draw(WIDE.0, WIDE.1, style, |area| {
        let number = Text::new("evaluations of the field", "求值次数");
        let name = Text::new("error at $t = 1$", "$t = 1$ 处的误差");
        let names = [number, name].map(|text| text.get(style.lang));
        let across = EVALUATIONS.map(|n| ((n as f64).log10(), n.to_string()));
        let up = powers_of_ten(-6..=-1);
        let mut panel = with_ticks(Panel::on(area, style), WINDOW, names, [&across, &up], style)?;
        for (k, (row, colour)) in rows.iter().zip(inks(style)).enumerate() {
            let dots: Vec<(f64, f64)> = row.iter().map(|(cost, error)| (cost.log10(), error.log10())).collect();
            panel.line(dots.iter().copied(), Stroke::new(colour.alpha(0.55), 1.6))?;
            let (name, at, offset, anchor) = NAMES[k];
            if k < SOLVERS.len() {
                panel.dots(dots.iter().copied(), 4.0, colour)?;
            } else {
                for dot in &dots {
                    panel.dots([*dot], 4.5, colour)?;
                    panel.dots([*dot], 2.6, ink::ground(style))?;
                }
            }
            panel.label(name.get(style.lang), dots[at], offset, anchor, colour)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranking_is_that_of_the_caption() {
        let [euler, midpoint, heun, rk4, dopri5] = data().unwrap();
        for k in 0..EVALUATIONS.len() {
            assert!(midpoint[k].1 < heun[k].1 && midpoint[k].1 < euler[k].1);
            assert_eq!(rk4[k].1 < midpoint[k].1, k > 0);
        }
        let shown = |(cost, error): &(f64, f64)| {
            let [(left, right), (low, high)] = WINDOW;
            (left..right).contains(&cost.log10()) && (low..high).contains(&error.log10())
        };
        assert!([&euler, &midpoint, &heun, &rk4, &dopri5].into_iter().flatten().all(shown)); // none is moved to the frame
        let [above, below] = [1, 3].map(|k| dopri5[k]);
        assert!(above.0 > 16.0 && above.1 > rk4[3].1 && above.0 < 32.0); // RK4 with 32 is far better
        assert!(below.0 < 64.0 && below.1 < rk4[4].1); // cheaper than RK4 with 64, and better
    }
}
