//! Lesson 19, couplings.

use std::f64::consts::FRAC_PI_2;

use flowlab::ndarray::{Array1, Array2, array};

use super::solutions;
use crate::verdict::{Check, both, checks, mistakes};

checks! {
    /// A function that takes n noises and n data points on the line, and returns the pairs of least total squared distance,
    /// (n, 2): a row for each pair, the noise first, the least noise in the first row.
    fn sorted_pairs(x0: &Array1<f64>, z: &Array1<f64>) -> Array2<f64>, let (x0, z) = input;

    /// A function that takes s and ρ, and returns the least loss of flow matching for jointly normal pairs with x₀ ~ N(0, 1),
    /// z ~ N(0, s²) and the correlation ρ: s·√(1 − ρ²)·arccos ρ.
    fn correlated_least_loss(s: f64, rho: f64) -> f64, let &[s, rho] = input;

    /// A function that takes E|z − x₀|² of the pairs, the least loss, and E|φ₁(x₀) − x₀|² of the flow, and returns what is
    /// left: the bending of the trajectories.
    fn bending(pair_cost: f64, least_loss: f64, moved: f64) -> f64, let &[pair_cost, least_loss, moved] = input;

    /// A function that takes t < r, a place x and s, and returns the mean velocity from t to r of the trajectory that is at x
    /// at time t, for independent pairs and data N(0, s²): (√(v_r/v_t) − 1)·x/(r − t) with v_t = (1 − t)² + s²t².
    fn mean_velocity_between(t: f64, r: f64, x: f64, s: f64) -> f64, let &[t, r, x, s] = input;

    /// A function that takes, at one place and for one pair of times t < r, the velocity u at time t and the derivatives of
    /// the mean velocity U by t and by x, and returns what U has to be: u + (r − t)·(∂ₜU + u·∂ₓU).
    fn mean_flow_target(u: f64, dt: f64, dx: f64, t: f64, r: f64) -> f64, let &[u, dt, dx, t, r] = input;
}

fn sorted_pairs() -> Check<(Array1<f64>, Array1<f64>), Array2<f64>> {
    fn sorted(x: &Array1<f64>) -> Array1<f64> {
        let mut x = x.to_vec();
        x.sort_by(f64::total_cmp);
        x.into()
    }
    fn joined(x0: &Array1<f64>, z: &Array1<f64>) -> Array2<f64> {
        Array2::from_shape_fn((x0.len(), 2), |(i, side)| if side == 0 { x0[i] } else { z[i] })
    }
    /// The rows in the order of one of their two numbers.
    fn ordered(pairs: Array2<f64>, side: usize) -> Array2<f64> {
        let mut rows: Vec<usize> = (0..pairs.nrows()).collect();
        rows.sort_by(|&i, &j| pairs[[i, side]].total_cmp(&pairs[[j, side]]));
        pairs.select(flowlab::ndarray::Axis(0), &rows)
    }
    Check {
        shown: |(x0, z)| [format!("the noises {x0} and the data {z}"), format!("噪声 {x0}、数据 {z}")],
        inputs: vec![
            (array![0.8, -0.3], array![-1.2, 0.5]),
            (array![0.5, -1.5, 1.0, -0.25], array![1.5, 2.5, -2.0, 0.75]),
            (array![2.0, 1.0, -1.0], array![-0.5, 3.0, 0.25]),
        ],
        mistakes: mistakes! {
            |(x0, z)| joined(x0, z),
                "these are the pairs as they were drawn: sort both lists first",
                "这还是抽取时的点对：先把两列都排好序";
            |(x0, z)| ordered(joined(x0, z), 0),
                "the rows are in order, but the pairs are still the old ones: each z must leave its x0",
                "各行是按次序排了，但点对还是原来的：要让 z 离开原来的 x0，重新配对";
            |(x0, z)| joined(&sorted(x0), z),
                "only the noises are sorted: sort the data as well",
                "只排了噪声：数据也要排序";
            |(x0, z)| joined(x0, &sorted(z)),
                "only the data are sorted: sort the noises as well",
                "只排了数据：噪声也要排序";
            |(x0, z)| joined(&sorted(x0), &-sorted(&-z)),
                "one of the lists is sorted downwards: this joins the least with the greatest, and costs most of all",
                "有一列是降序：这样是最小的配最大的，代价最大";
            |(x0, z)| joined(&sorted(z), &sorted(x0)),
                "noise and data have changed places: the noise is the first number of a row",
                "噪声与数据写反了：每行第一个数是噪声";
            |(x0, z)| joined(&-sorted(&-x0), &-sorted(&-z)),
                "the right pairs, from the greatest noise on: the least is to be the first",
                "点对是对的，但从最大的噪声排起：最小的应在第一行";
        },
    }
}

fn correlated_least_loss() -> Check<[f64; 2], f64> {
    Check {
        shown: |[s, rho]| both(format!("s = {s}, ρ = {rho}")),
        inputs: vec![[1.0, 0.5], [2.0, 0.0], [0.5, 0.9], [1.5, -0.6]],
        mistakes: mistakes! {
            |[s, rho]| s * (1.0 - rho * rho).sqrt() * FRAC_PI_2,
                "the angle between the ends is arccos ρ; π/2 is that of independent pairs",
                "两端所张的角是 arccos ρ；π/2 是独立点对的夹角";
            |[s, rho]| s * rho.acos(),
                "the root √(1 − ρ²) is missing, the sine of the angle",
                "少了因子 √(1 − ρ²)，即夹角的正弦";
            |[s, rho]| s * (1.0 - rho * rho) * rho.acos(),
                "1 − ρ² stands under a root: it is the sine of the angle, not its square",
                "1 − ρ² 要开平方：这里要的是夹角的正弦，不是它的平方";
            |[s, rho]| s * s * (1.0 - rho * rho).sqrt() * rho.acos(),
                "one factor s, not two: the integral of 1/v_t has an s below",
                "只有一个因子 s：1/v_t 的积分，分母里还有一个 s";
            |[s, rho]| s * (1.0 - rho * rho).sqrt() * rho.asin(),
                "arcsin for arccos: at ρ = 0 the loss must be sπ/2, not 0",
                "把 arccos 写成了 arcsin：ρ = 0 时损失应是 sπ/2，而不是 0";
            |[s, rho]| rho.acos() / (s * (1.0 - rho * rho).sqrt()),
                "this is the integral of 1/v_t: multiply it by the determinant s²(1 − ρ²)",
                "这是 1/v_t 的积分：还要乘以行列式 s²(1 − ρ²)";
            |[s, rho]| 1.0 + s * s - 2.0 * rho * s,
                "this is E|z − x₀|², the cost of the pairs: the least loss is the part of it that is crossing",
                "这是点对的代价 E|z − x₀|²：最小损失只是其中的交叉部分";
        },
    }
}

fn bending() -> Check<[f64; 3], f64> {
    Check {
        shown: |[cost, loss, moved]| {
            [
                format!("the cost {cost}, the least loss {loss} and the transport {moved}"),
                format!("代价 {cost}、最小损失 {loss}、输运 {moved}"),
            ]
        },
        inputs: vec![[5.25, 2.75, 1.5], [2.0, 1.5, 0.25], [4.0, 0.0, 4.0], [6.5, 4.0, 1.0]],
        mistakes: mistakes! {
            |[cost, loss, _]| cost - loss,
                "this is what the flow spends, E∫|u|²: take off the transport, which a straight way costs as well",
                "这是流的花费 E∫|u|²：还要减去输运，走直线也要付这一份";
            |[cost, _, moved]| cost - moved,
                "this is all that could be saved, crossing and bending: take off the least loss",
                "这是能省下的全部，交叉加弯曲：还要减去最小损失";
            |[_, loss, moved]| loss - moved,
                "the cost of the pairs is missing: it is the sum of all three parts",
                "漏了点对的代价：它等于三部分之和";
            |[cost, loss, moved]| cost + loss - moved,
                "the least loss is a part of the cost: subtract it",
                "最小损失是代价的一部分：应当减去";
            |[cost, loss, moved]| cost - loss + moved,
                "the transport is a part of the cost: subtract it",
                "输运是代价的一部分：应当减去";
            |[cost, loss, moved]| loss + moved - cost,
                "the sign is turned: the cost is the greatest of the three",
                "符号反了：三者中最大的是代价";
        },
    }
}

fn mean_velocity_between() -> Check<[f64; 4], f64> {
    fn variance(t: f64, s: f64) -> f64 {
        (1.0 - t).powi(2) + (s * t).powi(2)
    }
    Check {
        shown: |[t, r, x, s]| both(format!("t = {t}, r = {r}, x = {x}, s = {s}")),
        inputs: vec![[0.5, 1.0, 1.0, 2.0], [0.0, 1.0, -1.5, 2.0], [0.25, 0.75, 0.5, 0.5], [0.2, 0.6, 2.0, 3.0]],
        mistakes: mistakes! {
            |[t, r, x, s]| ((variance(*r, *s) / variance(*t, *s)).sqrt() - 1.0) * x,
                "this is how far it gets: divide by the time r − t",
                "这是走过的位移：还要除以时间 r − t";
            |[t, _, x, s]| (s * s * t - (1.0 - t)) / variance(*t, *s) * x,
                "this is the velocity at time t: asked is its mean until r",
                "这是时刻 t 的速度：题目要的是从 t 到 r 的平均速度";
            |[t, r, x, s]| ((variance(*t, *s) / variance(*r, *s)).sqrt() - 1.0) * x / (r - t),
                "v_t and v_r have changed places: the particle goes from t to r",
                "v_t 与 v_r 写反了：粒子从 t 走到 r";
            |[t, r, x, s]| (variance(*r, *s) / variance(*t, *s) - 1.0) * x / (r - t),
                "places grow like standard deviations: take the root of v_r/v_t",
                "位置按标准差之比放大：v_r/v_t 要开平方";
            |[t, r, x, s]| (variance(*r, *s) / variance(*t, *s)).sqrt() * x / (r - t),
                "this divides the place at time r: take off the start x first",
                "这是把时刻 r 的位置除以时间：要先减去起点 x";
            |[_, r, x, s]| (variance(*r, *s).sqrt() - 1.0) * x / r,
                "this is right for t = 0 only, where v_t = 1",
                "这只在 t = 0 时成立，那里 v_t = 1";
        },
    }
}

fn mean_flow_target() -> Check<[f64; 5], f64> {
    Check {
        shown: |[u, dt, dx, t, r]| both(format!("u = {u}, ∂U/∂t = {dt}, ∂U/∂x = {dx}, t = {t}, r = {r}")),
        inputs: vec![
            [1.5, 0.5, -2.0, 0.25, 0.75],
            [-0.5, 2.0, 1.0, 0.0, 1.0],
            [2.0, -1.0, 0.5, 0.4, 0.5],
            [0.75, 3.0, 4.0, 0.1, 0.9],
        ],
        mistakes: mistakes! {
            |[u, dt, dx, t, r]| u - (r - t) * (dt + u * dx),
                "the sign belongs to papers whose average starts at the other end: here the early end t moves, and it is plus",
                "这是从另一端算起的那些论文里的符号：这里变动的是较早的一端 t，应取加号";
            |[u, dt, _, t, r]| u + (r - t) * dt,
                "the trajectory moves on while t does: u·∂ₓU is missing",
                "t 变动时，位置也沿着轨迹移动：漏了 u·∂ₓU";
            |[u, dt, dx, _, _]| u + dt + u * dx,
                "the factor r − t is missing: for r = t it must be u",
                "少了因子 r − t：r = t 时应得 u";
            |[u, dt, dx, t, r]| u + (r - t) * (dt + dx),
                "the derivative by x is to be multiplied by the velocity u",
                "对 x 的导数要乘以速度 u";
            |[u, _, dx, t, r]| u + (r - t) * u * dx,
                "the derivative by t is missing",
                "漏了对 t 的导数";
            |[u, dt, dx, t, r]| (r - t) * (dt + u * dx),
                "this is the difference U − u: add u",
                "这是 U − u：还要加上 u";
            |[u, _, _, _, _]| *u,
                "this is the velocity at t: the mean until r is another, unless the velocity is constant along the trajectory",
                "这是时刻 t 的速度：除非沿途速度不变，到 r 为止的平均速度与它不同";
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::{Gaussian, Sample};
    use flowlab::ndarray::Axis;
    use flowlab::ode::Rk4;
    use flowlab::path::{GaussianPath, MarginalField, Schedule};
    use flowlab::train::coupling;
    use flowlab::{Seed, TimeGrid, VectorField, simulate_ode_final};

    #[test]
    fn sorted_pairs_are_those_of_the_library_and_no_assignment_costs_less() {
        let law = Gaussian::standard(1).unwrap();
        let (x0, z) = (law.sample(Seed(1), 40).unwrap(), law.sample(Seed(2), 40).unwrap());
        let pairs = solutions::sorted_pairs(&x0.column(0).to_owned(), &z.column(0).to_owned());
        let cost = |pairs: &Array2<f64>| pairs.rows().into_iter().map(|row| (row[1] - row[0]).powi(2)).sum::<f64>();
        for order in [coupling::sorted(&x0, &z).unwrap(), coupling::assigned(&x0, &z).unwrap()] {
            let theirs = Array2::from_shape_fn((40, 2), |(i, k)| if k == 0 { x0[[order[i], 0]] } else { z[[i, 0]] });
            // whole numbers in the assignment: 40 distances, each rounded by half of 1e-12 of the greatest
            assert!((cost(&pairs) - cost(&theirs)).abs() < 1e-9);
        }
    }

    #[test]
    fn the_correlated_least_loss_is_the_integral_of_the_variance_that_is_left() {
        for (s, rho) in [(1.0_f64, 0.0_f64), (1.0, 0.5), (2.0, 0.9), (0.5, -0.6)] {
            let n = 4000;
            let left = |t: f64| {
                let v = (1.0 - t).powi(2) + 2.0 * rho * s * t * (1.0 - t) + (s * t).powi(2);
                s * s * (1.0 - rho * rho) / v
            };
            let integral = (0..n).map(|k| left((f64::from(k) + 0.5) / f64::from(n))).sum::<f64>() / f64::from(n);
            // the midpoint rule: second derivatives of some hundreds, over 24 n²
            assert!((integral - solutions::correlated_least_loss(s, rho)).abs() < 1e-5, "{s} {rho}");
        }
    }

    #[test]
    fn normal_data_bend_by_s_times_two_less_half_pi() {
        for s in [0.5, 1.0, 2.0] {
            let found = solutions::bending(1.0 + s * s, s * FRAC_PI_2, (s - 1.0).powi(2));
            assert!((found - s * (2.0 - FRAC_PI_2)).abs() < 1e-14);
        }
    }

    fn field(s: f64) -> MarginalField {
        MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::isotropic(array![0.0], s).unwrap())
    }

    #[test]
    fn the_mean_velocity_is_that_of_the_flow() {
        for (t, r, x, s) in [(0.0, 1.0, 1.3, 2.0), (0.5, 1.0, -0.7, 2.0), (0.2, 0.7, 1.0, 0.5)] {
            let grid = TimeGrid::uniform(t, r, 400).unwrap();
            let end = simulate_ode_final(&field(s), &Rk4, &grid, &array![[x]]).unwrap()[[0, 0]];
            // Runge and Kutta's error: h⁴ times some hundreds
            assert!(((end - x) / (r - t) - solutions::mean_velocity_between(t, r, x, s)).abs() < 1e-8);
        }
    }

    #[test]
    fn the_target_is_the_mean_velocity_itself() {
        let (t, r, x, s, h) = (0.3, 0.8, 1.1, 2.0, 1e-5);
        let mean = |t: f64, x: f64| solutions::mean_velocity_between(t, r, x, s);
        let dt = (mean(t + h, x) - mean(t - h, x)) / (2.0 * h);
        let dx = (mean(t, x + h) - mean(t, x - h)) / (2.0 * h);
        let u = field(s).at(t, &array![x].insert_axis(Axis(1)))[[0, 0]];
        // central differences: h² and 1e-16/h, times numbers of the size 10
        assert!((solutions::mean_flow_target(u, dt, dx, t, r) - mean(t, x)).abs() < 1e-8);
    }
}
