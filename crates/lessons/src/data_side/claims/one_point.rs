//! One point under dY = −½ Y dr + dW.

use flowlab::ndarray::Array2;
use flowlab::process::Noising;
use flowlab::sde::EulerMaruyama;
use flowlab::{Seed, simulate_sde_final};

use crate::Digits::Decimals;
use crate::claim::{Claim, SQUARES, mean_square, normal, normal_variance, standard_error, unit_grid};

/// Paths, and their steps.
const PATHS: usize = 200_000;
const STEPS: usize = 1000;

pub(super) fn claims() -> [Claim; 2] {
    [mean(), variance()]
}

fn mean() -> Claim {
    Claim::new(
        "data-side-one-point-mean",
        "Mean at r = 1 of dY = −½ Y dr + dW from 2, over 200 000 paths by Euler–Maruyama with h = 1/1000; in theory 2e^(−1/2) = 1.2131, for the method 2(1 − h/2)¹⁰⁰⁰ = 1.2129.",
        "dY = −½ Y dr + dW 从 2 出发，r = 1 时的均值；用欧拉-丸山方法，h = 1/1000，取 200 000 条路径；理论值为 2e^(−1/2) = 1.2131，对这个方法是 2(1 − h/2)¹⁰⁰⁰ = 1.2129。",
        normal(law()[0], standard_error(law()[1].sqrt(), PATHS)),
        "Four standard errors of a mean, about the mean of the method itself.",
        "均值的四倍标准误差，以方法自身的均值为中心。",
        Decimals(3).of(|seed| Ok(ends(seed)?.mean().expect("there are paths"))),
    )
}

fn variance() -> Claim {
    Claim::new(
        "data-side-one-point-variance",
        "Variance at r = 1 of dY = −½ Y dr + dW from 2, over 200 000 paths by Euler–Maruyama with h = 1/1000; in theory 1 − e^(−1) = 0.6321, for the method 0.6324.",
        "dY = −½ Y dr + dW 从 2 出发，r = 1 时的方差；用欧拉-丸山方法，h = 1/1000，取 200 000 条路径；理论值为 1 − e^(−1) = 0.6321，对这个方法是 0.6324。",
        normal_variance(law()[1], PATHS),
        SQUARES.en,
        SQUARES.zh,
        Decimals(3).of(|seed| Ok(mean_square(&(ends(seed)? - law()[0])))),
    )
}

/// Mean and variance of what Euler–Maruyama makes of one point.
fn law() -> [f64; 2] {
    let h = 1.0 / STEPS as f64;
    let factor = 1.0 - 0.5 * h;
    (0..STEPS).fold([2.0, 0.0], |[mean, variance], _| [factor * mean, factor * factor * variance + h])
}

fn ends(seed: Seed) -> flowlab::Result<Array2<f64>> {
    let (process, start) = (Noising::vp(1, 1.0, 1.0, 1.0)?, Array2::from_elem((PATHS, 1), 2.0));
    simulate_sde_final(&process, &EulerMaruyama, &unit_grid(STEPS)?, &start, seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euler_maruyama_has_the_law_that_the_words_say() {
        let [mean, variance] = law();
        assert!((mean - 1.2129).abs() < 5e-5 && (variance - 0.6324).abs() < 5e-5, "{mean} {variance}");
    }
}
