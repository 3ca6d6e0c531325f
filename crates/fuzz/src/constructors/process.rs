//! Processes that are known in closed form.

use flowlab::distribution::Gaussian;
use flowlab::ndarray::Array2;
use flowlab::process::{GeometricBrownian, Langevin, LinearOde, MatrixOde, OrnsteinUhlenbeck};
use flowlab::{BrownianPath, Result, Trajectory};

use crate::input::Input;
use crate::promise::{answer, attempt, check_trajectory, finite, is_start};

/// dX/dt = −λX.
pub fn linear_ode(input: &mut Input<'_>) {
    let (dim, lambda) = (input.wild_size(3), input.number());
    let Some(ode) = answer(LinearOde::new(dim, lambda), dim > 0 && lambda.is_finite()) else { return };
    let d = input.size(3);
    let x = input.matrix(3, d);
    assert_eq!(ode.flow(input.number(), &x).dim(), x.dim());
    assert_eq!(ode.lambda(), lambda);
}

/// dX/dt = A·X.
pub fn matrix_ode(input: &mut Input<'_>) {
    let d = input.size(3);
    let columns = if input.byte().is_multiple_of(8) { input.size(3) } else { d };
    let a = input.matrix(d, columns);
    let Some(ode) = answer(MatrixOde::new(a.clone()), d > 0 && d == columns && finite(&a)) else { return };
    assert_eq!((ode.matrix(), ode.exp(0.0)), (&a, Array2::eye(d)));
    let (t, x) = (input.number(), input.matrix(2, d));
    assert_eq!(ode.flow(t, &x).dim(), x.dim());
    let size = a.iter().map(|a| a.abs()).sum::<f64>() * t.abs();
    if size < 20.0 {
        // both factors are below e^size and known to size·1e-16
        let error = ode.exp(t).dot(&ode.exp(-t)) - Array2::<f64>::eye(d);
        let bound = 1e-14 * (1.0 + size) * (2.0 * size).exp();
        assert!(error.iter().all(|e| e.abs() < bound), "e^(tA) e^(-tA) is off I by {error}");
    }
}

/// dX = −λX dt + σ dW.
pub fn ornstein_uhlenbeck(input: &mut Input<'_>) {
    let (dim, lambda, sigma) = (input.wild_size(3), input.number(), input.number());
    let valid = dim > 0 && lambda.is_finite() && sigma >= 0.0 && sigma.is_finite();
    let Some(process) = answer(OrnsteinUhlenbeck::new(dim, lambda, sigma), valid) else { return };
    assert_eq!((process.lambda(), process.sigma()), (lambda, sigma));
    let variance = sigma * sigma / (2.0 * lambda);
    let settles = dim < 4 && lambda > 0.0 && variance > 0.0 && variance.is_finite();
    if let Some(law) = answer(process.stationary(), settles) {
        assert!(law.dim() == dim && finite(&law.covariance()));
    }
    let (t, d) = (input.number(), input.size(3));
    if let Some(law) = attempt(process.law(t, &input.vector(d))) {
        assert!(d == dim && t > 0.0 && finite(law.mean()) && finite(&law.covariance()));
    }
    let x0 = start(input, dim);
    let Some(grid) = input.grid(8) else { return };
    let sampled = process.sample_exact(&grid, &x0, input.seed());
    if let Some(trajectory) = answer(sampled, is_start(&x0, dim) && grid.t0() < grid.t1()) {
        check_trajectory(&trajectory, &grid, &x0);
    }
    let Some(brownian) = input.brownian() else { return };
    check_exact(process.exact(&brownian, &x0, input.seed()), &brownian, &x0, dim);
}

/// dX = μX dt + σX dW.
pub fn geometric_brownian(input: &mut Input<'_>) {
    let (dim, mu, sigma) = (input.wild_size(3), input.number(), input.number());
    let valid = dim > 0 && mu.is_finite() && sigma >= 0.0 && sigma.is_finite();
    let Some(process) = answer(GeometricBrownian::new(dim, mu, sigma), valid) else { return };
    assert_eq!((process.mu(), process.sigma()), (mu, sigma));
    let (t, x) = (input.number(), input.number());
    if attempt(process.law(t, x)).is_some() {
        assert!(t > 0.0 && x > 0.0 && sigma > 0.0);
    }
    let x0 = start(input, dim);
    assert_eq!(process.mean(t, &x0).dim(), x0.dim());
    assert_eq!(process.variance(t, &x0).dim(), x0.dim());
    let Some(brownian) = input.brownian() else { return };
    check_exact(process.exact(&brownian, &x0), &brownian, &x0, dim);
}

/// dX = σ²/2·∇log p(X) dt + σ dW.
pub fn langevin(input: &mut Input<'_>) {
    let (dim, sigma) = (input.size(3), input.number());
    let Some(target) = attempt(Gaussian::standard(dim.max(1))) else { return };
    let valid = dim > 0 && sigma >= 0.0 && sigma.is_finite();
    if let Some(process) = answer(Langevin::new(dim, target.clone(), sigma), valid) {
        assert_eq!((process.target(), process.sigma()), (&target, sigma));
    }
}

/// Particles from which a process in so many dimensions may start.
fn start(input: &mut Input<'_>, dim: usize) -> Array2<f64> {
    let (n, d) = (input.size(3), if input.byte().is_multiple_of(8) { input.size(3) } else { dim.min(4) });
    input.matrix(n, d)
}

/// The solution along a path goes from `x0` along the path, where these have as many particles and dimensions.
#[track_caller]
fn check_exact(exact: Result<Trajectory>, brownian: &BrownianPath, x0: &Array2<f64>, dim: usize) {
    let valid = is_start(x0, dim) && x0.dim() == (brownian.n_particles(), brownian.dim());
    if let Some(trajectory) = answer(exact, valid) {
        check_trajectory(&trajectory, brownian.grid(), x0);
    }
}
