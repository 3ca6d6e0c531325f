//! Both ends of paths, reversed and under the noise dial; and the laws under the dial on other schedules.

use flowlab::distribution::Gaussian;
use flowlab::metrics::ks;
use flowlab::ndarray::Array2;
use flowlab::path::{Coefficients, Extended, GaussianPath, Schedule};
use flowlab::process::{Noising, Reversed};
use flowlab::sde::EulerMaruyama;
use flowlab::{Text, simulate_sde_final};

use super::{LINEAR_VP, TRIGONOMETRIC, TWO_HILLS, field};
use crate::Digits::Decimals;
use crate::claim::{Claim, Prediction, at_most, near, noise, normal, standard_error, unit_grid};
use crate::models::{mixture, mixture_cdf};

/// Paths whose both ends are looked at.
const PAIRS: usize = 50_000;
/// Steps of a reversed process, and with the dial.
const REVERSED_STEPS: usize = 400;
const STEPS: usize = 200;
/// Samples whose law is looked at.
const SAMPLES: usize = 20_000;

pub(super) fn of_reversed() -> [Claim; 3] {
    [("data-side-ends-0", 0.0), ("data-side-ends-1", 1.0), ("data-side-ends-2", 2.0)].map(reversed)
}

pub(super) fn of_the_dial() -> [Claim; 4] {
    [
        dial("data-side-dial-trigonometric", Schedule::Trigonometric, TRIGONOMETRIC, "0.0010"),
        dial("data-side-dial-linear-vp", Schedule::LinearVp, LINEAR_VP, "0.0023"),
        ends_of_dial("data-side-ends-trigonometric", Schedule::Trigonometric, TRIGONOMETRIC),
        ends_of_dial("data-side-ends-linear-vp", Schedule::LinearVp, LINEAR_VP),
    ]
}

fn reversed((id, k): (&'static str, f64)) -> Claim {
    let law = if k == 0.0 { near(1.0, 1e-12) } else { correlation_law(kept(|_| k, |_| 2.0 * k, REVERSED_STEPS)) };
    let [en, zh] = if k == 0.0 {
        [
            "No chance: without noise the equation is an ODE, and here its drift is 0.",
            "不含随机性：没有噪声时方程是常微分方程，而且这里的漂移为 0。",
        ]
    } else {
        OF_CORRELATION
    };
    Claim::new(
        id,
        format!(
            "Correlation of both ends of dY = −Y dr + √2 dW on [0, 1], turned around with noise of {k} times that variance; data N(0, 1), 50 000 paths by Euler–Maruyama, n = 400; in theory e^(−{k})."
        ),
        format!(
            "把 [0, 1] 上的 dY = −Y dr + √2 dW 在时间上反转，噪声的方差取原来的 {k} 倍，路径两端的相关系数；数据为 N(0, 1)，用欧拉-丸山方法，n = 400，取 50 000 条路径；理论值为 e^(−{k})。"
        ),
        law,
        en,
        zh,
        Decimals(3).of(move |seed| {
            let reversed = Reversed::new(Noising::vp(1, 2.0, 2.0, 1.0)?, Gaussian::standard(1)?, k)?;
            let start = noise(seed, PAIRS)?;
            let end = simulate_sde_final(&reversed, &EulerMaruyama, &unit_grid(REVERSED_STEPS)?, &start, seed)?;
            Ok(correlation(&start, &end))
        }),
    )
}

/// Why a correlation of ends is near its law.
const OF_CORRELATION: [&str; 2] = [
    "Four standard errors of a correlation of normal numbers, (1 − ρ²)/√N, about that of the method, which a recursion gives.",
    "正态随机变量的相关系数的四倍标准误差，标准误差为 (1 − ρ²)/√N；中心是方法自身的值，由递推算出。",
];

fn correlation_law(rho: f64) -> Prediction {
    normal(rho, standard_error(1.0 - rho * rho, PAIRS))
}

/// The correlation of both ends that n steps of Euler–Maruyama leave for dX = −rate(t)·X dt + σ(t) dW on [0, 1] from
/// variance 1.
fn kept(rate: impl Fn(f64) -> f64, sigma_squared: impl Fn(f64) -> f64, n: usize) -> f64 {
    let h = 1.0 / n as f64;
    let (factor, variance) = (0..n).fold((1.0, 1.0), |(factor, variance), i| {
        let t = i as f64 / n as f64;
        let by = 1.0 - h * rate(t);
        (factor * by, by * by * variance + h * sigma_squared(t))
    });
    factor / f64::sqrt(variance)
}

fn correlation(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let centred = |x: &Array2<f64>| x - x.mean().expect("there are numbers");
    let (a, b) = (centred(a), centred(b));
    (&a * &b).sum() / ((&a * &a).sum() * (&b * &b).sum()).sqrt()
}

fn dial(id: &'static str, schedule: Schedule, name: Text, bias: &str) -> Claim {
    Claim::new(
        id,
        format!(
            "Kolmogorov–Smirnov distance from the data, {}, of 20 000 samples by Euler–Maruyama, n = 200, with the exact field along the {} schedule and σ² = 2D, the dial at g = 1.",
            TWO_HILLS.en, name.en
        ),
        format!(
            "沿{}调度，用精确向量场与 σ² = 2D（旋钮 g = 1），欧拉-丸山方法 n = 200 生成 20 000 个样本，它们与数据（{}）的柯尔莫哥洛夫-斯米尔诺夫距离。",
            name.zh, TWO_HILLS.zh
        ),
        at_most(0.0139).false_alarms(1e-2),
        format!("True samples stay below 1.63/√N = 0.0115 for 99 % of the seeds; the method's own bias is {bias}."),
        format!("真实样本在 99% 的种子下低于 1.63/√N = 0.0115；方法自身的偏差是 {bias}。"),
        Decimals(4).of(move |seed| {
            let sde = Extended::dial(GaussianPath::new(schedule), field(schedule, mixture()?), 1.0)?;
            let ends = simulate_sde_final(&sde, &EulerMaruyama, &unit_grid(STEPS)?, &noise(seed, SAMPLES)?, seed)?;
            ks(&ends.column(0), mixture_cdf)
        }),
    )
}

fn ends_of_dial(id: &'static str, schedule: Schedule, name: Text) -> Claim {
    // u = 0: the drift is −gα̇·x with g = 1, and σ² = 2D = 2β(α̇β − αβ̇)
    let diffusion = move |t: f64| {
        let Coefficients { alpha, beta, alpha_dot, beta_dot } = schedule.coefficients(t);
        2.0 * beta * (alpha_dot * beta - alpha * beta_dot)
    };
    Claim::new(
        id,
        format!(
            "Correlation of start and end with the dial at g = 1 along the {} schedule; data N(0, 1), exact field, 50 000 samples by Euler–Maruyama, n = 200; in theory 1/e = 0.368.",
            name.en
        ),
        format!(
            "沿{}调度，旋钮 g = 1 时起点与终点的相关系数；数据为 N(0, 1)，向量场精确，用欧拉-丸山方法，n = 200，取 50 000 个样本；理论值为 1/e = 0.368。",
            name.zh
        ),
        correlation_law(kept(move |t| schedule.coefficients(t).alpha_dot, diffusion, STEPS)),
        OF_CORRELATION[0],
        OF_CORRELATION[1],
        Decimals(3).of(move |seed| {
            let sde = Extended::dial(GaussianPath::new(schedule), field(schedule, Gaussian::standard(1)?), 1.0)?;
            let start = noise(seed, PAIRS)?;
            let end = simulate_sde_final(&sde, &EulerMaruyama, &unit_grid(STEPS)?, &start, seed)?;
            Ok(correlation(&start, &end))
        }),
    )
}
