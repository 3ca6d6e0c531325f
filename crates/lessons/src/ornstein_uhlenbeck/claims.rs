//! Lesson 12: the law of the Ornstein-Uhlenbeck process, and the one that the Euler-Maruyama method has instead.

use flowlab::distribution::Sample;
use flowlab::metrics::wasserstein_1d;
use flowlab::ndarray::{Array2, array};
use flowlab::process::OrnsteinUhlenbeck;
use flowlab::rand::Rng;
use flowlab::sde::EulerMaruyama;
use flowlab::{Seed, TimeGrid, simulate_sde_final};

use crate::Digits::Decimals;
use crate::claim::{Claim, SQUARES, mean_square, near, noise, normal_variance};
use crate::models::gaussian_quantiles;

/// Particles whose variance is measured.
const PARTICLES: usize = 200_000;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = vec![
        Claim::new(
            "ornstein-stationary-variance-fast",
            "Variance of dX = −10 X dt + dW at t = 2 from 0, drawn exactly; mean square of 200 000 particles; in theory σ²/(2λ) = 0.05, up to e⁻⁴⁰.",
            "dX = −10 X dt + dW 从 0 出发，t = 2 时的方差，用精确采样；取 200 000 个粒子的平方的平均值；理论值为 σ²/(2λ) = 0.05，误差为 e⁻⁴⁰ 的量级。",
            normal_variance(0.05, PARTICLES),
            SQUARES.en,
            SQUARES.zh,
            Decimals(4).of(|seed| exact_end(10.0, 2.0, seed)),
        ),
        Claim::new(
            "ornstein-euler-variance-fast",
            "Variance in which the Euler-Maruyama method settles on dX = −10 X dt + dW with h = 1/200: after 60 steps from the true stationary law; mean square of 200 000 particles; in theory σ²/(2λ − λ²h) = 0.0512821.",
            "对 dX = −10 X dt + dW，取 h = 1/200，欧拉-丸山方法最终稳定在的方差：从真正的平稳分布出发走 60 步；取 200 000 个粒子的平方的平均值；理论值为 σ²/(2λ − λ²h) = 0.0512821。",
            normal_variance(settled(10.0, 1.0 / 200.0), PARTICLES),
            SQUARES.en,
            SQUARES.zh,
            Decimals(4).of(|seed| euler_end(10.0, 0.3, 60, seed)),
        ),
        Claim::new(
            "ornstein-stationary-variance-slow",
            "Variance of dX = −X dt + dW at t = 20 from 0, drawn exactly; mean square of 200 000 particles; in theory σ²/(2λ) = 0.5, up to e⁻⁴⁰.",
            "dX = −X dt + dW 从 0 出发，t = 20 时的方差，用精确采样；取 200 000 个粒子的平方的平均值；理论值为 σ²/(2λ) = 0.5，误差为 e⁻⁴⁰ 的量级。",
            normal_variance(0.5, PARTICLES),
            SQUARES.en,
            SQUARES.zh,
            Decimals(3).of(|seed| exact_end(1.0, 20.0, seed)),
        ),
        Claim::new(
            "ornstein-euler-variance-slow",
            "Variance in which the Euler-Maruyama method settles on dX = −X dt + dW with h = 0.5: after 20 steps from the true stationary law; mean square of 200 000 particles; in theory σ²/(2λ − λ²h) = 0.666667.",
            "对 dX = −X dt + dW，取 h = 0.5，欧拉-丸山方法最终稳定在的方差：从真正的平稳分布出发走 20 步；取 200 000 个粒子的平方的平均值；理论值为 σ²/(2λ − λ²h) = 0.666667。",
            normal_variance(settled(1.0, 0.5), PARTICLES),
            SQUARES.en,
            SQUARES.zh,
            Decimals(3).of(|seed| euler_end(1.0, 10.0, 20, seed)),
        ),
    ];
    claims.extend([("ornstein-w2-1", 1.0), ("ornstein-w2-2", 2.0), ("ornstein-w2-4", 4.0)].map(distance_to_the_limit));
    let h = 0.5_f64;
    claims.extend([
        half_repaired(
            "ornstein-factor-repaired",
            "the factor e^(−λh) of the exact step and the noise σ²h of the Euler-Maruyama method",
            "因子用精确的 e^(−λh)，噪声的方差用欧拉-丸山方法的 σ²h",
            ((-h).exp(), h),
        ),
        half_repaired(
            "ornstein-noise-repaired",
            "the factor 1 − λh of the Euler-Maruyama method and the noise v(h) of the exact step",
            "因子用欧拉-丸山方法的 1 − λh，噪声的方差用精确的 v(h)",
            (1.0 - h, -(-2.0 * h).exp_m1() / 2.0),
        ),
    ]);
    claims
}

/// The claim on a step for dX = −X dt + dW, h = 1/2, of which one half is exact: from its id, the step in words, and its
/// factor and the variance of its noise.
fn half_repaired(id: &'static str, en: &str, zh: &str, (factor, added): (f64, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Variance in which a step for dX = −X dt + dW with h = 0.5 settles that has {en}: after 20 steps from the true stationary law; mean square of 200 000 particles; in theory the variance of the noise over 1 minus the square of the factor."
        ),
        format!(
            "对 dX = −X dt + dW，取 h = 0.5，{zh}，最终稳定在的方差：从真正的平稳分布出发走 20 步；取 200 000 个粒子的平方的平均值；理论值为噪声的方差除以（1 减去因子的平方）。"
        ),
        normal_variance(added / (1.0 - factor * factor), PARTICLES),
        SQUARES.en,
        SQUARES.zh,
        Decimals(3).of(move |seed| {
            let mut seeds = seed.stream(0);
            let mut x = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?.stationary()?.sample(Seed(seeds.random()), PARTICLES)?;
            for _ in 0..20 {
                x = factor * x + added.sqrt() * noise(Seed(seeds.random()), PARTICLES)?;
            }
            Ok(mean_square(&x))
        }),
    )
}

fn distance_to_the_limit((id, t): (&'static str, f64)) -> Claim {
    let decay = (-t).exp();
    Claim::new(
        id,
        format!(
            "Wasserstein distance of order 2 between the law of dX = −X dt + dW from 5 at t = {t} and its limit, by 10 000 quantiles of both; in theory √(25 e^(−2t) + (1 − √(1 − e^(−2t)))²/2)."
        ),
        format!(
            "dX = −X dt + dW 从 5 出发，t = {t} 时的分布与极限分布之间的二阶瓦瑟斯坦距离，用两者的 10 000 个分位数计算；理论值为 √(25 e^(−2t) + (1 − √(1 − e^(−2t)))²/2)。"
        ),
        near((5.0 * decay).hypot((1.0 - (1.0 - decay * decay).sqrt()) * 0.5_f64.sqrt()), 1e-6),
        "No chance: for Gaussians on the line the squared distance is that of the means plus that of the standard deviations. 10 000 quantiles have a variance that is too small by about 0.00013 of it, which changes the second part alone.",
        "不含随机性：两个一维高斯分布，距离的平方等于均值之差的平方加标准差之差的平方。10 000 个分位数的方差偏小约万分之一点三，这只影响第二部分。",
        Decimals(4).of(move |_| {
            let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
            let (law, limit) = (process.law(t, &array![5.0])?, process.stationary()?);
            wasserstein_1d(2, &gaussian_quantiles(&law, 10_000)?, &gaussian_quantiles(&limit, 10_000)?)
        }),
    )
}

/// The variance in which the Euler-Maruyama method settles on dX = −λX dt + dW.
fn settled(lambda: f64, h: f64) -> f64 {
    1.0 / (2.0 * lambda - lambda * lambda * h)
}

/// The mean square of dX = −λX dt + dW at the time t from 0, drawn exactly.
fn exact_end(lambda: f64, t: f64, seed: Seed) -> flowlab::Result<f64> {
    let process = OrnsteinUhlenbeck::new(1, lambda, 1.0)?;
    let paths = process.sample_exact(&TimeGrid::uniform(0.0, t, 1)?, &Array2::zeros((PARTICLES, 1)), seed)?;
    Ok(mean_square(&paths.last()))
}

/// The mean square of the Euler-Maruyama method on dX = −λX dt + dW from the stationary law, at the time t.
fn euler_end(lambda: f64, t: f64, n_steps: usize, seed: Seed) -> flowlab::Result<f64> {
    let process = OrnsteinUhlenbeck::new(1, lambda, 1.0)?;
    let start = process.stationary()?.sample(seed, PARTICLES)?;
    let grid = TimeGrid::uniform(0.0, t, n_steps)?;
    Ok(mean_square(&simulate_sde_final(&process, &EulerMaruyama, &grid, &start, seed)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variance_of_the_method_settles_where_it_is_stated() {
        // v ← (1 − λh)²·v + h from the stationary v, as many steps as the claims take
        for (lambda, h, n_steps) in [(10.0_f64, 1.0 / 200.0, 60), (1.0, 0.5, 20)] {
            let steps = (0..n_steps).fold(0.5 / lambda, |v, _| (1.0 - lambda * h).powi(2) * v + h);
            // what is left of the start: .95¹²⁰ of 2.5 %, and 1/4²⁰ of 25 %; a standard error is 0.3 %
            assert!((steps / settled(lambda, h) - 1.0).abs() < 6e-5, "{steps}");
        }
    }
}
