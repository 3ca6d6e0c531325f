//! The distance of normal laws, and the Fréchet distance: that of the normal laws fitted to two batches.
//!
//! For normal laws W₂² = |μ − ν|² + tr Σ + tr T − 2·tr (Σ^½TΣ^½)^½ (Dowson and Landau, 1982). It is computed as
//! |μ − ν|² + |Σ^½ − T^½U|² with the rotation U that makes it least: a sum of squares, so nearly equal laws are as far
//! apart as they are, and not by the rounding of traces.

use ndarray::{Array1, Array2, ArrayRef2, Axis};

use super::comparable;
use crate::distribution::Gaussian;
use crate::error::{Result, agree, at_least_one, finite, finite_batch};
use crate::linalg::{closest_rotation, eigen, sqrt};
use crate::unit::unit;

/// W₂ of two normal laws, in any dimension: the root of the least mean square way from the one to the other.
///
/// ```
/// use flowlab::distribution::Gaussian;
/// use flowlab::{metrics, ndarray::array};
/// let a = Gaussian::isotropic(array![0.0, 0.0], 1.0)?;
/// let b = Gaussian::isotropic(array![1.0, 2.0], 3.0)?;
/// assert!((metrics::gaussian_w2(&a, &b)? - 13.0_f64.sqrt()).abs() < 1e-14); // 1² + 2² + 2·(3 − 1)²
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// Laws of different dimensions, or a distance beyond all numbers.
pub fn gaussian_w2(a: &Gaussian, b: &Gaussian) -> Result<f64> {
    agree("the dimension of b", b.dim(), "the dimension of a", a.dim())?;
    let shift = a.mean() - b.mean();
    let (unit, squared) = match (a.axes(), b.axes()) {
        (None, None) => {
            let gap = a.variances().mapv(f64::sqrt) - b.variances().mapv(f64::sqrt);
            let unit = unit(shift.iter().chain(&gap));
            (unit, sum_of_squares(&shift / unit) + sum_of_squares(gap / unit))
        }
        _ => {
            let (a, b) = (a.root(), b.root());
            let unit = unit(shift.iter().chain(&a).chain(&b));
            (unit, sum_of_squares(&shift / unit) + between_roots(&(a / unit), &(b / unit)))
        }
    };
    finite("the distance", unit * squared.sqrt())
}

/// The Fréchet distance FD of two batches (n, d) and (m, d): the **squared** W₂ of the normal laws with their means and
/// their covariances (means of squares, with 1/n).
///
/// It sees means and covariances only. On features of pictures from a network it is the FID (Heusel and others, 2017).
/// It is biased: two true samples show [`frechet_null`], which grows with the dimension, so values of samples of
/// different sizes cannot be compared. There may be fewer rows than columns. The cost is of the order (n + m)·d² + d³.
///
/// ```
/// use flowlab::{metrics, ndarray::array};
/// // means 0 and 3, standard deviations 1 and 2
/// let value = metrics::frechet(&array![[-1.0], [1.0]], &array![[1.0], [5.0]])?;
/// assert!((value - 10.0).abs() < 1e-14); // 3² + 1²
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// # Errors
/// No samples, no dimensions, batches of different dimensions, a number that is not finite, or a distance beyond all
/// numbers.
pub fn frechet(a: &ArrayRef2<f64>, b: &ArrayRef2<f64>) -> Result<f64> {
    comparable(a, b)?;
    let unit = unit(a.iter().chain(b));
    let ((mean_a, covariance_a), (mean_b, covariance_b)) = (moments(&(a / unit)), moments(&(b / unit)));
    let squared = sum_of_squares(mean_a - mean_b) + between_roots(&sqrt(&covariance_a), &sqrt(&covariance_b));
    finite("the distance", squared * unit * unit)
}

/// What [`frechet`] of two true normal samples of n and m rows is on average, for n and m well above d: with the
/// eigenvalues λ of the covariance of `a` (any number of rows, d),
///
/// (1/n + 1/m)·(Σᵢ λᵢ + ½·Σᵢⱼ λᵢλⱼ/(λᵢ + λⱼ) + ¼·Σᵢ λᵢ),
///
/// the first sum from the means and the others from the covariances. It is the leading term in 1/n and 1/m. For N(0, I)
/// in 64 dimensions and one sample of 1000 beside the law itself (m infinite) it would be 1.104.
///
/// ```
/// use flowlab::{metrics, ndarray::array};
/// // variance 1 in one dimension: 1 + ½·½ + ¼
/// let value = metrics::frechet_null(&array![[-1.0], [1.0]], 100, 50)?;
/// assert!((value - 1.5 * 0.03).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Features that are not normal scatter more or less; [`null()`](super::null()) deals the rows out anew.
///
/// # Errors
/// n = 0 or m = 0, no samples, no dimensions, a number that is not finite, or a mean beyond all numbers.
pub fn frechet_null(a: &ArrayRef2<f64>, n: usize, m: usize) -> Result<f64> {
    at_least_one("samples", n.min(m).min(a.nrows()))?;
    at_least_one("dimensions", a.ncols())?;
    finite_batch("a", a)?;
    let unit = unit(a);
    let values = eigen(&moments(&(a / unit)).1).0.mapv(|value| value.max(0.0));
    let share = |v: f64, w: f64| if v > 0.0 && w > 0.0 { v / (1.0 + v / w) } else { 0.0 };
    let pairs: f64 = values.iter().map(|&v| values.iter().map(|&w| share(v, w)).sum::<f64>()).sum();
    let mean = (1.0 / n as f64 + 1.0 / m as f64) * (1.25 * values.sum() + 0.5 * pairs);
    finite("the mean distance", mean * unit * unit)
}

/// The mean of the rows (d), and their covariance (d, d).
fn moments(batch: &Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    let n = batch.nrows() as f64;
    let mean = batch.sum_axis(Axis(0)) / n;
    let centred = batch - &mean;
    let covariance = centred.t().dot(&centred) / n;
    (mean, covariance)
}

/// The least |A − BU|² over rotations U, for the roots A and B of two covariances.
fn between_roots(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    sum_of_squares(a - &b.dot(&closest_rotation(&b.dot(a))))
}

fn sum_of_squares<D: ndarray::Dimension>(array: ndarray::Array<f64, D>) -> f64 {
    array.iter().map(|x| x * x).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::Sample;
    use ndarray::{array, s};

    fn slanted() -> (Gaussian, Gaussian) {
        let a = array![[2.0, 0.6, 0.1], [0.6, 1.0, -0.3], [0.1, -0.3, 0.7]];
        let b = array![[0.5, -0.2, 0.0], [-0.2, 3.0, 0.9], [0.0, 0.9, 1.0]];
        (Gaussian::new(array![1.0, -2.0, 0.5], a).unwrap(), Gaussian::new(array![0.0, 1.0, 1.0], b).unwrap())
    }

    #[test]
    fn the_sum_of_squares_is_the_formula_with_traces() {
        let (a, b) = slanted();
        let inner = a.root().dot(&b.covariance()).dot(&a.root());
        let traces = a.covariance().diag().sum() + b.covariance().diag().sum() - 2.0 * sqrt(&inner).diag().sum();
        let formula = sum_of_squares(a.mean() - b.mean()) + traces;
        assert!((gaussian_w2(&a, &b).unwrap().powi(2) - formula).abs() < 1e-13); // some ulps of the traces
        assert!((gaussian_w2(&b, &a).unwrap().powi(2) - formula).abs() < 1e-13);
    }

    #[test]
    fn equal_laws_are_no_distance_apart_and_near_ones_their_shift() {
        let (a, _) = slanted();
        assert!(gaussian_w2(&a, &a).unwrap() < 1e-14);
        let near = Gaussian::new(a.mean().clone(), a.covariance() * 1.000_002).unwrap();
        let exact = 1e-6 * a.covariance().diag().sum().sqrt(); // (√1.000002 − 1)·√tr Σ, less 5e-13 of it
        assert!((gaussian_w2(&a, &near).unwrap() / exact - 1.0).abs() < 1e-6);
    }

    #[test]
    fn without_axes_and_at_any_scale_it_is_the_same() {
        let round = Gaussian::isotropic(array![1.0, 2.0, 3.0], 2.0).unwrap();
        let full = Gaussian::new(round.mean().clone(), round.covariance()).unwrap();
        let (a, _) = slanted();
        assert!((gaussian_w2(&a, &round).unwrap() - gaussian_w2(&a, &full).unwrap()).abs() < 1e-13);
        let wide = |scale: f64| Gaussian::isotropic(array![0.0], scale).unwrap();
        let full = |scale: f64| Gaussian::new(array![0.0], array![[scale * scale]]).unwrap();
        for scale in [1e-150, 1e150] {
            assert!((gaussian_w2(&wide(scale), &wide(3.0 * scale)).unwrap() / scale - 2.0).abs() < 1e-14);
            assert!((gaussian_w2(&full(scale), &wide(3.0 * scale)).unwrap() / scale - 2.0).abs() < 1e-14);
        }
        let message = gaussian_w2(&a, &wide(1.0)).unwrap_err().to_string();
        assert!(message.starts_with("the dimension of b is 1"), "{message}");
    }

    #[test]
    fn few_rows_in_many_dimensions_are_compared_too() {
        let x = Gaussian::standard(12).unwrap().sample(Seed(1), 5).unwrap();
        assert!(frechet(&x, &x).unwrap() < 1e-26); // squares of some ulps
        let shift = Array1::<f64>::linspace(0.0, 1.0, 12);
        assert!((frechet(&x, &(&x + &shift)).unwrap() - shift.dot(&shift)).abs() < 1e-13);
        // twice as wide about its mean: the roots differ by one of them
        let mean = x.mean_axis(Axis(0)).unwrap();
        let wide = 2.0 * &x - &mean;
        let trace = moments(&x).1.diag().sum();
        assert!((frechet(&x, &wide).unwrap() / trace - 1.0).abs() < 1e-12);
        // tr (Σ^½TΣ^½)^½ is the sum of the singular values of the 5 centred rows times the 8
        let y = 1.5 * Gaussian::standard(12).unwrap().sample(Seed(2), 8).unwrap();
        let ((mean_x, covariance_x), (mean_y, covariance_y)) = (moments(&x), moments(&y));
        let products = (&x - &mean_x).dot(&(&y - &mean_y).t());
        let singular = sqrt(&(products.dot(&products.t()) / 40.0)).diag().sum();
        let traces = covariance_x.diag().sum() + covariance_y.diag().sum() - 2.0 * singular;
        let exact = sum_of_squares(mean_x - mean_y) + traces;
        assert!((frechet(&x, &y).unwrap() - exact).abs() < 1e-12); // some ulps of the traces, 40
        let message = frechet(&(1e200 * &x), &(2e200 * &x)).unwrap_err().to_string();
        assert_eq!(message, "the distance = inf: give a finite number"); // its square is none
    }

    #[test]
    fn true_samples_show_the_null_on_average() {
        let (n, m, repetitions) = (400, 250, 400);
        let covariance = Array2::from_diag(&array![4.0, 2.0, 1.0, 0.25]);
        let law = Gaussian::new(Array1::zeros(4), covariance).unwrap();
        // the eigenvalues to the bit: rows ±2√λ along each of four axes
        let axes = Array2::from_shape_fn((8, 4), |(i, j)| {
            let root = [4.0, 2.0, 1.0, 0.25_f64][j].sqrt();
            if i / 2 != j { 0.0 } else { 2.0 * root * (1.0 - 2.0 * (i % 2) as f64) }
        });
        let expected = frechet_null(&axes, n, m).unwrap();
        let values = Array1::from_shape_fn(repetitions, |k| {
            let x = law.sample(Seed(k as u64), n + m).unwrap();
            frechet(&x.slice(s![..n, ..]), &x.slice(s![n.., ..])).unwrap()
        });
        // 5 standard errors, and the next term of the expansion: (1/n + 1/m) of this one, times some d
        let bound = 5.0 * values.std(0.0) / (repetitions as f64).sqrt() + 0.03 * expected;
        assert!((values.mean().unwrap() - expected).abs() < bound, "{} {expected}", values.mean().unwrap());
    }

    #[test]
    fn the_null_of_equal_eigenvalues_is_the_known_number() {
        // ±8 along each of 64 axes has the covariance I; 64 + ½·(64²/2 + 32), over 1000
        let x = Array2::from_shape_fn((128, 64), |(i, j)| if i / 2 == j { 8.0 - 16.0 * (i % 2) as f64 } else { 0.0 });
        assert!((frechet_null(&x, 2000, 2000).unwrap() - 1.104).abs() < 1e-12);
    }
}
