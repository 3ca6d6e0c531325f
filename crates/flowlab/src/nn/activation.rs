//! Activations: the functions between the layers, without which any number of layers would be one.

use pulp::{Arch, Simd, WithSimd};

use super::real::Real;
use crate::lanes::{both, each, is_fused};

/// A function that a hidden layer applies to each of its numbers, under the name that PyTorch gives it.
///
/// ```
/// use flowlab::nn::Activation;
/// assert_eq!(Activation::Silu.value(0.0), 0.0);
/// assert_eq!(Activation::Silu.slope(0.0), 0.5);
/// assert_eq!(Activation::Relu.value(-2.0), 0.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Activation {
    /// x·s(x) with s(x) = 1/(1 + e^(−x)): smooth, so the trained field is too. Its slope is s + x·s·(1 − s).
    #[default]
    Silu,
    /// The hyperbolic tangent: smooth and bounded. Its slope is 1 − tanh².
    Tanh,
    /// max(0, x): the cheapest. Its slope jumps at 0, where it is taken as 0; the field has kinks.
    Relu,
}

impl Activation {
    /// All activations.
    pub const ALL: [Activation; 3] = [Activation::Silu, Activation::Tanh, Activation::Relu];

    /// The name: `silu`, `tanh` or `relu`.
    pub fn name(self) -> &'static str {
        match self {
            Activation::Silu => "silu",
            Activation::Tanh => "tanh",
            Activation::Relu => "relu",
        }
    }

    /// The activation of this name.
    pub fn from_name(name: &str) -> Option<Activation> {
        Activation::ALL.into_iter().find(|activation| activation.name() == name)
    }

    /// The function at x.
    pub fn value<T: Real>(self, x: T) -> T {
        self.with_slopes::<T, false, 1>([x]).0[0]
    }

    /// Its derivative at x.
    pub fn slope<T: Real>(self, x: T) -> T {
        self.with_slopes::<T, false, 1>([x]).1[0]
    }

    /// The function and its slope at each x.
    #[inline(always)]
    fn with_slopes<T: Real, const FUSED: bool, const N: usize>(self, x: [T; N]) -> ([T; N], [T; N]) {
        match self {
            Activation::Silu => {
                let s = T::sigmoids::<FUSED, N>(x);
                let value = both(x, s, |x, s| x * s);
                let slope = both(value, s, |value, s| s + value * (T::one() - s));
                (value, slope)
            }
            Activation::Tanh => {
                let value = each(x, |x| x.tanh());
                (value, each(value, |value| T::one() - value * value))
            }
            Activation::Relu => {
                let value = each(x, |x| if x > T::zero() || x.is_nan() { x } else { T::zero() });
                (value, each(value, |value| if value > T::zero() { T::one() } else { value }))
            }
        }
    }

    /// Replaces each x by the function's value, and writes the slopes at x.
    pub(super) fn apply<T: Real>(self, x: &mut [T], slopes: &mut [T]) {
        Arch::new().dispatch(Apply { activation: self, x, slopes: Some(slopes) });
    }

    /// Replaces each x by the function's value.
    pub(super) fn apply_in_place<T: Real>(self, x: &mut [T]) {
        Arch::new().dispatch(Apply { activation: self, x, slopes: None });
    }
}

/// The loops over many numbers, compiled for each kind of vectors that a machine can have.
struct Apply<'a, T> {
    activation: Activation,
    x: &'a mut [T],
    slopes: Option<&'a mut [T]>,
}

impl<T: Real> WithSimd for Apply<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        if is_fused::<S>() { self.run::<true>() } else { self.run::<false>() }
    }
}

impl<T: Real> Apply<'_, T> {
    /// One loop for each activation, so that none of them asks in the loop which it is.
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        match self.activation {
            Activation::Silu => self.all::<FUSED>(Activation::Silu),
            Activation::Tanh => self.all::<FUSED>(Activation::Tanh),
            Activation::Relu => self.all::<FUSED>(Activation::Relu),
        }
    }

    #[inline(always)]
    fn all<const FUSED: bool>(self, activation: Activation) {
        let (many, rest) = self.x.as_chunks_mut::<MANY>();
        match self.slopes {
            Some(slopes) => {
                let (slopes, slopes_of_rest) = slopes.as_chunks_mut();
                for (x, slopes) in many.iter_mut().zip(slopes) {
                    (*x, *slopes) = activation.with_slopes::<T, FUSED, MANY>(*x);
                }
                for (x, slope) in rest.iter_mut().zip(slopes_of_rest) {
                    ([*x], [*slope]) = activation.with_slopes::<T, FUSED, 1>([*x]);
                }
            }
            None => {
                for x in many {
                    *x = activation.with_slopes::<T, FUSED, MANY>(*x).0;
                }
                for x in rest {
                    [*x] = activation.with_slopes::<T, FUSED, 1>([*x]).0;
                }
            }
        }
    }
}

/// Numbers that go through a function together: four vectors, one of which is always ready for the next operation.
const MANY: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_those_of_central_differences() {
        for activation in Activation::ALL {
            for x in [-30.0, -3.0, -0.7, 0.4, 2.0, 25.0_f64] {
                let step = 1e-5;
                let difference = (activation.value(x + step) - activation.value(x - step)) / (2.0 * step);
                assert!((activation.slope(x) - difference).abs() < 1e-9, "{activation:?} {x}"); // rounding 1e-14/step
            }
        }
    }

    #[test]
    fn nan_stays_nan() {
        for activation in Activation::ALL {
            assert!(activation.value(f32::NAN).is_nan() && activation.slope(f64::NAN).is_nan());
        }
    }

    #[test]
    fn many_at_once_are_the_same_as_one_by_one() {
        for activation in Activation::ALL {
            let x: Vec<f64> = (0..37).map(|i| f64::from(i) / 3.0 - 6.0).collect();
            let (mut values, mut slopes) = (x.clone(), vec![0.0; 37]);
            activation.apply(&mut values, &mut slopes);
            let mut in_place = x.clone();
            activation.apply_in_place(&mut in_place);
            for (i, &x) in x.iter().enumerate() {
                assert!((values[i] - activation.value(x)).abs() < 1e-14 && values[i] == in_place[i]);
                assert!((slopes[i] - activation.slope(x)).abs() < 1e-14);
            }
        }
    }
}
