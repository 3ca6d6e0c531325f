//! Lesson 08: Euler's method on x' = −λx and on a rotation: its errors, its order beside other methods', its explosions;
//! and what each method reaches on the field of a flow model.

use std::f64::consts::TAU;

use flowlab::metrics::quantiles;
use flowlab::ndarray::{Array2, Axis, array};
use flowlab::ode::{Dopri5, Euler, Heun, Midpoint, OdeMethod, OdeSolver, Rk4};
use flowlab::process::{LinearOde, MatrixOde};
use flowlab::{Field, Text, VectorField, convergence, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, mean_square, near, slope_weights, unit_grid};
use crate::models::{mixture_cdf, mixture_field, noise_quantiles, trained_field};

/// Numbers of steps through whose errors a line is laid.
const STEPS: [usize; 4] = [20, 40, 80, 160];

/// A method, its name, and how often a step asks for the velocity.
struct Method {
    name: Text,
    solver: &'static dyn OdeSolver,
    cost: usize,
}

const EULER: Method = Method { name: Text::new("Euler's method", "欧拉方法"), solver: &Euler, cost: 1 };
const MIDPOINT: Method = Method { name: Text::new("the midpoint method", "中点法"), solver: &Midpoint, cost: 2 };
const HEUN: Method = Method { name: Text::new("Heun's method", "Heun 方法"), solver: &Heun, cost: 2 };
const RK4: Method = Method { name: Text::new("RK4", "RK4"), solver: &Rk4, cost: 4 };

/// Id, method, evaluations of the field in all, and the error on the way from the noise to the two hills; a test
/// integrates the errors.
const FLOW: [(&str, &Method, usize, f64); 16] = [
    ("euler-flow-euler-4", &EULER, 4, 0.352276),
    ("euler-flow-euler-8", &EULER, 8, 0.178416),
    ("euler-flow-euler-16", &EULER, 16, 0.090353),
    ("euler-flow-euler-32", &EULER, 32, 0.045533),
    ("euler-flow-midpoint-4", &MIDPOINT, 4, 0.133931),
    ("euler-flow-midpoint-8", &MIDPOINT, 8, 0.044880),
    ("euler-flow-midpoint-16", &MIDPOINT, 16, 0.016387),
    ("euler-flow-midpoint-32", &MIDPOINT, 32, 0.005541),
    ("euler-flow-heun-4", &HEUN, 4, 0.217132),
    ("euler-flow-heun-8", &HEUN, 8, 0.051178),
    ("euler-flow-heun-16", &HEUN, 16, 0.018271),
    ("euler-flow-heun-32", &HEUN, 32, 0.006119),
    ("euler-flow-rk4-4", &RK4, 4, 0.211685),
    ("euler-flow-rk4-8", &RK4, 8, 0.032888),
    ("euler-flow-rk4-16", &RK4, 16, 0.009679),
    ("euler-flow-rk4-32", &RK4, 32, 0.001545),
];

/// Quantiles of the noise that stand for it.
const STARTS: usize = 10_000;

pub(super) fn claims() -> Vec<Claim> {
    let mut claims = decay_and_rotation();
    claims.extend(FLOW.map(flow_error));
    claims.extend([
        dopri5_error("euler-flow-dopri5-coarse", 1e-3, "10⁻³"),
        dopri5_evaluations("euler-flow-dopri5-coarse-evaluations", 1e-3, "10⁻³", 36.0),
        dopri5_error("euler-flow-dopri5-fine", 1e-5, "10⁻⁵"),
        dopri5_evaluations("euler-flow-dopri5-fine-evaluations", 1e-5, "10⁻⁵", 70.0),
        tolerance_grows(),
        learned_share(),
    ]);
    claims
}

fn flow_error((id, method, evaluations, error): (&'static str, &'static Method, usize, f64)) -> Claim {
    Claim::new(
        id,
        format!(
            "Root mean square error of the ends of {} with {evaluations} evaluations of the exact field of the linear path from N(0, 1) to half N(−2, 1/4), half N(2, 1/4); from the 10 000 quantiles of N(0, 1) at (i + 1/2)/10 000, whose exact ends are the same quantiles of the data.",
            method.name.en
        ),
        format!(
            "{}对从 N(0, 1) 到“N(−2, 1/4) 与 N(2, 1/4) 各占一半”的线性路径的精确向量场求值 {evaluations} 次，终点的均方根误差；起点取 N(0, 1) 的 10 000 个分位点，水平为 (i + 1/2)/10 000，精确的终点是数据的同样的分位点。",
            method.name.zh
        ),
        near(error, 1e-5),
        "No chance: an integral over the noise, which a test computes with steps of its own. 10 000 quantiles leave out the outermost tails, which changes it by less than 0.00001.",
        "不含随机性：这是对噪声的一个积分，测试用另外写的一步来计算它。10 000 个分位点缺了最外侧的尾部，影响小于 0.00001。",
        Decimals(4).of(move |_| error_on_flow(method.solver, evaluations / method.cost)),
    )
}

fn dopri5_error(id: &'static str, tolerance: f64, words: &str) -> Claim {
    Claim::new(
        id,
        format!(
            "Root mean square error of the ends of Dopri5 with both tolerances {words} on the exact field of the linear path from N(0, 1) to half N(−2, 1/4), half N(2, 1/4); from the 10 000 quantiles of N(0, 1) at (i + 1/2)/10 000."
        ),
        format!(
            "Dopri5 的两个容差都取 {words}，求解从 N(0, 1) 到“N(−2, 1/4) 与 N(2, 1/4) 各占一半”的线性路径的精确向量场，终点的均方根误差；起点取 N(0, 1) 的 10 000 个分位点，水平为 (i + 1/2)/10 000。"
        ),
        at_most(10.0 * tolerance),
        "A bound: the error is about proportional to the tolerance, with a factor that the field decides; here it is below 10.",
        "这是一个上界：误差大致与容差成正比，比例由向量场决定，这里小于 10。",
        Scientific(2).of(move |_| error_on_flow(&Dopri5 { rtol: tolerance, atol: tolerance }, 1)),
    )
}

fn dopri5_evaluations(id: &'static str, tolerance: f64, words: &str, most: f64) -> Claim {
    Claim::new(
        id,
        format!(
            "How often Dopri5 with both tolerances {words} asks the exact field of the linear path from N(0, 1) to half N(−2, 1/4), half N(2, 1/4) for a velocity; mean over the 10 000 quantiles of N(0, 1) at (i + 1/2)/10 000."
        ),
        format!(
            "Dopri5 的两个容差都取 {words} 时，对从 N(0, 1) 到“N(−2, 1/4) 与 N(2, 1/4) 各占一半”的线性路径的精确向量场求值的次数；对 N(0, 1) 的 10 000 个分位点取平均，水平为 (i + 1/2)/10 000。"
        ),
        at_most(most),
        "A bound: 2 evaluations for the first step size and 6 for each try of a step; how many steps it takes, the controller decides.",
        "这是一个上界：确定第一个步长要求值 2 次，每试一步要 6 次；一共走多少步由步长控制决定。",
        Decimals(0).of(move |_| {
            let dopri5 = Dopri5 { rtol: tolerance, atol: tolerance };
            let steps = dopri5.steps(&mixture_field()?, &unit_grid(1)?, &noise_quantiles(STARTS)?)?;
            Ok(steps.iter().map(|steps| steps.evaluations as f64).sum::<f64>() / STARTS as f64)
        }),
    )
}

fn tolerance_grows() -> Claim {
    Claim::new(
        "euler-tolerance-grows",
        "The tolerance 10⁻⁶ of Dopri5 as a share of its error at t = 1, for dX/dt = 10(X − cos t) − sin t from 1, whose solution is cos t.",
        "用 Dopri5 求解 dX/dt = 10(X − cos t) − sin t、X(0) = 1（解为 cos t），容差 10⁻⁶ 与 t = 1 处的误差之比。",
        at_most(1e-3),
        "The field multiplies what goes wrong at the start by e¹⁰ = 22 026 until t = 1, and a step may err by about the tolerance: the error is a thousand tolerances or more, even if the first steps use only a part of theirs.",
        "从起点到 t = 1，向量场把误差放大到 e¹⁰ = 22 026 倍，而一步的误差可以达到容差大小，所以终点误差至少是容差的一千倍，即使最初几步只用去容差的一部分。",
        Scientific(1).of(|_| {
            let drives_apart =
                Field::new(1, |t: f64, x, mut out| out.assign(&x.mapv(|x| 10.0 * (x - t.cos()) - t.sin())));
            let dopri5 = Dopri5 { rtol: 1e-6, atol: 1e-6 };
            Ok(1e-6 / (end(&drives_apart, &dopri5, 1)? - 1.0_f64.cos()).abs())
        }),
    )
}

fn learned_share() -> Claim {
    Claim::new(
        "euler-flow-learned",
        "Error of RK4 with 12 evaluations on the trained field of lesson 14, from its own flow, as a share of the distance of that flow from the exact one; both root mean square over the 10 000 quantiles of N(0, 1) at (i + 1/2)/10 000.",
        "RK4 对第 14 课训练好的向量场求值 12 次，它与该向量场自己的流之间的误差，除以该流与精确的流之间的距离；两者都是对 N(0, 1) 的 10 000 个分位点（水平为 (i + 1/2)/10 000）的均方根。",
        at_most(0.5),
        "A bound: while the solver's part is below half of the network's, another solver can lower the error of the samples by a third at most (triangle inequality).",
        "这是一个上界：求解器的误差不到网络误差的一半时，换求解器至多使样本的误差减少三分之一（三角不等式）。",
        Decimals(2).of(|_| {
            let (field, starts) = (trained_field("mixture")?, noise_quantiles(STARTS)?);
            let end = |n| simulate_ode_final(&field, &Rk4, &unit_grid(n)?, &starts);
            let flow = end(200)?;
            Ok(root_mean_square(&(end(3)? - &flow)) / root_mean_square(&(exact_ends()? - &flow)))
        }),
    )
}

/// The root mean square error of the ends of a method on the exact field from N(0, 1) to the two hills.
fn error_on_flow(method: &dyn OdeMethod, n_steps: usize) -> flowlab::Result<f64> {
    let ends = simulate_ode_final(&mixture_field()?, method, &unit_grid(n_steps)?, &noise_quantiles(STARTS)?)?;
    Ok(root_mean_square(&(ends - exact_ends()?)))
}

/// Where the exact flow takes the quantiles of the noise: the quantiles of the data, (n, 1).
fn exact_ends() -> flowlab::Result<Array2<f64>> {
    Ok(quantiles(STARTS, mixture_cdf)?.insert_axis(Axis(1)))
}

fn root_mean_square(gaps: &Array2<f64>) -> f64 {
    mean_square(gaps).sqrt()
}

fn decay_and_rotation() -> Vec<Claim> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Continuous, ContinuousCDF, Normal};

    /// The exact field in the form that it has for two equal hills.
    fn u(t: f64, x: f64) -> f64 {
        let v = 0.25 * t * t + (1.0 - t) * (1.0 - t);
        let c = (0.25 * t - (1.0 - t)) / v;
        c * x + (1.0 - c * t) * 2.0 * (2.0 * t * x / v).tanh()
    }

    /// A step of each method as its formula says it.
    fn step(name: &str, t: f64, x: f64, h: f64) -> f64 {
        let k1 = u(t, x);
        let half_way = u(t + h / 2.0, x + h / 2.0 * k1);
        match name {
            "Euler's method" => x + h * k1,
            "the midpoint method" => x + h * half_way,
            "Heun's method" => x + h / 2.0 * (k1 + u(t + h, x + h * k1)),
            "RK4" => {
                let k3 = u(t + h / 2.0, x + h / 2.0 * half_way);
                x + h / 6.0 * (k1 + 2.0 * half_way + 2.0 * k3 + u(t + h, x + h * k3))
            }
            _ => panic!("say how {name} steps"),
        }
    }

    #[test]
    fn the_stated_errors_on_the_flow_are_integrals_over_the_noise() {
        // twice ∫ (E(Φ⁻¹(F(y))) − y)² f(y) dy over y < 0 by the midpoint rule; E is odd, as the field is
        let (cells, normal) = (4000, Normal::standard());
        let width = 8.0 / f64::from(cells);
        let points: Vec<f64> = (0..cells).map(|i| -(f64::from(i) + 0.5) * width).collect();
        for (id, method, evaluations, error) in FLOW {
            let n = evaluations / method.cost;
            let h = 1.0 / n as f64;
            let terms = points.iter().map(|y| {
                let start = normal.inverse_cdf(mixture_cdf(*y));
                let end = (0..n).fold(start, |x, i| step(method.name.en, i as f64 * h, x, h));
                let density = normal.pdf((y + 2.0) / 0.5) + normal.pdf((y - 2.0) / 0.5); // half over 0.5
                (end - y).powi(2) * density
            });
            let integral = (2.0 * terms.sum::<f64>() * width).sqrt();
            assert!((integral - error).abs() < 1e-6, "{id}: {integral}"); // the digits that are stated
        }
    }

    #[test]
    fn the_best_methods_on_the_trained_field_are_those_on_the_exact_one() {
        let (field, starts) = (trained_field("mixture").unwrap(), noise_quantiles(1000).unwrap());
        let end =
            |solver: &dyn OdeSolver, n| simulate_ode_final(&field, solver, &unit_grid(n).unwrap(), &starts).unwrap();
        let flow = end(&Rk4, 200);
        for (evaluations, best) in [(4, &MIDPOINT), (8, &RK4), (16, &RK4), (32, &RK4)] {
            let error = |method: &Method| root_mean_square(&(end(method.solver, evaluations / method.cost) - &flow));
            let least = [EULER, MIDPOINT, HEUN, RK4].iter().map(error).fold(f64::INFINITY, f64::min);
            assert_eq!(least, error(best), "{evaluations}");
        }
    }

    #[test]
    fn the_formula_of_the_test_is_the_field() {
        let (t, x) = (0.6, array![[-1.5], [0.2], [0.6]]);
        let gap = mixture_field().unwrap().at(t, &x) - x.mapv(|x| u(t, x));
        assert!(gap.iter().all(|gap| gap.abs() < 1e-12));
    }
}
