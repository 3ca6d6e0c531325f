//! Distributions to start from and to aim at: what can be sampled, what comes in classes, and what has a density.
//!
//! | law | dimensions | classes | density |
//! |---|---|---|---|
//! | [`Gaussian`] | any | | yes |
//! | [`GaussianMixture`] | any | components | yes |
//! | [`Tilted`] | 1 | | yes, but no score |
//! | [`EightGaussians`] | 2 | 8 | yes |
//! | [`Checkerboard`] | 2 | 8 squares | yes, but no score |
//! | [`Moons`], [`Circles`], [`Spiral`] | 2 | 2 | no closed formula |
//! | [`Cats`] | 3 per pixel | 6 breeds | of the parameters only |
//! | [`Dataset`] | any | those of its points | none |
//!
//! [`Digits`] are a data set that people wrote.

mod cats;
mod checkerboard;
mod circles;
mod dataset;
mod digits;
mod eight_gaussians;
mod gaussian;
mod line;
mod mixture;
mod moons;
mod posterior;
mod regression;
mod spiral;
mod tilted;
mod two_curves;

pub use cats::{Breed, Cats, Law, Portrait};
pub use checkerboard::Checkerboard;
pub use circles::Circles;
pub use dataset::Dataset;
pub use digits::Digits;
pub use eight_gaussians::EightGaussians;
pub use gaussian::Gaussian;
pub use mixture::GaussianMixture;
pub use moons::Moons;
pub(crate) use regression::Regression;
pub use spiral::Spiral;
pub use tilted::Tilted;

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::error::{Result, agree, at_least_one};
use crate::{Normals, Seed, chunk};

/// A distribution on ℝᵈ that can be sampled.
///
/// ```
/// use flowlab::distribution::{Checkerboard, Sample};
/// use flowlab::Seed;
/// let z = Checkerboard.sample(Seed(1), 1000)?;
/// assert_eq!(z.dim(), (1000, Checkerboard.dim()));
/// assert_eq!(z, Checkerboard.sample(Seed(1), 1000)?);
/// assert!(z.iter().all(|x| x.abs() <= 4.0)); // the board is [-4, 4]²
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait Sample {
    /// The dimension d.
    fn dim(&self) -> usize;

    /// n independent samples: (n, d). The same seed and n give the same samples at any number of threads.
    ///
    /// # Errors
    /// n = 0, or more samples than memory holds.
    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>>;
}

/// A distribution whose samples come in classes: a label y drawn by its probability, then z ~ p( · | y).
///
/// ```
/// use flowlab::Seed;
/// use flowlab::distribution::{EightGaussians, SampleLabelled};
/// let (z, labels) = EightGaussians.sample_labelled(Seed(1), 800)?;
/// assert_eq!(z.dim(), (800, 2));
/// let first = labels.iter().filter(|label| **label == 0).count() as f64;
/// assert!((first - 100.0).abs() < 5.0 * 9.4); // binomial(800, 1/8): sd 9.4
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait SampleLabelled: Sample {
    /// P(y) for each label y = 0, 1, …: they sum to 1.
    fn class_probabilities(&self) -> Array1<f64>;

    /// n independent samples (n, d) with their labels (n). The samples are those of [`sample`](Sample::sample).
    ///
    /// # Errors
    /// n = 0, or more samples than memory holds.
    fn sample_labelled(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Vec<usize>)>;

    /// How many labels there are: 0 to `n_classes()` − 1.
    fn n_classes(&self) -> usize {
        self.class_probabilities().len()
    }
}

/// A distribution on ℝᵈ with a smooth density p.
///
/// ```
/// use flowlab::distribution::{Density, Gaussian};
/// use flowlab::ndarray::array;
/// let (gaussian, x) = (Gaussian::standard(2)?, array![[3.0, -4.0]]);
/// // p(x) = exp(-|x|²/2)/2π, so ∇ log p(x) = -x
/// assert!((gaussian.log_density(&x)[0] + 12.5 + std::f64::consts::TAU.ln()).abs() < 1e-14);
/// assert_eq!(gaussian.score(&x), -&x);
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait Density {
    /// log p(x) for each row x of the batch (n, d): (n). Finite also where p itself is too small for a number.
    ///
    /// # Panics
    /// If `x` is not (n, d).
    fn log_density(&self, x: &ArrayRef2<f64>) -> Array1<f64>;

    /// The score ∇ₓ log p(x) for each row of the batch (n, d): (n, d). It points to where the density grows.
    ///
    /// # Panics
    /// If `x` is not (n, d).
    fn score(&self, x: &ArrayRef2<f64>) -> Array2<f64>;

    /// Refuses points of another dimension than that of the law. A law without a method of its own lets any dimension
    /// pass: then `log_density` and `score` are the first to see it.
    ///
    /// ```
    /// use flowlab::distribution::{Density, EightGaussians};
    /// assert!(EightGaussians.check_dim(2).is_ok());
    /// let message = EightGaussians.check_dim(3).unwrap_err().to_string();
    /// assert_eq!(message, "the dimension of the points is 3, but that of the law is 2: give two that agree");
    /// ```
    ///
    /// # Errors
    /// A number of dimensions that the law has not.
    fn check_dim(&self, _d: usize) -> Result<()> {
        Ok(())
    }

    /// [`score`](Density::score) into a buffer (n, d), as a solver's step needs it.
    ///
    /// # Panics
    /// If a shape is not (n, d).
    fn score_into(&self, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        out.assign(&self.score(&x));
    }
}

/// Refuses points in d dimensions where the law has others: [`Density::check_dim`].
fn same_dim(d: usize, law: usize) -> Result<()> {
    agree("the dimension of the points", d, "that of the law", law)
}

/// n rows of width d with their labels: `draw` fills a row and gives its label. Each chunk has its own stream.
fn sample_rows<F>(seed: Seed, n: usize, d: usize, draw: F) -> Result<(Array2<f64>, Vec<usize>)>
where
    F: Fn(ArrayViewMut1<'_, f64>, &mut Xoshiro256PlusPlus) -> usize + Send + Sync,
{
    rows(seed, n, d, |_, _| (), draw)
}

/// As [`sample_rows`]; `draw` finds independent draws from N(0, 1) in its row.
fn noisy_rows<F>(seed: Seed, n: usize, d: usize, draw: F) -> Result<(Array2<f64>, Vec<usize>)>
where
    F: Fn(ArrayViewMut1<'_, f64>, &mut Xoshiro256PlusPlus) -> usize + Send + Sync,
{
    rows(seed, n, d, |k, rows| Normals::new(seed, k).fill(rows), draw)
}

/// n rows of width d with their labels: those of chunk k are given to `prepare` at once, then each to `draw`.
fn rows<P, F>(seed: Seed, n: usize, d: usize, prepare: P, draw: F) -> Result<(Array2<f64>, Vec<usize>)>
where
    P: Fn(u64, &mut [f64]) + Send + Sync,
    F: Fn(ArrayViewMut1<'_, f64>, &mut Xoshiro256PlusPlus) -> usize + Send + Sync,
{
    at_least_one("samples", n)?;
    let mut samples = chunk::batch(n, d)?;
    let mut labels = chunk::repeated("labels", n, 0)?;
    let jobs = chunk::chunks(samples.view_mut(), Axis(0)).into_iter().zip(labels.chunks_mut(chunk::CHUNK)).collect();
    chunk::for_each(jobs, |k, (mut rows, labels): (ArrayViewMut2<'_, f64>, &mut [usize])| {
        prepare(k as u64, rows.as_slice_mut().expect(chunk::CONTIGUOUS));
        let mut rng = seed.stream(k as u64);
        for (row, label) in rows.rows_mut().into_iter().zip(labels) {
            *label = draw(row, &mut rng);
        }
    });
    Ok((samples, labels))
}
