//! Where the loop ends: rooms 5, 6 and 14.

use super::program;
use crate::Claim;
use crate::Digits::Decimals;
use crate::claim::{exact, near, noise, normal, standard_error};
use crate::museum::{Bug, Law, Sampler};

/// How far the constant field moves: id, bug, n, value.
const MOVED: [(&str, Bug, usize, f64); 2] =
    [("bugs-points-moved", Bug::PointsForSteps, 200, 0.995), ("bugs-while-moved", Bug::WhileBelowOne, 10, 1.1)];
/// Among which n: id, from, and how many of 100 take a step too many.
const TOO_MANY: [(&str, usize, f64); 2] = [("bugs-while-first", 1, 49.0), ("bugs-while-second", 101, 51.0)];

pub(super) fn claims() -> Vec<Claim> {
    let mut claims: Vec<Claim> = MOVED.map(moved).into();
    claims.extend(TOO_MANY.map(too_many));
    claims.push(residual());
    claims
}

fn moved((id, bug, n, value): (&'static str, Bug, usize, f64)) -> Claim {
    let [en, zh] = program(Some(bug));
    Claim::new(
        id,
        format!("How far the constant field 1 moves a point, n = {n}; {en}."),
        format!("n = {n} 时，常数向量场 1 把一个点移动多远；{zh}。"),
        near(value, 1e-12),
        "The number of steps over n, up to the rounding of a sum.",
        "步数除以 n，只有求和的舍入。",
        Decimals(3).of(move |_| Ok(Sampler { law: Law::Normal, g: 0.0, n, bug: Some(bug) }.travelled())),
    )
}

fn too_many((id, from, value): (&'static str, usize, f64)) -> Claim {
    Claim::new(
        id,
        format!("For how many n from {from} to {} the loop `while t < 1` takes n + 1 steps of 1/n.", from + 99),
        format!("n 从 {from} 到 {} 中，有多少个使循环 while t < 1 走 n + 1 步（步长 1/n）。", from + 99),
        exact(value),
        "f64 rounds the same everywhere.",
        "f64 的舍入处处相同。",
        Decimals(0).of(move |_| {
            let steps = |n| Sampler { law: Law::Normal, g: 0.0, n, bug: Some(Bug::WhileBelowOne) }.steps();
            Ok((from..from + 100).filter(|n| steps(*n) > *n).count() as f64)
        }),
    )
}

/// Points that are left short of the end.
const LEFT: usize = 100_000;

fn residual() -> Claim {
    Claim::new(
        "bugs-table-residual",
        "Root mean square distance from the only data point 1 of 100 000 places on the linear path at t = 0.9; in theory √2/10.",
        "线性路径上 t = 0.9 时 100 000 个位置与唯一的数据点 1 的均方根距离；理论值为 √2/10。",
        // the square (0.1·(x₀ − 1))² has the mean 0.02 and the standard deviation 0.01·√6
        normal(0.02_f64.sqrt(), standard_error(0.01 * 6_f64.sqrt() / (2.0 * 0.02_f64.sqrt()), LEFT)),
        "Four standard errors of the root of a mean of squares.",
        "均方再开方的四倍标准误差。",
        Decimals(3).of(|seed| {
            let squares = noise(seed, LEFT)?.mapv(|x0| (0.1 * x0 + 0.9 - 1.0_f64).powi(2));
            Ok((squares.sum() / LEFT as f64).sqrt())
        }),
    )
}
