//! `conditional_rate_explosion.png`: the rate at which a letter is opened grows without bound.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};

use crate::drawing::{linspace, numbered, ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (480, 300);
const WINDOW: [(f64, f64); 2] = [(0.0, 1.04), (0.0, 25.0)];
/// A time at which the rate is marked.
const MARKED: f64 = 0.9;

pub const FIGURE: Figure = Figure {
    id: "conditional_rate_explosion",
    caption: Text::new(
        "The rate at which a letter that is still noise jumps to its $z_i$, for $\\kappa_t = t$: $\\dot\\kappa_t/(1 - \\kappa_t) = 1/(1 - t)$. It grows without bound, because at $t = 1$ no letter may be noise any more.",
        "$\\kappa_t = t$ 时，仍是噪声的字符跳到 $z_i$ 的速率：$\\dot\\kappa_t/(1 - \\kappa_t) = 1/(1 - t)$。它无限增大，因为到 $t = 1$ 时，一个噪声字符也不能剩下。",
    ),
    alt: Text::new(
        "A curve over t that starts at 1, is 10 at t = 0.9 and shoots up along a dashed vertical line at t = 1.",
        "一条曲线，从 1 开始，在 t = 0.9 处是 10，然后沿着 t = 1 处的竖直虚线直冲上去。",
    ),
    make: Make::Still(draw),
};

fn rate(t: f64) -> f64 {
    1.0 / (1.0 - t)
}

pub fn draw(style: &Style) -> Result<Scene> {
    let (text, muted, red) = (ink::text(style), ink::muted(style), ink::error(style));
    let [(left, right), (low, high)] = WINDOW;
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(50.0), px(14.0)), (px(410.0), px(236.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(15.0);
        let mut panel = panel.x(left..right, "").y(low..high, "").draw()?;
        let marks = [&numbered(&[0.0, 0.5, MARKED, 1.0])[..], &numbered(&[1.0, 10.0, 20.0])];
        ticks(&mut panel, WINDOW, marks, style)?;
        panel.dashes([(1.0, low), (1.0, high)], Stroke::new(muted, 1.2), (5.0, 4.0))?;
        // equal steps of the rate, up to the upper edge
        let curve = linspace(1.0, high, 200).into_iter().map(|rate| (1.0 - 1.0 / rate, rate));
        panel.line(curve, Stroke::new(red, 2.6))?;
        panel.knob((MARKED, rate(MARKED)), 4.5, red)?;
        let formula = "$\\dot\\kappa_t/(1 - \\kappa_t) = 1/(1 - t)$";
        panel.label(formula, (MARKED, rate(MARKED)), (-16.0, -22.0), Anchor::Left, red)?;
        panel.label("$t$", ((left + right) / 2.0, low), (0.0, 26.0), Anchor::Below, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_ten_at_nine_tenths() {
        assert!((rate(MARKED) - 10.0).abs() < 1e-12 && rate(0.0) == 1.0); // one rounding of 0.1
    }
}
