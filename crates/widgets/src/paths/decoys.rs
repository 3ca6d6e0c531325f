//! `decoys`: a small sampler with a bug of one's choice, and which of four statistics see it.

use flowlab::prelude::{Text, metrics};

use crate::models::{histogram, linspace};
use crate::{Anchor, Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

const REACH: f64 = 7.0;
/// Standard errors that a statistic may be off by, and the share of true samples that its line for KS lets through.
const ERRORS: f64 = 4.0;
const ALARMS: f64 = 1e-3;
/// How much more than it may a bar shows at most.
const HIGHEST: f64 = 3.0;
const BUGS: &[(&str, Text)] = &[
    ("none", Text::new("none", "无")),
    ("h", Text::new("noise times h", "噪声乘了 h")),
    ("twice", Text::new("two normals multiplied", "两个正态数相乘")),
    ("missing", Text::new("score left out", "漏了得分项")),
    ("sign", Text::new("score with the wrong sign", "得分项符号反了")),
    ("variance", Text::new("σ² for σ", "σ 写成 σ²")),
    ("clock", Text::new("clock reversed", "时钟反了")),
    ("points", Text::new("n points, step 1/n", "n 个点，步长 1/n")),
];
const LAWS: &[(&str, Text)] = &[
    ("normal", Text::new("N(0, 1)", "N(0, 1)")),
    ("asymmetric", Text::new("N(1, 4)", "N(1, 4)")),
    ("hills", Text::new("two hills", "两座峰")),
];

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "decoys",
    says: Text::new(
        "Put a bug into the sampler, and see which statistics notice: what a bar shows below the line is a decoy.",
        "给采样器放进一个错误，看哪些统计量会察觉：柱子不过线的，就是诱饵。",
    ),
    dials: &[
        Dial::choice("bug", Text::new("bug", "错误"), BUGS, "none"),
        Dial::choice("law", Text::new("data", "数据"), LAWS, "normal"),
        Dial::ladder("g", Text::new("noise g", "噪声 g"), &[0.0, 0.5, 1.0, 2.0], 1.0),
        Dial::ladder("n", Text::new("steps n", "步数 n"), &[50.0, 100.0, 200.0], 100.0),
    ],
    tries: [
        Try {
            does: Text::new("Write σ² for σ, and turn g from 1 to 2.", "把 σ 写成 σ²，再把 g 从 1 调到 2。"),
            sets: "bug=variance&g=2",
            expects: Text::new(
                "At g = 1 all four bars stay below the line; at g = 2 the spread is about 1.33, and its bar far beyond it.",
                "g = 1 时四根柱子都不过线；g = 2 时标准差约为 1.33，它的柱子远远越过。",
            ),
            holds: |picture| picture.number("spread") > 1.25,
        },
        Try {
            does: Text::new("Multiply two normals.", "把两个正态数相乘。"),
            sets: "bug=twice",
            expects: Text::new(
                "The ends look right in every way. Only the kurtosis of an increment, near 9 and not 3, sees the bug.",
                "终点怎么看都对。只有增量的峰度看得出：约为 9，而不是 3。",
            ),
            holds: |picture| picture.number("kurtosis") > 6.0 && picture.number("ks") < picture.number("line"),
        },
        Try {
            does: Text::new("Reverse the clock for N(1, 4) at g = 0.", "g = 0，数据取 N(1, 4)，把时钟反过来。"),
            sets: "bug=clock&law=asymmetric&g=0",
            expects: Text::new(
                "The mean is near a half, not 1, and the spread is 2 all the same. For N(0, 1), still at g = 0, nothing is seen at all.",
                "均值约为一半，不是 1，标准差却仍是 2。仍取 g = 0，换成 N(0, 1)，就什么也看不出来。",
            ),
            holds: |picture| {
                picture.number("mean") > 0.3
                    && picture.number("mean") < 0.7
                    && (picture.number("spread") - 2.0).abs() < 0.1
            },
        },
    ],
    code: include_str!("decoys/code.rs"),
    picture,
}
.shipped();

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (bug, law) = (settings.text("bug"), settings.text("law"));
    let (g, n) = (settings.number("g"), settings.count("n"));
    let (ends, ks, kurtosis) = code::decoys(bug, law, g, n)?;
    let (parts, particles) = (code::parts(law), ends.len() as f64);
    let share = 1.0 / parts.len() as f64;
    let mean: f64 = parts.iter().map(|[mean, _]| share * mean).sum();
    let square: f64 = parts.iter().map(|[mean, sd]| share * (mean * mean + sd * sd)).sum();
    let spread = (square - mean * mean).sqrt();
    let line = metrics::ks_threshold(ends.len(), ALARMS)?;
    let (own_mean, own_spread) = (ends.sum() / particles, ends.std(0.0));
    // how many times as far off as is let pass
    let bars = [
        (Text::new("mean", "均值"), (own_mean - mean).abs() / (ERRORS * spread / particles.sqrt())),
        (Text::new("spread", "标准差"), (own_spread - spread).abs() / (ERRORS * spread / (2.0 * particles).sqrt())),
        (Text::new("KS", "KS"), ks / line),
        (Text::new("kurtosis", "峰度"), (kurtosis - 3.0).abs() / (ERRORS * (24.0 / particles).sqrt())),
    ];

    let mut ended = Panel::new(Text::new("the ends", "终点"), Axis::new(-REACH, REACH, "x"), Axis::new(0.0, 0.5, ""));
    let drawn = ended.bars(Ink::Method, histogram(&ends, -REACH, REACH, 70)).alpha(0.45);
    drawn.named(Text::new("4000 ends", "4000 个终点"));
    let bell = |x: f64, [mean, sd]: &[f64; 2]| {
        share * (-0.5 * ((x - mean) / sd).powi(2)).exp() / (std::f64::consts::TAU.sqrt() * sd)
    };
    let truth = linspace(-REACH, REACH, 240).map(|x| (x, parts.iter().map(|part| bell(x, part)).sum()));
    ended.line(Ink::Data, 2.0, truth).named(Text::new("the data", "数据"));

    let mut seen = Panel::new(
        Text::new("how far off, beside what is let pass", "偏差是容差的几倍"),
        Axis::new(0.0, 4.0, ""),
        Axis::new(0.0, HIGHEST + 0.6, "×"),
    );
    for (k, (name, off)) in bars.into_iter().enumerate() {
        let (left, ink) = (k as f64, if off > 1.0 { Ink::Error } else { Ink::Method });
        seen.bars(ink, [[(left + 0.2, 0.0), (left + 0.8, off.min(HIGHEST))]]);
        seen.label(Ink::Text, name, (left + 0.5, HIGHEST + 0.55), Anchor::Below);
    }
    seen.line(Ink::Text, 1.0, [(0.0, 1.0), (4.0, 1.0)]).dashed();

    Ok(Picture::default()
        .panel(ended)
        .panel(seen)
        .reading("mean", Text::new("mean", "均值"), own_mean, 3)
        .reading("spread", Text::new("spread", "标准差"), own_spread, 3)
        .reading("ks", Text::new("KS distance", "KS 距离"), ks, 3)
        .reading(
            "line",
            Text::new("KS of true samples: below this 999 times in 1000", "真实样本的 KS：1000 次中有 1 次超过"),
            line,
            3,
        )
        .reading("kurtosis", Text::new("kurtosis of an increment", "增量的峰度"), kurtosis, 2)
        .call(format!("decoys({bug:?}, {law:?}, {g:?}, {n})?")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_program_passes_for_every_law() {
        for law in ["normal", "asymmetric", "hills"] {
            let picture = WIDGET.at(&format!("law={law}&n=200"));
            assert!(picture.number("ks") < picture.number("line"), "{law}");
            assert!((picture.number("kurtosis") - 3.0).abs() < 4.0 * (24.0 / 4000.0_f64).sqrt(), "{law}");
        }
    }

    #[test]
    fn one_bug_passes_where_another_setting_shows_it() {
        let spread = |sets: &str| WIDGET.at(sets).number("spread");
        // four standard errors of 4000 ends, 4/√8000
        assert!((spread("bug=variance&g=1") - 1.0258).abs() < 0.046);
        assert!((spread("bug=variance&g=2") - 1.3347).abs() < 1.3347 * 0.045);
        assert!((spread("bug=sign&g=1") - 2.9157).abs() < 2.9157 * 0.045);
    }
}
