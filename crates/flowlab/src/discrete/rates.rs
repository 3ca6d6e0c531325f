//! Chains in continuous time: rates, the law that moves by them, and paths that jump.

use ndarray::{Array1, Array2, ArrayRef1};
use rand::Rng;
use rand_distr::Exp1;

use crate::Seed;
use crate::error::{Error, Result, agree, at_least_one, finite_batch, not_negative};
use crate::process::MatrixOde;

/// Constant rates of a chain on states 0 to S − 1: in a short time h it jumps from x to y ≠ x with probability h·u(y, x).
///
/// Columns sum to 0: u(x, x) = −Σ u(y, x) over y ≠ x is minus the rate of leaving x, and the *holding time* in x is
/// exponential with mean −1/u(x, x). The law obeys Kolmogorov's forward equation ṗ = u·p.
///
/// ```
/// use flowlab::discrete::RateMatrix;
/// use flowlab::ndarray::array;
/// // two states: 0 to 1 at rate 2, back at rate 1
/// let rates = RateMatrix::new(array![[-2.0, 1.0], [2.0, -1.0]])?;
/// let law = rates.law(&array![1.0, 0.0], 0.5)?;
/// assert!((law[1] - 2.0 / 3.0 * (1.0 - (-1.5_f64).exp())).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RateMatrix {
    u: Array2<f64>,
}

impl RateMatrix {
    /// The chain with the rates u (S, S), in units of 1/time: u\[\[y, x\]\] leads from x to y.
    ///
    /// # Errors
    /// No states, a matrix that is not square, a number that is not finite, a negative rate off the diagonal, or a column
    /// whose sum is not 0 up to rounding.
    pub fn new(u: Array2<f64>) -> Result<RateMatrix> {
        at_least_one("states", u.nrows())?;
        agree("the number of columns of the rates", u.ncols(), "the number of their rows", u.nrows())?;
        finite_batch("rates", &u)?;
        for ((y, x), &rate) in u.indexed_iter().filter(|((y, x), _)| y != x) {
            not_negative(&format!("rates[{y}, {x}]"), rate)?;
        }
        for (x, column) in u.columns().into_iter().enumerate() {
            let sum = column.sum();
            if sum.abs() > 1e-12 * column[x].abs() {
                return Err(Error::RatesSum { x, sum });
            }
        }
        Ok(RateMatrix { u })
    }

    /// The number of states S.
    pub fn n_states(&self) -> usize {
        self.u.nrows()
    }

    /// u(y, x).
    ///
    /// # Panics
    /// If there is no state x or y.
    pub fn rate(&self, y: usize, x: usize) -> f64 {
        self.u[[y, x]]
    }

    /// ṗ = u·p, the right side of the forward equation at the law p (S). It sums to 0.
    ///
    /// # Panics
    /// If p has another length.
    pub fn flow(&self, p: &ArrayRef1<f64>) -> Array1<f64> {
        self.u.dot(p)
    }

    /// The law at time t from the law `p0` (S) at time 0: e^(tu)·p₀.
    ///
    /// # Errors
    /// A `p0` of another length, or a t that is negative or not finite.
    pub fn law(&self, p0: &ArrayRef1<f64>, t: f64) -> Result<Array1<f64>> {
        agree("the length of p0", p0.len(), "the number of states", self.n_states())?;
        Ok(MatrixOde::new(self.u.clone())?.exp(not_negative("t", t)?).dot(p0))
    }

    /// n independent paths from the state `x0` at time 0 up to time `t1`, without an error of steps: hold for an exponential
    /// time, then jump, to each y with a probability in proportion to its rate (Gillespie, 1977).
    ///
    /// Path k takes its own stream of random numbers. The cost is that of the jumps, about rate·`t1` each.
    ///
    /// # Errors
    /// A state that is not there, a `t1` that is negative or not finite, more than 10⁹ jumps, or more paths
    /// than memory holds.
    pub fn paths(&self, x0: usize, t1: f64, seed: Seed, n: usize) -> Result<Vec<Chain>> {
        if x0 >= self.n_states() {
            return Err(Error::NoSuch { what: "state", given: x0, n: self.n_states() });
        }
        let jumps = not_negative("t1", t1)? * self.u.diag().iter().fold(0.0, |most: f64, rate| most.max(-rate));
        if jumps > MOST_JUMPS {
            return Err(Error::Jumps { jumps });
        }
        let mut paths = crate::chunk::repeated("paths", n, Chain { start: x0, jumps: Vec::new() })?;
        for (k, path) in paths.iter_mut().enumerate() {
            let mut rng = seed.branch("jumps").stream(k as u64);
            let (mut x, mut t) = (x0, 0.0);
            loop {
                let leaving = 0.0 - self.u[[x, x]]; // no −0
                t += rng.sample::<f64, _>(Exp1) / leaving; // infinite where nothing leaves
                if t.is_nan() || t >= t1 {
                    break;
                }
                x = self.jump(x, rng.random::<f64>() * leaving);
                path.jumps.push((t, x));
            }
        }
        Ok(paths)
    }

    /// The state to which a chain in x jumps, for `left` uniform below the rate of leaving.
    fn jump(&self, x: usize, mut left: f64) -> usize {
        let mut last = x;
        for (y, &rate) in self.u.column(x).iter().enumerate().filter(|(y, rate)| *y != x && **rate > 0.0) {
            last = y;
            left -= rate;
            if left < 0.0 {
                break;
            }
        }
        last
    }
}

/// Expected jumps of a path that are still made.
const MOST_JUMPS: f64 = 1e9;

/// One path of a chain: where it starts, and its jumps.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    start: usize,
    jumps: Vec<(f64, usize)>,
}

impl Chain {
    /// The jumps in their order: the time of each, and the state to which it leads.
    pub fn jumps(&self) -> &[(f64, usize)] {
        &self.jumps
    }

    /// The state at time t: that of the last jump up to t.
    pub fn at(&self, t: f64) -> usize {
        let before = self.jumps.partition_point(|(time, _)| *time <= t);
        before.checked_sub(1).map_or(self.start, |last| self.jumps[last].1)
    }
}
