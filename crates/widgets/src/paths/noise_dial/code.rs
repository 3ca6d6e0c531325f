use flowlab::prelude::*;
use flowlab::statrs::distribution::{ContinuousCDF, Normal};

/// dX = [u + share g (1 - t) s] dt + sqrt(2 g (1 - t)) dW, with the exact velocity u and score s
/// of half N(-2, 1/4), half N(2, 1/4). The share of the score is 1 if it is right.
pub fn dial(g: f64, share: f64) -> flowlab::Result<AdditiveSde> {
    let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
    let u = MarginalField::new(GaussianPath::new(Schedule::Linear), data);
    // (1 - t) s = t u - x
    let drift = Field::new(1, move |t, x, mut out| {
        u.eval(t, x, out.view_mut());
        azip!((out in &mut out, x in &x) *out += share * g * (t * *out - x));
    });
    Ok(AdditiveSde::new(drift, move |t| (2.0 * g * (1.0 - t)).sqrt()))
}

/// The ends of 10 000 paths after n steps, and their distance KS from the law of the data.
pub fn noise_dial(g: f64, share: f64, n: usize) -> flowlab::Result<(Array1<f64>, f64)> {
    let x0 = Gaussian::standard(1)?.sample(Seed(150), 10_000)?;
    let grid = TimeGrid::uniform(0.0, 1.0, n)?;
    let ends = simulate_sde_final(&dial(g, share)?, &EulerMaruyama, &grid, &x0, Seed(150))?;
    let ends = ends.column(0).to_owned();
    let normal = Normal::standard();
    let cdf = |x: f64| 0.5 * (normal.cdf((x + 2.0) / 0.5) + normal.cdf((x - 2.0) / 0.5));
    let ks = metrics::ks(&ends, cdf)?;
    Ok((ends, ks))
}
