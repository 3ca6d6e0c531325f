//! Lesson 16, diffusion from the data's side: the exercises, solved.

use flowlab::prelude::*;

pub fn clock(m: f64, k: f64) -> Array1<f64> {
    array![m / (m + k), 1.0 / (m + k)]
}

#[rustfmt::skip] // its first line fits without `pub`
pub fn ddim_step(x: f64, eps_hat: f64, a0: f64, b0: f64, a1: f64, b1: f64) -> f64 {
    let z_hat = (x - b0 * eps_hat) / a0;
    a1 * z_hat + b1 * eps_hat
}

pub fn posterior_step(
    x: f64,
    z: f64,
    a0: f64,
    b0: f64,
    a1: f64,
    b1: f64,
) -> Array1<f64> {
    let a = a0 / a1;
    let c = b0 * b0 - a * a * b1 * b1;
    let mean = (a * b1 * b1 * x + a1 * c * z) / (b0 * b0);
    array![mean, c * b1 * b1 / (b0 * b0)]
}

pub fn reverse_drift(f: f64, tau: f64, score: f64) -> f64 {
    -f + tau * tau * score
}

pub fn loss_weights(t: f64) -> Array1<f64> {
    array![1.0 / (t * t), 1.0 / (1.0 - t).powi(2)]
}

pub fn ends_correlation(g: f64) -> f64 {
    (-g).exp()
}
