//! `masked_lm_generation.gif`: one sum, opened letter by letter, with the posterior of each letter that is still masked.

use flowlab::Result;
use flowlab::discrete::{Language, LetterNoise, MixturePath};
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Anchor, Animation, Colour, Panel, Scene, Stroke, Style, ink};

use super::letters::plate;
use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (420, 236);
/// The sentence, and the order in which its letters are opened.
const SENTENCE: &str = "6713";
const ORDER: [usize; 4] = [0, 2, 1, 3];
/// Frames of a stage: with the posteriors, with the draw marked; and those that rest at the end.
const SHOWN: usize = 9;
const DRAWN: usize = 6;
const REST: usize = 14;
/// In CSS pixels: the middle of the first letter, how far letters are apart, a bar, the foot and the height of certainty.
const LEFT: f64 = 60.0;
const LETTER: f64 = 100.0;
const BAR: f64 = 8.0;
const FOOT: f64 = 34.0;
const FULL: f64 = 100.0;
const TILE: f64 = 186.0;

pub const FIGURE: Figure = Figure {
    id: "masked_lm_generation",
    caption: Text::new(
        "A sum is opened letter by letter. Bars: the posterior of each masked letter given all that is visible, over the digits $0$ to $9$; orange: the digit that is drawn. At first all is open; once $a$ and $c$ are visible (the still picture), $b$ is one of six; after $b$, nothing is left to chance for $d$.",
        "一个算式，一个字符一个字符地揭开。条形：给定所有看得见的字符，每个被掩住的字符在数字 $0$ 到 $9$ 上的后验；橙色：抽到的数字。起初什么都有可能；看得见 $a$ 和 $c$ 之后（静止的图画的就是这一刻），$b$ 只剩六种可能；揭开 $b$ 之后，$d$ 就别无选择了。",
    ),
    alt: Text::new(
        "Four tiles; those with a question mark have a small bar chart below. In the animation the tiles show 6, 1, 7 and 3 one after the other, and the bar charts that are left become narrower, until the last has a single bar.",
        "四个方块，带问号的下面各有一幅小条形图。动画中，方块依次显出 6、1、7、3，余下的条形图越来越窄，最后一幅只剩一条。",
    ),
    make: Make::Animation(|style| Ok(draw(data()?, *style))),
};

/// For each number of opened letters the string, with A for a mask, and the posteriors (4, 10).
pub fn data() -> Result<Vec<(Vec<usize>, Array2<f64>)>> {
    let sums = Language::sums();
    let z = sums.read(SENTENCE)?;
    let masks = MixturePath::new(sums.clone(), LetterNoise::Mask);
    (0..=4)
        .map(|opened| {
            let mut x = vec![sums.mask(); 4];
            ORDER[..opened].iter().for_each(|i| x[*i] = z[*i]);
            let posterior = masks.posterior(0.5, &x)?;
            Ok((x, posterior))
        })
        .collect()
}

pub fn draw(stages: Vec<(Vec<usize>, Array2<f64>)>, style: Style) -> Animation {
    let each = SHOWN + DRAWN;
    Animation {
        frames: 4 * each + REST,
        poster: 2 * each + SHOWN,
        delay: 10,
        frame: Box::new(move |frame| draw_stage(&stages, (frame / each).min(4), frame % each >= SHOWN, &style)),
    }
}

/// Bars of a law over the ten digits around a middle; `chosen` has another ink.
fn bars(panel: &mut Panel<'_>, x: f64, law: &[f64], chosen: Option<usize>, inks: [Colour; 2]) -> Result<()> {
    for (y, p) in law.iter().enumerate().filter(|(_, p)| **p > 0.0) {
        let left = x + BAR * (y as f64 - 5.0);
        let ink = inks[usize::from(chosen == Some(y))];
        panel.tile((left + 0.7, FOOT), (left + BAR - 0.7, FOOT + FULL * p), ink)?;
    }
    Ok(())
}

fn draw_stage(stages: &[(Vec<usize>, Array2<f64>)], opened: usize, drawn: bool, style: &Style) -> Result<Scene> {
    let (text, muted, blue) = (ink::text(style), ink::muted(style), ink::data(style));
    let (x, posterior) = &stages[opened];
    let next = ORDER.get(opened).copied();
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 24.0, style)?;
        let mut small = canvas(area, SIZE, 11.0, style)?;
        for i in 0..4 {
            let middle = LEFT + LETTER * i as f64;
            let masked = x[i] == 10;
            let marked = drawn && next == Some(i);
            let rim = match (masked, marked) {
                (_, true) => ink::noise(style),
                (true, _) => muted,
                _ => blue,
            };
            plate(&mut panel, (middle, TILE), (46.0, 46.0), ink::ground(style), Stroke::new(rim, 2.0))?;
            let sign = if masked { "?".to_string() } else { x[i].to_string() };
            panel.label(&sign, (middle, TILE), (0.0, 0.0), Anchor::Centre, if masked { muted } else { text })?;
            small.label(["$a$", "$b$", "$c$", "$d$"][i], (middle, TILE + 32.0), (0.0, 0.0), Anchor::Centre, muted)?;
            if masked {
                let chosen = stages[4].0[i];
                let law: Vec<f64> = posterior.row(i).to_vec();
                bars(&mut panel, middle, &law, marked.then_some(chosen), [blue.alpha(0.7), ink::noise(style)])?;
                panel.line([(middle - 5.0 * BAR, FOOT), (middle + 5.0 * BAR, FOOT)], Stroke::new(muted, 0.9))?;
                for y in [0_usize, 9] {
                    let at = (middle + BAR * (y as f64 - 4.5), FOOT);
                    small.label(&y.to_string(), at, (0.0, 3.0), Anchor::Below, muted)?;
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_posteriors_are_those_of_the_caption() {
        let stages = data().unwrap();
        let possible = |opened: usize, i: usize| stages[opened].1.row(i).iter().filter(|p| **p > 0.0).count();
        assert_eq!([possible(0, 1), possible(2, 1), possible(3, 3)], [10, 6, 1]);
        assert_eq!(stages[4].0, Language::sums().read(SENTENCE).unwrap());
    }
}
