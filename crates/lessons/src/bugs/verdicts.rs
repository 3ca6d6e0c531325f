//! Lesson 22, bugs.

use std::f64::consts::FRAC_PI_2;

use flowlab::Seed;
use flowlab::ndarray::{Array1, array, s};

use super::solutions;
use crate::museum::{Bug, Law, Sampler};
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes n and returns the kurtosis of the sum of n independent increments, each of which is the product
    /// of two independent standard normal numbers: 3 + 6/n.
    fn end_kurtosis(n: usize) -> f64, let &n = input;

    /// A function that takes g > 0 and returns the standard deviation, over seeds, of the mean of a large cloud in which all
    /// particles get the same noise; data N(0, 1), linear path, small steps: √(1 − e^(−πg/2)).
    fn cloud_mean_spread(g: f64) -> f64, let &g = input;

    /// A function that takes n and returns how many steps the loop `while t < 1` takes in f64, from t = 0 with h = 1/n.
    fn steps_taken(n: usize) -> usize, let &n = input;

    /// A function that takes n and a data point z, and returns the root mean square distance from z at which the linear path
    /// stops if the last of n equal steps is left out: √(z² + 1)/n.
    fn residual(n: usize, z: f64) -> f64, let &(n, z) = input;

    /// A function that takes the end points of the sampler for N(0, 1) with the dial g = 2 and 100 steps, and says whether
    /// the program is wrong. The right one ends with the spread 0.9973.
    fn is_wrong(ends: &Array1<f64>) -> bool, let (_, ends) = input;

    /// A function that takes increments in the order of time, and returns their correlation with the next:
    /// Σ(xᵢ − x̄)(xᵢ₊₁ − x̄)/Σ(xᵢ − x̄)².
    fn neighbour_correlation(increments: &Array1<f64>) -> f64, let increments = input;
}

fn end_kurtosis() -> Check<usize, f64> {
    Check {
        shown: |n| both(format!("n = {n}")),
        inputs: vec![1, 4, 10, 100],
        mistakes: mistakes! {
            |_| 9.0,
                "9 is the kurtosis of one increment: of a sum the excess over 3 is smaller, the more terms it has",
                "9 是单个增量的峰度：求和之后，超出 3 的部分随项数增多而减小";
            |_| 3.0,
                "3 is the limit of many steps: at n = 1 it must be 9",
                "3 是步数很多时的极限：n = 1 时应是 9";
            |&n| 6.0 / n as f64,
                "this is the excess over the normal law: add its 3",
                "这是超出正态分布的部分：还要加上正态分布的 3";
            |&n| 9.0 / n as f64,
                "only the excess 9 − 3 is divided by n: with many steps the kurtosis tends to 3, not to 0",
                "只有超出的部分 9 − 3 除以 n：步数很多时峰度趋于 3，而不是 0";
            |&n| 3.0 + 9.0 / n as f64,
                "the excess of one increment is 9 − 3 = 6: at n = 1 this is 12",
                "单个增量超出的部分是 9 − 3 = 6：照这样，n = 1 时会得 12";
            |&n| 3.0 + 6.0 / (n as f64).sqrt(),
                "fourth cumulants add up like variances: the excess falls as 1/n, not as 1/√n",
                "四阶累积量与方差一样可加：超出的部分按 1/n 减小，而不是 1/√n";
        },
    }
}

fn cloud_mean_spread() -> Check<f64, f64> {
    Check {
        shown: |g| both(format!("g = {g}")),
        inputs: vec![1.0, 0.5, 2.0, 0.1],
        mistakes: mistakes! {
            |_| 0.0,
                "this is the right program's, with many particles: here they all get the same push, and it does not average out",
                "这是正确程序在粒子很多时的值：这里所有粒子受到同样的推动，平均也抵消不掉";
            |g| 1.0 - (-FRAC_PI_2 * g).exp(),
                "this is the variance: take its root",
                "这是方差：还要开平方";
            |g| (-FRAC_PI_2 / 2.0 * g).exp(),
                "this is the spread inside the cloud, what is left of the start: the mean has the rest of the variance 1",
                "这是一团粒子内部的标准差，即起点留下的部分：方差 1 中其余的都归粒子的均值";
            |g| (1.0 - (-FRAC_PI_2 / 2.0 * g).exp()).sqrt(),
                "e^(−πg/4) is the factor of a place: the variance has its square",
                "e^(−πg/4) 是位置所乘的因子：方差要乘它的平方";
            |g| 1.0 - (-FRAC_PI_2 / 2.0 * g).exp(),
                "variances add up, standard deviations do not: 1 is the sum of the squares",
                "相加的是方差，不是标准差：两者的平方和才是 1";
        },
    }
}

fn steps_taken() -> Check<usize, usize> {
    Check {
        shown: |n| both(format!("n = {n}")),
        inputs: vec![8, 10, 20, 30, 49, 50, 90, 100, 6, 7],
        mistakes: mistakes! {
            |&n| n,
                "this is what the loop should do: in f64 the sum of n steps of 1/n is not always 1",
                "这是循环本应走的步数：在 f64 中，n 个 1/n 相加不一定等于 1";
            |&n| n + 1,
                "not always: for n = 8 each sum is exact, and the loop ends in time",
                "并不总是如此：n = 8 时每次相加都精确，循环会按时结束";
            |&n| n + (n % 2),
                "it does not go by parity: 10 is even and takes 11 steps, 49 is odd and takes 49",
                "与奇偶无关：10 是偶数，却走 11 步；49 是奇数，却走 49 步";
            |&n| if n.is_power_of_two() { n } else { n + 1 },
                "only powers of two are exact, but the rounding of others may as well end above 1: n = 20 takes 20 steps",
                "精确的确实只有 2 的幂，但其他的 n 舍入之后也可能不小于 1：n = 20 就走 20 步";
        },
    }
}

fn residual() -> Check<(usize, f64), f64> {
    Check {
        shown: |(n, z)| both(format!("n = {n}, z = {z}")),
        inputs: vec![(10, 1.0), (10, 0.0), (50, -2.0), (4, 3.0)],
        mistakes: mistakes! {
            |&(n, _)| 1.0 / n as f64,
                "this is the noise that is left: the place is also short of z by z/n",
                "这只是留下的噪声：位置离 z 也还差 z/n";
            |&(n, z)| (z * z + 1.0) / (n * n) as f64,
                "this is the mean square: take its root",
                "这是均方：还要开平方";
            |&(n, z)| z.abs() / n as f64,
                "this is how far the mean is short of z: the noise that is left is missing",
                "这只是均值与 z 的差距：漏了留下的噪声";
            |&(n, z)| (z.abs() + 1.0) / n as f64,
                "squares add up: the shift and the noise stand at a right angle",
                "应当平方相加：偏移与噪声相互“垂直”";
            |&(n, z)| (z * z + 1.0).sqrt() / (n as f64).sqrt(),
                "the last step is 1/n of the straight path: the factor is 1/n, not its root",
                "最后一步占直线路程的 1/n：因子是 1/n，不开平方";
            |_| 0.0,
                "0 is the right program's: without the last step the time is 1 − 1/n",
                "0 是正确程序的值：少了最后一步，时间只到 1 − 1/n";
        },
    }
}

/// The end points that the exercise is tried on: those of the right program twice, of room 2, and of rooms 1, 7, 8 and 9.
fn is_wrong() -> Check<(Option<Bug>, Array1<f64>), bool> {
    const PROGRAMS: [Option<Bug>; 7] = [
        None,
        None,
        Some(Bug::NoiseDrawnTwice),
        Some(Bug::NoiseTimesH),
        Some(Bug::ScoreLeftOut),
        Some(Bug::ScoreSign),
        Some(Bug::VarianceForSigma),
    ];
    let ends = |(k, bug): (u64, Option<Bug>)| {
        (bug, Sampler { law: Law::Normal, g: 2.0, n: 100, bug }.ends(Seed(2200 + k), 2000))
    };
    Check {
        shown: |(bug, ends)| {
            let [en, zh] = match bug {
                None => ["the right program".to_string(), "正确的程序".to_string()],
                Some(bug) => {
                    let (room, name) = (bug.room(), bug.name());
                    [
                        format!("room {room}, {}", name.get(flowlab::Lang::En)),
                        format!("第 {room} 室：{}", name.get(flowlab::Lang::Zh)),
                    ]
                }
            };
            [format!("{} end points of {en},", ends.len()), format!(" {} 个终点（{zh}）", ends.len())]
        },
        inputs: (0..).zip(PROGRAMS).map(ends).collect(),
        mistakes: mistakes! {
            |_| false,
                "all of them slip through: choose a statistic that these bugs move; the mean is not one",
                "全都漏过去了：换一个会被这些错误改变的统计量；均值不行";
            |_| true,
                "the right program is called wrong too: no sample has the spread 0.9973 exactly, allow some four standard errors",
                "连正确的程序也判为错误：样本的标准差不会恰好是 0.9973，要容许大约四个标准误差";
            |(_, ends)| ends.std(0.0) > 1.1,
                "room 1 slips through: its spread is too small, so look to both sides",
                "漏过了第 1 室：它的标准差偏小，两侧都要看";
            |(_, ends)| ends.std(0.0) < 0.9,
                "rooms 7, 8 and 9 slip through: their spread is too great, so look to both sides",
                "漏过了第 7、8、9 室：它们的标准差偏大，两侧都要看";
            |(_, ends)| (ends.std(0.0) - 0.9973).abs() > 0.5,
                "room 9 slips through: the tolerance is wider than its gap, and some 30 times the noise",
                "漏过了第 9 室：容差比它的差距还大，是噪声的三十多倍";
            |(_, ends)| (ends.std(0.0) - 0.9973).abs() < 0.1,
                "the answers are turned round: `true` says that the program is wrong",
                "答反了：`true` 的意思是程序有错";
        },
    }
}

fn neighbour_correlation() -> Check<Array1<f64>, f64> {
    fn products(x: &Array1<f64>) -> f64 {
        x.slice(s![..-1]).dot(&x.slice(s![1..]))
    }
    fn centred(x: &Array1<f64>) -> Array1<f64> {
        x - x.mean().unwrap()
    }
    fn pearson(x: &Array1<f64>) -> f64 {
        let (first, second) = (centred(&x.slice(s![..-1]).to_owned()), centred(&x.slice(s![1..]).to_owned()));
        first.dot(&second) / (first.dot(&first) * second.dot(&second)).sqrt()
    }
    Check {
        shown: |x| [format!("the increments {x}"), format!("增量 {x}")],
        inputs: vec![
            array![1.0, 2.0, 0.5, -1.0, 0.25],
            array![0.5, -0.5, 1.5, -2.0],
            array![3.0, 2.5, 2.0, 4.0, 3.5, 1.0],
        ],
        mistakes: mistakes! {
            |x| products(x) / x.dot(x),
                "the increments are not centred: take off their mean first",
                "没有中心化：先减去均值";
            |x| products(&centred(x)) / x.len() as f64,
                "this is a covariance: divide by the sum of the squares, not by n",
                "这是协方差：要除以平方和，而不是 n";
            |_| 1.0,
                "this is each increment with itself, which is always 1: take the next one",
                "这是每个增量与它自己相乘，总是 1：要与下一个相乘";
            pearson,
                "two means and two variances, one for each end: here one mean and one sum of squares, those of all increments",
                "这里对首尾两段各用了一个均值和方差：题目只用全体增量的一个均值和一个平方和";
            |x| products(&centred(x)) / centred(x).dot(&centred(x)) * x.len() as f64 / (x.len() - 1) as f64,
                "both sums as they are: the one above has n − 1 terms, the one below n, and neither is divided by its number",
                "两个和都照原样：分子有 n − 1 项，分母有 n 项，都不除以项数";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::{Gaussian, Sample};
    use flowlab::metrics;

    #[test]
    fn the_kurtosis_of_a_sum_is_that_of_its_fourth_cumulants() {
        // a product of two normals: second moment 1, fourth 9, fourth cumulant 9 − 3·1²; a sum of n has n times both cumulants
        for n in [1, 2, 7, 100] {
            let (variance, cumulant) = (n as f64, 6.0 * n as f64);
            assert!((3.0 + cumulant / (variance * variance) - solutions::end_kurtosis(n)).abs() < 1e-14);
        }
    }

    #[test]
    fn the_mean_of_the_cloud_and_its_inside_share_the_variance_one() {
        for g in [0.1, 0.5, 1.0, 2.0] {
            // ∫ of the rate of a place, (2t − 1)/v − g(1 − t)/v: the first has no integral, the second −gπ/4 (midpoints)
            let n = 2000;
            let rate = |k: i32| {
                let t = (f64::from(k) + 0.5) / f64::from(n);
                ((2.0 * t - 1.0) - g * (1.0 - t)) / ((1.0 - t).powi(2) + t * t)
            };
            let inside = ((0..n).map(rate).sum::<f64>() / f64::from(n)).exp();
            assert!((inside.powi(2) + solutions::cloud_mean_spread(g).powi(2) - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn half_of_all_n_take_a_step_too_many() {
        let wrong = |from: usize| (from..from + 100).filter(|&n| solutions::steps_taken(n) == n + 1).count();
        assert_eq!([wrong(1), wrong(101)], [49, 51]);
        assert!((1..=200).all(|n| [n, n + 1].contains(&solutions::steps_taken(n))));
    }

    #[test]
    fn the_residual_is_that_of_the_path() {
        let noise = Gaussian::standard(1).unwrap().sample(Seed(1), 100_000).unwrap();
        for (n, z) in [(10, 1.0), (4, -2.0)] {
            let t = 1.0 - 1.0 / n as f64;
            let square = noise.mapv(|x0| (t * z + (1.0 - t) * x0 - z).powi(2)).mean().unwrap();
            // the spread of the square, in units of 1/n²: √(4z² + 2), at most 4.3; four standard errors
            let right = solutions::residual(n, z).powi(2);
            assert!((square - right).abs() < 4.0 * 4.3 / (n * n) as f64 / 100_000_f64.sqrt(), "{square} {right}");
        }
    }

    #[test]
    fn the_spread_of_the_right_program_is_the_one_that_is_told() {
        let right = Sampler { law: Law::Normal, g: 2.0, n: 100, bug: None };
        assert!((right.moments()[1] - 0.9973).abs() < 5e-5); // the rounding of the last digit
    }

    #[test]
    fn what_is_wrong_is_told_from_what_is_right() {
        let wrong = [false, false, false, true, true, true, true];
        let check = is_wrong();
        assert!(check.inputs.iter().zip(wrong).all(|((_, ends), wrong)| solutions::is_wrong(ends) == wrong));
    }

    #[test]
    fn the_neighbour_correlation_is_that_of_the_crate() {
        let x = Gaussian::standard(1).unwrap().sample(Seed(2), 50).unwrap().column(0).to_owned();
        let theirs = metrics::lag_correlation(&x, 1).unwrap();
        assert!((theirs - solutions::neighbour_correlation(&x)).abs() < 1e-12); // sums of 50 terms
    }
}
