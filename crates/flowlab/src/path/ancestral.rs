//! Steps that guess data and noise, and mix them anew for the next time: DDIM, and DDPM with its fresh noise.

use ndarray::{Array2, ArrayRef2, Axis, azip, s};

use super::Denoiser;
use crate::brownian::check_forward;
use crate::error::{Error, Result, positive, unit_time};
use crate::gaussian_path::{Coefficients, GaussianPath};
use crate::{Normals, Seed, TimeGrid, Trajectory, chunk, start};

/// How much fresh noise a step from t to a later t′ adds; α, β stand for the time t, α′, β′ for t′.
///
/// On the path z, X(t′), X(t) is a chain, X(t) = a·X(t′) + √c·ξ with a = α/α′ and c = β² − a²β′². Given X(t) = x and z
///
/// X(t′) ~ N((a·β′²·x + α′·c·z)/β², c·β′²/β²),
///
/// and an [`ancestral`] step puts the guess ẑ for z. Its mean is then exactly E[X(t′) | X(t) = x]. The variance is too small
/// by (α′c/β²)²·Var(z | X(t) = x), for which texts know two remedies, each the exact one for a normal law N(0, s²) of the
/// data: that of a point, s = 0, is [`Posterior`](Variance::Posterior), and where α² + β² = 1 that of s = 1 is
/// [`Chain`](Variance::Chain). In general it is c·v(t′)/v(t) with v = α²s² + β².
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Variance {
    /// The variance c·β′²/β² that is left when z is known: the small one of DDPM.
    Posterior,
    /// The variance c of the chain: the large one of DDPM. Into β′ = 0, at the end of most paths, it adds no noise, which
    /// no later step could take away again.
    Chain,
    /// η² times that of [`Posterior`](Variance::Posterior), for an η from 0 to 1, beside so much of the guessed noise that
    /// together they have the variance β′²: from [`ddim`] at η = 0 to [`Posterior`](Variance::Posterior) at η = 1.
    Eta(f64),
}

/// Goes from knot to knot by X(t′) = α′·ẑ + β′·x̂₀, the DDIM step, with the guesses ẑ = E[z | X(t)] and
/// x̂₀ = (X(t) − αẑ)/β, from the batch `x0` (n, d) at the first knot.
///
/// It is [`Euler`](crate::ode::Euler)'s method for X/(α + β) as a function of α/(α + β): **on the linear path it is Euler's
/// method, and on any other path Euler's method on the linear path** with the knots α/(α + β). For the field of its own path
/// it is not. Without noise, and the same start for the same end; nothing is singular at t = 0, where α = 0.
///
/// ```
/// use flowlab::distribution::Gaussian;
/// use flowlab::ndarray::array;
/// use flowlab::path::{GaussianPath, MarginalField, Schedule, ddim};
/// use flowlab::{TimeGrid, ode::Euler, simulate_ode};
/// let field = |schedule| MarginalField::new(GaussianPath::new(schedule), Gaussian::isotropic(array![1.0], 0.5).unwrap());
/// let (x0, grid) = (array![[0.3], [-2.0]], TimeGrid::uniform(0.0, 1.0, 5)?);
/// let steps = ddim(&field(Schedule::Trigonometric), &grid, &x0)?;
/// let knots: Vec<f64> = grid.knots().iter().map(|&t| {
///     let at = Schedule::Trigonometric.coefficients(t);
///     at.alpha / (at.alpha + at.beta)
/// }).collect();
/// let euler = simulate_ode(&field(Schedule::Linear), &Euler, &TimeGrid::from_knots(knots)?, &x0)?;
/// assert!((steps.last() - euler.last()).iter().all(|gap| gap.abs() < 1e-14));
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Song, Meng and Ermon, *Denoising Diffusion Implicit Models* (2021).
///
/// # Errors
/// No particles, a width of `x0` that is not the field's dimension, a start that is not finite, a grid that leaves [0, 1] or
/// has a step that starts where β = 0, a time without a guess, or more states than memory holds.
pub fn ddim<D: Denoiser + ?Sized>(denoiser: &D, grid: &TimeGrid, x0: &ArrayRef2<f64>) -> Result<Trajectory> {
    let mixes = mixes(denoiser.path(), grid, |from, to| (to.beta / from.beta, 0.0))?;
    follow(&denoiser, &mixes, grid, x0, Seed(0)) // no mix has fresh noise
}

/// Goes from knot to knot by ancestral steps, those of DDPM, from the batch `x0` (n, d) at the first knot: the mean
/// (a·β′²·X(t) + α′·c·ẑ)/β² and fresh noise of the [`Variance`].
///
/// At t = 0 the factor a is 0: the step forgets x and draws N(α′·ẑ, β′²·I). So it starts where the noise of the reverse-time
/// equation is infinite. A short step is nearly one of Euler-Maruyama for that equation, and with more and shorter steps the law
/// at the end tends to that of the data for every [`Variance`]; with few it tells which one was taken. The same seed gives the same states at any number of threads.
///
/// ```
/// use flowlab::ndarray::{Array2, array};
/// use flowlab::path::{GaussianPath, PointField, Schedule, Variance, ancestral};
/// use flowlab::{Seed, TimeGrid};
/// // The data are one point: every guess is right, and the last step ends in it.
/// let field = PointField::new(GaussianPath::new(Schedule::Linear), array![[3.0]])?;
/// let grid = TimeGrid::uniform(0.0, 1.0, 4)?;
/// let states = ancestral(&field, Variance::Posterior, &grid, &Array2::zeros((1000, 1)), Seed(1))?;
/// assert!(states.last().iter().all(|x| *x == 3.0));
/// // On the way the law is that of the path, N(t·z, (1 − t)²): 5 standard errors.
/// let middle = states.state(2);
/// assert!((middle.mean().unwrap() - 1.5).abs() < 5.0 * 0.5 / 1000_f64.sqrt());
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Ho, Jain and Abbeel, *Denoising Diffusion Probabilistic Models* (2020); with η: Song, Meng and Ermon (2021).
///
/// # Errors
/// As [`ddim`], a grid that runs back in time, an η outside [0, 1], or a field that was trained on pairs that are not
/// independent or do not start in N(0, I): its chain is another.
pub fn ancestral<D: Denoiser + ?Sized>(
    denoiser: &D,
    variance: Variance,
    grid: &TimeGrid,
    x0: &ArrayRef2<f64>,
    seed: Seed,
) -> Result<Trajectory> {
    check_forward(grid)?;
    denoiser.check_score(denoiser.path())?;
    variance.check()?;
    let mixes = mixes(denoiser.path(), grid, |from, to| variance.mix(from, to))?;
    follow(&denoiser, &mixes, grid, x0, seed.branch("ancestral"))
}

impl Variance {
    fn check(self) -> Result<()> {
        match self {
            Variance::Eta(eta) if !(0.0..=1.0).contains(&eta) => Err(Error::Eta { eta }),
            _ => Ok(()),
        }
    }

    /// The factor of X(t), and the standard deviation of the fresh noise.
    fn mix(self, from: Coefficients, to: Coefficients) -> (f64, f64) {
        let ratio = to.beta / from.beta;
        // aβ′/β, the root of the ratio of both signal-to-noise ratios; with it c = β²·(1 − kept²)
        let kept = from.alpha / to.alpha * ratio;
        let fresh = ((1.0 - kept) * (1.0 + kept)).max(0.0);
        match self {
            Variance::Posterior => (ratio * kept, to.beta * fresh.sqrt()),
            Variance::Chain if to.beta == 0.0 => (0.0, 0.0),
            Variance::Chain => (ratio * kept, from.beta * fresh.sqrt()),
            Variance::Eta(eta) => (ratio * (1.0 - eta * eta * fresh).sqrt(), eta * to.beta * fresh.sqrt()),
        }
    }
}

/// X(t′) = of_x·X(t) + of_guess·ẑ + fresh·ε.
struct Mix {
    of_x: f64,
    of_guess: f64,
    fresh: f64,
}

/// The mixes of all steps, from the factor of X(t) and the size of the fresh noise of each: what stands before ẑ then
/// follows, since α·ẑ of X(t) is a part of it.
fn mixes(
    path: GaussianPath,
    grid: &TimeGrid,
    of_x_and_fresh: impl Fn(Coefficients, Coefficients) -> (f64, f64),
) -> Result<Vec<Mix>> {
    unit_time(grid.t0())?;
    unit_time(grid.t1())?;
    let of_step = |i: usize| {
        let step = grid.step(i);
        let (from, to) = (path.coefficients(step.t), path.coefficients(step.t_next));
        positive(&format!("beta at t = {}, where a step starts,", step.t), from.beta)?;
        let (of_x, fresh) = of_x_and_fresh(from, to);
        Ok(Mix { of_x, of_guess: to.alpha - of_x * from.alpha, fresh })
    };
    (0..grid.n_steps()).map(of_step).collect()
}

/// Takes the particles from knot to knot; each chunk draws from its own stream.
fn follow(
    denoiser: &dyn Denoiser,
    mixes: &[Mix],
    grid: &TimeGrid,
    x0: &ArrayRef2<f64>,
    seed: Seed,
) -> Result<Trajectory> {
    let mut states = start::states(x0, denoiser.dim(), grid)?;
    chunk::try_for_each(chunk::chunks(states.view_mut(), Axis(1)), |k, mut states| {
        let mut normals = Normals::new(seed, k as u64);
        let mut noise = Array2::zeros(states.index_axis(Axis(0), 0).dim());
        for (i, &Mix { of_x, of_guess, fresh }) in mixes.iter().enumerate() {
            let (x, x_next) = states.multi_slice_mut((s![i, .., ..], s![i + 1, .., ..]));
            let guess = denoiser.posterior_mean(grid.t(i), &x)?;
            azip!((x_next in x_next, &x in &x, &guess in &guess) *x_next = of_x * x + of_guess * guess);
            if fresh > 0.0 {
                normals.fill(noise.as_slice_mut().expect("a new array is contiguous"));
                let mut x_next = states.index_axis_mut(Axis(0), i + 1);
                azip!((x_next in &mut x_next, &noise in &noise) *x_next += fresh * noise);
            }
        }
        Ok(())
    })?;
    Ok(Trajectory { grid: grid.clone(), states })
}
