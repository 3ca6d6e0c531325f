//! Where a training run takes its samples from.

use std::fmt;
use std::sync::Arc;

use ndarray::Array2;

use crate::Seed;
use crate::distribution::{Sample, SampleLabelled};
use crate::error::Result;

/// A law to learn, with or without its labels. Each step draws fresh samples, so nothing is ever seen twice.
///
/// A checkpoint knows its data by the samples that they draw, and by their name if they have one.
#[derive(Clone)]
pub struct Data {
    name: String,
    law: Arc<dyn Sample + Send + Sync>,
    /// The same, where the network is told the labels.
    labelled: Option<Arc<dyn SampleLabelled + Send + Sync>>,
}

impl Data {
    /// A law whose labels, if it has any, are left aside.
    pub fn new(law: impl Sample + Send + Sync + 'static) -> Data {
        Data { name: String::new(), law: Arc::new(law), labelled: None }
    }

    /// A law whose labels the network is told, so that it learns p( · | y) for each label y.
    pub fn labelled(law: impl SampleLabelled + Send + Sync + 'static) -> Data {
        let law = Arc::new(law);
        Data { name: String::new(), law: law.clone(), labelled: Some(law) }
    }

    /// The same under a name, for a [`Checkpoint`](super::Checkpoint) to say. Spaces and ends of lines in it count as one
    /// space.
    ///
    /// ```
    /// use flowlab::{distribution::EightGaussians, train::Data};
    /// assert_eq!(Data::new(EightGaussians).named("eight  gaussians\n").name(), "eight gaussians");
    /// ```
    pub fn named(self, name: &str) -> Data {
        Data { name: name.split_whitespace().collect::<Vec<_>>().join(" "), ..self }
    }

    /// The name, empty for data without one.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The dimension d.
    pub fn dim(&self) -> usize {
        self.law.dim()
    }

    /// How many labels the network is told of: 0 for a law without.
    pub fn n_classes(&self) -> usize {
        self.labelled.as_ref().map_or(0, |law| law.n_classes())
    }

    /// n samples (n, d) of the law.
    ///
    /// ```
    /// use flowlab::distribution::{EightGaussians, Sample};
    /// use flowlab::{Seed, train::Data};
    /// assert_eq!(Data::new(EightGaussians).sample(Seed(1), 5)?, EightGaussians.sample(Seed(1), 5)?);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// As the law's own.
    pub fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        self.law.sample(seed, n)
    }

    /// n samples (n, d), and their labels where the network is told them.
    pub(super) fn draw(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Option<Vec<usize>>)> {
        match &self.labelled {
            None => Ok((self.law.sample(seed, n)?, None)),
            Some(law) => law.sample_labelled(seed, n).map(|(z, labels)| (z, Some(labels))),
        }
    }
}

impl<D: Sample + Send + Sync + 'static> From<D> for Data {
    fn from(law: D) -> Data {
        Data::new(law)
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Data")
            .field("name", &self.name)
            .field("dim", &self.dim())
            .field("n_classes", &self.n_classes())
            .finish_non_exhaustive()
    }
}
