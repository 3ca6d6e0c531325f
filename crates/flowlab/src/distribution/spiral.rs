//! Two arms that wind around each other.

use rand::Rng;

use super::two_curves::two_curves;

/// Two arms of a spiral of Archimedes, each with one turn and a half, with noise.
///
/// With V uniform on [0, 1), θ = 3π·√V, the label 0 or 1 with probability 1/2 each, and ε ~ N(0, noise²·I):
///
/// z = (θ/3)·(cos θ, sin θ) + ε for label 0, and z = −(θ/3)·(cos θ, sin θ) + ε for label 1.
///
/// An arm ends at the distance π from 0, and the root spreads the points almost evenly along it. The mean is 0, the
/// covariance [[π²/4 + 1/12, c], [c, π²/4 − 1/12]] + noise²·I with c = 1/(36π) − π/6. Without noise the law lives on two
/// curves and has no density; with noise it has one, which no closed formula gives. For one seed the points on the
/// curves are the same at any noise; .1 is usual.
///
/// It is the `2spirals` of Grathwohl et al., *FFJORD* (2019), mirrored, and without the uniform jitter that is added
/// there.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::distribution::{SampleLabelled, Spiral};
/// let (z, labels) = Spiral::new(0.0)?.sample_labelled(Seed(1), 1)?;
/// let side = if labels[0] == 0 { 1.0 } else { -1.0 };
/// let radius = z[[0, 0]].hypot(z[[0, 1]]);
/// assert!((side * z[[0, 0]] - radius * (3.0 * radius).cos()).abs() < 1e-14); // the angle is 3 radii
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spiral {
    noise: f64,
}

two_curves!(Spiral, "spiral", |label, rng| {
    let theta = 3.0 * std::f64::consts::PI * rng.random::<f64>().sqrt();
    let radius = if label == 0 { theta / 3.0 } else { -theta / 3.0 };
    [radius * theta.cos(), radius * theta.sin()]
});
