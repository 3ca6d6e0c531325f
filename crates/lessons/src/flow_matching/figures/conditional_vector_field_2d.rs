//! `conditional_vector_field_2d.gif`: the field of one data point, and the density that it carries there.

use flowlab::distribution::{Gaussian, Sample};
use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array};
use flowlab::path::{Coefficients, GaussianPath, Schedule};
use flowlab::plot::{Anchor, Animation, ColourMap, Panel, Scene, Stroke, Style, ink};
use flowlab::{Result, Seed};

use super::distribution_variance::disc;
use crate::drawing::points;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (300, 225);
const FRAMES: usize = 56;
/// Frames that rest at the start and at the end.
const REST: (usize, usize) = (6, 10);
/// The last time: at t = 1 the field is not defined.
const LAST: f64 = 0.98;
const HALF: (f64, f64) = (4.0, 3.0);
/// The data point.
const Z: (f64, f64) = (2.0, 1.0);
const PARTICLES: usize = 170;
/// Particles whose way is drawn.
const TRACED: usize = 7;
const SEED: Seed = Seed(204);
/// Arrows in a row and in a column, the length of the longest, and the speed that has half of it.
const ARROWS: (usize, usize) = (10, 7);
const LONGEST: f64 = 0.72;
const MIDDLING: f64 = 3.0;
/// Above and to the left of this stands the time, and no arrow.
const CLOCK: (f64, f64) = (-2.5, 2.2);
/// Standard deviations of the discs that shade the density.
const DISCS: [f64; 9] = [2.7, 2.4, 2.1, 1.8, 1.5, 1.2, 0.9, 0.6, 0.3];

pub const FIGURE: Figure = Figure {
    id: "conditional_vector_field_2d",
    caption: Text::new(
        "The conditional field $u_t(x \\mid z) = (z - x)/(1 - t)$ of one data point $z$: every arrow points to $z$, and all grow longer as $t$ goes to 1 (length: speed, compressed so that none is longer than its cell). Shading: the density that it carries, $p_t(x \\mid z) = \\mathcal N(t z, (1 - t)^2 I)$; dots: samples, each on its straight line to $z$. The clock stops at $t = 0.98$: at $t = 1$ all mass is at $z$.",
        "单个数据点 $z$ 的条件向量场 $u_t(x \\mid z) = (z - x)/(1 - t)$：箭头都指向 $z$，$t$ 越接近 1 箭头越长（长度表示速度，经过压缩，不超出各自的格子）。底色：它带动的密度 $p_t(x \\mid z) = \\mathcal N(t z, (1 - t)^2 I)$；点：样本，各自沿直线走向 $z$。时钟停在 $t = 0.98$：到 $t = 1$ 时，质量全都在 $z$ 处。",
    ),
    alt: Text::new(
        "A grid of arrows that all point to one spot at the upper right; a round cloud of dots moves there, shrinks and ends as a single point, while the arrows grow longer.",
        "一片箭头全都指向右上方的一点；一团圆形的点云移向那里，逐渐缩成一个点，箭头随之变长。",
    ),
    make: Make::Animation(|style| Ok(draw(data(SEED)?, *style))),
};

/// The noise of each particle: (PARTICLES, 2).
pub fn data(seed: Seed) -> Result<Array2<f64>> {
    Gaussian::standard(2)?.sample(seed, PARTICLES)
}

/// The path on which everything ends at z, for the rows of `x0`: their places and velocities.
fn carried(t: f64, x0: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    let (path, z) = (GaussianPath::new(Schedule::Linear), Array2::zeros(x0.dim()) + array![Z.0, Z.1]);
    (path.sample(t, x0, &z), path.velocity(t, x0, &z))
}

/// The conditional field at the rows of `x`: the velocity of the pair that is there at time t.
fn field(t: f64, x: &Array2<f64>) -> Array2<f64> {
    let Coefficients { alpha, beta, .. } = Schedule::Linear.coefficients(t);
    carried(t, &((x - alpha * array![Z.0, Z.1]) / beta)).1
}

/// The time that a frame shows.
fn time(frame: usize) -> f64 {
    let moving = (FRAMES - 1 - REST.0 - REST.1) as f64;
    LAST * (frame as f64 - REST.0 as f64).clamp(0.0, moving) / moving
}

pub fn draw(x0: Array2<f64>, style: Style) -> Animation {
    Animation {
        frames: FRAMES,
        poster: REST.0 + (FRAMES - REST.0 - REST.1) / 2,
        delay: 8,
        frame: Box::new(move |frame| draw_frame(&x0, time(frame), &style)),
    }
}

fn draw_frame(x0: &Array2<f64>, t: f64, style: &Style) -> Result<Scene> {
    let (colours, text) = (ColourMap::time(style), ink::text(style));
    let (colour, Coefficients { alpha, beta, .. }) = (colours.at(t), Schedule::Linear.coefficients(t));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let panel = Panel::on(area, style).bare().margin(0.0).font(13.0);
        let mut panel = panel.x(-HALF.0..HALF.0, "").y(-HALF.1..HALF.1, "").draw()?;
        for sds in DISCS {
            disc(&mut panel, (alpha * Z.0, alpha * Z.1), sds * beta, colour.alpha(0.075))?;
        }
        let places = grid();
        for ((x, y), (u, v)) in points(&places).into_iter().zip(points(&field(t, &places))) {
            if y > CLOCK.1 && x < CLOCK.0 {
                continue;
            }
            let speed = u.hypot(v);
            let share = LONGEST / (speed + MIDDLING) / 2.0;
            let half = (share * u, share * v);
            panel.arrow((x - half.0, y - half.1), (x + half.0, y + half.1), Stroke::new(text.alpha(0.5), 1.0))?;
        }
        let now = points(&carried(t, x0).0);
        for (start, end) in points(x0).into_iter().zip(&now).take(TRACED) {
            let part = |share: f64| (start.0 + share * (end.0 - start.0), start.1 + share * (end.1 - start.1));
            let way: Vec<_> = (0..=12).map(|k| part(f64::from(k) / 12.0)).collect();
            panel.shaded_line(&way, 1.5, |k| colours.at(t * (k as f64 + 0.5) / 12.0))?;
        }
        panel.dots(now.iter().copied(), 1.4, colour)?;
        for point in &now[..TRACED] {
            panel.knob(*point, 2.5, colour)?;
        }
        panel.knob(Z, 3.4, ink::data(style))?;
        panel.label("$z$", Z, (7.0, -7.0), Anchor::Right, text)?;
        panel.label(&format!("$t = {t:.2}$"), (-HALF.0, HALF.1), (8.0, 13.0), Anchor::Right, text)
    })
}

/// The middles of the cells, a row for each.
fn grid() -> Array2<f64> {
    let middle = |half: f64, k: usize, n: usize| half * ((2 * k + 1) as f64 / n as f64 - 1.0);
    Array2::from_shape_fn((ARROWS.0 * ARROWS.1, 2), |(k, axis)| match axis {
        0 => middle(HALF.0, k % ARROWS.0, ARROWS.0),
        _ => middle(HALF.1, k / ARROWS.0, ARROWS.1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::Density;

    #[test]
    fn the_field_is_the_way_to_z_over_the_time_that_is_left() {
        for t in [0.0, 0.5, LAST] {
            let way = array![Z.0, Z.1] - grid();
            let gap = field(t, &grid()) - way / (1.0 - t);
            // some roundings of numbers below 400
            assert!(gap.iter().all(|gap| gap.abs() < 1e-11), "{t}: {gap}");
        }
    }

    #[test]
    fn the_density_flows_with_the_field() {
        // d/dt log p_t(X_t | z) along the field is minus its divergence, 2/(1 - t) in the plane
        let law = |t: f64| Gaussian::isotropic(t * array![Z.0, Z.1], 1.0 - t).unwrap();
        let (x0, t, step) = (data(SEED).unwrap(), 0.6, 1e-4);
        let log_density = |t: f64| law(t).log_density(&carried(t, &x0).0);
        let slope = (log_density(t + step) - log_density(t - step)) / (2.0 * step);
        // central differences: step^2 times a third derivative of 2 ln(1 - t), below 100, and rounding 1e-14/step
        assert!(slope.iter().all(|slope| (slope - 2.0 / (1.0 - t)).abs() < 1e-6), "{slope}");
    }

    #[test]
    fn no_arrow_is_longer_than_its_cell_and_the_clock_runs_once() {
        assert!(LONGEST < 2.0 * HALF.0 / ARROWS.0 as f64 && LONGEST < 2.0 * HALF.1 / ARROWS.1 as f64);
        assert_eq!((time(0), time(REST.0), time(FRAMES - 1 - REST.1), time(FRAMES - 1)), (0.0, 0.0, LAST, LAST));
    }
}
