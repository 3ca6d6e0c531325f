//! `museum.png`: the 25 rooms, each with the statistic that sees its bug, right and wrong.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};

use crate::{Figure, Make};

const SIZE: (u32, u32) = (760, 690);
const COLUMNS: usize = 5;
/// A room's place and what of it is drawn in, in pixels.
const CELL: (f64, f64) = (148.0, 134.0);
const INNER: (f64, f64) = (124.0, 62.0);
/// Points of a curve.
const POINTS: usize = 121;

pub const FIGURE: Figure = Figure {
    id: "museum",
    caption: Text::new(
        "The 25 rooms. In each the statistic that sees the bug, by name, then its value under the right program (grey) and with the bug (red); settings as in the text. Curves: normal laws with the mean and the spread that the two programs have, each drawn equally high. Bars: the values themselves. There is no chance in them: they come from formulas, recursions and quantiles, in room 25 from the digits. Where the text has a value from a run, its last digits differ.",
        "二十五个展室。每室注明看得出这个错误的统计量，然后是程序正确时的值（灰色）和有错误时的值（红色），设置与正文相同。曲线是正态分布，均值和标准差取自两个程序，都画得一样高；横条是数值本身。这些值不含随机性，由公式、递推或分位点算得，第 25 室的取自数字图像。正文里由运行测得的值，末几位会有出入。",
    ),
    alt: Text::new(
        "Five rows of five small panels. In most of them a grey bell and a red one differ clearly in width or place, or a grey bar and a red one in length; in rooms 5 and 6 the two bars look nearly alike.",
        "五行五列小图。多数图里，灰色与红色的两条钟形曲线宽窄或位置明显不同，或者灰色与红色的两根横条长短不同；第 5 室和第 6 室的两根横条看上去几乎一样长。",
    ),
    make: Make::Still(|style| draw(&ROOMS, style)),
};

/// What a room shows: two normal laws by mean and spread, or two numbers.
pub enum Shown {
    Laws([[f64; 2]; 2]),
    Numbers([f64; 2]),
}

pub struct Room {
    pub title: Text,
    pub statistic: Text,
    /// The two values as they are written.
    pub said: [&'static str; 2],
    pub shown: Shown,
}

const fn laws(title: Text, statistic: Text, said: [&'static str; 2], right: [f64; 2], wrong: [f64; 2]) -> Room {
    Room { title, statistic, said, shown: Shown::Laws([right, wrong]) }
}

const fn numbers(title: Text, statistic: Text, said: [&'static str; 2], right: f64, wrong: f64) -> Room {
    Room { title, statistic, said, shown: Shown::Numbers([right, wrong]) }
}

const SPREAD: Text = Text::new("spread", "标准差");
const MEAN: Text = Text::new("mean", "均值");
const LOSS: Text = Text::new("loss", "损失");

/// The rooms in order, with the values of the lesson's claims.
pub const ROOMS: [Room; 25] = [
    laws(Text::new("noise times $h$", "噪声乘以 $h$"), SPREAD, ["0.994", "0.454"], [0.0, 0.9941], [0.0, 0.4536]),
    numbers(Text::new("two normals", "两个正态数相乘"), Text::new("kurtosis", "峰度"), ["3", "9"], 3.0, 9.0),
    laws(
        Text::new("one $\\varepsilon$ for all", "共用一个 $\\varepsilon$"),
        Text::new("sd of mean", "均值标准差"),
        ["0.099", "0.890"],
        [0.0, 0.0994],
        [0.0, 0.8901],
    ),
    numbers(
        Text::new("one $\\varepsilon$ for all steps", "各步同一个 $\\varepsilon$"),
        Text::new("variance", "方差"),
        ["1", "100"],
        1.0,
        100.0,
    ),
    numbers(Text::new("$n$ points", "$n$ 个点"), Text::new("moved", "走了"), ["1", "0.995"], 1.0, 0.995),
    numbers(Text::new("while t < 1", "while t < 1"), Text::new("steps", "步数"), ["10", "11"], 10.0, 11.0),
    laws(Text::new("no score", "漏了得分"), SPREAD, ["0.994", "1.594"], [0.0, 0.9941], [0.0, 1.5938]),
    laws(Text::new("its sign", "得分反号"), SPREAD, ["0.994", "2.916"], [0.0, 0.9941], [0.0, 2.9157]),
    laws(
        Text::new("$\\sigma^2$ for $\\sigma$", "$\\sigma$ 写成 $\\sigma^2$"),
        SPREAD,
        ["0.997", "1.335"],
        [0.0, 0.9973],
        [0.0, 1.3347],
    ),
    laws(Text::new("no logarithm", "漏了对数"), SPREAD, ["1.00", "3.12"], [0.0, 1.0], [0.0, 3.12]),
    laws(Text::new("clock reversed", "时钟反了"), MEAN, ["1", "0.485"], [1.0, 1.9706], [0.4850, 2.0104]),
    laws(Text::new("pair swapped", "点对反了"), MEAN, ["1", "-0.493"], [1.0, 1.9706], [-0.4926, 0.4926]),
    numbers(Text::new("$z$ for $X_t$", "$X_t$ 写成 $z$"), LOSS, ["2.771", "1"], 2.7705, 1.0),
    laws(
        Text::new("noise in the last step", "末步加噪声"),
        Text::new("distance", "距离"),
        ["0", "0.156"],
        [1.0, 0.0],
        [1.0, 0.1564],
    ),
    laws(Text::new("other variance", "另一种方差"), SPREAD, ["0.271", "0.173"], [0.0, 0.2711], [0.0, 0.1725]),
    numbers(Text::new("mean, not sum", "该求和却平均"), LOSS, ["3.142", "1.571"], PI, FRAC_PI_2),
    numbers(
        Text::new("one seed of two", "只设一个种子"),
        Text::new("two runs", "两次之差"),
        ["0", "1.26"],
        0.0,
        1.2572,
    ),
    numbers(
        Text::new("one coin", "整批只掷一次"),
        Text::new("sd of share", "比例标准差"),
        ["0.019", "0.300"],
        0.01875,
        0.3,
    ),
    numbers(Text::new("labels shuffled", "标签打乱"), LOSS, ["0.785", "2.771"], FRAC_PI_4, 2.7705),
    numbers(Text::new("another paper's $w$", "另一种 $w$"), MEAN, ["1.613", "2.027"], 1.613, 2.027),
    numbers(
        Text::new("average unused", "没用权重平均"),
        Text::new("error", "误差"),
        ["0.068", "0.229"],
        0.0677,
        0.2294,
    ),
    numbers(
        Text::new("not scaled", "没有缩放"),
        Text::new("$\\mathcal{W}_2$/spread", "$\\mathcal{W}_2$"),
        ["0.064", "0.369"],
        0.0639,
        0.3687,
    ),
    numbers(
        Text::new("other activation", "另一种函数"),
        Text::new("value at 1", "在 1 处的值"),
        ["0.731", "0.846"],
        0.7311,
        0.8458,
    ),
    numbers(Text::new("clean classifier", "不知噪声的分类器"), MEAN, ["1.00", "2.25"], 1.0, 2.25),
    numbers(
        Text::new("sample among data", "样本混入数据"),
        Text::new("nearest", "最近距离"),
        ["2.20", "0"],
        2.1967,
        0.0,
    ),
];

/// The bell of a law, 1 high, between two places; a law without spread is a needle.
fn bell([mean, spread]: [f64; 2], (low, high): (f64, f64)) -> Vec<(f64, f64)> {
    if spread == 0.0 {
        return vec![(low, 0.0), (mean, 0.0), (mean, 1.0), (mean, 0.0), (high, 0.0)];
    }
    let place = |k: usize| low + (high - low) * k as f64 / (POINTS - 1) as f64;
    let even = (0..POINTS).map(place);
    // a narrow bell needs places of its own
    let own = (0..POINTS).map(|k| mean + spread * 4.0 * (2.0 * k as f64 / (POINTS - 1) as f64 - 1.0));
    let mut places: Vec<f64> = even.chain(own).filter(|x| (low..=high).contains(x)).collect();
    places.sort_by(f64::total_cmp);
    places.into_iter().map(|x| (x, (-0.5 * ((x - mean) / spread).powi(2)).exp())).collect()
}

pub fn draw(rooms: &[Room], style: &Style) -> Result<Scene> {
    let (text, muted, right, wrong) = (ink::text(style), ink::muted(style), ink::muted(style), ink::error(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, room) in rooms.iter().enumerate() {
            let corner = ((k % COLUMNS) as f64 * CELL.0 + 22.0, (k / COLUMNS) as f64 * CELL.1 + 34.0);
            let place = area.clone().shrink((px(corner.0), px(corner.1)), (px(INNER.0), px(INNER.1)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(13.0);
            let across = match room.shown {
                Shown::Laws(both) => {
                    let reach = both.map(|[_, spread]| spread).into_iter().fold(0.0, f64::max) * 3.0;
                    let low = both.map(|[mean, _]| mean).into_iter().fold(f64::INFINITY, f64::min) - reach;
                    let high = both.map(|[mean, _]| mean).into_iter().fold(f64::NEG_INFINITY, f64::max) + reach;
                    (low, high)
                }
                Shown::Numbers([a, b]) => (0.0, a.max(b)),
            };
            let mut panel = panel.x(across.0..across.1, "").y(0.0..1.08, "").draw()?;
            panel.line([(across.0, 0.0), (across.1, 0.0)], Stroke::new(ink::grid(style), 1.0))?;
            match room.shown {
                Shown::Laws(both) => {
                    for (law, colour) in both.into_iter().zip([right, wrong]) {
                        let curve = bell(law, across);
                        panel.polygon(
                            curve.iter().copied().chain([(across.1, 0.0), (across.0, 0.0)]),
                            colour.alpha(0.16),
                        )?;
                        panel.line(curve, Stroke::new(colour, 1.8))?;
                    }
                }
                Shown::Numbers(both) => {
                    for (row, (value, colour)) in both.into_iter().zip([right, wrong]).enumerate() {
                        let top = 0.92 - 0.46 * row as f64;
                        let end = value.max(0.012 * across.1); // nothing is a line
                        panel.tile((0.0, top), (end, top - 0.36), colour.mix(ink::ground(style), 0.25))?;
                    }
                }
            }
            let middle = (across.0 + across.1) / 2.0;
            let title = format!("{} {}", k + 1, room.title.get(style.lang));
            panel.label(&title, (middle, 1.08), (0.0, -5.0), Anchor::Above, text)?;
            let words = format!("{}  ${}$", room.statistic.get(style.lang), room.said[0]);
            // the two values, the right one before the wrong one, parted where the panel's middle is
            let shift = 26.0;
            panel.label(&words, (middle, 0.0), (shift, 13.0), Anchor::Left, muted)?;
            let said = format!("${}$", room.said[1]); // the minus of mathematics
            panel.label(&said, (middle, 0.0), (shift + 8.0, 13.0), Anchor::Right, wrong)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::museum::{Bug, Ddpm, Law, Sampler};

    /// The value of a number as it is written.
    fn read(said: &str) -> f64 {
        said.parse().unwrap()
    }

    #[test]
    fn what_is_said_is_what_is_drawn() {
        for (k, room) in ROOMS.iter().enumerate() {
            let drawn = match room.shown {
                Shown::Laws(both) => both.map(|law| law[usize::from(room.statistic.en != "mean")]),
                Shown::Numbers(both) => both,
            };
            for (said, drawn) in room.said.into_iter().zip(drawn) {
                let digits = said.split_once('.').map_or(0, |(_, behind)| behind.len() as i32);
                assert!((read(said) - drawn).abs() <= 0.51 * 0.1_f64.powi(digits), "room {}: {said} {drawn}", k + 1);
            }
        }
    }

    #[test]
    fn the_laws_are_those_of_the_programs() {
        let sampler = |law, g, bug| Sampler { law, g, n: 100, bug }.moments();
        let normal = |g, bug| sampler(Law::Normal, g, bug);
        let asymmetric = |bug| sampler(Law::Asymmetric, 0.0, bug);
        let ddpm = |mean, sd, large, last_noise| Ddpm { mean, sd, n: 10, large, last_noise }.moments();
        let pairs = [
            (1, [normal(1.0, None), normal(1.0, Some(Bug::NoiseTimesH))]),
            (7, [normal(1.0, None), normal(1.0, Some(Bug::ScoreLeftOut))]),
            (8, [normal(1.0, None), normal(1.0, Some(Bug::ScoreSign))]),
            (9, [normal(2.0, None), normal(2.0, Some(Bug::VarianceForSigma))]),
            (11, [asymmetric(None), asymmetric(Some(Bug::ClockReversed))]),
            (12, [asymmetric(None), asymmetric(Some(Bug::PairSwapped))]),
            (14, [ddpm(1.0, 0.0, true, false), ddpm(1.0, 0.0, true, true)]),
            (15, [ddpm(0.0, 0.25, true, false), ddpm(0.0, 0.25, false, false)]),
        ];
        for (room, laws) in pairs {
            let Shown::Laws(shown) = ROOMS[room - 1].shown else { panic!("room {room} shows numbers") };
            for (law, shown) in laws.as_flattened().iter().zip(shown.as_flattened()) {
                assert!((law - shown).abs() < 1e-4, "room {room}: {laws:?} {shown:?}"); // four digits
            }
        }
    }
}
