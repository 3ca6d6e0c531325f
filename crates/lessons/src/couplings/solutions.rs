//! Lesson 19, couplings: the exercises, solved.

use flowlab::prelude::*;

pub fn sorted_pairs(x0: &Array1<f64>, z: &Array1<f64>) -> Array2<f64> {
    let (mut x0, mut z) = (x0.to_vec(), z.to_vec());
    x0.sort_by(f64::total_cmp);
    z.sort_by(f64::total_cmp);
    Array2::from_shape_fn(
        (x0.len(), 2),
        |(i, side)| if side == 0 { x0[i] } else { z[i] },
    )
}

pub fn correlated_least_loss(s: f64, rho: f64) -> f64 {
    s * (1.0 - rho * rho).sqrt() * rho.acos()
}

pub fn bending(pair_cost: f64, least_loss: f64, moved: f64) -> f64 {
    pair_cost - least_loss - moved
}

pub fn mean_velocity_between(t: f64, r: f64, x: f64, s: f64) -> f64 {
    let variance = |t: f64| (1.0 - t).powi(2) + (s * t).powi(2);
    ((variance(r) / variance(t)).sqrt() - 1.0) * x / (r - t)
}

pub fn mean_flow_target(u: f64, dt: f64, dx: f64, t: f64, r: f64) -> f64 {
    u + (r - t) * (dt + u * dx)
}
