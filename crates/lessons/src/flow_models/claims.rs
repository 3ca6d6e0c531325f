//! Lesson 09: where the exact field and Euler's method carry the noise, and how far from the data that is.

use flowlab::distribution::{Gaussian, GaussianMixture, Sample};
use flowlab::metrics::{quantiles, wasserstein_1d};
use flowlab::ndarray::{Array2, ArrayRef2, Axis, array};
use flowlab::ode::{Euler, OdeMethod, Rk4};
use flowlab::rand::Rng;
use flowlab::{Seed, simulate_ode, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, greatest, near, unit_grid};
use crate::models::{exact_field, mixture, mixture_cdf, normal_cdf};

/// Quantiles of N(0, 1) that stand for it.
const STARTS: usize = 10_000;
/// Samples in each of two sets, and pairs of sets.
const SAMPLES: usize = 20_000;
const PAIRS: usize = 48;
/// √E of the squared distance of two sets: a test integrates it.
const NOISE: f64 = 0.0928;

/// Id, number of steps, distance and decimals of the rungs of the ladder; a test integrates the distances.
const LADDER: [(&str, usize, f64, usize); 6] = [
    ("flow-model-w2-1", 1, 2.06155, 3),
    ("flow-model-w2-2", 2, 0.75617, 3),
    ("flow-model-w2-4", 4, 0.35228, 3),
    ("flow-model-w2-8", 8, 0.17842, 3),
    ("flow-model-w2-16", 16, 0.09035, 4),
    ("flow-model-w2-32", 32, 0.04553, 4),
];

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = LADDER.map(rung).into();
    claims.extend([noise_level(), one_step(), quantile_map(), breathing(), breathing_half()]);
    let factors = [
        ("flow-model-gaussian-1", 1),
        ("flow-model-gaussian-2", 2),
        ("flow-model-gaussian-4", 4),
        ("flow-model-gaussian-8", 8),
    ];
    claims.extend(factors.map(gaussian_factor));
    claims.extend([gaussian_line(), gaussian_limit(), spread_bound()]);
    claims
}

fn rung((id, n, distance, decimals): (&'static str, usize, f64, usize)) -> Claim {
    Claim::new(
        id,
        format!(
            "Wasserstein distance of order 2 between p_data and the law in which Euler's method with n = {n} ends; exact field of the linear path, p_data half N(−2, 1/4), half N(2, 1/4); from the 10 000 quantiles of N(0, 1) at (i + 1/2)/10 000."
        ),
        format!(
            "欧拉方法取 n = {n} 时终点的分布与 p_data 之间的二阶瓦瑟斯坦距离；线性路径的精确向量场，p_data 为 N(−2, 1/4) 与 N(2, 1/4) 各占一半；起点取 N(0, 1) 的 10 000 个分位点，水平为 (i + 1/2)/10 000。"
        ),
        near(distance, 5e-5),
        "No chance: in one dimension the map of Euler's method keeps the order, so the distance is an integral over the noise. 10 000 quantiles leave out the outermost tails, which changes it by less than 0.00005: most at n = 1, where its square is the variance 4.25 of the data, and that of the quantiles is smaller by 0.00007.",
        "不含随机性：一维时欧拉方法给出的映射保持次序，所以这个距离是对噪声的一个积分。10 000 个分位点缺了最外侧的尾部，影响小于 0.00005；n = 1 时影响最大，此时距离的平方就是数据的方差 4.25，而分位点的方差比它小 0.00007。",
        Decimals(decimals).of(move |_| {
            let ends = follow(mixture()?, &Euler, n, &normal_quantiles(STARTS)?)?;
            wasserstein_1d(2, &ends.column(0), &quantiles(STARTS, mixture_cdf)?)
        }),
    )
}

fn noise_level() -> Claim {
    // The square of one distance has the standard deviation 0.0089, nearly its mean of 0.0086: most of it is what
    // crosses the gap between the hills, as many points as two binomial counts differ, half a normal number.
    let tolerance = 4.0 * 0.0089 / (PAIRS as f64).sqrt() / (2.0 * NOISE);
    Claim::new(
        "flow-model-w2-noise",
        "Wasserstein distance of order 2 between two sets of 20 000 true samples of half N(−2, 1/4), half N(2, 1/4); root mean square over 48 pairs of sets. In theory its square is (4/N)·∬ E(K_x − K_y)⁺ over x < y, with independent binomial counts K_x of N samples below x and K_y below y.",
        "同一分布（N(−2, 1/4) 与 N(2, 1/4) 各占一半）的两组各 20 000 个真实样本之间的二阶瓦瑟斯坦距离；对 48 对样本取均方根。理论值的平方是 (4/N)·∬ E(K_x − K_y)⁺，积分范围 x < y，其中 K_x、K_y 是两组 N 个样本中分别小于 x、y 的个数，为独立的二项变量。",
        near(NOISE, tolerance).false_alarms(1e-3),
        "Four standard errors: the square of one distance has a standard deviation of about its mean, since most of it is the difference of two counts on one side. It leans to the right, so a correct program is allowed to fall outside for 1 seed in 1000.",
        "四倍标准误差：单个距离的平方，标准差与均值差不多，因为它主要来自两组样本落在同一侧的个数之差。它的分布偏右，所以允许正确的程序每 1000 个种子有 1 个越界。",
        Decimals(2).of(|seed| {
            let (data, mut seeds) = (mixture()?, seed.stream(0));
            let mut sum = 0.0;
            for _ in 0..PAIRS {
                let a = data.sample(Seed(seeds.random()), SAMPLES)?;
                let b = data.sample(Seed(seeds.random()), SAMPLES)?;
                sum += wasserstein_1d(2, &a.column(0), &b.column(0))?.powi(2);
            }
            Ok((sum / PAIRS as f64).sqrt())
        }),
    )
}

fn one_step() -> Claim {
    Claim::new(
        "flow-model-one-step",
        "Of the 10 000 quantiles of N(0, 1), the number that one Euler step from t = 0 to t = 1 takes farther than 10⁻¹⁴ from E z = 0.8; exact field of the linear path, p_data = 0.3 N(−2, 1/4) + 0.7 N(2, 1/4); in theory 0.",
        "从 t = 0 到 t = 1 只走一步欧拉方法，N(0, 1) 的 10 000 个分位点中，终点离 E z = 0.8 超过 10⁻¹⁴ 的个数；线性路径的精确向量场，p_data = 0.3 N(−2, 1/4) + 0.7 N(2, 1/4)；理论值为 0。",
        at_most(0.0),
        "u₀(x) = E z − x, so every start lands on E z: what is left is the rounding of a few sums of numbers below 7, one unit in the last place of which is 9e-16.",
        "u₀(x) = E z − x，所以任何起点都落到 E z；剩下的只是几次加法的舍入，参与的数小于 7，末位的一个单位是 9e-16。",
        Decimals(0).of(|_| {
            let data = GaussianMixture::isotropic(array![0.3, 0.7], array![[-2.0], [2.0]], 0.5)?;
            let ends = follow(data, &Euler, 1, &normal_quantiles(STARTS)?)?;
            Ok(ends.iter().filter(|x| (*x - 0.8).abs() > 1e-14).count() as f64)
        }),
    )
}

fn quantile_map() -> Claim {
    Claim::new(
        "flow-model-quantile-map",
        "Greatest distance of the flow at t = 1 from the quantile map F⁻¹(Φ(x)), over 1000 quantiles x of N(0, 1); exact field of the linear path to half N(−2, 1/4), half N(2, 1/4), with distribution function F; RK4 with n = 400. In theory 0.",
        "t = 1 时的流与分位数映射 F⁻¹(Φ(x)) 的最大距离，x 取 N(0, 1) 的 1000 个分位点；线性路径的精确向量场，目标为 N(−2, 1/4) 与 N(2, 1/4) 各占一半，F 是其分布函数；RK4 取 n = 400。理论值为 0。",
        at_most(1e-6),
        "A flow on the line keeps the order of points and carries law to law, and only the quantile map does both. The error of RK4 is C·h⁴ with h⁴ = 4e-11, and near the middle the flow stretches distances some 1500 times.",
        "一维的流保持点的次序，又把分布变为分布；同时做到这两点的只有分位数映射。RK4 的误差为 C·h⁴，h⁴ = 4e-11，而流在中间附近把距离拉伸约 1500 倍。",
        Scientific(1).of(|_| {
            let ends = follow(mixture()?, &Rk4, 400, &normal_quantiles(1000)?)?;
            let mapped = quantiles(1000, mixture_cdf)?;
            Ok(greatest(ends.iter().zip(&mapped).map(|(end, x)| end - x)))
        }),
    )
}

fn breathing() -> Claim {
    Claim::new(
        "flow-model-breathing",
        "Greatest distance of the flow from √(t² + (1 − t)²)·x, from x = 1, at the knots of RK4 with n = 100; exact field of the linear path from N(0, 1) to N(0, 1). In theory 0.",
        "流与 √(t² + (1 − t)²)·x 的最大距离，x = 1，取 RK4（n = 100）的各个网格点；线性路径的精确向量场，从 N(0, 1) 到 N(0, 1)。理论值为 0。",
        at_most(1e-8),
        "The field is (2t − 1)/(t² + (1 − t)²)·x, whose solution is this factor. The error of RK4 is C·h⁴ with h⁴ = 1e-8, and C is below 1.",
        "向量场是 (2t − 1)/(t² + (1 − t)²)·x，它的解正是这个因子。RK4 的误差为 C·h⁴，h⁴ = 1e-8，C 小于 1。",
        Scientific(1).of(|_| {
            let path = breathe()?;
            Ok(greatest(path.into_iter().map(|(t, x)| x - t.hypot(1.0 - t))))
        }),
    )
}

fn breathing_half() -> Claim {
    Claim::new(
        "flow-model-breathing-half",
        "Factor by which the flow from N(0, 1) to N(0, 1) has shrunk a point at t = 1/2; exact field of the linear path, RK4 with n = 100; in theory √(1/2).",
        "从 N(0, 1) 到 N(0, 1) 的流在 t = 1/2 时把点缩小到的倍数；线性路径的精确向量场，RK4 取 n = 100；理论值为 √(1/2)。",
        near(0.5_f64.sqrt(), 1e-8),
        "The error of RK4 is C·h⁴ with h⁴ = 1e-8, and C is below 1.",
        "RK4 的误差为 C·h⁴，h⁴ = 1e-8，C 小于 1。",
        Decimals(4).of(|_| Ok(breathe()?[50].1)),
    )
}

fn gaussian_factor((id, n): (&'static str, usize)) -> Claim {
    Claim::new(
        id,
        format!(
            "Factor m in X̂ₙ = μ + m·x₀, for p_data = N(μ, 4), exact field of the linear path, Euler's method with n = {n}; μ = 1. In theory the product of 1 + h·(4t − (1 − t))/(4t² + (1 − t)²) over the n steps; its limit is 2."
        ),
        format!(
            "X̂ₙ = μ + m·x₀ 中的系数 m：p_data = N(μ, 4)，线性路径的精确向量场，欧拉方法取 n = {n}，μ = 1。理论值是 n 步的因子 1 + h·(4t − (1 − t))/(4t² + (1 − t)²) 之积，极限为 2。"
        ),
        near(euler_factor(n), 1e-14),
        "The field is linear in x, so Euler's method multiplies: what is left is the rounding of at most 8 steps with numbers below 3.",
        "向量场关于 x 是线性的，欧拉方法每步只是乘一个因子；剩下的是至多 8 步的舍入，参与的数小于 3。",
        Decimals(6).of(move |_| {
            let ends = follow(wide()?, &Euler, n, &array![[0.0], [1.0]])?;
            Ok(ends[[1, 0]] - ends[[0, 0]])
        }),
    )
}

fn gaussian_line() -> Claim {
    Claim::new(
        "flow-model-gaussian-line",
        "Of 1000 quantiles x₀ of N(0, 1), the number for which X̂ₙ is farther than 2 · 10⁻¹⁴ from μ + m·x₀; p_data = N(μ, 4), exact field of the linear path, Euler's method with n = 8, m = 1.659138…, μ = 1; in theory 0.",
        "N(0, 1) 的 1000 个分位点 x₀ 中，X̂ₙ 与 μ + m·x₀ 的距离超过 2 · 10⁻¹⁴ 的个数；p_data = N(μ, 4)，线性路径的精确向量场，欧拉方法取 n = 8，m = 1.659138…，μ = 1；理论值为 0。",
        at_most(0.0),
        "The rounding of 8 steps with numbers below 7, one unit in the last place of which is 9e-16.",
        "8 步的舍入；参与的数小于 7，末位的一个单位是 9e-16。",
        Decimals(0).of(|_| {
            let starts = normal_quantiles(1000)?;
            let ends = follow(wide()?, &Euler, 8, &starts)?;
            let m = euler_factor(8);
            Ok(ends.iter().zip(&starts).filter(|(end, x0)| (*end - (1.0 + m * *x0)).abs() > 2e-14).count() as f64)
        }),
    )
}

fn gaussian_limit() -> Claim {
    Claim::new(
        "flow-model-gaussian-limit",
        "Factor m in X̂ₙ = μ + m·x₀, for p_data = N(μ, 4), exact field of the linear path, RK4 with n = 100; in theory 2.",
        "X̂ₙ = μ + m·x₀ 中的系数 m：p_data = N(μ, 4)，线性路径的精确向量场，RK4 取 n = 100；理论值为 2。",
        near(2.0, 1e-7),
        "The flow multiplies by √(4t² + (1 − t)²). The error of RK4 is C·h⁴ with h⁴ = 1e-8, and C is below 10.",
        "流乘的因子是 √(4t² + (1 − t)²)。RK4 的误差为 C·h⁴，h⁴ = 1e-8，C 小于 10。",
        Decimals(6).of(|_| {
            let ends = follow(wide()?, &Rk4, 100, &array![[0.0], [1.0]])?;
            Ok(ends[[1, 0]] - ends[[0, 0]])
        }),
    )
}

fn spread_bound() -> Claim {
    Claim::new(
        "flow-model-spread",
        "Greatest m/s over s = 1/5, 1/2, 1, 2, 5, where m is the standard deviation that Euler's method with n = 8 reaches on the exact field of the linear path from N(0, 1) to N(0, s²). In theory at most cos⁸(π/16) = 0.8562.",
        "欧拉方法取 n = 8，在线性路径从 N(0, 1) 到 N(0, s²) 的精确向量场上得到的标准差记为 m；对 s = 1/5、1/2、1、2、5，m/s 的最大值。理论上不超过 cos⁸(π/16) = 0.8562。",
        at_most((std::f64::consts::PI / 16.0).cos().powi(8)),
        "m/s is the product of the cosines of eight angles whose sum is a right angle, and log cos is concave, so equal angles give the most.",
        "m/s 是八个角的余弦之积，这些角之和是直角；log cos 是凹函数，所以各角相等时乘积最大。",
        Decimals(3).of(|_| {
            let spread = |s: f64| {
                let ends = follow(Gaussian::isotropic(array![0.0], s)?.into(), &Euler, 8, &array![[1.0]])?;
                Ok(ends[[0, 0]] / s)
            };
            Ok(greatest([0.2, 0.5, 1.0, 2.0, 5.0].into_iter().map(spread).collect::<flowlab::Result<Vec<f64>>>()?))
        }),
    )
}

/// N(1, 4).
fn wide() -> flowlab::Result<GaussianMixture> {
    Ok(Gaussian::isotropic(array![1.0], 2.0)?.into())
}

/// The quantiles of N(0, 1) at (i + 1/2)/n: (n, 1).
fn normal_quantiles(n: usize) -> flowlab::Result<Array2<f64>> {
    Ok(quantiles(n, normal_cdf)?.insert_axis(Axis(1)))
}

/// Follows the exact field of the linear path to these data from t = 0 to t = 1.
fn follow(
    data: GaussianMixture,
    method: &dyn OdeMethod,
    n_steps: usize,
    starts: &ArrayRef2<f64>,
) -> flowlab::Result<Array2<f64>> {
    simulate_ode_final(&exact_field(data), method, &unit_grid(n_steps)?, starts)
}

/// The times and places of a particle that starts at 1, from N(0, 1) to N(0, 1).
fn breathe() -> flowlab::Result<Vec<(f64, f64)>> {
    let trajectory = simulate_ode(&exact_field(Gaussian::standard(1)?), &Rk4, &unit_grid(100)?, &array![[1.0]])?;
    Ok(trajectory.grid.knots().iter().copied().zip(trajectory.states.iter().copied()).collect())
}

/// What Euler's method multiplies x₀ − 0 by on the way to N(μ, 4): u = μ + v′/(2v)·(x − tμ) with v = 4t² + (1 − t)².
fn euler_factor(n_steps: usize) -> f64 {
    let h = 1.0 / n_steps as f64;
    let times = (0..n_steps).map(|i| i as f64 * h);
    times.map(|t| 1.0 + h * (4.0 * t - (1.0 - t)) / (4.0 * t * t + (1.0 - t) * (1.0 - t))).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Continuous, ContinuousCDF, Normal};

    /// Euler's map with the field in the form that it has for two equal bumps.
    fn euler_map(n_steps: usize, x0: f64) -> f64 {
        let h = 1.0 / n_steps as f64;
        (0..n_steps).fold(x0, |x, i| {
            let t = i as f64 * h;
            let v = 0.25 * t * t + (1.0 - t) * (1.0 - t);
            let c = (0.25 * t - (1.0 - t)) / v;
            x + h * (c * x + (1.0 - c * t) * 2.0 * (2.0 * t * x / v).tanh())
        })
    }

    #[test]
    fn the_stated_ladder_is_an_integral_over_the_noise() {
        // twice ∫ (E(Φ⁻¹(F(y))) − y)² f(y) dy over y < 0 by the midpoint rule
        let (cells, normal) = (4000, Normal::standard());
        let step = 8.0 / cells as f64;
        let points: Vec<f64> = (0..cells).map(|i| -(i as f64 + 0.5) * step).collect();
        for (id, n_steps, distance, ..) in LADDER {
            let terms = points.iter().map(|y| {
                let start = normal.inverse_cdf(mixture_cdf(*y));
                let density = normal.pdf((y + 2.0) / 0.5) + normal.pdf((y - 2.0) / 0.5); // half over 0.5
                (euler_map(n_steps, start) - y).powi(2) * density
            });
            let integral = (2.0 * terms.sum::<f64>() * step).sqrt();
            assert!((integral - distance).abs() < 5e-6, "{id}: {integral}"); // the digits that are stated
        }
    }

    #[test]
    fn two_sets_of_true_samples_are_as_far_apart_as_stated() {
        let (n, cells) = (SAMPLES as f64, 2000);
        let (step, normal) = (10.0 / cells as f64, Normal::standard());
        let f: Vec<f64> = (0..cells).map(|i| mixture_cdf(-5.0 + (i as f64 + 0.5) * step)).collect();
        let mut sum = 0.0;
        for (j, y) in f.iter().enumerate() {
            for (i, x) in f[..=j].iter().enumerate() {
                let (mean, sd) = (n * (x - y), (n * (x * (1.0 - x) + y * (1.0 - y))).sqrt());
                let part = sd * normal.pdf(mean / sd) + mean * normal.cdf(mean / sd);
                sum += if i == j { 0.5 * part } else { part };
            }
        }
        let square = 4.0 / n * sum * step * step;
        // counts taken for normal numbers, which in the tails they are not: 0.4 % by order statistics instead
        assert!((square.sqrt() / NOISE - 1.0).abs() < 0.01, "{}", square.sqrt());
    }
}
