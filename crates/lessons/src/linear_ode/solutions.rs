//! Lesson 07, the linear ODE: the exercises, solved.

use flowlab::prelude::*;

pub fn linear_flow(lambda: f64, t: f64, x: &Array1<f64>) -> Array1<f64> {
    (-lambda * t).exp() * x
}

pub fn rate(x0: f64, xt: f64, t: f64) -> f64 {
    (x0 / xt).ln() / t
}

pub fn relax(lambda: f64, m: f64, t: f64, x: f64) -> f64 {
    m + (-lambda * t).exp() * (x - m)
}

pub fn exp_series(a: &Array2<f64>, n_terms: usize) -> Array2<f64> {
    let mut term = Array2::<f64>::eye(a.nrows());
    let mut sum = Array2::<f64>::zeros(a.dim());
    for k in 1..=n_terms {
        sum += &term;
        term = term.dot(a) / k as f64;
    }
    sum
}

pub fn first_a_then_b(
    exp: fn(&Array2<f64>) -> Array2<f64>,
    a: &Array2<f64>,
    b: &Array2<f64>,
    x: &Array1<f64>,
) -> Array1<f64> {
    exp(b).dot(&exp(a).dot(x))
}
