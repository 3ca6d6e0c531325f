//! Lesson 13, moving densities: the exercises, solved.

use flowlab::prelude::*;

pub fn mass_change(p_left: f64, u_left: f64, p_right: f64, u_right: f64) -> f64 {
    p_left * u_left - p_right * u_right
}

pub fn net_velocity(u: f64, sigma: f64, score: f64) -> f64 {
    u - 0.5 * sigma * sigma * score
}

pub fn score_of_velocity(t: f64, x: f64, u: f64) -> f64 {
    (t * u - x) / (1.0 - t)
}

pub fn noisy_drift(t: f64, x: f64, u: f64, sigma: f64) -> f64 {
    let score = (t * u - x) / (1.0 - t);
    u + 0.5 * sigma * sigma * score
}

#[rustfmt::skip] // its first line fits without `pub`
pub fn mean_velocity(x: &Array1<f64>, v: &Array1<f64>, low: f64, high: f64) -> f64 {
    let mut sum = 0.0;
    let mut count = 0.0;
    for i in 0..x.len() {
        if low < x[i] && x[i] < high {
            sum += v[i];
            count += 1.0;
        }
    }
    sum / count
}
