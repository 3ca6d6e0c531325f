//! Principal component analysis: the best linear autoencoder.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

use crate::error::{Error, Result, agree, at_least_one, finite_batch};
use crate::linalg::eigen;

/// The linear autoencoder of least loss: its k latents are the coordinates along the k axes of greatest variance.
///
/// With the mean μ and the covariance Σ of a batch (means of squares, with 1/n), the eigenvalues λ₁ ≥ λ₂ ≥ … of Σ and unit
/// eigenvectors v₁, v₂, …:
///
/// encode(x)ᵢ = vᵢ·(x − μ), decode(z) = μ + Σᵢ zᵢ·vᵢ, i ≤ k.
///
/// On the batch itself the mean of |x − decode(encode(x))|² is λₖ₊₁ + … + λ_d, the variance that was discarded, and no
/// linear encoder and decoder with k latents has less. Others have as much: any invertible mixing of the latents that the
/// decoder undoes. The latents of the batch have the mean 0, are uncorrelated, and have the variances λᵢ.
///
/// ```
/// use flowlab::{latent::Pca, ndarray::array};
/// // ±(0.6, 0.8) along the first axis, each moved by ±0.1·(−0.8, 0.6) along the second
/// let x = array![[0.52, 0.86], [0.68, 0.74], [-0.52, -0.86], [-0.68, -0.74]];
/// let pca = Pca::fit(&x, 1)?;
/// assert!((pca.axes()[[0, 0]] - 0.6).abs() < 1e-14 && (pca.eigenvalues()[0] - 1.0).abs() < 1e-14);
/// assert!((pca.error(&x)? - 0.01).abs() < 1e-14); // 0.1², what was discarded
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Pearson, *On Lines and Planes of Closest Fit to Systems of Points in Space* (1901); that it is the best
/// linear autoencoder: Baldi and Hornik (1989).
#[doc(alias("principal component analysis", "autoencoder", "SVD"))]
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    mean: Array1<f64>,
    /// The axes of the k latents, as rows.
    axes: Array2<f64>,
    /// All d of them, downwards.
    eigenvalues: Array1<f64>,
}

impl Pca {
    /// The autoencoder with k latents of the rows of a batch (n, d), k from 1 to d. The sign of each axis is such that
    /// its entry of greatest size is positive, the first of several.
    ///
    /// # Errors
    /// No rows or columns, numbers that are not finite, k = 0, or more latents than dimensions.
    pub fn fit(x: &ArrayRef2<f64>, k: usize) -> Result<Pca> {
        let n = at_least_one("rows", x.nrows())? as f64;
        let d = at_least_one("dimensions", x.ncols())?;
        finite_batch("x", x)?;
        if at_least_one("latents", k)? > d {
            let (what, other) = ("the number of latents", "the dimension of the data, the most there can be,");
            return Err(Error::Mismatch { what, got: k, other, expected: d });
        }
        let mean = x.sum_axis(Axis(0)) / n;
        let centred = x.to_owned() - &mean;
        let (values, vectors) = eigen(&(centred.t().dot(&centred) / n)); // (d), (d, d) with the axes as columns
        let mut order: Vec<usize> = (0..d).collect();
        order.sort_by(|i, j| values[*j].total_cmp(&values[*i]));
        let mut axes = vectors.t().select(Axis(0), &order[..k]); // (k, d)
        for mut axis in axes.rows_mut() {
            let greatest = axis.iter().fold(0.0_f64, |most, v| if v.abs() > most.abs() { *v } else { most });
            axis *= 1.0_f64.copysign(greatest);
        }
        // rounding alone makes a variance negative
        Ok(Pca { mean, axes, eigenvalues: order.iter().map(|i| values[*i].max(0.0)).collect() })
    }

    /// The dimension d of the data.
    pub fn dim(&self) -> usize {
        self.mean.len()
    }

    /// The number k of latents.
    pub fn n_latents(&self) -> usize {
        self.axes.nrows()
    }

    /// The mean of the data: (d).
    pub fn mean(&self) -> &ArrayRef1<f64> {
        &self.mean
    }

    /// The axes along which the latents are measured, orthonormal rows: (k, d).
    pub fn axes(&self) -> &ArrayRef2<f64> {
        &self.axes
    }

    /// The variances of the data along all d axes, downwards; the first k are those of the latents: (d).
    pub fn eigenvalues(&self) -> &ArrayRef1<f64> {
        &self.eigenvalues
    }

    /// The sum of the eigenvalues from the one after k on: the error on the batch of [`fit`](Pca::fit).
    pub fn discarded(&self) -> f64 {
        self.eigenvalues.iter().skip(self.n_latents()).sum()
    }

    /// The latents (n, k) of a batch (n, d).
    ///
    /// # Errors
    /// A batch of another width.
    pub fn encode(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        agree("the width of the batch", x.ncols(), "the dimension of the data", self.dim())?;
        Ok((x.to_owned() - &self.mean).dot(&self.axes.t())) // (n, k)
    }

    /// The points (n, d) that latents (n, k) stand for.
    ///
    /// # Errors
    /// Another number of latents.
    pub fn decode(&self, z: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        agree("the width of the batch", z.ncols(), "the number of latents", self.n_latents())?;
        Ok(z.dot(&self.axes) + &self.mean) // (n, d)
    }

    /// The mean of |x − decode(encode(x))|² over the rows of a batch (n, d). On fresh data of the same law it is a little more
    /// than [`discarded`](Pca::discarded).
    ///
    /// # Errors
    /// No rows, or a batch of another width.
    pub fn error(&self, x: &ArrayRef2<f64>) -> Result<f64> {
        let n = at_least_one("rows", x.nrows())?;
        let gap = self.decode(&self.encode(x)?)? - x;
        Ok(gap.iter().map(|gap| gap * gap).sum::<f64>() / n as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Digits, Gaussian, Sample};

    #[test]
    fn the_error_is_the_variance_that_was_discarded() {
        let digits = Digits::all();
        for k in [1, 8, 16, 61, 64] {
            let pca = Pca::fit(digits.points(), k).unwrap();
            // some ε of the trace, 18.8, for each of 64 axes
            assert!((pca.error(digits.points()).unwrap() - pca.discarded()).abs() < 1e-11, "{k}");
        }
    }

    #[test]
    fn the_latents_of_the_batch_are_uncorrelated_with_the_variances_that_are_told() {
        let digits = Digits::all();
        let pca = Pca::fit(digits.points(), 16).unwrap();
        let z = pca.encode(digits.points()).unwrap();
        let covariance = z.t().dot(&z) / digits.len() as f64;
        let gap = covariance - Array2::from_diag(&pca.eigenvalues.select(Axis(0), &(0..16).collect::<Vec<_>>()));
        assert!(gap.iter().all(|gap| gap.abs() < 1e-12)); // some ε of the trace
        assert!(z.sum_axis(Axis(0)).iter().all(|sum| sum.abs() < 1e-9)); // 1797 times some ε of 10
    }

    #[test]
    fn no_random_subspace_discards_less() {
        let x = Digits::all().points().to_owned();
        let least = Pca::fit(&x, 16).unwrap().discarded();
        for seed in 0..5 {
            let directions = Gaussian::standard(64).unwrap().sample(Seed(seed), 16).unwrap();
            let projection = Pca::fit(&directions, 15).unwrap(); // an orthonormal basis of 15 of them
            let centred = &x - &x.mean_axis(Axis(0)).unwrap();
            let along = centred.dot(&projection.axes.t());
            let lost = centred.iter().map(|x| x * x).sum::<f64>() - along.iter().map(|x| x * x).sum::<f64>();
            assert!(lost / 1797.0 > 4.0 * least, "{seed}"); // some (1 - 15/64) of the trace, 14.4, beside 2.8
        }
    }

    #[test]
    fn with_all_axes_nothing_is_lost_and_the_way_back_is_the_way_there() {
        let x = Gaussian::standard(5).unwrap().sample(Seed(1), 40).unwrap();
        let pca = Pca::fit(&x, 5).unwrap();
        assert!(pca.error(&x).unwrap() < 1e-28 && pca.discarded() == 0.0); // squares of some ε
        let z = Gaussian::standard(5).unwrap().sample(Seed(2), 7).unwrap();
        let back = pca.encode(&pca.decode(&z).unwrap()).unwrap();
        assert!((back - z).iter().all(|gap| gap.abs() < 1e-14));
    }
}
