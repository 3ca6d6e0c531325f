//! Lesson 10, Brownian motion.

use flowlab::ndarray::{Array1, array, s};
use flowlab::{BrownianPath, Seed, TimeGrid};

use super::solutions;
use crate::verdict::{Check, checks, mistakes};

checks! {
    /// A function that takes independent standard normal numbers ε₀, …, εₙ₋₁ and returns the Brownian path on \[0, 1\]
    /// in one dimension that they make: its values W(t₀), …, W(tₙ) at tᵢ = i/n.
    fn path_from_normals(eps: &Array1<f64>) -> Array1<f64>, let eps = input;

    /// A function that takes the values W(t₀), …, W(tₙ) of a path in one dimension and returns its quadratic variation
    /// Σᵢ (W(tᵢ₊₁) − W(tᵢ))².
    fn quadratic_variation(w: &Array1<f64>) -> f64, let w = input;

    /// A function that takes two numbers of steps n and the variance at t = 1 that a program showed with each, and
    /// returns the power p in the size c·(1/n)ᵖ of its noise. The variance is c²·n^(1 − 2p).
    fn noise_power(n: [f64; 2], variance: [f64; 2]) -> f64, let &(n, variance) = input;

    /// A function that takes the 2n standard normal numbers of a path with 2n steps and returns the n standard normal
    /// numbers of the same path with n steps, which skips every other point: (ε₂ᵢ + ε₂ᵢ₊₁)/√2.
    fn coarse_normals(eps: &Array1<f64>) -> Array1<f64>, let eps = input;

    /// A function that takes three times s < r < t and returns the variance of a Brownian motion at r in one dimension,
    /// given its values at s and at t: (r − s)(t − r)/(t − s).
    fn bridge_variance(s: f64, r: f64, t: f64) -> f64, let &(s, r, t) = input;
}

fn quadratic_variation() -> Check<Array1<f64>, f64> {
    fn steps(w: &Array1<f64>) -> impl Iterator<Item = f64> {
        w.iter().zip(w.iter().skip(1)).map(|(now, next)| next - now)
    }
    fn squares(w: &Array1<f64>) -> f64 {
        steps(w).map(|dw| dw * dw).sum()
    }
    let mut inputs = vec![array![0.0, 1.0, 3.0], array![2.0, -1.0, 1.0, 1.5], array![4.0, 4.0, 4.0]];
    inputs.extend(brownian());
    Check {
        shown: |w| [format!("the path {w:.4}"), format!("路径 {w:.4}")],
        inputs,
        mistakes: mistakes! {
            |w| steps(w).map(f64::abs).sum(),
                "this is the total variation, the sum of the sizes of the increments: square each one instead",
                "这是全变差，也就是各增量绝对值之和：请改为对每个增量取平方";
            |w| steps(w).sum(),
                "this is the sum of the increments themselves, so the end minus the start: square each one first",
                "这是各增量本身之和，只等于终点减起点：请先把每个增量平方再相加";
            |w| steps(w).sum::<f64>().powi(2),
                "this squares the sum: square each increment first, then add",
                "这是先求和再平方：请先把每个增量平方，再相加";
            |w| steps(w).map(f64::abs).sum::<f64>().powi(2),
                "this squares the total variation: square each increment first, then add",
                "这是全变差的平方：请先把每个增量平方，再相加";
            |w| w.iter().map(|w| w * w).sum(),
                "this adds the squares of the values of W: take the increments W(t_{i+1}) - W(t_i) first",
                "这是 W 的各个值的平方和：请先求增量 W(t_{i+1}) - W(t_i)";
            |w| w.sum(),
                "this adds the values of W: take the increments W(t_{i+1}) - W(t_i) and square them",
                "这是 W 的各个值之和：请先求增量 W(t_{i+1}) - W(t_i)，再平方";
            |w| squares(w) / (w.len() - 1) as f64,
                "this is the mean of the squared increments: do not divide by their number",
                "这是增量平方的平均值：不要除以增量的个数";
            |w| squares(w) / w.len() as f64,
                "this divides the sum by the number of values: the quadratic variation is the sum itself",
                "这里把总和除以了值的个数：二次变差就是总和本身";
            |w| squares(w).sqrt(),
                "this is the square root of the answer: leave the root out",
                "这是正确答案的平方根：不要开方";
            |w| steps(w).skip(1).map(|dw| dw * dw).sum(),
                "the first increment is missing: a path of n + 1 values has n increments",
                "漏掉了第一个增量：有 n + 1 个值的路径有 n 个增量";
            |w| steps(w).take(w.len() - 2).map(|dw| dw * dw).sum(),
                "the last increment is missing: a path of n + 1 values has n increments",
                "漏掉了最后一个增量：有 n + 1 个值的路径有 n 个增量";
        },
    }
}

fn path_from_normals() -> Check<Array1<f64>, Array1<f64>> {
    /// 0 and the sums of the first 1, 2, … numbers.
    fn sums(steps: impl Iterator<Item = f64>) -> Array1<f64> {
        let mut sum = 0.0;
        let running = steps.map(|step| {
            sum += step;
            sum
        });
        std::iter::once(0.0).chain(running).collect()
    }
    fn path(eps: &Array1<f64>, size: f64) -> Array1<f64> {
        sums(eps.iter().map(|eps| size * eps))
    }
    fn root_h(eps: &Array1<f64>) -> f64 {
        (1.0 / eps.len() as f64).sqrt()
    }
    Check {
        shown: shown_normals,
        inputs: vec![array![1.0, -2.0, 0.5, 0.25], array![0.5], array![1.0, 1.0, -1.0, 0.0, 2.0, 1.5, -0.5, -1.0, 3.0]],
        mistakes: mistakes! {
            |eps| path(eps, root_h(eps).powi(2)),
                "each step has the size h: then the noise dies out for large n, take the square root of h",
                "每一步的大小是 h：这样 n 很大时噪声就消失了，请取 h 的平方根";
            |eps| path(eps, 1.0),
                "the normal numbers are added as they are: multiply each by the square root of h",
                "正态随机数原样相加了：请先把每一个乘以 h 的平方根";
            |eps| path(eps, root_h(eps)).slice(s![1..]).to_owned(),
                "the start W = 0 is missing: n steps have n + 1 values",
                "漏掉了起点 W = 0：n 步有 n + 1 个值";
            |eps| path(eps, root_h(eps)).slice(s![..eps.len()]).to_owned(),
                "the end W(1) is missing: n steps have n + 1 values",
                "漏掉了终点 W(1)：n 步有 n + 1 个值";
            |eps| std::iter::once(0.0).chain(eps.iter().map(|e| root_h(eps) * e)).collect(),
                "these are the increments: each value is the value before plus its increment",
                "这些是增量：每个值应当是前一个值加上增量";
            |eps| {
                let values = eps.iter().enumerate().map(|(i, e)| (i as f64 + 1.0).sqrt() * root_h(eps) * e);
                std::iter::once(0.0).chain(values).collect()
            },
                "each value alone has the right law, sqrt(t) eps, but they are independent of each other: add up increments",
                "每个值单独看分布是对的，即 sqrt(t) eps，但它们彼此独立：请把增量累加起来";
            |eps| path(eps, (1.0 / (eps.len() as f64 + 1.0)).sqrt()),
                "h is taken from the number of values, n + 1: the number of steps is n, so h = 1/n",
                "算 h 时用了值的个数 n + 1：步数是 n，所以 h = 1/n";
        },
    }
}

fn shown_normals(eps: &Array1<f64>) -> [String; 2] {
    [format!("the normal numbers {eps:.4}"), format!("正态随机数 {eps:.4}")]
}

fn noise_power() -> Check<([f64; 2], [f64; 2]), f64> {
    fn slope(&([n1, n2], [v1, v2]): &([f64; 2], [f64; 2])) -> f64 {
        (v2 / v1).ln() / (n2 / n1).ln()
    }
    Check {
        shown: |([n1, n2], [v1, v2])| {
            [
                format!("n = {n1} and {n2} with the variances {v1} and {v2}"),
                format!(" n = {n1} 和 {n2}、方差 {v1} 和 {v2}"),
            ]
        },
        inputs: vec![
            ([100.0, 400.0], [1.0, 1.0]),
            ([100.0, 400.0], [0.01, 0.0025]),
            ([10.0, 1000.0], [10.0, 1000.0]),
            ([16.0, 256.0], [36.0, 9.0]),
            ([1000.0, 10.0], [0.5, 0.5]),
        ],
        mistakes: mistakes! {
            slope,
                "this is the power of n in the variance, 1 - 2p: solve it for p",
                "这是方差中 n 的幂次，即 1 - 2p：请由它解出 p";
            |pair| 1.0 - slope(pair),
                "this is 2p: a variance goes with the square of the size, so divide by 2",
                "这是 2p：方差与大小的平方成正比，所以还要除以 2";
            |pair| -slope(pair) / 2.0,
                "this forgets that n steps are added: the variance is n times that of a step, so n^(1 - 2p)",
                "忘了有 n 步相加：总方差是一步方差的 n 倍，即 n^(1 - 2p)";
            |pair| (1.0 + slope(pair)) / 2.0,
                "the sign of the slope is wrong: from slope = 1 - 2p follows p = (1 - slope)/2",
                "斜率的符号反了：由斜率 = 1 - 2p 得 p = (1 - 斜率)/2";
            |([n, _], [v, _])| (1.0 - v.ln() / n.ln()) / 2.0,
                "one measurement is not enough, the factor c is unknown: divide the two variances, then c drops out",
                "只用一次测量不够，因为系数 c 未知：把两个方差相除，c 就约掉了";
            |([n1, n2], [v1, v2])| (1.0 - (v2 / v1) / (n2 / n1)) / 2.0,
                "the ratios are divided without logarithms: a power is the ratio of the logarithms",
                "两个比值没有取对数就相除：幂次是对数之比";
        },
    }
}

fn coarse_normals() -> Check<Array1<f64>, Array1<f64>> {
    fn pairs(eps: &Array1<f64>, of_pair: impl Fn(f64, f64) -> f64) -> Array1<f64> {
        eps.exact_chunks(2).into_iter().map(|pair| of_pair(pair[0], pair[1])).collect()
    }
    Check {
        shown: shown_normals,
        inputs: vec![array![1.0, 3.0, -2.0, 0.5], array![0.5, -1.5], array![1.0, 0.0, -1.0, 2.5, 2.0, 1.5, -0.5, -1.0]],
        mistakes: mistakes! {
            |eps| pairs(eps, |a, b| a + b),
                "the sum of two standard normal numbers has the variance 2: divide by the square root of 2",
                "两个标准正态随机数之和的方差是 2：请除以 2 的平方根";
            |eps| pairs(eps, |a, b| (a + b) / 2.0),
                "this mean has the variance 1/2: divide the sum by the square root of 2, not by 2",
                "这样平均之后方差是 1/2：和应当除以 2 的平方根，而不是 2";
            |eps| pairs(eps, |a, b| (a + b) * 2_f64.sqrt()),
                "this multiplies by the square root of 2 and has the variance 4: divide by it",
                "这里乘了 2 的平方根，方差变成 4：应当除以它";
            |eps| pairs(eps, |a, b| (a - b) / 2_f64.sqrt()),
                "the law is right, but the path is another: the coarse increment is the sum of the two fine ones",
                "分布是对的，路径却变了：粗网格上的增量是两个细增量之和";
            |eps| pairs(eps, |a, _| a),
                "every other number is thrown away: this has the right law, but it is another path, add in pairs",
                "每隔一个就丢掉了一个：分布是对的，但已是另一条路径，应当两两相加";
            |eps| pairs(eps, |_, b| b),
                "only the second number of each pair is used: the coarse increment is the sum of both fine ones",
                "每一对只用了第二个数：粗网格上的增量是两个细增量之和";
            |eps| eps.slice(s![..eps.len() / 2]).to_owned(),
                "this is the first half of the list, which belongs to the times up to 1/2: add neighbours in pairs",
                "这是前一半的数，只对应 1/2 之前的时间：应当把相邻的两两相加";
            |eps| {
                let half = eps.len() / 2;
                (0..half).map(|i| (eps[i] + eps[i + half]) / 2_f64.sqrt()).collect()
            },
                "the first half is added to the second: a coarse step consists of two neighbouring fine ones",
                "这是把前一半与后一半相加：一个粗步由相邻的两个细步组成";
        },
    }
}

fn bridge_variance() -> Check<(f64, f64, f64), f64> {
    Check {
        shown: |(s, r, t)| [format!("the times s = {s}, r = {r}, t = {t}"), format!("时刻 s = {s}, r = {r}, t = {t}")],
        inputs: vec![(0.0, 0.5, 1.0), (0.0, 0.25, 1.0), (0.25, 0.5, 0.625), (0.0, 0.125, 0.5), (0.0, 3.0, 4.0)],
        mistakes: mistakes! {
            |(s, r, _)| r - s,
                "this is the variance when only the start is known: the known end holds the path back, use it too",
                "这是只知道起点时的方差：已知的终点也约束着路径，请把它用上";
            |(_, r, t)| t - r,
                "this is the variance when only the end is known: the start is known too",
                "这是只知道终点时的方差：起点也是已知的";
            |(s, _, t)| (t - s) / 4.0,
                "this is right in the middle alone: near either end the path has less room",
                "这只在中点成立：离任何一端越近，路径的余地越小";
            |(s, r, t)| (r - s) * (t - r),
                "this is right only for t - s = 1, and has the unit of time squared: divide by t - s",
                "这只在 t - s = 1 时成立，而且单位成了时间的平方：请除以 t - s";
            |(s, r, t)| (r - s) * (t - r) / (t - s).powi(2),
                "this does not grow when all times are stretched, a variance must: divide by t - s once",
                "把时间整体拉长时它不变，方差却应当变大：只除以一次 t - s";
            |(s, r, t)| ((r - s) * (t - r) / (t - s)).sqrt(),
                "this is the standard deviation: the variance is asked for, leave the root out",
                "这是标准差：题目要的是方差，不要开方";
            |(s, r, t)| (r - s).min(t - r),
                "both ends hold the path at once, so there is less room than the nearer one alone leaves",
                "两端同时约束着路径，所以余地比只受较近一端约束时更小";
        },
    }
}

/// A Brownian path on [0, 1] with 1000 steps: its values, if it can be drawn.
fn brownian() -> Option<Array1<f64>> {
    let grid = TimeGrid::uniform(0.0, 1.0, 1000).ok()?;
    let path = BrownianPath::sample(Seed(10), &grid, 1, 1).ok()?;
    Some(path.particle(0).column(0).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use flowlab::Lang;

    fn squares(w: &Array1<f64>) -> Vec<f64> {
        w.windows(2).into_iter().map(|pair| (pair[1] - pair[0]).powi(2)).collect()
    }

    fn why(f: impl Fn(&Array1<f64>) -> f64) -> String {
        match quadratic_variation().judge(f, solutions::quadratic_variation, Lang::En) {
            Verdict::NotYet(why) => why,
            Verdict::Solved => panic!("a wrong function was taken for right"),
        }
    }

    #[test]
    fn a_right_function_is_solved_whatever_the_order_of_its_sum() {
        assert_eq!(check::quadratic_variation(|w| squares(w).iter().rev().sum()), Verdict::Solved);
    }

    #[test]
    fn each_usual_mistake_is_named() {
        let steps = |w: &Array1<f64>| -> Vec<f64> { w.windows(2).into_iter().map(|pair| pair[1] - pair[0]).collect() };
        assert!(why(|w| steps(w).iter().map(|dw| dw.abs()).sum()).contains("total variation, the sum"));
        assert!(why(|w| steps(w).iter().sum()).contains("end minus the start"));
        assert!(why(|w| w.iter().map(|w| w * w).sum()).contains("values of W"));
        assert!(why(|w| squares(w).iter().sum::<f64>() / squares(w).len() as f64).contains("do not divide"));
        assert!(why(|w| squares(w).iter().sum::<f64>().sqrt()).contains("square root"));
        assert!(why(|w| squares(w)[1..].iter().sum()).contains("first increment is missing"));
        assert!(why(|w| squares(w)[..w.len() - 2].iter().sum()).contains("last increment is missing"));
    }

    #[test]
    fn coarse_normals_make_the_path_that_coarsening_makes() {
        let fine = BrownianPath::sample(Seed(11), &TimeGrid::uniform(0.0, 1.0, 8).unwrap(), 1, 1).unwrap();
        let normals = |path: &BrownianPath| -> Array1<f64> {
            let increments = path.increments();
            increments.iter().map(|dw| dw / path.grid().h().sqrt()).collect()
        };
        let right = solutions::coarse_normals(&normals(&fine));
        let coarse = normals(&fine.coarsen(2).unwrap());
        assert!(right.iter().zip(&coarse).all(|(a, b)| (a - b).abs() < 1e-14)); // a few roundings of numbers below 4
    }

    #[test]
    fn a_path_from_normals_has_them_as_increments() {
        let eps = array![0.5, -1.0, 2.0, 0.25];
        let w = solutions::path_from_normals(&eps);
        assert_eq!(w, array![0.0, 0.25, -0.25, 0.75, 0.875]); // h = 1/4: all exact
    }

    #[test]
    fn the_variance_of_the_bridge_is_what_a_known_end_leaves() {
        // Given W_s, (W_r, W_t) is Gaussian with the covariance (r - s) between them: var - cov²/var of the end.
        let left = |s: f64, r: f64, t: f64| (r - s) - (r - s).powi(2) / (t - s);
        assert_eq!(check::bridge_variance(left), Verdict::Solved);
    }

    #[test]
    fn the_power_of_the_noise_does_not_depend_on_its_unit() {
        let of = |c: f64| solutions::noise_power([10.0, 70.0], [10.0, 70.0].map(|n: f64| c * n.powf(1.0 - 2.0 * 0.3)));
        assert!((of(1.0) - 0.3).abs() < 1e-14 && (of(25.0) - 0.3).abs() < 1e-14); // roundings of logarithms
    }

    #[test]
    fn any_other_wrong_answer_is_shown_beside_the_right_one() {
        assert_eq!(why(|_| 7.0), "for the path [0.0000, 1.0000, 3.0000] it gives 7.0000, the right answer is 5.0000");
    }
}
