//! `ode`: a start that is dragged through a field, and the solution that follows its arrows.

use flowlab::prelude::{Array2, Field, Text, VectorField};

use super::formula::Formula;
use crate::models::linspace;
use crate::{Anchor, Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

/// Half the width and half the height of what is shown.
const SHOWN: [f64; 2] = [3.0, 2.5];
/// The length of an arrow of the field for the speed 1, as in the figure; its velocities are drawn three times as long.
const ARROW: f64 = 0.072;
/// The longest arrow of the field that is drawn, so that one arrow does not cover others.
const LONGEST: f64 = 0.6;
/// Steps of the solution between two points that are painted.
const STRIDE: usize = 5;

const FIELDS: &[(&str, Text)] = &[
    ("swirl", Text::new("swirl", "旋涡")),
    ("saddle", Text::new("saddle", "鞍点")),
    ("rotation", Text::new("rotation", "旋转")),
    ("own", Text::new("own formula", "自己的公式")),
];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "ode",
    says: Text::new(
        "Drag the start. The solution follows the arrows, and it never meets another one at the same time.",
        "拖动起点。解处处顺着箭头走，而且不会在同一时刻遇上别的解。",
    ),
    dials: &[
        Dial::choice("field", Text::new("field", "向量场"), FIELDS, "swirl"),
        Dial::formula("u", Text::new("own formula (x, y for x₁, x₂)", "自己的公式（x₁、x₂ 写作 x、y）"), "5*cos(8*t), 5*sin(8*t)"),
        Dial::number("x", Text::new("start x₁", "起点 x₁"), [-3.0, 3.0, 0.05], 0.85),
        Dial::number("y", Text::new("start x₂", "起点 x₂"), [-2.5, 2.5, 0.05], -0.85),
        Dial::time("t", Text::new("time t", "时刻 t"), [0.0, 1.0, 0.01], 0.47),
    ],
    tries: [
        Try {
            does: Text::new(
                "Choose “own formula” for the field, write -4*x, -4*y, and go to t = 1: all arrows point to the origin.",
                "向量场选“自己的公式”，写上 -4*x, -4*y，再看 t = 1：所有箭头都指向原点。",
            ),
            sets: "field=own&u=-4*x, -4*y&t=1",
            expects: Text::new(
                "Five dots become one, for the eye. The distance says 0.014: e⁻⁴ times the one at t = 0, but not 0.",
                "五个点看上去合成了一个。距离是 0.014，是 t = 0 时的 e⁻⁴ 倍，却不是 0。",
            ),
            holds: |picture| (0.01..0.02).contains(&picture.number("nearest")),
        },
        Try {
            does: Text::new(
                "A field that changes with time: the own formula 5*cos(8*t), 5*sin(8*t), at t = 0.44.",
                "随时间变化的向量场：自己的公式 5*cos(8*t), 5*sin(8*t)，看 t = 0.44。",
            ),
            sets: "field=own&u=5*cos(8*t), 5*sin(8*t)&t=0.44",
            expects: Text::new(
                "Now curves cross, and the dot is on a crossing. The other solution is there at another time: let t run.",
                "曲线这回相交了，点正在交点上。另一个解经过那里的时刻不同：让 t 走起来看。",
            ),
            holds: |picture| picture.number("curve") < 0.01 && picture.number("nearest") > 0.5,
        },
        Try {
            does: Text::new(
                "The lesson's x², here from left to right: the own formula x^2, 0, from x₁ = 1.2, at t = 1.",
                "本课的 x²，放到横轴方向：自己的公式 x^2, 0，从 x₁ = 1.2 出发，看 t = 1。",
            ),
            sets: "field=own&u=x^2, 0&x=1.2&t=1",
            expects: Text::new(
                "The solution blows up at t = 1/1.2 ≈ 0.83. At t = 1 it has no place: only the dot of its start is left, and no speed.",
                "解在 t = 1/1.2 ≈ 0.83 时爆破。到 t = 1 它已没有位置：只剩起点那个点，速率也没有了。",
            ),
            holds: |picture| picture.number("speed").is_nan(),
        },
    ],
    code: include_str!("ode/code.rs"),
    picture,
}
.shipped();

/// The field that is chosen, and the Rust that makes it.
fn field(settings: &Settings) -> Result<(Field, String), Fault> {
    let chosen = settings.text("field");
    if chosen == "own" {
        let formulas = Formula::read(settings.text("u"), 2)?;
        let rust = format!("({}, {})", formulas[0].rust(), formulas[1].rust());
        let own = Field::pointwise(2, move |t, x, u| {
            (u[0], u[1]) = (formulas[0].at(t, x[0], x[1]), formulas[1].at(t, x[0], x[1]));
        });
        return Ok((own, format!("Field::pointwise(2, |t, x, u| (u[0], u[1]) = {rust})")));
    }
    let name = FIELDS.iter().map(|(name, _)| *name).find(|name| *name == chosen).unwrap_or("swirl");
    Ok((code::field(name), format!("field({name:?})")))
}

/// A place in the plane.
type Place = (f64, f64);

/// Whether a place is in the picture.
fn is_shown(place: Place) -> bool {
    place.0.abs() <= SHOWN[0] && place.1.abs() <= SHOWN[1]
}

/// The part of a curve before it first leaves the picture, and the place where it does.
fn until_it_leaves(curve: &[Place]) -> (Vec<Place>, Option<Place>) {
    let Some(end) = curve.iter().position(|place| !is_shown(*place)) else {
        return (curve.to_vec(), None);
    };
    let mut inside = curve[..end].to_vec();
    let Some(&(x, y)) = inside.last() else {
        return (inside, None);
    };
    let (dx, dy) = (curve[end].0 - x, curve[end].1 - y);
    // the share of the last piece that is inside; of a piece to a place that is no number, nothing is
    let share =
        [(x, dx, SHOWN[0]), (y, dy, SHOWN[1])].map(|(from, way, side)| ((side * way.signum() - from) / way).abs());
    let share = share[0].min(share[1]);
    let exit = if dx.is_finite() && dy.is_finite() && share <= 1.0 { (x + share * dx, y + share * dy) } else { (x, y) };
    inside.push(exit);
    (inside, Some(exit))
}

/// An arrow for a velocity, whose part `before` of its length comes before the place; none where it is too short to see.
fn arrow(place: Place, u: [f64; 2], [scale, longest]: [f64; 2], before: f64) -> Option<[Place; 2]> {
    let speed = u[0].hypot(u[1]);
    let scale = scale.min(longest / speed);
    let at = |share: f64| (place.0 + share * scale * u[0], place.1 + share * scale * u[1]);
    (scale * speed > 0.02).then(|| [at(-before), at(1.0 - before)])
}

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (u, rust) = field(settings)?;
    let (start, t) = ([settings.number("x"), settings.number("y")], settings.number("t"));
    let solutions = code::solutions(&u, start)?;
    let numbers = code::ode(&u, start, t)?;
    // where the solution has blown up none of them means anything
    let [speed, length, nearest, curve] = if numbers[0].is_finite() { numbers } else { [f64::NAN; 4] };
    let now = (t * solutions.grid.n_steps() as f64).round() as usize / STRIDE;

    let mut plane = Panel::new(
        Text::new("the field at time t, and its solutions", "时刻 t 的向量场与它的解"),
        Axis::new(-SHOWN[0], SHOWN[0], "x₁"),
        Axis::new(-SHOWN[1], SHOWN[1], "x₂"),
    )
    .equal();
    let places: Vec<[f64; 2]> =
        linspace(-2.0, 2.0, 9).flat_map(|y| linspace(-2.5, 2.5, 11).map(move |x| [x, y])).collect();
    let velocities = u.at(t, &Array2::from(places.clone()));
    let arrows = places
        .iter()
        .zip(velocities.rows())
        .filter_map(|(place, u)| arrow((place[0], place[1]), [u[0], u[1]], [ARROW, LONGEST], 0.5));
    plane.arrows(Ink::Truth, 0.9, arrows).alpha(0.55);

    let mut exit = None;
    for k in (0..5).rev() {
        let curve: Vec<_> = solutions.particle(k).rows().into_iter().step_by(STRIDE).map(|x| (x[0], x[1])).collect();
        let (shown, left) = until_it_leaves(&curve);
        let (ink, width) = if k == 0 { (Ink::Data, 2.8) } else { (Ink::Muted, 1.3) };
        let here = shown.get(now).copied().filter(|place| Some(*place) != left);
        let (first, last) = (curve[0], curve[curve.len() - 1]);
        plane.line(ink, width, shown);
        if k > 0 {
            plane.dots(ink, 2.2, [first]);
            plane.dots(ink, 3.2, here);
            continue;
        }
        exit = left;
        if left.is_none() {
            plane.dots(ink, 3.2, [last]);
            plane.label(Ink::Text, Text::new("X₁", "X₁"), last, Anchor::Left);
        }
        let tip = here.and_then(|here| {
            let velocity = u.at(t, &Array2::from(vec![[here.0, here.1]]));
            arrow(here, [velocity[[0, 0]], velocity[[0, 1]]], [3.0 * ARROW, 3.0 * LONGEST], 0.0)
        });
        let name = Text::new("velocity, at three times the scale of the grey arrows", "速度，比例是灰色箭头的三倍");
        plane.arrows(Ink::Noise, 2.1, tip).named(name);
        plane.dots(ink, 4.2, here);
    }
    if let Some((x, y)) = exit {
        // on the inner side, a little towards the middle
        let anchor = if x > 0.0 { Anchor::Left } else { Anchor::Right };
        let at = (x, y - 0.25 * y.signum());
        plane.label(Ink::Error, Text::new("leaves the picture", "离开画面"), at, anchor);
    }
    let anchor = if start[0] > 2.5 { Anchor::Left } else { Anchor::Right };
    plane.label(Ink::Text, Text::new("X₀", "X₀"), (start[0] + 0.05, start[1] - 0.15), anchor);
    plane.handle(Ink::Data, ("x", "y"), (start[0], start[1]));

    Ok(Picture::default()
        .panel(plane)
        .reading("speed", Text::new("speed of the solution at t", "解在时刻 t 的速率"), speed, 2)
        .reading("arrow", Text::new("length of the arrow there", "该处箭头的长度"), length, 2)
        .reading(
            "nearest",
            Text::new(
                "distance to the nearest other solution at t: never 0",
                "时刻 t 到最近的另一个解的距离：不会是 0",
            ),
            nearest,
            3,
        )
        .reading(
            "curve",
            Text::new("distance to the nearest other curve: 0 at a crossing", "到最近的另一条曲线的距离：相交处是 0"),
            curve,
            3,
        )
        .call(format!("ode(&{rust}, {start:?}, {t:?})?")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::prelude::{Rk4, TimeGrid, simulate_ode};

    #[test]
    fn the_first_solutions_are_those_of_the_figure() {
        // the figure's swirl, written out, in its 240 steps; at t = 0.25 both have a knot
        let swirl = Field::pointwise(2, |_, x, u| {
            let pull = 0.75 * (1.0 - (x[0].powi(2) + x[1].powi(2)) / 2.0_f64.powi(2));
            (u[0], u[1]) = (pull * x[0] - 2.4 * x[1], pull * x[1] + 2.4 * x[0]);
        });
        let starts = Array2::from(vec![[0.85, -0.85], [0.1, -0.62], [1.95, -1.15], [-0.9, 0.7], [-2.35, 1.2]]);
        let figure = simulate_ode(&swirl, &Rk4, &TimeGrid::uniform(0.0, 1.0, 240).unwrap(), &starts).unwrap();
        let ours = code::solutions(&code::field("swirl"), [0.85, -0.85]).unwrap();
        // the figure's error, some (3 h)^4 = 2e-8 at h = 1/240
        for (knot, of_the_figure) in [(0, 0), (250, 60), (1000, 240)] {
            let gap = ours.state(knot) - figure.state(of_the_figure);
            assert!(gap.iter().all(|gap| gap.abs() < 1e-7));
        }
        assert_eq!(WIDGET.at("").call, "ode(&field(\"swirl\"), [0.85, -0.85], 0.47)?");
    }

    #[test]
    fn a_solution_is_as_fast_as_its_arrow_is_long() {
        for name in ["swirl", "saddle", "rotation"] {
            for t in [0.0, 0.3, 1.0] {
                let [speed, arrow, ..] = code::ode(&code::field(name), [0.85, -0.85], t).unwrap();
                // at the two ends the difference is to one side: h/2 |X''| = 0.0005 · π² · 1.2
                assert!((speed - arrow).abs() < 0.006, "{name} {t}: {speed} {arrow}");
            }
        }
        // half a turn on the circle of radius 1
        let [speed, arrow, ..] = code::ode(&code::field("rotation"), [1.0, 0.0], 0.5).unwrap();
        let half_turn = std::f64::consts::PI;
        // h²/6 |X'''| = 1e-6/6 · π³ = 5.2e-6
        assert!((speed - half_turn).abs() < 6e-6 && (arrow - half_turn).abs() < 1e-9);
    }

    #[test]
    fn curves_cross_only_where_the_field_changes_with_time() {
        // the least distance of the curve from the others, over all its times
        let least = |u: &Field, start| {
            let times = linspace(0.0, 1.0, 101).map(|t| code::ode(u, start, t).unwrap()[3]);
            times.fold(f64::INFINITY, f64::min)
        };
        for name in ["swirl", "saddle", "rotation"] {
            assert!(least(&code::field(name), [0.85, -0.85]) > 0.05, "{name}");
        }
        // Circles of the radius 5/8, run through 8/2π = 1.27 times: from 0.85, −0.85 and from 0.1, −0.62 they cross.
        let turning = WIDGET.at("field=own");
        let (field, _) = field(&Settings::read(WIDGET.dials, "field=own").unwrap()).unwrap();
        // at the speed 5 a place of the dot is at most 0.025 away from a crossing
        assert!(least(&field, [0.85, -0.85]) < 0.026);
        assert!((turning.number("nearest") - 0.75_f64.hypot(0.23)).abs() < 1e-9);
    }

    #[test]
    fn the_call_of_an_own_formula_is_the_field_that_is_drawn() {
        let settings = Settings::read(WIDGET.dials, "field=own&u=y - x^3/4, -(x + t)*sin(2*t)").unwrap();
        let (drawn, rust) = field(&settings).unwrap();
        let said = "|t, x, u| (u[0], u[1]) = (x[1] - f64::powf(x[0], 3.0) / 4.0, -(x[0] + t) * f64::sin(2.0 * t))";
        assert_eq!(rust, format!("Field::pointwise(2, {said})"));
        let called = Field::pointwise(2, |t, x, u| {
            (u[0], u[1]) = (x[1] - f64::powf(x[0], 3.0) / 4.0, -(x[0] + t) * f64::sin(2.0 * t));
        });
        let places = Array2::from(vec![[0.3, -1.2], [-2.0, 0.7]]);
        assert_eq!(drawn.at(0.4, &places), called.at(0.4, &places));
    }

    #[test]
    fn what_is_squeezed_keeps_the_distance_of_the_formula() {
        let picture = WIDGET.at("field=own&u=-4*x, -4*y&t=1");
        let exact = 0.75_f64.hypot(0.23) * (-4.0_f64).exp();
        // RK4 at 4 h = 0.004: (4h)^5/120 a step, 1000 steps, 1e-11
        assert!((picture.number("nearest") / exact - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_curve_ends_at_the_side_where_it_leaves() {
        let (inside, exit) = until_it_leaves(&[(0.0, 0.0), (2.0, 1.0), (4.0, 1.5), (0.0, 0.0)]);
        assert_eq!((inside, exit), (vec![(0.0, 0.0), (2.0, 1.0), (3.0, 1.25)], Some((3.0, 1.25))));
        let (inside, exit) = until_it_leaves(&[(1.0, -2.0), (1.0, -3.0)]);
        assert_eq!((inside.len(), exit), (2, Some((1.0, -2.5))));
        let (_, exit) = until_it_leaves(&[(1.0, -2.0), (f64::NAN, f64::INFINITY)]);
        assert_eq!(exit, Some((1.0, -2.0)));
        assert_eq!(until_it_leaves(&[(1.0, 1.0)]), (vec![(1.0, 1.0)], None));
    }

    #[test]
    fn fields_without_values_and_formulas_that_are_none_are_shown_or_said() {
        for u in ["1/0, 0", "ln(x), sqrt(y)", "exp(exp(x^2)), 1/t", "0/0, 0/0", "1/x, 1/y", "100*y, -100*x"] {
            for t in ["0", "0.5", "1"] {
                let picture = WIDGET.at(&format!("field=own&u={u}&t={t}"));
                let marks = picture.panels[0].marks.iter().flat_map(|mark| &mark.points);
                assert!(marks.into_iter().all(|place| place.0.is_finite() && place.1.is_finite()), "{u} {t}");
            }
        }
        let wrong = Settings::read(WIDGET.dials, "field=own&u=2x, 0").unwrap();
        assert!(WIDGET.picture(&wrong).unwrap_err().to_string().starts_with("character 2, x: "));
        // a formula that is not used may be unfinished
        assert_eq!(WIDGET.at("u=2x, 0").panels.len(), 1);
    }
}
