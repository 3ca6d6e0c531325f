//! Lesson 04, conditional generation: the exercises, solved.

use flowlab::prelude::*;

pub fn keep_label(z: &Array1<f64>, labels: &[usize], y: usize) -> Array1<f64> {
    let mut kept: Vec<f64> = Vec::new();
    for i in 0..z.len() {
        if labels[i] == y {
            kept.push(z[i]);
        }
    }
    Array1::from(kept)
}

pub fn share_given(counts: &Array2<f64>, y: usize) -> Array1<f64> {
    let row = counts.row(y).to_owned();
    &row / row.sum()
}

pub fn posterior(prior: &Array1<f64>, density: &Array1<f64>) -> Array1<f64> {
    let joint = prior * density;
    &joint / joint.sum()
}

pub fn true_alarms(prior: f64, hit: f64, false_alarm: f64) -> f64 {
    let right = prior * hit;
    right / (right + (1.0 - prior) * false_alarm)
}

pub fn conditional_normal(s_y: f64, s_z: f64, rho: f64, y: f64) -> Array1<f64> {
    array![rho * s_z / s_y * y, s_z * s_z * (1.0 - rho * rho)]
}

pub fn two_parts(
    z: &Array1<f64>,
    labels: &[usize],
    guess: &Array1<f64>,
) -> Array1<f64> {
    let mut sum = Array1::<f64>::zeros(guess.len());
    let mut number = Array1::<f64>::zeros(guess.len());
    for i in 0..z.len() {
        sum[labels[i]] += z[i];
        number[labels[i]] += 1.0;
    }
    let mut parts = array![0.0, 0.0];
    for i in 0..z.len() {
        let m = sum[labels[i]] / number[labels[i]];
        parts[0] += (z[i] - m).powi(2);
        parts[1] += (m - guess[labels[i]]).powi(2);
    }
    parts / z.len() as f64
}
