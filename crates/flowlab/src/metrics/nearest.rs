//! Nearest neighbours: which point of a set is nearest, and of which of two sets.
//!
//! A model that has learned its training set by heart makes points that lie nearer to it than to fresh ones. How much
//! nearer is near comes from points that were held out, beside [`share_nearer`]'s exact null.

use ndarray::{Array1, ArrayRef2, Axis};

use super::comparable;
use crate::chunk;
use crate::error::{Result, agree, at_least_one, finite, finite_batch};
use crate::unit::unit;

/// For each row of `a` (n, d) the row of `b` (m, d) that is nearest, the first of several, and how far away it is: (n) each.
///
/// Of a sample beside the training set: how near the nearest picture is that the model has seen. It says something only
/// beside what true held-out pictures show, since more points lie nearer. The cost is of the order n·m·d.
///
/// ```
/// use flowlab::{metrics, ndarray::array};
/// let b = array![[0.0, 0.0], [3.0, 0.0]];
/// let (rows, distances) = metrics::nearest(&array![[3.0, 4.0], [1.0, 0.0]], &b)?;
/// assert_eq!((rows, distances), (vec![1, 0], array![4.0, 1.0]));
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No samples, no dimensions, batches of different dimensions, a number that is not finite, or a distance beyond all
/// numbers.
#[doc(alias("nearest neighbour", "nearest neighbor"))]
pub fn nearest(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<(Vec<usize>, Array1<f64>)> {
    comparable(a, b)?;
    let unit = unit(a.iter().chain(b));
    let (a, b) = (a / unit, b / unit);
    let coordinates: Vec<Vec<f64>> = b.axis_iter(Axis(1)).map(|column| column.to_vec()).collect();
    let columns = (BLOCK / b.ncols()).max(16);
    let mut found = chunk::repeated("samples", a.nrows(), (0, f64::INFINITY))?;
    chunk::for_each(found.chunks_mut(ROWS).collect(), |k, found: &mut [(usize, f64)]| {
        let mut squares = vec![0.0; columns];
        for start in (0..b.nrows()).step_by(columns) {
            let end = b.nrows().min(start + columns);
            for (point, (row, least)) in a.axis_iter(Axis(0)).skip(k * ROWS).zip(found.iter_mut()) {
                let squares = &mut squares[..end - start];
                squares.fill(0.0);
                pulp::Arch::new().dispatch(
                    #[inline(always)]
                    || {
                        for (others, x) in coordinates.iter().zip(&point) {
                            let pairs = squares.iter_mut().zip(&others[start..end]);
                            pairs.for_each(|(square, y)| *square += (y - x) * (y - x));
                        }
                    },
                );
                for (j, square) in squares.iter().enumerate() {
                    if square < least {
                        (*row, *least) = (start + j, *square);
                    }
                }
            }
        }
    });
    let (rows, squares): (Vec<usize>, Vec<f64>) = found.into_iter().unzip();
    let distances = squares.into_iter().map(|square| finite("a distance", unit * square.sqrt()));
    Ok((rows, distances.collect::<Result<_>>()?))
}

/// Rows of one job.
const ROWS: usize = 64;
/// Numbers of one block of `b`: they stay in the second cache while the rows of a job pass.
const BLOCK: usize = 32_768;

/// The share of the rows of `samples` (n, d) whose nearest point lies in `training` (N, d) and not in `held_out` (M, d). An
/// equal distance counts half, which is right only for sets of one size (N = M).
///
/// **Its null is N/(N + M)**, for every law: where the samples and both sets are independent draws of one law, each of the
/// N + M points is as likely as every other to be the nearest one. More is memory: the samples lie nearer to what was
/// trained on. All samples share the two sets, so the share scatters more than n tosses of a coin do: true samples and
/// sets that are dealt out anew tell by how much.
///
/// ```
/// use flowlab::distribution::{Gaussian, Sample};
/// use flowlab::{Seed, metrics};
/// let law = Gaussian::standard(2)?;
/// let [x, training, held_out] = [(1, 4000), (2, 3000), (3, 1000)].map(|(seed, n)| law.sample(Seed(seed), n));
/// let (x, training, held_out) = (x?, training?, held_out?);
/// // true samples: 3000/4000, within four of their standard deviations of about .01
/// assert!((metrics::share_nearer(&x, &training, &held_out)? - 0.75).abs() < 0.04);
/// assert_eq!(metrics::share_nearer(&training, &training, &held_out)?, 1.0); // copies
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// As [`nearest()`].
#[doc(alias("memorisation", "memorization", "copies"))]
pub fn share_nearer(samples: &ArrayRef2<f64>, training: &ArrayRef2<f64>, held_out: &ArrayRef2<f64>) -> Result<f64> {
    for (what, columns, batch) in [
        ("the number of columns of training", training.ncols(), training),
        ("the number of columns of held_out", held_out.ncols(), held_out),
    ] {
        agree(what, columns, "that of the samples", samples.ncols())?;
        at_least_one("points to be near to", batch.nrows())?;
    }
    finite_batch("training", training)?;
    finite_batch("held_out", held_out)?;
    let (seen, fresh) = (nearest(samples, training)?.1, nearest(samples, held_out)?.1);
    let nearer = |(seen, fresh): (&f64, &f64)| match seen.total_cmp(fresh) {
        std::cmp::Ordering::Less => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Greater => 0.0,
    };
    Ok(seen.iter().zip(&fresh).map(nearer).sum::<f64>() / samples.nrows() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Gaussian, Sample};
    use ndarray::{Array2, array};

    fn normals(seed: u64, n: usize, d: usize) -> Array2<f64> {
        Gaussian::standard(d).unwrap().sample(Seed(seed), n).unwrap()
    }

    #[test]
    fn block_by_block_it_is_the_least_of_all_distances() {
        let (a, b) = (normals(1, 150, 300), normals(2, 250, 300)); // three jobs of rows, and three blocks of 109 points
        let (rows, distances) = nearest(&a, &b).unwrap();
        for (i, point) in a.rows().into_iter().enumerate() {
            let far = |k: usize| (&point - &b.row(k)).mapv(|x| x * x).sum().sqrt();
            assert!((distances[i] - far(rows[i])).abs() < 1e-13, "{i}"); // some ε of 24, in another order
            assert!((0..b.nrows()).all(|k| far(k) >= far(rows[i])), "{i}");
        }
    }

    #[test]
    fn of_several_nearest_the_first_is_taken_at_every_scale() {
        for scale in [1e-200, 1.0, 1e200] {
            let (rows, distances) =
                nearest(&array![[0.0], [2.0 * scale]], &array![[scale], [-scale], [scale]]).unwrap();
            assert_eq!(rows, [0, 0]);
            assert!(distances.iter().all(|distance| (distance / scale - 1.0).abs() < 1e-15));
        }
    }

    #[test]
    fn each_point_of_two_true_sets_is_as_likely_to_be_the_nearest_one() {
        let (n, m, rounds) = (30, 10, 2000);
        // one sample for each pair of sets: these are independent
        let share = |k: u64| share_nearer(&normals(3 * k, 1, 2), &normals(3 * k + 1, n, 2), &normals(3 * k + 2, m, 2));
        let mean = (0..rounds).map(|k| share(k).unwrap()).sum::<f64>() / rounds as f64;
        let null = n as f64 / (n + m) as f64;
        assert!((mean - null).abs() < 4.0 * (null * (1.0 - null) / rounds as f64).sqrt(), "{mean}");
    }

    #[test]
    fn equal_distances_count_half_and_bad_sets_are_named() {
        let [x, here, there] = [0.0, -1.0, 1.0].map(|x| array![[x]]);
        assert_eq!(share_nearer(&x, &here, &there), Ok(0.5));
        assert_eq!(share_nearer(&x, &x, &there), Ok(1.0));
        assert_eq!(share_nearer(&x, &here, &x), Ok(0.0));
        for (training, held_out, words) in [
            (array![[f64::NAN]], array![[1.0]], "training[0, 0] = NaN"),
            (array![[1.0]], array![[f64::INFINITY]], "held_out[0, 0] = inf"),
            (array![[1.0]], array![[1.0, 2.0]], "columns of held_out is 2"),
            (Array2::zeros((0, 1)), array![[1.0]], "no points to be near to"),
        ] {
            let message = share_nearer(&x, &training, &held_out).unwrap_err().to_string();
            assert!(message.contains(words), "{message}");
        }
    }
}
