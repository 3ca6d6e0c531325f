//! Lesson 05, trajectories and vector fields: the exercises, solved.

use flowlab::prelude::*;

pub fn mean_velocities(x: &Array2<f64>, h: f64) -> Array2<f64> {
    (&x.slice(s![1.., ..]) - &x.slice(s![..-1, ..])) / h
}

pub fn turning_about(
    centre: &Array1<f64>,
    omega: f64,
    x: &Array1<f64>,
) -> Array1<f64> {
    array![-omega * (x[1] - centre[1]), omega * (x[0] - centre[0])]
}

pub fn waiting(c: f64, t: f64) -> f64 {
    if t < c { 0.0 } else { (t - c).powi(2) / 4.0 }
}

pub fn steepest(x: &Array1<f64>, u: &Array1<f64>) -> f64 {
    (1..x.len())
        .map(|i| ((u[i] - u[i - 1]) / (x[i] - x[i - 1])).abs())
        .fold(0.0, f64::max)
}

pub fn lifetime(x0: f64) -> f64 {
    if x0 > 0.0 { 1.0 / x0 } else { f64::INFINITY }
}
