//! Kurtosis: how heavy the tails of a sample are, whatever its mean and spread.

use ndarray::ArrayRef1;

use super::deviations;
use crate::error::Result;

/// E(x − x̄)⁴/(E(x − x̄)²)², with means over the n numbers of the sample.
///
/// It is 3 for a normal law (some texts take this 3 away and call the rest excess), 9/5 for a uniform one, 6 for
/// Laplace's, 9 for the product of two independent normal numbers; never below 1, which two values of equal share have,
/// and never above n. A sum of n independent numbers of one law has 3 + (κ − 3)/n: sums hide what their terms are like.
///
/// For n true samples of a normal law it is on average 3 − 6/(n + 1), and for large n normal about that with the standard
/// deviation √(24/n); where the tails are heavy it spreads far wider.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// // mean 1, deviations −1, −1, −1, 3: (3·1 + 81)/4 over ((3·1 + 9)/4)²
/// assert!((metrics::kurtosis(&array![0.0, 0.0, 0.0, 4.0])? - 21.0 / 9.0).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Pearson, *"Das Fehlergesetz und seine Verallgemeinerungen durch Fechner und Pearson." A Rejoinder* (1905).
///
/// # Errors
/// No samples, a sample that is not finite, or samples that are all equal.
pub fn kurtosis(sample: &ArrayRef1<f64>) -> Result<f64> {
    let n = sample.len() as f64;
    let squares = deviations(sample)?.mapv(|deviation| deviation * deviation);
    Ok(n * squares.dot(&squares) / squares.sum().powi(2))
}
