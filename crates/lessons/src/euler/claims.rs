//! Lesson 08: Euler's method on x' = −λx and on a rotation: its errors, its order beside other methods', its explosions.

use std::f64::consts::TAU;

use flowlab::ndarray::array;
use flowlab::ode::{Euler, Heun, OdeMethod, OdeSolver, Rk4};
use flowlab::process::{LinearOde, MatrixOde};
use flowlab::{Text, VectorField, convergence, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, near, slope_weights, unit_grid};

/// Numbers of steps through whose errors a line is laid.
const STEPS: [usize; 4] = [20, 40, 80, 160];

pub(super) fn claims() -> Vec<Claim> {
    vec![
        Claim::new(
            "euler-error-10",
            "Error at t = 1 of Euler's method with 10 steps for x' = −x from 1; in theory 1/e − (1 − 1/10)¹⁰.",
            "用欧拉方法以 10 步求解 x' = −x、x(0) = 1，在 t = 1 处的误差；理论值为 1/e − (1 − 1/10)¹⁰。",
            near(error_of_order(1, 10), 1e-14),
            ROUNDING.en,
            ROUNDING.zh,
            Decimals(6).of(|_| error(&Euler, 10)),
        ),
        Claim::new(
            "euler-error-20",
            "Error at t = 1 of Euler's method with 20 steps for x' = −x from 1; in theory 1/e − (1 − 1/20)²⁰.",
            "用欧拉方法以 20 步求解 x' = −x、x(0) = 1，在 t = 1 处的误差；理论值为 1/e − (1 − 1/20)²⁰。",
            near(error_of_order(1, 20), 1e-14),
            ROUNDING.en,
            ROUNDING.zh,
            Decimals(7).of(|_| error(&Euler, 20)),
        ),
        Claim::new(
            "euler-error-40",
            "Error at t = 1 of Euler's method with 40 steps for x' = −x from 1; in theory 1/e − (1 − 1/40)⁴⁰.",
            "用欧拉方法以 40 步求解 x' = −x、x(0) = 1，在 t = 1 处的误差；理论值为 1/e − (1 − 1/40)⁴⁰。",
            near(error_of_order(1, 40), 1e-14),
            ROUNDING.en,
            ROUNDING.zh,
            Decimals(7).of(|_| error(&Euler, 40)),
        ),
        Claim::new(
            "euler-error-heun",
            "Absolute error at t = 1 of Heun's method with 10 steps for x' = −x from 1; in theory (1 − h + h²/2)¹⁰ − 1/e with h = 1/10.",
            "用 Heun 方法以 10 步求解 x' = −x、x(0) = 1，在 t = 1 处的绝对误差；理论值为 (1 − h + h²/2)¹⁰ − 1/e，其中 h = 1/10。",
            near(error_of_order(2, 10), 1e-14),
            ROUNDING.en,
            ROUNDING.zh,
            Scientific(4).of(|_| error(&Heun, 10)),
        ),
        Claim::new(
            "euler-error-rk4",
            "Absolute error at t = 1 of RK4 with 10 steps for x' = −x from 1; in theory (1 − h + h²/2 − h³/6 + h⁴/24)¹⁰ − 1/e with h = 1/10.",
            "用 RK4 以 10 步求解 x' = −x、x(0) = 1，在 t = 1 处的绝对误差；理论值为 (1 − h + h²/2 − h³/6 + h⁴/24)¹⁰ − 1/e，其中 h = 1/10。",
            near(error_of_order(4, 10), 1e-14),
            ROUNDING.en,
            ROUNDING.zh,
            Scientific(3).of(|_| error(&Rk4, 10)),
        ),
        Claim::new(
            "euler-order",
            "Order of Euler's method for x' = −x on [0, 1]: slope of the least squares line through (log h, log error) at 20, 40, 80 and 160 steps; in theory 1 for small steps, and 1.0088 at these.",
            "欧拉方法求解 x' = −x（区间 [0, 1]）的阶：对步数 20、40、80、160，过点 (log h, log 误差) 的最小二乘直线的斜率；步长很小时理论值为 1，对这些步数为 1.0088。",
            near(slope_of_order(1), 1e-6),
            CLOSED_SLOPE.en,
            CLOSED_SLOPE.zh,
            Decimals(3).of(|_| slope(&Euler)),
        ),
        Claim::new(
            "euler-order-heun",
            "Order of Heun's method for x' = −x on [0, 1]: slope of the least squares line through (log h, log error) at 20, 40, 80 and 160 steps; in theory 2 for small steps, and 2.0157 at these.",
            "Heun 方法求解 x' = −x（区间 [0, 1]）的阶：对步数 20、40、80、160，过点 (log h, log 误差) 的最小二乘直线的斜率；步长很小时理论值为 2，对这些步数为 2.0157。",
            near(slope_of_order(2), 1e-6),
            CLOSED_SLOPE.en,
            CLOSED_SLOPE.zh,
            Decimals(3).of(|_| slope(&Heun)),
        ),
        Claim::new(
            "euler-order-rk4",
            "Order of RK4 for x' = −x on [0, 1]: slope of the least squares line through (log h, log error) at 20, 40, 80 and 160 steps; in theory 4 for small steps, and 4.0173 at these.",
            "RK4 求解 x' = −x（区间 [0, 1]）的阶：对步数 20、40、80、160，过点 (log h, log 误差) 的最小二乘直线的斜率；步长很小时理论值为 4，对这些步数为 4.0173。",
            near(slope_of_order(4), 0.002),
            "The slope of the errors that the method has in exact arithmetic. At 160 steps that error is 5 · 10⁻¹², and the rounding of the steps, at most 2 · 10⁻¹⁴, moves the slope by less than 0.002.",
            "理论值由精确算术下的误差算出。步数为 160 时误差为 5 · 10⁻¹²，各步的舍入误差至多 2 · 10⁻¹⁴，对斜率的影响小于 0.002。",
            Decimals(3).of(|_| slope(&Rk4)),
        ),
        Claim::new(
            "euler-order-extrapolated",
            "Order of 2X₂ₙ − Xₙ, made of Euler's ends with n and 2n steps for x' = −x on [0, 1]: slope of the least squares line through (log h, log error) at n = 20, 40, 80 and 160; in theory 2 for small steps, and 2.0158 at these.",
            "由欧拉方法 n 步和 2n 步的终值组成的 2X₂ₙ − Xₙ 求解 x' = −x（区间 [0, 1]）的阶：对 n = 20、40、80、160，过点 (log h, log 误差) 的最小二乘直线的斜率；步长很小时理论值为 2，对这些步数为 2.0158。",
            near(slope_through(|n| (2.0 * error_of_order(1, 2 * n) - error_of_order(1, n)).abs()), 1e-6),
            "The slope of the errors in exact arithmetic: the rounding of the steps, at most 10⁻¹³, is less than 10⁻⁷ of each error.",
            "理论值由精确算术下的误差算出：各步的舍入误差至多 10⁻¹³，不到每个误差的 10⁻⁷。",
            Decimals(3).of(|_| {
                let decay = LinearOde::new(1, 1.0)?;
                let error =
                    |n| Ok((2.0 * end(&decay, &Euler, 2 * n)? - end(&decay, &Euler, n)? - (-1.0_f64).exp()).abs());
                measured_slope(error)
            }),
        ),
        Claim::new(
            "euler-explodes-4",
            "Where Euler's method with 4 steps ends for x' = −10x from 1 on [0, 1]; in theory (1 − 2.5)⁴ = 5.0625.",
            "用欧拉方法以 4 步求解 x' = −10x、x(0) = 1，在 t = 1 处的值；理论值为 (1 − 2.5)⁴ = 5.0625。",
            near(5.0625, 1e-14),
            ROUNDING.en,
            ROUNDING.zh,
            Decimals(4).of(|_| end(&LinearOde::new(1, 10.0)?, &Euler, 4)),
        ),
        Claim::new(
            "euler-explodes-5",
            "Where Euler's method with 5 steps ends for x' = −10x from 1 on [0, 1]; in theory (1 − 2)⁵ = −1.",
            "用欧拉方法以 5 步求解 x' = −10x、x(0) = 1，在 t = 1 处的值；理论值为 (1 − 2)⁵ = −1。",
            near(-1.0, 1e-14),
            ROUNDING.en,
            ROUNDING.zh,
            Decimals(0).of(|_| end(&LinearOde::new(1, 10.0)?, &Euler, 5)),
        ),
        Claim::new(
            "euler-explodes-10",
            "Where Euler's method with 10 steps ends for x' = −10x from 1 on [0, 1]; in theory (1 − 1)¹⁰ = 0.",
            "用欧拉方法以 10 步求解 x' = −10x、x(0) = 1，在 t = 1 处的值；理论值为 (1 − 1)¹⁰ = 0。",
            near(0.0, 1e-14),
            ROUNDING.en,
            ROUNDING.zh,
            Decimals(0).of(|_| end(&LinearOde::new(1, 10.0)?, &Euler, 10)),
        ),
        Claim::new(
            "euler-deficit",
            "By how much, as a share of the solution, Euler's method with 200 steps is too low at t = 1 for x' = −10x; in theory 1 − (1 − 0.05)²⁰⁰ e¹⁰.",
            "用欧拉方法以 200 步求解 x' = −10x，在 t = 1 处比精确解低的比例；理论值为 1 − (1 − 0.05)²⁰⁰ e¹⁰。",
            near(1.0 - 0.95_f64.powi(200) * 10_f64.exp(), 1e-13),
            "A closed form: the rest is the rounding of 200 steps, some 10⁻¹⁶ each.",
            "理论值是闭式表达式，其余只是 200 步的舍入误差，每步约 10⁻¹⁶。",
            Decimals(3).of(|_| Ok(1.0 - end(&LinearOde::new(1, 10.0)?, &Euler, 200)? * 10_f64.exp())),
        ),
        Claim::new(
            "euler-rotation-radius",
            "Radius at which Euler's method with 100 steps ends when a point on the unit circle turns once; in theory (1 + (2π/100)²)⁵⁰, and 1 for the solution.",
            "单位圆上的点转一整圈，欧拉方法走 100 步后到达的半径；理论值为 (1 + (2π/100)²)⁵⁰，精确解为 1。",
            near((1.0 + (TAU / 100.0).powi(2)).powi(50), 1e-13),
            "A step is across the radius, so it makes the square of the radius 1 + h² times as large. The rest is the rounding of 100 steps.",
            "每一步都与半径垂直，所以半径的平方变为原来的 1 + h² 倍。其余只是 100 步的舍入误差。",
            Decimals(4).of(|_| {
                let turn = MatrixOde::new(array![[0.0, -TAU], [TAU, 0.0]])?;
                let grid = unit_grid(100)?;
                let x = simulate_ode_final(&turn, &Euler, &grid, &array![[1.0, 0.0]])?;
                Ok(x[[0, 0]].hypot(x[[0, 1]]))
            }),
        ),
    ]
}

const ROUNDING: Text = Text::new(
    "A closed form: the rest is the rounding of some tens of steps, 10⁻¹⁶ each.",
    "理论值是闭式表达式，其余只是几十步的舍入误差，每步约 10⁻¹⁶。",
);

const CLOSED_SLOPE: Text = Text::new(
    "The slope of the errors that the method has in exact arithmetic: the rounding of the steps, at most 2 · 10⁻¹⁴, is less than 10⁻⁷ of each error.",
    "理论值由精确算术下的误差算出：各步的舍入误差至多 2 · 10⁻¹⁴，不到每个误差的 10⁻⁷。",
);

/// Where a method ends on [0, 1] from 1.
fn end(field: &impl VectorField, method: &impl OdeMethod, n_steps: usize) -> flowlab::Result<f64> {
    let grid = unit_grid(n_steps)?;
    Ok(simulate_ode_final(field, method, &grid, &array![[1.0]])?[[0, 0]])
}

/// The absolute error at t = 1 for x' = −x from 1.
fn error(method: &impl OdeSolver, n_steps: usize) -> flowlab::Result<f64> {
    Ok((end(&LinearOde::new(1, 1.0)?, method, n_steps)? - (-1.0_f64).exp()).abs())
}

/// The same in exact arithmetic for a method of order p whose step is the exponential's Taylor polynomial of degree p:
/// |Rⁿ − 1/e| with R = 1 − h + h²/2 − … ± hᵖ/p!.
///
/// Without cancellation: R = e^(−h)·(1 − δ) with δ = e^h·Σₖ (−h)ᵏ/k! over k > p, so Rⁿ − 1/e = ((1 − δ)ⁿ − 1)/e.
fn error_of_order(p: u32, n_steps: usize) -> f64 {
    let h = 1.0 / n_steps as f64;
    let mut term = 1.0;
    let mut rest = 0.0;
    for k in 1..=p + 20 {
        term *= -h / f64::from(k);
        rest += if k > p { term } else { 0.0 };
    }
    let delta = h.exp() * rest;
    ((n_steps as f64 * (-delta).ln_1p()).exp_m1() / std::f64::consts::E).abs()
}

/// The measured order of a method.
fn slope(method: &impl OdeSolver) -> flowlab::Result<f64> {
    measured_slope(|n| error(method, n))
}

/// The order of measured errors.
fn measured_slope(error: impl Fn(usize) -> flowlab::Result<f64>) -> flowlab::Result<f64> {
    let errors = STEPS.into_iter().map(error).collect::<flowlab::Result<Vec<f64>>>()?;
    convergence::order(&STEPS.map(|n| 1.0 / n as f64), &errors)
}

/// The order that a method of order p has in exact arithmetic.
fn slope_of_order(p: u32) -> f64 {
    slope_through(|n| error_of_order(p, n))
}

/// The least squares slope of errors.
fn slope_through(error: impl Fn(usize) -> f64) -> f64 {
    let weights = slope_weights(&STEPS.map(|n| 1.0 / n as f64));
    STEPS.iter().zip(weights).map(|(&n, weight)| weight * error(n).ln()).sum()
}
