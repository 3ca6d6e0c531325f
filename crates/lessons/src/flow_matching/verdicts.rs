//! Lesson 14, flow matching.

use std::f64::consts::{FRAC_PI_2, PI};

use flowlab::ndarray::{Array1, array};

use super::solutions;
use crate::verdict::{Check, checks, mistakes};

checks! {
    /// A function that takes a field u(t, x) on the line and as many times t, noises x₀ and data points z, and returns
    /// the loss of flow matching over these pairs: the mean of (u(t, Xₜ) − (z − x₀))² with Xₜ = (1 − t)·x₀ + t·z.
    fn matching_loss(u: Velocity, t: &Array1<f64>, x0: &Array1<f64>, z: &Array1<f64>) -> f64,
        let &Pairs { u, ref t, ref x0, ref z, .. } = input;

    /// A function that takes points z on the line, a time t < 1 and a place x, and returns the exact velocity there of
    /// the linear path from N(0, 1) to these points, all equally probable: the mean of (zₖ − x)/(1 − t) with weights in
    /// proportion to exp(−(x − t·zₖ)²/(2(1 − t)²)).
    fn velocity_to_points(z: &Array1<f64>, t: f64, x: f64) -> f64, let &(ref z, t, x) = input;

    /// A function that takes w, b, c, an input x and a target, and returns the gradient by (w, b, c) of the squared
    /// error of a network with one neuron, (c·tanh(w·x + b) − target)².
    fn neuron_gradient(w: f64, b: f64, c: f64, x: f64, target: f64) -> Array1<f64>, let &[w, b, c, x, target] = input;

    /// A function that takes the standard deviations of the coordinates of Gaussian data, independent of one another,
    /// and returns the least loss of flow matching along the linear path: (π/2)·Σ sₖ.
    fn least_loss(s: &Array1<f64>) -> f64, let s = input;

    /// A function that takes the standard deviation of the loss of one pair and a gap, and returns how many pairs a
    /// test needs at least for the standard error of its mean to be at most half of the gap: (2·sd/gap)², rounded up.
    fn pairs_needed(sd: f64, gap: f64) -> usize, let &(sd, gap) = input;

    /// A function that takes s, ρ and t, for a noise x₀ ~ N(0, 1) and a data point z ~ N(0, s²) that are jointly
    /// Gaussian with the correlation ρ, and returns the variance of z − x₀ given Xₜ = (1 − t)·x₀ + t·z:
    /// s²(1 − ρ²)/Var Xₜ with Var Xₜ = (1 − t)² + s²t² + 2ρst(1 − t).
    fn variance_left(s: f64, rho: f64, t: f64) -> f64, let &[s, rho, t] = input;
}

/// A velocity u(t, x) on the line.
type Velocity = fn(f64, f64) -> f64;

/// A field with its formula in words, and pairs at their times.
struct Pairs {
    formula: &'static str,
    u: Velocity,
    t: Array1<f64>,
    x0: Array1<f64>,
    z: Array1<f64>,
}

impl Pairs {
    /// The mean over the pairs of what `of(u, t, x₀, z)` gives.
    fn mean(&self, of: impl Fn(Velocity, f64, f64, f64) -> f64) -> f64 {
        let pairs = self.t.iter().zip(&self.x0).zip(&self.z);
        pairs.map(|((t, x0), z)| of(self.u, *t, *x0, *z)).sum::<f64>() / self.t.len() as f64
    }
}

/// The place of the pair.
fn on_the_way(t: f64, x0: f64, z: f64) -> f64 {
    (1.0 - t) * x0 + t * z
}

fn matching_loss() -> Check<Pairs, f64> {
    const STILL: Velocity = |_, _| 0.0;
    const BREATHING: Velocity = |t, x| (2.0 * t - 1.0) * x / (t * t + (1.0 - t) * (1.0 - t));
    const BENT: Velocity = |t, x| t * x * x - 1.0;
    let case = |formula, u, t: &[f64], x0: &[f64], z: &[f64]| {
        let [t, x0, z] = [t, x0, z].map(|list| Array1::from(list.to_vec()));
        Pairs { formula, u, t, x0, z }
    };
    Check {
        shown: |Pairs { formula, t, x0, z, .. }| {
            [
                format!("u = {formula}, t = {t}, x0 = {x0} and z = {z}"),
                format!("u = {formula}、t = {t}、x0 = {x0}、z = {z}"),
            ]
        },
        inputs: vec![
            case("0", STILL, &[0.25, 0.5], &[1.0, -1.0], &[2.0, 2.0]),
            case("t x^2 - 1", BENT, &[0.25, 0.5, 0.75], &[1.0, -2.0, 0.5], &[3.0, 1.0, -1.5]),
            case("(2t - 1) x/(t^2 + (1 - t)^2)", BREATHING, &[0.25, 1.0, 0.625], &[-0.5, 1.0, 2.0], &[0.75, 3.0, 0.5]),
            case("t x^2 - 1", BENT, &[0.125], &[2.0], &[-1.0]),
        ],
        mistakes: mistakes! {
            |case| case.mean(|u, t, x0, z| (u(t, on_the_way(t, z, x0)) - (z - x0)).powi(2)),
                "noise and data have changed places in X_t: at t = 0 it is x0, at t = 1 it is z",
                "X_t 里噪声与数据弄反了：t = 0 时是 x0，t = 1 时是 z";
            |case| case.mean(|u, t, x0, z| (u(t, on_the_way(t, x0, z)) - (x0 - z)).powi(2)),
                "the velocity of a pair leads from the noise to the data: it is z - x0",
                "一对点的速度从噪声指向数据，是 z - x0";
            |case| case.mean(|u, t, x0, z| (u(t, z) - (z - x0)).powi(2)),
                "the field is taken at the data point: take it where the pair is at time t, at (1 - t) x0 + t z",
                "这里取的是数据点处的向量场：应当取这一对点在时刻 t 的位置 (1 - t) x0 + t z 处的向量场";
            |case| case.mean(|u, t, x0, z| (u(t, x0) - (z - x0)).powi(2)),
                "the field is taken at the noise: take it where the pair is at time t, at (1 - t) x0 + t z",
                "这里取的是噪声处的向量场：应当取这一对点在时刻 t 的位置 (1 - t) x0 + t z 处的向量场";
            |case| case.mean(|u, t, x0, z| (u(t, on_the_way(t, x0, z)) - z).powi(2)),
                "the field is to give the velocity z - x0 of the pair, not the data point z",
                "向量场应当给出这一对点的速度 z - x0，而不是数据点 z";
            |case| case.t.len() as f64 * case.mean(|u, t, x0, z| (u(t, on_the_way(t, x0, z)) - (z - x0)).powi(2)),
                "this is the sum over the pairs: divide by how many they are",
                "这是对各对点求和：还要除以点对的个数";
            |case| case.mean(|u, t, x0, z| (u(t, on_the_way(t, x0, z)) - (z - x0)).abs()),
                "this is the mean of the distances: square them, or the best guess is the median and not the mean",
                "这是距离的平均：请先平方，否则最好的猜测是中位数而不是均值";
            |case| case.mean(|u, t, x0, z| u(t, on_the_way(t, x0, z)) - (z - x0)).powi(2),
                "this squares the mean of the gaps, in which they cancel: square first, then take the mean",
                "这是先平均再平方，偏差会互相抵消：请先平方再平均";
            |case| case.mean(|u, t, x0, z| (u(t, on_the_way(t, x0, z)) - (z - x0)).powi(2)).sqrt(),
                "leave the root out: the loss is the mean of the squares",
                "不要开方：损失是平方的平均";
            |case| 0.5 * case.mean(|u, t, x0, z| (u(t, on_the_way(t, x0, z)) - (z - x0)).powi(2)),
                "leave the factor 1/2 out: with it the least loss is half of what theory says",
                "不要因子 1/2：有了它，损失的最小值只有理论值的一半";
        },
    }
}

/// The mean of (zₖ − x)/(1 − t) with these weights; NaN where all of them underflow, as with a learner's plain powers.
fn mean_velocity(z: &Array1<f64>, t: f64, x: f64, weight: impl Fn(f64) -> f64) -> f64 {
    let weights = z.mapv(&weight);
    (&weights * &z.mapv(|z| (z - x) / (1.0 - t))).sum() / weights.sum()
}

fn bell(x: f64) -> f64 {
    (-0.5 * x * x).exp()
}

fn velocity_to_points() -> Check<(Array1<f64>, f64, f64), f64> {
    Check {
        shown: |(z, t, x)| [format!("the points {z}, t = {t} and x = {x}"), format!("点 {z}、t = {t}、x = {x}")],
        inputs: vec![
            (array![-1.0, 1.0], 0.5, 0.3),
            (array![-1.0, 1.0], 0.25, -0.7),
            (array![0.0, 1.0, 4.0], 0.625, 1.5),
            (array![2.0], 0.75, 0.5),
            (array![-2.0, 0.5, 1.0, 3.0], 0.0, 1.2),
            // here every exp(−ε²/2) is 0 to the computer
            (array![-1.0, 1.0], 0.99, 0.3),
        ],
        mistakes: mistakes! {
            |(z, t, x)| mean_velocity(z, *t, *x, |z| bell((x - t * z) / (1.0 - t))),
                "right, but not near t = 1: there all weights are 0 to the computer, and 0/0 is NaN; subtract the greatest exponent from all first",
                "公式正确，但在 t = 1 附近，各权重在计算机里全都是 0，而 0/0 是 NaN：请先让各指数都减去其中最大的一个";
            |(z, t, x)| mean_velocity(z, *t, *x, |_| 1.0),
                "all points count alike here: a point counts as much as it is probable, given the place x",
                "各点的权重都一样：应当按给定 x 时它的概率加权";
            |(z, t, x)| mean_velocity(z, *t, *x, |z| bell((x - z) / (1.0 - t))),
                "the pairs to z are around t z at time t, not around z: the weight looks at x - t z",
                "以 z 为终点的点对在时刻 t 位于 t z 附近，而不是 z 附近：权重要用 x - t z 来算";
            |(z, t, x)| mean_velocity(z, *t, *x, |z| bell(x - t * z)),
                "at time t only (1 - t) of the noise is left: divide x - t z by 1 - t",
                "在时刻 t，噪声只剩下 (1 - t) 倍：x - t z 要除以 1 - t";
            |(z, t, x)| mean_velocity(z, *t, *x, |z| bell((x - t * z) / (1.0 - t).sqrt())),
                "1 - t is the standard deviation of the noise that is left, its variance is (1 - t)^2",
                "1 - t 是剩余噪声的标准差，它的方差是 (1 - t)^2";
            |(z, t, x)| mean_velocity(z, *t, *x, |z| bell((x - t * z) / (1.0 - t)).powi(2)),
                "the half in the exponent is missing: exp(-((x - t z)/(1 - t))^2/2)",
                "指数里少了二分之一：exp(-((x - t z)/(1 - t))^2/2)";
            |(z, t, x)| {
                z.iter().map(|z| bell((x - t * z) / (1.0 - t)) * (z - x) / (1.0 - t)).sum::<f64>() / z.len() as f64
            },
                "the weights do not sum to 1: divide by their sum",
                "权重之和不是 1：要除以权重之和";
            |(z, t, x)| (1.0 - t) * mean_velocity(z, *t, *x, |z| bell((x - t * z) / (1.0 - t))),
                "this is the way that is left: to cover it in the time 1 - t, divide by 1 - t",
                "这是剩下的路程：要在时间 1 - t 内走完，还须除以 1 - t";
            |(z, t, x)| x + (1.0 - t) * mean_velocity(z, *t, *x, |z| bell((x - t * z) / (1.0 - t))),
                "this is the mean E[z | X_t = x] of the data points: the velocity is (it - x)/(1 - t)",
                "这是数据点的条件均值 E[z | X_t = x]：速度是 (它 - x)/(1 - t)";
            |(z, t, x)| {
                let gap = |z: f64| (x - t * z).abs();
                let nearest = z.iter().fold(z[0], |best, z| if gap(*z) < gap(best) { *z } else { best });
                (nearest - x) / (1.0 - t)
            },
                "only the nearest point counts here: the others are possible too, with their weights",
                "这里只算了最近的点：其他点也有可能，应按权重计入";
        },
    }
}

/// From the gradient by the output and the slope at q: that by w, b and c.
fn backward([w, b, c, x, target]: &[f64; 5], by_out: fn(f64) -> f64, slope: fn(f64) -> f64) -> Array1<f64> {
    let q = w * x + b;
    let by_out = by_out(c * q.tanh() - target);
    let by_q = by_out * c * slope(q);
    array![by_q * x, by_q, by_out * q.tanh()]
}

fn tanh_slope(q: f64) -> f64 {
    1.0 - q.tanh().powi(2)
}

fn neuron_gradient() -> Check<[f64; 5], Array1<f64>> {
    Check {
        shown: |[w, b, c, x, target]| {
            [
                format!("w = {w}, b = {b}, c = {c}, x = {x} and the target {target}"),
                format!("w = {w}、b = {b}、c = {c}、x = {x}、目标 {target}"),
            ]
        },
        inputs: vec![
            [0.5, 0.25, 2.0, 1.5, 1.0],
            [-1.0, 0.5, 0.75, 0.5, -2.0],
            [0.25, -0.5, -1.5, -2.0, 0.5],
            [1.0, 0.0, 3.0, 0.0, 0.5],
        ],
        mistakes: mistakes! {
            |case| backward(case, |gap| gap, tanh_slope),
                "the 2 of the square's derivative is missing",
                "少了平方求导得到的因子 2";
            |case| backward(case, |gap| -2.0 * gap, tanh_slope),
                "this has the wrong sign: it leads downhill, the gradient leads uphill; the gap is output - target",
                "符号反了：这是下降的方向，而梯度指向上升；偏差是输出减去目标";
            |case| backward(case, |gap| 2.0 * gap, |_| 1.0),
                "on the way from a back to q the slope of tanh is missing: multiply by 1 - tanh(q)^2",
                "从 a 回到 q 时少了 tanh 的导数：要乘以 1 - tanh(q)^2";
            |case| backward(case, |gap| 2.0 * gap, |q| 1.0 - q * q),
                "the slope of tanh at q is 1 - tanh(q)^2, not 1 - q^2",
                "tanh 在 q 处的导数是 1 - tanh(q)^2，不是 1 - q^2";
            |case| backward(case, |gap| 2.0 * gap, |q| 1.0 - q.tanh()),
                "the slope of tanh at q is 1 - tanh(q)^2: the square is missing",
                "tanh 在 q 处的导数是 1 - tanh(q)^2：少了平方";
            |case| {
                let right = backward(case, |gap| 2.0 * gap, tanh_slope);
                array![right[0] / case[2], right[1] / case[2], right[2]]
            },
                "on the way from the output back to a the factor c is missing in the gradients by w and b",
                "从输出回到 a 时，对 w 和 b 的梯度少了因子 c";
            |case| {
                let right = backward(case, |gap| 2.0 * gap, tanh_slope);
                array![right[1], right[1], right[2]]
            },
                "q = w x + b: the gradient by w has a factor x more than that by b",
                "q = w x + b：对 w 的梯度比对 b 的多一个因子 x";
            |case| {
                let right = backward(case, |gap| 2.0 * gap, tanh_slope);
                array![right[0], right[1], 2.0 * (case[2] * (case[0] * case[3] + case[1]).tanh() - case[4])]
            },
                "the output is c a: the gradient by c is that by the output times a = tanh(q)",
                "输出是 c a：对 c 的梯度等于对输出的梯度乘以 a = tanh(q)";
            |case| {
                let right = backward(case, |gap| 2.0 * gap, tanh_slope);
                array![right[2], right[1], right[0]]
            },
                "the order is w, b, c",
                "次序是 w、b、c";
        },
    }
}

fn least_loss() -> Check<Array1<f64>, f64> {
    Check {
        shown: |s| [format!("the standard deviations {s}"), format!("标准差 {s}")],
        inputs: vec![array![1.0, 1.0], array![0.5, 2.0, 3.0], array![2.0], array![0.0, 4.0]],
        mistakes: mistakes! {
            |_| 0.0,
                "0 is out of reach: pairs with different velocities meet in one place, unless the data are one point",
                "降不到 0：不同速度的点对会在同一处相遇，除非数据只是一个点";
            |s| FRAC_PI_2 * s.sum() / s.len() as f64,
                "this is the mean over the coordinates: the loss sums over them",
                "这是对各坐标求平均：损失是对各坐标求和";
            |s| FRAC_PI_2 * s.mapv(|s| s * s).sum(),
                "the variances are summed here: the least loss grows with the standard deviations",
                "这里加的是方差：损失的最小值与标准差成正比";
            |s| FRAC_PI_2 * s.mapv(|s| s * s).sum().sqrt(),
                "each coordinate has its own least loss: add them, not their squares under a root",
                "每个坐标各有自己的最小损失：直接相加，而不是平方后再开方";
            |s| PI * s.sum(),
                "the angle runs from 0 to a right angle: the factor is pi/2",
                "积分等于从 0 到直角的角度：因子是 pi/2";
            |s| FRAC_PI_2 * s.len() as f64,
                "this is right only where all standard deviations are 1",
                "这只在所有标准差都是 1 时成立";
            |s| s.mapv(|s| 1.0 + s * s).sum(),
                "this is E|z - x0|^2 for mean 0, the loss of a field that is 0: the exact field does better",
                "这是均值为 0 时的 E|z - x0|^2，即处处为 0 的向量场的损失：精确场比它好";
            |s| s.sum(),
                "the factor pi/2 is missing: it is the integral of 1/(1 + r^2) over all r > 0",
                "少了因子 pi/2：它是 1/(1 + r^2) 对所有 r > 0 的积分";
        },
    }
}

fn pairs_needed() -> Check<(f64, f64), usize> {
    Check {
        shown: |(sd, gap)| {
            [format!("the standard deviation {sd} and the gap {gap}"), format!("标准差 {sd}、差距 {gap}")]
        },
        // none of the results is near a whole number, where rounding could decide
        inputs: vec![(4.6, 0.03), (3.3, 0.13), (1.7, 0.9), (0.4, 1.1)],
        mistakes: mistakes! {
            |(sd, gap)| (2.0 * sd / gap).ceil() as usize,
                "the error falls as the root of the number of pairs: square the ratio",
                "误差与点对个数的平方根成反比：比值要平方";
            |(sd, gap)| (sd / gap).powi(2).ceil() as usize,
                "so the standard error is as large as the gap: it is to be at most half of it",
                "这样标准误差与差距一样大：要求它至多是差距的一半";
            |(sd, gap)| (2.0 * sd / gap).powi(2).floor() as usize,
                "this is rounded down, one pair short: round up",
                "这是向下取整，差一对：请向上取整";
            |(sd, gap)| (2.0 * (sd / gap).powi(2)).ceil() as usize,
                "half of the gap is squared too: the factor is 4, not 2",
                "差距的一半也要平方：因子是 4，不是 2";
            |(sd, gap)| (sd / (2.0 * gap)).powi(2).ceil() as usize,
                "so the standard error is twice the gap: it is to be at most half of it",
                "这样标准误差是差距的两倍：要求它至多是差距的一半";
            |(sd, gap)| (4.0 * sd / (gap * gap)).ceil() as usize,
                "sd is the standard deviation, not the variance: square it too",
                "sd 是标准差而不是方差：它也要平方";
        },
    }
}

/// The variance of Xₜ.
fn variance([s, rho, t]: &[f64; 3]) -> f64 {
    (1.0 - t) * (1.0 - t) + s * s * t * t + 2.0 * rho * s * t * (1.0 - t)
}

fn variance_left() -> Check<[f64; 3], f64> {
    Check {
        shown: |[s, rho, t]| [format!("s = {s}, rho = {rho} and t = {t}"), format!("s = {s}、rho = {rho}、t = {t}")],
        inputs: vec![
            [1.0, 0.0, 0.5],
            [2.0, 0.5, 0.25],
            [0.5, -0.25, 0.75],
            [3.0, 0.875, 0.5],
            [1.0, 1.0, 0.5],
            [2.0, -0.5, 0.0],
        ],
        mistakes: mistakes! {
            |[s, _, t]| s * s / variance(&[*s, 0.0, *t]),
                "this is right where noise and data are independent: here they are correlated, rho matters",
                "这只在噪声与数据独立时成立：这里两者相关，rho 会起作用";
            |case| case[0].powi(2) / variance(case),
                "above the line stands the determinant of the covariance of (x0, z): s^2 (1 - rho^2)",
                "分子应当是 (x0, z) 的协方差矩阵的行列式：s^2 (1 - rho^2)";
            |case| case[0].powi(2) * (1.0 - case[1].powi(2)) / variance(&[case[0], 0.0, case[2]]),
                "below the line the covariance is missing: Var X_t has the term 2 rho s t (1 - t)",
                "分母少了协方差：Var X_t 中还有一项 2 rho s t (1 - t)";
            |case| {
                let [s, rho, t] = *case;
                s * s * (1.0 - rho * rho) / (variance(case) - rho * s * t * (1.0 - t))
            },
                "in Var X_t the covariance counts twice: 2 rho s t (1 - t)",
                "在 Var X_t 中协方差要算两次：2 rho s t (1 - t)";
            |case| case[0].powi(2) * (1.0 - case[1]) / variance(case),
                "the determinant has the square of rho: s^2 (1 - rho^2)",
                "行列式里是 rho 的平方：s^2 (1 - rho^2)";
            |[s, rho, _]| 1.0 + s * s - 2.0 * rho * s,
                "this is the variance of z - x0 when nothing is known: X_t is known, subtract Cov^2/Var X_t",
                "这是一无所知时 z - x0 的方差：现在已知 X_t，要减去 Cov^2/Var X_t";
            |[s, rho, t]| (s * s * t - (1.0 - t) + rho * s * (1.0 - 2.0 * t)).powi(2) / variance(&[*s, *rho, *t]),
                "this is the part that X_t explains: subtract it from the variance of z - x0",
                "这是 X_t 能解释的部分：要从 z - x0 的方差中减去它";
            |case| (1.0 - case[2]).powi(2) * case[0].powi(2) * (1.0 - case[1].powi(2)) / variance(case),
                "this is the variance of z given X_t: z - x0 = (z - X_t)/(1 - t), divide by (1 - t)^2",
                "这是给定 X_t 时 z 的方差：z - x0 = (z - X_t)/(1 - t)，还要除以 (1 - t)^2";
            |case| (case[0].powi(2) * (1.0 - case[1].powi(2)) / variance(case)).sqrt(),
                "this is the standard deviation: the variance is asked for, leave the root out",
                "这是标准差：题目要的是方差，不要开方";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use flowlab::VectorField;
    use flowlab::distribution::Gaussian;
    use flowlab::path::{GaussianPath, MarginalField, Schedule};
    use flowlab::train::least_loss as measured;
    use flowlab::{Seed, nn::Activation, nn::Mlp, nn::Tape, nn::Transposed};

    #[test]
    fn a_loss_in_another_order_is_solved() {
        let backwards = |u: Velocity, t: &Array1<f64>, x0: &Array1<f64>, z: &Array1<f64>| {
            let gap = |i: usize| u(t[i], x0[i] + t[i] * (z[i] - x0[i])) - z[i] + x0[i];
            (0..t.len()).rev().map(|i| gap(i).powi(2) / t.len() as f64).sum()
        };
        assert_eq!(check::matching_loss(backwards), Verdict::Solved);
    }

    #[test]
    fn the_velocity_to_points_is_the_limit_of_narrow_gaussians() {
        let (points, t, x) = (array![-1.0, 1.0], 0.5, 0.3);
        let narrow = flowlab::distribution::GaussianMixture::isotropic(
            array![0.5, 0.5],
            points.clone().insert_axis(flowlab::ndarray::Axis(1)),
            1e-5,
        );
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), narrow.unwrap());
        let right = solutions::velocity_to_points(&points, t, x);
        assert!((right - field.at(t, &array![[x]])[[0, 0]]).abs() < 1e-8); // their variance is 1e-10
        // by hand: (tanh(t·x/(1 − t)²) − x)/(1 − t)
        assert!((right - (0.6_f64.tanh() - 0.3) / 0.5).abs() < 1e-14); // a few roundings
    }

    #[test]
    fn the_gradient_of_a_neuron_is_that_of_the_network() {
        let [w, b, c, x, target] = [0.5, 0.25, 2.0, 1.5, 1.0];
        let mut net = Mlp::<f64>::zeros(&[1, 1, 1], Activation::Tanh).unwrap();
        net.weights_mut()[..3].copy_from_slice(&[w, b, c]);
        let mut tape = Tape::new(&net, 1);
        tape.inputs_mut(1).for_each(|mut input| input[0] = x);
        let transposed = Transposed::of(&net);
        net.forward(&transposed, &mut tape);
        tape.outputs_and_gradients_mut().for_each(|(out, mut by_out)| by_out[0] = 2.0 * (out[0] - target));
        let mut gradient = vec![0.0; net.weights().len()];
        net.backward(&transposed, &mut tape, &mut gradient);
        let right = solutions::neuron_gradient(w, b, c, x, target);
        assert!(gradient.iter().zip(&right).all(|(by_weight, right)| (by_weight - right).abs() < 1e-14));
    }

    #[test]
    fn the_least_loss_is_that_of_the_exact_field() {
        let covariance = flowlab::ndarray::Array2::from_diag(&array![0.25, 4.0]);
        let law = Gaussian::new(array![1.0, -1.0], covariance).unwrap();
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), law);
        let found = measured(&field, Seed(3), 40_000).unwrap();
        let right = solutions::least_loss(&array![0.5, 2.0]);
        assert!((found.mean - right).abs() < 5.0 * found.error);
    }

    /// Var V − Cov(V, X)²/Var X from the covariances, for V = z − x₀.
    #[test]
    fn what_is_left_is_the_variance_given_one_of_two_gaussians() {
        let left = |s: f64, rho: f64, t: f64| {
            let of_velocity = 1.0 + s * s - 2.0 * rho * s;
            let of_place = variance(&[s, rho, t]);
            let both = s * s * t - (1.0 - t) + rho * s * (1.0 - t) - rho * s * t;
            of_velocity - both * both / of_place
        };
        assert_eq!(check::variance_left(left), Verdict::Solved);
    }

    /// Over all times: s·√(1 − ρ²)·arccos ρ, which for ρ = 0 is s·π/2.
    #[test]
    fn the_least_loss_of_correlated_pairs_has_a_closed_form() {
        for (s, rho) in [(1.0, 0.0), (2.0, 0.5), (0.5, -0.8)] {
            let n = 10_000;
            let at = |i: usize| solutions::variance_left(s, rho, (i as f64 + 0.5) / n as f64);
            let integral = (0..n).map(at).sum::<f64>() / n as f64;
            let closed: f64 = s * (1.0_f64 - rho * rho).sqrt() * f64::acos(rho);
            assert!((integral - closed).abs() < 1e-6); // the midpoint rule's h²/24 times a slope of at most 100
        }
    }

    #[test]
    fn a_search_for_the_number_of_pairs_is_right() {
        let search = |sd: f64, gap: f64| (1..).find(|n| sd / f64::from(*n).sqrt() <= gap / 2.0).unwrap() as usize;
        assert_eq!(check::pairs_needed(search), Verdict::Solved);
    }
}
