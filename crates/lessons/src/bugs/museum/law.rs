//! The laws that the museum samples: on the line, with velocity and score of the linear path in closed form.

use std::f64::consts::TAU;

use flowlab::ndarray::Array1;
use flowlab::statrs::distribution::{ContinuousCDF, Normal};
use flowlab::{Seed, Text};

use super::{Draw, normals};

/// A law of data on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// N(0, 1): the law that noise has already.
    Normal,
    /// N(1, 4): neither its mean nor its spread is that of noise.
    Asymmetric,
    /// ½N(−2, ¼) + ½N(2, ¼).
    Hills,
    /// The point 1.
    Point,
}

/// A normal part of a law.
#[derive(Clone, Copy)]
struct Part {
    share: f64,
    mean: f64,
    sd: f64,
}

impl Law {
    /// All of them.
    pub const ALL: [Law; 4] = [Law::Normal, Law::Asymmetric, Law::Hills, Law::Point];

    /// Its name.
    pub fn name(self) -> Text {
        match self {
            Law::Normal => Text::new("N(0, 1)", "N(0, 1)"),
            Law::Asymmetric => Text::new("N(1, 4)", "N(1, 4)"),
            Law::Hills => Text::new("two hills", "两座峰"),
            Law::Point => Text::new("the point 1", "点 1"),
        }
    }

    fn parts(self) -> &'static [Part] {
        match self {
            Law::Normal => &[Part { share: 1.0, mean: 0.0, sd: 1.0 }],
            Law::Asymmetric => &[Part { share: 1.0, mean: 1.0, sd: 2.0 }],
            Law::Hills => &[Part { share: 0.5, mean: -2.0, sd: 0.5 }, Part { share: 0.5, mean: 2.0, sd: 0.5 }],
            Law::Point => &[Part { share: 1.0, mean: 1.0, sd: 0.0 }],
        }
    }

    /// Its mean.
    pub fn mean(self) -> f64 {
        self.parts().iter().map(|part| part.share * part.mean).sum()
    }

    /// Its standard deviation.
    pub fn spread(self) -> f64 {
        let square: f64 = self.parts().iter().map(|part| part.share * (part.mean.powi(2) + part.sd.powi(2))).sum();
        (square - self.mean().powi(2)).sqrt()
    }

    /// The probability of a number that is at most x.
    pub fn cdf(self, x: f64) -> f64 {
        let below = |part: &Part| {
            if part.sd > 0.0 { Normal::standard().cdf((x - part.mean) / part.sd) } else { f64::from(x >= part.mean) }
        };
        self.parts().iter().map(|part| part.share * below(part)).sum()
    }

    /// n numbers of this law.
    pub fn sample(self, seed: Seed, n: usize) -> Array1<f64> {
        let mut z = normals(seed, Draw::Data, n);
        // the parts take turns: each has exactly its share where n is even
        let parts = self.parts();
        z.iter_mut().enumerate().for_each(|(i, z)| *z = parts[i % parts.len()].mean + parts[i % parts.len()].sd * *z);
        z
    }

    /// The velocity u(t, x) of the linear path from N(0, 1), 0 ≤ t < 1.
    pub fn velocity(self, t: f64, x: f64) -> f64 {
        self.scaled(1.0, t, x).velocity
    }

    /// The score: the slope of the logarithm of [`density`](Law::density).
    pub fn score(self, t: f64, x: f64) -> f64 {
        self.scaled(1.0, t, x).score
    }

    /// The density at time t of X = (1 − t)·x₀ + t·z.
    pub fn density(self, t: f64, x: f64) -> f64 {
        self.scaled(1.0, t, x).density()
    }

    /// The same three where all data are multiplied by a number.
    pub(super) fn scaled(self, by: f64, t: f64, x: f64) -> At {
        let mut at = At { velocity: 0.0, score: 0.0, sum: 0.0, least: f64::INFINITY };
        let alone = self.parts().len() == 1;
        let beta = 1.0 - t;
        let of = |part: &Part| {
            let (mean, sd) = (by * part.mean, by * part.sd);
            let variance = beta * beta + sd * sd * t * t;
            let from_mean = x - t * mean;
            (mean, sd * sd * t - beta, variance, from_mean)
        };
        let far = |part: &Part| {
            let (_, _, variance, from_mean) = of(part);
            from_mean * from_mean / (2.0 * variance)
        };
        at.least = self.parts().iter().map(far).fold(f64::INFINITY, f64::min);
        for part in self.parts() {
            let (mean, covariance, variance, from_mean) = of(part);
            // weights relative to the nearest part, which never vanishes
            let weight = if alone { 1.0 } else { part.share * (at.least - far(part)).exp() } / (TAU * variance).sqrt();
            at.sum += weight;
            at.velocity += weight * (mean + covariance * from_mean / variance);
            at.score -= weight * from_mean / variance;
        }
        at.velocity /= at.sum;
        at.score /= at.sum;
        at
    }
}

/// Velocity and score at a place, and its density as sum·exp(−least).
pub(super) struct At {
    pub(super) velocity: f64,
    pub(super) score: f64,
    sum: f64,
    least: f64,
}

impl At {
    pub(super) fn density(&self) -> f64 {
        self.sum * (-self.least).exp()
    }
}

#[cfg(test)]
mod tests {
    use flowlab::VectorField;
    use flowlab::distribution::GaussianMixture;
    use flowlab::ndarray::array;
    use flowlab::path::{GaussianPath, MarginalField, Schedule};

    use super::*;

    #[test]
    fn the_velocity_is_that_of_the_library_and_the_score_follows_from_it() {
        let hills = GaussianMixture::isotropic(array![0.5, 0.5], array![[-2.0], [2.0]], 0.5).unwrap();
        let field = MarginalField::new(GaussianPath::new(Schedule::Linear), hills);
        for (t, x) in [(0.0, 0.3), (0.4, -1.7), (0.9, 2.4), (0.5, 0.0)] {
            let u = field.at(t, &array![[x]])[[0, 0]];
            assert!((Law::Hills.velocity(t, x) - u).abs() < 1e-12, "{t} {x}");
            // u = (x + (1 − t)·s)/t; at t = 0 the score is −x
            let s = if t > 0.0 { (t * u - x) / (1.0 - t) } else { -x };
            assert!((Law::Hills.score(t, x) - s).abs() < 1e-12, "{t} {x}");
            let slope = (Law::Hills.density(t, x + 1e-5) - Law::Hills.density(t, x - 1e-5)) / 2e-5;
            assert!((slope - s * Law::Hills.density(t, x)).abs() < 1e-8, "{t} {x}"); // h² and rounding/h
        }
    }

    #[test]
    fn mean_spread_and_sample_are_those_of_the_law() {
        assert_eq!((Law::Asymmetric.mean(), Law::Asymmetric.spread()), (1.0, 2.0));
        assert_eq!((Law::Hills.mean(), Law::Hills.spread()), (0.0, 4.25_f64.sqrt()));
        assert_eq!((Law::Point.mean(), Law::Point.spread(), Law::Point.cdf(1.0)), (1.0, 0.0, 1.0));
        let z = Law::Hills.sample(Seed(1), 20_000);
        assert!(flowlab::metrics::ks(&z, |x| Law::Hills.cdf(x)).unwrap() < 0.0157); // beyond in 1 of 10 000 seeds
    }
}
