use flowlab::prelude::*;

/// Algorithm 1 on the exact field from N(0, 1) to half N(-2, 1/4), half N(2, 1/4), with each of these
/// solvers in so many steps: the ends, and the distance W2 of their law from the data.
///
/// The starts are quantiles of the noise, the data are quantiles too: there is no chance in it.
pub fn flow_model_ladder(ladder: &[(&dyn OdeSolver, usize)]) -> flowlab::Result<Vec<(Array1<f64>, f64)>> {
    let law = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    let noise = Gaussian::standard(1)?;
    let starts = metrics::quantiles(4000, |x| noise.cdf(x))?.insert_axis(Axis(1));
    let data = metrics::quantiles(4000, |x| law.cdf(x))?;
    let field = MarginalField::new(GaussianPath::new(Schedule::Linear), law);
    let rung = |(solver, n): &(&dyn OdeSolver, usize)| {
        let grid = TimeGrid::uniform(0.0, 1.0, *n)?;
        let ends = simulate_ode_final(&field, *solver, &grid, &starts)?.column(0).to_owned();
        let w2 = metrics::wasserstein_1d(2, &ends, &data)?;
        Ok((ends, w2))
    };
    ladder.iter().map(rung).collect()
}
