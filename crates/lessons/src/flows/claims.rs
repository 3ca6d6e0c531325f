//! Lesson 06: flows forth and back, and how they change areas and volumes.

use std::f64::consts::TAU;

use flowlab::ndarray::{Array2, array, azip, s};
use flowlab::ode::Rk4;
use flowlab::process::MatrixOde;
use flowlab::{Field, TimeGrid, simulate_ode, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, near, unit_grid};

const N_STEPS: usize = 200;

pub(super) fn claims() -> Vec<Claim> {
    // |μ|² for the eigenvalues μ = −0.5 ± 3i
    let mu2: f64 = 0.5 * 0.5 + 3.0 * 3.0;
    let there_and_back = mu2.powi(3) / 72.0 / (N_STEPS as f64).powi(5);
    vec![
        Claim::new(
            "flows-forth-and-back",
            "How far from its start, relative to its distance from 0, a point is after it has followed x' = Ax, A = [[−0.5, −3], [3, −0.5]], from t = 0 to 1 and back by RK4 with 200 steps each; in theory |μ|⁶ / (72 · 200⁵) with the eigenvalues μ = −0.5 ± 3i, far below 10⁻⁹.",
            "点沿 x' = Ax（A = [[−0.5, −3], [3, −0.5]]）从 t = 0 走到 1 再走回来，往返各用 RK4 走 200 步，最后与起点的距离（相对于起点到 0 的距离）；理论值为 |μ|⁶ / (72 · 200⁵)，其中 μ = −0.5 ± 3i 是特征值，远小于 10⁻⁹。",
            near(there_and_back, 2e-13),
            "A step forth multiplies by R(z), z = hμ, a step back by R(−z), and R(z) R(−z) = 1 + z⁶/72 + …. The tolerance is 400 steps of rounding.",
            "前进一步乘以 R(z)（z = hμ），后退一步乘以 R(−z)，而 R(z) R(−z) = 1 + z⁶/72 + …。容许误差来自 400 步的舍入。",
            Scientific(2).of(|_| forth_and_back()),
        ),
        Claim::new(
            "flows-area-ratio",
            "Area at t = 1 of a unit square that follows x' = Ax, A = [[−0.5, −3], [3, −0.5]], by RK4 with 200 steps; in theory exp(tr A) = 1/e.",
            "单位正方形沿 x' = Ax（A = [[−0.5, −3], [3, −0.5]]）运动（RK4，200 步），在 t = 1 时的面积；理论值为 exp(tr A) = 1/e。",
            near((-1.0_f64).exp(), 1e-9),
            "RK4 is off by at most 2|μ|⁵ / (120 · 200⁴) = 2.7 · 10⁻⁹ of the area, with the eigenvalues μ = −0.5 ± 3i.",
            "RK4 的误差至多为面积的 2|μ|⁵ / (120 · 200⁴) = 2.7 · 10⁻⁹，其中 μ = −0.5 ± 3i 是特征值。",
            Decimals(4).of(|_| area_of_the_square()),
        ),
        Claim::new(
            "flows-volume-and-divergence",
            "Of 25 starts x in [−1, 1]², the number at which log |det Dφ(x)| at t = 1 differs by more than 10⁻⁶ from the integral of the divergence along the trajectory of x, for the field (sin y − x³, x cos t + t y); in theory 0.",
            "对向量场 (sin y − x³, x cos t + t y)，在 [−1, 1]² 中取 25 个起点 x，数一数 t = 1 时有多少个起点的 log |det Dφ(x)| 与散度沿轨迹的积分之差超过 10⁻⁶；理论值为 0。",
            at_most(0.0),
            "The determinant comes from starts that are 10⁻⁴ away on both sides, so it is off by some 10⁻⁸ times a third derivative of the flow, of which the tolerance allows 100; RK4 and Simpson's rule with 200 steps are better still.",
            "行列式由两侧相距 10⁻⁴ 的起点算出，误差约为 10⁻⁸ 乘以流的三阶导数，容许误差为它留出了 100 的余地；200 步的 RK4 和辛普森公式更精确。",
            Decimals(0).of(|_| volume_defects(1e-6)),
        ),
        Claim::new(
            "flows-volume-of-the-square",
            "Integral over [0, 1] of the divergence 2x along the trajectory of x' = x² from 1/2, by RK4 and Simpson's rule with 200 steps; in theory the logarithm of Dφ(x) = 1/(1 − x)², so ln 4.",
            "方程 x' = x² 从 1/2 出发的轨迹上散度 2x 在 [0, 1] 上的积分，用 200 步的 RK4 和辛普森公式计算；理论值为 Dφ(x) = 1/(1 − x)² 的对数，即 ln 4。",
            near(4_f64.ln(), 1e-9),
            "φ(x) = x/(1 − x) at t = 1. Both rules have order 4: they are off by some 200⁻⁴ = 6 · 10⁻¹⁰.",
            "t = 1 时 φ(x) = x/(1 − x)。两种算法都是四阶的：误差约为 200⁻⁴ = 6 · 10⁻¹⁰。",
            Decimals(4).of(|_| divergence_of_the_square()),
        ),
        Claim::new(
            "flows-density-by-running-back",
            "Density at the place 2 and the time 1 of N(0, 1) carried by x' = 2 tanh 2x: from 2 back to t = 0 by RK4 with 200 steps, with the integral of the divergence 4/cosh² 2x along; in theory p₀(x₀) e⁻⁴ cosh 4 / cosh 2x₀, where sinh 2x₀ = e⁻⁴ sinh 4.",
            "N(0, 1) 随 x' = 2 tanh 2x 运动，在时刻 1、位置 2 处的密度：用 RK4 以 200 步从 2 倒回到 t = 0，同时累计散度 4/cosh² 2x 的积分；理论值为 p₀(x₀) e⁻⁴ cosh 4 / cosh 2x₀，其中 sinh 2x₀ = e⁻⁴ sinh 4。",
            near(density_at_two(), 1e-9),
            "sinh 2x grows by the factor e⁴ in a unit of time, which gives the flow and its derivative. With slopes up to 4 and h = 1/200 RK4 is off by some (4h)⁴ = 1.6 · 10⁻⁷ times at most 1/120 of the density, which is below 1/5.",
            "sinh 2x 在单位时间里变为 e⁴ 倍，由此得到流及其导数。斜率至多为 4，h = 1/200，RK4 的误差约为 (4h)⁴ = 1.6 · 10⁻⁷ 乘以密度（小于 1/5）的至多 1/120。",
            Decimals(4).of(|_| density_by_running_back(2.0)),
        ),
    ]
}

/// A spiral: it turns by 3 and shrinks by e^(−1/2) in a unit of time.
fn spiral() -> flowlab::Result<MatrixOde> {
    MatrixOde::new(array![[-0.5, -3.0], [3.0, -0.5]])
}

fn forth() -> flowlab::Result<TimeGrid> {
    unit_grid(N_STEPS)
}

/// |x − x₀|/|x₀| after the way from 0 to 1 and the way back.
fn forth_and_back() -> flowlab::Result<f64> {
    let (field, x0) = (spiral()?, array![[0.6, 0.8]]);
    let there = simulate_ode_final(&field, &Rk4, &forth()?, &x0)?;
    let gap = simulate_ode_final(&field, &Rk4, &TimeGrid::uniform(1.0, 0.0, N_STEPS)?, &there)? - &x0;
    Ok(gap[[0, 0]].hypot(gap[[0, 1]]) / x0[[0, 0]].hypot(x0[[0, 1]]))
}

/// The area that [1, 2] × [0, 1] has at t = 1: half the sum of the cross products of neighbouring corners.
fn area_of_the_square() -> flowlab::Result<f64> {
    let corners = array![[1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0]];
    let x = simulate_ode_final(&spiral()?, &Rk4, &forth()?, &corners)?;
    let cross = |k: usize| x[[k, 0]] * x[[(k + 1) % 4, 1]] - x[[(k + 1) % 4, 0]] * x[[k, 1]];
    Ok(0.5 * (0..4).map(cross).sum::<f64>())
}

/// u = (sin y − x³, x·cos t + t·y), whose divergence is t − 3x².
fn winding() -> Field {
    Field::new(2, |t, x, mut out| {
        let (mut u, mut v) = out.multi_slice_mut((s![.., 0], s![.., 1]));
        azip!((u in &mut u, v in &mut v, &x in x.column(0), &y in x.column(1)) {
            *u = y.sin() - x * x * x;
            *v = x * t.cos() + t * y;
        });
    })
}

/// For how many of 5 × 5 starts log |det Dφ(x)| is not ∫ (t − 3x²) dt to `tolerance`.
fn volume_defects(tolerance: f64) -> flowlab::Result<f64> {
    const STEP: f64 = 1e-4;
    let (field, grid) = (winding(), forth()?);
    let starts = Array2::from_shape_fn((25, 2), |(k, axis)| 0.5 * [k % 5, k / 5][axis] as f64 - 1.0);
    let shifted = |dx: f64, dy: f64| simulate_ode_final(&field, &Rk4, &grid, &(&starts + &array![dx, dy]));
    let along_x = (shifted(STEP, 0.0)? - shifted(-STEP, 0.0)?) / (2.0 * STEP);
    let along_y = (shifted(0.0, STEP)? - shifted(0.0, -STEP)?) / (2.0 * STEP);
    let trajectory = simulate_ode(&field, &Rk4, &grid, &starts)?;
    let holds = |k: usize| {
        let det = along_x[[k, 0]] * along_y[[k, 1]] - along_x[[k, 1]] * along_y[[k, 0]];
        let divergence = |i: usize| grid.t(i) - 3.0 * trajectory.states[[i, k, 0]].powi(2);
        (det.abs().ln() - simpson(&grid, divergence)).abs() <= tolerance
    };
    Ok((0..starts.nrows()).map(|k| f64::from(!holds(k))).sum())
}

/// ∫ 2x dt along the trajectory of x' = x² from 1/2.
fn divergence_of_the_square() -> flowlab::Result<f64> {
    let field = Field::new(1, |_, x, mut out| azip!((u in &mut out, &x in &x) *u = x * x));
    let trajectory = simulate_ode(&field, &Rk4, &forth()?, &array![[0.5]])?;
    Ok(simpson(&trajectory.grid, |i| 2.0 * trajectory.states[[i, 0, 0]]))
}

/// The density of N(0, 1) at x.
fn standard_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / TAU.sqrt()
}

/// p₁(2) for x' = 2 tanh 2x from N(0, 1), by the formula of the flow.
fn density_at_two() -> f64 {
    let start = 0.5 * ((-4.0_f64).exp() * 4_f64.sinh()).asinh();
    standard_density(start) * (-4.0_f64).exp() * 4_f64.cosh() / (2.0 * start).cosh()
}

/// p₁(x) for x' = 2 tanh 2x from N(0, 1), by the trajectory that ends at x.
fn density_by_running_back(x: f64) -> flowlab::Result<f64> {
    let field = Field::new(2, |_, x, mut out| {
        let (mut u, mut divergence) = out.multi_slice_mut((s![.., 0], s![.., 1]));
        azip!((u in &mut u, v in &mut divergence, &x in x.column(0)) {
            *u = 2.0 * (2.0 * x).tanh();
            *v = 4.0 / (2.0 * x).cosh().powi(2);
        });
    });
    let start = simulate_ode_final(&field, &Rk4, &TimeGrid::uniform(1.0, 0.0, N_STEPS)?, &array![[x, 0.0]])?;
    // from 1 to 0 the integral counts negative
    Ok(standard_density(start[[0, 0]]) * start[[0, 1]].exp())
}

/// Simpson's rule for the values at the knots of a grid with an even number of steps.
fn simpson(grid: &TimeGrid, value: impl Fn(usize) -> f64) -> f64 {
    let pair = |i: usize| value(i) + 4.0 * value(i + 1) + value(i + 2);
    grid.h() / 3.0 * (0..grid.n_steps()).step_by(2).map(pair).sum::<f64>()
}
