//! What the loss says, and what training leaves: rooms 13, 16, 18, 19 and 21.

use std::f64::consts::{FRAC_PI_4, PI};

use flowlab::distribution::{Gaussian, SampleLabelled};
use flowlab::ndarray::{Array1, Array2, Axis};
use flowlab::rand::seq::SliceRandom;
use flowlab::train::least_loss;
use flowlab::{Normals, Result, Seed};

use crate::Claim;
use crate::Digits::Decimals;
use crate::claim::{SQUARES, near, noise, normal, normal_variance, standard_error, standard_error_of_sd};
use crate::models::{exact_field, mixture, mixture_field};

/// Pairs.
const PAIRS: usize = 100_000;
/// Least loss of the two hills, and the standard deviation of one pair's loss.
const FLOOR: f64 = 2.7705;
const FLOOR_SD: f64 = 4.60;
/// The same for N(0, I) in the plane, and for one hill.
const PLANE_SD: f64 = 3.271;
const HILL_SD: f64 = 1.267;
/// Labels of a batch, the rate at which they are dropped, and batches.
const BATCH: usize = 256;
const DROP: f64 = 0.1;
const BATCHES: usize = 4000;
/// The training with one weight: rate, what the average keeps, steps, runs.
const RATE: f64 = 0.1;
const KEEPS: f64 = 0.99;
const STEPS: usize = 2000;
const RUNS: usize = 2000;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = vec![floor(), fed()];
    claims.extend([("bugs-explained-right", FLOOR, 0.4723), ("bugs-explained", 1.0, 0.8095)].map(explained));
    claims.extend([("bugs-loss-right", 1.0), ("bugs-loss-averaged", 2.0)].map(plane));
    claims.extend([("bugs-coins-right", false), ("bugs-coin", true)].map(coins));
    claims.push(coin_mean());
    claims.extend([with_labels(), shuffled(), agree("bugs-labels-right", false), agree("bugs-labels-shuffled", true)]);
    claims.extend(AVERAGES.map(averages));
    claims
}

fn floor() -> Claim {
    Claim::new(
        "bugs-loss-floor",
        "Loss of the exact field of the two hills, from N(0, 1): 100 000 pairs.",
        "两座峰的精确向量场的损失，从 N(0, 1) 出发：100 000 对。",
        normal(FLOOR, standard_error(FLOOR_SD, PAIRS)),
        "Four standard errors; the value is by quadrature.",
        "四倍标准误差；该值由数值积分得到。",
        Decimals(2).of(|seed| Ok(least_loss(&mixture_field()?, seed, PAIRS)?.mean)),
    )
}

fn fed() -> Claim {
    Claim::new(
        "bugs-loss-fed",
        "Loss of the best network that is given z in place of X_t: the mean square of 100 000 noises.",
        "输入是 z 而不是 X_t 时，最好的网络的损失：100 000 个噪声的均方。",
        normal_variance(1.0, PAIRS),
        SQUARES.get(flowlab::Lang::En),
        SQUARES.get(flowlab::Lang::Zh),
        Decimals(2).of(|seed| Ok(noise(seed, PAIRS)?.mapv(|x0| x0 * x0).sum() / PAIRS as f64)),
    )
}

fn explained((id, loss, value): (&'static str, f64, f64)) -> Claim {
    Claim::new(
        id,
        format!("Share of E|V|² = 5.25 that is explained, for the two hills, where the loss is {loss}."),
        format!("两座峰，E|V|² = 5.25，损失为 {loss} 时解释了其中多大的比例。"),
        near(value, 5e-5),
        "1 less the ratio.",
        "1 减去比值。",
        Decimals(2).of(move |_| Ok(1.0 - loss / (1.0 + crate::museum::Law::Hills.spread().powi(2)))),
    )
}

fn plane((id, over): (&'static str, f64)) -> Claim {
    let [en, zh] =
        if over == 1.0 { ["summed over", "对坐标求和"] } else { ["averaged over", "对坐标取平均"] };
    Claim::new(
        id,
        format!(
            "Loss of the exact field for data N(0, I) in the plane, {en} the coordinates: 100 000 pairs; the least sum is π."
        ),
        format!("平面上数据为 N(0, I) 时精确向量场的损失（{zh}）：100 000 对；求和时的最小值为 π。"),
        normal(PI / over, standard_error(PLANE_SD / over, PAIRS)),
        "Four standard errors.",
        "四倍标准误差。",
        Decimals(2).of(move |seed| Ok(least_loss(&exact_field(Gaussian::standard(2)?), seed, PAIRS)?.mean / over)),
    )
}

/// The share of dropped labels in each of the batches.
fn dropped(one_coin: bool, seed: Seed) -> Array1<f64> {
    use flowlab::rand::Rng;
    let mut rng = seed.stream(0);
    let mut share = || {
        let coins = if one_coin { 1 } else { BATCH };
        (0..coins).filter(|_| rng.random::<f64>() < DROP).count() as f64 / coins as f64
    };
    (0..BATCHES).map(|_| share()).collect()
}

fn coins((id, one_coin): (&'static str, bool)) -> Claim {
    let of_one = DROP * (1.0 - DROP);
    // the fourth moment of a coin over the square of its variance, and of a share of many
    let kurtosis = if one_coin { (1.0 - 3.0 * of_one) / of_one } else { 3.0 };
    let sd = if one_coin { of_one.sqrt() } else { (of_one / BATCH as f64).sqrt() };
    let [en, zh] = if one_coin {
        ["one coin for the batch", "整批一枚硬币"]
    } else {
        ["a coin for each label", "每个标签一枚硬币"]
    };
    Claim::new(
        id,
        format!(
            "Standard deviation over 4000 batches of the share of labels that are dropped, 256 labels, rate 0.1, {en}."
        ),
        format!("丢弃率 0.1、每批 256 个标签，丢弃比例在 4000 批上的标准差：{zh}。"),
        normal(sd, standard_error_of_sd(sd, kurtosis, BATCHES)),
        "Four standard errors, by the fourth moment of a coin.",
        "四倍标准误差，由硬币的四阶矩得到。",
        Decimals(if one_coin { 2 } else { 3 }).of(move |seed| Ok(dropped(one_coin, seed).std(0.0))),
    )
}

fn coin_mean() -> Claim {
    Claim::new(
        "bugs-coin-mean",
        "Mean over 4000 batches of this share where one coin decides.",
        "整批一枚硬币时，这一比例在 4000 批上的均值。",
        normal(DROP, standard_error((DROP * (1.0 - DROP)).sqrt(), BATCHES)),
        "Four standard errors.",
        "四倍标准误差。",
        Decimals(2).of(|seed| Ok(dropped(true, seed).sum() / BATCHES as f64)),
    )
}

fn with_labels() -> Claim {
    Claim::new(
        "bugs-loss-labels",
        "Loss of the exact field of the two hills with labels: that of one hill, 100 000 pairs; in theory π/4.",
        "带标签时两座峰的精确向量场的损失：就是一座峰的损失，100 000 对；理论值为 π/4。",
        normal(FRAC_PI_4, standard_error(HILL_SD, PAIRS)),
        "Four standard errors; that of the formula for the variance of a normal velocity.",
        "四倍标准误差；由正态速度的方差公式得到。",
        Decimals(2).of(|seed| {
            let hill = Gaussian::isotropic(flowlab::ndarray::array![2.0], 0.5)?;
            Ok(least_loss(&exact_field(hill), seed, PAIRS)?.mean)
        }),
    )
}

/// Points of the two hills, each with its label, or with that of some other.
fn labelled(apart: bool, seed: Seed) -> Result<(Array2<f64>, Vec<usize>)> {
    let (z, labels) = mixture()?.sample_labelled(seed, PAIRS)?;
    let mut labels = labels.to_vec();
    if apart {
        labels.shuffle(&mut seed.stream(1));
    }
    Ok((z, labels))
}

fn shuffled() -> Claim {
    Claim::new(
        "bugs-loss-shuffled",
        "Loss that is left with labels that were shuffled apart from the points: labels say nothing, so it is that of the field without labels, 100 000 pairs.",
        "标签与数据分别打乱之后剩下的损失：标签毫无信息，损失就是无标签向量场的损失，100 000 对。",
        normal(FLOOR, standard_error(FLOOR_SD, PAIRS)),
        "Four standard errors; the value is by quadrature.",
        "四倍标准误差；该值由数值积分得到。",
        Decimals(2).of(|seed| {
            let (z, labels) = labelled(true, seed)?;
            let (x0, field) = (noise(seed, PAIRS)?, mixture_field()?);
            // the points of either label are those of both hills; 40 times, each for a share of the pairs
            let mut sum = 0.0;
            for label in 0..2 {
                let rows: Vec<usize> = (0..PAIRS).filter(|row| labels[*row] == label).collect();
                for k in 0..40 {
                    let rows: Vec<usize> = rows.iter().copied().skip(k).step_by(40).collect();
                    let t = (k as f64 + 0.5) / 40.0;
                    let (x0, z) = (x0.select(Axis(0), &rows), z.select(Axis(0), &rows));
                    let gap = &z - &x0 - flowlab::VectorField::at(&field, t, &((1.0 - t) * &x0 + t * &z));
                    sum += gap.mapv(|gap| gap * gap).sum();
                }
            }
            Ok(sum / PAIRS as f64)
        }),
    )
}

fn agree(id: &'static str, apart: bool) -> Claim {
    let [en, zh] = if apart { ["shuffled apart", "分别打乱之后"] } else { ["as they belong", "原本配对时"] };
    Claim::new(
        id,
        format!(
            "Share of 100 000 points of the two hills that stand on the side of their label, points and labels {en}."
        ),
        format!("两座峰的 100 000 个点中，落在自己标签那一侧的比例：点与标签{zh}。"),
        if apart { normal(0.5, standard_error(0.5, PAIRS)) } else { near(1.0, 3e-4).false_alarms(1e-6) },
        "Of a hill one point in 30 000 stands on the other side; shuffled, half do, with four standard errors of a share.",
        "一座峰约每三万个点有一个落在另一侧；打乱之后是一半，取比例的四倍标准误差。",
        Decimals(2).of(move |seed| {
            let (z, labels) = labelled(apart, seed)?;
            let at_home = z.iter().zip(&labels).filter(|(z, label)| (**z > 0.0) == (**label == 1)).count();
            Ok(at_home as f64 / PAIRS as f64)
        }),
    )
}

/// One weight θ, loss ½(θ − z)² with z ~ N(0, 1): id, whether the average is used, whether the rate falls to 0, and the
/// spread at the end by the recursion of the second moments.
const AVERAGES: [(&str, bool, bool, f64); 4] = [
    ("bugs-average-right", true, false, 0.0677),
    ("bugs-average-not-used", false, false, 0.2294),
    ("bugs-average-right-falling", true, true, 0.0484),
    ("bugs-average-not-used-falling", false, true, 0.0481),
];

/// Last weights and averages of many trainings.
fn weights(falling: bool, seed: Seed) -> [Array1<f64>; 2] {
    let (mut normals, mut z) = (Normals::new(seed, 0), vec![0.0; RUNS]);
    let (mut last, mut average) = (Array1::<f64>::zeros(RUNS), Array1::<f64>::zeros(RUNS));
    for k in 0..STEPS {
        let part = if falling { 0.5 * (1.0 + (PI * k as f64 / STEPS as f64).cos()) } else { 1.0 };
        normals.fill(&mut z);
        for ((w, a), z) in last.iter_mut().zip(&mut average).zip(&z) {
            *w -= RATE * part * (*w - z);
            *a = KEEPS * *a + (1.0 - KEEPS) * *w;
        }
    }
    [last, average]
}

fn averages((id, used, falling, value): (&'static str, bool, bool, f64)) -> Claim {
    let [en, zh] = if used { ["average of the weights", "平均权重"] } else { ["last weight", "最后的权重"] };
    let [rate_en, rate_zh] =
        if falling { ["falls to 0 by a cosine", "按余弦降到 0"] } else { ["stays", "保持不变"] };
    Claim::new(
        id,
        format!(
            "Root mean square error of the {en} (it keeps 0.99) after 2000 steps for the loss ½(θ − z)² with z from N(0, 1), where the rate 0.1 {rate_en}: 2000 trainings."
        ),
        format!(
            "损失 ½(θ − z)²、z 取自 N(0, 1)，学习率 0.1 {rate_zh}，2000 步之后{zh}（衰减 0.99）的均方根误差：2000 次训练。"
        ),
        normal(value, standard_error_of_sd(value, 3.0, RUNS)),
        "Four standard errors of normal weights; the value is by the recursion of their second moments, and where the rate stays √(η/(2 − η)) for the last weight.",
        "正态权重的四倍标准误差；该值由二阶矩的递推得到，学习率不变时最后的权重为 √(η/(2 − η))。",
        Decimals(3).of(move |seed| {
            let ends = &weights(falling, seed)[usize::from(used)];
            Ok((ends.dot(ends) / RUNS as f64).sqrt())
        }),
    )
}
