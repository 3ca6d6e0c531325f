//! The best linear autoencoder of the digits.

use flowlab::distribution::{Digits, Gaussian, Sample};
use flowlab::latent::Pca;
use flowlab::metrics::ks;
use flowlab::ndarray::{Array2, Axis};
use flowlab::{Result, Scaler, Seed};

use super::NO_CHANCE;
use crate::Digits::Decimals;
use crate::claim::{Claim, near, normal, standard_error};
use crate::models::normal_cdf;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(ERRORS.map(error));
    claims.extend(ERRORS.map(kept));
    claims.extend(HALVES.map(half));
    claims.push(random());
    claims.extend(MARGINS.map(margin));
    claims
}

/// The trace of the covariance: the error with no latents.
const TRACE: f64 = 18.773_105;

/// Number of latents, and the sum of the eigenvalues that are discarded.
const ERRORS: [(usize, &str, &str, f64); 7] = [
    (1, "latents-pca-1", "latents-kept-1", 15.9777),
    (2, "latents-pca-2", "latents-kept-2", 13.4210),
    (4, "latents-pca-4", "latents-kept-4", 9.6280),
    (8, "latents-pca-8", "latents-kept-8", 6.1218),
    (16, "latents-pca-16", "latents-kept-16", 2.8272),
    (32, "latents-pca-32", "latents-kept-32", 0.6316),
    (48, "latents-pca-48", "latents-kept-48", 0.0266),
];

/// The error of k latents on all digits, from the pictures and not from the eigenvalues.
fn error_of(k: usize) -> Result<f64> {
    let digits = Digits::all();
    Pca::fit(digits.points(), k)?.error(digits.points())
}

fn error((k, id, _, value): (usize, &'static str, &'static str, f64)) -> Claim {
    Claim::new(
        id,
        format!("Mean squared error of all 1797 digits that are projected on the {k} axes of greatest variance."),
        format!("把全部 1797 张图像投影到方差最大的 {k} 个轴上，重建的均方误差。"),
        near(value, 1e-4),
        NO_CHANCE[0],
        NO_CHANCE[1],
        Decimals(3).of(move |_| error_of(k)),
    )
}

fn kept((k, _, id, value): (usize, &'static str, &'static str, f64)) -> Claim {
    Claim::new(
        id,
        format!("Share of the variance of the 1797 digits along the {k} axes of greatest variance."),
        format!("1797 张图像的方差中，方差最大的 {k} 个轴所占的比例。"),
        near(1.0 - value / TRACE, 1e-5),
        NO_CHANCE[0],
        NO_CHANCE[1],
        Decimals(3).of(move |_| Ok(1.0 - error_of(k)? / Digits::all().points().var_axis(Axis(0), 0.0).sum())),
    )
}

/// The seed that deals the digits into two halves.
const DEALT_BY: Seed = Seed(1);

/// Axes of one half: id, latents, whether the error is that on the other half, and its value.
const HALVES: [(&str, usize, bool, f64); 6] = [
    ("latents-own-half-8", 8, false, 6.0128),
    ("latents-other-half-8", 8, true, 6.3265),
    ("latents-own-half-16", 16, false, 2.7443),
    ("latents-other-half-16", 16, true, 3.0048),
    ("latents-own-half-32", 32, false, 0.5972),
    ("latents-other-half-32", 32, true, 0.7070),
];

fn half((id, k, fresh, value): (&'static str, usize, bool, f64)) -> Claim {
    let [on, on_zh] = if fresh { ["the other half", "另一半"] } else { ["that half itself", "这一半自身"] };
    Claim::new(
        id,
        format!("Mean squared error, on {on}, of the {k} axes of greatest variance of a random half of the digits."),
        format!("由随机的一半图像求出方差最大的 {k} 个轴，在{on_zh}上的均方误差。"),
        near(value, 1e-3),
        "No chance: one random split, the same each time. Others give values that are within some hundredths of it.",
        "不含随机性：每次都用同一次随机划分。别的划分所得的值与它相差百分之几。",
        Decimals(2).of(move |_| {
            let (own, other) = Digits::all().split(DEALT_BY, 0.5)?;
            Pca::fit(own.points(), k)?.error(if fresh { other.points() } else { own.points() })
        }),
    )
}

/// Random subspaces of 16 dimensions: each direction keeps 1/64 of the trace on average, and their number.
const RANDOM: f64 = 0.75 * TRACE;
const RANDOM_SD: f64 = 0.352;
const SUBSPACES: usize = 60;

fn random() -> Claim {
    Claim::new(
        "latents-random-16",
        format!(
            "Mean squared error of the digits projected on a random subspace of 16 dimensions: mean over {SUBSPACES}."
        ),
        format!("把图像投影到随机的 16 维子空间上的均方误差：对 {SUBSPACES} 个子空间取平均。"),
        normal(RANDOM, standard_error(RANDOM_SD, SUBSPACES)),
        "A random direction keeps 1/64 of the trace on average, so 48/64 of it is lost. Four standard errors; one subspace has a standard deviation of 0.352, from 2000 of them.",
        "随机方向平均保留迹的 1/64，故损失 48/64。四倍标准误差；单个子空间的标准差 0.352 由 2000 个子空间得到。",
        Decimals(1).of(|seed| {
            let digits = Digits::all();
            let centred = digits.points().to_owned() - &digits.points().mean_axis(Axis(0)).expect("there are digits");
            let covariance = centred.t().dot(&centred) / digits.len() as f64;
            let normals = Gaussian::standard(64)?.sample(seed, 16 * SUBSPACES)?;
            let lost = normals.axis_chunks_iter(Axis(0), 16).map(|directions| {
                let rows = orthonormal(directions.to_owned());
                TRACE - rows.dot(&covariance).dot(&rows.t()).diag().sum()
            });
            Ok(lost.sum::<f64>() / SUBSPACES as f64)
        }),
    )
}

/// Rows made orthonormal one after the other (Gram and Schmidt).
fn orthonormal(mut rows: Array2<f64>) -> Array2<f64> {
    for i in 0..rows.nrows() {
        let mut row = rows.row(i).to_owned();
        for j in 0..i {
            let before = rows.row(j);
            let shift = -before.dot(&row);
            row.scaled_add(shift, &before);
        }
        row /= row.dot(&row).sqrt();
        rows.row_mut(i).assign(&row);
    }
    rows
}

/// One latent at a time beside N(0, 1), after scaling to variance 1: id, and the distance.
const MARGINS: [(&str, Margin, f64); 2] =
    [("latents-ks-least", Margin::Least, 0.0134), ("latents-ks-greatest", Margin::Greatest, 0.0616)];

#[derive(Clone, Copy)]
enum Margin {
    Least,
    Greatest,
}

fn margin((id, which, value): (&'static str, Margin, f64)) -> Claim {
    let [en, zh] = match which {
        Margin::Least => [
            "Least of the 16 distances of Kolmogorov and Smirnov between one latent of the 1797 digits, scaled to variance 1, and N(0, 1).",
            "1797 张图像的 16 个潜变量各自化为方差 1 之后与 N(0, 1) 的柯尔莫哥洛夫–斯米尔诺夫距离，取其中最小者。",
        ],
        Margin::Greatest => [
            "Greatest of the 16 distances of Kolmogorov and Smirnov between one latent of the 1797 digits, scaled to variance 1, and N(0, 1).",
            "1797 张图像的 16 个潜变量各自化为方差 1 之后与 N(0, 1) 的柯尔莫哥洛夫–斯米尔诺夫距离，取其中最大者。",
        ],
    };
    Claim::new(
        id,
        en,
        zh,
        near(value, 1e-4),
        NO_CHANCE[0],
        NO_CHANCE[1],
        Decimals(3).of(move |_| {
            let digits = Digits::all();
            let latents = Pca::fit(digits.points(), 16)?.encode(digits.points())?;
            let white = Scaler::fit(&latents)?.scale(&latents)?;
            let distances = white.columns().into_iter().map(|column| ks(&column, normal_cdf));
            let distances = distances.collect::<Result<Vec<f64>>>()?;
            match which {
                Margin::Least => Ok(distances.into_iter().fold(1.0, f64::min)),
                Margin::Greatest => Ok(distances.into_iter().fold(0.0, f64::max)),
            }
        }),
    )
}
