//! Two simple classifiers, and how often one is right.
//!
//! Whether a model makes what it was asked for, a judge has to say: a classifier that saw true pictures. Its word on
//! samples stands beside its word on true held-out pictures, which is not 1 either.

use ndarray::{Array2, ArrayRef2};

use super::nearest;
use crate::chunk;
use crate::distribution::{Dataset, Sample, SampleLabelled};
use crate::error::{Result, agree, at_least_one};

/// Gives a point the label of the training point that is nearest to it (the *nearest-neighbour classifier*).
///
/// ```
/// use flowlab::distribution::Dataset;
/// use flowlab::{metrics::Nearest, ndarray::array};
/// let training = Dataset::new(array![[0.0], [1.0], [10.0]], vec![0, 0, 1])?;
/// assert_eq!(Nearest::new(&training).classify(&array![[2.0], [6.0]])?, [0, 1]);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Cover and Hart, *Nearest Neighbor Pattern Classification* (1967).
#[doc(alias("nearest neighbour", "1-NN", "k-nearest neighbors"))]
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    points: Array2<f64>,
    labels: Vec<usize>,
}

impl Nearest {
    /// The classifier by these points.
    pub fn new(training: &Dataset) -> Nearest {
        Nearest { points: training.points().to_owned(), labels: training.labels().to_vec() }
    }

    /// The label of each row of `x` (n, d): (n).
    ///
    /// # Errors
    /// No rows, another dimension than that of the training points, or a number that is not finite.
    pub fn classify(&self, x: &ArrayRef2<f64>) -> Result<Vec<usize>> {
        Ok(nearest(x, &self.points)?.0.into_iter().map(|row| self.labels[row]).collect())
    }
}

/// Gives a point the label of the class whose mean is nearest to it (the *nearest-centroid classifier*).
///
/// It asks only where a class lies, not what its pictures look like: right less often than [`Nearest`] on true pictures,
/// and more often on such as lie near the middle of their class.
///
/// ```
/// use flowlab::distribution::Dataset;
/// use flowlab::{metrics::NearestMean, ndarray::array};
/// let training = Dataset::new(array![[0.0], [1.0], [10.0]], vec![0, 0, 1])?; // means .5 and 10
/// assert_eq!(NearestMean::new(&training)?.classify(&array![[2.0], [6.0]])?, [0, 1]);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[doc(alias("nearest centroid"))]
#[derive(Clone, Debug, PartialEq)]
pub struct NearestMean(Nearest);

impl NearestMean {
    /// The classifier by the means of the classes. A class without points is never said.
    ///
    /// # Errors
    /// More classes than memory holds means of.
    pub fn new(training: &Dataset) -> Result<NearestMean> {
        let mut counts = vec![0.0; training.n_classes()];
        training.labels().iter().for_each(|label| counts[*label] += 1.0);
        let labels: Vec<usize> = (0..counts.len()).filter(|label| counts[*label] > 0.0).collect();
        let mut means = chunk::batch(labels.len(), training.dim())?;
        for (z, label) in training.points().rows().into_iter().zip(training.labels()) {
            let place = labels.partition_point(|other| other < label);
            means.row_mut(place).scaled_add(1.0 / counts[*label], &z);
        }
        Ok(NearestMean(Nearest { points: means, labels }))
    }

    /// The label of each row of `x` (n, d): (n).
    ///
    /// # Errors
    /// As [`Nearest::classify`].
    pub fn classify(&self, x: &ArrayRef2<f64>) -> Result<Vec<usize>> {
        self.0.classify(x)
    }
}

/// The share of the labels that are the right ones.
///
/// Of samples that were asked for by label, judged by a classifier, it is the *label accuracy*. It is read beside the
/// accuracy of the same classifier on true held-out points; a guess among K classes of one size is right with probability
/// 1/K.
///
/// ```
/// use flowlab::metrics;
/// assert_eq!(metrics::accuracy(&[0, 1, 1, 2], &[0, 1, 2, 2])?, 0.75);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No labels, or another number of right ones.
pub fn accuracy(labels: &[usize], right: &[usize]) -> Result<f64> {
    let n = at_least_one("labels", labels.len())?;
    agree("the number of right labels", right.len(), "the number of labels", n)?;
    Ok(labels.iter().zip(right).filter(|(label, right)| label == right).count() as f64 / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::GaussianMixture;
    use ndarray::array;
    use statrs::distribution::{Continuous, ContinuousCDF, Normal};

    /// Half N(-1, 1), half N(1, 1): the posterior of the right hill at x is 1/(1 + exp(-2x)).
    fn two_hills(seed: u64, n: usize) -> Dataset {
        let law = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0).unwrap();
        Dataset::of(&law, Seed(seed), n).unwrap()
    }

    #[test]
    fn the_nearest_mean_of_two_equal_hills_is_right_as_often_as_a_normal_number_is_below_their_half_distance() {
        let (training, test) = (two_hills(1, 10_000), two_hills(2, 10_000));
        let said = NearestMean::new(&training).unwrap().classify(test.points()).unwrap();
        // sd .0037; the border is off by some .01, to which the share is blind at first order
        let share = accuracy(&said, test.labels()).unwrap();
        assert!((share - Normal::standard().cdf(1.0)).abs() < 4.0 * 0.0037, "{share}");
    }

    #[test]
    fn the_nearest_neighbour_is_wrong_with_twice_the_variance_of_the_posterior() {
        // Cover and Hart: for many points the error is E 2η(1 − η), here the mean of 1/(2 cosh² x); the density is
        // φ(x)·exp(−½)·cosh x
        let step = 1e-3;
        let wrong = |x: f64| Normal::standard().pdf(x) * (-0.5_f64).exp() / (2.0 * x.cosh());
        let error: f64 = (-8000..=8000).map(|k| step * wrong(step * f64::from(k))).sum();
        let (training, test) = (two_hills(3, 10_000), two_hills(4, 10_000));
        let share = accuracy(&Nearest::new(&training).classify(test.points()).unwrap(), test.labels()).unwrap();
        // the chance of the test points and that of the training points: .0042 each at most
        assert!((1.0 - share - error).abs() < 4.0 * 0.006, "{share} {error}");
        // on its own points it is never wrong
        assert_eq!(accuracy(&Nearest::new(&training).classify(training.points()).unwrap(), training.labels()), Ok(1.0));
    }

    #[test]
    fn a_class_without_points_is_never_said() {
        let training = Dataset::new(array![[0.0], [10.0], [12.0], [2.0]], vec![0, 3, 3, 0]).unwrap();
        let means = NearestMean::new(&training).unwrap();
        assert_eq!(means.classify(&array![[5.9], [6.1], [-7.0]]).unwrap(), [0, 3, 0]); // means 1 and 11
        assert!(means.classify(&array![[0.0, 1.0]]).unwrap_err().to_string().contains("the number of columns"));
    }

    #[test]
    fn labels_and_right_ones_are_as_many() {
        assert_eq!(accuracy(&[], &[]).unwrap_err().to_string(), "no labels: give at least one");
        assert!(accuracy(&[0], &[0, 1]).unwrap_err().to_string().contains("the number of right labels is 2"));
    }
}
