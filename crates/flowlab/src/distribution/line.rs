//! Laws on the line: distribution functions and quantiles of Gaussians and of their mixtures.

use std::f64::consts::SQRT_2;

use statrs::distribution::{ContinuousCDF, Normal};

use super::{Gaussian, GaussianMixture};
use crate::bisect;
use crate::error::{Error, Result, agree};

impl Gaussian {
    /// P(X ≤ x) in one dimension, in the lower tail too correct to about 14 digits.
    ///
    /// ```
    /// use flowlab::distribution::Gaussian;
    /// let cdf = Gaussian::standard(1)?.cdf(-10.0);
    /// assert!((cdf / 7.619_853_024_160_527e-24 - 1.0).abs() < 1e-13);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Panics
    /// In more dimensions than one: give the law [`along`](Gaussian::along) a direction.
    pub fn cdf(&self, x: f64) -> f64 {
        assert_eq!(self.dim(), 1, "a law in {} dimensions has no distribution function", self.dim());
        0.5 * libm::erfc((self.mean()[0] - x) / self.variances()[0].sqrt() / SQRT_2)
    }

    /// P(X > x) in one dimension, in the upper tail too correct to about 14 digits.
    pub(crate) fn survival(&self, x: f64) -> f64 {
        0.5 * libm::erfc((x - self.mean()[0]) / self.variances()[0].sqrt() / SQRT_2)
    }

    /// The x with P(X ≤ x) = p, in one dimension.
    ///
    /// ```
    /// use flowlab::{distribution::Gaussian, ndarray::array};
    /// let x = Gaussian::isotropic(array![100.0], 15.0)?.quantile(0.975)?;
    /// assert!((x - 129.4).abs() < 0.01);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A p that is not strictly between 0 and 1, or more dimensions than one.
    pub fn quantile(&self, p: f64) -> Result<f64> {
        agree("the dimension of a law with quantiles", self.dim(), "that of the line", 1)?;
        if !(p > 0.0 && p < 1.0) {
            return Err(Error::Probability { what: "p", value: p });
        }
        Ok(self.mean()[0] + self.variances()[0].sqrt() * Normal::standard().inverse_cdf(p))
    }
}

impl GaussianMixture {
    /// P(X ≤ x) in one dimension: the weighted sum of those of the components.
    ///
    /// ```
    /// use flowlab::distribution::{GaussianMixture, Sample};
    /// use flowlab::{Seed, metrics, ndarray::array};
    /// let law = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    /// let x = law.sample(Seed(1), 1000)?;
    /// let distance = metrics::ks(&x.column(0), |x| law.cdf(x))?;
    /// assert!(distance < metrics::ks_threshold(1000, 0.001)?);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Panics
    /// In more dimensions than one: give the law [`along`](GaussianMixture::along) a direction.
    pub fn cdf(&self, x: f64) -> f64 {
        self.weights().iter().zip(self.components()).map(|(weight, component)| weight * component.cdf(x)).sum()
    }

    /// P(X > x) in one dimension: the weighted sum of those of the components.
    pub(crate) fn survival(&self, x: f64) -> f64 {
        self.weights().iter().zip(self.components()).map(|(weight, component)| weight * component.survival(x)).sum()
    }

    /// The least x with P(X ≤ x) ≥ p, in one dimension, by bisection between the quantiles of the components.
    ///
    /// ```
    /// use flowlab::{distribution::GaussianMixture, ndarray::array};
    /// let law = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    /// assert!((law.quantile(0.25)? + 2.0).abs() < 1e-12); // half of the left one
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Gaussian::quantile`].
    pub fn quantile(&self, p: f64) -> Result<f64> {
        let present = self.components().iter().zip(self.weights()).filter(|(_, weight)| **weight > 0.0);
        let quantiles = present.map(|(component, _)| component.quantile(p)).collect::<Result<Vec<f64>>>()?;
        let (low, high) =
            quantiles.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
        Ok(bisect::least(|x| self.cdf(x) >= p, low, high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_distribution_function_has_the_published_values() {
        let law = Gaussian::standard(1).unwrap();
        // Φ to 16 digits
        for (x, value) in [
            (-5.0, 2.866_515_718_791_939e-7),
            (-1.0, 0.158_655_253_931_457_05),
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (2.0, 0.977_249_868_051_820_8),
        ] {
            assert!((law.cdf(x) / value - 1.0).abs() < 1e-14, "{x}");
        }
        assert_eq!([f64::NEG_INFINITY, f64::INFINITY].map(|x| law.cdf(x)), [0.0, 1.0]);
    }

    #[test]
    fn quantiles_undo_the_distribution_function_at_any_scale() {
        for scale in [1e-150, 1.0, 1e150] {
            let components = [(-2.0, 0.5), (1.0, 0.1), (3.0, 2.0)]
                .map(|(mean, sd)| Gaussian::isotropic(array![scale * mean], scale * sd).unwrap());
            let law = GaussianMixture::new(array![0.2, 0.5, 0.3], components.into()).unwrap();
            for p in [1e-12, 0.1, 0.2, 0.5, 0.9, 1.0 - 1e-12] {
                let x = law.quantile(p).unwrap();
                // F rises by at most 2 per unit and x has steps of 4e-16·|x|
                assert!((law.cdf(x) - p).abs() < 1e-14, "{scale} {p}");
                assert!(law.cdf(x.next_down()) < p + 1e-15, "{scale} {p}");
            }
            assert!((law.components()[2].quantile(0.5).unwrap() / scale - 3.0).abs() < 1e-15);
        }
    }

    #[test]
    fn a_component_of_weight_zero_does_not_count_and_other_questions_are_refused() {
        let law = GaussianMixture::isotropic(array![0.0, 1.0], array![[-2.0], [2.0]], 0.5).unwrap();
        assert!((law.quantile(0.3).unwrap() - law.components()[1].quantile(0.3).unwrap()).abs() < 1e-14);
        for p in [0.0, 1.0, -0.1, f64::NAN] {
            assert!(law.quantile(p).unwrap_err().to_string().starts_with("p = "), "{p}");
        }
        let message = Gaussian::standard(2).unwrap().quantile(0.5).unwrap_err().to_string();
        assert_eq!(
            message,
            "the dimension of a law with quantiles is 2, but that of the line is 1: give two that agree"
        );
    }
}
