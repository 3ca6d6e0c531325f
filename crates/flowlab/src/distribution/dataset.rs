//! A data set as a law: each of its points with the same probability.

use ndarray::{Array1, Array2, ArrayRef2};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{Sample, SampleLabelled, sample_rows};
use crate::error::{Error, Result, agree, at_least_one, finite_batch};
use crate::{Scaler, Seed, chunk};

/// The law that draws one of N given points, each with probability 1/N (the *empirical distribution*), with its label.
///
/// It stands for the law that the points came from: training sees nothing else. What it does not know is all that lies
/// between the points.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::distribution::{Dataset, Sample};
/// use flowlab::ndarray::array;
/// let dataset = Dataset::new(array![[0.0, 1.0], [2.0, 3.0]], vec![0, 1])?;
/// let z = dataset.sample(Seed(1), 1000)?;
/// assert!(z.rows().into_iter().all(|z| z == array![0.0, 1.0] || z == array![2.0, 3.0]));
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    points: Array2<f64>,
    labels: Vec<usize>,
    n_classes: usize,
}

impl Dataset {
    /// The data set of these points (N, d) with their labels (N), all 0 where there are none to tell apart.
    ///
    /// # Errors
    /// No points, another number of labels than of points, points that are not finite, or a label of N or more.
    pub fn new(points: Array2<f64>, labels: Vec<usize>) -> Result<Dataset> {
        let n = at_least_one("points", points.nrows())?;
        at_least_one("dimensions", points.ncols())?;
        agree("the number of labels", labels.len(), "the number of points", n)?;
        finite_batch("points", &points)?;
        if let Some(&label) = labels.iter().find(|label| **label >= n) {
            return Err(Error::Label { label, n_classes: n });
        }
        let n_classes = labels.iter().max().map_or(1, |most| most + 1);
        Ok(Dataset { points, labels, n_classes })
    }

    /// The data set of these points (N, d), all of one class.
    ///
    /// ```
    /// use flowlab::distribution::{Dataset, SampleLabelled};
    /// use flowlab::ndarray::array;
    /// let dataset = Dataset::unlabelled(array![[0.0], [2.0], [4.0]])?;
    /// assert_eq!((dataset.len(), dataset.labels(), dataset.n_classes()), (3, &[0, 0, 0][..], 1));
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// No points, or points that are not finite.
    pub fn unlabelled(points: Array2<f64>) -> Result<Dataset> {
        let labels = chunk::repeated("points", points.nrows(), 0)?;
        Dataset::new(points, labels)
    }

    /// A data set of N samples of a law, with their labels.
    ///
    /// # Errors
    /// As the law's own.
    pub fn of(law: &impl SampleLabelled, seed: Seed, n: usize) -> Result<Dataset> {
        let (points, labels) = law.sample_labelled(seed, n)?;
        Dataset::new(points, labels)
    }

    /// Two data sets: a random share of the points, and the rest, each in the order of this one. One to train on, one
    /// to test with.
    ///
    /// The share is rounded to whole points, at least one on each side. Both sides keep the number of classes: a class
    /// may be missing on one of them, and then has the probability 0 there.
    ///
    /// ```
    /// use flowlab::Seed;
    /// use flowlab::distribution::{Dataset, EightGaussians, SampleLabelled};
    /// let (train, test) = Dataset::of(&EightGaussians, Seed(1), 100)?.split(Seed(2), 0.9)?;
    /// assert_eq!((train.len(), test.len()), (90, 10));
    /// assert_eq!((train.n_classes(), test.n_classes()), (8, 8));
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A share that does not lie strictly between 0 and 1, a single point, or more than memory holds.
    pub fn split(&self, seed: Seed, share: f64) -> Result<(Dataset, Dataset)> {
        if !(share > 0.0 && share < 1.0) {
            return Err(Error::Probability { what: "share", value: share });
        }
        let n = self.len();
        at_least_one("second point", n - 1)?;
        let n_first = ((share * n as f64).round() as usize).clamp(1, n - 1);
        let mut is_first = chunk::repeated("points", n, false)?;
        is_first[..n_first].fill(true);
        let mut rng: Xoshiro256PlusPlus = seed.branch("split").stream(0);
        is_first.shuffle(&mut rng);
        Ok((self.part(&is_first, true, n_first)?, self.part(&is_first, false, n - n_first)?))
    }

    /// The same set with its points scaled, its labels as they are.
    ///
    /// ```
    /// use flowlab::{Scaler, distribution::Dataset, ndarray::array};
    /// let heights = Dataset::new(array![[1600.0], [1800.0]], vec![0, 1])?;
    /// let scaler = Scaler::fit(heights.points())?;
    /// assert_eq!(heights.scaled(&scaler)?.points(), &*array![[-1.0], [1.0]]);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A scaler of another width, or numbers beyond all numbers.
    pub fn scaled(&self, scaler: &Scaler) -> Result<Dataset> {
        let points = scaler.scale(&self.points)?;
        finite_batch("scaled points", &points)?;
        Ok(Dataset { points, ..self.clone() })
    }

    /// The `n` points on one side.
    fn part(&self, is_first: &[bool], side: bool, n: usize) -> Result<Dataset> {
        let (mut points, mut labels) = (chunk::batch(n, self.dim())?, chunk::repeated("points", n, 0)?);
        let places = (0..self.len()).filter(|i| is_first[*i] == side);
        for ((i, mut point), label) in places.zip(points.rows_mut()).zip(&mut labels) {
            point.assign(&self.points.row(i));
            *label = self.labels[i];
        }
        Ok(Dataset { points, labels, n_classes: self.n_classes })
    }

    /// The number N of points, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "no data set is empty")]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// The points: (N, d).
    pub fn points(&self) -> &ArrayRef2<f64> {
        &self.points
    }

    /// Their labels: (N).
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }
}

impl Sample for Dataset {
    fn dim(&self) -> usize {
        self.points.ncols()
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        self.sample_labelled(seed, n).map(|(samples, _)| samples)
    }
}

impl SampleLabelled for Dataset {
    fn class_probabilities(&self) -> Array1<f64> {
        let mut counts = Array1::zeros(self.n_classes);
        self.labels.iter().for_each(|label| counts[*label] += 1.0);
        counts / self.labels.len() as f64
    }

    fn sample_labelled(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Vec<usize>)> {
        sample_rows(seed.branch("data set"), n, self.dim(), |mut row, rng| {
            let i = rng.random_range(0..self.labels.len());
            row.assign(&self.points.row(i));
            self.labels[i]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics;
    use ndarray::array;

    #[test]
    fn every_point_is_as_likely_as_every_other() {
        let points = Array2::from_shape_fn((10, 1), |(i, _)| i as f64);
        let dataset = Dataset::new(points, vec![0, 0, 0, 1, 1, 1, 1, 1, 1, 1]).unwrap();
        assert_eq!(dataset.class_probabilities(), array![0.3, 0.7]);
        let (samples, labels) = dataset.sample_labelled(Seed(3), 10_000).unwrap();
        let mut counts = vec![0; 10];
        for (z, label) in samples.iter().zip(&labels) {
            counts[*z as usize] += 1;
            assert_eq!(*label, usize::from(*z >= 3.0));
        }
        // a right sampler is alarmed once in a million seeds
        assert!(metrics::chi_square(&counts, &[0.1; 10]).unwrap().p_value > 1e-6);
    }

    #[test]
    fn a_split_parts_the_points_and_keeps_their_labels_and_the_number_of_classes() {
        let points = Array2::from_shape_fn((20, 2), |(i, j)| (2 * i + j) as f64);
        let whole = Dataset::new(points, (0..20).map(|i| if i == 7 { 5 } else { i % 2 }).collect()).unwrap();
        for (share, n_first) in [(0.5, 10), (0.8, 16), (1e-9, 1), (1.0 - 1e-9, 19)] {
            let (first, second) = whole.split(Seed(4), share).unwrap();
            assert_eq!((first.len(), second.len()), (n_first, 20 - n_first));
            let mut seen = vec![];
            for side in [&first, &second] {
                let places: Vec<usize> = side.points().column(0).iter().map(|x| *x as usize / 2).collect();
                assert!(places.is_sorted());
                assert!(places.iter().zip(side.labels()).all(|(i, label)| whole.labels()[*i] == *label));
                assert!(side.points().rows().into_iter().all(|z| z[1] == z[0] + 1.0));
                seen.extend(places);
                // class 5 has one point, and is known on both sides
                assert_eq!((side.n_classes(), side.class_probabilities().len()), (6, 6));
                assert!((side.class_probabilities().sum() - 1.0).abs() < 1e-15); // six sums of twentieths
                assert!(side.sample_labelled(Seed(1), 100).unwrap().1.iter().all(|label| *label < 6));
            }
            seen.sort();
            assert_eq!(seen, (0..20).collect::<Vec<_>>());
        }
        assert_eq!(whole.split(Seed(4), 0.5).unwrap(), whole.split(Seed(4), 0.5).unwrap());
        assert_ne!(whole.split(Seed(4), 0.5).unwrap(), whole.split(Seed(5), 0.5).unwrap());
    }

    #[test]
    fn every_point_is_as_likely_to_be_in_the_first_part() {
        let whole = Dataset::unlabelled(Array2::from_shape_fn((10, 1), |(i, _)| i as f64)).unwrap();
        let mut counts = vec![0; 10];
        for seed in 0..5000 {
            whole.split(Seed(seed), 0.1).unwrap().0.points().iter().for_each(|z| counts[*z as usize] += 1);
        }
        // a right split is alarmed once in a million
        assert!(metrics::chi_square(&counts, &[0.1; 10]).unwrap().p_value > 1e-6);
    }

    #[test]
    fn what_cannot_be_split_is_refused() {
        let whole = Dataset::unlabelled(array![[0.0], [1.0]]).unwrap();
        for share in [0.0, 1.0, -0.5, f64::NAN, f64::INFINITY] {
            let message = whole.split(Seed(1), share).unwrap_err().to_string();
            assert!(message.contains(&format!("share = {share}")), "{message}");
        }
        let single = Dataset::unlabelled(array![[0.0]]).unwrap().split(Seed(1), 0.5).unwrap_err();
        assert_eq!(single.to_string(), "no second point: give at least one");
    }

    #[test]
    fn what_is_no_data_set_is_refused_by_name() {
        let refused = |points, labels| Dataset::new(points, labels).unwrap_err().to_string();
        assert!(refused(Array2::zeros((0, 2)), vec![]).contains("no points"));
        assert!(refused(Array2::zeros((2, 1)), vec![0]).contains("number of labels is 1"));
        assert!(refused(array![[f64::NAN]], vec![0]).contains("points[0, 0] = NaN"));
        assert!(refused(array![[1.0]], vec![7]).contains("label 7"));
    }
}
