//! Samples of a trained field.

use flowlab::ndarray::{Array2, Axis};
use flowlab::ode::Heun;
use flowlab::path::Guided;
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
    let mut samples = Array2::zeros(noise.dim());
    for label in 0..field.n_classes() {
        let rows: Vec<usize> = (0..labels.len()).filter(|row| labels[*row] == label).collect();
        if rows.is_empty() {
            continue;
        }
        let guided = Guided::new(field, field.with_label(label)?, w)?;
        let made = of(&guided, &noise.select(Axis(0), &rows))?;
        rows.iter().zip(made.rows()).for_each(|(row, z)| samples.row_mut(*row).assign(&z));
    }
    Ok(samples)
}
