//! The exact field and score of a Gaussian path to a finite set of points.

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, azip};

use crate::error::{Error, Result, at_least_one, finite_batch, unit_time};
use crate::gaussian_path::{Coefficients, GaussianPath};
use crate::{VectorField, chunk};

/// u(t, x) = E[dXₜ/dt | Xₜ = x] for Xₜ = αₜ·z + βₜ·x₀, where z is one of N given points, each with probability 1/N.
///
/// Given Xₜ = x the point zₖ has a probability in proportion to exp(−|x − αzₖ|²/(2β²)). With ẑ, the mean of the points
/// under these, u = α̇·ẑ + β̇·(x − αẑ)/β and the score is (αẑ − x)/β². It is what a network learns that minimises its
/// training loss on these points, and it brings every start to one of them: its samples are copies.
///
/// **Where β = 0, at t = 1 for most schedules, there is no field off the points**: solvers that ask there
/// ([`Heun`](crate::ode::Heun), [`Rk4`](crate::ode::Rk4), [`Dopri5`](crate::ode::Dopri5)) are refused;
/// [`Euler`](crate::ode::Euler) and [`Midpoint`](crate::ode::Midpoint) do not.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::path::{GaussianPath, PointField, Schedule};
/// use flowlab::{Seed, TimeGrid, distribution::{Gaussian, Sample}, ode::Euler, simulate_ode_final};
/// let points = array![[-1.0], [0.0], [2.0]];
/// let field = PointField::new(GaussianPath::new(Schedule::Linear), points)?;
/// let x0 = Gaussian::standard(1)?.sample(Seed(1), 100)?;
/// let end = simulate_ode_final(&field, &Euler, &TimeGrid::uniform(0.0, 1.0, 40)?, &x0)?;
/// assert!(end.iter().all(|x| [-1.0, 0.0, 2.0].iter().any(|z| (x - z).abs() < 1e-3)));
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PointField {
    path: GaussianPath,
    points: Array2<f64>,
    /// Their mean (d), and what is left without it: (N, d). Far from 0 the squares below would cancel.
    mean: Array1<f64>,
    centred: Array2<f64>,
    /// |zₖ − mean|²/2: (N).
    half_squares: Array1<f64>,
}

impl PointField {
    /// The field of this path to the rows of `points` (N, d).
    ///
    /// # Errors
    /// No points, no dimensions, or a number that is not finite.
    pub fn new(path: GaussianPath, points: Array2<f64>) -> Result<PointField> {
        at_least_one("points", points.nrows())?;
        at_least_one("dimensions", points.ncols())?;
        finite_batch("points", &points)?;
        let share = 1.0 / points.nrows() as f64;
        let mean = points.rows().into_iter().fold(Array1::zeros(points.ncols()), |mean, z| mean + share * &z);
        let centred = &points - &mean;
        let half_squares = centred.rows().into_iter().map(|z| 0.5 * z.dot(&z)).collect();
        Ok(PointField { path, points, mean, centred, half_squares })
    }

    /// The path.
    pub fn path(&self) -> GaussianPath {
        self.path
    }

    /// The points: (N, d).
    pub fn points(&self) -> &ArrayRef2<f64> {
        &self.points
    }

    /// E[z given Xₜ = x] for each row of the batch (n, d): (n, d).
    ///
    /// # Errors
    /// A t outside [0, 1], or one with β = 0, where x is z itself.
    ///
    /// # Panics
    /// If `x` is not (n, d).
    pub fn posterior_mean(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        self.check_time(t)?;
        let mut z = chunk::batch(x.nrows(), self.dim())?;
        for (x, mut z) in x.axis_chunks_iter(Axis(0), ROWS).zip(z.axis_chunks_iter_mut(Axis(0), ROWS)) {
            z.assign(&self.mean_of(t, x));
        }
        Ok(z)
    }

    /// The score ∇ₓ log p of the law of Xₜ for each row of the batch (n, d): (n, d).
    ///
    /// # Errors
    /// As [`posterior_mean`](PointField::posterior_mean).
    ///
    /// # Panics
    /// If `x` is not (n, d).
    pub fn score(&self, t: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        let Coefficients { alpha, beta, .. } = self.path.coefficients(t);
        let mut score = self.posterior_mean(t, x)?;
        azip!((score in &mut score, &x in x) *score = (alpha * *score - x) / (beta * beta));
        Ok(score)
    }

    /// ẑ for each row of the batch.
    fn mean_of(&self, t: f64, x: ArrayView2<'_, f64>) -> Array2<f64> {
        let Coefficients { alpha, beta, .. } = self.path.coefficients(t);
        // −|x − αz|²/(2β²) up to a number for each row: (α·x·z − α²|z|²/2)/β²
        let mut weights = (&x - alpha * &self.mean).dot(&self.centred.t());
        for mut row in weights.rows_mut() {
            azip!((w in &mut row, &half in &self.half_squares) *w = alpha * (*w - alpha * half) / (beta * beta));
            let most = row.fold(f64::NEG_INFINITY, |most, &w| most.max(w));
            row.mapv_inplace(|w| (w - most).exp());
            row /= row.sum();
        }
        weights.dot(&self.centred) + &self.mean
    }
}

/// Rows that are weighed together: their probabilities of all points stand in memory at once.
const ROWS: usize = 64;

impl VectorField for PointField {
    fn dim(&self) -> usize {
        self.points.ncols()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let Coefficients { alpha, beta, alpha_dot, beta_dot } = self.path.coefficients(t);
        for (x, mut out) in x.axis_chunks_iter(Axis(0), ROWS).zip(out.axis_chunks_iter_mut(Axis(0), ROWS)) {
            let z = self.mean_of(t, x);
            azip!((out in &mut out, &z in &z, &x in x) *out = alpha_dot * z + beta_dot * (x - alpha * z) / beta);
        }
    }

    fn check_time(&self, t: f64) -> Result<()> {
        unit_time(t)?;
        if self.path.coefficients(t).beta > 0.0 { Ok(()) } else { Err(Error::NoFieldAtPoints { t }) }
    }

    fn check_score(&self, path: GaussianPath) -> Result<()> {
        self.path.agrees(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Gaussian, GaussianMixture};
    use crate::path::{MarginalField, Schedule};
    use ndarray::array;

    #[test]
    fn it_is_the_field_of_a_mixture_of_very_narrow_hills() {
        let points = array![[-1.0, 0.5], [0.0, 2.0], [1.5, -0.3]];
        let hills = points.rows().into_iter().map(|z| Gaussian::isotropic(z.to_owned(), 1e-4).unwrap()).collect();
        let mixture = GaussianMixture::new(Array1::from_elem(3, 1.0 / 3.0), hills).unwrap();
        let x = array![[0.2, 0.1], [-3.0, 1.0], [40.0, -40.0]];
        for schedule in Schedule::ALL {
            let path = GaussianPath::new(schedule);
            let (exact, near) =
                (PointField::new(path, points.clone()).unwrap(), MarginalField::new(path, mixture.clone()));
            for t in [0.0, 0.3, 0.8] {
                // the hills' variance of 1e-8 beside β² of at least .04, times |x|
                let gap = exact.at(t, &x) - near.at(t, &x);
                assert!(gap.iter().all(|gap| gap.abs() < 1e-4), "{schedule:?} {t}: {gap}");
                let gap = exact.score(t, &x).unwrap() - near.score(t, &x).unwrap();
                assert!(gap.iter().all(|gap| gap.abs() < 1e-3), "{schedule:?} {t}: {gap}");
            }
        }
    }

    #[test]
    fn far_from_zero_it_is_as_exact_as_near_it() {
        let path = GaussianPath::new(Schedule::Linear);
        let near = PointField::new(path, array![[0.0], [1.0]]).unwrap().posterior_mean(0.5, &array![[0.35]]).unwrap();
        for c in [1e6, 1e8] {
            let far = PointField::new(path, array![[c], [c + 1.0]]).unwrap();
            let found = far.posterior_mean(0.5, &array![[0.5 * c + 0.35]]).unwrap() - c;
            assert!((found[[0, 0]] - near[[0, 0]]).abs() < 1e-15 * 10.0 * c); // an ulp of x, times a slope of 1
        }
    }

    #[test]
    fn at_the_points_themselves_time_has_an_end() {
        let field = PointField::new(GaussianPath::new(Schedule::Linear), array![[1.0]]).unwrap();
        assert_eq!(field.posterior_mean(0.999, &array![[5.0]]).unwrap(), array![[1.0]]);
        assert_eq!(field.score(1.0, &array![[5.0]]).unwrap_err(), Error::NoFieldAtPoints { t: 1.0 });
        assert_eq!(field.check_time(-0.1).unwrap_err(), Error::OutsideUnit { t: -0.1 });
    }
}
