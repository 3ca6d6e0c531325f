//! Lesson 08, Euler's method.

use super::solutions;
use crate::verdict::{Check, checks, mistakes};

checks! {
    /// A function that takes the velocity u(t, x), a time t, a place x and a step size h, and returns where Euler's
    /// method is one step later: x + h·u(t, x).
    fn euler_step(u: fn(f64, f64) -> f64, t: f64, x: f64, h: f64) -> f64, let &Step { u, t, x, h, .. } = input;

    /// A function that takes two step sizes and the errors that belong to them, and returns the measured order, the
    /// slope between the two points (log h, log error).
    fn measured_order(h: [f64; 2], error: [f64; 2]) -> f64, let &(h, error) = input;

    /// A function that takes a rate λ > 0 and returns the least number of steps n on \[0, 1\] for which Euler's values
    /// of dX/dt = −λX die out, that is, \|1 − λ/n\| < 1.
    fn least_steps(lambda: f64) -> usize, let &lambda = input;

    /// A function that takes the velocity u(t, x), a time t, a place x and a step size h, and returns where Heun's
    /// method is one step later: x + h·(k₁ + k₂)/2 with k₁ = u(t, x) and k₂ = u(t + h, x + h·k₁).
    fn heun_step(u: fn(f64, f64) -> f64, t: f64, x: f64, h: f64) -> f64, let &Step { u, t, x, h, .. } = input;

    /// A function that takes Euler's results of one problem with n and with 2n steps, and returns the combination from
    /// which the leading error C·h has dropped out.
    fn extrapolate(coarse: f64, fine: f64) -> f64, let &(coarse, fine) = input;
}

/// A velocity u(t, x) in one dimension, as an exercise takes it.
type Velocity = fn(f64, f64) -> f64;

/// One step: the field and how it reads, where the step starts, and its length.
struct Step {
    formula: &'static str,
    u: Velocity,
    t: f64,
    x: f64,
    h: f64,
}

/// Steps that tell apart what depends on t, on x, on both, and on the length.
fn steps() -> Vec<Step> {
    vec![
        Step { formula: "u(t, x) = -x", u: |_, x| -x, t: 0.0, x: 1.0, h: 0.25 },
        Step { formula: "u(t, x) = 2 t", u: |t, _| 2.0 * t, t: 0.5, x: 3.0, h: 0.5 },
        Step { formula: "u(t, x) = t - x^2", u: |t, x| t - x * x, t: 0.25, x: 1.5, h: 0.125 },
        Step { formula: "u(t, x) = 3 x + t", u: |t, x| 3.0 * x + t, t: 0.75, x: 2.0, h: 0.0625 },
    ]
}

fn shown_step(Step { formula, t, x, h, .. }: &Step) -> [String; 2] {
    ["the field", "向量场"].map(|word| format!("{word} {formula}, t = {t}, x = {x}, h = {h}"))
}

fn euler_step() -> Check<Step, f64> {
    Check {
        shown: shown_step,
        inputs: steps(),
        mistakes: mistakes! {
            |&Step { u, t, x, .. }| x + u(t, x),
                "the velocity is added whole, as if the step took one unit of time: multiply it by h",
                "把整个速度都加上了，等于走了一个单位时间：请乘以 h";
            |&Step { u, t, x, h, .. }| h * u(t, x),
                "this is the displacement alone: add it to x, where the step starts",
                "这只是位移：请加到这一步的起点 x 上";
            |&Step { u, t, x, .. }| u(t, x),
                "this is the velocity itself: multiply it by h and add that to x",
                "这是速度本身：请乘以 h，再加到 x 上";
            |&Step { u, t, x, h, .. }| x - h * u(t, x),
                "this goes backwards: the step is added, the sign is in u already",
                "方向反了：位移应当加上去，正负号已经包含在 u 里";
            |&Step { u, t, x, h, .. }| x + h * u(t + h, x),
                "the velocity is taken at the end of the step, at t + h: Euler takes it at the start, at t",
                "速度取在了这一步的终点 t + h：欧拉方法取的是起点 t 处的速度";
            |&Step { u, t, x, h, .. }| x + h * u(x, t),
                "the arguments of u are swapped: the time comes first, u(t, x)",
                "u 的两个参数写反了：时间在前，应为 u(t, x)";
            |&Step { u, t, x, .. }| x + t * u(t, x),
                "the velocity is multiplied by the time t: multiply it by the length h of the step",
                "速度乘的是时刻 t：应当乘以步长 h";
            |&Step { u, t, x, h, .. }| x * (1.0 + h * u(t, x)),
                "this multiplies x by 1 + h u: that is right only where u is the rate of x, here h u is added",
                "这里把 x 乘以 1 + h u：h u 应当加到 x 上，而不是按比例放大 x";
        },
    }
}

fn least_steps() -> Check<f64, usize> {
    Check {
        shown: |lambda| [format!("the rate {lambda}"), format!("速率 {lambda}")],
        inputs: vec![10.0, 7.0, 0.5, 1.0, 2.0, 3.9, 100.0, 101.0, 12.5],
        mistakes: mistakes! {
            |lambda| (lambda / 2.0).ceil() as usize,
                "where lambda/2 is whole, this n gives the factor -1: Euler swings for ever, one more step is needed",
                "当 lambda/2 是整数时，这个 n 给出因子 -1：数值会一直摆动，还需要多一步";
            |lambda| (lambda / 2.0).floor() as usize,
                "this n gives a factor of size 1 or more (or no step at all): one more step is needed",
                "这个 n 给出的因子绝对值不小于 1（或者一步也没有）：还需要多一步";
            |lambda| lambda.ceil() as usize,
                "this is the least n without overshooting, lambda h <= 1: to die out, lambda h < 2 is enough",
                "这是数值不越过 0（lambda h <= 1）所需的最小 n：只要衰减，lambda h < 2 就够了";
            |lambda| lambda.floor() as usize + 1,
                "this keeps the factor above 0, lambda h < 1: to die out it may be negative, lambda h < 2 is enough",
                "这要求因子为正（lambda h < 1）：只要衰减，因子可以为负，lambda h < 2 就够了";
            |lambda| (2.0 * lambda).floor() as usize + 1,
                "the 2 stands on the wrong side: from lambda/n < 2 follows n > lambda/2",
                "2 放错了一边：由 lambda/n < 2 得到 n > lambda/2";
        },
    }
}

fn measured_order() -> Check<([f64; 2], [f64; 2]), f64> {
    fn halvings([a, b]: [f64; 2]) -> f64 {
        (a / b).log2()
    }
    Check {
        shown: |([h1, h2], [e1, e2])| {
            [
                format!("the steps {h1} and {h2} with the errors {e1} and {e2}"),
                format!("步长 {h1} 和 {h2}、误差 {e1} 和 {e2}"),
            ]
        },
        inputs: vec![
            ([0.1, 0.05], [0.02, 0.01]),
            ([0.1, 0.05], [0.02, 0.005]),
            ([0.1, 0.025], [0.02, 0.005]),
            ([0.5, 0.05], [0.3, 3e-5]),
            ([0.01, 0.02], [0.001, 0.0025]),
        ],
        mistakes: mistakes! {
            |&(_, [e1, e2])| e1 / e2,
                "this is the ratio of the errors: take its logarithm and divide by that of the ratio of the steps",
                "这是误差之比：请取对数，再除以步长之比的对数";
            |&([h1, h2], [e1, e2])| (e1 / e2) / (h1 / h2),
                "the ratios are divided without logarithms: an order is an exponent, so take the logarithm of both",
                "两个比值没有取对数就相除：阶是指数，请把两个比值都取对数";
            |&(_, error)| halvings(error),
                "the logarithm to base 2 is the order only where the step is halved: divide by that of the steps' ratio",
                "只有步长减半时，以 2 为底的对数才是阶：请除以步长之比的对数";
            |&(_, [e1, e2])| (e1 / e2).ln(),
                "the logarithm of the ratio of the steps is missing below: divide by it",
                "少了分母：请除以步长之比的对数";
            |&(h, error)| -halvings(error) / halvings(h),
                "the sign is wrong: over h the slope is positive, over the number of steps n it would be negative",
                "符号反了：对 h 作图斜率为正，对步数 n 作图才是负的";
            |&(h, error)| halvings(h) / halvings(error),
                "this is upside down: the logarithm for the errors stands above, that for the steps below",
                "分子分母颠倒了：误差的对数在上，步长的对数在下";
            |&([h1, h2], [e1, e2])| (e1 - e2) / (h1 - h2),
                "this is the slope between the errors themselves: the order is the slope between their logarithms",
                "这是误差本身的斜率：阶是取对数之后的斜率";
        },
    }
}

fn heun_step() -> Check<Step, f64> {
    fn euler(&Step { u, t, x, h, .. }: &Step) -> f64 {
        x + h * u(t, x)
    }
    Check {
        shown: shown_step,
        inputs: steps(),
        mistakes: mistakes! {
            euler,
                "this is Euler's step: ask for the velocity at its end too, and take the mean of both",
                "这是欧拉方法的一步：还要取它终点处的速度，再把两个速度平均";
            |step| step.x + step.h * (step.u)(step.t + step.h, euler(step)),
                "only the velocity at the end is used: take the mean of those at both ends",
                "只用了终点处的速度：请取两端速度的平均";
            |step| {
                let &Step { u, t, x, h, .. } = step;
                x + h * (u(t, x) + u(t, euler(step))) / 2.0
            },
                "the second velocity is taken at the time t: the end of the step is at t + h",
                "第二个速度取在了时刻 t：这一步的终点是 t + h";
            |&Step { u, t, x, h, .. }| x + h * (u(t, x) + u(t + h, x)) / 2.0,
                "the second velocity is taken at the old place x: take it where Euler's step ends, at x + h k1",
                "第二个速度取在了原来的位置 x：应取在欧拉一步的终点 x + h k1";
            |&Step { u, t, x, h, .. }| x + h * (u(t, x) + u(t + h, x + u(t, x))) / 2.0,
                "the place for the second velocity lacks h: it is x + h k1",
                "求第二个速度时的位置漏了 h：应为 x + h k1";
            |step| {
                let &Step { u, t, x, h, .. } = step;
                x + h * (u(t, x) + u(t + h, euler(step)))
            },
                "the velocities are added, not averaged: divide their sum by 2",
                "两个速度只相加，没有平均：请把和除以 2";
            |step| {
                let &Step { u, t, x, h, .. } = step;
                euler(step) + h * (u(t, x) + u(t + h, euler(step))) / 2.0
            },
                "the step starts from Euler's end: the prediction only serves to ask for k2, start again from x",
                "这一步从欧拉的终点出发了：预测只用来求 k2，请仍从 x 出发";
            |&Step { u, t, x, h, .. }| x + h * u(t + h / 2.0, x + h / 2.0 * u(t, x)),
                "this is the midpoint method, of order 2 too: Heun takes the mean of the velocities at both ends",
                "这是中点法，也是二阶的：Heun 方法取的是两端速度的平均";
        },
    }
}

fn extrapolate() -> Check<(f64, f64), f64> {
    Check {
        shown: |(coarse, fine)| {
            [
                format!("the results {coarse} (n steps) and {fine} (2n steps)"),
                format!("结果 {coarse}（n 步）和 {fine}（2n 步）"),
            ]
        },
        inputs: vec![(1.2, 1.1), (0.25, 0.3125), (-3.0, -3.5), (0.5, 0.5)],
        mistakes: mistakes! {
            |(coarse, fine)| (coarse + fine) / 2.0,
                "the mean lies between the two, but both err to the same side: go on beyond the fine one",
                "平均值在两个结果之间，而两者偏向同一边：应当越过较细的结果继续往外走";
            |(coarse, fine)| 2.0 * coarse - fine,
                "the two are swapped, which triples the error of the fine result: double that one",
                "两个结果写反了，误差成了较细结果的三倍：应当把较细的那个加倍";
            |(_, fine)| *fine,
                "this is the fine result, whose error is still C h/2: use the coarse one to remove it",
                "这就是较细的结果，误差仍是 C h/2：请用较粗的结果把它消去";
            |(coarse, fine)| fine - coarse,
                "this difference is about the error that the fine result still has: add it to the fine result",
                "这个差约等于较细结果还剩的误差：请把它加到较细的结果上";
            |(coarse, fine)| coarse - fine,
                "this difference has the wrong sign and stands alone: add fine - coarse to the fine result",
                "这个差符号反了，而且只是一个差：请把 fine - coarse 加到较细的结果上";
            |(coarse, fine)| (4.0 * fine - coarse) / 3.0,
                "these weights are for a method of order 2, whose error falls to a quarter: Euler's falls to a half",
                "这组权重适用于二阶方法，其误差减到四分之一：欧拉方法的误差减到二分之一";
            |(coarse, fine)| 2.0 * fine + coarse,
                "the weights add up to 3: they must add up to 1, or the answer itself is tripled",
                "权重之和是 3：必须等于 1，否则答案本身成了三倍";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use flowlab::Lang;
    use flowlab::ndarray::array;
    use flowlab::ode::{Euler, Heun, OdeSolver};
    use flowlab::{Field, TimeGrid, simulate_ode_final};

    fn not_yet(verdict: Verdict) -> bool {
        matches!(verdict, Verdict::NotYet(_))
    }

    /// One step of the crate's solver, as the exercises ask for it.
    fn one_step(solver: &impl OdeSolver, u: Velocity, t: f64, x: f64, h: f64) -> f64 {
        let field = Field::new(1, move |t, x, mut out| out.assign(&x.mapv(|x| u(t, x))));
        let grid = TimeGrid::uniform(t, t + h, 1).unwrap();
        simulate_ode_final(&field, solver, &grid, &array![[x]]).unwrap()[[0, 0]]
    }

    #[test]
    fn the_steps_of_the_solvers_are_right() {
        assert_eq!(check::euler_step(|u, t, x, h| one_step(&Euler, u, t, x, h)), Verdict::Solved);
        assert_eq!(check::heun_step(|u, t, x, h| one_step(&Heun, u, t, x, h)), Verdict::Solved);
        assert!(not_yet(check::heun_step(|u, t, x, h| one_step(&Euler, u, t, x, h))));
        assert!(not_yet(check::euler_step(|u, t, x, h| one_step(&Heun, u, t, x, h))));
    }

    #[test]
    fn a_search_for_the_least_number_of_steps_is_right() {
        let search = |lambda: f64| (1..).find(|n| (1.0 - lambda / f64::from(*n)).abs() < 1.0).unwrap() as usize;
        assert_eq!(check::least_steps(search), Verdict::Solved);
    }

    #[test]
    fn the_order_of_two_points_is_that_of_the_crate() {
        assert_eq!(check::measured_order(|h, error| flowlab::convergence::order(&h, &error).unwrap()), Verdict::Solved);
    }

    #[test]
    fn the_extrapolation_may_be_written_as_a_correction() {
        assert_eq!(check::extrapolate(|coarse, fine| fine + (fine - coarse)), Verdict::Solved);
    }

    #[test]
    fn any_other_wrong_answer_is_shown_beside_the_right_one() {
        let right = |&Step { u, t, x, h, .. }: &Step| solutions::euler_step(u, t, x, h);
        let why = |lang| match euler_step().judge(|_| 7.0, right, lang) {
            Verdict::NotYet(why) => why,
            Verdict::Solved => panic!("a wrong function was taken for right"),
        };
        let en = "for the field u(t, x) = -x, t = 0, x = 1, h = 0.25 it gives 7.0000, the right answer is 0.7500";
        assert_eq!(why(Lang::En), en);
        assert!(why(Lang::Zh).starts_with("输入向量场 u(t, x) = -x"));
    }
}
