//! Lesson 19, couplings: what pairs cost that are joined in batches, how much they still cross, where their fields lead, with
//! labels too; crossing, bending and transport; few steps before and after a reflow; what a step has to learn.

use std::f64::consts::TAU;
use std::sync::OnceLock;

use flowlab::distribution::{Density, Gaussian, GaussianMixture, Sample};
use flowlab::metrics::{quantiles, straightness, wasserstein_1d};
use flowlab::ndarray::{Array1, Array2, ArrayRef2, Axis, array};
use flowlab::ode::{Euler, Rk4};
use flowlab::path::SortedField;
use flowlab::statrs::function::factorial::ln_binomial;
use flowlab::train::{Data, FlowMatching, Settings, Times, coupling, least_loss};
use flowlab::{Result, Seed, VectorField, simulate_ode, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, greatest, near, noise, normal, standard_error, unit_grid};
use crate::models::{exact_field, mixture, mixture_field, noise_quantiles, three_hills, train};

/// Jointly normal pairs of variance 1: id, correlation, and the least loss √(1 − ρ²)·arccos ρ.
const JOINT: [(&str, f64); 2] = [("couplings-normal-half", 0.5), ("couplings-normal-nine", 0.9)];
/// Times, and pairs at each, for which the velocity is fitted.
const TIMES: usize = 100;
const AT_EACH: usize = 4000;

/// What pairs on the line lead to: N(0, 1), or the two hills.
#[derive(Clone, Copy, PartialEq)]
enum To {
    Normal,
    Hills,
}

use To::{Hills, Normal};

impl To {
    fn law(self) -> Result<GaussianMixture> {
        match self {
            Normal => Ok(Gaussian::standard(1)?.into()),
            Hills => mixture(),
        }
    }

    fn words(self) -> [&'static str; 2] {
        match self {
            Normal => ["N(0, 1) to N(0, 1)", "从 N(0, 1) 到 N(0, 1)"],
            Hills => {
                ["N(0, 1) to the two hills ½N(−2, 1/4) + ½N(2, 1/4)", "从 N(0, 1) 到两座峰 ½N(−2, 1/4) + ½N(2, 1/4)"]
            }
        }
    }
}

/// Sorted pairs: id, to what, B, the mean cost and the standard deviation of one pair's part in it, which a test finds by
/// the means of order statistics and by many batches.
const COSTS: [(&str, To, usize, f64, f64); 8] = [
    ("couplings-cost-4", Normal, 4, 0.8522, 1.60),
    ("couplings-cost-16", Normal, 16, 0.2813, 0.84),
    ("couplings-cost-64", Normal, 64, 0.0825, 0.43),
    ("couplings-cost-256", Normal, 256, 0.0229, 0.22),
    ("couplings-hills-cost-4", Hills, 4, 2.9363, 3.27),
    ("couplings-hills-cost-16", Hills, 16, 1.8982, 2.28),
    ("couplings-hills-cost-64", Hills, 64, 1.5906, 1.97),
    ("couplings-hills-cost-256", Hills, 256, 1.5075, 1.89),
];
const COST_PAIRS: usize = 1 << 18;
const LEAST_PAIRS: usize = 1 << 20;
const LEAST_TIMES: usize = 32;
/// The least loss of sorted pairs: id, to what, B, the value, the standard deviation of one pair's part in it. The value is
/// what the cost leaves beside bending and transport: a test finds them along the trajectories.
const LEAST: [(&str, To, usize, f64, f64); 9] = [
    ("couplings-least-2", Normal, 2, 1.1751, 1.88),
    ("couplings-least-4", Normal, 4, 0.7742, 1.46),
    ("couplings-least-16", Normal, 16, 0.2682, 0.77),
    ("couplings-least-64", Normal, 64, 0.0801, 0.41),
    ("couplings-least-256", Normal, 256, 0.0224, 0.22),
    ("couplings-hills-least-4", Hills, 4, 1.2635, 3.35),
    ("couplings-hills-least-16", Hills, 16, 0.3805, 2.0),
    ("couplings-hills-least-64", Hills, 64, 0.1041, 1.15),
    ("couplings-hills-least-256", Hills, 256, 0.0276, 0.5),
];
/// Assigned pairs in the plane: id, B, the mean cost, the standard deviation of one pair's part in it, pairs.
const PLANE_COSTS: [(&str, usize, f64, f64, usize); 4] = [
    ("couplings-plane-cost-4", 4, 3.660, 3.36, 1 << 16),
    ("couplings-plane-cost-16", 16, 1.9955, 2.5, 1 << 15),
    ("couplings-plane-cost-64", 64, 1.3598, 1.74, 1 << 14),
    ("couplings-plane-cost-256", 256, 1.1453, 1.7, 1 << 13),
];
/// With labels, joined without regard to them: B, mean and share below 0 of the samples with the label of N(1, 1).
const LABELS: [([&str; 2], usize, [f64; 2]); 4] = [
    (["couplings-labels-mean-2", "couplings-labels-below-2"], 2, [0.7567, 0.2342]),
    (["couplings-labels-mean-4", "couplings-labels-below-4"], 4, [0.5343, 0.3253]),
    (["couplings-labels-mean-16", "couplings-labels-below-16"], 16, [0.2120, 0.4436]),
    (["couplings-labels-mean-64", "couplings-labels-below-64"], 64, [0.0662, 0.4845]),
];
/// E(φ(x₀) − x₀)² to the two hills, and what 5.25 leaves beside it and their least loss.
const TRANSPORT: f64 = 1.4781;
const BENDING: f64 = 1.0014;
/// In the plane, from independent pairs: least loss, bending, transport, each with the standard deviation of one pair's or
/// one trajectory's part in it.
const PLANE: [[f64; 2]; 3] = [[4.0742, 4.7], [1.3827, 0.42], [1.0431, 0.26]];
const PLANE_PAIRS: usize = 100_000;
const PLANE_STARTS: usize = 20_000;
const PLANE_STEPS: usize = 100;
/// Derivatives of the map in the plane: the least eigenvalue of the symmetric part, and ∂₂φ₁ − ∂₁φ₂ at one start.
const MONOTONE: f64 = 0.5105;
const AT_START: [f64; 2] = [0.2, 0.1];
const ASYMMETRY: f64 = 0.0824;
/// Quantiles that stand for N(0, 1).
const STARTS: usize = 20_000;
/// Euler's method for the exact field of the two hills: id, steps, W₂.
const BEFORE: [(&str, usize, f64); 9] = [
    ("couplings-before-1", 1, 2.0615),
    ("couplings-before-2", 2, 0.7562),
    ("couplings-before-4", 4, 0.3523),
    ("couplings-before-8", 8, 0.1784),
    ("couplings-teacher-16", 16, 0.0904),
    ("couplings-teacher-100", 100, 0.0147),
    ("couplings-euler-32", 32, 0.0455),
    ("couplings-euler-64", 64, 0.0229),
    ("couplings-euler-128", 128, 0.0115),
];
/// A consistency function learned from pairs: id, times, W₂ of its one step.
const FROM_PAIRS: [(&str, usize, f64); 7] = [
    ("couplings-pairs-2", 2, 1.687),
    ("couplings-pairs-4", 4, 0.982),
    ("couplings-pairs-8", 8, 0.697),
    ("couplings-pairs-16", 16, 0.518),
    ("couplings-pairs-32", 32, 0.397),
    ("couplings-pairs-64", 64, 0.307),
    ("couplings-pairs-128", 128, 0.240),
];
/// The same at one start, from 8 times, and what the flow says there.
const PLACE: f64 = 0.3;
const AT_PLACE: [f64; 2] = [0.669, 1.640];
/// Where the identity of mean velocities is looked at, between these times.
const BETWEEN: [f64; 2] = [0.3, 0.8];
const PLACES: [f64; 6] = [-2.0, -1.2, -0.5, 0.3, 0.9, 1.6];
const MINUS: f64 = 1.146;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = JOINT.map(joint).into();
    claims.extend(COSTS.map(cost));
    claims.extend(LEAST.map(least));
    claims.extend(PLANE_COSTS.map(plane_cost));
    claims.push(exact_end());
    claims.extend(LABELS.map(labels_mean));
    claims.extend(LABELS.map(labels_below));
    claims.extend([bending(), transport(), plane_crossing(), plane_bending(), plane_transport()]);
    claims.extend([plane_monotone(), plane_not_symmetric()]);
    claims.extend(BEFORE.map(before));
    claims.extend(LEARNED.map(learned));
    claims.push(student());
    claims.extend(FROM_PAIRS.map(from_pairs));
    claims.extend([pairs_at(), flow_at(), identity_gap(), identity_minus()]);
    claims
}

fn joint((id, rho): (&'static str, f64)) -> Claim {
    let value = (1.0 - rho * rho).sqrt() * rho.acos();
    // given X the velocity has the variance (1 − ρ²)/Var X; its square the standard deviation √2 times as large
    let square: f64 = (0..TIMES)
        .map(|k| {
            let t = (k as f64 + 0.5) / TIMES as f64;
            let of_x = (1.0 - t).powi(2) + t * t + 2.0 * t * (1.0 - t) * rho;
            2.0 * ((1.0 - rho * rho) / of_x).powi(2) / TIMES as f64
        })
        .sum();
    Claim::new(
        id,
        format!(
            "Least loss of jointly normal pairs of variance 1 and correlation {rho}: what a line leaves that is fitted to the velocities at each of 100 times, for 4000 pairs; in theory √(1 − ρ²)·arccos ρ."
        ),
        format!(
            "方差为 1、相关系数为 {rho} 的联合正态对的最小损失：在 100 个时刻各取 4000 对，对速度作直线拟合，取残差；理论值为 √(1 − ρ²)·arccos ρ。"
        ),
        normal(value, standard_error(square.sqrt(), TIMES * AT_EACH)),
        "Four standard errors: given the time, what is left of a velocity is normal. The fit takes away one part in 4000.",
        "四倍标准误差：给定时刻，速度的残差服从正态分布。拟合使它少 1/4000。",
        Decimals(3).of(move |seed| {
            let law = Gaussian::new(array![0.0, 0.0], array![[1.0, rho], [rho, 1.0]])?;
            let pairs = law.sample(seed, TIMES * AT_EACH)?;
            let left = pairs.axis_chunks_iter(Axis(0), AT_EACH).enumerate().map(|(k, pairs)| {
                let t = (k as f64 + 0.5) / TIMES as f64;
                let (x0, z) = (pairs.column(0), pairs.column(1));
                let (x, v) = ((1.0 - t) * &x0 + t * &z, &z - &x0);
                let slope = x.dot(&v) / x.dot(&x);
                (v - slope * x).mapv(|left| left * left).sum()
            });
            Ok(left.sum::<f64>() / (TIMES * AT_EACH) as f64)
        }),
    )
}

/// n pairs on the line, sorted in batches of B.
fn sorted_pairs(to: To, batch: usize, seed: Seed, n: usize) -> Result<[Array2<f64>; 2]> {
    let (x0, z) = (noise(seed, n)?, to.law()?.sample(seed, n)?); // of two kinds, so independent
    let order = coupling::in_groups(batch, coupling::sorted)(&x0, &z)?;
    Ok([x0.select(Axis(0), &order), z])
}

/// The mean squared distance of pairs.
fn mean_cost(x0: &Array2<f64>, z: &Array2<f64>) -> f64 {
    (z - x0).mapv(|gap| gap * gap).sum() / z.nrows() as f64
}

fn cost((id, to, batch, value, sd): (&'static str, To, usize, f64, f64)) -> Claim {
    let [en, zh] = to.words();
    Claim::new(
        id,
        format!("Mean squared distance of pairs from {en} that are sorted in batches of {batch}: over 262 144 pairs."),
        format!("{zh}，每批 {batch} 对、排序配对，对的距离平方的均值：对 262 144 对取平均。"),
        normal(value, standard_error(sd, COST_PAIRS)),
        "Four standard errors. The value is 2 less twice the mean product of order statistics, by integration; the spread is that of a batch.",
        "四倍标准误差。该值由次序统计量的均值积分得到；离散程度按一批计算。",
        Decimals(3).of(move |seed| {
            let [x0, z] = sorted_pairs(to, batch, seed, COST_PAIRS)?;
            Ok(mean_cost(&x0, &z))
        }),
    )
}

fn least((id, to, batch, value, sd): (&'static str, To, usize, f64, f64)) -> Claim {
    let [en, zh] = to.words();
    Claim::new(
        id,
        format!(
            "Least loss of pairs from {en} that are sorted in batches of {batch}: that of the exact field, over 1 048 576 pairs at 32 times."
        ),
        format!("{zh}，每批 {batch} 对、排序配对的最小损失：精确向量场的损失，对 32 个时刻的 1 048 576 对取平均。"),
        normal(value, standard_error(sd, LEAST_PAIRS)),
        "Four standard errors. The value is the cost of the pairs less bending and transport, along the trajectories of the exact field.",
        "四倍标准误差。该值是对的代价减去弯曲与输运，后两项沿精确向量场的轨迹求得。",
        Decimals(3).of(move |seed| {
            let field = SortedField::new(to.law()?, batch)?;
            let places = Array1::linspace(-REACH, REACH, 401).insert_axis(Axis(1));
            let time = |k: usize| (k as f64 + 0.5) / LEAST_TIMES as f64;
            let fields: Vec<Array1<f64>> =
                (0..LEAST_TIMES).map(|k| field.at(time(k), &places).column(0).to_owned()).collect();
            let [x0, z] = sorted_pairs(to, batch, seed, LEAST_PAIRS)?;
            let squares = x0.iter().zip(&z).enumerate().map(|(i, (x0, z))| {
                let k = i % LEAST_TIMES; // a row's rank in its batch is chance
                let (t, v) = (time(k), z - x0);
                (v - between(&fields[k], x0 + t * v)).powi(2)
            });
            Ok(squares.sum::<f64>() / LEAST_PAIRS as f64)
        }),
    )
}

fn plane_cost((id, batch, value, sd, pairs): (&'static str, usize, f64, f64, usize)) -> Claim {
    Claim::new(
        id,
        format!(
            "Mean squared distance of pairs from N(0, I) to three hills in the plane, 2 from the origin, standard deviation 1/2, assigned in batches of {batch}: over {pairs} pairs."
        ),
        format!(
            "从 N(0, I) 到平面上三座峰（距原点 2，标准差 1/2），每批 {batch} 对、指派配对，对的距离平方的均值：对 {pairs} 对取平均。"
        ),
        normal(value, standard_error(sd, pairs)),
        "Four standard errors, the spread being that of a batch. The value is the mean over thirty other seeds.",
        "四倍标准误差，离散程度按一批计算。该值是另外三十个种子的均值。",
        Decimals(2).of(move |seed| {
            let (x0, z) = (Gaussian::standard(2)?.sample(seed, pairs)?, three_hills()?.sample(seed, pairs)?);
            let order = coupling::in_groups(batch, coupling::assigned)(&x0, &z)?;
            Ok(mean_cost(&x0.select(Axis(0), &order), &z))
        }),
    )
}

/// The classes N(−1, 1) and N(1, 1), equally likely.
fn classes() -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)
}

fn exact_end() -> Claim {
    Claim::new(
        "couplings-exact-end",
        "W₂ between the law that the exact field of pairs sorted in batches of 4 leads to, from N(0, 1), and that of its data, half N(−1, 1), half N(1, 1): 200 quantiles each, the Runge–Kutta method with n = 50.",
        "每批 4 对、排序配对的精确向量场从 N(0, 1) 出发所得的分布，与数据分布（N(−1, 1) 与 N(1, 1) 各半）之间的 W₂：各取 200 个分位数，龙格-库塔方法 n = 50。",
        at_most(1e-7),
        "On a line the flow keeps the order, so quantiles go to quantiles. The error of the method is 1/n⁴ = 2·10⁻⁷ times a small number: these trajectories are nearly straight.",
        "直线上的流保持次序，分位数到分位数。方法的误差为 1/n⁴ = 2·10⁻⁷ 乘一个小数：这些轨迹接近直线。",
        Scientific(1).of(|_| {
            let (n, law) = (200, classes()?);
            let ends =
                simulate_ode_final(&SortedField::new(law.clone(), 4)?, &Rk4, &unit_grid(50)?, &noise_quantiles(n)?)?;
            wasserstein_1d(2, &ends.column(0), &quantiles(n, |x| law.cdf(x))?)
        }),
    )
}

/// The law of the x₀ that go with the label of N(1, 1), for pairs sorted in batches of B without regard to the labels.
pub(crate) struct OfLabel {
    /// The probability that such a z has the rank k + 1 of its batch.
    ranks: Vec<f64>,
}

impl OfLabel {
    pub(crate) fn new(batch: usize) -> Result<OfLabel> {
        let (all, one, dz) = (classes()?, Gaussian::isotropic(array![1.0], 1.0)?, 0.01);
        let mut ranks = vec![0.0; batch];
        for z in (-800..=1000).map(|i| dz * f64::from(i)) {
            let weight = dz * one.log_density(&array![[z]])[0].exp();
            let others = binomial(batch - 1, [all.cdf(z), all.cdf(-z)]); // the classes are each other's mirror
            ranks.iter_mut().zip(others).for_each(|(rank, share)| *rank += weight * share);
        }
        Ok(OfLabel { ranks })
    }

    /// P(x₀ ≤ x | label) and P(x₀ > x | label): x₀ of the rank k + 1 is at most x where more than k of its batch are.
    fn tails(&self, noise: &Gaussian, x: f64) -> [f64; 2] {
        let batch = self.ranks.len();
        let below = binomial(batch, [noise.cdf(x), noise.cdf(-x)]);
        let mut tails = [0.0; 2];
        for (k, rank) in self.ranks.iter().enumerate() {
            tails[0] += rank * below[k + 1..].iter().sum::<f64>();
            tails[1] += rank * below[..=k].iter().sum::<f64>();
        }
        tails
    }

    /// Where x ends under the field that is told the label: at the quantile of N(1, 1) whose level is P(x₀ ≤ x | label).
    pub(crate) fn end(&self, noise: &Gaussian, x: f64) -> Result<f64> {
        let [below, above] = self.tails(noise, x);
        Ok(1.0 + if below < above { noise.quantile(below)? } else { -noise.quantile(above)? })
    }

    /// Mean and share below 0 of the samples with this label, from N(0, 1).
    fn samples(&self) -> Result<[f64; 2]> {
        let (noise, dx) = (Gaussian::standard(1)?, 0.02);
        let mut mean = 0.0;
        let level = noise.cdf(-1.0);
        for x in (-300..=300).map(|i| dx * f64::from(i)) {
            let weight = dx * noise.log_density(&array![[x]])[0].exp();
            mean += weight * self.end(&noise, x)?;
        }
        let [mut low, mut high] = [-6.0, 6.0];
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            if self.tails(&noise, middle)[0] < level { low = middle } else { high = middle }
        }
        Ok([mean, noise.cdf(low)])
    }
}

/// The probabilities of 0, 1, …, n successes, from those of one and of its opposite.
fn binomial(n: usize, [p, q]: [f64; 2]) -> Vec<f64> {
    let log = |k: usize| ln_binomial(n as u64, k as u64) + k as f64 * p.ln() + (n - k) as f64 * q.ln();
    (0..=n).map(|k| log(k).exp()).collect()
}

const OF_LABELS: [&str; 2] = [
    "On a line the flow keeps the order, so it follows from the law of the x₀ that go with the label, a sum over ranks; a test finds that law from pairs. No chance: the value is to four digits.",
    "直线上的流保持次序，所以结果由带该标签的 x₀ 的分布决定，它是对名次求和；测试用样本对得到同样的分布。不含随机性，该值取四位小数。",
];

fn labels_mean(([id, _], batch, [mean, _]): ([&'static str; 2], usize, [f64; 2])) -> Claim {
    Claim::new(
        id,
        format!(
            "Mean of the samples with the label of N(1, 1), other class N(−1, 1), where the pairs are sorted in batches of {batch} without regard to the labels and the field is told them: exact field, from N(0, 1)."
        ),
        format!(
            "两类 N(−1, 1) 与 N(1, 1)，每批 {batch} 对，不看标签排序配对，再把标签告诉向量场：标签为 N(1, 1) 时样本的均值；精确向量场，从 N(0, 1) 出发。"
        ),
        near(mean, 1e-4),
        OF_LABELS[0],
        OF_LABELS[1],
        Decimals(3).of(move |_| Ok(OfLabel::new(batch)?.samples()?[0])),
    )
}

fn labels_below(([_, id], batch, [_, below]): ([&'static str; 2], usize, [f64; 2])) -> Claim {
    Claim::new(
        id,
        format!("Share below 0 of the same samples, for batches of {batch}; of N(1, 1) it is 0.159."),
        format!("同样的样本中小于 0 的比例，每批 {batch} 对；N(1, 1) 的比例是 0.159。"),
        near(below, 1e-4),
        OF_LABELS[0],
        OF_LABELS[1],
        Decimals(3).of(move |_| Ok(OfLabel::new(batch)?.samples()?[1])),
    )
}

fn bending() -> Claim {
    Claim::new(
        "couplings-hills-bending",
        "Bending of the exact flow from N(0, 1) to the two hills, of independent pairs: E∫|u − (X₁ − X₀)|² dt along 2000 trajectories from quantiles, the Runge–Kutta method with n = 400.",
        "独立配对时，从 N(0, 1) 到两座峰的精确流的弯曲 E∫|u − (X₁ − X₀)|² dt：从 2000 个分位数出发的轨迹，龙格-库塔方法 n = 400。",
        near(BENDING, 2e-3),
        "The value is 5.25, the cost of the pairs, less the least loss 2.7705 and the transport 1.4781, both by integration. Between knots the trajectory counts as straight, and beyond the last quantile there is nothing: a part in a thousand.",
        "该值是对的代价 5.25 减去最小损失 2.7705 与输运 1.4781，两者都由积分得到。结点之间把轨迹当作直线，最外的分位数之外略去：误差约千分之一。",
        Decimals(3).of(|_| {
            let ways = simulate_ode(&mixture_field()?, &Rk4, &unit_grid(400)?, &noise_quantiles(2000)?)?;
            Ok(straightness(&ways)?.sum() / 2000.0)
        }),
    )
}

fn transport() -> Claim {
    Claim::new(
        "couplings-hills-transport",
        "What the exact flow from N(0, 1) to the two hills moves, E(φ₁(x₀) − x₀)² = W₂²: over 20 000 quantiles.",
        "从 N(0, 1) 到两座峰的精确流移动的距离平方的均值 E(φ₁(x₀) − x₀)² = W₂²：对 20 000 个分位数取平均。",
        near(TRANSPORT, 2e-4),
        "The value is by integration, 1 + 4.25 − 2∫Q_noise·Q_data; the quantiles leave out the last 1/40 000 at each end.",
        "该值由积分 1 + 4.25 − 2∫Q_noise·Q_data 得到；分位数在两端各略去 1/40 000。",
        Decimals(3).of(|_| {
            let x0 = noise_quantiles(STARTS)?;
            Ok(mean_cost(&x0, &mixture_field()?.flow(0.0, 1.0, &x0)?))
        }),
    )
}

fn plane_crossing() -> Claim {
    let [value, sd] = PLANE[0];
    Claim::new(
        "couplings-plane-crossing",
        "Least loss of independent pairs from N(0, I) to three hills in the plane, 2 from the origin, standard deviation 1/2: that of the exact field, over 100 000 pairs.",
        "从 N(0, I) 到平面上三座峰（距原点 2，标准差 1/2），独立配对的最小损失：精确向量场的损失，对 100 000 对取平均。",
        normal(value, standard_error(sd, PLANE_PAIRS)),
        "Four standard errors. The value is 6.5, the cost of the pairs, less bending and transport from a grid of starts.",
        "四倍标准误差。该值是对的代价 6.5 减去由起点网格求得的弯曲与输运。",
        Decimals(2).of(|seed| Ok(least_loss(&exact_field(three_hills()?), seed, PLANE_PAIRS)?.mean)),
    )
}

const OF_THE_PLANE: [&str; 2] = [
    "Four standard errors. The value is by a grid of starts with the weights of N(0, I); a test finds it.",
    "四倍标准误差。该值由起点网格以 N(0, I) 的密度加权求得；由测试算出。",
];

fn plane_bending() -> Claim {
    let [value, sd] = PLANE[1];
    Claim::new(
        "couplings-plane-bending",
        "Bending of the exact flow of these pairs, E∫|u − (X₁ − X₀)|² dt: along 20 000 trajectories, the Runge–Kutta method with n = 100.",
        "这些对的精确流的弯曲 E∫|u − (X₁ − X₀)|² dt：20 000 条轨迹，龙格-库塔方法 n = 100。",
        normal(value, standard_error(sd, PLANE_STARTS)),
        OF_THE_PLANE[0],
        OF_THE_PLANE[1],
        Decimals(2).of(|seed| {
            let x0 = Gaussian::standard(2)?.sample(seed, PLANE_STARTS)?;
            let ways = simulate_ode(&exact_field(three_hills()?), &Rk4, &unit_grid(PLANE_STEPS)?, &x0)?;
            Ok(straightness(&ways)?.sum() / PLANE_STARTS as f64)
        }),
    )
}

fn plane_transport() -> Claim {
    let [value, sd] = PLANE[2];
    Claim::new(
        "couplings-plane-transport",
        "What the exact flow of these pairs moves, E|φ₁(x₀) − x₀|²: over 20 000 starts, the Runge–Kutta method with n = 100.",
        "这些对的精确流移动的距离平方的均值 E|φ₁(x₀) − x₀|²：20 000 个起点，龙格-库塔方法 n = 100。",
        normal(value, standard_error(sd, PLANE_STARTS)),
        OF_THE_PLANE[0],
        OF_THE_PLANE[1],
        Decimals(2).of(|seed| {
            let x0 = Gaussian::standard(2)?.sample(seed, PLANE_STARTS)?;
            Ok(mean_cost(&x0, &simulate_ode_final(&exact_field(three_hills()?), &Rk4, &unit_grid(PLANE_STEPS)?, &x0)?))
        }),
    )
}

/// The derivatives of φ₁ in the plane at these starts (n, 2), by differences over ±`step`: ∂₁φ₁, ∂₂φ₁, ∂₁φ₂, ∂₂φ₂ in each
/// row.
fn derivatives(starts: &Array2<f64>, step: f64, n_steps: usize) -> Result<Array2<f64>> {
    let field = exact_field(three_hills()?);
    let mut slopes = Array2::zeros((starts.nrows(), 4));
    for j in 0..2 {
        let mut aside = array![0.0, 0.0];
        aside[j] = step;
        let end = |x0: Array2<f64>| simulate_ode_final(&field, &Rk4, &unit_grid(n_steps)?, &x0);
        let along = (end(starts + &aside)? - end(starts - &aside)?) / (2.0 * step);
        slopes.column_mut(j).assign(&along.column(0));
        slopes.column_mut(2 + j).assign(&along.column(1));
    }
    Ok(slopes)
}

/// Starts 0.1 apart in [−3, 3]².
fn lattice() -> Array2<f64> {
    Array2::from_shape_fn((61 * 61, 2), |(k, j)| 0.1 * ([k / 61, k % 61][j] as f64 - 30.0))
}

fn plane_monotone() -> Claim {
    Claim::new(
        "couplings-plane-monotone",
        "Least eigenvalue of the symmetric part of Dφ₁, for the exact flow from N(0, I) to the three hills in the plane: over starts 0.1 apart in [−3, 3]², the Runge–Kutta method with n = 100, differences over ±10⁻³. Where it is above 0, no two lines from x₀ to φ₁(x₀) meet at one time.",
        "从 N(0, I) 到平面上三座峰的精确流，Dφ₁ 对称部分的最小特征值：起点取 [−3, 3]² 中间隔 0.1 的网格，龙格-库塔方法 n = 100，差分 ±10⁻³。它大于 0 处，任何两条从 x₀ 到 φ₁(x₀) 的线不会在同一时刻相遇。",
        near(MONOTONE, 1e-4),
        "The value is by the same starts with n = 200 and differences over ±10⁻⁴.",
        "该值由同样的起点、n = 200、差分 ±10⁻⁴ 得到。",
        Decimals(2).of(|_| Ok(least_eigenvalue(&derivatives(&lattice(), 1e-3, PLANE_STEPS)?))),
    )
}

/// The least eigenvalue of the symmetric parts.
fn least_eigenvalue(slopes: &Array2<f64>) -> f64 {
    let least = slopes.rows().into_iter().map(|d| {
        let (half_trace, half_gap, off) = (0.5 * (d[0] + d[3]), 0.5 * (d[0] - d[3]), 0.5 * (d[1] + d[2]));
        half_trace - half_gap.hypot(off)
    });
    least.fold(f64::INFINITY, f64::min)
}

fn plane_not_symmetric() -> Claim {
    Claim::new(
        "couplings-plane-not-symmetric",
        "Difference ∂₂φ₁ − ∂₁φ₂ of the derivatives of the same map at the start (0.2, 0.1), where they are −5.4 and −5.5: differences over ±10⁻⁴, n = 100. Of a gradient, and so of the optimal map, it is 0.",
        "同一映射在起点 (0.2, 0.1) 处导数之差 ∂₂φ₁ − ∂₁φ₂（两者为 −5.4 与 −5.5）：差分 ±10⁻⁴，n = 100。对梯度映射（最优映射就是）它为 0。",
        near(ASYMMETRY, 1e-3),
        "The value is with n = 400 and differences over ±10⁻⁵.",
        "该值由 n = 400、差分 ±10⁻⁵ 得到。",
        Decimals(3).of(|_| asymmetry(1e-4, PLANE_STEPS)),
    )
}

fn asymmetry(step: f64, n_steps: usize) -> Result<f64> {
    let slopes = derivatives(&array![AT_START], step, n_steps)?;
    Ok(slopes[[0, 1]] - slopes[[0, 2]])
}

/// W₂ between ends that come from the quantiles of N(0, 1) and the two hills.
fn to_hills(ends: &ArrayRef2<f64>) -> Result<f64> {
    let law = mixture()?;
    wasserstein_1d(2, &ends.column(0), &quantiles(ends.nrows(), |x| law.cdf(x))?)
}

fn before((id, n, value): (&'static str, usize, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "W₂ between the two hills and what Euler's method with n = {n} makes of N(0, 1), for the exact field of independent pairs: 20 000 quantiles each. It is also W₂ for any number of steps after a reflow of this teacher."
        ),
        format!(
            "独立配对的精确向量场，欧拉方法 n = {n} 从 N(0, 1) 得到的分布与两座峰之间的 W₂：各取 20 000 个分位数。以它为教师再整流之后，无论走几步，W₂ 也是这个值。"
        ),
        near(value, 1e-4),
        "No chance. The value is that of the same steps by hand, to four digits.",
        "不含随机性。该值由手工走同样的步得到，取四位小数。",
        Decimals(3).of(move |_| {
            to_hills(&simulate_ode_final(&mixture_field()?, &Euler, &unit_grid(n)?, &noise_quantiles(STARTS)?)?)
        }),
    )
}

/// 20 000 pairs of noise and its end under the exact flow to the two hills.
fn flow_pairs() -> Result<Data> {
    let x0 = noise(Seed(1900), 20_000)?;
    let z = mixture_field()?.flow(0.0, 1.0, &x0)?;
    Data::pairs(x0, z)
}

/// A network that was trained on these pairs, once for all claims.
fn reflowed() -> Result<&'static FlowMatching> {
    static RUN: OnceLock<Result<FlowMatching>> = OnceLock::new();
    let run = RUN.get_or_init(|| train(flow_pairs()?, vec![64, 64], 3000, 256, Seed(1900)));
    run.as_ref().map_err(Clone::clone)
}

/// Of that network: id, steps, W₂ and the width of its law, and the least and the greatest value of the seeds.
type Learned = (&'static str, usize, [f64; 2], [&'static str; 2]);
const LEARNED: [Learned; 4] = [
    ("couplings-learned-1", 1, [0.24, 0.03], ["0.23", "0.25"]),
    ("couplings-learned-2", 2, [0.195, 0.03], ["0.18", "0.20"]),
    ("couplings-learned-4", 4, [0.155, 0.03], ["0.14", "0.17"]),
    ("couplings-learned-8", 8, [0.13, 0.04], ["0.12", "0.14"]),
];

/// Why a claim on a trained network holds.
fn trained_once(least: &str, greatest: &str) -> [String; 2] {
    [
        format!(
            "The network is trained once, with a seed of its own: the width is for the last bits of another processor. Six seeds gave {least} to {greatest}."
        ),
        format!(
            "网络只训练一次，用它自己的种子；容差是为别的处理器留的，末位不同会训练出不同的网络。六个种子得 {least} 到 {greatest}。"
        ),
    ]
}

fn learned((id, n, [value, width], [least, greatest]): Learned) -> Claim {
    let [why_en, why_zh] = trained_once(least, greatest);
    Claim::new(
        id,
        format!(
            "W₂ to the two hills after an exact reflow, by Euler's method with n = {n}: a network 2, 64, 64, 1, trained for 3000 steps of 256 pairs on 20 000 pairs of noise and its end under the exact flow; 2000 quantiles."
        ),
        format!(
            "精确再整流之后，欧拉方法 n = {n} 到两座峰的 W₂：网络 2, 64, 64, 1，在 20 000 对“噪声与它在精确流下的终点”上训练 3000 步，每步 256 对；2000 个分位数。"
        ),
        near(value, width),
        why_en,
        why_zh,
        Decimals(2).of(move |_| {
            to_hills(&simulate_ode_final(&reflowed()?.field(), &Euler, &unit_grid(n)?, &noise_quantiles(2000)?)?)
        }),
    )
}

const STUDENT: ([f64; 2], [&str; 2]) = ([0.12, 0.05], ["0.10", "0.14"]);

fn student() -> Claim {
    let ([value, width], [least, greatest]) = STUDENT;
    let [why_en, why_zh] = trained_once(least, greatest);
    Claim::new(
        "couplings-student",
        "W₂ to the two hills of a one-step student: the same network and pairs, trained at t = 0 alone, and one step of Euler's method.",
        "一步学生到两座峰的 W₂：同样的网络与样本对，只在 t = 0 训练，走一步欧拉方法。",
        near(value, width),
        why_en,
        why_zh,
        Decimals(2).of(|_| one_step(Seed(1900))),
    )
}

/// A student of the flow, trained with this seed.
fn one_step(seed: Seed) -> Result<f64> {
    let times = Times::from_quantile(|_| 0.0)?;
    let settings = Settings { hidden: vec![64, 64], steps: 3000, times, seed, ..Settings::default() };
    let mut training = FlowMatching::<f32>::new(flow_pairs()?, settings)?;
    training.fit(|_| std::ops::ControlFlow::Continue(()))?;
    to_hills(&simulate_ode_final(&training.field(), &Euler, &unit_grid(1)?, &noise_quantiles(2000)?)?)
}

/// Half the width of the grid on which a function is kept, and the cells of that of a consistency function.
const REACH: f64 = 7.0;
const CELLS: usize = 2800;

/// The function that a consistency model learns from independent pairs with n times, at t = 0, at these starts.
///
/// f₁(x) = x and fᵢ(x) = E[fᵢ₊₁(Xₜ₊ₕ) | Xₜ = x], where Xₜ₊ₕ = x + h·V is the pair's own next place: given x and the hill,
/// V is normal.
fn consistency_from_pairs(n: usize, starts: &ArrayRef2<f64>) -> Result<Array2<f64>> {
    let places = Array1::linspace(-REACH, REACH, CELLS + 1).insert_axis(Axis(1));
    let field = mixture_field()?;
    let hills = [field.with_label(0)?, field.with_label(1)?];
    let h = 1.0 / n as f64;
    let mut f = places.column(0).to_owned();
    for i in (0..n).rev() {
        let t = i as f64 * h;
        let shares = field.law(t)?.responsibilities(&places);
        let spread = h * 0.5 / (0.25 * t * t + (1.0 - t).powi(2)).sqrt(); // of h·V: the determinant 1/4 over Var X
        let mut next = Array1::zeros(CELLS + 1);
        for (k, hill) in hills.iter().enumerate() {
            let u = hill.at(t, &places);
            for (j, next) in next.iter_mut().enumerate() {
                let middle = places[[j, 0]] + h * u[[j, 0]];
                *next += shares[[j, k]] * bell_mean(|eps| between(&f, middle + spread * eps));
            }
        }
        f = next;
    }
    Ok(starts.mapv(|x| between(&f, x)))
}

/// E g(ε) for ε ~ N(0, 1), by the trapezoidal rule.
fn bell_mean(g: impl Fn(f64) -> f64) -> f64 {
    let terms = (-12..=12).map(|i| 0.5 * f64::from(i)).map(|eps| (-0.5 * eps * eps).exp() * g(eps));
    terms.sum::<f64>() * 0.5 / TAU.sqrt()
}

/// The function whose values on the grid these are: the cubic through four places, and the line beyond the last.
fn between(f: &Array1<f64>, x: f64) -> f64 {
    let at = 0.5 * (x / REACH + 1.0) * (f.len() - 1) as f64;
    let k = at.clamp(1.0, (f.len() - 3) as f64) as usize;
    let s = at - k as f64;
    if !(-1.0..=2.0).contains(&s) {
        return f[k] + s * (f[k + 1] - f[k]);
    }
    let outer = f[k - 1] * (1.0 - s) * s * (s - 2.0) / 6.0 + f[k + 2] * (s + 1.0) * s * (s - 1.0) / 6.0;
    outer + f[k] * (s + 1.0) * (s - 1.0) * (s - 2.0) / 2.0 - f[k + 1] * (s + 1.0) * s * (s - 2.0) / 2.0
}

fn from_pairs((id, n, value): (&'static str, usize, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "W₂ to the two hills of the one step of a consistency function that is learned from independent pairs with n = {n} times, without error: on a grid of width 0.005, 20 000 quantiles of N(0, 1)."
        ),
        format!(
            "用独立样本对、n = {n} 个时刻、无误差地学到的一致性函数，一步到两座峰的 W₂：网格间距 0.005，N(0, 1) 的 20 000 个分位数。"
        ),
        near(value, 1e-3),
        "No chance. The value is by a grid of half the width, to three digits.",
        "不含随机性。该值由间距减半的网格得到，取三位小数。",
        Decimals(2).of(move |_| to_hills(&consistency_from_pairs(n, &noise_quantiles(STARTS)?)?)),
    )
}

fn pairs_at() -> Claim {
    Claim::new(
        "couplings-pairs-at",
        "The same function with n = 8 at the start 0.3.",
        "同样的函数，n = 8，在起点 0.3 处的值。",
        near(AT_PLACE[0], 1e-3),
        "No chance. The value is by a grid of half the width, to three digits; a test finds it by simulation.",
        "不含随机性。该值由间距减半的网格得到，取三位小数；测试用模拟得到它。",
        Decimals(2).of(|_| Ok(consistency_from_pairs(8, &array![[PLACE]])?[[0, 0]])),
    )
}

fn flow_at() -> Claim {
    Claim::new(
        "couplings-flow-at",
        "Where the exact flow to the two hills takes the start 0.3.",
        "精确流把起点 0.3 带到两座峰的何处。",
        near(AT_PLACE[1], 1e-3),
        "The value is by the Runge–Kutta method with n = 1000, to three digits.",
        "该值由龙格-库塔方法（n = 1000）得到，取三位小数。",
        Decimals(2).of(|_| Ok(mixture_field()?.flow(0.0, 1.0, &array![[PLACE]])?[[0, 0]])),
    )
}

/// The two sides of U = u + (r − t)·(∂ₜU + u·∂ₓU), the right one with this sign, by central differences.
fn both_sides(sign: f64) -> Result<[Array2<f64>; 2]> {
    let (field, [t, r], step) = (mixture_field()?, BETWEEN, 1e-4);
    let x = Array1::from(PLACES.to_vec()).insert_axis(Axis(1));
    let mean = |t: f64, x: &Array2<f64>| field.mean_velocity(t, r, x);
    let of_t = (mean(t + step, &x)? - mean(t - step, &x)?) / (2.0 * step);
    let of_x = (mean(t, &(&x + step))? - mean(t, &(&x - step))?) / (2.0 * step);
    let u = field.at(t, &x);
    let right = &u + sign * (r - t) * (of_t + &u * of_x);
    Ok([mean(t, &x)?, right])
}

fn identity_gap() -> Claim {
    Claim::new(
        "couplings-identity-gap",
        "Greatest difference of the two sides of U = u + (r − t)(∂ₜU + u·∂ₓU) for the two hills, t = 0.3, r = 0.8, at six places from −2 to 1.6: exact flow, central differences over ±10⁻⁴.",
        "两座峰，t = 0.3，r = 0.8，在 −2 到 1.6 的六处，恒等式 U = u + (r − t)(∂ₜU + u·∂ₓU) 两边的最大差：精确流，中心差分 ±10⁻⁴。",
        at_most(1e-6),
        "The error of a central difference is step² = 10⁻⁸ times a third derivative, some tens.",
        "中心差分的误差为步长的平方 10⁻⁸ 乘三阶导数（几十）。",
        Scientific(1).of(|_| {
            let [left, right] = both_sides(1.0)?;
            Ok(greatest(left - right))
        }),
    )
}

fn identity_minus() -> Claim {
    Claim::new(
        "couplings-identity-minus",
        "Least difference of the two sides at the same places with a minus before r − t.",
        "同样的各处，把 r − t 前的符号改为负号后，两边的最小差。",
        near(MINUS, 1e-3),
        "The right side is then 2u − U, so the difference is twice that of u and U; the value is by the Runge–Kutta method.",
        "这时右边是 2u − U，所以差是 u 与 U 之差的两倍；该值由龙格-库塔方法得到。",
        Decimals(1).of(|_| {
            let [left, right] = both_sides(-1.0)?;
            Ok((left - right).mapv(f64::abs).fold(f64::INFINITY, |least, gap| least.min(*gap)))
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::normal_cdf;
    use flowlab::distribution::SampleLabelled;
    use flowlab::train::loss;

    fn close(found: f64, stated: f64, digit: f64) {
        assert!((found - stated).abs() <= 0.5 * digit, "{found}, stated as {stated}");
    }

    /// Within a factor of two: a spread is no number of the prose, and where it comes from rare batches it is not soon found.
    fn of_the_size(found: f64, stated: f64) {
        assert!((0.5..2.0).contains(&(found / stated)), "a spread of {found}, stated as {stated}");
    }

    /// The means of the order statistics of B draws.
    fn order_means(law: &GaussianMixture, batch: usize) -> Vec<f64> {
        let dx = 0.01;
        let mut means = vec![0.0; batch];
        for x in (-900..=900).map(|i| dx * f64::from(i)) {
            let density = dx * law.log_density(&array![[x]])[0].exp();
            // both laws are their own mirror
            let others = binomial(batch - 1, [law.cdf(x), law.cdf(-x)]);
            means.iter_mut().zip(others).for_each(|(mean, share)| *mean += batch as f64 * density * share * x);
        }
        means
    }

    /// The mean cost of sorted pairs.
    fn cost_of(to: To, batch: usize) -> f64 {
        let [noise, data] = [Normal, to].map(|law| order_means(&law.law().unwrap(), batch));
        let squares = 1.0 + to.law().unwrap().covariance()[[0, 0]];
        squares - 2.0 / batch as f64 * noise.iter().zip(data).map(|(a, b)| a * b).sum::<f64>()
    }

    #[test]
    fn costs_of_sorted_pairs_are_those_of_order_statistics() {
        close(cost_of(Normal, 1), 2.0, 1e-9);
        close(cost_of(Normal, 2), 2.0 - 2.0 / std::f64::consts::PI, 1e-9);
        close(cost_of(Hills, 1), 5.25, 1e-9);
        for (_, to, batch, stated, sd) in COSTS {
            close(cost_of(to, batch), stated, 1e-4);
            let [x0, z] = sorted_pairs(to, batch, Seed(19), COST_PAIRS).unwrap();
            let squares = (z - x0).mapv(|gap| gap * gap);
            let batches: Array1<f64> =
                squares.axis_chunks_iter(Axis(0), batch).map(|one| one.mean().unwrap()).collect();
            of_the_size(batches.std(0.0) * (batch as f64).sqrt(), sd);
        }
    }

    /// Starts on the line and their weights, to a mean that is exact for what is smooth. An even number has none at 0, where
    /// the flow to the hills is steep.
    fn weighted_starts(n: usize) -> (Array2<f64>, Array1<f64>) {
        let x0 = Array1::linspace(-7.0, 7.0, n).insert_axis(Axis(1));
        let weights = Gaussian::standard(1).unwrap().log_density(&x0).mapv(f64::exp);
        let sum = weights.sum();
        (x0, weights / sum)
    }

    /// Bending and transport of a field on the line, along its trajectories.
    fn along(field: &impl VectorField, n_starts: usize, n_steps: usize) -> [f64; 2] {
        let (x0, weights) = weighted_starts(n_starts);
        let ways = simulate_ode(field, &Rk4, &unit_grid(n_steps).unwrap(), &x0).unwrap();
        let moved = (ways.last() - x0).mapv(|gap| gap * gap);
        [weights.dot(&straightness(&ways).unwrap()), weights.dot(&moved.column(0))]
    }

    #[test]
    fn the_least_losses_are_what_bending_and_transport_leave_of_the_cost() {
        for (_, to, batch, stated, sd) in LEAST {
            let field = SortedField::new(to.law().unwrap(), batch).unwrap();
            let [bent, moved] = along(&field, if batch <= 16 { 400 } else { 200 }, 20);
            let exact = if to == Hills { TRANSPORT } else { 0.0 };
            close(moved, exact, 2e-2); // the flow to the hills is steeper than the starts are dense
            close(cost_of(to, batch) - bent - exact, stated, 2e-3);
            let data = Data::new(to.law().unwrap()).coupled(coupling::in_groups(batch, coupling::sorted));
            // pairs of one batch have much in common: the spread is that of means over 512
            let path = mixture_field().unwrap().path();
            let mean = |k| loss(&field, path, data.clone(), Seed(k), 512).unwrap().mean;
            let means: Array1<f64> = (0..50).map(mean).collect();
            of_the_size(means.std(1.0) * 512_f64.sqrt(), sd);
        }
    }

    #[test]
    fn the_account_of_the_two_hills_is_that_of_integrals() {
        // W₂² = 1 + 4.25 − 2∫Q_noise·Q_data, the integral over x₀
        let (x0, weights) = weighted_starts(28_001);
        let ends = mixture_field().unwrap().flow(0.0, 1.0, &x0).unwrap();
        close(5.25 - 2.0 * weights.dot(&(&x0 * &ends).column(0)), TRANSPORT, 1e-4);
        // the least loss: given hill and x the velocity has the variance ¼/Var X, and the hills' means differ
        let (mut left, n, dx) = (0.0, 400, 0.01);
        let x = Array1::linspace(-8.0, 8.0, 1601).insert_axis(Axis(1));
        let field = mixture_field().unwrap();
        let hills = [0, 1].map(|k| field.with_label(k).unwrap());
        for t in (0..n).map(|k| (f64::from(k) + 0.5) / f64::from(n)) {
            let law = field.law(t).unwrap();
            let (density, shares) = (law.log_density(&x).mapv(f64::exp), law.responsibilities(&x));
            let apart = (hills[1].at(t, &x) - hills[0].at(t, &x)).column(0).mapv(|gap| gap * gap);
            let variance = 0.25 / (0.25 * t * t + (1.0 - t).powi(2));
            let of_hills = &shares.column(0) * &shares.column(1) * apart;
            left += dx * density.dot(&(of_hills + variance)) / f64::from(n);
        }
        close(left, 2.7705, 1e-4);
        close(5.25 - left - TRANSPORT, BENDING, 2e-4);
    }

    #[test]
    fn the_account_of_the_plane_is_that_of_a_grid_of_starts() {
        // none on the borders between the hills, where the flow is steep
        let (spacing, side) = (0.05, 200);
        let place = |k: usize| spacing * (k as f64 + 0.5) - 5.0;
        let x0 = Array2::from_shape_fn((side * side, 2), |(k, j)| place([k / side, k % side][j]));
        let weights = Gaussian::standard(2).unwrap().log_density(&x0).mapv(f64::exp);
        let weights = &weights / weights.sum();
        let field = exact_field(three_hills().unwrap());
        let ways = simulate_ode(&field, &Rk4, &unit_grid(PLANE_STEPS).unwrap(), &x0).unwrap();
        let (bent, moved) = (straightness(&ways).unwrap(), (ways.last() - &x0).mapv(|gap| gap * gap).sum_axis(Axis(1)));
        let moments = |values: &Array1<f64>| {
            let mean = weights.dot(values);
            [mean, weights.dot(&values.mapv(|value| (value - mean).powi(2))).sqrt()]
        };
        let [bent, moved] = [moments(&bent), moments(&moved)];
        let found = least_loss(&field, Seed(19), 20_000).unwrap();
        close(bent[0], PLANE[1][0], 2e-3);
        close(moved[0], PLANE[2][0], 2e-3);
        close(6.5 - bent[0] - moved[0], PLANE[0][0], 2e-3);
        of_the_size(found.error * 20_000_f64.sqrt(), PLANE[0][1]);
        of_the_size(bent[1], PLANE[1][1]);
        of_the_size(moved[1], PLANE[2][1]);
    }

    #[test]
    fn the_x0_of_a_label_are_those_of_sorted_pairs() {
        let n = 200_000;
        for (_, batch, [mean, below]) in LABELS {
            let (z, labels) = classes().unwrap().sample_labelled(Seed(19), n).unwrap();
            let x0 = noise(Seed(19), n).unwrap();
            let order = coupling::in_groups(batch, coupling::sorted)(&x0, &z).unwrap();
            let of_label: Vec<f64> = (0..n).filter(|i| labels[*i] == 1).map(|i| x0[[order[i], 0]]).collect();
            let law = OfLabel::new(batch).unwrap();
            for x in [-1.0, -0.2, 0.7] {
                let share = of_label.iter().filter(|x0| **x0 <= x).count() as f64 / of_label.len() as f64;
                let [low, high] = law.tails(&Gaussian::standard(1).unwrap(), x);
                close(low + high, 1.0, 1e-9);
                // 5 standard errors of a share of half the pairs; pairs of one batch spread evenly
                assert!((share - low).abs() < 5.0 * (low * high / of_label.len() as f64).sqrt(), "{batch} {x}");
            }
            let found = law.samples().unwrap();
            close(found[0], mean, 1e-4);
            close(found[1], below, 1e-4);
        }
        // alone in its batch a pair is independent
        let [mean, below] = OfLabel::new(1).unwrap().samples().unwrap();
        close(mean, 1.0, 1e-6);
        close(below, normal_cdf(-1.0), 1e-9);
    }

    #[test]
    fn derivatives_of_the_map_are_those_of_finer_steps() {
        close(least_eigenvalue(&derivatives(&lattice(), 1e-4, 2 * PLANE_STEPS).unwrap()), MONOTONE, 1e-4);
        close(asymmetry(1e-5, 4 * PLANE_STEPS).unwrap(), ASYMMETRY, 1e-4);
    }

    #[test]
    fn few_steps_by_hand_lead_to_the_distances_that_are_stated() {
        for (_, n, stated) in BEFORE {
            let mut x = noise_quantiles(STARTS).unwrap();
            let h = 1.0 / n as f64;
            for t in (0..n).map(|i| i as f64 * h) {
                let v = 0.25 * t * t + (1.0 - t).powi(2);
                x.mapv_inplace(|x| {
                    let mean = 2.0 * (2.0 * t * x / v).tanh(); // of the hills' middles, given x
                    x + h * (mean + (0.25 * t - (1.0 - t)) / v * (x - t * mean))
                });
            }
            close(to_hills(&x).unwrap(), stated, 1e-4);
        }
    }

    #[test]
    fn a_consistency_function_from_pairs_is_the_mean_end_of_pairs_that_are_drawn_anew() {
        let (n, chains) = (8, 200_000);
        let mut x = Array2::from_elem((chains, 1), PLACE);
        let field = mixture_field().unwrap();
        for i in 0..n {
            let t = i as f64 / n as f64;
            let shares = field.law(t).unwrap().responsibilities(&x);
            let hills = [0, 1].map(|k| field.with_label(k).unwrap().at(t, &x));
            let spread = 0.5 / (0.25 * t * t + (1.0 - t).powi(2)).sqrt();
            let eps = Gaussian::standard(2).unwrap().sample(Seed(100 + i), chains).unwrap();
            for k in 0..chains {
                let hill = &hills[usize::from(normal_cdf(eps[[k, 1]]) < shares[[k, 1]])];
                x[[k, 0]] += (hill[[k, 0]] + spread * eps[[k, 0]]) / n as f64;
            }
        }
        let mean = x.mean().unwrap();
        assert!((mean - AT_PLACE[0]).abs() < 5.0 * x.std(0.0) / (chains as f64).sqrt(), "{mean}");
        let grid = unit_grid(1000).unwrap();
        let end = simulate_ode_final(&field, &Rk4, &grid, &array![[PLACE]]).unwrap();
        close(end[[0, 0]], AT_PLACE[1], 1e-3);
    }

    #[test]
    fn with_a_minus_the_sides_differ_by_twice_the_gap_of_velocity_and_mean_velocity() {
        let (field, [t, r]) = (mixture_field().unwrap(), BETWEEN);
        let x = Array1::from(PLACES.to_vec()).insert_axis(Axis(1));
        let grid = flowlab::TimeGrid::uniform(t, r, 1000).unwrap();
        let mean = (simulate_ode_final(&field, &Rk4, &grid, &x).unwrap() - &x) / (r - t);
        let gaps = (mean - field.at(t, &x)).mapv(|gap| 2.0 * gap.abs());
        close(gaps.fold(f64::INFINITY, |least, gap| least.min(*gap)), MINUS, 1e-3);
    }
}
