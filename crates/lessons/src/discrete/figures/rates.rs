//! `rates.png`: the posterior of each letter, under uniform noise at three times and under masks.

use flowlab::Result;
use flowlab::discrete::{Language, LetterNoise, MixturePath};
use flowlab::lang::Text;
use flowlab::ndarray::Array2;
use flowlab::plot::{Anchor, ColourMap, Scene, Stroke, Style, ink};

use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (700, 170);
const KAPPAS: [f64; 3] = [0.2, 0.5, 0.8];
/// What is seen under uniform noise, no sum, and under masks.
const SEEN: [&str; 2] = ["6715", "6?1?"];
/// In CSS pixels: a cell, the left ends of the tables, and their foot.
const CELL: (f64, f64) = (15.0, 20.0);
const LEFT: [f64; 4] = [30.0, 198.0, 366.0, 540.0];
const LOW: f64 = 32.0;

pub const FIGURE: Figure = Figure {
    id: "rates",
    caption: Text::new(
        "$P(z_i = y \\mid X_t = x)$ for the four letters of a sum (rows) and the ten digits (columns); the darker, the more probable. Three times under uniform noise for $x = 6715$, which is no sum (its letters are framed): with $\\kappa$ the letters are believed more and more, and the sums $6915$, $8715$ and $6713$ remain. Right: masks with $x = 6{?}1{?}$, the same at every time.",
        "$P(z_i = y \\mid X_t = x)$：行是算式的四个字符，列是十个数字，颜色越深概率越大。左边三张是均匀噪声的三个时刻，$x = 6715$，它不是正确的算式（它的字符加了框）：$\\kappa$ 越大，字符越可信，最后剩下 $6915$、$8715$ 和 $6713$。右：掩码，$x = 6{?}1{?}$，任何时刻都一样。",
    ),
    alt: Text::new(
        "Four tables of four rows and ten columns. The first three go from an even grey to a few dark cells; in the fourth two rows have one dark cell each, and two rows have six lighter ones.",
        "四张表，各四行十列。前三张从均匀的浅色变到只有少数几格是深色；第四张有两行各一格深色，另两行各六格较浅。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The posteriors (4, 10): three of uniform noise, one of masks.
pub fn data() -> Result<Vec<Array2<f64>>> {
    let sums = Language::sums();
    let uniform = MixturePath::new(sums.clone(), LetterNoise::Uniform);
    let masks = MixturePath::new(sums.clone(), LetterNoise::Mask);
    let [noisy, masked] = SEEN.map(|text| sums.read(text));
    let noisy = noisy?;
    let mut tables = KAPPAS.into_iter().map(|kappa| uniform.posterior(kappa, &noisy)).collect::<Result<Vec<_>>>()?;
    tables.push(masks.posterior(0.5, &masked?)?);
    Ok(tables)
}

pub fn draw(tables: &[Array2<f64>], style: &Style) -> Result<Scene> {
    let (text, muted) = (ink::text(style), ink::muted(style));
    let colours = ColourMap::amount(style, ink::data(style));
    let top = LOW + 4.0 * CELL.1;
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 13.0, style)?;
        for (k, (table, left)) in tables.iter().zip(LEFT).enumerate() {
            let mut framed = Vec::new();
            for ((i, y), p) in table.indexed_iter() {
                let (x, low) = (left + CELL.0 * y as f64, top - CELL.1 * (i + 1) as f64);
                // the root, so that small probabilities can be seen
                panel.tile((x, low), (x + CELL.0, low + CELL.1), colours.at(p.sqrt()))?;
                if SEEN[k / 3].as_bytes()[i] == b'0' + y as u8 {
                    framed.push((x, low));
                }
            }
            let (right, grid) = (left + 10.0 * CELL.0, Stroke::new(ink::grid(style), 0.8));
            for i in 0..=4 {
                let y = LOW + CELL.1 * f64::from(i);
                panel.line([(left, y), (right, y)], grid)?;
            }
            for y in 0..=10 {
                let x = left + CELL.0 * f64::from(y);
                panel.line([(x, LOW), (x, top)], grid)?;
            }
            for (x, low) in framed {
                let (right, high) = (x + CELL.0, low + CELL.1);
                let corners = [(x, low), (right, low), (right, high), (x, high), (x, low)];
                panel.line(corners, Stroke::new(text, 1.6))?;
            }
            for y in 0..10 {
                let x = left + CELL.0 * (f64::from(y) + 0.5);
                panel.label(&y.to_string(), (x, LOW), (0.0, 4.0), Anchor::Below, muted)?;
            }
            for (i, name) in ["$a$", "$b$", "$c$", "$d$"].into_iter().enumerate() {
                panel.label(name, (left, top - CELL.1 * (i as f64 + 0.5)), (-6.0, 0.0), Anchor::Left, muted)?;
            }
            let title = KAPPAS.get(k).map_or_else(
                || Text::new("masks, any $\\kappa$", "掩码，任何 $\\kappa$").get(style.lang).to_string(),
                |kappa| format!("$\\kappa = {kappa}$"),
            );
            panel.label(&title, ((left + right) / 2.0, top), (0.0, -9.0), Anchor::Above, text)?;
        }
        let words = Text::new("uniform noise", "均匀噪声");
        panel.label(words.get(style.lang), (LEFT[1] + 5.0 * CELL.0, top), (0.0, -30.0), Anchor::Above, muted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_time_three_sums_remain_and_masks_leave_six() {
        let tables = data().unwrap();
        // 6915, 8715 and 6713 keep three of four letters: weights .82³·.02 each, and two right letters (.82·.02)² less
        let third = |value: f64| (value - 1.0 / 3.0).abs() < 0.04;
        assert!(third(tables[2][[0, 8]]) && third(tables[2][[1, 9]]) && third(tables[2][[3, 3]]), "{}", tables[2]);
        assert!(tables[0][[0, 8]] < 0.25 && tables[2][[2, 1]] > 0.95);
        let row: Vec<f64> = tables[3].row(1).to_vec();
        assert!(row[..4].iter().all(|p| *p == 0.0) && row[4..].iter().all(|p| (p - 1.0 / 6.0).abs() < 1e-15));
    }
}
