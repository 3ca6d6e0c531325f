//! The dark squares of a board of four by four.

use ndarray::{Array1, Array2, ArrayRef2};
use rand::Rng;

use super::{Sample, SampleLabelled, sample_rows};
use crate::Seed;
use crate::error::Result;

/// The uniform distribution on the eight dark squares of a board of 4 × 4 squares of side 2 on [−4, 4]².
///
/// Dark is where ⌊x/2⌋ + ⌊y/2⌋ is even: the lower left corner is. The label is the number of the square, column by
/// column from the left and from below in each. All eight have probability 1/8.
///
/// The density is 1/32 on the dark squares and 0 elsewhere: [`log_density`](Checkerboard::log_density). It jumps, so
/// there is no score: the slope of log p is 0 inside a square and means nothing on its edge. The mean is 0, the
/// covariance [[16/3, 1], [1, 16/3]]: the corners on the diagonal are dark.
///
/// The board of Grathwohl et al., *FFJORD* (2019), and of the examples of the library `flow_matching`, at a round scale
/// (theirs ends at 4, and at 4.44).
///
/// ```
/// use flowlab::distribution::Checkerboard;
/// use flowlab::ndarray::array;
/// let log_density = Checkerboard.log_density(&array![[1.0, 1.0], [1.0, -1.0]]);
/// assert_eq!(log_density, array![-32.0_f64.ln(), f64::NEG_INFINITY]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checkerboard;

impl Checkerboard {
    /// log p(x) for each row of the batch (n, 2): −ln 32 on the dark squares, −∞ elsewhere. A square holds its left and
    /// lower edges.
    ///
    /// # Panics
    /// If `x` is not (n, 2).
    pub fn log_density(&self, x: &ArrayRef2<f64>) -> Array1<f64> {
        assert_eq!(x.ncols(), 2, "points have {} columns, the checkerboard 2 dimensions", x.ncols());
        let dark = |x: f64, y: f64| {
            let on_the_board = (-4.0..4.0).contains(&x) && (-4.0..4.0).contains(&y);
            on_the_board && ((x / 2.0).floor() + (y / 2.0).floor()) % 2.0 == 0.0
        };
        let inside = -32.0_f64.ln(); // eight squares of area 4
        x.rows().into_iter().map(|x| if dark(x[0], x[1]) { inside } else { f64::NEG_INFINITY }).collect()
    }
}

impl Sample for Checkerboard {
    fn dim(&self) -> usize {
        2
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        Ok(self.sample_labelled(seed, n)?.0)
    }
}

impl SampleLabelled for Checkerboard {
    fn class_probabilities(&self) -> Array1<f64> {
        Array1::from_elem(8, 0.125)
    }

    fn sample_labelled(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Vec<usize>)> {
        sample_rows(seed.branch("checkerboard"), n, 2, |mut row, rng| {
            let label = rng.random_range(0..8);
            let (column, place) = (label / 2, label % 2);
            let corner = [2 * column, 4 * place + 2 * (column % 2)]; // from the lower left corner of the board
            for (x, corner) in row.iter_mut().zip(corner) {
                *x = corner as f64 - 4.0 + 2.0 * rng.random::<f64>();
            }
            label
        })
    }
}
