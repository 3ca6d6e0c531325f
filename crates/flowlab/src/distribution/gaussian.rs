//! The Gaussian distribution N(μ, Σ) on ℝᵈ.
//!
//! The covariance is kept as Σ = Q·diag(v)·Qᵀ: independent Gaussians of variance vᵢ along orthogonal axes, the columns
//! of Q. Samples, density, score and the exact fields of [`path`](crate::path) are all sums over these axes.

use std::slice;

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, ArrayViewMut2, Axis, array, aview1};

use super::regression::LN_TAU;
use super::{Density, Regression, Sample, same_dim};
use crate::error::{Error, Result, agree, at_least_one, finite, finite_batch, positive};
use crate::linalg::{composed, eigen};
use crate::{Normals, Seed, chunk};

/// N(μ, Σ) with the density exp(−½·(x − μ)ᵀΣ⁻¹(x − μ)) / √((2π)ᵈ·det Σ) and the score −Σ⁻¹(x − μ).
///
/// ```
/// use flowlab::distribution::{Density, Gaussian};
/// use flowlab::ndarray::array;
/// let gaussian = Gaussian::new(array![1.0, 0.0], array![[2.0, 1.0], [1.0, 2.0]])?;
/// // Σ⁻¹ = [[2, -1], [-1, 2]]/3
/// let score = gaussian.score(&array![[4.0, 0.0]]);
/// assert!((score[[0, 0]] + 2.0).abs() < 1e-14 && (score[[0, 1]] - 1.0).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Sums of it: [`GaussianMixture`](super::GaussianMixture).
#[derive(Clone, Debug, PartialEq)]
pub struct Gaussian {
    mean: Array1<f64>,
    variances: Array1<f64>,
    axes: Option<Array2<f64>>,
}

impl Gaussian {
    /// N(μ, Σ) for any covariance matrix. Σ is taken apart once, at a cost of the order d³.
    ///
    /// # Errors
    /// d = 0, a Σ that is not d × d, a number or an eigenvalue that is not finite, a Σ that is not symmetric or not
    /// positive definite.
    pub fn new(mean: Array1<f64>, covariance: Array2<f64>) -> Result<Gaussian> {
        let d = at_least_one("dimensions", mean.len())?;
        finite_mean(&mean)?;
        agree("the number of rows of the covariance", covariance.nrows(), "the length of the mean", d)?;
        agree("the number of columns of the covariance", covariance.ncols(), "the length of the mean", d)?;
        finite_batch("covariance", &covariance)?;
        let scale = covariance.iter().fold(0.0_f64, |scale, c| scale.max(c.abs()));
        for ((i, j), &upper) in covariance.indexed_iter() {
            let lower = covariance[[j, i]];
            if (upper - lower).abs() > 1e-12 * scale {
                return Err(Error::NotSymmetric { i, j, upper, lower });
            }
        }
        let (variances, axes) = eigen(&covariance);
        variances.iter().try_for_each(|&v| finite("an eigenvalue of the covariance", v).map(drop))?;
        let least = variances.iter().fold(f64::INFINITY, |least, &v| least.min(v));
        if least <= d as f64 * f64::EPSILON * scale {
            return Err(Error::NotPositiveDefinite { eigenvalue: least });
        }
        Ok(Gaussian { mean: contiguous(mean), variances, axes: Some(axes) })
    }

    /// N(0, I) in d dimensions: the noise at t = 0.
    ///
    /// # Errors
    /// d = 0, or more dimensions than memory holds.
    pub fn standard(d: usize) -> Result<Gaussian> {
        Gaussian::centred(d, 1.0)
    }

    /// N(0, variance·I) in d dimensions.
    pub(crate) fn centred(d: usize, variance: f64) -> Result<Gaussian> {
        Gaussian::with_variance(chunk::repeated("dimensions", d, 0.0)?.into(), variance)
    }

    /// N(μ, sd²·I): the same standard deviation in every direction.
    ///
    /// # Errors
    /// d = 0, a number that is not finite, or an sd that is not above zero.
    pub fn isotropic(mean: Array1<f64>, sd: f64) -> Result<Gaussian> {
        positive("sd", sd)?;
        Gaussian::with_variance(mean, sd * sd)
    }

    /// N(μ, variance·I).
    pub(crate) fn with_variance(mean: Array1<f64>, variance: f64) -> Result<Gaussian> {
        let d = at_least_one("dimensions", mean.len())?;
        finite_mean(&mean)?;
        positive("variance", variance)?;
        Ok(Gaussian { mean: contiguous(mean), variances: Array1::from_elem(d, variance), axes: None })
    }

    /// The law of αz + βx₀ for z from this one and an independent x₀ ~ N(0, I): N(αμ, α²Σ + β²I).
    pub(crate) fn blended(&self, alpha: f64, beta: f64) -> Result<Gaussian> {
        let variances = self.variances.mapv(|v| alpha * alpha * v + beta * beta);
        if let Some(&value) = variances.iter().find(|v| **v <= 0.0) {
            return Err(Error::NotPositive { what: "variance".into(), value });
        }
        Ok(Gaussian { mean: alpha * &self.mean, variances, axes: self.axes.clone() })
    }

    /// The dimension d.
    pub fn dim(&self) -> usize {
        self.mean.len()
    }

    /// The mean μ: (d).
    pub fn mean(&self) -> &Array1<f64> {
        &self.mean
    }

    /// The covariance Σ: (d, d), put together again from its axes, so equal to the given one up to rounding.
    pub fn covariance(&self) -> Array2<f64> {
        match &self.axes {
            Some(axes) => composed(&self.variances, axes),
            None => Array2::from_diag(&self.variances),
        }
    }

    /// The law of the scalar product a·X with a direction a (d), in one dimension: N(a·μ, aᵀΣa).
    ///
    /// ```
    /// use flowlab::distribution::Gaussian;
    /// use flowlab::ndarray::array;
    /// let gaussian = Gaussian::new(array![1.0, 0.0], array![[2.0, 1.0], [1.0, 2.0]])?;
    /// let sum = gaussian.along(&array![1.0, 1.0])?;
    /// assert_eq!(sum.mean()[0], 1.0);
    /// assert!((sum.covariance()[[0, 0]] - 6.0).abs() < 1e-14);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A direction of another length, one of zeros, one that is not finite, or a law beyond all numbers.
    pub fn along(&self, direction: &ArrayRef1<f64>) -> Result<Gaussian> {
        agree("the length of the direction", direction.len(), "the dimension of the law", self.dim())?;
        for (i, &a) in direction.iter().enumerate() {
            finite(&format!("direction[{i}]"), a)?;
        }
        let on_axes = match &self.axes {
            Some(axes) => axes.t().dot(direction),
            None => direction.to_owned(),
        };
        let variance = on_axes.iter().zip(&self.variances).map(|(a, v)| a * a * v).sum();
        positive("the variance along the direction", variance)?;
        Gaussian::with_variance(array![self.mean.dot(direction)], variance)
    }

    /// The symmetric root of the covariance: (d, d).
    pub(crate) fn root(&self) -> Array2<f64> {
        let roots = self.variances.mapv(f64::sqrt);
        match &self.axes {
            Some(axes) => composed(&roots, axes),
            None => Array2::from_diag(&roots),
        }
    }

    /// The variances along the axes of the law (d), the eigenvalues of Σ, in no order of size. Where they are 0 the law has
    /// no density, so a fitted Σ that is singular wants a little of the identity added.
    ///
    /// ```
    /// use flowlab::distribution::Gaussian;
    /// use flowlab::ndarray::array;
    /// let gaussian = Gaussian::new(array![0.0, 0.0], array![[2.0, 1.0], [1.0, 2.0]])?;
    /// let mut variances = gaussian.variances().to_vec();
    /// variances.sort_unstable_by(f64::total_cmp);
    /// assert!((variances[0] - 1.0).abs() < 1e-14 && (variances[1] - 3.0).abs() < 1e-14);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    #[doc(alias = "eigenvalues")]
    pub fn variances(&self) -> &Array1<f64> {
        &self.variances
    }

    /// The axes as columns (d, d); none where every direction is an axis, as all variances are equal.
    pub(crate) fn axes(&self) -> Option<&Array2<f64>> {
        self.axes.as_ref()
    }

    /// log p of one point.
    pub(crate) fn log_density_of(&self, x: ArrayView1<'_, f64>) -> f64 {
        let gap = |j: usize| x[j] - self.mean[j];
        let along = |i: usize| match &self.axes {
            Some(axes) => (0..x.len()).map(|j| axes[[j, i]] * gap(j)).sum(),
            None => gap(i),
        };
        let log = |(i, v): (usize, &f64)| along(i).powi(2) / v + v.ln() + LN_TAU;
        -0.5 * self.variances.iter().enumerate().map(log).sum::<f64>()
    }

    /// The standard deviations along the axes.
    pub(crate) fn sds(&self) -> Vec<f64> {
        self.variances.iter().map(|v| v.sqrt()).collect()
    }

    /// As [`place`](Self::place) for rows that follow each other; on the line all of them are one loop.
    fn place_all(&self, sds: &[f64], rows: &mut [f64]) {
        match (sds, &self.axes) {
            ([sd], None) => rows.iter_mut().for_each(|x| *x = self.mean[0] + sd * *x),
            _ => rows.chunks_exact_mut(sds.len()).for_each(|row| self.place(sds, row)),
        }
    }

    /// Turns a row of independent draws from N(0, 1) into a sample, given the standard deviations.
    pub(crate) fn place(&self, sds: &[f64], row: &mut [f64]) {
        let mean = self.mean.iter();
        match &self.axes {
            None => row.iter_mut().zip(sds).zip(mean).for_each(|((x, sd), mu)| *x = mu + sd * *x),
            Some(axes) => {
                row.iter_mut().zip(sds).for_each(|(x, sd)| *x *= sd);
                let turned = axes.dot(&aview1(row));
                row.iter_mut().zip(&turned).zip(mean).for_each(|((x, turned), mu)| *x = mu + turned);
            }
        }
    }
}

/// The same numbers, one after the other in memory.
fn contiguous(mean: Array1<f64>) -> Array1<f64> {
    if mean.is_standard_layout() { mean } else { mean.iter().copied().collect() }
}

fn finite_mean(mean: &Array1<f64>) -> Result<()> {
    mean.iter().enumerate().try_for_each(|(i, &m)| finite(&format!("mean[{i}]"), m).map(|_| ()))
}

impl Sample for Gaussian {
    fn dim(&self) -> usize {
        self.mean.len()
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        at_least_one("samples", n)?;
        let (seed, sds) = (seed.branch("gaussian"), self.sds());
        let mut samples = chunk::batch(n, self.dim())?;
        chunk::for_each(chunk::chunks(samples.view_mut(), Axis(0)), |k, mut rows| {
            let rows = rows.as_slice_mut().expect(chunk::CONTIGUOUS);
            Normals::new(seed, k as u64).fill(rows);
            self.place_all(&sds, rows);
        });
        Ok(samples)
    }
}

impl Density for Gaussian {
    fn log_density(&self, x: &ArrayRef2<f64>) -> Array1<f64> {
        Regression::SCORE.log_density((slice::from_ref(self), &aview1(&[1.0])), x)
    }

    fn score(&self, x: &ArrayRef2<f64>) -> Array2<f64> {
        let mut score = Array2::zeros(x.dim());
        self.score_into(x.view(), score.view_mut());
        score
    }

    fn check_dim(&self, d: usize) -> Result<()> {
        same_dim(d, self.dim())
    }

    fn score_into(&self, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        Regression::SCORE.write((slice::from_ref(self), &aview1(&[1.0])), x, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_its_mean_the_narrowest_law_has_a_density() {
        let law = Gaussian::with_variance(array![0.0], 5e-324).unwrap();
        let log = law.log_density(&array![[0.0], [1.0], [f64::NAN]]);
        assert!((log[0] - (-0.5 * (5e-324_f64.ln() + LN_TAU))).abs() < 1e-12);
        assert!(log[1] < -1e300 && log[2].is_nan(), "{log}");
        assert_eq!(law.score(&array![[0.0]]), array![[0.0]]);
    }

    fn slanted() -> Gaussian {
        Gaussian::new(array![1.0, -2.0, 0.5], array![[2.0, 0.6, 0.1], [0.6, 1.0, -0.3], [0.1, -0.3, 0.7]]).unwrap()
    }

    fn max_abs(a: &Array2<f64>) -> f64 {
        a.iter().fold(0.0, |m, x| m.max(x.abs()))
    }

    #[test]
    fn the_axes_put_the_covariance_together_again() {
        let covariance = array![[2.0, 0.6, 0.1], [0.6, 1.0, -0.3], [0.1, -0.3, 0.7]];
        assert!(max_abs(&(slanted().covariance() - &covariance)) < 1e-14); // some ulps of 2
        let axes = slanted().axes.unwrap();
        assert!(max_abs(&(axes.t().dot(&axes) - Array2::<f64>::eye(3))) < 1e-14);
    }

    #[test]
    fn a_covariance_whose_squares_are_no_numbers_is_taken_apart_too() {
        let (x, slanted) = (array![[3.0, 0.1, -4.0]], slanted());
        for scale in [1e-300, 1e-256, 1e254, 1e300] {
            let covariance = scale * slanted.covariance();
            let gaussian = Gaussian::new(slanted.mean().clone(), covariance.clone()).unwrap();
            assert!(max_abs(&(gaussian.covariance() / scale - slanted.covariance())) < 1e-14, "{scale}");
            assert!(max_abs(&(gaussian.score(&x) * scale - slanted.score(&x))) < 1e-13, "{scale}");
        }
    }

    #[test]
    fn the_score_solves_the_linear_system_of_the_covariance() {
        let (x, gaussian) = (array![[0.3, 0.1, -4.0], [1.0, -2.0, 0.5]], slanted());
        let back = gaussian.score(&x).dot(&gaussian.covariance()); // -(x - mu)
        assert!(max_abs(&(back + &x - gaussian.mean())) < 1e-13); // condition number below 10
    }

    #[test]
    fn log_density_in_two_dimensions_is_the_textbook_formula() {
        let (rho, x) = (0.6_f64, array![[0.4, -1.1]]);
        let gaussian = Gaussian::new(array![0.0, 0.0], array![[1.0, rho], [rho, 1.0]]).unwrap();
        let (a, b) = (x[[0, 0]], x[[0, 1]]);
        let det = 1.0 - rho * rho;
        let formula = -(a * a - 2.0 * rho * a * b + b * b) / (2.0 * det) - (std::f64::consts::TAU * det.sqrt()).ln();
        assert!((gaussian.log_density(&x)[0] - formula).abs() < 1e-14);
    }

    #[test]
    fn along_a_direction_the_law_is_that_of_the_scalar_product() {
        let (gaussian, a) = (slanted(), array![0.3, -1.0, 2.0]);
        let law = gaussian.along(&a).unwrap();
        assert!((law.mean()[0] - a.dot(gaussian.mean())).abs() < 1e-14);
        assert!((law.variances[0] - a.dot(&gaussian.covariance().dot(&a))).abs() < 1e-14); // some ulps of 5
        let round = Gaussian::isotropic(array![1.0, 2.0], 3.0).unwrap().along(&array![3.0, 4.0]).unwrap();
        assert_eq!((round.mean()[0], round.variances[0]), (11.0, 225.0));
        for (direction, named) in [
            (array![1.0, 0.0], "direction is 2"),
            (Array1::zeros(3), "the variance along the direction = 0"),
            (array![1.0, f64::NAN, 0.0], "direction[1] = NaN"),
        ] {
            assert!(gaussian.along(&direction).unwrap_err().to_string().contains(named), "{direction}");
        }
    }

    #[test]
    fn isotropic_equals_the_diagonal_matrix() {
        let (x, mean) = (array![[0.4, -1.1], [3.0, 2.0]], array![1.0, 2.0]);
        let a = Gaussian::isotropic(mean.clone(), 0.5).unwrap();
        let b = Gaussian::new(mean, array![[0.25, 0.0], [0.0, 0.25]]).unwrap();
        assert_eq!(a.score(&x), b.score(&x));
        assert_eq!(a.log_density(&x), b.log_density(&x));
    }

    #[test]
    fn samples_have_the_mean_and_the_covariance() {
        let (n, gaussian) = (100_000, slanted());
        let x = gaussian.sample(Seed(5), n).unwrap() - gaussian.mean();
        let mean = x.mean_axis(Axis(0)).unwrap();
        let covariance = x.t().dot(&x) / n as f64;
        // sd of a mean is at most sqrt(2/n), of a second moment at most 2 sqrt(2/n); 5 sd for 12 numbers: 7e-6
        let sd = (2.0 / n as f64).sqrt();
        assert!(mean.iter().all(|m| m.abs() < 5.0 * sd), "{mean}");
        assert!(max_abs(&(covariance - gaussian.covariance())) < 10.0 * sd);
    }
}
