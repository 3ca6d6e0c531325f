//! Time grids: the knots t₀, t₁, …, tₙ at which a solution or a path is known.

use crate::error::{Error, Result, finite};

/// A uniform grid of n + 1 knots tᵢ = t0 + (t1 − t0)·(i/n).
///
/// The last knot is t1 exactly. Adding h again and again is not the same: ten steps of 0.1 end at 0.9999999999999999.
/// t1 < t0 is allowed: then h < 0 and an ODE is solved back in time. Knots that two grids share are equal to the bit,
/// since i/n depends on the ratio alone.
///
/// ```
/// use flowlab::TimeGrid;
/// let grid = TimeGrid::uniform(0.0, 1.0, 10)?;
/// assert_eq!(grid.t(10), 1.0);
/// assert_eq!(grid.h(), 0.1);
/// assert_eq!(grid.knots().len(), 11);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TimeGrid {
    h: f64,
    knots: Vec<f64>,
}

/// One step of a grid, from the knot `t` to the next.
///
/// `t_next` is that knot to the bit, which `t + h` need not be: a field that is defined only up to t = 1 is never
/// asked beyond it.
///
/// ```
/// use flowlab::TimeGrid;
/// let step = TimeGrid::uniform(0.0, 1.0, 4)?.step(3);
/// assert_eq!((step.t, step.t_next, step.h), (0.75, 1.0, 0.25));
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The knot at which the step starts.
    pub t: f64,
    /// The knot at which it ends.
    pub t_next: f64,
    /// The step size, negative where time runs back.
    pub h: f64,
}

impl TimeGrid {
    /// The grid of `n_steps` equal steps from `t0` to `t1`.
    ///
    /// # Errors
    /// Zero steps, t0 = t1, or a time that is not finite.
    pub fn uniform(t0: f64, t1: f64, n_steps: usize) -> Result<TimeGrid> {
        finite("t0", t0)?;
        finite("t1", t1)?;
        finite("t1 - t0", t1 - t0)?;
        if t0 == t1 {
            return Err(Error::EqualTimes { t: t0 });
        }
        if n_steps == 0 {
            return Err(Error::NoSteps);
        }
        let n = n_steps as f64;
        let mut knots = Vec::new();
        let n_knots = n_steps.saturating_add(1);
        knots.try_reserve_exact(n_knots).map_err(|_| Error::TooMany { what: "steps", n: n_steps })?;
        knots.extend((0..n_steps).map(|i| t0 + (t1 - t0) * (i as f64 / n)));
        knots.push(t1);
        Ok(TimeGrid { h: (t1 - t0) / n, knots })
    }

    /// The number of steps n.
    pub fn n_steps(&self) -> usize {
        self.knots.len() - 1
    }

    /// All n + 1 knots, from t0 to t1.
    pub fn knots(&self) -> &[f64] {
        &self.knots
    }

    /// The knot tᵢ.
    ///
    /// # Panics
    /// If i > n.
    pub fn t(&self, i: usize) -> f64 {
        self.knots[i]
    }

    /// The step size h = (t1 − t0)/n, negative where time runs back.
    pub fn h(&self) -> f64 {
        self.h
    }

    /// Whether time runs forward. The sign of h does not tell: between neighbouring numbers h rounds to 0.
    pub(crate) fn is_forward(&self) -> bool {
        self.t0() < self.t1()
    }

    /// Where the grid starts.
    pub fn t0(&self) -> f64 {
        self.knots[0]
    }

    /// Where the grid ends.
    pub fn t1(&self) -> f64 {
        self.knots[self.n_steps()]
    }

    /// The step from knot i to knot i + 1.
    ///
    /// # Panics
    /// If i ≥ n.
    pub fn step(&self, i: usize) -> Step {
        Step { t: self.knots[i], t_next: self.knots[i + 1], h: self.h }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_knot_is_the_end_also_where_n_times_one_nth_is_not_one() {
        let grid = TimeGrid::uniform(0.0, 1.0, 49).unwrap();
        assert_ne!(49.0 * (1.0 / 49.0), 1.0);
        assert_eq!(grid.t1(), 1.0);
        let odd = TimeGrid::uniform(0.1, 0.7, 3).unwrap();
        assert_eq!((odd.t0(), odd.t1()), (0.1, 0.7));
    }

    #[test]
    fn time_may_run_back() {
        let grid = TimeGrid::uniform(1.0, 0.0, 4).unwrap();
        assert_eq!(grid.knots(), [1.0, 0.75, 0.5, 0.25, 0.0]);
        assert_eq!(grid.h(), -0.25);
    }

    #[test]
    fn shared_knots_are_equal_to_the_bit() {
        let coarse = TimeGrid::uniform(0.3, 1.9, 7).unwrap();
        let fine = TimeGrid::uniform(0.3, 1.9, 91).unwrap();
        assert!((0..=7).all(|i| coarse.t(i) == fine.t(13 * i)));
    }
}
