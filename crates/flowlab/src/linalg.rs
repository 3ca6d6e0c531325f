//! Decompositions of matrices, and what is made from them.
//!
//! They run on one thread, so results do not depend on how many there are.

use ndarray::{Array1, Array2, ArrayRef2};

use crate::jacobi::{complete, diagonal, orthogonal_columns};
use crate::unit::{largest, unit};

/// The eigenvalues (d) of a symmetric matrix (d, d) of finite numbers, and its eigenvectors as the columns of an orthogonal
/// matrix (d, d). Only entries on and below the diagonal are read; d is at least 1.
///
/// Column i is, of those not taken by the coordinates before, the one that points most along coordinate i, on its positive
/// side: a small change of the matrix is a small change of both, unless eigenvalues meet.
///
/// The eigenvalues are off by some ε of the largest, at any scale of the entries.
pub(crate) fn eigen(symmetric: &ArrayRef2<f64>) -> (Array1<f64>, Array2<f64>) {
    let (unit, d) = (unit(symmetric), symmetric.nrows());
    let (found, vectors) = diagonal(Array2::from_shape_fn((d, d), |(i, j)| symmetric[[i.max(j), i.min(j)]] / unit));
    let mut left: Vec<usize> = (0..d).collect();
    let (mut values, mut axes) = (Array1::zeros(d), Array2::zeros((d, d)));
    for i in 0..d {
        let along = |k: &usize| vectors[[*k, i]];
        let nearest =
            (1..left.len()).fold(0, |best, k| if along(&left[k]).abs() > along(&left[best]).abs() { k } else { best });
        let k = left.swap_remove(nearest);
        values[i] = found[k] * unit;
        axes.column_mut(i).assign(&(&vectors.row(k) * 1.0_f64.copysign(along(&k))));
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
/// Where M is singular, it is one of several. The scale of the entries may be any.
pub(crate) fn closest_rotation(m: &ArrayRef2<f64>) -> Array2<f64> {
    let (mut columns, v) = orthogonal_columns(m.t().as_standard_layout().into_owned() / unit(m));
    complete(&mut columns);
    columns.t().dot(&v)
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

    #[test]
    fn any_symmetric_matrix_is_put_together_again() {
        for seed in 0..60 {
            let (d, scale) = (1 + seed as usize % 10, [1e-307, 1e-20, 1.0, 1e306][seed as usize % 4]);
            let x = Gaussian::standard(d).unwrap().sample(Seed(seed), d).unwrap();
            let a = &x + &x.t();
            let (values, axes) = eigen(&(scale * &a));
            let rounding = 1e-14 * (1.0 + max_abs(&a)) * d as f64; // some ε of the largest eigenvalue
            assert!(max_abs(&(composed(&(values / scale), &axes) - &a)) < rounding, "{seed}");
            assert!(max_abs(&(axes.t().dot(&axes) - Array2::<f64>::eye(d))) < 1e-14, "{seed}");
        }
    }

    #[test]
    fn small_repeated_and_zero_matrices_have_their_eigenvalues() {
        assert_eq!(eigen(&array![[-3.0]]), (array![-3.0], array![[1.0]]));
        assert_eq!(eigen(&Array2::zeros((3, 3))), (Array1::zeros(3), Array2::eye(3)));
        // I + ½: 1 twice, and 1 + 3·½
        let a = Array2::<f64>::eye(3) + 0.5;
        let (values, axes) = eigen(&a);
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        assert!(sorted.iter().zip([1.0, 1.0, 2.5]).all(|(value, exact)| (value - exact).abs() < 2e-15), "{sorted:?}");
        assert!(max_abs(&(composed(&values, &axes) - &a)) < 2e-15); // some ε of 2.5
        // at equal variances both axes point as much along the first coordinate
        for (correlation, exact) in [(0.5, [1.5, 0.5]), (-0.5, [0.5, 1.5])] {
            let (values, axes) = eigen(&array![[1.0, correlation], [correlation, 1.0]]);
            assert!(values == Array1::from_iter(exact) && axes.row(0)[0] > 0.0 && axes.row(0)[1] < 0.0, "{values}");
        }
    }

    #[test]
    fn the_eigenvalues_of_a_graded_matrix_keep_their_digits() {
        // D·C·D with D = diag(1, 1e-5, 1e-10) and a C of condition 4: determinant 0.5·1e-30
        let a = array![[1.0, 5e-6, 5e-11], [5e-6, 1e-10, 5e-16], [5e-11, 5e-16, 1e-20]];
        let values = eigen(&a).0;
        assert!((values.product() / 0.5e-30 - 1.0).abs() < 1e-14, "{values}"); // some ε of each
        // to 1e-10: 1, and the pivots of C, 3/4 and 2/3
        let graded = [1.0, 0.75e-10, 2e-20 / 3.0];
        assert!(values.iter().zip(graded).all(|(value, pivot)| (value / pivot - 1.0).abs() < 1e-9), "{values}");
    }

    #[test]
    fn of_any_rank_and_scale_the_closest_rotation_makes_the_trace_largest() {
        for (rank, d) in [(0, 3), (1, 1), (1, 4), (3, 8), (7, 8), (8, 8)] {
            let draw = |seed| Gaussian::standard(d).unwrap().sample(Seed(seed), rank.max(1)).unwrap();
            let m = if rank == 0 { Array2::zeros((d, d)) } else { draw(1).t().dot(&draw(2)) };
            for scale in [1e-300, 1e-200, 1.0, 1e200] {
                let u = closest_rotation(&(scale * &m));
                assert!(max_abs(&(u.t().dot(&u) - Array2::<f64>::eye(d))) < 1e-14, "{rank} {d} {scale}");
                // the largest trace is the sum of the singular values: the trace of the root of MᵀM
                let (polar, root) = (u.t().dot(&m), sqrt(&m.t().dot(&m)));
                assert!((polar.diag().sum() - root.diag().sum()).abs() < 1e-12, "{rank} {d} {scale}"); // √ of small squares
                assert!(max_abs(&(&polar - &polar.t())) < 1e-13, "{rank} {d} {scale}"); // some ε of 10
            }
        }
        let (sin, cos) = 0.3_f64.sin_cos();
        let turn = array![[cos, -sin], [sin, cos]];
        for small in [1e-160, 1e-130, 1e-9] {
            let u = closest_rotation(&(&turn * &array![1e150, small])); // its columns, stretched
            assert!(max_abs(&(u.t().dot(&u) - Array2::<f64>::eye(2))) < 1e-15, "{small}");
            assert!(max_abs(&(u - &turn)) < 1e-15 || small < 1e-140, "{small}");
        }
    }
}
