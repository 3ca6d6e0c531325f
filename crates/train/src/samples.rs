//! Samples of a trained field.

use flowlab::ndarray::Array2;
use flowlab::ode::Heun;
use flowlab::train::{Target, TrainedField};
use flowlab::{Result, TimeGrid, VectorField, simulate_ode_final};

/// Steps of Heun's method from noise to a sample.
const STEPS: usize = 50;

/// Where the field takes the rows of noise.
///
/// # Errors
/// None is expected.
pub fn of(field: &impl VectorField, noise: &Array2<f64>) -> Result<Array2<f64>> {
    simulate_ode_final(field, &Heun, &TimeGrid::uniform(0.0, 1.0, STEPS)?, noise)
}

/// A sample of its label from each row of noise, with guidance of the weight w.
///
/// # Errors
/// None is expected.
pub fn by_label<K: Target>(
    field: &TrainedField<K>,
    noise: &Array2<f64>,
    labels: &[usize],
    w: f64,
) -> Result<Array2<f64>> {
    field.by_labels(labels, w, &Heun, &TimeGrid::uniform(0.0, 1.0, STEPS)?, noise)
}
