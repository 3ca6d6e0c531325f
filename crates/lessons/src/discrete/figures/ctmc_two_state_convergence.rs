//! `ctmc_two_state_convergence.png`: the transition probabilities of a symmetric chain with two states.

use flowlab::Result;
use flowlab::discrete::RateMatrix;
use flowlab::lang::Text;
use flowlab::ndarray::array;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};

use crate::drawing::{linspace, numbered, ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 320);
/// The rate of either jump.
const RATE: f64 = 1.0;
const WINDOW: [(f64, f64); 2] = [(0.0, 3.0), (0.0, 1.0)];

pub const FIGURE: Figure = Figure {
    id: "ctmc_two_state_convergence",
    caption: Text::new(
        "Two states with the rates $a = b = 1$: the probability of being after an interval $h$ in the same state as at its beginning, $\\tfrac12(1 + e^{-2h})$, and of being in the other one, $\\tfrac12(1 - e^{-2h})$. Both go to $\\tfrac12$: the start is forgotten.",
        "两个状态，速率 $a = b = 1$：隔了时间 $h$ 之后，与开始时处在同一状态的概率 $\\tfrac12(1 + e^{-2h})$，以及处在另一状态的概率 $\\tfrac12(1 - e^{-2h})$。两者都趋于 $\\tfrac12$：起点被忘掉了。",
    ),
    alt: Text::new(
        "Two curves over h from 0 to 3: one falls from 1, the other rises from 0, and both approach a dashed line at one half.",
        "两条曲线，h 从 0 到 3：一条从 1 下降，一条从 0 上升，都靠近二分之一处的虚线。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// For each interval the probabilities of the same state and of the other one.
pub fn data() -> Result<Vec<(f64, [f64; 2])>> {
    let rates = RateMatrix::new(array![[-RATE, RATE], [RATE, -RATE]])?;
    let at = |h: f64| rates.law(&array![1.0, 0.0], h).map(|law| (h, [law[0], law[1]]));
    linspace(0.0, WINDOW[0].1, 91).into_iter().map(at).collect()
}

pub fn draw(curves: &[(f64, [f64; 2])], style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let inks = [ink::data(style), ink::other_method(style)];
    let [(left, right), (low, high)] = WINDOW;
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(46.0), px(14.0)), (px(340.0), px(250.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(15.0);
        let mut panel = panel.x(left..right, "").y(low..high, "").draw()?;
        ticks(&mut panel, WINDOW, [&numbered(&[0.0, 1.0, 2.0, 3.0]), &numbered(&[0.0, 0.5, 1.0])], style)?;
        panel.dashes([(left, 0.5), (right, 0.5)], Stroke::new(muted, 1.2), (5.0, 4.0))?;
        let names = [
            ["$P(X_{t+h} = x\\,|\\,X_t = x)$", "$P(X_{t+h} \\ne x\\,|\\,X_t = x)$"],
            [
                Text::new("still or again there", "仍在或又回到原处").get(style.lang),
                Text::new("in the other state", "在另一状态").get(style.lang),
            ],
        ];
        for (k, colour) in inks.into_iter().enumerate() {
            panel.line(curves.iter().map(|(h, p)| (*h, p[k])), Stroke::new(colour, 2.4))?;
            let (y, down) = if k == 0 { (0.5, -38.0) } else { (0.5, 20.0) };
            for (line, words) in names.iter().enumerate() {
                let at = (12.0, down + 20.0 * line as f64);
                panel.label(words[k], (right, y), at, Anchor::Right, colour)?;
            }
        }
        panel.label("$h$", ((left + right) / 2.0, low), (0.0, 26.0), Anchor::Below, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curves_are_the_formulas_of_the_caption() {
        for (h, [same, other]) in data().unwrap() {
            let e = (-2.0 * h).exp();
            // a series, cut where its terms are below rounding
            assert!((same - (1.0 + e) / 2.0).abs() < 1e-12 && (other - (1.0 - e) / 2.0).abs() < 1e-12);
        }
    }
}
