//! `account.png`: what pairs cost, split into crossing, bending and transport, for growing batches and after reflow.

use std::sync::OnceLock;

use flowlab::lang::Text;
use flowlab::metrics::straightness;
use flowlab::ode::Heun;
use flowlab::path::{GaussianPath, Schedule, SortedField};
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};
use flowlab::train::coupling::{in_groups, sorted};
use flowlab::train::{Data, loss};
use flowlab::{Result, Seed, TimeGrid, simulate_ode};

use crate::drawing::{kept, numbers_left};
use crate::models::{mixture, noise_quantiles};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (620, 400);
const BATCHES: [usize; 7] = [1, 2, 4, 8, 16, 64, 256];
/// Pairs for the crossing, starts and steps for the bending.
const PAIRS: usize = 10_000;
const STARTS: usize = 100;
const STEPS: usize = 40;
const SEED: Seed = Seed(1901);
const TOP: f64 = 5.6;

static DATA: OnceLock<Vec<Parts>> = OnceLock::new();

pub const FIGURE: Figure = Figure {
    id: "account",
    caption: Text::new(
        "What the pairs cost, $\\mathbb{E}|z - x_0|^2$, for the two hills, split into crossing ($L_*$, top), bending ($S$) and transport (bottom). Bars: pairs joined in batches of $B$, then the pairs of a reflow with the exact flow. Dashes: $\\mathcal{W}_2^2$, the least that any pairs can cost. The transport is the same everywhere; crossing and bending shrink as $B$ grows, and reflow has neither.",
        "双峰分布的点对代价 $\\mathbb{E}|z - x_0|^2$，分成交叉（$L_*$，上）、弯曲（$S$）和输运（下）。各柱依次是：每批 $B$ 对的小批量配对，以及用精确的流再整流得到的点对。虚线：$\\mathcal{W}_2^2$，即各种配法中最低的代价。输运处处相同；交叉和弯曲随 $B$ 增大而缩小，再整流之后两者都没有了。",
    ),
    alt: Text::new(
        "Eight bars in three colours. The lowest part is equally high in all, at a dashed line near 1.5. The first bar is 5.25 high, more than half of it crossing. From bar to bar the two upper parts shrink, to a sliver at B = 256; the last bar, reflow, has only the lowest part.",
        "八根三色的柱。最下面一段各柱等高，顶端与 1.5 附近的虚线齐平。第一根高 5.25，一半以上是交叉。从左到右，上面两段逐根缩小，到 B = 256 只剩薄薄一层；最后一根是再整流，只有最下面一段。",
    ),
    make: Make::Still(|style| draw(kept(&DATA, || data(SEED))?, style)),
};

/// Crossing, bending and transport.
pub type Parts = [f64; 3];

/// The account of each batch size.
pub fn data(seed: Seed) -> Result<Vec<Parts>> {
    let (starts, grid) = (noise_quantiles(STARTS)?, TimeGrid::uniform(0.0, 1.0, STEPS)?);
    let parts = |size: usize| {
        let field = SortedField::new(mixture()?, size)?;
        let pairs = Data::new(mixture()?).coupled(in_groups(size, sorted));
        let crossing = loss(&field, GaussianPath::new(Schedule::Linear), pairs, seed, PAIRS)?.mean;
        let ways = simulate_ode(&field, &Heun, &grid, &starts)?;
        let mean = |values: f64| values / STARTS as f64;
        let moved = (ways.last() - &starts).mapv(|gap| gap * gap).sum();
        Ok([crossing, mean(straightness(&ways)?.sum()), mean(moved)])
    };
    BATCHES.into_iter().map(parts).collect()
}

pub fn draw(bars: &[Parts], style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let inks = [ink::error(style), ink::other_method(style), ink::method(style)];
    let names = [Text::new("crossing", "交叉"), Text::new("bending", "弯曲"), Text::new("transport", "输运")];
    let reflow = Text::new("reflow", "再整流");
    // without crossing and bending only the transport is left
    let all: Vec<Parts> = bars.iter().copied().chain([[0.0, 0.0, bars[0][2]]]).collect();
    let across = (-0.6, all.len() as f64 - 0.3);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(44.0), px(16.0)), (px(560.0), px(322.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(17.0);
        let mut panel = panel.x(across.0..across.1, "").y(0.0..TOP, "").draw()?;
        for height in 1..=5 {
            let line = [(across.0, f64::from(height)), (across.1, f64::from(height))];
            panel.line(line, Stroke::new(ink::grid(style), 0.8))?;
        }
        for (k, parts) in all.iter().enumerate() {
            let (left, right, mut low) = (k as f64 - 0.34, k as f64 + 0.34, 0.0);
            for part in [2, 1, 0] {
                panel.tile((left, low), (right, low + parts[part]), inks[part].mix(ink::ground(style), 0.15))?;
                low += parts[part];
            }
            let words = BATCHES.get(k).map_or(reflow.get(style.lang).to_string(), |size| size.to_string());
            panel.label(&words, (k as f64, 0.0), (0.0, 8.0), Anchor::Below, text)?;
        }
        let least = bars[0][2];
        panel.dashes([(across.0, least), (across.1, least)], Stroke::new(text, 1.3), (6.0, 4.0))?;
        panel.label("$\\mathcal{W}_2^2$", (across.1, least), (2.0, -13.0), Anchor::Left, text)?;
        panel.line([(across.0, 0.0), (across.1, 0.0)], Stroke::new(muted, 0.9))?;
        for (k, (name, colour)) in names.iter().zip(inks).enumerate() {
            let at = (3.4, TOP - 0.45 - 0.5 * k as f64);
            panel.tile((at.0, at.1 - 0.14), (at.0 + 0.4, at.1 + 0.14), colour.mix(ink::ground(style), 0.15))?;
            panel.label(name.get(style.lang), (at.0 + 0.4, at.1), (8.0, 0.0), Anchor::Right, text)?;
        }
        panel.label("$B$", (3.0, 0.0), (0.0, 34.0), Anchor::Below, text)?;
        numbers_left(&mut panel, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], across.0, style)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_cost_and_all_but_transport_shrink() {
        let bars = kept(&DATA, || data(SEED)).unwrap();
        // E|z − x₀|² = 1 + 4 + 1/4. Four standard errors of the crossing, where one pair's spread is 4.6 (lesson 14);
        // the starts leave out the outermost of 100, some .02
        let sum: f64 = bars[0].iter().sum();
        assert!((sum - 5.25).abs() < 4.0 * 4.6 / (PAIRS as f64).sqrt() + 0.03, "{sum}");
        for pair in bars.windows(2) {
            assert!(pair[1][0] < pair[0][0] && pair[1][1] < pair[0][1], "{bars:?}");
            assert!((pair[1][2] - pair[0][2]).abs() < 0.01, "{bars:?}"); // Heun's steps
        }
        assert!(bars[0][0] > 0.5 * 5.25 && bars[6][0] + bars[6][1] < 0.1, "{bars:?}");
        assert!((bars[0][2] - 1.4781).abs() < 0.03, "{bars:?}"); // W2², of 100 quantiles
    }
}
