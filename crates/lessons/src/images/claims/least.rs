//! The loss of the exact field of a set of pictures: on the set, where it is the least there is, and on others.

use flowlab::distribution::{Dataset, Digits, Gaussian, Sample, SampleLabelled};
use flowlab::ndarray::{Array2, s};
use flowlab::path::{Denoiser, PointField};
use flowlab::{Result, Seed};

use super::{by_class, few, linear};
use crate::Digits::Decimals;
use crate::claim::{Claim, normal};

/// Pairs of a loss, and the times at which they are looked at: as many pairs at each.
const PAIRS: usize = 10_000;
const TIMES: usize = 100;

/// Of random sets: id, number of pictures, the least loss, and the standard deviation of what one set and its pairs show.
const LEAST: [(&str, usize, f64, f64); 5] = [
    ("images-least-20", 20, 9.25, 0.27),
    ("images-least-100", 100, 11.70, 0.17),
    ("images-least-500", 500, 13.41, 0.11),
    ("images-least-1000", 1000, 14.02, 0.12),
    ("images-least-1797", 1797, 14.48, 0.11),
];

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(LEAST.map(least));
    claims.push(late());
    claims.extend(CUT.map(cut));
    claims.extend(FLOORS.map(floor));
    claims
}

/// The mean of |z − ẑ|²/(1 − t)² over pairs with these z and over times in the middles of equal parts of an interval: the
/// loss there of the field that guesses ẑ.
pub(super) fn loss(field: &impl Denoiser, z: &Array2<f64>, [from, to]: [f64; 2], seed: Seed) -> Result<f64> {
    let (n, x0) = (z.nrows(), Gaussian::standard(z.ncols())?.sample(seed, z.nrows())?);
    let mut sum = 0.0;
    for k in 0..TIMES {
        let t = from + (to - from) * (k as f64 + 0.5) / TIMES as f64;
        let these = s![k * n / TIMES..(k + 1) * n / TIMES, ..];
        let (x0, z) = (x0.slice(these), z.slice(these));
        let gap = field.posterior_mean(t, &(t * &z + (1.0 - t) * &x0))? - z;
        sum += gap.mapv(|gap| gap * gap).sum() / (1.0 - t).powi(2);
    }
    Ok(sum / n as f64)
}

/// The least loss of these points alone.
fn least_of(points: &Dataset, n_pairs: usize, seed: Seed) -> Result<f64> {
    loss(&exact(points)?, &points.sample(seed, n_pairs)?, [0.0, 1.0], seed)
}

/// The exact field of a set.
fn exact(points: &Dataset) -> Result<PointField> {
    PointField::new(linear(), points.points().to_owned())
}

fn least((id, n, value, sd): (&'static str, usize, f64, f64)) -> Claim {
    let all = Digits::all().len();
    let ([set, set_zh], [why, why_zh]) = if n == all {
        (["all 1797 digits".into(), "全部 1797 张数字图像".into()], ["the pairs", "点对"])
    } else {
        (
            [format!("{n} random digits"), format!("随机的 {n} 张数字图像")],
            ["the choice of the pictures and the pairs", "图像的选取与点对"],
        )
    };
    Claim::new(
        id,
        format!("Least loss of {set}, that of their exact field, over 10 000 pairs."),
        format!("{set_zh}的最小损失，即它们的精确向量场的损失，对 10 000 对取平均。"),
        normal(value, sd),
        format!("Four standard deviations; {why} make one of {sd}, measured over 40 seeds or more."),
        format!("四倍标准差；{why_zh}造成的标准差为 {sd}，由至少 40 个种子测得。"),
        Decimals(1).of(move |seed| {
            let digits = Digits::all();
            let points = if n == all { digits } else { digits.split(seed, n as f64 / all as f64)?.0 };
            least_of(&points, PAIRS, seed)
        }),
    )
}

fn late() -> Claim {
    Claim::new(
        "images-least-late",
        "Mean of |z − ẑ|²/(1 − t)² over t from 0.7 to 1, for the exact field of all 1797 digits on themselves, over 10 000 pairs.",
        "t 从 0.7 到 1 时 |z − ẑ|²/(1 − t)² 的平均：全部 1797 张数字图像的精确向量场，用在它们自己身上，10 000 对。",
        normal(0.154, 0.025),
        "Four standard deviations, measured over 40 seeds or more.",
        "四倍标准差，由至少 40 个种子测得。",
        Decimals(2).of(|seed| {
            let digits = Digits::all();
            loss(&exact(&digits)?, &digits.sample(seed, PAIRS)?, [0.7, 1.0], seed)
        }),
    )
}

/// With the times up to .9 alone: id, the number of pictures in the set, whether the pairs are of held-out pictures, the loss
/// and its standard deviation.
const CUT: [(&str, usize, bool, f64, f64); 3] = [
    ("images-cut-own", 1197, false, 14.15, 0.1),
    ("images-cut-fresh", 1197, true, 54.95, 0.32),
    ("images-cut-fresh-20", 20, true, 147.6, 1.2),
];
/// Where they are cut off.
const END: f64 = 0.9;

fn cut((id, n, fresh, value, sd): (&'static str, usize, bool, f64, f64)) -> Claim {
    let [on, on_zh] = if fresh {
        ["on the 600 held-out digits", "留出的 600 张"]
    } else {
        ["on these themselves", "它们自己"]
    };
    Claim::new(
        id,
        format!(
            "The part of the loss that comes before t = 0.9, of the exact field of {n} training digits {on}: the integral of the mean of |z − ẑ|²/(1 − t)², over 10 000 pairs."
        ),
        format!(
            "{n} 张训练图像的精确向量场在{on_zh}上的损失中 t = 0.9 之前的部分：|z − ẑ|²/(1 − t)² 的平均的积分，10 000 对。"
        ),
        normal(value, sd),
        format!("Four standard errors: the pairs make one of {sd}, measured over 40 seeds or more."),
        format!("四倍标准误差：点对造成的标准误差为 {sd}，由至少 40 个种子测得。"),
        Decimals(1).of(move |seed| {
            let points = few(n)?;
            let data = if fresh { Digits::split().1 } else { points.clone() };
            Ok(END * loss(&exact(&points)?, &data.sample(seed, PAIRS)?, [0.0, END], seed)?)
        }),
    )
}

/// Of a run with labels, a tenth of them left out: id, the number of pictures, the least loss it can come to on them, and its
/// standard deviation.
const FLOORS: [(&str, usize, f64, f64); 2] =
    [("images-floor-20", 20, 3.225, 0.044), ("images-floor-1197", 1197, 9.22, 0.083)];
const LEFT_OUT: f64 = 0.1;

fn floor((id, n, value, sd): (&'static str, usize, f64, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Least training loss on {n} training digits with their labels, a tenth of the labels left out: nine tenths of the mean of the least losses of the classes, and a tenth of that of all, over 10 000 pairs each."
        ),
        format!(
            "{n} 张带标签的训练图像、标签丢弃十分之一时训练损失的最小值：各类最小损失的平均占十分之九，全体的最小损失占十分之一，各取 10 000 对。"
        ),
        normal(value, sd),
        format!("Four standard errors: the pairs make one of {sd}, measured over 40 seeds or more."),
        format!("四倍标准误差：点对造成的标准误差为 {sd}，由至少 40 个种子测得。"),
        Decimals(1).of(move |seed| {
            let pictures = few(n)?;
            let mut floor = LEFT_OUT * least_of(&pictures, PAIRS, seed)?;
            for (share, class) in pictures.class_probabilities().iter().zip(by_class(&pictures)) {
                if *share > 0.0 {
                    let n_pairs = (share * PAIRS as f64).round() as usize;
                    floor += (1.0 - LEFT_OUT) * share * least_of(&Dataset::unlabelled(class)?, n_pairs, seed)?;
                }
            }
            Ok(floor)
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::train::{self, Data};

    #[test]
    fn the_loss_by_guesses_is_that_of_the_field_by_velocities() {
        let points = few(20).unwrap();
        let field = exact(&points).unwrap();
        let by_velocities = train::loss(&field, linear(), Data::new(points.clone()), Seed(1), 10_000).unwrap();
        let by_guesses = least_of(&points, PAIRS, Seed(2)).unwrap();
        // two estimates from as many pairs
        assert!(
            (by_velocities.mean - by_guesses).abs() < 4.0 * 2.0_f64.sqrt() * by_velocities.error,
            "{by_velocities:?} {by_guesses}"
        );
    }
}
