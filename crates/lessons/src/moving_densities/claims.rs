//! Lesson 13: the exact field carries the exact density: continuity equation, Fokker-Planck equation and score; a process
//! whose time is turned around.

use std::ops::RangeInclusive;

use flowlab::convergence::order;
use flowlab::distribution::{Density, Gaussian, Sample};
use flowlab::ndarray::{Array1, Array2, Axis, array};
use flowlab::path::MarginalField;
use flowlab::sde::EulerMaruyama;
use flowlab::{AdditiveSde, Field, TimeGrid, VectorField, simulate_sde_final};

use crate::Digits::{self, Decimals};
use crate::claim::{Claim, at_most, greatest, near, normal, standard_error};
use crate::models::mixture_field;

/// The grid in x is [−REACH, REACH].
const REACH: f64 = 8.0;
/// Cells of the grids of the residuals.
const CELLS: [usize; 4] = [400, 800, 1600, 3200];
/// The step in time is so many times smaller than the one in x.
const TIME_RATIO: f64 = 4.0;
/// The process that is turned around: its time, and the steps and particles of the way back.
const END: f64 = 2.0;
const STEPS: usize = 1000;
const PARTICLES: usize = 20_000;
/// The factor of the score in the drift of the way back, and its words.
const WITH: (f64, [&str; 2]) = (1.0, ["score", "得分"]);
const WITHOUT: (f64, [&str; 2]) = (0.0, ["0 · score", "0 · 得分"]);

pub(super) fn claims() -> Vec<Claim> {
    vec![
        residual_order(
            "moving-continuity-order",
            0.0,
            "Order in dx of the residual of the continuity equation ∂ₜp + ∂ₓ(p·u) = 0 by central differences, dt = dx/4: slope of the least squares line through (log dx, log greatest residual) for dx = 0.04, 0.02, 0.01, 0.005; exact p and u of the linear path to half N(−2, 1/4), half N(2, 1/4), t = 0.05, 0.10, …, 0.95, x in [−8, 8]; in theory 2.",
            "用中心差分计算连续性方程 ∂ₜp + ∂ₓ(p·u) = 0 的残差，dt = dx/4，残差关于 dx 的阶：dx = 0.04、0.02、0.01、0.005，过点 (log dx, log 最大残差) 的最小二乘直线的斜率；取线性路径到 N(−2, 1/4) 与 N(2, 1/4) 各半的精确 p 与 u，t = 0.05, 0.10, …, 0.95，x 属于 [−8, 8]；理论值为 2。",
        ),
        residual_order(
            "moving-fokker-planck-order",
            1.0,
            "Order in dx of the residual of the Fokker-Planck equation ∂ₜp + ∂ₓ(p·v) − (σ²/2)·∂ₓₓp = 0 with v = u + (σ²/2)·score and σ = 1, by central differences, dt = dx/4: slope of the least squares line through (log dx, log greatest residual) for dx = 0.04, 0.02, 0.01, 0.005; exact p, u and score of the linear path to half N(−2, 1/4), half N(2, 1/4), t = 0.05, 0.10, …, 0.95, x in [−8, 8]; in theory 2.",
            "用中心差分计算福克-普朗克方程 ∂ₜp + ∂ₓ(p·v) − (σ²/2)·∂ₓₓp = 0 的残差，其中 v = u + (σ²/2)·得分，σ = 1，dt = dx/4，残差关于 dx 的阶：dx = 0.04、0.02、0.01、0.005，过点 (log dx, log 最大残差) 的最小二乘直线的斜率；取线性路径到 N(−2, 1/4) 与 N(2, 1/4) 各半的精确 p、u 与得分，t = 0.05, 0.10, …, 0.95，x 属于 [−8, 8]；理论值为 2。",
        ),
        mass(),
        Claim::new(
            "moving-score",
            "Greatest distance of (t·u − x)/(1 − t) from the score, relative to the greatest score at that time; exact field of the linear path to half N(−2, 1/4), half N(2, 1/4), t = 0, 0.01, …, 0.90, x in [−4, 4]; in theory 0.",
            "(t·u − x)/(1 − t) 与得分的最大差，相对于同一时刻得分的最大绝对值；线性路径到 N(−2, 1/4) 与 N(2, 1/4) 各半的精确向量场，t = 0, 0.01, …, 0.90，x 属于 [−4, 4]；理论值为 0。",
            at_most(1e-14),
            "No chance. The rounding of t·u − x, half a unit in the last place of 4, is 4e-16; divided by 1 − t = 0.1 and by the greatest score of 10 it is 4e-16 again: the bound is some twenty roundings.",
            "不含随机性。t·u − x 的舍入误差，即 4 的末位单位的一半，约为 4e-16；除以 1 − t = 0.1，再除以得分的最大值 10，仍为 4e-16：这个界约等于二十来次舍入。",
            Decimals(13).of(|_| score_gap(0..=90)),
        ),
        Claim::new(
            "moving-score-late",
            "Greatest distance of (t·u − x)/(1 − t) from the score, relative to the greatest score; exact field of the linear path to half N(−2, 1/4), half N(2, 1/4), t = 0.99, x in [−4, 4]; in theory 0.",
            "(t·u − x)/(1 − t) 与得分的最大差，相对于得分的最大绝对值；线性路径到 N(−2, 1/4) 与 N(2, 1/4) 各半的精确向量场，t = 0.99，x 属于 [−4, 4]；理论值为 0。",
            at_most(1e-13),
            "No chance. The rounding of t·u − x, half a unit in the last place of 4, is 4e-16; divided by 1 − t = 0.01 and by the greatest score of 8 it is 5e-15: the bound is some twenty roundings. Late in time u and x nearly cancel, and the score is what is left.",
            "不含随机性。t·u − x 的舍入误差，即 4 的末位单位的一半，约为 4e-16；除以 1 − t = 0.01，再除以得分的最大值 8，为 5e-15：这个界约等于二十来次舍入。时间越晚，t·u 与 x 越接近抵消，得分就是抵消后剩下的部分。",
            Decimals(12).of(|_| score_gap(99..=99)),
        ),
        reversed("moving-reversed-mean", WITH, "Mean", "均值", Decimals(2), |law| law.0, |law| law.1.sqrt()),
        reversed(
            "moving-reversed-variance",
            WITH,
            "Variance",
            "方差",
            Decimals(3),
            |law| law.1,
            |law| 2_f64.sqrt() * law.1,
        ),
        reversed("moving-reversed-mean-without", WITHOUT, "Mean", "均值", Decimals(1), |law| law.0, |law| law.1.sqrt()),
        reversed(
            "moving-reversed-variance-without",
            WITHOUT,
            "Variance",
            "方差",
            Decimals(0),
            |law| law.1,
            |law| 2_f64.sqrt() * law.1,
        ),
    ]
}

/// What of a law (mean, variance) is measured, and the standard deviation of one particle's share in it.
type Moment = fn((f64, f64)) -> f64;

/// A moment at time 0 of the Ornstein-Uhlenbeck process from N(3, 0.04), run backwards from time 2.
fn reversed(
    id: &'static str,
    (factor, [en, zh]): (f64, [&str; 2]),
    what_en: &str,
    what_zh: &str,
    digits: Digits,
    moment: Moment,
    sd: Moment,
) -> Claim {
    let law = by_steps(factor);
    Claim::new(
        id,
        format!(
            "{what_en} at the end of dX = [X + {en}] dt + dW, t from 0 to 2, from N(m₂, v₂); score −(x − m)/v with m = 3e⁻ˢ, v = 1/2 − 0.46·e⁻²ˢ, s = 2 − t; Euler–Maruyama, n = 1000, 20 000 particles. It turns dY = −Y ds + dW from N(3, 0.04) around."
        ),
        format!(
            "dX = [X + {zh}] dt + dW 从 N(m₂, v₂) 出发，t 从 0 到 2，终点的{what_zh}；得分为 −(x − m)/v，m = 3e⁻ˢ，v = 1/2 − 0.46·e⁻²ˢ，s = 2 − t；欧拉-丸山方法，n = 1000，20 000 个粒子。这是把从 N(3, 0.04) 出发的 dY = −Y ds + dW 倒过来。"
        ),
        normal(moment(law), standard_error(sd(law), PARTICLES)),
        "Four standard errors. The drift is linear, so the steps lead to a normal law, whose mean and variance follow from step to step.",
        "四倍标准误差。漂移是线性的，所以每一步之后都服从正态分布，均值与方差可以逐步算出。",
        digits.of(move |seed| {
            let drift = Field::new(1, move |t, x, mut out| {
                let (constant, slope) = drift(t, factor);
                out.assign(&x.mapv(|x| constant + slope * x));
            });
            let grid = TimeGrid::uniform(0.0, END, STEPS)?;
            let (mean, variance) = forward(END);
            let start = Gaussian::isotropic(array![mean], variance.sqrt())?.sample(seed, PARTICLES)?;
            let x = simulate_sde_final(&AdditiveSde::new(drift, |_| 1.0), &EulerMaruyama, &grid, &start, seed)?;
            Ok(moment((x.mean().unwrap_or(f64::NAN), x.var(0.0))))
        }),
    )
}

/// Mean and variance at time s of dY = −Y ds + dW from N(3, 0.04).
fn forward(s: f64) -> (f64, f64) {
    (3.0 * (-s).exp(), 0.5 - 0.46 * (-2.0 * s).exp())
}

/// The drift x + factor·score at s = 2 − t: its value at 0, and its slope.
fn drift(t: f64, factor: f64) -> (f64, f64) {
    let (mean, variance) = forward(END - t);
    (factor * mean / variance, 1.0 - factor / variance)
}

/// Mean and variance to which Euler-Maruyama comes by that drift.
fn by_steps(factor: f64) -> (f64, f64) {
    let h = END / STEPS as f64;
    (0..STEPS).fold(forward(END), |(mean, variance), i| {
        let (constant, slope) = drift(i as f64 * h, factor);
        (mean + h * (constant + slope * mean), (1.0 + h * slope).powi(2) * variance + h)
    })
}

fn residual_order(id: &'static str, sigma: f64, en: &str, zh: &str) -> Claim {
    Claim::new(
        id,
        en,
        zh,
        near(2.0, 0.02),
        "No chance: the equation holds exactly, so what is left is the error of the central differences, C·dx² and a next term that is (dx/w)² times as large, up to a constant, where w = 0.47 is the narrowest width of a hump of p.",
        "不含随机性：方程精确成立，剩下的只是中心差分的误差 C·dx²，下一项约为它的 (dx/w)² 倍（差一个常数），w = 0.47 是 p 的峰最窄时的宽度。",
        Decimals(3).of(move |_| {
            let dx = CELLS.map(|cells| 2.0 * REACH / cells as f64);
            let residuals: flowlab::Result<Vec<f64>> = dx.iter().map(|dx| greatest_residual(sigma, *dx)).collect();
            order(&dx, &residuals?)
        }),
    )
}

fn mass() -> Claim {
    Claim::new(
        "moving-mass",
        "Greatest distance of the mass ∫ p dx from 1, by the trapezoidal rule with dx = 0.02 on [−8, 8]; exact density of the linear path to half N(−2, 1/4), half N(2, 1/4), t = 0, 0.05, …, 1; in theory 0.",
        "质量 ∫ p dx 与 1 的最大差，用梯形法则在 [−8, 8] 上以 dx = 0.02 计算；取线性路径到 N(−2, 1/4) 与 N(2, 1/4) 各半的精确密度，t = 0, 0.05, …, 1；理论值为 0。",
        at_most(1e-13),
        "No chance: less than 2e-15 of the mass is outside [−8, 8], the trapezoidal rule is exact to rounding for a density that is smooth and vanishes at the ends, and 800 terms are rounded.",
        "不含随机性：[−8, 8] 之外的质量不到 2e-15；密度光滑且在两端消失，梯形法则精确到舍入误差；共有 800 项参与舍入。",
        Decimals(13).of(|_| {
            let (dx, field) = (0.02, mixture_field()?);
            let x = grid(REACH, dx);
            // the terms at both ends, which the rule counts half, are below 1e-14
            let excess = |i: i32| Ok(density(&field, f64::from(i) / 20.0, &x)?.sum() * dx - 1.0);
            let excesses: flowlab::Result<Vec<f64>> = (0..=20).map(excess).collect();
            Ok(greatest(excesses?))
        }),
    )
}

/// The greatest distance of the score from what u says it is, relative to the greatest score, over these hundredths of a
/// unit of time.
fn score_gap(hundredths: RangeInclusive<i32>) -> flowlab::Result<f64> {
    let (field, x) = (mixture_field()?, grid(4.0, 0.01));
    let gap = |i: i32| {
        let t = f64::from(i) / 100.0;
        let score = field.score(t, &x)?;
        let from_u = (t * field.at(t, &x) - &x) / (1.0 - t);
        Ok(greatest(from_u - &score) / greatest(score))
    };
    Ok(greatest(hundredths.map(gap).collect::<flowlab::Result<Vec<f64>>>()?))
}

/// Points at distances of dx from −reach to reach: (n, 1).
fn grid(reach: f64, dx: f64) -> Array2<f64> {
    let n = (2.0 * reach / dx).round() as usize;
    Array1::linspace(-reach, reach, n + 1).insert_axis(Axis(1))
}

/// The density of X_t at the points.
fn density(field: &MarginalField, t: f64, x: &Array2<f64>) -> flowlab::Result<Array1<f64>> {
    Ok(field.law(t)?.log_density(x).exp())
}

/// The greatest residual of ∂ₜp + ∂ₓ(p·(u + σ²/2·score)) − σ²/2·∂ₓₓp over the grid and the times.
fn greatest_residual(sigma: f64, dx: f64) -> flowlab::Result<f64> {
    let (field, x, dt, half) = (mixture_field()?, grid(REACH, dx), dx / TIME_RATIO, 0.5 * sigma * sigma);
    let mut most = 0.0;
    for i in 1..=19 {
        let t = f64::from(i) / 20.0;
        let p = density(&field, t, &x)?;
        let v = field.at(t, &x) + half * field.score(t, &x)?;
        let flux = &p * &v.column(0);
        let (later, earlier) = (density(&field, t + dt, &x)?, density(&field, t - dt, &x)?);
        let residual = |k: usize| {
            let in_time = (later[k] - earlier[k]) / (2.0 * dt);
            let in_space = (flux[k + 1] - flux[k - 1]) / (2.0 * dx);
            in_time + in_space - half * (p[k + 1] - 2.0 * p[k] + p[k - 1]) / (dx * dx)
        };
        most = greatest((1..p.len() - 1).map(residual).chain([most]));
    }
    Ok(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reverse-time SDE keeps the law of the film: with small steps it comes back to N(3, 0.04).
    #[test]
    fn the_steps_come_back_to_the_start_with_the_score_alone() {
        let (mean, variance) = by_steps(1.0);
        assert!((mean - 3.0).abs() < 1e-3 && (variance - 0.04).abs() < 2e-3, "{mean} {variance}");
        let grown = (2.0 * END).exp();
        let exact = grown * forward(END).1 + 0.5 * (grown - 1.0);
        let (mean, variance) = by_steps(0.0);
        assert!((mean - 3.0).abs() < 0.01 && (variance / exact - 1.0).abs() < 0.01, "{mean} {variance}");
    }
}
