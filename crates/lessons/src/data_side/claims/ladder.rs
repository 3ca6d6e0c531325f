//! The ladder: Euler's method and DDIM along several schedules.

use flowlab::metrics::{quantiles, wasserstein_1d};
use flowlab::ndarray::Array2;
use flowlab::ode::Euler;
use flowlab::path::{Coefficients, Schedule, ddim};
use flowlab::{Text, TimeGrid, simulate_ode_final};

use super::{LINEAR_VP, TRIGONOMETRIC, TWO_HILLS, field};
use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, greatest, near, unit_grid};
use crate::models::{exact_field, mixture, mixture_cdf, noise_quantiles};

/// Quantiles that stand for the noise.
const QUANTILES: usize = 20_000;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = Vec::from(LADDER.map(rung));
    claims.push(ddim_is_euler());
    claims
}

/// A method that takes the quantiles of the noise to the data.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Euler,
    Ddim,
}

/// Id, the way, the schedule, its name, the number of steps, and the distance W2 of the ends from the data.
type Rung = (&'static str, Way, Schedule, Text, usize, f64);

/// A test computes the distances with steps of its own.
const LADDER: [Rung; 16] = {
    const LINEAR: Text = Text::new("linear", "线性");
    const T: Schedule = Schedule::Trigonometric;
    const V: Schedule = Schedule::LinearVp;
    [
        ("data-side-euler-linear-2", Way::Euler, Schedule::Linear, LINEAR, 2, 0.7562),
        ("data-side-euler-trigonometric-2", Way::Euler, T, TRIGONOMETRIC, 2, 0.3707),
        ("data-side-euler-trigonometric-4", Way::Euler, T, TRIGONOMETRIC, 4, 0.1128),
        ("data-side-euler-trigonometric-8", Way::Euler, T, TRIGONOMETRIC, 8, 0.0510),
        ("data-side-euler-trigonometric-16", Way::Euler, T, TRIGONOMETRIC, 16, 0.0248),
        ("data-side-euler-trigonometric-32", Way::Euler, T, TRIGONOMETRIC, 32, 0.0123),
        ("data-side-ddim-trigonometric-2", Way::Ddim, T, TRIGONOMETRIC, 2, 0.7562),
        ("data-side-ddim-trigonometric-4", Way::Ddim, T, TRIGONOMETRIC, 4, 0.3273),
        ("data-side-ddim-trigonometric-8", Way::Ddim, T, TRIGONOMETRIC, 8, 0.1690),
        ("data-side-ddim-trigonometric-16", Way::Ddim, T, TRIGONOMETRIC, 16, 0.0868),
        ("data-side-ddim-trigonometric-32", Way::Ddim, T, TRIGONOMETRIC, 32, 0.0441),
        ("data-side-ddim-linear-vp-2", Way::Ddim, V, LINEAR_VP, 2, 0.8487),
        ("data-side-ddim-linear-vp-4", Way::Ddim, V, LINEAR_VP, 4, 0.3344),
        ("data-side-ddim-linear-vp-8", Way::Ddim, V, LINEAR_VP, 8, 0.1763),
        ("data-side-ddim-linear-vp-16", Way::Ddim, V, LINEAR_VP, 16, 0.1062),
        ("data-side-ddim-linear-vp-32", Way::Ddim, V, LINEAR_VP, 32, 0.0639),
    ]
};

fn rung((id, way, schedule, name, n, distance): Rung) -> Claim {
    let (along, along_zh) = (name.en, name.zh);
    let [steps, steps_zh] = match way {
        Way::Euler => [
            format!("{n} equal steps of Euler's method with the exact field of the {along} schedule"),
            format!("用欧拉方法求解{along_zh}调度的精确向量场，等长地走 {n} 步"),
        ],
        Way::Ddim => [
            format!("{n} DDIM steps of equal length along the {along} schedule, exact field"),
            format!("沿{along_zh}调度等长地走 {n} 个 DDIM 步，向量场精确"),
        ],
    };
    Claim::new(
        id,
        format!("Wasserstein distance W2 from the data, {}, after {steps}; 20 000 quantiles of N(0, 1).", TWO_HILLS.en),
        format!("{steps_zh}，终点与数据（{}）之间的 W2 距离；起点为 N(0, 1) 的 20 000 个分位点。", TWO_HILLS.zh),
        near(distance, 6e-5),
        "No chance: an integral over the noise, which a test computes with steps of its own; half a unit of the last digit, and less than 0.00001 for the tails beyond the last quantile.",
        "不含随机性：对噪声的一个积分，测试另写一套步子来计算它；容差为末位的半个单位，最外侧分位点以外的尾部影响小于 0.00001。",
        Decimals(4).of(move |_| {
            let ends = ends(way, schedule, n)?;
            wasserstein_1d(2, &ends.column(0), &quantiles(QUANTILES, mixture_cdf)?)
        }),
    )
}

fn ends(way: Way, schedule: Schedule, n: usize) -> flowlab::Result<Array2<f64>> {
    let (field, grid, start) = (field(schedule, mixture()?), unit_grid(n)?, noise_quantiles(QUANTILES)?);
    match way {
        Way::Euler => simulate_ode_final(&field, &Euler, &grid, &start),
        Way::Ddim => Ok(ddim(&field, &grid, &start)?.last()),
    }
}

fn ddim_is_euler() -> Claim {
    Claim::new(
        "data-side-ddim-is-euler",
        "Greatest difference between the ends of 10 DDIM steps and those of Euler's method for the linear path with the knots α/(α + β); the linear, the trigonometric and the linear variance preserving schedule, two hills, 1000 quantiles.",
        "走 10 步 DDIM 的终点，与线性路径上以 α/(α + β) 为格点的欧拉方法的终点之差的最大值；线性、三角、线性方差保持三种调度，双峰分布，1000 个分位点。",
        at_most(1e-12),
        "No chance: both do the same arithmetic in another order, some 1e-15 a step.",
        "不含随机性：两者只是运算次序不同，每步相差约 1e-15。",
        Scientific(1).of(|_| {
            let start = noise_quantiles(1000)?;
            let mut gaps = Vec::new();
            for schedule in Schedule::ALL {
                let grid = unit_grid(10)?;
                let steps = ddim(&field(schedule, mixture()?), &grid, &start)?.last();
                let clock = |t: &f64| {
                    let Coefficients { alpha, beta, .. } = schedule.coefficients(*t);
                    alpha / (alpha + beta)
                };
                let knots = TimeGrid::from_knots(grid.knots().iter().map(clock).collect::<Vec<_>>())?;
                gaps.push(greatest(steps - simulate_ode_final(&exact_field(mixture()?), &Euler, &knots, &start)?));
            }
            Ok(greatest(gaps))
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_side::claims::guess;

    #[test]
    fn the_distances_of_the_ladder_are_those_of_steps_written_out() {
        for (id, way, schedule, _, n, stated) in LADDER {
            let mut x = noise_quantiles(QUANTILES).unwrap();
            for i in 0..n {
                let [from, to] = [i, i + 1].map(|i| schedule.coefficients(i as f64 / n as f64));
                x.mapv_inplace(|x| {
                    let z = guess(from.alpha, from.beta, x);
                    let noise = (x - from.alpha * z) / from.beta;
                    match way {
                        Way::Ddim => to.alpha * z + to.beta * noise,
                        Way::Euler => x + (from.alpha_dot * z + from.beta_dot * noise) / n as f64,
                    }
                });
            }
            // the quantiles of the noise are in order, and sorted they meet those of the data
            let distance = wasserstein_1d(2, &x.column(0), &quantiles(QUANTILES, mixture_cdf).unwrap()).unwrap();
            assert!((distance - stated).abs() < 6e-5, "{id}: {distance}"); // half a unit of the last digit
        }
    }
}
