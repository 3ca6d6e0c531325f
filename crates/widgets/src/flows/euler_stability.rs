//! `euler_stability`: x' = −λx with a given number of evaluations of the field, until the steps are too long.

use flowlab::prelude::{Euler, Heun, Midpoint, OdeSolver, Rk4, Text};

use crate::models::linspace;
use crate::{Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

/// Where the axis of λt ends.
const END: f64 = 10.0;
/// The least and the largest value at which the axis of the values ends.
const REACH: (f64, f64) = (1.2, 6.0);
/// Where the axes of λh and of |R| end.
const CORNER: (f64, f64) = (4.0, 2.2);

const METHODS: &[(&str, Text)] = &[
    ("euler", Text::new("Euler", "欧拉方法")),
    ("midpoint", Text::new("midpoint", "中点法")),
    ("heun", Text::new("Heun", "Heun 方法")),
    ("rk4", Text::new("RK4", "RK4")),
];

/// What is left over where a method's steps do not divide them stays unused.
const EVALUATIONS: &[f64] = &[4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 24.0, 32.0, 40.0, 60.0, 80.0, 120.0, 200.0];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "euler_stability",
    says: Text::new(
        "Pay for fewer and fewer evaluations of the field −λx: the steps become longer, until the values explode.",
        "对向量场 −λx 的求值次数越少，步子就越长，长到一定程度，数值就会发散。",
    ),
    dials: &[
        Dial::choice("method", Text::new("method", "方法"), METHODS, "euler"),
        Dial::ladder(
            "evaluations",
            Text::new("evaluations of the field, at most", "求值次数（上限）"),
            EVALUATIONS,
            20.0,
        ),
    ],
    tries: [
        Try {
            does: Text::new("Euler with 5 evaluations: λh = 2.", "欧拉方法，求值 5 次：λh = 2。"),
            sets: "evaluations=5",
            expects: Text::new(
                "The factor is exactly −1: the values jump between 1 and −1 for ever. With 4 evaluations they explode.",
                "每步的因子恰好是 −1：数值永远在 1 与 −1 之间跳。再少求值一次，就发散了。",
            ),
            holds: |picture| picture.number("factor") == -1.0,
        },
        Try {
            does: Text::new(
                "Heun with 12 evaluations. Then Euler with as many.",
                "Heun 方法，求值 12 次。再换成欧拉方法，求值次数不变。",
            ),
            sets: "method=heun&evaluations=12",
            expects: Text::new(
                "Heun's error at the end is above 0.1, Euler's below 0.0001: Heun's steps are twice as long, and too long for its order to be of use.",
                "Heun 方法的终点误差超过 0.1，欧拉方法的不到 0.0001：Heun 方法的步子长一倍，步子太长，阶高也没有用。",
            ),
            holds: |picture| picture.number("end") > 0.1 && picture.number("factor").abs() < 1.0,
        },
        Try {
            does: Text::new("RK4 with 16 evaluations: λh = 2.5.", "RK4，求值 16 次：λh = 2.5。"),
            sets: "method=rk4&evaluations=16",
            expects: Text::new(
                "Each of the others would explode at this step size; RK4 still decays, and its curve crosses the line 1 only at 2.785. With 12 evaluations it explodes too.",
                "步长这么大，其他方法都会发散，RK4 却仍在衰减：它的曲线到 2.785 才越过 1。只求值 12 次时，它也发散。",
            ),
            holds: |picture| picture.number("step") > 2.0 && picture.number("factor").abs() < 1.0,
        },
    ],
    code: include_str!("euler_stability/code.rs"),
    picture,
}
.shipped();

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (method, name): (&dyn OdeSolver, &str) = match settings.text("method") {
        "midpoint" => (&Midpoint, "Midpoint"),
        "heun" => (&Heun, "Heun"),
        "rk4" => (&Rk4, "Rk4"),
        _ => (&Euler, "Euler"),
    };
    let evaluations = settings.count("evaluations");
    let decay = code::euler_stability(method, evaluations)?;
    let largest = decay.errors.iter().copied().fold(0.0, f64::max);
    Ok(Picture::default()
        .panel(values(&decay))
        .panel(factors(method, &decay)?)
        .reading("step", Text::new("step λh", "步长 λh"), decay.step, 3)
        .reading("factor", Text::new("factor of a step R", "每步的因子 R"), decay.factor, 4)
        .reading("exact", Text::new("of the solution: exp(−λh)", "精确解的因子 exp(−λh)"), (-decay.step).exp(), 4)
        .reading("largest", Text::new("largest error", "最大误差"), largest, 4)
        .reading(
            "end",
            Text::new("error at the end (the exact solution: 0.00005)", "终点误差（精确解为 0.00005）"),
            decay.errors[decay.errors.len() - 1],
            4,
        )
        .call(format!("euler_stability(&{name}, {evaluations})?")))
}

/// The colour of what decays, and of what does not.
fn ink(factor: f64) -> Ink {
    if factor.abs() < 1.0 { Ink::Method } else { Ink::Error }
}

fn values(decay: &code::Decay) -> Panel {
    let farthest = decay.values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let reach = (1.1 * farthest).clamp(REACH.0, REACH.1);
    let mut panel =
        Panel::new(Text::new("the values", "解的值"), Axis::new(-0.2, END + 0.2, "λt"), Axis::new(-reach, reach, "X"));
    panel.line(Ink::Truth, 4.0, linspace(0.0, END, 201).map(|t| (t, (-t).exp()))).named(Text::new("exact", "精确解"));
    let polygon: Vec<(f64, f64)> = decay.times.iter().copied().zip(decay.values.iter().copied()).collect();
    panel.line(ink(decay.factor), 1.8, polygon.iter().copied()).named(Text::new("the method", "数值解"));
    let (inside, outside): (Vec<_>, Vec<_>) = polygon.into_iter().partition(|(_, x)| x.abs() <= reach);
    panel.dots(ink(decay.factor), 3.0, inside);
    if !outside.is_empty() {
        let arrow = |(t, x): (f64, f64)| [(t, 0.82 * reach * x.signum()), (t, reach * x.signum())];
        let arrows = panel.arrows(Ink::Text, 2.0, outside.into_iter().map(arrow));
        arrows.named(Text::new("farther out", "超出图外"));
    }
    panel
}

fn factors(method: &dyn OdeSolver, decay: &code::Decay) -> Result<Panel, Fault> {
    let (right, top) = CORNER;
    let mut panel = Panel::new(
        Text::new("size of the factor of a step", "每步因子的绝对值"),
        Axis::new(0.0, right, "λh"),
        Axis::new(0.0, top, "|R|"),
    );
    let steps = linspace(right / 200.0, right, 200);
    panel.line(Ink::Truth, 4.0, steps.clone().map(|step| (step, (-step).exp()))).named(Text::new("exact", "精确解"));
    panel.line(Ink::Muted, 1.2, [(0.0, 1.0), (right, 1.0)]).dashed();
    let curve: flowlab::Result<Vec<_>> = steps.map(|step| Ok((step, code::factor(method, step)?.abs()))).collect();
    let curve = curve?;
    let part = |shown: fn(f64) -> bool| {
        curve.iter().map(move |(step, factor)| (*step, if shown(*factor) { *factor } else { f64::NAN }))
    };
    panel.line(Ink::Method, 2.0, part(|factor| factor < 1.0)).named(Text::new("decays", "衰减"));
    panel.line(Ink::Error, 2.0, part(|factor| factor >= 1.0)).named(Text::new("explodes", "发散"));
    let at = (decay.step, decay.factor.abs());
    if at.0 <= right && at.1 <= top {
        panel.dots(Ink::Text, 4.5, [at]);
    } else {
        let border = (at.0.min(right), at.1.min(top));
        let tail = |size: f64, border: f64, length: f64| if size > border { border - length } else { size };
        panel.arrows(Ink::Text, 2.5, [[(tail(at.0, right, 0.35), tail(at.1, top, 0.25)), border]]);
    }
    Ok(panel)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Taylor polynomial of exp(−z) up to the power p.
    fn taylor(z: f64, p: u32) -> f64 {
        let mut term = 1.0;
        (1..=p).fold(1.0, |sum, k| {
            term *= -z / f64::from(k);
            sum + term
        })
    }

    #[test]
    fn up_to_order_four_the_factor_is_the_taylor_polynomial_of_the_solution() {
        let methods: [&dyn OdeSolver; 4] = [&Euler, &Midpoint, &Heun, &Rk4];
        for method in methods {
            for z in [0.05, 0.5, 2.0, 2.785, 10.0] {
                let gap = code::factor(method, z).unwrap() - taylor(z, method.order());
                // A few roundings of terms up to 10⁴/24.
                assert!(gap.abs() < 1e-12, "{z}: {gap}");
            }
        }
    }

    #[test]
    fn each_step_multiplies_by_the_factor() {
        let methods: [&dyn OdeSolver; 4] = [&Euler, &Midpoint, &Heun, &Rk4];
        for method in methods {
            for evaluations in EVALUATIONS {
                let decay = code::euler_stability(method, *evaluations as usize).unwrap();
                let n = decay.values.len() - 1;
                let power = decay.factor.powi(n as i32);
                // At most 200 steps, some roundings of 1.1e-16 each.
                assert!((decay.values[n] - power).abs() <= 1e-12 * power.abs(), "{evaluations}");
                assert!((decay.step * n as f64 - END).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn rk4_is_at_the_border_where_the_page_says() {
        let factor = |step| code::factor(&Rk4, step).unwrap();
        assert!(factor(2.785) < 1.0 && factor(2.786) > 1.0);
    }

    #[test]
    fn euler_errs_less_than_heun_for_twelve_evaluations() {
        let end = |method: &dyn OdeSolver| {
            let decay = code::euler_stability(method, 12).unwrap();
            decay.errors[decay.errors.len() - 1]
        };
        assert!(end(&Heun) > 0.1 && end(&Euler) < 1e-4);
    }

    #[test]
    fn the_first_polygon_is_that_of_the_figure() {
        let decay = code::euler_stability(&Euler, 20).unwrap();
        // λh = 1/2 and its powers have no rounding.
        assert!(decay.values.iter().enumerate().all(|(k, x)| *x == 0.5_f64.powi(k as i32)));
        assert_eq!(decay.step, 0.5);
    }
}
