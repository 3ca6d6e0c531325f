use flowlab::prelude::*;
use std::f64::consts::PI;

/// A swirl that draws all to the circle of radius 2, a saddle, or half a turn in a unit of time.
pub fn field(name: &'static str) -> Field {
    Field::pointwise(2, move |_t, x, u| {
        let pull = 0.75 * (1.0 - (x[0] * x[0] + x[1] * x[1]) / 4.0);
        (u[0], u[1]) = match name {
            "swirl" => (pull * x[0] - 2.4 * x[1], pull * x[1] + 2.4 * x[0]),
            "saddle" => (1.5 * x[0], -1.5 * x[1]),
            _ => (-PI * x[1], PI * x[0]),
        };
    })
}

/// The solution from a start, and those from four other starts.
pub fn solutions(u: &Field, start: [f64; 2]) -> flowlab::Result<Trajectory> {
    let starts = vec![start, [0.1, -0.62], [1.95, -1.15], [-0.9, 0.7], [-2.35, 1.2]];
    simulate_ode(u, &Rk4, &TimeGrid::uniform(0.0, 1.0, 1000)?, &Array2::from(starts))
}

/// For the solution from a start, at time t: its speed, and the length of the arrow where it is;
/// its distance from the nearest of the others now, and from the nearest of their whole curves.
pub fn ode(u: &Field, start: [f64; 2], t: f64) -> flowlab::Result<[f64; 4]> {
    let x = solutions(u, start)?;
    let k = (1000.0 * t).round() as usize;
    let (early, late) = (k.max(1) - 1, k.min(999) + 1);
    let length = |v: Array1<f64>| v.dot(&v).sqrt();
    let way = length(&x.view(late).row(0) - &x.view(early).row(0));
    let arrow = length(u.at(t, &x.state(k)).row(0).to_owned());
    let gap = |j: usize, l: usize| length(&x.view(l).row(j) - &x.view(k).row(0));
    let now = (1..5).map(|j| gap(j, k)).fold(f64::NAN, f64::min);
    let ever = (0..=1000).flat_map(|l| (1..5).map(move |j| (j, l)));
    let ever = ever.map(|(j, l)| gap(j, l)).fold(f64::NAN, f64::min);
    Ok([way / (x.grid.t(late) - x.grid.t(early)), arrow, now, ever])
}
