use flowlab::prelude::*;

/// dX = -λX dt + σ dW from x0, by Euler-Maruyama with steps of length h; exact for h = 0.
#[derive(Clone, Copy)]
pub struct Run {
    pub lambda: f64,
    pub sigma: f64,
    pub x0: f64,
    pub h: f64,
}

/// n paths over some steps. Exact paths are seen every 0.05.
pub fn paths(run: Run, steps: usize, n: usize) -> flowlab::Result<Trajectory> {
    let process = OrnsteinUhlenbeck::new(1, run.lambda, run.sigma)?;
    let x0 = Array2::from_elem((n, 1), run.x0);
    let step = if run.h == 0.0 { 0.05 } else { run.h };
    let grid = TimeGrid::uniform(0.0, step * steps as f64, steps)?;
    if run.h == 0.0 {
        return process.sample_exact(&grid, &x0, Seed(12));
    }
    simulate_sde(&process, &EulerMaruyama, &BrownianPath::sample(Seed(12), &grid, n, 1)?, &x0)
}

/// Mean and standard deviation at time t, step by step; the exact law is one step of length t.
pub fn law(Run { lambda, sigma, x0, h }: Run, t: f64) -> (f64, f64) {
    let decay = (-lambda * t).exp();
    let exact = (decay, sigma * sigma * (1.0 - decay * decay) / (2.0 * lambda));
    let euler = (1.0 - lambda * h, sigma * sigma * h);
    let ((a, q), steps) = if h == 0.0 { (exact, 1) } else { (euler, (t / h) as usize) };
    let (m, v) = (0..steps).fold((x0, 0.0), |(m, v), _| (a * m, a * a * v + q));
    (m, v.sqrt())
}

/// The standard deviation in which it settles. At λh = 2 it grows for ever, beyond it explodes.
pub fn limit(Run { lambda, sigma, h, .. }: Run) -> f64 {
    sigma / (2.0 * lambda - lambda * lambda * h).sqrt()
}

/// 8000 paths at time t, and the distance W2 from their law to the limit law N(0, σ²/(2λ)).
pub fn ou_ridges(run: Run, t: f64) -> flowlab::Result<(Array1<f64>, f64)> {
    let steps = (t / if run.h == 0.0 { 0.05 } else { run.h }) as usize;
    let ends = paths(run, steps.max(1), 8000)?.state(steps).column(0).to_owned();
    let (mean, sd) = law(run, t);
    Ok((ends, mean.hypot(sd - limit(Run { h: 0.0, ..run }))))
}
