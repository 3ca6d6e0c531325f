//! The maximum mean discrepancy: a distance of laws in any dimension that looks at one length scale.

use ndarray::{Array2, ArrayRef2, Axis, concatenate};

use super::pairs::Pairs;
use super::{comparable, several};
use crate::error::{Result, positive};
use crate::unit::{largest, unit};

/// MMD² = E k(X, X') + E k(Y, Y') − 2·E k(X, Y) with the Gaussian kernel k(x, y) = exp(−|x − y|²/(2·bandwidth²)), for
/// X, X' drawn from the rows of `a` (n, d) and Y, Y' from those of `b` (m, d), with replacement (a V-statistic, so
/// biased and never negative).
///
/// It is 0 between equal laws only, and at most 2. It is a **squared** distance, and no root is taken. The bandwidth
/// is the scale on which differences are seen: far below the distances of points each point is alone, far above them
/// only means are compared. [`median_distance`] is the usual choice (Gretton and others, 2012).
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// let value = metrics::mmd(&array![[0.0, 0.0]], &array![[3.0, 4.0]], 5.0)?;
/// assert!((value - 2.0 * (1.0 - (-0.5_f64).exp())).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Two true samples show [`mmd_null`] on average, which is (1/n + 1/m)·(1 − E k(X, X')) for their law;
/// [`null()`](super::null()) shows how it scatters.
///
/// # Errors
/// No samples, no dimensions, batches of different dimensions, a number that is not finite, or a bandwidth that is not
/// above zero.
pub fn mmd(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>, bandwidth: f64) -> Result<f64> {
    Ok(pairs(a, b, bandwidth)?.distance())
}

/// MMD² of the two laws, estimated without bias: [`mmd`] with X and X', and Y and Y', drawn without replacement (a
/// U-statistic).
///
/// Its mean over samples is exactly E k(X, X') + E k(Y, Y') − 2·E k(X, Y) of the laws, at any n and m. For equal laws
/// it is 0 on average, so **it may be negative**.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// let (a, b) = (array![[0.0], [0.0]], array![[0.0], [1.0]]);
/// // k = e^(−1/2) at the distance 1: 1 + k − 2·(1 + k)/2
/// assert!(metrics::mmd_unbiased(&a, &b, 1.0)?.abs() < 1e-15);
/// assert!(metrics::mmd(&a, &b, 1.0)? > 0.19);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// As [`mmd`], or a batch of one sample.
pub fn mmd_unbiased(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>, bandwidth: f64) -> Result<f64> {
    let pairs = pairs(a, b, bandwidth)?;
    several(a, b)?;
    Ok(pairs.unbiased())
}

/// What [`mmd`] shows on average where the two batches come from one law: its exact mean over all ways to deal the
/// n + m rows out anew, (1/n + 1/m) times the mean of 1 − k over all pairs of them.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// let (a, b) = (array![[0.0], [1.0]], array![[2.0], [5.0]]);
/// // far below all distances k is 0 between any two points
/// assert_eq!(metrics::mmd_null(&a, &b, 1e-3)?, 1.0);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// As [`mmd`].
pub fn mmd_null(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>, bandwidth: f64) -> Result<f64> {
    Ok(pairs(a, b, bandwidth)?.null())
}

fn pairs(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>, bandwidth: f64) -> Result<Pairs> {
    comparable(a, b)?;
    positive("bandwidth", bandwidth)?;
    // the points are numbers in this unit too
    let unit = unit(&[bandwidth]).max(1e-300 * largest(a.iter().chain(b)));
    let bandwidth = bandwidth / unit;
    let scale = (-0.5 / bandwidth / bandwidth).max(f64::MIN); // times 0 it is 0
    let rho = move |square: f64| 1.0 - (scale * square).exp();
    Ok(if unit == 1.0 { Pairs::of(a, b, rho) } else { Pairs::of(&(a / unit), &(b / unit), rho) })
}

/// The most points of which all pairs are looked at.
const MOST: usize = 2000;

/// The median distance of two of the n + m points: the usual bandwidth of [`mmd`].
///
/// Of more than 2000 points, 2000 at equal spacing in the order of the rows stand for all: for rows in no particular
/// order that changes the median by about 1 %.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// // distances 1, 2, 3
/// assert_eq!(metrics::median_distance(&array![[0.0], [1.0]], &array![[3.0]])?, 2.0);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// As [`mmd`]; or where half of all pairs are equal points, so that the median is no bandwidth.
pub fn median_distance(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<f64> {
    comparable(a, b)?;
    let points = pooled(a, b);
    let n = points.nrows().min(MOST);
    let rows: Vec<usize> = (0..n).map(|i| i * points.nrows() / n).collect();
    let points = points.select(Axis(0), &rows);
    let unit = unit(&points);
    let points = points / unit;
    let mut squares: Vec<f64> = Vec::with_capacity(n * (n - 1) / 2);
    for i in 0..n {
        squares.extend((0..i).map(|j| {
            let pair = points.row(i).into_iter().zip(points.row(j));
            pair.map(|(x, y)| (x - y) * (x - y)).sum::<f64>()
        }));
    }
    let middle = squares.len() / 2;
    let (_, median, _) = squares.select_nth_unstable_by(middle, f64::total_cmp);
    positive("the median distance", unit * median.sqrt())
}

/// The rows of both, those of `a` first.
pub(super) fn pooled(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Array2<f64> {
    concatenate![Axis(0), a.view(), b.view()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Gaussian, Sample};
    use ndarray::{Array1, array, s};

    #[test]
    fn without_bias_small_samples_show_the_distance_of_the_laws_on_average() {
        let (repetitions, normal) = (4000, Gaussian::standard(1).unwrap());
        let values = Array1::from_shape_fn(repetitions, |k| {
            let x = normal.sample(Seed(k as u64), 8).unwrap();
            mmd_unbiased(&x.slice(s![..5, ..]), &(&x.slice(s![5.., ..]) + 1.0), 1.0).unwrap()
        });
        // for X − Y ~ N(c, 2) the mean of exp(−(X − Y)²/2) is exp(−c²/6)/√3
        let exact = 2.0 * (1.0 - (-1.0_f64 / 6.0).exp()) / 3.0_f64.sqrt();
        let bound = 5.0 * values.std(0.0) / (repetitions as f64).sqrt();
        assert!((values.mean().unwrap() - exact).abs() < bound, "{} {exact}", values.mean().unwrap());
        assert!(values.iter().any(|value| *value < 0.0));
        assert!(mmd_unbiased(&array![[1.0], [2.0]], &array![[1.0]], 1.0).is_err());
    }
}
