//! `sums`: twelve sums on their way from noise, in steps, from masks or random letters, or one letter at a time.

use flowlab::Text;
use flowlab::discrete::{Language, LetterNoise, MixturePath, Plan, StringLaw};

use crate::{Anchor, Axis, Dial, Fault, Ink, Panel, Picture, Settings, Try, Widget};

mod code;

const WAYS: &[(&str, Text)] = &[
    ("masks", Text::new("masks, κ = t", "掩码，κ = t")),
    ("square", Text::new("masks, κ = t²", "掩码，κ = t²")),
    ("turn", Text::new("masks, one letter at a time", "掩码，逐个揭开")),
    ("uniform", Text::new("uniform noise, κ = t", "均匀噪声，κ = t")),
];
/// Steps, and the exact shares of wrong sums after so many with κ = t: from masks, and from uniform noise, which takes too
/// long to enumerate while a reader waits.
const EXACT: [(usize, f64, f64); 6] = [
    (1, 0.9495, 0.9495),
    (2, 0.63273, 0.83539),
    (4, 0.36854, 0.56257),
    (8, 0.19890, 0.30058),
    (16, 0.10330, 0.14557),
    (32, 0.05264, 0.06935),
];
/// The least share that the axis shows.
const LEAST: f64 = 0.03;
const COLUMNS: usize = 3;

/// The widget.
pub static WIDGET: Widget = Widget {
    id: "sums",
    says: Text::new(
        "Open the letters of twelve sums, step by step. What is red can no longer become a sum, or is none.",
        "一步一步揭开十二个算式的字符。红色的已不可能成为算式，或者根本不是算式。",
    ),
    dials: &[
        Dial::choice("way", Text::new("how", "方式"), WAYS, "masks"),
        Dial::ladder("n", Text::new("steps n", "步数 n"), &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0], 4.0),
        Dial::time("t", Text::new("time t", "时间 t"), [0.0, 1.0, 0.01], 1.0),
        Dial::seed("seed", Text::new("draw again", "重新抽取"), 0),
    ],
    tries: [
        Try {
            does: Text::new("Open one letter at a time.", "逐个揭开字符。"),
            sets: "way=turn",
            expects: Text::new(
                "No sum is wrong, and the model is asked four times, as often as before: what is opened sees all that was opened before it.",
                "没有一个算式出错，而模型同样只被询问四次：每个揭开的字符都看得见此前揭开的一切。",
            ),
            holds: |picture| picture.number("share") == 0.0 && picture.number("asked") == 4.0,
        },
        Try {
            does: Text::new("Take sixteen steps from masks.", "从掩码出发走十六步。"),
            sets: "n=16",
            expects: Text::new(
                "Four times as many steps, and the share of wrong sums is a little above a quarter of what it was: order 1.",
                "步数是原来的四倍，错误算式的比例略高于原来的四分之一：一阶。",
            ),
            holds: |picture| picture.number("exact") < 0.3 * EXACT[2].1 && picture.number("share") < 0.13,
        },
        Try {
            does: Text::new("Start from random letters, stop at t = 0.5.", "从随机字符出发，停在 t = 0.5。"),
            sets: "way=uniform&t=0.5",
            expects: Text::new(
                "Nearly every string is still red: no letter shows whether it is noise. Let the time run on: some letters change again, and in the end more sums are wrong than from masks.",
                "几乎所有字符串仍是红的：看不出哪个字符是噪声。让时间继续走：有的字符再次改变，最后错误的算式比用掩码时还多。",
            ),
            holds: |picture| picture.number("red") >= 6.0 && picture.number("exact") > EXACT[2].1,
        },
    ],
    code: include_str!("sums/code.rs"),
    picture,
}
.shipped();

/// The noise and the steps, the same in Rust, and the exact share of wrong sums.
fn plan(way: &str, n: usize) -> Result<(LetterNoise, Plan, String, f64), Fault> {
    let known = EXACT.iter().find(|row| row.0 == n);
    let mask = LetterNoise::Mask;
    Ok(match way {
        "turn" => {
            let in_turn = Plan::groups(&[&[0], &[1], &[2], &[3]])?;
            (mask, in_turn, "Plan::groups(&[&[0], &[1], &[2], &[3]])?".into(), 0.0)
        }
        "square" => {
            let plan = Plan::clock(n, |t| t * t)?;
            let law = StringLaw::exact(&MixturePath::new(Language::sums(), mask), &plan)?;
            (mask, plan, format!("Plan::clock({n}, |t| t * t)?"), law.share_wrong(&Language::sums()))
        }
        "uniform" => {
            (LetterNoise::Uniform, Plan::even(n)?, format!("Plan::even({n})?"), known.map_or(f64::NAN, |row| row.2))
        }
        _ => (mask, Plan::even(n)?, format!("Plan::even({n})?"), known.map_or(f64::NAN, |row| row.1)),
    })
}

fn picture(settings: &Settings) -> Result<Picture, Fault> {
    let (n, seed) = (settings.count("n"), settings.count("seed"));
    let (noise, plan, rust, exact) = plan(settings.text("way"), n)?;
    let (share, states) = code::sums(noise, &plan, seed as u64)?;
    let steps = plan.n_steps();
    let done = ((settings.number("t") * steps as f64 + 1e-9) as usize).min(steps);

    let language = Language::sums();
    let fits = |x: &[usize], z: &[usize]| x.iter().zip(z).all(|(x, z)| x == z || *x == language.mask());
    let lost = |x: &[usize]| !language.sentences().iter().any(|z| fits(x, z));
    let rows = states[done].len().div_ceil(COLUMNS);
    let mut words = Panel::new(
        Text::new("the twelve strings: blue are new letters", "十二个字符串：蓝色是刚揭开的"),
        Axis::new(-0.5, 5.0 * COLUMNS as f64 - 0.5, ""),
        Axis::new(0.6, rows as f64 + 1.1, ""),
    )
    .height(0.4);
    for (k, x) in states[done].iter().enumerate() {
        let (row, column) = (k / COLUMNS, k % COLUMNS);
        for (i, letter) in x.iter().enumerate() {
            let ink = match () {
                _ if lost(x) => Ink::Error,
                _ if *letter == language.mask() => Ink::Muted,
                _ if done > 0 && states[done - 1][k][i] != *letter => Ink::Data,
                _ => Ink::Text,
            };
            let place = ((5 * column + i) as f64 + 0.5, (rows - row) as f64); // on the lines, as on ruled paper
            words.label(ink, GLYPHS[*letter], place, Anchor::Above);
        }
    }
    let mut errors = Panel::new(
        Text::new("share of wrong sums", "错误算式的比例"),
        Axis::log(0.8, 40.0, "n"),
        Axis::log(LEAST, 1.2, ""),
    );
    let line = |pick: fn(&(usize, f64, f64)) -> f64| EXACT.map(|row| (row.0 as f64, pick(&row)));
    errors.line(Ink::Method, 1.8, line(|row| row.1)).named(Text::new("masks, exact", "掩码，精确值"));
    errors.line(Ink::Other, 1.8, line(|row| row.2)).named(Text::new("uniform noise, exact", "均匀噪声，精确值"));
    if share > 0.0 {
        errors.dots(Ink::Error, 4.0, [(n as f64, share)]).named(Text::new("these", "此处"));
    } else {
        errors.label(Ink::Error, Text::new("these: 0", "此处：0"), (n as f64, LEAST), Anchor::Above);
    }
    Ok(Picture::default()
        .panel(words)
        .panel(errors)
        .reading(
            "red",
            Text::new("red ones of the twelve", "十二个中的红色个数"),
            states[done].iter().filter(|x| lost(x)).count() as f64,
            0,
        )
        .reading(
            "share",
            Text::new("share of wrong ones among 4000 at t = 1", "t = 1 时 4000 个中错误的比例"),
            share,
            3,
        )
        .reading("exact", Text::new("exact", "精确值"), exact, 3)
        .reading("asked", Text::new("how often the model is asked", "询问模型的次数"), steps as f64, 0)
        .call(format!("sums(LetterNoise::{noise:?}, &{rust}, {seed})?")))
}

/// The digits and the mask, as they are written.
const GLYPHS: [Text; 11] = [
    Text::new("0", "0"),
    Text::new("1", "1"),
    Text::new("2", "2"),
    Text::new("3", "3"),
    Text::new("4", "4"),
    Text::new("5", "5"),
    Text::new("6", "6"),
    Text::new("7", "7"),
    Text::new("8", "8"),
    Text::new("9", "9"),
    Text::new("?", "?"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_shares_are_those_of_the_library() {
        for (n, mask, uniform) in EXACT.into_iter().take(4) {
            for (noise, value) in [(LetterNoise::Mask, mask), (LetterNoise::Uniform, uniform)] {
                let path = MixturePath::new(Language::sums(), noise);
                let share = StringLaw::exact(&path, &Plan::even(n).unwrap()).unwrap().share_wrong(path.language());
                assert!((share - value).abs() < 6e-6, "{n} {noise:?}: {share}"); // five decimals
            }
        }
    }

    #[test]
    fn the_share_of_the_drawn_is_near_the_exact_one() {
        for sets in ["n=1", "n=8", "way=square", "way=uniform", "way=uniform&n=8", "seed=3"] {
            let picture = WIDGET.at(sets);
            let (share, exact) = (picture.number("share"), picture.number("exact"));
            assert!((share - exact).abs() < 4.0 * (exact * (1.0 - exact) / 4000.0).sqrt(), "{sets}: {share}, {exact}");
        }
    }

    #[test]
    fn masks_stand_at_the_start_and_letters_at_the_end() {
        let letters = |sets| {
            let picture = WIDGET.at(sets);
            let marks = picture.panels[0].marks.iter();
            marks.filter(|mark| matches!(&mark.kind, crate::Kind::Label(text, _) if *text != GLYPHS[10])).count()
        };
        assert_eq!((letters("t=0"), letters("t=1")), (0, 48));
        assert_eq!(letters("way=turn&t=0.5"), 24); // two of four each
    }
}
