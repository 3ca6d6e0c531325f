use flowlab::prelude::*;
use flowlab::statrs::distribution::{ContinuousCDF, Normal};

/// The exact field u of the linear path from N(0, 1) to half N(-2, 1/4), half N(2, 1/4).
pub fn field() -> flowlab::Result<MarginalField> {
    let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    Ok(MarginalField::new(GaussianPath::new(Schedule::Linear), data))
}

/// 200 steps: of the flow dX = u dt, of dX = (u + s/2) dt + dW with the score s, or without it.
pub fn ways(motion: &str, x0: &Array2<f64>, seed: Seed) -> flowlab::Result<Trajectory> {
    let (u, grid) = (field()?, TimeGrid::uniform(0.0, 1.0, 200)?);
    let w = BrownianPath::sample(seed, &grid, x0.nrows(), 1)?;
    match motion {
        "score" => simulate_sde(&Extended::new(u.path(), u, |_| 1.0), &EulerMaruyama, &w, x0),
        "bare" => simulate_sde(&AdditiveSde::new(u, |_| 1.0), &EulerMaruyama, &w, x0),
        _ => simulate_ode(&u, &Rk4, &grid, x0),
    }
}

type Shares = flowlab::Result<(Trajectory, [f64; 3])>;

/// The n particles; and of the piece between the flow lines with 0.55 and 0.80 of the mass below
/// them, at time t: the share of the particles in it, the integral of p_t over it, and the share
/// still in it of those that were at t = 0.
pub fn moving_density(motion: &str, t: f64, n: usize, seed: u64) -> Shares {
    let (knot, seed, normal) = ((200.0 * t).round() as usize, Seed(seed), Normal::standard());
    let starts = array![[normal.inverse_cdf(0.55)], [normal.inverse_cdf(0.8)]];
    let lines = ways("flow", &starts, seed)?.states;
    let particles = ways(motion, &Gaussian::standard(1)?.sample(seed, n)?, seed)?;
    let inside = |i: usize, k: &usize| {
        let x = particles.states[[i, *k, 0]];
        lines[[i, 0, 0]] < x && x < lines[[i, 1, 0]]
    };
    let here = (0..n).filter(|k| inside(knot, k)).count() as f64 / n as f64;
    let first: Vec<usize> = (0..n).filter(|k| inside(0, k)).collect();
    let stayed = first.iter().filter(|k| inside(knot, k)).count() as f64 / first.len() as f64;
    // p_t is half N(-2t, sd²), half N(2t, sd²)
    let sd = (0.25 * t * t + (1.0 - t) * (1.0 - t)).sqrt();
    let cdf = |x: f64| 0.5 * (normal.cdf((x + 2.0 * t) / sd) + normal.cdf((x - 2.0 * t) / sd));
    let mass = cdf(lines[[knot, 1, 0]]) - cdf(lines[[knot, 0, 0]]);
    Ok((particles, [here, mass, stayed]))
}
