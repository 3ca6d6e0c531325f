//! Two half circles that reach into each other.

use rand::Rng;

use super::two_curves::two_curves;

/// Two moons: half circles of radius 2 that reach into each other, with noise.
///
/// With θ uniform on [0, π], the label 0 or 1 with probability 1/2 each, and ε ~ N(0, noise²·I):
///
/// z = (2·cos θ − 1, 2·sin θ − ½) + ε for label 0, and z = −(2·cos θ − 1, 2·sin θ − ½) + ε for label 1.
///
/// The mean is 0, the covariance [[3, ½ − 4/π], [½ − 4/π, 9/4 − 4/π]] + noise²·I. Without noise the law lives on two
/// curves and has no density; with noise it has one, which no closed formula gives. For one seed the points on the
/// curves are the same at any noise; .2 is usual.
///
/// These are the moons of scikit-learn's `make_moons`, moved to the mean 0 and enlarged to twice their size: its noise
/// of .1 is .2 here. It places its points evenly along the curves; these are independent. The moons of torchdyn, which
/// torchcfm 1.0.7 uses, are not these: their noise is uniform, to one side, and the same in both coordinates.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::distribution::{Moons, SampleLabelled};
/// let (z, labels) = Moons::new(0.0)?.sample_labelled(Seed(1), 1)?;
/// let side = if labels[0] == 0 { 1.0 } else { -1.0 };
/// let radius = (side * z[[0, 0]] + 1.0).hypot(side * z[[0, 1]] + 0.5);
/// assert!((radius - 2.0).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moons {
    noise: f64,
}

two_curves!(Moons, "moons", |label, rng| {
    let side = if label == 0 { 1.0 } else { -1.0 };
    let (sin, cos) = (std::f64::consts::PI * rng.random::<f64>()).sin_cos();
    [side * (2.0 * cos - 1.0), side * (2.0 * sin - 0.5)]
});
