//! Lesson 12, the Ornstein-Uhlenbeck process.

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes x, λ > 0, σ, the step size h and one draw ε from N(0, 1), and returns where dX = −λX
    /// dt + σ dW is after the time h, exactly: e^(−λh)·x + √v(h)·ε with v(h) = σ²·(1 − e^(−2λh))/(2λ).
    fn exact_step(x: f64, lambda: f64, sigma: f64, h: f64, eps: f64) -> f64, let &[x, lambda, sigma, h, eps] = input;

    /// A function that takes t, λ, σ and the variance of the start, and returns the variance of Xₜ for dX = −λX dt + σ
    /// dW with a start that is independent of W: e^(−2λt)·v₀ + σ²·(1 − e^(−2λt))/(2λ), and v₀ + σ²·t for λ = 0.
    fn variance_at(t: f64, lambda: f64, sigma: f64, start_variance: f64) -> f64,
        let &[t, lambda, sigma, start_variance] = input;

    /// A function that takes mean and standard deviation of two Gaussians on the line and returns their Wasserstein
    /// distance of order 2, √((difference of the means)² + (difference of the standard deviations)²).
    fn gaussian_distance(mean_a: f64, sd_a: f64, mean_b: f64, sd_b: f64) -> f64,
        let &[mean_a, sd_a, mean_b, sd_b] = input;

    /// A function that takes x, m and s and returns the score d/dx log p(x) of p = half N(−m, s²), half N(m, s²).
    fn mixture_score(x: f64, m: f64, s: f64) -> f64, let &[x, m, s] = input;

    /// A function that takes λ, σ and h with 0 < λh < 2, and returns the size c for which x ← (1 − λh)·x + c·ε settles
    /// in the variance σ²/(2λ) of the equation: σ·√(h·(1 − λh/2)).
    fn corrected_noise(lambda: f64, sigma: f64, h: f64) -> f64, let &[lambda, sigma, h] = input;
}

fn exact_step() -> Check<[f64; 5], f64> {
    fn spread(lambda: f64, h: f64) -> f64 {
        -(-2.0 * lambda * h).exp_m1() / (2.0 * lambda)
    }
    Check {
        shown: |[x, lambda, sigma, h, eps]| both(format!("x = {x}, λ = {lambda}, σ = {sigma}, h = {h}, ε = {eps}")),
        inputs: vec![
            [2.0, 1.0, 1.0, 0.5, 1.0],
            [-1.0, 3.0, 0.5, 2.0, -0.7],
            [0.3, 0.2, 2.0, 0.1, 1.6],
            [0.0, 1e-14, 1.0, 0.5, 1.0], // 1 − e^(−2λh) is 1e-14: a subtraction has two digits of it
        ],
        mistakes: mistakes! {
            |[x, lambda, sigma, h, eps]| (1.0 - lambda * h) * x + sigma * h.sqrt() * eps,
                "this is the Euler-Maruyama step: take e^(-λh) and v(h) themselves",
                "这是欧拉-丸山方法的一步：请直接用 e^(-λh) 和 v(h)";
            |[x, lambda, sigma, h, eps]| (-lambda * h).exp() * x + sigma * h.sqrt() * eps,
                "the noise is that of the Euler-Maruyama method, σ√h: the pull shrinks it within the step, to √v(h)",
                "噪声用的是欧拉-丸山方法的 σ√h：这一步之内噪声也被拉向零，应为 √v(h)";
            |[x, lambda, sigma, h, eps]| (-lambda * h).exp() * x + sigma * sigma * spread(*lambda, *h) * eps,
                "ε is multiplied by the variance v(h): multiply by its root, the standard deviation",
                "ε 乘的是方差 v(h)：应当乘以它的平方根，即标准差";
            |[x, lambda, sigma, h, eps]| {
                (-lambda * h).exp() * x + sigma * (-(-lambda * h).exp_m1() / (2.0 * lambda)).sqrt() * eps
            },
                "in v(h) the exponent is −2λh, twice that of the mean: variances shrink with the square",
                "v(h) 里的指数是 −2λh，是均值的两倍：方差按平方缩小";
            |[x, lambda, sigma, h, eps]| (-lambda * h).exp() * x + sigma * (2.0 * spread(*lambda, *h)).sqrt() * eps,
                "v(h) is twice too large: it is divided by 2λ, not by λ",
                "v(h) 大了一倍：应除以 2λ，而不是 λ";
            |[x, lambda, sigma, h, eps]| (-lambda * h).exp() * (x + sigma * spread(*lambda, *h).sqrt() * eps),
                "the noise is shrunk once more: v(h) has the pull in it already",
                "噪声又缩小了一次：v(h) 已经包含了拉力的作用";
            |[x, lambda, sigma, _, eps]| x + sigma * (0.5 / lambda).sqrt() * (eps - x),
                "the step does not depend on h: use e^(-λh) and v(h)",
                "这一步与 h 无关：请用 e^(-λh) 和 v(h)";
            |[x, lambda, _, h, _]| (-lambda * h).exp() * x,
                "this is the mean alone: the noise is missing",
                "这只是均值：漏掉了噪声";
            |[x, lambda, sigma, h, eps]| {
                let factor = (-lambda * h).exp();
                factor * x + sigma * ((1.0 - factor * factor) / (2.0 * lambda)).sqrt() * eps
            },
                "right, but for tiny λh the subtraction 1 − e^(−2λh) loses its digits: write -(-2.0 * lambda * h).exp_m1()",
                "公式对，但 λh 极小时，1 − e^(−2λh) 相减会损失有效数字：请写成 -(-2.0 * lambda * h).exp_m1()";
        },
    }
}

fn variance_at() -> Check<[f64; 4], f64> {
    /// ∫₀ᵗ e^(−2λs) ds, also for λ = 0.
    fn added(t: f64, lambda: f64) -> f64 {
        if lambda == 0.0 { t } else { -(-2.0 * lambda * t).exp_m1() / (2.0 * lambda) }
    }
    Check {
        shown: |[t, lambda, sigma, start]| {
            ["start variance", "起点方差"].map(|word| format!("t = {t}, λ = {lambda}, σ = {sigma}, {word} {start}"))
        },
        inputs: vec![
            [0.5, 1.0, 1.0, 0.0],
            [2.0, 0.0, 0.5, 0.3],
            [0.7, 2.0, 1.5, 4.0],
            [1.0, -0.5, 2.0, 0.1],
            [0.0, 3.0, 1.0, 2.0],
            [1.0, 1e-16, 1.0, 0.0], // 1 − e^(−2λt) is 2e-16: a subtraction gives 2.2e-16
        ],
        mistakes: mistakes! {
            |[t, lambda, sigma, start]| {
                let added = if *lambda == 0.0 { 0.0 } else { added(*t, *lambda) };
                (-2.0 * lambda * t).exp() * start + sigma * sigma * added
            },
                "right, except for λ = 0: there the noise adds σ²t",
                "其余都对，只是 λ = 0 时漏了噪声增加的 σ²t";
            |[t, lambda, sigma, _]| sigma * sigma * added(*t, *lambda),
                "this is right for a start that is a point: the variance of the start adds e^(-2λt) times itself",
                "这只对固定起点成立：起点的方差还要贡献它自身的 e^(-2λt) 倍";
            |[t, lambda, sigma, start]| start + sigma * sigma * added(*t, *lambda),
                "the variance of the start is kept in full: the pull shrinks it by e^(-2λt)",
                "起点的方差原样保留了：拉力会使它缩小到 e^(-2λt) 倍";
            |[t, lambda, sigma, start]| (-lambda * t).exp() * start + sigma * sigma * added(*t, *lambda),
                "the variance of the start is shrunk by e^(-λt), as a mean is: it shrinks by the square of that",
                "起点的方差乘的是 e^(-λt)，那是均值的因子：方差要乘它的平方";
            |[t, lambda, sigma, start]| (-2.0 * lambda * t).exp() * start + sigma * added(*t, *lambda),
                "σ stands before the added variance once: a variance goes with σ²",
                "新增的方差里 σ 只有一次方：方差与 σ² 成正比";
            |[t, lambda, sigma, start]| (-2.0 * lambda * t).exp() * start + sigma * sigma * t,
                "the noise is added as if there were no pull: σ²t is right for λ = 0 alone",
                "噪声是按没有拉力算的：σ²t 只在 λ = 0 时成立";
            |[t, lambda, sigma, start]| {
                ((-2.0 * lambda * t).exp() * start + sigma * sigma * added(*t, *lambda)).sqrt()
            },
                "this is the standard deviation: the variance is its square",
                "这是标准差：方差是它的平方";
            |[t, lambda, sigma, start]| {
                let kept = (-2.0 * lambda * t).exp();
                let added = if *lambda == 0.0 { *t } else { (1.0 - kept) / (2.0 * lambda) };
                kept * start + sigma * sigma * added
            },
                "right, but for tiny λ the subtraction 1 − e^(−2λt) loses its digits: write -(-2.0 * lambda * t).exp_m1()",
                "公式对，但 λ 极小时，1 − e^(−2λt) 相减会损失有效数字：请写成 -(-2.0 * lambda * t).exp_m1()";
        },
    }
}

fn gaussian_distance() -> Check<[f64; 4], f64> {
    Check {
        shown: |[mean_a, sd_a, mean_b, sd_b]| {
            [
                format!("means {mean_a} and {mean_b}, standard deviations {sd_a} and {sd_b}"),
                format!("均值 {mean_a} 与 {mean_b}、标准差 {sd_a} 与 {sd_b}"),
            ]
        },
        inputs: vec![[1.0, 2.0, 4.0, 6.0], [0.5, 1.0, -0.5, 0.3], [2.0, 0.4, 2.0, 0.9]],
        mistakes: mistakes! {
            |[mean_a, _, mean_b, _]| (mean_a - mean_b).abs(),
                "this compares the means alone: two laws of one mean and different widths are different",
                "只比较了均值：均值相同、宽度不同的两个分布也是不同的";
            |[mean_a, sd_a, mean_b, sd_b]| (mean_a - mean_b).hypot(sd_a * sd_a - sd_b * sd_b),
                "the variances are compared: the standard deviations belong here, they have the unit of the means",
                "这里比较的是方差：应当用标准差，它与均值的单位相同";
            |[mean_a, sd_a, mean_b, sd_b]| (mean_a - mean_b).abs() + (sd_a - sd_b).abs(),
                "the two differences are added: their squares are, under a root",
                "两个差直接相加了：应当平方后相加，再开方";
            |[mean_a, sd_a, mean_b, sd_b]| (mean_a - mean_b).powi(2) + (sd_a - sd_b).powi(2),
                "this is the squared distance: the root is missing",
                "这是距离的平方：漏掉了开方";
            |[mean_a, sd_a, mean_b, sd_b]| ((mean_a - mean_b).powi(2) + sd_a * sd_a + sd_b * sd_b).sqrt(),
                "this is the distance of independent draws: the best pairing moves the quantiles of one law to those of the other",
                "这是两个独立样本的均方根距离：最优配对是把一个分布的分位点移到另一个的同一分位点";
            |[mean_a, sd_a, mean_b, sd_b]| ((mean_a - mean_b).powi(2) - (sd_a - sd_b).powi(2)).abs().sqrt(),
                "the second square is subtracted: add it",
                "第二个平方被减掉了：应当相加";
        },
    }
}

fn mixture_score() -> Check<[f64; 3], f64> {
    /// s²·score.
    fn pull([x, m, s]: &[f64; 3]) -> f64 {
        m * (m * x / (s * s)).tanh() - x
    }
    /// The density.
    fn p([x, m, s]: &[f64; 3]) -> f64 {
        let bell = |z: f64| (-0.5 * z * z).exp() / (s * std::f64::consts::TAU.sqrt());
        0.5 * (bell((x + m) / s) + bell((x - m) / s))
    }
    Check {
        shown: |[x, m, s]| both(format!("x = {x}, m = {m}, s = {s}")),
        inputs: vec![
            [0.5, 1.0, 0.5],
            [-1.2, 1.0, 2.0],
            [0.3, 0.4, 1.5],
            [1.0, 0.2, 0.9],
            [22.0, 2.0, 0.5], // both hills are rounded to 0
            [0.0, 2.0, 0.05],
        ],
        mistakes: mistakes! {
            |at| -pull(at) / (at[2] * at[2]),
                "the sign is wrong: the score points to where p grows",
                "符号反了：得分指向 p 增大的方向";
            |at| p(at) * pull(at) / (at[2] * at[2]),
                "this is the slope of p itself: the score is the slope of log p, that is p′/p",
                "这是 p 本身的斜率：得分是 log p 的斜率，即 p′/p";
            |at| pull(at) / at[2],
                "divided by s: a bell of variance s² has the score −(x − m)/s²",
                "除以了 s：方差为 s² 的钟形，得分是 −(x − m)/s²";
            pull,
                "the division by s² is missing",
                "漏掉了除以 s²";
            |[x, _, s]| -x / (s * s),
                "this is the plain mean of the scores of both hills: weight each with its share of p(x)",
                "这是两个峰得分的简单平均：应当按各自在 p(x) 中所占的比例加权";
            |[x, _, s]| -2.0 * x / (s * s),
                "this is the sum of the scores of both hills: ln of a sum is not the sum of the ln, so weight each with its share of p(x)",
                "这是两个峰得分之和：和的对数不等于对数的和，应当按各自在 p(x) 中所占的比例加权";
            |[x, m, s]| (m * x.signum() - x) / (s * s),
                "this is the score of the nearer hill alone: the other one has a share too",
                "这只是较近那个钟形的得分：另一个也占一份";
            |at| p(at).ln(),
                "this is log p(x): take its derivative in x",
                "这是 log p(x)：还要对 x 求导";
            |[x, m, s]| {
                let bell = |z: f64| (-z * z / (2.0 * s * s)).exp();
                let (left, right) = (bell(x + m), bell(x - m));
                (-(x + m) * left - (x - m) * right) / (s * s * (left + right))
            },
                "right, but where both exponentials are rounded to 0 this is 0/0: subtract the larger exponent from both first",
                "公式对，但两个指数函数都舍入成 0 时就成了 0/0：请先从两个指数中都减去较大的那个";
        },
    }
}

fn corrected_noise() -> Check<[f64; 3], f64> {
    Check {
        shown: |[lambda, sigma, h]| both(format!("λ = {lambda}, σ = {sigma}, h = {h}")),
        inputs: vec![[2.0, 1.0, 0.5], [1.0, 2.0, 0.3], [5.0, 0.7, 0.3]],
        mistakes: mistakes! {
            |[_, sigma, h]| sigma * h.sqrt(),
                "this is the noise of the Euler-Maruyama method, which settles in σ²/(2λ − λ²h): it is too large",
                "这是欧拉-丸山方法的噪声，它稳定在 σ²/(2λ − λ²h)：太大了";
            |[lambda, sigma, h]| sigma * (-(-2.0 * lambda * h).exp_m1() / (2.0 * lambda)).sqrt(),
                "this is the noise of the exact step, which belongs to the factor e^(-λh): here the factor is 1 − λh",
                "这是精确一步的噪声，与因子 e^(-λh) 配套：这里的因子是 1 − λh";
            |[lambda, sigma, h]| sigma * sigma * h * (1.0 - lambda * h / 2.0),
                "this is the variance of the noise: the root is missing",
                "这是噪声的方差：漏掉了开方";
            |[lambda, sigma, h]| sigma * (h * (1.0 - lambda * h)).abs().sqrt(),
                "the correction is twice too large: (1 − λh)² = 1 − 2λh + λ²h², so half of λh is left",
                "修正大了一倍：(1 − λh)² = 1 − 2λh + λ²h²，约去后只剩 λh 的一半";
            |[lambda, sigma, h]| sigma * (h / (1.0 - lambda * h / 2.0)).sqrt(),
                "the correction goes the wrong way: the method settles too wide, so the noise must become smaller",
                "修正的方向反了：该方法稳定后偏宽，噪声应当变小";
            |[lambda, sigma, h]| sigma * h.sqrt() * (1.0 - lambda * h / 2.0),
                "the factor 1 − λh/2 is one of variances: its root belongs before the noise",
                "1 − λh/2 是方差的倍数：乘在噪声上的应当是它的平方根";
            |[lambda, sigma, _]| sigma / (2.0 * lambda).sqrt(),
                "this is the standard deviation that is wanted in the end: one step adds only a part of it",
                "这是最终要达到的标准差：一步只加上其中一部分";
        },
    }
}

#[cfg(test)]
mod tests {
    use flowlab::ndarray::array;

    use super::*;
    use crate::check::Verdict;

    #[test]
    fn the_score_is_that_of_the_mixture() {
        use flowlab::distribution::{Density, GaussianMixture};
        for [x, m, s] in mixture_score().inputs {
            let mixture = GaussianMixture::isotropic(array![0.5, 0.5], array![[-m], [m]], s).unwrap();
            let score = mixture.score(&array![[x]])[[0, 0]];
            // some roundings of numbers below 100
            assert!((score - solutions::mixture_score(x, m, s)).abs() < 1e-12);
        }
    }

    #[test]
    fn the_corrected_noise_keeps_the_stationary_variance() {
        for [lambda, sigma, h] in corrected_noise().inputs {
            let (v, c) = (sigma * sigma / (2.0 * lambda), solutions::corrected_noise(lambda, sigma, h));
            assert!(((1.0 - lambda * h).powi(2) * v + c * c - v).abs() < 1e-15);
        }
    }

    #[test]
    fn the_variance_is_that_of_the_process() {
        use flowlab::process::OrnsteinUhlenbeck;
        for [t, lambda, sigma, start] in variance_at().inputs {
            let added = OrnsteinUhlenbeck::new(1, lambda, sigma).unwrap().variance(t);
            let variance = (-2.0 * lambda * t).exp() * start + added;
            assert!((variance - solutions::variance_at(t, lambda, sigma, start)).abs() < 1e-14);
        }
    }

    #[test]
    fn the_step_has_the_variance_of_the_process() {
        use flowlab::process::OrnsteinUhlenbeck;
        let step = |x: f64, lambda: f64, sigma: f64, h: f64, eps: f64| {
            x / (lambda * h).exp() + OrnsteinUhlenbeck::new(1, lambda, sigma).unwrap().variance(h).sqrt() * eps
        };
        assert_eq!(check::exact_step(step), Verdict::Solved);
        assert_eq!(check::gaussian_distance(|ma, sa, mb, sb| (ma - mb).hypot(sa - sb)), Verdict::Solved);
    }
}
