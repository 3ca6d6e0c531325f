//! `choose_a_solver.png`: which method reaches an error that is asked for with the fewest evaluations of the field.

use flowlab::distribution::{Density, Gaussian};
use flowlab::lang::{Lang, Text};
use flowlab::ndarray::{Array1, Array2, Axis};
use flowlab::ode::{Dopri5, Euler, Heun, Midpoint, OdeMethod, OdeSolver, Rk4};
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, ink};
use flowlab::{Result, TimeGrid, simulate_ode_final};

use crate::drawing::{WIDE, powers_of_ten, with_ticks};
use crate::models::{mixture, mixture_cdf, mixture_field};
use crate::{Figure, Make};

/// The error that is asked for.
const ASKED: f64 = 1e-2;
/// Numbers of steps that are tried, and the most evaluations of the field.
const STEPS: [usize; 39] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 45, 50, 56, 64, 72, 80, 90, 100,
    120, 144, 160, 180, 200, 240, 288, 360,
];
const MOST: usize = 360;
const TOLERANCES: [f64; 7] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7];
/// Each solver with a fixed step size, and how often a step asks.
const SOLVERS: [(&dyn OdeSolver, usize); 4] = [(&Euler, 1), (&Midpoint, 2), (&Heun, 2), (&Rk4, 4)];
/// Name of each method, and where it stands beside the last of its dots.
const NAMES: [(Text, (f64, f64)); 5] = [
    (Text::new("Euler", "欧拉方法"), (8.0, 0.0)),
    (Text::new("midpoint", "中点法"), (8.0, 8.0)),
    (Text::new("Heun", "Heun 方法"), (8.0, -8.0)),
    (Text::new("RK4", "RK4"), (8.0, 0.0)),
    (Text::new("Dopri5", "Dopri5"), (8.0, 0.0)),
];
/// Cells over the data right of 0, and their width: the starts are where the exact flow comes from to their middles.
const CELLS: (usize, f64) = (40, 0.125);
/// The logarithms to base 10 of what the axes show.
const WINDOW: [(f64, f64); 2] = [(-0.1, 3.0), (-7.3, 0.7)];

pub const FIGURE: Figure = Figure {
    id: "choose_a_solver",
    caption: Text::new(
        "Which method is the cheapest if an error of $0.01$ is good enough? The exact field from $\\mathcal N(0, 1)$ to two hills: root mean square error at $t = 1$ over the evaluations of the field that one start costs, both axes logarithmic. Strong: accurate enough. RK4 gets there first, with 16; midpoint and Heun need 24, Dopri5 27 on average (rings: the tolerances $10^{-1}$ to $10^{-7}$), Euler about 150.",
        "误差只要求 $0.01$，哪种方法最省？从 $\\mathcal N(0, 1)$ 到双峰分布的精确场：$t = 1$ 处的均方根误差与每个起点所需求值次数的关系，两轴均为对数刻度。深色：已达到要求。RK4 最先达到，只要 16 次；中点法和 Heun 方法要 24 次，Dopri5 平均 27 次（圆圈，容差取 $10^{-1}$ 到 $10^{-7}$），欧拉方法约 150 次。",
    ),
    alt: Text::new(
        "Five falling rows of dots and a dashed red line at the error 0.01. Dots above the line are pale, those below it strong. RK4's row meets the line first, at 16 evaluations, where a red ring marks the winner; midpoint, Heun and Dopri5 follow between 24 and 27, Euler between 144 and 160. Far below the line Dopri5 is the cheapest.",
        "五列下降的点，误差 0.01 处有一条红色虚线；虚线以上的点颜色浅，以下的颜色深。RK4 最先碰到虚线，求值 16 次，用红圈标出；中点法、Heun 方法和 Dopri5 在 24 到 27 次之间，欧拉方法在 144 到 160 次之间。远在虚线以下时，最省的是 Dopri5。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// Evaluations and error of each method: those of [`SOLVERS`], and Dopri5.
pub fn data() -> Result<[Vec<(f64, f64)>; 5]> {
    let (field, (starts, ends, counts)) = (mixture_field()?, problem()?);
    let grid = |n| TimeGrid::uniform(0.0, 1.0, n);
    let mean = |values: Array1<f64>| values.dot(&counts) / counts.sum();
    let error = |method: &dyn OdeMethod, n| -> Result<f64> {
        let gaps = simulate_ode_final(&field, method, &grid(n)?, &starts)?.column(0).to_owned() - &ends;
        Ok(mean(&gaps * &gaps).sqrt())
    };
    let mut rows: [Vec<(f64, f64)>; 5] = Default::default();
    for (row, (solver, cost)) in rows.iter_mut().zip(SOLVERS) {
        for n in STEPS.into_iter().filter(|n| n * cost <= MOST) {
            row.push(((n * cost) as f64, error(solver as &dyn OdeMethod, n)?));
        }
    }
    for tolerance in TOLERANCES {
        let dopri5 = Dopri5 { rtol: tolerance, atol: tolerance };
        let asked = dopri5.steps(&field, &grid(1)?, &starts)?.iter().map(|steps| steps.evaluations as f64).collect();
        rows[4].push((mean(asked), error(&dopri5, 1)?));
    }
    Ok(rows)
}

/// Starts, (n, 1), where the exact flow takes them, and how much each counts: the right half, as the field is odd.
fn problem() -> Result<(Array2<f64>, Array1<f64>, Array1<f64>)> {
    let (noise, (cells, width)) = (Gaussian::standard(1)?, CELLS);
    let ends = Array1::from_shape_fn(cells, |i| width * (i as f64 + 0.5));
    let starts: Result<Array1<f64>> = ends.iter().map(|x| noise.quantile(mixture_cdf(*x))).collect();
    let counts = mixture()?.log_density(&ends.view().insert_axis(Axis(1))).mapv(f64::exp);
    Ok((starts?.insert_axis(Axis(1)), ends, counts))
}

/// The cheapest run of a method from which on the error is at most what is asked.
fn enough(row: &[(f64, f64)], asked: f64) -> Option<(f64, f64)> {
    row.iter().rev().take_while(|(_, error)| *error <= asked).last().copied()
}

/// The number of the method that is the cheapest, and its run.
fn winner(rows: &[Vec<(f64, f64)>; 5], asked: f64) -> Option<(usize, (f64, f64))> {
    let runs = rows.iter().enumerate().filter_map(|(k, row)| Some((k, enough(row, asked)?)));
    runs.min_by(|a, b| a.1.0.total_cmp(&b.1.0))
}

fn inks(style: &Style) -> [Colour; 5] {
    [ink::method(style), ink::muted(style), ink::other_method(style), ink::text(style), ink::text(style)]
}

fn logarithms((cost, error): (f64, f64)) -> (f64, f64) {
    (cost.log10(), error.log10())
}

pub fn draw(rows: &[Vec<(f64, f64)>; 5], style: &Style) -> Result<Scene> {
    Scene::draw(WIDE.0, WIDE.1, style, |area| {
        let number = Text::new("evaluations of the field", "求值次数");
        let name = Text::new("error at $t = 1$", "$t = 1$ 处的误差");
        let names = [number, name].map(|text| text.get(style.lang));
        let across = [1, 4, 16, 64, 256].map(|n| (f64::from(n).log10(), n.to_string()));
        let up = powers_of_ten([-7, -6, -5, -4, -3, -2, -1, 0]);
        let mut panel = with_ticks(Panel::on(area, style), WINDOW, names, [&across, &up], style)?;
        let [(left, right), (low, _)] = WINDOW;
        let (red, asked) = (ink::error(style), ASKED.log10());
        panel.dashes([(left, asked), (right, asked)], Stroke::new(red, 1.4), (6.0, 4.0))?;
        let words = Text::new("asked: 0.01", "要求：0.01");
        panel.label(words.get(style.lang), (left, asked), (8.0, -10.0), Anchor::Right, red)?;
        for (k, (row, colour)) in rows.iter().zip(inks(style)).enumerate() {
            let from = enough(row, ASKED).map_or(f64::INFINITY, |run| run.0);
            panel.line(row.iter().copied().map(logarithms), Stroke::new(colour.alpha(0.45), 1.5))?;
            for run in row {
                let ink = if run.0 < from { colour.mix(ink::ground(style), 0.55) } else { colour };
                panel.dots([logarithms(*run)], if k < SOLVERS.len() { 2.5 } else { 4.0 }, ink)?;
                if k == SOLVERS.len() {
                    panel.dots([logarithms(*run)], 2.3, ink::ground(style))?;
                }
            }
            let (name, offset) = NAMES[k];
            panel.label(name.get(style.lang), logarithms(row[row.len() - 1]), offset, Anchor::Right, colour)?;
        }
        let Some((best, run)) = winner(rows, ASKED) else { return Ok(()) };
        let at = logarithms(run);
        panel.dashes([at, (at.0, low)], Stroke::new(red, 1.4), (2.5, 3.0))?;
        panel.dots([at], 7.0, red)?;
        panel.knob(at, 3.2, inks(style)[best])?;
        let name = NAMES[best].0.get(style.lang);
        let price = match style.lang {
            Lang::En => format!("{name}: {} evaluations", run.0),
            Lang::Zh => format!("{name}：求值 {} 次", run.0),
        };
        panel.label(&price, at, (-8.0, 16.0), Anchor::Left, ink::text(style))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::convergence;

    #[test]
    fn the_errors_are_those_of_the_table_of_the_page() {
        let (rows, claims) = (data().unwrap(), crate::claims());
        for (row, name) in rows.iter().zip(["euler", "midpoint", "heun", "rk4"]) {
            for evaluations in [4, 8, 16, 32] {
                let id = format!("euler-flow-{name}-{evaluations}");
                let claim = claims.iter().find(|claim| claim.id == id).unwrap();
                let told = (claim.run)(claim.seed).unwrap();
                let (_, error) = row.iter().find(|run| run.0 == f64::from(evaluations)).unwrap();
                // that leaves out the outermost tails of the noise, the cells over the data do not
                assert!((error - told).abs() < 1e-5, "{id}: {error}, {told}");
            }
        }
    }

    #[test]
    fn the_slopes_of_the_lines_are_the_orders() {
        for (row, (solver, _)) in data().unwrap().iter().zip(SOLVERS) {
            let (h, errors): (Vec<f64>, Vec<f64>) = row[row.len() - 5..].iter().map(|run| (1.0 / run.0, run.1)).unzip();
            let (slope, order) = (convergence::order(&h, &errors).unwrap(), f64::from(solver.order()));
            // The next term of the error, of relative size C/n: doubling n again halves the gap.
            assert!((slope - order).abs() < 0.04 * order, "{slope}, {order}");
        }
    }

    #[test]
    fn the_prices_are_those_of_the_caption() {
        let rows = data().unwrap();
        let price = |k: usize| enough(&rows[k], ASKED).unwrap().0;
        assert_eq!([1, 2, 3].map(price), [24.0, 24.0, 16.0]);
        assert_eq!(price(4).round(), 27.0);
        assert_eq!(winner(&rows, ASKED).unwrap().0, 3);
        // Euler: more than 144, at most 160. What was not tried between the others' steps changes nothing: one step less
        // is too few.
        assert_eq!(price(0), 160.0);
        let (field, (starts, ends, counts)) = (mixture_field().unwrap(), problem().unwrap());
        for (solver, n) in [(&Midpoint as &dyn OdeMethod, 11), (&Heun, 11), (&Rk4, 3), (&Euler, 146)] {
            let grid = TimeGrid::uniform(0.0, 1.0, n).unwrap();
            let gaps = simulate_ode_final(&field, solver, &grid, &starts).unwrap().column(0).to_owned() - &ends;
            assert!(((&gaps * &gaps).dot(&counts) / counts.sum()).sqrt() > ASKED, "{n}");
        }
    }

    #[test]
    fn every_dot_is_inside_the_frame() {
        let [(left, right), (low, high)] = WINDOW;
        for (cost, error) in data().unwrap().into_iter().flatten().map(logarithms) {
            assert!((left..right).contains(&cost) && (low..high).contains(&error), "{cost}, {error}");
        }
    }

    #[test]
    fn another_line_has_another_winner() {
        // as the page says
        let rows = data().unwrap();
        let price = |k: usize| enough(&rows[k], 0.1).unwrap().0;
        assert_eq!([1, 2, 3].map(price), [6.0, 6.0, 8.0]);
        assert!(price(0) > 8.0 && price(4) > 8.0);
        for asked in [1e-3, 1e-4, 1e-5, 1e-6] {
            assert_eq!(winner(&rows, asked).unwrap().0, 4);
        }
    }
}
