//! DDPM on the line for normal data, with a switch for its last step.

use std::f64::consts::FRAC_PI_2;

use flowlab::ndarray::Array1;
use flowlab::{Normals, Seed};

use super::{Draw, normals};

/// The ancestral sampler on the trigonometric path with α = sin(πt/2), β = cos(πt/2), for data N(mean, sd²).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ddpm {
    /// Mean of the data.
    pub mean: f64,
    /// Standard deviation of the data; 0 for a point.
    pub sd: f64,
    /// Steps.
    pub n: usize,
    /// The large variance, that of the chain, not the small one, that of the posterior.
    pub large: bool,
    /// Noise in the last step too: right only without.
    pub last_noise: bool,
}

impl Ddpm {
    /// Step k: x goes to of_x·x + shift + fresh·ε.
    fn step(&self, k: usize) -> [f64; 3] {
        let (n, last) = (self.n as f64, k + 1 == self.n);
        let (alpha, beta) = (FRAC_PI_2 * k as f64 / n).sin_cos();
        let (next_alpha, next_beta) = if last { (1.0, 0.0) } else { (FRAC_PI_2 * (k + 1) as f64 / n).sin_cos() };
        let ratio = alpha / next_alpha;
        let c = beta * beta - (ratio * next_beta).powi(2);
        // the guess of z is mean + gain·(x − α·mean)
        let gain = alpha * self.sd * self.sd / ((alpha * self.sd).powi(2) + beta * beta);
        let (of_x, of_guess) = (ratio * (next_beta / beta).powi(2), next_alpha * c / (beta * beta));
        let variance = if self.large { c } else { c * (next_beta / beta).powi(2) };
        let fresh = if last && !self.last_noise { 0.0 } else { variance.sqrt() };
        [of_x + of_guess * gain, of_guess * self.mean * (1.0 - gain * alpha), fresh]
    }

    /// The ends of so many fresh starts from N(0, 1).
    pub fn ends(&self, seed: Seed, particles: usize) -> Array1<f64> {
        let mut x = normals(seed, Draw::Start, particles);
        let (mut noise, mut eps) = (Normals::new(seed, Draw::Noise as u64), vec![0.0; particles]);
        for [of_x, shift, fresh] in (0..self.n).map(|k| self.step(k)) {
            noise.fill(&mut eps);
            x.iter_mut().zip(&eps).for_each(|(x, eps)| *x = of_x * *x + shift + fresh * eps);
        }
        x
    }

    /// The exact mean and spread of the end.
    pub fn moments(&self) -> [f64; 2] {
        let (mut mean, mut variance) = (0.0, 1.0);
        for [of_x, shift, fresh] in (0..self.n).map(|k| self.step(k)) {
            mean = of_x * mean + shift;
            variance = of_x * of_x * variance + fresh * fresh;
        }
        [mean, variance.sqrt()]
    }
}

#[cfg(test)]
mod tests {
    use flowlab::TimeGrid;
    use flowlab::distribution::Gaussian;
    use flowlab::ndarray::{Array2, array};
    use flowlab::path::{GaussianPath, MarginalField, Schedule, Variance, ancestral};

    use super::*;

    #[test]
    fn noise_in_the_last_step_leaves_a_point_by_it() {
        let point = Ddpm { mean: 1.0, sd: 0.0, n: 10, large: true, last_noise: true };
        let beta = (0.9 * FRAC_PI_2).cos();
        assert!((point.moments()[1] - beta).abs() < 1e-12);
        assert_eq!(Ddpm { last_noise: false, ..point }.moments(), [1.0, 0.0]);
        // and is what the law of noise needs to stay
        let noise = Ddpm { mean: 0.0, sd: 1.0, ..point };
        assert!((noise.moments()[1] - 1.0).abs() < 1e-12);
        assert!((Ddpm { last_noise: false, ..noise }.moments()[1] - (1.0 - beta * beta).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_steps_are_those_of_the_library() {
        for (large, variance) in [(false, Variance::Posterior), (true, Variance::Chain)] {
            let ours = Ddpm { mean: 1.0, sd: 2.0, n: 5, large, last_noise: false };
            let field = MarginalField::new(
                GaussianPath::new(Schedule::Trigonometric),
                Gaussian::isotropic(array![1.0], 2.0).unwrap(),
            );
            let grid = TimeGrid::uniform(0.0, 1.0, 5).unwrap();
            let theirs = ancestral(&field, variance, &grid, &Array2::zeros((20_000, 1)), Seed(1)).unwrap().last();
            let ([mean, spread], error) = (ours.moments(), 2.0 / 20_000_f64.sqrt());
            // the first step forgets its start
            assert!((theirs.mean().unwrap() - mean).abs() < 5.0 * error, "{large}");
            assert!((theirs.std(0.0) - spread).abs() < 5.0 * error, "{large}");
            assert!((ours.ends(Seed(1), 20_000).std(0.0) - spread).abs() < 5.0 * error, "{large}");
        }
    }
}
