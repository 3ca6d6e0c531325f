//! What several pictures share: sizes, the field of the flow pictures, and points for the panel.

use std::collections::BTreeMap;

use flowlab::distribution::Density;
use flowlab::ndarray::{Array1, Array2, Axis, azip};
use flowlab::plot::{Anchor, Colour, ColourMap, Panel, Stroke, Style, Theme, ink};
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

/// A number as the axes write it, with a true minus sign.
pub fn number(value: f64) -> String {
    value.to_string().replace('-', "−")
}

/// Grid lines and numbers of axes that a panel does not draw itself, such as logarithmic ones: each tick is a value of
/// the panel's own axis and its words. The axes run along the sides of the window.
pub fn ticks(
    panel: &mut Panel<'_>,
    window: [(f64, f64); 2],
    [across, up]: [&[(f64, String)]; 2],
    style: &Style,
) -> Result<()> {
    let [(left, right), (low, high)] = window;
    let (grid, muted) = (Stroke::new(ink::grid(style), 0.8), ink::muted(style));
    for (x, words) in across {
        panel.line([(*x, low), (*x, high)], grid)?;
        panel.label(words, (*x, low), (0.0, 6.0), Anchor::Below, muted)?;
    }
    for (y, words) in up {
        panel.line([(left, *y), (right, *y)], grid)?;
        panel.label(words, (left, *y), (-6.0, 0.0), Anchor::Left, muted)?;
    }
    panel.line([(left, high), (left, low), (right, low)], Stroke::new(muted, 0.9))
}

/// Colours for a number from -1 to 1: purple below zero, close to the ground at zero, green above.
pub fn signed(style: &Style) -> ColourMap {
    ColourMap::new(
        &match style.theme {
            Theme::Light => [0x7A4BA8, 0xC3A9DC, 0xF6F6F8, 0x97CFBA, 0x128062],
            Theme::Dark => [0x9A6CD0, 0x5E4484, 0x1C1F26, 0x1F6A55, 0x2FA683],
        }
        .map(Colour::hex),
    )
}

/// Numbers from -1 to 1 as colours over a window, (columns, rows) from its left lower corner, in the colours of
/// [`signed`].
pub fn heat_map(panel: &mut Panel<'_>, window: [(f64, f64); 2], values: &Array2<f64>, style: &Style) -> Result<()> {
    const SHADES: f64 = 160.0;
    let colours = signed(style);
    tiles(panel, window, values.dim(), |column, row| {
        colours.at(((values[[column, row]] + 1.0) / 2.0 * SHADES).round() / SHADES)
    })
}

/// A window in tiles, (columns, rows) from its left lower corner, neighbours of one colour in one piece.
pub fn tiles(
    panel: &mut Panel<'_>,
    window: [(f64, f64); 2],
    (columns, rows): (usize, usize),
    colour: impl Fn(usize, usize) -> Colour,
) -> Result<()> {
    let at = |axis: usize, k: usize, n: usize| {
        window[axis].0 + (window[axis].1 - window[axis].0) * k.min(n) as f64 / n as f64
    };
    for column in 0..columns {
        let (mut from, mut piece) = (0, colour(column, 0));
        for row in 1..=rows {
            let next = if row == rows { None } else { Some(colour(column, row)) };
            if next != Some(piece) {
                // Each piece reaches under the next ones, so that no seam shines through.
                let corner = (at(0, column, columns), at(1, from, rows));
                panel.tile(corner, (at(0, column + 2, columns), at(1, row + 1, rows)), piece)?;
                from = row;
            }
            piece = next.unwrap_or(piece);
        }
    }
    Ok(())
}

/// Where the rows of an (n, d) array lie, from their mean, on its two principal axes: (n, 2). Each axis points so that
/// the first row lies in its positive half.
///
/// The axes come from the n x n inner products of the rows, by power iteration.
pub fn principal_coordinates(rows: &Array2<f64>) -> Array2<f64> {
    const ITERATIONS: usize = 500;
    let centred = rows - &rows.mean_axis(Axis(0)).expect("at least one row");
    let mut products = centred.dot(&centred.t());
    let mut places = Array2::zeros((rows.nrows(), 2));
    for mut place in places.columns_mut() {
        // Any start will do that is not orthogonal to the axis.
        let mut axis = Array1::from_shape_fn(rows.nrows(), |k| 1.0 + (k as f64).sin());
        let mut value = 0.0;
        for _ in 0..ITERATIONS {
            axis = products.dot(&axis);
            value = axis.dot(&axis).sqrt();
            axis /= value;
        }
        axis *= value.sqrt() * if axis[0] < 0.0 { -1.0 } else { 1.0 };
        place.assign(&axis);
        let column = axis.insert_axis(Axis(1));
        products -= &column.dot(&column.t());
    }
    places
}

/// The closed lines around the parts of a window where a function is above a level, from its values at (columns, rows)
/// knots from the left lower corner. The parts lie to the left of their lines; knots on the rim count as below.
pub fn contours([x, y]: [(f64, f64); 2], values: &Array2<f64>, level: f64) -> Vec<Vec<(f64, f64)>> {
    let (columns, rows) = values.dim();
    let above = |(i, j): (usize, usize)| 0 < i && i + 1 < columns && 0 < j && j + 1 < rows && values[[i, j]] > level;
    // A line crosses edges of cells, each named by its first knot and whether it goes up. Around a cell, it comes in
    // where the function falls below the level and goes out where it rises again.
    let mut next = BTreeMap::new();
    for (i, j) in (0..columns - 1).flat_map(|i| (0..rows - 1).map(move |j| (i, j))) {
        let knots = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)].map(above);
        let edges = [(i, j, false), (i + 1, j, true), (i, j + 1, false), (i, j, true)];
        for k in (0..4).filter(|k| knots[*k] && !knots[(k + 1) % 4]) {
            let out = (k + 1..k + 4).find(|m| !knots[m % 4] && knots[(m + 1) % 4]).expect("it rises again");
            next.insert(edges[k], edges[out % 4]);
        }
    }
    let place = |(i, j, up): (usize, usize, bool)| {
        let end = if up { (i, j + 1) } else { (i + 1, j) };
        let share = ((level - values[[i, j]]) / (values[end] - values[[i, j]])).clamp(0.0, 1.0);
        let along = |(low, high): (f64, f64), k: f64, n: usize| low + (high - low) * k / (n - 1) as f64;
        let (right, up) = if up { (0.0, share) } else { (share, 0.0) };
        (along(x, i as f64 + right, columns), along(y, j as f64 + up, rows))
    };
    let mut lines = Vec::new();
    while let Some((edge, mut to)) = next.pop_first() {
        let mut line = vec![place(edge)];
        while let Some(after) = next.remove(&to) {
            line.push(place(to));
            to = after;
        }
        line.push(line[0]);
        lines.push(line);
    }
    lines
}

/// The density of a law on the plane at (n, n) knots of the square from -reach to reach: (columns, rows).
pub fn density_at_knots(law: &impl Density, reach: f64, n: usize) -> Array2<f64> {
    let places = linspace(-reach, reach, n);
    let knots = Array2::from_shape_fn((n * n, 2), |(k, axis)| places[[k / n, k % n][axis]]);
    let density = law.log_density(&knots).exp();
    Array2::from_shape_fn((n, n), |(i, j)| density[i * n + j])
}

/// The density of a law on the line at each of these places.
pub fn density(law: &impl Density, places: &[f64]) -> Vec<f64> {
    let places = Array2::from_shape_fn((places.len(), 1), |(k, _)| places[k]);
    law.log_density(&places).exp().to_vec()
}

/// The lower edge and the density of each bin of this width.
pub fn histogram<'a>(values: impl IntoIterator<Item = &'a f64>, width: f64) -> Vec<(f64, f64)> {
    let bins: Vec<i64> = values.into_iter().map(|value| (value / width).floor() as i64).collect();
    let (first, last) = bins.iter().fold((0, 0), |(a, b), bin| (a.min(*bin), b.max(*bin)));
    let mut counts = vec![0.0; (last - first + 1) as usize];
    bins.iter().for_each(|bin| counts[(bin - first) as usize] += 1.0);
    let density = |count: f64| count / (bins.len() as f64 * width);
    counts.into_iter().zip(first..).map(|(count, k)| (k as f64 * width, density(count))).collect()
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
    use std::f64::consts::PI;

    use super::*;
    use flowlab::VectorField;
    use flowlab::ndarray::{array, concatenate};

    #[test]
    fn on_the_circle_the_swirl_only_turns() {
        let u = swirl().at(0.3, &array![[RADIUS, 0.0], [0.0, 0.0]]);
        assert_eq!(u, array![[0.0, TURN * RADIUS], [0.0, 0.0]]);
    }

    #[test]
    fn points_of_a_plane_keep_their_distances_on_the_principal_axes() {
        // two orthonormal directions of four dimensions, of lengths 3 and 1
        let (a, b) = (array![[0.5, 0.5, 0.5, 0.5]], array![[0.5, -0.5, 0.5, -0.5]]);
        let flat =
            Array2::from_shape_fn((20, 2), |(k, axis)| [3.0, 1.0][axis] * ((3 * axis + 2) as f64 * k as f64).sin());
        let places = principal_coordinates(&flat.dot(&concatenate![Axis(0), a, b]));
        for (i, j) in (0..20).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let gap = |rows: &Array2<f64>| (&rows.row(i) - &rows.row(j)).mapv(|v| v * v).sum().sqrt();
            assert!((gap(&flat) - gap(&places)).abs() < 1e-9, "{i} {j}");
        }
        let spread = places.var_axis(Axis(0), 0.0);
        assert!(spread[0] > spread[1], "the first axis is the one of the largest spread: {spread}");
    }

    #[test]
    fn a_contour_of_the_distance_is_a_circle_and_a_hole_turns_the_other_way() {
        let square = [(-2.0, 2.0), (-2.0, 2.0)];
        let knots = |f: fn(f64) -> f64| {
            Array2::from_shape_fn((81, 81), |(i, j)| f((i as f64 / 20.0 - 2.0).hypot(j as f64 / 20.0 - 2.0)))
        };
        let area = |line: &[(f64, f64)]| line.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum::<f64>() / 2.0;
        let areas = |f, level| contours(square, &knots(f), level).iter().map(|line| area(line)).collect::<Vec<_>>();
        // chords of length 1/20 in a circle of radius 1 leave out about 3e-4 of it, the interpolation 1/20^2 / 4 more
        let disc = areas(|r| -r, -1.0);
        assert!(disc.len() == 1 && (disc[0] / PI - 1.0).abs() < 2e-3, "{disc:?}");
        let ring = areas(|r| -(r - 1.0).abs(), -0.5);
        assert!(ring.len() == 2 && ring.iter().any(|a| *a > 0.0) && ring.iter().any(|a| *a < 0.0), "{ring:?}");
        assert!((ring.iter().sum::<f64>() / (2.0 * PI) - 1.0).abs() < 2e-3, "{ring:?}");
    }

    #[test]
    fn a_histogram_has_area_one_and_counts_each_value_in_its_bin() {
        let bins = histogram(&[-0.3, 0.1, 0.15, 0.9], 0.25);
        let area: f64 = bins.iter().map(|(_, density)| 0.25 * density).sum();
        assert!((area - 1.0).abs() < 1e-15);
        assert_eq!(bins, [(-0.5, 1.0), (-0.25, 0.0), (0.0, 2.0), (0.25, 0.0), (0.5, 0.0), (0.75, 1.0)]);
    }
}
