//! `error_by_steps.png`: wrong sentences against the number of steps, for masks and uniform noise in three languages.

use std::sync::OnceLock;

use flowlab::Result;
use flowlab::discrete::{Language, LetterNoise, MixturePath, Plan, StringLaw};
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};

use crate::drawing::{kept, ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 300);
const STEPS: [usize; 6] = [1, 2, 4, 8, 16, 32];
/// The logarithms of steps and errors, to base 10.
const WINDOW: [(f64, f64); 2] = [(-0.1, 1.62), (-2.75, 0.15)];
/// The constant C of each language for masks: errors are about C/n.
const CONSTANTS: [f64; 3] = [103.0 / 60.0, 0.75, 0.75];

static DATA: OnceLock<Vec<[Vec<f64>; 2]>> = OnceLock::new();

pub const FIGURE: Figure = Figure {
    id: "error_by_steps",
    caption: Text::new(
        "The probability of a string that is no sentence after $n$ equal steps of $\\kappa$ with exact posteriors; both axes logarithmic. Dashed: $C/n$ for masks, with $C = 103/60$, $3/4$ and $3/4$. Masks always have the order 1. Uniform noise is worse for sums and for parity; for three coins, as measured, it falls about like $n^{-2}$: two right letters can correct a third.",
        "$\\kappa$ 走相等的 $n$ 步，后验精确，所得字符串不是句子的概率；两轴均为对数刻度。虚线：掩码的 $C/n$，$C$ 依次为 $103/60$、$3/4$ 和 $3/4$。掩码总是一阶。均匀噪声对加法算式和偶校验更差；对三枚硬币，实测大致按 $n^{-2}$ 下降：两个对的字符能纠正第三个。",
    ),
    alt: Text::new(
        "Three panels with falling lines. In the first and the third the purple line of uniform noise lies above the blue one of masks and runs parallel to it; in the middle one it falls twice as steeply and ends far below.",
        "三幅图，线都在下降。第一幅和第三幅里，均匀噪声的紫线在掩码的蓝线上方，与它平行；中间一幅里，紫线陡一倍，最后远在下面。",
    ),
    make: Make::Still(|style| draw(kept(&DATA, data)?, style)),
};

/// The errors at the numbers of steps: \[language\]\[noise\]\[n\].
pub fn data() -> Result<Vec<[Vec<f64>; 2]>> {
    let errors = |language: &Language, noise: LetterNoise| -> Result<Vec<f64>> {
        let path = MixturePath::new(language.clone(), noise);
        STEPS.into_iter().map(|n| Ok(StringLaw::exact(&path, &Plan::even(n)?)?.share_wrong(language))).collect()
    };
    let both =
        |language: Language| Ok([errors(&language, LetterNoise::Mask)?, errors(&language, LetterNoise::Uniform)?]);
    vec![Language::sums(), Language::coins(3)?, Language::parity(3)?].into_iter().map(both).collect()
}

pub fn draw(errors: &[[Vec<f64>; 2]], style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let inks = [ink::data(style), ink::other_method(style)];
    let titles =
        [Text::new("sums", "加法算式"), Text::new("three coins", "三枚硬币"), Text::new("even parity", "偶校验")];
    let names = [Text::new("masks", "掩码"), Text::new("uniform", "均匀噪声")];
    let log = |value: f64| value.log10();
    let across = [1, 2, 4, 8, 16, 32].map(|n| (log(f64::from(n)), n.to_string()));
    let up = [0.01, 0.1, 1.0].map(|value| (log(value), value.to_string()));
    let [(left, right), (low, high)] = WINDOW;
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        for (k, (pair, title)) in errors.iter().zip(titles).enumerate() {
            let place = area.clone().shrink((px(52.0 + 222.0 * k as f64), px(34.0)), (px(196.0), px(212.0)));
            let panel = Panel::on(&place, style).bare().margin(0.0).font(15.0);
            let mut panel = panel.x(left..right, "").y(low..high, "").draw()?;
            let numbers: &[(f64, String)] = if k == 0 { &up } else { &[] };
            ticks(&mut panel, WINDOW, [&across, numbers], style)?;
            if k > 0 {
                for (y, _) in &up {
                    panel.line([(left, *y), (right, *y)], Stroke::new(ink::grid(style), 0.8))?;
                }
            }
            let line = STEPS.map(|n| (log(n as f64), log(CONSTANTS[k] / n as f64)));
            let seen = line.into_iter().filter(|(_, y)| *y < high);
            panel.dashes(seen, Stroke::new(muted, 1.2), (5.0, 4.0))?;
            for (row, colour) in pair.iter().zip(inks) {
                let dots: Vec<_> = STEPS.iter().zip(row).map(|(n, error)| (log(*n as f64), log(*error))).collect();
                panel.line(dots.iter().copied(), Stroke::new(colour, 2.0))?;
                panel.dots(dots, 3.4, colour)?;
            }
            panel.label(title.get(style.lang), ((left + right) / 2.0, high), (0.0, -8.0), Anchor::Above, text)?;
            if k == 0 {
                for (name, (down, colour)) in names.iter().zip([(0.0, inks[0]), (20.0, inks[1])]) {
                    panel.label(name.get(style.lang), (left, low), (10.0, -36.0 + down), Anchor::Right, colour)?;
                }
            }
            if k == 1 {
                let words = Text::new("steps $n$", "步数 $n$");
                panel.label(words.get(style.lang), ((left + right) / 2.0, low), (0.0, 27.0), Anchor::Below, text)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orders_are_those_of_the_caption() {
        let errors = kept(&DATA, data).unwrap();
        for ([masks, uniform], constant) in errors.iter().zip(CONSTANTS) {
            // at n = 1 both are the product of the letters' laws
            assert!((masks[0] - uniform[0]).abs() < 1e-12);
            // the next term is constant/n of it: 2 % at n = 32
            assert!((32.0 * masks[5] / constant - 1.0).abs() < 0.03, "{masks:?}");
        }
        let falls = |[_, uniform]: &[Vec<f64>; 2]| (uniform[3] / uniform[5]).log2() / 2.0;
        assert!((0.9..1.15).contains(&falls(&errors[0])) && (0.9..1.1).contains(&falls(&errors[2])));
        assert!((1.9..2.2).contains(&falls(&errors[1])), "{errors:?}");
        let all = errors.iter().flatten().flatten();
        assert!(all.into_iter().all(|error| (WINDOW[1].0..WINDOW[1].1).contains(&error.log10())));
    }
}
