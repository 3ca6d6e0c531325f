//! Lesson 18, images.

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes a number z of a picture, and returns its pixel: 8·(z + 1), rounded to the nearest whole number
    /// and kept in 0 to 16.
    fn to_pixel(z: f64) -> usize, let &z = input;

    /// A function that takes the step size h and by how much |x − t·z|² of the second of two points is greater than that of
    /// the first, and returns the weight of the second at t = 1 − h: 1/(1 + exp(Δ/(2h²))).
    fn rival_weight(h: f64, delta: f64) -> f64, let &[h, delta] = input;

    /// A function that takes the means and the standard deviations of two sets of numbers, and returns their Fréchet
    /// distance: (m₁ − m₂)² + (s₁ − s₂)².
    fn frechet_line(m1: f64, s1: f64, m2: f64, s2: f64) -> f64, let &[m1, s1, m2, s2] = input;

    /// A function that takes the dimension d and the number n of samples of N(0, I), and returns the leading term of their mean
    /// Fréchet distance from the law itself: (d + d(d + 1)/4)/n.
    fn frechet_bias(d: usize, n: usize) -> f64, let &[d, n] = input;

    /// A function that takes the number N of training pictures and the number M of held-out ones, and returns the
    /// probability with which the nearest to a fresh picture is a training picture: N/(N + M).
    fn null_share(n_train: usize, n_held: usize) -> f64, let &[n_train, n_held] = input;
}

fn to_pixel() -> Check<f64, usize> {
    fn kept(pixel: f64) -> usize {
        pixel.clamp(0.0, 16.0) as usize
    }
    Check {
        shown: |z| both(format!("z = {z}")),
        inputs: vec![0.45, -1.0, 1.0, -0.04, -1.3, 1.2],
        mistakes: mistakes! {
            |z| kept(8.0 * (z + 1.0)),
                "`as usize` cuts off what is behind the point: round first",
                "`as usize` 直接截去小数：请先四舍五入";
            |z| (8.0 * (z + 1.0)).round() as usize,
                "a model makes numbers beyond 1 too, and then this is more than 16: `as usize` stops at 0 below, but at no 16 above",
                "模型也会给出大于 1 的数，这时结果超过了 16：`as usize` 会把负数变成 0，却不会把过大的数压到 16";
            |z| (8.0 * (z + 1.0)) as usize,
                "two things: round first, and keep the result below 17",
                "两处要改：先四舍五入，再使结果不超过 16";
            |z| kept((16.0 * (z + 1.0)).round()),
                "z goes from −1 to 1, so z + 1 from 0 to 2: eight times that is 0 to 16",
                "z 从 −1 到 1，z + 1 就从 0 到 2：乘以 8 才是 0 到 16";
            |z| kept((8.0 * z).round()),
                "−1 is paper and must give 0: add 1 first",
                "−1 是白纸，应得 0：先加上 1";
            |z| kept((8.0 * (1.0 - z)).round()),
                "this is the negative: 1 is ink, and is to give 16",
                "黑白颠倒了：1 是墨，应得 16";
        },
    }
}

fn rival_weight() -> Check<[f64; 2], f64> {
    Check {
        shown: |[h, delta]| [format!("h = {h} and Δ = {delta}"), format!("h = {h}、Δ = {delta}")],
        inputs: vec![[0.5, 0.25], [0.25, 0.0], [0.2, 0.1], [0.1, 0.05], [0.01, 1.0]],
        mistakes: mistakes! {
            |[h, delta]| (-delta / (2.0 * h * h)).exp(),
                "this is the weight in proportion to that of the first, which is 1: divide by the sum of both",
                "这是把第一个点的权重算作 1 时，第二个点的权重：还要除以两者之和";
            |[h, delta]| 1.0 / (1.0 + (-delta / (2.0 * h * h)).exp()),
                "this is the weight of the nearer point",
                "这是较近那个点的权重";
            |[h, delta]| 1.0 / (1.0 + (delta / (h * h)).exp()),
                "the 2 of the normal density is missing: Δ/(2h²)",
                "少了正态密度里的 2：是 Δ/(2h²)";
            |[h, delta]| 1.0 / (1.0 + (delta / (2.0 * h)).exp()),
                "h is the standard deviation of the noise that is left: below stands its square",
                "h 是剩余噪声的标准差：分母里是它的平方";
            |[h, delta]| 1.0 / (1.0 + (delta * delta / (2.0 * h * h)).exp()),
                "Δ is a difference of squared distances already: do not square it again",
                "Δ 已经是距离平方之差：不要再平方";
            |[h, delta]| 1.0 / (1.0 + (delta / (2.0 * (1.0 - h).powi(2))).exp()),
                "the noise that is left at t = 1 − h has the standard deviation 1 − t = h",
                "在 t = 1 − h，剩余噪声的标准差是 1 − t = h";
            |[h, delta]| (delta / (2.0 * h * h)).exp() / (1.0 + (delta / (2.0 * h * h)).exp()),
                "this is the weight of the nearer point, and for small h it is ∞/∞",
                "这是较近那个点的权重，而且 h 小时成了 ∞/∞";
        },
    }
}

fn frechet_line() -> Check<[f64; 4], f64> {
    Check {
        shown: |[m1, s1, m2, s2]| {
            [
                format!("means {m1} and {m2}, standard deviations {s1} and {s2}"),
                format!("均值 {m1} 与 {m2}、标准差 {s1} 与 {s2}"),
            ]
        },
        inputs: vec![[0.0, 1.0, 3.0, 2.0], [1.0, 0.5, 1.0, 2.0], [-1.0, 1.5, 0.5, 1.5], [0.25, 2.0, -0.5, 0.5]],
        mistakes: mistakes! {
            |[m1, s1, m2, s2]| ((m1 - m2).powi(2) + (s1 - s2).powi(2)).sqrt(),
                "this is W₂: the Fréchet distance is its square, without the root",
                "这是 W₂：弗雷歇距离是它的平方，不开根号";
            |[m1, s1, m2, s2]| (m1 - m2).powi(2) + (s1 * s1 - s2 * s2).powi(2),
                "these are variances: the map from one law to the other stretches standard deviations, s₁ − s₂",
                "这里用成了方差：把一个分布变成另一个的映射，拉伸的是标准差，应取 s₁ − s₂";
            |[m1, s1, m2, s2]| (m1 - m2).powi(2) + (s1 * s1 - s2 * s2).abs(),
                "these are variances: take the square of s₁ − s₂",
                "这里取了方差之差：应取 s₁ − s₂ 的平方";
            |[m1, s1, m2, s2]| (m1 - m2).powi(2) + (s1 + s2).powi(2),
                "the spreads are added: equal laws are to have the distance 0",
                "标准差相加了：相同的分布距离应为 0";
            |[m1, s1, m2, s2]| (m1 - m2).powi(2) + s1 * s1 + s2 * s2,
                "this is the mean squared distance of independent draws: equal laws are to have the distance 0",
                "这是独立抽取的两点之间的均方距离：相同的分布距离应为 0";
            |[m1, _, m2, _]| (m1 - m2).powi(2),
                "the means alone: the spreads count too",
                "只算了均值：标准差也要算";
            |[_, s1, _, s2]| (s1 - s2).powi(2),
                "the spreads alone: the means count too",
                "只算了标准差：均值也要算";
            |[m1, s1, m2, s2]| (m1 - m2).abs() + (s1 - s2).abs(),
                "square both differences",
                "两个差都要平方";
        },
    }
}

fn frechet_bias() -> Check<[usize; 2], f64> {
    fn of(&[d, n]: &[usize; 2], sum: fn(f64) -> f64) -> f64 {
        sum(d as f64) / n as f64
    }
    Check {
        shown: |[d, n]| [format!("d = {d} and n = {n}"), format!("d = {d}、n = {n}")],
        inputs: vec![[64, 1000], [1, 100], [3, 50], [2048, 50_000]],
        mistakes: mistakes! {
            |input| of(input, |d| d),
                "this is the share of the mean alone: the covariance is estimated too",
                "这只算了均值的部分：协方差也是估计出来的";
            |input| of(input, |d| d * (d + 1.0) / 4.0),
                "this is the share of the covariance alone: the mean is estimated too",
                "这只算了协方差的部分：均值也是估计出来的";
            |input| of(input, |d| 2.0 * (d + d * (d + 1.0) / 4.0)),
                "this is for two sets of n: the law itself has no error",
                "这是两组各 n 个样本的情形：分布本身没有误差";
            |input| of(input, |d| d + d * d / 4.0),
                "the variances themselves are missing in part: d(d + 1)/4, not d²/4",
                "方差那部分少算了：是 d(d + 1)/4，不是 d²/4";
            |input| of(input, |d| d + d * (d + 1.0) / 2.0),
                "d(d + 1)/2 numbers are estimated, each costs 1/2 here: d(d + 1)/4",
                "要估计的数有 d(d + 1)/2 个，每个在这里贡献 1/2：应是 d(d + 1)/4";
            |input| of(input, |d| d + d * (d - 1.0) / 4.0),
                "the variances count twice as much as the covariances: d(d + 1)/4",
                "一个方差的贡献是一个协方差的两倍：应是 d(d + 1)/4";
            |&[d, _]| { let d = d as f64; d + d * (d + 1.0) / 4.0 },
                "divide by n",
                "还要除以 n";
            |&[d, n]| { let d = d as f64; (d + d * (d + 1.0) / 4.0) / (n as f64).sqrt() },
                "it is a square: it falls like 1/n",
                "弗雷歇距离是平方：按 1/n 下降";
        },
    }
}

fn null_share() -> Check<[usize; 2], f64> {
    Check {
        shown: |[n, m]| both(format!("N = {n}, M = {m}")),
        inputs: vec![[1197, 600], [20, 600], [300, 100], [600, 600]],
        mistakes: mistakes! {
            |_| 0.5,
                "this is right where both sets are of one size",
                "这只在两个集合一样大时成立";
            |&[n, m]| m as f64 / (n + m) as f64,
                "this is the share that is nearer to the held-out set",
                "这是最近的一张属于留出集的概率";
            |&[n, m]| n as f64 / m as f64,
                "this can be more than 1: the pictures to choose from are N + M",
                "这会大于 1：可选的图像一共有 N + M 张";
            |&[n, m]| (n / (n + m)) as f64,
                "a whole number divided by a greater one is 0: turn them into f64 first",
                "整数除以更大的整数得 0：请先转成 f64";
            |&[n, m]| 1.0 / (n + m) as f64,
                "this is the probability of one of them: N are in the training set",
                "这是其中某一张的概率：训练集里有 N 张";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::{Digits, Gaussian, Sample};
    use flowlab::metrics::{frechet_null, gaussian_w2, share_nearer};
    use flowlab::ndarray::{Array2, array};
    use flowlab::path::{GaussianPath, PointField, Schedule};
    use flowlab::{Seed, VectorField};

    #[test]
    fn pixels_are_those_of_the_file() {
        // its pixels are z = pixel/8 − 1, exact in binary
        let digits = Digits::all();
        assert!(digits.points().iter().all(|z| 8.0 * (z + 1.0) == solutions::to_pixel(*z) as f64));
    }

    #[test]
    fn the_weight_of_the_rival_is_that_of_the_exact_field() {
        let field = PointField::new(GaussianPath::new(Schedule::Linear), array![[0.0], [1.0]]).unwrap();
        for (h, x) in [(0.5, 0.1), (0.2, 0.3), (0.1, -0.1)] {
            let (t, square) = (1.0 - h, |z: f64| (x - (1.0 - h) * z) * (x - (1.0 - h) * z));
            // between 0 and 1 the mean of the points is the weight of the 1
            let mean = field.posterior_mean(t, &array![[x]]).unwrap()[[0, 0]];
            assert!((mean - solutions::rival_weight(h, square(1.0) - square(0.0))).abs() < 1e-14, "{h} {x}");
            let velocity = field.at(t, &array![[x]])[[0, 0]];
            assert!((x + h * velocity - mean).abs() < 1e-14, "the last step ends in the mean");
        }
    }

    #[test]
    fn the_distance_is_the_square_of_that_of_normal_laws() {
        for [m1, s1, m2, s2] in [[0.0, 1.0, 3.0, 2.0], [0.25, 2.0, -0.5, 0.5]] {
            let [a, b] = [(m1, s1), (m2, s2)].map(|(m, s)| Gaussian::isotropic(array![m], s).unwrap());
            let squared = gaussian_w2(&a, &b).unwrap().powi(2);
            assert!((squared - solutions::frechet_line(m1, s1, m2, s2)).abs() < 1e-13);
        }
    }

    #[test]
    fn the_bias_is_half_of_what_two_sets_of_as_many_show() {
        for d in [1, 5, 64] {
            // rows ±√d along each axis: mean 0, covariance I
            let root = (d as f64).sqrt();
            let rows = Array2::from_shape_fn((2 * d, d), |(i, j)| {
                if i / 2 != j { 0.0 } else { root * (1 - 2 * (i % 2) as i32) as f64 }
            });
            let two = frechet_null(&rows, 1000, 1000).unwrap();
            assert!((two - 2.0 * solutions::frechet_bias(d, 1000)).abs() < 1e-12 * two);
        }
    }

    #[test]
    fn true_points_are_nearer_to_the_training_set_with_the_share_of_the_null() {
        let (n, m, rounds) = (6, 2, 4000);
        let draw = |seed: u64, n: usize| Gaussian::standard(3).unwrap().sample(Seed(seed), n).unwrap();
        let one = |k: u64| share_nearer(&draw(3 * k, 1), &draw(3 * k + 1, n), &draw(3 * k + 2, m)).unwrap();
        let mean = (0..rounds).map(one).sum::<f64>() / rounds as f64;
        let null = solutions::null_share(n, m);
        assert!((mean - null).abs() < 4.0 * (null * (1.0 - null) / rounds as f64).sqrt(), "{mean}");
    }
}
