//! Dormand and Prince's method (1980): a step of order 5 that knows its own error and chooses the next step size.

use std::fmt;

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut1, ArrayViewMut3, Axis, s};

use super::OdeMethod;
use super::tableau::{A, C, D, E, STAGES};
use crate::error::{Error, Result, positive};
use crate::{TimeGrid, VectorField, start};

/// Dormand and Prince's method: adaptive, order 5, dense on the grid.
///
/// Each step is taken twice from the same velocities, with order 5 and with order 4. Their difference e estimates the
/// error of the step, and the step is accepted where the root mean square over the coordinates j of eⱼ/(`atol` +
/// `rtol`·|xⱼ|) is at most 1, |xⱼ| at the larger end; else it is taken again, shorter. So the tolerances bound the
/// error of *one step*: the error at the end falls with them, for small ones about in proportion, and is what the
/// equation makes of all the steps' errors.
///
/// **The grid does not choose the steps.** At a knot inside a step the state is read off a polynomial of order 4
/// through the step, at no further evaluation of the field. A step costs 6 evaluations, accepted or not: the seventh
/// velocity is the first of the next step. The last step ends at t1, where the field must have a value.
///
/// **Each particle has its own steps**, so its answer depends on no other particle. (One step size for the whole batch
/// would have to serve its worst particle, and a particle would follow another path in other company: Lienen and
/// Günnemann, *torchode*, 2022.) The price: the field is asked one row at a time. For a neural network on a large batch
/// [`Rk4`](super::Rk4) is faster.
///
/// **A solution that ends before t1 has NaN at the times that it does not reach**, and [`steps`](Dopri5::steps) tells
/// [why](End): there is no velocity, as where the field is NaN; no step is short enough, as before the pole of dX/dt =
/// X²; or the way is too long for [`MOST_STEPS`](Dopri5::MOST_STEPS) tries. That is seen early where the equation is
/// *stiff*, that is, where stability wants far shorter steps than the error does, as for dX/dt = −10⁶·X on \[0, 1\].
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{TimeGrid, ode::Dopri5, process::LinearOde, simulate_ode};
/// let (decay, grid, x0) = (LinearOde::new(1, 1.0)?, TimeGrid::uniform(0.0, 1.0, 4)?, array![[1.0]]);
/// let dopri5 = Dopri5 { rtol: 1e-8, atol: 1e-10 };
/// let trajectory = simulate_ode(&decay, &dopri5, &grid, &x0)?;
/// assert!((trajectory.last()[[0, 0]] - (-1.0_f64).exp()).abs() < 1e-8);
/// assert!((trajectory.state(1)[[0, 0]] - (-0.25_f64).exp()).abs() < 1e-8);
/// let steps = &dopri5.steps(&decay, &grid, &x0)?[0];
/// assert_eq!((steps.times[0], *steps.times.last().unwrap()), (0.0, 1.0));
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// A relative tolerance near the rounding of `f64` cannot be kept: below [`LEAST_RTOL`](Dopri5::LEAST_RTOL) it is
/// refused. A pulse of the field that falls between two stages is not seen.
///
/// Source: Dormand and Prince (1980); Hairer, Nørsett and Wanner, *Solving Ordinary Differential Equations I*, sections
/// II.4 (step size, first step), II.5 and II.6 (the polynomial), and their code DOPRI5, whose controller this is;
/// Hairer and Wanner, *Solving Ordinary Differential Equations II*, section IV.2 (how stiffness is seen).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dopri5 {
    /// The relative tolerance of a step.
    pub rtol: f64,
    /// The absolute tolerance of a step, in the units of the state.
    pub atol: f64,
}

/// `rtol` = 10⁻⁶, `atol` = 10⁻⁹.
impl Default for Dopri5 {
    fn default() -> Dopri5 {
        Dopri5::DEFAULT
    }
}

/// How [`Dopri5`] went for one particle.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{Field, TimeGrid, ode::Dopri5};
/// // No error in any step: each is ten times as long as the one before, until t1 cuts one short.
/// let still = Field::new(1, |_, _, mut out| out.fill(0.0));
/// let steps = &Dopri5::default().steps(&still, &TimeGrid::uniform(0.0, 1.0, 1)?, &array![[1.0]])?[0];
/// let taken = steps.times.len() - 1;
/// assert_eq!((steps.rejected, steps.evaluations), (0, 2 + 6 * taken)); // 2 for the first step size
/// assert!((steps.times[2] - 11.0 * steps.times[1]).abs() < 1e-18);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// The ends of its accepted steps, from t0 on: up to t1 if the solution gets there.
    pub times: Vec<f64>,
    /// How many steps were taken again because their error was too large.
    pub rejected: usize,
    /// How often the field was asked for a velocity.
    pub evaluations: usize,
    /// Whether it arrived, and if not, why.
    pub end: End,
}

/// Where the walk of a particle ended, and why.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::ode::{Dopri5, End};
/// use flowlab::{Field, TimeGrid, process::LinearOde};
/// let (grid, one) = (TimeGrid::uniform(0.0, 2.0, 1)?, array![[1.0]]);
/// assert_eq!(Dopri5::default().steps(&LinearOde::new(1, 1.0)?, &grid, &one)?[0].end, End::Arrived);
/// // dX/dt = X² from 1 has a pole at t = 1.
/// let pole = Field::new(1, |_, x, mut out| out.assign(&(&x * &x)));
/// let end = Dopri5::default().steps(&pole, &grid, &one)?[0].end;
/// assert!(matches!(end, End::StepTooSmall { t } if (t - 1.0).abs() < 1e-5), "{end}");
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// At the end of the grid.
    Arrived,
    /// Where the step size that the error asks for is below the spacing of the numbers around t: at a pole, or at a
    /// jump of the field that is too large for the tolerances.
    StepTooSmall {
        /// The time up to which it came.
        t: f64,
    },
    /// Where the field is NaN or infinite.
    NotFinite {
        /// The time up to which it came.
        t: f64,
    },
    /// Where stability bounds the steps, not the error, and the rest of the way would take more than
    /// [`MOST_STEPS`](Dopri5::MOST_STEPS) of them.
    Stiff {
        /// The time up to which it came.
        t: f64,
    },
    /// After [`MOST_STEPS`](Dopri5::MOST_STEPS) tries.
    TooManySteps {
        /// The time up to which it came.
        t: f64,
    },
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = Dopri5::MOST_STEPS;
        match self {
            End::Arrived => write!(f, "arrived"),
            End::StepTooSmall { t } => {
                write!(
                    f,
                    "no step from t = {t} is short enough: end the grid before (a pole?), or raise the tolerances"
                )
            }
            End::NotFinite { t } => write!(f, "the field is NaN or infinite after t = {t}: end the grid there"),
            End::Stiff { t } => {
                write!(
                    f,
                    "stiff at t = {t}, with more than {most} steps to go: end the grid sooner, slow the decay, or solve it \
                     elsewhere, no method here is implicit"
                )
            }
            End::TooManySteps { t } => {
                write!(f, "{most} steps led to t = {t} only: cut the grid in parts, or raise the tolerances")
            }
        }
    }
}

impl Dopri5 {
    /// How many steps, accepted or not, one particle may take; beyond them it has NaN.
    pub const MOST_STEPS: usize = 100_000;

    /// The least relative tolerance, ten times the spacing of numbers at 1: below it rounding is larger.
    pub const LEAST_RTOL: f64 = 10.0 * f64::EPSILON;

    /// The default tolerances.
    pub(super) const DEFAULT: Dopri5 = Dopri5 { rtol: 1e-6, atol: 1e-9 };

    /// The steps that each particle, a row of `x0` (n, d), takes from the first knot of the grid to the last.
    ///
    /// They are those that [`simulate_ode`](crate::simulate_ode) takes, one particle after the other.
    ///
    /// # Errors
    /// As [`simulate_ode`](crate::simulate_ode).
    pub fn steps<F>(&self, field: &F, grid: &TimeGrid, x0: &ArrayRef2<f64>) -> Result<Vec<Steps>>
    where
        F: VectorField + ?Sized,
    {
        start::check(x0, field.dim())?;
        self.check()?;
        start::check_field(&field, [grid.t0(), grid.t1()], true, x0)?;
        let mut walk = Walk::new(*self, &field, grid);
        let of_row = |x0: ArrayView2<'_, f64>| {
            walk.start(x0);
            let mut times = vec![grid.t0()];
            let end = loop {
                match walk.advance() {
                    Ok(()) => times.push(walk.t_next),
                    Err(end) => break end,
                }
            };
            Steps { rejected: walk.tries + 1 - times.len(), evaluations: walk.evaluations, times, end }
        };
        Ok(x0.axis_chunks_iter(Axis(0), 1).map(of_row).collect())
    }
}

impl OdeMethod for Dopri5 {
    fn check(&self) -> Result<()> {
        positive("atol", self.atol)?;
        if positive("rtol", self.rtol)? < Dopri5::LEAST_RTOL {
            return Err(Error::BelowRounding { what: "rtol", value: self.rtol, least: Dopri5::LEAST_RTOL });
        }
        Ok(())
    }

    fn asks_at_the_end(&self) -> bool {
        true
    }

    fn solve(&self, u: &dyn VectorField, grid: &TimeGrid, mut states: ArrayViewMut3<'_, f64>) {
        let (x0, states) = states.view_mut().split_at(Axis(0), 1);
        self.solve_at(u, grid, &grid.knots()[1..], x0.index_axis(Axis(0), 0), states);
    }

    fn check_times(&self, grid: &TimeGrid, times: &[f64]) -> Result<()> {
        times.iter().try_for_each(|t| grid.check_within(*t))
    }

    fn solve_at(
        &self,
        u: &dyn VectorField,
        grid: &TimeGrid,
        times: &[f64],
        x0: ArrayView2<'_, f64>,
        mut states: ArrayViewMut3<'_, f64>,
    ) {
        let mut walk = Walk::new(*self, u, grid);
        let rows = x0.axis_chunks_iter(Axis(0), 1);
        for (x0, mut states) in rows.zip(states.axis_chunks_iter_mut(Axis(1), 1)) {
            walk.start(x0); // (1, d), and states (number of times, 1, d): one particle
            for (i, &t) in times.iter().enumerate() {
                while !walk.has_reached(t) && walk.advance().is_ok() {}
                if !walk.has_reached(t) {
                    states.slice_mut(s![i.., .., ..]).fill(f64::NAN);
                    break;
                }
                walk.read_off(t, states.slice_mut(s![i, 0, ..]));
            }
        }
    }
}

/// The next step aims at this part of the step size that would meet the tolerance.
const SAFETY: f64 = 0.9;
/// How much shorter, and how much longer, a step may be than the one before.
const CHANGE: (f64, f64) = (0.2, 10.0);
/// The weight of the error before: it calms the step size where stability bounds it, not accuracy.
const DAMPING: f64 = 0.04;
/// The least error that is remembered.
const LEAST_ERROR: f64 = 1e-4;
/// After so many tries stiffness is looked for.
const PATIENCE: usize = 1000;
/// Where h·|λ| is larger, a step is at the border of stability: |λ| is how fast the velocity changes with the state.
const BORDER: f64 = 3.25;
/// So many steps at the border, without a row of so many elsewhere, mean stiffness.
const ROW: (usize, usize) = (15, 6);

/// One particle on its way from t0 to t1: its last step, from `t` to `t_next`, and the size `h` of the next.
struct Walk<'a> {
    tolerance: Dopri5,
    u: &'a dyn VectorField,
    grid: &'a TimeGrid,
    t: f64,
    t_next: f64,
    h: f64,
    x: Array2<f64>,           // (1, d)
    x_next: Array2<f64>,      // (1, d)
    x_last: Array2<f64>,      // (1, d), where the last but one velocity was taken: an answer of lower order at t_next
    k: [Array2<f64>; STAGES], // each (1, d), the velocities of the last step
    error_before: f64,
    met_finite: bool, // whether the last try that was rejected met finite velocities alone
    at_border: usize,
    elsewhere: usize,
    tries: usize,
    evaluations: usize,
}

impl<'a> Walk<'a> {
    /// Makes the buffers; a particle is put in by [`start`](Walk::start).
    fn new(tolerance: Dopri5, u: &'a dyn VectorField, grid: &'a TimeGrid) -> Walk<'a> {
        let zeros = || Array2::zeros((1, u.dim()));
        Walk {
            tolerance,
            u,
            grid,
            t: grid.t0(),
            t_next: grid.t0(),
            h: 0.0,
            x: zeros(),
            x_next: zeros(),
            x_last: zeros(),
            k: std::array::from_fn(|_| zeros()),
            error_before: 0.0,
            met_finite: true,
            at_border: 0,
            elsewhere: 0,
            tries: 0,
            evaluations: 0,
        }
    }

    /// Puts a particle at `x0` (1, d) at t0, as if a step of length zero had ended there.
    fn start(&mut self, x0: ArrayView2<'_, f64>) {
        (self.t, self.t_next) = (self.grid.t0(), self.grid.t0());
        (self.error_before, self.tries, self.evaluations) = (LEAST_ERROR, 0, 0);
        (self.met_finite, self.at_border, self.elsewhere) = (true, 0, 0);
        self.x.assign(&x0);
        self.x_next.assign(&x0);
        self.ask(STAGES - 1, self.t);
        self.h = self.first_step();
    }

    /// Takes the next step, and takes it again until its error is small enough; or tells why there is none.
    fn advance(&mut self) -> std::result::Result<(), End> {
        let t = self.t_next;
        if t == self.grid.t1() {
            return Err(End::Arrived);
        }
        if !self.k[STAGES - 1].iter().all(|k| k.is_finite()) {
            return Err(End::NotFinite { t });
        }
        if self.at_border >= ROW.0 && (self.grid.t1() - t).abs() > Dopri5::MOST_STEPS as f64 * self.h.abs() {
            return Err(End::Stiff { t });
        }
        self.t = t;
        self.x.assign(&self.x_next);
        self.k.swap(0, STAGES - 1);
        let (least, mut most) = CHANGE;
        while self.tries < Dopri5::MOST_STEPS {
            let t_next = self.end_of(self.h);
            if t_next != self.grid.t1() && t + 0.1 * self.h == t {
                return Err(if self.met_finite { End::StepTooSmall { t } } else { End::NotFinite { t } });
            }
            let h = t_next - t;
            let error = self.attempt(t_next, h);
            self.tries += 1;
            let change = SAFETY * error.powf(0.75 * DAMPING - 0.2);
            if error <= 1.0 {
                self.met_finite |= most > 1.0; // a step at the first try: what it met before is behind
                self.look_for_stiffness(h);
                self.h = h * (change * self.error_before.powf(DAMPING)).clamp(least, most);
                self.error_before = error.max(LEAST_ERROR);
                self.t_next = t_next;
                return Ok(());
            }
            self.met_finite = self.k.iter().flatten().all(|k| k.is_finite());
            self.h = h * change.max(least); // also where the error is NaN
            most = 1.0;
        }
        Err(End::TooManySteps { t })
    }

    /// Counts steps at the border of stability. The last two velocities are both taken at the end of the step: their
    /// difference over that of their states is about |λ|, for the λ that the steps have blown up.
    fn look_for_stiffness(&mut self, h: f64) {
        if self.tries < PATIENCE {
            return;
        }
        let gap = |a: &Array2<f64>, b: &Array2<f64>| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        let lambda = gap(&self.k[STAGES - 1], &self.k[STAGES - 2]) / gap(&self.x_next, &self.x_last);
        if h.abs() * lambda > BORDER {
            (self.at_border, self.elsewhere) = (self.at_border + 1, 0);
        } else {
            self.elsewhere += 1;
            if self.elsewhere >= ROW.1 {
                self.at_border = 0;
            }
        }
    }

    /// Whether the last step has come to time t.
    fn has_reached(&self, t: f64) -> bool {
        if self.grid.is_forward() { t <= self.t_next } else { t >= self.t_next }
    }

    /// The state at a time t within the last step.
    fn read_off(&self, t: f64, mut out: ArrayViewMut1<'_, f64>) {
        if t == self.t_next {
            return out.assign(&self.x_next.row(0));
        }
        let h = self.t_next - self.t;
        let theta = (t - self.t) / h;
        for j in 0..out.len() {
            let (x, dx) = (self.x[[0, j]], self.x_next[[0, j]] - self.x[[0, j]]);
            let bend = h * self.k[0][[0, j]] - dx;
            let twist = dx - h * self.k[STAGES - 1][[0, j]] - bend;
            let rest = h * self.blend(&D, j);
            out[j] = x + theta * (dx + (1.0 - theta) * (bend + theta * (twist + (1.0 - theta) * rest)));
        }
    }

    /// Tries a step of size h to `t_next`; its error in units of the tolerance.
    fn attempt(&mut self, t_next: f64, h: f64) -> f64 {
        for s in 1..STAGES {
            for j in 0..self.x.len() {
                self.x_next[[0, j]] = self.x[[0, j]] + h * self.blend(&A[s][..s], j);
            }
            if s == STAGES - 2 {
                self.x_last.assign(&self.x_next);
            }
            self.ask(s, if C[s] == 1.0 { t_next } else { self.t + C[s] * h });
        }
        self.size(|j| h * self.blend(&E, j))
    }

    /// The size of the first step (section II.4): from the field and from how it changes along a small Euler step.
    fn first_step(&mut self) -> f64 {
        let (here, there) = (STAGES - 1, 0);
        let span = self.grid.t1() - self.t;
        let (x, u) = (self.size(|j| self.x[[0, j]]), self.size(|j| self.k[here][[0, j]]));
        let small = if x < 1e-5 || u < 1e-5 { 1e-6 } else { 0.01 * x / u }.min(span.abs());
        self.x_next.scaled_add(small.copysign(span), &self.k[here]);
        self.ask(there, self.end_of(small.copysign(span)));
        self.x_next.assign(&self.x);
        let change = self.size(|j| self.k[there][[0, j]] - self.k[here][[0, j]]) / small;
        let most = u.max(change);
        let h = if most <= 1e-15 { f64::max(1e-6, 1e-3 * small) } else { (0.01 / most).powf(0.2) };
        // where t is large, a step of some spacings of the numbers around it
        (100.0 * small).min(h).max(64.0 * f64::EPSILON * self.t.abs()).min(span.abs()).copysign(span)
    }

    /// Where a step of size h ends: at t1 to the bit if it comes within a hundredth of it.
    fn end_of(&self, h: f64) -> f64 {
        let t1 = self.grid.t1();
        if 1.01 * h.abs() >= (t1 - self.t).abs() { t1 } else { self.t + h }
    }

    /// Asks the field at time t for velocity s, at `x_next`.
    fn ask(&mut self, s: usize, t: f64) {
        self.u.eval(t, self.x_next.view(), self.k[s].view_mut());
        self.evaluations += 1;
    }

    /// The weighted sum of the velocities, coordinate j.
    fn blend(&self, weights: &[f64], j: usize) -> f64 {
        weights.iter().zip(&self.k).map(|(w, k)| w * k[[0, j]]).sum()
    }

    /// The root mean square of a vector whose coordinates are in units of the tolerance at `x` and `x_next`.
    fn size(&self, coordinate: impl Fn(usize) -> f64) -> f64 {
        let Dopri5 { rtol, atol } = self.tolerance;
        let scale = |j: usize| atol + rtol * self.x[[0, j]].abs().max(self.x_next[[0, j]].abs());
        let d = self.u.counted_dim().min(self.x.len());
        ((0..d).map(|j| (coordinate(j) / scale(j)).powi(2)).sum::<f64>() / d as f64).sqrt()
    }
}
