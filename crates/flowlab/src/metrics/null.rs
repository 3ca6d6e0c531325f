//! The value that two true samples show, for any metric of two batches: by dealing them out anew.
//!
//! If `a` and `b` come from one law, any split of their n + m rows into n and m is as likely as the one that was seen.
//! So the values of the metric on random splits are what it shows for true samples (Fisher's permutation test).

use ndarray::{Array2, ArrayRef2, Axis};
use rand::seq::SliceRandom;

use super::mmd::pooled;
use super::{comparable, probability};
use crate::error::{Result, at_least_one, finite};
use crate::{Seed, chunk};

/// The values of a metric on random splits of two batches: what it shows for two samples of one law.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{Seed, metrics};
/// // Three points can be dealt out as 1 and 2 in three ways; this distance is 6 for one of them, and 3/2 for two.
/// let (a, b) = (array![[0.0]], array![[3.0], [3.0]]);
/// let null = metrics::null(metrics::energy_distance, &a, &b, 999, Seed(1))?;
/// assert!(null.values().iter().all(|value| [6.0, 1.5].contains(value)));
/// assert!((null.mean() - 3.0).abs() < 5.0 * 2.13 / 999_f64.sqrt()); // the formula's 3; one value has sd 1.5·√2
/// assert_eq!(null.threshold(0.05)?, 6.0);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Null {
    values: Vec<f64>,
}

/// The values of `metric` on `repetitions` random splits of the rows of `a` (n, d) and `b` (m, d) into n and m.
///
/// ```
/// use flowlab::distribution::{Gaussian, Sample};
/// use flowlab::ndarray::array;
/// use flowlab::{Seed, metrics};
/// let a = Gaussian::standard(2)?.sample(Seed(1), 200)?;
/// let b = Gaussian::isotropic(array![1.0, 0.0], 1.0)?.sample(Seed(2), 200)?;
/// let seen = metrics::energy_distance(&a, &b)?;
/// let null = metrics::null(metrics::energy_distance, &a, &b, 99, Seed(3))?;
/// assert_eq!(null.p_value(seen), 0.01); // beyond all 99 splits
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// A metric of one dimension goes in as `|a, b| wasserstein_1d(1, &a.column(0), &b.column(0))`. A metric that draws
/// random numbers is to draw the same ones each time, from a seed of its own.
///
/// # Errors
/// No samples, no dimensions, batches of different dimensions, a number that is not finite, no repetitions or more
/// than memory holds, or the first error of the metric.
pub fn null(
    metric: impl Fn(&ArrayRef2<f64>, &ArrayRef2<f64>) -> Result<f64> + Send + Sync,
    a: &ArrayRef2<f64>,
    b: &ArrayRef2<f64>,
    repetitions: usize,
    seed: Seed,
) -> Result<Null> {
    comparable(a, b)?;
    at_least_one("repetitions", repetitions)?;
    let (points, seed) = (pooled(a, b), seed.branch("null"));
    let mut values = chunk::repeated("repetitions", repetitions, 0.0)?;
    chunk::try_for_each(values.iter_mut().collect(), |k, value: &mut f64| {
        let mut rows: Vec<usize> = (0..points.nrows()).collect();
        rows.shuffle(&mut seed.stream(k as u64));
        let (first, second) = rows.split_at(a.nrows());
        let dealt = |rows: &[usize]| -> Array2<f64> { points.select(Axis(0), rows) };
        *value = metric(&dealt(first), &dealt(second)).and_then(|value| finite("the metric", value))?;
        Ok(())
    })?;
    values.sort_unstable_by(f64::total_cmp);
    Ok(Null { values })
}

impl Null {
    /// The values in ascending order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Their mean.
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    /// The value that at most the share alpha of them exceeds: with 99 repetitions or more, two true samples exceed it
    /// with a probability of about alpha.
    ///
    /// # Errors
    /// An alpha that is not strictly between 0 and 1.
    pub fn threshold(&self, alpha: f64) -> Result<f64> {
        let above = (probability("alpha", alpha)? * self.values.len() as f64) as usize;
        Ok(self.values[self.values.len() - 1 - above])
    }

    /// (1 + the number of values at least as great as `seen`)/(1 + the number of values): for two true samples it is at
    /// most alpha with probability at most alpha, at any number of repetitions.
    pub fn p_value(&self, seen: f64) -> f64 {
        let above = self.values.iter().filter(|value| **value >= seen).count();
        (1 + above) as f64 / (1 + self.values.len()) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threshold_and_p_value_count_the_same_values() {
        let null = Null { values: (1..=100).map(f64::from).collect() };
        assert_eq!(null.mean(), 50.5);
        assert_eq!(null.threshold(0.05).unwrap(), 95.0); // exceeded by 96 to 100
        assert_eq!(null.threshold(0.001).unwrap(), 100.0);
        assert_eq!(null.threshold(0.999).unwrap(), 1.0);
        assert_eq!(null.p_value(95.5), 6.0 / 101.0);
        assert_eq!((null.p_value(0.0), null.p_value(101.0)), (1.0, 1.0 / 101.0));
    }
}
