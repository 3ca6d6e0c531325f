//! Guidance by a classifier that sees the noise.

use ndarray::{ArrayView2, ArrayViewMut2, azip};

use crate::error::{Error, Result, agree, finite};
use crate::gaussian_path::GaussianPath;
use crate::{Field, VectorField};

/// u + w·(D/α)·∇ₓ log p(y | x, t): the field of a path, led to a label y by a classifier.
///
/// D = β(α̇β − αβ̇); with the linear schedule the factor is (1 − t)/t. By Bayes' rule the score of the law given y is the
/// score of the law of all plus ∇ₓ log p(y | x, t), and velocities are (α̇x + D·score)/α
/// ([`GaussianPath::velocity_from_score`]). So if the classifier and the fields are exact, it is the field of
/// [`Guided`](super::Guided) with this w.
///
/// **The classifier has to see the noise**: p(y | x, t) is the probability of the label of a pair that is at x at time t.
/// One that knows clean data alone is too sure of itself in noise, where the factor is largest: see the example.
///
/// **At α = 0, which is t = 0, the factor is infinite.** Solvers are refused there: start the grid a little later.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::path::{Classified, GaussianPath, MarginalField, Schedule};
/// use flowlab::{Field, VectorField, distribution::GaussianMixture};
/// let path = GaussianPath::new(Schedule::Linear);
/// let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)?;
/// let all = MarginalField::new(path, data);
/// let x = array![[0.0]];
/// // halfway between the classes u = 0 at all times, and the field to the right one is (1 - t)/((1 - t)² + t²)
/// let led = Classified::new(path, all.clone(), all.classifier(1)?, 1.0)?;
/// assert!((led.at(0.1, &x)[[0, 0]] - 0.9 / 0.82).abs() < 1e-14);
/// // of clean data p(y | x) = 1/(1 + exp(-2x)), with the slope 1 of its logarithm here, which (1 - t)/t multiplies
/// let clean = Field::pointwise(1, |_, x, out| out[0] = 2.0 / (1.0 + (2.0 * x[0]).exp()));
/// let misled = Classified::new(path, all, clean, 1.0)?;
/// assert!((misled.at(0.1, &x)[[0, 0]] - 9.0).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Dhariwal and Nichol, *Diffusion Models Beat GANs on Image Synthesis* (2021).
#[derive(Clone, Debug)]
pub struct Classified<F = Field, G = Field> {
    path: GaussianPath,
    field: F,
    gradient: G,
    weight: f64,
}

impl<F: VectorField, G: VectorField> Classified<F, G> {
    /// The velocity field of `path` to all data, the gradient ∇ₓ log p(y | x, t) of a classifier, as a field too, and the
    /// weight w: 0 leaves the label aside, 1 is the field to its data.
    ///
    /// # Errors
    /// A gradient of another dimension, a weight that is not finite, or a field that knows that it is the velocity of another
    /// path.
    pub fn new(path: GaussianPath, field: F, gradient: G, weight: f64) -> Result<Classified<F, G>> {
        agree("the dimension of the classifier's gradient", gradient.dim(), "that of the field", field.dim())?;
        field.check_score(path)?;
        finite("w", weight)?;
        Ok(Classified { path, field, gradient, weight })
    }

    /// D/α at time t.
    fn factor(&self, t: f64) -> f64 {
        self.path.score_divisor(t) / self.path.coefficients(t).alpha
    }
}

impl<F: VectorField, G: VectorField> VectorField for Classified<F, G> {
    fn dim(&self) -> usize {
        self.field.dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        self.field.eval(t, x, out.view_mut());
        let strength = self.weight * self.factor(t);
        azip!((u in out, &slope in &self.gradient.at(t, &x)) *u += strength * slope);
    }

    fn check_time(&self, t: f64) -> Result<()> {
        self.field.check_time(t)?;
        self.gradient.check_time(t)?;
        let value = self.factor(t);
        if value.is_finite() {
            return Ok(());
        }
        let way = "start the grid a little later";
        Err(Error::NotFinite {
            what: format!("the factor D/alpha of the classifier's gradient at t = {t} ({way})"),
            value,
        })
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        self.field.check_score(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Gaussian, GaussianMixture, Sample};
    use crate::ode::Euler;
    use crate::path::{Guided, MarginalField, Schedule};
    use crate::{Seed, TimeGrid, simulate_ode_final};
    use ndarray::array;

    fn three() -> GaussianMixture {
        let components = vec![
            Gaussian::isotropic(array![-2.0, 0.0], 0.5).unwrap(),
            Gaussian::new(array![1.0, 1.0], array![[1.0, 0.4], [0.4, 0.5]]).unwrap(),
            Gaussian::isotropic(array![3.0, -1.0], 1.5).unwrap(),
        ];
        GaussianMixture::new(array![0.2, 0.5, 0.3], components).unwrap()
    }

    #[test]
    fn with_the_exact_classifier_it_is_the_guided_field() {
        let x = 2.0 * Gaussian::standard(2).unwrap().sample(Seed(1), 200).unwrap();
        for schedule in Schedule::ALL {
            let path = GaussianPath::new(schedule);
            let all = MarginalField::new(path, three());
            for (label, w) in [(0, 1.0), (1, 2.0), (2, 8.0), (1, 0.0)] {
                let guided = Guided::new(all.clone(), all.with_label(label).unwrap(), w).unwrap();
                let led = Classified::new(path, all.clone(), all.classifier(label).unwrap(), w).unwrap();
                // roundings of scores of the size 30, times w·D/α, which is at most 80
                for t in [0.1, 0.5, 0.9, 1.0] {
                    let gap = led.at(t, &x) - guided.at(t, &x);
                    assert!(gap.iter().all(|gap| gap.abs() < 1e-11), "{schedule:?} {label} {w} {t}: {gap}");
                }
            }
        }
    }

    #[test]
    fn the_start_and_another_path_are_refused() {
        let (linear, other) = (GaussianPath::new(Schedule::Linear), GaussianPath::new(Schedule::Trigonometric));
        let all = MarginalField::new(linear, three());
        let led = |path, w| Classified::new(path, all.clone(), all.classifier(0).unwrap(), w);
        let (grid, x0) = (TimeGrid::uniform(0.0, 1.0, 4).unwrap(), array![[0.3, 0.1]]);
        let message = simulate_ode_final(&led(linear, 1.0).unwrap(), &Euler, &grid, &x0).unwrap_err().to_string();
        assert!(message.contains("at t = 0 (start the grid a little later) = inf"), "{message}");
        assert!(led(other, 1.0).unwrap_err().to_string().contains("along linear"));
        assert!(led(linear, f64::NAN).unwrap_err().to_string().contains("w = NaN"));
        let line = Field::new(1, |_, _, mut out| out.fill(0.0));
        let message = Classified::new(linear, all, line, 1.0).unwrap_err().to_string();
        assert!(message.contains("classifier's gradient is 1, but that of the field is 2"), "{message}");
    }
}
