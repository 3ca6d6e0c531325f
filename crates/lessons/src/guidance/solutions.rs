//! Lesson 17, guidance: the exercises, solved.

pub fn guided(u: f64, u_y: f64, w: f64) -> f64 {
    u + w * (u_y - u)
}

pub fn our_weight(paper: f64) -> f64 {
    1.0 + paper
}

pub fn noisy_posterior(t: f64, x: f64) -> f64 {
    let v = (1.0 - t).powi(2) + t * t;
    1.0 / (1.0 + (-2.0 * t * x / v).exp())
}

pub fn guided_spread(all: f64, class: f64, w: f64) -> f64 {
    all * (class / all).powf(w)
}

pub fn dropped_loss(q: f64, with_label: f64, without: f64) -> f64 {
    (1.0 - q) * with_label + q * without
}
