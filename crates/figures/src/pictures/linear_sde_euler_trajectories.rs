//! `linear_sde_euler_trajectories.png`: Euler-Maruyama on dX = -lambda X dt + sigma dW.

use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{ColourMap, Panel, Scene, Stroke, Style, ink};
use flowlab::process::OrnsteinUhlenbeck;
use flowlab::sde::EulerMaruyama;
use flowlab::{BrownianPath, Result, Seed, TimeGrid, simulate_sde};

use super::common::{WIDE, curve, key, linspace};
use super::linear_ode_trajectories::{Curves, LAMBDA, N_STARTS, REACH, shade, start};
use crate::{Figure, Picture};

const SIGMA: f64 = 1.0;
const STEPS: usize = 200;
const SEED: Seed = Seed(7);

pub const FIGURE: Figure = Figure {
    id: "linear_sde_euler_trajectories",
    file: "linear_sde_euler_trajectories.png",
    caption: Text::new(
        "Algorithm 2 on dX_t = -λ X_t dt + σ dW_t, λ = 10, σ = 1, n = 200: each path falls along its mean (grey) and then keeps trembling in the band of two standard deviations of the stationary law.",
        "用算法 2 模拟 dX_t = -λ X_t dt + σ dW_t，λ = 10，σ = 1，n = 200：每条路径先沿均值（灰色）回落，随后在平稳分布两倍标准差的带内不停抖动。",
    ),
    alt: Text::new(
        "Twenty jagged paths start between -10 and 10, follow smooth grey curves to 0 and stay in a narrow band around it.",
        "二十条锯齿状路径从 -10 到 10 之间出发，沿光滑的灰色曲线趋于 0，并停留在其附近的窄带中。",
    ),
    make: |style| Ok(Picture::Still(draw(&data(SEED)?, style)?)),
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
        Ok(())
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
