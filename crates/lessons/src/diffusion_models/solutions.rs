//! Lesson 15, diffusion models: the exercises, solved.

use std::f64::consts::PI;

pub fn dial_setting(t: f64, sigma: f64) -> f64 {
    sigma * sigma / (2.0 * (1.0 - t))
}

pub fn dial_step(t: f64, x: f64, u: f64, g: f64, h: f64, eps: f64) -> f64 {
    let drift = (1.0 + g * t) * u - g * x;
    let sigma = (2.0 * g * (1.0 - t)).sqrt();
    x + h * drift + sigma * h.sqrt() * eps
}

pub fn velocity_from_noise(t: f64, x: f64, noise: f64) -> f64 {
    (x - noise) / t
}

pub fn forgetting(rho: f64) -> f64 {
    -4.0 * rho.ln() / PI
}

pub fn dial_spread(s: f64, g: f64, n: usize) -> f64 {
    let h = 1.0 / n as f64;
    let mut variance = 1.0;
    for i in 0..n {
        let t = i as f64 / n as f64;
        let v = (1.0 - t).powi(2) + s * s * t * t;
        let c = (s * s * t - (1.0 - t)) / v;
        let factor = 1.0 + h * ((1.0 + g * t) * c - g);
        variance *= factor * factor;
        variance += 2.0 * g * (1.0 - t) * h;
    }
    variance.sqrt()
}
