//! A mixture on the line, tilted towards one of its classes: what guidance is often taken for.

use std::array;

use ndarray::{Array2, aview1};
use rand::Rng;

use super::{GaussianMixture, Sample, sample_rows};
use crate::Seed;
use crate::error::{Error, Result, agree, finite, not_negative, positive};

/// The law with the density p(z)·P(k | z)ʷ/Z for a mixture p on the line, one of its components k and a weight w ≥ 0.
///
/// With w = 0 it is the mixture, with w = 1 the component; beyond, samples are ever more typical of the class. It is no
/// mixture in general, so it is integrated: by Gauss's rule of 5 points on pieces of an eighth of a standard deviation.
///
/// ```
/// use flowlab::distribution::{GaussianMixture, Sample};
/// use flowlab::{Seed, metrics, ndarray::array};
/// let mixture = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0)?;
/// let law = mixture.tilted(1, 2.0)?;
/// assert!((law.mean() - 1.290).abs() < 5e-4 && (law.sd() - 0.863).abs() < 5e-4);
/// let x = law.sample(Seed(1), 1000)?;
/// let distance = metrics::ks(&x.column(0), |x| law.cdf(x))?;
/// assert!(distance < metrics::ks_threshold(1000, 0.001)?);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// A [`Guided`](crate::path::Guided) field with this w does **not** lead to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tilted {
    mixture: GaussianMixture,
    class: usize,
    w: f64,
    /// log of the normalising constant Z.
    log_z: f64,
    mean: f64,
    sd: f64,
    /// Ends of the pieces in ascending order, and P(X ≤ x) at them.
    knots: Vec<f64>,
    below: Vec<f64>,
}

impl GaussianMixture {
    /// The law with a density in proportion to p(z)·P(k | z)ʷ, in one dimension: see [`Tilted`].
    ///
    /// ```
    /// use flowlab::{distribution::GaussianMixture, ndarray::array};
    /// let mixture = GaussianMixture::isotropic(array![0.2, 0.8], array![[-1.0], [1.0]], 1.0)?;
    /// assert!((mixture.tilted(0, 1.0)?.mean() + 1.0).abs() < 1e-12); // w = 1: the component itself
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// More dimensions than one, a k that no component has, a component of weight 0, a w that is negative or not
    /// finite, or one so large that the law lies hundreds of standard deviations away or is too narrow for the pieces.
    pub fn tilted(&self, k: usize, w: f64) -> Result<Tilted> {
        agree("the dimension of a mixture to tilt", self.dim(), "that of the line", 1)?;
        if k >= self.weights().len() {
            return Err(Error::Label { label: k, n_classes: self.weights().len() });
        }
        positive(&format!("weights[{k}]"), self.weights()[k])?;
        if not_negative("w", w)? > MOST {
            return Err(Error::Tilt { w });
        }
        let knots = [12.0, 48.0, 192.0].into_iter().find_map(|reach| knots(self, k, w, reach));
        let knots = knots.ok_or(Error::Tilt { w })?;
        let mut law =
            Tilted { mixture: self.clone(), class: k, w, log_z: 0.0, mean: 0.0, sd: 0.0, below: vec![0.0], knots };
        law.log_z = law.knots.iter().fold(f64::NEG_INFINITY, |most, &z| most.max(log_share(self, k, w, z)));
        let mass = law.total(|_| 1.0);
        law.log_z = finite("the logarithm of Z", law.log_z + mass.ln())?;
        law.mean = law.total(|z| z);
        law.sd = law.total(|z| (z - law.mean).powi(2)).sqrt();
        for piece in 1..law.knots.len() {
            let mass = law.integral(law.knots[piece - 1], law.knots[piece], |_| 1.0);
            law.below.push(law.below[piece - 1] + mass);
        }
        Ok(law)
    }
}

/// The greatest weight: log P(k | z) is known to some 1e-16, and is multiplied by it.
const MOST: f64 = 1e9;

/// log p(z)·P(k | z)ʷ.
fn log_share(mixture: &GaussianMixture, k: usize, w: f64, z: f64) -> f64 {
    let (z, all) = (aview1(array::from_ref(&z)), mixture.log_density_of(aview1(&[z])));
    all + w * (mixture.log_share(k, z) - all)
}

/// Points an eighth of each component's standard deviation apart, so far out that what lies beyond them is nothing: at
/// both ends the density falls, and is below e⁻⁴⁰ times the greatest. None where this `reach` does not do, or where so
/// few points see the law that the pieces are too long for it.
fn knots(mixture: &GaussianMixture, k: usize, w: f64, reach: f64) -> Option<Vec<f64>> {
    let steps = 8.0 * reach;
    let mut knots = Vec::new();
    for component in mixture.components() {
        let (mean, sd) = (component.mean()[0], component.variances()[0].sqrt());
        knots.extend((0..=2 * steps as usize).map(|i| mean + sd * (i as f64 - steps) / 8.0));
    }
    knots.sort_unstable_by(f64::total_cmp);
    knots.dedup();
    let heights: Vec<f64> = knots.iter().map(|&z| log_share(mixture, k, w, z)).collect();
    let highest = heights.iter().fold(f64::NEG_INFINITY, |most, &height| most.max(height));
    let ends = [(0, 1), (heights.len() - 1, heights.len() - 2)];
    let all = ends.iter().all(|&(end, inner)| heights[end] < heights[inner].min(highest - 40.0));
    let seen = heights.iter().filter(|height| **height > highest - 8.0).count();
    (all && seen >= 8).then_some(knots)
}

/// The points and weights of Gauss's rule on [−1, 1], exact to degree 9.
const GAUSS: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.906_179_845_938_664, 0.236_926_885_056_189_08),
];

impl Tilted {
    /// The density at z.
    pub fn density(&self, z: f64) -> f64 {
        (log_share(&self.mixture, self.class, self.w, z) - self.log_z).exp()
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        let after = self.knots.partition_point(|knot| *knot <= x);
        if after == 0 || after == self.knots.len() {
            return if after == 0 { 0.0 } else { 1.0 };
        }
        (self.below[after - 1] + self.integral(self.knots[after - 1], x, |_| 1.0)).min(1.0)
    }

    /// ∫ g(z)·density(z) dz over one piece, or a part of it.
    fn integral(&self, start: f64, end: f64, g: impl Fn(f64) -> f64) -> f64 {
        let (middle, half) = (0.5 * (start + end), 0.5 * (end - start));
        let value = |z: f64| g(z) * self.density(z);
        half * GAUSS.iter().map(|(place, weight)| weight * value(middle + place * half)).sum::<f64>()
    }

    fn total(&self, g: impl Fn(f64) -> f64) -> f64 {
        self.knots.windows(2).map(|ends| self.integral(ends[0], ends[1], &g)).sum()
    }

    /// The x with P(X ≤ x) = p: Newton's steps inside the piece, and halvings of it where they leave it.
    fn quantile(&self, p: f64) -> f64 {
        let after = self.below.partition_point(|below| *below <= p).clamp(1, self.knots.len() - 1);
        let (start, missing) = (self.knots[after - 1], p - self.below[after - 1]);
        let (mut low, mut high) = (start, self.knots[after]);
        let mut x = low + (high - low) * (missing / (self.below[after] - self.below[after - 1])).clamp(0.0, 1.0);
        for _ in 0..60 {
            let gap = self.integral(start, x, |_| 1.0) - missing;
            if gap.abs() <= 1e-15 {
                break;
            }
            if gap < 0.0 {
                low = x
            } else {
                high = x
            }
            let newton = x - gap / self.density(x);
            x = if low < newton && newton < high { newton } else { 0.5 * (low + high) };
        }
        x
    }
}

impl Sample for Tilted {
    fn dim(&self) -> usize {
        1
    }

    fn sample(&self, seed: Seed, n: usize) -> Result<Array2<f64>> {
        let draw = sample_rows(seed.branch("tilted"), n, 1, |mut row, rng| {
            row[0] = self.quantile(rng.random());
            0
        });
        Ok(draw?.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Gaussian;
    use crate::metrics;
    use ndarray::array;

    fn equal_spreads() -> GaussianMixture {
        GaussianMixture::isotropic(array![0.5, 0.5], array![[-1.0], [1.0]], 1.0).unwrap()
    }

    fn unequal_spreads() -> GaussianMixture {
        let components = [(-1.0, 1.5), (1.0, 0.5)].map(|(mean, sd)| Gaussian::isotropic(array![mean], sd).unwrap());
        GaussianMixture::new(array![0.5, 0.5], components.into()).unwrap()
    }

    #[test]
    fn means_and_spreads_are_those_of_the_integrals() {
        // by the trapezoidal rule on [−12, 14] with steps of 1e-3, to 7 digits
        for (mixture, w, mean, sd) in [
            (equal_spreads(), 0.5, 0.683_761_3, 1.155_891_8),
            (equal_spreads(), 1.0, 1.0, 1.0),
            (equal_spreads(), 2.0, 1.289_989_3, 0.862_717_0),
            (equal_spreads(), 3.0, 1.439_531_8, 0.802_591_1),
            (equal_spreads(), 5.0, 1.614_777_3, 0.743_221_2),
            (equal_spreads(), 8.0, 1.770_102_7, 0.699_208_2),
            (unequal_spreads(), 2.0, 1.049_546_5, 0.444_461_4),
            (unequal_spreads(), 3.0, 1.075_667_4, 0.414_057_0),
            (unequal_spreads(), 5.0, 1.106_813_7, 0.375_390_5),
        ] {
            let law = mixture.tilted(1, w).unwrap();
            assert!((law.mean() - mean).abs() < 1e-7, "{w}: {}", law.mean());
            assert!((law.sd() - sd).abs() < 1e-7, "{w}: {}", law.sd());
        }
    }

    #[test]
    fn at_weight_0_it_is_the_mixture_and_at_1_the_component() {
        let mixture = unequal_spreads();
        let (all, one) = (mixture.tilted(0, 0.0).unwrap(), mixture.tilted(0, 1.0).unwrap());
        for x in [-4.0, -1.0, 0.3, 0.9, 2.0] {
            // Gauss's rule on an eighth of an sd is exact to rounding
            assert!((all.cdf(x) - mixture.cdf(x)).abs() < 1e-13, "{x}");
            assert!((one.cdf(x) - mixture.components()[0].cdf(x)).abs() < 1e-13, "{x}");
        }
        assert!((all.sd() - mixture.covariance()[[0, 0]].sqrt()).abs() < 1e-13);
        assert_eq!([f64::NEG_INFINITY, f64::INFINITY].map(|x| all.cdf(x)), [0.0, 1.0]);
    }

    #[test]
    fn samples_follow_the_distribution_function() {
        let (n, law) = (20_000, unequal_spreads().tilted(1, 3.0).unwrap());
        let x = law.sample(Seed(3), n).unwrap();
        let distance = metrics::ks(&x.column(0), |x| law.cdf(x)).unwrap();
        assert!(distance < metrics::ks_threshold(n, 1e-6).unwrap(), "{distance}");
        for p in [1e-9, 0.1, 0.5, 0.999] {
            assert!((law.cdf(law.quantile(p)) - p).abs() < 1e-14, "{p}");
        }
    }

    #[test]
    fn a_great_weight_is_integrated_or_refused() {
        let far = GaussianMixture::isotropic(array![0.5, 0.5], array![[-1e-3], [1e-3]], 1.0).unwrap();
        let law = far.tilted(1, 3e4).unwrap();
        // p is N(0, 1) but for 1e-6, and P(k | z) = 1/(1 + exp(−z/500)): the mode solves z = w/500/(1 + exp(z/500)).
        // The mean is within (third derivative of the exponent: 4e-5)/2 of it.
        let z = law.mean();
        assert!((z - 60.0 / (1.0 + (z / 500.0).exp())).abs() < 1e-3, "{z}");
        let message = far.tilted(1, 1e6).unwrap_err().to_string();
        assert_eq!(message, "w = 1000000: the tilted law is out of reach, give a smaller weight");
    }

    #[test]
    fn bad_questions_are_refused() {
        let two = GaussianMixture::isotropic(array![0.0, 1.0], array![[-1.0], [1.0]], 1.0).unwrap();
        let plane = GaussianMixture::from(Gaussian::standard(2).unwrap());
        for (refused, named) in [
            (two.tilted(0, 1.0), "weights[0] = 0"),
            (two.tilted(2, 1.0), "label 2"),
            (two.tilted(1, -1.0), "w = -1"),
            (two.tilted(1, f64::NAN), "w = NaN"),
            (plane.tilted(0, 1.0), "mixture to tilt is 2"),
        ] {
            let message = refused.unwrap_err().to_string();
            assert!(message.contains(named), "{message}");
        }
    }
}
