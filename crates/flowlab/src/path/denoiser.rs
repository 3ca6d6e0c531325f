//! Fields that know their path and guess the data point behind a noisy one.

use ndarray::{Array2, ArrayRef2};

use super::{MarginalField, PointField};
use crate::VectorField;
use crate::error::Result;
use crate::gaussian_path::GaussianPath;

/// A field that knows its path, and of each point the mean of the data that may lie behind it, ẑ = E[z | Xₜ = x]: exact,
/// as that of a [`MarginalField`], or learned.
///
/// With x = α·ẑ + β·x̂₀ it guesses the noise as well, x̂₀ = E[x₀ | Xₜ = x], and mixing both anew is a step to another time:
/// [`ddim`](super::ddim), and with fresh noise [`ancestral`](super::ancestral). A
/// [`TrainedField`](crate::train::TrainedField) of any target is one too.
///
/// ```
/// use flowlab::VectorField;
/// use flowlab::distribution::Gaussian;
/// use flowlab::ndarray::array;
/// use flowlab::path::{Denoiser, GaussianPath, MarginalField, Schedule};
/// // x + (1 − t)·u on the linear path, whoever guesses
/// fn by_the_velocity(field: &impl Denoiser) -> flowlab::Result<f64> {
///     let (t, x) = (0.3, array![[0.7]]);
///     let guess = &x + (1.0 - t) * field.at(t, &x);
///     Ok((guess - field.posterior_mean(t, &x)?)[[0, 0]])
/// }
/// let exact = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::isotropic(array![1.0], 2.0)?);
/// assert!(by_the_velocity(&exact)?.abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait Denoiser: VectorField {
    /// The path whose velocity the field is.
    fn path(&self) -> GaussianPath;

    /// ẑ for each row of the batch (n, d): (n, d).
    ///
    /// # Errors
    /// A t outside [0, 1], or one at which there is no guess.
    ///
    /// # Panics
    /// May panic, as slices do, if `x` is not (n, d).
    fn posterior_mean(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>>;
}

impl<D: Denoiser + ?Sized> Denoiser for &D {
    fn path(&self) -> GaussianPath {
        (**self).path()
    }

    fn posterior_mean(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        (**self).posterior_mean(t, x)
    }
}

impl Denoiser for MarginalField {
    fn path(&self) -> GaussianPath {
        MarginalField::path(self)
    }

    fn posterior_mean(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        MarginalField::posterior_mean(self, t, x)
    }
}

impl Denoiser for PointField {
    fn path(&self) -> GaussianPath {
        PointField::path(self)
    }

    fn posterior_mean(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        PointField::posterior_mean(self, t, x)
    }
}
