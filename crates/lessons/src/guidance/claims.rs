//! Lesson 17: guided laws beside the tilted ones, on the line and in the plane; what noise, few steps, a classifier of clean
//! data and a network make of them.

use std::sync::OnceLock;

use flowlab::distribution::{Density, Gaussian, GaussianMixture};
use flowlab::ndarray::{Array1, Array2, Axis, array};
use flowlab::ode::{Euler, Heun, OdeMethod, Rk4};
use flowlab::path::{Classified, Extended, GaussianPath, Guided, MarginalField, Schedule};
use flowlab::sde::EulerMaruyama;
use flowlab::train::{Data, FlowMatching, TrainedField, least_loss};
use flowlab::{Field, Result, Seed, TimeGrid, VectorField, simulate_ode, simulate_ode_final, simulate_sde_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, greatest, near, noise, normal, standard_error, unit_grid};
use crate::models::{HILL, MEAN, RADIUS, SD, exact_field, mixture, mixture_field, normal_cdf, three_hills, train};

/// A moment of a law on the line.
#[derive(Clone, Copy)]
enum Moment {
    Mean,
    Spread,
}

use Moment::{Mean, Spread};

impl Moment {
    fn of(self, [mean, spread]: [f64; 2]) -> f64 {
        match self {
            Mean => mean,
            Spread => spread,
        }
    }

    fn words(self) -> [&'static str; 2] {
        match self {
            Mean => ["Mean", "均值"],
            Spread => ["Standard deviation", "标准差"],
        }
    }
}

/// The classes N(−1, 1) and N(1, 1), asked for is the right one: id, w, and the moment of the guided law, which a test finds
/// by the reduced equation.
const GUIDED: [(&str, f64, Moment, f64); 6] = [
    ("guidance-mean-2", 2.0, Mean, 1.6125),
    ("guidance-sd-2", 2.0, Spread, 0.7618),
    ("guidance-mean-3", 3.0, Mean, 2.0269),
    ("guidance-sd-3", 3.0, Spread, 0.6537),
    ("guidance-mean-8", 8.0, Mean, 3.2605),
    ("guidance-sd-8", 8.0, Spread, 0.5030),
];
/// The same of the tilted law, by the trapezoidal rule.
const TILTED: [(&str, f64, Moment, f64); 6] = [
    ("guidance-tilted-mean-2", 2.0, Mean, 1.289_989_3),
    ("guidance-tilted-sd-2", 2.0, Spread, 0.862_717_0),
    ("guidance-tilted-mean-3", 3.0, Mean, 1.439_531_8),
    ("guidance-tilted-sd-3", 3.0, Spread, 0.802_591_1),
    ("guidance-tilted-mean-8", 8.0, Mean, 1.770_102_7),
    ("guidance-tilted-sd-8", 8.0, Spread, 0.699_208_2),
];
/// The share of the guided law below 0 at w = 2, by the reduced equation.
const BELOW: f64 = 0.0092;
/// By Euler's method with few steps, at w = 8: mean and standard deviation.
const FEW_STEPS: usize = 5;
const FEW: [f64; 2] = [3.5692, 0.3661];
/// With noise, w = 2: id, g, and mean and standard deviation of the law to which the steps lead, which a test finds on a grid.
const DIAL: [(&str, f64, [f64; 2]); 4] = [
    ("guidance-dial-1", 1.0, [1.526, 0.807]),
    ("guidance-dial-4", 4.0, [1.404, 0.846]),
    ("guidance-dial-10", 10.0, [1.338, 0.857]),
    ("guidance-dial-40", 40.0, [1.302, 0.864]),
];
const NOISY_SAMPLES: usize = 100_000;
const NOISY_STEPS: usize = 400;
/// How far the guided law of classes that are far apart goes beyond its class at w = 2, in units of their spread, and its
/// own spread in these units: by the reduced equation.
const OVERSHOOT: [f64; 2] = [0.6491, 0.7196];
/// Classes N(−1, 1.5²) and N(1, 0.5²), asked for is the narrow one, w = 2: by the distribution function, followed back.
const NARROW: [f64; 2] = [1.2588, 0.3284];
const NARROW_TILTED: [f64; 2] = [1.049_546_5, 0.444_461_4];
/// N(−1, 1) with nine tenths, N(1, 1) with one: the mean of the guided law to the rare one, w = 2, by the reduced equation.
const RARE_MEAN: f64 = 2.2304;
/// In the plane: id, w, and the share outside the disc, by a finer quadrature; a test finds it from samples.
const PLANE: [(&str, f64, f64); 5] = [
    ("guidance-plane-1", 1.0, 0.0100),
    ("guidance-plane-2", 2.0, 0.0095),
    ("guidance-plane-3", 3.0, 0.0201),
    ("guidance-plane-5", 5.0, 0.0819),
    ("guidance-plane-8", 8.0, 0.3959),
];
/// The mean along the direction of the class at w = 8, and the share of the tilted law outside the disc.
const PLANE_MEAN: f64 = 3.4274;
const PLANE_TILTED: f64 = 0.0081;
const PLANE_STEPS: usize = 50;
/// Samples of a trained field.
const SAMPLES: usize = 20_000;
/// With a classifier: id, whether it sees the noise, steps, and the mean of the samples, which a test finds by the same
/// steps by hand.
const LED: [(&str, bool, usize, f64); 3] = [
    ("guidance-clean-50", false, 50, 2.1611),
    ("guidance-clean-400", false, 400, 2.3885),
    ("guidance-noisy-400", true, 400, 0.9975),
];
/// The least loss without label and the standard deviation of one pair's loss: a test integrates them.
const FLOOR: f64 = 2.2154;
const FLOOR_SD: f64 = 3.16;
const PAIRS: usize = 200_000;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = GUIDED.map(guided_law).into();
    claims.extend(TILTED.map(tilted_law));
    claims.push(below());
    claims.extend([("guidance-few-mean-8", Mean), ("guidance-few-sd-8", Spread)].map(few_steps));
    claims.extend([normal_mean(), normal_gap()]);
    claims.extend(DIAL.map(dial));
    claims.extend([("guidance-far-mean-2", Mean), ("guidance-far-sd-2", Spread)].map(far_apart));
    claims.extend([("guidance-hills-mean-2", Mean), ("guidance-hills-sd-2", Spread)].map(hills));
    claims.push(hills_tilted());
    claims.extend([("guidance-narrow-mean-2", Mean), ("guidance-narrow-sd-2", Spread)].map(narrow));
    claims
        .extend([("guidance-narrow-tilted-mean-2", Mean), ("guidance-narrow-tilted-sd-2", Spread)].map(narrow_tilted));
    claims.push(rare());
    claims.extend(PLANE.map(plane));
    claims.extend([plane_radius(), plane_tilted()]);
    claims.extend(LED.map(led));
    claims.push(floor());
    claims.push(learned_loss());
    claims.extend(LEARNED.map(learned_law));
    claims.extend(ERRORS.map(learned_error));
    claims
}

/// Starts and the weights of N(0, 1) there: by the trapezoidal rule the mean of what is smooth is exact to rounding.
fn starts() -> Result<(Array2<f64>, Array1<f64>)> {
    let x0 = Array1::linspace(-8.0, 8.0, 801).insert_axis(Axis(1));
    let weights = 0.02 * Gaussian::standard(1)?.log_density(&x0).mapv(f64::exp);
    Ok((x0, weights))
}

/// Mean and standard deviation of a batch on the line under weights that sum to 1.
fn weighted(x: &Array2<f64>, weights: &Array1<f64>) -> [f64; 2] {
    let x = x.column(0);
    let mean = weights.dot(&x);
    [mean, weights.dot(&x.mapv(|x| (x - mean).powi(2))).sqrt()]
}

/// Mean and standard deviation of what a method makes of N(0, 1).
fn moments(field: &impl VectorField, method: &impl OdeMethod, n_steps: usize) -> Result<[f64; 2]> {
    let (x0, weights) = starts()?;
    Ok(weighted(&simulate_ode_final(field, method, &unit_grid(n_steps)?, &x0)?, &weights))
}

/// Two classes at ∓m, of one spread, equally likely.
fn two(m: f64, sd: f64) -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-m], [m]], sd)
}

/// The guided field to one of the classes.
fn guided(data: GaussianMixture, label: usize, w: f64) -> Result<Guided<MarginalField, MarginalField>> {
    let all = exact_field(data);
    let one = all.with_label(label)?;
    Guided::new(all, one, w)
}

const REDUCED: [&str; 2] = [
    "The value is that of the equation dη/dθ = (w − 1)(1 − tanh(θ(θ + η))), to which the guided one reduces, to four digits; a test solves it.",
    "该值来自引导方程化简后的方程 dη/dθ = (w − 1)(1 − tanh(θ(θ + η)))，取四位小数；由测试求解。",
];

fn guided_law((id, w, moment, value): (&'static str, f64, Moment, f64)) -> Claim {
    let [en, zh] = moment.words();
    Claim::new(
        id,
        format!(
            "{en} of the guided samples to the right one of the classes N(−1, 1) and N(1, 1), equally likely, at w = {w}; exact fields, the Runge–Kutta method with n = 200 from 801 starts with the weights of N(0, 1)."
        ),
        format!(
            "两类 N(−1, 1) 与 N(1, 1) 等可能，引导到右边一类，w = {w} 时引导样本的{zh}；精确向量场，龙格-库塔方法 n = 200，801 个起点以 N(0, 1) 的密度加权。"
        ),
        near(value, 1e-4),
        REDUCED[0],
        REDUCED[1],
        Decimals(2).of(move |_| Ok(moment.of(moments(&guided(two(1.0, 1.0)?, 1, w)?, &Rk4, 200)?))),
    )
}

fn tilted_law((id, w, moment, value): (&'static str, f64, Moment, f64)) -> Claim {
    let [en, zh] = moment.words();
    Claim::new(
        id,
        format!("{en} of the tilted density p(z)·p(y | z)^w for the same classes, w = {w}: by Gauss's rule."),
        format!("同样的两类，w = {w} 时倾斜密度 p(z)·p(y | z)^w 的{zh}：由高斯求积公式得到。"),
        near(value, 1e-7),
        "The value is by the trapezoidal rule with steps of 10⁻³, to seven digits.",
        "该值由步长 10⁻³ 的梯形公式得到，取七位小数。",
        Decimals(2).of(move |_| {
            let law = two(1.0, 1.0)?.tilted(1, w)?;
            Ok(moment.of([law.mean(), law.sd()]))
        }),
    )
}

fn below() -> Claim {
    Claim::new(
        "guidance-below-2",
        "Share below 0 of the guided samples to N(1, 1) at w = 2, other class N(−1, 1): the share of N(0, 1) below the start that ends at 0, by the Runge–Kutta method back in time, n = 200.",
        "引导到 N(1, 1)（另一类为 N(−1, 1)）、w = 2 时，引导样本中小于 0 的比例：用龙格-库塔方法（n = 200）从终点 0 倒推出起点，再取 N(0, 1) 在该起点以下的比例。",
        near(BELOW, 5e-5),
        "Trajectories on the line keep their order. The value is by the reduced equation, to four digits.",
        "直线上的轨迹保持次序。该值由化简后的方程得到，取四位小数。",
        Decimals(4).of(|_| {
            let back = TimeGrid::uniform(1.0, 0.0, 200)?;
            let start = simulate_ode_final(&guided(two(1.0, 1.0)?, 1, 2.0)?, &Rk4, &back, &array![[0.0]])?;
            Ok(normal_cdf(start[[0, 0]]))
        }),
    )
}

fn few_steps((id, moment): (&'static str, Moment)) -> Claim {
    let [en, zh] = moment.words();
    Claim::new(
        id,
        format!("{en} of the guided samples at w = 8, the same classes, by Euler's method with n = 5."),
        format!("同样的两类，w = 8，欧拉方法 n = 5 得到的引导样本的{zh}。"),
        near(moment.of(FEW), 1e-4),
        "No chance: the mean over the starts by the trapezoidal rule. A test follows the same steps by hand.",
        "不含随机性：对起点用梯形公式求平均。测试手工走同样的步。",
        Decimals(2).of(move |_| Ok(moment.of(moments(&guided(two(1.0, 1.0)?, 1, 8.0)?, &Euler, FEW_STEPS)?))),
    )
}

/// The guided field where all data are N(0, 2²), and one class is N(1, 1).
fn normal_case(w: f64) -> Result<Guided<MarginalField, MarginalField>> {
    let field = |mean: f64, sd: f64| Ok(exact_field(Gaussian::isotropic(array![mean], sd)?));
    Guided::new(field(0.0, 2.0)?, field(1.0, 1.0)?, w)
}

fn normal_mean() -> Claim {
    let value = 1.0 + 3.0_f64.sqrt().asinh() / (2.0 * 3.0_f64.sqrt());
    Claim::new(
        "guidance-normal-mean",
        "Mean of the guided samples at w = 2, where all data are N(0, 2²) and the class is N(1, 1), by the Runge–Kutta method with n = 200; in theory 1 + arsinh(√3)/(2√3).",
        "全部数据为 N(0, 2²)、该类为 N(1, 1)，w = 2 时引导样本的均值，龙格-库塔方法 n = 200；理论值为 1 + arsinh(√3)/(2√3)。",
        near(value, 1e-7),
        "The field is linear, so the start 0 goes to the mean. The error of the method is 1/n⁴ = 6·10⁻¹⁰ times some tens.",
        "向量场是线性的，所以起点 0 到达均值。方法的误差为 1/n⁴ = 6·10⁻¹⁰ 的几十倍。",
        Decimals(3).of(|_| Ok(simulate_ode_final(&normal_case(2.0)?, &Rk4, &unit_grid(200)?, &array![[0.0]])?[[0, 0]])),
    )
}

fn normal_gap() -> Claim {
    Claim::new(
        "guidance-normal-gap",
        "Greatest relative difference between the standard deviation of the guided samples and S·(s/S)^w, S = 2, s = 1, over w = 2, 3, 5: by the Runge–Kutta method with n = 200.",
        "引导样本的标准差与 S·(s/S)^w（S = 2，s = 1）的最大相对误差，w = 2、3、5：龙格-库塔方法，n = 200。",
        at_most(1e-6),
        "The error of the method is 1/n⁴ = 6·10⁻¹⁰ times some hundreds.",
        "方法的误差为 1/n⁴ = 6·10⁻¹⁰ 的几百倍。",
        Scientific(1).of(|_| {
            let gaps = [2.0, 3.0, 5.0].map(|w| {
                let ends = simulate_ode_final(&normal_case(w)?, &Rk4, &unit_grid(200)?, &array![[0.0], [1.0]])?;
                Ok((ends[[1, 0]] - ends[[0, 0]]) / (2.0 * 0.5_f64.powf(w)) - 1.0)
            });
            Ok(greatest(gaps.into_iter().collect::<Result<Vec<_>>>()?))
        }),
    )
}

fn dial((id, g, [mean, sd]): (&'static str, f64, [f64; 2])) -> Claim {
    Claim::new(
        id,
        format!(
            "Mean of 100 000 guided samples to N(1, 1), other class N(−1, 1), at w = 2 with the noise dial at g = {g}: exact fields, the Euler–Maruyama method with n = 400. At g = 0 it is 1.61, the tilted mean is 1.29."
        ),
        format!(
            "引导到 N(1, 1)（另一类为 N(−1, 1)）、w = 2、噪声旋钮 g = {g} 时 100 000 个样本的均值：精确向量场，欧拉-丸山方法 n = 400。g = 0 时为 1.61，倾斜密度的均值为 1.29。"
        ),
        normal(mean, standard_error(sd, NOISY_SAMPLES)),
        "Four standard errors of a mean. The value is that of the law to which the steps lead, computed on a grid.",
        "均值的四倍标准误差。该值是各步所到达的分布的均值，在网格上算出。",
        Decimals(2).of(move |seed| {
            let sde = Extended::dial(linear(), guided(two(1.0, 1.0)?, 1, 2.0)?, g)?;
            let x0 = noise(seed, NOISY_SAMPLES)?;
            let ends = simulate_sde_final(&sde, &EulerMaruyama, &unit_grid(NOISY_STEPS)?, &x0, seed)?;
            Ok(ends.sum() / NOISY_SAMPLES as f64)
        }),
    )
}

fn far_apart((id, moment): (&'static str, Moment)) -> Claim {
    let [en, zh] = match moment {
        Mean => ["Mean, less 6,", "均值减 6"],
        Spread => ["Standard deviation", "标准差"],
    };
    Claim::new(
        id,
        format!(
            "{en} of the guided samples to N(6, 1), other class N(−6, 1), at w = 2: the Runge–Kutta method, n = 400."
        ),
        format!("引导到 N(6, 1)（另一类为 N(−6, 1)）、w = 2 时引导样本的{zh}：龙格-库塔方法，n = 400。"),
        near(moment.of(OVERSHOOT), 1e-4),
        REDUCED[0],
        REDUCED[1],
        Decimals(3).of(move |_| {
            let [mean, sd] = moments(&guided(two(6.0, 1.0)?, 1, 2.0)?, &Rk4, 400)?;
            Ok(moment.of([mean - 6.0, sd]))
        }),
    )
}

fn hills((id, moment): (&'static str, Moment)) -> Claim {
    let [en, zh] = moment.words();
    let [beyond, spread] = OVERSHOOT;
    Claim::new(
        id,
        format!(
            "{en} of the guided samples to N(2, 1/4), other class N(−2, 1/4), at w = 2: the Runge–Kutta method, n = 400."
        ),
        format!("引导到 N(2, 1/4)（另一类为 N(−2, 1/4)）、w = 2 时引导样本的{zh}：龙格-库塔方法，n = 400。"),
        near(moment.of([MEAN + SD * beyond, SD * spread]), 1e-4),
        REDUCED[0],
        REDUCED[1],
        Decimals(3).of(move |_| Ok(moment.of(moments(&guided(mixture()?, 1, 2.0)?, &Rk4, 400)?))),
    )
}

fn hills_tilted() -> Claim {
    Claim::new(
        "guidance-hills-tilted-mean-2",
        "Mean of the tilted density for the classes N(−2, 1/4) and N(2, 1/4) at w = 2: by Gauss's rule.",
        "两类 N(−2, 1/4) 与 N(2, 1/4)，w = 2 时倾斜密度的均值：由高斯求积公式得到。",
        near(2.0, 1e-3),
        "Where the class has its points the label is all but certain: P(y | z) = 1/(1 + e^(−16z)), and 1 − P is below 10⁻³ but for z < 0.43, which has a share of 0.0009 of the class.",
        "在该类有数据的地方，标签几乎确定：P(y | z) = 1/(1 + e^(−16z))；只有 z < 0.43 时 1 − P 才超过 10⁻³，那里只占该类的 0.0009。",
        Decimals(3).of(|_| Ok(mixture()?.tilted(1, 2.0)?.mean())),
    )
}

/// A wide class on the left and a narrow one on the right.
fn wide_and_narrow() -> Result<GaussianMixture> {
    let components = vec![Gaussian::isotropic(array![-1.0], 1.5)?, Gaussian::isotropic(array![1.0], 0.5)?];
    GaussianMixture::new(array![0.5, 0.5], components)
}

fn narrow((id, moment): (&'static str, Moment)) -> Claim {
    let [en, zh] = moment.words();
    Claim::new(
        id,
        format!(
            "{en} of the guided samples to N(1, 0.5²), other class N(−1, 1.5²), at w = 2: the Runge–Kutta method, n = 200."
        ),
        format!("引导到 N(1, 0.5²)（另一类为 N(−1, 1.5²)）、w = 2 时引导样本的{zh}：龙格-库塔方法，n = 200。"),
        near(moment.of(NARROW), 1e-4),
        "The value is that of the distribution function, each point of which a test follows back in time to its start, to four digits.",
        "该值由分布函数求得：测试把每一点沿时间倒推到起点，取四位小数。",
        Decimals(2).of(move |_| Ok(moment.of(moments(&guided(wide_and_narrow()?, 1, 2.0)?, &Rk4, 200)?))),
    )
}

fn narrow_tilted((id, moment): (&'static str, Moment)) -> Claim {
    let [en, zh] = moment.words();
    Claim::new(
        id,
        format!(
            "{en} of the tilted density of the narrow class among N(−1, 1.5²) and N(1, 0.5²) at w = 2: by Gauss's rule."
        ),
        format!("两类 N(−1, 1.5²) 与 N(1, 0.5²)，窄的一类在 w = 2 时倾斜密度的{zh}：由高斯求积公式得到。"),
        near(moment.of(NARROW_TILTED), 1e-7),
        "The value is by the trapezoidal rule with steps of 10⁻³, to seven digits.",
        "该值由步长 10⁻³ 的梯形公式得到，取七位小数。",
        Decimals(2).of(move |_| {
            let law = wide_and_narrow()?.tilted(1, 2.0)?;
            Ok(moment.of([law.mean(), law.sd()]))
        }),
    )
}

fn rare() -> Claim {
    Claim::new(
        "guidance-rare-mean-2",
        "Mean of the guided samples to the rare class N(1, 1), of probability 0.1, other class N(−1, 1), at w = 2: the Runge–Kutta method, n = 200.",
        "引导到概率为 0.1 的少数类 N(1, 1)（另一类为 N(−1, 1)）、w = 2 时引导样本的均值：龙格-库塔方法，n = 200。",
        near(RARE_MEAN, 1e-4),
        "The value is that of the equation dη/dθ = 2(w − 1)/(1 + e^(2θ(θ + η))/9), to four digits; a test solves it.",
        "该值来自方程 dη/dθ = 2(w − 1)/(1 + e^(2θ(θ + η))/9)，取四位小数；由测试求解。",
        Decimals(2).of(|_| {
            let data = GaussianMixture::isotropic(array![0.9, 0.1], array![[-1.0], [1.0]], 1.0)?;
            Ok(Mean.of(moments(&guided(data, 1, 2.0)?, &Rk4, 200)?))
        }),
    )
}

/// Whether a point is outside the disc about the first hill that holds 99 % of it.
fn is_outside(x: f64, y: f64) -> bool {
    x * x + (y - RADIUS).powi(2) > -2.0 * HILL * HILL * 0.01_f64.ln()
}

/// Where a grid of starts in the plane with squares of this side ends under the guided field, and the weights of N(0, I)
/// there. The starts have x > 0: the left half is their mirror.
fn in_the_plane(w: f64, side: f64) -> Result<(Array2<f64>, Array1<f64>)> {
    let n = (5.4 / side).round() as usize;
    let place = |k: usize| [(k / (2 * n)) as f64 + 0.5, (k % (2 * n)) as f64 + 0.5 - n as f64];
    let x0 = Array2::from_shape_fn((2 * n * n, 2), |(k, j)| side * place(k)[j]);
    let weights = Gaussian::standard(2)?.log_density(&x0).mapv(f64::exp);
    let ends = simulate_ode_final(&guided(three_hills()?, 0, w)?, &Rk4, &unit_grid(PLANE_STEPS)?, &x0)?;
    Ok((ends, &weights / weights.sum()))
}

/// The weight of the points outside the disc.
fn share_outside(points: &Array2<f64>, weights: &Array1<f64>) -> f64 {
    points.rows().into_iter().zip(weights).filter(|(z, _)| is_outside(z[0], z[1])).map(|(_, p)| p).sum()
}

/// The side of the squares in the plane.
const SIDE: f64 = 0.03;

fn plane((id, w, share): (&'static str, f64, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Share of the guided samples at w = {w} outside the disc that holds 99 % of their class: three hills in the plane, 2 from the origin, standard deviation 1/2; exact fields, the Runge–Kutta method, n = 50, from squares of side 0.03 with the weights of N(0, I)."
        ),
        format!(
            "w = {w} 时，引导样本落在含有本类 99% 的圆盘之外的比例：平面上三座峰，距原点 2，标准差 1/2；精确向量场，龙格-库塔方法 n = 50，起点为边长 0.03 的小方格，以 N(0, I) 的密度加权。"
        ),
        near(share, 1e-3),
        "The value is by squares of half the side, to four digits. A square counts as outside or not as a whole; a test finds the same by samples.",
        "该值由边长减半的小方格得到，取四位小数。每个小方格整个算在盘内或盘外；测试用样本得到同样的值。",
        Decimals(3).of(move |_| {
            let (ends, weights) = in_the_plane(w, SIDE)?;
            Ok(share_outside(&ends, &weights))
        }),
    )
}

fn plane_radius() -> Claim {
    Claim::new(
        "guidance-plane-radius-8",
        "Mean of these samples at w = 8 along the direction in which their class stands, 2 from the origin.",
        "w = 8 时，这些样本沿本类所在方向的均值；本类在该方向上距原点 2。",
        near(PLANE_MEAN, 2e-4),
        "The value is by squares of half the side, to four digits.",
        "该值由边长减半的小方格得到，取四位小数。",
        Decimals(2).of(|_| {
            let (ends, weights) = in_the_plane(8.0, SIDE)?;
            Ok(weights.dot(&ends.column(1)))
        }),
    )
}

fn plane_tilted() -> Claim {
    Claim::new(
        "guidance-plane-tilted-8",
        "Share of the tilted density p(z)·p(y | z)⁸ of these three hills outside the same disc: by a sum over squares of side 0.01.",
        "这三座峰的倾斜密度 p(z)·p(y | z)⁸ 在同一圆盘之外的比例：对边长 0.01 的小方格求和。",
        near(PLANE_TILTED, 1e-4),
        "The value is by polar coordinates about the hill, to four digits.",
        "该值在以峰为中心的极坐标下求得，取四位小数。",
        Decimals(3).of(|_| tilted_outside(0.01)),
    )
}

/// The share of the tilted density at w = 8 outside the disc, by squares of this side.
fn tilted_outside(side: f64) -> Result<f64> {
    let (hills, n) = (three_hills()?, (6.0 / side) as usize);
    let [mut outside, mut all] = [0.0; 2];
    for i in 0..n {
        let x = (i as f64 + 0.5) * side - 3.0;
        let column = Array2::from_shape_fn((n, 2), |(j, axis)| [x, (j as f64 + 0.5) * side + RADIUS - 3.0][axis]);
        let shares = hills.responsibilities(&column);
        let density = hills.log_density(&column).mapv(f64::exp) * shares.column(0).mapv(|share| share.powi(8));
        all += density.sum();
        outside += share_outside(&column, &density);
    }
    Ok(outside / all)
}

/// The field of the classes N(−1, 1) and N(1, 1), led to the right one at w = 1 by the classifier that sees the noise, or by
/// that of the clean data, 1/(1 + e^(−2x)).
fn led_field(sees_noise: bool) -> Result<Classified<MarginalField>> {
    let all = exact_field(two(1.0, 1.0)?);
    let clean = Field::pointwise(1, |_, x, out| out[0] = 2.0 / (1.0 + (2.0 * x[0]).exp()));
    let gradient = if sees_noise { all.classifier(1)? } else { clean };
    Classified::new(linear(), all, gradient, 1.0)
}

/// n − 1 of n equal steps from 0 to 1: without the first, at whose start the classifier's factor is infinite.
fn after_the_first(n_steps: usize) -> Result<TimeGrid> {
    TimeGrid::uniform(1.0 / n_steps as f64, 1.0, n_steps - 1)
}

fn led((id, sees_noise, n_steps, mean): (&'static str, bool, usize, f64)) -> Claim {
    let [en, zh] = match sees_noise {
        true => ["that sees the noise", "看得到噪声的分类器"],
        false => [
            "of the clean data, 1/(1 + e^(−2x)) at all times",
            "只见过干净数据的分类器（任何时刻都取 1/(1 + e^(−2x))）",
        ],
    };
    Claim::new(
        id,
        format!(
            "Mean of the samples that a classifier {en} leads to N(1, 1), other class N(−1, 1), at w = 1: Euler's method with steps of 1/{n_steps} from t = 1/{n_steps}, 801 starts with the weights of N(0, 1)."
        ),
        format!(
            "由{zh}引导到 N(1, 1)（另一类为 N(−1, 1)），w = 1 时样本的均值：从 t = 1/{n_steps} 出发，欧拉方法，步长 1/{n_steps}，801 个起点以 N(0, 1) 的密度加权。"
        ),
        near(mean, 1e-4),
        "The value is that of the same steps by hand, to four digits.",
        "该值由手工走同样的步得到，取四位小数。",
        Decimals(2).of(move |_| {
            let (x0, weights) = starts()?;
            let ends = simulate_ode_final(&led_field(sees_noise)?, &Euler, &after_the_first(n_steps)?, &x0)?;
            Ok(Mean.of(weighted(&ends, &weights)))
        }),
    )
}

fn floor() -> Claim {
    Claim::new(
        "guidance-floor",
        "Least loss for the classes N(−1, 1) and N(1, 1) without a label: that of the exact field, over 200 000 pairs; by integration 2.2154. With the label it is π/2.",
        "两类 N(−1, 1) 与 N(1, 1)、不给标签时的最小损失：精确向量场的损失，对 200 000 对取平均；由积分得 2.2154。给出标签时是 π/2。",
        normal(FLOOR, standard_error(FLOOR_SD, PAIRS)),
        "Four standard errors; the standard deviation of one pair's loss is integrated too.",
        "四倍标准误差；单对样本的损失标准差也由积分得到。",
        Decimals(2).of(|seed| Ok(least_loss(&exact_field(two(1.0, 1.0)?), seed, PAIRS)?.mean)),
    )
}

/// Networks that were trained with labels, once for all claims: on the classes ∓1, or on the two hills.
fn trained(hills: bool) -> Result<&'static FlowMatching> {
    static RUNS: [OnceLock<Result<FlowMatching>>; 2] = [OnceLock::new(), OnceLock::new()];
    let run = RUNS[usize::from(hills)].get_or_init(|| {
        let data = if hills { mixture()? } else { two(1.0, 1.0)? };
        train(Data::labelled(data), vec![64, 64], 4000, 256, Seed(1700))
    });
    run.as_ref().map_err(Clone::clone)
}

/// What was learned, in words.
fn classes(hills: bool) -> [&'static str; 2] {
    if hills {
        ["N(−2, 1/4) and N(2, 1/4)", "N(−2, 1/4) 与 N(2, 1/4)"]
    } else {
        ["N(−1, 1) and N(1, 1)", "N(−1, 1) 与 N(1, 1)"]
    }
}

/// Why a claim on a trained network holds, with the least and the greatest of the values of nine seeds, its own
/// among them.
fn trained_once(least: &str, greatest: &str) -> [String; 2] {
    [
        format!(
            "The network is trained once, with a seed of its own: the width is for the last bits of another processor. Nine seeds gave {least} to {greatest}."
        ),
        format!(
            "网络只训练一次，用它自己的种子；容差是为别的处理器留的，末位不同会训练出不同的网络。九个种子得 {least} 到 {greatest}。"
        ),
    ]
}

fn learned_loss() -> Claim {
    let [why_en, why_zh] = trained_once("1.642", "1.657");
    Claim::new(
        "guidance-learned-loss",
        "Test loss, over 200 000 pairs, of a network 4, 64, 64, 1 that was trained on the classes N(−1, 1) and N(1, 1) with their labels, a tenth of them left out, here too: 4000 steps of 256 pairs. The least possible is 0.9·π/2 + 0.1·2.2154 = 1.6353.",
        "网络 4, 64, 64, 1 在带标签的两类 N(−1, 1) 与 N(1, 1) 上训练 4000 步，每步 256 对，标签有十分之一被丢弃；它的测试损失，对 200 000 对取平均，同样丢弃十分之一的标签。可能的最小值为 0.9·π/2 + 0.1·2.2154 = 1.6353。",
        near(1.65, 0.04).false_alarms(1e-6),
        why_en,
        why_zh,
        Decimals(2).of(|seed| Ok(trained(false)?.test_loss(seed, PAIRS)?.mean)),
    )
}

/// Of guided samples of a network: id, whether it learned the hills, w, the moment, its value and the width of the law, and
/// the least and the greatest value of nine seeds.
type Learned = (&'static str, bool, f64, Moment, [f64; 2], [&'static str; 2]);
const LEARNED: [Learned; 6] = [
    ("guidance-learned-mean-2", false, 2.0, Mean, [1.63, 0.05], ["1.61", "1.65"]),
    ("guidance-learned-sd-2", false, 2.0, Spread, [0.72, 0.05], ["0.70", "0.75"]),
    ("guidance-learned-mean-3", false, 3.0, Mean, [2.03, 0.09], ["1.99", "2.08"]),
    ("guidance-learned-sd-3", false, 3.0, Spread, [0.54, 0.08], ["0.50", "0.58"]),
    ("guidance-learned-hills-mean-2", true, 2.0, Mean, [2.27, 0.1], ["2.21", "2.31"]),
    ("guidance-learned-hills-sd-2", true, 2.0, Spread, [0.26, 0.14], ["0.16", "0.37"]),
];

fn learned_law((id, hills, w, moment, [value, width], [least, greatest]): Learned) -> Claim {
    let ([en, zh], [en_classes, zh_classes]) = (moment.words(), classes(hills));
    let [why_en, why_zh] = trained_once(least, greatest);
    Claim::new(
        id,
        format!(
            "{en} of 20 000 guided samples to the right class at w = {w}, by a network 4, 64, 64, 1 that was trained on the classes {en_classes} with their labels, a tenth of them left out: 4000 steps of 256 pairs; Heun's method, n = 50."
        ),
        format!(
            "网络 4, 64, 64, 1 在带标签的两类 {zh_classes} 上训练 4000 步，每步 256 对，标签有十分之一被丢弃；引导到右边一类，w = {w} 时 20 000 个样本的{zh}，Heun 方法，n = 50。"
        ),
        near(value, width).false_alarms(1e-6),
        why_en,
        why_zh,
        Decimals(2).of(move |seed| {
            let field = trained(hills)?.field().guided(1, w)?;
            let ends = simulate_ode_final(&field, &Heun, &unit_grid(50)?, &noise(seed, SAMPLES)?)?;
            Ok(moment.of([ends.sum() / SAMPLES as f64, ends.std(0.0)]))
        }),
    )
}

/// Of the two fields of the network on the hills: id, whether it is that of the class, the error and the width of the law, and
/// the least and the greatest error of nine seeds.
type LearnedField = (&'static str, bool, [f64; 2], [&'static str; 2]);
const ERRORS: [LearnedField; 2] = [
    ("guidance-learned-error-all", false, [0.45, 0.2], ["0.34", "0.53"]),
    ("guidance-learned-error-class", true, [0.19, 0.06], ["0.18", "0.21"]),
];

fn learned_error((id, of_class, [value, width], [least, greatest]): LearnedField) -> Claim {
    let [en, zh] = match of_class {
        true => ["field to the right class", "右边一类的向量场"],
        false => ["field without label", "不给标签的向量场"],
    };
    let [why_en, why_zh] = trained_once(least, greatest);
    Claim::new(
        id,
        format!(
            "Root mean square error of the learned {en}, for the hills N(−2, 1/4) and N(2, 1/4) and the same network and training, at the places of the exactly guided particles, w = 2, over 21 times."
        ),
        format!(
            "同样的网络与训练，数据为 N(−2, 1/4) 与 N(2, 1/4) 两座峰：学到的{zh}在精确引导（w = 2）的粒子所在之处的均方根误差，遍及 21 个时刻。"
        ),
        near(value, width),
        why_en,
        why_zh,
        Decimals(2).of(move |_| error_along(&trained(true)?.field(), of_class)),
    )
}

/// Of a network on the hills: the root mean square error of one of its fields along the exactly guided trajectories at w = 2.
fn error_along(net: &TrainedField, of_class: bool) -> Result<f64> {
    let (x0, weights) = starts()?;
    let ways = simulate_ode(&guided(mixture()?, 1, 2.0)?, &Rk4, &unit_grid(20)?, &x0)?;
    let exact = if of_class { mixture_field()?.with_label(1)? } else { mixture_field()? };
    let learned = if of_class { net.with_label(1)? } else { net.clone() };
    let square = |(i, t): (usize, &f64)| {
        let x = ways.state(i);
        let gap = learned.at(*t, &x) - exact.at(*t, &x);
        weights.dot(&gap.column(0).mapv(|gap| gap * gap))
    };
    let knots = ways.grid.knots();
    Ok((knots.iter().enumerate().map(square).sum::<f64>() / knots.len() as f64).sqrt())
}

fn linear() -> GaussianPath {
    GaussianPath::new(Schedule::Linear)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard_error_of_share;
    use flowlab::distribution::Sample;
    use std::f64::consts::{FRAC_PI_2, PI, TAU};

    /// The equation of η = (X − tm)/√v, v = (1 − t)² + s²t², in θ = tm/√v, for classes ∓m of one spread s: the sample is
    /// m + s·η at θ = m/s. `odds` are those of the class that is asked for.
    fn reduced(w: f64, odds: f64) -> Field {
        Field::pointwise(1, move |theta, eta, out| {
            out[0] = 2.0 * (w - 1.0) / (1.0 + odds * (2.0 * theta * (theta + eta[0])).exp());
        })
    }

    /// Mean and standard deviation of η at the end.
    fn reduced_law(end: f64, w: f64, odds: f64) -> [f64; 2] {
        let (x0, weights) = starts().unwrap();
        let grid = TimeGrid::uniform(0.0, end, 400).unwrap();
        weighted(&simulate_ode_final(&reduced(w, odds), &Rk4, &grid, &x0).unwrap(), &weights)
    }

    fn close(found: f64, stated: f64, digit: f64) {
        assert!((found - stated).abs() <= 0.5 * digit, "{found}, stated as {stated}");
    }

    #[test]
    fn the_guided_laws_are_those_of_the_reduced_equation() {
        for (_, w, moment, stated) in GUIDED {
            let [mean, sd] = reduced_law(1.0, w, 1.0);
            close(moment.of([1.0 + mean, sd]), stated, 1e-4);
        }
        let far = reduced_law(6.0, 2.0, 1.0);
        let hills = reduced_law(4.0, 2.0, 1.0);
        for k in 0..2 {
            close(far[k], OVERSHOOT[k], 1e-4);
            close(hills[k], far[k], 1e-6);
        }
        close(1.0 + Mean.of(reduced_law(1.0, 2.0, 1.0 / 9.0)), RARE_MEAN, 1e-4);
        // the start that ends at 0, where η = −1
        let back = TimeGrid::uniform(1.0, 0.0, 400).unwrap();
        let start = simulate_ode_final(&reduced(2.0, 1.0), &Rk4, &back, &array![[-1.0]]).unwrap();
        close(normal_cdf(start[[0, 0]]), BELOW, 1e-4);
    }

    #[test]
    fn few_steps_by_hand_lead_to_the_law_that_is_stated() {
        let (mut x, weights) = starts().unwrap();
        let h = 1.0 / FEW_STEPS as f64;
        for i in 0..FEW_STEPS {
            let t = i as f64 * h;
            let v = (1.0 - t).powi(2) + t * t;
            // u_y + (w − 1)(u_y − u), with the probability of the other class in the difference
            x.mapv_inplace(|x| {
                let of_class = 1.0 + (2.0 * t - 1.0) / v * (x - t);
                let of_other = 1.0 / (1.0 + (2.0 * t * x / v).exp());
                x + h * (of_class + 7.0 * of_other * 2.0 * (1.0 - t) / v)
            });
        }
        let found = weighted(&x, &weights);
        (0..2).for_each(|k| close(found[k], FEW[k], 1e-4));
    }

    #[test]
    fn the_narrow_class_has_the_moments_of_its_distribution_function() {
        let (low, step, n) = (-4.0, 0.01, 1000);
        let x = Array1::from_shape_fn(n + 1, |i| low + step * i as f64);
        let back = TimeGrid::uniform(1.0, 0.0, 400).unwrap();
        let field = guided(wide_and_narrow().unwrap(), 1, 2.0).unwrap();
        let ends = x.clone().insert_axis(Axis(1));
        let cdf = simulate_ode_final(&field, &Rk4, &back, &ends).unwrap().column(0).mapv(normal_cdf);
        // ∫ x dF and ∫ x² dF by parts; the trapezoidal rule, F being flat at both ends
        let high = low + step * n as f64;
        let inner =
            |g: &dyn Fn(f64) -> f64| step * (x.iter().zip(&cdf).map(|(x, f)| g(*x) * f).sum::<f64>() - 0.5 * g(high));
        let mean = high - inner(&|_| 1.0);
        let square = high * high - inner(&|x| 2.0 * x);
        close(mean, NARROW[0], 1e-4);
        close((square - mean * mean).sqrt(), NARROW[1], 1e-4);
    }

    #[test]
    fn tilted_laws_are_those_of_the_trapezoidal_rule() {
        let by_sums = |data: GaussianMixture, w: f64| {
            let z = Array1::linspace(-12.0, 14.0, 26_001).insert_axis(Axis(1));
            let share = data.responsibilities(&z).column(1).mapv(|share| share.powf(w));
            let mut weights = data.log_density(&z).mapv(f64::exp) * share;
            weights /= weights.sum();
            weighted(&z, &weights)
        };
        for (_, w, moment, stated) in TILTED {
            close(moment.of(by_sums(two(1.0, 1.0).unwrap(), w)), stated, 1e-7);
        }
        let found = by_sums(wide_and_narrow().unwrap(), 2.0);
        (0..2).for_each(|k| close(found[k], NARROW_TILTED[k], 1e-7));
    }

    /// Half the width of a grid on the line, and its cells.
    const REACH: f64 = 8.0;
    const CELLS: usize = 6400;

    /// Mean and standard deviation of the law to which the steps of the Euler–Maruyama method lead. The noise of a step is
    /// one of three numbers with the moments of a normal one, up to the fifth; the mass that arrives between two places is
    /// shared between them.
    fn law_of_steps(field: &impl VectorField, g: f64) -> [f64; 2] {
        let (width, h) = (2.0 * REACH / CELLS as f64, 1.0 / NOISY_STEPS as f64);
        let places = Array1::linspace(-REACH, REACH, CELLS + 1).insert_axis(Axis(1));
        let mut mass = width * Gaussian::standard(1).unwrap().log_density(&places).mapv(f64::exp);
        for i in 0..NOISY_STEPS {
            let t = i as f64 * h;
            let u = field.at(t, &places);
            let size = (6.0 * g * (1.0 - t) * h).sqrt();
            let mut next = Array1::zeros(CELLS + 1);
            for ((x, u), mass) in places.iter().zip(&u).zip(&mass) {
                let mean = x + h * (u + g * (t * u - x));
                for (eps, weight) in [(0.0, 2.0 / 3.0), (1.0, 1.0 / 6.0), (-1.0, 1.0 / 6.0)] {
                    let at = ((mean + size * eps + REACH) / width).clamp(0.0, CELLS as f64 - 1e-9);
                    let (k, share) = (at as usize, at.fract());
                    next[k] += mass * weight * (1.0 - share);
                    next[k + 1] += mass * weight * share;
                }
            }
            mass = next;
        }
        weighted(&places, &mass)
    }

    #[test]
    fn with_noise_the_means_are_those_of_the_law_of_the_steps() {
        let field = guided(two(1.0, 1.0).unwrap(), 1, 2.0).unwrap();
        for (_, g, stated) in DIAL {
            let found = law_of_steps(&field, g);
            // sharing between two places adds at most width²/4 to the variance in each step, 6e-4 in all
            close(found[0], stated[0], 1e-3);
            close(found[1], stated[1], 2e-3);
        }
    }

    #[test]
    fn shares_in_the_plane_are_those_of_samples_and_of_a_finer_quadrature() {
        let n = 50_000;
        let x0 = Gaussian::standard(2).unwrap().sample(Seed(17), n).unwrap();
        for (_, w, stated) in PLANE {
            let field = guided(three_hills().unwrap(), 0, w).unwrap();
            let ends = simulate_ode_final(&field, &Rk4, &unit_grid(PLANE_STEPS).unwrap(), &x0).unwrap();
            let share = share_outside(&ends, &Array1::from_elem(n, 1.0 / n as f64));
            assert!((share - stated).abs() < 5.0 * standard_error_of_share(stated, n), "{w}: {share} {stated}");
            if w == 8.0 {
                let (fine, weights) = in_the_plane(w, 0.5 * SIDE).unwrap();
                close(share_outside(&fine, &weights), stated, 1e-4);
                close(weights.dot(&fine.column(1)), PLANE_MEAN, 1e-4);
            }
        }
    }

    #[test]
    fn the_tilted_share_is_that_in_polar_coordinates() {
        let (hills, rim) = (three_hills().unwrap(), HILL * (-2.0 * 0.01_f64.ln()).sqrt());
        // the component's density times P(y | z)⁷, by the midpoint rule in the angle and on both sides of the rim
        let ring = |from: f64, to: f64| {
            let (n, angles) = (400, 200);
            let radius = |i: usize| from + (to - from) * (i as f64 + 0.5) / n as f64;
            let sum = |i: usize| {
                let r = radius(i);
                let angle = |k: usize| TAU * (k as f64 + 0.5) / angles as f64;
                let z =
                    Array2::from_shape_fn((angles, 2), |(k, j)| [r * angle(k).cos(), RADIUS + r * angle(k).sin()][j]);
                let shares = hills.responsibilities(&z).column(0).mapv(|share| share.powi(7)).sum();
                r * (-0.5 * (r / HILL).powi(2)).exp() * shares
            };
            (to - from) * (0..n).map(sum).sum::<f64>()
        };
        let (within, outside) = (ring(0.0, rim), ring(rim, 4.0));
        close(outside / (within + outside), PLANE_TILTED, 1e-4);
    }

    #[test]
    fn a_classifier_leads_to_the_means_that_are_stated() {
        for (_, sees_noise, n_steps, stated) in LED {
            let (mut x, weights) = starts().unwrap();
            let h = 1.0 / n_steps as f64;
            for t in (1..n_steps).map(|i| i as f64 * h) {
                let v = (1.0 - t).powi(2) + t * t;
                let factor = if sees_noise { t / v } else { 1.0 };
                x.mapv_inplace(|x| {
                    let u = ((2.0 * t - 1.0) * x + (1.0 - t) * (t * x / v).tanh()) / v;
                    // (1 − t)/t times the slope of log 1/(1 + e^(−2·factor·x))
                    x + h * (u + (1.0 - t) / t * 2.0 * factor / (1.0 + (2.0 * factor * x).exp()))
                });
            }
            close(Mean.of(weighted(&x, &weights)), stated, 1e-4);
        }
    }

    #[test]
    fn the_floor_and_the_spread_of_a_pairs_loss_are_those_of_integrals() {
        let (n, dx) = (400, 0.02);
        let [mut mean, mut square, mut of_labels] = [0.0; 3];
        for t in (0..n).map(|k| (f64::from(k) + 0.5) / f64::from(n)) {
            let v = t * t + (1.0 - t).powi(2);
            // given the class and X the velocity has the variance 1/v; its means by class are this far apart
            let (rest, apart) = (1.0 / v, 2.0 * (1.0 - t) / v);
            for x in (-500..=500).map(|i| dx * f64::from(i)) {
                let density = |centre: f64| 0.5 * (-0.5 * (x - t * centre).powi(2) / v).exp() / (2.0 * PI * v).sqrt();
                let (left, right) = (density(-1.0), density(1.0));
                let share = right / (left + right);
                of_labels += dx * (left + right) * share * (1.0 - share) * apart * apart / f64::from(n);
                for (weight, off) in [(left, share * apart), (right, (1.0 - share) * apart)] {
                    let gap = off * off;
                    mean += dx * weight * (gap + rest) / f64::from(n);
                    square += dx * weight * (gap * gap + 6.0 * gap * rest + 3.0 * rest * rest) / f64::from(n);
                }
            }
        }
        close(mean, FLOOR, 1e-4);
        close((square - mean * mean).sqrt(), FLOOR_SD, 0.1);
        close(mean - of_labels, FRAC_PI_2, 1e-4); // what the label explains, and what is left with it
    }
}
