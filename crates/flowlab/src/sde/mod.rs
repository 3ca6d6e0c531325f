//! Stochastic differential equations dX = u(t, X) dt + σ(t, X) dW in the sense of Itô. Noise is *diagonal* where
//! coordinate j of a particle is driven by coordinate j of its own Brownian motion; else σ is a d × m *matrix*, and the
//! m coordinates of W drive all of them.
//!
//! The noise is an input: [`simulate_sde`] follows a given [`BrownianPath`], so two solvers, or two step sizes, can be
//! compared on one path. A method has two orders: *strong*, of the distance to the true path on the same noise, and
//! *weak*, of the difference of expectations. For smooth u and σ they are:
//!
//! | method | evaluations of u and σ in a step | additive noise: strong, weak | σ depends on x: strong, weak | σ a matrix |
//! |---|---|---|---|---|
//! | [`EulerMaruyama`] | 1 and 1 | 1, 1 | 1/2, 1 | 1/2, 1 |
//! | [`Milstein`] | 1 and 1, and σ′ unless the noise is additive | 1, 1 | 1, 1 | refused |
//! | [`StochasticHeun`] | 2 and 1 | 1, 2 | refused | refused |
//!
//! Source: Kloeden and Platen, *Numerical Solution of Stochastic Differential Equations*, chapters 9 and 10.

mod additive;
mod euler_maruyama;
mod milstein;
mod stochastic_heun;

pub use additive::AdditiveSde;
pub use euler_maruyama::EulerMaruyama;
pub use milstein::Milstein;
pub use stochastic_heun::StochasticHeun;

use ndarray::{Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis, azip, s};

use crate::brownian::{Increments, check_forward};
use crate::chunk::CONTIGUOUS;
use crate::error::{Result, at_least_one, not_negative};
use crate::field::DIFFERENCE;
use crate::grid::Step;
use crate::{BrownianPath, Seed, TimeGrid, Trajectory, chunk, start};

/// How the noise of an equation depends on the state.
///
/// ```
/// use flowlab::sde::{EulerMaruyama, SdeSolver};
/// use flowlab::{Noise, Sde, process::GeometricBrownian};
/// let noise = GeometricBrownian::new(1, 0.5, 1.0)?.noise(); // σX
/// assert_eq!((noise, EulerMaruyama.strong_order(noise)?), (Noise::Multiplicative, 0.5));
/// assert_eq!(EulerMaruyama.strong_order(Noise::Additive)?, 1.0);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Noise {
    /// σ depends on time alone.
    Additive,
    /// σ depends on the state too.
    Multiplicative,
    /// σ is a d × m matrix, which may depend on time and state: see [`Sde::apply_noise`].
    Matrix,
}

/// A stochastic differential equation dX = u(t, X) dt + σ(t, X) dW.
///
/// The noise is diagonal, unless [`noise`](Sde::noise) is [`Noise::Matrix`]: then [`n_noises`](Sde::n_noises) and
/// [`apply_noise`](Sde::apply_noise) say what drives it, as in their example.
///
/// As for a [`VectorField`](crate::VectorField), a row of the answer may depend on nothing but the time and that row.
///
/// ```
/// use flowlab::ndarray::{ArrayView2, ArrayViewMut2, array};
/// use flowlab::sde::Milstein;
/// use flowlab::{BrownianPath, Noise, Sde, Seed, TimeGrid, simulate_sde};
///
/// /// dX = X/2 dt + √(1 + X²) dW, whose solution is sinh(asinh X₀ + W).
/// struct Sinh;
///
/// impl Sde for Sinh {
///     fn dim(&self) -> usize {
///         1
///     }
///
///     fn drift(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
///         out.assign(&(0.5 * &x));
///     }
///
///     fn diffusion(&self, _t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
///         out.assign(&x.mapv(|x| x.hypot(1.0)));
///     }
///
///     fn noise(&self) -> Noise {
///         Noise::Multiplicative
///     }
/// }
///
/// let brownian = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 10_000)?, 1, 1)?;
/// let end = simulate_sde(&Sinh, &Milstein, &brownian, &array![[0.0]])?.last();
/// assert!((end[[0, 0]] - brownian.last()[[0, 0]].sinh()).abs() < 1e-3); // strong order 1: some h = 1e-4
/// # Ok::<(), flowlab::Error>(())
/// ```
pub trait Sde: Send + Sync {
    /// The dimension d.
    fn dim(&self) -> usize;

    /// Writes the drift u(t, x) for each row of the batch `x` (n, d) into `out` (n, d).
    ///
    /// `out` may hold anything: write every number, add to none.
    ///
    /// # Panics
    /// May panic, as slices do, if a shape is not (n, d).
    fn drift(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>);

    /// Writes the diffusion coefficient σ(t, x), one number for each coordinate, into `out` (n, d).
    ///
    /// `out` may hold anything: write every number, add to none.
    ///
    /// Where the noise is a [`Matrix`](Noise::Matrix) and [`apply_noise`](Sde::apply_noise) is written, nothing asks for it:
    /// there `out.fill(0.0)` will do.
    ///
    /// # Panics
    /// May panic, as slices do, if a shape is not (n, d).
    fn diffusion(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>);

    /// Whether σ depends on the state, or is a matrix.
    fn noise(&self) -> Noise;

    /// How many coordinates of W drive a particle: m. Asked where the noise is a [`Matrix`](Noise::Matrix); else it is
    /// d.
    fn n_noises(&self) -> usize {
        self.dim()
    }

    /// Writes the noise G(t, x)·dw of a step for each row: `x` (n, d), `dw` (n, m), `out` (n, d).
    ///
    /// Asked where the noise is a [`Matrix`](Noise::Matrix). Unless an equation says more, G is the diagonal matrix of
    /// [`diffusion`](Sde::diffusion). `out` may hold anything: write every number, add to none.
    ///
    /// ```
    /// use flowlab::ndarray::{ArrayView2, ArrayViewMut2, array};
    /// use flowlab::sde::EulerMaruyama;
    /// use flowlab::{BrownianPath, Noise, Sde, Seed, TimeGrid, simulate_sde};
    ///
    /// /// dX = (dW, dW/2): one Brownian motion drives both coordinates.
    /// struct Together;
    ///
    /// impl Sde for Together {
    ///     fn dim(&self) -> usize {
    ///         2
    ///     }
    ///
    ///     fn drift(&self, _t: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
    ///         out.fill(0.0);
    ///     }
    ///
    ///     fn diffusion(&self, _t: f64, _x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
    ///         out.fill(0.0);
    ///     }
    ///
    ///     fn noise(&self) -> Noise {
    ///         Noise::Matrix
    ///     }
    ///
    ///     fn n_noises(&self) -> usize {
    ///         1
    ///     }
    ///
    ///     fn apply_noise(
    ///         &self,
    ///         _t: f64,
    ///         _x: ArrayView2<'_, f64>,
    ///         dw: ArrayView2<'_, f64>,
    ///         mut out: ArrayViewMut2<'_, f64>,
    ///     ) {
    ///         out.assign(&dw.dot(&array![[1.0, 0.5]])); // the transpose of G acts on rows
    ///     }
    /// }
    ///
    /// let brownian = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 1)?, 1, 1)?;
    /// let end = simulate_sde(&Together, &EulerMaruyama, &brownian, &array![[0.0, 0.0]])?.last();
    /// let w = brownian.last()[[0, 0]];
    /// assert_eq!(end, array![[w, w / 2.0]]);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Panics
    /// May panic, as slices do, if a shape is not the one that is said; the one that is here, if there are not as many
    /// noises as coordinates.
    fn apply_noise(&self, t: f64, x: ArrayView2<'_, f64>, dw: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        assert_eq!(dw.dim(), x.dim(), "without an apply_noise of its own an equation has a noise for each coordinate");
        self.diffusion(t, x, out.view_mut());
        out *= &dw;
    }

    /// Refuses a time at which the drift is singular for every state.
    ///
    /// # Errors
    /// None, unless an equation knows better: [`Extended`](crate::path::Extended) does, at t = 1.
    fn check_drift(&self, _t: f64) -> Result<()> {
        Ok(())
    }

    /// Writes ∂σⱼ/∂xⱼ at (t, x), one number for each coordinate j, into `out` (n, d): what [`Milstein`] needs.
    ///
    /// Unless an equation knows better it is the central difference over xⱼ ± δ with δ = 6·10⁻⁶·max(1, |xⱼ|), which
    /// moves all coordinates at once: right where σⱼ depends on no coordinate but its own. A σ that ends somewhere, as
    /// √x does at 0, needs a formula of its own. `work` holds two buffers (n, d).
    ///
    /// # Panics
    /// May panic, as slices do, if a shape is not (n, d).
    fn diffusion_dx(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>, work: &mut [Array2<f64>]) {
        let [shifted, sigma] = work else { panic!("diffusion_dx works in 2 buffers, got {}", work.len()) };
        let delta = |x: f64| DIFFERENCE * x.abs().max(1.0);
        azip!((shifted in &mut *shifted, &x in x) *shifted = x + delta(x));
        self.diffusion(t, shifted.view(), out.view_mut());
        azip!((shifted in &mut *shifted, &x in x) *shifted = x - delta(x));
        self.diffusion(t, shifted.view(), sigma.view_mut());
        azip!((out in out, &low in &*sigma, &x in x) *out = (*out - low) / (2.0 * delta(x)));
    }
}

impl<E: Sde + ?Sized> Sde for &E {
    fn dim(&self) -> usize {
        (**self).dim()
    }

    fn drift(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        (**self).drift(t, x, out);
    }

    fn diffusion(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        (**self).diffusion(t, x, out);
    }

    fn noise(&self) -> Noise {
        (**self).noise()
    }

    fn n_noises(&self) -> usize {
        (**self).n_noises()
    }

    fn apply_noise(&self, t: f64, x: ArrayView2<'_, f64>, dw: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>) {
        (**self).apply_noise(t, x, dw, out);
    }

    fn check_drift(&self, t: f64) -> Result<()> {
        (**self).check_drift(t)
    }

    fn diffusion_dx(&self, t: f64, x: ArrayView2<'_, f64>, out: ArrayViewMut2<'_, f64>, work: &mut [Array2<f64>]) {
        (**self).diffusion_dx(t, x, out, work);
    }
}

/// One step of a method for stochastic differential equations.
///
/// ```
/// use flowlab::Noise;
/// use flowlab::sde::{EulerMaruyama, Milstein, SdeSolver, StochasticHeun};
/// let strong = |solver: &dyn SdeSolver| solver.strong_order(Noise::Multiplicative).ok();
/// assert_eq!([strong(&EulerMaruyama), strong(&Milstein), strong(&StochasticHeun)], [Some(0.5), Some(1.0), None]);
/// ```
pub trait SdeSolver: Send + Sync {
    /// The order of (E|X̂ − X|²)^½ at the end, X̂ and X on the same Brownian path.
    ///
    /// # Errors
    /// A method that does not converge to the Itô solution for this noise.
    fn strong_order(&self, noise: Noise) -> Result<f64>;

    /// The order of |E f(X̂) − E f(X)| at the end, for smooth f.
    ///
    /// # Errors
    /// As [`strong_order`](SdeSolver::strong_order).
    fn weak_order(&self, noise: Noise) -> Result<f64>;

    /// Whether a step asks for the drift at its end as well.
    fn asks_at_the_end(&self) -> bool;

    /// How many buffers of the batch's shape a step works in.
    fn n_buffers(&self) -> usize;

    /// Whether [`step`](SdeSolver::step) is that of [`EulerMaruyama`], which a solver that draws its own noise can take
    /// without laying down dw.
    fn is_euler_maruyama(&self) -> bool {
        false
    }

    /// Takes the batch `x` (n, d) at `step.t` to `x_next` (n, d) at `step.t_next`, given the increments
    /// `dw` of W over the step, without allocating: (n, d), and (n, m) where σ is a d × m matrix.
    ///
    /// # Panics
    /// If `work` does not hold [`n_buffers`](SdeSolver::n_buffers) buffers of the shape (n, d).
    fn step(
        &self,
        sde: &dyn Sde,
        step: Step,
        x: ArrayView2<'_, f64>,
        dw: ArrayView2<'_, f64>,
        x_next: ArrayViewMut2<'_, f64>,
        work: &mut [Array2<f64>],
    );
}

/// Every solver, with its name.
///
/// Who compares solvers takes them from here: one that is added to the list is compared too.
///
/// ```
/// use flowlab::Noise;
/// use flowlab::sde::SOLVERS;
/// // Those that solve an equation whose noise depends on the state.
/// let able = SOLVERS.iter().filter(|(_, solver)| solver.strong_order(Noise::Multiplicative).is_ok());
/// assert_eq!(able.map(|(name, _)| *name).collect::<Vec<_>>(), ["EulerMaruyama", "Milstein"]);
/// ```
pub const SOLVERS: [(&str, &dyn SdeSolver); 3] =
    [("EulerMaruyama", &EulerMaruyama), ("Milstein", &Milstein), ("StochasticHeun", &StochasticHeun)];

/// Solves dX = u dt + σ dW from the batch `x0` (n, d) along a Brownian path, on the path's own grid, and keeps every
/// state.
///
/// Particle k is driven by particle k of the path, which has d coordinates, and m where σ is a d × m matrix. `x0` must
/// not depend on the path. The result is the same to the bit at any number of threads.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{AdditiveSde, BrownianPath, Field, Seed, TimeGrid, sde::EulerMaruyama, simulate_sde};
/// // dX = 2 dW from 1: X = 1 + 2 W.
/// let sde = AdditiveSde::new(Field::new(1, |_, _, mut out| out.fill(0.0)), |_t| 2.0);
/// let brownian = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 1)?, 1, 1)?;
/// let end = simulate_sde(&sde, &EulerMaruyama, &brownian, &array![[1.0]])?.last();
/// assert_eq!(end, 1.0 + 2.0 * brownian.last());
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No particles, a width of `x0` or of the path that is not the equation's, a method that does not solve the equation,
/// a number of rows of `x0` that is not the path's, a start that is not finite, a σ of additive noise that is negative
/// or not finite at a knot where a step starts, a drift that is singular where the solver asks for it, a drift or a
/// noise that adds to its buffer, or more states than memory holds.
pub fn simulate_sde<E, S>(sde: &E, solver: &S, brownian: &BrownianPath, x0: &ArrayRef2<f64>) -> Result<Trajectory>
where
    E: Sde + ?Sized,
    S: SdeSolver + ?Sized,
{
    let (grid, d) = (brownian.grid(), sde.dim());
    let mut states = start::states(x0, d, grid)?;
    let m = n_noises(&sde);
    brownian.check_drives(x0.nrows(), m)?;
    check_method(&sde, solver, grid.knots(), x0)?;
    chunk::for_each(chunk::chunks(states.view_mut(), Axis(1)), |k, mut states| {
        let rows = states.len_of(Axis(1));
        let first = k * chunk::CHUNK;
        let w = brownian.values().slice(s![.., first..first + rows, ..]); // (n_steps + 1, rows, m)
        let mut dw = Array2::zeros((rows, m));
        let mut work = vec![Array2::zeros((rows, d)); solver.n_buffers()];
        for i in 0..grid.n_steps() {
            let (w0, w1) = (w.index_axis(Axis(0), i), w.index_axis(Axis(0), i + 1));
            azip!((dw in &mut dw, &w0 in w0, &w1 in w1) *dw = w1 - w0);
            let (past, mut future) = states.view_mut().split_at(Axis(0), i + 1);
            let (x, x_next) = (past.index_axis(Axis(0), i), future.index_axis_mut(Axis(0), 0));
            solver.step(&sde, grid.step(i), x, dw.view(), x_next, &mut work);
        }
    });
    Ok(Trajectory { grid: grid.clone(), states })
}

/// Solves dX = u dt + σ dW from the batch `x0` (n, d) along fresh Brownian paths on the grid, and keeps the end alone:
/// (n, d).
///
/// Up to rounding it is the last state of [`simulate_sde`] along [`BrownianPath::sample`] with the same seed, but
/// neither path nor states are stored: memory does not grow with the number of steps. The result is the same to the
/// bit at any number of threads.
///
/// ```
/// use flowlab::ndarray::Array2;
/// use flowlab::{Seed, TimeGrid, process::OrnsteinUhlenbeck, sde::EulerMaruyama, simulate_sde_final};
/// let process = OrnsteinUhlenbeck::new(1, 10.0, 1.0)?;
/// let grid = TimeGrid::uniform(0.0, 1.0, 200)?;
/// let end = simulate_sde_final(&process, &EulerMaruyama, &grid, &Array2::zeros((10_000, 1)), Seed(1))?;
/// let variance = end.mapv(|x| x * x).mean().unwrap();
/// // Euler-Maruyama's own stationary variance is 1/(2·10 - 100/200) = .05128; sd of the estimate .0007
/// assert!((variance - 0.05128).abs() < 5.0 * 0.0007);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// A grid that runs back in time, and as [`simulate_sde`].
pub fn simulate_sde_final<E, S>(
    sde: &E,
    solver: &S,
    grid: &TimeGrid,
    x0: &ArrayRef2<f64>,
    seed: Seed,
) -> Result<Array2<f64>>
where
    E: Sde + ?Sized,
    S: SdeSolver + ?Sized,
{
    check_forward(grid)?;
    let mut end = start::state(x0, sde.dim())?;
    let sigmas = check_method(&sde, solver, grid.knots(), x0)?;
    let way = Way { sde: &sde, solver, grid, sigmas: sigmas.as_deref() };
    chunk::for_each(chunk::chunks(end.view_mut(), Axis(0)), |k, x| {
        way.follow(&[grid.n_steps()], Increments::new(seed, k), x, |_, _| ());
    });
    Ok(end)
}

/// Solves dX = u dt + σ dW from the batch `x0` (n, d) along fresh Brownian paths on the grid, and keeps the states at
/// the chosen times alone.
///
/// Each time is a knot of the grid, or within 10⁻¹² of its span from one. The steps are those of
/// [`simulate_sde_final`] with the same seed, up to the last of the times: up to rounding the states are those of
/// [`simulate_sde`] along [`BrownianPath::sample`]. Memory grows with the number of times, not of steps. The grid of
/// the result is [`TimeGrid::from_knots`] of the times.
///
/// ```
/// use flowlab::ndarray::Array2;
/// use flowlab::{Seed, TimeGrid, process::OrnsteinUhlenbeck, sde::EulerMaruyama, simulate_sde_at};
/// let process = OrnsteinUhlenbeck::new(1, 1.0, 1.0)?;
/// let grid = TimeGrid::uniform(0.0, 1.0, 1000)?;
/// let kept = simulate_sde_at(&process, &EulerMaruyama, &grid, &[0.5, 1.0], &Array2::zeros((10_000, 1)), Seed(1))?;
/// for i in 0..2 {
///     let variance = kept.state(i).mapv(|x| x * x).mean().unwrap();
///     let exact = process.variance(kept.grid.t(i));
///     assert!((variance / exact - 1.0).abs() < 5.0 * 0.0141 + 0.001); // 5 sd of sqrt(2/n), and Euler-Maruyama's h
/// }
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// Fewer than two times, times that do not rise, a time that is not a knot, and as [`simulate_sde_final`].
pub fn simulate_sde_at<E, S>(
    sde: &E,
    solver: &S,
    grid: &TimeGrid,
    times: &[f64],
    x0: &ArrayRef2<f64>,
    seed: Seed,
) -> Result<Trajectory>
where
    E: Sde + ?Sized,
    S: SdeSolver + ?Sized,
{
    check_forward(grid)?;
    start::check(x0, sde.dim())?;
    let kept = TimeGrid::of("times", times.to_vec(), true)?;
    let places = grid.places(times)?;
    let sigmas = check_method(&sde, solver, &grid.knots()[..=places[places.len() - 1]], x0)?;
    let way = Way { sde: &sde, solver, grid, sigmas: sigmas.as_deref() };
    let mut states = chunk::zeros(times.len(), x0.nrows(), sde.dim())?;
    chunk::for_each(chunk::chunks(states.view_mut(), Axis(1)), |k, mut states| {
        let (first, rows) = (k * chunk::CHUNK, states.len_of(Axis(1)));
        let mut x = Array2::zeros((rows, sde.dim()));
        x.assign(&x0.slice(s![first..first + rows, ..]));
        way.follow(&places, Increments::new(seed, k), x.view_mut(), |i, x| {
            states.index_axis_mut(Axis(0), i).assign(&x);
        });
    });
    Ok(Trajectory { grid: kept, states })
}

/// How particles go from knot to knot with noise of their own.
struct Way<'a, S: ?Sized> {
    sde: &'a dyn Sde,
    solver: &'a S,
    grid: &'a TimeGrid,
    /// Of Euler-Maruyama with noise that is the same in every coordinate: σ at the start of each step.
    sigmas: Option<&'a [f64]>,
}

impl<S: SdeSolver + ?Sized> Way<'_, S> {
    /// Takes a chunk of particles from knot to knot, in place, and shows the i-th of the places when it is there.
    fn follow(
        &self,
        places: &[usize],
        mut increments: Increments,
        mut x: ArrayViewMut2<'_, f64>,
        mut see: impl FnMut(usize, ArrayView2<'_, f64>),
    ) {
        let Way { sde, solver, grid, sigmas } = *self;
        let mut room = Array2::zeros(x.dim());
        let mut dw = Array2::zeros((x.nrows(), n_noises(sde)));
        let mut work = vec![Array2::zeros(x.dim()); solver.n_buffers()];
        let mut knot = 0;
        for (i, &place) in places.iter().enumerate() {
            while knot < place {
                let step = grid.step(knot);
                if let Some(sigmas) = sigmas {
                    // the step of the solver, with the noise drawn into the sum
                    sde.drift(step.t, x.view(), room.view_mut());
                    let (u, x) = (room.as_slice().expect(CONTIGUOUS), x.as_slice_mut().expect(CONTIGUOUS));
                    increments.step(step.h, u, sigmas[knot] * step.h.sqrt(), x);
                } else {
                    increments.draw(step.h, &mut dw);
                    solver.step(sde, step, x.view(), dw.view(), room.view_mut(), &mut work);
                    x.assign(&room);
                }
                knot += 1;
            }
            see(i, x.view());
        }
    }
}

/// How many coordinates of W drive a particle.
fn n_noises(sde: &dyn Sde) -> usize {
    if sde.noise() == Noise::Matrix { sde.n_noises() } else { sde.dim() }
}

/// Refuses a method that does not solve the equation, a drift that is singular at a knot where it is asked for, and a
/// negative or non-finite σ, and what adds to its buffer. Additive noise alone can be asked for σ in advance: it is a
/// function of time. Where the method is Euler-Maruyama and all coordinates have the same, gives it for each step.
fn check_method<S: SdeSolver + ?Sized>(
    sde: &dyn Sde,
    solver: &S,
    knots: &[f64],
    x0: &ArrayRef2<f64>,
) -> Result<Option<Vec<f64>>> {
    solver.strong_order(sde.noise())?;
    at_least_one("noises", n_noises(sde))?;
    let starts = &knots[..knots.len() - 1];
    let mut sigmas = (solver.is_euler_maruyama() && sde.noise() == Noise::Additive).then(Vec::new);
    if sde.noise() == Noise::Additive {
        let x = x0.slice(s![..1, ..]);
        let mut sigma = Array2::zeros(x.dim());
        for &t in starts {
            sde.diffusion(t, x, sigma.view_mut());
            for &sigma in &sigma {
                not_negative(&format!("sigma at t = {t}"), sigma)?;
            }
            let first = sigma[[0, 0]];
            sigmas = sigmas.filter(|_| sigma.iter().all(|sigma| *sigma == first));
            sigmas.iter_mut().for_each(|sigmas| sigmas.push(first));
        }
    }
    let asked = if solver.asks_at_the_end() { knots } else { starts };
    asked.iter().try_for_each(|t| sde.check_drift(*t))?;
    check_sde(sde, knots[0], x0, n_noises(sde))?;
    Ok(sigmas)
}

/// Refuses a drift or a noise of an equation that does not write its whole answer, as [`start::check_field`]; W has m
/// coordinates.
fn check_sde(sde: &dyn Sde, t: f64, x0: &ArrayRef2<f64>, m: usize) -> Result<()> {
    let x = start::first_row(x0);
    start::check_answer("the drift", &x, |out| sde.drift(t, x.view(), out))?;
    if sde.noise() == Noise::Matrix {
        let mut dw = chunk::batch(1, m)?;
        dw.fill(1.0);
        return start::check_answer("the noise", &x, |out| sde.apply_noise(t, x.view(), dw.view(), out));
    }
    start::check_answer("the diffusion", &x, |out| sde.diffusion(t, x.view(), out))
}
