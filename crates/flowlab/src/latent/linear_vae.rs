//! The variational autoencoder whose optimum is known: linear, with normal laws.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

use super::Pca;
use crate::error::{Result, agree, at_least_one, positive};

/// The linear variational autoencoder (VAE) at its optimum, in closed form.
///
/// The encoder takes x to the normal law N(m(x), diag a), the decoder a latent ζ to N(μ + Wζ, γ²·I), and the prior is
/// N(0, I). Trained are m, a and W, for a γ² that is given, on the mean of
///
/// |x − μ − Wζ|²/(2γ²) + β·½·Σᵢ (mᵢ² + aᵢ − ln aᵢ − 1),
///
/// the second part being β times the divergence KL(N(m, diag a) ‖ N(0, I)). Along the axes of the data's covariance
/// everything falls apart into single ones, each with its variance λ:
///
/// - λ ≤ β·γ²: **collapse**. The decoder's weight is 0, and the latent says nothing: m = 0, a = 1.
/// - λ > β·γ²: w² = λ − β·γ², a = β·γ²/λ, m = (w/λ)·vᵀ(x − μ).
///
/// Such an axis carries ½·ln(λ/(β·γ²)) nats, and its mean squared error, over the noise in the latent too, is β·γ²; one that
/// collapsed loses its λ. The latents of normal data have the law N(0, I) exactly; those of other data have its mean and
/// covariance, w²/λ + a = 1, and no more than that.
///
/// ```
/// use flowlab::latent::LinearVae;
/// assert_eq!(LinearVae::axis(2.0, 0.5, 1.0), [1.5, 0.25]); // w² = 2 - 0.5, a = 0.5/2
/// assert_eq!(LinearVae::axis(0.4, 0.5, 1.0), [0.0, 1.0]); // collapse
/// assert_eq!(LinearVae::axis(2.0, 0.5, 4.0), [0.0, 1.0]); // by a heavy divergence
/// ```
///
/// Source: Lucas, Tucker, Grosse and Norouzi, *Don't Blame the ELBO! A Linear VAE Perspective on Posterior Collapse*
/// (2019); for β = 1 and a γ² that is learned too it is the probabilistic PCA of Tipping and Bishop (1999).
#[doc(alias("variational autoencoder", "posterior collapse", "probabilistic PCA", "beta-VAE"))]
#[derive(Clone, Debug, PartialEq)]
pub struct LinearVae {
    axes: Pca,
    weights: Array1<f64>,
    noise: Array1<f64>,
}

impl LinearVae {
    /// What is best along one axis, of the variance `lambda` ≥ 0: \[w², a\].
    pub fn axis(lambda: f64, gamma2: f64, beta: f64) -> [f64; 2] {
        let level = beta * gamma2;
        if lambda > level { [lambda - level, level / lambda] } else { [0.0, 1.0] }
    }

    /// The optimum for the rows of a batch (n, d), with one latent for each of the d axes.
    ///
    /// # Errors
    /// No rows or columns, numbers that are not finite, or a γ² or β that is not above 0.
    pub fn fit(x: &ArrayRef2<f64>, gamma2: f64, beta: f64) -> Result<LinearVae> {
        let (gamma2, beta) = (positive("gamma2", gamma2)?, positive("beta", beta)?);
        let axes = Pca::fit(x, at_least_one("dimensions", x.ncols())?)?;
        let best = axes.eigenvalues().mapv(|lambda| LinearVae::axis(lambda, gamma2, beta));
        let (weights, noise) = (best.mapv(|[w_squared, _]| w_squared.sqrt()), best.mapv(|[_, a]| a));
        Ok(LinearVae { axes, weights, noise })
    }

    /// The dimension d of the data, and the number of latents.
    pub fn dim(&self) -> usize {
        self.axes.dim()
    }

    /// The variances λ of the data along the axes, downwards: (d).
    pub fn eigenvalues(&self) -> &ArrayRef1<f64> {
        self.axes.eigenvalues()
    }

    /// The decoder's weight w along each axis, 0 where it collapsed: (d).
    pub fn weights(&self) -> &ArrayRef1<f64> {
        &self.weights
    }

    /// The variance a that the encoder gives each latent, 1 where it collapsed: (d).
    pub fn noise(&self) -> &ArrayRef1<f64> {
        &self.noise
    }

    /// How many latents did not collapse.
    pub fn n_alive(&self) -> usize {
        self.weights.iter().filter(|w| **w > 0.0).count()
    }

    /// The mean divergence from the prior, over the batch of [`fit`](LinearVae::fit): Σ −½·ln a, in nats.
    pub fn nats(&self) -> f64 {
        self.noise.iter().map(|a| -0.5 * a.ln()).sum()
    }

    /// The means m (n, d) of the latents of a batch (n, d).
    ///
    /// # Errors
    /// A batch of another width.
    pub fn encode(&self, x: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        let shrink = |(w, lambda): (&f64, &f64)| if *w > 0.0 { w / lambda } else { 0.0 };
        let shrinks: Array1<f64> = self.weights.iter().zip(self.eigenvalues()).map(shrink).collect();
        Ok(self.axes.encode(x)? * &shrinks)
    }

    /// The decoder's means (n, d) of latents (n, d).
    ///
    /// # Errors
    /// Another number of latents.
    pub fn decode(&self, latents: &ArrayRef2<f64>) -> Result<Array2<f64>> {
        agree("the width of the batch", latents.ncols(), "the number of latents", self.dim())?;
        self.axes.decode(&(latents.to_owned() * &self.weights))
    }

    /// The mean of |x − decode(ζ)|² over the rows of a batch (n, d) and over the encoder's noise in ζ; the latter adds Σ w²·a to
    /// that of the means.
    ///
    /// # Errors
    /// No rows, or a batch of another width.
    pub fn error(&self, x: &ArrayRef2<f64>) -> Result<f64> {
        let n = at_least_one("rows", x.nrows())?;
        let gap = self.decode(&self.encode(x)?)? - x;
        let by_noise: f64 = self.weights.iter().zip(&self.noise).map(|(w, a)| w * w * a).sum();
        Ok(gap.iter().map(|gap| gap * gap).sum::<f64>() / n as f64 + by_noise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Digits;

    /// The mean loss along one axis, for a decoder's weight w, an encoder m = c·x and its noise a.
    fn loss([w, c, a]: [f64; 3], lambda: f64, gamma2: f64, beta: f64) -> f64 {
        let error = lambda * (1.0 - w * c).powi(2) + w * w * a;
        error / (2.0 * gamma2) + beta * 0.5 * (c * c * lambda + a - a.ln() - 1.0)
    }

    #[test]
    fn no_change_of_the_three_numbers_lowers_the_loss() {
        for (lambda, gamma2, beta) in
            [(2.0, 0.5, 1.0), (0.6, 0.5, 1.0), (0.4, 0.5, 1.0), (2.0, 0.5, 2.0), (2.0, 0.5, 4.0)]
        {
            let [w_squared, a] = LinearVae::axis(lambda, gamma2, beta);
            let w = w_squared.sqrt();
            let best = loss([w, w / lambda, a], lambda, gamma2, beta);
            // a grid about the optimum and over all of the plausible: the loss is nowhere below
            for [dw, dc, da] in (0..1000).map(|i| [i % 10, i / 10 % 10, i / 100].map(|k| k as f64 / 9.0)) {
                let wide = loss([2.0 * dw, 2.0 * dc, 0.01 + 2.0 * da], lambda, gamma2, beta);
                let near = [w + 0.02 * (dw - 0.5), w / lambda + 0.02 * (dc - 0.5), a * (1.0 + 0.02 * (da - 0.5))];
                assert!(wide > best - 1e-14 && loss(near, lambda, gamma2, beta) > best - 1e-14, "{lambda} {beta}");
            }
        }
    }

    #[test]
    fn on_the_data_each_axis_gives_up_gamma_squared_or_all_it_has() {
        let digits = Digits::all();
        for gamma2 in [0.01, 0.5, 3.0] {
            let vae = LinearVae::fit(digits.points(), gamma2, 1.0).unwrap();
            let exact: f64 = vae.eigenvalues().iter().map(|lambda| lambda.min(gamma2)).sum();
            assert!((vae.error(digits.points()).unwrap() - exact).abs() < 1e-11); // some ε of the trace for each axis
            let alive: Vec<f64> = vae.eigenvalues().iter().copied().filter(|lambda| *lambda > gamma2).collect();
            let nats: f64 = alive.iter().map(|lambda| 0.5 * (lambda / gamma2).ln()).sum();
            assert!(vae.n_alive() == alive.len() && (vae.nats() - nats).abs() < 1e-12);
        }
    }

    #[test]
    fn the_latents_have_the_second_moments_of_the_prior_where_they_are_alive() {
        let digits = Digits::all();
        let vae = LinearVae::fit(digits.points(), 0.1, 1.0).unwrap();
        let means = vae.encode(digits.points()).unwrap();
        let covariance = means.t().dot(&means) / digits.len() as f64 + Array2::from_diag(&vae.noise);
        assert!((covariance - Array2::<f64>::eye(64)).iter().all(|gap| gap.abs() < 1e-12)); // some ε of 18.8/0.1
    }
}
