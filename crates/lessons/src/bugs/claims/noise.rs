//! How the noise is drawn: rooms 2 to 4 and 17.

use flowlab::metrics::{ks, kurtosis, lag_correlation};
use flowlab::ndarray::{Array1, Axis};
use flowlab::{Normals, Seed};

use super::program;
use crate::Claim;
use crate::Digits::Decimals;
use crate::claim::{SQUARES, at_most, exact, near, normal, normal_variance, standard_error, standard_error_of_sd};
use crate::models::normal_cdf;
use crate::museum::{Bug, Law, Sampler, Statistic};

/// Increments whose kurtosis is taken, and the standard deviation of one's part in it, for one normal number and for a
/// product of two: √24, and √(μ₈ − μ₄² − 4μ₄(μ₆ − μ₄) + 4μ₄²(μ₄ − 1)) with the moments 9, 225 and 11 025.
const INCREMENTS: usize = 1_000_000;
const KURTOSIS: [(&str, Option<Bug>, f64, f64); 2] =
    [("bugs-kurtosis-right", None, 3.0, 4.899), ("bugs-kurtosis", Some(Bug::NoiseDrawnTwice), 9.0, 75.9)];
/// Sums of 100 increments.
const SUMS: usize = 100_000;
/// Particles, or pairs.
const PARTICLES: usize = 20_000;
/// Clouds, and the spread inside one and of the mean of one where all get the same noise, by the recursion.
const CLOUDS: usize = 400;
const INSIDE: f64 = 0.4448;
const OF_MEAN: f64 = 0.8890;
const ONE: f64 = 0.9941;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = KURTOSIS.map(of_increment).into();
    claims.extend([of_sum(), sum_passes()]);
    claims.extend([("bugs-cloud-right", None), ("bugs-cloud", Some(Bug::OneNoiseForAll))].map(cloud));
    claims.extend([cloud_many(), inside(), one_particle_passes()]);
    claims.extend([("bugs-path-right", None), ("bugs-path", Some(Bug::SameNoiseEachStep))].map(path_variance));
    claims.extend([neighbours_right(), neighbours(), increment_passes()]);
    claims.extend([runs_right(), runs(), run_passes()]);
    claims
}

/// The sampler for N(0, 1) at g = 1 with 100 steps.
fn sampler(bug: Option<Bug>) -> Sampler {
    Sampler { law: Law::Normal, g: 1.0, n: 100, bug }
}

/// dW at the end of so many paths of 100 steps.
fn sums(bug: Option<Bug>, seed: Seed, particles: usize) -> Array1<f64> {
    sampler(bug).increments(seed, particles).sum_axis(Axis(0))
}

fn of_increment((id, bug, value, sd): (&'static str, Option<Bug>, f64, f64)) -> Claim {
    let [en, zh] = program(bug);
    Claim::new(
        id,
        format!("Kurtosis of 1 000 000 increments dW; {en}."),
        format!("1 000 000 个增量 dW 的峰度；{zh}。"),
        normal(value, standard_error(sd, INCREMENTS)),
        "Four standard errors, by the moments up to the eighth.",
        "四倍标准误差，由直到八阶的矩得到。",
        Decimals(2).of(move |seed| {
            let one = Sampler { n: 1, ..sampler(bug) };
            kurtosis(&one.increments(seed, INCREMENTS).row(0))
        }),
    )
}

fn of_sum() -> Claim {
    Claim::new(
        "bugs-kurtosis-end",
        "Kurtosis of 100 000 sums of 100 increments, each the product of two normal numbers; in theory 3 + 6/100.",
        "每个增量是两个正态数之积，100 个增量之和的峰度：100 000 个和；理论值为 3 + 6/100。",
        normal(3.06, standard_error(5.2, SUMS)),
        "Four standard errors; √24 = 4.9 for normal sums, and some 6 % more for these.",
        "四倍标准误差；正态的和为 √24 = 4.9，这里大约多 6%。",
        Decimals(2).of(|seed| {
            let mut all = Vec::with_capacity(SUMS);
            for k in 0..10 {
                // not all increments at once: 10 million numbers
                all.extend(sums(Some(Bug::NoiseDrawnTwice), Seed(seed.0 ^ ((k + 1) << 40)), SUMS / 10));
            }
            kurtosis(&Array1::from(all))
        }),
    )
}

fn sum_passes() -> Claim {
    Claim::new(
        "bugs-kurtosis-ks",
        "Kolmogorov and Smirnov's distance to N(0, 1) of 20 000 such sums.",
        "20 000 个这样的和与 N(0, 1) 的 KS 距离。",
        at_most(0.0175).false_alarms(1e-4),
        "20 000 true samples exceed 0.0157 once in 10 000 times; that the sums are not quite normal adds at most 0.001.",
        "20 000 个真实样本万次中约有一次超过 0.0157；这些和并非完全正态，至多再添 0.001。",
        Decimals(4).of(|seed| ks(&sums(Some(Bug::NoiseDrawnTwice), seed, PARTICLES), normal_cdf)),
    )
}

fn cloud((id, bug): (&'static str, Option<Bug>)) -> Claim {
    let [en, zh] = program(bug);
    let value = if bug.is_some() { OF_MEAN.hypot(INSIDE / 10.0) } else { ONE / 10.0 };
    Claim::new(
        id,
        format!(
            "Standard deviation, over 400 seeds, of the mean of a cloud of 100 ends for N(0, 1), g = 1, n = 100; {en}."
        ),
        format!("数据 N(0, 1)、g = 1、n = 100，每团粒子 100 个终点，粒子的均值在 400 个种子上的标准差；{zh}。"),
        normal(value, standard_error_of_sd(value, 3.0, CLOUDS)),
        "Four standard errors of normal means; the value is by the recursion of the variance.",
        "正态均值的四倍标准误差；该值由方差的递推得到。",
        Decimals(if bug.is_some() { 2 } else { 3 }).of(move |seed| {
            Ok(Statistic::MeanOverSeeds.of(bug, Seed(seed.0 << 20))) // 400 seeds that no other claim has
        }),
    )
}

fn cloud_many() -> Claim {
    Claim::new(
        "bugs-cloud-many",
        "Standard deviation, over seeds, of the mean of a cloud of 10 000 ends of the right program: that of one end by the recursion, over √10000.",
        "正确的程序，每团粒子 10 000 个终点，粒子的均值在各种子上的标准差：由递推得到单个终点的标准差，再除以 √10000。",
        near(ONE / 100.0, 1e-6),
        "No chance. The value is that of other code, to four digits.",
        "不含随机性。该值由另一份代码得到，取四位小数。",
        Decimals(3).of(|_| Ok(sampler(None).moments()[1] / 100.0)),
    )
}

fn inside() -> Claim {
    Claim::new(
        "bugs-cloud-inside",
        "Standard deviation inside a cloud of 20 000 ends that all get the same noise: N(0, 1), g = 1, n = 100.",
        "20 000 个终点全部用同一噪声时，这团粒子内部的标准差：数据 N(0, 1)、g = 1、n = 100。",
        normal(INSIDE, standard_error_of_sd(INSIDE, 3.0, PARTICLES)),
        "Four standard errors: inside the cloud is what is left of the start.",
        "四倍标准误差：这团粒子内部就是起点留下的部分。",
        Decimals(2).of(|seed| Ok(sampler(Some(Bug::OneNoiseForAll)).ends(seed, PARTICLES).std(0.0))),
    )
}

fn one_particle_passes() -> Claim {
    Claim::new(
        "bugs-cloud-ks",
        "Kolmogorov and Smirnov's distance to N(0, 1) of one end from each of 20 000 seeds, with the same noise for all particles.",
        "全体粒子同一噪声，20 000 个种子各取一个终点，与 N(0, 1) 的 KS 距离。",
        at_most(0.0175).false_alarms(1e-4),
        "20 000 true samples exceed 0.0157 once in 10 000 times; the spread 0.994 adds at most 0.0015.",
        "20 000 个真实样本万次中约有一次超过 0.0157；标准差 0.994 至多再添 0.0015。",
        Decimals(4).of(|seed| {
            let end = |k: u64| sampler(Some(Bug::OneNoiseForAll)).ends(Seed((seed.0 << 20) + k), 1)[0];
            ks(&(0..PARTICLES as u64).map(end).collect::<Array1<f64>>(), normal_cdf)
        }),
    )
}

fn path_variance((id, bug): (&'static str, Option<Bug>)) -> Claim {
    let [en, zh] = program(bug);
    Claim::new(
        id,
        format!("Mean square of W₁, the sum of 100 increments, over 20 000 particles; {en}."),
        format!("100 个增量之和 W₁ 的均方，20 000 个粒子；{zh}。"),
        normal_variance(if bug.is_some() { 100.0 } else { 1.0 }, PARTICLES),
        SQUARES.get(flowlab::Lang::En),
        SQUARES.get(flowlab::Lang::Zh),
        Decimals(2).of(move |seed| Ok(sums(bug, seed, PARTICLES).mapv(|w| w * w).sum() / PARTICLES as f64)),
    )
}

/// The correlation of the first increment with the second over all particles.
fn neighbour_correlation(bug: Option<Bug>, seed: Seed) -> f64 {
    let dw = Sampler { n: 2, ..sampler(bug) }.increments(seed, PARTICLES);
    let (first, second) = (dw.row(0), dw.row(1));
    first.dot(&second) / (first.dot(&first) * second.dot(&second)).sqrt()
}

fn neighbours_right() -> Claim {
    Claim::new(
        "bugs-neighbours-right",
        "Correlation of neighbouring increments along one path of 20 000 steps of the right program.",
        "正确的程序，一条 20 000 步的路径上相邻增量的相关系数。",
        normal(0.0, standard_error(1.0, PARTICLES)),
        "Four standard errors, 1/√n each.",
        "四倍标准误差，每个为 1/√n。",
        Decimals(3).of(|seed| {
            let path = Sampler { n: PARTICLES, ..sampler(None) };
            lag_correlation(&path.increments(seed, 1).column(0), 1)
        }),
    )
}

fn neighbours() -> Claim {
    Claim::new(
        "bugs-neighbours",
        "Correlation of the first increment with the second over 20 000 particles that get the same noise in each step.",
        "每步用同一噪声时，第一与第二个增量在 20 000 个粒子上的相关系数。",
        near(1.0, 1e-12),
        "They are the same numbers; sums are rounded.",
        "两者是同样的数；求和有舍入。",
        Decimals(0).of(|seed| Ok(neighbour_correlation(Some(Bug::SameNoiseEachStep), seed))),
    )
}

fn increment_passes() -> Claim {
    Claim::new(
        "bugs-same-ks",
        "Kolmogorov and Smirnov's distance to N(0, 1) of 20 000 increments over √h, one of each particle, with the same noise in each step.",
        "每步用同一噪声时，20 000 个粒子各取一个增量、除以 √h，与 N(0, 1) 的 KS 距离。",
        at_most(0.0157).false_alarms(1.1e-4),
        "20 000 true samples exceed it once in 10 000 times.",
        "20 000 个真实样本万次中约有一次超过它。",
        Decimals(4).of(|seed| {
            let dw = sampler(Some(Bug::SameNoiseEachStep)).increments(seed, PARTICLES);
            ks(&(10.0 * &dw.row(0)), normal_cdf)
        }),
    )
}

/// Two runs, one after the other: the starts have the same seed both times, the noise only if the program is right.
fn two_runs(right: bool, seed: Seed) -> [Array1<f64>; 2] {
    let program = sampler(None);
    let mut starts = vec![0.0; PARTICLES];
    Normals::new(seed, 99).fill(&mut starts);
    let starts = Array1::from(starts);
    [seed, if right { seed } else { Seed(seed.0 ^ (1 << 40)) }]
        .map(|of_noise| program.run(&starts, &program.increments(of_noise, PARTICLES)))
}

fn apart([first, second]: [Array1<f64>; 2]) -> f64 {
    let gap = first - second;
    (gap.dot(&gap) / PARTICLES as f64).sqrt()
}

fn runs_right() -> Claim {
    Claim::new(
        "bugs-runs-right",
        "Root mean square difference of 20 000 ends in two runs with the same seeds for starts and noise.",
        "起点与噪声的种子都相同，两次运行的 20 000 个终点之差的均方根。",
        exact(0.0),
        "The same numbers in the same order.",
        "同样的数，同样的次序。",
        Decimals(0).of(|seed| Ok(apart(two_runs(true, seed)))),
    )
}

/// √2 times the spread that the noise makes.
const RUNS: f64 = 1.2572;

fn runs() -> Claim {
    Claim::new(
        "bugs-runs",
        "The same where only the starts have a seed: N(0, 1), g = 1, n = 100.",
        "只有起点设了种子时的同一个量：数据 N(0, 1)、g = 1、n = 100。",
        normal(RUNS, standard_error_of_sd(RUNS, 3.0, PARTICLES)),
        "Four standard errors; √2 times the spread that the noise makes, by the recursion.",
        "四倍标准误差；√2 乘以噪声造成的标准差，由递推得到。",
        Decimals(2).of(|seed| Ok(apart(two_runs(false, seed)))),
    )
}

fn run_passes() -> Claim {
    Claim::new(
        "bugs-runs-spread",
        "Standard deviation of the 20 000 ends of the second of these runs.",
        "其中第二次运行的 20 000 个终点的标准差。",
        normal(ONE, standard_error_of_sd(ONE, 3.0, PARTICLES)),
        "Four standard errors.",
        "四倍标准误差。",
        Decimals(2).of(|seed| Ok(two_runs(false, seed)[1].std(0.0))),
    )
}
