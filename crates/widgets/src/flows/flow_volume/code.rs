use flowlab::prelude::*;
use std::f64::consts::{PI, TAU};

/// Three fields; the third coordinate of each is its divergence: -1, 0, and -2 cos x1.
pub fn field(name: &'static str) -> Field {
    Field::pointwise(3, move |_t, x, u| {
        let rate = 25.0 / (3.0 + x[0] * x[0] + x[1] * x[1]);
        (u[0], u[1], u[2]) = match name {
            "spiral" => (-0.5 * x[0] - 3.0 * x[1], 3.0 * x[0] - 0.5 * x[1], -1.0),
            "whirl" => (-rate * x[1], rate * x[0], 0.0),
            _ => (-3.0 * x[1] - 2.0 * x[0].sin(), 3.0 * x[0], -2.0 * x[0].cos()),
        };
    })
}

/// 480 points around a cat's head or a square; in the last row its middle.
pub fn outline(shape: &str, size: f64) -> Array2<f64> {
    let ear = |angle: f64, middle: f64| (1.0 - (angle - middle).abs() / 0.36).max(0.0);
    let point = |k: usize| {
        let angle = TAU * k as f64 / 480.0;
        let (sin, cos) = angle.sin_cos();
        let cat = 1.0 + 0.5 * (ear(angle, 0.27 * PI) + ear(angle, 0.73 * PI));
        let square = 1.0 / sin.abs().max(cos.abs());
        let [wide, high] = if shape == "cat" { [1.06 * cat, 0.92 * cat] } else { [square; 2] };
        [2.3 + 0.66 * size * wide * cos, -0.2 + 0.66 * size * high * sin, 0.0]
    };
    Array2::from((0..480).map(point).chain([[2.3, -0.2, 0.0]]).collect::<Vec<_>>())
}

/// The area inside an outline, by the shoelace formula.
pub fn area(x: ArrayView2<f64>) -> f64 {
    let product = |k: usize, j: usize| x[[k, 0]] * x[[j, 1]] - x[[j, 0]] * x[[k, 1]];
    (0..480).map(|k| product(k, (k + 1) % 480)).sum::<f64>() / 2.0
}

/// The outline carried along, from t = 0 to t = 1.
pub fn carried(u: &Field, outline: &Array2<f64>) -> flowlab::Result<Trajectory> {
    simulate_ode(u, &Rk4, &TimeGrid::uniform(0.0, 1.0, 100)?, outline)
}

/// The area at time t in units of that at 0, and exp of the divergence's integral along the middle.
pub fn flow_volume(x: &Trajectory, t: f64) -> [f64; 2] {
    let k = (100.0 * t).round() as usize;
    [area(x.view(k)) / area(x.view(0)), x.states[[k, 480, 2]].exp()]
}
