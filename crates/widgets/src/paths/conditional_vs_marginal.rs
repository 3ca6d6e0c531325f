//! `conditional_vs_marginal`: pairs on straight lines that cross, and the field that is the mean of their velocities.

use flowlab::distribution::GaussianMixture;
use flowlab::ndarray::{Array2, array};
use flowlab::prelude::{Rk4, Text, TimeGrid, simulate_ode};

use crate::models::{density, histogram, linspace, noise_quantiles};
use crate::{Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

const REACH: f64 = 3.8;
/// No more pairs than these are drawn, though all count.
const DRAWN: usize = 200;
/// The lines of the flow.
const LINES: usize = 40;
/// Half the width of the window, as in the code.
const WINDOW: f64 = 0.15;
/// The velocities that are shown.
const FAST: f64 = 7.0;

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "conditional_vs_marginal",
    says: Text::new(
        "Drag the knob: which velocities are there at one place and time, and where does their mean lead? All pairs \
         count, the first 200 are drawn.",
        "拖动圆钮：同一时刻、同一位置有哪些速度？它们的平均通向哪里？所有点对都算在内，只画出前 200 对。",
    ),
    dials: &[
        Dial::ladder(
            "pairs",
            Text::new("pairs", "点对数"),
            &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 2000.0, 20000.0],
            200.0,
        ),
        Dial::number("t", Text::new("time t", "时刻 t"), [0.0, 1.0, 0.01], 0.5),
        Dial::number("x", Text::new("place x", "位置 x"), [-REACH, REACH, 0.02], 0.0),
        Dial::seed("seed", Text::new("draw anew", "重新抽取"), 142),
    ],
    tries: [
        Try {
            does: Text::new(
                "Follow one stream to its end: t = 0.95, x = 2, with 2000 pairs.",
                "跟着其中一股走到头：t = 0.95，x = 2，取 2000 对。",
            ),
            sets: "pairs=2000&t=0.95&x=2",
            expects: Text::new(
                "One group is left: all who pass here go to the hill at x = 2. Yet they started in many places, so their \
                 velocities still have a standard deviation of about 1.",
                "只剩一组：经过这里的，都去 x = 2 的峰。不过起点各不相同，所以速度的标准差仍约为 1。",
            ),
            holds: |picture| (picture.number("sd") - 1.0).abs() < 0.2,
        },
        Try {
            does: Text::new(
                "At the crossing, a little down: x = −0.3, with 20 000 pairs.",
                "回到交叉处，再往下一点：x = −0.3，取 20 000 对。",
            ),
            sets: "pairs=20000&x=-0.3",
            expects: Text::new(
                "The two groups stay almost where they were, but one is now seven times as strong: the exact mean \
                 u jumps from 0 to −2. So steep is the field where the streams part.",
                "两组速度几乎没有动，但一组的点对成了另一组的七倍左右，精确的平均速度 u 就从 0 跳到 −2。两股分开的地方，向量场就有这么陡。",
            ),
            holds: |picture| {
                let gap = picture.number("mean") - picture.number("u");
                picture.number("u") < -1.5 && gap.abs() < 3.0 * picture.number("error")
            },
        },
        Try {
            does: Text::new("Back to the crossing, x = 0, with 20 pairs.", "回到交叉处 x = 0，只取 20 对。"),
            sets: "pairs=20",
            expects: Text::new(
                "One pair passes, far from the mean. Draw anew: sometimes none passes, sometimes one or two, \
                 up or down at a speed of about 3. No single pair shows u; only many do.",
                "只有一对经过，速度离平均值很远。再重新抽取几次：有时一对也没有，有时有一两对，不是向上就是向下，速率约为 3。\
                 单独一对看不出 u，要许多对才行。",
            ),
            holds: |picture| {
                picture.number("count") < 3.0 && (picture.number("mean") - picture.number("u")).abs() > 2.0
            },
        },
    ],
    code: include_str!("conditional_vs_marginal/code.rs"),
    picture,
}
.shipped();

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (n, t, x) = (settings.count("pairs"), settings.number("t"), settings.number("x"));
    let seed = settings.count("seed") as u64;
    let (velocities, [mean, error, sd, u]) = code::conditional_vs_marginal(seed, n, t, x)?;

    let mut pairs = Panel::new(
        Text::new("conditional: one line a pair", "条件向量场：每对一条直线"),
        Axis::new(-0.02, 1.02, "t"),
        Axis::new(-REACH, REACH, "x"),
    )
    .height(0.8);
    let drawn = code::pairs(seed, n.min(DRAWN))?;
    let near = |(x0, z): &(f64, f64)| ((1.0 - t) * x0 + t * z - x).abs() < WINDOW;
    let (inside, outside): (Vec<_>, Vec<_>) = drawn.iter().copied().partition(near);
    let straight = |(x0, z): &(f64, f64)| [(0.0, *x0), (1.0, *z), (f64::NAN, f64::NAN)];
    pairs.line(Ink::Truth, 0.9, outside.iter().flat_map(straight)).alpha(0.45);
    let passing = pairs.line(Ink::Method, 1.4, inside.iter().flat_map(straight)).alpha(0.9);
    passing.named(Text::new("pairs that pass the window", "经过窗口的点对"));
    pairs.dots(Ink::Noise, 1.9, drawn.iter().map(|(x0, _)| (0.0, *x0)));
    pairs.dots(Ink::Data, 1.9, drawn.iter().map(|(_, z)| (1.0, *z)));
    let gate = [-WINDOW, WINDOW].map(|edge| [(t - 0.08, x + edge), (t + 0.08, x + edge), (f64::NAN, f64::NAN)]);
    pairs.line(Ink::Text, 1.6, gate.into_iter().flatten());
    pairs.handle(Ink::Text, ("t", "x"), (t, x));

    let mut flow = Panel::new(
        Text::new("marginal: the flow", "边缘向量场：流"),
        Axis::new(-0.02, 1.02, "t"),
        Axis::new(-REACH, REACH, "x"),
    )
    .height(0.8);
    let field = code::field()?;
    let ways = simulate_ode(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, 100)?, &noise_quantiles(LINES)?)?;
    let line = |k: usize| ways.grid.knots().iter().copied().zip(ways.particle(k).column(0).to_vec());
    let broken = (0..LINES).flat_map(|k| line(k).chain([(f64::NAN, f64::NAN)]));
    flow.line(Ink::Text, 1.0, broken).alpha(0.45);
    flow.line(Ink::Data, 2.4, through(t, x)?).named(Text::new("flow line through the knob", "过圆钮的流线"));
    flow.dots(Ink::Noise, 1.9, ways.view(0).iter().map(|x| (0.0, *x)));
    flow.dots(Ink::Data, 1.9, ways.last().iter().map(|x| (1.0, *x)));
    flow.handle(Ink::Text, ("t", "x"), (t, x));

    let exact: Vec<(f64, f64)> = {
        let places: Vec<f64> = linspace(-FAST, FAST, 281).collect();
        let density = density(&velocity_law(t, x)?, &places);
        places.into_iter().zip(density).collect()
    };
    let top = 1.25 * exact.iter().fold(0.0, |top: f64, (_, height)| top.max(*height));
    let mut here = Panel::new(
        Text::new("velocities near the knob", "圆钮附近的速度"),
        Axis::new(-FAST, FAST, "z − x₀"),
        Axis::new(-0.1 * top, top, ""),
    )
    .height(0.8);
    if velocities.len() >= 30 {
        here.bars(Ink::Method, histogram(&velocities, -FAST, FAST, 35)).alpha(0.35);
    }
    here.line(Ink::Truth, 1.6, exact).named(Text::new("all pairs that pass here", "经过此处的所有点对"));
    let shown = velocities.iter().take(DRAWN).map(|v| (*v, -0.05 * top));
    here.dots(Ink::Method, 2.2, shown).alpha(0.8);
    here.line(Ink::Data, 2.4, [(u, 0.0), (u, top)]).named(Text::new("u, the exact mean", "精确的平均 u"));
    if mean.is_finite() {
        let found = here.line(Ink::Method, 2.0, [(mean, 0.0), (mean, top)]).dashed();
        found.named(Text::new("mean of these pairs", "这些点对的平均"));
    }

    Ok(Picture::default()
        .panel(pairs)
        .panel(flow)
        .panel(here)
        .reading("count", Text::new("pairs in the window", "窗口中的点对数"), velocities.len() as f64, 0)
        .reading("mean", Text::new("mean of their velocities", "它们的平均速度"), mean, 2)
        .reading("error", Text::new("its standard error", "平均速度的标准误差"), error, 2)
        .reading("u", Text::new("exact: u", "精确值 u"), u, 2)
        .reading("sd", Text::new("standard deviation of the velocities", "速度的标准差"), sd, 2)
        .call(format!("conditional_vs_marginal({seed}, {n}, {t:?}, {x:?})?")))
}

/// The flow line through a place at a time.
fn through(t: f64, x: f64) -> Result<Vec<(f64, f64)>, Fault> {
    let field = code::field()?;
    let half = |end: f64| -> Result<Vec<(f64, f64)>, Fault> {
        if t == end {
            return Ok(Vec::new());
        }
        let way = simulate_ode(&field, &Rk4, &TimeGrid::uniform(t, end, 100)?, &array![[x]])?;
        Ok(way.grid.knots().iter().copied().zip(way.particle(0).column(0).to_vec()).collect())
    };
    let (mut line, after) = (half(0.0)?, half(1.0)?);
    line.reverse();
    line.extend(after);
    Ok(line)
}

/// The law of z − x₀ given that tz + (1 − t)x₀ = x: a mixture of two normal laws, one for each hill of the data.
///
/// Given the hill of mean m and variance 1/4, the place has the mean tm and the variance v = t²/4 + (1 − t)², the velocity
/// the mean m, and their covariance is c = t/4 − (1 − t). So the velocity has the mean m + (x − tm)c/v, and by lesson 14
/// the variance 1/(4v).
fn velocity_law(t: f64, x: f64) -> flowlab::Result<GaussianMixture> {
    let (v, c) = (0.25 * t * t + (1.0 - t) * (1.0 - t), 0.25 * t - (1.0 - t));
    // the density of N(2t, v) at x by that of N(−2t, v)
    let odds = (4.0 * t * x / v).exp();
    let means = [-2.0, 2.0].map(|m| [m + (x - t * m) * c / v]);
    GaussianMixture::isotropic(array![1.0, odds] / (1.0 + odds), Array2::from(means.to_vec()), (0.25 / v).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::VectorField;

    #[test]
    fn pairs_are_added_to_those_that_are_there() {
        let all = code::pairs(142, 20_000).unwrap();
        for n in [1, 2, 5, 10, 20, 50, 100, 200, 2000] {
            assert_eq!(code::pairs(142, n).unwrap(), all[..n]);
        }
    }

    #[test]
    fn the_mean_of_the_law_of_the_velocities_is_the_exact_field() {
        let field = code::field().unwrap();
        for (t, x) in [(0.0, 1.0), (0.3, -0.4), (0.5, 0.0), (0.5, 0.3), (0.8, 3.8), (0.95, 2.0), (1.0, -3.8)] {
            let (mean, u) = (velocity_law(t, x).unwrap().mean()[0], field.at(t, &array![[x]])[[0, 0]]);
            // some rounding of numbers below 10
            assert!((mean - u).abs() < 1e-12, "{t} {x}: {mean} {u}");
        }
    }

    #[test]
    fn pairs_in_the_window_have_the_law_of_the_velocities() {
        for (t, x) in [(0.2, 0.5), (0.5, 0.0), (0.9, -2.0)] {
            let (velocities, [mean, error, sd, u]) = code::conditional_vs_marginal(142, 20_000, t, x).unwrap();
            let exact = velocity_law(t, x).unwrap();
            // 5 standard errors, and 1 % or 0.05 for the width of the window
            assert!((mean - u).abs() < 5.0 * error + 0.05, "{t} {x}: {mean} {u}");
            let (share, variance) = (1.0 / (2.0 * velocities.len() as f64).sqrt(), exact.covariance()[[0, 0]]);
            assert!((sd / variance.sqrt() - 1.0).abs() < 5.0 * share + 0.01, "{t} {x}: {sd} {variance}");
        }
    }

    #[test]
    fn the_flow_line_goes_through_the_knob_and_from_end_to_end() {
        for (t, x) in [(0.0, 1.0), (0.5, 0.3), (1.0, -2.0)] {
            let line = through(t, x).unwrap();
            assert!(line.contains(&(t, x)));
            assert_eq!((line[0].0, line[line.len() - 1].0), (0.0, 1.0));
            assert!(line.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        }
    }

    #[test]
    fn a_window_without_pairs_says_so() {
        let picture = WIDGET.at("pairs=1&x=3.8");
        assert_eq!(picture.number("count"), 0.0);
        assert!(picture.number("mean").is_nan() && picture.number("u").is_finite());
    }
}
