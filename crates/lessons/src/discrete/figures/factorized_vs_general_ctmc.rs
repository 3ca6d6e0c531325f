//! `factorized_vs_general_ctmc.png`: jumps to anywhere beside jumps that change one letter.

use flowlab::Result;
use flowlab::lang::Text;
use flowlab::plot::{Anchor, Scene, Stroke, Style, ink};

use crate::drawing::canvas;
use crate::{Figure, Make};

const SIZE: (u32, u32) = (520, 286);
const A: usize = 5;
/// The string from which the jumps go.
const X: (usize, usize) = (1, 2);
/// In CSS pixels: the left lower corners of the grids, and how far letters are apart.
const LEFT: [f64; 2] = [48.0, 314.0];
const LOW: f64 = 46.0;
const STEP: f64 = 44.0;

pub const FIGURE: Figure = Figure {
    id: "factorized_vs_general_ctmc",
    caption: Text::new(
        "Strings of two letters from an alphabet of five, as the points of a grid. Left: in general a chain may jump from $x$ to each of the $24$ other strings. Right: if only one letter changes at a time, to $8$, along the axes. With $K$ letters these are $A^K - 1$ against $K(A - 1)$.",
        "字母表有五个字符，长度为二的全部字符串画成网格上的点。左：一般的链，从 $x$ 可以跳到其余 $24$ 个字符串中的任何一个。右：每次只变一个字符，就只有沿坐标轴方向的 $8$ 个。$K$ 个字符时，前者是 $A^K - 1$，后者是 $K(A - 1)$。",
    ),
    alt: Text::new(
        "Two grids of five by five dots. In the left one arrows lead from one dot to all others; in the right one only to those in its row and in its column.",
        "两个五乘五的点阵。左边的箭头从一个点通往所有其他的点；右边只通往同一行和同一列的点。",
    ),
    make: Make::Still(draw),
};

/// The strings to which a chain may jump from x.
fn reached(one_at_a_time: bool) -> Vec<(usize, usize)> {
    let all = (0..A).flat_map(|i| (0..A).map(move |j| (i, j)));
    all.filter(|(i, j)| (*i, *j) != X && (!one_at_a_time || *i == X.0 || *j == X.1)).collect()
}

pub fn draw(style: &Style) -> Result<Scene> {
    let (text, muted, blue) = (ink::text(style), ink::muted(style), ink::data(style));
    let titles = [Text::new("anywhere", "任意跳"), Text::new("one letter at a time", "每次一个字符")];
    Scene::draw(SIZE.0, SIZE.1, style, |area| {
        let mut panel = canvas(area, SIZE, 15.0, style)?;
        for (k, (left, title)) in LEFT.into_iter().zip(titles).enumerate() {
            let at = |(i, j): (usize, usize)| (left + STEP * i as f64, LOW + STEP * j as f64);
            let end = STEP * (A - 1) as f64;
            for i in 0..A {
                panel.line([at((i, 0)), at((i, A - 1))], Stroke::new(ink::grid(style), 0.8))?;
                panel.line([at((0, i)), at((A - 1, i))], Stroke::new(ink::grid(style), 0.8))?;
            }
            let reached = reached(k == 1);
            for to in &reached {
                let ((x0, y0), (x1, y1)) = (at(X), at(*to));
                let length = (x1 - x0).hypot(y1 - y0);
                let (u, v) = ((x1 - x0) / length, (y1 - y0) / length);
                // along an axis the arrows lie over one another: only to the next letter they need a head
                panel.arrow(
                    (x0 + 7.0 * u, y0 + 7.0 * v),
                    (x1 - 7.0 * u, y1 - 7.0 * v),
                    Stroke::new(blue.alpha(0.75), 1.3),
                )?;
            }
            for i in 0..A {
                for j in 0..A {
                    let colour = if reached.contains(&(i, j)) { blue } else { muted.alpha(0.6) };
                    panel.dots([at((i, j))], 4.0, colour)?;
                }
            }
            panel.knob(at(X), 6.5, ink::noise(style))?;
            panel.label("$x$", at(X), (-9.0, -13.0), Anchor::Centre, text)?;
            panel.label(title.get(style.lang), (left + end / 2.0, LOW + end), (0.0, -20.0), Anchor::Above, text)?;
            panel.label("$x_1$", (left + end / 2.0, LOW), (0.0, 16.0), Anchor::Below, muted)?;
            panel.label("$x_2$", (left, LOW + end / 2.0), (-14.0, 0.0), Anchor::Left, muted)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_jumps_are_those_of_the_caption() {
        assert_eq!((reached(false).len(), reached(true).len()), (A * A - 1, 2 * (A - 1)));
    }
}
