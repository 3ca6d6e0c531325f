//! Data in raw units: to mean 0 and standard deviation 1 before training, and back after sampling.
//!
//! A path starts from noise N(0, I) and a network's weights from numbers of that size, so data of the mean 1700 and the
//! sd 90 train to nonsense. A [`Scaler`] takes each column x to (x − mean)/sd, and samples z back to mean + sd·z. Where
//! one column is in metres and another in seconds, both then count alike in the loss.
//!
//! From a file of raw numbers to new ones of their kind:
//!
//! ```
//! use flowlab::prelude::*;
//! use flowlab::distribution::Dataset;
//!
//! let path = std::env::temp_dir().join(format!("flowlab-doc-raw-{}.csv", std::process::id()));
//! let raw = Gaussian::isotropic(array![1700.0], 90.0)?.sample(Seed(1), 500)?;
//! Table::new().column("height", &raw)?.write_csv(&path)?;
//!
//! let x = Table::read_csv(&path)?.numbers(&["height"])?;
//! let scaler = Scaler::fit(&x)?;
//! let data = Dataset::unlabelled(scaler.scale(&x)?)?;
//! let settings = Settings { hidden: vec![16], steps: 20, batch: 64, ..Settings::default() };
//! let mut training = FlowMatching::new(data, settings)?;
//! training.fit(|_| std::ops::ControlFlow::Continue(()))?;
//! let x0 = Gaussian::standard(1)?.sample(Seed(2), 400)?;
//! let z = simulate_ode_final(&training.field(), &Euler, &TimeGrid::uniform(0.0, 1.0, 10)?, &x0)?;
//! let samples = scaler.unscale(&z)?;
//! // back in the units of the file, as near as 20 steps of training come
//! assert!((samples.mean().unwrap() - 1700.0).abs() < 90.0);
//! # std::fs::remove_file(&path).unwrap();
//! # Ok::<(), flowlab::Error>(())
//! ```

use std::path::Path;

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, ArrayView1};

use crate::chunk;
use crate::error::{Result, agree, at_least_one, finite, finite_batch};
use crate::nn::Tensors;

/// The mean and the standard deviation of each column of some data, by which others are scaled.
///
/// Fit it on what the network is trained on and use it for all else: test data scaled by themselves would hide a shift.
///
/// ```
/// use flowlab::{Scaler, ndarray::array};
/// let x = array![[1.0, 300.0], [3.0, 300.0]];
/// let scaler = Scaler::fit(&x)?;
/// assert_eq!((scaler.mean(), scaler.sd()), (&*array![2.0, 300.0], &*array![1.0, 1.0])); // a constant column has sd 1
/// assert_eq!(scaler.scale(&x)?, array![[-1.0, 0.0], [1.0, 0.0]]);
/// assert_eq!(scaler.unscale(&array![[0.5, 0.0]])?, array![[2.5, 300.0]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scaler {
    mean: Array1<f64>,
    sd: Array1<f64>,
}

impl Scaler {
    /// The mean and the sd of each column of a batch (n, d). The sd is the root of the mean square distance from the
    /// mean, a sum divided by n. A column whose numbers are all the same, or
    /// differ by less than 2·10⁻³⁰⁸, gets the sd 1.
    ///
    /// # Errors
    /// No rows or columns, numbers that are not finite, or such as lie farther apart than a number says.
    pub fn fit(x: &ArrayRef2<f64>) -> Result<Scaler> {
        at_least_one("rows", x.nrows())?;
        at_least_one("columns", x.ncols())?;
        finite_batch("x", x)?;
        let moments = x.columns().into_iter().enumerate().map(|(j, column)| moments(j, column));
        let (mean, sd): (Vec<f64>, Vec<f64>) = moments.collect::<Result<Vec<_>>>()?.into_iter().unzip();
        Ok(Scaler { mean: mean.into(), sd: sd.into() })
    }

    /// (x − mean)/sd for each row of a batch (n, d): (n, d).
    ///
    /// # Errors
    /// A batch of another width, or more than memory holds.
    pub fn scale(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        self.map(x, |x, mean, sd| (x - mean) / sd)
    }

    /// mean + sd·z for each row of a batch (n, d): (n, d), up to rounding what [`scale`](Scaler::scale) was given.
    ///
    /// # Errors
    /// A batch of another width, or more than memory holds.
    pub fn unscale(&self, z: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        self.map(z, |z, mean, sd| mean + sd * z)
    }

    /// The mean of each column: (d).
    pub fn mean(&self) -> &ArrayRef1<f64> {
        &self.mean
    }

    /// The standard deviation of each column, all above 0: (d).
    pub fn sd(&self) -> &ArrayRef1<f64> {
        &self.sd
    }

    /// Writes the scaler as a safetensors file with the tensors `mean` and `sd`, whole or not at all: to be kept beside
    /// the network that was trained on what it scaled.
    ///
    /// ```
    /// use flowlab::{Scaler, ndarray::array};
    /// let path = std::env::temp_dir().join(format!("flowlab-doc-scaler-{}.safetensors", std::process::id()));
    /// let scaler = Scaler::fit(&array![[0.1, 5.0], [0.3, 6.0]])?;
    /// scaler.save(&path)?;
    /// assert_eq!(Scaler::load(&path)?, scaler);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// The folder does not exist or cannot be written, or the disk is full.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let mut tensors = Tensors::new(path.as_ref());
        for (name, numbers) in [("mean", &self.mean), ("sd", &self.sd)] {
            tensors.put(name, &[numbers.len()], &numbers.to_vec());
        }
        tensors.write()
    }

    /// Reads a scaler that [`save`](Scaler::save) wrote.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged, or holds anything but a mean and an sd above 0 for each column.
    pub fn load(path: impl AsRef<Path>) -> Result<Scaler> {
        let mut tensors = Tensors::read(path.as_ref())?;
        let (shape, mean) = tensors.take::<f64>("mean")?;
        let sd = tensors.take_shaped::<f64>("sd", &shape)?;
        tensors.all_taken()?;
        if shape.len() != 1 || mean.is_empty() || sd.iter().any(|sd| *sd <= 0.0) {
            return Err(tensors.error("is no scaler, which has a mean and an sd above 0 for each column: fit it again"));
        }
        Ok(Scaler { mean: mean.into(), sd: sd.into() })
    }

    /// Each number of a batch, with the mean and the sd of its column.
    fn map(&self, x: &ArrayRef2<f64>, at: fn(f64, f64, f64) -> f64) -> Result<Array2<f64>> {
        agree("the number of columns", x.ncols(), "that of the data that the scaler is of", self.mean.len())?;
        let mut scaled = chunk::batch(x.nrows(), x.ncols())?;
        for (j, (column, mut scaled)) in x.columns().into_iter().zip(scaled.columns_mut()).enumerate() {
            scaled.zip_mut_with(&column, |scaled, x| *scaled = at(*x, self.mean[j], self.sd[j]));
        }
        Ok(scaled)
    }
}

/// The mean and the sd of column j, from the distances to its first number, which lose no digits where the mean is
/// large.
fn moments(j: usize, x: ArrayView1<'_, f64>) -> Result<(f64, f64)> {
    let (n, first) = (x.len() as f64, x[0]);
    let mean = finite(&format!("the mean of column {j}"), first + x.iter().map(|x| (x - first) / n).sum::<f64>())?;
    let farthest = x.iter().fold(0.0, |most: f64, x| most.max((x - mean).abs()));
    // in units of the largest, whose squares neither overflow nor vanish
    let square = x.iter().map(|x| ((x - mean) / farthest).powi(2)).sum::<f64>() / n;
    match farthest * square.sqrt() {
        _ if farthest < f64::MIN_POSITIVE => Ok((mean, 1.0)), // no distance, or one with hardly a digit
        sd => Ok((mean, finite(&format!("the sd of column {j}"), sd)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Gaussian, Sample};
    use ndarray::{Axis, array};

    #[test]
    fn scaled_data_have_mean_zero_and_sd_one_at_every_size() {
        let z = Gaussian::standard(1).unwrap().sample(Seed(1), 1000).unwrap();
        let unit = Scaler::fit(&z).unwrap();
        for (mean, sd) in [(0.0, 1.0), (1e9, 1.0), (-1e9, 1e-3), (0.0, 1e-200), (0.0, 1e300), (1e300, 1e290)] {
            let x = z.mapv(|z| mean + sd * z);
            let scaler = Scaler::fit(&x).unwrap();
            // each x is rounded by ulp(mean)/2, a thousand are summed
            let rounding = 2e-16 * f64::abs(mean) / sd + 1e-13;
            assert!((scaler.sd()[0] / sd / unit.sd()[0] - 1.0).abs() < rounding, "{mean} {sd}: {}", scaler.sd());
            let scaled = scaler.scale(&x).unwrap();
            assert!(scaled.mean_axis(Axis(0)).unwrap()[0].abs() < rounding, "{mean} {sd}");
            assert!((scaled.mapv(|z| z * z).mean().unwrap() - 1.0).abs() < 2.0 * rounding, "{mean} {sd}");
            let back = scaler.unscale(&scaled).unwrap();
            // three roundings of numbers as large as mean and 4 sd
            assert!(back.iter().zip(&x).all(|(a, b)| (a - b).abs() <= 4.0 * f64::EPSILON * (mean.abs() + 4.0 * sd)));
        }
    }

    #[test]
    fn constant_columns_are_moved_and_not_stretched() {
        for x in [0.1, 1e300, -5e-324, 0.0] {
            let scaler = Scaler::fit(&Array2::from_elem((7, 1), x)).unwrap();
            assert_eq!((scaler.mean()[0], scaler.sd()[0]), (x, 1.0));
        }
    }

    #[test]
    fn what_cannot_be_scaled_is_refused() {
        let refused = |x: Array2<f64>| Scaler::fit(&x).unwrap_err().to_string();
        assert_eq!(refused(Array2::zeros((0, 2))), "no rows: give at least one");
        assert_eq!(refused(Array2::zeros((2, 0))), "no columns: give at least one");
        assert!(refused(array![[0.0, f64::NAN]]).contains("x[0, 1] = NaN"));
        assert!(refused(array![[0.0, 1e308], [0.0, -1e308]]).contains("column 1"));
        let scaler = Scaler::fit(&array![[1.0, 2.0]]).unwrap();
        let message = scaler.scale(&array![[1.0]]).unwrap_err().to_string();
        assert!(message.starts_with("the number of columns is 1") && message.contains("is 2"), "{message}");
        assert!(scaler.unscale(&Array2::zeros((1, 3))).is_err());
    }

    #[test]
    fn files_that_hold_no_scaler_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.safetensors");
        type Named<'a> = (&'a str, &'a [usize], &'a [f64]);
        let refused = |tensors: &[Named<'_>]| {
            let mut file = Tensors::new(&path);
            tensors.iter().for_each(|(name, shape, numbers)| file.put(name, shape, numbers));
            file.write().unwrap();
            Scaler::load(&path).unwrap_err().to_string()
        };
        let mean: Named<'_> = ("mean", &[2], &[0.0, 1.0]);
        assert!(refused(&[mean]).contains("no tensor `sd`"));
        assert!(refused(&[mean, ("sd", &[1], &[1.0])]).contains("[1], not [2]"));
        assert!(refused(&[mean, ("sd", &[2], &[1.0, 0.0])]).contains("is no scaler"));
        assert!(refused(&[("mean", &[1, 1], &[0.0]), ("sd", &[1, 1], &[1.0])]).contains("is no scaler"));
        assert!(refused(&[("mean", &[0], &[]), ("sd", &[0], &[])]).contains("is no scaler"));
        assert!(refused(&[mean, ("sd", &[2], &[1.0, 2.0]), ("more", &[1], &[1.0])]).contains("`more`"));
        assert!(Scaler::load(folder.path().join("none")).unwrap_err().to_string().contains("cannot be read"));
    }
}
