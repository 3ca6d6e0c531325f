//! `vector_field.png`: a vector field at one time: an arrow at every place.

use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Anchor, Scene, Stroke, Style, ink};
use flowlab::{Result, VectorField};

use crate::drawing::{SMALL, linspace, plane, points, swirl};
use crate::{Figure, Make};

const COLUMNS: usize = 11;
const ROWS: usize = 9;
const HALF_WIDTH: f64 = 2.5;
const HALF_HEIGHT: f64 = 2.0;
/// Length of an arrow for speed 1.
const UNIT: f64 = 0.085;
/// The place whose arrow is named.
const NAMED: [f64; 2] = [1.5, -1.5];
/// Where its label is: no arrow is drawn there.
const LABEL: [f64; 2] = [2.2, -1.1];

pub const FIGURE: Figure = Figure {
    id: "vector_field",
    caption: Text::new(
        "A vector field: at time $t$ every place $x$ has a velocity $u_t(x)$; the longer and the stronger in colour its arrow, the faster.",
        "向量场：在时刻 $t$，每个位置 $x$ 都有一个速度 $u_t(x)$；箭头越长、颜色越醒目，速度越快。",
    ),
    alt: Text::new(
        "Arrows on a grid turn around the origin and lead to a circle; one arrow is named u_t(x) at the point x.",
        "网格上的箭头绕原点旋转并趋向一个圆；点 x 处的箭头标为 u_t(x)。",
    ),
    make: Make::Still(|style| draw(&data(), style)),
};

/// Places and their velocities, the named place last.
pub fn data() -> (Array2<f64>, Array2<f64>) {
    let columns = linspace(-HALF_WIDTH, HALF_WIDTH, COLUMNS);
    let rows = linspace(-HALF_HEIGHT, HALF_HEIGHT, ROWS);
    let mut x: Vec<[f64; 2]> = rows.iter().flat_map(|y| columns.iter().map(|x| [*x, *y])).collect();
    x.push(NAMED);
    let x = Array2::from(x);
    let u = swirl().at(0.0, &x);
    (x, u)
}

pub fn draw((x, u): &(Array2<f64>, Array2<f64>), style: &Style) -> Result<Scene> {
    let (slow, fast, strong) = (ink::truth(style), ink::text(style), ink::data(style));
    Scene::draw(SMALL.0, SMALL.1, style, |area| {
        let mut panel = plane(area, style)?;
        let last = x.nrows() - 1;
        let speed = |(u, v): (f64, f64)| u.hypot(v);
        let highest = points(u).into_iter().map(speed).fold(0.0, f64::max);
        for ((x, y), (u, v)) in points(x).into_iter().zip(points(u)).take(last) {
            let near = (x - NAMED[0]).hypot(y - NAMED[1]) < 0.3 || (x - LABEL[0]).hypot(y - LABEL[1]) < 0.4;
            if !near {
                // Each arrow is centred on its place, so that the picture does not lean.
                let half = (UNIT * u / 2.0, UNIT * v / 2.0);
                let ink = slow.mix(fast, (speed((u, v)) / highest) as f32);
                panel.arrow((x - half.0, y - half.1), (x + half.0, y + half.1), Stroke::new(ink, 1.1))?;
            }
        }
        let (point, velocity) = (points(x)[last], points(u)[last]);
        let tip = (point.0 + UNIT * velocity.0, point.1 + UNIT * velocity.1);
        panel.arrow(point, tip, Stroke::new(strong, 2.4))?;
        panel.knob(point, 3.6, strong)?;
        panel.label("$x$", point, (0.0, 5.0), Anchor::Below, ink::text(style))?;
        panel.label("$u_t(x)$", (LABEL[0], LABEL[1]), (0.0, 0.0), Anchor::Centre, ink::text(style))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::ndarray::{Axis, array};

    #[test]
    fn the_field_turns_to_the_left_everywhere() {
        let (x, u) = data();
        let turn = &x.column(0) * &u.column(1) - &x.column(1) * &u.column(0);
        let r2 = x.mapv(|v| v * v).sum_axis(Axis(1));
        assert!(turn.iter().zip(&r2).all(|(turn, r2)| *turn >= 0.0 && (*turn > 0.0) == (*r2 > 0.0)));
        assert_eq!(x.row(x.nrows() - 1), array![NAMED[0], NAMED[1]]);
    }
}
