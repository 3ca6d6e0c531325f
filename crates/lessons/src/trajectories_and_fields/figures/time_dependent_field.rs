//! `time_dependent_field.png`: a vector field at three times, and a trajectory that it carries.

use flowlab::lang::Text;
use flowlab::ndarray::{Array2, array, azip};
use flowlab::ode::Rk4;
use flowlab::plot::{Anchor, Area, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Field, Result, TimeGrid, VectorField, simulate_ode};

use crate::drawing::{linspace, points};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (640, 650);
/// Width and height of a panel; the speed bar stands below them.
const CELL: (u32, u32) = (320, 302);
const SIDE: usize = 21;
const HALF: f64 = 3.0;
/// The whirl turns at this rate at its eye; it is fastest at distance 1 from it, with half of this as speed.
const TURN: f64 = 10.0;
const PEAK: f64 = TURN / 2.0;
/// The eye goes from minus this place to this place.
const EYE: [f64; 2] = [1.2, 0.7];
const START: [f64; 2] = [1.0, 0.0];
const STEPS: usize = 240;
const TIMES: [f64; 3] = [0.0, 0.5, 1.0];
/// Length of an arrow for speed 1.
const UNIT: f64 = 0.095;

pub const FIGURE: Figure = Figure {
    id: "time_dependent_field",
    caption: Text::new(
        "A vector field that changes with time: the eye of the whirl moves from lower left to upper right. Dot and thick arrow: a point that follows the field, and its velocity (drawn twice as long). Last panel: its whole trajectory.",
        "随时间变化的向量场：旋涡的中心从左下移到右上。圆点与粗箭头：随向量场运动的一个点及其速度（画成两倍长）。最后一幅：它的整条轨迹。",
    ),
    alt: Text::new(
        "Three panels with arrows that turn around an eye; from t = 0 to t = 1 the eye moves to the upper right. A point is carried along by it, without closing a circle; the fourth panel shows its path.",
        "三幅绕中心旋转的箭头；从 t = 0 到 t = 1，中心移向右上。一个点被它带着走，没有绕成一整圈；第四幅是它的路径。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// u(t, x) = TURN J (x - c) / (1 + |x - c|^2), where c is the eye at time t and J turns by a right angle to the left.
fn whirl() -> Field {
    Field::new(2, |t, x, mut out| {
        let c = eye(t);
        azip!((mut u in out.rows_mut(), x in x.rows()) {
            let (dx, dy) = (x[0] - c[0], x[1] - c[1]);
            let rate = TURN / (1.0 + dx * dx + dy * dy);
            u[0] = -rate * dy;
            u[1] = rate * dx;
        });
    })
}

/// The eye of the whirl.
fn eye(t: f64) -> [f64; 2] {
    EYE.map(|c| (2.0 * t - 1.0) * c)
}

/// Arrows, and a trajectory among them.
pub struct Data {
    places: Array2<f64>,
    /// The velocities at the places at each of the times.
    velocities: Vec<Array2<f64>>,
    path: Vec<(f64, f64)>,
    /// The trajectory's velocity at each of the times.
    along: Vec<(f64, f64)>,
}

pub fn data() -> Result<Data> {
    let (field, side) = (whirl(), linspace(-HALF, HALF, SIDE));
    let places = Array2::from_shape_fn((SIDE * SIDE, 2), |(k, j)| side[if j == 0 { k % SIDE } else { k / SIDE }]);
    let velocities = TIMES.iter().map(|t| field.at(*t, &places)).collect();
    let trajectory = simulate_ode(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &array![START])?;
    let along = TIMES.iter().map(|t| points(&field.at(*t, &trajectory.state(knot(*t))))[0]).collect();
    Ok(Data { places, velocities, path: points(&trajectory.particle(0)), along })
}

/// The row of a time.
fn knot(time: f64) -> usize {
    (time * STEPS as f64).round() as usize
}

pub fn draw(data: &Data, style: &Style) -> Result<Scene> {
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = |corner: (u32, u32), size: (u32, u32)| {
            let [corner, size] = [corner, size].map(|(a, b)| (px(f64::from(a)), px(f64::from(b))));
            area.clone().shrink(corner, size)
        };
        let cell = |k: u32| place((k % 2 * CELL.0, k / 2 * CELL.1), CELL);
        for k in 0..3 {
            field_at(&cell(k), data, k as usize, style)?;
        }
        whole_way(&cell(3), data, style)?;
        let foot = place((0, 2 * CELL.1), (SIZE.0, SIZE.1 - 2 * CELL.1));
        speed_bar(&foot, style)
    })
}

fn panel<'a>(area: &'a Area, title: &str, style: &Style) -> Result<Panel<'a>> {
    let side = HALF + 0.2;
    Panel::on(area, style)
        .title(title)
        .x(-side..side, "$x_1$")
        .y(-side..side, "$x_2$")
        .ticks(7, 7)
        .equal()
        .font(12.5)
        .margin(6.0)
        .draw()
}

fn speed_bar(area: &Area, style: &Style) -> Result<()> {
    const PIECES: u32 = 96;
    let (shades, muted) = (speeds(style), ink::muted(style));
    let mut panel = Panel::on(area, style)
        .bare()
        .margin(0.0)
        .font(12.5)
        .x(0.0..f64::from(SIZE.0), "")
        .y(0.0..f64::from(SIZE.1 - 2 * CELL.1), "")
        .draw()?;
    let (left, width, low, high) = (230.0, 220.0, 24.0, 33.0);
    let edge = |k: u32| left + width * f64::from(k) / f64::from(PIECES);
    for k in 0..PIECES {
        panel.tile((edge(k), low), (edge(k + 1), high), shades.at((f64::from(k) + 0.5) / f64::from(PIECES)))?;
    }
    for speed in 0..=PEAK as u32 {
        let at = (left + width * f64::from(speed) / PEAK, low);
        panel.line([at, (at.0, low - 3.0)], Stroke::new(muted, 0.9))?;
        panel.label(&speed.to_string(), at, (0.0, 5.0), Anchor::Below, muted)?;
    }
    let name = Text::new("speed $|u_t(x)|$", "速度大小 $|u_t(x)|$");
    panel.label(name.get(style.lang), (left, (low + high) / 2.0), (-10.0, 0.0), Anchor::Left, ink::text(style))
}

fn speeds(style: &Style) -> ColourMap {
    let ground = ink::ground(style);
    ColourMap::new(&[ground.mix(ink::truth(style), 0.4), ink::truth(style), ink::text(style)])
}

fn field_at(area: &Area, data: &Data, k: usize, style: &Style) -> Result<()> {
    let (colours, shades) = (ColourMap::time(style), speeds(style));
    let mut panel = panel(area, &format!("$t = {}$", TIMES[k]), style)?;
    for ((x, y), (u, v)) in points(&data.places).into_iter().zip(points(&data.velocities[k])) {
        let half = (UNIT * u / 2.0, UNIT * v / 2.0);
        let colour = shades.at(u.hypot(v) / PEAK);
        panel.arrow((x - half.0, y - half.1), (x + half.0, y + half.1), Stroke::new(colour, 1.1))?;
    }
    moving_point(&mut panel, data, k, &colours)
}

fn whole_way(area: &Area, data: &Data, style: &Style) -> Result<()> {
    let (colours, text, grey) = (ColourMap::time(style), ink::text(style), ink::truth(style));
    let title = Text::new("trajectory", "轨迹");
    let mut panel = panel(area, title.get(style.lang), style)?;
    let [from, to] = [0.0, 1.0].map(|t| (eye(t)[0], eye(t)[1]));
    panel.dashes([from, to], Stroke::new(grey, 1.3), (4.0, 3.5))?;
    for time in TIMES {
        panel.knob((eye(time)[0], eye(time)[1]), 2.6, grey)?;
    }
    let name = Text::new("eye", "中心");
    panel.label(name.get(style.lang), to, (8.0, 0.0), Anchor::Right, ink::muted(style))?;
    panel.shaded_line(&data.path, 3.0, |k| colours.at((k as f64 + 0.5) / STEPS as f64))?;
    for (k, (name, offset, anchor)) in [
        ("$X_0$", (0.0, 8.0), Anchor::Below),
        ("$X_{0.5}$", (0.0, -8.0), Anchor::Above),
        ("$X_1$", (9.0, -4.0), Anchor::Right),
    ]
    .into_iter()
    .enumerate()
    {
        moving_point(&mut panel, data, k, &colours)?;
        panel.label(name, data.path[knot(TIMES[k])], offset, anchor, text)?;
    }
    Ok(())
}

/// Where the trajectory is at one of the times, and its velocity, drawn twice as long as those of the field.
fn moving_point(panel: &mut Panel<'_>, data: &Data, k: usize, colours: &ColourMap) -> Result<()> {
    let (place, velocity, colour) = (data.path[knot(TIMES[k])], data.along[k], colours.at(TIMES[k]));
    let tip = (place.0 + 2.0 * UNIT * velocity.0, place.1 + 2.0 * UNIT * velocity.1);
    panel.arrow(place, tip, Stroke::new(colour, 3.0))?;
    panel.knob(place, 4.6, colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_moves_as_a_whole() {
        let data = data().unwrap();
        for (k, t) in TIMES.into_iter().enumerate() {
            let back = array![[eye(0.0)[0] - eye(t)[0], eye(0.0)[1] - eye(t)[1]]];
            let gap = whirl().at(0.0, &(&data.places + &back)) - &data.velocities[k];
            // A few roundings of numbers below 10.
            assert!(gap.iter().all(|gap| gap.abs() < 1e-14));
        }
    }

    #[test]
    fn the_whirl_is_fastest_at_distance_one_from_its_eye() {
        let speeds = |place: [f64; 2]| {
            let u = whirl().at(0.5, &array![place]);
            u[[0, 0]].hypot(u[[0, 1]])
        };
        assert_eq!((speeds([0.0, 0.0]), speeds([1.0, 0.0]), speeds([0.0, -1.0])), (0.0, PEAK, PEAK));
        let data = data().unwrap();
        assert!(data.velocities.iter().all(|u| points(u).iter().all(|(u, v)| u.hypot(*v) <= PEAK)));
    }
}
