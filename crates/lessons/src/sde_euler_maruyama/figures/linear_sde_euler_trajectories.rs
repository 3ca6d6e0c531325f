//! `linear_sde_euler_trajectories.png`: Euler-Maruyama on dX = -lambda X dt + sigma dW.

use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::OrnsteinUhlenbeck;
use flowlab::sde::EulerMaruyama;
use flowlab::{BrownianPath, Result, Seed, TimeGrid, simulate_sde};

use crate::drawing::{WIDE, curve, key, linspace, outline};
use crate::linear_ode::figures::linear_ode_trajectories::{Curves, LAMBDA, N_STARTS, REACH, shade, start};
use crate::{Figure, Make};

const SIGMA: f64 = 1.0;
const STEPS: usize = 200;
const SEED: Seed = Seed(7);
/// The window that is magnified, times and places, and each how manieth path it shows.
const WINDOW: [(f64, f64); 2] = [(0.6, 1.0), (-0.95, 0.95)];
const MAGNIFIED: usize = 6;

pub const FIGURE: Figure = Figure {
    id: "linear_sde_euler_trajectories",
    caption: Text::new(
        r"The Euler–Maruyama method (algorithm 2) for $dX_t = -\lambda X_t\,dt + \sigma\,dW_t$, $\lambda = 10$, $\sigma = 1$, $n = 200$: each path first follows its mean (grey) to 0, then keeps fluctuating, about 95% of the time within two standard deviations of the stationary law.",
        r"用欧拉-丸山方法（算法 2）模拟 $dX_t = -\lambda X_t\,dt + \sigma\,dW_t$，$\lambda = 10$，$\sigma = 1$，$n = 200$：每条路径先随均值（灰色）趋近 0，随后不停起伏，约 95% 的时间处在平稳分布的两倍标准差以内。",
    ),
    alt: Text::new(
        "Twenty jagged paths start between -10 and 10, follow smooth grey curves to 0 and mostly stay in a narrow band around it.",
        "二十条锯齿状路径从 -10 到 10 之间出发，沿光滑的灰色曲线趋于 0，此后大多停留在其附近的窄带中。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// The simulated paths, X_0 included.
pub fn data(seed: Seed) -> Result<Curves> {
    let sde = OrnsteinUhlenbeck::new(1, LAMBDA, SIGMA)?;
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let brownian = BrownianPath::sample(seed, &grid, N_STARTS, 1)?;
    let starts = Array2::from_shape_fn((N_STARTS, 1), |(k, _)| start(k));
    let trajectory = simulate_sde(&sde, &EulerMaruyama, &brownian, &starts)?;
    let path = |k: usize| curve(grid.knots(), &trajectory.particle(k).column(0).to_owned());
    Ok((0..N_STARTS).map(|k| (start(k), path(k))).collect())
}

pub fn draw(paths: &Curves, style: &Style) -> Result<Scene> {
    let colours = ColourMap::place(style);
    let (grey, text) = (ink::truth(style), ink::text(style));
    let sde = OrnsteinUhlenbeck::new(1, LAMBDA, SIGMA)?;
    let sd = sde.stationary()?.covariance()[[0, 0]].sqrt();
    Scene::draw(WIDE.0, WIDE.1, style, |area| {
        let mut panel =
            Panel::on(area, style).x(0.0..1.0, "$t$").y(-10.8..10.8, "$X_t$").ticks(6, 5).font(13.0).draw()?;
        panel.tile((0.0, -2.0 * sd), (1.0, 2.0 * sd), grey.alpha(0.3))?;
        let times = linspace(0.0, 1.0, 201);
        for k in 0..N_STARTS {
            let mean = |t: f64| sde.mean(t, &Array2::from_elem((1, 1), start(k)))[[0, 0]];
            panel.line(times.iter().map(|t| (*t, mean(*t))), Stroke::new(grey.alpha(0.7), 1.2))?;
        }
        for (start, path) in paths {
            panel.line(path.iter().copied(), Stroke::new(shade(&colours, *start), 1.2))?;
        }
        panel.dots(paths.iter().map(|(start, _)| (0.0, *start)), 2.6, text)?;
        let words = [
            (Stroke::new(colours.at(0.62), 1.4), Text::new("Euler–Maruyama, $n = 200$", "欧拉-丸山，$n = 200$")),
            (
                Stroke::new(grey.alpha(0.8), 1.4),
                Text::new("exact mean $e^{-\\lambda t} X_0$", "精确均值 $e^{-\\lambda t} X_0$"),
            ),
            (
                Stroke::new(grey.alpha(0.45), 5.0),
                Text::new("stationary law, $\\pm 2\\,\\mathrm{sd}$", "平稳分布，$\\pm 2$ 倍标准差"),
            ),
        ];
        for (row, (stroke, words)) in words.into_iter().enumerate() {
            key(&mut panel, (0.5, 0.86 * REACH - 1.9 * row as f64), stroke, words.get(style.lang), text)?;
        }
        let [(t0, t1), (low, high)] = WINDOW;
        outline(&mut panel, WINDOW, Stroke::new(text, 1.2))?;
        panel.dashes([(t0, low), (0.43, -2.35)], Stroke::new(ink::muted(style), 0.9), (3.5, 3.0))?;
        panel.dashes([(t1, low), (0.975, -2.35)], Stroke::new(ink::muted(style), 0.9), (3.5, 3.0))?;
        let place = area.clone().shrink((px(272.0), px(190.0)), (px(266.0), px(112.0)));
        let mut inset = Panel::on(&place, style).bare().margin(0.0).x(t0..t1, "").y(low..high, "").draw()?;
        inset.tile((t0, low), (t1, high), ink::ground(style))?;
        inset.tile((t0, -2.0 * sd), (t1, 2.0 * sd), grey.alpha(0.3))?;
        for (start, path) in paths.iter().step_by(MAGNIFIED) {
            let inside = path.iter().copied().filter(|(t, _)| (t0..=t1).contains(t));
            inset.line(inside, Stroke::new(shade(&colours, *start), 1.4))?;
        }
        outline(&mut inset, WINDOW, Stroke::new(text, 1.2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_include_their_start_and_end_in_the_band() {
        let paths = data(SEED).unwrap();
        assert!(paths.iter().all(|(start, path)| path[0] == (0.0, *start) && path.len() == STEPS + 1));
        // sd .226 at the end; twenty paths beyond 4.5 sd by chance once in 7000 seeds.
        assert!(paths.iter().all(|(_, path)| path[STEPS].1.abs() < 4.5 * 0.2265));
    }
}
