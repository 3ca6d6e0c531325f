use flowlab::prelude::*;

/// A field, starts at t = 0, where they are at t = 1, and how much each counts.
pub type Problem = (Field, Array2<f64>, Array2<f64>, Array2<f64>);

/// One particle, which starts from 1.
pub fn alone(u: fn(f64, f64) -> f64, end: f64) -> Problem {
    (Field::pointwise(1, move |t, x, out| out[0] = u(t, x[0])), array![[1.0]], array![[end]], array![[1.0]])
}

/// From N(0, 1) to half N(-2, 1/4), half N(2, 1/4): the right half, as the field is odd.
pub fn flow() -> flowlab::Result<Problem> {
    let noise = Gaussian::standard(1)?;
    let law = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    let x1 = Array2::from_shape_fn((40, 1), |(i, _)| 0.125 * (i as f64 + 0.5));
    let x0: flowlab::Result<Array1<f64>> = x1.iter().map(|x| noise.quantile(law.cdf(*x))).collect();
    let counts = law.log_density(&x1).mapv(f64::exp).insert_axis(Axis(1));
    let u = MarginalField::new(GaussianPath::new(Schedule::Linear), law);
    Ok((Field::of(u), x0?.insert_axis(Axis(1)), x1, counts))
}

fn root_mean_square(gaps: Array2<f64>, counts: &Array2<f64>) -> f64 {
    ((&gaps * &gaps * counts).sum() / counts.sum()).sqrt()
}

/// What n steps cost (each as many evaluations as the order, up to RK4), and their error at t = 1.
pub fn choose_a_solver((u, x0, x1, counts): &Problem, solver: &dyn OdeSolver, n: usize) -> flowlab::Result<[f64; 2]> {
    let ends = simulate_ode_final(u, solver, &TimeGrid::uniform(0.0, 1.0, n)?, x0)?;
    Ok([(n * solver.order() as usize) as f64, root_mean_square(ends - x1, counts)])
}

/// The same of Dopri5, which chooses its steps by a tolerance.
pub fn by_tolerance((u, x0, x1, counts): &Problem, tolerance: f64) -> flowlab::Result<[f64; 2]> {
    let (dopri5, grid) = (Dopri5 { rtol: tolerance, atol: tolerance }, TimeGrid::uniform(0.0, 1.0, 1)?);
    let steps = dopri5.steps(u, &grid, x0)?;
    let asked: f64 = steps.iter().zip(counts).map(|(steps, count)| steps.evaluations as f64 * count).sum();
    Ok([asked / counts.sum(), root_mean_square(simulate_ode_final(u, &dopri5, &grid, x0)? - x1, counts)])
}

/// The error at t = 1 for dX = X/2 dt + X dW from 1, with the steps of these Brownian paths.
pub fn with_noise(solver: &dyn SdeSolver, paths: &BrownianPath) -> flowlab::Result<f64> {
    let (growth, ones) = (GeometricBrownian::new(1, 0.5, 1.0)?, Array2::ones((paths.n_particles(), 1)));
    let exact = growth.exact(&paths.coarsen(paths.grid().n_steps())?, &ones)?.last();
    Ok(root_mean_square(simulate_sde(&growth, solver, paths, &ones)?.last() - exact, &ones))
}
