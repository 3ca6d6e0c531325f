//! What several tests measure with.

use std::fs;
use std::path::Path;

use flowlab::distribution::GaussianMixture;
use flowlab::ndarray::{Array2, Zip, array};
use flowlab::ode::{Euler, Heun, OdeSolver};
use flowlab::statrs::distribution::{ContinuousCDF, Normal};

/// The slope of the least squares line through (ln x, ln y): the order of y in x.
pub fn log_slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let (mx, my) = logs.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    logs.iter().map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / logs.iter().map(|(x, _)| (x - mx).powi(2)).sum::<f64>()
}

/// The largest difference of two batches.
pub fn distance(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    Zip::from(a).and(b).fold(0.0, |most: f64, a, b| most.max((a - b).abs()))
}

/// Half N(-2, 1/4), half N(2, 1/4).
pub fn two_bumps() -> GaussianMixture {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap()
}

/// The quantiles (i + 1/2)/n of N(0, 1), as a batch.
pub fn normal_quantiles(n: usize) -> Array2<f64> {
    let normal = Normal::new(0.0, 1.0).unwrap();
    Array2::from_shape_fn((n, 1), |(i, _)| normal.inverse_cdf((i as f64 + 0.5) / n as f64))
}

/// The quantile of `two_bumps`, by bisection of its distribution function.
pub fn two_bumps_quantile(p: f64) -> f64 {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let cdf = |x: f64| 0.5 * (normal.cdf((x + 2.0) / 0.5) + normal.cdf((x - 2.0) / 0.5));
    let (mut low, mut high) = (-8.0, 8.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if cdf(middle) < p { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// The types for which the files of a folder of `src` implement one of some traits, in alphabetical order.
pub fn implementers(folder: &str, traits: &[&str]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let named = |line: &str| {
        let (implemented, name) = line.strip_prefix("impl ")?.strip_suffix(" {")?.split_once(" for ")?;
        traits.contains(&implemented).then(|| name.to_string())
    };
    let mut names: Vec<String> = files.flat_map(|text| text.lines().filter_map(named).collect::<Vec<_>>()).collect();
    names.sort_unstable();
    names
}

/// The solver of ordinary equations that a solver of stochastic ones is where there is no noise.
pub fn without_noise(name: &str) -> &'static dyn OdeSolver {
    match name {
        "EulerMaruyama" | "Milstein" => &Euler,
        "StochasticHeun" => &Heun,
        other => panic!("say what {other} is without noise"),
    }
}
