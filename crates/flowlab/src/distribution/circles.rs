//! A circle around a circle.

use rand::Rng;

use super::two_curves::two_curves;

/// Two circles around 0, of the radii 3 (label 0) and 1.5 (label 1), with noise.
///
/// With θ uniform on [0, 2π), R one of the two radii with probability 1/2 each, and ε ~ N(0, noise²·I):
///
/// z = R·(cos θ, sin θ) + ε.
///
/// The mean is 0, the covariance (45/16 + noise²)·I. Given the label, |z|² has the mean R² + 2·noise² and the variance
/// 4R²·noise² + 4·noise⁴ (|z| has Rice's law). Without noise the law lives on two curves and has no density; with noise
/// it has one, with a Bessel function in it, which is not provided. For one seed the points on the circles are the same
/// at any noise; .2 is usual.
///
/// These are the circles of scikit-learn's `make_circles` at its factor .5 enlarged three times (its default is .8);
/// its points are evenly placed, these are independent.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::distribution::{Circles, SampleLabelled};
/// let (z, labels) = Circles::new(0.0)?.sample_labelled(Seed(1), 1)?;
/// let radius = z[[0, 0]].hypot(z[[0, 1]]);
/// assert!((radius - Circles::RADII[labels[0]]).abs() < 1e-14);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circles {
    noise: f64,
}

impl Circles {
    /// The radius of each label's circle.
    pub const RADII: [f64; 2] = [3.0, 1.5];
}

two_curves!(Circles, "circles", |label, rng| {
    let radius = Circles::RADII[label];
    let (sin, cos) = (std::f64::consts::TAU * rng.random::<f64>()).sin_cos();
    [radius * cos, radius * sin]
});
