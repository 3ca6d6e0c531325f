//! A data set as a law: each of its points with the same probability.

use ndarray::{Array1, Array2, ArrayRef2};
use rand::Rng;

use super::{Sample, SampleLabelled, sample_rows};
use crate::Seed;
use crate::error::{Error, Result, agree, at_least_one, finite_batch};

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

    /// A data set of N samples of a law, with their labels.
    ///
    /// # Errors
    /// As the law's own.
    pub fn of(law: &impl SampleLabelled, seed: Seed, n: usize) -> Result<Dataset> {
        let (points, labels) = law.sample_labelled(seed, n)?;
        Dataset::new(points, labels)
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
    fn what_is_no_data_set_is_refused_by_name() {
        let refused = |points, labels| Dataset::new(points, labels).unwrap_err().to_string();
        assert!(refused(Array2::zeros((0, 2)), vec![]).contains("no points"));
        assert!(refused(Array2::zeros((2, 1)), vec![0]).contains("number of labels is 1"));
        assert!(refused(array![[f64::NAN]], vec![0]).contains("points[0, 0] = NaN"));
        assert!(refused(array![[1.0]], vec![7]).contains("label 7"));
    }
}
