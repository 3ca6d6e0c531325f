//! Metrics: how far a sample is from a law, or from another sample, beside what two true samples show.
//!
//! | metric | of | to | what two true samples show |
//! |---|---|---|---|
//! | [`ks`] | a sample in one dimension | a law | [`ks_threshold`] |
//! | [`ks_two_sample`] | a sample in one dimension | a sample | [`ks_threshold_two_sample`] |
//! | [`wasserstein_to_law`] | a sample in one dimension | a law | [`wasserstein_to_law_null`] |
//! | [`wasserstein_1d`] | a sample in one dimension | a sample | [`null()`] |
//! | [`sliced_wasserstein`] | a batch | a batch | [`null()`] |
//! | [`energy_distance`] | a batch | a batch | [`energy_distance_null`], [`null()`] |
//! | [`mmd`] | a batch | a batch | [`mmd_null`], [`null()`] |
//! | [`energy_distance_unbiased`], [`mmd_unbiased`] | a batch | a batch | 0 on average, [`null()`] |
//! | [`frechet`] | a batch | a batch | [`frechet_null`], [`null()`] |
//! | [`gaussian_w2`] | a normal law | a normal law | 0 |
//! | [`chi_square`] | counts of classes | probabilities | [`ChiSquare::p_value`] |
//! | [`nearest()`] | a batch | a batch | the distances of true held-out points |
//! | [`share_nearer`] | a batch | training points N, held-out ones M | N/(N + M) |
//! | [`accuracy`] of [`Nearest`], [`NearestMean`] | labels | the right ones | that of true held-out points |
//! | [`label_agreement`] | a batch | training points with labels | that of true held-out points |
//! | [`PictureMarks`] | labelled pictures | held-out ones | [`PictureMarks::of_true`] |
//! | [`kurtosis()`] | a sample in one dimension | normal laws | 3 ± √(24/n) |
//! | [`lag_correlation`] | a sequence | independent numbers | 0 ± 1/√n |
//!
//! [`straightness()`] is of another kind: of trajectories, and 0 where they are straight lines.
//!
//! No metric is 0 for a perfect sample: N points are never the law itself. A value says something only beside the
//! value that true samples show. For Kolmogorov and Smirnov's distance, for W₁ to a law, and for the means of the energy
//! distance, the MMD and the Fréchet distance that value has a formula; for every other metric [`null()`] finds it by dealing the two samples
//! out anew.
//!
//! A sample in one dimension is an array of numbers, such as `&x.column(0)` of a batch. Everything with a
//! [`Seed`](crate::Seed) and every sum over pairs is the same to the bit at any number of threads.

mod agreement;
mod chi_square;
mod classify;
mod energy;
mod frechet;
mod ks;
mod kurtosis;
mod lag;
mod law;
mod mmd;
mod nearest;
mod null;
mod pairs;
mod picture;
mod straight;
mod wasserstein;

pub use agreement::label_agreement;
pub use chi_square::{ChiSquare, chi_square};
pub use classify::{Nearest, NearestMean, accuracy};
pub use energy::{energy_distance, energy_distance_null, energy_distance_unbiased};
pub use frechet::{frechet, frechet_null, gaussian_w2};
pub use ks::{kolmogorov_quantile, kolmogorov_tail, ks, ks_threshold, ks_threshold_two_sample, ks_two_sample};
pub use kurtosis::kurtosis;
pub use lag::lag_correlation;
pub use law::{quantiles, wasserstein_to_law, wasserstein_to_law_null};
pub use mmd::{median_distance, mmd, mmd_null, mmd_unbiased};
pub use nearest::{nearest, share_nearer};
pub use null::{Null, null};
pub use picture::PictureMarks;
pub use straight::straightness;
pub use wasserstein::{sliced_wasserstein, wasserstein_1d};

use ndarray::{Array1, ArrayRef1, ArrayRef2};

use crate::error::{Error, Result, agree, at_least_one, finite_batch};

/// The numbers of a sample in ascending order.
fn sorted(what: &str, sample: &ArrayRef1<f64>) -> Result<Vec<f64>> {
    at_least_one("samples", sample.len())?;
    if let Some((i, &value)) = sample.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        return Err(Error::NotFinite { what: format!("{what}[{i}]"), value });
    }
    let mut sorted = sample.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    Ok(sorted)
}

/// The deviations of a sample from its mean, in units of the greatest of them: sums of their powers are numbers at every
/// scale.
fn deviations(sample: &ArrayRef1<f64>) -> Result<Array1<f64>> {
    let sorted = sorted("sample", sample)?;
    let (least, greatest) = (sorted[0], sorted[sorted.len() - 1]);
    if least == greatest {
        return Err(Error::NotPositive { what: "the spread of the sample".to_string(), value: 0.0 });
    }
    let size = greatest.max(-least);
    let scaled = sample.mapv(|x| x / size); // first, lest a sum or a difference leave the numbers
    let mean = scaled.sum() / scaled.len() as f64;
    let deviations = scaled - mean;
    let most = deviations.iter().fold(0.0_f64, |most, deviation| most.max(deviation.abs()));
    Ok(deviations / most)
}

/// Refuses two batches that cannot be compared.
fn comparable(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<()> {
    for (what, batch) in [("a", a), ("b", b)] {
        at_least_one("samples", batch.nrows())?;
        at_least_one("dimensions", batch.ncols())?;
        finite_batch(what, batch)?;
    }
    agree("the number of columns of b", b.ncols(), "the number of columns of a", a.ncols())
}

/// Refuses batches of which one has a single sample.
fn several(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<()> {
    match [("a", a), ("b", b)].into_iter().find(|(_, batch)| batch.nrows() == 1) {
        Some((what, _)) => Err(Error::OneSample { what }),
        None => Ok(()),
    }
}

/// Refuses probabilities that are not strictly between 0 and 1.
fn probability(what: &'static str, value: f64) -> Result<f64> {
    if value > 0.0 && value < 1.0 { Ok(value) } else { Err(Error::Probability { what, value }) }
}

/// The value of a distribution function at x, not below an earlier one of `before`.
fn cdf_at(cdf: impl Fn(f64) -> f64, x: f64, before: f64) -> Result<f64> {
    let value = cdf(x);
    if !value.is_finite() {
        return Err(Error::NotFinite { what: format!("cdf({x})"), value });
    }
    // a computed function may leave [0, 1] or fall by its rounding
    let slack = 1e-9;
    if value < before - slack || !(-slack..=1.0 + slack).contains(&value) {
        return Err(Error::NotACdf { x, value });
    }
    Ok(value)
}
