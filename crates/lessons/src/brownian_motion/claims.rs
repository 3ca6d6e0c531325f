//! Lesson 10: how long, how rough and how far a Brownian path on [0, 1] is, in one dimension.

use std::f64::consts::PI;

use flowlab::ndarray::Axis;
use flowlab::rand::Rng;
use flowlab::rand_distr::StandardNormal;
use flowlab::{BrownianPath, Seed, Text};

use crate::Digits::Decimals;
use crate::claim::{
    Claim, SQUARES, at_most, count_unequal, normal, normal_variance, standard_error, standard_error_of_sd,
    standard_error_of_share, unit_grid,
};

/// Paths that are in memory at once.
const BLOCK: usize = 1000;
/// Paths of the claims on the highest point.
const PATHS: usize = 100_000;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = paths().into();
    let powers =
        [("brownian-power-0", 0.0, "0", 0), ("brownian-power-half", 0.5, "1/2", 2), ("brownian-power-1", 1.0, "1", 4)];
    claims.extend(powers.map(noise_power));
    claims.extend([bridge_keeps(), bridge_is_brownian()]);
    claims.extend([("brownian-peak-10", 10, PEAK_10), ("brownian-peak-100", 100, PEAK_100)].map(peak_on_a_grid));
    claims.push(peak_with_the_bridge());
    claims
}

/// The probability that a path with 10, or 100, steps of [0, 1] is at 1 or above at a point of the grid: a test computes
/// them.
const PEAK_10: f64 = 0.242214;
const PEAK_100: f64 = 0.290540;
/// The same for the path itself: 2·(1 − Φ(1)).
const PEAK: f64 = 0.3173105;

/// The claim on the share of paths that reach 1 at a point of the grid, from its id, the steps and the probability.
fn peak_on_a_grid((id, n_steps, probability): (&'static str, usize, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Share of the paths with {n_steps} steps of [0, 1] whose largest value at a point of the grid is at least 1; 100 000 paths; in theory {probability:.4}, and 2·(1 − Φ(1)) = 0.3173 for the path between the points too."
        ),
        format!(
            "把 [0, 1] 分成 {n_steps} 步，路径在网格点上的最大值不小于 1 的比例；100 000 条路径；理论值为 {probability:.4}，若网格点之间也算在内则为 2·(1 − Φ(1)) = 0.3173。"
        ),
        normal(probability, standard_error_of_share(probability, PATHS)),
        SHARE.en,
        SHARE.zh,
        Decimals(3).of(move |seed| {
            mean_over_paths(seed, n_steps, PATHS, |w| {
                let highest = w.values().map_axis(Axis(0), |w| w.fold(0.0, |most: f64, w| most.max(*w)));
                highest.mapv(|most| f64::from(most >= 1.0)).sum()
            })
        }),
    )
}

fn peak_with_the_bridge() -> Claim {
    Claim::new(
        "brownian-peak-bridge",
        "Share of the paths with 10 steps of [0, 1] that reach 1, where for each step from a < 1 to b < 1 it is drawn with the probability exp(−2(1 − a)(1 − b)/h) whether the path reaches 1 between the points; 100 000 paths; in theory 2·(1 − Φ(1)) = 0.3173.",
        "把 [0, 1] 分成 10 步，路径达到 1 的比例；对从 a < 1 到 b < 1 的每一步，按概率 exp(−2(1 − a)(1 − b)/h) 抽取它在两点之间是否达到 1；100 000 条路径；理论值为 2·(1 − Φ(1)) = 0.3173。",
        normal(PEAK, standard_error_of_share(PEAK, PATHS)),
        SHARE.en,
        SHARE.zh,
        Decimals(3).of(|seed| {
            let mut draws = seed.stream(1);
            let mut meets = |w: &BrownianPath, k| {
                let room: Vec<f64> = w.particle(k).iter().map(|w| (1.0 - w).max(0.0)).collect();
                let chances = room.windows(2).map(|pair| (-20.0 * pair[0] * pair[1]).exp());
                chances.filter(|chance| draws.random::<f64>() < *chance).count() > 0
            };
            mean_over_paths(seed, 10, PATHS, |w| (0..BLOCK).filter(|k| meets(w, *k)).count() as f64)
        }),
    )
}

const SHARE: Text = Text::new(
    "Four standard errors of a share: √(p(1 − p)/N); a correct program falls outside for about 6 seeds in 100 000.",
    "比例的四倍标准误差，即 √(p(1 − p)/N) 的四倍；正确的程序每 10 万个种子约有 6 个越界。",
);

fn paths() -> [Claim; 7] {
    // |eps| with eps ~ N(0, 1) has mean sqrt(2 / pi) and variance 1 - 2 / pi.
    let (abs_mean, abs_sd) = ((2.0 / PI).sqrt(), (1.0 - 2.0 / PI).sqrt());
    let abs_kurtosis = 8.0 * (PI - 3.0) / (PI - 2.0).powi(2); // beyond the 3 of a normal number
    [
        Claim::new(
            "brownian-quadratic-variation",
            "Mean of the sum of squared increments over 1000 steps of [0, 1]; 10 000 paths; in theory 1.",
            "把 [0, 1] 分成 1000 步，增量平方和的平均值；10 000 条路径；理论值为 1。",
            normal(1.0, standard_error((2.0_f64 / 1000.0).sqrt(), 10_000)),
            "Four standard errors: one path has standard deviation √(2/n); a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：单条路径的标准差为 √(2/n)；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(3)
                .of(|seed| mean_over_paths(seed, 1000, 10_000, |w| w.increments().mapv(|dw| dw * dw).sum()))
                .from_seed(101),
        ),
        Claim::new(
            "brownian-quadratic-variation-sd",
            "Standard deviation, from path to path, of the sum of squared increments over 1000 steps of [0, 1]; root mean square distance from 1 over 10 000 paths; in theory √(2/n).",
            "把 [0, 1] 分成 1000 步，增量平方和在不同路径之间的标准差；对 10 000 条路径取离 1 的均方根距离；理论值为 √(2/n)。",
            normal(
                (2.0_f64 / 1000.0).sqrt(),
                standard_error_of_sd((2.0_f64 / 1000.0).sqrt(), 3.0 + 12.0 / 1000.0, 10_000),
            ),
            "Four standard errors: n times the sum is a chi-square number of n degrees of freedom, of kurtosis 3 + 12/n; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：平方和的 n 倍服从自由度为 n 的卡方分布，峰度为 3 + 12/n；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(4).of(|seed| {
                let squares = |w: &BrownianPath| {
                    let sums = w.increments().mapv(|dw| dw * dw).sum_axis(Axis(0));
                    sums.mapv(|q| (q - 1.0).powi(2)).sum()
                };
                Ok(mean_over_paths(seed, 1000, 10_000, squares)?.sqrt())
            }),
        ),
        Claim::new(
            "brownian-total-variation",
            "Mean of the sum of absolute increments over 1000 steps of [0, 1]; 10 000 paths; in theory √(2n/π).",
            "把 [0, 1] 分成 1000 步，增量绝对值之和的平均值；10 000 条路径；理论值为 √(2n/π)。",
            normal(1000_f64.sqrt() * abs_mean, standard_error(abs_sd, 10_000)),
            "Four standard errors: one path has standard deviation √(1 − 2/π), at any n; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：单条路径的标准差为 √(1 − 2/π)，与 n 无关；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(2)
                .of(|seed| mean_over_paths(seed, 1000, 10_000, |w| w.increments().mapv(f64::abs).sum()))
                .from_seed(102),
        ),
        Claim::new(
            "brownian-total-variation-100",
            "Mean of the sum of absolute increments over 100 steps of [0, 1]; 10 000 paths; in theory √(2n/π).",
            "把 [0, 1] 分成 100 步，增量绝对值之和的平均值；10 000 条路径；理论值为 √(2n/π)。",
            normal(100_f64.sqrt() * abs_mean, standard_error(abs_sd, 10_000)),
            "Four standard errors: one path has standard deviation √(1 − 2/π), at any n; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：单条路径的标准差为 √(1 − 2/π)，与 n 无关；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(2).of(|seed| mean_over_paths(seed, 100, 10_000, |w| w.increments().mapv(f64::abs).sum())),
        ),
        Claim::new(
            "brownian-total-variation-sd",
            "Standard deviation, from path to path, of the sum of absolute increments over 100 steps of [0, 1]; root mean square distance from √(2n/π) over 40 000 paths; in theory √(1 − 2/π).",
            "把 [0, 1] 分成 100 步，增量绝对值之和在不同路径之间的标准差；对 40 000 条路径取离 √(2n/π) 的均方根距离；理论值为 √(1 − 2/π)。",
            normal(abs_sd, standard_error_of_sd(abs_sd, 3.0 + abs_kurtosis / 100.0, 40_000)),
            "Four standard errors: |ε| has the kurtosis 3 + 8(π − 3)/(π − 2)², a sum of n of them 3 + 8(π − 3)/(π − 2)²/n; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：|ε| 的峰度为 3 + 8(π − 3)/(π − 2)²，n 个之和的峰度为 3 + 8(π − 3)/(π − 2)²/n；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(3).of(|seed| {
                let squares = |w: &BrownianPath| {
                    let sums = w.increments().mapv(f64::abs).sum_axis(Axis(0));
                    sums.mapv(|v| (v - (200.0 / PI).sqrt()).powi(2)).sum()
                };
                Ok(mean_over_paths(seed, 100, 40_000, squares)?.sqrt())
            }),
        ),
        Claim::new(
            "brownian-mean-distance",
            "Mean distance |W₁| from the start at time 1, after 100 steps; 100 000 paths; in theory √(2/π).",
            "走 100 步到时刻 1，离起点的平均距离 |W₁|；100 000 条路径；理论值为 √(2/π)。",
            normal(abs_mean, standard_error(abs_sd, 100_000)),
            "Four standard errors: |W₁| has standard deviation √(1 − 2/π); a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：|W₁| 的标准差为 √(1 − 2/π)；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(3)
                .of(|seed| mean_over_paths(seed, 100, 100_000, |w| w.last().mapv(f64::abs).sum()))
                .from_seed(103),
        ),
        Claim::new(
            "brownian-covariance",
            "Mean of W(1/4)·W(3/4); 100 000 paths with 4 steps of [0, 1]; in theory min(s, t) = 1/4.",
            "W(1/4)·W(3/4) 的平均值；把 [0, 1] 分成 4 步，100 000 条路径；理论值为 min(s, t) = 1/4。",
            normal(0.25, standard_error((0.25_f64 * 0.75 + 0.25 * 0.25).sqrt(), 100_000)),
            "Four standard errors: for s < t the product has the variance st + s²; a correct program falls outside for about 6 seeds in 100 000.",
            "四倍标准误差：当 s < t 时，乘积的方差为 st + s²；正确的程序每 10 万个种子约有 6 个越界。",
            Decimals(3).of(|seed| mean_over_paths(seed, 4, 100_000, |w| (&w.view(1) * &w.view(3)).sum())),
        ),
    ]
}

/// The claim on noise of the size (1/n)ᵖ in each of n steps, from its id, p, p in words, and the decimals.
fn noise_power((id, p, power, decimals): (&'static str, f64, &str, usize)) -> Claim {
    let variance = 100_f64.powf(1.0 - 2.0 * p);
    Claim::new(
        id,
        format!(
            "Variance at t = 1 after n = 100 steps of (1/n)^p·ε with p = {power}; mean square of 20 000 sums; in theory n^(1 − 2p)."
        ),
        format!(
            "走 n = 100 步，每步移动 (1/n)^p·ε，p = {power}，到 t = 1 时的方差；取 20 000 个和的平方的平均值；理论值为 n^(1 − 2p)。"
        ),
        normal_variance(variance, 20_000),
        SQUARES.en,
        SQUARES.zh,
        Decimals(decimals).of(move |seed| Ok(variance_of_sums(seed, p))),
    )
}

fn bridge_keeps() -> Claim {
    Claim::new(
        "brownian-bridge-keeps-the-path",
        "Values of 1000 paths with 10 steps that differ from those at the same times after each step was cut into 100; compared bit for bit; in theory none.",
        "1000 条路径各 10 步，把每步再分成 100 小步之后，原有时刻的值发生改变的个数；逐位比较；理论值为 0。",
        at_most(0.0),
        "No chance, whatever the path: the values at the old knots are stored, and the new ones are put between them.",
        "与路径无关，不含随机性：旧网格点上的值是存下来的，新的值填在它们之间。",
        Decimals(0).of(|seed| {
            let coarse = BrownianPath::sample(seed, &unit_grid(10)?, 1000, 1)?;
            let again = coarse.refine(100, seed)?.coarsen(100)?;
            Ok(count_unequal(coarse.values(), again.values()))
        }),
    )
}

fn bridge_is_brownian() -> Claim {
    Claim::new(
        "brownian-bridge-quadratic-variation",
        "Mean of the sum of squared increments over 1000 steps of [0, 1], for paths drawn with 10 steps, each of which was then cut into 100; 10 000 paths; in theory 1.",
        "先按 10 步采样路径，再把每步分成 100 小步，共 1000 步，[0, 1] 上增量平方和的平均值；10 000 条路径；理论值为 1。",
        normal(1.0, standard_error((2.0_f64 / 1000.0).sqrt(), 10_000)),
        "Four standard errors: a refined path is a Brownian path, so the standard deviation of one is √(2/n); a correct program falls outside for about 6 seeds in 100 000.",
        "四倍标准误差：加密后的路径仍是布朗路径，单条路径的标准差为 √(2/n)；正确的程序每 10 万个种子约有 6 个越界。",
        Decimals(3).of(|seed| {
            let grid = unit_grid(10)?;
            let mut seeds = seed.stream(0);
            let mut sum = 0.0;
            for _ in 0..10_000 / BLOCK {
                let coarse = BrownianPath::sample(Seed(seeds.random()), &grid, BLOCK, 1)?;
                sum += coarse.refine(100, Seed(seeds.random()))?.increments().mapv(|dw| dw * dw).sum();
            }
            Ok(sum / 10_000.0)
        }),
    )
}

/// The mean square of 20 000 sums of 100 terms 100⁻ᵖ·ε with fresh ε ~ N(0, 1).
fn variance_of_sums(seed: Seed, p: f64) -> f64 {
    let (mut rng, size) = (seed.stream(0), 100_f64.powf(-p));
    let mut sum = || (0..100).map(|_| size * rng.sample::<f64, _>(StandardNormal)).sum::<f64>();
    (0..20_000).map(|_| sum().powi(2)).sum::<f64>() / 20_000.0
}

/// The mean over independent paths on [0, 1], their number a multiple of [`BLOCK`], of a quantity that `total` adds up
/// over the paths of a block.
fn mean_over_paths(
    seed: Seed,
    n_steps: usize,
    n_paths: usize,
    mut total: impl FnMut(&BrownianPath) -> f64,
) -> flowlab::Result<f64> {
    let grid = unit_grid(n_steps)?;
    let mut seeds = seed.stream(0);
    let mut sum = 0.0;
    for _ in 0..n_paths / BLOCK {
        sum += total(&BrownianPath::sample(Seed(seeds.random()), &grid, BLOCK, 1)?);
    }
    Ok(sum / n_paths as f64)
}

#[cfg(test)]
mod tests {
    use flowlab::statrs::distribution::{ContinuousCDF, Normal};

    use super::*;

    /// The probability that a path with `n_steps` steps is at 1 or above at a point of the grid. The density of those
    /// that have stayed below is carried from point to point, by Simpson's rule on 400 cells of [−7, 1].
    fn peak(n_steps: usize) -> f64 {
        let (cells, h) = (400, 1.0 / n_steps as f64);
        let width = 8.0 / cells as f64;
        let x: Vec<f64> = (0..=cells).map(|k| -7.0 + width * k as f64).collect();
        let bell = |z: f64| (-0.5 * z * z / h).exp() / (2.0 * PI * h).sqrt();
        let weight = |k: usize| width / 3.0 * [2.0, 4.0][k % 2] * if k == 0 || k == cells { 0.5 } else { 1.0 };
        let mut below: Vec<f64> = x.iter().map(|x| bell(*x)).collect();
        for _ in 1..n_steps {
            let carried = |y: &f64| (0..=cells).map(|k| weight(k) * below[k] * bell(y - x[k])).sum::<f64>();
            below = x.iter().map(carried).collect();
        }
        1.0 - below.iter().enumerate().map(|(k, below)| weight(k) * below).sum::<f64>()
    }

    #[test]
    fn what_a_grid_sees_of_the_highest_point_is_as_stated() {
        // half a unit of the last digit, and Simpson's error
        assert!((peak(10) - PEAK_10).abs() < 2e-6, "{}", peak(10));
        assert!((peak(100) - PEAK_100).abs() < 2e-6, "{}", peak(100));
        let path = 2.0 * Normal::standard().sf(1.0);
        assert!((path - PEAK).abs() < 5e-8, "{path}");
    }
}
