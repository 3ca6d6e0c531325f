//! `moving_density`: a density, and the particles that make it: carried, shaken with the score, or shaken without.

use flowlab::prelude::{MarginalField, Seed, Text, Trajectory};
use flowlab::statrs::distribution::{ContinuousCDF, Normal};

use crate::models::{density, histogram, linspace};
use crate::{Axis, Dial, Fault, Ink, Mark, Panel, Picture, Settings, Try, Widget};

mod code;

const REACH: f64 = 3.4;
const TOP: f64 = 0.6;
/// Shares of the mass below the flow lines that are drawn, and below the two that bound the piece.
const LINES: usize = 20;
const BOUNDS: [usize; 2] = [11, 16];
/// The particles whose ways are drawn.
const DRAWN: usize = 40;

const MOTION: &[(&str, Text)] = &[
    ("flow", Text::new("flow", "流")),
    ("score", Text::new("flow, noise and score", "流＋噪声＋得分项")),
    ("bare", Text::new("flow and noise", "流＋噪声")),
];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "moving_density",
    says: Text::new(
        "The same piece of mass, by its density and by particles: who stays in it, and what stays the same?",
        "同一份质量，一边看密度，一边看粒子：谁留在里面？不变的是什么？",
    ),
    dials: &[
        Dial::time("t", Text::new("time t", "时刻 t"), [0.0, 1.0, 0.01], 0.6),
        Dial::choice("motion", Text::new("particles follow", "粒子的运动"), MOTION, "flow"),
        Dial::ladder("n", Text::new("particles", "粒子数"), &[50.0, 200.0, 1500.0, 5000.0], 1500.0),
        Dial::seed("seed", Text::new("draw anew", "重新抽取"), 132),
    ],
    tries: [
        Try {
            does: Text::new(
                "Shake the particles, with the score in the drift, up to t = 1.",
                "加噪声，也加得分项，走到 t = 1。",
            ),
            sets: "t=1&motion=score",
            expects: Text::new(
                "Now particles cross the bold lines: more than half of the violet ones have left. But as many came in: \
                 the share between the lines is still 0.25, up to chance.",
                "粒子越过了粗线：紫色的一大半已经离开。可是进来的也一样多，粗线之间的比例仍是 0.25，只差随机误差。",
            ),
            holds: |picture| {
                let gap = picture.number("share") - picture.number("mass");
                picture.number("stayed") < 0.5 && gap.abs() < 2.0 * picture.number("sd")
            },
        },
        Try {
            does: Text::new("Leave the score out.", "去掉得分项。"),
            sets: "t=1&motion=bare",
            expects: Text::new(
                "Nothing makes up for what the noise spreads. The histogram is low and wide, and the share is only about 0.14: \
                 ten standard deviations off, no chance.",
                "噪声使密度散开，没有什么来补偿。直方图又矮又宽，比例只剩 0.14 左右，差了十个标准差：这不是偶然。",
            ),
            holds: |picture| {
                let gap = picture.number("mass") - picture.number("share");
                gap > 9.5 * picture.number("sd") && (picture.number("share") - 0.14).abs() < 0.005
            },
        },
        Try {
            does: Text::new("The flow again, with 50 particles.", "回到流，只取 50 个粒子。"),
            sets: "n=50",
            expects: Text::new(
                "By chance the share of these 50 is 0.34 (draw anew: another number), and it is the same at every t: no \
                 particle crosses a line, so an unlucky start stays as it was.",
                "这 50 个粒子的比例碰巧是 0.34（重新抽取就是另一个数），而且在每个 t 都一样：没有粒子越过粗线，起点碰巧怎样，以后就一直怎样。",
            ),
            holds: |picture| picture.number("stayed") == 1.0 && (picture.number("share") - 0.34).abs() < 0.005,
        },
    ],
    code: include_str!("moving_density/code.rs"),
    picture,
}
.shipped();

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (t, motion, n) = (settings.number("t"), settings.text("motion"), settings.count("n"));
    let seed = settings.count("seed") as u64;
    let (particles, [share, mass, stayed]) = code::moving_density(motion, t, n, seed)?;
    let (field, lines) = (code::field()?, lines()?);
    let knot = (t * (particles.grid.n_steps()) as f64).round() as usize;

    let carried = map(&field, &lines, t)?;
    let ways = ways(&particles, &lines, t, knot);

    let mut law = Panel::new(
        Text::new("all particles at time t, and pₜ", "时刻 t 的全部粒子与 pₜ"),
        Axis::new(-REACH, REACH, "x"),
        Axis::new(0.0, TOP, ""),
    )
    .height(0.8);
    let now = field.law(t)?;
    let curve = |from: f64, to: f64| {
        let places: Vec<f64> = linspace(from, to, 200).collect();
        let density = density(&now, &places);
        places.into_iter().zip(density)
    };
    let [low, high] = BOUNDS.map(|line| lines.states[[knot, line - 1, 0]]);
    law.bars(Ink::Method, histogram(&particles.view(knot).column(0), -REACH, REACH, 34))
        .alpha(0.45)
        .named(Text::new("the particles", "粒子"));
    let piece = [(low, 0.0)].into_iter().chain(curve(low, high)).chain([(high, 0.0)]);
    law.area(Ink::Other, piece).alpha(0.3);
    law.line(Ink::Truth, 2.0, curve(-REACH, REACH)).named(Text::new("density pₜ of the flow", "流的密度 pₜ"));
    for x in [low, high] {
        law.line(Ink::Text, 1.4, [(x, 0.0), (x, density(&now, &[x])[0])]);
    }

    // of as many independent draws, each of them there with the probability 1/4
    let sd = (mass * (1.0 - mass) / n as f64).sqrt();
    Ok(Picture::default()
        .panel(carried)
        .panel(ways)
        .panel(law)
        .reading("share", Text::new("share of particles between the bold lines", "粗线之间的粒子比例"), share, 3)
        .reading("mass", Text::new("integral of pₜ there", "pₜ 在其间的积分"), mass, 3)
        .reading("sd", Text::new("standard deviation of the share", "比例的标准差"), sd, 3)
        .reading("stayed", Text::new("of those there at t = 0, still there", "起点在其间的粒子，仍在的比例"), stayed, 3)
        .call(format!("moving_density({motion:?}, {t:?}, {n}, {seed})?")))
}

/// The flow lines that cut the mass into [`LINES`] equal shares, without the two at infinity.
fn lines() -> Result<Trajectory, Fault> {
    let normal = Normal::standard();
    let starts: Vec<[f64; 1]> = (1..LINES).map(|k| [normal.inverse_cdf(k as f64 / LINES as f64)]).collect();
    Ok(code::ways("flow", &starts.into(), Seed(0))?)
}

/// Points of a way up to a knot.
fn way<'a>(ways: &'a Trajectory, k: usize, knot: usize) -> impl DoubleEndedIterator<Item = (f64, f64)> + 'a {
    (0..=knot).map(move |i| (ways.grid.t(i), ways.states[[i, k, 0]]))
}

/// The density over time and place, and its flow lines.
fn map(field: &MarginalField, lines: &Trajectory, t: f64) -> Result<Panel, Fault> {
    const COLUMNS: usize = 50;
    /// The densities whose level sets are painted, one on the other.
    const LEVELS: [f64; 8] = [0.03, 0.08, 0.13, 0.18, 0.23, 0.28, 0.33, 0.38];
    let mut panel = Panel::new(
        Text::new("density pₜ(x) and its flow lines", "密度 pₜ(x) 与流线"),
        Axis::new(-0.02, 1.02, "t"),
        Axis::new(-REACH, REACH, "x"),
    )
    .height(0.8);
    let places: Vec<f64> = linspace(-REACH, REACH, 137).collect();
    let columns: Vec<Vec<f64>> = (0..COLUMNS)
        .map(|k| Ok(density(&field.law((k as f64 + 0.5) / COLUMNS as f64)?, &places)))
        .collect::<Result<_, Fault>>()?;
    for level in LEVELS {
        let bars = columns.iter().enumerate().flat_map(|(k, density)| {
            let [left, right] = [k, k + 1].map(|k| k as f64 / COLUMNS as f64);
            above(&places, density, level).into_iter().map(move |[low, high]| [(left, low), (right, high)])
        });
        panel.bars(Ink::Data, bars).alpha(0.1);
    }
    let end = lines.grid.n_steps();
    let broken = (1..LINES).flat_map(|k| way(lines, k - 1, end).chain([(f64::NAN, f64::NAN)]));
    panel.line(Ink::Text, 0.8, broken).alpha(0.45);
    bounds(&mut panel, lines).named(Text::new("mass 0.25", "质量 0.25"));
    panel.line(Ink::Muted, 1.0, [(t, -REACH), (t, REACH)]).dashed();
    Ok(panel)
}

/// Where the values are above a level, joined straight from place to place.
fn above(places: &[f64], values: &[f64], level: f64) -> Vec<[f64; 2]> {
    let crossing = |i: usize| {
        let share = (level - values[i]) / (values[i + 1] - values[i]);
        places[i] + share * (places[i + 1] - places[i])
    };
    let mut ends: Vec<f64> = Vec::new();
    for i in 0..values.len() - 1 {
        if (values[i] > level) != (values[i + 1] > level) {
            ends.push(crossing(i));
        }
    }
    if values.first().is_some_and(|value| *value > level) {
        ends.insert(0, places[0]);
    }
    ends.extend(places.last().filter(|_| values.last().is_some_and(|value| *value > level)));
    ends.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// The two bold lines, and the piece between them.
fn bounds<'a>(panel: &'a mut Panel, lines: &Trajectory) -> &'a mut Mark {
    let (end, [low, high]) = (lines.grid.n_steps(), BOUNDS.map(|line| line - 1));
    for k in [low, high] {
        panel.line(Ink::Text, 2.2, way(lines, k, end));
    }
    panel.area(Ink::Other, way(lines, low, end).chain(way(lines, high, end).rev())).alpha(0.25)
}

/// The ways of some particles up to a knot: violet if they began between the bold lines.
fn ways(particles: &Trajectory, lines: &Trajectory, t: f64, knot: usize) -> Panel {
    let mut panel = Panel::new(
        Text::new("forty of the particles", "四十个粒子的路径"),
        Axis::new(-0.02, 1.02, "t"),
        Axis::new(-REACH, REACH, "X"),
    )
    .height(0.8);
    bounds(&mut panel, lines);
    let [low, high] = BOUNDS.map(|line| lines.states[[0, line - 1, 0]]);
    let names =
        [Text::new("began between the bold lines", "起点在粗线之间"), Text::new("began outside", "起点在粗线之外")];
    for (ink, name, inner) in [(Ink::Method, names[1], false), (Ink::Other, names[0], true)] {
        let place = |i: usize, k: usize| particles.states[[i, k, 0]];
        let chosen = || (0..DRAWN).filter(|k| (low < place(0, *k) && place(0, *k) < high) == inner);
        let broken = chosen().flat_map(|k| way(particles, k, knot).chain([(f64::NAN, f64::NAN)]));
        panel.line(ink, 1.0, broken).alpha(0.7);
        panel.dots(ink, 2.6, chosen().map(|k| (t, place(knot, k)))).named(name);
    }
    panel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flow_keeps_the_mass_and_every_particle_between_two_of_its_lines() {
        let first = WIDGET.at("t=0").number("share");
        for t in [0.0, 0.1, 0.37, 0.6, 0.9, 1.0] {
            let picture = WIDGET.at(&format!("t={t}"));
            // Runge and Kutta's error at 200 steps, as in the still figure's test at 400
            assert!((picture.number("mass") - 0.25).abs() < 2e-6, "{t}: {}", picture.number("mass"));
            assert_eq!((picture.number("share"), picture.number("stayed")), (first, 1.0));
        }
    }

    #[test]
    fn noise_with_its_score_keeps_the_shares_and_noise_alone_does_not() {
        for t in [0.2, 0.6, 1.0] {
            let gap = |motion: &str| {
                let picture = WIDGET.at(&format!("t={t}&motion={motion}&n=5000"));
                picture.number("share") - picture.number("mass")
            };
            // 5 sd of sqrt(3/16/5000), and a fifth of that for the steps
            let bound = 0.031 + 0.006;
            assert!(gap("score").abs() < bound, "{t}: {}", gap("score"));
            // at first the noise has had no time to spread anything
            assert!(t < 0.5 || gap("bare") < -bound, "{t}: {}", gap("bare"));
        }
    }

    #[test]
    fn the_level_sets_of_a_hill_are_its_width() {
        let places: Vec<f64> = linspace(-2.0, 2.0, 401).collect();
        let hill: Vec<f64> = places.iter().map(|x| 1.0 - x.abs()).collect();
        let [[low, high]] = above(&places, &hill, 0.255)[..] else { panic!("one piece") };
        // linear between the places: rounding alone
        assert!((low + 0.745).abs() < 1e-12 && (high - 0.745).abs() < 1e-12);
        assert_eq!(above(&places, &hill, 1.5), [[0.0; 2]; 0]);
        assert_eq!(above(&places, &hill, -1.5), [[-2.0, 2.0]]);
        let valley: Vec<f64> = places.iter().map(|x| x.abs()).collect();
        assert_eq!(above(&places, &valley, 1.0).len(), 2);
    }
}
