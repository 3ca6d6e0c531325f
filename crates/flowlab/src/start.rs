//! Where a solution starts: at a batch of particles that is checked, and stands at the first knot of a grid; and at an
//! equation that keeps to its contract there.

use ndarray::{Array2, Array3, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, s};

use crate::error::{Error, Result, agree, at_least_one, finite_batch};
use crate::{TimeGrid, VectorField, chunk};

/// Refuses a start `x0` (n, d) from which no equation in `dim` dimensions can be solved.
pub(crate) fn check(x0: &ArrayRef2<f64>, dim: usize) -> Result<()> {
    at_least_one("particles", x0.nrows())?;
    at_least_one("dimensions", dim)?;
    agree("the number of columns of x0", x0.ncols(), "the dimension of the equation", dim)?;
    finite_batch("x0", x0)
}

/// The states (n_steps + 1, n, d) at all knots of a grid: the first is `x0`, the others are still zero.
pub(crate) fn states(x0: &ArrayRef2<f64>, dim: usize, grid: &TimeGrid) -> Result<Array3<f64>> {
    check(x0, dim)?;
    let mut states = chunk::zeros(grid.n_steps() + 1, x0.nrows(), dim)?;
    states.index_axis_mut(Axis(0), 0).assign(x0);
    Ok(states)
}

/// The state (n, d) at one knot, the first: `x0`.
pub(crate) fn state(x0: &ArrayRef2<f64>, dim: usize) -> Result<Array2<f64>> {
    check(x0, dim)?;
    let mut state = chunk::batch(x0.nrows(), dim)?;
    state.assign(x0);
    Ok(state)
}

/// Refuses a field that has no value where a solution starts, or, if it is asked there, where it ends; and one that does not
/// write its whole answer, as seen at the first row of `x0` (n, d) at the start.
pub(crate) fn check_field(
    field: &dyn VectorField,
    [t0, t1]: [f64; 2],
    at_the_end: bool,
    x0: &ArrayRef2<f64>,
) -> Result<()> {
    field.check_time(t0)?;
    if at_the_end {
        field.check_time(t1)?;
    }
    let x = first_row(x0);
    check_answer("the field", &x, |out| field.eval(t0, x.view(), out))
}

/// The first row of a batch, by itself: (1, d).
pub(crate) fn first_row(x0: &ArrayRef2<f64>) -> Array2<f64> {
    let first: ArrayView2<'_, f64> = x0.slice(s![..1, ..]);
    let mut x = Array2::zeros(first.dim());
    x.assign(&first);
    x
}

/// Asks for the answer at the row `x` (1, d) twice, into a buffer of zeros and into one of ones.
pub(crate) fn check_answer(what: &'static str, x: &Array2<f64>, ask: impl Fn(ArrayViewMut2<'_, f64>)) -> Result<()> {
    let [into_zeros, into_ones] = [0.0, 1.0].map(|held| {
        let mut out = Array2::from_elem(x.dim(), held);
        ask(out.view_mut());
        out
    });
    let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
    if into_zeros.iter().zip(&into_ones).all(same) { Ok(()) } else { Err(Error::AddsToBuffer { what }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ode::{Dopri5, Rk4};
    use crate::process::LinearOde;
    use crate::sde::EulerMaruyama;
    use crate::{Field, Noise, Sde, Seed};
    use ndarray::array;

    /// dX = X dt + X dW, of which one part adds to its buffer.
    struct Adding(&'static str, Noise);

    impl Adding {
        fn write(&self, what: &str, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
            if self.0 == what { out += &x } else { out.assign(&x) }
        }
    }

    impl Sde for Adding {
        fn dim(&self) -> usize {
            1
        }

        fn drift(&self, _t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
            self.write("the drift", x, out);
        }

        fn diffusion(&self, _t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
            self.write("the diffusion", x, out);
        }

        fn noise(&self) -> Noise {
            self.1
        }

        fn apply_noise(&self, _t: f64, x: ArrayView2<'_, f64>, dw: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
            self.write("the noise", (&x * &dw).view(), out);
        }
    }

    #[test]
    fn a_field_that_adds_or_leaves_numbers_unwritten_is_refused_and_one_of_nan_is_not() {
        let (grid, x0) = (TimeGrid::uniform(0.0, 1.0, 4).unwrap(), array![[1.0, 2.0]]);
        let adds = Field::new(2, |_, x, mut out| out += &x);
        let leaves = Field::new(2, |_, x, mut out| out.column_mut(0).assign(&x.column(0)));
        let refused = Err(Error::AddsToBuffer { what: "the field" });
        for field in [adds, leaves] {
            assert_eq!(crate::simulate_ode(&field, &Rk4, &grid, &x0).map(|_| ()), refused);
            assert_eq!(crate::simulate_ode_final(&field, &Rk4, &grid, &x0).map(|_| ()), refused);
            assert_eq!(crate::simulate_ode_at(&field, &Rk4, &grid, &[0.0, 1.0], &x0).map(|_| ()), refused);
            assert_eq!(Dopri5::default().steps(&field, &grid, &x0).map(|_| ()), refused);
        }
        let no_number = Field::new(2, |_, x, mut out| out.assign(&x.mapv(|x| (-x).sqrt())));
        assert!(crate::simulate_ode(&no_number, &Rk4, &grid, &x0).is_ok());
        assert!(crate::simulate_ode(&LinearOde::new(2, 1.0).unwrap(), &Rk4, &grid, &x0).is_ok());
    }

    #[test]
    fn an_equation_is_refused_by_the_part_that_adds() {
        let (grid, x0) = (TimeGrid::uniform(0.0, 1.0, 4).unwrap(), array![[1.0]]);
        let path = crate::BrownianPath::sample(Seed(1), &grid, 1, 1).unwrap();
        let cases = [
            ("the drift", Noise::Multiplicative),
            ("the diffusion", Noise::Additive),
            ("the diffusion", Noise::Multiplicative),
            ("the noise", Noise::Matrix),
        ];
        for (what, noise) in cases {
            let (sde, refused) = (Adding(what, noise), Err(Error::AddsToBuffer { what }));
            assert_eq!(crate::simulate_sde(&sde, &EulerMaruyama, &path, &x0).map(|_| ()), refused);
            assert_eq!(crate::simulate_sde_final(&sde, &EulerMaruyama, &grid, &x0, Seed(1)).map(|_| ()), refused);
            let at = crate::simulate_sde_at(&sde, &EulerMaruyama, &grid, &[0.0, 1.0], &x0, Seed(1));
            assert_eq!(at.map(|_| ()), refused);
        }
        assert!(crate::simulate_sde(&Adding("nothing", Noise::Matrix), &EulerMaruyama, &path, &x0).is_ok());
    }
}
