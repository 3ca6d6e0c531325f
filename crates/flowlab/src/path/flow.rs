//! The exact flow of a Gaussian path on a line, where it keeps the order of the points.

use ndarray::{Array2, ArrayRef2};

use super::MarginalField;
use crate::distribution::GaussianMixture;
use crate::error::{Result, agree, finite_batch};
use crate::{VectorField, bisect};

impl MarginalField {
    /// φₜ,ᵣ(x), to which the flow takes a point that is at x at time t by the time r, for each row of the batch (n, 1):
    /// (n, 1). Back in time too.
    ///
    /// **On a line** trajectories never pass each other, so each keeps its share of the mass below it: φₜ,ᵣ = Fᵣ⁻¹ ∘ Fₜ with
    /// Fₜ the distribution function of the [`law`](MarginalField::law) of Xₜ. No step is taken; the inverse is found by
    /// bisection to the last bit.
    ///
    /// φₜ,₁ is the *consistency function*, which takes each point of a trajectory to its end, and φ₀,₁ the map from noise to
    /// data that one step has to learn: (x₀, φ₀,₁(x₀)) are the pairs of a *reflow*.
    ///
    /// ```
    /// use flowlab::distribution::Gaussian;
    /// use flowlab::ndarray::array;
    /// use flowlab::path::{GaussianPath, MarginalField, Schedule};
    /// let field = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::isotropic(array![1.0], 2.0)?);
    /// // from N(0, 1) to N(1, 2²): 1 + 2x
    /// assert_eq!(field.flow(0.0, 1.0, &array![[0.5]])?, array![[2.0]]);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// More dimensions than one, a time outside [0, 1], or a point that is not finite.
    pub fn flow(&self, t: f64, r: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        agree("the dimension of the law", self.dim(), "that of the line, where trajectories have an order,", 1)?;
        agree("the number of columns of x", x.ncols(), "the dimension of the law", 1)?;
        finite_batch("x", x)?;
        let (from, to) = (self.law(t)?, self.law(r)?);
        Ok(x.mapv(|x| carried(&from, &to, x)))
    }

    /// The mean velocity Uₜ,ᵣ(x) = (φₜ,ᵣ(x) − x)/(r − t) of the trajectory through x between the times t and r, for each row
    /// of the batch (n, 1): (n, 1). One step of this velocity from t to r arrives exactly. Uₜ,ₜ is the velocity itself.
    ///
    /// **On a line**, from the [`flow`](MarginalField::flow); rounding is divided by r − t.
    ///
    /// ```
    /// use flowlab::distribution::Gaussian;
    /// use flowlab::ndarray::array;
    /// use flowlab::path::{GaussianPath, MarginalField, Schedule};
    /// let field = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::isotropic(array![0.0], 2.0)?);
    /// // from N(0, 1) to N(0, 2²) each point doubles: on average it moves by itself
    /// assert_eq!(field.mean_velocity(0.0, 1.0, &array![[3.0]])?, array![[3.0]]);
    /// // at the start it moves to the mean
    /// assert_eq!(field.mean_velocity(0.0, 0.0, &array![[3.0]])?, array![[-3.0]]);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// Source: Geng et al., *Mean Flows for One-step Generative Modeling* (2025).
    ///
    /// # Errors
    /// As [`flow`](MarginalField::flow).
    pub fn mean_velocity(&self, t: f64, r: f64, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        let arrived = self.flow(t, r, x)?;
        Ok(if t == r { self.at(t, x) } else { (arrived - x) / (r - t) })
    }
}

/// The point with as much mass of the one law below it as x has of the other.
fn carried(from: &GaussianMixture, to: &GaussianMixture, x: f64) -> f64 {
    // each component by itself would be carried to here; all together arrive between the least and the greatest
    let alone = from
        .components()
        .iter()
        .zip(to.components())
        .map(|(from, to)| to.mean()[0] + (x - from.mean()[0]) * (to.variances()[0] / from.variances()[0]).sqrt());
    let (low, high) = alone.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
    // the smaller of both tails is known to more digits
    let (below, above) = (from.cdf(x), from.survival(x));
    if below < above {
        bisect::least(|y| to.cdf(y) >= below, low, high)
    } else {
        bisect::least(|y| to.survival(y) <= above, low, high)
    }
}

#[cfg(test)]
mod tests {
    use crate::distribution::{Gaussian, GaussianMixture};
    use crate::ode::Rk4;
    use crate::path::{GaussianPath, MarginalField, Schedule};
    use crate::{TimeGrid, VectorField, simulate_ode_final};
    use ndarray::{Array2, array};

    fn uneven(schedule: Schedule) -> MarginalField {
        let components =
            [(-2.0, 0.5), (1.0, 0.3), (3.0, 1.0)].map(|(mean, sd)| Gaussian::isotropic(array![mean], sd).unwrap());
        MarginalField::new(
            GaussianPath::new(schedule),
            GaussianMixture::new(array![0.3, 0.5, 0.2], components.into()).unwrap(),
        )
    }

    #[test]
    fn it_is_where_the_solver_arrives() {
        let x = array![[-3.0], [-1.2], [0.1], [0.8], [2.5]];
        for schedule in [Schedule::Linear, Schedule::Trigonometric] {
            let field = uneven(schedule);
            for (t, r) in [(0.0, 1.0), (0.2, 0.7), (0.9, 0.1)] {
                let solved = simulate_ode_final(&field, &Rk4, &TimeGrid::uniform(t, r, 1000).unwrap(), &x).unwrap();
                let gap = field.flow(t, r, &x).unwrap() - solved;
                // h⁴ = 1e-12 times a fifth derivative of the flow, some 1e4 near the borders of the hills
                assert!(gap.iter().all(|gap| gap.abs() < 1e-7), "{schedule:?} {t} {r}: {gap}");
            }
        }
    }

    #[test]
    fn two_pieces_of_the_way_are_the_whole_and_back_again_is_the_start() {
        let (x, field) = (array![[-3.0], [0.1], [7.0], [-9.0]], uneven(Schedule::Linear));
        let half = field.flow(0.0, 0.4, &x).unwrap();
        let gap = field.flow(0.4, 1.0, &half).unwrap() - field.flow(0.0, 1.0, &x).unwrap();
        assert!(gap.iter().all(|gap| gap.abs() < 1e-12), "{gap}"); // a slope of up to 100 times rounding
        let gap = field.flow(0.4, 0.0, &half).unwrap() - &x;
        assert!(gap.iter().all(|gap| gap.abs() < 1e-12), "{gap}");
        let gap = field.flow(0.4, 0.4, &x).unwrap() - &x;
        assert!(gap.iter().all(|gap| gap.abs() < 1e-13), "{gap}");
    }

    #[test]
    fn a_short_mean_velocity_is_the_velocity() {
        let (x, field, t, step) = (array![[-1.0], [0.4], [2.0]], uneven(Schedule::Linear), 0.3, 1e-4);
        let both = field.mean_velocity(t, t + step, &x).unwrap() + field.mean_velocity(t, t - step, &x).unwrap();
        // the mean of both is u but for step² times a third derivative
        let gap = 0.5 * both - field.at(t, &x);
        assert!(gap.iter().all(|gap| gap.abs() < 1e-6), "{gap}");
        assert_eq!(field.mean_velocity(t, t, &x).unwrap(), field.at(t, &x));
    }

    #[test]
    fn what_has_no_order_or_is_no_place_is_refused() {
        let plane = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::standard(2).unwrap());
        assert!(plane.flow(0.0, 1.0, &Array2::zeros((1, 2))).unwrap_err().to_string().contains("that of the line"));
        let field = uneven(Schedule::Linear);
        assert!(field.flow(0.0, 1.5, &array![[0.0]]).unwrap_err().to_string().contains("t = 1.5"));
        assert!(field.flow(0.0, 1.0, &array![[f64::NAN]]).unwrap_err().to_string().contains("x[0, 0] = NaN"));
        assert!(field.mean_velocity(0.5, 0.5, &array![[0.0, 1.0]]).is_err());
    }
}
