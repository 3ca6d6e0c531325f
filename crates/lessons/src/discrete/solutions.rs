//! Lesson 21, discrete: the exercises, solved.

use flowlab::prelude::*;

pub fn two_state(a: f64, b: f64, t: f64) -> f64 {
    a / (a + b) * (1.0 - (-(a + b) * t).exp())
}

pub fn opening_chance(i: usize, n: usize) -> f64 {
    1.0 / (n - i) as f64
}

pub fn same_step(knots: &[f64]) -> f64 {
    knots.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum()
}

pub fn letter_posterior(
    visible: &[Option<usize>],
    language: &[Vec<usize>],
    i: usize,
) -> Array1<f64> {
    let mut counts = Array1::<f64>::zeros(10);
    for z in language {
        let agrees = visible
            .iter()
            .zip(z)
            .all(|(seen, letter)| seen.is_none_or(|x| x == *letter));
        if agrees {
            counts[z[i]] += 1.0;
        }
    }
    let n = counts.sum();
    counts / n
}

pub fn entropy(p: &Array1<f64>) -> f64 {
    p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum()
}
