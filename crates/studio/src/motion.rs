//! Particles on their way from noise to data, piece by piece: a few hundred of them one step further.

use flowlab::ndarray::{Array2, s};
use flowlab::ode::OdeSolver;
use flowlab::prelude::{Euler, EulerMaruyama, Extended, Heun, Rk4, Sample, SdeSolver, StochasticHeun};
use flowlab::{Field, Normals, Result, Seed, TimeGrid};

use crate::law::path;
use crate::settings::Solver;

/// Particles that follow a field in a number of steps.
#[derive(Debug)]
pub struct Motion {
    way: Way,
    /// Whether the field has no value at the end: then the last step is one that does not ask there.
    ends_open: bool,
    grid: TimeGrid,
    now: Array2<f64>,
    next: Array2<f64>,
    /// Steps done, and particles that have done one more.
    steps: usize,
    rows: usize,
}

/// What is followed, and how.
#[derive(Debug)]
enum Way {
    Smooth(Field, &'static dyn DebugSolver),
    Noisy(Extended<Field>, Solver, Vec<Normals>),
}

/// A solver that can be shown.
trait DebugSolver: OdeSolver + std::fmt::Debug {}
impl<S: OdeSolver + std::fmt::Debug> DebugSolver for S {}

/// Particles of a piece.
const PIECE: usize = 500;

/// The starts of `n` particles: the first ones are the same for every n.
pub fn starts(n: usize) -> Result<Array2<f64>> {
    flowlab::distribution::Gaussian::standard(2)?.sample(Seed(7), n)
}

impl Motion {
    /// `n` particles from noise along `field`, with the noise g on their way; where `ends_open`, the field has no value
    /// at t = 1.
    ///
    /// # Errors
    /// Noise for a field whose score is not known.
    pub fn new(field: Field, ends_open: bool, solver: Solver, steps: usize, g: f64, n: usize) -> Result<Motion> {
        let way = if g > 0.0 {
            let noises = (0..n.div_ceil(PIECE)).map(|k| Normals::new(Seed(8), k as u64)).collect();
            Way::Noisy(Extended::dial(path(), field, g)?, solver, noises)
        } else {
            let solver: &dyn DebugSolver = match solver {
                Solver::Euler => &Euler,
                Solver::Heun => &Heun,
                Solver::Rk4 => &Rk4,
            };
            Way::Smooth(field, solver)
        };
        let now = starts(n)?;
        let grid = TimeGrid::uniform(0.0, 1.0, steps)?;
        Ok(Motion { way, ends_open, grid, next: now.clone(), now, steps: 0, rows: 0 })
    }

    /// Takes a piece of the particles a step further. When it is the last piece of a step, gives all particles' places.
    pub fn advance(&mut self) -> Option<&Array2<f64>> {
        if self.is_done() {
            return None;
        }
        let step = self.grid.step(self.steps);
        let last = self.ends_open && self.steps + 1 == self.grid.n_steps();
        let from = self.rows;
        self.rows = (from + PIECE).min(self.now.nrows());
        let x = self.now.slice(s![from..self.rows, ..]);
        let x_next = self.next.slice_mut(s![from..self.rows, ..]);
        let work = |n: usize| vec![Array2::zeros(x.dim()); n];
        match &mut self.way {
            Way::Smooth(field, solver) => {
                let solver: &dyn OdeSolver = if last { &Euler } else { *solver };
                solver.step(field, step, x, x_next, &mut work(solver.n_buffers()));
            }
            Way::Noisy(sde, solver, noises) => {
                let solver: &dyn SdeSolver =
                    if last || *solver == Solver::Euler { &EulerMaruyama } else { &StochasticHeun };
                let mut dw = Array2::zeros(x.dim());
                noises[from / PIECE].fill(dw.as_slice_mut().expect("a new array is contiguous"));
                dw *= step.h.sqrt();
                solver.step(sde, step, x, dw.view(), x_next, &mut work(solver.n_buffers()));
            }
        }
        if self.rows < self.now.nrows() {
            return None;
        }
        std::mem::swap(&mut self.now, &mut self.next);
        (self.steps, self.rows) = (self.steps + 1, 0);
        Some(&self.now)
    }

    /// Whether all particles have arrived.
    pub fn is_done(&self) -> bool {
        self.steps == self.grid.n_steps()
    }

    /// The places of all particles after the last whole step.
    pub fn places(&self) -> &Array2<f64> {
        &self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::EightGaussians;
    use flowlab::path::MarginalField;
    use flowlab::simulate_ode_final;

    #[test]
    fn piece_by_piece_it_is_the_way_of_all_at_once() {
        let field = MarginalField::new(path(), EightGaussians);
        let mut motion = Motion::new(Field::of(field.clone()), false, Solver::Rk4, 7, 0.0, 1234).unwrap();
        let mut whole_steps = 0;
        while !motion.is_done() {
            whole_steps += usize::from(motion.advance().is_some());
        }
        assert!(whole_steps == 7 && motion.advance().is_none());
        let grid = TimeGrid::uniform(0.0, 1.0, 7).unwrap();
        let at_once = simulate_ode_final(&field, &Rk4, &grid, &starts(1234).unwrap()).unwrap();
        assert_eq!(motion.places(), at_once);
    }

    #[test]
    fn the_first_starts_are_the_same_for_every_number() {
        assert_eq!(starts(2000).unwrap().slice(s![..700, ..]), starts(700).unwrap());
    }

    #[test]
    fn noise_changes_the_ways_and_not_the_law() {
        let law = flowlab::distribution::GaussianMixture::from(EightGaussians);
        let ends = |g: f64| {
            let field = Field::of(MarginalField::new(path(), EightGaussians));
            let mut motion = Motion::new(field, false, Solver::Heun, 100, g, 4000).unwrap();
            while !motion.is_done() {
                motion.advance();
            }
            motion.places().clone()
        };
        let (still, noisy) = (ends(0.0), ends(1.0));
        let moved = (&still - &noisy).mapv(f64::abs).mean().unwrap();
        assert!(moved > 0.5, "{moved}");
        for ends in [still, noisy] {
            let covariance = ends.t().dot(&ends) / 4000.0;
            // of 4 + 1/8 each, known to 5 standard errors (the fourth moment is below 2·16) and the solver's error
            for j in 0..2 {
                assert!((covariance[[j, j]] - law.covariance()[[j, j]]).abs() < 5.0 * (16.0_f64 / 4000.0).sqrt());
            }
        }
    }
}
