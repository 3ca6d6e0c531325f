//! `euler_error.png`: the error at t = 1 over the number of steps, for three solvers: the slopes are their orders.

use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::ode::{Euler, Heun, OdeMethod, Rk4};
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, ink};
use flowlab::process::LinearOde;
use flowlab::{Result, TimeGrid, simulate_ode_final};

use crate::drawing::{WIDE, powers_of_ten, with_ticks};
use crate::{Figure, Make};

const STEPS: [usize; 7] = [5, 10, 20, 40, 80, 160, 320];
/// The logarithms to base 10 of what the axes show.
const WINDOW: [(f64, f64); 2] = [(0.6, 2.6), (-13.0, -0.6)];
/// Each solver's order p, and the number in its leading error e^-1 / NUMBER n^-p for x' = -x from 1 at t = 1.
const LAWS: [(i32, f64); 3] = [(1, 2.0), (2, 6.0), (4, 120.0)];
const NAMES: [Text; 3] = [
    Text::new("Euler: slope −1", "欧拉方法：斜率 −1"),
    Text::new("Heun: slope −2", "Heun 方法：斜率 −2"),
    Text::new("RK4: slope −4", "RK4：斜率 −4"),
];

pub const FIGURE: Figure = Figure {
    id: "euler_error",
    caption: Text::new(
        "Error at $t = 1$ for $dX_t/dt = -X_t$, $X_0 = 1$, over the number of steps $n$, both axes logarithmic. Dots: measured; lines: the leading term $C n^{-p}$ of the theory. Twice the steps divide the error by $2^p$.",
        "$dX_t/dt = -X_t$、$X_0 = 1$ 在 $t = 1$ 的误差与步数 $n$ 的关系，两轴均为对数刻度。圆点：实测；直线：理论首项 $C n^{-p}$。步数加倍，误差缩小到 $1/2^p$。",
    ),
    alt: Text::new(
        "Three rows of dots fall along straight lines of slope -1, -2 and -4; at n = 320 Euler's error is a little below one thousandth and RK4's below ten to the minus twelve.",
        "三列点沿斜率 -1、-2、-4 的直线下降；n = 320 时欧拉方法的误差略低于千分之一，RK4 的误差低于 10 的 -12 次方。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The errors of each solver at each number of steps.
pub fn data() -> Result<[Vec<f64>; 3]> {
    let ode = LinearOde::new(1, 1.0)?;
    let start = array![[1.0]];
    let exact = ode.flow(1.0, &start)[[0, 0]];
    let errors = |solver: &dyn OdeMethod| {
        let error = |n: &usize| {
            let end = simulate_ode_final(&ode, solver, &TimeGrid::uniform(0.0, 1.0, *n)?, &start)?;
            Ok((end[[0, 0]] - exact).abs())
        };
        STEPS.iter().map(error).collect::<Result<Vec<f64>>>()
    };
    Ok([errors(&Euler)?, errors(&Heun)?, errors(&Rk4)?])
}

/// The leading term of a solver's error.
fn leading((order, number): (i32, f64), n: f64) -> f64 {
    (-1.0_f64).exp() / number * n.powi(-order)
}

fn inks(style: &Style) -> [Colour; 3] {
    [ink::method(style), ink::other_method(style), ink::text(style)]
}

pub fn draw(errors: &[Vec<f64>; 3], style: &Style) -> Result<Scene> {
    Scene::draw(WIDE.0, WIDE.1, style, |area| {
        let number = Text::new("number of steps $n$", "步数 $n$");
        let name = Text::new("error at $t = 1$", "$t = 1$ 处的误差");
        let names = [number, name].map(|text| text.get(style.lang));
        let across = STEPS.map(|n| ((n as f64).log10(), n.to_string()));
        let up = powers_of_ten([-12, -10, -8, -6, -4, -2]);
        let mut panel = with_ticks(Panel::on(area, style), WINDOW, names, [&across, &up], style)?;
        for (k, colour) in inks(style).into_iter().enumerate() {
            let ends = [4.4_f64, 360.0].map(|n| (n.log10(), leading(LAWS[k], n).log10()));
            panel.line(ends, Stroke::new(colour.alpha(0.55), 1.6))?;
            let dots = STEPS.iter().zip(&errors[k]).map(|(n, error)| ((*n as f64).log10(), error.log10()));
            panel.dots(dots, 4.0, colour)?;
            let at = (80.0_f64.log10(), leading(LAWS[k], 80.0).log10());
            panel.label(NAMES[k].get(style.lang), at, (8.0, -12.0), Anchor::Right, colour)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::convergence;

    #[test]
    fn the_slopes_are_the_orders_of_the_solvers() {
        let n = STEPS.map(|n| 1.0 / n as f64);
        for (errors, (order, _)) in data().unwrap().iter().zip(LAWS) {
            let slope = convergence::order(&n[2..6], &errors[2..6]).unwrap();
            // The next term of the error, of relative size about 1/n, adds .009, .016 and .018 over n = 20 to 160.
            assert!((slope - f64::from(order)).abs() < 0.03, "{slope}");
        }
    }

    #[test]
    fn the_errors_come_down_to_the_leading_term() {
        for (errors, law) in data().unwrap().iter().zip(LAWS) {
            for (n, error) in STEPS.iter().zip(errors) {
                let n = *n as f64;
                // Relative: the next term, below 1.3/n; absolute: rounding.
                assert!((error / leading(law, n) - 1.0).abs() < 1.3 / n + 1e-15 / error, "{n} {error}");
            }
        }
    }
}
