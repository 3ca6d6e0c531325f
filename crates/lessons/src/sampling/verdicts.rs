//! Lesson 02, sampling.

use flowlab::ndarray::{Array1, array};

use super::solutions;
use crate::verdict::{Check, both, checks, count, mistakes};

checks! {
    /// A function that takes a number u from [0, 1) and the probabilities of the labels 0, 1, …, and returns the label
    /// in whose share of [0, 1) the number falls: the first k with u < w₀ + … + wₖ, or the last one, where rounding has
    /// left the sum of all at u or below.
    fn draw_label(u: f64, weights: &Array1<f64>) -> usize, let &(u, ref weights) = input;

    /// A function that takes a number u from [0, 1) and a rate λ > 0, and returns the quantile F⁻¹(u) = −ln(1 − u)/λ of
    /// the exponential law, whose distribution function is F(x) = 1 − exp(−λx) for x ≥ 0.
    fn exponential_quantile(u: f64, rate: f64) -> f64, let &[u, rate] = input;

    /// A function that takes a sample and two numbers a < b, and returns the estimate of P(a < z < b): the share of the
    /// sample between them.
    fn share_between(z: &Array1<f64>, a: f64, b: f64) -> f64, let &(ref z, a, b) = input;

    /// A function that takes the standard deviation of f(z) for one sample z and the standard error that a mean of f
    /// shall have, and returns the least number of samples for it: (sd/error)², rounded up.
    fn samples_needed(sd: f64, error: f64) -> usize, let &[sd, error] = input;

    /// A function that takes the weights, the means and the standard deviations of the components of a mixture in one
    /// dimension, and returns its variance Σₖ wₖ(sₖ² + (mₖ − m)²) with the mean m = Σₖ wₖmₖ.
    fn mixture_variance(w: &Array1<f64>, m: &Array1<f64>, s: &Array1<f64>) -> f64, let [w, m, s] = input;
}

fn draw_label() -> Check<(f64, Array1<f64>), usize> {
    /// The first label at whose upper end the number passes the test; the last if none does.
    fn first(weights: &Array1<f64>, test: impl Fn(f64) -> bool) -> usize {
        let mut below = 0.0;
        let found = weights.iter().position(|w| {
            below += w;
            test(below)
        });
        found.unwrap_or(weights.len() - 1)
    }
    // sums of multiples of 1/16 are exact, so a number at an end of a share is at its end in any program
    let (two, four) = (array![0.25, 0.75], array![0.125, 0.5, 0.0625, 0.3125]);
    let mut inputs = vec![(0.3, two.clone()), (0.25, two)];
    inputs.extend([0.05, 0.2, 0.6, 0.65, 0.9].map(|u| (u, four.clone())));
    inputs.push((0.0, array![0.0, 0.5, 0.5]));
    // the greatest number below 1, and in rounded numbers ten tenths are no more than that
    inputs.push((1.0_f64.next_down(), Array1::from_elem(10, 0.1)));
    Check {
        shown: |(u, weights)| [format!("u = {u} and the probabilities {weights}"), format!(" u = {u}、概率 {weights}")],
        inputs,
        mistakes: mistakes! {
            |(u, weights)| first(weights, |below| *u <= below),
                "right but at the ends of the shares: u = 0 falls to the first label even if its probability is 0; a share holds its lower end, so ask for u < sum",
                "只在各段的端点上不对：u = 0 会落到第一个标签，哪怕它的概率是 0；每一段含下端点，条件应是 u < 和";
            |(u, weights)| weights.iter().position(|w| u < w).unwrap_or(weights.len() - 1),
                "this compares u with each probability alone: add up those of the labels before",
                "这是拿 u 和单个概率比：应当把前面各标签的概率累加起来";
            |(u, weights)| first(weights, |below| *u < below) + 1,
                "labels are counted from 0: do not add 1",
                "标签从 0 开始数：不要加 1";
            |(u, weights)| (u * weights.len() as f64) as usize,
                "this makes all labels equally likely: the length of a label's share is its probability",
                "这样各标签就等可能了：每个标签那一段的长度应当等于它的概率";
            |(_, weights)| {
                let greatest = weights.iter().fold(0.0_f64, |greatest, w| greatest.max(*w));
                weights.iter().position(|w| *w == greatest).unwrap_or(0)
            },
                "this is always the most likely label: let u decide",
                "这总是概率最大的那个标签：要由 u 来决定";
            |(u, weights)| first(weights, |below| 1.0 - u < below),
                "this counts u from the upper end: the share of label 0 starts at 0",
                "这是从上端数 u：标签 0 的那一段从 0 开始";
            |(u, weights)| {
                let mut below = 0.0;
                let passed = weights.iter().filter(|w| {
                    below += *w;
                    below <= *u
                });
                passed.count()
            },
                "right but for u close to 1: rounded probabilities may add up to a little less than 1, and then this walks past the last label",
                "只在 u 接近 1 时不对：概率经过舍入，总和可能略小于 1，这时会走过最后一个标签";
        },
    }
}

fn exponential_quantile() -> Check<[f64; 2], f64> {
    Check {
        shown: |[u, rate]| both(format!("u = {u}, λ = {rate}")),
        inputs: vec![[0.25, 2.0], [0.9, 2.0], [0.3, 1.0], [0.75, 0.5], [0.999, 3.0]],
        mistakes: mistakes! {
            |[u, rate]| -u.ln() / rate,
                "this has the right law, since 1 - u is uniform too, but it falls as u grows: the quantile solves u = 1 - exp(-λx)",
                "分布是对的，因为 1 - u 也服从均匀分布；但它随 u 增大而减小，而分位数应由 u = 1 - exp(-λx) 解出";
            |[u, rate]| -rate * (1.0 - u).ln(),
                "a greater rate makes shorter waits: divide by λ",
                "速率越大，等待越短：应当除以 λ";
            |[u, rate]| (1.0 - u).ln() / rate,
                "the logarithm of a number below 1 is negative: the sign is missing",
                "小于 1 的数的对数是负的：漏了负号";
            |[u, rate]| 1.0 - (-rate * u).exp(),
                "this is F itself, not its inverse: solve u = F(x) for x",
                "这是 F 本身，不是它的反函数：请由 u = F(x) 解出 x";
            |[u, rate]| rate * (-rate * u).exp(),
                "this is the density, at u: solve u = F(x) for x",
                "这是在 u 处的密度：请由 u = F(x) 解出 x";
            |[u, rate]| 1.0 / (1.0 - (-rate * u).exp()),
                "this is 1/F(u): the sign F⁻¹ stands for the inverse function",
                "这是 1/F(u)：记号 F⁻¹ 指的是反函数";
            |[u, _]| -(1.0 - u).ln(),
                "this is right for λ = 1 only: divide by λ",
                "这只对 λ = 1 成立：还要除以 λ";
        },
    }
}

fn share_between() -> Check<(Array1<f64>, f64, f64), f64> {
    fn share(z: &Array1<f64>, test: impl Fn(f64) -> bool) -> f64 {
        count(z, test) / z.len() as f64
    }
    let z = array![-2.5, -1.75, -1.5, 0.0, 1.25, 2.0, 2.25, 2.5];
    Check {
        shown: |(z, a, b)| [format!("the sample {z}, a = {a}, b = {b}"), format!("样本 {z}、a = {a}、b = {b}")],
        inputs: vec![
            (z.clone(), 1.0, 2.3),
            (z.clone(), -2.0, 0.5),
            (z.clone(), -9.0, 2.1),
            (array![0.5, 3.0, 5.0], 1.0, 6.0),
            (z, -1.5, 2.25),
        ],
        mistakes: mistakes! {
            |(z, a, b)| share(z, |z| *a <= z && z <= *b),
                "right but at the ends: a number that is a or b itself is not between them, use < for both",
                "只在两端不对：恰好等于 a 或 b 的数不在两者之间，两边都用 <";
            |(z, a, b)| share(z, |z| *a < z && z <= *b),
                "this is F_N(b) - F_N(a): a number that is b itself is not between a and b, use < there too",
                "这是 F_N(b) - F_N(a)：恰好等于 b 的数不在 a 与 b 之间，这里也要用 <";
            |(z, a, b)| count(z, |z| *a < z && z < *b),
                "this is their number: divide by the size of the sample",
                "这是个数：还要除以样本容量";
            |(z, _, b)| share(z, |z| z < *b),
                "this counts all below b: those below a are to be left out",
                "这里数了所有小于 b 的：小于 a 的不应算进去";
            |(z, a, _)| share(z, |z| *a < z),
                "this counts all above a: those above b are to be left out",
                "这里数了所有大于 a 的：大于 b 的不应算进去";
            |(z, a, b)| share(z, |z| z < *a || *b < z),
                "these are the ones outside: 1 minus the answer",
                "这是落在外面的比例，等于 1 减去答案";
            |(z, a, b)| share(z, |z| *a < z && z < *b) / (b - a),
                "this is the mean density between a and b: a probability is not divided by the length",
                "这是 a 与 b 之间的平均密度：概率不要除以区间长度";
            |(z, a, b)| {
                let inside: Vec<f64> = z.iter().copied().filter(|z| *a < *z && *z < *b).collect();
                inside.iter().sum::<f64>() / inside.len().max(1) as f64
            },
                "this is the mean of the values inside: count them instead",
                "这是落在里面的值的平均：应当数它们的个数";
        },
    }
}

fn samples_needed() -> Check<[f64; 2], usize> {
    Check {
        shown: |[sd, error]| {
            [format!("the standard deviation {sd} and the error {error}"), format!("标准差 {sd}、误差 {error}")]
        },
        // where the answer needs no rounding up, the numbers are sums of powers of 2 and exact in any program
        inputs: vec![[3.0, 0.5], [2.5, 0.125], [2.0, 0.3], [0.7, 0.3], [1.0, 0.03]],
        mistakes: mistakes! {
            |[sd, error]| (sd / error).ceil() as usize,
                "the error falls as 1/√N, not as 1/N: square sd/error",
                "误差按 1/√N 下降，而不是 1/N：sd/error 要平方";
            |[sd, error]| (sd / error).powi(2) as usize,
                "one sample too few where the square is no whole number: round up",
                "平方不是整数时少了一个样本：请向上取整";
            |[sd, error]| (sd / error.powi(2)).ceil() as usize,
                "the standard deviation is to be squared too",
                "标准差也要平方";
            |[sd, error]| (sd.powi(2) / error).ceil() as usize,
                "the error is to be squared too",
                "误差也要平方";
            |[sd, error]| (4.0 * (sd / error).powi(2)).ceil() as usize,
                "this makes the standard error half as large as it shall be",
                "这样标准误差就只有要求的一半了";
            |[sd, error]| (sd / error).powi(2).ceil() as usize + 1,
                "one sample too many: do not add 1",
                "多了一个样本：不要加 1";
        },
    }
}

fn mixture_variance() -> Check<[Array1<f64>; 3], f64> {
    fn within([w, _, s]: &[Array1<f64>; 3]) -> f64 {
        w.dot(&(s * s))
    }
    fn between([w, m, _]: &[Array1<f64>; 3]) -> f64 {
        w.dot(&gaps(w, m).powi(2))
    }
    fn gaps(w: &Array1<f64>, m: &Array1<f64>) -> Array1<f64> {
        m - w.dot(m)
    }
    Check {
        shown: |[w, m, s]| {
            [
                format!("the weights {w}, the means {m} and the standard deviations {s}"),
                format!("权重 {w}、均值 {m}、标准差 {s}"),
            ]
        },
        inputs: vec![
            [array![0.5, 0.5], array![-2.0, 2.0], array![0.5, 0.5]],
            [array![0.25, 0.75], array![0.0, 4.0], array![1.0, 2.0]],
            [array![0.2, 0.5, 0.3], array![-1.0, 0.5, 3.0], array![0.3, 1.5, 0.1]],
            // 2³⁰ ∓ 1: the squares of the means hide their distance, in any program
            [array![0.5, 0.5], array![1_073_741_823.0, 1_073_741_825.0], array![0.5, 0.5]],
        ],
        mistakes: mistakes! {
            within,
                "this is the spread within the components: their means differ too",
                "这只是各分量内部的离散程度：它们的均值也各不相同";
            between,
                "this is the spread of the means: each component has its own spread too",
                "这只是均值之间的离散程度：每个分量自身也有离散";
            |[w, m, s]| w.dot(&(s * s + m * m)),
                "this is the mean of z²: subtract the square of the mean of z",
                "这是 z² 的均值：还要减去 z 的均值的平方";
            |input| input[0].dot(&input[2]) + between(input),
                "the standard deviations are to be squared",
                "标准差要平方";
            |input| input[0].powi(2).dot(&input[2].powi(2)) + between(input),
                "squared weights belong to a sum of independent terms; here one component is drawn: weigh by w",
                "权重取平方，那是独立项相加时的做法；这里是从各分量中抽一个：用 w 加权";
            |[w, m, s]| solutions::mixture_variance(w, m, s).sqrt(),
                "this is the standard deviation: leave the root out",
                "这是标准差：不要开方";
            |[w, m, s]| w.dot(&(s * s + m * m)) - w.dot(m).powi(2),
                "right on paper, but where the means are far from 0 two huge numbers nearly cancel and the rest is rounding: take the mean of the mixture from each mean before you square",
                "纸面上是对的，但各均值离 0 很远时，两个极大的数相减几乎抵消，剩下的只是舍入误差：应当先从各均值中减去总均值，再平方";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use flowlab::Seed;
    use flowlab::distribution::{GaussianMixture, Sample};

    #[test]
    fn another_way_to_a_right_answer_is_solved() {
        let counted = |u: f64, weights: &Array1<f64>| {
            let ends: Vec<f64> = (1..=weights.len()).map(|k| weights.iter().take(k).sum()).collect();
            ends.iter().filter(|end| **end <= u).count().min(weights.len() - 1)
        };
        assert_eq!(check::draw_label(counted), Verdict::Solved);
        assert_eq!(check::exponential_quantile(|u, rate| (1.0 / (1.0 - u)).ln() / rate), Verdict::Solved);
        assert_eq!(check::samples_needed(|sd, error| (sd * sd / (error * error)).ceil() as usize), Verdict::Solved);
        let pairs = |w: &Array1<f64>, m: &Array1<f64>, s: &Array1<f64>| {
            let apart = |i: usize| (0..i).map(|j| w[i] * w[j] * (m[i] - m[j]).powi(2)).sum::<f64>();
            (0..w.len()).map(|i| w[i] * s[i].powi(2) + apart(i)).sum()
        };
        assert_eq!(check::mixture_variance(pairs), Verdict::Solved);
    }

    #[test]
    fn the_variance_is_that_of_samples() {
        let (w, m, s) = (array![0.5, 0.5], array![-2.0, 2.0], array![0.5, 0.5]);
        let law = GaussianMixture::isotropic(w.clone(), array![[-2.0], [2.0]], 0.5).unwrap();
        let seen = law.sample(Seed(1), 100_000).unwrap().var(0.0);
        // 4 standard errors: the square of a sample has variance 22.1875 - 4.25²
        assert!((seen - solutions::mixture_variance(&w, &m, &s)).abs() < 4.0 * (4.125_f64 / 100_000.0).sqrt());
    }

    #[test]
    fn a_share_is_a_mean_of_zeros_and_ones() {
        let mean = |z: &Array1<f64>, a: f64, b: f64| z.mapv(|z| f64::from(u8::from(a < z && z < b))).mean().unwrap();
        assert_eq!(check::share_between(mean), Verdict::Solved);
    }
}
