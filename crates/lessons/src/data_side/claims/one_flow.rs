//! The flow map is one for every schedule.

use flowlab::ndarray::Array2;
use flowlab::ode::Rk4;
use flowlab::path::Schedule;
use flowlab::{Text, simulate_ode_final};

use super::{LINEAR_VP, TRIGONOMETRIC, field};
use crate::Digits::Scientific;
use crate::claim::{Claim, at_most, greatest, unit_grid};
use crate::models::three_hills;

pub(super) fn claims() -> [Claim; 2] {
    [
        one_flow("data-side-one-flow-trigonometric", Schedule::Trigonometric, TRIGONOMETRIC),
        one_flow("data-side-one-flow-linear-vp", Schedule::LinearVp, LINEAR_VP),
    ]
}

fn one_flow(id: &'static str, schedule: Schedule, name: Text) -> Claim {
    Claim::new(
        id,
        format!(
            "Greatest difference between the ends of the exact flow along the {} schedule and along the linear one, to three hills in the plane (standard deviation 1/2, on a circle of radius 2), from 121 starts; RK4, n = 2000.",
            name.en
        ),
        format!(
            "沿{}调度与沿线性调度的精确流，终点之差的最大值；数据是平面上的三座山峰（标准差 1/2，位于半径为 2 的圆周上），取 121 个起点；RK4，n = 2000。",
            name.zh
        ),
        at_most(1e-10),
        "No chance. The flow is the same; RK4 leaves errors of the size h⁴, some 10⁻¹¹ here.",
        "不含随机性。两个流是同一个；RK4 留下的误差是 h⁴ 的量级，这里约为 10⁻¹¹。",
        Scientific(1).of(move |_| {
            let end = |schedule| {
                let field = field(schedule, three_hills()?);
                simulate_ode_final(&field, &Rk4, &unit_grid(2000)?, &lattice())
            };
            Ok(greatest(end(schedule)? - end(Schedule::Linear)?))
        }),
    )
}

/// 11 × 11 places on [−2.47, 2.53]².
fn lattice() -> Array2<f64> {
    Array2::from_shape_fn((121, 2), |(k, j)| 0.5 * (if j == 0 { k % 11 } else { k / 11 }) as f64 - 2.47)
}
