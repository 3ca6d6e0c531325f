//! Lesson 09, flow models.

use flowlab::ndarray::{Array1, array};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes a field u(t, x) on the line, starts x₀ and a number of steps n, and returns where Euler's
    /// method takes each start from t = 0 to t = 1.
    fn euler_sample(u: fn(f64, f64) -> f64, x0: &Array1<f64>, n: usize) -> Array1<f64>,
        let &Case { u, ref x0, n, .. } = input;

    /// A function that takes μ, s, t and x, and returns the velocity at time t and place x of the exact field of the
    /// linear path from N(0, 1) to N(μ, s²): μ + (s²t − (1 − t))/v·(x − tμ) with v = (1 − t)² + s²t².
    fn gaussian_velocity(mu: f64, s: f64, t: f64, x: f64) -> f64, let &[mu, s, t, x] = input;

    /// A function that takes the weights wₖ of components, their densities pₖ at a place and their velocities uₖ there,
    /// and returns the velocity of the mixture, Σ wₖpₖuₖ/Σ wₖpₖ.
    fn average_velocity(weight: &Array1<f64>, density: &Array1<f64>, u: &Array1<f64>) -> f64,
        let [weight, density, u] = input;

    /// A function that takes a time t, a place x and the velocity u of a linear path there, and returns the mean of the
    /// data points to which the pairs at x are on their way: E(z | Xₜ = x) = x + (1 − t)·u.
    fn expected_data(t: f64, x: f64, u: f64) -> f64, let &(t, x, u) = input;

    /// A function that takes s and n, and returns the standard deviation of X₁ that Euler's method with n steps reaches
    /// with the exact field of the linear path from N(0, 1) to N(0, s²): the product of
    /// 1 + h·(s²t − (1 − t))/((1 − t)² + s²t²) over the steps.
    fn euler_spread(s: f64, n: usize) -> f64, let &(s, n) = input;

    /// A function that takes s, and returns by how much the trajectory from 1 of the exact field of the linear path
    /// from N(0, 1) to N(0, s²) is below the straight line between its ends at t = 1/2: (1 + s)/2 − √(1 + s²)/2.
    fn bend(s: f64) -> f64, let &s = input;
}

/// A velocity u(t, x) on the line.
type Velocity = fn(f64, f64) -> f64;

/// A field with its formula in words, starts and a number of steps.
struct Case {
    formula: &'static str,
    u: Velocity,
    x0: Array1<f64>,
    n: usize,
}

impl Case {
    /// Euler's steps number `from`, …, `to` − 1 of length `h`, each with the velocity of the time `time(i)`.
    fn steps(&self, to: usize, h: f64, time: impl Fn(f64) -> f64) -> Array1<f64> {
        (0..to).fold(self.x0.clone(), |x, i| x.mapv(|x| x + h * (self.u)(time(i as f64), x)))
    }

    fn h(&self) -> f64 {
        1.0 / self.n as f64
    }
}

fn euler_sample() -> Check<Case, Array1<f64>> {
    const TO_NORMAL: Velocity = |t, x| 1.0 + (4.0 * t - (1.0 - t)) / ((1.0 - t) * (1.0 - t) + 4.0 * t * t) * (x - t);
    const TO_FIVE: Velocity = |t, x| (5.0 - x) / (1.0 - t);
    const BENT: Velocity = |t, x| t * x * x - 1.0;
    let case = |formula, u, x0: &[f64], n| Case { formula, u, x0: Array1::from(x0.to_vec()), n };
    Check {
        shown: |case| {
            [
                format!("u = {}, the starts {} and n = {}", case.formula, case.x0, case.n),
                format!("u = {}、起点 {}、n = {}", case.formula, case.x0, case.n),
            ]
        },
        inputs: vec![
            case("(5 - x)/(1 - t)", TO_FIVE, &[-1.0, 0.0, 2.0], 4),
            case("t x^2 - 1", BENT, &[0.0, 1.0], 3),
            case("the field to N(1, 4)", TO_NORMAL, &[-2.0, 0.5, 1.0], 8),
            case("t x^2 - 1", BENT, &[0.5], 1),
        ],
        mistakes: mistakes! {
            |case| case.steps(case.n, case.h(), |i| (i + 1.0) / case.n as f64),
                "the field is asked at the end of each step: ask at t = i/n (at t = 1 some fields have no value)",
                "这里是在每一步的终点时刻求值：应当在 t = i/n 求值（有的向量场在 t = 1 没有值）";
            |case| case.steps(case.n, case.h(), |_| 0.0),
                "the clock stands still: step number i begins at t = i/n",
                "时间没有往前走：第 i 步从 t = i/n 开始";
            |case| case.steps(case.n, 1.0, |i| i / case.n as f64),
                "the steps are too long: multiply the velocity by h = 1/n",
                "步子太大：速度要乘以 h = 1/n";
            |case| case.steps(case.n - 1, case.h(), |i| i / case.n as f64),
                "one step is missing: there are n of them, i = 0, ..., n - 1",
                "少走了一步：一共 n 步，i = 0, …, n - 1";
            |case| case.steps(case.n, case.h(), |i| i),
                "the number of the step is no time: step number i begins at t = i/n",
                "步数不是时间：第 i 步从 t = i/n 开始";
            |case| case.steps(1, 1.0, |_| 0.0),
                "this is a single step from 0 to 1: repeat a shorter one n times",
                "这是从 0 到 1 只走一步：请把短的一步重复 n 次";
            |case| case.steps(case.n, case.h(), |i| i / case.n as f64) - &case.x0,
                "this is how far each start has moved: return where it is",
                "这是每个起点移动了多少：请返回它在哪里";
            |case| case.steps(case.n, case.h(), |i| 1.0 - i / case.n as f64),
                "time runs backwards: noise is at t = 0, data at t = 1",
                "时间走反了：噪声在 t = 0，数据在 t = 1";
        },
    }
}

/// Half the slope of the variance v = (1 − t)² + s²t², and v.
fn spread(s: f64, t: f64) -> (f64, f64) {
    (s * s * t - (1.0 - t), (1.0 - t) * (1.0 - t) + s * s * t * t)
}

fn gaussian_velocity() -> Check<[f64; 4], f64> {
    Check {
        shown: |[mu, s, t, x]| both(format!("mu = {mu}, s = {s}, t = {t}, x = {x}")),
        inputs: vec![
            [1.0, 2.0, 0.5, 2.0],
            [-2.0, 0.5, 0.25, 1.0],
            [3.0, 1.0, 0.75, -1.0],
            [0.0, 3.0, 0.0, 2.0],
            [1.0, 0.5, 1.0, 2.0],
        ],
        mistakes: mistakes! {
            |[mu, s, t, x]| {
                let (half_slope, v) = spread(*s, *t);
                half_slope / v * (x - t * mu)
            },
                "the motion of the middle is missing: the mean t mu moves with the velocity mu",
                "漏了中心的运动：均值 t mu 以速度 mu 移动";
            |[mu, s, t, x]| {
                let (half_slope, v) = spread(*s, *t);
                mu + half_slope / v * x
            },
                "distances spread about the middle t mu: take x - t mu",
                "距离是围绕中心 t mu 伸缩的：请用 x - t mu";
            |[mu, s, t, x]| {
                let (half_slope, v) = spread(*s, *t);
                mu + half_slope / v * (x - mu)
            },
                "the middle is at mu only at the end: at time t it is at t mu",
                "中心到终点才在 mu：时刻 t 时在 t mu";
            |[mu, s, t, x]| {
                let (half_slope, v) = spread(*s, *t);
                mu + 2.0 * half_slope / v * (x - t * mu)
            },
                "this is the relative velocity of the variance v: distances go with its root, so take half",
                "这是方差 v 的相对变化率：距离按它的平方根变化，所以取一半";
            |[mu, s, t, x]| {
                let v = (1.0 - t) * (1.0 - t) + s * t * t;
                mu + (s * t - (1.0 - t)) / v * (x - t * mu)
            },
                "s is the standard deviation: the variance of the data is s squared",
                "s 是标准差：数据的方差是 s 的平方";
            |[mu, s, t, x]| {
                let (_, v) = spread(*s, *t);
                mu + (s * s * t + (1.0 - t)) / v * (x - t * mu)
            },
                "a sign is wrong: (1 - t)^2 falls, so its half slope is -(1 - t)",
                "有一个符号错了：(1 - t)^2 在减小，它的导数的一半是 -(1 - t)";
            |[mu, s, t, x]| {
                let (half_slope, v) = spread(*s, *t);
                mu + half_slope / v.sqrt() * (x - t * mu)
            },
                "divide by the variance v, not by its root",
                "应当除以方差 v，而不是它的平方根";
        },
    }
}

fn average_velocity() -> Check<[Array1<f64>; 3], f64> {
    fn mean(share: &Array1<f64>, u: &Array1<f64>) -> f64 {
        (share * u).sum() / share.sum()
    }
    Check {
        shown: |[weight, density, u]| {
            [
                format!("the weights {weight}, the densities {density} and the velocities {u}"),
                format!("权重 {weight}、密度 {density}、速度 {u}"),
            ]
        },
        inputs: vec![
            [array![0.5, 0.5], array![0.1, 0.3], array![-2.0, 2.0]],
            [array![0.3, 0.7], array![0.4, 0.1], array![1.0, 4.0]],
            [array![0.2, 0.3, 0.5], array![0.0, 0.25, 0.05], array![7.0, -1.0, 3.0]],
        ],
        mistakes: mistakes! {
            |[weight, density, u]| (weight * density * u).sum(),
                "the shares do not sum to 1: divide by the sum of weight times density",
                "各比例之和不是 1：请除以“权重乘以密度”之和";
            |[weight, _, u]| mean(weight, u),
                "the place is not used: a component that is unlikely here has little to say, so weigh with its density too",
                "没有用到位置：在这里不大可能出现的分量，权重就小，所以还要乘以密度";
            |[_, density, u]| mean(density, u),
                "the weights are not used: a rare component has little to say, so multiply each density by its weight",
                "没有用到权重：罕见的分量计入得少，所以密度要乘以权重";
            |[_, _, u]| u.sum() / u.len() as f64,
                "this is the plain mean: each velocity counts by the probability of its component at this place",
                "这是简单平均：每个速度应按该分量在此处的概率来计算";
            |[weight, density, u]| {
                let shares = weight * density;
                let best = (0..u.len()).max_by(|i, j| shares[*i].total_cmp(&shares[*j])).unwrap_or(0);
                u[best]
            },
                "this takes the most likely component alone: it is a mean over all",
                "这里只取了最可能的分量：应当对所有分量求平均";
            |[weight, density, u]| (weight * density * u).sum() / density.sum(),
                "the sum below must hold the weights too: the shares are weight times density",
                "分母里也要有权重：比例是权重乘以密度";
        },
    }
}

fn expected_data() -> Check<(f64, f64, f64), f64> {
    Check {
        shown: |(t, x, u)| both(format!("t = {t}, x = {x}, u = {u}")),
        inputs: vec![(0.0, 1.0, -0.5), (0.25, 1.0, 2.0), (0.75, -2.0, 1.0), (1.0, 3.0, 5.0)],
        mistakes: mistakes! {
            |(_, x, u)| x + u,
                "that is a whole unit of time at this velocity: only 1 - t is left",
                "这是以此速度走一整个单位时间：剩下的只有 1 - t";
            |(t, x, u)| x + t * u,
                "t is the time that has passed: what is left is 1 - t",
                "t 是已经过去的时间：剩下的是 1 - t";
            |(t, x, u)| x - t * u,
                "this goes back to t = 0, so it is the mean of the noise: go on to t = 1",
                "这是退回到 t = 0，得到的是噪声的均值：应当走到 t = 1";
            |(t, x, u)| x + u / (1.0 - t),
                "the displacement is velocity times the time that is left: multiply by 1 - t",
                "位移等于速度乘以剩下的时间：应当乘以 1 - t";
            |(t, x, u)| x - (1.0 - t) * u,
                "the sign is wrong: the pairs move along u",
                "符号反了：各对是沿着 u 运动的";
            |(t, _, u)| (1.0 - t) * u,
                "this is how far it is to go from here: add x",
                "这是从这里还要走多远：请加上 x";
            |(t, x, u)| t * x + (1.0 - t) * u,
                "a place and a velocity are not blended: start at x and move for the time that is left",
                "位置和速度不能加权平均：请从 x 出发，按剩下的时间移动";
        },
    }
}

fn euler_spread() -> Check<(f64, usize), f64> {
    /// The factor of the step that begins at t, with `times` half the slope over v.
    fn factor(s: f64, n: usize, t: f64, times: f64) -> f64 {
        let (half_slope, v) = spread(s, t);
        1.0 + times * half_slope / v / n as f64
    }
    fn at(i: usize, n: usize) -> f64 {
        i as f64 / n as f64
    }
    Check {
        shown: |(s, n)| both(format!("s = {s}, n = {n}")),
        inputs: vec![(2.0, 1), (2.0, 2), (2.0, 8), (0.5, 4), (1.0, 3)],
        mistakes: mistakes! {
            |(s, _)| *s,
                "this is what the flow reaches: each of Euler's steps multiplies by 1 + h u/x",
                "这是流达到的结果：欧拉方法的每一步乘以 1 + h u/x";
            |(s, n)| (1..=*n).map(|i| factor(*s, *n, at(i, *n), 1.0)).product(),
                "the times are those at the ends of the steps: step number i begins at i/n",
                "用了各步终点的时间：第 i 步从 i/n 开始";
            |(s, n)| (0..*n).map(|i| factor(*s, *n, at(i, *n), 2.0)).product(),
                "this takes the whole slope of the variance: the velocity has half of it",
                "这里取了方差的整个导数：速度只取一半";
            |(s, n)| (0..*n).map(|i| factor(*s, *n, at(i, *n), *n as f64)).product(),
                "the step size is missing: multiply the velocity by h = 1/n",
                "漏了步长：速度要乘以 h = 1/n";
            |(s, n)| 1.0 + (0..*n).map(|i| factor(*s, *n, at(i, *n), 1.0) - 1.0).sum::<f64>(),
                "the steps follow one another: their factors are multiplied, not their changes added",
                "各步依次进行：因子应当相乘，而不是把改变量相加";
            |(s, n)| (0..*n).map(|i| factor(*s, *n, at(i, *n), 1.0)).product::<f64>().powi(2),
                "this is the variance: asked is the standard deviation",
                "这是方差：要求的是标准差";
            |(s, n)| (0..*n).map(|i| factor(s.sqrt(), *n, at(i, *n), 1.0)).product(),
                "s is the standard deviation: the variance of the data is s squared",
                "s 是标准差：数据的方差是 s 的平方";
        },
    }
}

fn bend() -> Check<f64, f64> {
    Check {
        shown: |s| both(format!("s = {s}")),
        inputs: vec![1.0, 2.0, 0.5, 0.0, 3.0],
        mistakes: mistakes! {
            |s| (1.0 + s * s).sqrt() / 2.0 - (1.0 + s) / 2.0,
                "the sign is wrong: asked is the straight line minus the trajectory",
                "符号反了：要求的是直线减去轨迹";
            |s| (1.0 + s) / 2.0 - (1.0 + s * s).sqrt(),
                "v at t = 1/2 is 1/4 + s²/4: the root of 1/4 is missing",
                "t = 1/2 时 v 等于 1/4 + s²/4：漏了 1/4 的平方根";
            |s| (1.0 + s) / 2.0 - (1.0 + s * s) / 4.0,
                "this takes the variance v: the trajectory from 1 is its root",
                "这里取了方差 v：从 1 出发的轨迹是它的平方根";
            |s| (1.0 + s) / 2.0 - (1.0 + s).sqrt() / 2.0,
                "s is the standard deviation: in v stands s squared",
                "s 是标准差：v 里面是 s 的平方";
            |s| (1.0 + s * s).sqrt() / 2.0,
                "this is the place of the trajectory at t = 1/2: take it from that of the straight line",
                "这是 t = 1/2 时轨迹的位置：请用直线的位置减去它";
            |s| (1.0 + s) / 2.0,
                "this is the place of the straight line at t = 1/2: subtract that of the trajectory",
                "这是 t = 1/2 时直线的位置：请减去轨迹的位置";
            |s| s - (1.0 + s * s).sqrt() / 2.0,
                "the straight line from 1 to s is at (1 + s)/2 at t = 1/2: s is its end",
                "从 1 到 s 的直线在 t = 1/2 时位于 (1 + s)/2：s 是它的终点";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn right_functions_of_another_form_are_solved() {
        let one_by_one = |u: Velocity, x0: &Array1<f64>, n: usize| {
            x0.mapv(|x0| (0..n).fold(x0, |x, i| x + 1.0 / n as f64 * u(i as f64 * (1.0 / n as f64), x)))
        };
        assert_eq!(check::euler_sample(one_by_one), Verdict::Solved);
        // E(z - x₀ | x) by linear regression
        let regression = |mu: f64, s: f64, t: f64, x: f64| {
            let v = (1.0 - t).powi(2) + (s * t).powi(2);
            (mu + t * s * s / v * (x - t * mu)) - (1.0 - t) / v * (x - t * mu)
        };
        assert_eq!(check::gaussian_velocity(regression), Verdict::Solved);
        assert_eq!(check::bend(|s| 0.5 + s / 2.0 - (0.25 + 0.25 * s * s).sqrt()), Verdict::Solved);
    }

    #[test]
    fn the_answer_to_the_spread_is_what_the_library_reaches() {
        use flowlab::distribution::Gaussian;
        use flowlab::path::{GaussianPath, MarginalField, Schedule};
        for (s, n) in euler_spread().inputs {
            let field =
                MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::isotropic(array![0.0], s).unwrap());
            let grid = flowlab::TimeGrid::uniform(0.0, 1.0, n).unwrap();
            let end = flowlab::simulate_ode_final(&field, &flowlab::ode::Euler, &grid, &array![[1.0]]).unwrap();
            assert!((end[[0, 0]] - solutions::euler_spread(s, n)).abs() < 1e-14); // 8 roundings of numbers below 3
        }
    }

    #[test]
    fn means_over_the_data_may_be_taken_another_way() {
        let shares = |weight: &Array1<f64>, density: &Array1<f64>, u: &Array1<f64>| {
            let share = weight * density / weight.dot(density);
            share.dot(u)
        };
        assert_eq!(check::average_velocity(shares), Verdict::Solved);
        // u = z - x0 and x = (1 - t) x0 + t z, in the mean
        let from_the_noise = |t: f64, x: f64, u: f64| {
            let x0 = x - t * u;
            x0 + u
        };
        assert_eq!(check::expected_data(from_the_noise), Verdict::Solved);
    }
}
