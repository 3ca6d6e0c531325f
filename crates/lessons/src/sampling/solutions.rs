//! Lesson 02, sampling: the exercises, solved.

use flowlab::prelude::*;

pub fn draw_label(u: f64, weights: &Array1<f64>) -> usize {
    let mut label = 0;
    let mut end = weights[0];
    while u >= end && label + 1 < weights.len() {
        label += 1;
        end += weights[label];
    }
    label
}

pub fn exponential_quantile(u: f64, rate: f64) -> f64 {
    -(1.0 - u).ln() / rate
}

pub fn share_between(z: &Array1<f64>, a: f64, b: f64) -> f64 {
    z.iter().filter(|z| a < **z && **z < b).count() as f64 / z.len() as f64
}

pub fn samples_needed(sd: f64, error: f64) -> usize {
    (sd / error).powi(2).ceil() as usize
}

#[rustfmt::skip] // its first line fits without `pub`
pub fn mixture_variance(w: &Array1<f64>, m: &Array1<f64>, s: &Array1<f64>) -> f64 {
    let gap = m - w.dot(m);
    w.dot(&(s * s + &gap * &gap))
}
