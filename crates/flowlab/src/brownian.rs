//! Brownian motion W: starts at 0, is continuous, and its increments over disjoint intervals are independent with
//! W(t) − W(s) ~ N(0, (t − s)·I).
//!
//! A path is stored as the values of W at the knots of a grid, not as increments: then one path can be looked at with
//! every step size. [`coarsen`](BrownianPath::coarsen) keeps some of the values and
//! [`refine`](BrownianPath::refine) puts new ones between them, and both leave the others as they are to the bit.
//! Drawing new normals at another step size would give another path.
//!
//! Source: Karatzas and Shreve, *Brownian Motion and Stochastic Calculus*, sections 2.1 and 5.6.B (the bridge).

use ndarray::{Array2, Array3, ArrayView2, ArrayViewMut2, Axis, azip, s};

use crate::chunk::{self, CONTIGUOUS};
use crate::error::{Error, Result, agree, at_least_one};
use crate::{Normals, Seed, TimeGrid};

/// Independent Brownian motions, one for each coordinate of each of n particles, known at the knots of a grid.
///
/// ```
/// use flowlab::{BrownianPath, Seed, TimeGrid};
/// let fine = BrownianPath::sample(Seed(1), &TimeGrid::uniform(0.0, 1.0, 8)?, 3, 2)?;
/// let coarse = fine.coarsen(4)?;
/// assert_eq!(coarse.state(1), fine.state(4)); // the same path at t = 1/2
/// assert_eq!(fine.state(0).sum(), 0.0); // W starts at 0
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct BrownianPath {
    grid: TimeGrid,
    values: Array3<f64>,
}

impl BrownianPath {
    /// Draws W for n particles in d dimensions: W(tᵢ₊₁) = W(tᵢ) + √h·ε with fresh ε ~ N(0, I) in each step, of
    /// the step's own size h.
    ///
    /// The same seed, grid, n and d give the same path at any number of threads. Another grid gives another path: to
    /// see one path at several step sizes, draw it once and use [`coarsen`](BrownianPath::coarsen) or
    /// [`refine`](BrownianPath::refine).
    ///
    /// # Errors
    /// A grid that runs back in time, n = 0, d = 0, or more values than memory holds.
    pub fn sample(seed: Seed, grid: &TimeGrid, n: usize, d: usize) -> Result<BrownianPath> {
        check_forward(grid)?;
        at_least_one("particles", n)?;
        at_least_one("dimensions", d)?;
        let mut values = chunk::zeros(grid.n_steps() + 1, n, d)?;
        chunk::for_each(chunk::chunks(values.view_mut(), Axis(1)), |k, mut w| {
            let mut increments = Increments::new(seed, k);
            for i in 0..grid.n_steps() {
                let (now, mut next) = w.multi_slice_mut((s![i, .., ..], s![i + 1, .., ..]));
                let next = next.as_slice_mut().expect(CONTIGUOUS);
                increments.add(grid.step(i).h.sqrt(), now.as_slice().expect(CONTIGUOUS), next);
            }
        });
        Ok(BrownianPath { grid: grid.clone(), values })
    }

    /// The path with these values at the knots of a grid, (n_steps + 1, n, d), time first: noise of your own.
    ///
    /// Nothing asks whether they are likely: a solver follows −W, W with more noise at some times, or a smooth path.
    /// [`sample`](BrownianPath::sample) draws a true one.
    ///
    /// ```
    /// use flowlab::{BrownianPath, Seed, TimeGrid};
    /// let grid = TimeGrid::uniform(0.0, 1.0, 8)?;
    /// let w = BrownianPath::sample(Seed(1), &grid, 3, 2)?;
    /// let mirrored = BrownianPath::from_values(&grid, -w.values())?; // antithetic: as likely as W
    /// assert_eq!(mirrored.last() + w.last(), flowlab::ndarray::Array2::<f64>::zeros((3, 2)));
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// A grid that runs back in time, a number of times that is not the number of knots, n = 0, d = 0, a value that is
    /// not finite, or one at the first knot that is not 0.
    pub fn from_values(grid: &TimeGrid, values: Array3<f64>) -> Result<BrownianPath> {
        check_forward(grid)?;
        let (n_knots, n, d) = values.dim();
        agree("the length of values", n_knots, "the number of knots of the grid", grid.n_steps() + 1)?;
        at_least_one("particles", n)?;
        at_least_one("dimensions", d)?;
        finite_values("values", &values)?;
        match values.index_axis(Axis(0), 0).indexed_iter().find(|(_, w)| **w != 0.0) {
            Some(((k, j), &value)) => Err(Error::NotZero { what: format!("values[0, {k}, {j}]"), value }),
            None => Ok(BrownianPath { grid: grid.clone(), values }),
        }
    }

    /// The path with these increments over the steps of a grid: (n_steps, n, d), time first.
    ///
    /// ```
    /// use flowlab::ndarray::Array3;
    /// use flowlab::{BrownianPath, TimeGrid};
    /// // The path that rises by 1/4 in each of 4 steps is W(t) = t.
    /// let (grid, dw) = (TimeGrid::uniform(0.0, 1.0, 4)?, Array3::from_elem((4, 1, 1), 0.25));
    /// let path = BrownianPath::from_increments(&grid, &dw)?;
    /// assert_eq!((path.state(3)[[0, 0]], path.last()[[0, 0]]), (0.75, 1.0));
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_values`](BrownianPath::from_values), with as many increments as steps, or more values than memory
    /// holds.
    pub fn from_increments(grid: &TimeGrid, dw: &Array3<f64>) -> Result<BrownianPath> {
        let (n_steps, n, d) = dw.dim();
        agree("the length of dw", n_steps, "the number of steps of the grid", grid.n_steps())?;
        at_least_one("particles", n)?;
        at_least_one("dimensions", d)?;
        finite_values("dw", dw)?;
        let mut values = chunk::zeros(n_steps + 1, n, d)?;
        for (i, dw) in dw.axis_iter(Axis(0)).enumerate() {
            let (now, next) = values.multi_slice_mut((s![i, .., ..], s![i + 1, .., ..]));
            azip!((next in next, &now in &now, &dw in dw) *next = now + dw);
        }
        BrownianPath::from_values(grid, values)
    }

    /// The same path at every k-th knot of its grid.
    ///
    /// # Errors
    /// A factor k that does not divide the number of steps.
    pub fn coarsen(&self, k: usize) -> Result<BrownianPath> {
        let n_steps = self.grid.n_steps();
        if k == 0 || !n_steps.is_multiple_of(k) {
            return Err(Error::CoarsenFactor { factor: k, n_steps });
        }
        Ok(BrownianPath { grid: self.grid.every(k)?, values: self.values.slice(s![..;k, .., ..]).to_owned() })
    }

    /// The same path with each step cut in k of equal size: the values at the old knots are kept to the bit, those
    /// between are drawn from the Brownian bridge, that is from the law of W given both ends.
    ///
    /// From a knot of value w, with r substeps of length δ to go to the value w′, the next value is
    /// N(w + (w′ − w)/r, δ·(r − 1)/r). To refine a path twice is to draw anew between the finer knots: the result has
    /// the same law as refining once by the product, but is another path.
    ///
    /// # Errors
    /// k = 0, more values than memory holds, or given knots between which no k numbers lie.
    pub fn refine(&self, k: usize, seed: Seed) -> Result<BrownianPath> {
        if k == 0 {
            return Err(Error::RefineFactor);
        }
        let (n_steps, n, d) = (self.grid.n_steps(), self.n_particles(), self.dim());
        let fine_steps = n_steps.saturating_mul(k);
        let mut values = chunk::zeros(fine_steps.saturating_add(1), n, d)?;
        let grid = self.grid.cut(k)?;
        values.slice_mut(s![..;k, .., ..]).assign(&self.values);
        let seed = seed.branch("brownian bridge").numbered(n_steps as u64);
        chunk::for_each(chunk::chunks(values.view_mut(), Axis(1)), |chunk, mut w| {
            let mut normals = Normals::new(seed, chunk as u64);
            for i in 0..fine_steps {
                let substeps_left = k - i % k;
                let delta = if grid.is_uniform() { grid.h() } else { self.grid.step(i / k).h / k as f64 };
                if substeps_left > 1 {
                    let (past, mut future) = w.view_mut().split_at(Axis(0), i + 1);
                    let (next, mut rest) = future.view_mut().split_at(Axis(0), 1);
                    let now = past.index_axis(Axis(0), i);
                    let end = rest.index_axis_mut(Axis(0), substeps_left - 2);
                    bridge(now, next.index_axis_move(Axis(0), 0), end.view(), substeps_left, delta, &mut normals);
                }
            }
        });
        Ok(BrownianPath { grid, values })
    }

    /// The times at which W is known.
    pub fn grid(&self) -> &TimeGrid {
        &self.grid
    }

    /// W at all knots: (n_steps + 1, n, d), time first.
    pub fn values(&self) -> &Array3<f64> {
        &self.values
    }

    /// The increments W(tᵢ₊₁) − W(tᵢ): (n_steps, n, d).
    pub fn increments(&self) -> Array3<f64> {
        &self.values.slice(s![1.., .., ..]) - &self.values.slice(s![..-1, .., ..])
    }

    /// The number of particles n.
    pub fn n_particles(&self) -> usize {
        self.values.len_of(Axis(1))
    }

    /// The dimension d.
    pub fn dim(&self) -> usize {
        self.values.len_of(Axis(2))
    }

    /// W of all particles at knot i: (n, d).
    ///
    /// # Panics
    /// If there is no knot i.
    pub fn state(&self, i: usize) -> Array2<f64> {
        self.view(i).to_owned()
    }

    /// W of all particles at the end: (n, d).
    pub fn last(&self) -> Array2<f64> {
        self.state(self.grid.n_steps())
    }

    /// The path of particle k: (n_steps + 1, d).
    ///
    /// # Panics
    /// If there is no particle k.
    pub fn particle(&self, k: usize) -> Array2<f64> {
        self.values.slice(s![.., k, ..]).to_owned()
    }

    /// [`state`](BrownianPath::state) without a copy, for loops; a notebook cannot keep a view from cell to cell.
    ///
    /// # Panics
    /// If there is no knot i.
    pub fn view(&self, i: usize) -> ArrayView2<'_, f64> {
        self.values.index_axis(Axis(0), i)
    }

    /// Refuses a path that does not drive n particles with m noises each.
    pub(crate) fn check_drives(&self, n: usize, m: usize) -> Result<()> {
        agree("the dimension of the Brownian path", self.dim(), "the dimension of the equation's noise", m)?;
        agree("the number of rows of x0", n, "the number of particles of the Brownian path", self.n_particles())
    }
}

/// The increments of W over the steps of a grid, one step after the other, for one chunk of particles.
pub(crate) struct Increments {
    normals: Normals,
}

impl Increments {
    /// Those of the k-th chunk: the same for a path that is kept and for one that is not.
    pub(crate) fn new(seed: Seed, k: usize) -> Increments {
        Increments { normals: Normals::new(seed.branch("brownian motion"), k as u64) }
    }

    /// √h·ε with fresh ε ~ N(0, I) for the next step, of size h.
    pub(crate) fn draw(&mut self, h: f64, dw: &mut Array2<f64>) {
        self.normals.fill(dw.as_slice_mut().expect(CONTIGUOUS));
        *dw *= h.sqrt();
    }

    /// x += h·u + scale·ε with fresh ε ~ N(0, I): with the scale σ√h a step of [`EulerMaruyama`](crate::sde::EulerMaruyama),
    /// in one pass.
    pub(crate) fn step(&mut self, h: f64, u: &[f64], scale: f64, x: &mut [f64]) {
        self.normals.deal(
            x.len(),
            #[inline(always)]
            |i, draws| {
                let moves = u[i..i + draws.len()].iter().zip(draws);
                x[i..].iter_mut().zip(moves).for_each(|(x, (u, draw))| *x += h * u + scale * draw);
            },
        );
    }

    /// `next` = `now` + scale·ε with fresh ε ~ N(0, I).
    pub(crate) fn add(&mut self, scale: f64, now: &[f64], next: &mut [f64]) {
        self.normals.deal(
            now.len(),
            #[inline(always)]
            |i, draws| {
                let places = i..i + draws.len();
                let sums = now[places.clone()].iter().zip(draws).map(|(now, draw)| now + scale * draw);
                next[places].iter_mut().zip(sums).for_each(|(next, sum)| *next = sum);
            },
        );
    }
}

/// Refuses numbers at times that hold NaN or an infinite one, and names the first one's place.
fn finite_values(what: &str, values: &Array3<f64>) -> Result<()> {
    match values.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((i, k, j), &value)) => Err(Error::NotFinite { what: format!("{what}[{i}, {k}, {j}]"), value }),
        None => Ok(()),
    }
}

/// Refuses a grid that runs back in time.
pub(crate) fn check_forward(grid: &TimeGrid) -> Result<()> {
    if grid.is_forward() { Ok(()) } else { Err(Error::Backward { t0: grid.t0(), t1: grid.t1() }) }
}

/// Draws the value after `now` on the way to `end`, `r` substeps of length `delta` away.
fn bridge(
    now: ArrayView2<'_, f64>,
    mut next: ArrayViewMut2<'_, f64>,
    end: ArrayView2<'_, f64>,
    r: usize,
    delta: f64,
    normals: &mut Normals,
) {
    let r = r as f64;
    let sd = (delta * (r - 1.0) / r).sqrt();
    normals.fill(next.as_slice_mut().expect(CONTIGUOUS));
    azip!((next in next, &now in now, &end in end) *next = now + (end - now) / r + sd * *next);
}
