//! The Fréchet distance of pictures: its bias, and what it sees.

use flowlab::distribution::{Dataset, Digits, Gaussian, Sample};
use flowlab::metrics::{frechet, frechet_null, gaussian_w2};
use flowlab::ndarray::{Array2, ArrayRef2, Axis, s};
use flowlab::{Result, Seed};

use super::{NO_VARIANCE, by_class, fitted, numbered};
use crate::Digits::Decimals;
use crate::claim::{Claim, near, normal, standard_error};

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(TRUE.map(of_true));
    claims.extend(NULLS.map(null));
    claims.extend([standard(), forged()]);
    claims.extend(ALTERED.map(altered));
    claims.extend([repeated(), writers()]);
    claims
}

/// Splits over which a distance is averaged.
const SPLITS: u64 = 30;
/// The seed of the splits into halves, and of those where one half is replaced.
const HALVES: u64 = 18_000_001;
const REPLACED: u64 = HALVES + 1;

/// Two disjoint sets of n digits: id, n, the mean distance over splits and its standard deviation.
const TRUE: [(&str, usize, f64, f64); 5] = [
    ("images-fd-true-50", 50, 5.15, 0.096),
    ("images-fd-true-100", 100, 2.567, 0.058),
    ("images-fd-true-200", 200, 1.279, 0.029),
    ("images-fd-true-400", 400, 0.6425, 0.0138),
    ("images-fd-true-898", 898, 0.289, 0.0061),
];

/// A seed for a second split, whose choices have nothing to do with those of the first.
fn other(seed: Seed) -> Seed {
    Seed(seed.0 ^ (1 << 32))
}

/// Two disjoint random sets of n digits.
fn two(n: usize, seed: Seed) -> Result<(Dataset, Dataset)> {
    let digits = Digits::all();
    let both = digits.split(seed, (2 * n) as f64 / digits.len() as f64)?.0;
    both.split(other(seed), 0.5)
}

/// The mean of a number over splits into two sets of n.
fn over_splits(n: usize, seed: Seed, number: impl Fn(&Dataset, &Dataset, Seed) -> Result<f64>) -> Result<f64> {
    let mut sum = 0.0;
    for k in 0..SPLITS {
        let seed = numbered(seed, k);
        let (a, b) = two(n, seed)?;
        sum += number(&a, &b, seed)?;
    }
    Ok(sum / SPLITS as f64)
}

fn of_true((id, n, value, sd): (&'static str, usize, f64, f64)) -> Claim {
    let run = Decimals(if n < 400 { 2 } else { 3 })
        .of(move |seed| over_splits(n, seed, |a, b, _| frechet(a.points(), b.points())));
    Claim::new(
        id,
        format!("Fréchet distance, on the 64 numbers, of two disjoint sets of {n} random digits: mean over 30 splits."),
        format!("两组互不相交的 {n} 张随机图像之间的弗雷歇距离（直接用 64 个数）：对 30 次划分取平均。"),
        normal(value, sd),
        format!("Four standard deviations of such a mean, {sd}; value and deviation from 20 of them or more."),
        format!("这一平均的四倍标准差（标准差 {sd}）；该值与标准差由至少 20 次平均得到。"),
        if n == 898 { run.from_seed(HALVES) } else { run },
    )
}

/// The formula for the same: id, n, and its value.
const NULLS: [(&str, usize, f64); 6] = [
    ("images-fd-null-50", 50, 5.1162),
    ("images-fd-null-100", 100, 2.5581),
    ("images-fd-null-200", 200, 1.2791),
    ("images-fd-null-400", 400, 0.6395),
    ("images-fd-null-600", 600, 0.4264),
    ("images-fd-null-898", 898, 0.2849),
];

fn null((id, n, value): (&'static str, usize, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "The formula for the mean Fréchet distance of two sets of {n} normal samples, with the eigenvalues of the covariance of all 1797 digits."
        ),
        format!("两组各 {n} 个正态样本的平均弗雷歇距离的公式值，特征值取自全部 1797 张图像的协方差。"),
        near(value, 1e-4),
        "No chance. It is 255.8/n; the sums over eigenvalues were found by other algebra.",
        "不含随机性。它等于 255.8/n；对特征值的求和另用一种算法算过。",
        Decimals(if n < 400 { 2 } else { 3 }).of(move |_| frechet_null(Digits::all().points(), n, n)),
    )
}

/// One sample of 1000 from N(0, I) beside the law: the mean distance, and how many samples are averaged.
const STANDARD: f64 = 1.1095;
const STANDARD_SD: f64 = 0.0082;
const REPEATED: u64 = 10;

fn standard() -> Claim {
    Claim::new(
        "images-fd-standard",
        "Fréchet distance of 1000 samples of N(0, I) in 64 dimensions from the law itself, mean over 10 sets; the formula gives 1.104.",
        "64 维 N(0, I) 的 1000 个样本与该分布本身的弗雷歇距离，对 10 组取平均；公式给出 1.104。",
        normal(STANDARD, STANDARD_SD),
        "Four standard deviations of such a mean; value and deviation from 20 of them or more.",
        "这一平均的四倍标准差；该值与标准差由至少 20 次平均得到。",
        Decimals(3).of(|seed| {
            let law = Gaussian::standard(64)?;
            let x = law.sample(seed, 1000 * REPEATED as usize)?;
            let mut sum = 0.0;
            for k in 0..REPEATED as usize {
                sum += gaussian_w2(&fitted(&x.slice(s![1000 * k..1000 * (k + 1), ..]), 0.0)?, &law)?.powi(2);
            }
            Ok(sum / REPEATED as f64)
        }),
    )
}

/// Normal samples in place of one half of the digits.
const FORGED: f64 = 0.296;
const FORGED_SD: f64 = 0.0058;
const FORGERIES: usize = 20_000;

fn forged() -> Claim {
    Claim::new(
        "images-fd-forged",
        "Fréchet distance of 20 000 normal samples with the mean and the covariance of 898 random digits from the other 898: mean over 30 splits.",
        "20 000 个正态样本（均值、协方差取自随机的 898 张图像）与其余 898 张图像的弗雷歇距离：对 30 次划分取平均。",
        normal(FORGED, FORGED_SD),
        "Four standard deviations of such a mean; value and deviation from 20 of them or more.",
        "这一平均的四倍标准差；该值与标准差由至少 20 次平均得到。",
        Decimals(3)
            .of(|seed| {
                over_splits(898, seed, |a, b, seed| {
                    frechet(&fitted(a.points(), NO_VARIANCE)?.sample(seed, FORGERIES)?, b.points())
                })
            })
            .from_seed(REPLACED),
    )
}

/// What is done to the pictures.
#[derive(Clone, Copy)]
enum Altered {
    Noisy,
    Moved,
    WithoutZeros,
    ThreesForEights,
}

/// Id, what is done, the distance, and its standard deviation, 0 without chance.
const ALTERED: [(&str, Altered, f64, f64); 4] = [
    ("images-fd-noise", Altered::Noisy, 0.1323, 0.00135),
    ("images-fd-shift", Altered::Moved, 19.952, 0.0),
    ("images-fd-no-zeros", Altered::WithoutZeros, 0.4486, 0.0),
    ("images-fd-threes", Altered::ThreesForEights, 14.464, 0.0),
];

fn altered((id, altered, value, sd): (&'static str, Altered, f64, f64)) -> Claim {
    let (decimals, [en, zh]) = match altered {
        Altered::Noisy => (
            3,
            [
                "all 1797 digits from themselves with independent normal noise of standard deviation 0.1 on each pixel",
                "全部 1797 张图像，与每个像素加上标准差为 0.1 的独立正态噪声之后的它们",
            ],
        ),
        Altered::Moved => (
            1,
            [
                "all 1797 digits from themselves, moved one pixel to the right",
                "全部 1797 张图像，与各向右移动一个像素之后的它们",
            ],
        ),
        Altered::WithoutZeros => {
            (3, ["all 1797 digits from those that are no zeros", "全部 1797 张图像，与其中不是 0 的那些"])
        }
        Altered::ThreesForEights => (1, ["the threes from the eights", "所有的 3 与所有的 8"]),
    };
    let (prediction, [why, why_zh]) = if sd == 0.0 {
        (
            near(value, 0.5 * 10f64.powi(-decimals)),
            ["No chance; the value was computed by other algebra.", "不含随机性；该值由另一种算法得到。"],
        )
    } else {
        (
            normal(value, sd),
            [
                "Four standard deviations; value and deviation from 100 seeds.",
                "四倍标准差；该值与标准差由 100 个种子得到。",
            ],
        )
    };
    Claim::new(
        id,
        format!("Fréchet distance of {en}."),
        format!("{zh}之间的弗雷歇距离。"),
        prediction,
        why,
        why_zh,
        Decimals(decimals as usize).of(move |seed| distance_of(altered, seed)),
    )
}

fn distance_of(altered: Altered, seed: Seed) -> Result<f64> {
    let digits = Digits::all();
    let points = digits.points();
    match altered {
        Altered::Noisy => frechet(points, &(0.1 * Gaussian::standard(64)?.sample(seed, digits.len())? + points)),
        Altered::Moved => frechet(points, &moved(points)),
        Altered::WithoutZeros => {
            let rows: Vec<usize> = (0..digits.len()).filter(|row| digits.labels()[*row] != 0).collect();
            frechet(points, &points.select(Axis(0), &rows))
        }
        Altered::ThreesForEights => {
            let classes = by_class(&digits);
            frechet(&classes[3], &classes[8])
        }
    }
}

/// The pictures one pixel to the right; what comes in is paper.
fn moved(pictures: &ArrayRef2<f64>) -> Array2<f64> {
    let side = Digits::SIDE;
    Array2::from_shape_fn(pictures.dim(), |(row, k)| if k % side == 0 { -1.0 } else { pictures[[row, k - 1]] })
}

/// Twenty pictures in place of all: the distance, its standard deviation for one twenty, and the number of these.
const REPEATED_FEW: f64 = 7.78;
const REPEATED_SD: f64 = 0.71;
const TWENTIES: u64 = 10;

fn repeated() -> Claim {
    Claim::new(
        "images-fd-repeated",
        "Fréchet distance of all 1797 digits from 20 random ones of them, each as often as the others: mean over 10 choices.",
        "全部 1797 张图像与其中随机的 20 张（每张出现的次数相同）之间的弗雷歇距离：对 10 次选取取平均。",
        normal(REPEATED_FEW, standard_error(REPEATED_SD, TWENTIES as usize)),
        "Four standard errors; the value, and the standard deviation of 0.71 of one choice, are from 100 of them.",
        "四倍标准误差；该值与一次选取的标准差 0.71 由 100 次选取得到。",
        Decimals(1).of(|seed| {
            let digits = Digits::all();
            let mut sum = 0.0;
            for k in 0..TWENTIES {
                let few = digits.split(numbered(seed, k), 20.0 / digits.len() as f64)?.0;
                sum += frechet(digits.points(), few.points())?;
            }
            Ok(sum / TWENTIES as f64)
        }),
    )
}

fn writers() -> Claim {
    Claim::new(
        "images-fd-writers",
        "Fréchet distance of the first 898 digits of the file from its last 898, which other people wrote.",
        "文件中前 898 张图像与后 898 张之间的弗雷歇距离：它们出自不同的人之手。",
        near(1.1835, 1e-3),
        "No chance; the value was computed by other algebra.",
        "不含随机性；该值由另一种算法得到。",
        Decimals(2).of(|_| {
            let digits = Digits::all();
            let points = digits.points();
            frechet(&points.slice(s![..898, ..]), &points.slice(s![-898.., ..]))
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::super::few;
    use super::*;

    #[test]
    fn the_few_of_the_lesson_are_no_set_by_itself() {
        // the 20 that networks are trained on lie as far from all digits as other 20 do, within four deviations
        let distance = frechet(Digits::all().points(), few(20).unwrap().points()).unwrap();
        assert!((distance - REPEATED_FEW).abs() < 4.0 * REPEATED_SD, "{distance}");
    }
}
