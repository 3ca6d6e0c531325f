//! `decoys.png`: which of eight statistics sees which of the 25 bugs.

use std::sync::OnceLock;

use flowlab::lang::Text;
use flowlab::plot::{Anchor, Panel, Scene, Stroke, Style, ink, px};
use flowlab::{Result, Seed};

use super::museum::ROOMS;
use crate::drawing::kept;
use crate::museum::{Bug, Statistic};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (640, 700);
const SEED: Seed = Seed(2201);
/// Short names of the statistics, in their order; two lines each.
const NAMES: [[Text; 2]; 8] = [
    [Text::new("mean", "均值"), Text::new("", "")],
    [Text::new("spread", "标准差"), Text::new("", "")],
    [Text::new("KS", "KS"), Text::new("", "")],
    [Text::new("kurtosis", "增量的"), Text::new("of dW", "峰度")],
    [Text::new("mean", "各种子的"), Text::new("by seed", "均值")],
    [Text::new("loss", "损失"), Text::new("", "")],
    [Text::new("one", "单点的"), Text::new("point", "距离")],
    [Text::new("constant", "常数"), Text::new("field", "向量场")],
];

static DATA: OnceLock<Vec<[bool; 8]>> = OnceLock::new();

pub const FIGURE: Figure = Figure {
    id: "decoys",
    caption: Text::new(
        "Each row a bug, each column a statistic with its tolerance; a tile is filled where the statistic sees the bug. No column is full, so each statistic has bugs that it cannot see. The empty rows need a test of their own kind (two runs, a share per batch, a value of the activation, another run of the metric).",
        "每行是一个错误，每列是一个带容差的统计量；统计量看得出这个错误，格子就涂满。没有一列是满的，可见每个统计量都有看不见的错误。空着的行要用别的检验（运行两次、看每批的比例、算激活函数的值、把指标再运行一遍）。",
    ),
    alt: Text::new(
        "A table of 25 rows and 8 columns with filled and empty tiles. Spread and KS are filled in most of the rows from 1 to 12, the other columns in fewer rows; several rows are empty.",
        "一张二十五行、八列的表，格子有满有空。标准差和 KS 两列在第 1 至 12 行里多数涂满，其他各列涂满的更少；有几行全空。",
    ),
    make: Make::Still(|style| draw(kept(&DATA, || Ok(data(SEED)))?, style)),
};

/// For each bug, which statistics see it.
pub fn data(seed: Seed) -> Vec<[bool; 8]> {
    Bug::ALL.map(|bug| Statistic::ALL.map(|statistic| statistic.sees(bug, seed))).to_vec()
}

pub fn draw(rows: &[[bool; 8]], style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let (n, width) = (rows.len() as f64, NAMES.len() as f64);
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(186.0), px(54.0)), (px(440.0), px(632.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(13.5);
        let mut panel = panel.x(0.0..width, "").y(0.0..n, "").draw()?;
        for (k, row) in rows.iter().enumerate() {
            let top = n - k as f64;
            let title = format!("{}  {}", ROOMS[k].title.get(style.lang), k + 1);
            panel.label(&title, (0.0, top - 0.5), (-8.0, 0.0), Anchor::Left, text)?;
            for (column, seen) in row.iter().enumerate() {
                let left = column as f64;
                let colour =
                    if *seen { ink::error(style).mix(ink::ground(style), 0.15) } else { ink::grid(style).alpha(0.45) };
                panel.tile((left + 0.06, top - 0.08), (left + 0.94, top - 0.92), colour)?;
            }
        }
        for (column, [first, second]) in NAMES.iter().enumerate() {
            let at = (column as f64 + 0.5, n);
            let up = if second.get(style.lang).is_empty() { -5.0 } else { -21.0 };
            panel.label(first.get(style.lang), at, (0.0, up), Anchor::Above, muted)?;
            panel.label(second.get(style.lang), at, (0.0, -5.0), Anchor::Above, muted)?;
        }
        panel.line([(0.0, n), (width, n)], Stroke::new(ink::grid(style), 0.8))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_statistic_sees_something_and_has_a_hole() {
        use Statistic::*;
        let pairs = [
            (Mean, Bug::PairSwapped, Bug::NoiseTimesH),
            (Spread, Bug::NoiseTimesH, Bug::NoiseDrawnTwice),
            (Ks, Bug::ScoreLeftOut, Bug::MeanOverCoordinates),
            (IncrementKurtosis, Bug::NoiseDrawnTwice, Bug::ScoreLeftOut),
            (MeanOverSeeds, Bug::OneNoiseForAll, Bug::MeanOverCoordinates),
            (Loss, Bug::DataFed, Bug::ScoreLeftOut),
            (PointDistance, Bug::NoiseInLastStep, Bug::ScoreLeftOut),
            (ConstantField, Bug::WhileBelowOne, Bug::NoiseTimesH),
        ];
        assert_eq!(pairs.map(|(statistic, ..)| statistic), Statistic::ALL);
        for (statistic, seen, unseen) in pairs {
            assert!(statistic.sees(seen, SEED), "{statistic:?} {seen:?}");
            assert!(!statistic.sees(unseen, SEED), "{statistic:?} {unseen:?}");
        }
    }
}
