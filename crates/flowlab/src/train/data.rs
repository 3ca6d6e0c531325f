//! Where a training run takes its samples from.

use std::fmt;
use std::sync::Arc;

use ndarray::Array2;

use crate::Seed;
use crate::distribution::{Sample, SampleLabelled};
use crate::error::Result;

/// A law to learn, with or without its labels. Each step draws fresh samples, so nothing is ever seen twice.
#[derive(Clone)]
pub struct Data(Kind);

#[derive(Clone)]
enum Kind {
    Plain(Arc<dyn Sample + Send + Sync>),
    Labelled(Arc<dyn SampleLabelled + Send + Sync>),
}

impl Data {
    /// A law whose labels, if it has any, are left aside.
    pub fn new(law: impl Sample + Send + Sync + 'static) -> Data {
        Data(Kind::Plain(Arc::new(law)))
    }

    /// A law whose labels the network is told, so that it learns p( · | y) for each label y.
    pub fn labelled(law: impl SampleLabelled + Send + Sync + 'static) -> Data {
        Data(Kind::Labelled(Arc::new(law)))
    }

    /// The dimension d.
    pub fn dim(&self) -> usize {
        match &self.0 {
            Kind::Plain(law) => law.dim(),
            Kind::Labelled(law) => law.dim(),
        }
    }

    /// How many labels the network is told of: 0 for a law without.
    pub fn n_classes(&self) -> usize {
        match &self.0 {
            Kind::Plain(_) => 0,
            Kind::Labelled(law) => law.n_classes(),
        }
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
        Ok(self.draw(seed, n)?.0)
    }

    /// n samples (n, d), and their labels where the network is told them.
    pub(super) fn draw(&self, seed: Seed, n: usize) -> Result<(Array2<f64>, Option<Vec<usize>>)> {
        match &self.0 {
            Kind::Plain(law) => Ok((law.sample(seed, n)?, None)),
            Kind::Labelled(law) => law.sample_labelled(seed, n).map(|(z, labels)| (z, Some(labels))),
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
        f.debug_struct("Data").field("dim", &self.dim()).field("n_classes", &self.n_classes()).finish_non_exhaustive()
    }
}
