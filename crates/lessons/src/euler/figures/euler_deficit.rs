//! `euler_deficit.png`: how far Euler's values of x' = -lambda x fall below the exact ones, at several rates.

use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::ode::Euler;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink};
use flowlab::process::LinearOde;
use flowlab::{Result, TimeGrid, simulate_ode};

use crate::drawing::WIDE;
use crate::linear_ode::figures::linear_ode_rates::{RATES, shade};
use crate::{Figure, Make};

const STEPS: usize = 200;
/// Where the time axis ends: the labels stand beyond t = 1.
const END: f64 = 1.3;

pub const FIGURE: Figure = Figure {
    id: "euler_deficit",
    caption: Text::new(
        "Euler's method with n = 200 steps for $dX_t/dt = -\\lambda X_t$: its value over the exact one. The relative deficit grows with the time and with the square of the rate; dashed: the leading term $e^{-\\lambda^2 h t/2}$, $h = 1/200$.",
        "用 n = 200 步的欧拉方法解 $dX_t/dt = -\\lambda X_t$：图为数值解与精确解之比。相对误差随时间增大，也随速率的平方增大；虚线：首项 $e^{-\\lambda^2 h t/2}$，$h = 1/200$。",
    ),
    alt: Text::new(
        "Four curves start at 1 and fall: for rates 1 and 2 hardly, for 5 to 0.94 and for 10 to 0.77 at t = 1.",
        "四条曲线从 1 开始下降：速率为 1 和 2 时几乎不变，为 5 时降到 0.94，为 10 时在 t = 1 降到 0.77。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// For each rate Euler's value over the exact one at the knots.
pub fn data() -> Result<Vec<Vec<(f64, f64)>>> {
    let ratios = RATES.iter().map(|rate| {
        let ode = LinearOde::new(1, *rate)?;
        let start = array![[1.0]];
        let euler = simulate_ode(&ode, &Euler, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &start)?;
        let ratio = |(k, t): (usize, &f64)| (*t, euler.view(k)[[0, 0]] / ode.flow(*t, &start)[[0, 0]]);
        Ok(euler.grid.knots().iter().enumerate().map(ratio).collect())
    });
    ratios.collect()
}

pub fn draw(ratios: &[Vec<(f64, f64)>], style: &Style) -> Result<Scene> {
    let text = ink::text(style);
    let name = Text::new("Euler / exact", "欧拉方法 / 精确解");
    Scene::draw(WIDE.0, WIDE.1, style, |area| {
        let mut panel = Panel::on(area, style)
            .x(0.0..END, "$t$")
            .y(0.75..1.025, name.get(style.lang))
            .ticks(4, 6)
            .font(13.0)
            .draw()?;
        panel.line([(0.0, 1.0), (1.0, 1.0)], Stroke::new(ink::truth(style), 2.0))?;
        for (k, (rate, ratio)) in RATES.iter().zip(ratios).enumerate() {
            panel.line(ratio.iter().copied(), Stroke::new(shade(k, style), 2.6))?;
            let h = 1.0 / STEPS as f64;
            let law = ratio.iter().map(|(t, _)| (*t, (-rate * rate * h * t / 2.0).exp()));
            panel.dashes(law, Stroke::new(text, 1.1), (4.0, 4.0))?;
            let end = ratio[STEPS];
            panel.dots([end], 3.6, shade(k, style))?;
            let percent = 100.0 * (end.1 - 1.0);
            let digits = if percent > -1.0 { 2 } else { 1 };
            // The two upper labels keep clear of each other.
            let down = [-8.0, 7.0, 0.0, 0.0][k];
            let words = format!("$\\lambda = {rate}$: ${percent:.digits$}$ %");
            panel.label(&words, end, (9.0, down), Anchor::Right, text)?;
        }
        let middle = ratios[RATES.len() - 1][STEPS / 2];
        panel.label("$e^{-\\lambda^2 h t/2}$", middle, (10.0, -12.0), Anchor::Right, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euler_over_exact_is_a_power() {
        for (rate, ratio) in RATES.iter().zip(data().unwrap()) {
            for (k, (t, value)) in ratio.into_iter().enumerate() {
                let power = ((1.0 - rate / STEPS as f64).ln() * k as f64 + rate * t).exp();
                // Up to 200 roundings of relative size 1.1e-16, and those of the exponents.
                assert!((value / power - 1.0).abs() < 1e-13);
            }
        }
    }
}
