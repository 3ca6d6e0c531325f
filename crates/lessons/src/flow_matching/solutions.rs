//! Lesson 14, flow matching: the exercises, solved.

use flowlab::prelude::*;

type Velocity = fn(f64, f64) -> f64;

pub fn matching_loss(
    u: Velocity,
    t: &Array1<f64>,
    x0: &Array1<f64>,
    z: &Array1<f64>,
) -> f64 {
    let mut sum = 0.0;
    for i in 0..t.len() {
        let x = (1.0 - t[i]) * x0[i] + t[i] * z[i];
        let gap = u(t[i], x) - (z[i] - x0[i]);
        sum += gap * gap;
    }
    sum / t.len() as f64
}

pub fn velocity_to_points(z: &Array1<f64>, t: f64, x: f64) -> f64 {
    let square = z.mapv(|z| ((x - t * z) / (1.0 - t)).powi(2));
    let least = square.iter().copied().fold(f64::INFINITY, f64::min);
    let weight = square.mapv(|square| (0.5 * (least - square)).exp()); // one is 1
    let velocity = z.mapv(|z| (z - x) / (1.0 - t));
    (&weight * &velocity).sum() / weight.sum()
}

#[rustfmt::skip] // its first line fits without `pub`
pub fn neuron_gradient(w: f64, b: f64, c: f64, x: f64, target: f64) -> Array1<f64> {
    let a = (w * x + b).tanh();
    let by_out = 2.0 * (c * a - target);
    let by_q = by_out * c * (1.0 - a * a);
    array![by_q * x, by_q, by_out * a]
}

pub fn least_loss(s: &Array1<f64>) -> f64 {
    std::f64::consts::FRAC_PI_2 * s.sum()
}

pub fn pairs_needed(sd: f64, gap: f64) -> usize {
    (2.0 * sd / gap).powi(2).ceil() as usize
}

pub fn variance_left(s: f64, rho: f64, t: f64) -> f64 {
    let covariance = rho * s * t * (1.0 - t);
    let v = (1.0 - t).powi(2) + (s * t).powi(2) + 2.0 * covariance;
    s * s * (1.0 - rho * rho) / v
}
