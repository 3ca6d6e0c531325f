//! How good pictures are that were asked for by label.

use ndarray::{Array1, Array2, ArrayRef2, Axis};

use super::{Nearest, accuracy, frechet, frechet_null, share_nearer};
use crate::distribution::Dataset;
use crate::error::{Result, agree, at_least_one};

/// Rows and columns of blocks over which a picture is averaged before pictures are compared as a whole: with many more
/// numbers than that, the Fréchet distance of 600 pictures would be bias alone.
const BLOCKS: usize = 8;

/// The marks of pictures that were asked for by label, each to be read beside that of true pictures.
///
/// A picture of `side` × `side` pixels is a row of numbers: pixel after pixel, row by row, the channels of each together.
///
/// ```
/// use flowlab::distribution::{Digits, Sample, SampleLabelled};
/// use flowlab::metrics::PictureMarks;
/// let (training, held_out) = Digits::split();
/// let copies = PictureMarks::of(training.points(), training.labels(), [&training, &held_out], 8)?;
/// assert_eq!((copies.accuracy, copies.nearer), (1.0, 1.0)); // where 1197 of 1797 would be honest
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureMarks {
    /// [`frechet`] distance of a batch to the held-out pictures, the mean over the batches; over blocks where there are more
    /// than 8 × 8 pixels.
    pub distance: f64,
    /// The share that the nearest training picture puts into the class that was asked for.
    pub accuracy: f64,
    /// The share that lies nearer to the training set than to the held-out one.
    pub nearer: f64,
}

impl PictureMarks {
    /// Batches as large as the held-out set that should be judged: the distance of one alone scatters by a tenth.
    pub const BATCHES: usize = 5;

    /// The marks of pictures (n, d) with the labels (n) that were asked for, by the training set and the held-out one.
    ///
    /// # Errors
    /// Pictures that are not finite, of another size than the two sets, or none; labels of another number; a side of 0, or
    /// one to which d does not fit.
    pub fn of(samples: &ArrayRef2<f64>, labels: &[usize], sets: [&Dataset; 2], side: usize) -> Result<PictureMarks> {
        let [training, held_out] = sets;
        let (in_blocks, true_ones) = (blocks(samples, side)?, blocks(held_out.points(), side)?);
        let batches = in_blocks.axis_chunks_iter(Axis(0), held_out.len());
        let distances = batches.map(|batch| frechet(&batch, &true_ones)).collect::<Result<Array1<f64>>>()?;
        Ok(PictureMarks {
            distance: distances.sum() / distances.len() as f64,
            accuracy: accuracy(&Nearest::new(training).classify(samples)?, labels)?,
            nearer: share_nearer(samples, training.points(), held_out.points())?,
        })
    }

    /// What true pictures show: the held-out ones.
    ///
    /// # Errors
    /// A side of 0, or one to which d does not fit.
    pub fn of_true([training, held_out]: [&Dataset; 2], side: usize) -> Result<PictureMarks> {
        Ok(PictureMarks {
            distance: frechet_null(&blocks(training.points(), side)?, held_out.len(), held_out.len())?,
            accuracy: accuracy(&Nearest::new(training).classify(held_out.points())?, held_out.labels())?,
            nearer: training.len() as f64 / (training.len() + held_out.len()) as f64,
        })
    }
}

/// The pictures (n, d) averaged over blocks; one with fewer pixels a side than blocks is taken as it is.
fn blocks(z: &ArrayRef2<f64>, side: usize) -> Result<Array2<f64>> {
    let pixels = at_least_one("pixels in a row", side)?.saturating_mul(side);
    agree(
        "the rest of a picture's numbers, shared among its pixels,",
        z.ncols() % pixels,
        "what a whole picture leaves",
        0,
    )?;
    let (channels, across) = (z.ncols() / pixels, BLOCKS.min(side));
    let edge = |k: usize| k * side / across;
    let mut means = Array2::zeros((z.nrows(), channels * across * across));
    for (k, mut mean) in means.columns_mut().into_iter().enumerate() {
        let (i, j, channel) = (k / channels / across, k / channels % across, k % channels);
        let pixels = (edge(i)..edge(i + 1)).flat_map(|row| (edge(j)..edge(j + 1)).map(move |column| (row, column)));
        let share = 1.0 / ((edge(i + 1) - edge(i)) * (edge(j + 1) - edge(j))) as f64;
        pixels.for_each(|(row, column)| mean.scaled_add(share, &z.column(channels * (side * row + column) + channel)));
    }
    Ok(means)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::Digits;
    use ndarray::{array, s};

    #[test]
    fn blocks_are_the_means_of_their_pixels_in_each_channel() {
        // a picture of 16 × 16 pixels in three colours whose numbers are row, column and 1
        let z = Array2::from_shape_fn((1, 768), |(_, k)| [(k / 48) as f64, (k / 3 % 16) as f64, 1.0][k % 3]);
        let means = blocks(&z, 16).unwrap();
        for k in 0..64 {
            let expected = array![2.0 * (k / 8) as f64 + 0.5, 2.0 * (k % 8) as f64 + 0.5, 1.0];
            assert_eq!(means.slice(s![0, 3 * k..3 * k + 3]), expected);
        }
        // 9 pixels in 8 blocks: the last has two in each direction; 8 pixels, or fewer, are the blocks themselves
        let grey = Array2::from_shape_fn((1, 81), |(_, k)| k as f64);
        let means = blocks(&grey, 9).unwrap();
        assert_eq!((means[[0, 0]], means[[0, 63]]), (0.0, 0.25 * (70.0 + 71.0 + 79.0 + 80.0)));
        let z = Digits::all().points().to_owned();
        assert_eq!(blocks(&z, 8).unwrap(), z);
        assert_eq!(blocks(&grey.slice(s![.., ..36]), 6).unwrap(), grey.slice(s![.., ..36]));
        // the first block of 16 × 16 pixels: 0, 1, 16, 17
        let ramp = Array2::from_shape_fn((1, 256), |(_, k)| k as f64);
        assert_eq!(blocks(&ramp, 16).unwrap()[[0, 0]], 8.5);
    }

    #[test]
    fn copies_are_near_and_right_and_true_pictures_have_the_marks_of_true_ones() {
        let (training, held_out) = Digits::split();
        let copies = PictureMarks::of(training.points(), training.labels(), [&training, &held_out], 8).unwrap();
        assert_eq!((copies.accuracy, copies.nearer), (1.0, 1.0));
        let null = PictureMarks::of_true([&training, &held_out], 8).unwrap();
        assert_eq!(null.nearer, 1197.0 / 1797.0);
        assert!(null.accuracy > 0.97 && null.accuracy < 1.0, "{}", null.accuracy);
        // half of the held-out pictures beside the other half: the null of 300 and 300, within a quarter
        let (first, second) = held_out.split(Seed(1), 0.5).unwrap();
        let distance = frechet(first.points(), second.points()).unwrap();
        let expected = frechet_null(training.points(), 300, 300).unwrap();
        assert!((distance / expected - 1.0).abs() < 0.25, "{distance} {expected}");
    }
}
