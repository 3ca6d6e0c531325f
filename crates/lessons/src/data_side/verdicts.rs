//! Lesson 16, diffusion from the data's side.

use std::f64::consts::FRAC_PI_4;

use flowlab::ndarray::{Array1, array};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes the scale m and the noise k of a noising process, and returns the time of the linear path that
    /// holds data and noise in the same ratio, and the factor that brings the process there: [m/(m + k), 1/(m + k)].
    fn clock(m: f64, k: f64) -> Array1<f64>, let &[m, k] = input;

    /// A function that takes x, a guess of the noise in it, the scale and the noise of the path now (a0, b0) and at the next
    /// time (a1, b1), and returns the place after one DDIM step: a1·(x − b0·eps_hat)/a0 + b1·eps_hat.
    fn ddim_step(x: f64, eps_hat: f64, a0: f64, b0: f64, a1: f64, b1: f64) -> f64,
        let &[x, eps_hat, a0, b0, a1, b1] = input;

    /// A function that takes x, the data point z, the scale and the noise of the path now (a0, b0) and at the next time
    /// (a1, b1), and returns the mean and the variance of the next state, given x and z.
    fn posterior_step(x: f64, z: f64, a0: f64, b0: f64, a1: f64, b1: f64) -> Array1<f64>,
        let &[x, z, a0, b0, a1, b1] = input;

    /// A function that takes the drift f of a noising process at a place, its diffusion coefficient tau, and the score there,
    /// and returns the drift of the process turned around in time: −f + tau²·score.
    fn reverse_drift(f: f64, tau: f64, score: f64) -> f64, let &[f, tau, score] = input;

    /// A function that takes 0 < t < 1 and returns by what the squared errors of the guessed noise and of the guessed data are
    /// multiplied to be those of the velocity, on the linear path: [1/t², 1/(1 − t)²].
    fn loss_weights(t: f64) -> Array1<f64>, let &t = input;

    /// A function that takes the setting g of the noise dial and returns the correlation of start and end on a schedule with
    /// α² + β² = 1, for data N(0, 1) with the exact field: e^(−g).
    fn ends_correlation(g: f64) -> f64, let &g = input;
}

fn clock() -> Check<[f64; 2], Array1<f64>> {
    Check {
        shown: |[m, k]| both(format!("m = {m}, k = {k}")),
        inputs: vec![[0.6065, 0.7951], [1.0, 80.0], [0.25, 0.5], [1.0, 0.0]],
        mistakes: mistakes! {
            |[m, k]| array![k / (m + k), 1.0 / (m + k)],
                "data and noise are swapped in the time: t is the share of the data",
                "时间里把数据与噪声弄反了：t 是数据所占的比例";
            |[m, k]| array![m * m / (m * m + k * k), 1.0 / (m + k)],
                "the time has variances in it: the linear path is t·z + (1 − t)·x_0, take the sizes m and k",
                "时间里用的是方差：线性路径是 t·z + (1 − t)·x_0，要用大小 m 和 k";
            |[m, k]| array![m * m / (m * m + k * k), 1.0 / (m * m + k * k)],
                "these are variances, m² and k²: the linear path is t·z + (1 − t)·x_0, take the sizes m and k",
                "这里用的是方差 m² 和 k²：线性路径是 t·z + (1 − t)·x_0，要用大小 m 和 k";
            |[m, k]| array![m / (m + k), m + k],
                "the factor is upside down: the process is divided by m + k",
                "因子的分子分母颠倒了：过程要除以 m + k";
            |[m, k]| array![m / (m + k), m / (m + k)],
                "the factor is 1/(m + k): times m it gives the t in front of z, times k the 1 − t",
                "因子是 1/(m + k)：它乘以 m 得到 z 前面的 t，乘以 k 得到 1 − t";
            |[m, k]| array![1.0 / (m + k), m / (m + k)],
                "the order is: first the time, then the factor",
                "次序是先时间、后因子";
            |[m, k]| array![m / k, 1.0 / k],
                "divided by k: then the noise has the size 1, the linear path wants both sizes to sum to 1",
                "除以了 k：那样噪声的大小是 1，而线性路径要求两个大小之和为 1";
        },
    }
}

fn ddim_step() -> Check<[f64; 6], f64> {
    Check {
        shown: |[x, eps_hat, a0, b0, a1, b1]| {
            both(format!("x = {x}, eps_hat = {eps_hat}, a0 = {a0}, b0 = {b0}, a1 = {a1}, b1 = {b1}"))
        },
        inputs: vec![
            [1.0, 0.5, 0.6, 0.8, 0.8, 0.6],
            [-2.0, -1.5, 0.25, 0.75, 0.5, 0.5],
            [0.7, 1.2, 1.0, 10.0, 1.0, 4.0],
            [0.4, -0.2, 0.5, 0.5, 1.0, 0.0],
        ],
        mistakes: mistakes! {
            |[x, eps_hat, _, b0, _, b1]| x + (b1 - b0) * eps_hat,
                "this forgets the scale: it is right only where a0 = a1; first find the data, (x − b0·eps_hat)/a0",
                "忘了尺度：这只在 a0 = a1 时成立；先求出数据 (x − b0·eps_hat)/a0";
            |[x, eps_hat, _, b0, a1, b1]| a1 * (x - b0 * eps_hat) + b1 * eps_hat,
                "not divided by a0: x − b0·eps_hat is a0 times the data",
                "没有除以 a0：x − b0·eps_hat 是数据的 a0 倍";
            |[x, eps_hat, a0, b0, a1, _]| a1 * (x - b0 * eps_hat) / a0 + b0 * eps_hat,
                "the noise is still that of the old time: at the new one it has the size b1",
                "噪声还是旧时刻的：新时刻的大小是 b1";
            |[x, eps_hat, a0, b0, a1, _]| a1 * (x - b0 * eps_hat) / a0,
                "the noise is left out: this is the data at the new scale, add b1·eps_hat",
                "漏掉了噪声：这是新尺度下的数据，还要加上 b1·eps_hat";
            |[x, eps_hat, a0, b0, _, b1]| (x - b0 * eps_hat) / a0 + b1 * eps_hat,
                "the data lack their new scale a1",
                "数据没有乘新的尺度 a1";
            |[x, eps_hat, a0, _, a1, b1]| a1 * x / a0 + b1 * eps_hat,
                "the old noise has not been taken out of x: subtract b0·eps_hat first",
                "没有先从 x 中去掉旧的噪声：先减去 b0·eps_hat";
            |[x, eps_hat, a0, b0, a1, b1]| a1 * (x + b0 * eps_hat) / a0 + b1 * eps_hat,
                "the noise is added where it should be taken out: the data are (x − b0·eps_hat)/a0",
                "该减去噪声的地方加上了：数据是 (x − b0·eps_hat)/a0";
            |[x, eps_hat, a0, b0, _, _]| (x - b0 * eps_hat) / a0,
                "this is the guess of the data: mix it with the noise anew, for the next time",
                "这是对数据的猜测：还要按下一时刻与噪声重新混合";
        },
    }
}

/// The mean and the variance of the next state for the factor a and the variance c of the chain.
fn posterior(&[x, z, _, b0, a1, b1]: &[f64; 6], a: f64, c: f64) -> Array1<f64> {
    array![(a * b1 * b1 * x + a1 * c * z) / (b0 * b0), c * b1 * b1 / (b0 * b0)]
}

/// a and c.
fn chain(&[_, _, a0, b0, a1, b1]: &[f64; 6]) -> [f64; 2] {
    let a = a0 / a1;
    [a, b0 * b0 - a * a * b1 * b1]
}

fn posterior_step() -> Check<[f64; 6], Array1<f64>> {
    Check {
        shown: |[x, z, a0, b0, a1, b1]| both(format!("x = {x}, z = {z}, a0 = {a0}, b0 = {b0}, a1 = {a1}, b1 = {b1}")),
        inputs: vec![
            [1.0, 2.0, 0.6, 0.8, 0.8, 0.6],
            [-2.0, 0.5, 0.25, 0.75, 0.5, 0.5],
            [3.0, -1.0, 0.0, 1.0, 0.25, 0.75],
            [0.4, 1.5, 0.5, 0.5, 1.0, 0.0],
        ],
        mistakes: mistakes! {
            |case| {
                let [a, c] = chain(case);
                array![posterior(case, a, c)[0], c]
            },
                "the variance c is that of a step of the chain towards the noise: with z known, less is left, c·b1²/b0²",
                "方差 c 是链朝噪声走一步的方差：已知 z 时剩下的更少，是 c·b1²/b0²";
            |case| {
                let [_, _, a0, b0, a1, b1] = *case;
                let a = a1 / a0;
                posterior(case, a, b0 * b0 - a * a * b1 * b1)
            },
                "a is upside down: X_t = a·X_t' + noise, so a = a0/a1",
                "a 的分子分母颠倒了：X_t = a·X_t' + 噪声，所以 a = a0/a1";
            |case| {
                let [a, c] = chain(case);
                let right = posterior(case, a, c);
                array![right[0], right[1].sqrt()]
            },
                "the second number is the standard deviation: the variance is asked for, leave the root out",
                "第二个数是标准差：题目要的是方差，不要开方";
            |case| {
                let [_, z, _, _, a1, b1] = *case;
                array![a1 * z, b1 * b1]
            },
                "this is the law given z alone: x is known too",
                "这是只给定 z 时的分布：x 也是已知的";
            |case| {
                let [a, _] = chain(case);
                let [_, _, _, b0, _, b1] = *case;
                posterior(case, a, b0 * b0 - a * b1 * b1)
            },
                "in c the factor a is to be squared: a·X_t' has the noise a²·b1²",
                "c 里的 a 要平方：a·X_t' 所含噪声的方差是 a²·b1²";
            |case| {
                let [x, z, _, b0, a1, b1] = *case;
                let [a, c] = chain(case);
                let variance = posterior(case, a, c)[1];
                array![a1 * z + b1 * (1.0 - c / (b0 * b0)).sqrt() * x, variance]
            },
                "x is taken for the noise in it: that is (x − a0·z)/b0",
                "把 x 当成了其中的噪声：噪声是 (x − a0·z)/b0";
            |case| {
                let [a, c] = chain(case);
                let right = posterior(case, a, c);
                array![right[1], right[0]]
            },
                "the order is: first the mean, then the variance",
                "次序是先均值、后方差";
        },
    }
}

fn reverse_drift() -> Check<[f64; 3], f64> {
    Check {
        shown: |[f, tau, score]| both(format!("f = {f}, tau = {tau}, score = {score}")),
        inputs: vec![[-0.5, 1.0, -1.0], [2.0, 3.0, 0.5], [0.0, 2.0, -0.25], [1.5, 0.5, 4.0]],
        mistakes: mistakes! {
            |[f, tau, score]| -f + 0.5 * tau * tau * score,
                "half of it is missing: with ½·tau²·score this is the ODE, the noise asks for as much again",
                "少了一半：只有 ½·tau²·score 时，这是常微分方程的速度，加上噪声还要再添同样多";
            |[f, tau, score]| -f - tau * tau * score,
                "the sign of the score is wrong: the drift goes uphill, back to the data",
                "得分的符号反了：漂移要往密度大的地方走，回到数据";
            |[f, tau, score]| f + tau * tau * score,
                "f is not turned around: time runs the other way, −f",
                "f 没有反转：时间倒着走，应为 −f";
            |[f, tau, score]| -f + tau * score,
                "tau is not squared",
                "tau 没有平方";
            |[f, tau, score]| f - tau * tau * score,
                "all signs are turned: f is turned around, the score is not",
                "符号全反了：f 要反转，得分不要";
            |[f, _, _]| -f,
                "the score is missing: turning the drift alone does not bring the data back",
                "漏掉了得分项：只把漂移反过来，回不到数据";
            |[f, tau, score]| f - 0.5 * tau * tau * score,
                "this is the velocity of the densities on the way to the noise: turn it around, and add ½·tau²·score for the noise",
                "这是密度在加噪方向上的速度：把它反转，再为噪声加上 ½·tau²·score";
        },
    }
}

fn loss_weights() -> Check<f64, Array1<f64>> {
    Check {
        shown: |t| both(format!("t = {t}")),
        inputs: vec![0.25, 0.5, 0.9],
        mistakes: mistakes! {
            |&t| array![1.0 / (1.0 - t).powi(2), 1.0 / (t * t)],
                "the two are swapped: an error of the noise is t times that of the velocity, one of the data 1 − t times",
                "两者弄反了：噪声的误差是速度误差的 t 倍，数据的误差是 1 − t 倍";
            |&t| array![1.0 / t, 1.0 / (1.0 - t)],
                "these are the factors of the errors: the squares are asked for",
                "这是误差的因子：题目要的是误差平方的因子";
            |&t| array![t * t, (1.0 - t).powi(2)],
                "upside down: this turns squares of the velocity into those of noise and data",
                "分子分母颠倒了：这是把速度的平方误差换成噪声和数据的平方误差";
            |&t| array![((1.0 - t) / t).powi(2), 1.0 / (1.0 - t).powi(2)],
                "the first is the weight of the score: that of the noise is 1/t²",
                "第一个是得分的权重：噪声的权重是 1/t²";
            |&t| array![1.0 / (t * t), 1.0 / (1.0 - t * t)],
                "the second is (1 − t)² below the line, not 1 − t²",
                "第二个的分母是 (1 − t)²，不是 1 − t²";
        },
    }
}

fn ends_correlation() -> Check<f64, f64> {
    Check {
        shown: |g| both(format!("g = {g}")),
        inputs: vec![0.5, 1.0, 0.0, 3.0],
        mistakes: mistakes! {
            |g| (-FRAC_PI_4 * g).exp(),
                "this is the linear path's: there the variance falls to 1/2 half-way; here it is 1 all the time",
                "这是线性路径的结果：那里的方差中途降到 1/2；这里方差一直是 1";
            |g| (-g / 2.0).exp(),
                "this would be right for σ² = gD: the dial has σ² = 2gD",
                "这对 σ² = gD 才成立：旋钮是 σ² = 2gD";
            |g| (-2.0 * g).exp(),
                "this is the square, the factor of a variance: the correlation has the factor of X itself",
                "这是平方，即方差的因子：相关系数用的是 X 本身的因子";
            |g| 1.0 - g,
                "this is one Euler step of dρ/dt = −gρ: the steps are as short as one likes",
                "这是用欧拉方法解 dρ/dt = −gρ 只走一步的结果：步长应当任意小";
            |g| g.exp(),
                "the sign is wrong: a correlation is at most 1",
                "符号反了：相关系数不超过 1";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::Gaussian;
    use flowlab::path::{Coefficients, GaussianPath, MarginalField, PointField, Schedule, Variance, ancestral, ddim};
    use flowlab::process::{Noising, Reversed};
    use flowlab::train::{Clean, Noise, Target};
    use flowlab::{Sde, Seed, TimeGrid};

    #[test]
    fn the_clock_is_that_of_a_noising_process() {
        let process = Noising::vp(1, 0.1, 20.0, 1.0).unwrap();
        let right = solutions::clock(process.alpha(0.3), process.beta(0.3));
        let gap = right - array![process.clock(0.3), process.factor(0.3)];
        assert!(gap.iter().all(|gap| gap.abs() < 1e-15), "{gap}"); // a division for a product
    }

    #[test]
    fn the_steps_are_those_of_the_library() {
        let path = GaussianPath::new(Schedule::Trigonometric);
        let (t0, t1, x) = (0.4, 0.7, 1.3);
        let grid = TimeGrid::uniform(t0, t1, 1).unwrap();
        let (from, to) = (path.coefficients(t0), path.coefficients(t1));
        let [Coefficients { alpha: a0, beta: b0, .. }, Coefficients { alpha: a1, beta: b1, .. }] = [from, to];
        let hill = MarginalField::new(path, Gaussian::isotropic(array![1.0], 0.5).unwrap());
        let z_hat = hill.posterior_mean(t0, &array![[x]]).unwrap()[[0, 0]];
        let step = ddim(&hill, &grid, &array![[x]]).unwrap().last()[[0, 0]];
        assert!((solutions::ddim_step(x, (x - a0 * z_hat) / b0, a0, b0, a1, b1) - step).abs() < 1e-14);
        // of one point the guess is exact: mean and variance of 40 000 steps, 5 standard errors
        let (n, point) = (40_000, PointField::new(path, array![[2.0]]).unwrap());
        let start = flowlab::ndarray::Array2::from_elem((n, 1), x);
        let ends = ancestral(&point, Variance::Posterior, &grid, &start, Seed(16)).unwrap().last();
        let right = solutions::posterior_step(x, 2.0, a0, b0, a1, b1);
        assert!((ends.mean().unwrap() - right[0]).abs() < 5.0 * (right[1] / n as f64).sqrt());
        assert!((ends.var(0.0) / right[1] - 1.0).abs() < 5.0 * (2.0 / n as f64).sqrt());
    }

    #[test]
    fn the_drift_is_that_of_the_process_turned_around() {
        let process = Noising::vp(1, 0.1, 20.0, 1.0).unwrap();
        let law = Gaussian::isotropic(array![1.0], 0.5).unwrap();
        let (s, x) = (0.6, array![[0.8]]);
        let score = flowlab::distribution::Density::score(&process.law(1.0 - s, &law.clone().into()).unwrap(), &x);
        let mut drift = array![[0.0]];
        Reversed::new(process, law, 1.0).unwrap().drift(s, x.view(), drift.view_mut());
        let right = solutions::reverse_drift(process.rate(1.0 - s) * 0.8, process.tau(1.0 - s), score[[0, 0]]);
        assert!((drift[[0, 0]] - right).abs() < 1e-13); // some roundings of 20
    }

    #[test]
    fn the_weights_are_the_squares_of_the_factors_of_the_errors() {
        let t = 0.3;
        let factors = [Noise::error_factor(Schedule::Linear, t), Clean::error_factor(Schedule::Linear, t)];
        let right = solutions::loss_weights(t);
        assert!(factors.iter().zip(&right).all(|(factor, right)| (factor * factor / right - 1.0).abs() < 1e-14));
    }

    /// The factor of X over a step, by the field's own slope: 1 + h·((1 + gα)·u − gα̇) with u = 0 where α² + β² = 1.
    #[test]
    fn the_correlation_is_what_many_steps_leave() {
        for schedule in [Schedule::Trigonometric, Schedule::LinearVp] {
            let field = MarginalField::new(GaussianPath::new(schedule), Gaussian::standard(1).unwrap());
            let (n, g) = (4000, 0.7);
            let factor = |i: usize| {
                let t = (i as f64 + 0.5) / n as f64;
                let (at, u) = (schedule.coefficients(t), flowlab::VectorField::at(&field, t, &array![[1.0]])[[0, 0]]);
                1.0 + ((1.0 + g * at.alpha) * u - g * at.alpha_dot) / n as f64
            };
            let product: f64 = (0..n).map(factor).product();
            // the steps leave g²/(2n), and the variance is 1 at all times
            assert!((product - solutions::ends_correlation(g)).abs() < 1e-4, "{schedule:?}");
        }
    }
}
