//! Lesson 03: how far a finite sample is from its own law, in the metrics KS, W₁ and MMD.

use std::f64::consts::FRAC_2_PI;

use flowlab::distribution::{Gaussian, Sample};
use flowlab::ndarray::{Array1, Axis, s};
use flowlab::rand::Rng;
use flowlab::rand::seq::SliceRandom;
use flowlab::{Seed, Text, convergence, metrics};
use statrs::distribution::{Binomial, Discrete};

use crate::Digits::Decimals;
use crate::claim::{Claim, at_most, near, normal, slope_weights, standard_error, standard_error_of_share};
use crate::models::{mixture, mixture_cdf, normal_cdf};

/// Data sets whose KS distance is measured, and their size.
const DATA_SETS: usize = 1000;
const SIZE: usize = 500;
/// Data sets over which W₁ or MMD is averaged, and their sizes.
const REPETITIONS: usize = 500;
const W1_SIZE: usize = 256;
const MMD_SIZE: usize = 100;
/// Sizes of the data sets through whose mean W₁ a line is laid, and how many there are of each.
const W1_SIZES: [usize; 3] = [64, 256, 1024];
const W1_REPETITIONS: usize = 200;
/// Pairs of data sets that MMD is to tell apart, the size of each, and the deals of a test.
const PAIRS: usize = 400;
const FEW: usize = 50;
const DEALS: usize = 99;

pub(super) fn claims() -> Vec<Claim> {
    let (gaussian, bumps) = (Spread::of(normal_cdf), Spread::of(mixture_cdf));
    // x = log N stands at distances of log 4: Σ(x − x̄)² = 2 (log 4)².
    let slope_error = gaussian.sd / gaussian.mean / 2_f64.sqrt() / 4_f64.ln();
    let slope: f64 = slope_weights(&W1_SIZES.map(|n| n as f64))
        .iter()
        .zip(W1_SIZES)
        .map(|(weight, n)| weight * (exact_mean(normal_cdf, n) / (n as f64).sqrt()).ln())
        .sum();
    let share_error = |below: f64| 4.0 * standard_error_of_share(below, DATA_SETS);
    vec![
        Claim::new(
            "datasets-ks-line-95",
            "What √N times the KS distance of N true samples exceeds for 5 % of the seeds, in the limit of large N; in theory √(ln(2/0.05)/2).",
            "N 很大时，真实样本的 KS 距离乘以 √N 之后，有 5% 的种子会超过的数值；理论值为 √(ln(2/0.05)/2)。",
            near(line(0.05), 1e-5),
            SECOND_TERM.en,
            SECOND_TERM.zh,
            Decimals(2).of(|_| metrics::kolmogorov_quantile(0.05)),
        ),
        Claim::new(
            "datasets-ks-line-99",
            "What √N times the KS distance of N true samples exceeds for 1 % of the seeds, in the limit of large N; in theory √(ln(2/0.01)/2).",
            "N 很大时，真实样本的 KS 距离乘以 √N 之后，有 1% 的种子会超过的数值；理论值为 √(ln(2/0.01)/2)。",
            near(line(0.01), 1e-5),
            SECOND_TERM.en,
            SECOND_TERM.zh,
            Decimals(2).of(|_| metrics::kolmogorov_quantile(0.01)),
        ),
        Claim::new(
            "datasets-ks-share-95",
            "Share of 1000 data sets of 500 true samples of half N(−2, 0.25), half N(2, 0.25) whose KS distance is below 1.36/√500; in the limit of large data sets 1 − 2 exp(−2 · 1.36²).",
            "从混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）抽取 1000 个数据集，每个含 500 个真实样本，其中 KS 距离小于 1.36/√500 的数据集所占的比例；数据集很大时理论值为 1 − 2 exp(−2 · 1.36²)。",
            near(below(1.36), share_error(below(1.36)) + 0.002).false_alarms(1e-4),
            "Four standard errors of a share among 1000, and 0.002 for the size of the data sets: with N samples the line 1.36 acts as 1.36 + 1/(6√N) does in the limit. A correct program falls outside for less than 1 seed in 10 000.",
            "1000 个数据集中比例的四倍标准误差，再加 0.002，因为数据集大小有限：N 个样本时的 1.36 线相当于极限情形的 1.36 + 1/(6√N)。正确的程序每 1 万个种子不到 1 个越界。",
            Decimals(2).of(|seed| Ok(1.0 - above(seed, 1.36, DATA_SETS)? / DATA_SETS as f64)),
        ),
        Claim::new(
            "datasets-ks-share-99",
            "Share of 1000 data sets of 500 true samples of half N(−2, 0.25), half N(2, 0.25) whose KS distance is below 1.63/√500; in the limit of large data sets 1 − 2 exp(−2 · 1.63²).",
            "从混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）抽取 1000 个数据集，每个含 500 个真实样本，其中 KS 距离小于 1.63/√500 的数据集所占的比例；数据集很大时理论值为 1 − 2 exp(−2 · 1.63²)。",
            near(below(1.63), share_error(below(1.63))).false_alarms(3e-4),
            "Four standard errors of a share among 1000. The number above the line, about 10, is no normal number: it is 23 or more for 2 seeds in 10 000.",
            "1000 个数据集中比例的四倍标准误差。越线的个数约为 10，并不服从正态分布：每 1 万个种子约有 2 个达到 23 或更多。",
            Decimals(3).of(|seed| Ok(1.0 - above(seed, 1.63, DATA_SETS)? / DATA_SETS as f64)),
        ),
        Claim::new(
            "datasets-ks-alarms",
            "Of 100 data sets of 500 true samples of half N(−2, 0.25), half N(2, 0.25), the number whose KS distance is above 1.63/√500; in theory 1 on average.",
            "从混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）抽取 100 个数据集，每个含 500 个真实样本，其中 KS 距离大于 1.63/√500 的个数；理论上平均为 1。",
            at_most(5.0).false_alarms(5e-4),
            "Each is above the line with a probability of at most 0.00985: six or more of 100 are, for at most 5 seeds in 10 000.",
            "每个数据集越线的概率不超过 0.00985：100 个中有 6 个或更多越线的情形，每 1 万个种子至多约 5 个。",
            Decimals(0).of(|seed| above(seed, 1.63, 100)),
        ),
        Claim::new(
            "datasets-w1-constant-mixture",
            "Limit of √N times the mean W₁ from N true samples to half N(−2, 0.25), half N(2, 0.25); in theory √(2/π) ∫ √(F(1 − F)) dx.",
            "混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）的 N 个真实样本到该分布的 W₁ 距离的平均值乘以 √N 的极限；理论值为 √(2/π) ∫ √(F(1 − F)) dx。",
            near(bumps.mean, 2e-6),
            TWO_RULES.en,
            TWO_RULES.zh,
            Decimals(3).of(|_| metrics::wasserstein_to_law_null(1, mixture_cdf)),
        ),
        Claim::new(
            "datasets-w1-constant-normal",
            "Limit of √N times the mean W₁ from N true samples to N(0, 1); in theory √(2/π) ∫ √(Φ(1 − Φ)) dx.",
            "N(0, 1) 的 N 个真实样本到 N(0, 1) 的 W₁ 距离的平均值乘以 √N 的极限；理论值为 √(2/π) ∫ √(Φ(1 − Φ)) dx。",
            near(gaussian.mean, 2e-6),
            TWO_RULES.en,
            TWO_RULES.zh,
            Decimals(3).of(|_| metrics::wasserstein_to_law_null(1, normal_cdf)),
        ),
        Claim::new(
            "datasets-w1-mixture",
            "16 times the mean W₁ from 256 true samples to half N(−2, 0.25), half N(2, 0.25), over 500 seeds; in theory 2.056, and 2.061 for large data sets.",
            "混合分布（N(−2, 0.25) 与 N(2, 0.25) 各占一半）的 256 个真实样本到该分布的 W₁ 距离在 500 个种子上的平均值的 16 倍；理论值为 2.056，数据集很大时为 2.061。",
            normal(exact_mean(mixture_cdf, W1_SIZE), standard_error(bumps.sd, REPETITIONS)),
            "Four standard errors about the mean for this size, in which the number of samples below each x is binomial: √N times one W₁ has standard deviation 1.08, that of the area under a Brownian bridge laid over F; a correct program falls outside for about 6 seeds in 100 000.",
            "以这一大小的精确均值为中心的四倍标准误差，求均值时，小于各个 x 的样本个数服从二项分布：单个 W₁ 距离乘以 √N 的标准差为 1.08，即以 F 为时间的布朗桥的绝对值积分的标准差；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(2).of(|seed| {
                Ok((W1_SIZE as f64).sqrt() * mean_w1(&mixture()?, mixture_cdf, seed, REPETITIONS, W1_SIZE)?)
            }),
        ),
        Claim::new(
            "datasets-w1-normal",
            "16 times the mean W₁ from 256 true samples to N(0, 1), over 500 seeds; in theory 1.279, and 1.288 for large data sets.",
            "N(0, 1) 的 256 个真实样本到 N(0, 1) 的 W₁ 距离在 500 个种子上的平均值的 16 倍；理论值为 1.279，数据集很大时为 1.288。",
            normal(exact_mean(normal_cdf, W1_SIZE), standard_error(gaussian.sd, REPETITIONS)),
            "Four standard errors about the mean for this size, in which the number of samples below each x is binomial: √N times one W₁ has standard deviation 0.446, that of the area under a Brownian bridge laid over Φ; a correct program falls outside for about 6 seeds in 100 000.",
            "以这一大小的精确均值为中心的四倍标准误差，求均值时，小于各个 x 的样本个数服从二项分布：单个 W₁ 距离乘以 √N 的标准差为 0.446，即以 Φ 为时间的布朗桥的绝对值积分的标准差；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(2).of(|seed| {
                Ok((W1_SIZE as f64).sqrt() * mean_w1(&Gaussian::standard(1)?, normal_cdf, seed, REPETITIONS, W1_SIZE)?)
            }),
        ),
        Claim::new(
            "datasets-w1-slope",
            "Slope of the logarithm of the mean W₁ from N true samples to N(0, 1) against log N, for N = 64, 256, 1024 and 200 seeds each; in theory −0.4956, and −1/2 for large N.",
            "N(0, 1) 的 N 个真实样本到 N(0, 1) 的平均 W₁ 距离的对数关于 log N 的斜率，N = 64, 256, 1024，各取 200 个种子；理论值为 −0.4956，N 很大时为 −1/2。",
            normal(slope, standard_error(slope_error, W1_REPETITIONS)),
            "Four standard errors about the slope of the means for these sizes: relative to its mean one W₁ has standard deviation 0.446/1.288, a mean over 200 seeds √200 times less, and a line through three points at distances of log 4 again √2 · log 4 times less; a correct program falls outside for about 6 seeds in 100 000.",
            "以这几种大小的精确均值的斜率为中心的四倍标准误差：单个 W₁ 距离的相对标准差为 0.446/1.288；在 200 个种子上取平均，再除以 √200；过间隔为 log 4 的三个点的直线，斜率的标准差再除以 √2 · log 4；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(2).of(w1_slope),
        ),
        Claim::new(
            "datasets-mmd-true-samples",
            "50 times the mean MMD² (bandwidth 1) of two data sets of 100 true samples of N(0, 1), over 500 pairs; in theory 1 − 1/√3.",
            "两个各含 100 个 N(0, 1) 真实样本的数据集之间的 MMD²（带宽为 1）在 500 对数据集上的平均值的 50 倍；理论值为 1 − 1/√3。",
            normal(1.0 - 3_f64.sqrt().recip(), standard_error(mmd_sd(), REPETITIONS)),
            "Four standard errors: MMD² has the mean (2/n)(1 − E k) and the standard deviation (2/n)√(2(1/√5 − 1/√2 + 1/3)); a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：MMD² 的均值为 (2/n)(1 − E k)，标准差为 (2/n)√(2(1/√5 − 1/√2 + 1/3))；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(2).of(mean_mmd),
        ),
        found_by_mmd("datasets-mmd-found-1", 1, 0.995),
        found_by_mmd("datasets-mmd-found-16", 16, 0.897),
        found_by_mmd("datasets-mmd-found-192", 192, 0.331),
        found_by_mmd("datasets-mmd-found-2352", 2352, 0.103),
    ]
}

/// How often a permutation test finds by MMD² that a law is moved by 1 along one of `d` axes.
fn found_by_mmd(id: &'static str, d: usize, share: f64) -> Claim {
    let error = standard_error_of_share(share, PAIRS);
    Claim::new(
        id,
        format!(
            "Share of 400 pairs of data sets, 50 samples of N(0, I) and 50 of the same law moved by 1 along one axis, d = {d}, for which a permutation test of MMD² (bandwidth √(2d), 99 deals, 5 %) finds the difference; expected {share}."
        ),
        format!(
            "取 400 对数据集，每对是 N(0, I) 的 50 个样本和沿一个坐标轴平移 1 之后的 50 个样本，d = {d}；用 MMD² 的置换检验（带宽 √(2d)，99 种分法，5%）发现差别的比例；预期为 {share}。"
        ),
        near(share, 4.0 * error + 3.0 / PAIRS as f64).false_alarms(1e-4),
        REFERENCE.en,
        REFERENCE.zh,
        Decimals(2).of(move |seed| found(d, seed)),
    )
}

const REFERENCE: Text = Text::new(
    "Four standard errors of a share among 400, and 3 pairs more, as small numbers are no normal ones. The value is that of 12 000 pairs, computed apart from this program and good to 0.004; for d = 192 and 2352 the normal law of the quotient 50/√(8d) gives 0.36 and 0.10.",
    "400 对中比例的四倍标准误差，再放宽 3 对，因为很小的个数并不服从正态分布。理论值由另一个程序用 12 000 对算出，误差约为 0.004；d = 192 和 2352 时，由比值 50/√(8d) 按正态分布估计，得 0.36 和 0.10。",
);

const SECOND_TERM: Text = Text::new(
    "Kolmogorov's tail is 2 exp(−2x²) − 2 exp(−8x²) + …: the second term moves the line by less than 3 · 10⁻⁶.",
    "柯尔莫哥洛夫分布的尾概率为 2 exp(−2x²) − 2 exp(−8x²) + …：第二项使这条线的移动小于 3 · 10⁻⁶。",
);

const TWO_RULES: Text = Text::new(
    "Two rules for one integral: adaptive Gauss between quantiles, known to 10⁻⁶, and the trapezoidal rule, known to rounding.",
    "同一个积分的两种算法：分位点之间的自适应高斯求积，误差约为 10⁻⁶；梯形公式，只有舍入误差。",
);

/// 1 − 2 exp(−2x²): Kolmogorov's law beyond 1, to 10⁻⁶.
fn below(x: f64) -> f64 {
    1.0 - 2.0 * (-2.0 * x * x).exp()
}

/// Where 2 exp(−2x²) is `alpha`.
fn line(alpha: f64) -> f64 {
    (0.5 * (2.0 / alpha).ln()).sqrt()
}

/// Of so many data sets of [`SIZE`] true samples of the mixture, how many have a KS distance above `x`/√SIZE.
fn above(seed: Seed, x: f64, n_data_sets: usize) -> flowlab::Result<f64> {
    let samples = mixture()?.sample(seed, n_data_sets * SIZE)?;
    let mut count = 0.0;
    for data in samples.axis_chunks_iter(Axis(0), SIZE) {
        let distance = metrics::ks(&data.column(0), mixture_cdf)?;
        count += f64::from(distance * (SIZE as f64).sqrt() > x);
    }
    Ok(count)
}

/// √N times W₁ from N true samples to their law, for large N: ∫ |B(F(x))| dx for a Brownian bridge B.
struct Spread {
    /// √(2/π) ∫ √(F(1 − F)) dx.
    mean: f64,
    /// The root of ∫∫ cov(|B(F(x))|, |B(F(y))|) dx dy.
    sd: f64,
}

impl Spread {
    /// By the trapezoidal rule, with no term at the ends, where there is nothing left: the mean to rounding, as the
    /// integrand is smooth, the sd to some 0.2 %, as the covariance has a kink at x = y.
    fn of(cdf: fn(f64) -> f64) -> Spread {
        const STEP: f64 = 0.1;
        let x = || (-100..=100).map(|i| STEP * f64::from(i));
        // F and 1 − F, both to their last digit: the laws are even
        let law: Vec<[f64; 2]> = x().map(|x| [cdf(x), cdf(-x)]).filter(|[f, g]| f * g > 0.0).collect();
        let sd = |[f, g]: [f64; 2]| (f * g).sqrt();
        let mut covariances = 0.0;
        for (i, &high) in law.iter().enumerate() {
            for &low in &law[..i] {
                // E|XY| = (2/π)(√(1 − ρ²) + ρ·asin ρ) for standard normal X, Y of correlation ρ
                let rho = (low[0] * high[1] / (high[0] * low[1])).sqrt().min(1.0);
                let product = (1.0 - rho * rho).sqrt() + rho * rho.asin();
                covariances += 2.0 * sd(low) * sd(high) * FRAC_2_PI * (product - 1.0);
            }
            covariances += sd(high).powi(2) * (1.0 - FRAC_2_PI);
        }
        let area = law.iter().map(|&law| sd(law)).sum::<f64>() * STEP;
        Spread { mean: FRAC_2_PI.sqrt() * area, sd: covariances.sqrt() * STEP }
    }
}

/// √n times the mean W₁ from n true samples to their law, which is even: √n ∫ E|Fₙ − F| dx.
///
/// nFₙ(x) is binomial, and De Moivre has E|B − np| = 2np(1 − p)·P(B' = ⌊np⌋) with B' of n − 1 trials.
fn exact_mean(cdf: fn(f64) -> f64, n: usize) -> f64 {
    const STEP: f64 = 0.01;
    let deviation = |x: f64| {
        let (p, q) = (cdf(x), cdf(-x));
        let others = Binomial::new(p, n as u64 - 1).expect("a distribution function is a probability");
        2.0 * p * q * others.pmf((n as f64 * p) as u64)
    };
    let area = (-1000..=1000).map(|i| deviation(STEP * f64::from(i))).sum::<f64>() * STEP;
    area * (n as f64).sqrt()
}

/// The mean over `n_data_sets` of W₁ from `n` true samples to their law.
fn mean_w1(law: &dyn Sample, cdf: fn(f64) -> f64, seed: Seed, n_data_sets: usize, n: usize) -> flowlab::Result<f64> {
    let samples = law.sample(seed, n_data_sets * n)?;
    let mut sum = 0.0;
    for data in samples.axis_chunks_iter(Axis(0), n) {
        sum += metrics::wasserstein_to_law(&data.column(0), cdf)?;
    }
    Ok(sum / n_data_sets as f64)
}

/// The slope of the line through (log N, log mean W₁) for N(0, 1).
fn w1_slope(seed: Seed) -> flowlab::Result<f64> {
    let (law, mut seeds) = (Gaussian::standard(1)?, seed.stream(0));
    let mut means = Vec::new();
    for n in W1_SIZES {
        means.push(mean_w1(&law, normal_cdf, Seed(seeds.random()), W1_REPETITIONS, n)?);
    }
    convergence::order(&W1_SIZES.map(|n| n as f64), &means)
}

/// The standard deviation of n/2 times MMD² of two data sets of n samples of N(0, 1), bandwidth 1, for large n.
///
/// n/2·MMD² tends to Σ λᵢZᵢ² with the eigenvalues λᵢ of the centred kernel, of variance 2·Σ λᵢ², and
/// Σ λᵢ² = E k² − 2 E m² + (E k)² with m(x) = E k(x, X). For D = X − X' ~ N(0, 2): E k = 1/√3, E k² = 1/√5, and from
/// m(x) = exp(−x²/4)/√2: E m² = 1/√8.
fn mmd_sd() -> f64 {
    (2.0 * (5_f64.sqrt().recip() - 2_f64.sqrt().recip() + 1.0 / 3.0)).sqrt()
}

/// n/2 times the mean of MMD² over [`REPETITIONS`] pairs of data sets of n = [`MMD_SIZE`] samples of N(0, 1).
fn mean_mmd(seed: Seed) -> flowlab::Result<f64> {
    let samples = Gaussian::standard(1)?.sample(seed, 2 * MMD_SIZE * REPETITIONS)?;
    let mut sum = 0.0;
    for pair in samples.axis_chunks_iter(Axis(0), 2 * MMD_SIZE) {
        let (a, b) = pair.split_at(Axis(0), MMD_SIZE);
        sum += metrics::mmd(&a, &b, 1.0)?;
    }
    Ok(0.5 * MMD_SIZE as f64 * sum / REPETITIONS as f64)
}

/// The share of [`PAIRS`] pairs of data sets for which the test finds that the second law is moved by 1 along an axis.
fn found(d: usize, seed: Seed) -> flowlab::Result<f64> {
    let (law, mut rng, mut found) = (Gaussian::standard(d)?, seed.stream(0), 0);
    for _ in 0..PAIRS {
        let mut z = law.sample(Seed(rng.random()), 2 * FEW)?;
        z.slice_mut(s![FEW.., 0]).mapv_inplace(|z| z + 1.0);
        let squares = z.map_axis(Axis(1), |z| z.dot(&z));
        let mut kernel = z.dot(&z.t());
        for ((i, j), k) in kernel.indexed_iter_mut() {
            *k = (-(squares[i] + squares[j] - 2.0 * *k) / (4 * d) as f64).exp();
        }
        // MMD² is the sum of all k(zᵢ, zⱼ) with the sign + within a sample and − between the two, over FEW²
        let mut signs = Array1::from_shape_fn(2 * FEW, |i| if i < FEW { 1.0 } else { -1.0 });
        let mmd = |signs: &Array1<f64>| signs.dot(&kernel.dot(signs));
        let seen = mmd(&signs);
        let mut above = 0;
        for _ in 0..DEALS {
            signs.as_slice_mut().expect("a new vector is contiguous").shuffle(&mut rng);
            above += usize::from(mmd(&signs) >= seen);
        }
        found += usize::from(20 * (1 + above) <= 1 + DEALS);
    }
    Ok(found as f64 / PAIRS as f64)
}
