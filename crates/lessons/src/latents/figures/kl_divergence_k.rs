//! `kl_divergence_k.png`: what the variance of a code costs.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink};

use crate::drawing::{linspace, numbered, with_ticks};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 340);
const WINDOW: [(f64, f64); 2] = [(0.0, 4.0), (0.0, 3.0)];
/// The least variance that is drawn, and the number of points.
const LEAST: f64 = 0.015;
const POINTS: usize = 400;

pub const FIGURE: Figure = Figure {
    id: "kl_divergence_k",
    caption: Text::new(
        "$K(a) = a - \\ln a - 1$, twice the divergence of $\\mathcal{N}(0, a)$ from $\\mathcal{N}(0, 1)$ in nats. Its least value, $0$, is at $a = 1$ alone. Near it the curve is the parabola $(a - 1)^2/2$ (dashes). To the left it grows without bound, slowly, as $-\\ln a$: a code that is a point would cost infinitely much. To the right it grows almost like $a$.",
        "$K(a) = a - \\ln a - 1$，即 $\\mathcal{N}(0, a)$ 相对于 $\\mathcal{N}(0, 1)$ 的散度（单位奈特）的两倍。它只在 $a = 1$ 处取到最小值 $0$，在那附近，曲线接近抛物线 $(a - 1)^2/2$（虚线）。向左，它像 $-\\ln a$ 那样慢慢地增大，没有上界：编码如果缩成一个点，代价就是无穷大。向右，它差不多像 $a$ 那样增大。",
    ),
    alt: Text::new(
        "A curve over a from 0 to 4 that comes down steeply from the left, touches 0 at a = 1 and rises slowly to the right; a dashed parabola touches it there.",
        "一条曲线，横轴 a 从 0 到 4：从左边陡降，在 a = 1 处碰到 0，向右缓缓上升；一条虚线抛物线在该处与它相切。",
    ),
    make: Make::Still(draw),
};

fn cost(a: f64) -> f64 {
    a - a.ln() - 1.0
}

fn parabola(a: f64) -> f64 {
    0.5 * (a - 1.0).powi(2)
}

pub fn draw(style: &Style) -> Result<Scene> {
    let (green, muted, dark) = (ink::method(style), ink::muted(style), ink::text(style));
    let [least, left, right] = [
        Text::new("no cost: the code is the prior", "无代价：编码就是先验"),
        Text::new("surer than the prior", "比先验更确定"),
        Text::new("less sure", "比先验更分散"),
    ];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let marks = [numbered(&[0.0, 1.0, 2.0, 3.0, 4.0]), numbered(&[0.0, 1.0, 2.0, 3.0])];
        let names = ["$a$", "$K(a)$"];
        let mut panel = with_ticks(Panel::on(area, style), WINDOW, names, [&marks[0], &marks[1]], style)?;
        panel.line([(1.0, 0.0), (1.0, WINDOW[1].1)], Stroke::new(ink::truth(style), 1.0))?;
        let near = linspace(0.0, 3.2, POINTS);
        panel.dashes(near.iter().map(|a| (*a, parabola(*a))), Stroke::new(muted, 1.4), (5.0, 4.0))?;
        let all = linspace(LEAST, WINDOW[0].1, POINTS);
        let seen = all.iter().map(|a| (*a, cost(*a))).filter(|(_, cost)| *cost <= WINDOW[1].1);
        panel.line(seen, Stroke::new(green, 2.4))?;
        panel.knob((1.0, 0.0), 4.0, green)?;
        panel.label(least.get(style.lang), (1.0, 1.2), (8.0, 0.0), Anchor::Right, dark)?;
        panel.label(left.get(style.lang), (1.0, 2.62), (-8.0, 0.0), Anchor::Left, muted)?;
        panel.label(right.get(style.lang), (1.0, 2.62), (8.0, 0.0), Anchor::Right, muted)?;
        panel.label("$a - \\ln a - 1$", (3.5, cost(3.5)), (6.0, 30.0), Anchor::Below, green)?;
        panel.label("$(a - 1)^2/2$", (2.75, parabola(2.75)), (-8.0, -6.0), Anchor::Left, muted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_is_least_at_one_and_there_like_the_parabola() {
        assert_eq!(cost(1.0), 0.0);
        assert!(linspace(LEAST, 4.0, 1000).into_iter().all(|a| cost(a) >= 0.0));
        // the next term of the series is −(a − 1)³/3
        let e = 0.01;
        assert!((cost(1.0 + e) - parabola(1.0 + e) + e.powi(3) / 3.0).abs() < e.powi(4));
    }
}
