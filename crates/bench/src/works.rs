//! The works that are timed: the same as in `peers/peers.py`, in f64.

use flowlab::distribution::{Gaussian, GaussianMixture, Sample};
use flowlab::ndarray::{Array1, Array2};
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::process::OrnsteinUhlenbeck;
use flowlab::{BrownianPath, Result, Seed, TimeGrid, ode, sde, simulate_ode_final, simulate_sde_final};

/// One work.
pub struct Work {
    /// Its name, here and in `peers.py`.
    pub name: &'static str,
    /// What it does.
    pub does: &'static str,
    /// Numbers that it makes: particles times steps.
    pub size: f64,
    /// Does it once.
    pub run: fn() -> Result<Array2<f64>>,
}

/// Every work.
pub const WORKS: [Work; 3] = [
    Work {
        name: "sde",
        does: "Euler-Maruyama, linear SDE, 100000 particles x 200 steps, end kept",
        size: 100_000.0 * 200.0,
        run: || linear_sde(100_000, 200),
    },
    Work {
        name: "ode",
        does: "Euler through the exact field of 8 Gaussians, 10000 particles x 100 steps",
        size: 10_000.0 * 100.0,
        run: exact_field,
    },
    Work {
        name: "paths",
        does: "Brownian paths kept whole, 10000 particles x 1000 steps",
        size: 10_000.0 * 1_000.0,
        run: || Ok(BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 1_000)?, 10_000, 1)?.last()),
    },
];

/// dX = -10 X dt + dW on [0, 1] from starts in [-10, 10].
pub fn linear_sde(n: usize, n_steps: usize) -> Result<Array2<f64>> {
    let process = OrnsteinUhlenbeck::new(1, 10.0, 1.0)?;
    let starts = Array2::from_shape_fn((n, 1), |(k, _)| 20.0 * k as f64 / n as f64 - 10.0);
    simulate_sde_final(&process, &sde::EulerMaruyama, &TimeGrid::uniform(0.0, 1.0, n_steps)?, &starts, Seed(1))
}

/// From N(0, I) to eight Gaussians of standard deviation 1/2 on a circle of radius 4.
fn exact_field() -> Result<Array2<f64>> {
    let angle = |k: usize| std::f64::consts::FRAC_PI_4 * k as f64;
    let means = Array2::from_shape_fn((8, 2), |(k, j)| 4.0 * if j == 0 { angle(k).cos() } else { angle(k).sin() });
    let data = GaussianMixture::isotropic(Array1::from_elem(8, 0.125), means, 0.5)?;
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), data);
    let starts = Gaussian::standard(2)?.sample(Seed(1), 10_000)?;
    simulate_ode_final(&field, &ode::Euler, &TimeGrid::uniform(0.0, 1.0, 100)?, &starts)
}
