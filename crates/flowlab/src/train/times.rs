//! The law of the times at which pairs are looked at in training.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::error::{Error, Result, finite, positive};

/// A law on [0, 1] for the times t of a training run.
///
/// The loss is the mean over this law, so it chooses what a network that cannot learn everything learns best; the minimiser
/// is the same for every law that leaves no times out.
///
/// ```
/// use flowlab::train::Times;
/// assert_eq!(Times::default().quantile(0.3), 0.3); // uniform
/// let middle = Times::logit_normal(0.0, 1.0)?; // more often near 1/2
/// assert!((middle.quantile(0.5) - 0.5).abs() < 1e-15 && middle.quantile(0.25) > 0.33);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Times {
    /// The quantiles at the levels 0, 1/n, …, 1, straight lines between them; none for the uniform law.
    quantiles: Vec<f64>,
}

/// Steps between the quantiles.
const LEVELS: u32 = 1024;

impl Times {
    /// The law of 1/(1 + exp(−N)) with N ~ N(`mean`, `sd`²): more often near the middle than at the ends.
    ///
    /// Source: Esser et al., *Scaling Rectified Flow Transformers for High-Resolution Image Synthesis* (2024).
    ///
    /// # Errors
    /// A mean that is not finite, or an sd that is not above zero.
    pub fn logit_normal(mean: f64, sd: f64) -> Result<Times> {
        finite("mean", mean)?;
        positive("sd", sd)?;
        let normal = Normal::standard();
        Times::from_quantile(|p| match p {
            0.0 => 0.0,
            1.0 => 1.0,
            _ => 1.0 / (1.0 + (-(mean + sd * normal.inverse_cdf(p))).exp()),
        })
    }

    /// The law with this quantile function, taken at 1025 levels from 0 to 1 with straight lines between them.
    ///
    /// ```
    /// use flowlab::train::Times;
    /// let late = Times::from_quantile(f64::sqrt)?; // the density 2t
    /// assert_eq!(late.quantile(0.25), 0.5);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// Quantiles outside [0, 1], or that fall.
    pub fn from_quantile(quantile: impl Fn(f64) -> f64) -> Result<Times> {
        Times::of_quantiles((0..=LEVELS).map(|i| quantile(f64::from(i) / f64::from(LEVELS))).collect())
    }

    pub(super) fn of_quantiles(quantiles: Vec<f64>) -> Result<Times> {
        let mut before = 0.0;
        for &t in &quantiles {
            if !(before..=1.0).contains(&t) {
                return Err(Error::Times { t, before });
            }
            before = t;
        }
        Ok(Times { quantiles })
    }

    pub(super) fn quantiles(&self) -> &[f64] {
        &self.quantiles
    }

    /// The time below which a share p in [0, 1] of all times lies.
    pub fn quantile(&self, p: f64) -> f64 {
        let Some(steps) = self.quantiles.len().checked_sub(1).filter(|steps| *steps > 0) else { return p };
        let place = p * steps as f64;
        let i = (place as usize).min(steps - 1);
        let (low, high) = (self.quantiles[i], self.quantiles[i + 1]);
        low + (high - low) * (place - i as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_straight_lines_are_near_the_law() {
        let times = Times::logit_normal(-0.5, 1.2).unwrap();
        for t in [0.05, 0.3, 0.62, 0.9_f64] {
            let p = Normal::new(-0.5, 1.2).unwrap().cdf((t / (1.0 - t)).ln());
            assert!((times.quantile(p) - t).abs() < 1e-4, "{t}"); // a second derivative of at most some 100, over 8·1024²
        }
        assert_eq!((times.quantile(0.0), times.quantile(1.0)), (0.0, 1.0));
    }

    #[test]
    fn what_is_no_quantile_function_is_refused() {
        assert!(Times::from_quantile(|p| 1.0 - p).unwrap_err().to_string().contains("never falls"));
        assert!(Times::from_quantile(|p| 2.0 * p).is_err() && Times::from_quantile(|_| f64::NAN).is_err());
        assert!(Times::logit_normal(0.0, 0.0).is_err() && Times::logit_normal(f64::INFINITY, 1.0).is_err());
    }
}
