//! Whether a sample looks like one thing or like nothing.

use ndarray::ArrayRef2;

use super::comparable;
use crate::chunk;
use crate::distribution::Dataset;
use crate::error::{Error, Result, at_least_one};
use crate::unit::unit;

/// The share of the samples (n, d) whose k nearest training points all have one label.
///
/// A true picture lies among pictures of its own kind, a blot between several kinds. Means and covariances do not tell
/// the two apart, and neither do the distances of batches; this looks at each sample alone. True held-out points show the
/// value to read it beside, which is below 1, and falls as k grows.
///
/// ```
/// use flowlab::distribution::Dataset;
/// use flowlab::{metrics, ndarray::array};
/// let training = Dataset::new(array![[0.0], [1.0], [10.0], [11.0]], vec![0, 0, 1, 1])?;
/// // 0.4 is nearest to 0 and 1, both of label 0; 5.6 to 10 and 1
/// assert_eq!(metrics::label_agreement(&array![[0.4], [5.6]], &training, 2)?, 0.5);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No samples, another dimension than that of the training points, a number that is not finite, k = 0, or more neighbours
/// than training points.
pub fn label_agreement(samples: &ArrayRef2<f64>, training: &Dataset, k: usize) -> Result<f64> {
    comparable(samples, training.points())?;
    let (n, expected) = (samples.nrows(), training.len());
    if at_least_one("neighbours", k)? > expected {
        let (what, other) = ("the number of neighbours", "the number of training points, the most there can be,");
        return Err(Error::Mismatch { what, got: k, other, expected });
    }
    let unit = unit(samples.iter().chain(training.points()));
    let (samples, points) = (samples / unit, training.points() / unit);
    let mut agrees = chunk::repeated("samples", n, false)?;
    chunk::for_each(agrees.iter_mut().zip(samples.rows()).collect(), |_, (agrees, x)| {
        let square = |(i, y): (usize, ndarray::ArrayView1<'_, f64>)| {
            (x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum::<f64>(), i)
        };
        let mut squares: Vec<(f64, usize)> = points.rows().into_iter().enumerate().map(square).collect();
        // of several at one distance the first ones
        squares.select_nth_unstable_by(k - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let label = |place: usize| training.labels()[squares[place].1];
        *agrees = (1..k).all(|place| label(place) == label(0));
    });
    Ok(agrees.iter().filter(|agrees| **agrees).count() as f64 / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Digits, Gaussian, Sample};
    use ndarray::array;

    #[test]
    fn digits_agree_and_noise_of_their_moments_does_not() {
        let (training, held_out) = Digits::split();
        let of_digits = label_agreement(held_out.points(), &training, 5).unwrap();
        assert!(of_digits > 0.85, "{of_digits}"); // true pictures, .93
        let spread = Gaussian::isotropic(training.points().mean_axis(ndarray::Axis(0)).unwrap(), 0.5).unwrap();
        let of_noise = label_agreement(&spread.sample(Seed(1), 600).unwrap(), &training, 5).unwrap();
        assert!(of_noise < of_digits - 0.2, "{of_noise}");
    }

    #[test]
    fn of_one_neighbour_all_agree_and_the_first_of_several_count() {
        let training = Dataset::new(array![[1.0], [-1.0], [1.0], [3.0]], vec![0, 0, 1, 1]).unwrap();
        let share = |x: f64, k: usize| label_agreement(&array![[x]], &training, k).unwrap();
        assert_eq!(share(0.3, 1), 1.0);
        assert_eq!(share(0.0, 2), 1.0); // three at the distance 1: the first two have label 0
        assert_eq!(share(0.0, 3), 0.0);
    }
}
