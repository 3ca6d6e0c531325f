//! Lesson 10, Brownian motion: the exercises, solved.

use flowlab::prelude::*;

pub fn path_from_normals(eps: &Array1<f64>) -> Array1<f64> {
    let h = 1.0 / eps.len() as f64;
    let mut w = Array1::zeros(eps.len() + 1);
    for i in 0..eps.len() {
        w[i + 1] = w[i] + h.sqrt() * eps[i];
    }
    w
}

pub fn quadratic_variation(w: &Array1<f64>) -> f64 {
    (1..w.len()).map(|i| (w[i] - w[i - 1]).powi(2)).sum()
}

pub fn noise_power(n: [f64; 2], variance: [f64; 2]) -> f64 {
    let slope = (variance[1] / variance[0]).ln() / (n[1] / n[0]).ln();
    (1.0 - slope) / 2.0
}

pub fn coarse_normals(eps: &Array1<f64>) -> Array1<f64> {
    let n = eps.len() / 2;
    (0..n).map(|i| (eps[2 * i] + eps[2 * i + 1]) / 2.0_f64.sqrt()).collect()
}

pub fn bridge_variance(s: f64, r: f64, t: f64) -> f64 {
    (r - s) * (t - r) / (t - s)
}
