//! Layer norm, and the modulation of its result.

use ndarray::{Array1, Array2, ArrayRef2, Axis};

use super::real::Real;

/// What is added to the variance of a row, so that a constant row is no division by 0.
const LITTLE: f64 = 1e-6;

/// Layer norm without weights: each row of x (n, D) less its mean, over √(variance + 10⁻⁶), the variance with 1/D.
///
/// Each row then has the mean 0 and the length √D, but for that 10⁻⁶, and c·x + b has the same norm as x for every c > 0.
///
/// ```
/// use flowlab::{ndarray::array, nn::layer_norm};
/// let y = layer_norm(&array![[1.0_f64, 3.0], [5.0, 5.0]]);
/// assert!((y[[0, 0]] + 1.0).abs() < 1e-6 && (y[[0, 1]] - 1.0).abs() < 1e-6); // (1 - 2)/1 and (3 - 2)/1
/// assert_eq!(y.row(1), array![0.0, 0.0]);
/// ```
///
/// Source: Ba, Kiros and Hinton, *Layer Normalization* (2016).
pub fn layer_norm<T: Real>(x: &ArrayRef2<T>) -> Array2<T> {
    let n = T::from_f64(x.ncols() as f64);
    let centred = x.to_owned() - &(x.sum_axis(Axis(1)) / n).insert_axis(Axis(1)); // (n, D) - (n, 1)
    let variance = centred.map_axis(Axis(1), |row| row.dot(&row) / n);
    let spread = variance.mapv(|variance| (variance + T::from_f64(LITTLE)).sqrt());
    centred / &spread.insert_axis(Axis(1))
}

/// (1 + scale) ⊙ LN(x) + shift for each row of x (n, D): *adaptive* layer norm, whose scale and shift (D) come from the time
/// and the label.
///
/// ```
/// use flowlab::{ndarray::array, nn::modulate};
/// let y = modulate(&array![[1.0_f64, 3.0]], &array![10.0, 20.0], &array![0.0, 1.0]);
/// assert!((y[[0, 0]] - 9.0).abs() < 1e-5 && (y[[0, 1]] - 22.0).abs() < 1e-5); // 1·(−1) + 10, 2·1 + 20
/// ```
#[doc(alias("adaLN", "FiLM"))]
pub fn modulate<T: Real>(x: &ArrayRef2<T>, shift: &Array1<T>, scale: &Array1<T>) -> Array2<T> {
    layer_norm(x) * &(scale + T::one()) + shift
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::{Gaussian, Sample};

    #[test]
    fn a_row_has_the_mean_zero_and_a_known_length_and_forgets_scale_and_place() {
        let x = Gaussian::standard(32).unwrap().sample(Seed(1), 20).unwrap();
        let y = layer_norm(&x);
        for row in y.rows() {
            // √D·√(v/(v + 1e-6)) with variances v of about 1, none below a fifth
            assert!(row.sum().abs() < 1e-13 && (row.dot(&row).sqrt() - 32_f64.sqrt()).abs() < 3e-6 * 32_f64.sqrt());
        }
        let other = layer_norm(&(3.0 * &x + 7.0));
        assert!((other - y).iter().all(|gap| gap.abs() < 1e-5)); // of numbers up to 4, half of 1e-6/v
    }
}
