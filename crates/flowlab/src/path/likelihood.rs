//! The density that a flow gives to a point, from the volumes along its trajectory.

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, s};
use rand::Rng;

use crate::distribution::Density;
use crate::error::{Result, agree, at_least_one};
use crate::ode::OdeMethod;
use crate::{Seed, TimeGrid, VectorField, chunk, simulate_ode_final, start};

/// How the trace of the Jacobian matrix, the divergence of a field, is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// As the sum of its d terms: d products with the Jacobian matrix for each velocity.
    Exact,
    /// As the mean of ε·Jε over some random vectors ε of signs ±1, one set for each particle and all times: unbiased,
    /// and as cheap in any dimension as it has vectors.
    ///
    /// Source: Hutchinson (1989); Grathwohl et al., *FFJORD* (2019).
    Hutchinson {
        /// How many vectors for each particle.
        probes: usize,
        /// Where they come from.
        seed: Seed,
    },
}

/// log p(x) for each row x of the batch (n, d): (n), where p is the law at the grid's *first* knot of a particle that
/// starts by `source` at the grid's *last* knot and moves with the field. From data back to noise, the grid runs from 1
/// to 0.
///
/// Along a trajectory d/dt log pₜ(Xₜ) = −∇·u(t, Xₜ): where the flow spreads, the density falls. So a particle is
/// followed to the source together with ∫ ∇·u dt, as an equation of one dimension more.
///
/// ```
/// use flowlab::distribution::{Density, Gaussian, GaussianMixture, Sample};
/// use flowlab::ndarray::array;
/// use flowlab::path::{GaussianPath, MarginalField, Schedule, Trace, log_likelihood};
/// use flowlab::{Seed, TimeGrid, ode::Dopri5};
/// let data = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5)?;
/// let field = MarginalField::new(GaussianPath::new(Schedule::Linear), data.clone());
/// let (dopri5, back) = (Dopri5 { rtol: 1e-9, atol: 1e-9 }, TimeGrid::uniform(1.0, 0.0, 1)?);
/// let x = data.sample(Seed(1), 20)?;
/// let found = log_likelihood(&field, &dopri5, &back, &x, &Gaussian::standard(1)?, Trace::Exact)?;
/// assert!((found - data.log_density(&x)).iter().all(|gap| gap.abs() < 1e-6));
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Chen et al., *Neural Ordinary Differential Equations* (2018).
///
/// # Errors
/// As [`simulate_ode`](crate::simulate_ode), a source of another dimension, or no probes. A trajectory that blows up has
/// NaN.
pub fn log_likelihood<F, M, P>(
    field: &F,
    method: &M,
    grid: &TimeGrid,
    x: &ArrayRef2<f64>,
    source: &P,
    trace: Trace,
) -> Result<Array1<f64>>
where
    F: VectorField + ?Sized,
    M: OdeMethod + ?Sized,
    P: Density + ?Sized,
{
    let (n, d) = (x.nrows(), field.dim());
    start::check(x, d)?;
    source.check_dim(d)?;
    let probes = match trace {
        Trace::Exact => 0,
        Trace::Hutchinson { probes, .. } => at_least_one("probes", probes)?,
    };
    let volume = Volume { field: &field, probes };
    let mut state = chunk::batch(n, volume.dim())?;
    state.slice_mut(s![.., ..d]).assign(x);
    if let Trace::Hutchinson { seed, .. } = trace {
        let mut rng = seed.branch("probes").stream(0);
        state.slice_mut(s![.., d + 1..]).mapv_inplace(|_| if rng.random() { 1.0 } else { -1.0 });
    }
    let end = simulate_ode_final(&volume, method, grid, &state)?;
    let at_source = source.log_density(&end.slice(s![.., ..d]));
    agree("the number of log densities of the source", at_source.len(), "the number of points", n)?;
    Ok(at_source + end.column(d))
}

/// The equation of (X, ∫ ∇·u dt, ε₁, ε₂, …); the probes ε, which belong to a particle, do not move.
struct Volume<F> {
    field: F,
    probes: usize,
}

impl<F: VectorField> Volume<F> {
    fn divergence(&self, t: f64, x: ArrayView2<'_, f64>, probes: ArrayView2<'_, f64>) -> Array1<f64> {
        if self.probes == 0 {
            return self.field.divergence(t, x);
        }
        let mut along = Array2::zeros(x.dim());
        let mut sum = Array1::zeros(x.nrows());
        for v in probes.axis_chunks_iter(Axis(1), x.ncols()) {
            self.field.jvp(t, x, v, along.view_mut());
            sum += &(&along * &v).sum_axis(Axis(1));
        }
        sum / self.probes as f64
    }
}

impl<F: VectorField> VectorField for Volume<F> {
    fn dim(&self) -> usize {
        self.field.dim().saturating_mul(self.probes.saturating_add(1)).saturating_add(1)
    }

    fn eval(&self, t: f64, state: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let d = self.field.dim();
        let (x, rest) = state.split_at(Axis(1), d);
        self.field.eval(t, x, out.slice_mut(s![.., ..d]));
        out.column_mut(d).assign(&self.divergence(t, x, rest.slice(s![.., 1..])));
        out.slice_mut(s![.., d + 1..]).fill(0.0);
    }

    /// Without the probes, which have no error.
    fn counted_dim(&self) -> usize {
        self.field.dim() + 1
    }

    fn check_time(&self, t: f64) -> Result<()> {
        self.field.check_time(t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;
    use crate::distribution::{Gaussian, GaussianMixture, Sample};
    use crate::ode::Rk4;
    use crate::path::{GaussianPath, MarginalField, Schedule};
    use ndarray::array;

    fn three() -> GaussianMixture {
        let hill = |mean: Array1<f64>, sd| Gaussian::isotropic(mean, sd).unwrap();
        let slanted = Gaussian::new(array![1.0, 1.0], array![[1.0, 0.4], [0.4, 0.5]]).unwrap();
        GaussianMixture::new(
            array![0.2, 0.5, 0.3],
            vec![hill(array![-2.0, 0.0], 0.5), slanted, hill(array![3.0, -1.0], 1.5)],
        )
        .unwrap()
    }

    #[test]
    fn along_every_schedule_the_exact_field_gives_the_exact_density() {
        let (data, source) = (three(), Gaussian::standard(2).unwrap());
        let (x, back) = (data.sample(Seed(1), 50).unwrap(), TimeGrid::uniform(1.0, 0.0, 400).unwrap());
        for schedule in Schedule::ALL {
            let field = MarginalField::new(GaussianPath::new(schedule), data.clone());
            let found = log_likelihood(&field, &Rk4, &back, &x, &source, Trace::Exact).unwrap();
            // h⁴ = 4e-11 times the field's fifth derivatives; those of LinearVp are the largest, at t = 1
            let gap = found - data.log_density(&x);
            assert!(gap.iter().all(|gap| gap.abs() < 1e-6), "{schedule:?}: {gap}");
        }
    }

    #[test]
    fn random_probes_are_right_on_average_and_exact_in_one_dimension() {
        let (data, source) = (three(), Gaussian::standard(2).unwrap());
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), data.clone());
        let back = TimeGrid::uniform(1.0, 0.0, 50).unwrap();
        let x = Array2::from_shape_fn((2000, 2), |(_, j)| [0.4, -0.7][j]);
        let trace = Trace::Hutchinson { probes: 2, seed: Seed(3) };
        let found = log_likelihood(&field, &Rk4, &back, &x, &source, trace).unwrap();
        let exact = log_likelihood(&field, &Rk4, &back, &x.slice(s![..1, ..]), &source, Trace::Exact).unwrap()[0];
        let error = found.std(0.0) / 2000.0_f64.sqrt();
        assert!(error > 0.0 && (found.mean().unwrap() - exact).abs() < 5.0 * error);
        let line = Field::pointwise(1, |t, x, out| out[0] = t * x[0] - x[0].powi(3));
        let (x, source) = (array![[0.3], [-0.5]], Gaussian::standard(1).unwrap()); // from 1 it came from infinity
        let of = |trace| log_likelihood(&line, &Rk4, &back, &x, &source, trace).unwrap();
        let gap = of(trace) - of(Trace::Exact);
        assert!(gap.iter().all(|gap| gap.abs() < 1e-13), "{gap}"); // ε² = 1
    }

    #[test]
    fn it_refuses_what_cannot_be_followed() {
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), three());
        let back = TimeGrid::uniform(1.0, 0.0, 10).unwrap();
        let refused = |x: &Array2<f64>, d, trace| {
            let source = Gaussian::standard(d).unwrap();
            log_likelihood(&field, &Rk4, &back, x, &source, trace).unwrap_err().to_string()
        };
        let x = Array2::zeros((3, 2));
        assert!(refused(&x, 1, Trace::Exact).contains("dimension"));
        assert!(refused(&x, 2, Trace::Hutchinson { probes: 0, seed: Seed(0) }).contains("no probes"));
        assert!(refused(&x, 2, Trace::Hutchinson { probes: usize::MAX, seed: Seed(0) }).contains("fit in memory"));
        assert!(refused(&Array2::zeros((3, 1)), 2, Trace::Exact).contains("columns of x0"));
    }
}
