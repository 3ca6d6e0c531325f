//! `training_loss.png`: the loss of flow matching step by step, and the value below which it cannot go.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink};

use crate::models::training_log;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 320);
/// The least loss for the mixture, by integration; a claim measures it.
const LEAST: f64 = 2.7705;
/// What a field that says the mean velocity 0 everywhere would lose: E(z − x₀)² = 4.25 + 1.
const MEAN_FIELD: f64 = 5.25;
const TOP: f64 = 5.6;

pub const FIGURE: Figure = Figure {
    id: "training_loss",
    caption: Text::new(
        "The loss of flow matching for half $\\mathcal N(-2, \\frac14)$, half $\\mathcal N(2, \\frac14)$: mean of each 100 steps of 256 pairs (green). It comes down to the loss of the exact field (grey line), not to 0, and then only wavers: that is the noise of the batches. Dashes: a field that is 0 everywhere.",
        "对 $\\mathcal N(-2, \\frac14)$ 与 $\\mathcal N(2, \\frac14)$ 各占一半的数据做流匹配时的损失：每 100 步（每步 256 对）取平均（绿色）。它降到精确向量场的损失（灰线）为止，不会降到 0，此后只在小范围内波动，那是批次的噪声。虚线：处处为 0 的向量场。",
    ),
    alt: Text::new(
        "A curve falls steeply from above 3.5 and then wavers closely above a horizontal line at 2.77.",
        "曲线从 3.5 以上陡然下降，随后贴着 2.77 处的水平线上方波动。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// Steps done, and the mean loss of the last 100.
pub fn data() -> Result<Vec<(usize, f64)>> {
    training_log("mixture")
}

pub fn draw(log: &[(usize, f64)], style: &Style) -> Result<Scene> {
    let steps = log.last().map_or(1.0, |(step, _)| *step as f64);
    let (step, loss) = (Text::new("step", "步数"), Text::new("loss", "损失"));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let panel = Panel::on(area, style).font(13.0).x(0.0..steps * 1.02, step.get(style.lang));
        let mut panel = panel.y(0.0..TOP, loss.get(style.lang)).draw()?;
        let truth = ink::truth(style);
        panel.dashes([(0.0, MEAN_FIELD), (steps, MEAN_FIELD)], Stroke::new(truth, 1.4), (6.0, 5.0))?;
        panel.line([(0.0, LEAST), (steps, LEAST)], Stroke::new(truth, 2.2))?;
        let curve = log.iter().map(|(step, loss)| (*step as f64, *loss));
        panel.line(curve, Stroke::new(ink::method(style), 1.8))?;
        let words = |text: Text| text.get(style.lang).to_string();
        let zero = words(Text::new("$u = 0$ everywhere: 5.25", "处处 $u = 0$：5.25"));
        panel.label(&zero, (steps, MEAN_FIELD), (0.0, -9.0), Anchor::Left, ink::muted(style))?;
        let exact = words(Text::new("exact field: 2.7705", "精确向量场：2.7705"));
        panel.label(&exact, (steps, LEAST), (0.0, 14.0), Anchor::Left, ink::muted(style))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loss_ends_near_its_least_value() {
        let log = data().unwrap();
        assert_eq!(log.len(), 60);
        let last: f64 = log.iter().rev().take(20).map(|(_, loss)| loss / 20.0).sum();
        // 2 % for what is not learned, and 3 standard errors of 20 · 100 · 256 pairs of sd 4.6
        assert!(last > LEAST - 0.02 && last < 1.02 * LEAST + 0.02, "{last}");
    }
}
