//! Principal coordinates: many dimensions on the two axes of their largest spread.
//!
//! By power iteration: a crate of linear algebra would compile longer than all pictures draw, for two eigenvectors.

use flowlab::ndarray::{Array1, Array2, Axis};

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

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::ndarray::{array, concatenate};

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
}
