//! The least loss that is possible, found piece by piece.

use flowlab::distribution::{Gaussian, Sample};
use flowlab::train::Estimate;
use flowlab::{Field, Result, Seed, VectorField};

use crate::law::path;

/// The loss E|dXₜ/dt − u(t, Xₜ)|² of the exact field u, by more and more random pairs.
#[derive(Clone, Debug)]
pub struct Floor {
    field: Field,
    /// The sums of the losses of all pairs and of their squares after each piece.
    sums: Vec<[f64; 2]>,
}

/// Pairs of a piece, all at one time: so the exact field is asked for many points at once.
const PIECE: usize = 64;
/// Pieces of the whole: 40 000 pairs, whose mean is known to about 1 in 100.
const PIECES: usize = 625;

impl Floor {
    /// Nothing is known yet of the least loss, which is that of this field.
    pub fn new(field: Field) -> Floor {
        Floor { field, sums: vec![[0.0; 2]] }
    }

    /// Looks at some pairs more, from noise to these data, and says whether there are still others to look at.
    ///
    /// # Errors
    /// As the law's own.
    pub fn add(&mut self, data: &dyn Sample) -> Result<bool> {
        let k = self.sums.len() - 1;
        if k < PIECES {
            let [mut sum, mut squares] = self.sums[k];
            for loss in losses(&self.field, data, k)? {
                (sum, squares) = (sum + loss, squares + loss * loss);
            }
            self.sums.push([sum, squares]);
        }
        Ok(k + 1 < PIECES)
    }

    /// The least loss, NaN before anything is known.
    pub fn estimate(&self) -> Estimate {
        self.after(self.sums.len() - 1)
    }

    fn after(&self, pieces: usize) -> Estimate {
        let n = (pieces * PIECE) as f64;
        let [sum, squares] = self.sums[pieces];
        let mean = sum / n;
        Estimate { mean, error: ((squares / n - mean * mean) / n).sqrt() }
    }

    /// The loss of another field on the same data: how much it is above the floor on the first `pieces` pieces, added to
    /// the floor. Their chance cancels; as many pieces of the floor must be known, and fewer are taken where they are not.
    ///
    /// # Errors
    /// As the law's own.
    pub fn of(&self, field: &dyn VectorField, data: &dyn Sample, pieces: usize) -> Result<f64> {
        let pieces = pieces.min(self.sums.len() - 1);
        Ok(self.estimate().mean + loss(field, data, pieces)? - self.after(pieces).mean)
    }
}

/// The mean loss of a field on so many pieces of pairs.
///
/// # Errors
/// As the law's own.
pub fn loss(field: &dyn VectorField, data: &dyn Sample, pieces: usize) -> Result<f64> {
    let mut sum = 0.0;
    for k in 0..pieces {
        sum += losses(field, data, k)?.sum::<f64>();
    }
    Ok(sum / (pieces * PIECE) as f64)
}

/// The losses of a field on the pairs of a piece. The times of the pieces are spread evenly, however many there are.
fn losses(field: &dyn VectorField, data: &dyn Sample, k: usize) -> Result<impl Iterator<Item = f64>> {
    /// The fraction of the golden ratio: its multiples stay apart from each other.
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let t = (0.5 + k as f64 * GOLDEN).fract();
    // seeds of their own, or noise and data that are both Gaussian were the same numbers
    let x0 = Gaussian::standard(2)?.sample(Seed(!(k as u64)), PIECE)?;
    let z = data.sample(Seed(k as u64), PIECE)?;
    let gap = path().velocity(t, &x0, &z) - field.at(t, &path().sample(t, &x0, &z));
    Ok((0..PIECE).map(move |i| gap.row(i).dot(&gap.row(i))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowlab::distribution::{Dataset, EightGaussians};
    use flowlab::ndarray::array;
    use flowlab::path::{MarginalField, PointField};
    use flowlab::train::least_loss;

    fn whole(floor: &mut Floor, data: &dyn Sample) -> Estimate {
        while floor.add(data).unwrap() {}
        floor.estimate()
    }

    #[test]
    fn of_one_gaussian_it_is_pi_and_of_one_point_nothing() {
        let standard = Gaussian::standard(2).unwrap();
        let field = MarginalField::new(path(), standard.clone());
        let found = whole(&mut Floor::new(Field::of(field)), &standard);
        // (π/2)·tr Σ^½, within 4 standard errors
        assert!((found.mean - std::f64::consts::PI).abs() < 4.0 * found.error && found.error < 0.05, "{found:?}");

        let point = array![[1.0, 2.0]];
        let field = PointField::new(path(), point.clone()).unwrap();
        let found = whole(&mut Floor::new(Field::of(field)), &Dataset::unlabelled(point).unwrap());
        // z is known at every x: rounding alone, by 1/β
        assert!(found.mean < 1e-12, "{found:?}");
    }

    #[test]
    fn it_is_the_least_loss_of_the_library() {
        let field = MarginalField::new(path(), EightGaussians);
        let least = least_loss(&field, Seed(1), 20_000).unwrap();
        let mut floor = Floor::new(Field::of(field.clone()));
        assert!(floor.estimate().mean.is_nan());
        let found = whole(&mut floor, &EightGaussians);
        assert!((found.mean - least.mean).abs() < 4.0 * found.error.hypot(least.error), "{found:?} {least:?}");
        // the exact field is at the floor, to rounding
        assert!((floor.of(&field, &EightGaussians, 32).unwrap() - found.mean).abs() < 1e-12);
    }
}
