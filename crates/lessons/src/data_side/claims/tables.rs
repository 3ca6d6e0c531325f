//! Tables of noise levels, as papers print them.

use std::f64::consts::FRAC_PI_2;

use flowlab::ndarray::Array1;

use crate::Digits::Decimals;
use crate::claim::{Claim, exact, near};

pub(super) fn claims() -> [Claim; 3] {
    let counted = ["No chance: a count over a table.", "不含随机性：对一张表计数。"];
    [
        Claim::new(
            "data-side-ddpm-above",
            "Steps of the DDPM table (1000 steps, β from 10⁻⁴ to 0.02 on a line) in which the signal is stronger than the noise, ᾱ > 1/2.",
            "DDPM 的表（1000 步，β 从 10⁻⁴ 到 0.02 线性增加）中，信号强于噪声（ᾱ > 1/2）的步数。",
            exact(259.0),
            counted[0],
            counted[1],
            Decimals(0).of(|_| Ok(above(&ddpm_table()))),
        ),
        Claim::new(
            "data-side-cosine-above",
            "Steps of the cosine table (1000 steps, ᾱ = cos²((i/1000 + 0.008)/1.008 · π/2), divided by its value at i = 0) in which the signal is stronger than the noise.",
            "余弦表（1000 步，ᾱ = cos²((i/1000 + 0.008)/1.008 · π/2) 除以 i = 0 时的值）中，信号强于噪声的步数。",
            exact(496.0),
            counted[0],
            counted[1],
            Decimals(0).of(|_| Ok(above(&cosine_table()))),
        ),
        Claim::new(
            "data-side-ddpm-half",
            "The time t = √ᾱ/(√ᾱ + √(1 − ᾱ)) of the linear path below which one half of the 1000 steps of the DDPM table lie.",
            "把 DDPM 的表的 1000 步换算成线性路径的时间 t = √ᾱ/(√ᾱ + √(1 − ᾱ))，有一半的步在它以下的那个 t。",
            near(0.2258, 5e-4),
            "No chance: the middle of a table; its two neighbours there are 0.0010 apart.",
            "不含随机性：一张表的中点；那里相邻的两个数相差 0.0010。",
            Decimals(3).of(|_| {
                let times = ddpm_table().mapv(|share| share.sqrt() / (share.sqrt() + (1.0 - share).sqrt()));
                Ok(0.5 * (times[499] + times[500]))
            }),
        ),
    ]
}

/// ᾱ after each step of DDPM: the share of the variance that is still the data's.
pub(in crate::data_side) fn ddpm_table() -> Array1<f64> {
    let mut share = 1.0;
    Array1::linspace(1e-4, 0.02, 1000).mapv(|beta| {
        share *= 1.0 - beta;
        share
    })
}

/// ᾱ after each step of the cosine table.
pub(in crate::data_side) fn cosine_table() -> Array1<f64> {
    let squared = |i: f64| ((i / 1000.0 + 0.008) / 1.008 * FRAC_PI_2).cos().powi(2);
    Array1::from_iter((1..=1000).map(|i| squared(f64::from(i)) / squared(0.0)))
}

fn above(table: &Array1<f64>) -> f64 {
    table.iter().filter(|share| **share > 0.5).count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_end_where_papers_say() {
        assert!((ddpm_table()[999] - 4.036e-5).abs() < 5e-9);
        assert!(cosine_table()[999].abs() < 1e-30);
    }
}
