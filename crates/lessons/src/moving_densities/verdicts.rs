//! Lesson 13, moving densities.

use flowlab::Seed;
use flowlab::distribution::{Gaussian, Sample};
use flowlab::ndarray::{Array1, array};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes density and velocity at the left and at the right end of an interval, and returns the rate
    /// at which the mass in it grows: what flows in at the left minus what flows out at the right.
    fn mass_change(p_left: f64, u_left: f64, p_right: f64, u_right: f64) -> f64,
        let &[p_left, u_left, p_right, u_right] = input;

    /// A function that takes the drift u, σ and the score at a point, and returns the velocity of the ODE that moves
    /// the density as dX = u dt + σ dW does: u − (σ²/2)·score.
    fn net_velocity(u: f64, sigma: f64, score: f64) -> f64, let &[u, sigma, score] = input;

    /// A function that takes t < 1, x and the velocity u of the linear path at (t, x), and returns the score there:
    /// (t·u − x)/(1 − t).
    fn score_of_velocity(t: f64, x: f64, u: f64) -> f64, let &[t, x, u] = input;

    /// A function that takes t < 1, x, the velocity u of the linear path at (t, x), and σ, and returns the drift with
    /// which dX = drift dt + σ dW has the densities of dX = u dt: u + (σ²/2)·(t·u − x)/(1 − t).
    fn noisy_drift(t: f64, x: f64, u: f64, sigma: f64) -> f64, let &[t, x, u, sigma] = input;

    /// A function that takes points x, the velocity v of the pair at each, and an interval, and returns the mean
    /// velocity of the points inside: an estimate of the field there.
    fn mean_velocity(x: &Array1<f64>, v: &Array1<f64>, low: f64, high: f64) -> f64,
        let &(ref x, ref v, low, high) = input;
}

fn mass_change() -> Check<[f64; 4], f64> {
    Check {
        shown: |[p_left, u_left, p_right, u_right]| {
            [
                format!("p = {p_left}, u = {u_left} at the left and p = {p_right}, u = {u_right} at the right"),
                format!("左端 p = {p_left}、u = {u_left}，右端 p = {p_right}、u = {u_right}"),
            ]
        },
        inputs: vec![[0.5, 2.0, 0.25, -1.0], [0.2, 1.0, 0.3, 1.5], [0.4, -0.5, 0.1, 3.0]],
        mistakes: mistakes! {
            |[p_left, u_left, p_right, u_right]| p_right * u_right - p_left * u_left,
                "the sign is wrong: a velocity to the right brings mass in at the left end and takes it out at the right end",
                "符号反了：向右的速度在左端把质量带进来，在右端把质量带出去";
            |[p_left, u_left, p_right, u_right]| p_left * u_left + p_right * u_right,
                "both flows are added: what moves to the right at the right end leaves, so subtract it",
                "两个通量相加了：在右端向右走的质量离开了区间，应当减去";
            |[p_left, u_left, p_right, u_right]| p_left * u_left.abs() - p_right * u_right.abs(),
                "the sizes of the velocities are taken: their signs say whether mass comes or goes",
                "取了速度的绝对值：质量是进还是出，要看速度的符号";
            |[p_left, u_left, p_right, u_right]| (p_left - p_right) * (u_left + u_right) / 2.0,
                "mean velocity times difference of densities: take the product p·u at each end, the velocities differ too",
                "这是平均速度乘以密度之差：应当在每一端各取乘积 p·u，因为两端速度也不同";
            |[_, u_left, _, u_right]| u_left - u_right,
                "the densities are missing: where nothing is, nothing flows",
                "漏掉了密度：没有质量的地方，就没有通量";
            |[p_left, _, p_right, _]| p_left - p_right,
                "the velocities are missing: what stands still does not flow",
                "漏掉了速度：静止不动的质量不会流动";
        },
    }
}

fn net_velocity() -> Check<[f64; 3], f64> {
    Check {
        shown: |[u, sigma, score]| ["score", "得分"].map(|word| format!("u = {u}, σ = {sigma}, {word} {score}")),
        inputs: vec![[-3.0, 2.0, -1.5], [1.0, 0.5, 2.0], [0.0, 1.5, -0.4]],
        mistakes: mistakes! {
            |[u, sigma, score]| u + 0.5 * sigma * sigma * score,
                "the sign is wrong: noise spreads to where the density is small, against the score",
                "符号反了：噪声使密度散向稀薄的地方，与得分的方向相反";
            |[u, sigma, score]| u - sigma * sigma * score,
                "twice too much: the Fokker-Planck equation has σ²/2",
                "大了一倍：福克-普朗克方程里是 σ²/2";
            |[u, sigma, score]| u - 0.5 * sigma * score,
                "σ stands there once: variances spread, so σ²",
                "σ 只有一次方：扩散的是方差，应为 σ²";
            |[u, sigma, score]| u - sigma * score,
                "the factor is σ: it should be σ²/2",
                "系数成了 σ：应为 σ²/2";
            |[_, sigma, score]| -0.5 * sigma * sigma * score,
                "this is the part of the noise: add the drift u",
                "这只是噪声的部分：还要加上漂移 u";
            |[u, _, _]| *u,
                "this is the drift alone: without the noise term the density does not spread",
                "这只是漂移：少了噪声的那一部分，密度就不会散开";
        },
    }
}

fn score_of_velocity() -> Check<[f64; 3], f64> {
    Check {
        shown: |[t, x, u]| both(format!("t = {t}, x = {x}, u = {u}")),
        inputs: vec![[0.5, 3.0, 0.0], [0.0, 1.0, -2.0], [0.8, -1.0, 0.7], [0.99, 2.0, 1.9]],
        mistakes: mistakes! {
            |[t, x, u]| (x - t * u) / (1.0 - t),
                "the sign is wrong: the score is minus the mean noise over 1 − t",
                "符号反了：得分等于噪声的均值变号后除以 1 − t";
            |[t, x, u]| x - t * u,
                "this is the mean noise E[x_0 | X_t = x]: the score is −1/(1 − t) times it",
                "这是噪声的均值 E[x_0 | X_t = x]：得分是它的 −1/(1 − t) 倍";
            |[t, x, u]| t * u - x,
                "the division by 1 − t is missing",
                "漏掉了除以 1 − t";
            |[t, x, u]| (t * u - x) / ((1.0 - t) * (1.0 - t)),
                "divided by (1 − t)²: one factor 1 − t cancels, since x − t·z = (1 − t)·x_0",
                "除以了 (1 − t)²：因为 x − t·z = (1 − t)·x_0，要约掉一个 1 − t";
            |[t, x, u]| (u - x) / (1.0 - t),
                "u is not multiplied by t",
                "u 没有乘以 t";
            |[t, x, u]| x + (1.0 - t) * u,
                "this is the mean E[z | X_t = x] of the data: the score needs that of the noise, x − t·u",
                "这是数据点的均值 E[z | X_t = x]：得分要用噪声的均值 x − t·u";
        },
    }
}

fn noisy_drift() -> Check<[f64; 4], f64> {
    fn score([t, x, u, _]: &[f64; 4]) -> f64 {
        (t * u - x) / (1.0 - t)
    }
    Check {
        shown: |[t, x, u, sigma]| both(format!("t = {t}, x = {x}, u = {u}, σ = {sigma}")),
        inputs: vec![[0.5, 3.0, 0.0, 1.0], [0.2, 1.0, -2.0, 0.5], [0.8, -1.0, 0.7, 2.0], [0.99, 2.0, 1.9, 0.1]],
        mistakes: mistakes! {
            |at| at[2] - 0.5 * at[3] * at[3] * score(at),
                "the sign is wrong: the noise spreads the density, so the drift must go uphill, along the score",
                "符号反了：噪声使密度散开，漂移就必须顺着得分上坡";
            |at| at[2] + at[3] * at[3] * score(at),
                "the score term is twice too large: the factor is σ²/2",
                "得分项大了一倍：系数是 σ²/2";
            |at| at[2] + 0.5 * at[3] * score(at),
                "σ stands there once: the factor is σ²/2",
                "σ 只有一次方：系数是 σ²/2";
            |at| at[2] + 0.5 * at[3] * at[3] * (at[0] * at[2] - at[1]),
                "the score lacks the division by 1 − t",
                "得分漏掉了除以 1 − t";
            |at| 0.5 * at[3] * at[3] * score(at),
                "this is the score term alone: add u",
                "这只是得分项：还要加上 u";
            |at| at[2],
                "this is u alone: with noise and without the score term the density gets too wide",
                "这只是 u：加了噪声而没有得分项，密度会变得太宽";
            score,
                "this is the score: the drift is u plus σ²/2 times it",
                "这是得分：漂移是 u 加上它的 σ²/2 倍";
        },
    }
}

/// Points, velocities, and the ends of an interval; no point is at an end.
type Bin = (Array1<f64>, Array1<f64>, f64, f64);

fn mean_velocity() -> Check<Bin, f64> {
    fn mean(values: &[f64]) -> f64 {
        values.iter().sum::<f64>() / values.len() as f64
    }
    fn inside((x, v, low, high): &Bin) -> Vec<(f64, f64)> {
        let pairs = x.iter().copied().zip(v.iter().copied());
        pairs.filter(|(x, _)| low < x && x < high).collect()
    }
    fn velocities(bin: &Bin) -> Vec<f64> {
        inside(bin).into_iter().map(|(_, v)| v).collect()
    }
    let mut inputs = vec![
        (array![0.1, 0.9, 0.3], array![1.0, 9.0, 2.0], 0.0, 0.5),
        (array![-1.0, 0.2, 0.4, 2.0], array![3.0, -1.0, 0.5, 7.0], -0.5, 1.0),
        (array![0.7, 0.6, -0.6], array![2.0, 4.0, 5.0], 0.5, 1.0),
    ];
    inputs.extend(cloud());
    Check {
        shown: |(x, v, low, high)| {
            [
                format!("x = {x:.4}, v = {v:.4} and the interval from {low} to {high}"),
                format!(" x = {x:.4}、v = {v:.4} 和从 {low} 到 {high} 的区间"),
            ]
        },
        inputs,
        mistakes: mistakes! {
            |(_, v, _, _)| mean(&v.to_vec()),
                "this is the mean over all points: take those with x in the interval",
                "这是所有点的平均：只取 x 落在区间内的点";
            |bin| velocities(bin).iter().sum(),
                "this is the sum: divide by how many points are inside",
                "这是总和：请除以区间内的点数";
            |bin| velocities(bin).iter().sum::<f64>() / bin.0.len() as f64,
                "divided by the number of all points: divide by how many are inside",
                "除以了所有点的个数：应当除以区间内的点数";
            |bin| velocities(bin).iter().sum::<f64>() / (bin.3 - bin.2),
                "divided by the length of the interval: divide by how many points are inside",
                "除以了区间的长度：应当除以区间内的点数";
            |bin| mean(&inside(bin).into_iter().map(|(x, _)| x).collect::<Vec<f64>>()),
                "this is the mean of x: average v",
                "这是 x 的平均：应当对 v 求平均";
            |(x, v, low, high)| {
                let outside = x.iter().zip(v).filter(|(x, _)| *x <= low || high <= *x).map(|(_, v)| *v);
                mean(&outside.collect::<Vec<f64>>())
            },
                "these are the points outside the interval",
                "取成了区间外的点";
            |(x, v, low, high)| {
                let inside = v.iter().filter(|v| low < *v && *v < high);
                inside.sum::<f64>() / x.len() as f64
            },
                "v is compared with the interval: x must be in it",
                "拿 v 去和区间比较了：应当看 x 是否在区间内";
        },
    }
}

/// 1000 pairs of the linear path to N(2, 1) at t = 1/2, if they can be drawn: points, velocities, an interval.
fn cloud() -> Option<Bin> {
    let draws = Gaussian::standard(2).ok()?.sample(Seed(13), 1000).ok()?;
    let z = &draws.column(0) + 2.0;
    let x0 = draws.column(1).to_owned();
    Some((0.5 * (&x0 + &z), z - x0, 0.5, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn drift_and_score_are_those_of_the_extended_field() {
        use flowlab::path::{Extended, GaussianPath, MarginalField, Schedule};
        use flowlab::{Sde, VectorField};
        let path = GaussianPath::new(Schedule::Linear);
        let field = MarginalField::new(path, Gaussian::isotropic(array![2.0], 0.5).unwrap());
        let (t, x, mut drift) = (0.6, array![[1.3]], array![[0.0]]);
        let u = field.at(t, &x)[[0, 0]];
        Extended::new(path, field.clone(), |_| 0.8).drift(t, x.view(), drift.view_mut());
        assert!((drift[[0, 0]] - solutions::noisy_drift(t, 1.3, u, 0.8)).abs() < 1e-14);
        let score = field.score(t, &x).unwrap()[[0, 0]];
        assert!((score - solutions::score_of_velocity(t, 1.3, u)).abs() < 1e-13); // rounding of 1, over 1 - t
        assert!((solutions::net_velocity(drift[[0, 0]], 0.8, score) - u).abs() < 1e-13);
    }

    #[test]
    fn the_mean_velocity_is_near_the_exact_field() {
        use flowlab::VectorField;
        use flowlab::path::{GaussianPath, MarginalField, Schedule};
        let (x, v, low, high) = cloud().unwrap();
        let field =
            MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::isotropic(array![2.0], 1.0).unwrap());
        // x ~ N(1, 1/2): some 260 of 1000 points in the bin, velocities of variance 2 at each x (u = 2 there): sd .09
        let u = field.at(0.5, &array![[0.75]])[[0, 0]];
        assert!((solutions::mean_velocity(&x, &v, low, high) - u).abs() < 5.0 * 0.09);
    }

    #[test]
    fn mass_changes_by_minus_the_difference_of_the_flux() {
        let flux = |p_left: f64, u_left: f64, p_right: f64, u_right: f64| -(p_right * u_right - p_left * u_left);
        assert_eq!(check::mass_change(flux), Verdict::Solved);
    }
}
