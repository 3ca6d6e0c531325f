//! One dense layer.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};
use rand::Rng;

use super::real::Real;
use crate::Seed;
use crate::error::{Result, agree, at_least_one, fits};

/// A dense layer x·Wᵀ + b, as PyTorch's `Linear`: W is (`n_out`, `n_in`), and rows of a batch are taken one by one.
///
/// ```
/// use flowlab::{ndarray::array, nn::Linear};
/// let layer = Linear::new(array![[1.0, 2.0]], array![0.5])?; // from 2 numbers to 1
/// assert_eq!(layer.at(&array![[3.0, 4.0]]), array![[11.5]]); // 3 + 2·4 + 0.5
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Linear<T> {
    weight: Array2<T>,
    bias: Array1<T>,
}

impl<T: Real> Linear<T> {
    /// The layer with these numbers: W (`n_out`, `n_in`) and b (`n_out`).
    ///
    /// # Errors
    /// No inputs or outputs, or b of another length.
    pub fn new(weight: Array2<T>, bias: Array1<T>) -> Result<Linear<T>> {
        at_least_one("numbers in a layer", weight.len())?;
        agree("the length of the bias", bias.len(), "the number of outputs", weight.nrows())?;
        Ok(Linear { weight, bias })
    }

    /// A layer of zeros, whatever it is given.
    ///
    /// # Errors
    /// No inputs or outputs, or more than memory holds.
    pub fn zeros(n_in: usize, n_out: usize) -> Result<Linear<T>> {
        at_least_one("numbers in a layer", n_in.min(n_out))?;
        fits(n_in, n_out)?;
        Linear::new(Array2::zeros((n_out, n_in)), Array1::zeros(n_out))
    }

    /// A layer of random numbers: uniform in ±1/√`n_in`, as PyTorch starts it.
    ///
    /// # Errors
    /// As [`zeros`](Linear::zeros).
    pub fn random(n_in: usize, n_out: usize, seed: Seed) -> Result<Linear<T>> {
        let mut layer = Linear::zeros(n_in, n_out)?;
        let (mut rng, bound) = (seed.branch("linear").stream(0), 1.0 / (n_in as f64).sqrt());
        layer.weight.mapv_inplace(|_| T::from_f64(rng.random_range(-bound..bound)));
        layer.bias.mapv_inplace(|_| T::from_f64(rng.random_range(-bound..bound)));
        Ok(layer)
    }

    /// x·Wᵀ + b for each row of the batch (n, `n_in`): (n, `n_out`).
    ///
    /// # Panics
    /// If the batch has another width.
    pub fn at(&self, x: &ArrayRef2<T>) -> Array2<T> {
        x.dot(&self.weight.t()) + &self.bias
    }

    /// W: (`n_out`, `n_in`).
    pub fn weight(&self) -> &ArrayRef2<T> {
        &self.weight
    }

    /// W, to be changed.
    pub fn weight_mut(&mut self) -> &mut ArrayRef2<T> {
        &mut self.weight
    }

    /// b: (`n_out`).
    pub fn bias(&self) -> &ArrayRef1<T> {
        &self.bias
    }

    /// The number of weights and biases.
    pub fn n_weights(&self) -> usize {
        self.weight.len() + self.bias.len()
    }

    /// x·Wᵀ + b for a single row (`n_in`): (`n_out`).
    pub(super) fn at_row(&self, x: &ArrayRef1<T>) -> Array1<T> {
        self.weight.dot(x) + &self.bias
    }

    /// Inputs and outputs.
    pub(super) fn widths(&self) -> (usize, usize) {
        (self.weight.ncols(), self.weight.nrows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_batch_is_its_rows_and_zeros_are_nothing() {
        let layer = Linear::<f64>::random(3, 5, Seed(1)).unwrap();
        let x = array![[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]];
        for (row, y) in x.rows().into_iter().zip(layer.at(&x).rows()) {
            assert!((layer.at_row(&row) - y).iter().all(|gap| gap.abs() < 1e-15));
        }
        let bound = 1.0 / 3_f64.sqrt();
        assert!(layer.weight().iter().chain(layer.bias()).all(|w| w.abs() <= bound && *w != 0.0));
        assert_eq!(Linear::<f32>::zeros(3, 2).unwrap().at(&x.mapv(|x| x as f32)), Array2::<f32>::zeros((2, 2)));
    }
}
