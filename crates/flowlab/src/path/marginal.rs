//! The exact velocity field and score of a Gaussian path, for data that are Gaussian or a mixture of Gaussians.

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2};

use super::{Coefficients, GaussianPath};
use crate::VectorField;
use crate::distribution::{Density, GaussianMixture, Regression};
use crate::error::{Result, unit_time};

/// u(t, x) = E[dXₜ/dt | Xₜ = x] for Xₜ = αₜ·z + βₜ·x₀, z from a mixture of Gaussians, x₀ ~ N(0, I) independent of z.
///
/// Given the component N(μ, Σ) of z, Xₜ ~ N(αμ, S) with S = α²Σ + β²I, and given Xₜ = x as well
///
/// E z = μ + α·ΣS⁻¹(x − αμ), E x₀ = β·S⁻¹(x − αμ), so u = α̇·μ + (α̇α·Σ + β̇β·I)·S⁻¹(x − αμ);
///
/// the field is the mean of these over the components, each weighted by its probability given Xₜ = x. An ODE with
/// this field takes N(0, I) at t = 0 to the data's law at t = 1. With the linear schedule u(0, x) = E z − x: one
/// Euler step sends every start to the mean of the data. Nothing is singular at t = 1, since the data have a density.
///
/// ```
/// use flowlab::VectorField;
/// use flowlab::distribution::Gaussian;
/// use flowlab::ndarray::array;
/// use flowlab::path::{GaussianPath, MarginalField, Schedule};
/// // "Breathing": from N(0, 1) to N(0, 1); u = (2t - 1) x / (t² + (1 - t)²).
/// let field = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::standard(1)?);
/// assert_eq!(field.at(0.0, &array![[3.0]]), array![[-3.0]]);
/// assert_eq!(field.at(0.5, &array![[3.0]]), array![[0.0]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MarginalField {
    path: GaussianPath,
    data: GaussianMixture,
}

impl MarginalField {
    /// The field of this path to these data: a [`Gaussian`](crate::distribution::Gaussian), a [`GaussianMixture`], or
    /// [`EightGaussians`](crate::distribution::EightGaussians).
    pub fn new(path: GaussianPath, data: impl Into<GaussianMixture>) -> MarginalField {
        MarginalField { path, data: data.into() }
    }

    /// The path.
    pub fn path(&self) -> GaussianPath {
        self.path
    }

    /// The law of z, at t = 1.
    pub fn data(&self) -> &GaussianMixture {
        &self.data
    }

    /// The law of Xₜ: the mixture of N(αμₖ, α²Σₖ + β²I).
    ///
    /// # Errors
    /// A t that is not finite.
    pub fn law(&self, t: f64) -> Result<GaussianMixture> {
        let Coefficients { alpha, beta, .. } = self.path.coefficients(crate::error::finite("t", t)?);
        let components = self.data.components().iter().map(|component| component.blended(alpha, beta));
        GaussianMixture::new(self.data.weights().clone(), components.collect::<Result<_>>()?)
    }

    /// The score ∇ₓ log p of the law of Xₜ for each row of the batch (n, d): (n, d).
    ///
    /// # Errors
    /// A t that is not finite.
    ///
    /// # Panics
    /// If `x` is not (n, d).
    pub fn score(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        Ok(self.law(t)?.score(x))
    }
}

impl VectorField for MarginalField {
    fn dim(&self) -> usize {
        self.data.dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        let Coefficients { alpha, beta, alpha_dot, .. } = self.path.coefficients(t);
        let noise = self.path.schedule.beta_beta_dot(t);
        let velocity = Regression { alpha, beta, data: alpha_dot * alpha, noise, mean: alpha_dot };
        self.data.regress(velocity, x, out);
    }

    fn check_time(&self, t: f64) -> Result<()> {
        unit_time(t).map(drop)
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        self.path.agrees(path)
    }
}
