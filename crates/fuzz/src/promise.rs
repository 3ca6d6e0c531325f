//! What every call that can fail promises.

use flowlab::ndarray::{ArrayRef, ArrayRef2, Dimension};
use flowlab::{Error, Result, TimeGrid, Trajectory};

/// The answer, where there is one; where there is none, the error keeps its promises.
///
/// `valid` is whether the documentation promises an answer: then, and only then, there has to be one.
#[track_caller]
pub fn answer<T>(outcome: Result<T>, valid: bool) -> Option<T> {
    answer_within(outcome, valid, valid)
}

/// [`answer`] where there has to be one if `surely`, and may be one if `possibly`: between the two, rounding decides.
#[track_caller]
pub fn answer_within<T>(outcome: Result<T>, surely: bool, possibly: bool) -> Option<T> {
    match &outcome {
        Ok(_) => assert!(possibly, "an input that should be refused was taken"),
        Err(error) => assert!(!surely, "a good input was refused: {error}"),
    }
    outcome.inspect_err(check_error).ok()
}

/// [`answer`] where nothing is known of whether there is one.
#[track_caller]
pub fn attempt<T>(outcome: Result<T>) -> Option<T> {
    answer_within(outcome, false, true)
}

/// Asserts that an error is one line that names a value and the way out, and that it says the truth.
#[track_caller]
pub fn check_error(error: &Error) {
    let message = error.to_string();
    assert!(!message.chars().any(char::is_control), "not one line: {message:?}");
    let (wrong, way_out) = message.split_once(": ").unwrap_or_default();
    assert!(!wrong.trim().is_empty() && !way_out.trim().is_empty(), "what is wrong, or the way out: {message}");
    assert!(is_true(error), "the error does not say the truth: {message}");
}

/// Whether what an error says of its values holds.
fn is_true(error: &Error) -> bool {
    match error {
        Error::Backward { t0, t1 } => t0 > t1,
        Error::NotFinite { value, .. } => !value.is_finite(),
        Error::Negative { value, .. } => *value < 0.0,
        Error::NotPositive { value, .. } => *value <= 0.0,
        Error::Mismatch { got, expected, .. } => got != expected,
        Error::WeightsSum { sum } => (sum - 1.0).abs() > 1e-9,
        Error::NotSymmetric { i, j, upper, lower } => i != j && upper != lower,
        Error::NotPositiveDefinite { eigenvalue } => eigenvalue.is_finite(),
        Error::CoarsenFactor { factor, n_steps } => *factor == 0 || n_steps % factor > 0,
        Error::Probability { value, .. } => !(*value > 0.0 && *value < 1.0),
        Error::PictureSide { value, most, .. } => value > most,
        Error::TooMany { n, .. } => *n > 1 << 40,
        Error::TooLarge { n_knots, n, d } => n_knots.saturating_mul(*n).saturating_mul(*d) > 1 << 40,
        _ => true,
    }
}

/// Whether particles of an equation in d dimensions can start here.
pub fn is_start(x0: &ArrayRef2<f64>, d: usize) -> bool {
    x0.nrows() > 0 && d > 0 && x0.ncols() == d && finite(x0)
}

/// Asserts that a trajectory has the shape of its grid, and starts here.
#[track_caller]
pub fn check_trajectory(trajectory: &Trajectory, grid: &TimeGrid, x0: &ArrayRef2<f64>) {
    assert_eq!(trajectory.states.dim(), (grid.n_steps() + 1, x0.nrows(), x0.ncols()));
    assert!(trajectory.grid == *grid && trajectory.state(0) == *x0);
}

/// Whether all numbers of an array are finite.
pub fn finite<D: Dimension>(array: &ArrayRef<f64, D>) -> bool {
    array.iter().all(|x| x.is_finite())
}

/// Whether two arrays have one shape and the same numbers; NaN is NaN.
pub fn same<D: Dimension>(a: &ArrayRef<f64, D>, b: &ArrayRef<f64, D>) -> bool {
    a.shape() == b.shape() && a.iter().zip(b).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
}
