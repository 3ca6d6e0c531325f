//! `two_coins.png`: two letters that agree, opened in two steps, as a stream of probability.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Colour, Panel, Scene, Stroke, Style, ink};

use super::letters::plate;
use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (640, 340);
/// Places of the columns, and of the foot of the stream; how high all probability is; the gap between two nodes.
const COLUMNS: [f64; 3] = [70.0, 318.0, 560.0];
const FOOT: f64 = 10.0;
const WHOLE: f64 = 186.0;
const GAPS: [f64; 3] = [0.0, 13.0, 26.0];
/// What may stand there before, between and after the steps, from above. A mask is `?`.
const NODES: [&[&str]; 3] =
    [&["??"], &["00", "0?", "?0", "01", "??", "10", "?1", "1?", "11"], &["00", "01", "10", "11"]];

pub const FIGURE: Figure = Figure {
    id: "two_coins",
    caption: Text::new(
        "Two letters that agree, opened from $??$ in two steps; the width of a band is its probability. In the first step each letter is opened with probability $\\tfrac12$, in the second all that are left. A letter that sees the other copies it; two that are opened together are tossed, and red bands are those that disagree. They carry $\\tfrac14$ in all, which is $1/(2n)$ for $n = 2$.",
        "两个总是一致的字符，从 $??$ 出发，分两步揭开；带子的宽度就是概率。第一步，每个字符以概率 $\\tfrac12$ 揭开；第二步，剩下的全部揭开。看得见另一个字符的，就照抄；两个同时揭开的，就各抛一次硬币，红色的带子是不一致的情形。它们合起来占 $\\tfrac14$，即 $n = 2$ 时的 $1/(2n)$。",
    ),
    alt: Text::new(
        "A stream that starts at ?? on the left, splits into nine bands and comes together in 00, 01, 10 and 11 on the right. Thin red bands lead to 01 and 10, wide blue ones to 00 and 11.",
        "一道水流从左边的 ?? 出发，分成九股，在右边汇成 00、01、10 和 11。细的红带通往 01 和 10，宽的蓝带通往 00 和 11。",
    ),
    make: Make::Still(|style| draw(&data(), style)),
};

/// A band: from the node, to the node of the next column, and its probability.
pub type Band = (usize, usize, f64);

/// With what probability this string becomes that one in a step that opens each mask with probability `chance`.
fn step(from: &str, to: &str, chance: f64) -> f64 {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let letter = |i: usize| match (from[i], to[i], from[1 - i]) {
        ('?', '?', _) => 1.0 - chance,
        ('?', _, '?') => chance / 2.0,
        ('?', letter, seen) => chance * f64::from(u8::from(letter == seen)),
        (letter, next, _) => f64::from(u8::from(letter == next)),
    };
    letter(0) * letter(1)
}

/// The bands of the two steps.
pub fn data() -> [Vec<Band>; 2] {
    let mut before = vec![1.0];
    [(0, 0.5), (1, 1.0)].map(|(k, chance)| {
        let mut bands = Vec::new();
        for (i, from) in NODES[k].iter().enumerate() {
            for (j, to) in NODES[k + 1].iter().enumerate() {
                bands.push((i, j, before[i] * step(from, to, chance)));
            }
        }
        bands.retain(|(_, _, p)| *p > 0.0);
        before =
            (0..NODES[k + 1].len()).map(|j| bands.iter().filter(|band| band.1 == j).map(|band| band.2).sum()).collect();
        bands
    })
}

fn wrong(node: &str) -> bool {
    node == "01" || node == "10"
}

/// A band between two heights of its upper edge.
fn band(panel: &mut Panel<'_>, k: usize, (from, to, width): (f64, f64, f64), colour: Colour) -> Result<()> {
    let (left, right) = (COLUMNS[k], COLUMNS[k + 1]);
    let edge = |s: f64| (left + (right - left) * s, from + (to - from) * s * s * (3.0 - 2.0 * s));
    let upper: Vec<_> = (0..=40).map(|i| edge(f64::from(i) / 40.0)).collect();
    let lower = upper.iter().rev().map(|(x, y)| (*x, y - width));
    panel.polygon(upper.iter().copied().chain(lower), colour)
}

pub fn draw(steps: &[Vec<Band>; 2], style: &Style) -> Result<Scene> {
    let (text, muted, blue, red) = (ink::text(style), ink::muted(style), ink::data(style), ink::error(style));
    // the top of each node
    let weight = |k: usize, node: usize| match k {
        0 => 1.0,
        _ => steps[k - 1].iter().filter(|band| band.1 == node).map(|band| band.2).sum::<f64>(),
    };
    let tops: Vec<Vec<f64>> = (0..3)
        .map(|k| {
            let n = NODES[k].len();
            let height = WHOLE + GAPS[k] * (n - 1) as f64;
            let most = WHOLE + GAPS[1] * 8.0;
            let mut top = FOOT + (most + height) / 2.0;
            (0..n)
                .map(|node| {
                    let here = top;
                    top -= WHOLE * weight(k, node) + GAPS[k];
                    here
                })
                .collect()
        })
        .collect();
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 15.0, style)?;
        for (k, bands) in steps.iter().enumerate() {
            let (mut out, mut inward) = (tops[k].clone(), tops[k + 1].clone());
            // first the others, then the red ones over them
            let mut placed = Vec::new();
            for (i, j, p) in bands {
                let colour = if wrong(NODES[k + 1][*j]) {
                    red.alpha(0.55)
                } else if k == 1 || !NODES[1][*j].contains('?') {
                    blue.alpha(0.4)
                } else {
                    muted.alpha(0.3)
                };
                placed.push((wrong(NODES[k + 1][*j]), (out[*i], inward[*j], WHOLE * p), colour));
                out[*i] -= WHOLE * p;
                inward[*j] -= WHOLE * p;
            }
            placed.sort_by_key(|(red, ..)| *red);
            placed.into_iter().try_for_each(|(_, place, colour)| band(&mut panel, k, place, colour))?;
        }
        for (k, nodes) in NODES.iter().enumerate() {
            for (node, words) in nodes.iter().enumerate() {
                let middle = (COLUMNS[k], tops[k][node] - WHOLE * weight(k, node) / 2.0);
                let colour = if wrong(words) { red } else { text };
                plate(&mut panel, middle, (30.0, 18.0), ink::ground(style), Stroke::new(colour, 0.9))?;
                panel.label(words, middle, (0.0, 0.0), Anchor::Centre, colour)?;
                if k == 2 {
                    let share = if wrong(words) { "$1/8$" } else { "$3/8$" };
                    panel.label(share, middle, (22.0, 0.0), Anchor::Right, colour)?;
                }
            }
        }
        let titles = [
            Text::new("start", "起点"),
            Text::new("after step 1", "第 1 步之后"),
            Text::new("after step 2", "第 2 步之后"),
        ];
        for (x, title) in COLUMNS.into_iter().zip(titles) {
            panel.label(title.get(style.lang), (x, f64::from(SIZE.1)), (0.0, 16.0), Anchor::Centre, muted)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::discrete::{Language, LetterNoise, MixturePath, Plan, StringLaw};

    #[test]
    fn the_bands_end_in_the_law_of_two_steps() {
        let coins = Language::coins(2).unwrap();
        let masks = MixturePath::new(coins.clone(), LetterNoise::Mask);
        let law = StringLaw::exact(&masks, &Plan::even(2).unwrap()).unwrap();
        let [_, last] = data();
        for (node, text) in NODES[2].iter().enumerate() {
            let ours: f64 = last.iter().filter(|band| band.1 == node).map(|band| band.2).sum();
            assert!((ours - law.probability(&coins.read(text).unwrap())).abs() < 1e-15); // eighths
            assert_eq!(ours, if wrong(text) { 0.125 } else { 0.375 });
        }
    }
}
