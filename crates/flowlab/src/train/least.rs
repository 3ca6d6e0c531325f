//! The loss of a field, and the one that is left when it is exact.

use ndarray::Axis;

use super::batch::{Draw, Pairs};
use super::data::Data;
use super::target::{Target, Velocity};
use super::times::Times;
use crate::error::{Result, agree, at_least_one};
use crate::path::{GaussianPath, MarginalField};
use crate::{Seed, VectorField, chunk};

/// A mean over random draws, and its standard error: the mean is off by more than twice as much in 1 of 20 cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error: the standard deviation of the draws divided by the root of their number.
    pub error: f64,
}

impl Estimate {
    /// From the draws themselves.
    pub(super) fn of(draws: &[f64]) -> Result<Estimate> {
        let n = at_least_one("draws", draws.len())? as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / n;
        Ok(Estimate { mean, error: (variance / n).sqrt() })
    }
}

/// The loss of any field as a guess of the pairs' velocity, E|dXₜ/dt − field(t, Xₜ)|² over n pairs of these data along this
/// path.
///
/// Of a trained field that has only seen some points it tells, on others from the same law, how much of it is memory. Of a
/// [`PointField`](crate::path::PointField) on points that are not its own **the mean is infinite** where β = 0 at t = 1, and
/// the estimate means nothing: compare along a path that ends at a σ_min above 0 ([`Schedule::own`](crate::path::Schedule::own)).
///
/// ```
/// use flowlab::path::{GaussianPath, Schedule};
/// use flowlab::train::loss;
/// use flowlab::{Field, Seed, distribution::Gaussian};
/// // nothing is guessed: E|z − x₀|² = 1 + 1
/// let nothing = Field::new(1, |_, _, mut out| out.fill(0.0));
/// let found = loss(&nothing, GaussianPath::new(Schedule::Linear), Gaussian::standard(1)?, Seed(1), 10_000)?;
/// assert!((found.mean - 2.0).abs() < 5.0 * found.error);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No pairs, a field of another dimension, or a path whose pairs have no finite mean squared speed.
pub fn loss<F>(field: &F, path: GaussianPath, data: impl Into<Data>, seed: Seed, n: usize) -> Result<Estimate>
where
    F: VectorField + ?Sized,
{
    let data = data.into();
    at_least_one("pairs", n)?;
    agree("the dimension of the field", field.dim(), "that of the data", data.dim())?;
    Velocity::check(path.schedule())?;
    let draw = Draw { data: &data, path, times: &Times::default(), dropout: 0.0 };
    let seed = seed.branch("least loss");
    let mut losses = chunk::repeated("pairs", n, 0.0)?;
    chunk::try_for_each(losses.chunks_mut(chunk::CHUNK).collect(), |k, losses: &mut [f64]| {
        let pairs = Pairs::draw::<Velocity>(draw, seed.numbered(k as u64), losses.len())?;
        let rows = pairs.x.axis_chunks_iter(Axis(0), 1).zip(&pairs.t).zip(pairs.target.axis_chunks_iter(Axis(0), 1));
        for (((x, t), target), loss) in rows.zip(losses) {
            *loss = (field.at(*t, &x) - target).mapv(|gap| gap * gap).sum();
        }
        Ok(())
    })?;
    Estimate::of(&losses)
}

/// The least loss of [`FlowMatching`](super::FlowMatching) on these data: that of the exact field, E|dXₜ/dt − u(t, Xₜ)|²
/// over n pairs.
///
/// For one Gaussian N(μ, Σ) and the linear path it is (π/2)·tr Σ^½: π for a standard Gaussian in the plane.
///
/// ```
/// use flowlab::path::{GaussianPath, MarginalField, Schedule};
/// use flowlab::train::least_loss;
/// use flowlab::{Seed, distribution::Gaussian};
/// let field = MarginalField::new(GaussianPath::new(Schedule::Linear), Gaussian::standard(2)?);
/// let least = least_loss(&field, Seed(1), 10_000)?;
/// assert!((least.mean - std::f64::consts::PI).abs() < 5.0 * least.error);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No pairs, more than memory holds, or a path whose pairs have no finite mean squared speed.
pub fn least_loss(field: &MarginalField, seed: Seed, n: usize) -> Result<Estimate> {
    loss(field, field.path(), field.data().clone(), seed, n)
}
