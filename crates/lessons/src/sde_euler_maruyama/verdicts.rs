//! Lesson 11, SDEs and the Euler-Maruyama method.

use flowlab::distribution::{Gaussian, Sample};
use flowlab::ndarray::{Array1, array};
use flowlab::{BrownianPath, Seed, TimeGrid};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes x, the drift u, the diffusion coefficient σ, the step size h and one draw ε from N(0, 1),
    /// and returns where one Euler-Maruyama step ends: x + h·u + σ·√h·ε.
    fn euler_maruyama_step(x: f64, u: f64, sigma: f64, h: f64, eps: f64) -> f64, let &[x, u, sigma, h, eps] = input;

    /// A function that takes x₀ and the values W(t₀), …, W(tₙ) of a path on [0, 1], and returns where the
    /// Euler-Maruyama method for dX = −X dt + (1 + t) dW from x₀ is at t = 1.
    fn euler_maruyama_end(x0: f64, w: &Array1<f64>) -> f64, let &(x0, ref w) = input;

    /// A function that takes the ends of the numerical paths and those of the exact solution on the same Brownian
    /// paths, and returns the strong error (mean of the squared distances)^½.
    fn strong_error(approx: &Array1<f64>, exact: &Array1<f64>) -> f64, let (approx, exact) = input;

    /// A function that takes the number of steps n at which a method of this order made this error, and the tolerance,
    /// and returns the least number of steps at which error ≤ tolerance if error = C·hᵖ.
    fn steps_needed(n: usize, error: f64, order: f64, tolerance: f64) -> usize,
        let &(n, error, order, tolerance) = input;

    /// A function that takes x, μ, σ, the step size h and the increment of W, and returns where one step of Milstein's
    /// method for dX = μX dt + σX dW ends: x + h·μx + σx·ΔW + ½·σ²x·(ΔW² − h).
    fn milstein_step(x: f64, mu: f64, sigma: f64, h: f64, dw: f64) -> f64, let &[x, mu, sigma, h, dw] = input;
}

fn euler_maruyama_step() -> Check<[f64; 5], f64> {
    Check {
        shown: |[x, u, sigma, h, eps]| both(format!("x = {x}, u = {u}, σ = {sigma}, h = {h}, ε = {eps}")),
        inputs: vec![[2.0, -2.0, 1.0, 0.25, 1.0], [-1.0, 3.0, 0.5, 0.01, -0.7], [0.3, 0.0, 2.0, 0.04, 1.6]],
        mistakes: mistakes! {
            |[x, u, sigma, h, eps]| x + h * u + sigma * h * eps,
                "the noise is multiplied by h: variances are in proportion to time, so its size goes with √h",
                "噪声乘的是 h：与时间成正比的是方差，所以噪声的大小应乘以 √h";
            |[x, u, sigma, h, eps]| x + h * u + sigma * eps,
                "the noise does not depend on h: multiply it by √h",
                "噪声与 h 无关：请乘以 √h";
            |[x, u, sigma, h, eps]| x + h.sqrt() * (u + sigma * eps),
                "the drift is multiplied by √h too: a push that lasts for the time h moves by h·u",
                "漂移也乘了 √h：推动持续时间 h，移动的距离是 h·u";
            |[x, u, sigma, h, eps]| x + h * u + sigma * sigma * h.sqrt() * eps,
                "σ is squared: σ²·h is the variance of the noise, its size is σ·√h",
                "σ 被平方了：σ²·h 是噪声的方差，噪声的大小是 σ·√h";
            |[x, u, sigma, h, eps]| x + h * u + (sigma * h).sqrt() * eps,
                "σ stands under the root: only h belongs there",
                "σ 也在根号里：根号里只应有 h";
            |[x, u, _, h, eps]| x + h * u + h.sqrt() * eps,
                "σ is missing before the noise",
                "噪声前面漏掉了 σ";
            |[x, _, sigma, h, eps]| x + sigma * h.sqrt() * eps,
                "the drift h·u is missing",
                "漏掉了漂移项 h·u";
            |[x, u, _, h, _]| x + h * u,
                "the noise σ·√h·ε is missing",
                "漏掉了噪声项 σ·√h·ε";
            |[_, u, sigma, h, eps]| h * u + sigma * h.sqrt() * eps,
                "this is the change over the step: add it to x",
                "这是一步之内的改变量：请加到 x 上";
        },
    }
}

/// What a step does: of t, h, x and the increment of W.
type Step = fn(f64, f64, f64, f64) -> f64;

fn euler_maruyama_end() -> Check<(f64, Array1<f64>), f64> {
    /// The end of `n_steps` steps of the size `h` from x0.
    fn walk(x0: f64, w: &Array1<f64>, n_steps: usize, h: f64, step: Step) -> f64 {
        (0..n_steps).fold(x0, |x, i| step(i as f64 * h, h, x, w[i + 1] - w[i]))
    }
    fn on_grid((x0, w): &(f64, Array1<f64>), step: Step) -> f64 {
        let n = w.len() - 1;
        walk(*x0, w, n, 1.0 / n as f64, step)
    }
    let mut inputs = vec![(2.0, array![0.0, 1.0, 0.0]), (-1.0, array![0.0, 0.5, -0.25, 0.25, 1.0])];
    inputs.extend(brownian().map(|w| (0.5, w)));
    Check {
        shown: |(x0, w)| [format!("x0 = {x0} and the path {w:.4}"), format!(" x0 = {x0}、路径 {w:.4}")],
        inputs,
        mistakes: mistakes! {
            |input| on_grid(input, |t, h, x, dw| x - h * x + (1.0 + t) * h.sqrt() * dw),
                "the increment of W is multiplied by √h: it has that size already, leave √h out",
                "W 的增量又乘了 √h：增量本身就是这个大小，请去掉 √h";
            |input| on_grid(input, |t, h, x, dw| x + h * (-x + (1.0 + t) * dw)),
                "the increment of W is multiplied by h: the noise of a step is σ times the increment",
                "W 的增量又乘了 h：一步的噪声是 σ 乘以增量";
            |input| on_grid(input, |t, h, x, dw| x - h * x + (1.0 + t + h) * dw),
                "σ is taken at the end of each step: the method takes it at the start, 1 + t_i",
                "用的是每步终点处的 σ：应当用起点处的，即 1 + t_i";
            |input| on_grid(input, |_, h, x, dw| x - h * x + dw),
                "σ is 1 all the time: it should be 1 + t_i, which grows",
                "σ 始终取 1：它应当是随时间增大的 1 + t_i";
            |input| on_grid(input, |t, h, x, dw| x + h * x + (1.0 + t) * dw),
                "the drift has the wrong sign: it is −X",
                "漂移的符号反了：应为 −X";
            |input| on_grid(input, |t, _, x, dw| x + (1.0 + t) * dw),
                "the drift −X is missing",
                "漏掉了漂移 −X";
            |input| on_grid(input, |t, _, _, dw| (1.0 + t) * dw),
                "the drift is not multiplied by the step size h",
                "漂移没有乘以步长 h";
            |(_, w)| on_grid(&(0.0, w.clone()), |t, h, x, dw| x - h * x + (1.0 + t) * dw),
                "the walk starts at 0: it should start at x0",
                "起点成了 0：应当从 x0 出发";
            |(x0, w)| {
                let n = w.len();
                walk(*x0, w, n - 1, 1.0 / n as f64, |t, h, x, dw| x - h * x + (1.0 + t) * dw)
            },
                "the step size is 1 over the number of values: n + 1 values make n steps of length 1/n",
                "步长取成了值的个数的倒数：n + 1 个值对应 n 步，每步长 1/n";
            |(x0, w)| {
                let n = w.len() - 1;
                walk(*x0, w, n - 1, 1.0 / n as f64, |t, h, x, dw| x - h * x + (1.0 + t) * dw)
            },
                "the last step is missing: n + 1 values make n steps",
                "少走了最后一步：n + 1 个值对应 n 步";
        },
    }
}

/// Ends of numerical paths, and of the exact ones.
type Ends = (Array1<f64>, Array1<f64>);

fn strong_error() -> Check<Ends, f64> {
    fn mean(values: &Array1<f64>) -> f64 {
        values.sum() / values.len() as f64
    }
    fn mean_square(values: &Array1<f64>) -> f64 {
        mean(&values.mapv(|x| x * x))
    }
    fn gap((approx, exact): &Ends) -> Array1<f64> {
        approx - exact
    }
    let mut inputs = vec![
        (array![3.0, -4.0], array![2.0, 3.0]),
        (array![0.5, 1.0, 2.0], array![1.0, 1.0, 1.0]),
        (array![-2.0, 0.0, 0.5, 1.5], array![-1.0, 0.25, 1.0, 1.0]),
    ];
    inputs.extend(ends());
    Check {
        shown: |(approx, exact)| {
            [
                format!("the ends {approx:.4} and the exact ones {exact:.4}"),
                format!("数值解的终点 {approx:.4} 与精确解的终点 {exact:.4}"),
            ]
        },
        inputs,
        mistakes: mistakes! {
            |ends| mean(&gap(ends)).abs(),
                "this is the error of the mean, a weak error: errors of different signs cancel in it, square each one first",
                "这是均值的误差，属于弱误差：正负误差会互相抵消，请先把每个误差平方";
            |ends| mean(&gap(ends)),
                "this is the mean of the errors with their signs, which cancel: square each one first",
                "这是带符号的误差的平均值，正负会抵消：请先把每个误差平方";
            |ends| mean(&gap(ends).mapv(f64::abs)),
                "this is the mean distance: a strong error too, but the lesson's is the root of the mean square",
                "这是平均距离：它也是一种强误差，但本课用的是均方根";
            |ends| mean_square(&gap(ends)),
                "the square root is missing",
                "漏掉了开平方";
            |ends| gap(ends).mapv(|x| x * x).sum().sqrt(),
                "this is the root of the sum: divide by the number of paths first",
                "这是总和的平方根：请先除以路径条数";
            |ends| gap(ends).mapv(|x| x * x).sum().sqrt() / ends.0.len() as f64,
                "the number of paths divides the root: divide under the root",
                "路径条数除在了根号外面：请在根号里面除";
            |ends| {
                let gap = gap(ends);
                (mean_square(&gap) - mean(&gap).powi(2)).max(0.0).sqrt()
            },
                "this is the standard deviation of the errors: do not subtract their mean, a bias is an error too",
                "这是误差的标准差：不要减去误差的均值，系统偏差也是误差";
            |(approx, exact)| (mean_square(approx).sqrt() - mean_square(exact).sqrt()).abs(),
                "this compares the sizes of both: take the distance path by path",
                "这是在比较两者的大小：请逐条路径求距离";
        },
    }
}

/// Number of steps, error, order, tolerance. No answer is near a whole number, where rounding could decide.
type Need = (usize, f64, f64, f64);

fn steps_needed() -> Check<Need, usize> {
    fn more((n, error, order, tolerance): &Need) -> f64 {
        *n as f64 * (error / tolerance).powf(1.0 / order)
    }
    Check {
        shown: |(n, error, order, tolerance)| {
            [
                format!("n = {n}, error {error}, order {order}, tolerance {tolerance}"),
                format!(" n = {n}、误差 {error}、阶 {order}、容许误差 {tolerance}"),
            ]
        },
        inputs: vec![
            (100, 0.0333, 0.5, 0.01),
            (64, 0.05, 1.0, 0.003),
            (10, 0.07, 2.0, 0.0004),
            (100, 0.00347, 1.0, 0.01), // fewer steps than before are enough
        ],
        mistakes: mistakes! {
            |need| more(need).floor() as usize,
                "rounded down, which is a step too few: round up",
                "向下取整会少一步：请向上取整";
            |(n, error, _, tolerance)| (*n as f64 * error / tolerance).ceil() as usize,
                "this is right for order 1: take the ratio of the errors to the power 1/order",
                "这只对阶为 1 的方法成立：误差之比要取 1/阶 次方";
            |(n, error, order, tolerance)| (*n as f64 * (error / tolerance).powf(*order)).ceil() as usize,
                "the power is the order itself: the error is C·h^p, so h goes with the power 1/p",
                "指数取成了阶本身：误差是 C·h^p，所以 h 对应的指数是 1/p";
            |(n, error, order, tolerance)| (*n as f64 * error / tolerance / order).ceil() as usize,
                "the ratio is divided by the order: the order is an exponent",
                "误差之比除以了阶：阶是指数";
            |(n, error, order, tolerance)| (*n as f64 * (tolerance / error).powf(1.0 / order)).ceil() as usize,
                "the ratio is upside down: a smaller error needs more steps",
                "比值写反了：误差要更小，步数就要更多";
            |(_, error, order, tolerance)| (error / tolerance).powf(1.0 / order).ceil() as usize,
                "this is how many times more steps are needed: multiply by n",
                "这是步数要增加到的倍数：请再乘以 n";
        },
    }
}

fn milstein_step() -> Check<[f64; 5], f64> {
    fn euler_maruyama([x, mu, sigma, h, dw]: &[f64; 5]) -> f64 {
        x + h * mu * x + sigma * x * dw
    }
    Check {
        shown: |[x, mu, sigma, h, dw]| both(format!("x = {x}, μ = {mu}, σ = {sigma}, h = {h}, ΔW = {dw}")),
        inputs: vec![[1.0, 0.0, 2.0, 0.25, 1.0], [2.0, 0.5, 0.5, 0.01, -0.2], [-1.5, 0.3, 3.0, 0.04, 0.1]],
        mistakes: mistakes! {
            euler_maruyama,
                "this is the Euler-Maruyama step: what it leaves over is still to be added",
                "这是欧拉-丸山方法的一步：缺的那一项还没有补上";
            |step| euler_maruyama(step) + 0.5 * step[2] * step[2] * step[0] * step[4] * step[4],
                "the correction has a mean, h·σ²x/2: subtract h from ΔW²",
                "修正项的均值不为零，而是 h·σ²x/2：请从 ΔW² 中减去 h";
            |step| euler_maruyama(step) + step[2] * step[2] * step[0] * (step[4] * step[4] - step[3]),
                "the correction is twice too large: the factor 1/2 is missing",
                "修正项大了一倍：漏掉了系数 1/2";
            |step| euler_maruyama(step) - 0.5 * step[2] * step[2] * step[0] * (step[4] * step[4] - step[3]),
                "the correction has the wrong sign: it is positive where ΔW² > h and x > 0",
                "修正项的符号反了：当 ΔW² > h 且 x > 0 时它是正的";
            |step| euler_maruyama(step) + 0.5 * step[2] * step[0] * (step[4] * step[4] - step[3]),
                "σ stands in the correction once: once it carries the path and once it changes with it, so σ²",
                "修正项里 σ 只出现了一次：路径的移动带来一个 σ，噪声随之改变又带来一个 σ，所以是 σ²";
            |step| euler_maruyama(step) + 0.5 * step[2] * step[2] * (step[4] * step[4] - step[3]),
                "x is missing in the correction",
                "修正项里漏掉了 x";
            |step| euler_maruyama(step) + 0.5 * (step[2] * step[0]).powi(2) * (step[4] * step[4] - step[3]),
                "the whole noise σx is squared: the correction is ½·σx times its derivative σ",
                "把整个 σx 都平方了：修正项是 ½·σx 乘以它的导数 σ";
            |step| euler_maruyama(step) + 0.5 * step[2] * step[2] * step[0] * (step[4] - step[3]),
                "ΔW is not squared in the correction",
                "修正项里的 ΔW 没有平方";
        },
    }
}

/// A Brownian path on [0, 1] with 100 steps: its values, if it can be drawn.
fn brownian() -> Option<Array1<f64>> {
    let grid = TimeGrid::uniform(0.0, 1.0, 100).ok()?;
    let path = BrownianPath::sample(Seed(11), &grid, 1, 1).ok()?;
    Some(path.particle(0).column(0).to_owned())
}

/// 500 exact ends and ends beside them, if they can be drawn.
fn ends() -> Option<Ends> {
    let draws = Gaussian::standard(2).ok()?.sample(Seed(12), 500).ok()?;
    let exact = draws.column(0).to_owned();
    let approx = &exact + &(0.1 * &draws.column(1)) + 0.05;
    Some((approx, exact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn milstein_agrees_with_the_solver() {
        use flowlab::process::GeometricBrownian;
        use flowlab::sde::Milstein;
        let grid = TimeGrid::uniform(0.0, 0.25, 1).unwrap();
        let path = BrownianPath::sample(Seed(1), &grid, 1, 1).unwrap();
        let end =
            flowlab::simulate_sde(&GeometricBrownian::new(1, 0.5, 2.0).unwrap(), &Milstein, &path, &array![[3.0]]);
        let dw = path.last()[[0, 0]];
        assert!((end.unwrap().last()[[0, 0]] - solutions::milstein_step(3.0, 0.5, 2.0, 0.25, dw)).abs() < 1e-14); // some roundings
    }

    #[test]
    fn the_end_agrees_with_the_solver() {
        use flowlab::sde::EulerMaruyama;
        use flowlab::{AdditiveSde, Field};
        let grid = TimeGrid::uniform(0.0, 1.0, 100).unwrap();
        let path = BrownianPath::sample(Seed(11), &grid, 1, 1).unwrap();
        let sde = AdditiveSde::new(Field::new(1, |_, x, mut out| out.assign(&x.mapv(|x| -x))), |t| 1.0 + t);
        let end = flowlab::simulate_sde(&sde, &EulerMaruyama, &path, &array![[0.5]]).unwrap().last()[[0, 0]];
        assert!((end - solutions::euler_maruyama_end(0.5, &brownian().unwrap())).abs() < 1e-13); // 100 steps of rounding
    }

    #[test]
    fn no_number_of_steps_is_decided_by_rounding() {
        for (n, error, order, tolerance) in steps_needed().inputs {
            let steps = n as f64 * (error / tolerance).powf(1.0 / order);
            assert!((steps - steps.round()).abs() > 1e-3, "{steps}");
        }
    }

    #[test]
    fn a_step_and_an_error_may_be_written_another_way() {
        let step = |x: f64, u: f64, sigma: f64, h: f64, eps: f64| x + h.sqrt() * (h.sqrt() * u + sigma * eps);
        assert_eq!(check::euler_maruyama_step(step), Verdict::Solved);
        let length = |approx: &Array1<f64>, exact: &Array1<f64>| {
            let gap = approx - exact;
            (gap.dot(&gap) / gap.len() as f64).sqrt()
        };
        assert_eq!(check::strong_error(length), Verdict::Solved);
    }
}
