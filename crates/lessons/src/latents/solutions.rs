//! Lesson 20, latents: the exercises, solved.

use flowlab::prelude::*;

pub fn reconstruction_error(eigenvalues: &Array1<f64>, k: usize) -> f64 {
    eigenvalues.iter().skip(k).sum()
}

pub fn kl_to_normal(m: f64, a: f64) -> f64 {
    0.5 * (m * m + a - a.ln() - 1.0)
}

pub fn linear_vae(lambda: f64, gamma2: f64, beta: f64) -> Array1<f64> {
    let noise = beta * gamma2;
    if lambda <= noise {
        return array![0.0, 1.0];
    }
    array![lambda - noise, noise / lambda]
}

pub fn patch(i: usize, j: usize, side: usize, p: usize) -> usize {
    let token = (i / p) * (side / p) + j / p;
    let place = (i % p) * p + j % p;
    token * p * p + place
}

pub fn attention_weights(logits: &Array1<f64>, d: usize) -> Array1<f64> {
    let scaled = logits / (d as f64).sqrt();
    let largest = scaled.fold(f64::NEG_INFINITY, |most, logit| logit.max(most));
    let weights = scaled.mapv(|logit| (logit - largest).exp());
    &weights / weights.sum()
}

pub fn embed(t: f64, omegas: &Array1<f64>) -> Array1<f64> {
    let n = omegas.len();
    let size = (1.0 / n as f64).sqrt();
    Array1::from_shape_fn(2 * n, |k| {
        let angle = omegas[k % n] * t;
        size * if k < n { angle.cos() } else { angle.sin() }
    })
}
