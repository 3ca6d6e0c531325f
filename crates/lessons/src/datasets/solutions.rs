//! Lesson 03, data sets: the exercises, solved.

use flowlab::prelude::*;

pub fn empirical_cdf(z: &Array1<f64>, x: f64) -> f64 {
    z.iter().filter(|z| **z <= x).count() as f64 / z.len() as f64
}

pub fn greatest_gap(f: &Array1<f64>) -> f64 {
    let n = f.len() as f64;
    let mut gap = 0.0_f64;
    for (i, f) in f.iter().enumerate() {
        gap = gap.max((i + 1) as f64 / n - f).max(f - i as f64 / n);
    }
    gap
}

pub fn carry(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum::<f64>() / a.len() as f64
}

pub fn p_value(dealt: &Array1<f64>, seen: f64) -> f64 {
    let above = dealt.iter().filter(|d| **d >= seen).count();
    (1 + above) as f64 / (1 + dealt.len()) as f64
}

pub fn mmd_squared(a: &Array1<f64>, b: &Array1<f64>, bandwidth: f64) -> f64 {
    let mean = |a: &Array1<f64>, b: &Array1<f64>| {
        let mut sum = 0.0;
        for x in a {
            for y in b {
                sum += (-0.5 * ((x - y) / bandwidth).powi(2)).exp();
            }
        }
        sum / (a.len() * b.len()) as f64
    };
    mean(a, a) + mean(b, b) - 2.0 * mean(a, b)
}
