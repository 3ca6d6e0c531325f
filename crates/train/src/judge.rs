//! How good pictures are, each mark beside the one that true pictures show.

use flowlab::Result;
use flowlab::metrics::{Nearest, accuracy, frechet, frechet_null, share_nearer};
use flowlab::ndarray::{Array1, Array2, ArrayRef2, Axis};

use crate::data::Pictures;

/// Rows and columns of blocks over which a picture is averaged before pictures are compared as a whole: with many more
/// numbers than that, the Fréchet distance of 600 pictures would be bias alone.
const BLOCKS: usize = 8;

/// Batches as large as the held-out set that are judged: the distance of one alone scatters by a tenth.
pub const BATCHES: usize = 5;

/// The marks of pictures that were asked for by label.
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
        let (training, held_out) = (&pictures.training, &pictures.held_out);
        let (samples_in_blocks, true_ones) = (blocks(samples, pictures), blocks(held_out.points(), pictures));
        let batches = samples_in_blocks.axis_chunks_iter(Axis(0), held_out.len());
        let distances = batches.map(|batch| frechet(&batch, &true_ones)).collect::<Result<Array1<f64>>>()?;
        Ok(Marks {
            distance: distances.sum() / distances.len() as f64,
            accuracy: accuracy(&Nearest::new(training).classify(samples)?, labels)?,
            nearer: share_nearer(samples, training.points(), held_out.points())?,
        })
    }

    /// What true pictures show.
    ///
    /// # Errors
    /// None is expected.
    pub fn of_true(pictures: &Pictures) -> Result<Marks> {
        let (training, held_out) = (&pictures.training, &pictures.held_out);
        Ok(Marks {
            distance: frechet_null(&blocks(training.points(), pictures), held_out.len(), held_out.len())?,
            accuracy: accuracy(&Nearest::new(training).classify(held_out.points())?, held_out.labels())?,
            nearer: training.len() as f64 / (training.len() + held_out.len()) as f64,
        })
    }

    /// In words, beside those of true pictures.
    pub fn beside(&self, null: &Marks) -> String {
        format!(
            "Fréchet distance {:.3} (true {:.3}), right labels {:.3} (true {:.3}), nearer to training {:.3} (true {:.3})",
            self.distance, null.distance, self.accuracy, null.accuracy, self.nearer, null.nearer
        )
    }
}

/// The pictures (n, d) averaged over blocks.
fn blocks(z: &ArrayRef2<f64>, pictures: &Pictures) -> Array2<f64> {
    let side = pictures.side;
    let channels = z.ncols() / (side * side);
    let edge = |k: usize| k * side / BLOCKS;
    let mut means = Array2::zeros((z.nrows(), channels * BLOCKS * BLOCKS));
    for (k, mut mean) in means.columns_mut().into_iter().enumerate() {
        let (i, j, channel) = (k / channels / BLOCKS, k / channels % BLOCKS, k % channels);
        let pixels = (edge(i)..edge(i + 1)).flat_map(|row| (edge(j)..edge(j + 1)).map(move |column| (row, column)));
        let share = 1.0 / ((edge(i + 1) - edge(i)) * (edge(j + 1) - edge(j))) as f64;
        pixels.for_each(|(row, column)| mean.scaled_add(share, &z.column(channels * (side * row + column) + channel)));
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::Seed;
    use flowlab::distribution::{Dataset, Digits};
    use flowlab::ndarray::{array, s};

    fn pictures(training: Dataset, held_out: Dataset, side: usize) -> Pictures {
        Pictures { training, held_out, side, shades: |z| z.to_owned() }
    }

    #[test]
    fn blocks_are_the_means_of_their_pixels_in_each_channel() {
        // a picture of 16 × 16 pixels in three colours whose numbers are row, column and 1
        let z = Array2::from_shape_fn((1, 768), |(_, k)| [(k / 48) as f64, (k / 3 % 16) as f64, 1.0][k % 3]);
        let set = Dataset::unlabelled(z.clone()).unwrap();
        let means = blocks(&z, &pictures(set.clone(), set, 16));
        for k in 0..64 {
            let expected = array![2.0 * (k / 8) as f64 + 0.5, 2.0 * (k % 8) as f64 + 0.5, 1.0];
            assert_eq!(means.slice(s![0, 3 * k..3 * k + 3]), expected);
        }
        // 9 pixels in 8 blocks: the last has two in each direction; 8 pixels are the blocks themselves
        let grey = Array2::from_shape_fn((1, 81), |(_, k)| k as f64);
        let set = Dataset::unlabelled(grey.clone()).unwrap();
        let means = blocks(&grey, &pictures(set.clone(), set, 9));
        assert_eq!((means[[0, 0]], means[[0, 63]]), (0.0, 0.25 * (70.0 + 71.0 + 79.0 + 80.0)));
        let (training, held_out) = Digits::split();
        let z = held_out.points().to_owned();
        assert_eq!(blocks(&z, &pictures(training, held_out, 8)), z);
    }

    #[test]
    fn copies_are_near_and_right_and_true_pictures_have_the_marks_of_true_ones() {
        let (training, held_out) = Digits::split();
        let pictures = pictures(training, held_out, 8);
        let copies = Marks::of(pictures.training.points(), pictures.training.labels(), &pictures).unwrap();
        assert_eq!((copies.accuracy, copies.nearer), (1.0, 1.0));
        let null = Marks::of_true(&pictures).unwrap();
        assert_eq!(null.nearer, 1197.0 / 1797.0);
        assert!(null.accuracy > 0.97 && null.accuracy < 1.0, "{}", null.accuracy);
        // half of the held-out pictures beside the other half: the null of 300 and 300, within a quarter
        let (first, second) = pictures.held_out.split(Seed(1), 0.5).unwrap();
        let distance = frechet(first.points(), second.points()).unwrap();
        let expected = frechet_null(pictures.training.points(), 300, 300).unwrap();
        assert!((distance / expected - 1.0).abs() < 0.25, "{distance} {expected}");
    }
}
