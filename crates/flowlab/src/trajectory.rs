//! Trajectories: the states of all particles at all knots of a time grid.

use ndarray::{Array2, Array3, ArrayView2, Axis, s};

use crate::TimeGrid;

/// What a solver returns: n particles in d dimensions at the n_steps + 1 knots of a grid, the start included.
///
/// A solution that grew beyond all numbers is kept as it is: [`first_non_finite`](Trajectory::first_non_finite) finds
/// where that happened.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{Field, TimeGrid, ode::Euler, simulate_ode};
/// let grow = Field::new(1, |_, x, mut out| out.assign(&x));
/// let trajectory = simulate_ode(&grow, &Euler, &TimeGrid::uniform(0.0, 1.0, 2)?, &array![[1.0]])?;
/// assert_eq!(trajectory.particle(0), array![[1.0], [1.5], [2.25]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The times.
    pub grid: TimeGrid,
    /// The states: (n_steps + 1, n, d), time first.
    pub states: Array3<f64>,
}

impl Trajectory {
    /// The states of all particles at knot i: (n, d).
    ///
    /// # Panics
    /// If there is no knot i.
    pub fn state(&self, i: usize) -> Array2<f64> {
        self.view(i).to_owned()
    }

    /// The states of all particles at the end: (n, d).
    pub fn last(&self) -> Array2<f64> {
        self.state(self.grid.n_steps())
    }

    /// The path of particle k: (n_steps + 1, d).
    ///
    /// # Panics
    /// If there is no particle k.
    pub fn particle(&self, k: usize) -> Array2<f64> {
        self.states.slice(s![.., k, ..]).to_owned()
    }

    /// [`state`](Trajectory::state) without a copy, for loops; a notebook cannot keep a view from cell to cell.
    ///
    /// # Panics
    /// If there is no knot i.
    pub fn view(&self, i: usize) -> ArrayView2<'_, f64> {
        self.states.index_axis(Axis(0), i)
    }

    /// The first knot at which a number is NaN or infinite, and the first particle to which that happens there.
    pub fn first_non_finite(&self) -> Option<(usize, usize)> {
        self.states.indexed_iter().find(|(_, value)| !value.is_finite()).map(|((i, k, _), _)| (i, k))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array;

    fn numbered() -> Trajectory {
        let states = Array::from_iter((0..24).map(f64::from)).into_shape_with_order((3, 4, 2)).unwrap();
        Trajectory { grid: TimeGrid::uniform(0.0, 1.0, 2).unwrap(), states }
    }

    #[test]
    fn states_and_particles_are_the_two_cuts_of_one_array() {
        let trajectory = numbered();
        assert_eq!(trajectory.last(), trajectory.state(2));
        assert_eq!(trajectory.state(1).row(3), trajectory.particle(3).row(1));
        assert_eq!(trajectory.view(1), trajectory.state(1));
    }

    #[test]
    fn the_first_non_finite_number_is_the_earliest() {
        let mut trajectory = numbered();
        assert_eq!(trajectory.first_non_finite(), None);
        trajectory.states[[2, 0, 0]] = f64::NAN;
        trajectory.states[[1, 3, 1]] = f64::INFINITY;
        assert_eq!(trajectory.first_non_finite(), Some((1, 3)));
    }
}
