//! How far trajectories are from straight lines.

use ndarray::{Array1, Zip};

use crate::Trajectory;
use crate::error::{Error, Result, finite};

/// ∫ |dX/dt − (X_T − X₀)/T|² dt along each trajectory, from the first knot to the last, T apart: (n).
///
/// It is 0 where a point goes straight at constant speed, and where all do one step of [`Euler`](crate::ode::Euler) is
/// exact. A straight way at a speed that changes is not 0. The mean over starts from N(0, I) is the *straightness* S of a
/// flow; S, the least loss L* of the pairs and what the flow moves, E|X₁ − X₀|², add up to the cost E|z − x₀|² of the pairs.
///
/// Between knots the trajectory counts as straight, so it is Σ|Xᵢ₊₁ − Xᵢ|²/hᵢ − |X_T − X₀|²/T: exact for what Euler's
/// method does, and for a smooth trajectory too small by about h²/12·∫|d²X/dt²|² dt.
///
/// ```
/// use flowlab::distribution::Gaussian;
/// use flowlab::ndarray::array;
/// use flowlab::ode::Rk4;
/// use flowlab::path::{GaussianPath, MarginalField, Schedule};
/// use flowlab::{TimeGrid, metrics, simulate_ode};
/// // From N(0, 1) to N(0, 1) a point breathes, x·√((1 − t)² + t²), and comes back: 2 − π/2 for x = 1.
/// let field = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::standard(1)?);
/// let trajectory = simulate_ode(&field, &Rk4, &TimeGrid::uniform(0.0, 1.0, 200)?, &array![[1.0]])?;
/// assert!((metrics::straightness(&trajectory)?[0] - (2.0 - std::f64::consts::FRAC_PI_2)).abs() < 1e-4);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Liu, Gong and Liu, *Flow Straight and Fast: Learning to Generate and Transfer Data with Rectified Flow* (2023).
///
/// # Errors
/// A state that is not finite, or a sum beyond all numbers.
pub fn straightness(trajectory: &Trajectory) -> Result<Array1<f64>> {
    if let Some((i, k)) = trajectory.first_non_finite() {
        let value = trajectory.view(i).row(k).iter().copied().find(|x| !x.is_finite()).unwrap_or(f64::NAN);
        return Err(Error::NotFinite { what: format!("particle {k} at knot {i}"), value });
    }
    let grid = &trajectory.grid;
    let n_steps = grid.n_steps();
    let [first, last] = [0, n_steps].map(|i| trajectory.view(i));
    let whole = grid.t1() - grid.t0();
    let mut sum = Array1::zeros(first.nrows());
    for i in 0..n_steps {
        // |Δ − h·(mean velocity)|²/h, which sums to the same without a difference of large numbers
        let h = grid.t(i + 1) - grid.t(i);
        let (x, next) = (trajectory.view(i), trajectory.view(i + 1));
        let rows = Zip::from(&mut sum).and(x.rows()).and(next.rows()).and(first.rows()).and(last.rows());
        rows.for_each(|sum, x, next, first, last| {
            let off = |j: usize| next[j] - x[j] - h / whole * (last[j] - first[j]);
            *sum += (0..x.len()).map(|j| off(j).powi(2)).sum::<f64>() / h.abs();
        });
    }
    sum.iter().try_for_each(|&sum| finite("the straightness", sum).map(drop))?;
    Ok(sum)
}
