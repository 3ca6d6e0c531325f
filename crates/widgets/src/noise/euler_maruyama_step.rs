//! `euler_maruyama_step`: the noise of a step, scaled by h, by √h or not at all.

use flowlab::distribution::Gaussian;
use flowlab::ndarray::array;
use flowlab::prelude::{Array2, BrownianPath, OrnsteinUhlenbeck, Seed, Text, TimeGrid};

use crate::models::{density, linspace};
use crate::{Anchor, Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

/// Where the step starts.
const X: f64 = 2.0;
/// Steps of the exact path inside the step.
const FINE: usize = 512;
/// Where the density of the end stands, in steps, and how far it reaches.
const BASE: f64 = 1.4;
const REACH: f64 = 0.335;

const SIZES: &[f64] = &[0.00390625, 0.0078125, 0.015625, 0.03125, 0.0625, 0.125, 0.25];

const SCALE: &[(&str, Text)] =
    &[("h", Text::new("h ε", "h ε")), ("root", Text::new("√h ε", "√h ε")), ("one", Text::new("ε", "ε"))];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "euler_maruyama_step",
    says: Text::new(
        "How large must the noise of a step be? Scale it by h, by √h or not at all, and make the steps shorter.",
        "一步的噪声该有多大？让它按 h 缩放、按 √h 缩放，或者不缩放，再把步长减小。",
    ),
    dials: &[
        Dial::choice("scale", Text::new("noise of a step", "一步的噪声"), SCALE, "root"),
        Dial::ladder("h", Text::new("step size h", "步长 h"), SIZES, 0.25),
        Dial::seed("seed", Text::new("draw anew", "重新抽取"), 53),
    ],
    tries: [
        Try {
            does: Text::new("Scale the noise by h, with h = 1/64.", "噪声按 h 缩放，h = 1/64。"),
            sets: "scale=h&h=0.015625",
            expects: Text::new(
                "The noise dies out: the paths keep close to one curve, and their standard deviation is an eighth of the \
                 exact one. Halve h twice, and it is halved again.",
                "噪声快要消失了：所有路径都贴着一条曲线走，标准差只有精确值的八分之一。h 再减半两次，标准差就再减半一次。",
            ),
            holds: |picture| picture.number("sd") < 0.2 * picture.number("exact"),
        },
        Try {
            does: Text::new("Do not scale it, with h = 1/64.", "噪声不缩放，h = 1/64。"),
            sets: "scale=one&h=0.015625",
            expects: Text::new(
                "The paths are thrown out of the picture: the standard deviation is eight times the exact one, and grows \
                 without bound as h falls.",
                "路径被甩到图外：标准差是精确值的八倍，而且 h 越小，它越大，没有上界。",
            ),
            holds: |picture| picture.number("sd") > 5.0 * picture.number("exact"),
        },
        Try {
            does: Text::new(
                "Scale it by √h, with the shortest steps, h = 1/256.",
                "噪声按 √h 缩放，步长取最小的 h = 1/256。",
            ),
            sets: "scale=root&h=0.00390625",
            expects: Text::new(
                "Next to its noise the drift of a step is small now, but 256 drifts add up straight and 256 noises do not: \
                 the standard deviation is the exact one, up to chance.",
                "单看一步，漂移与噪声相比已经很小；但 256 步的漂移直接相加，噪声则是方差相加：除去随机误差，标准差就是精确值。",
            ),
            holds: |picture| {
                let (sd, exact) = (picture.number("sd"), picture.number("exact"));
                (sd - exact).abs() < 0.03 && picture.number("noise") < 0.1
            },
        },
    ],
    code: include_str!("euler_maruyama_step/code.rs"),
    picture,
}
.shipped();

/// The noise of a step of length h before its draw, how Rust writes it, and what stands beside it.
fn scaling(name: &str) -> (fn(f64) -> f64, &'static str, Text) {
    match name {
        "h" => (|h| h, "|h| h", SCALE[0].1),
        "one" => (|_| 1.0, "|_| 1.0", SCALE[2].1),
        _ => (f64::sqrt, "f64::sqrt", SCALE[1].1),
    }
}

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (h, seed) = (settings.number("h"), settings.count("seed") as u64);
    let (scale, rust, noise) = scaling(settings.text("scale"));
    let (paths, sd) = code::euler_maruyama_step(h, scale, seed);
    let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
    Ok(Picture::default()
        .panel(one_step(h, scale(h), noise, Seed(seed))?)
        .panel(many_steps(h, &process, &paths))
        .reading(
            "sd",
            Text::new("standard deviation at t = 1, of 4000 paths", "t = 1 时的标准差（4000 条路径）"),
            sd,
            3,
        )
        .reading("exact", Text::new("of the exact law", "精确分布的标准差"), process.variance(1.0).sqrt(), 3)
        .reading("noise", Text::new("standard deviation of the noise of a step", "一步噪声的标准差"), scale(h), 4)
        .reading("drift", Text::new("drift of the first step, hu", "第一步的漂移 hu"), -h * X, 4)
        .call(format!("euler_maruyama_step({h:?}, {rust}, {seed})")))
}

/// One step with the noise of one draw, the law of its end, and the exact path on the same noise.
fn one_step(h: f64, size: f64, noise: Text, seed: Seed) -> Result<Panel, Fault> {
    let fine = BrownianPath::sample(seed, &TimeGrid::uniform(0.0, h, FINE)?, 1, 1)?;
    let exact = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?.exact(&fine, &array![[X]], seed)?;
    let next = code::step(X, h, size, fine.last()[[0, 0]] / h.sqrt());
    let mean = code::step(X, h, size, 0.0);
    // the window grows with the larger of the program's noise and the true one
    let unit = size.max(h.sqrt());
    let (low, high) = (X - 3.7 * unit, X + 1.9 * unit);
    let mut panel = Panel::new(
        Text::new("one step from X = 2", "从 X = 2 出发的一步"),
        Axis::new(-0.16, 1.78, ""),
        Axis::new(low, high, "x"),
    );

    // close together at the start, where the edge is steep
    let times: Vec<f64> = linspace(0.0, 1.0, 61).map(|s| s * s).collect();
    for width in [2.0, 1.0] {
        let edge = |side: f64| times.iter().map(move |s| (*s, X + s * (mean - X) + side * width * size * s.sqrt()));
        panel.area(Ink::Noise, edge(1.0).chain(edge(-1.0).rev())).alpha(0.15);
    }
    let law = Gaussian::isotropic(array![mean], size)?;
    let peak = density(&law, &[mean])[0];
    let beside = |place: f64| (BASE + REACH * density(&law, &[place])[0] / peak, place);
    let rim: Vec<(f64, f64)> =
        linspace((mean - 4.0 * size).max(low), (mean + 4.0 * size).min(high), 121).map(beside).collect();
    let foot = |place: Option<&(f64, f64)>| place.map(|(_, x)| (BASE, *x));
    let filled = foot(rim.first()).into_iter().chain(rim.iter().copied()).chain(foot(rim.last()));
    panel.area(Ink::Noise, filled).alpha(0.25);
    panel.line(Ink::Noise, 1.6, rim).named(Text::new("law of its end", "终点的分布"));
    panel.line(Ink::Muted, 1.0, [(BASE, low), (BASE, high)]);
    panel.line(Ink::Muted, 1.0, [(0.0, X), (1.0, X)]).dashed();
    panel.line(Ink::Muted, 1.0, [(1.0, mean), beside(mean)]).dashed();
    panel.line(Ink::Method, 1.0, [(1.0, next), beside(next)]).dashed();

    let knots = exact.grid.knots().iter().map(|t| t / h);
    let path: Vec<(f64, f64)> = knots.zip(exact.states.iter().copied()).collect();
    let end = path[FINE];
    panel.line(Ink::Truth, 1.1, path).named(Text::new("exact path, same noise", "同一噪声下的精确路径"));
    panel.arrows(Ink::Text, 1.5, [[(0.0, X), (1.0, mean)], [(1.0, X), (1.0, mean)]]);
    panel.line(Ink::Method, 2.2, [(0.0, X), (1.0, next)]).named(Text::new("the step", "所走的一步"));
    panel.arrows(Ink::Noise, 2.0, [[(1.0, mean), (1.0, next)]]);
    panel.dots(Ink::Truth, 2.8, [end]);
    panel.dots(Ink::Method, 3.6, [(0.0, X), (1.0, next)]);
    panel.dots(Ink::Method, 2.8, [beside(next)]);

    // words that would lie on each other are moved apart
    let (mut of_drift, mut of_noise) = ((X + mean) / 2.0, (mean + next) / 2.0);
    let apart = 0.55 * unit;
    if (of_drift - of_noise).abs() < apart {
        let middle = (of_drift + of_noise) / 2.0;
        (of_drift, of_noise) = (middle + apart / 2.0, middle - apart / 2.0);
    }
    panel.label(Ink::Text, Text::new("hu", "hu"), (1.0, of_drift), Anchor::Right);
    panel.label(Ink::Noise, noise, (1.0, of_noise), Anchor::Right);
    panel.label(Ink::Text, Text::new("t", "t"), (0.0, low), Anchor::Above);
    panel.label(Ink::Text, Text::new("t + h", "t + h"), (1.0, low), Anchor::Above);
    Ok(panel)
}

/// Paths up to t = 1 over two standard deviations of the exact law.
fn many_steps(h: f64, process: &OrnsteinUhlenbeck, paths: &Array2<f64>) -> Panel {
    let mut panel = Panel::new(Text::new("60 paths", "60 条路径"), Axis::new(0.0, 1.0, "t"), Axis::new(-2.5, 4.5, "X"));
    let times: Vec<f64> = linspace(0.0, 1.0, 61).map(|t| t * t).collect();
    let edge = |side: f64| {
        let mean = |t: f64| process.mean(t, &array![[X]])[[0, 0]];
        times.iter().map(move |t| (*t, mean(*t) + side * 2.0 * process.variance(*t).sqrt()))
    };
    panel.area(Ink::Truth, edge(1.0).chain(edge(-1.0).rev())).alpha(0.25);
    for (k, path) in paths.columns().into_iter().enumerate() {
        let line = panel.line(Ink::Method, 1.0, path.iter().enumerate().map(|(i, x)| (i as f64 * h, *x))).alpha(0.45);
        if k == 0 {
            line.named(Text::new("paths in steps of h", "步长为 h 的路径"));
        }
    }
    for side in [1.0, -1.0] {
        let edge = panel.line(Ink::Truth, 1.6, edge(side));
        if side > 0.0 {
            edge.named(Text::new("exact law: 95%", "精确分布的 95% 区间"));
        }
    }
    panel
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::prelude::{EulerMaruyama, simulate_sde};

    #[test]
    fn at_first_it_is_the_step_of_the_still_figure() {
        let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0).unwrap();
        let fine = BrownianPath::sample(Seed(53), &TimeGrid::uniform(0.0, 0.25, FINE).unwrap(), 1, 1).unwrap();
        let step = fine.coarsen(FINE).unwrap();
        let next = simulate_sde(&process, &EulerMaruyama, &step, &array![[X]]).unwrap().last()[[0, 0]];
        let exact = process.exact(&fine, &array![[X]], Seed(53)).unwrap().last()[[0, 0]];
        let picture = WIDGET.at("");
        let dots = |k: usize| picture.panels[0].marks.iter().filter(|m| m.kind == crate::Kind::Dots).nth(k).unwrap();
        assert_eq!(dots(0).points[0].1, exact);
        // √h ε with ε = W/√h is W up to an ulp or two
        assert!((dots(1).points[1].1 - next).abs() < 1e-15);
        assert_eq!((picture.number("drift"), picture.number("noise")), (-0.5, 0.5));
    }

    #[test]
    fn the_standard_deviation_is_that_of_the_recursion() {
        for name in ["h", "root", "one"] {
            for h in SIZES {
                let (scale, ..) = scaling(name);
                let (paths, sd) = code::euler_maruyama_step(*h, scale, 5);
                // v ← (1 - h)² v + scale(h)²: a geometric sum over 1/h steps
                let a2 = (1.0 - h).powi(2);
                let variance = scale(*h).powi(2) * (1.0 - a2.powf(1.0 / h)) / (1.0 - a2);
                // the relative sd of an sd over 4000 normal values is 1/√8000; five of them
                assert!((sd / variance.sqrt() - 1.0).abs() < 5.0 / 8000_f64.sqrt(), "{name} {h}: {sd}");
                assert_eq!(paths.dim(), ((1.0 / h) as usize + 1, 60));
            }
        }
    }
}
