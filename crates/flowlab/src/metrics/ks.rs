//! Kolmogorov and Smirnov's distance: the greatest gap between two distribution functions.

use ndarray::ArrayRef1;

use super::{cdf_at, probability, sorted};
use crate::error::{Result, at_least_one};

/// Dₙ = supₓ |Fₙ(x) − F(x)|, where Fₙ(x) is the share of the sample that is at most x.
///
/// For N true samples √N·Dₙ tends to Kolmogorov's law, whatever F is: its mean √(π/2)·ln 2 = 0.8687, 5 % of it beyond
/// 1.3581 and 1 % beyond 1.6276. [`ks_threshold`] and [`kolmogorov_tail`] give these. F has to be continuous.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// let uniform = |x: f64| x.clamp(0.0, 1.0);
/// // Fₙ is 1/2 from 0.1 on, where F is still 0.1
/// assert_eq!(metrics::ks(&array![0.7, 0.1], uniform)?, 0.4);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Sees every difference of two laws in one dimension, but tails badly: there both functions are near 0 or 1. Compare
/// [`wasserstein_to_law`](super::wasserstein_to_law), the area between the same two functions.
///
/// # Errors
/// No samples, a sample that is not finite, or a `cdf` that is no distribution function.
pub fn ks(sample: &ArrayRef1<f64>, cdf: impl Fn(f64) -> f64) -> Result<f64> {
    let x = sorted("sample", sample)?;
    let n = x.len() as f64;
    let (mut greatest, mut f) = (0.0_f64, 0.0);
    for (i, &x) in x.iter().enumerate() {
        f = cdf_at(&cdf, x, f)?;
        greatest = greatest.max((i + 1) as f64 / n - f).max(f - i as f64 / n); // just after x and just before it
    }
    Ok(greatest)
}

/// supₓ |Fₙ(x) − Gₘ(x)| for two samples of n and m numbers.
///
/// For two samples of one continuous law √(nm/(n + m)) times it tends to Kolmogorov's law, as for [`ks`].
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// assert_eq!(metrics::ks_two_sample(&array![1.0, 2.0, 3.0, 4.0], &array![3.5, 9.0])?, 0.75);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No samples, or a sample that is not finite.
pub fn ks_two_sample(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<f64> {
    let (a, b) = (sorted("a", a)?, sorted("b", b)?);
    let (mut i, mut j, mut greatest) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        let x = a[i].min(b[j]);
        while i < a.len() && a[i] <= x {
            i += 1;
        }
        while j < b.len() && b[j] <= x {
            j += 1;
        }
        greatest = greatest.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    Ok(greatest)
}

/// What [`ks`] of n true samples exceeds with probability alpha: [`kolmogorov_quantile`]`(alpha)`/√n.
///
/// This is the limit for large n. At finite n true samples exceed it a little less often (for n = 1000 by some 3 % of
/// alpha), so an alarm stays an alarm. (The Anderson–Darling test of statrs 0.19.1 is no substitute: it rejects true
/// samples half the time.)
///
/// ```
/// use flowlab::metrics;
/// assert!((metrics::ks_threshold(20_000, 0.01)? - 0.01151).abs() < 1e-5); // 1.6276/√20000
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// n = 0, or an alpha that is not strictly between 0 and 1.
pub fn ks_threshold(n: usize, alpha: f64) -> Result<f64> {
    at_least_one("samples", n)?;
    Ok(kolmogorov_quantile(alpha)? / (n as f64).sqrt())
}

/// What [`ks_two_sample`] of n and m samples of one law exceeds with probability alpha, in the limit of large n and m:
/// [`kolmogorov_quantile`]`(alpha)`·√(1/n + 1/m).
///
/// ```
/// use flowlab::metrics;
/// let (two, one) = (metrics::ks_threshold_two_sample(200, 200, 0.01)?, metrics::ks_threshold(100, 0.01)?);
/// assert!((two / one - 1.0).abs() < 1e-15); // 1/200 + 1/200 = 1/100
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// n = 0, m = 0, or an alpha that is not strictly between 0 and 1.
pub fn ks_threshold_two_sample(n: usize, m: usize, alpha: f64) -> Result<f64> {
    at_least_one("samples", n.min(m))?;
    Ok(kolmogorov_quantile(alpha)? * (1.0 / n as f64 + 1.0 / m as f64).sqrt())
}

/// P(K > x) for Kolmogorov's law, that of the greatest |B| of a Brownian bridge on [0, 1]: the p value of [`ks`], at
/// x = √n·Dₙ.
///
/// The sum is 2·Σₖ (−1)ᵏ⁻¹·exp(−2k²x²); for small x, where that converges slowly, the same function as
/// 1 − (√(2π)/x)·Σₖ exp(−(2k − 1)²π²/(8x²)). k = 1, 2, …; to some 1e-16 (Feller, 1948).
///
/// ```
/// use flowlab::metrics;
/// assert!((metrics::kolmogorov_tail(1.3581) - 0.05).abs() < 1e-5);
/// assert!((metrics::kolmogorov_tail(1.6276) - 0.01).abs() < 1e-5);
/// ```
pub fn kolmogorov_tail(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    // where they meet, the first terms left out of the two sums are exp(−100) and 2·exp(−50)
    if x < 1.0 { 1.0 - body(x) } else { tail(x) }
}

/// P(K ≤ x) for small x.
fn body(x: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    let term = |k: i32| (-(f64::from(2 * k - 1) * PI / x).powi(2) / 8.0).exp();
    // below 0.04 the exponentials are 0; so is the product, also where 1/x is no number
    let sum = (1..=4).map(term).sum::<f64>();
    if sum == 0.0 { 0.0 } else { TAU.sqrt() / x * sum }
}

/// P(K > x) for large x.
fn tail(x: f64) -> f64 {
    let term = |k: i32| (-2.0 * (f64::from(k) * x).powi(2)).exp();
    2.0 * (term(1) - term(2) + term(3) - term(4))
}

/// The x that Kolmogorov's law exceeds with probability alpha: the inverse of [`kolmogorov_tail`], to rounding.
///
/// ```
/// use flowlab::metrics;
/// assert!((metrics::kolmogorov_quantile(0.05)? - 1.3581).abs() < 1e-4);
/// assert!((metrics::kolmogorov_quantile(0.01)? - 1.6276).abs() < 1e-4);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// An alpha that is not strictly between 0 and 1.
pub fn kolmogorov_quantile(alpha: f64) -> Result<f64> {
    probability("alpha", alpha)?;
    // at 20 the tail is 2·exp(−800) < 1e-340, below every alpha
    let (mut low, mut high) = (0.0, 20.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if kolmogorov_tail(middle) > alpha { low = middle } else { high = middle }
    }
    Ok(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_sums_of_kolmogorov_are_one_function() {
        for x in [0.8, 0.9, 1.0, 1.1, 1.2] {
            // the first term that is left out: exp(−50·0.64) = 1e-14 at the one end, exp(−69) at the other
            assert!((body(x) + tail(x) - 1.0).abs() < 3e-14, "{x}");
        }
    }

    #[test]
    fn the_tail_falls_from_1_to_0() {
        let values: Vec<f64> = (0..=400).map(|i| kolmogorov_tail(f64::from(i) * 0.01)).collect();
        assert_eq!((values[0], kolmogorov_tail(5e-324), kolmogorov_tail(1e-3)), (1.0, 1.0, 1.0));
        assert!(values.windows(2).all(|pair| pair[1] <= pair[0]));
        assert!(values[400] < 3e-14); // 2·exp(−32)
    }

    #[test]
    fn the_quantile_undoes_the_tail() {
        for alpha in [1e-300, 1e-12, 0.01, 0.05, 0.5, 0.999, 1.0 - 1e-12] {
            let tail = kolmogorov_tail(kolmogorov_quantile(alpha).unwrap());
            // x is known to some ulps, the tail to x·|tail'|/tail <= 4x² of them: 3000 at alpha = 1e-300
            assert!((tail / alpha - 1.0).abs() < 1e-12, "{alpha} {tail}");
        }
    }

    #[test]
    fn the_mean_of_kolmogorovs_law_is_the_root_of_half_pi_times_ln_2() {
        // the mean is the integral of the tail; the midpoint rule on a smooth function that is flat at both ends
        let mean: f64 = (0..6000).map(|i| 1e-3 * kolmogorov_tail((f64::from(i) + 0.5) * 1e-3)).sum();
        assert!((mean - std::f64::consts::FRAC_PI_2.sqrt() * std::f64::consts::LN_2).abs() < 1e-10);
    }
}
