//! Lesson 22, bugs: the exercises, solved.

use flowlab::prelude::*;

pub fn end_kurtosis(n: usize) -> f64 {
    3.0 + 6.0 / n as f64
}

pub fn cloud_mean_spread(g: f64) -> f64 {
    (1.0 - (-std::f64::consts::FRAC_PI_2 * g).exp()).sqrt()
}

pub fn steps_taken(n: usize) -> usize {
    let h = 1.0 / n as f64;
    let (mut t, mut steps) = (0.0, 0);
    while t < 1.0 {
        t += h;
        steps += 1;
    }
    steps
}

pub fn residual(n: usize, z: f64) -> f64 {
    (z * z + 1.0).sqrt() / n as f64
}

pub fn is_wrong(ends: &Array1<f64>) -> bool {
    let noise = 1.0 / (2.0 * ends.len() as f64).sqrt();
    (ends.std(0.0) - 0.9973).abs() > 4.0 * noise
}

pub fn neighbour_correlation(increments: &Array1<f64>) -> f64 {
    let centred = increments - increments.mean().unwrap();
    let neighbours = centred.slice(s![..-1]).dot(&centred.slice(s![1..]));
    neighbours / centred.dot(&centred)
}
