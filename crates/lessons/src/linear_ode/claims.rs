//! Lesson 07: the flow of the linear equation, for every sign of the start, and for matrices.

use flowlab::ndarray::{Array2, array};
use flowlab::ode::Rk4;
use flowlab::process::{LinearOde, MatrixOde};
use flowlab::{Field, simulate_ode_final};

use crate::Digits::{Decimals, Scientific};
use crate::claim::{Claim, at_most, greatest, near, unit_grid};
use crate::models::noise_quantiles;

pub(super) fn claims() -> Vec<Claim> {
    vec![
        Claim::new(
            "linear-ode-negative-start",
            "Where the solution of x' = −x from −10 is at t = 1, by RK4 with 100 steps; in theory −10/e, as for positive starts.",
            "方程 x' = −x 从 −10 出发的解在 t = 1 处的值，用 RK4 走 100 步；理论值为 −10/e，与正的初值一样。",
            near(-10.0 * (-1.0_f64).exp(), 1e-9),
            "RK4 is off by h⁴/120 of the value: 3.1 · 10⁻¹⁰.",
            "RK4 的相对误差为 h⁴/120，即误差为 3.1 · 10⁻¹⁰。",
            Decimals(4).of(|_| {
                let grid = unit_grid(100)?;
                Ok(simulate_ode_final(&LinearOde::new(1, 1.0)?, &Rk4, &grid, &array![[-10.0]])?[[0, 0]])
            }),
        ),
        Claim::new(
            "linear-ode-odd",
            "Greatest |φₜ(−x) + φₜ(x)| over starts in [−10, 10] and times in [−0.5, 0.5], for rates −3, 0.5, 10 and for two matrices; in theory 0.",
            "对 [−10, 10] 中的初值和 [−0.5, 0.5] 中的时间，|φₜ(−x) + φₜ(x)| 的最大值，速率取 −3、0.5、10，另取两个矩阵；理论值为 0。",
            at_most(0.0),
            "A change of sign passes through products and sums without rounding.",
            "变号与乘法、加法可以交换，不产生舍入误差。",
            Decimals(0).of(|_| {
                greatest_over_flows(|flow, x| {
                    let sums = times().map(|t| flow(t, &-x) + flow(t, x));
                    greatest(sums.flatten())
                })
            }),
        ),
        Claim::new(
            "linear-ode-zero",
            "Greatest |φₜ(0)| over times in [−0.5, 0.5], for rates −3, 0.5, 10 and for two matrices; in theory 0.",
            "对 [−0.5, 0.5] 中的时间，|φₜ(0)| 的最大值，速率取 −3、0.5、10，另取两个矩阵；理论值为 0。",
            at_most(0.0),
            "A product with 0 is 0 without rounding.",
            "与 0 相乘得 0，没有舍入误差。",
            Decimals(0).of(|_| {
                greatest_over_flows(|flow, x| {
                    let ends = times().map(|t| flow(t, &Array2::zeros(x.dim())));
                    greatest(ends.flatten())
                })
            }),
        ),
        Claim::new(
            "linear-ode-semigroup",
            "Of 26 460 cases (rate −3, 0.5 or 10, start in [−10, 10], times s and t in [−0.5, 0.5]), the number in which φₜ₊ₛ(x) and φₜ(φₛ(x)) differ by more than 10⁻¹⁴ of the value; in theory 0.",
            "在 26 460 种情形（速率 −3、0.5 或 10，初值取自 [−10, 10]，时间 s、t 取自 [−0.5, 0.5]）中，φₜ₊ₛ(x) 与 φₜ(φₛ(x)) 的相对误差超过 10⁻¹⁴ 的情形数；理论值为 0。",
            at_most(0.0),
            "Rounding: exponents of at most 10 in size, rounded four times to 10⁻¹⁶ of themselves, shift the value by 4 · 10⁻¹⁵ of itself.",
            "舍入误差：指数的绝对值不超过 10，经过四次相对误差为 10⁻¹⁶ 的舍入，使结果的相对误差为 4 · 10⁻¹⁵。",
            Decimals(0).of(|_| {
                let x = line();
                let mut broken = 0.0;
                for lambda in RATES {
                    let ode = LinearOde::new(1, lambda)?;
                    broken += broken_semigroup(&|t, x| ode.flow(t, x), &x, 1e-14);
                }
                Ok(broken)
            }),
        ),
        Claim::new(
            "linear-ode-semigroup-matrices",
            "Of 22 050 cases (two matrices, of two and of three rows, 25 starts, times s and t in [−0.5, 0.5]), the number in which φₜ₊ₛ(x) and φₜ(φₛ(x)) are more than 10⁻¹³ of their length apart; in theory 0.",
            "在 22 050 种情形（一个二阶矩阵、一个三阶矩阵，25 个初值，时间 s、t 取自 [−0.5, 0.5]）中，φₜ₊ₛ(x) 与 φₜ(φₛ(x)) 之间的距离超过其长度的 10⁻¹³ 的情形数；理论值为 0。",
            at_most(0.0),
            "Rounding: the matrix exponential is known to some tens of 10⁻¹⁶, and the matrices do not shrink any direction by more than 10 times another.",
            "舍入误差：矩阵指数的误差为几十个 10⁻¹⁶，而且这些矩阵对各方向的伸缩相差不到 10 倍。",
            Decimals(0).of(|_| {
                let mut broken = 0.0;
                for ode in matrices()? {
                    broken += broken_semigroup(&|t, x| ode.flow(t, x), &starts(ode.matrix().nrows()), 1e-13);
                }
                Ok(broken)
            }),
        ),
        Claim::new(
            "linear-ode-made-to-order",
            "Greatest distance of RK4 with 100 steps from 2 + x/2 at t = 1, over the 1000 quantiles x of N(0, 1) at (i + 1/2)/1000, for x' = 2 − ln 2·(x − 2t): the field that is made for the mean 2t and the standard deviation 2⁻ᵗ. In theory 0.",
            "用 RK4 走 100 步求解 x' = 2 − ln 2·(x − 2t)，t = 1 处的值与 2 + x/2 的最大距离，x 取 N(0, 1) 的 1000 个分位点，水平为 (i + 1/2)/1000；这个向量场是按均值 2t、标准差 2⁻ᵗ 造出来的。理论值为 0。",
            at_most(1e-10),
            "The distance from 2t obeys y' = −ln 2·y, on which RK4 errs by h⁴·(ln 2)⁵/120 of the value: 1.3 · 10⁻¹¹ of at most 3.3/2.",
            "到 2t 的距离满足 y' = −ln 2·y，RK4 对它的相对误差是 h⁴·(ln 2)⁵/120，即 1.3 · 10⁻¹¹，而这个距离不超过 3.3/2。",
            Scientific(1).of(|_| {
                let field = Field::new(1, |t, x, mut out| out.assign(&x.mapv(|x| 2.0 - 2.0_f64.ln() * (x - 2.0 * t))));
                let starts = noise_quantiles(1000)?;
                let gaps = simulate_ode_final(&field, &Rk4, &unit_grid(100)?, &starts)? - (starts / 2.0 + 2.0);
                Ok(greatest(gaps))
            }),
        ),
    ]
}

/// A flow: t and a batch x to φₜ(x).
type Flow<'a> = &'a dyn Fn(f64, &Array2<f64>) -> Array2<f64>;

const RATES: [f64; 3] = [-3.0, 0.5, 10.0];

/// A spiral in the plane, and a matrix of three rows.
fn matrices() -> flowlab::Result<[MatrixOde; 2]> {
    Ok([
        MatrixOde::new(array![[-0.5, -3.0], [3.0, -0.5]])?,
        MatrixOde::new(array![[-0.5, -3.0, 0.2], [3.0, -0.5, 1.0], [0.0, 0.7, -1.1]])?,
    ])
}

/// 21 times from −0.5 to 0.5.
fn times() -> impl Iterator<Item = f64> {
    (-10..=10).map(|i| 0.05 * f64::from(i))
}

/// 20 starts from −10 to 10: (20, 1).
fn line() -> Array2<f64> {
    Array2::from_shape_fn((20, 1), |(k, _)| 20.0 * k as f64 / 19.0 - 10.0)
}

/// 25 starts of length up to 10·√d: (25, d).
fn starts(d: usize) -> Array2<f64> {
    Array2::from_shape_fn((25, d), |(k, axis)| 10.0 * ((k * d + axis) as f64 + 0.5).sin())
}

/// The greatest value of a quantity over the flows of all rates and all matrices, each with its starts.
fn greatest_over_flows(quantity: fn(Flow<'_>, &Array2<f64>) -> f64) -> flowlab::Result<f64> {
    let mut values = Vec::new();
    for lambda in RATES {
        let ode = LinearOde::new(1, lambda)?;
        values.push(quantity(&|t, x| ode.flow(t, x), &line()));
    }
    for ode in matrices()? {
        values.push(quantity(&|t, x| ode.flow(t, x), &starts(ode.matrix().nrows())));
    }
    Ok(greatest(values))
}

/// For how many s, t and x the points φₜ₊ₛ(x) and φₜ(φₛ(x)) are farther apart than `tolerance` of their length.
fn broken_semigroup(flow: Flow<'_>, x: &Array2<f64>, tolerance: f64) -> f64 {
    let (mut all, mut hold) = (0, 0);
    for s in times() {
        let half_way = flow(s, x);
        for t in times() {
            let (once, twice) = (flow(t + s, x), flow(t, &half_way));
            let points = once.outer_iter().zip(twice.outer_iter());
            let near = points.filter(|(once, twice)| {
                let gap = once - twice;
                gap.dot(&gap) <= tolerance * tolerance * once.dot(once)
            });
            (all, hold) = (all + x.nrows(), hold + near.count());
        }
    }
    (all - hold) as f64
}
