//! Lesson 18, images: the exercises, solved.

pub fn to_pixel(z: f64) -> usize {
    (8.0 * (z + 1.0)).round().clamp(0.0, 16.0) as usize
}

pub fn rival_weight(h: f64, delta: f64) -> f64 {
    1.0 / (1.0 + (delta / (2.0 * h * h)).exp())
}

pub fn frechet_line(m1: f64, s1: f64, m2: f64, s2: f64) -> f64 {
    (m1 - m2).powi(2) + (s1 - s2).powi(2)
}

pub fn frechet_bias(d: usize, n: usize) -> f64 {
    let d = d as f64;
    (d + d * (d + 1.0) / 4.0) / n as f64
}

pub fn null_share(n_train: usize, n_held: usize) -> f64 {
    n_train as f64 / (n_train + n_held) as f64
}
