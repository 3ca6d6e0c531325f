//! Trained networks beside their training set and beside held-out pictures.

use flowlab::distribution::{Dataset, Digits, Gaussian, Sample, SampleLabelled};
use flowlab::metrics::{nearest, share_nearer};
use flowlab::ndarray::{Array2, ArrayRef2};
use flowlab::ode::Heun;
use flowlab::train::{Data, TrainedField, loss};
use flowlab::{Error, Result, Seed};

use super::{FEW_OTHERS, by_class, few, linear, nearly_all, numbered};
use crate::Digits::Decimals;
use crate::claim::{
    Claim, exact, near, normal, standard_error, standard_error_of_sd, standard_error_of_share, unit_grid,
};
use crate::models::trained_field;

/// Steps of Heun's method.
const STEPS: usize = 50;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(LOSSES.map(final_loss));
    claims.extend(BEST.map(best));
    claims.extend(LOGGED.map(logged));
    claims.extend(NEARER.map(nearer));
    claims.push(null_spread());
    claims.extend(NEAREST.map(nearest_picture));
    claims
}

/// The network on so many training digits, from `crates/lessons/weights`.
fn network(n: usize) -> Result<TrainedField> {
    trained_field(if n == 20 { "digits-20" } else { "digits" })
}

/// Samples of the network at w = 1, with the labels of the training set as it has them.
fn samples(n: usize, count: usize, seed: Seed) -> Result<Array2<f64>> {
    let labels = few(n)?.sample_labelled(seed, count)?.1;
    let noise = Gaussian::standard(64)?.sample(seed, count)?;
    network(n)?.by_labels(&labels, 1.0, &Heun, &unit_grid(STEPS)?, &noise)
}

const TRAINED: [&str; 2] = [
    "The network is the one of `crates/lessons/weights`, and two more seeds of training gave values within a tenth of it",
    "网络取自 `crates/lessons/weights`，另外两个训练种子所得的值与它相差不到十分之一",
];

/// Pairs of a loss, and the share of labels that a run leaves out.
const PAIRS: usize = 10_000;
const LEFT_OUT: f64 = 0.1;
/// Id, number of pictures, whether on held-out ones, the share of labels that is left out, the loss, and the standard error of
/// PAIRS pairs.
const LOSSES: [(&str, usize, bool, f64, f64, f64); 5] = [
    ("images-loss-training", 1197, false, LEFT_OUT, 25.49, 0.11),
    ("images-loss-held-out", 1197, true, LEFT_OUT, 28.55, 0.13),
    ("images-labelled-held-out", 1197, true, 0.0, 27.81, 0.14),
    ("images-few-training", 20, false, LEFT_OUT, 6.82, 0.08),
    ("images-few-held-out", 20, true, LEFT_OUT, 235.2, 1.5),
];

fn final_loss((id, n, fresh, left_out, value, error): (&'static str, usize, bool, f64, f64, f64)) -> Claim {
    let [on, on_zh] =
        if fresh { ["the 600 held-out digits", "留出的 600 张图像"] } else { ["these digits", "这些图像"] };
    let [labels, labels_zh] = if left_out > 0.0 {
        ["a tenth of the labels left out", "标签丢弃十分之一"]
    } else {
        ["with their labels", "给出标签"]
    };
    let [trained, trained_zh] = TRAINED;
    Claim::new(
        id,
        format!(
            "Loss on {on}, {labels}, of the network that was trained on {n} digits for 15 000 steps: over 10 000 pairs."
        ),
        format!("在 {n} 张图像上训练 15 000 步的网络，在{on_zh}上的损失，{labels_zh}：取 10 000 对。"),
        normal(value, error),
        format!("{trained}; the value is from 200 000 pairs, and 10 000 make a standard error of {error}."),
        format!("{trained_zh}；该值由 200 000 对得到，10 000 对的标准误差为 {error}。"),
        Decimals(1).of(move |seed| {
            let data = if fresh { Digits::split().1 } else { few(n)? };
            loss_of(&network(n)?, &data, left_out, seed)
        }),
    )
}

/// The loss of a network on these pictures, a share of the labels left out.
fn loss_of(field: &TrainedField, pictures: &Dataset, left_out: f64, seed: Seed) -> Result<f64> {
    let share = |share: f64| (share * PAIRS as f64).round() as usize;
    let mut sum = 0.0;
    if left_out > 0.0 {
        sum += left_out * loss(field, linear(), Data::new(pictures.clone()), seed, share(left_out))?.mean;
    }
    for (label, (p, class)) in pictures.class_probabilities().iter().zip(by_class(pictures)).enumerate() {
        if *p > 0.0 {
            let (told, of_label) = ((1.0 - left_out) * p, field.with_label(label)?);
            sum += told * loss(&of_label, linear(), Data::new(Dataset::unlabelled(class)?), seed, share(told))?.mean;
        }
    }
    Ok(sum)
}

/// Along the runs on N of the training digits: step, loss of the training, loss on the held-out digits, after every 100 steps.
pub(in crate::images) fn log(n: usize) -> Result<Vec<(usize, f64, f64)>> {
    let file = repo::root().join("crates/lessons/weights/digits/memory.csv");
    let wrong = |why: String| Error::Checkpoint { path: file.display().to_string(), why };
    let text = std::fs::read_to_string(&file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let row = |line: &str| {
        let mut numbers = line.split(',');
        let (of, step) = (numbers.next()?.parse::<usize>().ok()?, numbers.next()?.parse().ok()?);
        Some((of, (step, numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?)))
    };
    let rows = text.lines().skip(1).map(|line| row(line).ok_or_else(|| wrong(format!("has the line `{line}`"))));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok(rows.into_iter().filter(|(of, _)| *of == n).map(|(_, row)| row).collect())
}

/// The least loss on the held-out digits along a run, or its step: id, number of pictures, the step in the committed log where
/// that is asked for, and the least and the greatest value of three seeds of training.
const BEST: [(&str, usize, Option<f64>, [f64; 2]); 8] = [
    ("images-few-best", 20, None, [68.8, 69.8]),
    ("images-few-best-step", 20, Some(200.0), [100.0, 200.0]),
    ("images-100-best", 100, None, [43.8, 44.2]),
    ("images-100-best-step", 100, Some(500.0), [500.0, 500.0]),
    ("images-300-best", 300, None, [34.5, 34.8]),
    ("images-300-best-step", 300, Some(2400.0), [2100.0, 2600.0]),
    ("images-best", 1197, None, [28.7, 28.8]),
    ("images-best-step", 1197, Some(15000.0), [15000.0, 15000.0]),
];

/// The law of a value of a training whose seeds gave values from the first to the second.
fn range([least, greatest]: [f64; 2]) -> crate::claim::Prediction {
    let middle = 0.5 * (least + greatest);
    near(middle, greatest - least + 0.01 * middle)
}

fn best((id, n, step, [least, greatest]): (&'static str, usize, Option<f64>, [f64; 2])) -> Claim {
    let seeds = format!("From the log of the committed run. Three seeds of training gave {least} to {greatest}");
    let seeds_zh = format!("取自所提交的训练记录。三个训练种子得 {least} 到 {greatest}");
    let ([what, what_zh], law, why, why_zh, digits) = match step {
        Some(step) => (
            ["Step of the least loss on the 600 held-out digits", "在留出的 600 张图像上损失最小的步数"],
            exact(step),
            format!("{seeds}."),
            format!("{seeds_zh}。"),
            Decimals(0),
        ),
        None => (
            ["Least loss on the 600 held-out digits", "在留出的 600 张图像上的最小损失"],
            range([least, greatest]),
            format!("{seeds}; the tolerance is that range and a hundredth of the value."),
            format!("{seeds_zh}，容差是这一范围再加该值的百分之一。"),
            Decimals(1),
        ),
    };
    Claim::new(
        id,
        format!(
            "{what} along the training on {n} digits: over 4096 pairs, the same each time, after every 100 of 15 000 steps."
        ),
        format!("在 {n} 张图像上训练的过程中{what_zh}：15 000 步，每 100 步用同样的 4096 对查看一次。"),
        law,
        why,
        why_zh,
        digits.of(move |_| {
            let log = log(n)?;
            let best = log.iter().min_by(|a, b| a.2.total_cmp(&b.2)).copied().unwrap_or((0, f64::NAN, f64::NAN));
            Ok(if step.is_some() { best.0 as f64 } else { best.2 })
        }),
    )
}

/// At the end of a run: id, number of pictures, whether on held-out ones, and the least and the greatest value of three seeds
/// of training.
const LOGGED: [(&str, usize, bool, [f64; 2]); 4] = [
    ("images-100-training", 100, false, [13.6, 13.8]),
    ("images-100-held-out", 100, true, [106.1, 108.5]),
    ("images-300-training", 300, false, [20.5, 20.8]),
    ("images-300-held-out", 300, true, [41.2, 42.4]),
];

fn logged((id, n, fresh, [least, greatest]): (&'static str, usize, bool, [f64; 2])) -> Claim {
    let [what, what_zh] = if fresh {
        ["Loss on the 600 held-out digits", "在留出的 600 张图像上的损失"]
    } else {
        ["Loss of the training, over the last 100 steps", "最后 100 步的训练损失"]
    };
    Claim::new(
        id,
        format!("{what} at the end of 15 000 steps on {n} digits."),
        format!("在 {n} 张图像上训练 15 000 步之后{what_zh}。"),
        range([least, greatest]),
        format!(
            "From the log of the committed run. Three seeds of training gave {least} to {greatest}; the tolerance is that range and a hundredth of the value."
        ),
        format!("取自所提交的训练记录。三个训练种子得 {least} 到 {greatest}，容差是这一范围再加该值的百分之一。"),
        Decimals(1).of(move |_| {
            let last = log(n)?.last().copied().unwrap_or((0, f64::NAN, f64::NAN));
            Ok(if fresh { last.2 } else { last.1 })
        }),
    )
}

/// Samples that are compared with the pictures.
const SAMPLES: usize = 600;
/// Id, number of pictures, and the share of samples that are nearer to them than to the held-out ones, of 20 000 samples.
const NEARER: [(&str, usize, f64); 2] = [("images-nearer", 1197, 0.774), ("images-few-nearer", 20, 0.9998)];

fn nearer((id, n, share): (&'static str, usize, f64)) -> Claim {
    let ([trained, trained_zh], null) = (TRAINED, n as f64 / (n + 600) as f64);
    let [why, why_zh] = match share > 0.97 {
        true => [FEW_OTHERS.en, FEW_OTHERS.zh],
        false => ["Four standard errors of a share of 600.", "600 个中所占比例的四倍标准误差。"],
    };
    Claim::new(
        id,
        format!(
            "Share of 600 samples that are nearer to one of their {n} training digits than to every one of the 600 held-out ones; Heun's method, n = 50, w = 1. For true pictures it is {null:.3}."
        ),
        format!(
            "600 个样本中，离 {n} 张训练图像之一比离留出的 600 张都近的比例；Heun 方法，n = 50，w = 1。真实图像的比例为 {null:.3}。"
        ),
        if share > 0.97 { nearly_all(share, SAMPLES) } else { normal(share, standard_error_of_share(share, SAMPLES)) },
        format!("{why} {trained}; the value is from 12 000 samples."),
        format!("{why_zh}{trained_zh}；该值由 12 000 个样本得到。"),
        Decimals(3)
            .of(move |seed| share_nearer(&samples(n, SAMPLES, seed)?, few(n)?.points(), Digits::split().1.points())),
    )
}

/// The standard deviation of that share for true pictures, and how many times they are dealt out.
const NULL_SPREAD: f64 = 0.0204;
const DEALS: u64 = 60;

fn null_spread() -> Claim {
    Claim::new(
        "images-nearer-null-sd",
        "Standard deviation of the share that are nearer to the training set, for true pictures: all 1797 digits dealt out 60 times as 599 samples, 799 training and 399 held-out ones.",
        "真实图像离训练集更近的比例的标准差：把全部 1797 张图像重新分发 60 次，599 张当作样本，799 张作训练集，399 张作留出集。",
        normal(NULL_SPREAD, standard_error_of_sd(NULL_SPREAD, 3.0, DEALS as usize)),
        "Four standard errors of a standard deviation from 60 values; the value is from 2000.",
        "由 60 个值求得的标准差的四倍标准误差；该值由 2000 次得到。",
        Decimals(3).of(|seed| null_spread_of(DEALS, seed)),
    )
}

fn null_spread_of(deals: u64, seed: Seed) -> Result<f64> {
    let digits = Digits::all();
    let mut shares = Vec::new();
    for k in 0..deals {
        let seed = numbered(seed, k);
        let (samples, rest) = digits.split(seed, 1.0 / 3.0)?;
        let (training, held_out) = rest.split(Seed(seed.0 ^ (1 << 32)), 2.0 / 3.0)?;
        shares.push(share_nearer(samples.points(), training.points(), held_out.points())?);
    }
    let mean = shares.iter().sum::<f64>() / deals as f64;
    Ok((shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / deals as f64).sqrt())
}

/// What stands beside the training set.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    Samples,
    HeldOut,
}

/// Id, number of pictures, what is beside them, the mean distance, and the standard deviation of one.
const NEAREST: [(&str, usize, Beside, f64, f64); 4] = [
    ("images-nearest", 1197, Beside::Samples, 2.277, 0.40),
    ("images-nearest-true", 1197, Beside::HeldOut, 2.1967, 0.0),
    ("images-few-nearest", 20, Beside::Samples, 0.3825, 0.19),
    ("images-few-nearest-true", 20, Beside::HeldOut, 3.9079, 0.0),
];

fn nearest_picture((id, n, beside, value, sd): (&'static str, usize, Beside, f64, f64)) -> Claim {
    let [trained, trained_zh] = TRAINED;
    let ([what, what_zh], prediction, [why, why_zh]) = match beside {
        Beside::Samples => (
            [
                "600 samples of their network at w = 1, Heun's method with n = 50,",
                "由这些图像训练出的网络的 600 个样本（w = 1，Heun 方法 n = 50）",
            ],
            normal(value, standard_error(sd, SAMPLES)),
            [
                format!(
                    "Four standard errors: one distance has a standard deviation of {sd}. {trained}; the value is from 12 000 samples."
                ),
                format!("四倍标准误差：单个距离的标准差为 {sd}。{trained_zh}；该值由 12 000 个样本得到。"),
            ],
        ),
        Beside::HeldOut => (
            ["the 600 held-out digits", "留出的 600 张图像"],
            near(value, 1e-4),
            ["No chance: the digits are split once for all.".to_string(), "不含随机性：数据只划分一次。".to_string()],
        ),
    };
    Claim::new(
        id,
        format!("Mean distance from {what} to the nearest of the {n} training digits."),
        format!("{what_zh}到 {n} 张训练图像中最近一张的平均距离。"),
        prediction,
        why,
        why_zh,
        Decimals(2).of(move |seed| {
            let training = few(n)?;
            let distance = |z: &ArrayRef2<f64>| Ok(nearest(z, training.points())?.1.sum() / z.nrows() as f64);
            match beside {
                Beside::Samples => distance(&samples(n, SAMPLES, seed)?),
                Beside::HeldOut => distance(Digits::split().1.points()),
            }
        }),
    )
}
