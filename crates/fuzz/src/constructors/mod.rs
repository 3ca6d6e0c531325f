//! Everything that is made from parameters: grids, Brownian paths, laws, processes, paths of laws, metrics.

mod brownian;
mod convergence;
mod discrete;
mod gaussian;
mod metrics;
mod path;
mod process;
mod shapes;

use crate::input::Input;

/// Makes one thing from arbitrary parameters and asks it for all that it can tell.
pub fn constructors(data: &[u8]) {
    let mut input = Input::new(data);
    let subjects: [fn(&mut Input<'_>); 23] = [
        brownian::grid,
        brownian::path,
        brownian::size,
        convergence::orders,
        gaussian::any_covariance,
        gaussian::made_covariance,
        gaussian::isotropic,
        gaussian::mixture,
        shapes::noisy,
        shapes::fixed,
        shapes::cats,
        process::linear_ode,
        process::matrix_ode,
        process::ornstein_uhlenbeck,
        process::geometric_brownian,
        process::langevin,
        path::schedule,
        path::marginal_field,
        metrics::on_a_line,
        metrics::to_a_law,
        metrics::in_space,
        discrete::chain,
        discrete::words,
    ];
    input.pick(&subjects)(&mut input);
}
