//! Cross-entropy: the loss of a guess among classes.

use ndarray::{Array1, ArrayRef1};

use super::real::Real;

/// The law on classes that numbers without bounds (the *logits*) stand for: e^(aⱼ)/Σ e^(aₖ).
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::nn::softmax;
/// assert_eq!(softmax(&array![3.0, 3.0]), array![0.5, 0.5]);
/// assert!((softmax(&array![1000.0, 1000.0 + 3_f64.ln()])[1] - 0.75).abs() < 1e-12); // one to three, at any height
/// ```
pub fn softmax<T: Real>(logits: &ArrayRef1<T>) -> Array1<T> {
    let most = logits.iter().fold(T::neg_infinity(), |most, a| most.max(*a));
    let powers = logits.mapv(|a| (a - most).exp());
    let sum = powers.sum();
    powers / sum
}

/// −ln of the probability that [`softmax`] gives to the class `target`; writes the gradient by the logits: softmax, less 1
/// at the target.
///
/// Its mean is least for the posterior of the class, and is then the conditional entropy, in nats.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::nn::cross_entropy;
/// let mut gradient = array![0.0, 0.0];
/// // one to three: the second class has the probability 3/4
/// let loss = cross_entropy(&array![0.0, 3_f64.ln()], 1, &mut gradient);
/// assert!((loss - (4.0_f64 / 3.0).ln()).abs() < 1e-15);
/// assert!((gradient[0] - 0.25_f64).abs() < 1e-15 && (gradient[1] + 0.25_f64).abs() < 1e-15);
/// ```
///
/// # Panics
/// If there is no such class, or the gradient has another length.
pub fn cross_entropy<T: Real>(logits: &ArrayRef1<T>, target: usize, gradient: &mut ArrayRef1<T>) -> T {
    let most = logits.iter().fold(T::neg_infinity(), |most, a| most.max(*a));
    gradient.assign(&softmax(logits));
    gradient[target] -= T::one();
    logits.mapv(|a| (a - most).exp()).sum().ln() + (most - logits[target])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_gradient_is_that_of_central_differences() {
        let logits = array![0.3, -1.2, 2.0, 0.1];
        for target in 0..4 {
            let mut gradient = Array1::zeros(4);
            cross_entropy(&logits, target, &mut gradient);
            for j in 0..4 {
                let at = |step: f64| {
                    let mut moved = logits.clone();
                    moved[j] += step;
                    cross_entropy(&moved, target, &mut Array1::zeros(4))
                };
                // rounding 1e-16/1e-5, curvature 1e-10/6
                assert!((gradient[j] - (at(1e-5) - at(-1e-5)) / 2e-5).abs() < 1e-9, "{target} {j}");
            }
        }
    }

    #[test]
    fn logits_of_any_height_give_a_number() {
        for height in [-1e30_f32, -1e3, 0.0, 1e3, 1e30] {
            let mut gradient = array![0.0, 0.0];
            let loss = cross_entropy(&array![height, height], 0, &mut gradient);
            assert!((loss - 2_f32.ln()).abs() < 1e-6, "{height}: {loss}");
            assert_eq!(gradient, array![-0.5, 0.5]);
        }
    }
}
