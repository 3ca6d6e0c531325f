//! What several pictures share: sizes, the field of the flow pictures, and points for the panel.

use flowlab::ndarray::{Array1, Array2, azip};
use flowlab::plot::{Anchor, Colour, ColourMap, Panel, Stroke};
use flowlab::{Field, Result};

/// A picture that a page sets 300 pixels wide.
pub const SMALL: (u32, u32) = (300, 250);
/// A picture that a page sets at four fifths of its column.
pub const WIDE: (u32, u32) = (560, 360);
/// Size of the type in a small picture.
pub const SMALL_FONT: f64 = 10.5;

/// How fast the swirl turns.
const TURN: f64 = 2.4;
/// How fast it is drawn to the circle.
pub const PULL: f64 = 0.75;
/// Radius of the circle to which everything but the origin is drawn.
pub const RADIUS: f64 = 2.0;

/// A swirl that draws every point but the origin to a circle: with r = |x|,
/// u(x) = PULL (1 - r^2 / RADIUS^2) x + TURN (-x_2, x_1). It does not depend on the time.
///
/// Below [`RADIUS`] areas grow, beyond it they shrink.
pub fn swirl() -> Field {
    Field::new(2, |_, x, mut out| {
        azip!((mut u in out.rows_mut(), x in x.rows()) {
            let pull = PULL * (1.0 - (x[0] * x[0] + x[1] * x[1]) / (RADIUS * RADIUS));
            u[0] = pull * x[0] - TURN * x[1];
            u[1] = pull * x[1] + TURN * x[0];
        });
    })
}

/// The rows of an (n, 2) array as points.
pub fn points(rows: &Array2<f64>) -> Vec<(f64, f64)> {
    rows.outer_iter().map(|row| (row[0], row[1])).collect()
}

/// The values of one curve over its times as points.
pub fn curve(times: &[f64], values: &Array1<f64>) -> Vec<(f64, f64)> {
    times.iter().copied().zip(values.iter().copied()).collect()
}

/// `n` numbers from `low` to `high`, the ends included.
pub fn linspace(low: f64, high: f64, n: usize) -> Vec<f64> {
    Array1::linspace(low, high, n).to_vec()
}

/// A colour bar of the time from 0 to 1 that stands in the panel between two corners, with its numbers below.
pub fn time_bar(
    panel: &mut Panel<'_>,
    (left, low): (f64, f64),
    (right, high): (f64, f64),
    colours: &ColourMap,
    ink: Colour,
) -> Result<()> {
    const PIECES: usize = 48;
    let edge = |k: usize| left + (right - left) * k as f64 / PIECES as f64;
    for k in 0..PIECES {
        panel.tile((edge(k), low), (edge(k + 1), high), colours.at((k as f64 + 0.5) / PIECES as f64))?;
    }
    panel.label("0", (left, low), (0.0, 1.0), Anchor::Below, ink)?;
    panel.label("1", (right, low), (0.0, 1.0), Anchor::Below, ink)?;
    panel.label("$t$", ((left + right) / 2.0, low), (0.0, 1.0), Anchor::Below, ink)
}

/// The sides of a window: its times and its places.
pub fn outline(panel: &mut Panel<'_>, [(t0, t1), (low, high)]: [(f64, f64); 2], stroke: Stroke) -> Result<()> {
    panel.line([(t0, low), (t1, low), (t1, high), (t0, high), (t0, low)], stroke)
}

/// A short piece of line and, beside it, the words for what it shows.
pub fn key(panel: &mut Panel<'_>, at: (f64, f64), stroke: Stroke, words: &str, ink: Colour) -> Result<()> {
    let length = 18.0 / panel.scale().0;
    panel.line([at, (at.0 + length, at.1)], stroke)?;
    panel.label(words, (at.0 + length, at.1), (5.0, 0.0), Anchor::Right, ink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::VectorField;
    use flowlab::ndarray::array;

    #[test]
    fn on_the_circle_the_swirl_only_turns() {
        let u = swirl().at(0.3, &array![[RADIUS, 0.0], [0.0, 0.0]]);
        assert_eq!(u, array![[0.0, TURN * RADIUS], [0.0, 0.0]]);
    }
}
