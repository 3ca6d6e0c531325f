//! The means of a Gaussian given a noisy look at it, as one family of linear maps.

/// ln 2π.
pub(super) const LN_TAU: f64 = 1.837_877_066_409_345_3;

/// The map x ↦ (data·Σ + noise·I)·S⁻¹·(x − α·μ) + mean·μ, where S = α²Σ + β²I, for z ~ N(μ, Σ).
///
/// S is the covariance of X = αz + βx₀ for an independent x₀ ~ N(0, I). Given X = x,
///
/// E z = μ + α·ΣS⁻¹(x − αμ) and E x₀ = β·S⁻¹(x − αμ),
///
/// so the map with data = aα, noise = bβ and mean = a is E[a·z + b·x₀ | X = x]. The score of X is another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Regression {
    pub(crate) alpha: f64,
    pub(crate) beta: f64,
    pub(crate) data: f64,
    pub(crate) noise: f64,
    pub(crate) mean: f64,
}

impl Regression {
    /// −Σ⁻¹(x − μ): the score of z itself.
    pub(crate) const SCORE: Regression = Regression { alpha: 1.0, beta: 0.0, data: 0.0, noise: -1.0, mean: 0.0 };

    /// The variance of X along an axis on which z has the variance v.
    pub(crate) fn spread(&self, v: f64) -> f64 {
        self.alpha * self.alpha * v + self.beta * self.beta
    }

    /// How the map stretches such an axis.
    pub(crate) fn slope(&self, v: f64) -> f64 {
        (self.data * v + self.noise) / self.spread(v)
    }
}
