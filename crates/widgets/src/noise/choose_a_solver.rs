//! `choose_a_solver`: how many evaluations of the field each method needs for the accuracy that is asked.

use flowlab::convergence;
use flowlab::prelude::{
    Array1, Array2, BrownianPath, Dopri5, Euler, EulerMaruyama, GeometricBrownian, Heun, Midpoint, Milstein, OdeMethod,
    OdeSolver, Rk4, SdeSolver, Seed, Text, TimeGrid, simulate_ode, simulate_sde,
};

use crate::models::noise_quantiles;
use crate::{Anchor, Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

/// Numbers of steps that are tried; with noise those that divide [`FINE`].
const STEPS: [usize; 44] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 45, 50, 56, 64, 72, 80, 90, 100,
    120, 144, 147, 160, 180, 200, 240, 288, 360, 480, 600, 720, 1024,
];
const FINE: usize = 360;
const PATHS: usize = 1000;
const TOLERANCES: [f64; 7] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7];
/// The most evaluations that are tried.
const MOST: usize = 1200;
/// Through the errors of so many of the finest runs goes the line whose slope is the order.
const FINEST: usize = 5;
/// Where the axes of the evaluations and of the error end.
const EVALUATIONS: (f64, f64) = (0.8, 1500.0);
const ERRORS: (f64, f64) = (1e-8, 30.0);

const PROBLEMS: &[(&str, Text)] = &[
    ("decay", Text::new("decay: x′ = −x", "衰减：x′ = −x")),
    ("time", Text::new("field with time: x′ = −2t x", "随时间变化：x′ = −2t x")),
    ("flow", Text::new("flow model of lesson 9", "第 9 课的流模型")),
    ("stiff", Text::new("stiff: x′ = −50(x − cos t) − sin t", "刚性：x′ = −50(x − cos t) − sin t")),
    ("noise", Text::new("noise: dX = X/2 dt + X dW", "有噪声：dX = X/2 dt + X dW")),
];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "choose_a_solver",
    says: Text::new(
        "Say how exact the end must be: which method gets there with the fewest evaluations of the field?",
        "先说终点要多准，再看哪种方法的求值次数最少。",
    ),
    dials: &[
        Dial::choice("problem", Text::new("problem", "问题"), PROBLEMS, "flow"),
        Dial::ladder("asked", Text::new("error asked for", "要求的误差"), &[1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6], 1e-2),
    ],
    tries: [
        Try {
            does: Text::new("Ask little: an error of 0.1, for the decay.", "要求放宽：衰减问题，误差 0.1。"),
            sets: "problem=decay&asked=0.1",
            expects: Text::new(
                "Euler's method is the cheapest, with three evaluations: one step of RK4 costs four.",
                "最省的是欧拉方法，求值三次就够了；RK4 走一步就要求值四次。",
            ),
            holds: |picture| {
                picture.number("evaluations") == picture.number("euler") && picture.number("evaluations") < 4.0
            },
        },
        Try {
            does: Text::new(
                "Ask for two more digits of the flow model: 0.0001.",
                "流模型再多要两位精度：误差 0.0001。",
            ),
            sets: "problem=flow&asked=0.0001",
            expects: Text::new(
                "The cheapest, now another method, needs about three times as many evaluations as for 0.01, Euler's method about a hundred times.",
                "最省的换成了另一种方法，求值次数约为误差 0.01 时的三倍；欧拉方法却要约一百倍。",
            ),
            holds: |picture| picture.number("euler") > 100.0 * picture.number("evaluations"),
        },
        Try {
            does: Text::new("Ask little again, 0.1, but of the stiff problem.", "要求放宽到 0.1，换成刚性问题。"),
            sets: "problem=stiff&asked=0.1",
            expects: Text::new(
                "With more steps the errors of Euler, midpoint and Heun first grow out of the picture, those of RK4 begin outside it, and then each is small all at once: the price is one of stability, not of accuracy. Euler's, whose step costs least, is the best, but it needs more than 20.",
                "步数增加时，欧拉、中点和 Heun 方法的误差先增大到图外，RK4 的一开始就在图外，后来又都突然变小：代价花在稳定性上，而不是精度上。这时每步最便宜的欧拉方法最好，但也要二十多步。",
            ),
            holds: |picture| {
                picture.number("evaluations") == picture.number("euler") && picture.number("evaluations") > 20.0
            },
        },
    ],
    code: include_str!("choose_a_solver/code.rs"),
    picture,
}
.shipped();

/// What is compared: steps of one size, steps of its own size, or steps with noise.
#[derive(Clone, Copy)]
enum Method {
    Fixed(&'static dyn OdeSolver),
    Adaptive,
    Noisy(&'static dyn SdeSolver),
}

/// A method with its runs, from coarse to fine.
struct Candidate {
    method: Method,
    name: Text,
    /// Its name in Rust.
    rust: &'static str,
    ink: Ink,
    /// The order of the theory.
    theory: f64,
    runs: Vec<Run>,
}

/// One run.
#[derive(Clone, Copy)]
struct Run {
    /// The number of steps, or the tolerance.
    setting: f64,
    evaluations: f64,
    error: f64,
}

impl Candidate {
    /// The order that the finest runs show.
    fn order(&self) -> Result<f64, Fault> {
        let finest = &self.runs[self.runs.len() - FINEST..];
        let (h, errors): (Vec<f64>, Vec<f64>) = finest.iter().map(|run| (1.0 / run.evaluations, run.error)).unzip();
        Ok(convergence::order(&h, &errors)?)
    }

    /// The cheapest run from which on the error is at most what is asked; beyond the finest, what the theory promises.
    fn needs(&self, asked: f64) -> Run {
        if let Some(run) = self.runs.iter().rev().take_while(|run| run.error <= asked).last() {
            return *run;
        }
        let finest = self.runs[self.runs.len() - 1];
        let times = (finest.error / asked).powf(1.0 / self.theory);
        Run { evaluations: (finest.evaluations * times).ceil(), error: asked, ..finest }
    }
}

/// The problem, as the library and as Rust writes it; without one the equation has noise.
fn problem(name: &str) -> Result<Option<(code::Problem, &'static str)>, Fault> {
    Ok(match name {
        "decay" => Some((code::alone(|_, x| -x, (-1_f64).exp()), "alone(|_, x| -x, (-1_f64).exp())")),
        "time" => {
            Some((code::alone(|t, x| -2.0 * t * x, (-1_f64).exp()), "alone(|t, x| -2.0 * t * x, (-1_f64).exp())"))
        }
        "stiff" => Some((
            code::alone(|t, x| -50.0 * (x - t.cos()) - t.sin(), 1_f64.cos()),
            "alone(|t, x| -50.0 * (x - t.cos()) - t.sin(), 1_f64.cos())",
        )),
        "flow" => Some((code::flow()?, "flow()?")),
        _ => None,
    })
}

/// All that can solve the problem.
fn candidates(problem: Option<&code::Problem>) -> Result<Vec<Candidate>, Fault> {
    let Some(problem) = problem else {
        let methods: [(&'static dyn SdeSolver, usize, Text, &str, Ink, f64); 2] = [
            (&EulerMaruyama, 2, Text::new("Euler–Maruyama", "欧拉-丸山方法"), "EulerMaruyama", Ink::Method, 0.5),
            (&Milstein, 3, Text::new("Milstein", "Milstein 方法"), "Milstein", Ink::Other, 1.0),
        ];
        let fine = BrownianPath::sample(Seed(41), &TimeGrid::uniform(0.0, 1.0, FINE)?, PATHS, 1)?;
        let all = methods.into_iter().map(|(solver, cost, name, rust, ink, theory)| {
            let run = |n: usize| -> Result<Run, Fault> {
                let error = code::with_noise(solver, &fine.coarsen(FINE / n)?)?;
                Ok(Run { setting: n as f64, evaluations: (n * cost) as f64, error })
            };
            let steps = STEPS.into_iter().filter(|n| FINE.is_multiple_of(*n) && n * cost <= MOST);
            let runs = steps.map(run).collect::<Result<_, _>>()?;
            Ok(Candidate { method: Method::Noisy(solver), name, rust, ink, theory, runs })
        });
        return all.collect();
    };
    let methods: [(&'static dyn OdeSolver, Text, &str, Ink); 4] = [
        (&Euler, Text::new("Euler", "欧拉方法"), "Euler", Ink::Method),
        (&Midpoint, Text::new("midpoint", "中点法"), "Midpoint", Ink::Muted),
        (&Heun, Text::new("Heun", "Heun 方法"), "Heun", Ink::Other),
        (&Rk4, Text::new("RK4", "RK4"), "Rk4", Ink::Text),
    ];
    let mut all = Vec::new();
    for (solver, name, rust, ink) in methods {
        let run = |n: usize| -> Result<Run, Fault> {
            let [evaluations, error] = code::choose_a_solver(problem, solver, n)?;
            Ok(Run { setting: n as f64, evaluations, error })
        };
        let order = solver.order() as usize;
        let runs = STEPS.into_iter().filter(|n| n * order <= MOST).map(run).collect::<Result<_, _>>()?;
        all.push(Candidate { method: Method::Fixed(solver), name, rust, ink, theory: order as f64, runs });
    }
    let run = |tolerance: f64| -> Result<Run, Fault> {
        let [evaluations, error] = code::by_tolerance(problem, tolerance)?;
        Ok(Run { setting: tolerance, evaluations, error })
    };
    let runs = TOLERANCES.into_iter().map(run).collect::<Result<_, _>>()?;
    let name = Text::new("Dopri5", "Dopri5");
    all.push(Candidate { method: Method::Adaptive, name, rust: "Dopri5", ink: Ink::Text, theory: 5.0, runs });
    Ok(all)
}

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let asked = settings.number("asked");
    let problem = problem(settings.text("problem"))?;
    let candidates = candidates(problem.as_ref().map(|(problem, _)| problem))?;
    let needs: Vec<Run> = candidates.iter().map(|it| it.needs(asked)).collect();
    let cheaper = |a: &usize, b: &usize| {
        let price = |k: &usize| (needs[*k].evaluations, needs[*k].error);
        price(a).partial_cmp(&price(b)).unwrap_or(std::cmp::Ordering::Equal)
    };
    let best = (0..needs.len()).min_by(cheaper).unwrap_or_default();
    let (cheapest, run) = (&candidates[best], needs[best]);
    let rust = cheapest.rust;
    let call = match (&problem, cheapest.method) {
        (Some((_, name)), Method::Adaptive) => format!("by_tolerance(&{name}, {:?})?", run.setting),
        (Some((_, name)), _) => format!("choose_a_solver(&{name}, &{rust}, {})?", run.setting),
        (None, _) => format!(
            "with_noise(&{rust}, &BrownianPath::sample(Seed(41), &TimeGrid::uniform(0.0, 1.0, {FINE})?, {PATHS}, 1)?\
             .coarsen({})?)?",
            FINE / run.setting as usize
        ),
    };
    let euler = needs[0].evaluations;
    let of_euler = if problem.is_some() {
        Text::new(
            "evaluations of Euler's method (beyond the picture: by its order)",
            "欧拉方法的求值次数（超出图外的按阶推算）",
        )
    } else {
        Text::new(
            "evaluations of Euler–Maruyama (beyond the picture: by its order)",
            "欧拉-丸山方法的求值次数（超出图外的按阶推算）",
        )
    };
    // steps that a tolerance chooses have no size h
    let (order, theory) = match cheapest.method {
        Method::Adaptive => (f64::NAN, f64::NAN),
        _ => (cheapest.order()?, cheapest.theory),
    };
    Ok(Picture::default()
        .panel(prices(&candidates, cheapest, run, asked))
        .panel(ways(problem.as_ref().map(|(problem, _)| problem), cheapest.method, run)?)
        .reading(
            "evaluations",
            Text::new(
                "evaluations of the cheapest (beyond the picture: by its order)",
                "最省的方法的求值次数（超出图外的按阶推算）",
            ),
            run.evaluations,
            0,
        )
        .reading("error", Text::new("its error, at most what is asked", "它的误差（不超过要求）"), run.error, 5)
        .reading("euler", of_euler, euler, 0)
        .reading("order", Text::new("order of the cheapest, measured", "最省的方法的阶，实测"), order, 2)
        .reading("theory", Text::new("in theory", "理论值"), theory, 1)
        .call(call))
}

fn prices(candidates: &[Candidate], cheapest: &Candidate, run: Run, asked: f64) -> Panel {
    let mut panel = Panel::new(
        Text::new("error ε at t = 1 by evaluations N", "t = 1 处的误差 ε 与求值次数 N"),
        Axis::log(EVALUATIONS.0, EVALUATIONS.1, "N"),
        Axis::log(ERRORS.0, ERRORS.1, "ε"),
    );
    let line = panel.line(Ink::Error, 1.5, [(EVALUATIONS.0, asked), (EVALUATIONS.1, asked)]);
    line.dashed().named(Text::new("asked", "要求"));
    for it in candidates {
        let points = || it.runs.iter().map(|run| (run.evaluations, run.error));
        let line = panel.line(it.ink, 1.8, points()).named(it.name);
        if matches!(it.method, Method::Adaptive) {
            line.dashed();
        }
        panel.dots(it.ink, 1.8, points().filter(|point| (ERRORS.0..=ERRORS.1).contains(&point.1)));
    }
    let at = (run.evaluations.min(EVALUATIONS.1), run.error.max(ERRORS.0));
    if run.evaluations > EVALUATIONS.1 {
        panel.arrows(Ink::Error, 2.0, [[(EVALUATIONS.1 / 1.6, at.1), at]]);
    } else {
        panel.dots(Ink::Error, 5.0, [at]);
    }
    // below to the left no cheaper method passes
    let (words, side) = if at.0 < 12.0 { (at, Anchor::Below) } else { ((at.0, at.1 / 4.0), Anchor::Left) };
    panel.label(Ink::Text, cheapest.name, words, side);
    panel
}

/// What the run does, over the exact solution.
fn ways(problem: Option<&code::Problem>, method: Method, run: Run) -> Result<Panel, Fault> {
    let (exact, ways) = match (problem, method) {
        (Some(problem), method) => along_field(problem, method, run)?,
        (None, Method::Noisy(solver)) => along_noise(solver, run.setting as usize)?,
        (None, _) => Default::default(),
    };
    let heights = || exact.iter().flatten().map(|(_, x)| *x);
    let (low, high) = (heights().fold(f64::INFINITY, f64::min), heights().fold(f64::NEG_INFINITY, f64::max));
    let room = 0.12 * (high - low);
    let mut panel = Panel::new(
        Text::new("the run of the cheapest", "最省的方法怎样走"),
        Axis::new(0.0, 1.0, "t"),
        Axis::new(low - room, high + room, "X"),
    );
    for (k, way) in exact.iter().enumerate() {
        let line = panel.line(Ink::Truth, 3.0, way.iter().copied());
        if k == 0 {
            line.named(Text::new("exact", "精确解"));
        }
    }
    for (k, way) in ways.iter().enumerate() {
        let line = panel.line(Ink::Method, 1.4, way.iter().copied());
        if k == 0 {
            line.named(Text::new("its steps", "所走的各步"));
        }
        if way.len() <= 100 {
            panel.dots(Ink::Method, 2.2, way.iter().copied());
        }
    }
    Ok(panel)
}

type Ways = Vec<Vec<(f64, f64)>>;

fn along_field((u, x0, ..): &code::Problem, method: Method, run: Run) -> Result<(Ways, Ways), Fault> {
    let few = if x0.len() > 1 { noise_quantiles(8)? } else { x0.clone() };
    let (mut exact, mut ways) = (Ways::new(), Ways::new());
    for row in few.rows() {
        let start = Array2::from_elem((1, 1), row[0]);
        let way = |method: &dyn OdeMethod, grid: &TimeGrid| -> Result<Vec<(f64, f64)>, Fault> {
            let way = simulate_ode(u, method, grid, &start)?;
            Ok(grid.knots().iter().copied().zip(way.particle(0).iter().copied()).collect())
        };
        exact.push(way(&Rk4, &TimeGrid::uniform(0.0, 1.0, 200)?)?);
        ways.push(match method {
            Method::Fixed(solver) => {
                way(solver as &dyn OdeMethod, &TimeGrid::uniform(0.0, 1.0, run.setting as usize)?)?
            }
            _ => {
                let dopri5 = Dopri5 { rtol: run.setting, atol: run.setting };
                let steps = dopri5.steps(u, &TimeGrid::uniform(0.0, 1.0, 1)?, &start)?;
                way(&dopri5, &TimeGrid::from_knots(steps[0].times.clone())?)?
            }
        });
    }
    Ok((exact, ways))
}

/// Four paths.
fn along_noise(solver: &dyn SdeSolver, n: usize) -> Result<(Ways, Ways), Fault> {
    const DRAWN: usize = 4;
    let (growth, x0) = (GeometricBrownian::new(1, 0.5, 1.0)?, Array2::ones((DRAWN, 1)));
    let parts = 400_usize.div_ceil(n);
    let fine = BrownianPath::sample(Seed(41), &TimeGrid::uniform(0.0, 1.0, n * parts)?, DRAWN, 1)?;
    let coarse = fine.coarsen(parts)?;
    let points = |way: flowlab::Trajectory| -> Ways {
        let knots: Vec<f64> = way.grid.knots().to_vec();
        let one = |k| {
            let places: Array1<f64> = way.particle(k).column(0).to_owned();
            knots.iter().copied().zip(places).collect()
        };
        (0..DRAWN).map(one).collect()
    };
    Ok((points(growth.exact(&fine, &x0)?), points(simulate_sde(&growth, solver, &coarse, &x0)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLVERS: [&dyn OdeSolver; 4] = [&Euler, &Midpoint, &Heun, &Rk4];

    #[test]
    fn the_errors_on_the_flow_are_those_of_the_table_of_the_page() {
        // at 4, 8, 16 and 32 evaluations, from 10 000 quantiles
        let told = [
            [0.352276, 0.178416, 0.090353, 0.045533],
            [0.133931, 0.044880, 0.016387, 0.005541],
            [0.217132, 0.051178, 0.018271, 0.006119],
            [0.211685, 0.032888, 0.009679, 0.001545],
        ];
        let flow = code::flow().unwrap();
        for (solver, errors) in SOLVERS.into_iter().zip(told) {
            for (evaluations, told) in [4, 8, 16, 32].into_iter().zip(errors) {
                let n = evaluations / solver.order() as usize;
                let [cost, error] = code::choose_a_solver(&flow, solver, n).unwrap();
                assert_eq!(cost, evaluations as f64);
                // those leave out the outermost tails; here a midpoint rule over the data does not
                assert!((error - told).abs() < 1e-5, "{evaluations}: {error}, {told}");
            }
        }
    }

    #[test]
    fn a_step_on_the_decay_is_the_taylor_polynomial_of_its_order() {
        let decay = problem("decay").unwrap().unwrap().0;
        for solver in SOLVERS {
            for n in [1, 3, 10] {
                let h = 1.0 / n as f64;
                let terms = (1..=solver.order()).scan(1.0, |term, k| {
                    *term *= -h / f64::from(k);
                    Some(*term)
                });
                let factor = 1.0 + terms.sum::<f64>();
                let [_, error] = code::choose_a_solver(&decay, solver, n).unwrap();
                // ten steps of some roundings
                assert!((error - (factor.powi(n as i32) - (-1_f64).exp()).abs()).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn with_noise_the_errors_are_those_of_the_closed_form() {
        // The method multiplies by factors M, the solution by factors F, all pairs independent:
        // E (prod M − prod F)² = (E M²)ⁿ − 2 (E M F)ⁿ + (E F²)ⁿ.
        let theory = |n: f64, milstein: bool| {
            let h = 1.0 / n;
            let more = if milstein { h * h / 2.0 } else { 0.0 };
            let square = (1.0 + 0.5 * h).powi(2) + h + more;
            let mixed = (0.5 * h).exp() * (1.0 + 1.5 * h + more);
            (square.powf(n) - 2.0 * mixed.powf(n) + 2_f64.exp()).sqrt()
        };
        for (it, milstein) in candidates(None).unwrap().iter().zip([false, true]) {
            for run in &it.runs {
                let ratio = run.error / theory(run.setting, milstein);
                // The squares have heavy tails, e⁴ times a few: the root of a mean of 1000 has a relative sd of about 0.2.
                assert!((0.4..1.6).contains(&ratio), "{} {ratio}", run.setting);
            }
        }
    }

    #[test]
    fn the_finest_runs_show_the_order() {
        for name in ["decay", "time", "noise"] {
            let problem = problem(name).unwrap();
            for it in candidates(problem.as_ref().map(|it| &it.0)).unwrap() {
                if !matches!(it.method, Method::Adaptive) {
                    let order = it.order().unwrap();
                    // The next term of the error is of relative size 1/n; with noise 1000 paths blur the errors.
                    assert!(
                        (order / it.theory - 1.0).abs() < if name == "noise" { 0.2 } else { 0.01 },
                        "{name} {} {order}",
                        it.rust
                    );
                }
            }
        }
    }

    #[test]
    fn an_error_that_is_small_by_accident_does_not_count() {
        let run = |(evaluations, error)| Run { setting: evaluations, evaluations, error };
        let runs = [(1.0, 1e-9), (2.0, 0.5), (4.0, 0.25), (8.0, 0.125), (16.0, 0.0625), (32.0, 0.03125)].map(run);
        let candidate = Candidate {
            method: Method::Fixed(&Euler),
            name: Text::new("", ""),
            rust: "Euler",
            ink: Ink::Method,
            theory: 1.0,
            runs: runs.to_vec(),
        };
        assert_eq!(candidate.needs(0.2).evaluations, 8.0);
        // Order 1: ten times as exact is ten times as dear; the logarithms are rounded, and the number then up.
        let beyond = candidate.needs(0.003125).evaluations;
        assert!((320.0..=321.0).contains(&beyond), "{beyond}");
    }
}
