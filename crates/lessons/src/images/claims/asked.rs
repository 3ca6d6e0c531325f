//! Pictures that a network makes when it is asked for a label, with guidance, and marks for them.

use flowlab::distribution::{Dataset, Digits, Gaussian, Sample, SampleLabelled};
use flowlab::metrics::{Nearest, NearestMean, accuracy, frechet};
use flowlab::ndarray::{Array2, ArrayRef2, Axis};
use flowlab::ode::{Euler, Heun};
use flowlab::path::MarginalField;
use flowlab::{Result, Seed};

use super::least::loss;
use super::{FEW_OTHERS, by_class, fitted, linear, nearly_all, numbered};
use crate::Digits::Decimals;
use crate::claim::{Claim, near, normal, standard_error, standard_error_of_share, unit_grid};
use crate::models::trained_field;

/// Steps of Heun's method.
const STEPS: usize = 50;
/// Pictures: as many as are held out.
const ASKED: usize = 600;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(DISTANCES.map(distance));
    claims.push(copied());
    claims.extend(RIGHT.map(right));
    claims.extend(RIGHT_TRUE.map(right_true));
    claims.extend(SPREADS.map(spread));
    claims.extend(SPREADS_TRUE.map(spread_true));
    claims.extend(OUTSIDE.map(outside));
    claims.extend(FEW_STEPS.map(few_steps));
    claims.push(shrunk());
    claims
}

/// So many samples of the network on 1197 digits at w, with labels as the training set has them.
fn asked(w: f64, n: usize, seed: Seed) -> Result<(Array2<f64>, Vec<usize>)> {
    let labels = Digits::split().0.sample_labelled(seed, n)?.1;
    let noise = Gaussian::standard(64)?.sample(seed, n)?;
    let samples = trained_field("digits")?.by_labels(&labels, w, &Heun, &unit_grid(STEPS)?, &noise)?;
    Ok((samples, labels))
}

const WHY: [&str; 2] = [
    "The network is the one of `crates/lessons/weights`, and two more seeds of training gave values within a tenth of it; value and deviation are from 20 such sets.",
    "网络取自 `crates/lessons/weights`，另外两个训练种子所得的值与它相差不到十分之一；该值与标准差由 20 组这样的样本得到。",
];

fn made(w: f64) -> [String; 2] {
    [
        format!("600 pictures that the network makes at w = {w} by Heun's method, n = 50"),
        format!("网络在 w = {w} 时用 Heun 方法（n = 50）生成的 600 张图像"),
    ]
}

/// Batches over which a distance is averaged.
const BATCHES: usize = 3;
/// Id, w, distance from the held-out digits and the standard deviation of its mean.
const DISTANCES: [(&str, f64, f64, f64); 3] =
    [("images-fd-1", 1.0, 0.60, 0.034), ("images-fd-2", 2.0, 1.18, 0.046), ("images-fd-3", 3.0, 2.43, 0.064)];

fn distance((id, w, value, sd): (&'static str, f64, f64, f64)) -> Claim {
    let [en, zh] = made(w);
    Claim::new(
        id,
        format!("Fréchet distance, on the 64 numbers, of {en}, from the 600 held-out ones: mean over 3 batches."),
        format!("{zh}与留出的 600 张之间的弗雷歇距离（直接用 64 个数）：对 3 批取平均。"),
        normal(value, sd),
        format!("Four standard deviations of {sd}. {}", WHY[0]),
        format!("四倍标准差，标准差为 {sd}。{}", WHY[1]),
        Decimals(2).of(move |seed| {
            let (samples, held_out) = (asked(w, BATCHES * ASKED, seed)?.0, Digits::split().1);
            let batches = samples.axis_chunks_iter(Axis(0), ASKED).map(|batch| frechet(&batch, held_out.points()));
            Ok(batches.sum::<Result<f64>>()? / BATCHES as f64)
        }),
    )
}

/// Copies of the training set: their distance, and its standard deviation for one batch.
const COPIED: f64 = 0.56;
const COPIED_SD: f64 = 0.048;
const BATCHES_OF_COPIES: u64 = 10;

fn copied() -> Claim {
    Claim::new(
        "images-fd-copies",
        "Fréchet distance of 600 digits that are drawn from the training set, with repetitions, from the 600 held-out ones: mean over 10 draws.",
        "从训练集中可重复地抽取 600 张图像，它们与留出的 600 张之间的弗雷歇距离：对 10 次抽取取平均。",
        normal(COPIED, standard_error(COPIED_SD, BATCHES_OF_COPIES as usize)),
        "Four standard errors; the value, and the standard deviation of 0.048 of one draw, are from 100 draws. The formula, with 1/600 for the draw, 1/1197 for the training set and 1/600 for the held-out one, gives 0.53.",
        "四倍标准误差；该值与一次抽取的标准差 0.048 由 100 次抽取得到。按公式，抽取占 1/600，训练集占 1/1197，留出集占 1/600，共得 0.53。",
        Decimals(2).of(|seed| {
            let (training, held_out) = Digits::split();
            let mut sum = 0.0;
            for k in 0..BATCHES_OF_COPIES {
                sum += frechet(&training.sample(numbered(seed, k), ASKED)?, held_out.points())?;
            }
            Ok(sum / BATCHES_OF_COPIES as f64)
        }),
    )
}

/// Which classifier.
#[derive(Clone, Copy, PartialEq)]
enum Judge {
    Nearest,
    Mean,
}

impl Judge {
    fn words(self) -> [&'static str; 2] {
        match self {
            Judge::Nearest => ["the nearest training digit", "最近的训练图像"],
            Judge::Mean => ["the nearest class mean of the training set", "训练集中最近的类均值"],
        }
    }

    /// The share of the labels that the judge says too.
    fn share(self, x: &ArrayRef2<f64>, labels: &[usize]) -> Result<f64> {
        let training = Digits::split().0;
        let said = match self {
            Judge::Nearest => Nearest::new(&training).classify(x)?,
            Judge::Mean => NearestMean::new(&training)?.classify(x)?,
        };
        accuracy(&said, labels)
    }
}

/// Id, judge, w, and the share, of 20 000 pictures.
const RIGHT: [(&str, Judge, f64, f64); 6] = [
    ("images-right-1", Judge::Nearest, 1.0, 0.9792),
    ("images-right-2", Judge::Nearest, 2.0, 0.9998),
    ("images-right-3", Judge::Nearest, 3.0, 0.9998),
    ("images-mean-1", Judge::Mean, 1.0, 0.9198),
    ("images-mean-2", Judge::Mean, 2.0, 0.9828),
    ("images-mean-3", Judge::Mean, 3.0, 0.9870),
];

fn right((id, judge, w, share): (&'static str, Judge, f64, f64)) -> Claim {
    let ([en, zh], [by, by_zh]) = (made(w), judge.words());
    let [why, why_zh] = match share > 0.97 {
        true => [FEW_OTHERS.en, FEW_OTHERS.zh],
        false => ["Four standard errors of a share of 600.", "600 张中所占比例的四倍标准误差。"],
    };
    Claim::new(
        id,
        format!("Share of {en} that {by} puts into the class that was asked for."),
        format!("{zh}中，被{by_zh}归入所要求的那一类的比例。"),
        if share > 0.97 { nearly_all(share, ASKED) } else { normal(share, standard_error_of_share(share, ASKED)) },
        format!(
            "{why} The network is the one of `crates/lessons/weights`, and two more seeds of training gave values within a hundredth of it; the value is from 12 000 pictures."
        ),
        format!(
            "{why_zh}网络取自 `crates/lessons/weights`，另外两个训练种子所得的值与它相差不到百分之一；该值由 12 000 张图像得到。"
        ),
        Decimals(3).of(move |seed| {
            let (samples, labels) = asked(w, ASKED, seed)?;
            judge.share(&samples, &labels)
        }),
    )
}

/// Of the held-out digits: id, judge, and the share.
const RIGHT_TRUE: [(&str, Judge, f64); 2] =
    [("images-right-true", Judge::Nearest, 0.99), ("images-mean-true", Judge::Mean, 0.9117)];

fn right_true((id, judge, share): (&'static str, Judge, f64)) -> Claim {
    let [by, by_zh] = judge.words();
    Claim::new(
        id,
        format!("Share of the 600 held-out digits that {by} puts into their class."),
        format!("留出的 600 张图像中，被{by_zh}归入所属类别的比例。"),
        near(share, 6e-4),
        "No chance: the digits are split once for all. One picture of 600 is 0.0017.",
        "不含随机性：数据只划分一次。600 张中的一张占 0.0017。",
        Decimals(3).of(move |_| {
            let held_out = Digits::split().1;
            judge.share(held_out.points(), held_out.labels())
        }),
    )
}

/// Mean squared distances.
#[derive(Clone, Copy, PartialEq)]
enum Distance {
    /// Of a picture from the mean of its class.
    Within,
    /// Of that mean from the mean of all.
    Between,
}

impl Distance {
    fn words(self) -> [&'static str; 2] {
        match self {
            Distance::Within => ["from the mean of its class among them", "它们中同类的均值"],
            Distance::Between => {
                ["of the mean of its class from the mean of all of them", "它所属的类的均值与它们全体的均值"]
            }
        }
    }

    fn of(self, x: &ArrayRef2<f64>, labels: &[usize]) -> Result<f64> {
        let pictures = Dataset::new(x.to_owned(), labels.to_vec())?;
        let (n, all) = (x.nrows() as f64, x.mean_axis(Axis(0)).expect("there are samples"));
        let mut sum = 0.0;
        for class in by_class(&pictures).iter().filter(|class| class.nrows() > 0) {
            let count = class.nrows() as f64;
            let mean = class.sum_axis(Axis(0)) / count;
            sum += match self {
                // one of the pictures pays for the mean
                Distance::Within => count / (count - 1.0) * (class - &mean).mapv(|gap| gap * gap).sum(),
                Distance::Between => count * (mean - &all).mapv(|gap| gap * gap).sum(),
            };
        }
        Ok(sum / n)
    }
}

/// Id, which distance, w, the value and its standard deviation.
const SPREADS: [(&str, Distance, f64, f64, f64); 6] = [
    ("images-within-1", Distance::Within, 1.0, 9.52, 0.22),
    ("images-within-2", Distance::Within, 2.0, 9.42, 0.31),
    ("images-within-3", Distance::Within, 3.0, 10.80, 0.41),
    ("images-between-1", Distance::Between, 1.0, 8.12, 0.23),
    ("images-between-2", Distance::Between, 2.0, 12.68, 0.19),
    ("images-between-3", Distance::Between, 3.0, 15.38, 0.18),
];

fn spread((id, distance, w, value, sd): (&'static str, Distance, f64, f64, f64)) -> Claim {
    let ([en, zh], [of, of_zh]) = (made(w), distance.words());
    Claim::new(
        id,
        format!("Mean squared distance {of}, of {en}."),
        format!("{zh}：{of_zh}之间的均方距离。"),
        normal(value, sd),
        format!("Four standard deviations of {sd}. {}", WHY[0]),
        format!("四倍标准差，标准差为 {sd}。{}", WHY[1]),
        Decimals(1).of(move |seed| {
            let (samples, labels) = asked(w, ASKED, seed)?;
            distance.of(&samples, &labels)
        }),
    )
}

/// The same of the true ones.
const SPREADS_TRUE: [(&str, Distance, f64); 2] =
    [("images-within-true", Distance::Within, 10.936), ("images-between-true", Distance::Between, 7.898)];

fn spread_true((id, distance, value): (&'static str, Distance, f64)) -> Claim {
    let [of, of_zh] = distance.words();
    Claim::new(
        id,
        format!("Mean squared distance {of}, of all 1797 digits."),
        format!("全部 1797 张图像：{of_zh}之间的均方距离。"),
        near(value, 1e-3),
        "No chance. Both together are the trace of the covariance, 18.8.",
        "不含随机性。两者之和是协方差的迹 18.8。",
        Decimals(1).of(move |_| {
            let digits = Digits::all();
            distance.of(digits.points(), digits.labels())
        }),
    )
}

/// Id, w, the share of pixels and its standard deviation.
const OUTSIDE: [(&str, f64, f64, f64); 3] = [
    ("images-outside-1", 1.0, 0.1305, 0.0014),
    ("images-outside-2", 2.0, 0.1719, 0.0018),
    ("images-outside-3", 3.0, 0.2216, 0.0023),
];

fn outside((id, w, value, sd): (&'static str, f64, f64, f64)) -> Claim {
    let [en, zh] = made(w);
    Claim::new(
        id,
        format!("Share of the pixels, of {en}, that are more than 0.05 outside of [−1, 1]. No digit has any."),
        format!("{zh}里，超出 [−1, 1] 达 0.05 以上的像素的比例。真实图像没有这样的像素。"),
        normal(value, sd),
        format!("Four standard deviations of {sd}. {}", WHY[0]),
        format!("四倍标准差，标准差为 {sd}。{}", WHY[1]),
        Decimals(2).of(move |seed| {
            let samples = asked(w, ASKED, seed)?.0;
            Ok(samples.iter().filter(|z| z.abs() > 1.05).count() as f64 / samples.len() as f64)
        }),
    )
}

/// By Euler's method: id, steps, the mean squared distance within the classes and its standard deviation.
const FEW_STEPS: [(&str, usize, f64, f64); 4] = [
    ("images-within-n2", 2, 3.33, 0.10),
    ("images-within-n5", 5, 6.12, 0.16),
    ("images-within-n10", 10, 7.67, 0.19),
    ("images-within-n50", 50, 9.13, 0.21),
];

fn few_steps((id, n_steps, value, sd): (&'static str, usize, f64, f64)) -> Claim {
    let [of, of_zh] = Distance::Within.words();
    Claim::new(
        id,
        format!(
            "Mean squared distance {of}, of 600 pictures that the network makes at w = 1 by Euler's method with n = {n_steps}."
        ),
        format!("网络在 w = 1 时用欧拉方法（n = {n_steps}）生成的 600 张图像：{of_zh}之间的均方距离。"),
        normal(value, sd),
        format!("Four standard deviations of {sd}. {}", WHY[0]),
        format!("四倍标准差，标准差为 {sd}。{}", WHY[1]),
        Decimals(1).of(move |seed| {
            let labels = Digits::split().0.sample_labelled(seed, ASKED)?.1;
            let noise = Gaussian::standard(64)?.sample(seed, ASKED)?;
            let samples = trained_field("digits")?.by_labels(&labels, 1.0, &Euler, &unit_grid(n_steps)?, &noise)?;
            Distance::Within.of(&samples, &labels)
        }),
    )
}

/// Ten normal laws: the loss on held-out digits and its standard error; what is added to each covariance.
const SHRUNK: f64 = 28.76;
const SHRUNK_ERROR: f64 = 0.16;
const MORE: f64 = 0.01;
const PAIRS: usize = 10_000;

fn shrunk() -> Claim {
    Claim::new(
        "images-shrunk",
        "Loss on the 600 held-out digits, with their labels, of the exact fields of ten normal laws: each with the mean of its class in the training set, and its covariance plus 0.01 I; over 10 000 pairs.",
        "十个正态分布的精确向量场在留出的 600 张带标签图像上的损失，对 10 000 对取平均：均值取自训练集中的本类，协方差取本类的加 0.01 I。",
        normal(SHRUNK, SHRUNK_ERROR),
        "Four standard errors; the value is from 200 000 pairs.",
        "四倍标准误差；该值由 200 000 对得到。",
        Decimals(1).of(|seed| shrunk_loss(MORE, PAIRS, seed)),
    )
}

fn shrunk_loss(more: f64, n_pairs: usize, seed: Seed) -> Result<f64> {
    let (training, held_out) = Digits::split();
    let mut sum = 0.0;
    for ((known, fresh), share) in
        by_class(&training).iter().zip(by_class(&held_out)).zip(&held_out.class_probabilities())
    {
        let field = MarginalField::new(linear(), fitted(known, more)?);
        let z = Dataset::unlabelled(fresh)?.sample(seed, (share * n_pairs as f64).round() as usize)?;
        sum += share * loss(&field, &z, [0.0, 1.0], seed)?;
    }
    Ok(sum)
}
