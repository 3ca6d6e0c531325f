//! The linear ODE of a matrix, and the matrix exponential that solves it.

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2};

use crate::VectorField;
use crate::error::{Result, agree, at_least_one, finite_batch};

/// The field u(t, x) = A·x for a d × d matrix A, whose flow is φₜ(x) = e^(tA)·x.
///
/// The flow is a semigroup, φₜ₊ₛ = φₜ ∘ φₛ, and changes every volume by the factor det e^(tA) = e^(t·tr A): the
/// divergence of the field is tr A everywhere. With A = −λI it is [`LinearOde`](super::LinearOde).
///
/// ```
/// use flowlab::{ndarray::array, process::MatrixOde};
/// let turn = MatrixOde::new(array![[0.0, -1.0], [1.0, 0.0]])?;
/// let quarter = turn.flow(std::f64::consts::FRAC_PI_2, &array![[2.0, 0.0]]);
/// assert!(quarter[[0, 0]].abs() < 1e-15 && (quarter[[0, 1]] - 2.0).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixOde {
    a: Array2<f64>,
}

impl MatrixOde {
    /// The equation dX/dt = A·X; the entries of A are in units of 1/time.
    ///
    /// # Errors
    /// An A without rows, not square, or with an entry that is not finite.
    pub fn new(a: Array2<f64>) -> Result<MatrixOde> {
        at_least_one("dimensions", a.nrows())?;
        agree("the number of columns of A", a.ncols(), "the number of its rows", a.nrows())?;
        finite_batch("A", &a)?;
        Ok(MatrixOde { a })
    }

    /// The matrix A: (d, d).
    pub fn matrix(&self) -> &Array2<f64> {
        &self.a
    }

    /// The matrix exponential e^(tA) = I + tA + (tA)²/2! + …: (d, d).
    ///
    /// By scaling and squaring: the series is summed for tA/2ˢ, whose norm is at most 1/2, and squared s times. Each
    /// squaring can double the relative rounding error: it is of the size ‖tA‖·10⁻¹⁶.
    ///
    /// Source: Moler and Van Loan, *Nineteen dubious ways to compute the exponential of a matrix* (2003), method 3.
    pub fn exp(&self, t: f64) -> Array2<f64> {
        const TERMS: u32 = 14; // the next one is 2⁻¹⁵/15! = 2e-17
        let ta = t * &self.a;
        let norm = ta.rows().into_iter().map(|row| row.mapv(f64::abs).sum()).fold(0.0, f64::max);
        let squarings = (norm.log2().ceil() + 1.0).clamp(0.0, 1100.0) as i32;
        let small = ta * 0.5_f64.powi(squarings);
        let one = Array2::eye(self.a.nrows());
        let series = (1..=TERMS).rev().fold(one.clone(), |sum, k| &one + small.dot(&sum) / f64::from(k));
        (0..squarings).fold(series, |root, _| root.dot(&root))
    }

    /// φₜ(x) = e^(tA)·x: where the points `x` (n, d) of time 0 are at time t, before or after.
    ///
    /// # Panics
    /// If `x` is not (n, d).
    pub fn flow(&self, t: f64, x: &ArrayRef2<f64>) -> Array2<f64> {
        x.dot(&self.exp(t).t())
    }
}

impl VectorField for MatrixOde {
    fn dim(&self) -> usize {
        self.a.nrows()
    }

    fn eval(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.fill(0.0);
        for ((i, j), &a) in self.a.indexed_iter() {
            out.column_mut(i).scaled_add(a, &x.column(j));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{array, azip};

    /// Asserts that two arrays agree to `tolerance` times the largest entry.
    fn assert_close(a: &Array2<f64>, b: &Array2<f64>, tolerance: f64) {
        let scale = b.iter().fold(0.0, |scale: f64, b| scale.max(b.abs()));
        azip!((&a in a, &b in b) assert!((a - b).abs() <= tolerance * scale, "{a} {b}"));
    }

    #[test]
    fn a_spiral_turns_and_shrinks() {
        // A = -1/2 I + 3 J: e^(tA) = e^(-t/2) (cos 3t I + sin 3t J)
        let ode = MatrixOde::new(array![[-0.5, -3.0], [3.0, -0.5]]).unwrap();
        for t in [0.0_f64, 1e-9, 0.1, 1.0, -1.0, 20.0] {
            let (sin, cos) = (3.0 * t).sin_cos();
            let closed = (-0.5 * t).exp() * array![[cos, -sin], [sin, cos]];
            assert_close(&ode.exp(t), &closed, 1e-16 * (8.0 + 2.0 * 3.5 * t.abs())); // ‖tA‖ ulps, and the series' own
        }
    }

    #[test]
    fn the_flow_is_a_semigroup() {
        let ode = MatrixOde::new(array![[-0.5, -3.0, 0.2], [3.0, -0.5, 1.0], [0.0, 0.7, -1.1]]).unwrap();
        let x = array![[-10.0, 0.3, 1.0], [0.0, 0.0, 0.0], [7.0, -2.0, 0.5]];
        assert_close(&ode.flow(0.7, &x), &ode.flow(0.4, &ode.flow(0.3, &x)), 1e-13); // some tens of roundings
        assert_close(&x, &ode.flow(-1.0, &ode.flow(1.0, &x)), 1e-13);
        assert_eq!(ode.flow(0.7, &-&x), -ode.flow(0.7, &x));
    }

    #[test]
    fn volumes_change_by_the_exponential_of_the_trace() {
        let ode = MatrixOde::new(array![[0.3, -2.0, 0.2], [1.5, -0.5, 1.0], [0.0, 0.7, -1.1]]).unwrap();
        for t in [-1.0_f64, 0.4, 2.0] {
            let e = ode.exp(t);
            let minor = |i: usize, j: usize| e[[1, i]] * e[[2, j]] - e[[1, j]] * e[[2, i]];
            let det = e[[0, 0]] * minor(1, 2) - e[[0, 1]] * minor(0, 2) + e[[0, 2]] * minor(0, 1);
            assert!((det / (-1.3 * t).exp() - 1.0).abs() < 1e-13); // products of three entries below 20
        }
    }

    #[test]
    fn a_nilpotent_matrix_has_a_series_that_ends() {
        let ode = MatrixOde::new(array![[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]).unwrap();
        assert_close(&ode.exp(4.0), &array![[1.0, 4.0, 8.0], [0.0, 1.0, 4.0], [0.0, 0.0, 1.0]], 1e-15);
    }

    #[test]
    fn a_flow_beyond_all_numbers_ends() {
        let ode = MatrixOde::new(array![[1e300]]).unwrap();
        assert_eq!(ode.exp(-1e-200), array![[0.0]]);
        assert_eq!(ode.exp(1e-200), array![[f64::INFINITY]]);
        assert!(ode.exp(f64::INFINITY)[[0, 0]].is_nan() || ode.exp(f64::INFINITY)[[0, 0]].is_infinite());
    }
}
