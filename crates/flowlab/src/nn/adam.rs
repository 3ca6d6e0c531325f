//! Adam: gradient steps whose size adapts to each weight.

use super::real::Real;

/// The optimiser Adam with its usual β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
///
/// It keeps a running mean m of each weight's gradient g and a running mean v of g². Both start at 0, and dividing by
/// 1 − βᵏ after k steps makes up for that. A step moves each weight by −η·m̂/(√v̂ + ε): about the learning rate η while
/// the gradient's sign is steady, less where it is noise.
///
/// ```
/// use flowlab::nn::Adam;
/// // The first step is η against the gradient's sign, however large the gradient.
/// let mut weights = [1.0, 1.0];
/// let mut adam = Adam::new(2);
/// adam.step(&mut weights, &[1e-3, -250.0], 0.1);
/// assert!((weights[0] - 0.9_f64).abs() < 1e-6 && (weights[1] - 1.1).abs() < 1e-6);
/// ```
///
/// Source: Kingma and Ba, *Adam: A Method for Stochastic Optimization* (2015).
#[derive(Clone, Debug, PartialEq)]
pub struct Adam<T> {
    /// Steps done.
    pub(crate) steps: u64,
    /// The running mean of the gradients.
    pub(crate) m: Vec<T>,
    /// The running mean of their squares.
    pub(crate) v: Vec<T>,
}

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

impl<T: Real> Adam<T> {
    /// An optimiser of so many weights that has done no step.
    pub fn new(n_weights: usize) -> Adam<T> {
        Adam { steps: 0, m: vec![T::zero(); n_weights], v: vec![T::zero(); n_weights] }
    }

    /// Steps done.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// One step of the learning rate `rate` along the gradient.
    ///
    /// # Panics
    /// If the numbers of weights and of gradients are not those of the optimiser, or the rate is negative or not finite.
    pub fn step(&mut self, weights: &mut [T], gradient: &[T], rate: f64) {
        let n = self.m.len();
        assert!(weights.len() == n && gradient.len() == n, "Adam of {n} weights: so many weights and gradients");
        assert!(rate >= 0.0 && rate.is_finite(), "the learning rate {rate}: a finite number that is not negative");
        let step = self.begin(rate);
        step.take(weights, gradient, &mut self.m, &mut self.v);
    }

    /// Counts a step; what it gives is to be taken for all weights, piece by piece.
    pub(crate) fn begin(&mut self, rate: f64) -> AdamStep<T> {
        self.steps += 1;
        let k = self.steps as f64;
        // η·m̂/(√v̂ + ε) = (η·c/(1 − β₁ᵏ))·m/(√v + c·ε) with c = √(1 − β₂ᵏ)
        let c = (1.0 - BETA_2.powf(k)).sqrt();
        let [rate, epsilon] = [rate * c / (1.0 - BETA_1.powf(k)), c * EPSILON].map(T::from_f64);
        AdamStep { rate, epsilon }
    }
}

/// One step, for any piece of the weights.
#[derive(Clone, Copy)]
pub(crate) struct AdamStep<T> {
    rate: T,
    epsilon: T,
}

impl<T: Real> AdamStep<T> {
    /// Moves a piece of the weights, given the same pieces of the gradient and of the running means.
    pub fn take(self, weights: &mut [T], gradient: &[T], m: &mut [T], v: &mut [T]) {
        let AdamStep { rate, epsilon } = self;
        let [beta_1, beta_2] = [BETA_1, BETA_2].map(T::from_f64);
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                let moments = m.iter_mut().zip(v);
                for (((m, v), w), &g) in moments.zip(weights).zip(gradient) {
                    *m = beta_1 * *m + (T::one() - beta_1) * g;
                    *v = beta_2 * *v + (T::one() - beta_2) * g * g;
                    *w -= rate * *m / (v.sqrt() + epsilon);
                }
            },
        );
    }
}

/// The share of the learning rate in step i of n: (1 + cos(πi/n))/2, from 1 down to 0.
///
/// ```
/// use flowlab::nn::cosine;
/// assert_eq!(cosine(0, 1000), 1.0);
/// assert_eq!(cosine(500, 1000), 0.5);
/// ```
///
/// Source: Loshchilov and Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017).
pub fn cosine(i: usize, n: usize) -> f64 {
    0.5 * (1.0 + (std::f64::consts::PI * i as f64 / n as f64).cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_those_of_the_published_formulas() {
        let gradients = [[0.3, -2.0], [0.1, -1.0], [-0.5, 4.0]];
        let mut weights = [0.7, -0.2];
        let mut adam = Adam::new(2);
        let (mut expected, mut m, mut v) = ([0.7, -0.2], [0.0; 2], [0.0; 2]);
        for (gradient, k) in gradients.iter().zip(1..) {
            adam.step(&mut weights, gradient, 0.01);
            for j in 0..2 {
                m[j] = 0.9 * m[j] + 0.1 * gradient[j];
                v[j] = 0.999 * v[j] + 0.001 * gradient[j] * gradient[j];
                let m_hat: f64 = m[j] / (1.0 - 0.9_f64.powi(k));
                let v_hat: f64 = v[j] / (1.0 - 0.999_f64.powi(k));
                expected[j] -= 0.01 * m_hat / (v_hat.sqrt() + 1e-8);
                assert!((weights[j] - expected[j]).abs() < 1e-14);
            }
        }
        assert_eq!(adam.steps(), 3);
    }

    #[test]
    fn it_finds_the_bottom_of_a_long_valley() {
        let (mut weights, mut adam) = ([5.0, 5.0], Adam::new(2));
        for i in 0..3000 {
            let gradient = [weights[0] - 1.0, 1000.0 * (weights[1] + 2.0)];
            adam.step(&mut weights, &gradient, 0.05 * cosine(i, 3000));
        }
        assert!((weights[0] - 1.0_f64).abs() < 1e-3 && (weights[1] + 2.0).abs() < 1e-3);
    }

    #[test]
    fn the_cosine_falls_from_1_to_0() {
        assert_eq!(cosine(100, 100), 0.0);
        assert!((0..100).all(|i| cosine(i + 1, 100) < cosine(i, 100)));
    }
}
