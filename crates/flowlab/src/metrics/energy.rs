//! The energy distance of two batches: a distance of laws in any dimension, with nothing to choose.

use ndarray::{ArrayRef1, ArrayRef2};

use super::pairs::Pairs;
use super::{comparable, several, sorted};
use crate::error::{Result, finite};
use crate::unit::unit;

/// 2·E|X − Y| − E|X − X'| − E|Y − Y'| for X, X' drawn from the rows of `a` (n, d) and Y, Y' from those of `b` (m, d),
/// with replacement (a V-statistic, so never negative).
///
/// It is 0 between equal laws only. It is a **squared** distance (its root is a metric), and no root is taken: for a
/// small shift it grows as the square of the shift. In one dimension it is 2·∫ (Fₙ − Gₘ)² dx (Székely and Rizzo, 2013).
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// // points at 0 and at 3: 2·3 − 0 − 0
/// assert_eq!(metrics::energy_distance(&array![[0.0]], &array![[3.0], [3.0]])?, 6.0);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Two true samples show [`energy_distance_null`] on average, which is (1/n + 1/m)·E|X − X'| for their law: .0011 for
/// N(0, 1) at n = m = 2000; [`null()`](super::null()) shows how it scatters.
///
/// The cost is n·m + (n² + m²)/2 distances, in parallel; in one dimension only sorting.
///
/// # Errors
/// No samples, no dimensions, batches of different dimensions, a number that is not finite, or a distance beyond all
/// numbers.
pub fn energy_distance(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<f64> {
    let (unit, pairs) = pairs(a, b)?;
    finite("the energy distance", unit * pairs.distance())
}

/// The energy distance of the two laws, estimated without bias: [`energy_distance`] with X and X', and Y and Y', drawn
/// without replacement (a U-statistic).
///
/// Its mean over samples is exactly 2·E|X − Y| − E|X − X'| − E|Y − Y'| of the laws, at any n and m: values of samples
/// of different sizes can be averaged and compared. For equal laws it is 0 on average, so **it may be negative**.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// let (a, b) = (array![[0.0], [1.0]], array![[3.0], [3.0]]);
/// assert_eq!(metrics::energy_distance_unbiased(&a, &b)?, 4.0); // 2·2.5 − 1 − 0
/// assert_eq!(metrics::energy_distance_unbiased(&a, &a)?, -1.0); // 2·(1/2) − 1 − 1
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// As [`energy_distance`], or a batch of one sample.
pub fn energy_distance_unbiased(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<f64> {
    let (unit, pairs) = pairs(a, b)?;
    several(a, b)?;
    finite("the energy distance", unit * pairs.unbiased())
}

/// What [`energy_distance`] shows on average where the two batches come from one law: its exact mean over all ways to
/// deal the n + m rows out anew, (1/n + 1/m) times the mean distance of two of them.
///
/// ```
/// use flowlab::metrics;
/// use flowlab::ndarray::array;
/// // dealt out as 0 and 3, 3, or as 3 and 0, 3 (twice): (6 + 2·3/2)/3
/// let mean = metrics::energy_distance_null(&array![[0.0]], &array![[3.0], [3.0]])?;
/// assert!((mean - 3.0).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// As [`energy_distance`].
pub fn energy_distance_null(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<f64> {
    let (unit, pairs) = pairs(a, b)?;
    finite("the mean energy distance", unit * pairs.null())
}

/// The sums of all distances, and the unit of length that they are in.
fn pairs(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<(f64, Pairs)> {
    comparable(a, b)?;
    let sums = |a: &ArrayRef2<f64>, b: &ArrayRef2<f64>| match a.ncols() {
        1 => on_a_line(&a.column(0), &b.column(0)),
        _ => Ok(Pairs::of(a, b, f64::sqrt)),
    };
    let unit = unit(a.iter().chain(b));
    Ok((unit, if unit == 1.0 { sums(a, b)? } else { sums(&(a / unit), &(b / unit))? }))
}

/// The sums in one dimension, by sorting: |x − y| is the number of gaps between x and y, each with its length. A gap
/// with i points of the one and j of the other on its left lies between i·(m − j) + (n − i)·j pairs of both.
fn on_a_line(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Result<Pairs> {
    let (a, b) = (sorted("a", a)?, sorted("b", b)?);
    let (n, m) = (a.len() as f64, b.len() as f64);
    let mut pairs = Pairs { n, m, between: 0.0, within_a: 0.0, within_b: 0.0 };
    let (mut i, mut j, mut before) = (0, 0, a[0].min(b[0]));
    while i < a.len() || j < b.len() {
        let from_a = j == b.len() || (i < a.len() && a[i] <= b[j]);
        let x = if from_a { a[i] } else { b[j] };
        let (gap, left_a, left_b) = (x - before, i as f64, j as f64);
        pairs.between += gap * (left_a * (m - left_b) + (n - left_a) * left_b);
        pairs.within_a += gap * left_a * (n - left_a);
        pairs.within_b += gap * left_b * (m - left_b);
        (i, j, before) = if from_a { (i + 1, j, x) } else { (i, j + 1, x) };
    }
    Ok(pairs)
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
            energy_distance_unbiased(&x.slice(s![..5, ..]), &(&x.slice(s![5.., ..]) + 1.0)).unwrap()
        });
        // for N(c, 2) the mean of |Z| is 2√2·φ(c/√2) + c·(2Φ(c/√2) − 1), which is 2/√π for c = 0
        let (c, root) = (1.0_f64, 2.0_f64.sqrt());
        let density = (-c * c / 4.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let apart = 2.0 * root * density + c * (2.0 * normal.cdf(c / root) - 1.0);
        let exact = 2.0 * apart - 2.0 * 2.0 / std::f64::consts::PI.sqrt();
        let bound = 5.0 * values.std(0.0) / (repetitions as f64).sqrt();
        assert!((values.mean().unwrap() - exact).abs() < bound, "{} {exact}", values.mean().unwrap());
        assert!(values.iter().any(|value| *value < 0.0));
        let message = energy_distance_unbiased(&array![[1.0]], &array![[1.0], [2.0]]).unwrap_err().to_string();
        assert_eq!(message, "a has one sample: an estimate without bias needs at least two");
    }

    #[test]
    fn on_a_line_sorting_gives_the_sums_over_all_pairs() {
        let gaussian = Gaussian::standard(1).unwrap();
        let mut a = gaussian.sample(Seed(1), 300).unwrap();
        let b = gaussian.sample(Seed(2), 170).unwrap() * 2.0;
        a[[7, 0]] = a[[8, 0]]; // ties within
        a[[9, 0]] = b[[0, 0]]; // and between
        let (sorted, all) = (on_a_line(&a.column(0), &b.column(0)).unwrap(), Pairs::of(&a, &b, f64::sqrt));
        // sums of 5e4 terms in two orders
        for (x, y) in [
            (sorted.between, all.between),
            (sorted.within_a, all.within_a),
            (sorted.within_b, all.within_b),
            (sorted.null(), all.null()),
        ] {
            assert!((x / y - 1.0).abs() < 1e-12, "{x} {y}");
        }
        assert!((sorted.distance() - all.distance()).abs() < 1e-12);
    }
}
