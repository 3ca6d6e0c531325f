//! Lesson 06, flows.

use flowlab::ndarray::{Array1, Array2, array};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes the corners of a polygon in order (n, 2) and returns its area by the shoelace formula,
    /// for corners in counter-clockwise order: half the sum of x₁y₂ − x₂y₁ over all sides, the last back to
    /// the first.
    fn shoelace(x: &Array2<f64>) -> f64, let x = input;

    /// A function that takes two times s, t and a place x, and returns φₛₜ(x) for the field u(t, x) = 2tx: where the
    /// solution is at time t that is at x at time s, x·exp(t² − s²).
    fn between(s: f64, t: f64, x: f64) -> f64, let &(s, t, x) = input;

    /// A function that takes a time t and a place y, and returns the start x from which the solution of x′ = x² has
    /// come to y at time t: φₜ⁻¹(y) = y/(1 + ty), where φₜ(x) = x/(1 − tx).
    fn back_to_the_start(t: f64, y: f64) -> f64, let &(t, y) = input;

    /// A function that takes a field u at one time, a place x and a step h, and returns the divergence Σᵢ ∂uᵢ/∂xᵢ by
    /// central differences.
    fn divergence(u: fn(&Array1<f64>) -> Array1<f64>, x: &Array1<f64>, h: f64) -> f64,
        let &At { u, ref x, h, .. } = input;

    /// A function that takes log p₀ at a start, the divergences at the n + 1 knots along the trajectory from there and
    /// the step h, and returns log p at the end: log p₀ minus the integral of the divergence by the trapezoidal rule.
    fn log_density_along(log_p0: f64, divergence: &Array1<f64>, h: f64) -> f64,
        let &(log_p0, ref divergence, h) = input;

    /// A function that takes a 2 × 2 matrix A and a number n, and returns by what Euler's method with n steps on [0, 1]
    /// for the field Ax multiplies areas: |det(I + A/n)|ⁿ.
    fn euler_area(a: &Array2<f64>, n: usize) -> f64, let &(ref a, n) = input;
}

fn shoelace() -> Check<Array2<f64>, f64> {
    /// The cross products of the corners with the next ones, for the first `sides` sides.
    fn crosses(x: &Array2<f64>, sides: usize, sign: f64) -> f64 {
        let next = |k: usize| (k + 1) % x.nrows();
        (0..sides).map(|k| x[[k, 0]] * x[[next(k), 1]] + sign * x[[next(k), 0]] * x[[k, 1]]).sum()
    }
    fn spread(x: &Array2<f64>, axis: usize) -> f64 {
        let ends = |f: fn(f64, f64) -> f64| x.column(axis).iter().copied().reduce(f).unwrap_or(0.0);
        ends(f64::max) - ends(f64::min)
    }
    Check {
        shown: |x| [format!("the corners {x}").replace('\n', ""), format!("顶点 {x}").replace('\n', "")],
        inputs: vec![
            array![[1.0, 1.0], [4.0, 1.0], [4.0, 3.0]],
            array![[1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0]],
            array![[0.0, 1.0], [-1.0, -2.0], [2.0, -1.0], [3.0, 4.0]],
            array![[1.0, 2.0], [5.0, 2.0], [5.0, 6.0], [4.0, 6.0], [3.0, 3.0]],
        ],
        mistakes: mistakes! {
            |x| crosses(x, x.nrows(), -1.0),
                "this is twice the area: a cross product is the area of a parallelogram, and a triangle is half of it",
                "这是面积的两倍：叉积是平行四边形的面积，三角形是它的一半";
            |x| crosses(x, x.nrows() - 1, -1.0) / 2.0,
                "the last side is missing: it leads from the last corner back to the first",
                "漏了最后一条边：从最后一个顶点回到第一个顶点";
            |x| -crosses(x, x.nrows(), -1.0) / 2.0,
                "the sign is wrong: counter-clockwise must be positive, x of this corner times y of the next first",
                "符号反了：逆时针应为正，先取本顶点的 x 乘下一顶点的 y";
            |x| crosses(x, x.nrows(), 1.0) / 2.0,
                "the two products of a side are added: subtract the second",
                "每条边的两个乘积被相加了：应当减去第二个";
            |x| spread(x, 0) * spread(x, 1),
                "this is the area of the rectangle around the polygon: add up the cross products of its sides",
                "这是外接矩形的面积：请把各边的叉积加起来";
        },
    }
}

fn between() -> Check<(f64, f64, f64), f64> {
    Check {
        shown: |(s, t, x)| both(format!("s = {s}, t = {t}, x = {x}")),
        inputs: vec![(0.0, 1.0, 1.0), (0.5, 1.0, 2.0), (1.0, 0.5, -3.0), (0.25, 0.75, 1.0), (0.6, 0.6, 5.0)],
        mistakes: mistakes! {
            |(_, t, x)| x * (t * t).exp(),
                "this starts at time 0: at t = s it must give x back",
                "这是从时刻 0 出发：当 t = s 时应当得到 x 本身";
            |(s, t, x)| x * ((t - s) * (t - s)).exp(),
                "this looks at the duration t - s alone, but the field depends on the clock: integrate 2r from s to t",
                "这里只看时长 t - s，但向量场随时间变化：请从 s 到 t 对 2r 积分";
            |(s, t, x)| x * (s * s - t * t).exp(),
                "this is the way back, from t to s: for s < t a positive x must grow",
                "这是从 t 回到 s 的方向：当 s < t 时，正的 x 应当增大";
            |(s, t, x)| x * (t * t + s * s).exp(),
                "the part before s is added: take it away, so that t = s gives x back",
                "把 s 之前的部分加上了：应当减去，使 t = s 时得到 x 本身";
            |(s, t, x)| x + t * t - s * s,
                "this solves X' = 2t: here the velocity is 2t times the place",
                "这是 X' = 2t 的解：这里的速度是 2t 乘以位置";
            |(s, t, x)| x * (2.0 * t * (t - s)).exp(),
                "the rate 2r changes on the way from s to t: integrate it, instead of taking its last value",
                "速率 2r 在从 s 到 t 的途中会变：请积分，而不要取它的最后一个值";
            |(s, t, x)| x * (2.0 * s * (t - s)).exp(),
                "the rate 2r changes on the way from s to t: integrate it, instead of taking its first value",
                "速率 2r 在从 s 到 t 的途中会变：请积分，而不要取它的第一个值";
        },
    }
}

fn back_to_the_start() -> Check<(f64, f64), f64> {
    Check {
        shown: |(t, y)| both(format!("t = {t}, y = {y}")),
        inputs: vec![(1.0, 1.0), (0.5, -1.0), (1.0, 3.0), (0.25, 2.0), (0.5, 0.0)],
        mistakes: mistakes! {
            |(t, y)| y / (1.0 - t * y),
                "this goes forth once more: solve y = x/(1 - tx) for x",
                "这是又向前走了一次：请从 y = x/(1 - tx) 中解出 x";
            |(t, y)| y * (1.0 - t * y),
                "in y (1 - tx) = x stands x, not y: bring both terms with x to one side",
                "式子 y (1 - tx) = x 里是 x，不是 y：请把含 x 的两项移到一边";
            |(t, y)| (1.0 - t * y) / y,
                "this is one over φ: the inverse of a map is not its reciprocal",
                "这是 φ 的倒数：映射的逆不是倒数";
            |(t, y)| -y / (1.0 - t * y),
                "the sign of the result is wrong: from y > 0 one comes back to some x > 0",
                "结果的符号不对：从 y > 0 应当回到某个 x > 0";
            |(_, y)| y / (1.0 + y),
                "the time is missing: this is the way back from t = 1",
                "漏了时间：这是从 t = 1 回来";
            |(t, y)| 1.0 / (1.0 + t * y),
                "the factor 1/(1 + ty) is right, but it must multiply y",
                "因子 1/(1 + ty) 是对的，但还要乘以 y";
        },
    }
}

/// Where a divergence is asked: the field with its formula in words, the place and the step.
struct At {
    formula: &'static str,
    u: fn(&Array1<f64>) -> Array1<f64>,
    x: Array1<f64>,
    h: f64,
}

impl At {
    /// The change of the component j of u over a step from x − `back`·h to x + h along the axis i, divided by the way.
    fn slope(&self, i: usize, j: usize, back: f64) -> f64 {
        let moved = |step: f64| {
            let mut x = self.x.clone();
            x[i] += step;
            (self.u)(&x)[j]
        };
        (moved(self.h) - moved(-back * self.h)) / ((1.0 + back) * self.h)
    }

    fn axes(&self) -> std::ops::Range<usize> {
        0..self.x.len()
    }
}

fn divergence() -> Check<At, f64> {
    // all quadratic, so that central differences are exact
    const SPIRAL: fn(&Array1<f64>) -> Array1<f64> = |x| array![-0.5 * x[0] - 3.0 * x[1], 3.0 * x[0] - 0.5 * x[1]];
    const BENT: fn(&Array1<f64>) -> Array1<f64> = |x| array![x[0] * x[0] + x[1], x[0] * x[1] + 4.0];
    const SPACE: fn(&Array1<f64>) -> Array1<f64> =
        |x| array![x[0] * x[1] - x[2], x[0] + 3.0 * x[1] * x[1], x[2] * x[0] - x[1] * x[1]];
    let at = |formula, u, x: &[f64], h| At { formula, u, x: Array1::from(x.to_vec()), h };
    Check {
        shown: |at| {
            [
                format!("u = {} at {} with h = {}", at.formula, at.x, at.h),
                format!("向量场 u = {}、位置 {}、h = {}", at.formula, at.x, at.h),
            ]
        },
        inputs: vec![
            at("(-x_1/2 - 3 x_2, 3 x_1 - x_2/2)", SPIRAL, &[1.0, 2.0], 0.5),
            at("(x_1^2 + x_2, x_1 x_2 + 4)", BENT, &[1.0, -2.0], 0.5),
            at("(x_1^2 + x_2, x_1 x_2 + 4)", BENT, &[3.0, 1.0], 0.25),
            at("(x_1 x_2 - x_3, x_1 + 3 x_2^2, x_3 x_1 - x_2^2)", SPACE, &[1.0, 2.0, -1.0], 0.5),
        ],
        mistakes: mistakes! {
            |at| at.axes().map(|i| at.slope(i, i, 0.0)).sum(),
                "these are differences to one side: take u at x + h and at x - h, and divide by 2h",
                "这是单侧差商：请取 x + h 和 x - h 处的 u，再除以 2h";
            |at| at.axes().map(|i| at.slope(i, i, 1.0) * 2.0).sum(),
                "this is twice the divergence: from x - h to x + h it is 2h",
                "这是散度的两倍：从 x - h 到 x + h 的距离是 2h";
            |at| at.axes().map(|i| at.slope(i, i, 1.0) * 2.0 * at.h).sum(),
                "these are differences: divide them by the way between the two places, 2h",
                "这是差，还要除以两处的距离 2h";
            |at| at.axes().flat_map(|i| at.axes().map(move |j| (i, j))).map(|(i, j)| at.slope(i, j, 1.0)).sum(),
                "this adds all partial derivatives, or moves all coordinates at once: only those of u_i along x_i count",
                "这里加了所有的偏导数，或者同时移动了所有坐标：只有 u_i 对 x_i 的偏导数才算";
            |at| at.slope(1, 0, 1.0) - at.slope(0, 1, 1.0),
                "these are the derivatives of a curl: take that of u_1 along x_1, of u_2 along x_2, and so on",
                "这些是旋度里的导数：请取 u_1 对 x_1、u_2 对 x_2 等的导数";
            |at| at.slope(0, 0, 1.0),
                "this is the first term alone: add those of the other coordinates",
                "这只是第一项：请加上其余各坐标的项";
            |at| (at.u)(&at.x).sum(),
                "this adds the components of u: the divergence adds derivatives",
                "这是 u 的各分量之和：散度是导数之和";
        },
    }
}

type Along = (f64, Array1<f64>, f64);

fn log_density_along() -> Check<Along, f64> {
    fn trapezoid((_, divergence, h): &Along) -> f64 {
        (1..divergence.len()).map(|i| h * (divergence[i - 1] + divergence[i]) / 2.0).sum()
    }
    Check {
        shown: |(log_p0, divergence, h)| {
            ["the divergences", "散度"].map(|name| format!("log_p0 = {log_p0}, {name} {divergence}, h = {h}"))
        },
        inputs: vec![
            (-1.0, array![2.0, 4.0, 3.0], 0.5),
            (0.5, array![-1.0, -1.0, -1.0, -1.0, -1.0], 0.25),
            (-2.0, array![0.0, 8.0], 0.1),
            (-2.0, array![3.0], 0.1),
        ],
        mistakes: mistakes! {
            |along| along.0 + trapezoid(along),
                "the sign is wrong: where volumes grow, the density falls",
                "符号反了：体积变大的地方，密度变小";
            |(log_p0, divergence, h)| log_p0 - h * divergence.sum(),
                "n + 1 values times h are one step too many: the first and the last value count half",
                "n + 1 个值都乘以 h，多算了一步：第一个和最后一个值各算一半";
            |(log_p0, divergence, h)| log_p0 - h * (divergence.sum() - divergence[divergence.len() - 1]),
                "this takes the value at the start of each step: take the mean of both ends",
                "这里取了每一步起点的值：请取两端的平均值";
            |(log_p0, divergence, h)| log_p0 - h * (divergence.sum() - divergence[0]),
                "this takes the value at the end of each step: take the mean of both ends",
                "这里取了每一步终点的值：请取两端的平均值";
            |along| along.0 - trapezoid(along) / along.2,
                "this adds up values: each step counts with its length h",
                "这里只是把值加起来：每一步要乘以步长 h";
            |along| along.0 * (-trapezoid(along)).exp(),
                "a density is divided by the change of volume; of its logarithm the integral is subtracted",
                "密度要除以体积的变化；对它的对数，则是减去积分";
            trapezoid,
                "this is the logarithm of the change of volume: subtract it from log_p0",
                "这是体积变化的对数：请用 log_p0 减去它";
        },
    }
}

fn euler_area() -> Check<(Array2<f64>, usize), f64> {
    fn det(a: &Array2<f64>) -> f64 {
        a[[0, 0]] * a[[1, 1]] - a[[0, 1]] * a[[1, 0]]
    }
    fn step(a: &Array2<f64>, n: usize) -> Array2<f64> {
        Array2::eye(2) + a / n as f64
    }
    Check {
        shown: |(a, n)| both(format!("A = {a}, n = {n}").replace('\n', "")),
        inputs: vec![
            (array![[-0.5, -3.0], [3.0, -0.5]], 10),
            (array![[0.0, -2.0], [2.0, 0.0]], 4),
            (array![[1.0, 2.0], [0.0, -1.0]], 2),
            (array![[-2.0, 1.0], [1.0, -1.0]], 1),
        ],
        mistakes: mistakes! {
            |(a, n)| det(&step(a, *n)).powi(*n as i32),
                "an area is never negative: take the absolute value of the determinant",
                "面积不会是负数：请取行列式的绝对值";
            |(a, n)| det(&step(a, *n)).abs(),
                "this is one step: n steps multiply the area n times",
                "这只是一步：n 步要把面积乘 n 次";
            |(a, _)| det(&step(a, 1)).abs(),
                "this is one step of length 1: the steps have the length 1/n, and there are n of them",
                "这是长度为 1 的一步：每步长 1/n，共 n 步";
            |(a, _)| a.diag().sum().exp(),
                "this is what the flow does: Euler's method multiplies by the matrix I + A/n in each step",
                "这是流的结果：欧拉方法每一步乘以矩阵 I + A/n";
            |(a, n)| (1.0 + a.diag().sum() / *n as f64).powi(*n as i32),
                "the determinant of I + A/n has a term with 1/n² too: compute it in full",
                "I + A/n 的行列式还有 1/n² 的项：请完整地计算";
            |(a, n)| det(&(a / *n as f64)).abs().powi(*n as i32),
                "the identity is missing: a step takes x to x + h A x",
                "漏了单位矩阵：一步把 x 变成 x + h A x";
            |(a, n)| det(&step(a, *n)).abs() * *n as f64,
                "n steps one after the other: their factors are multiplied, not added",
                "n 步依次进行：各步的因子应当相乘，而不是相加";
            |(a, n)| {
                let step = step(a, *n);
                (step[[0, 0]] * step[[1, 1]]).abs().powi(*n as i32)
            },
                "a determinant is the product of the diagonal minus that of the other two entries",
                "行列式是对角线之积减去另外两个元素之积";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn right_functions_of_another_form_are_solved() {
        // from the first corner, triangles
        let fan = |x: &Array2<f64>| {
            let edge = |k: usize| (x[[k, 0]] - x[[0, 0]], x[[k, 1]] - x[[0, 1]]);
            (2..x.nrows()).map(|k| (edge(k - 1).0 * edge(k).1 - edge(k).0 * edge(k - 1).1) / 2.0).sum()
        };
        assert_eq!(check::shoelace(fan), Verdict::Solved);
        assert_eq!(check::shoelace(|x| solutions::shoelace(x).abs()), Verdict::Solved);
        assert_eq!(check::back_to_the_start(|t, y| if y == 0.0 { 0.0 } else { 1.0 / (t + 1.0 / y) }), Verdict::Solved);
        assert_eq!(check::euler_area(|a, n| (0..n).map(|_| det_of_step(a, n).abs()).product()), Verdict::Solved);
    }

    fn det_of_step(a: &Array2<f64>, n: usize) -> f64 {
        let (h, trace) = (1.0 / n as f64, a[[0, 0]] + a[[1, 1]]);
        1.0 + h * trace + h * h * (a[[0, 0]] * a[[1, 1]] - a[[0, 1]] * a[[1, 0]])
    }

    #[test]
    fn the_answer_to_the_way_back_is_the_way_forth_undone() {
        for (t, y) in back_to_the_start().inputs {
            let x = solutions::back_to_the_start(t, y);
            assert!((x / (1.0 - t * x) - y).abs() < 1e-14); // some ulps of 3
        }
    }

    #[test]
    fn flows_and_sums_may_be_taken_another_way() {
        // back to the start, and forth
        assert_eq!(check::between(|s, t, x| x * (-s * s).exp() * (t * t).exp()), Verdict::Solved);
        let trace = |u: fn(&Array1<f64>) -> Array1<f64>, x: &Array1<f64>, h: f64| {
            let moved = |i: usize, by: f64| Array1::from_shape_fn(x.len(), |k| if k == i { x[k] + by } else { x[k] });
            (0..x.len()).map(|i| (u(&moved(i, h)) - u(&moved(i, -h)))[i]).sum::<f64>() / (h + h)
        };
        assert_eq!(check::divergence(trace), Verdict::Solved);
        let ends = |log_p0: f64, d: &Array1<f64>, h: f64| log_p0 - h * (d.sum() - (d[0] + d[d.len() - 1]) / 2.0);
        assert_eq!(check::log_density_along(ends), Verdict::Solved);
    }
}
