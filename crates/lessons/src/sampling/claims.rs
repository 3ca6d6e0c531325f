//! Lesson 02: a density whose integral is 1, and means over samples that come near as 1/√N.

use flowlab::distribution::{Density, Sample};
use flowlab::ndarray::{Array1, Array2, Axis};
use flowlab::rand::Rng;
use flowlab::{Seed, convergence};

use crate::Digits::Decimals;
use crate::claim::{Claim, near, normal, slope_weights, standard_error};
use crate::models::mixture;

/// Variance of the mixture: 2² between the two and 0.5² within each.
const VARIANCE: f64 = 4.25;
/// Fourth moment of the mixture: 2⁴ + 6·2²·0.5² + 3·0.5⁴.
const FOURTH_MOMENT: f64 = 22.1875;
/// Samples for the two moments.
const MANY: usize = 200_000;

pub(super) fn claims() -> Vec<Claim> {
    vec![
        Claim::new(
            "sampling-density-integral",
            "Integral of the density of half N(−2, 0.25), half N(2, 0.25) over mean ± 8 standard deviations, by the trapezoidal rule with 1000 intervals; in theory 1.",
            "混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）的密度在均值 ± 8 倍标准差上的积分，用 1000 个区间的梯形公式计算；理论值为 1。",
            near(1.0, 1e-12),
            "Rounding of 1000 terms. What lies beyond is below 10⁻¹⁵⁰, and the rule's own error for bells of width 0.5 and intervals of 0.033 is exp(−2π²(0.5/0.033)²).",
            "1000 项的舍入误差。区间以外的部分小于 10⁻¹⁵⁰；钟形曲线宽 0.5，区间宽 0.033，梯形公式本身的误差约为 exp(−2π²(0.5/0.033)²)。",
            Decimals(3).of(|_| integral(&mixture()?)),
        ),
        Claim::new(
            "sampling-error-slope",
            "Slope of log error against log N, where the error is the root mean square over 100 seeds of the mean of N samples of half N(−2, 0.25), half N(2, 0.25), for N = 2⁴, 2⁵, …, 2¹⁴; in theory −1/2.",
            "对数误差关于 log N 的斜率；误差是指混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）N 个样本的平均值在 100 个种子上的均方根误差，N = 2⁴, 2⁵, …, 2¹⁴；理论值为 −1/2。",
            normal(-0.5, slope_error()),
            "Four standard errors: the logarithm of a root mean square over 100 normal numbers has standard deviation 0.071, a line through 11 such points at distances of log 2 has √110 · log 2 times less; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：100 个正态随机数的均方根，其对数的标准差为 0.071；过 11 个这样的点（间隔为 log 2）的直线，斜率的标准差再除以 √110 · log 2；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(2).of(error_slope),
        ),
        Claim::new(
            "sampling-mixture-mean",
            "Mean of 200 000 samples of half N(−2, 0.25), half N(2, 0.25); in theory 0.",
            "混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）200 000 个样本的平均值；理论值为 0。",
            normal(0.0, standard_error(VARIANCE.sqrt(), MANY)),
            "Four standard errors: one sample has standard deviation √4.25; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：单个样本的标准差为 √4.25；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(3).of(|seed| Ok(mixture()?.sample(seed, MANY)?.sum() / MANY as f64)),
        ),
        Claim::new(
            "sampling-mixture-variance",
            "Variance of 200 000 samples of half N(−2, 0.25), half N(2, 0.25); in theory 2² + 0.25 = 4.25.",
            "混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）200 000 个样本的方差；理论值为 2² + 0.25 = 4.25。",
            normal(VARIANCE, standard_error((FOURTH_MOMENT - VARIANCE * VARIANCE).sqrt(), MANY)),
            "Four standard errors: the square of one sample has variance 22.1875 − 4.25² = 4.125; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：单个样本的平方的方差为 22.1875 − 4.25² = 4.125；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(3).of(|seed| Ok(mixture()?.sample(seed, MANY)?.var(1.0))),
        ),
    ]
}

/// ∫ p over mean ± 8 standard deviations by the trapezoidal rule.
fn integral(p: &impl Density) -> flowlab::Result<f64> {
    const INTERVALS: usize = 1000;
    let reach = 8.0 * VARIANCE.sqrt();
    let x = Array1::linspace(-reach, reach, INTERVALS + 1);
    let density = p.log_density(&x.clone().insert_axis(Axis(1))).exp();
    let ends = 0.5 * (density[0] + density[INTERVALS]);
    Ok((density.sum() - ends) * 2.0 * reach / INTERVALS as f64)
}

/// Seeds over which an error is averaged.
const REPETITIONS: usize = 100;

/// Numbers of samples: 2⁴ to 2¹⁴.
fn sizes() -> impl Iterator<Item = usize> {
    (4..=14).map(|k| 1 << k)
}

/// The standard error of [`error_slope`].
///
/// log √(χ²ₘ/m) has the variance ψ'(m/2)/4 with the trigamma function ψ'(x) = 1/x + 1/(2x²) + 1/(6x³) + …, and a least
/// squares line multiplies the standard deviation of its points by the root of the sum of its squared weights.
fn slope_error() -> f64 {
    let x = 0.5 * REPETITIONS as f64;
    let trigamma = 1.0 / x + 0.5 / x.powi(2) + 1.0 / (6.0 * x.powi(3));
    let sizes: Vec<f64> = sizes().map(|n| n as f64).collect();
    let squares: f64 = slope_weights(&sizes).iter().map(|weight| weight * weight).sum();
    (0.25 * trigamma * squares).sqrt()
}

/// The slope of the line through (log N, log root mean square error of the mean of N samples).
fn error_slope(seed: Seed) -> flowlab::Result<f64> {
    let (mixture, mut seeds) = (mixture()?, seed.stream(0));
    let (mut ns, mut errors) = (Vec::new(), Vec::new());
    for n in sizes() {
        let x: Array2<f64> = mixture.sample(Seed(seeds.random()), REPETITIONS * n)?;
        let means = x.axis_chunks_iter(Axis(0), n).map(|x| x.sum() / n as f64);
        ns.push(n as f64);
        errors.push((means.map(|mean| mean * mean).sum::<f64>() / REPETITIONS as f64).sqrt());
    }
    convergence::order(&ns, &errors)
}
