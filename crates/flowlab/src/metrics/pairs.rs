//! Means over all pairs of points: what the energy distance and the MMD are made of.
//!
//! Both are 2·E ρ(X, Y) − E ρ(X, X') − E ρ(Y, Y') for a function ρ of the distance with ρ(0) = 0: the distance itself,
//! or 1 − k for a kernel k (Sejdinovic, Sriperumbudur, Gretton and Fukumizu, 2013).

use ndarray::{ArrayRef2, ArrayView1, Axis};

use crate::chunk;

/// Rows of one job. Sums depend on it in their last bits.
const ROWS: usize = 64;

/// Columns of one block: its squared distances stay in the first cache.
const COLUMNS: usize = 512;

/// Sums of ρ over pairs, for a sample of n points and one of m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pairs {
    pub n: f64,
    pub m: f64,
    /// Over all pairs of a point of the one and a point of the other.
    pub between: f64,
    /// Over all pairs of two points of the first, each pair once.
    pub within_a: f64,
    /// Over all pairs of two points of the second, each pair once.
    pub within_b: f64,
}

impl Pairs {
    /// The sums for ρ = `rho`(squared distance). Squares of very long and of very short distances are no numbers: give
    /// the batches in their [`unit`](crate::unit::unit).
    pub fn of(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>, rho: impl Fn(f64) -> f64 + Send + Sync) -> Pairs {
        Pairs {
            n: a.nrows() as f64,
            m: b.nrows() as f64,
            between: sum(a, b, Columns::All, &rho),
            within_a: sum(a, a, Columns::After, &rho),
            within_b: sum(b, b, Columns::After, &rho),
        }
    }

    /// 2·E ρ(X, Y) − E ρ(X, X') − E ρ(Y, Y') for X, X' drawn from the points of the first and Y, Y' from those of the
    /// second, with replacement. It is not negative; what rounding leaves below 0 is 0.
    pub fn distance(&self) -> f64 {
        let (n, m) = (self.n, self.m);
        let difference = self.between / (n * m) - self.within_a / (n * n) - self.within_b / (m * m);
        if difference < 0.0 { 0.0 } else { 2.0 * difference }
    }

    /// The same for X, X' and Y, Y' drawn without replacement, so that its mean over samples is that of their laws. It
    /// may be negative; n and m are at least 2.
    pub fn unbiased(&self) -> f64 {
        let (n, m) = (self.n, self.m);
        2.0 * (self.between / (n * m) - self.within_a / (n * (n - 1.0)) - self.within_b / (m * (m - 1.0)))
    }

    /// The mean of [`distance`](Pairs::distance) over all ways to deal the n + m points out anew: (1/n + 1/m) times the
    /// mean of ρ over all pairs of two points.
    pub fn null(&self) -> f64 {
        let size = self.n + self.m;
        let mean = (self.between + self.within_a + self.within_b) / (0.5 * size * (size - 1.0));
        (1.0 / self.n + 1.0 / self.m) * mean
    }
}

/// Which points of the second batch a point of the first is paired with.
#[derive(Clone, Copy, PartialEq)]
enum Columns {
    All,
    /// Those of a higher number: each pair of one batch once.
    After,
}

/// The sum of ρ over pairs: parallel over rows of the first batch, added in the order of the rows.
fn sum(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>, columns: Columns, rho: &(impl Fn(f64) -> f64 + Sync)) -> f64 {
    let coordinates: Vec<Vec<f64>> = b.axis_iter(Axis(1)).map(|column| column.to_vec()).collect();
    let mut sums = vec![0.0; a.nrows().div_ceil(ROWS)];
    chunk::for_each(sums.iter_mut().collect(), |k, sum: &mut f64| {
        let mut block = [0.0; COLUMNS];
        for (i, point) in a.axis_iter(Axis(0)).enumerate().skip(k * ROWS).take(ROWS) {
            let mut start = if columns == Columns::After { i + 1 } else { 0 };
            while start < b.nrows() {
                let end = b.nrows().min(start + COLUMNS);
                let block = &mut block[..end - start];
                block.fill(0.0);
                for (others, x) in coordinates.iter().zip(&point) {
                    block.iter_mut().zip(&others[start..end]).for_each(|(square, y)| *square += (y - x) * (y - x));
                }
                block.iter_mut().for_each(|square| *square = rho(*square));
                *sum += ArrayView1::from(&*block).sum();
                start = end;
            }
        }
    });
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Gaussian, Sample};

    #[test]
    fn sums_over_blocks_are_sums_over_pairs() {
        let gaussian = Gaussian::standard(3).unwrap();
        let (a, b) = (gaussian.sample(Seed(1), 150).unwrap(), gaussian.sample(Seed(2), 700).unwrap());
        let rho = |i: usize, j: usize, x: &ArrayRef2<f64>, y: &ArrayRef2<f64>| -> f64 {
            (0..3).map(|c| (x[[i, c]] - y[[j, c]]).powi(2)).sum::<f64>().sqrt()
        };
        let between: f64 = (0..150).flat_map(|i| (0..700).map(move |j| (i, j))).map(|(i, j)| rho(i, j, &a, &b)).sum();
        let within: f64 = (0..700).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| rho(i, j, &b, &b)).sum();
        let pairs = Pairs::of(&a, &b, f64::sqrt);
        // 2e5 terms added in two orders
        assert!((pairs.between / between - 1.0).abs() < 1e-12 && (pairs.within_b / within - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_null_is_the_mean_over_all_ways_to_deal_the_points_out() {
        let points = Gaussian::standard(2).unwrap().sample(Seed(3), 7).unwrap();
        let (mut total, mut unbiased, mut ways) = (0.0, 0.0, 0);
        for chosen in (0_u32..1 << 7).filter(|chosen| chosen.count_ones() == 3) {
            let (a, b): (Vec<usize>, Vec<usize>) = (0..7).partition(|i| chosen >> i & 1 == 1);
            let (a, b) = (points.select(Axis(0), &a), points.select(Axis(0), &b));
            let pairs = Pairs::of(&a, &b, f64::sqrt);
            total += pairs.distance();
            unbiased += pairs.unbiased();
            ways += 1;
        }
        assert!((unbiased / f64::from(ways)).abs() < 1e-14); // dealt out from one set, no way is favoured
        let (a, b) = points.view().split_at(Axis(0), 3);
        assert!((total / f64::from(ways) - Pairs::of(&a, &b, f64::sqrt).null()).abs() < 1e-14);
    }
}
