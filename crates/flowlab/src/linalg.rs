//! Decompositions of matrices: those of `nalgebra`, for the arrays of `ndarray`.
//!
//! They run on one thread, so results do not depend on how many there are.

use nalgebra::{DMatrix, SVD, SymmetricEigen};
use ndarray::{Array1, Array2, ArrayRef2};

use crate::unit::{largest, unit};

/// The eigenvalues (d) of a symmetric matrix (d, d) of finite numbers, and its eigenvectors as the columns of an orthogonal
/// matrix (d, d). Only entries on and below the diagonal are read; d is at least 1.
///
/// Column i is, of those not taken by the coordinates before, the one that points most along coordinate i, on its positive
/// side: a small change of the matrix is a small change of both, unless eigenvalues meet.
///
/// The eigenvalues are off by some ε of the largest, at any scale of the entries.
pub(crate) fn eigen(symmetric: &ArrayRef2<f64>) -> (Array1<f64>, Array2<f64>) {
    let unit = unit(symmetric);
    let found = SymmetricEigen::new(matrix(symmetric) / unit);
    let d = found.eigenvalues.len();
    let mut left: Vec<usize> = (0..d).collect();
    let (mut values, mut axes) = (Array1::zeros(d), Array2::zeros((d, d)));
    for i in 0..d {
        let along = |k: &usize| found.eigenvectors[(i, *k)];
        let nearest =
            (1..left.len()).fold(0, |best, k| if along(&left[k]).abs() > along(&left[best]).abs() { k } else { best });
        let k = left.swap_remove(nearest);
        values[i] = found.eigenvalues[k] * unit;
        let sign = 1.0_f64.copysign(along(&k));
        axes.column_mut(i).assign(&Array1::from_iter(found.eigenvectors.column(k).iter().map(|entry| sign * entry)));
    }
    (values, axes)
}

/// The symmetric root of a matrix whose eigenvalues are not negative. Those within the rounding of the largest are taken
/// for 0: the root of ε is not small.
pub(crate) fn sqrt(semidefinite: &ArrayRef2<f64>) -> Array2<f64> {
    let (values, axes) = eigen(semidefinite);
    let rounding = values.len() as f64 * f64::EPSILON * largest(&values);
    composed(&values.mapv(|value| if value > rounding { value.sqrt() } else { 0.0 }), &axes)
}

/// The symmetric matrix Q·diag(v)·Qᵀ with these eigenvalues v and eigenvectors Q.
pub(crate) fn composed(values: &Array1<f64>, axes: &Array2<f64>) -> Array2<f64> {
    (axes * values).dot(&axes.t())
}

/// The orthogonal matrix U that is closest to a square one, and makes tr UᵀM largest: from M = W·diag(s)·Vᵀ it is W·Vᵀ.
/// The entries have squares.
pub(crate) fn closest_rotation(m: &ArrayRef2<f64>) -> Array2<f64> {
    let found = SVD::new(matrix(m), true, true);
    array(&found.u.zip(found.v_t).map(|(w, v)| w * v).expect("both factors are asked for"))
}

fn matrix(a: &ArrayRef2<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(a.nrows(), a.ncols(), |i, j| a[[i, j]])
}

fn array(m: &DMatrix<f64>) -> Array2<f64> {
    Array2::from_shape_fn(m.shape(), |(i, j)| m[(i, j)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Gaussian, Sample};
    use ndarray::array;

    fn max_abs(a: &Array2<f64>) -> f64 {
        a.iter().fold(0.0, |m, x| m.max(x.abs()))
    }

    #[test]
    fn a_large_matrix_is_taken_apart_to_rounding() {
        let d = 120;
        let a = Array2::from_shape_fn((d, d), |(i, j)| (-(i.abs_diff(j) as f64) / 5.0).exp());
        let (values, axes) = eigen(&a);
        // some ε of the largest eigenvalue, 10
        assert!(max_abs(&(composed(&values, &axes) - &a)) < 1e-13);
        assert!(max_abs(&(axes.t().dot(&axes) - Array2::<f64>::eye(d))) < 1e-13);
    }

    #[test]
    fn the_second_difference_has_its_known_eigenvalues() {
        let d = 30;
        let a = Array2::from_shape_fn((d, d), |(i, j)| match i.abs_diff(j) {
            0 => 2.0,
            1 => -1.0,
            _ => 0.0,
        });
        let mut values = eigen(&a).0.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        for (k, value) in values.iter().enumerate() {
            let exact = 2.0 - 2.0 * (std::f64::consts::PI * (k + 1) as f64 / (d + 1) as f64).cos();
            assert!((value - exact).abs() < 1e-14, "{k}"); // some ε of 4
        }
    }

    #[test]
    fn a_matrix_of_any_scale_and_rank_has_a_root() {
        let x = Gaussian::standard(6).unwrap().sample(Seed(1), 3).unwrap();
        let a = x.t().dot(&x);
        for scale in [1e-300, 1e-20, 1.0, 1e300] {
            let root = sqrt(&(scale * &a)) / scale.sqrt();
            assert!(max_abs(&(root.dot(&root) - &a)) < 1e-13, "{scale}"); // some ε of the largest eigenvalue
        }
    }

    #[test]
    fn a_rotation_is_found_again_behind_a_positive_matrix() {
        let (sin, cos) = 0.3_f64.sin_cos();
        let turn = array![[cos, -sin], [sin, cos]];
        let stretched = turn.dot(&array![[3.0, 1.0], [1.0, 0.5]]);
        assert!(max_abs(&(closest_rotation(&stretched) - turn)) < 1e-14);
    }
}
