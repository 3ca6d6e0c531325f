//! Correlation of a sequence with itself, some places later.

use ndarray::{ArrayRef1, s};

use super::deviations;
use crate::error::{Result, at_least_one};

/// Σ(xᵢ − x̄)(xᵢ₊ₗ − x̄)/Σ(xᵢ − x̄)² for a sequence in the order of time and a lag ℓ: the upper sum has n − ℓ terms, the
/// lower one n.
///
/// It lies in [−1, 1], and is 1 at lag 0. For n independent numbers it is on average −(n − ℓ)/(n(n − 1)), and for large n
/// normal about that with the standard deviation 1/√n: the increments of a Brownian path over equal steps have none, the
/// states of a chain that forgets slowly have much.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// // up and down in turn: three products −1 over four squares 1
/// assert_eq!(metrics::lag_correlation(&array![1.0, -1.0, 1.0, -1.0], 1)?, -0.75);
/// assert_eq!(metrics::lag_correlation(&array![1.0, -1.0, 1.0, -1.0], 2)?, 0.5);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Brockwell and Davis, *Time Series: Theory and Methods*, section 7.2.
///
/// # Errors
/// No samples, a sample that is not finite, samples that are all equal, or a lag as long as the sequence.
pub fn lag_correlation(sequence: &ArrayRef1<f64>, lag: usize) -> Result<f64> {
    let deviations = deviations(sequence)?;
    at_least_one("pairs of numbers that far apart", deviations.len().saturating_sub(lag))?;
    let before = deviations.slice(s![..deviations.len() - lag]);
    Ok(before.dot(&deviations.slice(s![lag..])) / deviations.dot(&deviations))
}
