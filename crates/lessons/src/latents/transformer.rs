//! A transformer that was trained elsewhere: its weights, and what PyTorch computes with them.

use flowlab::Result;
use flowlab::ndarray::Array2;
use flowlab::nn::Dit;

/// The transformer that `crates/scale` trained on digits: 8 by 8 pixels in patches of 2 by 2, 64 numbers a token, 2 blocks.
///
/// # Errors
/// None is expected: the file is part of the program.
pub fn digits() -> Result<Dit<f32>> {
    Dit::from_bytes(&include_bytes!("../../weights/digits-dit/field.safetensors")[..], "digits-dit")
}

/// The velocities (10, 64) by PyTorch, at t = 1/2, in the first ten digits, each with its label, which are 0 to 9 in order.
pub fn by_torch() -> Array2<f64> {
    let rows = include_str!("../../weights/digits-dit/answers.csv").lines();
    let rows: Vec<Vec<f64>> = rows.map(|row| row.split(',').map(|u| u.parse().expect("a number")).collect()).collect();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j])
}
