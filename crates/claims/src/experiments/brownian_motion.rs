//! Lesson 10: how long, how rough and how far a Brownian path on [0, 1] is, in one dimension.

use std::f64::consts::PI;

use flowlab::rand::Rng;
use flowlab::{BrownianPath, Seed, Text, TimeGrid};

use crate::Claim;

const LESSON: &str = "brownian-motion";
/// Paths that are in memory at once.
const BLOCK: usize = 1000;

/// Four standard errors of a mean over `n_paths` paths, where one path has standard deviation `sd`.
fn four_errors(sd: f64, n_paths: usize) -> f64 {
    4.0 * sd / (n_paths as f64).sqrt()
}

pub fn claims() -> [Claim; 3] {
    // |eps| with eps ~ N(0, 1) has mean sqrt(2 / pi) and variance 1 - 2 / pi.
    let (abs_mean, abs_sd) = ((2.0 / PI).sqrt(), (1.0 - 2.0 / PI).sqrt());
    [
        Claim {
            id: "brownian-quadratic-variation",
            lesson: LESSON,
            statement: Text::new(
                "Mean of the sum of squared increments over 1000 steps of [0, 1]; 10 000 paths; in theory 1.",
                "把 [0, 1] 分成 1000 步，增量平方和的平均值；10 000 条路径；理论值为 1。",
            ),
            expected: 1.0,
            tolerance: four_errors((2.0_f64 / 1000.0).sqrt(), 10_000),
            reason: Text::new(
                "Four standard errors: one path has standard deviation √(2/n); a correct program falls outside for about 6 seeds in 100 000.",
                "四倍标准误差：单条路径的标准差为 √(2/n)；正确的程序每 10 万个种子约有 6 个越界。",
            ),
            seed: Seed(101),
            digits: 3,
            run: |seed| mean_over_paths(seed, 1000, 10_000, |w| w.increments().mapv(|dw| dw * dw).sum()),
        },
        Claim {
            id: "brownian-total-variation",
            lesson: LESSON,
            statement: Text::new(
                "Mean of the sum of absolute increments over 1000 steps of [0, 1]; 10 000 paths; in theory √(2n/π).",
                "把 [0, 1] 分成 1000 步，增量绝对值之和的平均值；10 000 条路径；理论值为 √(2n/π)。",
            ),
            expected: 1000_f64.sqrt() * abs_mean,
            tolerance: four_errors(abs_sd, 10_000),
            reason: Text::new(
                "Four standard errors: one path has standard deviation √(1 − 2/π), at any n; a correct program falls outside for about 6 seeds in 100 000.",
                "四倍标准误差：单条路径的标准差为 √(1 − 2/π)，与 n 无关；正确的程序每 10 万个种子约有 6 个越界。",
            ),
            seed: Seed(102),
            digits: 2,
            run: |seed| mean_over_paths(seed, 1000, 10_000, |w| w.increments().mapv(f64::abs).sum()),
        },
        Claim {
            id: "brownian-mean-distance",
            lesson: LESSON,
            statement: Text::new(
                "Mean distance |W₁| from the start at time 1, after 100 steps; 100 000 paths; in theory √(2/π).",
                "走 100 步到时刻 1，离起点的平均距离 |W₁|；100 000 条路径；理论值为 √(2/π)。",
            ),
            expected: abs_mean,
            tolerance: four_errors(abs_sd, 100_000),
            reason: Text::new(
                "Four standard errors: |W₁| has standard deviation √(1 − 2/π); a correct program falls outside for about 6 seeds in 100 000.",
                "四倍标准误差：|W₁| 的标准差为 √(1 − 2/π)；正确的程序每 10 万个种子约有 6 个越界。",
            ),
            seed: Seed(103),
            digits: 3,
            run: |seed| mean_over_paths(seed, 100, 100_000, |w| w.last().mapv(f64::abs).sum()),
        },
    ]
}

/// The mean over independent paths on [0, 1], their number a multiple of [`BLOCK`], of a quantity that `total` adds up
/// over the paths of a block.
fn mean_over_paths(
    seed: Seed,
    n_steps: usize,
    n_paths: usize,
    total: fn(&BrownianPath) -> f64,
) -> flowlab::Result<f64> {
    let grid = TimeGrid::uniform(0.0, 1.0, n_steps)?;
    let mut seeds = seed.stream(0);
    let mut sum = 0.0;
    for _ in 0..n_paths / BLOCK {
        sum += total(&BrownianPath::sample(Seed(seeds.random()), &grid, BLOCK, 1)?);
    }
    Ok(sum / n_paths as f64)
}
