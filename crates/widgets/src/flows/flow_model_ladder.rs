//! `flow_model_ladder`: from noise to data through the exact field in few steps and in many, and the law of the ends.

use flowlab::prelude::{
    Array1, Array2, Euler, GaussianPath, Heun, MarginalField, OdeMethod, OdeSolver, Rk4, Schedule, Text, TimeGrid,
    simulate_ode,
};

use crate::models::{density, histogram, linspace, mixture, noise_quantiles};
use crate::{Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

const LADDER: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
const DRAWN: usize = 12;
/// Half the width of the window, which has an odd number of bins: 0 is in the middle of one.
const REACH: f64 = 3.355;
const BINS: usize = 61;
/// Where the axis of the density ends.
const TOP: f64 = 0.72;
/// Beyond this, on both sides, is the outer part of the data.
const OUTER: f64 = 2.5;

const SOLVERS: &[(&str, Text)] = &[
    ("euler", Text::new("Euler", "欧拉方法")),
    ("heun", Text::new("Heun", "Heun 方法")),
    ("rk4", Text::new("RK4", "RK4")),
];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "flow_model_ladder",
    says: Text::new(
        "Walk from noise to data in few steps or in many, and look at the law in which you end. The field is the exact one.",
        "从噪声走到数据，步数或少或多，看看终点的分布。这里用的是精确向量场。",
    ),
    dials: &[
        Dial::ladder("n", Text::new("steps n", "步数 n"), &LADDER, 4.0),
        Dial::choice("solver", Text::new("solver", "求解器"), SOLVERS, "euler"),
    ],
    tries: [
        Try {
            does: Text::new("One step of Euler's method.", "用欧拉方法只走一步。"),
            sets: "n=1",
            expects: Text::new(
                "All starts end in one point, the mean 0 of the data, where there are hardly any data.",
                "所有起点都到了同一点，即数据的均值 0，而那里几乎没有数据。",
            ),
            holds: |picture| picture.number("w2") > 2.0,
        },
        Try {
            does: Text::new("Two steps.", "走两步。"),
            sets: "n=2",
            expects: Text::new(
                "Two narrow peaks and a bridge between them. Not one end lies beyond ±2.5, where 16 % of the data are.",
                "两个窄峰，中间连着一座桥。没有一个终点超出 ±2.5，而数据有 16% 在那里。",
            ),
            holds: |picture| picture.number("outer") < 1e-3 && picture.number("w2") < 1.0,
        },
        Try {
            does: Text::new("Four steps again, now with Heun.", "仍走四步，改用 Heun 方法。"),
            sets: "n=4&solver=heun",
            expects: Text::new(
                "Heun pays 8 evaluations. Euler with 8 evaluations, in 8 steps, is more than three times as far from the data.",
                "Heun 方法求值 8 次。欧拉方法同样求值 8 次（走 8 步），到数据的距离却是它的三倍多。",
            ),
            holds: |picture| picture.number("euler") > 3.0 * picture.number("w2"),
        },
    ],
    code: include_str!("flow_model_ladder/code.rs"),
    picture,
}
.shipped();

fn solver(name: &str) -> (&'static dyn OdeSolver, &'static str) {
    match name {
        "heun" => (&Heun, "Heun"),
        "rk4" => (&Rk4, "Rk4"),
        _ => (&Euler, "Euler"),
    }
}

/// Evaluations of the field in a step: up to RK4 as many as the order says.
fn cost(solver: &dyn OdeSolver) -> usize {
    solver.order() as usize
}

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let n = settings.count("n");
    let (solver, name) = solver(settings.text("solver"));
    let steps = LADDER.map(|n| n as usize);
    // the chosen solver, and Euler's method: its own ladder, and as many steps as the chosen one has evaluations
    let own = steps.map(|n| (solver, n));
    let euler = steps.into_iter().chain([n * cost(solver)]).map(|n| (&Euler as &dyn OdeSolver, n));
    let both: Vec<(&dyn OdeSolver, usize)> = own.into_iter().chain(euler).collect();
    let rungs = code::flow_model_ladder(if cost(solver) > 1 { &both } else { &own })?;
    let here = steps.iter().position(|rung| *rung == n).unwrap_or_default();
    let (ends, w2) = &rungs[here];
    let (own, euler) = rungs.split_at(steps.len());
    let as_dear = euler.last().map_or(*w2, |rung| rung.1);
    let outer = ends.iter().filter(|x| x.abs() > OUTER).count() as f64 / ends.len() as f64;

    let mut law = Panel::new(
        Text::new("the law at t = 1", "t = 1 时的分布"),
        Axis::new(-REACH, REACH, "x"),
        Axis::new(0.0, TOP, ""),
    );
    let bars = histogram(ends, -REACH, REACH, BINS).into_iter().map(|[low, high]| [low, (high.0, high.1.min(TOP))]);
    law.bars(Ink::Method, bars).alpha(0.45).named(Text::new("4000 ends", "4000 个终点"));
    let places: Vec<f64> = linspace(-REACH, REACH, 240).collect();
    let truth = density(&mixture()?, &places);
    law.line(Ink::Data, 2.0, places.into_iter().zip(truth)).named(Text::new("the data", "数据"));

    Ok(Picture::default()
        .panel(paths(solver, n)?)
        .panel(law)
        .panel(distances(cost(solver), here, own, euler))
        .reading("w2", Text::new("distance W₂ from the data", "到数据的距离 W₂"), *w2, 3)
        .reading("evaluations", Text::new("evaluations of the field", "求值次数"), (n * cost(solver)) as f64, 0)
        .reading("euler", Text::new("W₂ of Euler, as many evaluations", "同样求值次数，欧拉方法的 W₂"), as_dear, 3)
        .reading("outer", Text::new("share of ends beyond ±2.5", "超出 ±2.5 的终点所占比例"), outer, 3)
        .reading("outer_data", Text::new("share of the data there", "数据的相应比例"), outer_share(), 3)
        .call(call(name, n, cost(solver))))
}

fn call(name: &str, n: usize, cost: usize) -> String {
    let euler = if cost > 1 { format!(", (&Euler, {})", n * cost) } else { String::new() };
    format!("flow_model_ladder(&[(&{name}, {n}){euler}])?")
}

/// The share of the data beyond ±2.5.
fn outer_share() -> f64 {
    use flowlab::statrs::distribution::{ContinuousCDF, Normal};
    let tail = |x: f64| Normal::standard().sf(x / 0.5);
    tail(OUTER - 2.0) + tail(OUTER + 2.0)
}

fn paths(solver: &dyn OdeSolver, n: usize) -> Result<Panel, Fault> {
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), mixture()?);
    let starts: Array2<f64> = noise_quantiles(DRAWN)?;
    let mut panel =
        Panel::new(Text::new("twelve paths", "十二条路径"), Axis::new(0.0, 1.0, "t"), Axis::new(-REACH, REACH, "X"));
    let methods: [(&dyn OdeMethod, usize, Ink, Text); 2] = [
        (&Rk4, 100, Ink::Truth, Text::new("exact", "精确轨迹")),
        (solver as &dyn OdeMethod, n, Ink::Method, Text::new("n steps", "数值解（n 步）")),
    ];
    for (method, n, ink, name) in methods {
        let grid = TimeGrid::uniform(0.0, 1.0, n)?;
        let ways = simulate_ode(&field, method, &grid, &starts)?;
        for k in 0..DRAWN {
            let way = ways.particle(k);
            let points = || grid.knots().iter().copied().zip(way.column(0).to_vec());
            let line = panel.line(ink, 1.4, points());
            if k == 0 {
                line.named(name);
            }
            if ink == Ink::Method {
                panel.dots(Ink::Noise, 2.5, points().take(1));
                panel.dots(ink, if n > 16 { 1.0 } else { 2.0 }, points().skip(1));
            }
        }
    }
    Ok(panel)
}

/// Ends, and their distance from the data.
type Rung = (Array1<f64>, f64);

fn distances(cost: usize, here: usize, rungs: &[Rung], euler: &[Rung]) -> Panel {
    let mut panel = Panel::new(
        Text::new("distance W₂ by evaluations N", "距离 W₂ 与求值次数 N"),
        Axis::log(0.8, 320.0, "N"),
        Axis::log(3e-7, 4.0, "W₂"),
    );
    let points = |rungs: &[Rung], cost: usize| -> Vec<(f64, f64)> {
        LADDER.into_iter().zip(rungs).map(|(n, (_, w2))| (n * cost as f64, *w2)).collect()
    };
    if !euler.is_empty() {
        panel.line(Ink::Other, 1.2, points(euler, 1)).named(Text::new("Euler", "欧拉方法"));
        panel.dots(Ink::Other, 2.5, points(euler, 1));
    }
    let points = points(rungs, cost);
    let now = points[here];
    panel.line(Ink::Method, 1.8, points.clone()).named(Text::new("the chosen solver", "所选的方法"));
    panel.dots(Ink::Method, 3.0, points);
    panel.dots(Ink::Text, 5.0, [now]).named(Text::new("the present n", "当前的 n"));
    panel
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::prelude::{Gaussian, metrics};

    #[test]
    fn the_distances_of_euler_are_those_of_the_figure() {
        // The digits that the figure shows, and for 32 steps those of the lesson's table, from 10 000 quantiles; with the
        // integrals over the noise that the lesson's ledger states. 4000 quantiles leave out a little more of the
        // outermost tails: 0.00004 at n = 1, where W2² is the variance, and less beyond.
        let told = [
            ("2.062", 2.06155),
            ("0.756", 0.75617),
            ("0.352", 0.35228),
            ("0.178", 0.17842),
            ("0.090", 0.09035),
            ("0.046", 0.04553),
        ];
        let ladder: Vec<(&dyn OdeSolver, usize)> =
            LADDER.iter().map(|n| (&Euler as &dyn OdeSolver, *n as usize)).collect();
        let rungs = code::flow_model_ladder(&ladder).unwrap();
        for ((shown, integral), (_, w2)) in told.into_iter().zip(&rungs) {
            assert_eq!(format!("{w2:.3}"), shown);
            assert!((w2 - integral).abs() < 5e-5, "{w2} {integral}");
        }
    }

    #[test]
    fn two_steps_by_hand_end_at_the_same_places() {
        // x/2 at half time, where v = 5/16 and c = −6/5; then 0.2 x + 1.6 tanh(1.6 x)
        let ends = &code::flow_model_ladder(&[(&Euler, 2)]).unwrap()[0].0;
        let noise = Gaussian::standard(1).unwrap();
        let starts = metrics::quantiles(ends.len(), |x| noise.cdf(x)).unwrap();
        for (end, x) in ends.iter().zip(&starts) {
            assert!((end - (0.2 * x + 1.6 * (1.6 * x).tanh())).abs() < 1e-13); // some roundings of numbers below 3
        }
    }

    #[test]
    fn two_steps_leave_the_outer_part_of_the_data_empty() {
        // P(|N(2, 1/4)| > 2.5) and its mirror image: beyond one standard deviation
        assert!((outer_share() - 0.158_655).abs() < 1e-6);
        // 0.2 x + 1.6 tanh(1.6 x) > 2.5 needs x > 4.5, which no quantile of 4000 is
        let ends = &code::flow_model_ladder(&[(&Euler, 2)]).unwrap()[0].0;
        assert!(ends.iter().all(|x| x.abs() < OUTER));
    }

    #[test]
    fn all_ends_of_one_step_are_in_one_bin() {
        let ends = &code::flow_model_ladder(&[(&Euler, 1)]).unwrap()[0].0;
        let filled = histogram(ends, -REACH, REACH, BINS).iter().filter(|bar| bar[1].1 > 0.0).count();
        assert_eq!(filled, 1);
    }
}
