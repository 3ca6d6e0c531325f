//! Lesson 12, the Ornstein-Uhlenbeck process: the exercises, solved.

pub fn exact_step(x: f64, lambda: f64, sigma: f64, h: f64, eps: f64) -> f64 {
    let factor = (-lambda * h).exp();
    let variance = sigma * sigma * (1.0 - factor * factor) / (2.0 * lambda);
    factor * x + variance.sqrt() * eps
}

pub fn variance_at(t: f64, lambda: f64, sigma: f64, start_variance: f64) -> f64 {
    let kept = (-2.0 * lambda * t).exp();
    let added = if lambda == 0.0 { t } else { (1.0 - kept) / (2.0 * lambda) };
    kept * start_variance + sigma * sigma * added
}

pub fn gaussian_distance(mean_a: f64, sd_a: f64, mean_b: f64, sd_b: f64) -> f64 {
    ((mean_a - mean_b).powi(2) + (sd_a - sd_b).powi(2)).sqrt()
}

pub fn mixture_score(x: f64, m: f64, s: f64) -> f64 {
    let left = (-(x + m).powi(2) / (2.0 * s * s)).exp();
    let right = (-(x - m).powi(2) / (2.0 * s * s)).exp();
    (-(x + m) * left - (x - m) * right) / (s * s * (left + right))
}

pub fn corrected_noise(lambda: f64, sigma: f64, h: f64) -> f64 {
    sigma * (h * (1.0 - lambda * h / 2.0)).sqrt()
}
