//! The exact velocity field and score of a Gaussian path, for data that are Gaussian or a mixture of Gaussians.

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2};

use crate::distribution::{Density, GaussianMixture, Regression};
use crate::error::{Error, Result, positive, unit_time};
use crate::gaussian_path::{Coefficients, GaussianPath};
use crate::{Field, VectorField};

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
    /// A t outside [0, 1].
    pub fn law(&self, t: f64) -> Result<GaussianMixture> {
        let Coefficients { alpha, beta, .. } = self.path.coefficients(unit_time(t)?);
        let components = self.data.components().iter().map(|component| component.blended(alpha, beta));
        GaussianMixture::new(self.data.weights().clone(), components.collect::<Result<_>>()?)
    }

    /// The field to one component alone, u(t, x) given the label y = k: the components are the classes of the data.
    ///
    /// This field is the mean of those of all labels, each weighted by its probability given Xₜ = x, which is
    /// [`responsibilities`](GaussianMixture::responsibilities) of the [`law`](MarginalField::law).
    /// [`Guided`](super::Guided) goes beyond it.
    ///
    /// ```
    /// use flowlab::VectorField;
    /// use flowlab::distribution::GaussianMixture;
    /// use flowlab::ndarray::array;
    /// use flowlab::path::{GaussianPath, MarginalField, Schedule};
    /// let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)?;
    /// let all = MarginalField::new(GaussianPath::new(Schedule::Linear), data);
    /// // each start goes to the mean of the data, 0, or to that of the label
    /// assert_eq!(all.at(0.0, &array![[3.0]]), array![[-3.0]]);
    /// assert_eq!(all.with_label(1)?.at(0.0, &array![[3.0]]), array![[-2.0]]);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A label that no component has.
    pub fn with_label(&self, label: usize) -> Result<MarginalField> {
        let component = self.data.components().get(label);
        let component = component.ok_or(Error::Label { label, n_classes: self.data.components().len() })?;
        Ok(MarginalField::new(self.path, component.clone()))
    }

    /// ∇ₓ log P(y = k | Xₜ = x), as a field: the gradient of the classifier that knows the law of the noisy points, which is
    /// the score of the component's law less that of all. At t = 0, where the noise tells nothing, it is 0.
    ///
    /// ```
    /// use flowlab::VectorField;
    /// use flowlab::distribution::GaussianMixture;
    /// use flowlab::ndarray::array;
    /// use flowlab::path::{GaussianPath, MarginalField, Schedule};
    /// let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)?;
    /// let all = MarginalField::new(GaussianPath::new(Schedule::Linear), data);
    /// // P = 1/(1 + exp(−cx)) with c = 2t/((1 − t)² + t²) = 2 at t = 1/2: the slope of its logarithm at 0 is c/2
    /// let slope = all.classifier(1)?.at(0.5, &array![[0.0]]);
    /// assert!((slope[[0, 0]] - 1.0).abs() < 1e-14);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// For a [`Classified`](super::Classified) field.
    ///
    /// # Errors
    /// A label that no component has, or one of probability 0.
    pub fn classifier(&self, label: usize) -> Result<Field> {
        let one = self.with_label(label)?;
        positive(&format!("weights[{label}]"), self.data.weights()[label])?;
        let all = self.clone();
        Ok(Field::new(self.dim(), move |t, x, mut out| {
            let Coefficients { alpha, beta, .. } = all.path.coefficients(t);
            let score = Regression { alpha, beta, ..Regression::SCORE };
            let mut of_all = Array2::zeros(x.dim());
            one.data.regress(score, x, out.view_mut());
            all.data.regress(score, x, of_all.view_mut());
            out -= &of_all;
        }))
    }

    /// The score ∇ₓ log p of the law of Xₜ for each row of the batch (n, d): (n, d).
    ///
    /// # Errors
    /// A t outside [0, 1].
    ///
    /// # Panics
    /// If `x` is not (n, d).
    pub fn score(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        Ok(self.law(t)?.score(x))
    }

    /// E[z | Xₜ = x] for each row of the batch (n, d): (n, d). The best guess at the data from what is left of them at
    /// time t, in mean square: the mean of all data at t = 0, and x itself at t = 1.
    ///
    /// ```
    /// use flowlab::distribution::Gaussian;
    /// use flowlab::ndarray::array;
    /// use flowlab::path::{GaussianPath, MarginalField, Schedule};
    /// let field = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::isotropic(array![1.0], 2.0)?);
    /// // μ + α·v/(α²v + β²)·(x − αμ) with α = β = 1/2 and v = 4
    /// let guess = field.posterior_mean(0.5, &array![[3.0]])?;
    /// assert!((guess[[0, 0]] - 5.0).abs() < 1e-14);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A t outside [0, 1].
    ///
    /// # Panics
    /// If `x` is not (n, d).
    pub fn posterior_mean(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        let Coefficients { alpha, beta, .. } = self.path.coefficients(unit_time(t)?);
        let guess = Regression { alpha, beta, data: alpha, noise: 0.0, mean: 1.0 };
        let mut out = Array2::zeros(x.dim());
        self.data.regress(guess, x.view(), out.view_mut());
        Ok(out)
    }
}

impl VectorField for MarginalField {
    fn dim(&self) -> usize {
        self.data.dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        let Coefficients { alpha, beta, alpha_dot, .. } = self.path.coefficients(t);
        let noise = self.path.schedule().beta_beta_dot(t);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Gaussian, Sample};
    use crate::path::Schedule;
    use ndarray::{Axis, array};

    fn field(schedule: Schedule) -> MarginalField {
        let components = vec![
            Gaussian::isotropic(array![-2.0, 0.0], 0.5).unwrap(),
            Gaussian::new(array![1.0, 1.0], array![[1.0, 0.4], [0.4, 0.5]]).unwrap(),
        ];
        MarginalField::new(GaussianPath::new(schedule), GaussianMixture::new(array![0.3, 0.7], components).unwrap())
    }

    #[test]
    fn the_posterior_mean_is_that_of_the_score() {
        let x = array![[0.3, -0.2], [-2.0, 0.1], [5.0, 5.0]];
        for (schedule, t) in [(Schedule::Linear, 0.3), (Schedule::Trigonometric, 0.8)] {
            let field = field(schedule);
            let Coefficients { alpha, beta, .. } = field.path().coefficients(t);
            // Tweedie: E[αz | x] = x + β²·score
            let tweedie = (&x + beta * beta * field.score(t, &x).unwrap()) / alpha;
            let gap = field.posterior_mean(t, &x).unwrap() - tweedie;
            assert!(gap.iter().all(|gap| gap.abs() < 1e-13), "{gap}"); // some ulps of 5, by 1/α
        }
    }

    #[test]
    fn at_the_ends_the_guess_is_the_mean_and_the_point_itself() {
        let (x, field) = (array![[0.3, -0.2], [-2.0, 0.1]], field(Schedule::Linear));
        let mean = field.data().mean().insert_axis(Axis(0));
        let gaps = [field.posterior_mean(0.0, &x).unwrap() - mean, field.posterior_mean(1.0, &x).unwrap() - &x];
        assert!(gaps.iter().flatten().all(|gap| gap.abs() < 1e-14));
    }

    #[test]
    fn no_guess_at_the_data_is_better_in_mean_square() {
        let (n, t, field) = (20_000, 0.6, field(Schedule::Linear));
        let z = field.data().sample(Seed(1), n).unwrap();
        let x = t * &z + (1.0 - t) * Gaussian::standard(2).unwrap().sample(Seed(2), n).unwrap();
        let error = &z - &field.posterior_mean(t, &x).unwrap();
        // what is left is uncorrelated with any function of x: 5 standard errors of a mean
        for guess in [x.mapv(f64::sin), x.mapv(|x| x), x.mapv(|x| x * x)] {
            let products = &error * &guess;
            let bound = 5.0 * products.std(0.0) / (2.0 * n as f64).sqrt();
            assert!(products.mean().unwrap().abs() < 1.5 * bound, "{}", products.mean().unwrap()); // pairs correlate
        }
    }

    #[test]
    fn times_at_which_no_path_runs_are_refused() {
        let (x, field) = (array![[0.0, 0.0]], field(Schedule::Linear));
        for t in [1.5, -1e-9, 500.0, f64::NAN] {
            let message = format!("t = {t}: a path runs from t = 0 to t = 1");
            assert_eq!(field.law(t).unwrap_err().to_string(), message);
            assert_eq!(field.score(t, &x).unwrap_err().to_string(), message);
            assert_eq!(field.posterior_mean(t, &x).unwrap_err().to_string(), message);
        }
    }
}
