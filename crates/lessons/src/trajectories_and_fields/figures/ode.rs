//! `ode.png`: a solution of an ODE follows the arrows of its field.

use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Scene, Stroke, Style, ink};
use flowlab::{Result, TimeGrid, VectorField, simulate_ode};

use crate::drawing::{SMALL, linspace, plane, points, swirl};
use crate::{Figure, Make};

/// The start of the strong trajectory, then those of its neighbours.
const STARTS: [[f64; 2]; 5] = [[0.85, -0.85], [0.1, -0.62], [1.95, -1.15], [-0.9, 0.7], [-2.35, 1.2]];
const STEPS: usize = 240;
/// Times at which the velocity is drawn.
const MARKS: [f64; 3] = [0.2, 0.47, 0.74];
/// Where the arrow that names it starts.
const KEY: (f64, f64) = (1.55, 2.33);

pub const FIGURE: Figure = Figure {
    id: "ode",
    caption: Text::new(
        "A solution of $dX_t/dt = u_t(X_t)$: at every time its velocity (orange, drawn three times as long) is the field's value at that place. Two different solutions of this field are never in one place at the same time; the field does not change with time, so their curves do not cross either.",
        "$dX_t/dt = u_t(X_t)$ 的一个解：在任何时刻，它的速度（橙色，画成三倍长）都等于向量场在该处的值。这个向量场的两个不同的解不会在同一时刻处于同一位置；它又不随时间变化，所以曲线也不相交。",
    ),
    alt: Text::new(
        "A curve starts at X_0 and spirals outwards; at three points its velocity is drawn as an arrow along the curve. Thin neighbouring curves keep clear of it.",
        "一条曲线从 X_0 出发向外旋转；三个点处沿曲线画出速度箭头。旁边较细的曲线不与它相交。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The trajectories, the strong one first.
pub fn data() -> Result<Vec<Vec<(f64, f64)>>> {
    let grid = TimeGrid::uniform(0.0, 1.0, STEPS)?;
    let trajectory = simulate_ode(&swirl(), &Rk4, &grid, &flowlab::ndarray::Array2::from(STARTS.to_vec()))?;
    Ok((0..STARTS.len()).map(|k| points(&trajectory.particle(k))).collect())
}

pub fn draw(paths: &[Vec<(f64, f64)>], style: &Style) -> Result<Scene> {
    let (strong, field) = (ink::data(style), ink::truth(style));
    Scene::draw(SMALL.0, SMALL.1, style, |area| {
        let mut panel = plane(area, style)?;
        let swirl = swirl();
        for y in linspace(-2.0, 2.0, 9) {
            for x in linspace(-2.5, 2.5, 11) {
                let u = swirl.at(0.0, &array![[x, y]]);
                let half = (0.036 * u[[0, 0]], 0.036 * u[[0, 1]]);
                let stroke = Stroke::new(field.alpha(0.55), 0.9);
                panel.arrow((x - half.0, y - half.1), (x + half.0, y + half.1), stroke)?;
            }
        }
        for path in &paths[1..] {
            panel.line(path.iter().copied(), Stroke::new(ink::muted(style), 1.3))?;
            panel.dots([path[0]], 2.2, ink::muted(style))?;
        }
        panel.line(paths[0].iter().copied(), Stroke::new(strong, 2.8))?;
        for time in MARKS {
            let point = paths[0][(time * STEPS as f64) as usize];
            let u = swirl.at(time, &array![[point.0, point.1]]);
            let tip = (point.0 + 0.216 * u[[0, 0]], point.1 + 0.216 * u[[0, 1]]);
            panel.arrow(point, tip, Stroke::new(ink::noise(style), 2.1))?;
            panel.knob(point, 3.2, strong)?;
        }
        panel.arrow(KEY, (KEY.0 + 0.5, KEY.1), Stroke::new(ink::noise(style), 2.1))?;
        panel.label("$u_t(X_t)$", (KEY.0 + 0.5, KEY.1), (5.0, 0.0), Anchor::Right, ink::text(style))?;
        panel.knob(paths[0][0], 4.2, strong)?;
        panel.label("$X_0$", paths[0][0], (6.0, 6.0), Anchor::Right, ink::text(style))?;
        panel.knob(paths[0][STEPS], 4.2, strong)?;
        panel.label("$X_1$", paths[0][STEPS], (-6.0, 5.0), Anchor::Left, ink::text(style))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_keep_their_distance_at_every_time() {
        let paths = data().unwrap();
        for path in &paths[1..] {
            let closest =
                path.iter().zip(&paths[0]).map(|(a, b)| (a.0 - b.0).hypot(a.1 - b.1)).fold(f64::MAX, f64::min);
            assert!(closest > 0.1, "{closest}");
        }
    }
}
