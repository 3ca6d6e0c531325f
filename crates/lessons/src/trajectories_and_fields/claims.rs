//! Lesson 05: solutions that Euler's method follows, solutions that are not unique, and trajectories that never meet.

use std::f64::consts::E;

use flowlab::ndarray::{ArrayView2, ArrayViewMut2, array, azip};
use flowlab::ode::{Euler, Rk4};
use flowlab::{Field, Text, VectorField, simulate_ode, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, exact, greatest, near, unit_grid};

/// How far on both sides a difference quotient looks.
const DELTA: f64 = 1.0 / (1 << 20) as f64;

pub(super) fn claims() -> Vec<Claim> {
    let ln_2 = 2_f64.ln();
    vec![
        Claim::new(
            "trajectories-square-10",
            "Where Euler's method with 10 steps ends for x' = x² from 1/2 on [0, 1]; the solution 1/(2 − t) ends at 1.",
            "用欧拉方法以 10 步求解 x' = x²，在 [0, 1] 上从 1/2 出发所到达的终点；精确解 1/(2 − t) 的终点为 1。",
            near(square_in_whole_numbers(10), 1e-14),
            RECURSION.en,
            RECURSION.zh,
            Decimals(4).of(|_| square(10)),
        ),
        Claim::new(
            "trajectories-square-100",
            "Where Euler's method with 100 steps ends for x' = x² from 1/2 on [0, 1]; the solution 1/(2 − t) ends at 1.",
            "用欧拉方法以 100 步求解 x' = x²，在 [0, 1] 上从 1/2 出发所到达的终点；精确解 1/(2 − t) 的终点为 1。",
            near(square_in_whole_numbers(100), 1e-13),
            RECURSION.en,
            RECURSION.zh,
            Decimals(4).of(|_| square(100)),
        ),
        Claim::new(
            "trajectories-square-1000",
            "Where Euler's method with 1000 steps ends for x' = x² from 1/2 on [0, 1]; the solution 1/(2 − t) ends at 1.",
            "用欧拉方法以 1000 步求解 x' = x²，在 [0, 1] 上从 1/2 出发所到达的终点；精确解 1/(2 − t) 的终点为 1。",
            near(square_in_whole_numbers(1000), 1e-12),
            RECURSION.en,
            RECURSION.zh,
            Decimals(4).of(|_| square(1000)),
        ),
        Claim::new(
            "trajectories-square-constant",
            "1000 times the error at t = 1 of Euler's method with 1000 steps for x' = x² from 1/2; in theory ln 2 − 1.424/1000; ln 2 for many steps.",
            "用欧拉方法以 1000 步求解 x' = x²、从 1/2 出发，在 t = 1 处的误差的 1000 倍；理论值为 ln 2 − 1.424/1000，步数越多越接近 ln 2。",
            near(ln_2 - (ln_2 * ln_2 + ln_2 + 0.25) / 1000.0, 5e-6),
            "With L = ln 2 the end point is 1 − L/n + (L² + L + 1/4)/n² − …, so n times the error is L − 1.424/n, up to a few 1/n².",
            "记 L = ln 2，终点为 1 − L/n + (L² + L + 1/4)/n² − …，所以误差的 n 倍是 L − 1.424/n，余项是 1/n² 的几倍。",
            Decimals(3).of(|_| Ok(1000.0 * (1.0 - square(1000)?))),
        ),
        Claim::new(
            "trajectories-root-solutions",
            "Greatest |(x(t + δ) − x(t − δ))/(2δ) − √|x(t)|| with δ = 2⁻²⁰ over 1025 times in [0, 1] for five different solutions of x' = √|x| from 0: the ones that wait at 0 until c = 0, 1/4, 1/2, 3/4 or 1 and are (t − c)²/4 from then on; in theory δ/8, at t = c.",
            "方程 x' = √|x| 从 0 出发的五个不同的解：先在 0 处停留到时刻 c = 0、1/4、1/2、3/4 或 1，此后为 (t − c)²/4；在 [0, 1] 中 1025 个时刻上 |(x(t + δ) − x(t − δ))/(2δ) − √|x(t)|| 的最大值，其中 δ = 2⁻²⁰；理论值为 δ/8，在 t = c 处取到。",
            exact(DELTA / 8.0),
            "For a parabola the difference quotient is the derivative; at t = c it is δ²/4 divided by 2δ. The times and δ are powers of two times whole numbers below 2²⁰, so every square and every root is exact.",
            "抛物线的对称差商就是导数；在 t = c 处，它是 δ²/4 除以 2δ。各时刻与 δ 都是 2 的幂乘以小于 2²⁰ 的整数，所以每次平方和开方都是精确的。",
            Scientific(2).of(|_| Ok(greatest(defects_of_the_five()))),
        ),
        Claim::new(
            "trajectories-root-euler",
            "Where Euler's method with 1000 steps ends for x' = √|x| from 0 on [0, 1]; in theory 0, though t²/4 solves the equation too and ends at 1/4.",
            "用欧拉方法以 1000 步求解 x' = √|x|，在 [0, 1] 上从 0 出发所到达的终点；理论值为 0，尽管 t²/4 也是解，其终点为 1/4。",
            exact(0.0),
            "0 + h · √0 is 0 without any error.",
            "0 + h · √0 等于 0，没有任何误差。",
            Decimals(0).of(|_| end(&root(), 0.0, 1000)),
        ),
        Claim::new(
            "trajectories-least-gap",
            "Least distance on [0, 1] of two of the five trajectories of x' = −tanh x from −2, −1, 0, 1, 2; in theory asinh(sinh(1)/e). A field with the Lipschitz constant 1 allows no less than 1/e = 0.368 here.",
            "方程 x' = −tanh x 从 −2、−1、0、1、2 出发的五条轨迹中，任意两条在 [0, 1] 上距离的最小值；理论值为 asinh(sinh(1)/e)。利普希茨常数为 1 时，这里的距离不会小于 1/e = 0.368。",
            near((1_f64.sinh() / E).asinh(), 1e-9),
            "The solutions are sinh x(t) = exp(−t) sinh x(0); those from 0 and 1 come nearest, at t = 1. RK4 with 100 steps is off by some 10⁻¹⁰.",
            "解为 sinh x(t) = exp(−t) sinh x(0)；从 0 和 1 出发的两条轨迹在 t = 1 时最近。100 步的 RK4 的误差约为 10⁻¹⁰。",
            Decimals(3).of(|_| least_gap()),
        ),
        Claim::new(
            "trajectories-all-meet",
            "Greatest |X| at t = 1 of the trajectories of x' = −x/(1 − t) from −2, −1, 0, 1, 2 by Euler's method with 64 steps; in theory 0: the solutions (1 − t) x(0) all meet there.",
            "用欧拉方法以 64 步求解 x' = −x/(1 − t)，从 −2、−1、0、1、2 出发，在 t = 1 处 |X| 的最大值；理论值为 0，因为解 (1 − t) x(0) 都在那里相遇。",
            exact(0.0),
            "The last step takes x to x − (1/64) · x/(1/64), and a power of two makes no rounding error.",
            "最后一步把 x 变成 x − (1/64) · x/(1/64)，而乘以或除以 2 的幂没有舍入误差。",
            Decimals(0).of(|_| ends_of_those_that_meet()),
        ),
    ]
}

const RECURSION: Text = Text::new(
    "The same recursion in whole multiples of 2⁻⁶²: what remains is the rounding of the steps, each to 10⁻¹⁶.",
    "同一递推式用 2⁻⁶² 的整数倍计算：其余只是各步的舍入误差，每步约 10⁻¹⁶。",
);

/// Where Euler's method ends for x' = x² from 1/2.
fn square(n_steps: usize) -> flowlab::Result<f64> {
    end(&Field::new(1, |_, x, mut out| azip!((u in &mut out, &x in &x) *u = x * x)), 0.5, n_steps)
}

/// The same by the recursion x ← x + x²/n in whole multiples of 2⁻⁶².
fn square_in_whole_numbers(n_steps: u128) -> f64 {
    const ONE: u128 = 1 << 62;
    (0..n_steps).fold(ONE / 2, |x, _| x + x * x / (ONE * n_steps)) as f64 / ONE as f64
}

/// The field √|x|, which has no Lipschitz constant at 0.
fn root() -> Field {
    Field::new(1, |_, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>| {
        azip!((u in &mut out, &x in &x) *u = x.abs().sqrt());
    })
}

/// Where Euler's method ends on [0, 1].
fn end(field: &Field, x0: f64, n_steps: usize) -> flowlab::Result<f64> {
    let grid = unit_grid(n_steps)?;
    Ok(simulate_ode_final(field, &Euler, &grid, &array![[x0]])?[[0, 0]])
}

/// x' − √|x| at all times for the five solutions, with the slope over [t − δ, t + δ] for x'.
fn defects_of_the_five() -> Vec<f64> {
    let (field, mut defects) = (root(), Vec::new());
    for wait in [0.0, 0.25, 0.5, 0.75, 1.0] {
        for t in (0..=1024).map(|i| f64::from(i) / 1024.0) {
            let x = |t: f64| 0.25 * f64::max(t - wait, 0.0).powi(2);
            let slope = (x(t + DELTA) - x(t - DELTA)) / (2.0 * DELTA);
            defects.push(slope - field.at(t, &array![[x(t)]])[[0, 0]]);
        }
    }
    defects
}

/// The greatest |X| at t = 1 for x' = −x/(1 − t).
fn ends_of_those_that_meet() -> flowlab::Result<f64> {
    let field = Field::new(1, |t, x, mut out| azip!((u in &mut out, &x in &x) *u = -x / (1.0 - t)));
    let starts = array![[-2.0], [-1.0], [0.0], [1.0], [2.0]];
    Ok(greatest(simulate_ode_final(&field, &Euler, &unit_grid(64)?, &starts)?))
}

/// The least distance of two neighbours among the five trajectories of x' = −tanh x.
fn least_gap() -> flowlab::Result<f64> {
    let field = Field::new(1, |_, x, mut out| azip!((u in &mut out, &x in &x) *u = -f64::tanh(x)));
    let starts = array![[-2.0], [-1.0], [0.0], [1.0], [2.0]];
    let states = simulate_ode(&field, &Rk4, &unit_grid(100)?, &starts)?.states;
    let gaps = states.outer_iter().flat_map(|x| (1..x.nrows()).map(move |k| x[[k, 0]] - x[[k - 1, 0]]));
    Ok(greatest(gaps.map(f64::recip)).recip())
}
