//! Lesson 09, flow models: the exercises, solved.

use flowlab::prelude::*;

pub fn euler_sample(
    u: fn(f64, f64) -> f64,
    x0: &Array1<f64>,
    n: usize,
) -> Array1<f64> {
    let mut x = x0.clone();
    for i in 0..n {
        let t = i as f64 / n as f64;
        x = x.mapv(|x| x + u(t, x) / n as f64);
    }
    x
}

pub fn gaussian_velocity(mu: f64, s: f64, t: f64, x: f64) -> f64 {
    let v = (1.0 - t) * (1.0 - t) + s * s * t * t;
    mu + (s * s * t - (1.0 - t)) / v * (x - t * mu)
}

pub fn average_velocity(
    weight: &Array1<f64>,
    density: &Array1<f64>,
    u: &Array1<f64>,
) -> f64 {
    let share = weight * density;
    (&share * u).sum() / share.sum()
}

pub fn expected_data(t: f64, x: f64, u: f64) -> f64 {
    x + (1.0 - t) * u
}

pub fn euler_spread(s: f64, n: usize) -> f64 {
    let h = 1.0 / n as f64;
    let factor = |t: f64| {
        1.0 + h * (s * s * t - (1.0 - t))
            / ((1.0 - t) * (1.0 - t) + s * s * t * t)
    };
    (0..n).map(|i| factor(i as f64 / n as f64)).product()
}

pub fn bend(s: f64) -> f64 {
    (1.0 + s) / 2.0 - (1.0 + s * s).sqrt() / 2.0
}
