//! Mixtures of Gaussians: a label drawn by weight, then a sample of that label's Gaussian.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1, ArrayView2, ArrayViewMut2, Axis};
use rand::Rng;

use super::{Density, Gaussian, Regression, Sample, SampleLabelled, noisy_rows, same_dim};
use crate::Seed;
use crate::error::{Error, Result, agree, at_least_one, not_negative};

/// p(x) = Σₖ wₖ·N(x; μₖ, Σₖ).
///
/// Its density, its score and, along a Gaussian path, its exact velocity field are known:
/// [`MarginalField`](crate::path::MarginalField).
///
/// ```
/// use flowlab::distribution::{Density, GaussianMixture};
/// use flowlab::ndarray::array;
/// let mixture = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
/// assert_eq!(mixture.score(&array![[0.0]]), array![[0.0]]); // halfway between two equals
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GaussianMixture {
    weights: Array1<f64>,
    components: Vec<Gaussian>,
}

impl GaussianMixture {
    /// The mixture of these components with these probabilities.
    ///
    /// # Errors
    /// No components, another number of weights, a weight that is negative or not finite, weights that do not sum to 1
    /// (to 1e-9), or components of different dimensions.
    pub fn new(weights: Array1<f64>, components: Vec<Gaussian>) -> Result<GaussianMixture> {
        at_least_one("components", components.len())?;
        agree("the number of weights", weights.len(), "the number of components", components.len())?;
        for (k, &weight) in weights.iter().enumerate() {
            not_negative(&format!("weights[{k}]"), weight)?;
        }
        if (weights.sum() - 1.0).abs() > 1e-9 {
            return Err(Error::WeightsSum { sum: weights.sum() });
        }
        let dim = components[0].dim();
        for component in &components {
            agree("the dimension of a component", component.dim(), "the dimension of the first", dim)?;
        }
        Ok(GaussianMixture { weights, components })
    }

    /// The mixture of N(μₖ, sd²·I) with the means μₖ as the rows of `means` (number of components, d).
    ///
    /// # Errors
    /// As [`new`](GaussianMixture::new) and [`Gaussian::isotropic`].
    pub fn isotropic(weights: Array1<f64>, means: Array2<f64>, sd: f64) -> Result<GaussianMixture> {
        let components = means.rows().into_iter().map(|mean| Gaussian::isotropic(mean.to_owned(), sd));
        GaussianMixture::new(weights, components.collect::<Result<_>>()?)
    }

    /// The dimension d.
    pub fn dim(&self) -> usize {
        self.components[0].dim()
    }

    /// The probabilities wₖ of the components.
    pub fn weights(&self) -> &Array1<f64> {
        &self.weights
    }

    /// The components.
    pub fn components(&self) -> &[Gaussian] {
        &self.components
    }

    /// The mean Σₖ wₖμₖ: (d).
    pub fn mean(&self) -> Array1<f64> {
        self.weights.iter().zip(&self.components).fold(Array1::zeros(self.dim()), |sum, (&w, c)| sum + w * c.mean())
    }

    /// The covariance Σₖ wₖ·(Σₖ + (μₖ − μ)(μₖ − μ)ᵀ), with μ the [`mean`](GaussianMixture::mean): (d, d).
    ///
    /// ```
    /// use flowlab::distribution::GaussianMixture;
    /// use flowlab::ndarray::array;
    /// let mixture = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    /// assert_eq!(mixture.covariance(), array![[4.25]]); // 2² between the two, 1/4 within
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    pub fn covariance(&self) -> Array2<f64> {
        let (d, mean) = (self.dim(), self.mean());
        self.weights.iter().zip(&self.components).fold(Array2::zeros((d, d)), |sum, (&w, component)| {
            let gap = (component.mean() - &mean).insert_axis(Axis(1));
            sum + w * (component.covariance() + gap.dot(&gap.t()))
        })
    }

    /// The law of the scalar product a·X with a direction a (d), in one dimension: [`Gaussian::along`] of each
    /// component.
    ///
    /// ```
    /// use flowlab::distribution::{EightGaussians, GaussianMixture};
    /// use flowlab::ndarray::array;
    /// // straight up: standard deviation √(4 + 1/8)
    /// let up = GaussianMixture::from(EightGaussians).along(&array![0.0, 1.0])?;
    /// assert!((up.covariance()[[0, 0]] - 4.125).abs() < 1e-14);
    /// assert!((up.cdf(0.0) - 0.5).abs() < 1e-14);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Gaussian::along`].
    pub fn along(&self, direction: &ArrayRef1<f64>) -> Result<GaussianMixture> {
        let components = self.components.iter().map(|component| component.along(direction));
        GaussianMixture::new(self.weights.clone(), components.collect::<Result<_>>()?)
    }

    /// P(k | x) = wₖ·N(x; μₖ, Σₖ)/p(x) for each row x of the batch (n, d) and each component k: (n, number of
    /// components).
    ///
    /// Each row sums to 1, also where p(x) is too small for a number.
    ///
    /// ```
    /// use flowlab::distribution::GaussianMixture;
    /// use flowlab::ndarray::array;
    /// let mixture = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)?;
    /// let posterior = mixture.responsibilities(&array![[0.7]]);
    /// assert!((posterior[[0, 1]] - 1.0 / (1.0 + (-1.4_f64).exp())).abs() < 1e-15); // the logistic function of 2x
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Panics
    /// If `x` is not (n, d).
    pub fn responsibilities(&self, x: &ArrayRef2<f64>) -> Array2<f64> {
        assert_eq!(x.ncols(), self.dim(), "points have {} columns, the mixture {} dimensions", x.ncols(), self.dim());
        let shares = Array2::from_shape_fn((x.nrows(), self.components.len()), |(i, k)| self.log_share(k, x.row(i)));
        let mut shares = (shares - self.log_density(x).insert_axis(Axis(1))).mapv_into(f64::exp);
        // far away the two logarithms are known to few digits
        shares.rows_mut().into_iter().for_each(|mut row| row /= row.sum());
        shares
    }

    /// The component in whose share of [0, 1) the number falls.
    fn label(&self, uniform: f64) -> usize {
        let mut below = 0.0;
        let share = self.weights.iter().position(|weight| {
            below += weight;
            uniform < below
        });
        // weights may sum to a little less than 1: what is left belongs to the last that has a share
        share.or_else(|| self.weights.iter().rposition(|weight| *weight > 0.0)).unwrap_or(0)
    }

    /// The mean of the map over the components of this mixture: [`Regression::write`].
    pub(crate) fn regress(&self, map: Regression, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        map.write((self.components(), self.weights()), x, out);
    }
}

impl From<Gaussian> for GaussianMixture {
    /// The mixture of one component.
    fn from(gaussian: Gaussian) -> GaussianMixture {
        GaussianMixture { weights: Array1::ones(1), components: vec![gaussian] }
    }
}

impl Sample for GaussianMixture {
    fn dim(&self) -> usize {
        self.components[0].dim()
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        Ok(self.sample_labelled(seed, n)?.0)
    }
}

impl SampleLabelled for GaussianMixture {
    /// The weights.
    fn class_probabilities(&self) -> Array1<f64> {
        self.weights.clone()
    }

    /// n independent samples (n, d), and for each the number of the component that it came from.
    fn sample_labelled(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Vec<usize>)> {
        let sds: Vec<Vec<f64>> = self.components.iter().map(Gaussian::sds).collect();
        noisy_rows(seed.branch("gaussian mixture"), n, self.dim(), |row, rng| {
            let label = self.label(rng.random());
            self.components[label].place(&sds[label], row.into_slice().expect("rows of a new array are contiguous"));
            label
        })
    }
}

impl Density for GaussianMixture {
    fn log_density(&self, x: &ArrayRef2<f64>) -> Array1<f64> {
        Regression::SCORE.log_density((self.components(), self.weights()), x)
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
        self.regress(Regression::SCORE, x, out);
    }
}

impl GaussianMixture {
    /// log wₖ·N(x; μₖ, Σₖ) of one point.
    pub(crate) fn log_share(&self, k: usize, x: ArrayView1<'_, f64>) -> f64 {
        self.weights[k].ln() + self.components[k].log_density_of(x)
    }

    /// log p of one point.
    pub(crate) fn log_density_of(&self, x: ArrayView1<'_, f64>) -> f64 {
        let logs = || (0..self.components.len()).map(|k| self.log_share(k, x));
        // relative to the largest, so that the sum neither overflows nor underflows
        let largest = logs().fold(f64::NEG_INFINITY, f64::max);
        let shares = logs().filter(|log| *log != f64::NEG_INFINITY).map(|log| (log - largest).exp());
        largest + shares.sum::<f64>().ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics;
    use ndarray::{array, azip};

    fn three() -> GaussianMixture {
        let components = vec![
            Gaussian::isotropic(array![-2.0, 0.0], 0.5).unwrap(),
            Gaussian::new(array![1.0, 1.0], array![[1.0, 0.4], [0.4, 0.5]]).unwrap(),
            Gaussian::isotropic(array![3.0, -1.0], 1.5).unwrap(),
        ];
        GaussianMixture::new(array![0.2, 0.5, 0.3], components).unwrap()
    }

    #[test]
    fn the_density_is_the_weighted_sum() {
        let (x, mixture) = (array![[0.3, -0.2], [-2.0, 0.1], [5.0, 5.0]], three());
        let parts = mixture.components().iter().zip(mixture.weights());
        let direct = parts.fold(Array1::<f64>::zeros(3), |sum, (c, &w)| sum + w * c.log_density(&x).exp());
        azip!((&a in &mixture.log_density(&x).exp(), &b in &direct) assert!((a / b - 1.0).abs() < 1e-13));
    }

    #[test]
    fn samples_have_the_covariance_and_projections_its_part() {
        let (n, mixture) = (100_000, three());
        let (x, covariance) = (mixture.sample(Seed(4), n).unwrap() - &mixture.mean(), mixture.covariance());
        let seen = x.t().dot(&x) / n as f64;
        for ((i, j), exact) in covariance.indexed_iter() {
            // 5 standard errors of a mean of products, by the products themselves
            let products = &x.column(i) * &x.column(j);
            assert!((seen[[i, j]] - exact).abs() < 5.0 * products.std(0.0) / (n as f64).sqrt(), "{i} {j}");
        }
        let a = array![0.6, -0.8];
        let law = mixture.along(&a).unwrap();
        assert!((law.covariance()[[0, 0]] - a.dot(&covariance.dot(&a))).abs() < 1e-13);
        let projections = mixture.sample(Seed(5), n).unwrap().dot(&a);
        let distance = metrics::ks(&projections, |x| law.cdf(x)).unwrap();
        assert!(distance < metrics::ks_threshold(n, 1e-6).unwrap(), "{distance}");
    }

    #[test]
    fn responsibilities_are_the_shares_of_the_density_near_and_far() {
        let (x, mixture) = (array![[0.3, -0.2], [-2.0, 0.1]], three());
        let posterior = mixture.responsibilities(&x);
        for (k, component) in mixture.components().iter().enumerate() {
            let share = mixture.weights()[k] * (component.log_density(&x) - mixture.log_density(&x)).exp();
            azip!((&a in posterior.column(k), &b in &share) assert!((a - b).abs() < 1e-14));
        }
        assert_eq!(mixture.responsibilities(&array![[1e5, 1e5]]), array![[0.0, 0.0, 1.0]]); // the widest
    }

    #[test]
    fn the_score_is_the_slope_of_the_log_density() {
        let (x, mixture, step) = (array![[0.3, -0.2], [-2.0, 0.1], [5.0, 5.0]], three(), 1e-5);
        let score = mixture.score(&x);
        for j in 0..2 {
            let mut shift = Array2::zeros((1, 2));
            shift[[0, j]] = step;
            let slope = (mixture.log_density(&(&x + &shift)) - mixture.log_density(&(&x - &shift))) / (2.0 * step);
            // central differences: step² times a third derivative (below 100) + rounding 1e-15/step
            azip!((&a in &slope, &b in score.column(j)) assert!((a - b).abs() < 2e-8, "{a} {b}"));
        }
    }

    #[test]
    fn far_away_the_nearest_component_alone_speaks() {
        let mixture = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap();
        let x = array![[1e4]];
        assert_eq!(mixture.log_density(&x).exp()[0], 0.0);
        assert!(mixture.log_density(&x)[0].is_finite());
        assert_eq!(mixture.score(&x)[[0, 0]], -(1e4 - 2.0) / 0.25);
    }

    #[test]
    fn a_component_of_weight_zero_changes_nothing() {
        let two = GaussianMixture::isotropic(array![0.0, 1.0], array![[-2.0], [2.0]], 0.5).unwrap();
        let one = Gaussian::isotropic(array![2.0], 0.5).unwrap();
        let x = array![[-2.0], [0.0], [7.0]];
        assert_eq!(two.score(&x), one.score(&x));
        assert!(two.sample_labelled(Seed(0), 1000).unwrap().1.iter().all(|label| *label == 1));
    }

    #[test]
    fn samples_come_from_the_component_of_their_label_in_the_right_number() {
        let (n, mixture) = (50_000, three());
        let (x, labels) = mixture.sample_labelled(Seed(9), n).unwrap();
        for (k, component) in mixture.components().iter().enumerate() {
            let rows: Vec<usize> = (0..n).filter(|i| labels[*i] == k).collect();
            let (share, w) = (rows.len() as f64 / n as f64, mixture.weights()[k]);
            // 5 binomial sd and 5 sd of a mean, for 9 numbers: a false alarm has probability 5e-6
            assert!((share - w).abs() < 5.0 * (w * (1.0 - w) / n as f64).sqrt(), "{share} {w}");
            let mean = x.select(Axis(0), &rows).mean_axis(Axis(0)).unwrap();
            let sd = component.covariance().into_diag().mapv(|v| (v / rows.len() as f64).sqrt());
            azip!((m in &mean, mu in component.mean(), sd in &sd) assert!((m - mu).abs() < 5.0 * sd));
        }
    }
}
