//! Lesson 11: what a step of an SDE leaves over, and how fast the Euler-Maruyama method converges.

use flowlab::convergence::order;
use flowlab::distribution::{Gaussian, Sample};
use flowlab::ndarray::{Array2, array};
use flowlab::ode::Euler;
use flowlab::process::{GeometricBrownian, OrnsteinUhlenbeck};
use flowlab::rand::Rng;
use flowlab::sde::{EulerMaruyama, Milstein, SdeSolver, StochasticHeun};
use flowlab::{AdditiveSde, BrownianPath, Field, Seed, Text, TimeGrid};
use flowlab::{simulate_ode, simulate_sde, simulate_sde_final};

use crate::Digits::Decimals;
use crate::claim::{
    Claim, at_most, count_unequal, mean_square, near, normal, slope_weights, standard_error_of_sd, unit_grid,
};

/// Paths of a strong order that is sampled.
const PATHS: usize = 4000;
/// Paths that are in memory at once.
const BLOCK: usize = 400;
/// Remainders that are sampled.
const REMAINDERS: usize = 100_000;
/// Steps in which σ is integrated over one step of the method.
const SUBSTEPS: usize = 32;
/// Numbers of steps over [0, 1] of the equation with additive noise.
const ADDITIVE: [usize; 6] = [256, 128, 64, 32, 16, 8];
/// Numbers of steps over [0, 1] of geometric Brownian motion, where it is sampled.
const GEOMETRIC: [usize; 7] = [1024, 512, 256, 128, 64, 32, 16];
/// Numbers of steps over [0, 1] of geometric Brownian motion, in closed form.
const FINE: [usize; 7] = [4096, 2048, 1024, 512, 256, 128, 64];
/// The rate of growth of geometric Brownian motion.
const MU: f64 = 0.5;
/// Standard errors of the slopes that are sampled on geometric Brownian motion, by the Euler-Maruyama method and by
/// Milstein's, whose errors are nearly h times one random number, so that its slope varies less: a test computes them.
const SLOPE_ERROR: f64 = 0.01002;
const MILSTEIN_SLOPE_ERROR: f64 = 0.001955;

const FOUR_ERRORS_OF_SD: Text = Text::new(
    "Four standard errors of a standard deviation that is measured from Gaussian numbers; a correct program falls outside for about 6 seeds in 100 000.",
    "四倍标准误差，即由高斯样本测得的标准差的误差；正确的程序每 10 万个种子约有 6 个越界。",
);
const QUADRATURE: Text = Text::new(
    "No chance: R is a function of one normal number, over which it is integrated by the trapezoidal rule, exact here to rounding, which the division by h makes greater.",
    "不含随机性：R 是一个正态随机数的函数，用梯形法则对它积分，这里精确到舍入误差；除以 h 会把舍入误差放大。",
);

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = vec![
        additive_order(),
        euler_maruyama_order(),
        milstein_order(),
        euler_maruyama_order_exact(),
        milstein_order_exact(),
        weak_order(),
        weak_error_in_sampling_error(),
        no_noise(),
    ];
    let linear = [
        ("sde-remainder-linear-tenth", 0.1),
        ("sde-remainder-linear-hundredth", 0.01),
        ("sde-remainder-linear-thousandth", 0.001),
    ];
    let root = [("sde-remainder-root-tenth", 0.1), ("sde-remainder-root-thousandth", 0.001)];
    let state = [
        ("sde-remainder-state-tenth", 0.1),
        ("sde-remainder-state-hundredth", 0.01),
        ("sde-remainder-state-thousandth", 0.001),
    ];
    claims.extend(linear.map(linear_remainder));
    claims.extend(root.map(root_remainder));
    claims.extend(state.map(state_remainder));
    claims.push(state_remainder_sampled());
    claims.push(square_weak_order());
    claims.extend([
        kernel_order("sde-strong-order-dial", "√(1 − t)", |t| (1.0 - t).sqrt(), dial_error),
        kernel_order("sde-strong-order-root", "√t", f64::sqrt, root_error),
    ]);
    claims
}

/// The claim on the weak error in which the mean of a step has no part.
fn square_weak_order() -> Claim {
    // e − (1 + h)^(1/h) = e·h/2·(1 − 11h/12 + …), and the slope of a least squares line is a mean of the local slopes,
    // here between 1 − 11h/12 and 1
    let tolerance = 11.0 / 12.0 / FINE[6] as f64;
    Claim::new(
        "sde-weak-order-square",
        "Weak order of the Euler-Maruyama method for f(x) = x²: slope of the least squares line through (log h, log error of E X₁²), dX = X dW, X₀ = 1, h = 2⁻¹² … 2⁻⁶, without sampling: the mean square of each step is integrated over its normal number. In theory e − (1 + h)^(1/h), of order 1.",
        "欧拉-丸山方法对 f(x) = x² 的弱收敛阶：过点 (log h, log E X₁² 的误差) 的最小二乘直线的斜率；dX = X dW，X₀ = 1，h = 2⁻¹² … 2⁻⁶；不用采样，每一步的均方由对正态随机数的积分求得。理论上误差为 e − (1 + h)^(1/h)，阶为 1。",
        near(1.0 - 0.5 * tolerance, 0.5 * tolerance),
        "No chance: the error is C·h·(1 − 11h/12 + …), so the slope is between 1 and 1 minus 11/12 of the largest h.",
        "不含随机性：误差为 C·h·(1 − 11h/12 + …)，所以斜率介于 1 与 1 减去最大的 h 的 11/12 之间。",
        Decimals(3).of(|_| {
            let error = |n: usize| {
                let size = (1.0 / n as f64).sqrt();
                1.0_f64.exp() - normal_mean(|eps| (1.0 + size * eps).powi(2)).powi(n as i32)
            };
            order(&step_sizes(&FINE), &FINE.map(error))
        }),
    )
}

/// Numbers of steps over [0, 1] of dX = σ_t dW with a σ that is not Lipschitz.
const ROOTS: [usize; 6] = [512, 256, 128, 64, 32, 16];

/// The claim on the strong order for dX = σ_t dW, from its id, σ in words, σ, and e(h) in closed form.
fn kernel_order(id: &'static str, words: &str, sigma: fn(f64) -> f64, error: fn(usize) -> f64) -> Claim {
    let weights = slope_weights(&step_sizes(&ROOTS));
    let slope = weights.iter().zip(ROOTS).map(|(weight, n)| weight * error(n).ln()).sum();
    Claim::new(
        id,
        format!(
            "Strong order of the Euler-Maruyama method for dX = σ_t dW with σ_t = {words}, which is not Lipschitz at one end: slope of the least squares line through (log h, log e(h)), n = 16 … 512, where e(h)² is the integral over [0, 1] of (σ_s − σ at the start of the step)². In theory e(h) is h times the root of a logarithm; {slope:.4} for these n."
        ),
        format!(
            "欧拉-丸山方法对 dX = σ_t dW 的强收敛阶，σ_t = {words}，它在一端不是利普希茨连续的：过点 (log h, log e(h)) 的最小二乘直线的斜率，n = 16 … 512，其中 e(h)² 是（σ_s 与该步起点处的 σ 之差）的平方在 [0, 1] 上的积分。理论上 e(h) 等于 h 乘以一个对数的平方根；对这些 n 为 {slope:.4}。"
        ),
        near(slope, 1e-4),
        "No chance: the error is normal, and its variance is an integral that has a closed form; the midpoint rule with 200 points in each step differs from it where σ is steep.",
        "不含随机性：误差服从正态分布，方差是一个有闭式的积分；每步取 200 个点的中点法则，在 σ 很陡的地方与它略有差别。",
        Decimals(3).of(move |_| {
            let error = |n: usize| {
                let h = 1.0 / n as f64;
                let gap = |k: usize| sigma((k as f64 + 0.5) / 200.0 * h) - sigma((k / 200) as f64 * h);
                ((0..200 * n).map(|k| gap(k).powi(2)).sum::<f64>() * h / 200.0).sqrt()
            };
            order(&step_sizes(&ROOTS), &ROOTS.map(error))
        }),
    )
}

/// e(h) for σ_t = √(1 − t): h times the root of Σₖ ∫ₖᵏ⁺¹ (√(k + 1) − √q)² dq over k = 0 … n − 1.
fn dial_error(n_steps: usize) -> f64 {
    kernel_error(n_steps, |k| k + 1.0)
}

/// e(h) for σ_t = √t: the same with √k.
fn root_error(n_steps: usize) -> f64 {
    kernel_error(n_steps, |k| k)
}

/// h times the root of Σₖ ∫ₖᵏ⁺¹ (√a − √q)² dq, where a is the start of the step k.
fn kernel_error(n_steps: usize, start: fn(f64) -> f64) -> f64 {
    let square = |k: usize| {
        let k = k as f64;
        let a = start(k);
        a - 4.0 / 3.0 * a.sqrt() * ((k + 1.0).powf(1.5) - k.powf(1.5)) + k + 0.5
    };
    (0..n_steps).map(square).sum::<f64>().sqrt() / n_steps as f64
}

fn additive_order() -> Claim {
    let (slope, error) = additive_slope();
    Claim::new(
        "sde-strong-order-additive",
        "Strong order of the Euler-Maruyama method for additive noise: slope of the least squares line through (log h, log root mean square error at T = 1), dX = −X dt + dW, X₀ = 1, h = 2⁻⁸ … 2⁻³, 4000 paths, each with the exact solution on it; in theory 1 for small h, and 1.0116 at these.",
        "欧拉-丸山方法对加性噪声的强收敛阶：过点 (log h, log T = 1 处的均方根误差) 的最小二乘直线的斜率；dX = −X dt + dW，X₀ = 1，h = 2⁻⁸ … 2⁻³，4000 条路径，在同一路径上与精确解比较；h 很小时理论值为 1，对这些 h 为 1.0116。",
        normal(slope, error),
        "Four standard errors: the errors at all h are jointly Gaussian, with covariances in closed form, and the slope is a sum of logarithms of their mean squares; a correct program falls outside for about 6 seeds in 100 000.",
        "四倍标准误差：各个 h 的误差服从联合高斯分布，协方差有闭式，斜率是它们均方的对数的线性组合；正确的程序每 10 万个种子约有 6 个越界。",
        Decimals(3).of(|seed| {
            let mut seeds = seed.stream(0);
            let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
            let (grid, start) = (unit_grid(ADDITIVE[0])?, Array2::ones((PATHS, 1)));
            let finest = BrownianPath::sample(Seed(seeds.random()), &grid, PATHS, 1)?;
            let exact = process.exact(&finest, &start, Seed(seeds.random()))?.last();
            let error = |n_steps| {
                let brownian = finest.coarsen(ADDITIVE[0] / n_steps)?;
                let end = simulate_sde(&process, &EulerMaruyama, &brownian, &start)?.last();
                Ok((&end - &exact).mapv(|error| error * error).sum().sqrt())
            };
            let errors: flowlab::Result<Vec<f64>> = ADDITIVE.into_iter().map(error).collect();
            order(&step_sizes(&ADDITIVE), &errors?)
        }),
    )
}

fn euler_maruyama_order() -> Claim {
    Claim::new(
        "sde-strong-order-euler-maruyama",
        "Strong order of the Euler-Maruyama method for noise that depends on the state: slope of the least squares line through (log h, log root mean square error at T = 1), dX = 0.5 X dt + 0.5 X dW, X₀ = 1, h = 2⁻¹⁰ … 2⁻⁴, 4000 paths, each with the exact solution on it; in theory 1/2 for small h, and 0.5209 at these.",
        "欧拉-丸山方法对依赖状态的噪声的强收敛阶：过点 (log h, log T = 1 处的均方根误差) 的最小二乘直线的斜率；dX = 0.5 X dt + 0.5 X dW，X₀ = 1，h = 2⁻¹⁰ … 2⁻⁴，4000 条路径，在同一路径上与精确解比较；h 很小时理论值为 1/2，对这些 h 为 0.5209。",
        normal(geometric_slope(&GEOMETRIC, 0.5, 0.0), SLOPE_ERROR),
        FOURTH_MOMENTS.en,
        FOURTH_MOMENTS.zh,
        Decimals(2).of(|seed| sampled_slope(&EulerMaruyama, seed)),
    )
}

fn milstein_order() -> Claim {
    Claim::new(
        "sde-strong-order-milstein",
        "Strong order of Milstein's method for noise that depends on the state: slope of the least squares line through (log h, log root mean square error at T = 1), dX = 0.5 X dt + 0.5 X dW, X₀ = 1, h = 2⁻¹⁰ … 2⁻⁴, 4000 paths, each with the exact solution on it; in theory 1 for small h, and 0.9903 at these.",
        "Milstein 方法对依赖状态的噪声的强收敛阶：过点 (log h, log T = 1 处的均方根误差) 的最小二乘直线的斜率；dX = 0.5 X dt + 0.5 X dW，X₀ = 1，h = 2⁻¹⁰ … 2⁻⁴，4000 条路径，在同一路径上与精确解比较；h 很小时理论值为 1，对这些 h 为 0.9903。",
        normal(geometric_slope(&GEOMETRIC, 0.5, 1.0), MILSTEIN_SLOPE_ERROR),
        FOURTH_MOMENTS.en,
        FOURTH_MOMENTS.zh,
        Decimals(3).of(|seed| sampled_slope(&Milstein, seed)),
    )
}

const FOURTH_MOMENTS: Text = Text::new(
    "Four standard errors, from the fourth moments of the errors, which have closed forms. With 1 in place of 0.5 before dW the squared errors are so heavy-tailed that 4000 paths leave the slope a standard deviation of about 0.05. A correct program falls outside for about 6 seeds in 100 000.",
    "四倍标准误差，由误差的四阶矩求得，四阶矩有闭式。若 dW 前的系数取 1 而不是 0.5，误差平方的尾部极重，4000 条路径测得的斜率的标准差约为 0.05。正确的程序每 10 万个种子约有 6 个越界。",
);

fn euler_maruyama_order_exact() -> Claim {
    Claim::new(
        "sde-strong-order-euler-maruyama-exact",
        "Slope of the least squares line through (log h, log root mean square error at T = 1) of the Euler-Maruyama method in closed form, √E(X̂ − X)² without sampling, dX = 0.5 X dt + X dW, X₀ = 1, h = 2⁻¹² … 2⁻⁶; in theory 1/2 for small h.",
        "欧拉-丸山方法的均方根误差 √E(X̂ − X)²（T = 1）用闭式计算，不用采样，过点 (log h, log 误差) 的最小二乘直线的斜率；dX = 0.5 X dt + X dW，X₀ = 1，h = 2⁻¹² … 2⁻⁶；h 很小时理论值为 1/2。",
        near(0.5, 0.02),
        NEXT_TERM.en,
        NEXT_TERM.zh,
        Decimals(3).of(|_| order(&step_sizes(&FINE), &FINE.map(|n| geometric_error(n, 1.0, 0.0)))),
    )
}

fn milstein_order_exact() -> Claim {
    Claim::new(
        "sde-strong-order-milstein-exact",
        "Slope of the least squares line through (log h, log root mean square error at T = 1) of Milstein's method in closed form, √E(X̂ − X)² without sampling, dX = 0.5 X dt + X dW, X₀ = 1, h = 2⁻¹² … 2⁻⁶; in theory 1 for small h.",
        "Milstein 方法的均方根误差 √E(X̂ − X)²（T = 1）用闭式计算，不用采样，过点 (log h, log 误差) 的最小二乘直线的斜率；dX = 0.5 X dt + X dW，X₀ = 1，h = 2⁻¹² … 2⁻⁶；h 很小时理论值为 1。",
        near(1.0, 0.02),
        NEXT_TERM.en,
        NEXT_TERM.zh,
        Decimals(3).of(|_| order(&step_sizes(&FINE), &FINE.map(|n| geometric_error(n, 1.0, 1.0)))),
    )
}

const NEXT_TERM: Text = Text::new(
    "No chance: the next term of the mean square error is h times smaller, so the slope is the order up to about the largest h, which is 0.016.",
    "不含随机性：均方误差的下一项要小 h 倍，所以斜率与阶之差大约不超过最大的 h，即 0.016。",
);

fn weak_order() -> Claim {
    // e^μ − (1 + μh)^(1/h) = e^μ·μ²h/2·(1 − (2μ/3 + μ²/4)·h + …), and the slope of a least squares line is a mean of the
    // local slopes, here between 1 − (2μ/3 + μ²/4)·h and 1
    let tolerance = (2.0 * MU / 3.0 + MU * MU / 4.0) / FINE[6] as f64;
    Claim::new(
        "sde-weak-order",
        "Weak order of the Euler-Maruyama method: slope of the least squares line through (log h, log error of E X₁), dX = 0.5 X dt + X dW, X₀ = 1, h = 2⁻¹² … 2⁻⁶, without sampling: the mean of the method is its solution without noise. In theory e^μ − (1 + μh)^(1/h), of order 1.",
        "欧拉-丸山方法的弱收敛阶：过点 (log h, log E X₁ 的误差) 的最小二乘直线的斜率；dX = 0.5 X dt + X dW，X₀ = 1，h = 2⁻¹² … 2⁻⁶；不用采样，因为数值解的均值就是去掉噪声后的数值解。理论上误差为 e^μ − (1 + μh)^(1/h)，阶为 1。",
        near(1.0 - 0.5 * tolerance, 0.5 * tolerance),
        "No chance: the error is C·h·(1 − (2μ/3 + μ²/4)·h + …), so the slope is between 1 and 1 minus (2μ/3 + μ²/4) times the largest h.",
        "不含随机性：误差为 C·h·(1 − (2μ/3 + μ²/4)·h + …)，所以斜率介于 1 与 1 减去最大的 h 的 (2μ/3 + μ²/4) 倍之间。",
        Decimals(3).of(|seed| {
            let errors: flowlab::Result<Vec<f64>> = FINE.into_iter().map(|n_steps| weak_error(n_steps, seed)).collect();
            order(&step_sizes(&FINE), &errors?)
        }),
    )
}

fn weak_error_in_sampling_error() -> Claim {
    Claim::new(
        "sde-weak-error-hidden",
        "Weak error of the Euler-Maruyama method at h = 2⁻⁶ in units of the standard error of a mean over 4000 paths; dX = 0.5 X dt + X dW, X₀ = 1, T = 1. In theory (e^μ − (1 + μh)^(1/h))/√(e^(2μ)·(e − 1)/4000) = 0.0937.",
        "欧拉-丸山方法在 h = 2⁻⁶ 时的弱误差，以 4000 条路径平均值的标准误差为单位；dX = 0.5 X dt + X dW，X₀ = 1，T = 1。理论值为 (e^μ − (1 + μh)^(1/h))/√(e^(2μ)·(e − 1)/4000) = 0.0937。",
        at_most(0.1),
        "No chance: sampling with 4000 paths cannot see what is ten times smaller than its own error.",
        "不含随机性：比采样误差小十倍的量，4000 条路径是看不出来的。",
        Decimals(3).of(|seed| {
            let process = GeometricBrownian::new(1, MU, 1.0)?;
            let variance = process.variance(1.0, &array![[1.0]])[[0, 0]];
            Ok(weak_error(64, seed)? / (variance / PATHS as f64).sqrt())
        }),
    )
}

fn no_noise() -> Claim {
    Claim::new(
        "sde-no-noise-is-euler",
        "Numbers in which 1000 trajectories of the Euler-Maruyama method with σ = 0 differ from those of Euler's method, bit for bit; 100 steps in the plane from the same starts; in theory none.",
        "取 σ = 0，欧拉-丸山方法的 1000 条轨迹与欧拉方法的轨迹逐位比较，不同的数的个数；平面上 100 步，起点相同；理论值为 0。",
        at_most(0.0),
        "No chance, whatever the path: the method adds 0·dW to Euler's step, and adding zero changes no bit.",
        "与路径无关，不含随机性：这一方法在欧拉的一步上加 0·dW，而加零不改变任何一位。",
        Decimals(0).of(|seed| {
            let field = Field::new(2, |t, x, mut out| out.assign(&x.mapv(|x| (3.0 * x - t).cos())));
            let grid = unit_grid(100)?;
            let start = Gaussian::standard(2)?.sample(seed, 1000)?;
            let brownian = BrownianPath::sample(seed, &grid, 1000, 2)?;
            let ode = simulate_ode(&field, &Euler, &grid, &start)?;
            let sde = simulate_sde(&AdditiveSde::new(field, |_| 0.0), &EulerMaruyama, &brownian, &start)?;
            Ok(count_unequal(&ode.states, &sde.states))
        }),
    )
}

/// The claim on the remainder of σ_t = 1 + t at one step size.
fn linear_remainder((id, h): (&'static str, f64)) -> Claim {
    let sd = (h / 3.0_f64).sqrt();
    Claim::new(
        id,
        format!(
            "Standard deviation of R in X_h = X₀ + σ₀·W_h + h·R for dX = σ_t dW with σ_t = 1 + t; 100 000 paths; in theory √(h/3); h = {h}."
        ),
        format!(
            "dX = σ_t dW，σ_t = 1 + t，写成 X_h = X₀ + σ₀·W_h + h·R，余项 R 的标准差；100 000 条路径；理论值为 √(h/3)；h = {h}。"
        ),
        normal(sd, standard_error_of_sd(sd, 3.0, REMAINDERS)),
        FOUR_ERRORS_OF_SD.en,
        FOUR_ERRORS_OF_SD.zh,
        Decimals(4).of(move |seed| additive_remainder(|t| 1.0 + t, h, seed)),
    )
}

/// The claim on the remainder of σ_t = √t at one step size.
fn root_remainder((id, h): (&'static str, f64)) -> Claim {
    let sd = 0.5_f64.sqrt();
    Claim::new(
        id,
        format!(
            "Standard deviation of R in X_h = X₀ + σ₀·W_h + h·R for dX = σ_t dW with σ_t = √t; 100 000 paths; in theory √(1/2) at every h; h = {h}."
        ),
        format!(
            "dX = σ_t dW，σ_t = √t，写成 X_h = X₀ + σ₀·W_h + h·R，余项 R 的标准差；100 000 条路径；对任何 h 理论值都是 √(1/2)；h = {h}。"
        ),
        normal(sd, standard_error_of_sd(sd, 3.0, REMAINDERS)),
        FOUR_ERRORS_OF_SD.en,
        FOUR_ERRORS_OF_SD.zh,
        Decimals(3).of(move |seed| additive_remainder(f64::sqrt, h, seed)),
    )
}

/// The claim on the remainder of σ = X at one step size.
fn state_remainder((id, h): (&'static str, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Root mean square of R in X_h = X₀ + X₀·W_h + h·R for dX = X dW from X₀ = 1, integrated over W_h; in theory √(e^h − 1 − h)/h; h = {h}."
        ),
        format!(
            "dX = X dW，X₀ = 1，写成 X_h = X₀ + X₀·W_h + h·R，余项 R 的均方根，对 W_h 积分求得；理论值为 √(e^h − 1 − h)/h；h = {h}。"
        ),
        near(state_sd(h), 1e-9),
        QUADRATURE.en,
        QUADRATURE.zh,
        Decimals(4).of(move |_| Ok(normal_mean(|eps| state_remainder_of(h, eps).powi(2)).sqrt())),
    )
}

fn state_remainder_sampled() -> Claim {
    let (h, n) = (0.1, 10 * REMAINDERS);
    let square = normal_mean(|eps| state_remainder_of(h, eps).powi(2));
    let kurtosis = normal_mean(|eps| state_remainder_of(h, eps).powi(4)) / (square * square);
    Claim::new(
        "sde-remainder-state-sampled",
        "Root mean square of R in X_h = X₀ + X₀·W_h + h·R for dX = X dW from X₀ = 1, h = 0.1, over the exact solution on 1 000 000 paths; in theory √(e^h − 1 − h)/h.",
        "dX = X dW，X₀ = 1，h = 0.1，写成 X_h = X₀ + X₀·W_h + h·R，余项 R 的均方根；在 1 000 000 条路径上取精确解；理论值为 √(e^h − 1 − h)/h。",
        normal(state_sd(h), standard_error_of_sd(state_sd(h), kurtosis, n)),
        "Four standard errors, with the fourth moment of R integrated over the normal law; a correct program falls outside for about 6 seeds in 100 000.",
        "四倍标准误差，R 的四阶矩由对正态分布的积分求得；正确的程序每 10 万个种子约有 6 个越界。",
        Decimals(3).of(move |seed| {
            let (process, grid) = (GeometricBrownian::new(1, 0.0, 1.0)?, TimeGrid::uniform(0.0, h, 1)?);
            let brownian = BrownianPath::sample(seed, &grid, n, 1)?;
            let end = process.exact(&brownian, &Array2::ones((n, 1)))?.last();
            let remainders = (end - 1.0 - brownian.last()) / h;
            Ok(mean_square(&remainders).sqrt())
        }),
    )
}

/// The step sizes over [0, 1].
fn step_sizes<const N: usize>(n_steps: &[usize; N]) -> [f64; N] {
    n_steps.map(|n| 1.0 / n as f64)
}

/// The slope of the root mean square errors of dX = −X dt + dW from 1, and its standard error over [`PATHS`] paths.
///
/// The errors at two step sizes are Gaussian with means b, b′ and covariance c, so the covariance of their squares is
/// 2c² + 4bb′c.
fn additive_slope() -> (f64, f64) {
    let h = step_sizes(&ADDITIVE);
    let weights = slope_weights(&h);
    let means = ADDITIVE.map(additive_bias);
    let squares: Vec<f64> =
        ADDITIVE.iter().zip(means).map(|(&n, mean)| mean * mean + additive_covariance(n, n)).collect();
    let slope = weights.iter().zip(&squares).map(|(weight, square)| weight * 0.5 * square.ln()).sum();
    let mut variance = 0.0;
    for i in 0..ADDITIVE.len() {
        for j in 0..ADDITIVE.len() {
            let c = additive_covariance(ADDITIVE[i], ADDITIVE[j]);
            let covariance = (2.0 * c * c + 4.0 * means[i] * means[j] * c) / (4.0 * squares[i] * squares[j]);
            variance += weights[i] * weights[j] * covariance / PATHS as f64;
        }
    }
    (slope, variance.sqrt())
}

/// E X̂ − E X at T = 1.
fn additive_bias(n_steps: usize) -> f64 {
    (1.0 - 1.0 / n_steps as f64).powi(n_steps as i32) - (-1.0_f64).exp()
}

/// The covariance of the errors X̂ − X at two step sizes: both are integrals over dW, of the difference of the method's
/// kernel (1 − h)^(n − 1 − i), constant over a step, and the solution's e^(s − 1).
fn additive_covariance(n: usize, m: usize) -> f64 {
    let length = 1.0 / ADDITIVE[0] as f64;
    let kernel = |n: usize, k: usize| {
        let steps_left = n - 1 - k * n / ADDITIVE[0];
        (1.0 - 1.0 / n as f64).powi(steps_left as i32)
    };
    (0..ADDITIVE[0])
        .map(|k| {
            let end = ((k + 1) as f64 * length - 1.0).exp(); // e^(s − 1) at the end of the cell
            let (mean, square) = (-end * (-length).exp_m1(), -end * end * (-2.0 * length).exp_m1() / 2.0);
            kernel(n, k) * kernel(m, k) * length - (kernel(n, k) + kernel(m, k)) * mean + square
        })
        .sum()
}

/// √E(X̂ − X)² at T = 1 for dX = μX dt + σX dW from 1: by the Euler-Maruyama method with `milstein` = 0, by Milstein's
/// with 1.
///
/// Over one step E X̂² grows by a = (1 + μh)² + σ²h + c, E X̂X by b = e^(μh)·(1 + (μ + σ²)·h + c) and E X² by
/// g = e^((2μ + σ²)·h), where c = σ⁴h²/2 is Milstein's; what is wanted is aⁿ − 2bⁿ + gⁿ, whose terms nearly cancel.
fn geometric_error(n_steps: usize, sigma: f64, milstein: f64) -> f64 {
    let (n, h) = (n_steps as f64, 1.0 / n_steps as f64);
    let (s, c) = (sigma * sigma * h, milstein * (sigma * sigma * h).powi(2) / 2.0);
    let growth = 2.0 * MU * h + s; // ln g
    let a = (2.0 * MU * h + (MU * h).powi(2) + s + c).ln_1p() - growth;
    let b = MU * h + (MU * h + s + c).ln_1p() - growth;
    ((n * growth).exp() * ((n * a).exp_m1() - 2.0 * (n * b).exp_m1())).sqrt()
}

/// The slope of the least squares line through [`geometric_error`].
fn geometric_slope(n_steps: &[usize; 7], sigma: f64, milstein: f64) -> f64 {
    let weights = slope_weights(&step_sizes(n_steps));
    weights.iter().zip(n_steps).map(|(weight, &n)| weight * geometric_error(n, sigma, milstein).ln()).sum()
}

/// The slope of the root mean square errors of a method on dX = 0.5 X dt + 0.5 X dW.
fn sampled_slope(solver: &dyn SdeSolver, seed: Seed) -> flowlab::Result<f64> {
    let (process, mut seeds) = (GeometricBrownian::new(1, MU, 0.5)?, seed.stream(0));
    let (grid, start) = (unit_grid(GEOMETRIC[0])?, Array2::ones((BLOCK, 1)));
    let mut squares = [0.0; GEOMETRIC.len()];
    for _ in 0..PATHS / BLOCK {
        let finest = BrownianPath::sample(Seed(seeds.random()), &grid, BLOCK, 1)?;
        let exact = process.exact(&finest.coarsen(GEOMETRIC[0])?, &start)?.last();
        for (square, n_steps) in squares.iter_mut().zip(GEOMETRIC) {
            let end = simulate_sde(&process, solver, &finest.coarsen(GEOMETRIC[0] / n_steps)?, &start)?.last();
            *square += (end - &exact).mapv(|error| error * error).sum();
        }
    }
    order(&step_sizes(&GEOMETRIC), &squares.map(f64::sqrt))
}

/// e^μ minus the mean of the Euler-Maruyama method at T = 1, which is its solution without noise.
fn weak_error(n_steps: usize, seed: Seed) -> flowlab::Result<f64> {
    let (process, grid) = (GeometricBrownian::new(1, MU, 0.0)?, unit_grid(n_steps)?);
    Ok(MU.exp() - simulate_sde_final(&process, &EulerMaruyama, &grid, &array![[1.0]], seed)?[[0, 0]])
}

/// The root mean square of R = (X_h − σ₀·W_h)/h for dX = σ_t dW from 0. With σ in the middle of each of [`SUBSTEPS`]
/// the variance of R is exact for √t, and for 1 + t too small by 1/(4·SUBSTEPS²), 1/20 of a standard error.
fn additive_remainder(sigma: fn(f64) -> f64, h: f64, seed: Seed) -> flowlab::Result<f64> {
    let sde = AdditiveSde::new(Field::new(1, |_, _, mut out| out.fill(0.0)), sigma);
    let (grid, start) = (TimeGrid::uniform(0.0, h, SUBSTEPS)?, Array2::zeros((BLOCK, 1)));
    let (mut sum, mut seeds) = (0.0, seed.stream(0));
    for _ in 0..REMAINDERS / BLOCK {
        let brownian = BrownianPath::sample(Seed(seeds.random()), &grid, BLOCK, 1)?;
        let end = simulate_sde(&sde, &StochasticHeun, &brownian, &start)?.last();
        sum += ((end - sigma(0.0) * brownian.last()) / h).mapv(|r| r * r).sum();
    }
    Ok((sum / REMAINDERS as f64).sqrt())
}

/// √(e^h − 1 − h)/h; the series 1/2 + h/6 + h²/24 + … is its square.
fn state_sd(h: f64) -> f64 {
    let terms = (2..20).scan(1.0, |term, k| {
        *term *= if k == 2 { 0.5 } else { h / f64::from(k) };
        Some(*term)
    });
    terms.sum::<f64>().sqrt()
}

/// R = (X_h − 1 − W_h)/h for dX = X dW from 1, with W_h = √h·ε.
fn state_remainder_of(h: f64, eps: f64) -> f64 {
    let w = h.sqrt() * eps;
    ((w - 0.5 * h).exp_m1() - w) / h
}

/// E f(ε) for ε ~ N(0, 1), by the trapezoidal rule.
fn normal_mean(f: impl Fn(f64) -> f64) -> f64 {
    let step = 0.05;
    let terms = (-240..=240).map(|k| f64::from(k) * step).map(|eps| (-0.5 * eps * eps).exp() * f(eps));
    terms.sum::<f64>() * step / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::ndarray::Array1;

    #[test]
    fn the_kernels_give_the_mean_squares_that_the_moments_give_step_by_step() {
        for n in ADDITIVE {
            let h = 1.0 / n as f64;
            let (mut own, mut mixed, mut exact) = (1.0, 1.0, 1.0); // E X̂², E X̂X, E X²
            for _ in 0..n {
                own = (1.0 - h).powi(2) * own + h;
                mixed = (1.0 - h) * (-h).exp() * mixed + 1.0 - (-h).exp();
                exact = (-2.0 * h).exp() * exact + (1.0 - (-2.0 * h).exp()) / 2.0;
            }
            let square = additive_bias(n).powi(2) + additive_covariance(n, n);
            // n roundings of moments of size 1, against a square of at least 2e-6
            assert!((square - (own - 2.0 * mixed + exact)).abs() < 1e-13, "{n}: {square}");
        }
        assert!((additive_slope().0 - 1.0116).abs() < 5e-5); // the digits that are stated
    }

    #[test]
    fn the_errors_on_geometric_brownian_motion_are_the_sum_of_three_products() {
        for (milstein, sigma) in [(0.0, 0.5), (1.0, 0.5), (0.0, 1.0), (1.0, 1.0)] {
            let (n, h) = (16, 1.0 / 16.0_f64);
            // moments of the factor 1 + μh + σ√h·ε + (σ²h/2)(ε² − 1), and of its product with the exact one
            let factor = |eps: f64| {
                1.0 + MU * h + sigma * h.sqrt() * eps + milstein * sigma * sigma * h / 2.0 * (eps * eps - 1.0)
            };
            let exact = |eps: f64| ((MU - sigma * sigma / 2.0) * h + sigma * h.sqrt() * eps).exp();
            let own = normal_mean(|eps| factor(eps).powi(2)).powi(n);
            let mixed = normal_mean(|eps| factor(eps) * exact(eps)).powi(n);
            let square = own - 2.0 * mixed + normal_mean(|eps| exact(eps).powi(2)).powi(n);
            let error = geometric_error(16, sigma, milstein);
            assert!((square - error * error).abs() < 1e-13, "{square} {}", error * error); // rounding of numbers below 10
        }
        assert!((geometric_slope(&GEOMETRIC, 0.5, 0.0) - 0.5209).abs() < 5e-5); // the digits that are stated
        assert!((geometric_slope(&GEOMETRIC, 0.5, 1.0) - 0.9903).abs() < 5e-5);
    }

    /// The standard error of [`sampled_slope`], from the fourth moments of the errors.
    ///
    /// A step of the finer of two step sizes multiplies y = (X̂ − X, X̂' − X, U − X, U·(1 + cσW) − X, X) by a random
    /// matrix: X̂ is the finer method, X̂' the coarser, which was at U when its own step began, and W what the path has
    /// moved since then; c is 0 for the Euler-Maruyama method and 1 for Milstein's. All but X are small, so the moments
    /// are sums in which nothing cancels.
    fn slope_error(c: f64) -> f64 {
        let sigma = 0.5;
        let indices: Vec<[usize; 4]> = (0..625).map(|k| [k / 125, k / 25 % 5, k / 5 % 5, k % 5]).collect();
        let monomials: Vec<[usize; 4]> = indices.iter().copied().filter(|index| index.is_sorted()).collect();
        let place = |mut index: [usize; 4]| {
            index.sort_unstable();
            monomials.binary_search(&index).unwrap()
        };
        let places: Vec<usize> = indices.iter().map(|index| place(*index)).collect();
        // the moments of degree 4 after a step, from those before it
        let step = |n: usize| {
            let h = 1.0 / n as f64;
            let mut moments = Array2::<f64>::zeros((monomials.len(), monomials.len()));
            for eps in (-24..=24).map(|k| 0.4 * f64::from(k)) {
                let weight = 0.4 * (-0.5 * eps * eps).exp() / std::f64::consts::TAU.sqrt();
                let (noise, square) = (sigma * h.sqrt() * eps, 0.5 * sigma * sigma * h * (eps * eps - 1.0));
                let exact = ((MU - 0.5 * sigma * sigma) * h + noise).exp_m1();
                let own = MU * h + noise + c * square;
                let matrix = [
                    [1.0 + own, 0.0, 0.0, 0.0, own - exact],
                    [0.0, 1.0, MU * h + c * square, noise, own - exact],
                    [0.0, 0.0, 1.0, 0.0, -exact],
                    [0.0, 0.0, c * noise, 1.0, c * noise - exact],
                    [0.0, 0.0, 0.0, 0.0, 1.0 + exact],
                ];
                for (row, i) in monomials.iter().enumerate() {
                    for (j, &column) in indices.iter().zip(&places) {
                        moments[[row, column]] += weight * (0..4).map(|k| matrix[i[k]][j[k]]).product::<f64>();
                    }
                }
            }
            moments
        };
        let steps = GEOMETRIC.map(step);
        let begun: Vec<usize> =
            monomials.iter().map(|i| place(i.map(|k| if matches!(k, 2 | 3) { 1 } else { k }))).collect();
        // E (X̂ − X)²(X̂' − X)² at T = 1
        let fourth = |fine: usize, coarse: usize| {
            let mut y = Array1::zeros(monomials.len());
            y[place([4; 4])] = 1.0;
            for _ in 0..GEOMETRIC[coarse] {
                y = begun.iter().map(|&k| y[k]).collect();
                for _ in 0..GEOMETRIC[fine] / GEOMETRIC[coarse] {
                    y = steps[fine].dot(&y);
                }
            }
            y[place([0, 0, 1, 1])]
        };
        let squares = GEOMETRIC.map(|n| geometric_error(n, sigma, c).powi(2));
        let weights = slope_weights(&step_sizes(&GEOMETRIC));
        let mut variance = 0.0;
        for (i, j) in (0..GEOMETRIC.len()).flat_map(|i| (0..GEOMETRIC.len()).map(move |j| (i, j))) {
            let covariance = fourth(i.min(j), i.max(j)) / (squares[i] * squares[j]) - 1.0;
            variance += weights[i] * weights[j] * covariance / 4.0;
        }
        (variance / PATHS as f64).sqrt()
    }

    #[test]
    fn the_standard_errors_of_the_sampled_slopes_are_as_stated() {
        // half a unit of the last digit
        let (error, milstein) = (slope_error(0.0), slope_error(1.0));
        assert!((error - SLOPE_ERROR).abs() < 5e-6, "{error}");
        assert!((milstein - MILSTEIN_SLOPE_ERROR).abs() < 5e-7, "{milstein}");
    }
}
