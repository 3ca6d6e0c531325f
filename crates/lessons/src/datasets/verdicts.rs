//! Lesson 03, data sets.

use flowlab::ndarray::{Array1, array};

use super::solutions;
use crate::verdict::{Check, checks, count, mistakes};

checks! {
    /// A function that takes a sample and a number x, and returns F_N(x): the share of the sample that is at most x.
    fn empirical_cdf(z: &Array1<f64>, x: f64) -> f64, let &(ref z, x) = input;

    /// A function that takes the values F(z₁) ≤ … ≤ F(z_N) of a distribution function at the points of a sample in
    /// ascending order, and returns the greatest gap between F and F_N.
    fn greatest_gap(f: &Array1<f64>) -> f64, let f = input;

    /// A function that takes two samples of one size, in no order, and returns 𝒲₁ between them.
    fn carry(a: &Array1<f64>, b: &Array1<f64>) -> f64, let [a, b] = input;

    /// A function that takes the values of a distance on n random deals and the value that was seen, and returns the p
    /// value (1 + the number of values at least as great as the seen one)/(1 + n).
    fn p_value(dealt: &Array1<f64>, seen: f64) -> f64, let &(ref dealt, seen) = input;

    /// A function that takes two samples in one dimension and a bandwidth ℓ, and returns MMD² with the kernel
    /// exp(−(x − x')²/(2ℓ²)): the mean of the kernel over all pairs from the first sample, plus that from the second,
    /// minus twice that over pairs of one from each. A point makes a pair with itself.
    fn mmd_squared(a: &Array1<f64>, b: &Array1<f64>, bandwidth: f64) -> f64, let &(ref a, ref b, bandwidth) = input;
}

fn empirical_cdf() -> Check<(Array1<f64>, f64), f64> {
    let z = array![1.5, -2.0, 0.5, 3.0, -0.25];
    Check {
        shown: |(z, x)| [format!("the sample {z} and x = {x}"), format!("样本 {z}、x = {x}")],
        inputs: vec![(z.clone(), 1.0), (z.clone(), 0.5), (z.clone(), 9.0), (z, -3.0), (array![2.0, 2.0, 4.0], 2.0)],
        mistakes: mistakes! {
            |(z, x)| count(z, |z| z < *x) / z.len() as f64,
                "right but at the points of the sample: a point that is x itself counts too, use <=",
                "只在样本点上不对：恰好等于 x 的点也要算，用 <=";
            |(z, x)| count(z, |z| z <= *x),
                "this is their number: divide by the size of the sample",
                "这是个数：还要除以样本容量";
            |(z, x)| count(z, |z| z > *x) / z.len() as f64,
                "this is the share above x: 1 minus the answer",
                "这是大于 x 的比例，等于 1 减去答案";
            |(z, x)| count(z, |z| z <= *x) / (z.len() + 1) as f64,
                "divide by N, not by N + 1: beyond the greatest point the share is 1",
                "应当除以 N，不是 N + 1：过了最大的点，比例就是 1";
            |(z, x)| z.iter().take_while(|z| **z <= *x).count() as f64 / z.len() as f64,
                "this stops at the first point above x, but the sample is not in order: look at every point",
                "遇到第一个大于 x 的点就停了，可样本并没有排好序：每个点都要看";
        },
    }
}

fn greatest_gap() -> Check<Array1<f64>, f64> {
    /// The greatest of what `gap` makes of i/N, (i + 1)/N and the i-th value.
    fn greatest(f: &Array1<f64>, gap: impl Fn(f64, f64, f64) -> f64) -> f64 {
        let n = f.len() as f64;
        let gaps = f.iter().enumerate().map(|(i, f)| gap(i as f64 / n, (i + 1) as f64 / n, *f));
        gaps.fold(f64::NEG_INFINITY, f64::max)
    }
    Check {
        shown: |f| [format!("the values {f}"), format!("值 {f}")],
        // the greatest gap just after the first point, before the first, before the second, and after the third
        inputs: vec![array![0.1, 0.7], array![0.4, 0.5, 0.9, 0.95], array![0.3, 0.75, 0.8], array![0.1, 0.2, 0.3, 0.9]],
        mistakes: mistakes! {
            |f| greatest(f, |_, after, f| after - f),
                "this sees F_N above F only: just before a point F_N is still i/N, look at F - i/N too",
                "这只看到 F_N 高于 F 的地方：在一个点之前，F_N 还是 i/N，还要看 F - i/N";
            |f| greatest(f, |before, _, f| f - before),
                "this sees F above F_N only: at a point F_N is already (i + 1)/N, look at (i + 1)/N - F too",
                "这只看到 F 高于 F_N 的地方：到了一个点上，F_N 已经是 (i + 1)/N，还要看 (i + 1)/N - F";
            |f| greatest(f, |_, after, f| (after - f).abs()),
                "this compares at the points alone: just before a point F_N is one step lower, i/N",
                "这只在样本点上比较：在一个点之前，F_N 要低一级，是 i/N";
            |f| greatest(f, |before, _, f| (before - f).abs()),
                "at the i-th point, counted from 0, F_N is (i + 1)/N and no longer i/N: look at both",
                "从 0 数起，到了第 i 个点上，F_N 已是 (i + 1)/N，不再是 i/N：两个都要看";
            |f| greatest(f, |before, after, f| (0.5 * (before + after) - f).abs()),
                "F_N jumps from i/N to (i + 1)/N and is nowhere between: compare with both ends of the jump",
                "F_N 从 i/N 跳到 (i + 1)/N，不取中间的值：要与跳跃的两端比较";
            |f| {
                let n = f.len() as f64;
                let gap = |(i, f): (usize, &f64)| ((i + 1) as f64 / n - f).max(f - i as f64 / n);
                f.iter().enumerate().map(gap).sum::<f64>() / n
            },
                "this is the mean of the gaps: take the greatest",
                "这是各处差距的平均：应取最大的";
            |f| (f.len() as f64).sqrt() * solutions::greatest_gap(f),
                "leave the factor √N out: the gap itself is asked for",
                "不要乘 √N：要的是差距本身";
        },
    }
}

fn carry() -> Check<[Array1<f64>; 2], f64> {
    fn sorted(x: &Array1<f64>) -> Array1<f64> {
        let mut x = x.to_vec();
        x.sort_unstable_by(f64::total_cmp);
        x.into()
    }
    /// How far each point goes if the order is kept.
    fn ways([a, b]: &[Array1<f64>; 2]) -> Array1<f64> {
        (sorted(a) - sorted(b)).mapv(f64::abs)
    }
    fn mean(x: &Array1<f64>) -> f64 {
        x.sum() / x.len() as f64
    }
    Check {
        shown: |[a, b]| [format!("the samples {a} and {b}"), format!("样本 {a} 与 {b}")],
        inputs: vec![
            [array![3.0, -1.0, 0.5], array![0.0, 2.0, 4.0]],
            [array![0.0, 4.0], array![3.0, 1.0]],
            [array![1.0, 7.0, -2.0, 2.5], array![0.0, 6.0, 3.5, -4.0]],
        ],
        mistakes: mistakes! {
            |[a, b]| mean(&(a - b).mapv(f64::abs)),
                "these are the ways if each point goes to the one with its own number: sort both samples first",
                "这是按编号一一对应时的路程：应先把两份样本各自排序";
            |[a, b]| (mean(a) - mean(b)).abs(),
                "this is the distance of the means: ways to the left and to the right must not cancel, take |.| before the sum",
                "这是均值之差：向左和向右的路程不能相消，要先取绝对值再求和";
            |input| ways(input).sum(),
                "each point has the mass 1/N: divide the sum by N",
                "每个点的质量是 1/N：总和还要除以 N";
            |input| {
                let ways = ways(input);
                mean(&(&ways * &ways)).sqrt()
            },
                "this is W2, the root of the mean square: take the mean of the distances themselves",
                "这是 W2，即均方根：这里要的是距离本身的平均";
            |input| ways(input).iter().fold(0.0, |greatest, way| way.max(greatest)),
                "this is the longest way: take the mean",
                "这是最长的一段：应取平均";
            |[a, b]| {
                let descending = -sorted(&-b);
                mean(&(sorted(a) - descending).mapv(f64::abs))
            },
                "one sample is in descending order: this is the most expensive way, sort both the same way",
                "有一份样本按降序排了：这是最费的搬法，两份应按同一方向排序";
        },
    }
}

fn p_value() -> Check<(Array1<f64>, f64), f64> {
    let dealt = array![0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2, 0.6, 0.5];
    Check {
        shown: |(dealt, seen)| {
            [format!("the values {dealt}, of which {seen} was seen,"), format!("各值 {dealt}、实际值 {seen}")]
        },
        inputs: vec![(dealt.clone(), 0.5), (dealt.clone(), 2.0), (dealt, 0.15), (array![0.25, 0.75, 0.5], 0.6)],
        mistakes: mistakes! {
            |(dealt, seen)| count(dealt, |value| value >= *seen) / dealt.len() as f64,
                "the deal that was seen is one of the deals: add 1 above and below, so that the p value is never 0",
                "实际出现的那一种分法也是分法之一：分子和分母都要加 1，p 值才不会是 0";
            |(dealt, seen)| (1.0 + count(dealt, |value| value > *seen)) / (1 + dealt.len()) as f64,
                "a value equal to the seen one counts too, use >=",
                "与实际值相等的也要算，用 >=";
            |(dealt, seen)| (1.0 + count(dealt, |value| value <= *seen)) / (1 + dealt.len()) as f64,
                "this counts the values below: a distance is suspicious if few are as great, count those with >=",
                "这里数的是不超过它的值；距离之所以可疑，是因为很少有值这么大：应当数 >= 的";
            |(dealt, seen)| (1.0 + count(dealt, |value| value >= *seen)) / dealt.len() as f64,
                "add 1 below too: there are n + 1 deals",
                "分母也要加 1：一共有 n + 1 种分法";
            |(dealt, seen)| count(dealt, |value| value >= *seen) / (1 + dealt.len()) as f64,
                "add 1 above too: the deal that was seen is as great as itself",
                "分子也要加 1：实际的那一种分法，自己不小于自己";
            |(dealt, seen)| 1.0 + count(dealt, |value| value >= *seen),
                "this is their number: divide by n + 1",
                "这是个数：还要除以 n + 1";
        },
    }
}

fn mmd_squared() -> Check<(Array1<f64>, Array1<f64>, f64), f64> {
    fn sum(a: &Array1<f64>, b: &Array1<f64>, k: impl Fn(f64) -> f64) -> f64 {
        a.iter().flat_map(|x| b.iter().map(move |y| x - y)).map(k).sum()
    }
    /// The means of a kernel within the first sample, within the second, and between the two.
    fn means(a: &Array1<f64>, b: &Array1<f64>, k: impl Fn(f64) -> f64) -> [f64; 3] {
        let mean = |a: &Array1<f64>, b: &Array1<f64>| sum(a, b, &k) / (a.len() * b.len()) as f64;
        [mean(a, a), mean(b, b), mean(a, b)]
    }
    fn kernel(bandwidth: f64) -> impl Fn(f64) -> f64 {
        move |gap| (-0.5 * (gap / bandwidth).powi(2)).exp()
    }
    Check {
        shown: |(a, b, bandwidth)| {
            [
                format!("the samples {a} and {b} and the bandwidth {bandwidth}"),
                format!("样本 {a} 与 {b}、带宽 {bandwidth}"),
            ]
        },
        inputs: vec![
            (array![0.0, 1.0], array![3.0, 5.0], 2.0),
            (array![0.0, 1.0, 2.5], array![0.5, -1.0], 1.5),
            (array![2.0, -2.0], array![0.0, 0.25, 4.0], 0.8),
        ],
        mistakes: mistakes! {
            |(a, b, bandwidth)| {
                let k = kernel(*bandwidth);
                let within = |x: &Array1<f64>| {
                    let n = x.len() as f64;
                    (sum(x, x, &k) - n) / (n * (n - 1.0))
                };
                within(a) + within(b) - 2.0 * sum(a, b, &k) / (a.len() * b.len()) as f64
            },
                "this leaves out the pairs of a point with itself: a fair estimate, but it can be negative; here they are in",
                "这里去掉了点与自己的配对：这样的估计是无偏的，但可能为负；本题要算上它们";
            |(a, b, bandwidth)| {
                let [first, second, between] = means(a, b, kernel(*bandwidth));
                first + second - between
            },
                "pairs of one from each count twice: - 2 times their mean",
                "两份样本之间的配对要算两次：减去其均值的 2 倍";
            |(a, b, bandwidth)| {
                let [first, second, between] = means(a, b, kernel(*bandwidth));
                2.0 * between - first - second
            },
                "the sign is wrong: points of one sample are alike, their kernel is the greater",
                "符号反了：同一份样本的点彼此更像，核的值也更大";
            |(a, b, bandwidth)| solutions::mmd_squared(a, b, *bandwidth).sqrt(),
                "this is MMD: leave the root out",
                "这是 MMD：不要开方";
            |(a, b, bandwidth)| {
                let [first, second, between] = means(a, b, |gap| (-(gap / bandwidth).powi(2)).exp());
                first + second - 2.0 * between
            },
                "the exponent is -(x - x')²/(2ℓ²): the 2 is missing",
                "指数应当是 -(x - x')²/(2ℓ²)，漏了 2";
            |(a, b, bandwidth)| {
                let [first, second, between] = means(a, b, |gap| (-0.5 * gap * gap / bandwidth).exp());
                first + second - 2.0 * between
            },
                "the bandwidth is to be squared",
                "带宽要平方";
            |(a, b, bandwidth)| {
                let [first, second, between] =
                    means(a, b, |gap| (-0.5 * gap.abs() / (bandwidth * bandwidth)).exp());
                first + second - 2.0 * between
            },
                "the difference x - x' is to be squared",
                "差 x - x' 要平方";
            |(a, b, bandwidth)| {
                let k = kernel(*bandwidth);
                sum(a, a, &k) + sum(b, b, &k) - 2.0 * sum(a, b, &k)
            },
                "these are sums: divide each by the number of its pairs",
                "这些是和：每一项都要除以配对的个数";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use flowlab::metrics;
    use flowlab::ndarray::Axis;

    #[test]
    fn the_right_answers_are_those_of_the_metrics() {
        // of the uniform law F(z) = z: the values are the sample
        let gap = |f: &Array1<f64>| metrics::ks(f, |x| x.clamp(0.0, 1.0)).unwrap();
        assert_eq!(check::greatest_gap(gap), Verdict::Solved);
        assert_eq!(check::carry(|a, b| metrics::wasserstein_1d(1, a, b).unwrap()), Verdict::Solved);
        let column = |x: &Array1<f64>| x.clone().insert_axis(Axis(1));
        let mmd = |a: &Array1<f64>, b: &Array1<f64>, h| metrics::mmd(&column(a), &column(b), h).unwrap();
        assert_eq!(check::mmd_squared(mmd), Verdict::Solved);
    }

    #[test]
    fn another_way_to_a_right_answer_is_solved() {
        let means = |z: &Array1<f64>, x: f64| z.mapv(|z| if z > x { 0.0 } else { 1.0 }).mean().unwrap();
        assert_eq!(check::empirical_cdf(means), Verdict::Solved);
        let tied = |dealt: &Array1<f64>, seen: f64| {
            1.0 - dealt.iter().filter(|d| **d < seen).count() as f64 / (1 + dealt.len()) as f64
        };
        assert_eq!(check::p_value(tied), Verdict::Solved);
    }
}
