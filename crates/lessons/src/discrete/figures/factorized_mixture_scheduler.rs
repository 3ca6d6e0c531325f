//! `factorized_mixture_scheduler.png`: κ and 1 − κ over the time.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};

use crate::drawing::{linspace, numbered, ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (450, 300);
const POWER: f64 = 0.7;
const WINDOW: [(f64, f64); 2] = [(0.0, 1.0), (0.0, 1.0)];

pub const FIGURE: Figure = Figure {
    id: "factorized_mixture_scheduler",
    caption: Text::new(
        "A schedule of a mixture path, here $\\kappa_t = t^{0.7}$. A letter is that of the sentence with probability $\\kappa_t$, and noise with probability $1 - \\kappa_t$.",
        "混合路径的一种调度，这里是 $\\kappa_t = t^{0.7}$。字符取自句子的概率是 $\\kappa_t$，是噪声的概率是 $1 - \\kappa_t$。",
    ),
    alt: Text::new(
        "Two curves over t from 0 to 1: one rises from 0 to 1, first steeply; the other is its mirror image and falls from 1 to 0.",
        "两条曲线，t 从 0 到 1：一条从 0 升到 1，起初很陡；另一条是它的镜像，从 1 降到 0。",
    ),
    make: Make::Still(draw),
};

fn kappa(t: f64) -> f64 {
    t.powf(POWER)
}

pub fn draw(style: &Style) -> Result<Scene> {
    let text = ink::text(style);
    let [(left, right), (low, high)] = WINDOW;
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(44.0), px(14.0)), (px(310.0), px(236.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(15.0);
        let mut panel = panel.x(left..right, "").y(low..high, "").draw()?;
        let numbers = numbered(&[0.0, 0.5, 1.0]);
        ticks(&mut panel, WINDOW, [&numbers, &numbers], style)?;
        let names = [
            ("$\\kappa_t = t^{0.7}$", Text::new("sentence", "句子"), ink::data(style), 1.0),
            ("$1 - \\kappa_t$", Text::new("noise", "噪声"), ink::noise(style), 0.0),
        ];
        for (formula, words, colour, end) in names {
            let value = |t: f64| if end > 0.5 { kappa(t) } else { 1.0 - kappa(t) };
            // denser near 0, where the slope has no bound
            let curve = linspace(0.0, 1.0, 121).into_iter().map(|s| s * s).map(|t| (t, value(t)));
            panel.line(curve, Stroke::new(colour, 2.4))?;
            let up = if end > 0.5 { 12.0 } else { -32.0 };
            panel.label(formula, (right, end), (12.0, up), Anchor::Right, colour)?;
            panel.label(words.get(style.lang), (right, end), (12.0, up + 20.0), Anchor::Right, colour)?;
        }
        panel.label("$t$", ((left + right) / 2.0, low), (0.0, 26.0), Anchor::Below, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_rises_from_0_to_1() {
        assert_eq!((kappa(0.0), kappa(1.0)), (0.0, 1.0));
        assert!(linspace(0.0, 1.0, 50).windows(2).all(|pair| kappa(pair[0]) < kappa(pair[1])));
    }
}
