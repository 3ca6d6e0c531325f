//! `pca_ladder.png`: five digits, shortened to k numbers and brought back.

use flowlab::Result;
use flowlab::distribution::Digits;
use flowlab::lang::Text;
use flowlab::latent::Pca;
use flowlab::ndarray::{Array2, Axis};
use flowlab::plot::{Anchor, Scene, Style, ink};

use crate::drawing::canvas;
use crate::images::figures::digit::digit;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (560, 322);
/// In CSS pixels: a pixel of a digit, the distance of two columns and of two rows, where the digits begin.
const PIXEL: f64 = 5.5;
const SIDE: f64 = 8.0 * PIXEL;
const ACROSS: f64 = 78.0;
const DOWN: f64 = 52.0;
const LEFT: f64 = 84.0;
const TOP: f64 = 34.0;
/// How many numbers are kept.
const KEPT: [usize; 6] = [2, 4, 8, 16, 32, 64];
/// The digits: the first of each of these labels.
const SHOWN: [usize; 5] = [3, 0, 5, 8, 7];

pub const FIGURE: Figure = Figure {
    id: "pca_ladder",
    caption: Text::new(
        "Five digits, each shortened to its coordinates on the first $k$ axes and brought back. Below: the error $|z - \\operatorname{dec}(\\operatorname{enc}(z))|^2$ on average over all 1797 pictures, which is the sum of the discarded eigenvalues. With two numbers hardly more than the 0 can be told from the others, with sixteen the digits can be read, and with 64 nothing is lost.",
        "五个数字，每个都压缩成在前 $k$ 个轴上的坐标，再还原。下方：误差 $|z - \\operatorname{dec}(\\operatorname{enc}(z))|^2$ 对全部 1797 张图像的平均，即被舍去的特征值之和。用两个数，几乎只有 0 能与别的分开；用十六个数，就认得出来；用 64 个数，什么也没有丢失。",
    ),
    alt: Text::new(
        "Five rows of one digit each and six columns, for k = 2, 4, 8, 16, 32, 64. From left to right a blur becomes a clear digit, while the error below falls from 13.4 to 0.",
        "五行六列小图，每行一个数字，各列 k = 2、4、8、16、32、64。从左到右，模糊的一团变成清楚的数字，下方的误差从 13.4 降到 0。",
    ),
    make: Make::Still(|style| draw(&data()?, style)),
};

/// The digits from k numbers each, (5, 64), and the error over the whole set.
pub struct Column {
    pub k: usize,
    pub error: f64,
    pub pictures: Array2<f64>,
}

pub fn data() -> Result<Vec<Column>> {
    let digits = Digits::all();
    let rows: Vec<usize> =
        SHOWN.iter().filter_map(|label| digits.labels().iter().position(|other| other == label)).collect();
    let shown = digits.points().select(Axis(0), &rows);
    let column = |k: usize| {
        let pca = Pca::fit(digits.points(), k)?;
        Ok(Column { k, error: pca.error(digits.points())?, pictures: pca.decode(&pca.encode(&shown)?)? })
    };
    KEPT.into_iter().map(column).collect()
}

pub fn draw(columns: &[Column], style: &Style) -> Result<Scene> {
    let (dark, muted) = (ink::text(style), ink::muted(style));
    let height = f64::from(SIZE.1);
    let error = Text::new("error", "误差");
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 16.0, style)?;
        let below = height - TOP - DOWN * SHOWN.len() as f64;
        panel.label("$k$", (LEFT - 22.0, height - 0.5 * TOP), (0.0, 0.0), Anchor::Left, muted)?;
        panel.label(error.get(style.lang), (LEFT - 22.0, below - 12.0), (0.0, 0.0), Anchor::Left, muted)?;
        for (k, column) in columns.iter().enumerate() {
            let left = LEFT + ACROSS * k as f64;
            let words = |value: String, y: f64| (value, (left + 0.5 * SIDE, y));
            let decimals = usize::from(column.error > 0.01) * if column.error < 1.0 { 2 } else { 1 };
            let error = format!("{:.decimals$}", column.error.abs());
            for (words, place) in [words(column.k.to_string(), height - 0.5 * TOP), words(error, below - 12.0)] {
                panel.label(&words, place, (0.0, 0.0), Anchor::Centre, dark)?;
            }
            for (row, z) in column.pictures.rows().into_iter().enumerate() {
                digit(&mut panel, (left, height - TOP - DOWN * row as f64), PIXEL, z, dark, style)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_falls_from_column_to_column_to_nothing() {
        let columns = data().unwrap();
        assert!(columns.windows(2).all(|pair| pair[1].error < pair[0].error));
        assert!((columns[0].error - 13.4).abs() < 0.05 && columns[5].error < 1e-9);
        assert_eq!(columns[0].pictures.dim(), (SHOWN.len(), 64));
    }
}
