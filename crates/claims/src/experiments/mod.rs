//! The experiments, one file for each lesson.

mod brownian_motion;
mod conditional_generation;
mod datasets;
mod diffusion_models;
mod euler;
mod flow_matching;
mod flow_models;
mod flows;
mod linear_ode;
mod moving_densities;
mod objects_as_vectors;
mod ornstein_uhlenbeck;
mod sampling;
mod sde_euler_maruyama;
mod trajectories_and_fields;

use crate::Claim;

/// Every claim, in the order of the lessons.
pub fn all() -> Vec<Claim> {
    let mut claims = Vec::new();
    claims.extend(objects_as_vectors::claims());
    claims.extend(sampling::claims());
    claims.extend(datasets::claims());
    claims.extend(conditional_generation::claims());
    claims.extend(trajectories_and_fields::claims());
    claims.extend(flows::claims());
    claims.extend(linear_ode::claims());
    claims.extend(euler::claims());
    claims.extend(flow_models::claims());
    claims.extend(brownian_motion::claims());
    claims.extend(sde_euler_maruyama::claims());
    claims.extend(ornstein_uhlenbeck::claims());
    claims.extend(moving_densities::claims());
    claims.extend(flow_matching::claims());
    claims.extend(diffusion_models::claims());
    claims
}

/// Four standard errors of a mean over `n` independent numbers of standard deviation `sd`.
fn four_errors(sd: f64, n: usize) -> f64 {
    4.0 * sd / (n as f64).sqrt()
}

/// Four standard errors of a standard deviation, measured as a root mean square distance from the known mean over `n`
/// independent numbers of this kurtosis (3 for normal ones).
fn four_errors_of_sd(sd: f64, kurtosis: f64, n: usize) -> f64 {
    4.0 * sd * ((kurtosis - 1.0) / n as f64).sqrt() / 2.0
}

/// The greatest of the absolute values; NaN where one of them is.
fn greatest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().map(f64::abs).fold(0.0, |most, x| if x > most || x.is_nan() { x } else { most })
}
