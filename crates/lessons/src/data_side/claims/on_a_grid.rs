//! The law to which steps with noise lead, on the two hills: the mass of each cell of a grid, carried and spread by each step.

use flowlab::ndarray::{Array1, Array2, Axis};
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::{Result, VectorField};

use crate::claim::greatest;
use crate::models::{mixture, mixture_cdf, normal_cdf};

/// A kind of steps with noise.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::data_side) enum Noisy {
    /// DDPM, trigonometric, with the variance that is left when z is known.
    Small,
    /// DDPM, trigonometric, with the variance of the chain, without noise in the last step.
    Large,
    /// Algorithm 2, linear, g = 1.
    Dial,
}

/// Half the width of the grid, and that of its cells.
const REACH: f64 = 7.0;
const CELL: f64 = 0.005;

/// The Kolmogorov–Smirnov distance from the data of the law to which n steps lead.
pub(in crate::data_side) fn distance(noisy: Noisy, n: usize) -> Result<f64> {
    let (places, mass) = law(noisy, n)?;
    let mut below = 0.0;
    let gaps = places.iter().zip(&mass).map(|(x, mass)| {
        below += mass;
        below - 0.5 * mass - mixture_cdf(*x)
    });
    Ok(greatest(gaps.collect::<Vec<_>>()))
}

/// The law to which n steps lead: places, and the mass in the cell around each.
fn law(noisy: Noisy, n: usize) -> Result<(Array1<f64>, Array1<f64>)> {
    let schedule = if noisy == Noisy::Dial { Schedule::Linear } else { Schedule::Trigonometric };
    let field = MarginalField::new(GaussianPath::new(schedule), mixture()?);
    let cells = (2.0 * REACH / CELL).round() as usize;
    let places = Array1::linspace(-REACH, REACH, cells + 1);
    let column = places.clone().insert_axis(Axis(1));
    let mut mass = places.mapv(|x| share(x, 1.0));
    for i in 0..n {
        let times = [i, i + 1].map(|i| i as f64 / n as f64);
        let (means, sd) = step(&field, noisy, times, &column)?;
        mass = spread(&carried(&means, &mass), sd);
    }
    Ok((places, mass))
}

/// The mean of the next state for each place, and the standard deviation about it.
fn step(field: &MarginalField, noisy: Noisy, [t, t_next]: [f64; 2], x: &Array2<f64>) -> Result<(Array1<f64>, f64)> {
    if noisy == Noisy::Dial {
        let h = t_next - t;
        let mean = x + h * ((1.0 + t) * field.at(t, x) - x);
        return Ok((mean.remove_axis(Axis(1)), (2.0 * (1.0 - t) * h).sqrt()));
    }
    let (from, to) = (field.path().coefficients(t), field.path().coefficients(t_next));
    let a = from.alpha / to.alpha;
    let [now, next] = [from, to].map(|at| at.beta * at.beta);
    let c = now - a * a * next;
    let mean = (a * next * x + to.alpha * c * field.posterior_mean(t, x)?) / now;
    let variance = if noisy == Noisy::Large && next > 0.0 { c } else { c * next / now };
    Ok((mean.remove_axis(Axis(1)), variance.sqrt()))
}

/// The mass of each cell at its new place, shared between the two cells around it.
fn carried(means: &Array1<f64>, mass: &Array1<f64>) -> Array1<f64> {
    let mut next = Array1::zeros(mass.len());
    for (mean, mass) in means.iter().zip(mass) {
        let at = ((mean + REACH) / CELL).clamp(0.0, (next.len() - 1) as f64 - 1e-9);
        let (k, share) = (at as usize, at.fract());
        next[k] += mass * (1.0 - share);
        next[k + 1] += mass * share;
    }
    next
}

/// The mass with normal noise of this standard deviation; what leaves the grid stays in its last cells.
fn spread(mass: &Array1<f64>, sd: f64) -> Array1<f64> {
    if sd == 0.0 {
        return mass.clone();
    }
    let reach = (6.0 * sd / CELL).ceil() as usize;
    let shares: Vec<f64> = (0..=2 * reach).map(|j| share(CELL * (j as f64 - reach as f64), sd)).collect();
    let mut wide = vec![0.0; mass.len() + 2 * reach];
    for (k, mass) in mass.iter().enumerate().filter(|(_, mass)| **mass > 1e-15) {
        wide[k..].iter_mut().zip(&shares).for_each(|(wide, share)| *wide += mass * share);
    }
    let (below, within) = wide.split_at(reach);
    let (within, above) = within.split_at(mass.len());
    let mut next = Array1::from(within.to_vec());
    next[0] += below.iter().sum::<f64>();
    next[mass.len() - 1] += above.iter().sum::<f64>();
    next
}

/// The share of N(0, sd²) in the cell around x.
fn share(x: f64, sd: f64) -> f64 {
    normal_cdf((x + 0.5 * CELL) / sd) - normal_cdf((x - 0.5 * CELL) / sd)
}
