//! Lesson 05, trajectories and vector fields.

use flowlab::ndarray::{Array1, Array2, array, s};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes the places X(t₀), …, X(tₙ) of a trajectory (n + 1, d) and the step h between two times,
    /// and returns the mean velocity of each step: (n, d).
    fn mean_velocities(x: &Array2<f64>, h: f64) -> Array2<f64>, let &(ref x, h) = input;

    /// A function that takes a centre c in the plane, an angular velocity ω and a place x, and returns the velocity at
    /// x of a plane that turns about c, counter-clockwise for ω > 0: ω·(−(x₂ − c₂), x₁ − c₁).
    fn turning_about(centre: &Array1<f64>, omega: f64, x: &Array1<f64>) -> Array1<f64>,
        let &(ref centre, omega, ref x) = input;

    /// A function that takes a time c ≥ 0 and a time t ≥ 0 and returns the solution of x′ = √|x| that waits at 0 until
    /// c and goes up from then on: 0 for t < c, (t − c)²/4 afterwards.
    fn waiting(c: f64, t: f64) -> f64, let &(c, t) = input;

    /// A function that takes growing places x₀ < … < xₙ on a line and the velocities u₀, …, uₙ there, and returns the
    /// greatest |uᵢ₊₁ − uᵢ|/(xᵢ₊₁ − xᵢ): no Lipschitz constant is smaller.
    fn steepest(x: &Array1<f64>, u: &Array1<f64>) -> f64, let (x, u) = input;

    /// A function that takes a start x₀ and returns the time at which the solution of x′ = x² from there blows up,
    /// infinity if it lives for ever: 1/x₀ for x₀ > 0.
    fn lifetime(x0: f64) -> f64, let &x0 = input;
}

fn mean_velocities() -> Check<(Array2<f64>, f64), Array2<f64>> {
    fn steps(x: &Array2<f64>) -> Array2<f64> {
        &x.slice(s![1.., ..]) - &x.slice(s![..-1, ..])
    }
    fn speeds(x: &Array2<f64>, h: f64) -> Array2<f64> {
        let steps = steps(x);
        Array2::from_shape_fn((steps.nrows(), 1), |(i, _)| steps.row(i).dot(&steps.row(i)).sqrt() / h)
    }
    Check {
        shown: |(x, h)| ["the trajectory", "轨迹"].map(|word| format!("{word} {x:.4}, h = {h}").replace('\n', "")),
        inputs: vec![
            (array![[0.0, 1.0], [1.0, 3.0], [0.5, 3.0]], 0.5),
            (array![[2.0], [-1.0], [1.0], [1.5]], 0.1),
            (array![[1.0, 2.0, 3.0], [1.0, 1.0, 7.0]], 2.0),
            (array![[1.5, 2.0], [1.5, 2.0]], 0.25),
        ],
        mistakes: mistakes! {
            |(x, _)| steps(x),
                "these are the displacements: a velocity is a displacement divided by the time that it takes",
                "这是各步的位移：速度等于位移除以所用的时间";
            |(x, h)| steps(x) * *h,
                "the displacements are multiplied by h: divide by it",
                "这里把位移乘以了 h：应当除以 h";
            |(x, h)| -steps(x) / *h,
                "the sign is wrong: a displacement is the later place minus the earlier one",
                "符号反了：位移是后一个位置减去前一个位置";
            |(x, h)| x / *h,
                "this divides the places by h: take the differences of neighbouring rows first",
                "这是位置除以 h：请先求相邻两行之差";
            |(x, h)| steps(x).mapv(f64::abs) / *h,
                "these are the sizes of the coordinates: a velocity has a direction, so keep the signs",
                "这里取了各分量的绝对值：速度是有方向的，请保留符号";
            |(x, h)| speeds(x, *h),
                "this is the speed, the length of the velocity: return the vector itself, one row a step",
                "这是速率，即速度的长度：请返回速度向量本身，每步一行";
            |(x, h)| steps(x) / (h * (x.nrows() - 1) as f64),
                "this divides by the whole duration: each step takes only the time h",
                "这里除以了总时间：每一步只用时 h";
        },
    }
}

type Turning = (Array1<f64>, f64, Array1<f64>);

fn turning_about() -> Check<Turning, Array1<f64>> {
    fn turn(omega: f64, x: &Array1<f64>) -> Array1<f64> {
        array![-omega * x[1], omega * x[0]]
    }
    let input = |c: [f64; 2], omega: f64, x: [f64; 2]| (Array1::from(c.to_vec()), omega, Array1::from(x.to_vec()));
    Check {
        shown: |(centre, omega, x)| {
            [
                format!("the centre {centre}, omega = {omega} and the place {x}"),
                format!("中心 {centre}、omega = {omega}、位置 {x}"),
            ]
        },
        inputs: vec![
            input([0.0, 0.0], 1.0, [2.0, 0.0]),
            input([1.0, -2.0], 3.0, [3.0, 1.0]),
            input([0.5, 0.25], -2.0, [-1.0, 2.0]),
            input([1.0, 1.0], 5.0, [1.0, 4.0]),
            input([1.0, 1.0], 5.0, [1.0, 1.0]),
        ],
        mistakes: mistakes! {
            |(_, omega, x)| turn(*omega, x),
                "this turns about the origin: take the arm from the centre to x, which is x minus the centre",
                "这是绕原点转动：请用从中心指向 x 的向量，即 x 减去中心";
            |(c, omega, x)| turn(-omega, &(x - c)),
                "the sign is wrong: this turns clockwise (or the arm points from x to the centre)",
                "符号反了：这样是顺时针转动（或者向量取成了从 x 指向中心）";
            |(c, omega, x)| *omega * (x - c),
                "this points along the arm, away from the centre: turn it by a right angle, (a, b) becomes (-b, a)",
                "这是沿半径向外的方向：请把它转过一个直角，(a, b) 变成 (-b, a)";
            |(c, omega, x)| array![*omega * (x[1] - c[1]), *omega * (x[0] - c[0])],
                "the coordinates are swapped, but one sign is missing: (a, b) becomes (-b, a)",
                "两个分量交换了，但少一个负号：(a, b) 应变成 (-b, a)";
            |(c, _, x)| turn(1.0, &(x - c)),
                "omega is missing: at twice the angular velocity every place is twice as fast",
                "漏了 omega：角速度加倍，每一处的速度也加倍";
            |(c, omega, x)| {
                let arm = x - c;
                turn(omega / arm.dot(&arm).sqrt(), &arm)
            },
                "the direction is right, but every place has the same speed: farther out it must be faster",
                "方向对了，但各处的速率都一样：离中心越远应当越快";
            |(c, omega, x)| {
                let (sin, cos) = omega.sin_cos();
                let arm = x - c;
                c + array![cos * arm[0] - sin * arm[1], sin * arm[0] + cos * arm[1]]
            },
                "this is the place to which x has turned after a unit of time: asked is its velocity now",
                "这是 x 转过一个单位时间之后的位置：要求的是它此刻的速度";
        },
    }
}

fn waiting() -> Check<(f64, f64), f64> {
    fn after(c: f64, t: f64) -> f64 {
        f64::max(t - c, 0.0)
    }
    Check {
        shown: |(c, t)| both(format!("c = {c}, t = {t}")),
        inputs: vec![(0.0, 1.0), (0.0, 0.5), (0.5, 0.25), (0.5, 0.5), (0.5, 1.0), (0.25, 2.25), (1.0, 0.0)],
        mistakes: mistakes! {
            |(c, t)| (t - c).powi(2) / 4.0,
                "before c this comes down to 0 instead of waiting there: its derivative (t - c)/2 is negative, and a root is not",
                "在 c 之前，它不是停在 0，而是在下降：那里的导数 (t - c)/2 是负的，而平方根不会为负";
            |(c, t)| if t < c { 0.0 } else { t * t / 4.0 },
                "this jumps at t = c: after the wait, count the time from c on",
                "它在 t = c 处跳跃：等待结束之后，时间应从 c 算起";
            |(c, t)| after(*c, *t).powi(2),
                "its derivative 2(t - c) is not its root t - c: a factor is missing",
                "它的导数 2(t - c) 不等于它的平方根 t - c：差一个系数";
            |(c, t)| after(*c, *t).powi(2) / 2.0,
                "its derivative t - c is not its root (t - c)/√2: try the factor 1/4",
                "它的导数 t - c 不等于它的平方根 (t - c)/√2：试试系数 1/4";
            |(c, t)| after(*c, *t) / 2.0,
                "this is the velocity of the solution: asked is its place",
                "这是解的速度：要求的是它的位置";
            |(_, t)| t * t / 4.0,
                "this does not wait: until the time c the place is 0",
                "它没有等待：到时刻 c 为止，位置都是 0";
            |_| 0.0,
                "this waits for ever: after the time c it goes up",
                "它一直停在 0：时刻 c 之后应当上升";
        },
    }
}

fn steepest() -> Check<(Array1<f64>, Array1<f64>), f64> {
    fn slopes((x, u): &(Array1<f64>, Array1<f64>)) -> impl Iterator<Item = f64> {
        (1..x.len()).map(move |i| (u[i] - u[i - 1]) / (x[i] - x[i - 1]))
    }
    fn most(values: impl Iterator<Item = f64>) -> f64 {
        values.fold(f64::NEG_INFINITY, f64::max)
    }
    Check {
        shown: |(x, u)| [format!("the places {x:.4} and the velocities {u:.4}"), format!("位置 {x:.4}、速度 {u:.4}")],
        inputs: vec![
            (array![0.0, 1.0, 3.0], array![0.0, 2.0, 3.0]),
            (array![-1.0, 0.0, 0.5, 2.0], array![1.0, 0.5, -2.0, 1.0]),
            (array![0.0, 0.5], array![3.0, 3.0]),
            (array![0.0, 0.01, 0.04, 0.25], array![0.0, 0.1, 0.2, 0.5]),
        ],
        mistakes: mistakes! {
            |input| most(slopes(input)),
                "the greatest slope is not enough: a field that falls steeply counts too, so take absolute values",
                "只取最大的斜率还不够：急剧下降的向量场也算，请取绝对值";
            |(_, u)| most((1..u.len()).map(|i| (u[i] - u[i - 1]).abs())),
                "these are differences of velocities: divide each by the distance of the two places",
                "这是速度之差：请把每个差除以两处的距离";
            |input| slopes(input).fold(f64::INFINITY, |least, slope| least.min(slope.abs())),
                "this is the smallest slope: a Lipschitz constant must hold for every pair, so take the greatest",
                "这是最小的斜率：利普希茨常数要对每一对点都成立，请取最大的";
            |input| slopes(input).map(f64::abs).sum::<f64>() / (input.0.len() - 1) as f64,
                "this is the mean slope: a Lipschitz constant must hold for every pair, so take the greatest",
                "这是平均斜率：利普希茨常数要对每一对点都成立，请取最大的";
            |input| most(slopes(input).map(|slope| 1.0 / slope.abs())),
                "the fraction stands upside down: velocities above, places below",
                "分子分母颠倒了：速度之差在上，位置之差在下";
            |(x, u)| most((0..x.len()).map(|i| (u[i] / x[i]).abs())),
                "this divides velocities by places: take the differences of neighbours first",
                "这是速度除以位置：请先求相邻两点之差";
            |(x, u)| ((u[u.len() - 1] - u[0]) / (x[x.len() - 1] - x[0])).abs(),
                "this compares the two ends only: look at each pair of neighbours",
                "这里只比较了两端：请看每一对相邻的点";
        },
    }
}

fn lifetime() -> Check<f64, f64> {
    fn life(x0: f64) -> f64 {
        if x0 > 0.0 { 1.0 / x0 } else { f64::INFINITY }
    }
    Check {
        shown: |x0| [format!("the start {x0}"), format!("起点 {x0}")],
        inputs: vec![1.0, 0.5, 4.0, 0.0, -2.0, -0.1],
        mistakes: mistakes! {
            |x0| 1.0 / x0,
                "right for positive starts; from a negative one the time would be negative: look at 1 - x0 t for t > 0",
                "对正的起点是对的；起点为负时会得到负的时间：请看 t > 0 时的 1 - x0 t";
            |x0| 1.0 / x0.abs(),
                "right for positive starts; from a negative one the solution moves towards 0: does it blow up?",
                "对正的起点是对的；起点为负时，解向 0 靠近：它会爆破吗？";
            |x0| life(*x0).min(1.0),
                "this stops at t = 1: ask for how long the solution could go on",
                "这里只算到 t = 1 为止：要求的是解能存在多久";
            |x0| if *x0 > 0.0 { *x0 } else { f64::INFINITY },
                "a larger start blows up sooner, not later: when is 1 - x0 t equal to 0?",
                "起点越大，爆破越早，而不是越晚：1 - x0 t 何时等于 0？";
            |x0| if *x0 >= 1.0 { 1.0 / x0 } else { f64::INFINITY },
                "a start between 0 and 1 blows up too, only later",
                "0 与 1 之间的起点也会爆破，只是晚一些";
            |x0| if *x0 > 0.0 { 1.0 / x0 } else { 0.0 },
                "right for positive starts; from 0 and below the solution never blows up: return f64::INFINITY",
                "对正的起点是对的；起点不大于 0 时，解永不爆破：请返回 f64::INFINITY";
            |_| f64::INFINITY,
                "from positive starts the solution x0/(1 - x0 t) does blow up: when is its denominator 0?",
                "起点为正时，解 x0/(1 - x0 t) 会爆破：分母何时为 0？";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn right_functions_of_another_form_are_solved() {
        let rows = |x: &Array2<f64>, h: f64| {
            Array2::from_shape_fn((x.nrows() - 1, x.ncols()), |(i, j)| x[[i + 1, j]] / h - x[[i, j]] / h)
        };
        assert_eq!(check::mean_velocities(rows), Verdict::Solved);
        assert_eq!(check::waiting(|c, t| 0.25 * (t - c).max(0.0) * (t - c).max(0.0)), Verdict::Solved);
        assert_eq!(check::lifetime(|x0| 1.0 / x0.max(0.0)), Verdict::Solved);
    }

    #[test]
    fn what_is_answered_to_the_waiting_solutions_solves_the_equation() {
        let x = solutions::waiting;
        for (c, t) in waiting().inputs {
            // the slope on the right: exact for a parabola up to step/4
            let (step, root) = (1e-6, x(c, t).abs().sqrt());
            assert!(((x(c, t + step) - x(c, t)) / step - root).abs() < step);
        }
    }

    #[test]
    fn functions_that_fail_are_not_solved() {
        assert!(matches!(check::steepest(|x, u| u[x.len()]), Verdict::NotYet(_)));
        assert!(matches!(check::turning_about(|_, _, _| todo!()), Verdict::NotYet(_)));
    }
}
