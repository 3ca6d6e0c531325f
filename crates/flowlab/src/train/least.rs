//! The loss that is left when the field is exact.

use ndarray::Axis;

use super::batch::Pairs;
use super::data::Data;
use super::target::{Target, Velocity};
use crate::error::{Result, at_least_one};
use crate::path::MarginalField;
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
    at_least_one("pairs", n)?;
    let (data, path) = (Data::new(field.data().clone()), field.path());
    Velocity::check(path.schedule())?;
    let seed = seed.branch("least loss");
    let mut losses = chunk::repeated("pairs", n, 0.0)?;
    chunk::try_for_each(losses.chunks_mut(chunk::CHUNK).collect(), |k, losses: &mut [f64]| {
        let pairs = Pairs::draw::<Velocity>(&data, &path, 0.0, seed.numbered(k as u64), losses.len())?;
        let rows = pairs.x.axis_chunks_iter(Axis(0), 1).zip(&pairs.t).zip(pairs.target.axis_chunks_iter(Axis(0), 1));
        for (((x, t), target), loss) in rows.zip(losses) {
            *loss = (field.at(*t, &x) - target).mapv(|gap| gap * gap).sum();
        }
        Ok(())
    })?;
    Estimate::of(&losses)
}
