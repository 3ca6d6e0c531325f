use flowlab::prelude::*;

/// N(0, 1).
pub fn normal() -> flowlab::Result<GaussianMixture> {
    Ok(Gaussian::standard(1)?.into())
}

/// Half N(-2, 1/4), half N(2, 1/4).
pub fn mixture() -> flowlab::Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)
}

/// N true samples of a law.
pub fn samples(law: &GaussianMixture, n: usize, seed: u64) -> flowlab::Result<Array1<f64>> {
    Ok(law.sample(Seed(seed), n)?.column(0).to_owned())
}

/// How far points are from a law, each time with what as many true samples show:
/// KS, and what it exceeds once in a hundred times; W1, and its mean.
pub fn sample_distances(x: &Array1<f64>, law: &GaussianMixture) -> flowlab::Result<[f64; 4]> {
    let (n, cdf) = (x.len(), |x: f64| law.cdf(x));
    let ks = metrics::ks(x, cdf)?;
    let w1 = metrics::wasserstein_to_law(x, cdf)?;
    Ok([ks, metrics::ks_threshold(n, 0.01)?, w1, metrics::wasserstein_to_law_null(n, cdf)?])
}
