//! Guidance: a conditional field, exaggerated.

use std::sync::Mutex;

use ndarray::{Array2, ArrayView2, ArrayViewMut2, azip, s};

use crate::VectorField;
use crate::error::{Error, Result, agree, finite, unit_time};
use crate::gaussian_path::GaussianPath;

/// u + w·(u_y − u): from the field u of all data, through the field u_y to the data of label y (w = 1), and beyond.
///
/// With w > 1 samples are more typical of their label and less varied. **It is not the field to any tilted density**:
/// with two classes N(±1, 1), w = 2 and y = +1 the samples have mean 1.61 and standard deviation 0.76, while the
/// density p(z)·p(y | z)², [`Tilted`](crate::distribution::Tilted), has 1.29 and 0.86.
///
/// Nor is it, but for w = 0 and w = 1, the velocity of any path. So [`Extended`](super::Extended), which adds noise to the
/// field of a path and leaves its laws as they are, **changes the law of a guided field**: with the dial at g = 1 those
/// samples have mean 1.53, at g = 10 mean 1.34, on the way to the tilted law.
///
/// At w = 1 the field u_y alone is evaluated, at w = 0 the field u alone; else both are.
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
/// The same by a classifier: [`Classified`](super::Classified). Both fields from one network:
/// [`TrainedField::guided`](crate::train::TrainedField::guided). Source: Ho and Salimans, *Classifier-Free Diffusion
/// Guidance* (2022), whose w is this one less 1.
#[derive(Debug)]
pub struct Guided<U, C> {
    all: U,
    conditional: C,
    weight: f64,
    /// The weight counts from the first of these times on, up to the second; at all other times it is 1.
    interval: [f64; 2],
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
        Ok(Guided { all, conditional, weight, interval: [f64::NEG_INFINITY, f64::INFINITY], buffers: Mutex::default() })
    }

    /// The same with guidance only at t0 ≤ t < t1; before and after it is the conditional field, as with w = 1.
    ///
    /// It jumps at both times, so a method has its order only on a grid that has them as knots. Methods that ask at the end
    /// of a step see the jump all the same.
    ///
    /// ```
    /// use flowlab::ndarray::array;
    /// use flowlab::path::Guided;
    /// use flowlab::{Field, VectorField};
    /// let constant = |value: f64| Field::new(1, move |_, _, mut out| out.fill(value));
    /// let guided = Guided::new(constant(1.0), constant(3.0), 2.0)?.between(0.25, 0.5)?;
    /// let at = |t| guided.at(t, &array![[7.0]])[[0, 0]];
    /// assert_eq!([0.0, 0.25, 0.4, 0.5].map(at), [3.0, 5.0, 5.0, 3.0]);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// Source: Kynkäänniemi et al., *Applying Guidance in a Limited Interval Improves Sample and Distribution Quality in
    /// Diffusion Models* (2024).
    ///
    /// # Errors
    /// A time outside [0, 1], or a t1 that is not after t0.
    pub fn between(self, t0: f64, t1: f64) -> Result<Guided<U, C>> {
        if unit_time(t0)? >= unit_time(t1)? {
            return Err(Error::OutOfOrder { what: "times", i: 1, before: t0, value: t1, rise: true });
        }
        Ok(Guided { interval: [t0, t1], ..self })
    }

    /// w at time t.
    fn weight(&self, t: f64) -> f64 {
        let [t0, t1] = self.interval;
        if (t0..t1).contains(&t) { self.weight } else { 1.0 }
    }
}

impl<U: VectorField, C: VectorField> VectorField for Guided<U, C> {
    fn dim(&self) -> usize {
        self.all.dim()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let w = match self.weight(t) {
            0.0 => return self.all.eval(t, x, out),
            1.0 => return self.conditional.eval(t, x, out),
            w => w,
        };
        let spare = self.buffers.lock().ok().and_then(|mut buffers| buffers.pop());
        let fits = spare.filter(|buffer| buffer.nrows() >= x.nrows());
        let mut buffer = fits.unwrap_or_else(|| Array2::zeros(x.dim()));
        self.all.eval(t, x, out.view_mut());
        let mut conditional = buffer.slice_mut(s![..x.nrows(), ..]);
        self.conditional.eval(t, x, conditional.view_mut());
        azip!((out in out, &conditional in &conditional) *out += w * (conditional - *out));
        if let Ok(mut buffers) = self.buffers.lock() {
            buffers.push(buffer);
        }
    }

    fn jvp(&self, t: f64, x: ArrayView2<'_, f64>, v: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let w = match self.weight(t) {
            0.0 => return self.all.jvp(t, x, v, out),
            1.0 => return self.conditional.jvp(t, x, v, out),
            w => w,
        };
        let mut conditional = Array2::zeros(x.dim());
        self.all.jvp(t, x, v, out.view_mut());
        self.conditional.jvp(t, x, v, conditional.view_mut());
        azip!((out in out, &conditional in &conditional) *out += w * (conditional - *out));
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
    use crate::distribution::{Density, Gaussian, GaussianMixture};
    use crate::ode::{Euler, Rk4};
    use crate::path::{Extended, MarginalField, Schedule};
    use crate::sde::EulerMaruyama;
    use crate::{Field, Seed, TimeGrid, simulate_ode_final, simulate_sde_final};
    use ndarray::{Array1, Axis, array};

    /// The guided field to the right one of two classes ±m of spread sd.
    fn guided(m: f64, sd: f64, w: f64) -> Guided<MarginalField, MarginalField> {
        let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-m], [m]], sd).unwrap();
        let all = MarginalField::new(GaussianPath::new(Schedule::Linear), data);
        let one = all.with_label(1).unwrap();
        Guided::new(all, one, w).unwrap()
    }

    /// Starts a tenth apart, and the weights of N(0, 1) there: the trapezoidal rule, exact to rounding for what is smooth.
    fn starts() -> (Array2<f64>, Array1<f64>) {
        let x0 = Array1::linspace(-8.0, 8.0, 161).insert_axis(Axis(1));
        let weights = 0.1 * Gaussian::standard(1).unwrap().log_density(&x0).mapv(f64::exp);
        (x0, weights)
    }

    /// Mean and standard deviation under these weights.
    fn moments(x: &Array1<f64>, weights: &Array1<f64>) -> [f64; 2] {
        let mean = weights.dot(x);
        [mean, weights.dot(&(x - mean).mapv(|gap| gap * gap)).sqrt()]
    }

    /// With η = (X − tm)/√v, v = (1 − t)² + sd²·t², and θ = tm/√v the guided equation is
    /// dη/dθ = (w − 1)·(1 − tanh(θ(θ + η))), and the samples are m + sd·η at θ = m/sd.
    fn by_the_reduced_equation(m: f64, sd: f64, w: f64) -> [f64; 2] {
        let slope = Field::pointwise(1, move |theta, eta, out| {
            out[0] = (w - 1.0) * (1.0 - (theta * (theta + eta[0])).tanh());
        });
        let (x0, weights) = starts();
        let grid = TimeGrid::uniform(0.0, m / sd, 400).unwrap();
        let end = simulate_ode_final(&slope, &Rk4, &grid, &x0).unwrap();
        moments(&(m + sd * &end.column(0)), &weights)
    }

    #[test]
    fn guided_laws_are_those_of_the_reduced_equation() {
        let (x0, weights) = starts();
        let grid = TimeGrid::uniform(0.0, 1.0, 400).unwrap();
        for (m, sd) in [(1.0, 1.0), (2.0, 0.5), (6.0, 1.0)] {
            for w in [0.5, 1.0, 2.0, 3.0, 8.0] {
                let end = simulate_ode_final(&guided(m, sd, w), &Rk4, &grid, &x0).unwrap();
                let (found, right) = (moments(&end.column(0).to_owned(), &weights), by_the_reduced_equation(m, sd, w));
                // h⁴ = 4e-11 times a fifth derivative, (m/sd)⁵ = 8000 for the farthest
                assert!(
                    found.iter().zip(&right).all(|(a, b)| (a - b).abs() < 1e-6),
                    "{m} {sd} {w}: {found:?} {right:?}"
                );
            }
        }
        // the numbers of the documentation
        let [mean, sd] = by_the_reduced_equation(1.0, 1.0, 2.0);
        assert!((mean - 1.61).abs() < 0.005 && (sd - 0.76).abs() < 0.005, "{mean} {sd}");
    }

    #[test]
    fn for_normal_laws_the_spread_is_their_geometric_mean() {
        let path = GaussianPath::new(Schedule::Linear);
        let field = |mean: f64, sd: f64| MarginalField::new(path, Gaussian::isotropic(array![mean], sd).unwrap());
        let grid = TimeGrid::uniform(0.0, 1.0, 400).unwrap();
        for w in [0.0, 0.5, 1.0, 2.0, 5.0] {
            let guided = Guided::new(field(0.0, 2.0), field(1.0, 1.0), w).unwrap();
            let end = simulate_ode_final(&guided, &Rk4, &grid, &array![[0.0], [1.0]]).unwrap();
            let spread = 2.0 * 0.5_f64.powf(w);
            assert!((end[[1, 0]] - end[[0, 0]] - spread).abs() < 1e-8, "{w}: {end}"); // h⁴ times some hundreds
        }
    }

    #[test]
    fn noise_takes_the_guided_law_towards_the_tilted_one() {
        let n = 50_000;
        let x0 = crate::distribution::Sample::sample(&Gaussian::standard(1).unwrap(), Seed(1), n).unwrap();
        let grid = TimeGrid::uniform(0.0, 1.0, 200).unwrap();
        let field = guided(1.0, 1.0, 2.0);
        let path = GaussianPath::new(Schedule::Linear);
        for (g, mean) in [(0.0, 1.61), (1.0, 1.53), (10.0, 1.34)] {
            let sde = Extended::dial(path, &field, g).unwrap();
            let end = simulate_sde_final(&sde, &EulerMaruyama, &grid, &x0, Seed(2)).unwrap();
            // 5 standard errors, and .01 of the two rounded digits and of the steps
            let bound = 5.0 * end.std(0.0) / (n as f64).sqrt() + 0.01;
            assert!((end.mean().unwrap() - mean).abs() < bound, "{g}: {}", end.mean().unwrap());
        }
    }

    #[test]
    fn at_weight_0_and_1_one_field_alone_is_asked() {
        let never = || Field::new(1, |_, _, _| panic!("is not asked"));
        let one = || Field::new(1, |_, _, mut out| out.fill(1.0));
        let x = array![[0.5]];
        assert_eq!(Guided::new(never(), one(), 1.0).unwrap().at(0.3, &x), array![[1.0]]);
        assert_eq!(Guided::new(one(), never(), 0.0).unwrap().at(0.3, &x), array![[1.0]]);
        let late = Guided::new(never(), one(), 3.0).unwrap().between(0.5, 1.0).unwrap();
        let grid = TimeGrid::uniform(0.0, 0.5, 4).unwrap();
        assert_eq!(simulate_ode_final(&late, &Euler, &grid, &x).unwrap(), array![[1.0]]);
    }

    #[test]
    fn two_intervals_one_after_the_other_are_the_whole() {
        let (x0, grid) = (array![[-0.7], [0.4]], |t0, t1| TimeGrid::uniform(t0, t1, 8).unwrap());
        let (early, late) = (guided(1.0, 1.0, 3.0).between(0.0, 0.5), guided(1.0, 1.0, 3.0).between(0.5, 1.0));
        let half = simulate_ode_final(&early.unwrap(), &Euler, &grid(0.0, 0.5), &x0).unwrap();
        let end = simulate_ode_final(&late.unwrap(), &Euler, &grid(0.5, 1.0), &half).unwrap();
        let whole = TimeGrid::uniform(0.0, 1.0, 16).unwrap();
        assert_eq!(end, simulate_ode_final(&guided(1.0, 1.0, 3.0), &Euler, &whole, &x0).unwrap());
    }

    #[test]
    fn an_interval_that_is_none_is_refused() {
        let refused = |t0, t1| guided(1.0, 1.0, 2.0).between(t0, t1).unwrap_err().to_string();
        assert_eq!(refused(0.5, 0.25), "times[1] = 0.25 comes after times[0] = 0.5: give times that rise");
        assert!(refused(0.5, 0.5).contains("times[1] = 0.5"));
        assert!(refused(-0.1, 0.5).contains("t = -0.1") && refused(0.0, f64::NAN).contains("t = NaN"));
    }
}
