//! The teaching sampler: Euler-Maruyama for the noise dial, with a bug as a switch.

use flowlab::Seed;
use flowlab::ndarray::{Array1, Array2};

use super::{Bug, Draw, Law, normals};

/// What all data are multiplied by in [`Bug::NotScaled`].
const TOO_LARGE: f64 = 10.0;

/// dX = (u + g·D·s)·dt + √(2gD)·dW with D = 1 − t on the linear path from N(0, 1), in n steps of Euler and Maruyama.
///
/// Only the bugs 1 to 12 and 22 change anything; with any other this is the right program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampler {
    /// The law of the data.
    pub law: Law,
    /// The dial, g ≥ 0; at 0 there is no noise.
    pub g: f64,
    /// How many steps are meant.
    pub n: usize,
    /// The bug, or none.
    pub bug: Option<Bug>,
}

impl Sampler {
    /// Whether it has a switch for this bug.
    pub(super) fn knows(bug: Bug) -> bool {
        bug.room() <= Bug::PairSwapped.room() || bug == Bug::NotScaled
    }

    fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    /// The step, 1/n.
    pub fn h(&self) -> f64 {
        1.0 / self.n as f64
    }

    /// The times at which it steps: n of them, if it is right.
    pub fn times(&self) -> Vec<f64> {
        let h = self.h();
        match self.bug {
            // linspace(0, 1, n), but for its last point no step is left
            Some(Bug::PointsForSteps) => (0..self.n - 1).map(|k| k as f64 / (self.n - 1) as f64).collect(),
            Some(Bug::WhileBelowOne) => {
                let (mut times, mut t) = (Vec::new(), 0.0);
                while t < 1.0 {
                    times.push(t);
                    t += h;
                }
                times
            }
            _ => (0..self.n).map(|k| k as f64 * h).collect(),
        }
    }

    /// How many steps it takes.
    pub fn steps(&self) -> usize {
        self.times().len()
    }

    /// Where the constant field 1 takes the place 0.
    pub fn travelled(&self) -> f64 {
        self.times().iter().fold(0.0, |x, _| x + self.h())
    }

    /// What multiplies dt.
    pub fn drift(&self, t: f64, x: f64) -> f64 {
        let clock = if self.has(Bug::ClockReversed) || self.has(Bug::PairSwapped) { 1.0 - t } else { t };
        let at = self.law.scaled(self.scale(), clock, x);
        let u = if self.has(Bug::PairSwapped) { -at.velocity } else { at.velocity };
        if self.g == 0.0 {
            return u;
        }
        let s = match self.bug {
            Some(Bug::ScoreLeftOut) => 0.0,
            Some(Bug::ScoreSign) => -at.score,
            Some(Bug::NoLogarithm) => at.density() * at.score,
            _ => at.score,
        };
        u + self.g * (1.0 - t) * s
    }

    /// What multiplies dW.
    pub fn sigma(&self, t: f64) -> f64 {
        let variance = 2.0 * self.g * (1.0 - t);
        if self.has(Bug::VarianceForSigma) { variance } else { variance.sqrt() }
    }

    /// Its dW, each for a step and a particle: (steps, particles), √h·ε if it is right.
    pub fn increments(&self, seed: Seed, particles: usize) -> Array2<f64> {
        let steps = self.steps();
        let size = if self.has(Bug::NoiseTimesH) { self.h() } else { self.h().sqrt() };
        let drawn = |kind| {
            let eps = normals(seed, kind, steps * particles);
            eps.into_shape_with_order((steps, particles)).expect("as many as drawn")
        };
        let dw = match self.bug {
            Some(Bug::NoiseDrawnTwice) => drawn(Draw::Noise) * drawn(Draw::Twice),
            Some(Bug::OneNoiseForAll) => {
                let eps = normals(seed, Draw::Noise, steps);
                Array2::from_shape_fn((steps, particles), |(k, _)| eps[k])
            }
            Some(Bug::SameNoiseEachStep) => {
                let eps = normals(seed, Draw::Noise, particles);
                Array2::from_shape_fn((steps, particles), |(_, i)| eps[i])
            }
            _ => drawn(Draw::Noise),
        };
        size * dw
    }

    /// Where it takes these starts with these dW, (steps, particles).
    ///
    /// # Panics
    /// If there are not as many dW as steps and starts.
    pub fn run(&self, starts: &Array1<f64>, dw: &Array2<f64>) -> Array1<f64> {
        let (times, h) = (self.times(), self.h());
        assert_eq!(dw.dim(), (times.len(), starts.len()), "a dW for each step and start");
        let mut x = starts.clone();
        for (&t, dw) in times.iter().zip(dw.rows()) {
            let sigma = self.sigma(t);
            x.iter_mut().zip(dw).for_each(|(x, dw)| *x += h * self.drift(t, *x) + sigma * dw);
        }
        x / self.scale()
    }

    /// The ends of so many fresh starts from N(0, 1).
    pub fn ends(&self, seed: Seed, particles: usize) -> Array1<f64> {
        self.run(&normals(seed, Draw::Start, particles), &self.increments(seed, particles))
    }

    /// The exact mean and spread of the end. For a normal law x goes to a·x + b + σ·dW in each step, so both follow by a
    /// recursion; without meaning for [`Law::Hills`] and [`Bug::NoLogarithm`], whose drift is no straight line.
    pub fn moments(&self) -> [f64; 2] {
        let h = self.h();
        let size = if self.has(Bug::NoiseTimesH) { h } else { h.sqrt() };
        let (mut mean, mut start, mut noise) = (0.0, 1.0, 0.0); // of the start the factor, of the noise the variance
        for t in self.times() {
            let at_zero = self.drift(t, 0.0);
            let a = 1.0 + h * (self.drift(t, 1.0) - at_zero);
            let fresh = self.sigma(t) * size;
            mean = a * mean + h * at_zero;
            start *= a;
            // the same ε in each step adds up; kept as its factor
            noise = if self.has(Bug::SameNoiseEachStep) { a * noise + fresh } else { a * a * noise + fresh * fresh };
        }
        let noise = if self.has(Bug::SameNoiseEachStep) { noise * noise } else { noise };
        [mean / self.scale(), (start * start + noise).sqrt() / self.scale()]
    }

    fn scale(&self) -> f64 {
        if self.has(Bug::NotScaled) { TOO_LARGE } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_4;

    use super::*;

    #[test]
    fn the_pull_without_the_push_ends_at_its_closed_form() {
        // noise h·ε vanishes with h, what is left of the start is exp(−gπ/4)
        let sampler = Sampler { law: Law::Normal, g: 1.0, n: 100_000, bug: Some(Bug::NoiseTimesH) };
        assert!((sampler.moments()[1] - (-FRAC_PI_4).exp()).abs() < 1e-4); // an error of the order of h
        let right = Sampler { bug: None, ..sampler };
        assert!((right.moments()[1] - 1.0).abs() < 1e-4);
    }

    #[test]
    fn the_moments_are_those_of_many_ends() {
        let particles = 20_000;
        for bug in [None].into_iter().chain(Bug::ALL.map(Some)) {
            let sampler = Sampler { law: Law::Asymmetric, g: 1.0, n: 20, bug };
            // no straight line; one mean for a whole cloud
            if [Some(Bug::NoLogarithm), Some(Bug::OneNoiseForAll)].contains(&bug) {
                continue;
            }
            let ([mean, spread], ends) = (sampler.moments(), sampler.ends(Seed(7), particles));
            let error = spread / (particles as f64).sqrt();
            assert!((ends.mean().unwrap() - mean).abs() < 5.0 * error, "{bug:?}");
            // a product of two normals has the kurtosis 9; of many in a sum a little is left
            assert!((ends.std(0.0) - spread).abs() < 5.0 * error, "{bug:?} {} {spread}", ends.std(0.0));
        }
    }

    #[test]
    fn a_bug_of_the_noise_is_none_without_noise() {
        let starts = Law::Normal.sample(Seed(1), 100);
        let end = |bug| {
            let sampler = Sampler { law: Law::Hills, g: 0.0, n: 20, bug };
            sampler.run(&starts, &sampler.increments(Seed(2), 100))
        };
        for bug in &Bug::ALL[..10] {
            if ![Bug::PointsForSteps, Bug::WhileBelowOne].contains(bug) {
                assert_eq!(end(Some(*bug)), end(None), "{bug:?}");
            }
        }
    }

    #[test]
    fn rounding_decides_about_the_last_step() {
        let steps = |n| Sampler { law: Law::Normal, g: 0.0, n, bug: Some(Bug::WhileBelowOne) }.steps();
        assert_eq!([8, 10, 20, 30, 100].map(steps), [8, 11, 20, 31, 100]);
    }
}
