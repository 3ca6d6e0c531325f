//! Lesson 06, flows: the exercises, solved.

use flowlab::prelude::*;

pub fn shoelace(x: &Array2<f64>) -> f64 {
    let n = x.nrows();
    (0..n)
        .map(|a| (a, (a + 1) % n))
        .map(|(a, b)| (x[[a, 0]] * x[[b, 1]] - x[[b, 0]] * x[[a, 1]]) / 2.0)
        .sum()
}

pub fn between(s: f64, t: f64, x: f64) -> f64 {
    x * (t * t - s * s).exp()
}

pub fn back_to_the_start(t: f64, y: f64) -> f64 {
    y / (1.0 + t * y)
}

pub fn divergence(
    u: fn(&Array1<f64>) -> Array1<f64>,
    x: &Array1<f64>,
    h: f64,
) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let mut e = Array1::zeros(x.len());
        e[i] = h;
        sum += (u(&(x + &e))[i] - u(&(x - &e))[i]) / (2.0 * h);
    }
    sum
}

pub fn log_density_along(log_p0: f64, divergence: &Array1<f64>, h: f64) -> f64 {
    let step = |i: usize| h * (divergence[i - 1] + divergence[i]) / 2.0;
    log_p0 - (1..divergence.len()).map(step).sum::<f64>()
}

pub fn euler_area(a: &Array2<f64>, n: usize) -> f64 {
    let step = Array2::<f64>::eye(2) + a / n as f64;
    (step[[0, 0]] * step[[1, 1]] - step[[0, 1]] * step[[1, 0]])
        .abs()
        .powi(n as i32)
}
