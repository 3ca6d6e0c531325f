//! What the exact field of a set makes: copies.

use flowlab::Seed;
use flowlab::distribution::{Dataset, Digits, Gaussian, Sample};
use flowlab::metrics::nearest;
use flowlab::ode::Euler;
use flowlab::path::PointField;
use flowlab::{Result, simulate_ode_final};

use super::{FEW_OTHERS, few, linear, nearly_all};
use crate::Digits::Decimals;
use crate::claim::{Claim, normal, standard_error_of_share, unit_grid};

/// Starts, and how near to a picture its copy is.
const STARTS: usize = 2000;
const COPY: f64 = 0.01;

/// Id, the number of pictures, steps, and the share of copies, which twenty times as many starts show.
const COPIES: [(&str, usize, usize, f64); 7] = [
    ("images-copies-20-3", 20, 3, 0.491),
    ("images-copies-20-5", 20, 5, 0.956),
    ("images-copies-20-10", 20, 10, 0.9993),
    ("images-copies-all-4", 1797, 4, 0.3555),
    ("images-copies-all-5", 1797, 5, 0.7195),
    ("images-copies-all-8", 1797, 8, 0.9843),
    ("images-copies-all-10", 1797, 10, 0.9974),
];

pub(super) fn claims() -> [Claim; 7] {
    COPIES.map(|(id, n, n_steps, share)| {
        let [set, set_zh] = match n {
            20 => ["20 training digits", "20 张训练图像"],
            _ => ["all 1797 digits", "全部 1797 张数字图像"],
        };
        let [why, why_zh] = match share > 0.97 {
            true => [FEW_OTHERS.en, FEW_OTHERS.zh],
            false => ["Four standard errors of a share of 2000.", "2000 个中所占比例的四倍标准误差。"],
        };
        Claim::new(
            id,
            format!("Share of the ends within 0.01 of a picture: exact field of {set}, Euler's method with n = {n_steps} from 2000 starts."),
            format!("终点与某张图像相距不超过 0.01 的比例：{set_zh}的精确向量场，欧拉方法 n = {n_steps}，2000 个起点。"),
            if share > 0.97 { nearly_all(share, STARTS) } else { normal(share, standard_error_of_share(share, STARTS)) },
            format!("{why} The value is from 40 000 starts or more."),
            format!("{why_zh}该值由至少 40 000 个起点得到。"),
            Decimals(3).of(move |seed| {
                let points = if n == 20 { few(n)? } else { Digits::all() };
                share_of_copies(&points, n_steps, STARTS, seed)
            }),
        )
    })
}

fn share_of_copies(points: &Dataset, n_steps: usize, starts: usize, seed: Seed) -> Result<f64> {
    let field = PointField::new(linear(), points.points().to_owned())?;
    let x0 = Gaussian::standard(points.dim())?.sample(seed, starts)?;
    let ends = simulate_ode_final(&field, &Euler, &unit_grid(n_steps)?, &x0)?;
    let distances = nearest(&ends, points.points())?.1;
    Ok(distances.iter().filter(|distance| **distance <= COPY).count() as f64 / starts as f64)
}
