//! `clocks.png`: the time of the linear path along the own time of six schedules.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::ndarray::Array1;
use flowlab::path::{Coefficients, Schedule};
use flowlab::plot::{Anchor, ColourMap, Panel, Scene, Stroke, Style, ink, px};

use crate::data_side::claims::tables::{cosine_table, ddpm_table};
use crate::drawing::{linspace, outline};
use crate::{Figure, Make};

const SIZE: (u32, u32) = (720, 390);
/// Pieces of each row.
const PIECES: usize = 240;
/// The times of ours that are marked.
const MARKS: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/// Those with a number.
const NUMBERED: [f64; 3] = [0.1, 0.5, 0.9];
/// The least and the greatest noise of the variance exploding row.
const EXPLODING: (f64, f64) = (0.002, 80.0);
const NAMES: [Text; 6] = [
    Text::new("linear", "线性"),
    Text::new("trigonometric", "三角"),
    Text::new("$\\alpha_t = t$, VP", "$\\alpha_t = t$，VP"),
    Text::new("cosine table", "cosine 表"),
    Text::new("DDPM table", "DDPM 的表"),
    Text::new("VE, 80 to 0.002", "VE，80 到 0.002"),
];

pub const FIGURE: Figure = Figure {
    id: "clocks",
    caption: Text::new(
        "Six schedules on our clock. Each row goes from noise (left) to data (right) in equal pieces of the schedule's own time, or of the number of its steps. Marks: the times $t = 0.1, 0.2, \\ldots, 0.9$ of the linear path that has the same signal-to-noise ratio. On the right: the $t$ at half of the way. The variance exploding row divides the noise by the same number in each piece.",
        "六种调度，用我们的时钟来看。每一行从左端的噪声走到右端的数据，按这种调度自己的时间（或步数）等分。刻度：信噪比相同的线性路径的时刻 $t = 0.1, 0.2, \\ldots, 0.9$。右侧：走到一半时的 $t$。方差爆炸那一行，每一等份把噪声除以同一个数。",
    ),
    alt: Text::new(
        "Six bars, coloured by our time, with nine marks each. The marks are evenly spread on the linear bar. The trigonometric bar and the cosine table look alike; on the DDPM table all marks from 0.3 on crowd into the right half; on the variance exploding bar all nine stand in the middle part, and more than its right third is above 0.9.",
        "六条横条，按我们的时间着色，各有九个刻度。线性那一条刻度均匀。三角那一条与余弦表几乎一样；DDPM 的表上，0.3 以后的刻度都挤在右半边；方差爆炸那一条，九个刻度都在中段，右边三分之一还多都在 0.9 以上。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// Our t for each row at the given shares of its own way.
pub fn data() -> Result<[Vec<f64>; 6]> {
    let shares = linspace(0.0, 1.0, 2 * PIECES + 1);
    let of_schedule = |schedule: Schedule| {
        let clock = |share: &f64| {
            let Coefficients { alpha, beta, .. } = schedule.coefficients(*share);
            alpha / (alpha + beta)
        };
        shares.iter().map(clock).collect::<Vec<_>>()
    };
    let of_table = |table: Array1<f64>| {
        // the data first, then what is left after each step
        let times: Vec<f64> =
            [1.0].into_iter().chain(table).map(|share| clock_of(share.sqrt(), (1.0 - share).sqrt())).collect();
        shares.iter().map(|share| at(&times, 1.0 - share)).collect::<Vec<_>>()
    };
    let (least, most) = EXPLODING;
    let exploding = shares.iter().map(|share| clock_of(1.0, most * (least / most).powf(*share))).collect();
    Ok([
        of_schedule(Schedule::Linear),
        of_schedule(Schedule::Trigonometric),
        of_schedule(Schedule::LinearVp),
        of_table(cosine_table()),
        of_table(ddpm_table()),
        exploding,
    ])
}

/// t of the linear path with the ratio of scale and noise.
fn clock_of(scale: f64, noise: f64) -> f64 {
    scale / (scale + noise)
}

/// A list of values at equal distances, read at a share of its length.
fn at(values: &[f64], share: f64) -> f64 {
    let place = share * (values.len() - 1) as f64;
    let k = (place as usize).min(values.len() - 2);
    let rest = place - k as f64;
    (1.0 - rest) * values[k] + rest * values[k + 1]
}

/// The share of the way at which a rising row is at t; none, if it never is.
fn share_at(row: &[f64], t: f64) -> Option<f64> {
    let k = row.windows(2).position(|pair| pair[0] <= t && t < pair[1])?;
    let rest = (t - row[k]) / (row[k + 1] - row[k]);
    Some((k as f64 + rest) / (row.len() - 1) as f64)
}

pub fn draw(rows: &[Vec<f64>; 6], style: &Style) -> Result<Scene> {
    let (text, muted, colours) = (ink::text(style), ink::muted(style), ColourMap::time(style));
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let place = area.clone().shrink((px(150.0), px(34.0)), (px(500.0), px(312.0)));
        let panel = Panel::on(&place, style).bare().margin(0.0).font(13.0);
        let mut panel = panel.x(0.0..1.0, "").y(0.0..6.0, "").draw()?;
        for (k, (row, name)) in rows.iter().zip(NAMES).enumerate() {
            let (low, high) = (5.0 - k as f64 + 0.14, 5.0 - k as f64 + 0.58);
            for piece in 0..PIECES {
                let edge = |piece: usize| piece as f64 / PIECES as f64;
                panel.tile((edge(piece), low), (edge(piece + 1), high), colours.at(row[2 * piece + 1]))?;
            }
            outline(&mut panel, [(0.0, 1.0), (low, high)], Stroke::new(muted, 0.9))?;
            panel.line([(0.5, low - 0.14), (0.5, low)], Stroke::new(muted, 1.3))?;
            for t in MARKS {
                let Some(share) = share_at(row, t) else { continue };
                let numbered = NUMBERED.contains(&t);
                let tip = if numbered { high + 0.1 } else { high };
                panel.line([(share, low), (share, tip)], Stroke::new(text, 1.3))?;
                if numbered {
                    panel.label(&t.to_string(), (share, tip), (0.0, 1.0), Anchor::Above, muted)?;
                }
            }
            let middle = 0.5 * (low + high);
            panel.label(name.get(style.lang), (0.0, middle), (-10.0, 0.0), Anchor::Left, text)?;
            panel.label(&format!("${:.2}$", row[PIECES]), (1.0, middle), (12.0, 0.0), Anchor::Right, text)?;
        }
        let half = Text::new("$t$ at half", "一半处的 $t$");
        panel.label(half.get(style.lang), (1.0, 6.0), (0.0, -6.0), Anchor::Above, muted)?;
        let ends =
            [(0.0, Text::new("noise", "噪声"), ink::noise(style)), (1.0, Text::new("data", "数据"), ink::data(style))];
        for (share, words, colour) in ends {
            panel.label(words.get(style.lang), (share, 0.0), (0.0, 4.0), Anchor::Below, colour)?;
        }
        let half = Text::new("half of the way", "走到一半");
        panel.label(half.get(style.lang), (0.5, 0.0), (0.0, 4.0), Anchor::Below, muted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_way_is_where_the_picture_says() {
        let halves = data().unwrap().map(|row| row[PIECES]);
        // β/α at half: 1, 1, √3, tan of .508/1.008·π/2 (divided by its start), the table's, √(80·.002) = .4
        let expected = [0.5, 0.5, 1.0 / (1.0 + 3_f64.sqrt()), 0.497, 0.2262, 1.0 / 1.4];
        for (half, expected) in halves.iter().zip(expected) {
            assert!((half - expected).abs() < 1e-3, "{halves:?}"); // the digits of the tables' values
        }
    }

    #[test]
    fn every_row_rises_and_shows_every_mark() {
        for row in data().unwrap() {
            assert!(row.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(MARKS.iter().all(|t| share_at(&row, *t).is_some()));
        }
    }
}
