//! Time grids: the knots t₀, t₁, …, tₙ at which a solution or a path is known.

use crate::error::{Error, Result, finite};

/// A grid of n + 1 knots, from t0 to t1: [`uniform`](TimeGrid::uniform), or with knots of your own choice
/// ([`from_knots`](TimeGrid::from_knots)).
///
/// The knots of a uniform grid are tᵢ = t0 + (t1 − t0)·(i/n), and the last is t1 exactly. Adding h again and again is
/// not the same: ten steps of 0.1 end at 0.9999999999999999. Knots that two uniform grids share are equal to the bit,
/// since i/n depends on the ratio alone. t1 < t0 is allowed: then h < 0 and an ODE is solved back in time.
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
    uniform: bool,
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
    /// The step size, negative where time runs back: on a uniform grid (t1 − t0)/n, the same in all steps, and
    /// `t_next − t` between given knots.
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
        let mut knots = room(n_steps)?;
        knots.extend((0..n_steps).map(|i| even(t0, t1, i, n_steps)));
        knots.push(t1);
        Ok(TimeGrid { h: (t1 - t0) / n_steps as f64, knots, uniform: true })
    }

    /// The grid of these knots, which all rise or all fall: short steps where a solution turns, long ones elsewhere.
    ///
    /// Knots that are those of a uniform grid to the bit make that uniform grid.
    ///
    /// ```
    /// use flowlab::TimeGrid;
    /// let grid = TimeGrid::from_knots([0.0, 0.1, 0.25, 1.0])?;
    /// assert_eq!((grid.n_steps(), grid.step(2).h), (3, 0.75));
    /// assert_eq!(TimeGrid::from_knots([0.0, 0.25, 0.5])?, TimeGrid::uniform(0.0, 0.5, 2)?);
    /// let error = TimeGrid::from_knots([0.0, 0.5, 0.5]).unwrap_err().to_string();
    /// assert_eq!(error, "knots[2] = 0.5 comes after knots[1] = 0.5: give knots that rise");
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// Fewer than two knots, one that is not finite, or one that does not go on in the direction from the first to the last.
    pub fn from_knots(knots: impl Into<Vec<f64>>) -> Result<TimeGrid> {
        let knots = knots.into();
        let rise = matches!(knots[..], [t0, .., t1] if t0 < t1);
        TimeGrid::of("knots", knots, rise)
    }

    /// The grid of these knots, which go on in the given direction; `what` they are, in the plural, stands in errors.
    pub(crate) fn of(what: &'static str, knots: Vec<f64>, rise: bool) -> Result<TimeGrid> {
        if let Some(i) = knots.iter().position(|t| !t.is_finite()) {
            return Err(Error::NotFinite { what: format!("{what}[{i}]"), value: knots[i] });
        }
        let [t0, .., t1] = knots[..] else { return Err(Error::FewTimes { what, n: knots.len() }) };
        let turn = knots.windows(2).position(|pair| if rise { pair[0] >= pair[1] } else { pair[0] <= pair[1] });
        if let Some(i) = turn {
            return Err(Error::OutOfOrder { what, i: i + 1, before: knots[i], value: knots[i + 1], rise });
        }
        let n = knots.len() - 1;
        let h = finite("t1 - t0", t1 - t0)? / n as f64;
        let uniform = (0..n).all(|i| knots[i] == even(t0, t1, i, n));
        Ok(TimeGrid { h, knots, uniform })
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

    /// The mean step size (t1 − t0)/n, negative where time runs back: on a uniform grid, the step size.
    pub fn h(&self) -> f64 {
        self.h
    }

    /// Whether all steps have the size [`h`](TimeGrid::h).
    pub(crate) fn is_uniform(&self) -> bool {
        self.uniform
    }

    /// The grid of every k-th knot, for a k that divides the number of steps.
    pub(crate) fn every(&self, k: usize) -> Result<TimeGrid> {
        if self.is_uniform() {
            return TimeGrid::uniform(self.t0(), self.t1(), self.n_steps() / k);
        }
        TimeGrid::from_knots(self.knots.iter().copied().step_by(k).collect::<Vec<f64>>())
    }

    /// The grid with each step cut in k of equal size.
    pub(crate) fn cut(&self, k: usize) -> Result<TimeGrid> {
        let n_steps = self.n_steps().saturating_mul(k);
        if self.is_uniform() {
            return TimeGrid::uniform(self.t0(), self.t1(), n_steps);
        }
        let mut knots = room(n_steps)?;
        for pair in self.knots.windows(2) {
            knots.extend((0..k).map(|j| even(pair[0], pair[1], j, k)));
        }
        knots.push(self.t1());
        TimeGrid::from_knots(knots)
    }

    /// Whether time runs forward. The sign of h does not tell: between neighbouring numbers h rounds to 0.
    pub(crate) fn is_forward(&self) -> bool {
        self.t0() < self.t1()
    }

    /// The numbers of the knots at which these times are: to the bit, or within 10⁻¹² of the grid's span.
    pub(crate) fn places(&self, times: &[f64]) -> Result<Vec<usize>> {
        times.iter().map(|t| self.place(*t)).collect()
    }

    fn place(&self, t: f64) -> Result<usize> {
        let forward = self.is_forward();
        let after = self.knots.partition_point(|knot| if forward { *knot < t } else { *knot > t });
        let gap = |i: usize| (self.t(i) - t).abs();
        let (low, high) = (after.saturating_sub(1), after.min(self.n_steps()));
        let nearest = if gap(low) < gap(high) { low } else { high };
        if gap(nearest) <= 1e-12 * (self.t1() - self.t0()).abs() {
            return Ok(nearest);
        }
        self.check_within(t)?;
        Err(Error::NotAKnot { t, before: self.t(low), after: self.t(high) })
    }

    /// Refuses a time before the first knot or after the last.
    pub(crate) fn check_within(&self, t: f64) -> Result<()> {
        let (t0, t1) = (self.t0(), self.t1());
        if (t0.min(t1)..=t0.max(t1)).contains(&t) { Ok(()) } else { Err(Error::OutsideGrid { t, t0, t1 }) }
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
        let (t, t_next) = (self.knots[i], self.knots[i + 1]);
        Step { t, t_next, h: if self.uniform { self.h } else { t_next - t } }
    }
}

/// The i-th of the knots that cut the way from t0 to t1 in n equal steps.
fn even(t0: f64, t1: f64, i: usize, n: usize) -> f64 {
    t0 + (t1 - t0) * (i as f64 / n as f64)
}

/// Room for the knots of a grid.
fn room(n_steps: usize) -> Result<Vec<f64>> {
    let mut knots = Vec::new();
    let n_knots = n_steps.saturating_add(1);
    knots.try_reserve_exact(n_knots).map_err(|_| Error::TooMany { what: "steps", n: n_steps })?;
    Ok(knots)
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
    fn knots_of_a_uniform_grid_make_it_and_others_keep_their_own_steps() {
        for (t0, t1, n) in [(0.0, 1.0, 49), (0.3, 1.9, 7), (1.0, -0.7, 10), (0.1, 0.3, 1)] {
            let uniform = TimeGrid::uniform(t0, t1, n).unwrap();
            assert_eq!(TimeGrid::from_knots(uniform.knots()).unwrap(), uniform);
        }
        let falling = TimeGrid::from_knots([1.0, 0.9, 0.5, 0.0]).unwrap();
        assert!(!falling.is_uniform() && !falling.is_forward());
        assert_eq!(falling.step(1), Step { t: 0.9, t_next: 0.5, h: 0.5 - 0.9 });
        assert_eq!(falling.h(), -1.0 / 3.0);
    }

    #[test]
    fn knots_that_make_no_grid_are_refused_by_place_and_value() {
        let message = |knots: &[f64]| TimeGrid::from_knots(knots).unwrap_err().to_string();
        assert!(message(&[]).starts_with("0 knots: give at least two"));
        assert!(message(&[1.0]).starts_with("1 knots: give at least two"));
        assert_eq!(message(&[0.0, f64::NAN, 1.0]), "knots[1] = NaN: give a finite number");
        assert_eq!(message(&[0.0, 1.0, 0.5]), "knots[2] = 0.5 comes after knots[1] = 1: give knots that rise");
        assert_eq!(message(&[1.0, 0.0, 0.5]), "knots[2] = 0.5 comes after knots[1] = 0: give knots that fall");
        assert!(message(&[-1e308, 0.0, 1e308]).starts_with("t1 - t0 = inf"));
    }

    #[test]
    fn a_time_is_at_the_knot_from_which_rounding_parts_it_and_at_no_other() {
        let message = |grid: &TimeGrid, t: f64| grid.places(&[t]).unwrap_err().to_string();
        for (t0, t1) in [(0.0, 1.0), (1.0, 0.0)] {
            let grid = TimeGrid::uniform(t0, t1, 10).unwrap();
            assert_eq!(grid.places(grid.knots()).unwrap(), (0..=10).collect::<Vec<usize>>());
            let near: Vec<f64> = grid.knots().iter().map(|t| t + 3e-13).collect();
            assert_eq!(grid.places(&near).unwrap(), (0..=10).collect::<Vec<usize>>());
            assert!(message(&grid, 1.5).starts_with("t = 1.5 is outside of the grid"));
            assert!(message(&grid, -0.5).starts_with("t = -0.5 is outside of the grid"));
        }
        let grid = TimeGrid::from_knots([0.0, 0.5, 2.0]).unwrap();
        assert!(message(&grid, 0.75).starts_with("t = 0.75 is no knot of the grid, whose nearest are 0.5 and 2"));
    }

    #[test]
    fn a_grid_that_is_cut_keeps_its_knots_and_every_kth_brings_it_back() {
        for grid in [TimeGrid::uniform(0.3, 1.9, 7), TimeGrid::from_knots([0.0, 0.1, 0.25, 1.0])] {
            let grid = grid.unwrap();
            let fine = grid.cut(5).unwrap();
            assert_eq!((fine.n_steps(), fine.is_uniform()), (5 * grid.n_steps(), grid.is_uniform()));
            assert_eq!(fine.every(5).unwrap(), grid);
        }
    }

    #[test]
    fn shared_knots_are_equal_to_the_bit() {
        let coarse = TimeGrid::uniform(0.3, 1.9, 7).unwrap();
        let fine = TimeGrid::uniform(0.3, 1.9, 91).unwrap();
        assert!((0..=7).all(|i| coarse.t(i) == fine.t(13 * i)));
    }
}
