//! Laws and small drawings that several widgets share.

// A program for the browser has a part of the widgets.
#![cfg_attr(target_arch = "wasm32", allow(dead_code))]

use flowlab::Result;
use flowlab::distribution::{Density, GaussianMixture};
use flowlab::metrics::quantiles;
use flowlab::ndarray::{Array1, Array2, ArrayRef1, Axis, array};
use flowlab::statrs::distribution::{ContinuousCDF, Normal};

/// Half N(−2, 0.25), half N(2, 0.25): the law of lessons 9, 14 and 15.
pub fn mixture() -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)
}

/// Quantiles of N(0, 1) at (i + 1/2)/n, (n, 1): starts without chance.
pub fn noise_quantiles(n: usize) -> Result<Array2<f64>> {
    Ok(quantiles(n, |x| Normal::standard().cdf(x))?.insert_axis(Axis(1)))
}

/// `n` numbers from one to the other, both included.
pub fn linspace(from: f64, to: f64, n: usize) -> impl Iterator<Item = f64> + Clone {
    (0..n).map(move |k| from + (to - from) * k as f64 / (n - 1) as f64)
}

/// The density of a law on the line at these places.
pub fn density(law: &impl Density, places: &[f64]) -> Vec<f64> {
    let places = Array1::from(places.to_vec()).insert_axis(Axis(1));
    law.log_density(&places).mapv(f64::exp).to_vec()
}

/// A histogram with total area 1: lower left and upper right corner of each bar.
pub fn histogram(sample: &ArrayRef1<f64>, from: f64, to: f64, bins: usize) -> Vec<[(f64, f64); 2]> {
    let width = (to - from) / bins as f64;
    let mut counts = vec![0_usize; bins];
    for x in sample.iter().filter(|x| **x >= from) {
        if let Some(count) = counts.get_mut(((x - from) / width) as usize) {
            *count += 1;
        }
    }
    let unit = 1.0 / (sample.len() as f64 * width);
    let bar = |(k, count): (usize, usize)| {
        let left = from + k as f64 * width;
        [(left, 0.0), (left + width, count as f64 * unit)]
    };
    counts.into_iter().enumerate().map(bar).collect()
}
