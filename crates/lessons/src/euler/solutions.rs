//! Lesson 08, Euler's method: the exercises, solved.

pub fn euler_step(u: fn(f64, f64) -> f64, t: f64, x: f64, h: f64) -> f64 {
    x + h * u(t, x)
}

pub fn measured_order(h: [f64; 2], error: [f64; 2]) -> f64 {
    (error[0] / error[1]).ln() / (h[0] / h[1]).ln()
}

pub fn least_steps(lambda: f64) -> usize {
    (lambda / 2.0).floor() as usize + 1
}

pub fn heun_step(u: fn(f64, f64) -> f64, t: f64, x: f64, h: f64) -> f64 {
    let k1 = u(t, x);
    let k2 = u(t + h, x + h * k1);
    x + h * (k1 + k2) / 2.0
}

pub fn extrapolate(coarse: f64, fine: f64) -> f64 {
    2.0 * fine - coarse
}
