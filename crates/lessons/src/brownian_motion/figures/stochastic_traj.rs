//! `stochastic_traj.png`: random trajectories from one start.

use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink};
use flowlab::{BrownianPath, Result, Seed, TimeGrid};

use crate::drawing::{SMALL, SMALL_FONT, curve, linspace};
use crate::{Figure, Make};

const STEPS: usize = 500;
const PATHS: usize = 14;
const SEED: Seed = Seed(38);
const HEIGHT: f64 = 2.25;

pub const FIGURE: Figure = Figure {
    id: "stochastic_traj",
    caption: Text::new(
        "A stochastic process, here Brownian motion: from one start, each draw gives another trajectory. Dashed: plus and minus one standard deviation, $\\sqrt t$.",
        "随机过程（此处为布朗运动）：从同一个起点出发，每次抽取得到一条不同的轨迹。虚线：正负一个标准差 $\\pm\\sqrt t$。",
    ),
    alt: Text::new(
        "Jagged paths fan out from 0; two are strong, the others pale; dashed curves plus and minus the root of t run along.",
        "锯齿状的路径从 0 散开，两条较粗，其余较淡；虚线为正负根号 t。",
    ),
    make: Make::Still(|style| draw(&data(SEED)?, style)),
};

/// Brownian paths in one dimension.
pub fn data(seed: Seed) -> Result<Vec<Vec<(f64, f64)>>> {
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let brownian = BrownianPath::sample(seed, &grid, PATHS, 1)?;
    Ok((0..PATHS).map(|k| curve(grid.knots(), &brownian.particle(k).column(0).to_owned())).collect())
}

pub fn draw(paths: &[Vec<(f64, f64)>], style: &Style) -> Result<Scene> {
    Scene::draw(SMALL.0, SMALL.1, style, |area| {
        let mut panel = Panel::on(area, style)
            .x(0.0..1.22, "$t$")
            .y(-HEIGHT..HEIGHT, "$X_t$")
            .ticks(4, 5)
            .font(SMALL_FONT)
            .margin(8.0)
            .draw()?;
        for path in &paths[2..] {
            panel.line(path.iter().copied(), Stroke::new(ink::truth(style).alpha(0.5), 0.8))?;
        }
        for sign in [-1.0, 1.0] {
            let envelope = linspace(0.0, 1.0, 201).into_iter().map(|t| (t, sign * t.sqrt()));
            panel.dashes(envelope, Stroke::new(ink::text(style), 1.3), (4.5, 3.5))?;
        }
        panel.line(paths[1].iter().copied(), Stroke::new(ink::other_method(style), 1.5))?;
        panel.line(paths[0].iter().copied(), Stroke::new(ink::noise(style), 1.5))?;
        panel.knob((0.0, 0.0), 3.6, ink::text(style))?;
        panel.label("$X_0$", (0.0, 0.0), (2.0, -26.0), Anchor::Right, ink::text(style))?;
        panel.label("$+\\sqrt{t}$", (1.0, 1.0), (10.0, 0.0), Anchor::Right, ink::text(style))?;
        panel.label("$-\\sqrt{t}$", (1.0, -1.0), (10.0, 0.0), Anchor::Right, ink::text(style))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_picture() {
        assert!(data(SEED).unwrap().iter().flatten().all(|(_, w)| w.abs() < HEIGHT));
    }
}
