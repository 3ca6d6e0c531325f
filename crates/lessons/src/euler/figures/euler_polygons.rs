//! `euler_polygons.png`: Euler's method in the plane: each side of the polygon goes straight on for one step.

use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::ode::Euler;
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, ink};
use flowlab::process::MatrixOde;
use flowlab::{Result, TimeGrid, VectorField, simulate_ode};

use crate::drawing::{linspace, points};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (620, 400);
/// u(x) = A x turns at the rate 3 and shrinks at the rate 1/2.
const A: [[f64; 2]; 2] = [[-0.5, -3.0], [3.0, -0.5]];
const START: [f64; 2] = [1.0, 0.0];
const STEPS: [usize; 3] = [4, 8, 16];
const WINDOW: [(f64, f64); 2] = [(-1.95, 1.4), (-0.35, 1.65)];

pub const FIGURE: Figure = Figure {
    id: "euler_polygons",
    caption: Text::new(
        "Euler's method for $dX_t/dt = A X_t$ with $n = 4$, 8 and 16 steps, and the exact solution (grey). Each side of a polygon follows the arrow at its first corner for the time $h = 1/n$. With twice as many steps the distance of the ends (red) falls to a little less than half.",
        "用欧拉方法解 $dX_t/dt = A X_t$，步数 $n = 4$、8、16，以及精确解（灰色）。折线的每一段都以起点处的速度匀速走过时间 $h = 1/n$。步数加倍，终点处的误差（红色）减到略小于一半。",
    ),
    alt: Text::new(
        "A grey spiral bends inwards from X_0; polygons with 4, 8 and 16 sides start along it and leave it outwards, the one with 16 sides least.",
        "一条灰色螺线从 X_0 向内弯；4、8、16 段的折线起初沿着它，随后向外偏离，16 段的偏离最小。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

type Points = Vec<(f64, f64)>;

/// The exact curve, and the corners of the polygons.
pub fn data() -> Result<(Points, Vec<Points>)> {
    let (ode, start) = (MatrixOde::new(Array2::from(A.to_vec()))?, array![START]);
    let exact = linspace(0.0, 1.0, 201).into_iter().map(|t| points(&ode.flow(t, &start))[0]).collect();
    let polygon =
        |n: &usize| Ok(points(&simulate_ode(&ode, &Euler, &TimeGrid::uniform(0.0, 1.0, *n)?, &start)?.particle(0)));
    Ok((exact, STEPS.iter().map(polygon).collect::<Result<_>>()?))
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

fn inks(style: &Style) -> [Colour; 3] {
    let (method, ground) = (ink::method(style), ink::ground(style));
    [method.mix(ground, 0.5), method.mix(ground, 0.2), method.mix(ink::text(style), 0.35)]
}

pub fn draw((exact, polygons): &(Points, Vec<Points>), style: &Style) -> Result<Scene> {
    let (grey, text) = (ink::truth(style), ink::text(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let [x, y] = WINDOW;
        let mut panel =
            Panel::on(area, style).x(x.0..x.1, "$x_1$").y(y.0..y.1, "$x_2$").ticks(7, 5).equal().font(13.0).draw()?;
        let ode = MatrixOde::new(Array2::from(A.to_vec()))?;
        for y in linspace(-0.25, 1.5, 8) {
            for x in linspace(-1.75, 1.25, 13) {
                let u = ode.at(0.0, &array![[x, y]]);
                let half = (0.016 * u[[0, 0]], 0.016 * u[[0, 1]]);
                panel.arrow((x - half.0, y - half.1), (x + half.0, y + half.1), Stroke::new(grey.alpha(0.5), 0.9))?;
            }
        }
        panel.line(exact.iter().copied(), Stroke::new(grey, 4.5))?;
        let (end, error) = (exact[exact.len() - 1], Text::new("error", "误差"));
        for ((polygon, colour), n) in polygons.iter().zip(inks(style)).zip(STEPS) {
            panel.line(polygon.iter().copied(), Stroke::new(colour, 1.8))?;
            let right = if n == STEPS[1] { -8.0 } else { 0.0 }; // clear of the next
            panel.dots(polygon[1..].iter().copied(), 3.2, colour)?;
            panel.label(&format!("$n = {n}$"), polygon[n], (right, 6.0), Anchor::Below, text)?;
            let gap = distance(polygon[n], end);
            let words =
                if n == STEPS[0] { format!("{} ${gap:.2}$", error.get(style.lang)) } else { format!("${gap:.2}$") };
            panel.label(&words, polygon[n], (right, 22.0), Anchor::Below, ink::error(style))?;
        }
        panel.knob(exact[0], 4.6, text)?;
        panel.label("$X_0$", exact[0], (0.0, 8.0), Anchor::Below, text)?;
        panel.knob(end, 4.6, text)?;
        panel.label("$X_1$", end, (9.0, 2.0), Anchor::Right, text)?;
        let name = Text::new("exact", "精确解");
        panel.label(name.get(style.lang), exact[130], (12.0, 12.0), Anchor::Right, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_multiplies_the_distance_to_the_origin() {
        for (polygon, n) in data().unwrap().1.iter().zip(STEPS) {
            let h = 1.0 / n as f64;
            let factor = (1.0 - 0.5 * h).hypot(3.0 * h);
            for (k, (x, y)) in polygon.iter().enumerate() {
                // 16 steps of a few roundings each.
                assert!((x.hypot(*y) / factor.powi(k as i32) - 1.0).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn twice_the_steps_bring_the_end_at_least_twice_as_near() {
        let (exact, polygons) = data().unwrap();
        let gap = |polygon: &Points| distance(polygon[polygon.len() - 1], exact[exact.len() - 1]);
        // Order 1: the ratio tends to 2, from above.
        assert!(polygons.windows(2).all(|pair| (2.0..2.6).contains(&(gap(&pair[0]) / gap(&pair[1])))));
    }
}
