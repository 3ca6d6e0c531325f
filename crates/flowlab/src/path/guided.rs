//! Guidance: a conditional field, exaggerated.

use std::sync::Mutex;

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip, s};

use crate::VectorField;
use crate::error::{Result, agree, finite};
use crate::gaussian_path::GaussianPath;

/// u + w·(u_y − u): from the field u of all data, through the field u_y to the data of label y (w = 1), and beyond.
///
/// With w > 1 samples are more typical of their label and less varied. **It is not the field to any tilted density**:
/// with two classes N(±1, 1), w = 2 and y = +1 the samples have mean 1.61 and standard deviation 0.76, while the
/// density p(z)·p(y | z)² has 1.29 and 0.86:
/// [`Tilted`](crate::distribution::Tilted).
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::path::Guided;
/// use flowlab::{Field, VectorField};
/// let constant = |value: f64| Field::new(1, move |_, _, mut out| out.fill(value));
/// let guided = Guided::new(constant(1.0), constant(3.0), 2.0)?;
/// assert_eq!(guided.at(0.0, &array![[7.0]]), array![[5.0]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Ho and Salimans, *Classifier-Free Diffusion Guidance* (2022).
#[derive(Debug)]
pub struct Guided<U, C> {
    all: U,
    conditional: C,
    weight: f64,
    /// Buffers that are not in use: as many as threads have ever computed at once.
    buffers: Mutex<Vec<Array2<f64>>>,
}

impl<U: VectorField, C: VectorField> Guided<U, C> {
    /// The field of all data, the field to one label's, and the weight w: 0 is the first, 1 the second.
    ///
    /// # Errors
    /// Fields of different dimensions, or a weight that is not finite.
    pub fn new(all: U, conditional: C, weight: f64) -> Result<Guided<U, C>> {
        agree("the dimension of the conditional field", conditional.dim(), "that of the field of all data", all.dim())?;
        finite("w", weight)?;
        Ok(Guided { all, conditional, weight, buffers: Mutex::default() })
    }
}

impl<U: VectorField, C: VectorField> VectorField for Guided<U, C> {
    fn dim(&self) -> usize {
        self.all.dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let spare = self.buffers.lock().ok().and_then(|mut buffers| buffers.pop());
        let fits = spare.filter(|buffer| buffer.nrows() >= x.nrows());
        let mut buffer = fits.unwrap_or_else(|| Array2::zeros(x.dim()));
        self.all.eval(t, x, out.view_mut());
        let mut conditional = buffer.slice_mut(s![..x.nrows(), ..]);
        self.conditional.eval(t, x, conditional.view_mut());
        azip!((out in out, &conditional in &conditional) *out += self.weight * (conditional - *out));
        if let Ok(mut buffers) = self.buffers.lock() {
            buffers.push(buffer);
        }
    }

    fn jvp(&self, t: f64, x: ArrayView2<'_, f64>, v: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let mut conditional = Array2::zeros(x.dim());
        self.all.jvp(t, x, v, out.view_mut());
        self.conditional.jvp(t, x, v, conditional.view_mut());
        azip!((out in out, &conditional in &conditional) *out += self.weight * (conditional - *out));
    }

    fn check_time(&self, t: f64) -> Result<()> {
        self.all.check_time(t)?;
        self.conditional.check_time(t)
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        self.all.check_score(path)?;
        self.conditional.check_score(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Gaussian, GaussianMixture, Sample};
    use crate::ode::Rk4;
    use crate::path::{MarginalField, Schedule};
    use crate::{Seed, TimeGrid, simulate_ode_final};
    use ndarray::array;

    #[test]
    fn guided_samples_of_two_classes_have_the_known_means_and_spreads() {
        let path = GaussianPath::new(Schedule::Linear);
        let both = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0).unwrap();
        let one = GaussianMixture::isotropic(array![1.0], array![[1.0]], 1.0).unwrap();
        let grid = TimeGrid::uniform(0.0, 1.0, 100).unwrap();
        let n = 20_000;
        let x0 = Gaussian::standard(1).unwrap().sample(Seed(1), n).unwrap();
        for (w, mean, sd) in [(1.0, 1.0, 1.0), (2.0, 1.61, 0.76), (3.0, 2.03, 0.65)] {
            let (all, conditional) = (MarginalField::new(path, both.clone()), MarginalField::new(path, one.clone()));
            let guided = Guided::new(all, conditional, w).unwrap();
            let end = simulate_ode_final(&guided, &Rk4, &grid, &x0).unwrap();
            // 5 standard errors of a mean and of a standard deviation, and .005 of the rounded values
            let bound = 5.0 / (n as f64).sqrt() + 0.005;
            assert!((end.mean().unwrap() - mean).abs() < bound, "{w}: {}", end.mean().unwrap());
            assert!((end.std(0.0) - sd).abs() < bound, "{w}: {}", end.std(0.0));
        }
    }
}
