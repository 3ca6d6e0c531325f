//! `linear_ode_euler_trajectories.png`: Euler's method beside the exact flow of x' = -lambda x.

use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::ode::Euler;
use flowlab::plot::{Anchor, Area, ColourMap, Panel, Scene, Stroke, Style, ink, px};
use flowlab::process::LinearOde;
use flowlab::{Result, TimeGrid, simulate_ode};

use crate::drawing::{WIDE, curve, key, outline};
use crate::linear_ode::figures::linear_ode_trajectories::{self as exact, Curves, LAMBDA, N_STARTS, shade, start};
use crate::{Figure, Make};

const STEPS: usize = 200;
/// The window that is magnified: times and places.
const WINDOW: [(f64, f64); 2] = [(0.0825, 0.1275), (2.7, 4.45)];

pub const FIGURE: Figure = Figure {
    id: "linear_ode_euler_trajectories",
    caption: Text::new(
        "Euler's method with $n = 200$ steps (colour) over the exact curves (grey). The magnified window shows what is hard to see: Euler is a little too close to 0.",
        "用 $n = 200$ 步的欧拉方法（彩色）与精确解（灰色）。放大的窗口显示了不易看出的差别：欧拉方法的结果离 0 略近了一些。",
    ),
    alt: Text::new(
        "Twenty coloured curves lie on grey ones; an inset magnifies a window in which the dotted Euler polygon runs below the exact curve.",
        "二十条彩色曲线盖在灰色曲线上；小图放大一个窗口，带点的欧拉折线在精确曲线下方。",
    ),
    make: Make::Still(|style| draw(&exact::data()?, &data()?, style)),
};

/// Euler's values from the starts.
pub fn data() -> Result<Curves> {
    let ode = LinearOde::new(1, LAMBDA)?;
    let starts = Array2::from_shape_fn((N_STARTS, 1), |(k, _)| start(k));
    let trajectory = simulate_ode(&ode, &Euler, &TimeGrid::uniform(0.0, 1.0, STEPS)?, &starts)?;
    let times = trajectory.grid.knots();
    Ok((0..N_STARTS).map(|k| (start(k), curve(times, &trajectory.particle(k).column(0).to_owned()))).collect())
}

pub fn draw(exact: &Curves, euler: &Curves, style: &Style) -> Result<Scene> {
    let colours = ColourMap::place(style);
    let (grey, muted) = (ink::truth(style), ink::muted(style));
    Scene::draw(WIDE.0, WIDE.1, style, |area| {
        let mut panel =
            Panel::on(area, style).x(0.0..1.0, "$t$").y(-10.8..10.8, "$X_t$").ticks(6, 5).font(13.0).draw()?;
        for (_, curve) in exact {
            panel.line(curve.iter().copied(), Stroke::new(grey.alpha(0.55), 4.2))?;
        }
        for (start, curve) in euler {
            panel.line(curve.iter().copied(), Stroke::new(shade(&colours, *start), 1.4))?;
        }
        let [(_, t1), (low, high)] = WINDOW;
        outline(&mut panel, WINDOW, Stroke::new(ink::text(style), 1.2))?;
        let lead = Stroke::new(muted, 0.9);
        panel.dashes([(t1, high), (0.375, 9.65)], lead, (3.5, 3.0))?;
        panel.dashes([(t1, low), (0.375, 1.35)], lead, (3.5, 3.0))?;
        let (exact_word, euler_word) =
            (Text::new("exact", "精确解"), Text::new("Euler, $n = 200$", "欧拉方法，$n = 200$"));
        let text = ink::text(style);
        key(&mut panel, (0.6, -6.2), Stroke::new(grey.alpha(0.55), 4.2), exact_word.get(style.lang), text)?;
        key(&mut panel, (0.6, -8.2), Stroke::new(colours.at(0.62), 1.6), euler_word.get(style.lang), text)?;
        let place = area.clone().shrink((px(248.0), px(22.0)), (px(196.0), px(128.0)));
        inset(&place, exact, euler, style)
    })
}

/// The window, magnified: the one pair of curves that crosses it.
fn inset(area: &Area, exact: &Curves, euler: &Curves, style: &Style) -> Result<()> {
    let [(t0, t1), (low, high)] = WINDOW;
    let colours = ColourMap::place(style);
    let mut panel = Panel::on(area, style).bare().margin(0.0).font(11.5).x(t0..t1, "").y(low..high, "").draw()?;
    panel.tile((t0, low), (t1, high), ink::ground(style))?;
    let inside = |room: f64| {
        let (w, h) = (room * (t1 - t0), room * (high - low));
        move |(t, x): &(f64, f64)| (t0 + w..=t1 - w).contains(t) && (low + h..=high - h).contains(x)
    };
    for ((_, exact), (start, euler)) in exact.iter().zip(euler) {
        let part = |curve: &[(f64, f64)]| fine(curve).filter(inside(0.0)).collect::<Vec<_>>();
        panel.line(part(exact), Stroke::new(ink::truth(style).alpha(0.7), 3.0))?;
        panel.line(part(euler), Stroke::new(shade(&colours, *start), 1.4))?;
        panel.dots(euler.iter().copied().filter(inside(0.02)), 2.4, shade(&colours, *start))?;
    }
    outline(&mut panel, WINDOW, Stroke::new(ink::text(style), 1.2))?;
    let magnified = Text::new("magnified", "放大");
    panel.label(magnified.get(style.lang), (t1, high), (-6.0, 9.0), Anchor::Left, ink::muted(style))
}

/// A polygon with many points on each side, so that a window can cut it anywhere.
fn fine(curve: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> {
    const PIECES: usize = 64;
    curve.windows(2).flat_map(|pair| {
        let ((t, x), (t_next, x_next)) = (pair[0], pair[1]);
        (0..PIECES).map(move |k| {
            let share = k as f64 / PIECES as f64;
            (t + (t_next - t) * share, x + (x_next - x) * share)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euler_multiplies_by_one_minus_lambda_h() {
        for (start, curve) in data().unwrap() {
            let expected = start * (1.0 - LAMBDA / STEPS as f64).powi(STEPS as i32);
            // 200 roundings of relative size 1.1e-16 each, and as many in the power.
            assert!((curve[STEPS].1 - expected).abs() <= 1e-13 * expected.abs());
        }
    }
}
