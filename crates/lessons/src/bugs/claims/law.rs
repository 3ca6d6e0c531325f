//! Where the sampler ends: mean, spread and law, rooms 1 and 7 to 12, 14, 15 and 22.

use flowlab::distribution::{Density, GaussianMixture};
use flowlab::metrics::{ks, ks_threshold, quantiles, wasserstein_1d};
use flowlab::ndarray::{Array1, Array2, Axis, array};
use flowlab::ode::Euler;
use flowlab::{Lang, Result, Seed, VectorField, simulate_ode_final};

use super::program;
use crate::Claim;
use crate::Digits::Decimals;
use crate::claim::{at_most, count_unequal, exact, near, normal, standard_error, standard_error_of_sd, unit_grid};
use crate::models::{MEAN, SD, exact_field, mixture_cdf, noise_quantiles, normal_cdf};
use crate::museum::{Bug, Ddpm, Law, Sampler, langevin};

/// Steps.
const N: usize = 100;
/// Quantiles that stand for N(0, 1).
const STARTS: usize = 20_000;
/// Random ends.
const ENDS: usize = 20_000;

#[derive(Clone, Copy)]
enum Moment {
    Mean,
    Spread,
}

use Moment::{Mean, Spread};

/// A moment of the ends: id, law, g, bug, which moment, and its value by other code.
type OfMoment = (&'static str, Law, f64, Option<Bug>, Moment, f64);
/// By the recursion of mean and variance.
const MOMENTS: [OfMoment; 22] = [
    ("bugs-spread-half", Law::Normal, 0.5, None, Spread, 0.9913),
    ("bugs-spread-one", Law::Normal, 1.0, None, Spread, 0.9941),
    ("bugs-spread-two", Law::Normal, 2.0, None, Spread, 0.9973),
    ("bugs-times-h-one", Law::Normal, 1.0, Some(Bug::NoiseTimesH), Spread, 0.4536),
    ("bugs-left-out-half", Law::Normal, 0.5, Some(Bug::ScoreLeftOut), Spread, 1.3257),
    ("bugs-left-out-one", Law::Normal, 1.0, Some(Bug::ScoreLeftOut), Spread, 1.5938),
    ("bugs-left-out-two", Law::Normal, 2.0, Some(Bug::ScoreLeftOut), Spread, 2.0263),
    ("bugs-sign-half", Law::Normal, 0.5, Some(Bug::ScoreSign), Spread, 1.8268),
    ("bugs-sign-one", Law::Normal, 1.0, Some(Bug::ScoreSign), Spread, 2.9157),
    ("bugs-sign-two", Law::Normal, 2.0, Some(Bug::ScoreSign), Spread, 6.6450),
    ("bugs-variance-half", Law::Normal, 0.5, Some(Bug::VarianceForSigma), Spread, 0.8717),
    ("bugs-variance-one", Law::Normal, 1.0, Some(Bug::VarianceForSigma), Spread, 1.0258),
    ("bugs-variance-two", Law::Normal, 2.0, Some(Bug::VarianceForSigma), Spread, 1.3347),
    ("bugs-flow-spread", Law::Normal, 0.0, None, Spread, 0.9872),
    ("bugs-clock-decoy", Law::Normal, 0.0, Some(Bug::ClockReversed), Spread, 1.0072),
    ("bugs-swapped-decoy", Law::Normal, 0.0, Some(Bug::PairSwapped), Spread, 0.9872),
    ("bugs-asymmetric-mean", Law::Asymmetric, 0.0, None, Mean, 1.0),
    ("bugs-clock-mean", Law::Asymmetric, 0.0, Some(Bug::ClockReversed), Mean, 0.4850),
    ("bugs-swapped-mean", Law::Asymmetric, 0.0, Some(Bug::PairSwapped), Mean, -0.4926),
    ("bugs-asymmetric-spread", Law::Asymmetric, 0.0, None, Spread, 1.9706),
    ("bugs-clock-asymmetric", Law::Asymmetric, 0.0, Some(Bug::ClockReversed), Spread, 2.0104),
    ("bugs-swapped-asymmetric", Law::Asymmetric, 0.0, Some(Bug::PairSwapped), Spread, 0.4926),
];
/// Without noise, two hills from quantiles: id, n, bug, value by other code.
const KS: [(&str, usize, Option<Bug>, f64); 5] = [
    ("bugs-points-ks-right", 200, None, 0.0024),
    ("bugs-points-ks", 200, Some(Bug::PointsForSteps), 0.0049),
    ("bugs-hills-ks", N, None, 0.0047),
    ("bugs-clock-ks", N, Some(Bug::ClockReversed), 0.1878),
    ("bugs-swapped-ks", N, Some(Bug::PairSwapped), 0.4787),
];
/// The same for the spread.
const HILLS: [(&str, Option<Bug>, f64); 3] = [
    ("bugs-hills-spread", None, 2.0479),
    ("bugs-clock-hills", Some(Bug::ClockReversed), 1.6651),
    ("bugs-swapped-hills", Some(Bug::PairSwapped), 0.3091),
];
/// With noise, g = 1, two hills: id, bug, the distance on a grid, and the spread.
const NOISY: [(&str, &str, Bug, f64, f64); 2] = [
    ("bugs-left-out-ks", "bugs-left-out-mean", Bug::ScoreLeftOut, 0.0923, 2.332),
    ("bugs-sign-ks", "bugs-sign-mean", Bug::ScoreSign, 0.2167, 3.376),
];
/// DDPM: id, the sampler, which moment about 1 or 0, value.
const DDPM: [(&str, Ddpm, f64); 11] = [
    ("bugs-last-point-right", Ddpm { mean: 1.0, sd: 0.0, n: 10, large: true, last_noise: false }, 0.0),
    ("bugs-last-point", Ddpm { mean: 1.0, sd: 0.0, n: 10, large: true, last_noise: true }, 0.1564),
    ("bugs-last-decoy-right", Ddpm { mean: 0.0, sd: 1.0, n: 10, large: true, last_noise: false }, 0.9877),
    ("bugs-last-decoy", Ddpm { mean: 0.0, sd: 1.0, n: 10, large: true, last_noise: true }, 1.0),
    ("bugs-small-one", Ddpm { mean: 0.0, sd: 1.0, n: 10, large: false, last_noise: false }, 0.8241),
    ("bugs-small-quarter", Ddpm { mean: 0.0, sd: 0.25, n: 10, large: false, last_noise: false }, 0.1725),
    ("bugs-large-quarter", Ddpm { mean: 0.0, sd: 0.25, n: 10, large: true, last_noise: false }, 0.2711),
    ("bugs-small-one-many", Ddpm { mean: 0.0, sd: 1.0, n: 1000, large: false, last_noise: false }, 0.9976),
    ("bugs-large-one-many", Ddpm { mean: 0.0, sd: 1.0, n: 1000, large: true, last_noise: false }, 1.0),
    ("bugs-small-quarter-many", Ddpm { mean: 0.0, sd: 0.25, n: 1000, large: false, last_noise: false }, 0.2482),
    ("bugs-large-quarter-many", Ddpm { mean: 0.0, sd: 0.25, n: 1000, large: true, last_noise: false }, 0.2506),
];
/// 1/√4.25, by which the spread of the two hills becomes 1.
const UNIT: f64 = 0.485_071_250_072_665_9;
/// Two hills times a number, n = 10: id, the number, W₂ in units of the data's spread.
const SCALES: [(&str, f64, f64); 4] = [
    ("bugs-scaled", UNIT, 0.0639),
    ("bugs-hills-as-they-are", 1.0, 0.0696),
    ("bugs-not-scaled", 10.0, 0.3687),
    ("bugs-not-scaled-small", 0.1, 0.1838),
];
/// The share of E|V|² that the exact field explains there.
const EXPLAINED: [(&str, f64, f64); 2] =
    [("bugs-scaled-explained", UNIT, 0.3281), ("bugs-not-scaled-explained", 10.0, 0.9350)];

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = MOMENTS.map(moment).into();
    claims.extend([without_noise(), limit()]);
    claims.extend(KS.map(distance));
    claims.push(line());
    claims.extend(HILLS.map(hills));
    claims.push(noisy_right());
    claims.extend(NOISY.map(noisy));
    claims.extend(NOISY.map(noisy_mean));
    claims.extend([("bugs-langevin-right", true, 1.0025, 3.0), ("bugs-langevin", false, 3.117, 3.33)].map(in_langevin));
    claims.push(langevin_mean());
    claims.extend(DDPM.map(ancestral));
    claims.extend(SCALES.map(scaled));
    claims.extend(EXPLAINED.map(explained));
    claims
}

fn moment((id, law, g, bug, which, value): OfMoment) -> Claim {
    let [en, zh] = program(bug);
    let [law_en, law_zh] = [Lang::En, Lang::Zh].map(|lang| law.name().get(lang));
    let (what_en, what_zh) = match which {
        Mean => ("Mean", "均值"),
        Spread => ("Standard deviation", "标准差"),
    };
    Claim::new(
        id,
        format!("{what_en} of the end for {law_en}, g = {g}, n = 100; {en}: by the recursion of mean and variance."),
        format!("数据 {law_zh}、g = {g}、n = 100 时终点的{what_zh}；{zh}：由均值与方差的递推得到。"),
        near(value, 1e-4),
        "No chance: a step is a straight line and normal noise. The value is that of other code, to four digits.",
        "不含随机性：每一步都是线性变换加正态噪声。该值由另一份代码得到，取四位小数。",
        Decimals(3).of(move |_| {
            let [mean, spread] = Sampler { law, g, n: N, bug }.moments();
            Ok(match which {
                Mean => mean,
                Spread => spread,
            })
        }),
    )
}

fn without_noise() -> Claim {
    Claim::new(
        "bugs-no-noise-equal",
        "How many of 20 000 ends differ in any bit at g = 0, two hills, n = 100, between the right program and those of the rooms 1, 7, 8 and 9.",
        "g = 0、两座峰、n = 100 时，第 1、7、8、9 室的程序与正确的程序相比，20 000 个终点中有几个在任一二进制位上不同。",
        exact(0.0),
        "Without noise these bugs have nothing to be wrong about.",
        "没有噪声，这些错误就无从出错。",
        Decimals(0).of(|seed| {
            let ends = |bug| Sampler { law: Law::Hills, g: 0.0, n: N, bug }.ends(seed, 5000);
            let bugs = [Bug::NoiseTimesH, Bug::ScoreLeftOut, Bug::ScoreSign, Bug::VarianceForSigma];
            let right = ends(None);
            Ok(bugs.into_iter().map(|bug| count_unequal(&right, &ends(Some(bug)))).sum())
        }),
    )
}

fn limit() -> Claim {
    Claim::new(
        "bugs-times-h-limit",
        "Standard deviation of the end of room 1 for N(0, 1), g = 1, n = 1 000 000; in theory e^(−π/4) for small steps.",
        "第 1 室的程序，数据 N(0, 1)、g = 1、n = 1 000 000 时终点的标准差；步长很小时理论值为 e^(−π/4)。",
        near((-std::f64::consts::FRAC_PI_4).exp(), 1e-5),
        "No chance; the difference is of the order of the step.",
        "不含随机性；差别与步长同阶。",
        Decimals(4)
            .of(|_| Ok(Sampler { law: Law::Normal, g: 1.0, n: 1_000_000, bug: Some(Bug::NoiseTimesH) }.moments()[1])),
    )
}

/// Ends of the quantiles of N(0, 1), without noise.
fn flown(law: Law, n: usize, bug: Option<Bug>) -> Result<Array1<f64>> {
    let sampler = Sampler { law, g: 0.0, n, bug };
    Ok(sampler.run(&quantiles(STARTS, normal_cdf)?, &Array2::zeros((sampler.steps(), STARTS))))
}

fn distance((id, n, bug, value): (&'static str, usize, Option<Bug>, f64)) -> Claim {
    let [en, zh] = program(bug);
    Claim::new(
        id,
        format!(
            "Kolmogorov and Smirnov's distance to the two hills of 20 000 quantiles of N(0, 1), taken there without noise in n = {n} steps; {en}."
        ),
        format!("N(0, 1) 的 20 000 个分位数不加噪声、走 n = {n} 步之后，与两座峰的 KS 距离；{zh}。"),
        near(value, 1e-4),
        "No chance. The value is that of other code, to four digits.",
        "不含随机性。该值由另一份代码得到，取四位小数。",
        Decimals(4).of(move |_| ks(&flown(Law::Hills, n, bug)?, mixture_cdf)),
    )
}

fn line() -> Claim {
    Claim::new(
        "bugs-ks-line",
        "The distance that 20 000 true samples exceed with probability 1 %.",
        "20 000 个真实样本以 1% 的概率超过的 KS 距离。",
        near(0.01151, 1e-5),
        "1.6276/√20000.",
        "1.6276/√20000。",
        Decimals(4).of(|_| ks_threshold(ENDS, 0.01)),
    )
}

fn hills((id, bug, value): (&'static str, Option<Bug>, f64)) -> Claim {
    let [en, zh] = program(bug);
    Claim::new(
        id,
        format!(
            "Standard deviation of the ends of 20 000 quantiles of N(0, 1) that go to the two hills without noise, n = 100; {en}."
        ),
        format!("N(0, 1) 的 20 000 个分位数不加噪声、走 n = 100 步之后终点的标准差，数据为两座峰；{zh}。"),
        near(value, 1e-4),
        "No chance. The value is that of other code, to four digits.",
        "不含随机性。该值由另一份代码得到，取四位小数。",
        Decimals(3).of(move |_| Ok(flown(Law::Hills, N, bug)?.std(0.0))),
    )
}

/// Random ends for the two hills at g = 1.
fn with_noise(bug: Option<Bug>, seed: Seed) -> Array1<f64> {
    Sampler { law: Law::Hills, g: 1.0, n: N, bug }.ends(seed, ENDS)
}

fn noisy_right() -> Claim {
    Claim::new(
        "bugs-noisy-ks-right",
        "Kolmogorov and Smirnov's distance to the two hills of 20 000 ends of the right program, g = 1, n = 100.",
        "正确的程序，g = 1、n = 100 时 20 000 个终点与两座峰的 KS 距离。",
        at_most(0.0195).false_alarms(1e-4),
        "20 000 true samples exceed 0.0157 once in 10 000 times; the steps add at most 0.0038.",
        "20 000 个真实样本万次中约有一次超过 0.0157；离散的步至多再添 0.0038。",
        Decimals(3).of(|seed| ks(&with_noise(None, seed), mixture_cdf)),
    )
}

fn noisy((id, _, bug, value, _): (&'static str, &'static str, Bug, f64, f64)) -> Claim {
    let [en, zh] = program(Some(bug));
    Claim::new(
        id,
        format!("Kolmogorov and Smirnov's distance to the two hills of 20 000 ends, g = 1, n = 100; {en}."),
        format!("g = 1、n = 100 时 20 000 个终点与两座峰的 KS 距离；{zh}。"),
        normal(value, standard_error(0.55, ENDS)),
        "Four standard errors, each below that of a share, ½/√n, and a tenth for the greatest of two equal gaps. The value is that of the law itself on a grid.",
        "四倍标准误差；每个不超过比例的标准误差 ½/√n，两处差距相等、取其大者，再加一成。该值由分布本身在网格上得到。",
        Decimals(3).of(move |seed| ks(&with_noise(Some(bug), seed), mixture_cdf)),
    )
}

fn noisy_mean((_, id, bug, _, spread): (&'static str, &'static str, Bug, f64, f64)) -> Claim {
    let [en, zh] = program(Some(bug));
    Claim::new(
        id,
        format!("Mean of 20 000 ends for the two hills, g = 1, n = 100; {en}."),
        format!("数据为两座峰、g = 1、n = 100 时 20 000 个终点的均值；{zh}。"),
        normal(0.0, standard_error(spread, ENDS)),
        "Four standard errors; the spread is that of the law on a grid.",
        "四倍标准误差；标准差由分布在网格上得到。",
        Decimals(2).of(move |seed| Ok(with_noise(Some(bug), seed).sum() / ENDS as f64)),
    )
}

/// Ends of Langevin's equation.
const LANGEVIN: usize = 4000;

fn in_langevin((id, logarithm, value, kurtosis): (&'static str, bool, f64, f64)) -> Claim {
    let [en, zh] = match logarithm {
        true => ["the logarithm of the density of N(0, 1)", "N(0, 1) 的对数密度"],
        false => ["the density of N(0, 1) itself", "N(0, 1) 的密度本身"],
    };
    Claim::new(
        id,
        format!(
            "Standard deviation of 4000 ends of Langevin's equation with the gradient of {en}, from N(0, 1), T = 10, h = 0.01."
        ),
        format!("朗之万方程取{zh}的梯度，从 N(0, 1) 出发，T = 10、h = 0.01，4000 个终点的标准差。"),
        normal(value, standard_error_of_sd(value, kurtosis, LANGEVIN)),
        format!(
            "Four standard errors of ends with the kurtosis {kurtosis}. Value and kurtosis are those of the law itself on a grid."
        ),
        format!("峰度为 {kurtosis} 的终点的四倍标准误差。该值与峰度由分布本身在网格上得到。"),
        Decimals(2).of(move |seed| Ok(langevin(logarithm, seed, LANGEVIN).std(0.0))),
    )
}

fn langevin_mean() -> Claim {
    Claim::new(
        "bugs-langevin-mean",
        "Mean of these 4000 ends without the logarithm.",
        "漏了对数时，这 4000 个终点的均值。",
        normal(0.0, standard_error(3.117, LANGEVIN)),
        "Four standard errors.",
        "四倍标准误差。",
        Decimals(2).of(|seed| Ok(langevin(false, seed, LANGEVIN).sum() / LANGEVIN as f64)),
    )
}

fn ancestral((id, sampler, value): (&'static str, Ddpm, f64)) -> Claim {
    let Ddpm { mean, sd, n, large, last_noise } = sampler;
    let [kind_en, kind_zh] = if large { ["large", "大"] } else { ["small", "小"] };
    let [last_en, last_zh] = if last_noise { ["with", "也加"] } else { ["without", "不加"] };
    Claim::new(
        id,
        format!(
            "Standard deviation of the end of DDPM on the trigonometric path, data N({mean}, {sd}²), n = {n}, the {kind_en} variance, {last_en} noise in the last step: by its recursion."
        ),
        format!(
            "三角路径上的 DDPM，数据 N({mean}, {sd}²)，n = {n}，取{kind_zh}方差，最后一步{last_zh}噪声，终点的标准差：由递推得到。"
        ),
        near(value, 1e-4),
        "No chance. The value is that of other code, to four digits.",
        "不含随机性。该值由另一份代码得到，取四位小数。",
        Decimals(if sd == 1.0 || n > 10 { 4 } else { 3 }).of(move |_| Ok(sampler.moments()[1])),
    )
}

/// The two hills times a number.
fn large_hills(times: f64) -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-MEAN * times], [MEAN * times]], SD * times)
}

fn times_words(times: f64) -> [String; 2] {
    match times {
        UNIT => ["scaled to the standard deviation 1".to_string(), "缩放到标准差 1 ".to_string()],
        1.0 => ["as they are".to_string(), "原样".to_string()],
        times => [format!("times {times}"), format!("乘以 {times} ")],
    }
}

fn scaled((id, times, value): (&'static str, f64, f64)) -> Claim {
    let [en, zh] = times_words(times);
    Claim::new(
        id,
        format!(
            "W₂ between the ends of 20 000 quantiles of N(0, 1) and the two hills {en}, in units of their standard deviation: without noise, n = 10."
        ),
        format!(
            "N(0, 1) 的 20 000 个分位数不加噪声、走 n = 10 步之后，与{zh}的两座峰之间的 W₂，以数据的标准差为单位。"
        ),
        near(value, 2e-4),
        "No chance. The value is that of other code, to four digits.",
        "不含随机性。该值由另一份代码得到，取四位小数。",
        Decimals(3).of(move |_| {
            let field = exact_field(large_hills(times)?);
            let ends = simulate_ode_final(&field, &Euler, &unit_grid(10)?, &noise_quantiles(STARTS)?)?;
            let wanted = quantiles(STARTS, |x| mixture_cdf(x / times))?;
            Ok(wasserstein_1d(2, &ends.column(0), &wanted)? / (times * Law::Hills.spread()))
        }),
    )
}

fn explained((id, times, value): (&'static str, f64, f64)) -> Claim {
    let [en, zh] = times_words(times);
    Claim::new(
        id,
        format!("Share of E|V|² that the exact field explains for the two hills {en}: by quadrature."),
        format!("数据为{zh}的两座峰时，精确向量场所能解释的 E|V|² 的比例：由数值积分得到。"),
        near(value, 2e-4),
        "No chance. The value is that of other code, to four digits.",
        "不含随机性。该值由另一份代码得到，取四位小数。",
        Decimals(2).of(move |_| {
            let field = exact_field(large_hills(times)?);
            let (knots, places, reach) = (200, 2001, 8.0 + 4.5 * times);
            let x = Array1::linspace(-reach, reach, places).insert_axis(Axis(1));
            let dx = 2.0 * reach / (places - 1) as f64;
            let mut sum = 0.0;
            for k in 0..knots {
                let t = (k as f64 + 0.5) / knots as f64;
                let sd = (1.0 - t).hypot(t * SD * times);
                let middle = t * MEAN * times;
                let law = GaussianMixture::isotropic(array![0.5, 0.5], array![[-middle], [middle]], sd)?;
                let squares = field.at(t, &x).column(0).mapv(|u| u * u);
                sum += law.log_density(&x).mapv(f64::exp).dot(&squares) * dx / knots as f64;
            }
            Ok(sum / (1.0 + (times * Law::Hills.spread()).powi(2)))
        }),
    )
}
