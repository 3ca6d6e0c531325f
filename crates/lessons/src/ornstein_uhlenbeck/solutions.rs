//! Lesson 12, the Ornstein-Uhlenbeck process: the exercises, solved.

pub fn exact_step(x: f64, lambda: f64, sigma: f64, h: f64, eps: f64) -> f64 {
    let variance = -sigma * sigma * (-2.0 * lambda * h).exp_m1() / (2.0 * lambda);
    (-lambda * h).exp() * x + variance.sqrt() * eps
}

pub fn variance_at(t: f64, lambda: f64, sigma: f64, start_variance: f64) -> f64 {
    let added = if lambda == 0.0 {
        t
    } else {
        -(-2.0 * lambda * t).exp_m1() / (2.0 * lambda)
    };
    (-2.0 * lambda * t).exp() * start_variance + sigma * sigma * added
}

pub fn gaussian_distance(mean_a: f64, sd_a: f64, mean_b: f64, sd_b: f64) -> f64 {
    ((mean_a - mean_b).powi(2) + (sd_a - sd_b).powi(2)).sqrt()
}

pub fn mixture_score(x: f64, m: f64, s: f64) -> f64 {
    let left = -(x + m).powi(2) / (2.0 * s * s);
    let right = -(x - m).powi(2) / (2.0 * s * s);
    let top = left.max(right);
    let (left, right) = ((left - top).exp(), (right - top).exp());
    (-(x + m) * left - (x - m) * right) / (s * s * (left + right))
}

pub fn corrected_noise(lambda: f64, sigma: f64, h: f64) -> f64 {
    sigma * (h * (1.0 - lambda * h / 2.0)).sqrt()
}
