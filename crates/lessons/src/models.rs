//! Laws and fields that several lessons speak of: the two bumps on the line, and networks that were trained.

use std::f64::consts::{FRAC_PI_2, TAU};
use std::ops::ControlFlow;
use std::path::PathBuf;

use flowlab::distribution::{Gaussian, GaussianMixture};
use flowlab::metrics::quantiles;
use flowlab::ndarray::{Array1, Array2, Axis, array};
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::train::{Data, FlowMatching, Settings, TrainedField};
use flowlab::{Error, Result, Seed, VectorField};
use statrs::distribution::{ContinuousCDF, Normal};

/// The middle of the right bump; the left one is at minus this.
pub(crate) const MEAN: f64 = 2.0;
/// The standard deviation of each bump.
pub(crate) const SD: f64 = 0.5;

/// Half N(−2, 0.25), half N(2, 0.25).
pub(crate) fn mixture() -> Result<GaussianMixture> {
    GaussianMixture::isotropic(array![0.5, 0.5], array![[-MEAN], [MEAN]], SD)
}

/// How far from the origin the three hills stand, and their standard deviation.
pub(crate) const RADIUS: f64 = 2.0;
pub(crate) const HILL: f64 = 0.5;

/// Three equal hills at the corners of a triangle in the plane; the first stands straight up.
pub(crate) fn three_hills() -> Result<GaussianMixture> {
    let means = Array2::from_shape_fn((3, 2), |(k, axis)| {
        let (sin, cos) = (FRAC_PI_2 + TAU * k as f64 / 3.0).sin_cos();
        RADIUS * [cos, sin][axis]
    });
    GaussianMixture::isotropic(Array1::from_elem(3, 1.0 / 3.0), means, HILL)
}

/// The distribution function of [`mixture`].
pub(crate) fn mixture_cdf(x: f64) -> f64 {
    0.5 * (normal_cdf((x + MEAN) / SD) + normal_cdf((x - MEAN) / SD))
}

/// The distribution function of N(0, 1).
pub(crate) fn normal_cdf(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

/// `n` quantiles of a Gaussian on the line, at (i + 1/2)/n.
pub(crate) fn gaussian_quantiles(law: &Gaussian, n: usize) -> Result<Array1<f64>> {
    let (mean, sd) = (law.mean()[0], law.covariance()[[0, 0]].sqrt());
    quantiles(n, |x| normal_cdf((x - mean) / sd))
}

/// The exact field of the linear path from N(0, I) to these data.
pub(crate) fn exact_field(data: impl Into<GaussianMixture>) -> MarginalField {
    MarginalField::new(GaussianPath::new(Schedule::Linear), data)
}

/// The exact field of the linear path to [`mixture`].
pub(crate) fn mixture_field() -> Result<MarginalField> {
    Ok(exact_field(mixture()?))
}

/// Quantiles of N(0, 1), (n, 1): each stands for the share 1/n.
pub(crate) fn noise_quantiles(n: usize) -> Result<Array2<f64>> {
    Ok(quantiles(n, normal_cdf)?.insert_axis(Axis(1)))
}

/// A finished run of flow matching.
pub(crate) fn train(
    data: impl Into<Data>,
    hidden: Vec<usize>,
    steps: usize,
    batch: usize,
    seed: Seed,
) -> Result<FlowMatching> {
    let mut training = FlowMatching::new(data, Settings { hidden, steps, batch, seed, ..Settings::default() })?;
    training.fit(|_| ControlFlow::Continue(()))?;
    Ok(training)
}

/// The field that was trained on the data of this name, from `crates/lessons/weights`; its README has the commands that made
/// it.
pub(crate) fn trained_field(name: &str) -> Result<TrainedField> {
    TrainedField::load(folder(name).join("field.safetensors"))
}

/// The mean loss of every 100 steps of that training, with the steps done by then.
pub(crate) fn training_log(name: &str) -> Result<Vec<(usize, f64)>> {
    let file = folder(name).join("log.csv");
    let wrong = |why: String| Error::Checkpoint { path: file.display().to_string(), why };
    let text = std::fs::read_to_string(&file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let pair = |line: &str| {
        let (step, loss) = line.split_once(',')?;
        Some((step.parse().ok()?, loss.parse().ok()?))
    };
    let lines = text.lines().skip(1);
    lines.map(|line| pair(line).ok_or_else(|| wrong(format!("has the line `{line}`: give step,loss")))).collect()
}

fn folder(name: &str) -> PathBuf {
    repo::root().join("crates/lessons/weights").join(name)
}

/// The velocity on the line at the middle of each tile of a map over t in [0, 1] and x in [-reach, reach]:
/// (columns, rows).
pub(crate) fn speeds(field: &impl VectorField, reach: f64, (columns, rows): (usize, usize)) -> Array2<f64> {
    let places = Array2::from_shape_fn((rows, 1), |(row, _)| reach * ((2 * row + 1) as f64 / rows as f64 - 1.0));
    let mut speeds = Array2::zeros((columns, rows));
    for (column, mut speeds) in speeds.rows_mut().into_iter().enumerate() {
        let time = (column as f64 + 0.5) / columns as f64;
        speeds.assign(&field.at(time, &places).column(0));
    }
    speeds
}
