//! What several pictures share.

mod axes;
mod canvas;
mod contour;
mod density;
mod heat_map;
mod kept;
mod principal;
mod swirl;

use flowlab::ndarray::{Array1, Array2};

pub use axes::{
    key, numbered, numbers_below, numbers_left, outline, plane, powers_of_ten, ticks, time_bar, with_ticks,
};
pub use canvas::canvas;
pub use contour::contours;
pub use density::{density, density_at_knots, histogram};
pub use heat_map::{heat_map, tiles};
pub use kept::kept;
pub use principal::principal_coordinates;
pub use swirl::swirl;
#[cfg(test)]
pub use swirl::{PULL, RADIUS};

/// A picture that a page sets 300 pixels wide.
pub const SMALL: (u32, u32) = (300, 250);
/// A picture that a page sets at four fifths of its column.
pub const WIDE: (u32, u32) = (560, 360);
/// Size of the type in a small picture.
pub const SMALL_FONT: f64 = 10.5;

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
    let mut numbers = Array1::linspace(low, high, n).to_vec();
    // ndarray adds up steps, and ends an ulp off now and then.
    if let Some(last) = numbers.last_mut().filter(|_| n > 1) {
        *last = high;
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_grid_are_exact_for_every_number_of_its_points() {
        for n in 2..2000 {
            let numbers = linspace(0.0, 1.0, n);
            assert_eq!((numbers.len(), numbers[0], numbers[n - 1]), (n, 0.0, 1.0));
        }
        assert_eq!(linspace(3.0, 5.0, 1), [3.0]);
    }
}
