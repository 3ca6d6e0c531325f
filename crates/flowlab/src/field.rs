//! Vector fields: u(t, x), the velocity of a point that is at x at time t.
//!
//! A field acts on a whole batch: n points in d dimensions are an (n, d) array, one point a row. It may depend on
//! nothing but the time and the point itself: solvers hand it chunks of a batch, so a field that looked at other rows
//! of its batch, or at a row's number, would give other answers at another chunk size.

use std::fmt;
use std::ops::{Add, Mul};
use std::sync::Arc;

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, Zip, azip};

use crate::error::Result;
use crate::gaussian_path::GaussianPath;
use crate::unit::largest;

/// A time-dependent vector field u: [0, 1] × ℝᵈ → ℝᵈ.
///
/// ```
/// use flowlab::ndarray::{ArrayView2, ArrayViewMut2, array};
/// use flowlab::{TimeGrid, VectorField, ode::Rk4, simulate_ode_final};
///
/// /// u(t, x) = a·t·x, whose flow is x·exp(a·t²/2).
/// struct Growth {
///     a: f64,
/// }
///
/// impl VectorField for Growth {
///     fn dim(&self) -> usize {
///         1
///     }
///
///     fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
///         out.assign(&(self.a * t * &x));
///     }
/// }
///
/// let growth = Growth { a: 2.0 };
/// assert_eq!(growth.at(0.5, &array![[3.0], [-1.0]]), array![[3.0], [-1.0]]);
/// let end = simulate_ode_final(&growth, &Rk4, &TimeGrid::uniform(0.0, 1.0, 100)?, &array![[1.0]])?;
/// assert!((end[[0, 0]] - 1.0_f64.exp()).abs() < 1e-7);
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait VectorField: Send + Sync {
    /// The dimension d.
    fn dim(&self) -> usize;

    /// Writes u(t, x) for each row x of the batch into the same row of `out`; both are (n, d).
    ///
    /// `out` may hold anything: every number of it is to be written, and none to be added to.
    ///
    /// # Panics
    /// May panic, as slices do, if a shape is not (n, d).
    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>);

    /// u(t, x) for each row x of the batch, as a new array; NaN where [`eval`](VectorField::eval) wrote nothing.
    ///
    /// # Panics
    /// May panic, as slices do, if `x` is not (n, d).
    fn at(&self, t: f64, x: &ArrayRef2<f64>) -> Array2<f64> {
        let mut out = Array2::from_elem(x.dim(), f64::NAN);
        self.eval(t, x.view(), out.view_mut());
        out
    }

    /// Writes the derivative of u(t, ·) along a direction, J·v with J the Jacobian matrix at x, for each row of the
    /// batches `x` and `v` into the same row of `out`; all are (n, d).
    ///
    /// Unless a field knows better it is the central difference over x ± δ·v, with |δ·v| = 6·10⁻⁶·√max(1, |x|): right to
    /// some 1e-10 for a smooth field that is computed in f64 and points of the size 1, and with 1e-13·|x| less so for
    /// larger ones.
    ///
    /// # Panics
    /// May panic, as slices do, if a shape is not (n, d).
    fn jvp(&self, t: f64, x: ArrayView2<'_, f64>, v: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        central_difference(&|x| self.at(t, x), x, v, out);
    }

    /// The divergence ∇·u = Σⱼ ∂uⱼ/∂xⱼ at each row of the batch `x` (n, d): (n), by d times [`jvp`](VectorField::jvp).
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::{Field, VectorField};
    /// let field = Field::pointwise(2, |_t, x, out| (out[0], out[1]) = (x[0] * x[0], x[0] * x[1]));
    /// let divergence = field.divergence(0.0, array![[3.0, 1.0]].view());
    /// assert!((divergence[0] - 9.0).abs() < 1e-9); // 2x + x
    /// ```
    ///
    /// # Panics
    /// May panic, as slices do, if `x` is not (n, d).
    fn divergence(&self, t: f64, x: ArrayView2<'_, f64>) -> Array1<f64> {
        let (mut v, mut along) = (Array2::zeros(x.dim()), Array2::zeros(x.dim()));
        let mut sum = Array1::zeros(x.nrows());
        for j in 0..x.ncols() {
            v.column_mut(j).fill(1.0);
            self.jvp(t, x, v.view(), along.view_mut());
            v.column_mut(j).fill(0.0);
            sum += &along.column(j);
        }
        sum
    }

    /// How many of the coordinates, from the first on, an adaptive method holds to its tolerances: all, unless a field
    /// carries others along that do not move.
    fn counted_dim(&self) -> usize {
        self.dim()
    }

    /// Refuses a time at which the field has no value, whatever the point.
    ///
    /// # Errors
    /// None, unless a field knows better: those of a path do, beyond [0, 1].
    fn check_time(&self, _t: f64) -> Result<()> {
        Ok(())
    }

    /// Refuses a path whose score does not follow from this velocity.
    ///
    /// # Errors
    /// None, unless a field knows better: those that know their path refuse another one, and a field that was trained on
    /// other pairs than independent ones with x₀ ~ N(0, I) refuses every one.
    fn check_score(&self, _path: GaussianPath) -> Result<()> {
        Ok(())
    }
}

/// The cube root of the spacing of `f64`: the step at which a central difference is most exact.
pub(crate) const DIFFERENCE: f64 = 6.055_454_452_393_343e-6;

/// Writes J·v for each row as [`VectorField::jvp`] says, from the values of the field.
fn central_difference(
    at: &dyn Fn(&ArrayRef2<f64>) -> Array2<f64>,
    x: ArrayView2<'_, f64>,
    v: ArrayView2<'_, f64>,
    mut out: ArrayViewMut2<'_, f64>,
) {
    assert_eq!(x.dim(), v.dim(), "a direction for each point");
    let length = |row: ndarray::ArrayView1<'_, f64>| match largest(row) {
        0.0 => 0.0,
        most => most * row.iter().map(|x| (x / most).powi(2)).sum::<f64>().sqrt(),
    };
    let delta: Array1<f64> = Zip::from(x.rows()).and(v.rows()).map_collect(|x, v| match length(v) {
        0.0 => 0.0,
        of_v => DIFFERENCE * length(x).max(1.0).sqrt() / of_v,
    });
    let delta = delta.insert_axis(Axis(1));
    let ahead = at(&(&x + &(&delta * &v)));
    let behind = at(&(&x - &(&delta * &v)));
    let delta = delta.broadcast(x.dim()).expect("a column is as wide as any batch");
    azip!((out in &mut out, &a in &ahead, &b in &behind, &delta in &delta) {
        *out = if delta == 0.0 { 0.0 } else { (a - b) / (2.0 * delta) };
    });
}

impl<F: VectorField + ?Sized> VectorField for &F {
    fn dim(&self) -> usize {
        (**self).dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        (**self).eval(t, x, out);
    }

    fn jvp(&self, t: f64, x: ArrayView2<'_, f64>, v: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        (**self).jvp(t, x, v, out);
    }

    fn divergence(&self, t: f64, x: ArrayView2<'_, f64>) -> Array1<f64> {
        (**self).divergence(t, x)
    }

    fn counted_dim(&self) -> usize {
        (**self).counted_dim()
    }

    fn check_time(&self, t: f64) -> Result<()> {
        (**self).check_time(t)
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        (**self).check_score(path)
    }
}

/// A field with a type that has a name, so that a notebook can keep it: from a closure, or from any other field.
///
/// ```
/// use flowlab::{Field, VectorField};
/// use flowlab::ndarray::array;
/// let rotation = Field::new(2, |_t, x, mut out| {
///     out.column_mut(0).assign(&-&x.column(1));
///     out.column_mut(1).assign(&x.column(0));
/// });
/// assert_eq!(rotation.at(0.0, &array![[1.0, 0.0]]), array![[0.0, 1.0]]);
/// ```
#[derive(Clone)]
pub struct Field(Arc<dyn VectorField>);

impl Field {
    /// The field in `dim` dimensions whose closure takes `t`, the batch `x` (n, d) and the buffer `out` (n, d).
    pub fn new<F>(dim: usize, formula: F) -> Field
    where
        F: Fn(f64, ArrayView2<'_, f64>, ArrayViewMut2<'_, f64>) + Send + Sync + 'static,
    {
        Field::of(Closure { dim, formula })
    }

    /// The field in `dim` dimensions whose closure takes `t`, one point `x` (d) and the room `out` (d) for its velocity.
    ///
    /// ```
    /// use flowlab::{Field, VectorField};
    /// use flowlab::ndarray::array;
    /// let rotation = Field::pointwise(2, |_t, x, out| (out[0], out[1]) = (-x[1], x[0]));
    /// assert_eq!(rotation.at(0.0, &array![[1.0, 0.0]]), array![[0.0, 1.0]]);
    /// ```
    pub fn pointwise(dim: usize, velocity: impl Fn(f64, &[f64], &mut [f64]) + Send + Sync + 'static) -> Field {
        Field::new(dim, move |t, x, mut out| {
            let (mut point, mut u) = (vec![0.0; dim], vec![0.0; dim]);
            for (x, mut out) in x.rows().into_iter().zip(out.rows_mut()) {
                point.iter_mut().zip(&x).for_each(|(point, x)| *point = *x);
                u.iter_mut().zip(&out).for_each(|(u, out)| *u = *out); // what is not written is seen
                velocity(t, &point, &mut u);
                out.iter_mut().zip(&u).for_each(|(out, u)| *out = *u);
            }
        })
    }

    /// Any field, as one that has a name and can be added and scaled.
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::{Field, VectorField, process::LinearOde};
    /// let (decay, wind) = (Field::of(LinearOde::new(1, 1.0)?), Field::new(1, |_, _, mut out| out.fill(3.0)));
    /// let sum = 2.0 * decay + wind;
    /// assert_eq!(sum.at(0.0, &array![[1.0]]), array![[1.0]]); // 2·(−1) + 3
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    pub fn of(field: impl VectorField + 'static) -> Field {
        Field(Arc::new(field))
    }
}

impl VectorField for Field {
    fn dim(&self) -> usize {
        self.0.dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        self.0.eval(t, x, out);
    }

    fn jvp(&self, t: f64, x: ArrayView2<'_, f64>, v: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        self.0.jvp(t, x, v, out);
    }

    fn divergence(&self, t: f64, x: ArrayView2<'_, f64>) -> Array1<f64> {
        self.0.divergence(t, x)
    }

    fn counted_dim(&self) -> usize {
        self.0.counted_dim()
    }

    fn check_time(&self, t: f64) -> Result<()> {
        self.0.check_time(t)
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        self.0.check_score(path)
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("dim", &self.dim()).finish_non_exhaustive()
    }
}

struct Closure<F> {
    dim: usize,
    formula: F,
}

impl<F> VectorField for Closure<F>
where
    F: Fn(f64, ArrayView2<'_, f64>, ArrayViewMut2<'_, f64>) + Send + Sync,
{
    fn dim(&self) -> usize {
        self.dim
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        (self.formula)(t, x, out);
    }
}

/// The sum of two fields.
///
/// # Panics
/// If they have different dimensions.
impl Add for Field {
    type Output = Field;

    fn add(self, other: Field) -> Field {
        let (d, other_d) = (self.dim(), other.dim());
        assert_eq!(d, other_d, "fields in {d} and in {other_d} dimensions have no sum");
        Field::of(Sum(self, other))
    }
}

struct Sum(Field, Field);

impl VectorField for Sum {
    fn dim(&self) -> usize {
        self.0.dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        self.0.eval(t, x, out.view_mut());
        out += &self.1.at(t, &x);
    }

    fn jvp(&self, t: f64, x: ArrayView2<'_, f64>, v: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let mut second = Array2::zeros(x.dim());
        self.0.jvp(t, x, v, out.view_mut());
        self.1.jvp(t, x, v, second.view_mut());
        out += &second;
    }

    fn divergence(&self, t: f64, x: ArrayView2<'_, f64>) -> Array1<f64> {
        self.0.divergence(t, x) + self.1.divergence(t, x)
    }

    fn check_time(&self, t: f64) -> Result<()> {
        self.0.check_time(t)?;
        self.1.check_time(t)
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        self.0.check_score(path)?;
        self.1.check_score(path)
    }
}

/// A field, each of its velocities times a number.
impl Mul<Field> for f64 {
    type Output = Field;

    fn mul(self, field: Field) -> Field {
        Field::of(Scaled(self, field))
    }
}

struct Scaled(f64, Field);

impl VectorField for Scaled {
    fn dim(&self) -> usize {
        self.1.dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        self.1.eval(t, x, out.view_mut());
        out *= self.0;
    }

    fn jvp(&self, t: f64, x: ArrayView2<'_, f64>, v: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        self.1.jvp(t, x, v, out.view_mut());
        out *= self.0;
    }

    fn divergence(&self, t: f64, x: ArrayView2<'_, f64>) -> Array1<f64> {
        self.0 * self.1.divergence(t, x)
    }

    fn check_time(&self, t: f64) -> Result<()> {
        self.1.check_time(t)
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        self.1.check_score(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn bent() -> Field {
        Field::pointwise(2, |t, x, out| (out[0], out[1]) = (t * x[0] * x[1], x[1].sin()))
    }

    #[test]
    fn the_derivative_along_a_direction_is_that_of_the_formula() {
        let (x, v) = (array![[3.0, 0.5], [-1e3, 2.0], [0.0, 0.0]], array![[1.0, -2.0], [0.5, 1e-4], [0.0, 0.0]]);
        let mut along = Array2::zeros(x.dim());
        (2.0 * bent() + bent()).jvp(0.7, x.view(), v.view(), along.view_mut());
        for i in 0..3 {
            let exact =
                [3.0 * 0.7 * (v[[i, 0]] * x[[i, 1]] + x[[i, 0]] * v[[i, 1]]), 3.0 * x[[i, 1]].cos() * v[[i, 1]]];
            for j in 0..2 {
                // rounding of u, 1e-16·|u|/δ, and δ² times a third derivative
                assert!((along[[i, j]] - exact[j]).abs() < 1e-9 * (1.0 + exact[j].abs()), "{i} {j}: {along} {exact:?}");
            }
        }
    }

    #[test]
    fn a_pointwise_field_that_adds_or_forgets_is_refused_by_the_solvers() {
        let adds = Field::pointwise(1, |_, x, out| out[0] += x[0]);
        let forgets = Field::pointwise(2, |_, _, out| out[0] = 1.0);
        let grid = crate::TimeGrid::uniform(0.0, 1.0, 4).unwrap();
        for field in [adds, forgets] {
            let x0 = Array2::ones((3, field.dim()));
            let error = crate::simulate_ode(&field, &crate::ode::Euler, &grid, &x0).unwrap_err();
            assert!(error.to_string().contains("assign every number"), "{error}");
        }
    }

    #[test]
    fn what_a_field_does_not_write_is_seen() {
        let half = Field::pointwise(2, |_, _, out| out[0] = 1.0);
        let adds = Field::new(1, |_, x, mut out| out += &x);
        let lazy = half.at(0.0, &Array2::zeros((2, 2)));
        assert!(lazy[[0, 1]].is_nan() && lazy[[1, 1]].is_nan() && lazy[[1, 0]] == 1.0);
        assert!(adds.at(0.0, &array![[1.0]])[[0, 0]].is_nan());
    }
}
