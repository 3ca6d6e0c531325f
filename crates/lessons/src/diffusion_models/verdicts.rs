//! Lesson 15, diffusion models.

use std::f64::consts::PI;

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes t < 1 and σ, and returns the setting g of the noise dial that has this σ at t:
    /// σ²/(2(1 − t)).
    fn dial_setting(t: f64, sigma: f64) -> f64, let &[t, sigma] = input;

    /// A function that takes t, x, the velocity u at (t, x), the setting g of the dial, the step h and a standard
    /// normal ε, and returns the place after one step of algorithm 2: x + h·((1 + g·t)·u − g·x) + √(2g(1 − t)h)·ε.
    fn dial_step(t: f64, x: f64, u: f64, g: f64, h: f64, eps: f64) -> f64, let &[t, x, u, g, h, eps] = input;

    /// A function that takes t > 0, x, and a guess of the mean noise E[x₀ | Xₜ = x], and returns the velocity of the
    /// linear path there: (x − noise)/t.
    fn velocity_from_noise(t: f64, x: f64, noise: f64) -> f64, let &[t, x, noise] = input;

    /// A function that takes 0 < ρ ≤ 1 and returns the setting g of the dial at which, for data N(0, 1) with the exact
    /// field, start and end have the correlation ρ = e^(−πg/4): −4·ln ρ/π.
    fn forgetting(rho: f64) -> f64, let &rho = input;

    /// A function that takes s, g and n, and returns the standard deviation of what algorithm 2 makes in n steps with
    /// the dial at g, for data N(0, s²) with the exact field.
    fn dial_spread(s: f64, g: f64, n: usize) -> f64, let &(s, g, n) = input;
}

fn dial_setting() -> Check<[f64; 2], f64> {
    Check {
        shown: |[t, sigma]| both(format!("t = {t}, σ = {sigma}")),
        inputs: vec![[0.5, 1.0], [0.0, 3.0], [0.75, 0.5], [0.999, 0.1]],
        mistakes: mistakes! {
            |[t, sigma]| sigma / (2.0 * (1.0 - t)),
                "σ is not squared: the dial sets σ²",
                "σ 没有平方：旋钮规定的是 σ²";
            |[t, sigma]| sigma * sigma / (1.0 - t),
                "the 2 is missing: σ² = 2g(1 − t)",
                "漏掉了 2：σ² = 2g(1 − t)";
            |[_, sigma]| sigma * sigma / 2.0,
                "the factor 1 − t is missing",
                "漏掉了因子 1 − t";
            |[t, sigma]| sigma * sigma / (2.0 * t),
                "divided by t: the noise of the dial ends at t = 1, so the factor is 1 − t",
                "除以了 t：旋钮的噪声在 t = 1 处降到 0，因子是 1 − t";
            |[t, g]| (2.0 * g * (1.0 - t)).sqrt(),
                "this is σ from g: asked is g from σ",
                "这是由 g 求 σ：题目要由 σ 求 g";
            |[t, sigma]| sigma * sigma * (1.0 - t) / 2.0,
                "multiplied by 1 − t: divide by it",
                "乘以了 1 − t：应当除以它";
        },
    }
}

fn dial_step() -> Check<[f64; 6], f64> {
    fn drift([t, x, u, g, _, _]: &[f64; 6]) -> f64 {
        (1.0 + g * t) * u - g * x
    }
    fn sigma([t, _, _, g, _, _]: &[f64; 6]) -> f64 {
        (2.0 * g * (1.0 - t)).sqrt()
    }
    /// From the place x by this drift and this noise.
    fn step(at: &[f64; 6], drift: f64, noise: f64) -> f64 {
        at[1] + at[4] * drift + noise
    }
    Check {
        shown: |[t, x, u, g, h, eps]| both(format!("t = {t}, x = {x}, u = {u}, g = {g}, h = {h}, ε = {eps}")),
        inputs: vec![
            [0.5, 3.0, 0.0, 1.0, 0.25, 2.0],
            [0.2, -1.0, 1.5, 0.5, 0.1, -0.7],
            [0.75, 0.5, 2.0, 2.0, 0.05, 1.2],
        ],
        mistakes: mistakes! {
            |at| step(at, drift(at), sigma(at) * at[4] * at[5]),
                "the noise is multiplied by h: an increment of Brownian motion has the size √h",
                "噪声乘了 h：布朗运动的增量大小是 √h";
            |at| step(at, drift(at), sigma(at) * at[5]),
                "the noise lacks √h",
                "噪声漏掉了 √h";
            |at| step(at, drift(at), sigma(at).powi(2) * at[4].sqrt() * at[5]),
                "the noise is multiplied by σ²: it should be σ",
                "噪声乘了 σ²：应为 σ";
            |at| step(at, at[2], sigma(at) * at[4].sqrt() * at[5]),
                "the score term is missing: this noise would spread the law, the drift is (1 + g·t)·u − g·x",
                "漏掉了得分项：这样噪声会使分布变宽，漂移应为 (1 + g·t)·u − g·x";
            |at| step(at, (1.0 - at[3] * at[0]) * at[2] + at[3] * at[1], sigma(at) * at[4].sqrt() * at[5]),
                "the sign of the score term is wrong: the drift is u + g·(t·u − x)",
                "得分项的符号反了：漂移是 u + g·(t·u − x)";
            |at| step(at, (1.0 + at[3]) * at[2] - at[3] * at[1], sigma(at) * at[4].sqrt() * at[5]),
                "the factor before u is 1 + g·t, not 1 + g",
                "u 前面的因子是 1 + g·t，不是 1 + g";
            |at| step(at, drift(at), (2.0 * at[3] * at[4]).sqrt() * at[5]),
                "σ lacks the factor 1 − t under the root",
                "σ 的根号里漏掉了因子 1 − t";
            |at| step(at, drift(at), (at[3] * (1.0 - at[0]) * at[4]).sqrt() * at[5]),
                "σ lacks the 2 under the root: σ² = 2g(1 − t)",
                "σ 的根号里漏掉了 2：σ² = 2g(1 − t)";
            |at| step(at, drift(at), 0.0),
                "there is no noise in the step",
                "这一步里没有噪声";
            |at| at[4] * drift(at) + sigma(at) * at[4].sqrt() * at[5],
                "this is the change: add it to x",
                "这是改变量：还要加到 x 上";
        },
    }
}

fn velocity_from_noise() -> Check<[f64; 3], f64> {
    Check {
        shown: |[t, x, noise]| ["noise", "噪声"].map(|word| format!("t = {t}, x = {x}, {word} {noise}")),
        inputs: vec![[0.5, 3.0, 2.0], [0.8, -1.0, 0.3], [0.1, 0.4, 0.5]],
        mistakes: mistakes! {
            |[_, x, noise]| x - noise,
                "the division by t is missing: x = t·z + (1 − t)·x_0 gives x − x_0 = t·(z − x_0)",
                "漏掉了除以 t：由 x = t·z + (1 − t)·x_0 得 x − x_0 = t·(z − x_0)";
            |[t, x, noise]| (noise - x) / t,
                "the sign is wrong: the velocity leads away from the noise",
                "符号反了：速度的方向是离开噪声";
            |[t, x, noise]| (x - (1.0 - t) * noise) / t,
                "this is the mean E[z | X_t = x] of the data: the velocity is it minus that of the noise",
                "这是数据点的均值 E[z | X_t = x]：速度是它减去噪声的均值";
            |[t, x, noise]| (x - noise) / (1.0 - t),
                "divided by 1 − t: the noise has been left for the time t, so divide by t",
                "除以了 1 − t：从噪声出发已过了时间 t，应当除以 t";
            |[t, _, noise]| -noise / (1.0 - t),
                "this is the score: asked is the velocity",
                "这是得分：题目要的是速度";
        },
    }
}

fn forgetting() -> Check<f64, f64> {
    Check {
        shown: |rho| both(format!("ρ = {rho}")),
        inputs: vec![0.5, 0.9, 0.01, 1.0, 1e-300],
        mistakes: mistakes! {
            |rho| 4.0 * rho.ln() / PI,
                "the sign is wrong: the logarithm of a number below 1 is negative, g is not",
                "符号反了：小于 1 的数的对数是负的，而 g 不是";
            |rho| -rho.ln(),
                "the factor π/4 of the exponent is forgotten",
                "忘了指数里的因子 π/4";
            |rho| -PI * rho.ln() / 4.0,
                "multiplied by π/4: divide by it",
                "乘以了 π/4：应当除以它";
            |rho| (-PI * rho / 4.0).exp(),
                "this is ρ from g: asked is g from ρ",
                "这是由 g 求 ρ：题目要由 ρ 求 g";
            |rho| -4.0 * rho.log10() / PI,
                "this is the logarithm to base 10: take `ln`",
                "这是以 10 为底的对数：应当用 `ln`";
        },
    }
}

fn dial_spread() -> Check<(f64, f64, usize), f64> {
    /// The relative velocity of the exact field.
    fn rate(s: f64, t: f64) -> f64 {
        (s * s * t - (1.0 - t)) / ((1.0 - t).powi(2) + s * s * t * t)
    }
    /// The variance after all steps, each of which multiplies the deviation by 1 + h·a(c, t) and adds σ²(t)·h.
    fn variance(s: f64, n: usize, a: impl Fn(f64, f64) -> f64, added: impl Fn(f64) -> f64) -> f64 {
        let h = 1.0 / n as f64;
        let times = (0..n).map(|i| i as f64 / n as f64);
        times.fold(1.0, |v, t| (1.0 + h * a(rate(s, t), t)).powi(2) * v + added(t))
    }
    fn step(n: usize) -> f64 {
        1.0 / n as f64
    }
    Check {
        shown: |(s, g, n)| both(format!("s = {s}, g = {g}, n = {n}")),
        inputs: vec![(2.0, 0.5, 1), (0.5, 1.0, 5), (1.0, 2.0, 12), (0.2, 4.0, 5), (0.0, 1.0, 8)],
        mistakes: mistakes! {
            |&(s, g, n)| solutions::dial_spread(s, g, n).powi(2),
                "this is the variance: take the root",
                "这是方差：请开平方";
            |&(s, g, n)| variance(s, n, |c, t| (1.0 + g * t) * c - g, |_| 0.0).sqrt(),
                "the noise is missing: each step adds σ²·h to the variance",
                "漏掉了噪声：每一步给方差加上 σ²·h";
            |&(s, g, n)| variance(s, n, |c, _| c, |t| 2.0 * g * (1.0 - t) * step(n)).sqrt(),
                "the score term is missing from the drift: it is ((1 + g·t)·c − g)·x",
                "漂移里漏掉了得分项：应为 ((1 + g·t)·c − g)·x";
            |&(s, g, n)| variance(s, n, |c, t| (1.0 - g * t) * c + g, |t| 2.0 * g * (1.0 - t) * step(n)).sqrt(),
                "the sign of the score term is wrong",
                "得分项的符号反了";
            |&(s, g, n)| {
                variance(s, n, |c, t| (1.0 + g * t) * c - g, |t| 2.0 * g * (1.0 - t) * step(n).powi(2)).sqrt()
            },
                "the noise adds σ²·h² in a step: √h is squared, so it should be σ²·h",
                "每一步的噪声加了 σ²·h²：平方的是 √h，应为 σ²·h";
            |&(s, g, n)| {
                variance(s, n, |c, t| (1.0 + g * t) * c - g, |t| (2.0 * g * (1.0 - t)).sqrt() * step(n)).sqrt()
            },
                "the variance grows by σ·h: it should be σ²·h",
                "方差加了 σ·h：应为 σ²·h";
            |&(s, _, n)| variance(s, n, |c, _| c, |_| 0.0).sqrt(),
                "this is the result for g = 0: algorithm 1",
                "这是 g = 0 的结果，即算法 1";
            |(s, _, _)| *s,
                "this is what the exact equation gives: asked are n steps of the method",
                "这是精确方程的结果：题目要的是方法走 n 步的结果";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::{Gaussian, Sample};
    use flowlab::ndarray::array;
    use flowlab::path::{Extended, GaussianPath, MarginalField, Schedule};
    use flowlab::sde::EulerMaruyama;
    use flowlab::{BrownianPath, Seed, TimeGrid, simulate_sde, simulate_sde_final};

    fn dial(s: f64, g: f64) -> Extended<MarginalField> {
        let path = GaussianPath::new(Schedule::Linear);
        Extended::dial(path, MarginalField::new(path, Gaussian::isotropic(array![0.0], s).unwrap()), g).unwrap()
    }

    #[test]
    fn a_step_is_that_of_euler_maruyama_for_the_dial() {
        use flowlab::VectorField;
        let (g, t, h) = (0.8, 0.4, 0.1);
        let sde = dial(0.5, g);
        let brownian = BrownianPath::sample(Seed(15), &TimeGrid::uniform(t, t + h, 1).unwrap(), 1, 1).unwrap();
        let end = simulate_sde(&sde, &EulerMaruyama, &brownian, &array![[1.3]]).unwrap().last()[[0, 0]];
        let u = sde.field().at(t, &array![[1.3]])[[0, 0]];
        let eps = brownian.last()[[0, 0]] / h.sqrt();
        let setting = solutions::dial_setting(t, sde.sigma(t));
        assert!((end - solutions::dial_step(t, 1.3, u, setting, h, eps)).abs() < 1e-14);
    }

    #[test]
    fn velocity_and_mean_noise_belong_together() {
        let (t, x, u) = (0.3, 0.9, -1.7);
        assert!((solutions::velocity_from_noise(t, x, x - t * u) - u).abs() < 1e-14);
    }

    #[test]
    fn samples_spread_as_computed_and_remember_the_start_as_computed() {
        let n = 40_000;
        let start = Gaussian::standard(1).unwrap().sample(Seed(16), n).unwrap();
        let grid = TimeGrid::uniform(0.0, 1.0, 5).unwrap();
        let end = simulate_sde_final(&dial(0.5, 1.0), &EulerMaruyama, &grid, &start, Seed(17)).unwrap();
        let spread = solutions::dial_spread(0.5, 1.0, 5);
        assert!((end.std(0.0) / spread - 1.0).abs() < 5.0 / (2.0 * n as f64).sqrt()); // 5 standard errors
        let g = solutions::forgetting(0.5);
        let grid = TimeGrid::uniform(0.0, 1.0, 200).unwrap();
        let end = simulate_sde_final(&dial(1.0, g), &EulerMaruyama, &grid, &start, Seed(18)).unwrap();
        let rho = (&start * &end).mean().unwrap() / (start.std(0.0) * end.std(0.0));
        assert!((rho - 0.5).abs() < 5.0 * 0.75 / (n as f64).sqrt() + 1.0 / 200.0); // and the error of the steps
    }
}
