//! Lesson 11, stochastic differential equations: the exercises, solved.

use flowlab::prelude::*;

pub fn euler_maruyama_step(x: f64, u: f64, sigma: f64, h: f64, eps: f64) -> f64 {
    x + h * u + sigma * h.sqrt() * eps
}

pub fn euler_maruyama_end(x0: f64, w: &Array1<f64>) -> f64 {
    let n = w.len() - 1;
    let h = 1.0 / n as f64;
    let mut x = x0;
    for i in 0..n {
        let t = i as f64 / n as f64;
        x = x - h * x + (1.0 + t) * (w[i + 1] - w[i]);
    }
    x
}

pub fn strong_error(approx: &Array1<f64>, exact: &Array1<f64>) -> f64 {
    let squares: f64 = (approx - exact).mapv(|gap| gap * gap).sum();
    (squares / exact.len() as f64).sqrt()
}

pub fn steps_needed(n: usize, error: f64, order: f64, tolerance: f64) -> usize {
    (n as f64 * (error / tolerance).powf(1.0 / order)).ceil() as usize
}

pub fn milstein_step(x: f64, mu: f64, sigma: f64, h: f64, dw: f64) -> f64 {
    x + h * mu * x + sigma * x * dw + 0.5 * sigma * sigma * x * (dw * dw - h)
}
