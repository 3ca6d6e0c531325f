//! Pearson's chi-square test: do counts of classes fit probabilities?

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::error::{Error, Result, agree, at_least_one, not_negative};

/// What [`chi_square`] finds.
///
/// ```
/// use flowlab::metrics;
/// // three classes: two degrees of freedom, for which the tail is exp(-x/2)
/// let found = metrics::chi_square(&[20, 30, 50], &[0.25, 0.25, 0.5])?;
/// assert_eq!((found.statistic, found.degrees), (2.0, 2)); // 5²/25 + 5²/25
/// assert!((found.p_value - (-1.0_f64).exp()).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare {
    /// Σₖ (countₖ − N·pₖ)²/(N·pₖ), infinite if a class of probability 0 was counted.
    pub statistic: f64,
    /// The number of classes of positive probability, less 1: about what true counts show as their statistic.
    pub degrees: usize,
    /// The probability that true counts give this statistic or a greater one, in the limit of large N·pₖ (5 is usually
    /// enough): counts pass at level 0.001 if it is at least 0.001.
    pub p_value: f64,
}

/// Compares the counts of classes with the probabilities of the classes.
///
/// ```
/// use flowlab::metrics;
/// let fair = metrics::chi_square(&[48, 52], &[0.5, 0.5])?;
/// assert!((fair.statistic - 0.16).abs() < 1e-15); // 2²/50 + 2²/50
/// assert!((fair.p_value - 0.6892).abs() < 1e-4); // P(|Z| > 0.4)
/// assert!(metrics::chi_square(&[480, 520], &[0.4, 0.6])?.p_value < 0.001);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Classes of probability 0 that were never counted say nothing and are left out. A p value near 1 is suspicious too:
/// counts of chance scatter.
///
/// # Errors
/// No classes, other numbers of counts and probabilities, no count at all, a probability that is negative or not
/// finite, or probabilities that do not sum to 1 (to 1e-9).
pub fn chi_square(counts: &[usize], probabilities: &[f64]) -> Result<ChiSquare> {
    at_least_one("classes", counts.len())?;
    agree("the number of probabilities", probabilities.len(), "the number of counts", counts.len())?;
    for (k, &p) in probabilities.iter().enumerate() {
        not_negative(&format!("probabilities[{k}]"), p)?;
    }
    let sum: f64 = probabilities.iter().sum();
    if (sum - 1.0).abs() > 1e-9 {
        return Err(Error::WeightsSum { sum });
    }
    at_least_one("counts above zero", counts.iter().filter(|count| **count > 0).count())?;
    let total: f64 = counts.iter().map(|count| *count as f64).sum();
    let mut statistic = 0.0;
    for (&count, &p) in counts.iter().zip(probabilities) {
        match (count, p) {
            (0, 0.0) => (),
            (_, 0.0) => statistic = f64::INFINITY,
            _ => statistic += (count as f64 - total * p).powi(2) / (total * p),
        }
    }
    let degrees = probabilities.iter().filter(|p| **p > 0.0).count() - 1;
    Ok(ChiSquare { statistic, degrees, p_value: tail(statistic, degrees) })
}

/// P(χ² ≥ x) with these degrees of freedom.
fn tail(x: f64, degrees: usize) -> f64 {
    if x == f64::INFINITY {
        return 0.0;
    }
    // with 0 degrees χ² is 0, and so is the statistic: all counts lie in the one possible class
    ChiSquared::new(degrees as f64).map_or(1.0, |law| law.sf(x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::Normal;

    #[test]
    fn with_two_classes_it_is_the_squared_normal_score_of_one_of_them() {
        for (heads, n, p) in [(48, 100, 0.5), (700, 1000, 0.66), (3, 40, 0.2)] {
            let found = chi_square(&[heads, n - heads], &[p, 1.0 - p]).unwrap();
            let z = (heads as f64 - n as f64 * p) / (n as f64 * p * (1.0 - p)).sqrt();
            assert!((found.statistic - z * z).abs() < 1e-12);
            assert!((found.p_value - 2.0 * Normal::standard().sf(z.abs())).abs() < 1e-10);
        }
    }

    #[test]
    fn with_two_degrees_the_tail_is_an_exponential() {
        for x in [0.1, 1.0, 7.0, 40.0] {
            assert!((tail(x, 2) - (-x / 2.0_f64).exp()).abs() < 1e-14);
        }
    }

    #[test]
    fn impossible_classes_are_left_out_unless_counted() {
        let without = chi_square(&[20, 30], &[0.5, 0.5]).unwrap();
        assert_eq!(chi_square(&[20, 0, 30], &[0.5, 0.0, 0.5]).unwrap(), without);
        let counted = chi_square(&[20, 1, 30], &[0.5, 0.0, 0.5]).unwrap();
        assert_eq!((counted.statistic, counted.p_value), (f64::INFINITY, 0.0));
        let alone = chi_square(&[7], &[1.0]).unwrap();
        assert_eq!((alone.statistic, alone.degrees, alone.p_value), (0.0, 0, 1.0));
    }
}
