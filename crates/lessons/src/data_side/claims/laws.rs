//! The laws to which steps with noise lead.

use flowlab::Text;

use super::TWO_HILLS;
use super::on_a_grid::{Noisy, distance};
use crate::Digits::Decimals;
use crate::claim::{Claim, near};

pub(super) fn claims() -> [Claim; 9] {
    LAWS.map(law_of_steps)
}

/// Id, the steps, their number, and the distance from the data of the law to which they lead.
const LAWS: [(&str, Noisy, usize, f64); 9] = [
    ("data-side-ddpm-small-4", Noisy::Small, 4, 0.1132),
    ("data-side-ddpm-small-16", Noisy::Small, 16, 0.0317),
    ("data-side-ddpm-small-64", Noisy::Small, 64, 0.0089),
    ("data-side-ddpm-large-4", Noisy::Large, 4, 0.0784),
    ("data-side-ddpm-large-16", Noisy::Large, 16, 0.0197),
    ("data-side-ddpm-large-64", Noisy::Large, 64, 0.0052),
    ("data-side-dial-linear-4", Noisy::Dial, 4, 0.0565),
    ("data-side-dial-linear-16", Noisy::Dial, 16, 0.0165),
    ("data-side-dial-linear-64", Noisy::Dial, 64, 0.0043),
];

fn law_of_steps((id, noisy, n, stated): (&'static str, Noisy, usize, f64)) -> Claim {
    let words = match noisy {
        Noisy::Small => {
            Text::new("DDPM steps along the trigonometric schedule, small variance", "沿三角调度的 DDPM 步（小方差）")
        }
        Noisy::Large => Text::new(
            "DDPM steps along the trigonometric schedule, large variance without noise in the last step",
            "沿三角调度的 DDPM 步（大方差，最后一步不加噪声）",
        ),
        Noisy::Dial => Text::new("steps of algorithm 2, linear schedule, g = 1", "算法 2 的步（线性调度，g = 1）"),
    };
    Claim::new(
        id,
        format!(
            "Kolmogorov–Smirnov distance from the data, {}, of the law to which {n} {} lead, exact field; computed on a grid, without samples.",
            TWO_HILLS.en, words.en
        ),
        format!(
            "{n} 个{}，向量场精确，所到达的分布与数据（{}）之间的柯尔莫哥洛夫-斯米尔诺夫距离；在网格上计算，不用样本。",
            words.zh, TWO_HILLS.zh
        ),
        near(stated, 1e-3),
        "No chance: the mass of each cell of a grid of width 0.005 is carried by the step and spread by its noise; the grid moves the distance by less than 0.001. A test compares it with samples.",
        "不含随机性：在宽 0.005 的网格上，每一格的质量先随这一步移动，再被噪声散开；网格对距离的影响小于 0.001。测试把它与样本比较。",
        Decimals(4).of(move |_| distance(noisy, n)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{noise, unit_grid};
    use crate::data_side::claims::field;
    use crate::models::{mixture, mixture_cdf};
    use flowlab::metrics::ks;
    use flowlab::path::{Extended, GaussianPath, Schedule, Variance, ancestral};
    use flowlab::sde::EulerMaruyama;
    use flowlab::{Seed, simulate_sde_final};

    #[test]
    fn samples_are_as_far_as_the_laws_of_their_steps() {
        for (id, noisy, n, stated) in LAWS {
            let (grid, start) = (unit_grid(n).unwrap(), noise(Seed(16), 20_000).unwrap());
            let ddpm = field(Schedule::Trigonometric, mixture().unwrap());
            let ends = match noisy {
                Noisy::Small => ancestral(&ddpm, Variance::Posterior, &grid, &start, Seed(17)).unwrap().last(),
                Noisy::Large => ancestral(&ddpm, Variance::Chain, &grid, &start, Seed(17)).unwrap().last(),
                Noisy::Dial => {
                    let sde = Extended::dial(
                        GaussianPath::new(Schedule::Linear),
                        field(Schedule::Linear, mixture().unwrap()),
                        1.0,
                    );
                    simulate_sde_final(&sde.unwrap(), &EulerMaruyama, &grid, &start, Seed(17)).unwrap()
                }
            };
            // two distances of distribution functions differ by no more than that of the samples from their own law, which is
            // above 1.95/√20 000 = .0138 for one seed in a thousand
            let distance = ks(&ends.column(0), mixture_cdf).unwrap();
            assert!((distance - stated).abs() < 0.0138, "{id}: {distance}");
        }
    }
}
