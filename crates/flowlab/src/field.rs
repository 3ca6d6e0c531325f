//! Vector fields: u(t, x), the velocity of a point that is at x at time t.
//!
//! A field acts on a whole batch: n points in d dimensions are an (n, d) array, one point a row. It may depend on
//! nothing but the time and the point itself: solvers hand it chunks of a batch, so a field that looked at other rows
//! of its batch, or at a row's number, would give other answers at another chunk size.

use std::fmt;
use std::sync::Arc;

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2};

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
    /// # Panics
    /// May panic, as slices do, if a shape is not (n, d).
    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>);

    /// u(t, x) for each row x of the batch, as a new array.
    ///
    /// # Panics
    /// May panic, as slices do, if `x` is not (n, d).
    fn at(&self, t: f64, x: &ArrayRef2<f64>) -> Array2<f64> {
        let mut out = Array2::zeros(x.dim());
        self.eval(t, x.view(), out.view_mut());
        out
    }
}

impl<F: VectorField + ?Sized> VectorField for &F {
    fn dim(&self) -> usize {
        (**self).dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        (**self).eval(t, x, out);
    }
}

type Formula = dyn Fn(f64, ArrayView2<'_, f64>, ArrayViewMut2<'_, f64>) + Send + Sync;

/// A field from a closure, with a type that has a name, so that a notebook can keep it.
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
pub struct Field {
    dim: usize,
    formula: Arc<Formula>,
}

impl Field {
    /// The field in `dim` dimensions whose closure takes `t`, the batch `x` (n, d) and the buffer `out` (n, d).
    pub fn new<F>(dim: usize, formula: F) -> Field
    where
        F: Fn(f64, ArrayView2<'_, f64>, ArrayViewMut2<'_, f64>) + Send + Sync + 'static,
    {
        Field { dim, formula: Arc::new(formula) }
    }
}

impl VectorField for Field {
    fn dim(&self) -> usize {
        self.dim
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        (self.formula)(t, x, out);
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("dim", &self.dim).finish_non_exhaustive()
    }
}
