//! How good pictures are, each mark beside the one that true pictures show: those of lesson 18 and of `cargo run --bin train`,
//! through flowlab.

use std::fmt;

use flowlab::Result;
use flowlab::metrics::{Nearest, accuracy, frechet, frechet_null, share_nearer};
use flowlab::ndarray::{Array2, ArrayRef2, Axis};

use crate::data::Pictures;

/// Blocks a side over which a picture is averaged before pictures are compared as a whole.
const BLOCKS: usize = 8;
/// Batches as large as the held-out set that are judged: the distance of one alone scatters by a tenth.
pub const BATCHES: usize = 5;

/// The marks of pictures that were asked for by label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marks {
    /// Fréchet distance of a batch to the held-out pictures, the mean over the batches.
    pub distance: f64,
    /// The share that the nearest training picture puts into the class that was asked for.
    pub accuracy: f64,
    /// The share that lies nearer to the training set than to the held-out one.
    pub nearer: f64,
}

impl Marks {
    /// The marks of pictures (n, d) with their labels.
    ///
    /// # Errors
    /// Pictures that are not finite.
    pub fn of(samples: &ArrayRef2<f64>, labels: &[usize], pictures: &Pictures) -> Result<Marks> {
        let Pictures { training, held_out, .. } = pictures;
        let (made, real) = (blocks(samples, pictures), blocks(held_out.points(), pictures));
        let distances = made.axis_chunks_iter(Axis(0), held_out.len()).map(|batch| frechet(&batch, &real));
        let distances = distances.collect::<Result<Vec<f64>>>()?;
        Ok(Marks {
            distance: distances.iter().sum::<f64>() / distances.len() as f64,
            accuracy: accuracy(&Nearest::new(training).classify(samples)?, labels)?,
            nearer: share_nearer(samples, training.points(), held_out.points())?,
        })
    }

    /// What true pictures show.
    ///
    /// # Errors
    /// None is expected.
    pub fn of_true(pictures: &Pictures) -> Result<Marks> {
        let Pictures { training, held_out, .. } = pictures;
        Ok(Marks {
            distance: frechet_null(&blocks(training.points(), pictures), held_out.len(), held_out.len())?,
            accuracy: accuracy(&Nearest::new(training).classify(held_out.points())?, held_out.labels())?,
            nearer: training.len() as f64 / (training.len() + held_out.len()) as f64,
        })
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Marks { distance, accuracy, nearer } = self;
        write!(f, "Fréchet distance {distance:.3}, right labels {accuracy:.3}, nearer to training {nearer:.3}")
    }
}

/// The pictures (n, d) averaged over blocks; one with fewer pixels a side than blocks is taken as it is.
fn blocks(z: &ArrayRef2<f64>, pictures: &Pictures) -> Array2<f64> {
    let Pictures { side, channels, .. } = *pictures;
    let across = BLOCKS.min(side);
    let edge = |k: usize| k * side / across;
    let mut means = Array2::zeros((z.nrows(), channels * across * across));
    for (k, mut mean) in means.columns_mut().into_iter().enumerate() {
        let (i, j, channel) = (k / channels / across, k / channels % across, k % channels);
        let share = 1.0 / ((edge(i + 1) - edge(i)) * (edge(j + 1) - edge(j))) as f64;
        for row in edge(i)..edge(i + 1) {
            for column in edge(j)..edge(j + 1) {
                mean.scaled_add(share, &z.column(channels * (side * row + column) + channel));
            }
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_right_and_near_and_a_block_is_the_mean_of_its_pixels() {
        let digits = Pictures::digits();
        let copies = Marks::of(digits.training.points(), digits.training.labels(), &digits).unwrap();
        assert_eq!((copies.accuracy, copies.nearer), (1.0, 1.0));
        let wide = Pictures { side: 16, ..digits };
        let ramp = Array2::from_shape_fn((1, 256), |(_, k)| k as f64);
        // the first block: pixels 0, 1, 16, 17
        assert_eq!(blocks(&ramp, &wide)[[0, 0]], 8.5);
    }
}
