//! The trained fields that the pictures show, from `crates/course/src/flow_matching/figures/weights`; its README has the commands that made them.

use flowlab::distribution::GaussianMixture;
use flowlab::ndarray::{Array2, array};
use flowlab::path::{GaussianPath, MarginalField, Schedule};
use flowlab::train::TrainedField;
use flowlab::{Error, Result, VectorField};

use crate::flow_models::figures::flow_model_1d::{MEAN, SD};

/// The field that was trained on the data of this name.
pub fn field(name: &str) -> Result<TrainedField> {
    TrainedField::load(folder(name).join("field.safetensors"))
}

/// The mean loss of every 100 steps of that training, with the steps done by then.
pub fn log(name: &str) -> Result<Vec<(usize, f64)>> {
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

fn folder(name: &str) -> std::path::PathBuf {
    repo::root().join("crates/course/src/flow_matching/figures/weights").join(name)
}

/// The exact field to the mixture on the line.
pub fn exact_mixture() -> Result<MarginalField> {
    let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-MEAN], [MEAN]], SD)?;
    Ok(MarginalField::new(GaussianPath::new(Schedule::Linear), data))
}

/// The velocity on the line at the middle of each tile of a map over t in [0, 1] and x in [-reach, reach]:
/// (columns, rows).
pub fn speeds(field: &impl VectorField, reach: f64, (columns, rows): (usize, usize)) -> Array2<f64> {
    let places = Array2::from_shape_fn((rows, 1), |(row, _)| reach * ((2 * row + 1) as f64 / rows as f64 - 1.0));
    let mut speeds = Array2::zeros((columns, rows));
    for (column, mut speeds) in speeds.rows_mut().into_iter().enumerate() {
        let time = (column as f64 + 0.5) / columns as f64;
        speeds.assign(&field.at(time, &places).column(0));
    }
    speeds
}
