//! Contour lines, by marching squares.

use std::collections::BTreeMap;

use flowlab::ndarray::Array2;

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

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

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
}
