//! Spreads after few steps: which variance of the fresh noise is right, and for which data.

use flowlab::distribution::Gaussian;
use flowlab::ndarray::{Array2, array};
use flowlab::path::{
    Coefficients, Denoiser, GaussianPath, MarginalField, PointField, Schedule, Variance, ancestral, ddim,
};
use flowlab::rand::Rng;
use flowlab::{Result, Seed};

use crate::Digits::Decimals;
use crate::claim::{Claim, mean_square, noise, normal, standard_error_of_sd, unit_grid};

/// Samples, and their steps.
const SAMPLES: usize = 100_000;
const STEPS: usize = 10;

pub(super) fn claims() -> [Claim; 11] {
    SPREADS.map(spread)
}

/// Steps whose spread is known.
#[derive(Clone, Copy, PartialEq)]
enum Fresh {
    /// DDIM with this η.
    Eta(f64),
    /// DDPM, small variance.
    Small,
    /// DDPM, large variance, without noise in the last step.
    Large,
    /// DDPM, large variance, with noise in the last step too.
    Last,
}

/// Id, the standard deviation s of the data, the steps, and the standard deviation after ten of them, which a recursion
/// gives.
const SPREADS: [(&str, f64, Fresh, f64); 11] = [
    ("data-side-sd-ddim", 1.0, Fresh::Eta(0.0), 0.8835),
    ("data-side-sd-half", 1.0, Fresh::Eta(0.5), 0.8745),
    ("data-side-sd-small", 1.0, Fresh::Small, 0.8241),
    ("data-side-sd-large", 1.0, Fresh::Large, 0.9877),
    ("data-side-sd-last", 1.0, Fresh::Last, 1.0),
    ("data-side-narrow-ddim", 0.25, Fresh::Eta(0.0), 0.1910),
    ("data-side-narrow-half", 0.25, Fresh::Eta(0.5), 0.1878),
    ("data-side-narrow-small", 0.25, Fresh::Small, 0.1725),
    ("data-side-narrow-large", 0.25, Fresh::Large, 0.2711),
    ("data-side-narrow-last", 0.25, Fresh::Last, 0.3130),
    ("data-side-point-last", 0.0, Fresh::Last, 0.1564),
];

fn spread((id, s, fresh, _): (&'static str, f64, Fresh, f64)) -> Claim {
    let [en, zh] = match fresh {
        Fresh::Eta(0.0) => ["DDIM steps", "DDIM 步"],
        Fresh::Eta(_) => ["DDIM steps with η = 1/2", "η = 1/2 的 DDIM 步"],
        Fresh::Small => ["DDPM steps with the small variance", "小方差的 DDPM 步"],
        Fresh::Large => {
            ["DDPM steps with the large variance, without noise in the last", "大方差的 DDPM 步，最后一步不加噪声"]
        }
        Fresh::Last => {
            ["DDPM steps with the large variance, with noise in the last too", "大方差的 DDPM 步，最后一步也加噪声"]
        }
    };
    let [data, data_zh] = match s {
        0.0 => ["one point, 0".to_string(), "一个点 0".to_string()],
        s => [format!("N(0, {s}²)"), format!("N(0, {s}²)")],
    };
    let expected = recursion(s, fresh);
    Claim::new(
        id,
        format!(
            "Standard deviation of 100 000 samples after ten {en}, trigonometric schedule, exact field; data {data}; root mean square about the known mean 0."
        ),
        format!(
            "走十步（{zh}，三角调度，向量场精确）后 100 000 个样本的标准差；数据为{data_zh}；取相对于已知均值 0 的均方根。"
        ),
        normal(expected, standard_error_of_sd(expected, 3.0, SAMPLES)),
        "Four standard errors of the standard deviation of normal numbers; each step is linear, and a recursion gives the value.",
        "正态随机变量标准差的四倍标准误差；每一步都是线性的，该值由递推算出。",
        Decimals(3).of(move |seed| Ok(mean_square(&ends(s, fresh, seed)?).sqrt())),
    )
}

fn ends(s: f64, fresh: Fresh, seed: Seed) -> Result<Array2<f64>> {
    let path = GaussianPath::new(Schedule::Trigonometric);
    let (grid, start) = (unit_grid(STEPS)?, noise(seed, SAMPLES)?);
    let variance = match fresh {
        Fresh::Eta(0.0) => None,
        Fresh::Eta(eta) => Some(Variance::Eta(eta)),
        Fresh::Small => Some(Variance::Posterior),
        Fresh::Large | Fresh::Last => Some(Variance::Chain),
    };
    let run = |field: &dyn Denoiser| match variance {
        None => ddim(field, &grid, &start),
        Some(variance) => ancestral(field, variance, &grid, &start, seed),
    };
    let ends = match s {
        0.0 => run(&PointField::new(path, array![[0.0]])?)?,
        s => run(&MarginalField::new(path, Gaussian::isotropic(array![0.0], s)?))?,
    }
    .last();
    if fresh != Fresh::Last {
        return Ok(ends);
    }
    // the last step has the mean ẑ, where it ends without noise, and its chain the variance β² of the knot before
    let beta = path.coefficients(grid.t(STEPS - 1)).beta;
    Ok(ends + beta * noise(Seed(seed.stream(0).random()), SAMPLES)?)
}

/// The standard deviation after ten steps from N(0, 1): the guess of N(0, s²) is ẑ = αs²/(α²s² + β²)·x.
fn recursion(s: f64, fresh: Fresh) -> f64 {
    let at = |i: usize| Schedule::Trigonometric.coefficients(i as f64 / STEPS as f64);
    let mut variance = 1.0;
    for i in 0..STEPS {
        let (Coefficients { alpha: a0, beta: b0, .. }, Coefficients { alpha: a1, beta: b1, .. }) = (at(i), at(i + 1));
        let guess = a0 * s * s / (a0 * a0 * s * s + b0 * b0);
        let a = a0 / a1;
        let c = b0 * b0 - a * a * b1 * b1;
        let small = c * b1 * b1 / (b0 * b0);
        let (factor, added) = match fresh {
            Fresh::Eta(eta) => {
                let added = eta * eta * small;
                (a1 * guess + (b1 * b1 - added).sqrt() * (1.0 - a0 * guess) / b0, added)
            }
            _ => {
                let factor = (a * b1 * b1 + a1 * c * guess) / (b0 * b0);
                let with_noise = fresh == Fresh::Last || fresh == Fresh::Large && b1 > 0.0;
                (factor, if with_noise { c } else { small })
            }
        };
        variance = factor * factor * variance + added;
    }
    f64::sqrt(variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spreads_are_those_of_the_recursion() {
        for (id, s, fresh, stated) in SPREADS {
            assert!((recursion(s, fresh) - stated).abs() < 5e-5, "{id}: {}", recursion(s, fresh));
        }
        // nothing is left where the data are one point and the last step is without noise
        assert!(recursion(0.0, Fresh::Small) < 1e-12 && recursion(0.0, Fresh::Large) < 1e-12);
        // c·v(t')/v(t) would be exact: for s = 1 that is c
        assert!((recursion(1.0, Fresh::Last) - 1.0).abs() < 1e-12);
    }
}
