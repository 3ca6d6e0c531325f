use flowlab::prelude::*;

/// The exact field u of the linear path from N(0, 1) to half N(-2, 1/4), half N(2, 1/4).
pub fn field() -> flowlab::Result<MarginalField> {
    let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    Ok(MarginalField::new(GaussianPath::new(Schedule::Linear), data))
}

/// n pairs (x0, z) of a noise and a data point.
pub fn pairs(seed: u64, n: usize) -> flowlab::Result<Vec<(f64, f64)>> {
    let x0 = Gaussian::standard(1)?.sample(Seed(seed), n)?;
    let z = field()?.data().sample(Seed(seed), n)?;
    Ok(x0.into_iter().zip(z).collect())
}

type Velocities = flowlab::Result<(Array1<f64>, [f64; 4])>;

/// The velocities z - x0 of those of the n pairs that are less than 0.15 from x at time t; their
/// mean, its standard error, their standard deviation; and what the mean of all such pairs is, u.
pub fn conditional_vs_marginal(seed: u64, n: usize, t: f64, x: f64) -> Velocities {
    let mut here = pairs(seed, n)?;
    here.retain(|(x0, z)| ((1.0 - t) * x0 + t * z - x).abs() < 0.15);
    let v: Array1<f64> = here.iter().map(|(x0, z)| z - x0).collect();
    let mean = v.mean().unwrap_or(f64::NAN);
    let sd = if v.len() > 1 { v.std(1.0) } else { f64::NAN };
    let u = field()?.at(t, &array![[x]])[[0, 0]];
    let error = sd / (v.len() as f64).sqrt();
    Ok((v, [mean, error, sd, u]))
}
