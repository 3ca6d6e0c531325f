//! How near the particles' ends are to the law, and whether they are copies of the training points.

use flowlab::distribution::Sample;
use flowlab::metrics::{energy_distance, energy_distance_null};
use flowlab::ndarray::{Array2, ArrayRef2, s};
use flowlab::{Result, Seed};

use crate::Law;

/// Samples on each side of a comparison.
const SIZE: usize = 1000;

/// True samples of a law, to compare with.
#[derive(Clone, Debug)]
pub struct Truth {
    samples: Array2<f64>,
    /// The mean energy distance of two true samples.
    null: f64,
    /// The training points, where they are few, and the squared distance from each true sample to the nearest.
    points: Option<(Array2<f64>, Vec<f64>)>,
}

/// What is measured of the ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// The energy distance between 1000 ends and 1000 true samples, NaN where an end is no number.
    pub energy: f64,
    /// What two true samples of that size show on average.
    pub null: f64,
    /// The probability that an end is nearer to its nearest training point than a true sample is to its own: 1/2 for true
    /// samples, 1 for copies. NaN where training points never come twice.
    pub copied: f64,
}

impl Truth {
    /// Samples of the law, and the points on which the network is trained, if they are given ones.
    ///
    /// # Errors
    /// None that flowlab promises for these laws.
    pub fn new(law: &Law, points: Option<&Array2<f64>>) -> Result<Truth> {
        let (samples, others) = (law.sample(Seed(101), SIZE)?, law.sample(Seed(102), SIZE)?);
        let null = energy_distance_null(&samples, &others)?;
        let points = points.map(|points| (points.clone(), nearest(&samples, points)));
        Ok(Truth { samples, null, points })
    }

    /// The true samples.
    pub fn samples(&self) -> &Array2<f64> {
        &self.samples
    }

    /// Compares the ends of particles, at least 1000, with the law.
    pub fn measure(&self, ends: &ArrayRef2<f64>) -> Measures {
        let ends = ends.slice(s![..SIZE.min(ends.nrows()), ..]);
        let energy = energy_distance(&ends, &self.samples).unwrap_or(f64::NAN);
        let copied = self.points.as_ref().map_or(f64::NAN, |(points, held_out)| {
            let mut sorted = held_out.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let farther = |d: &f64| sorted.len() - sorted.partition_point(|held_out| held_out <= d);
            let pairs: usize = nearest(&ends, points).iter().map(farther).sum();
            pairs as f64 / (sorted.len() * ends.nrows()) as f64
        });
        Measures { energy, null: self.null, copied }
    }
}

/// The squared distance from each row of `x` to the nearest point.
fn nearest(x: &ArrayRef2<f64>, points: &ArrayRef2<f64>) -> Vec<f64> {
    let squared = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2);
    let pairs = |x: &ArrayRef2<f64>| -> Vec<[f64; 2]> { x.rows().into_iter().map(|row| [row[0], row[1]]).collect() };
    let (x, points) = (pairs(x), pairs(points));
    x.iter().map(|x| points.iter().fold(f64::INFINITY, |least, point| least.min(squared(x, point)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn true_samples_are_at_the_null_and_copies_are_known() {
        let law = Law::new(Kind::Moons, &[]).unwrap();
        let points = law.sample(Seed(5), 20).unwrap();
        let truth = Truth::new(&law, Some(&points)).unwrap();
        let found = truth.measure(&law.sample(Seed(6), 1000).unwrap());
        // the null scatters by some half of itself; two samples of 1000 show 1/2 up to √(2/(12·1000)) = .013, 5 of them
        assert!(found.energy < 3.0 * found.null && (found.copied - 0.5).abs() < 0.065, "{found:?}");
        let copies = Array2::from_shape_fn((1000, 2), |(i, j)| points[[i % 20, j]] + 1e-3);
        let found = truth.measure(&copies);
        assert!(found.copied > 0.99 && found.energy > 2.0 * found.null, "{found:?}");
    }

    #[test]
    fn ends_that_are_no_numbers_have_no_distance() {
        let truth = Truth::new(&Law::new(Kind::Board, &[]).unwrap(), None).unwrap();
        let found = truth.measure(&Array2::from_elem((1000, 2), f64::NAN));
        assert!(found.energy.is_nan() && found.copied.is_nan() && found.null > 0.0);
    }
}
