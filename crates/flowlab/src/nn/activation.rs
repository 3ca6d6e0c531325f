//! Activations: the functions between the layers, without which any number of layers would be one.

use pulp::{Arch, Simd, WithSimd};

use super::real::Real;
use crate::lanes::is_fused;

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
        self.with_slope::<T, false>(x).0
    }

    /// Its derivative at x.
    pub fn slope<T: Real>(self, x: T) -> T {
        self.with_slope::<T, false>(x).1
    }

    /// The function and its slope at x.
    #[inline(always)]
    fn with_slope<T: Real, const FUSED: bool>(self, x: T) -> (T, T) {
        match self {
            Activation::Silu => {
                let s = x.sigmoid::<FUSED>();
                let value = x * s;
                (value, s + value * (T::one() - s))
            }
            Activation::Tanh => {
                let value = x.tanh();
                (value, T::one() - value * value)
            }
            Activation::Relu if x > T::zero() => (x, T::one()),
            Activation::Relu if x.is_nan() => (x, x),
            Activation::Relu => (T::zero(), T::zero()),
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
            Activation::Silu => self.each(|x| Activation::Silu.with_slope::<T, FUSED>(x)),
            Activation::Tanh => self.each(|x| Activation::Tanh.with_slope::<T, FUSED>(x)),
            Activation::Relu => self.each(|x| Activation::Relu.with_slope::<T, FUSED>(x)),
        }
    }

    #[inline(always)]
    fn each(self, function: impl Fn(T) -> (T, T)) {
        match self.slopes {
            Some(slopes) => {
                for (x, slope) in self.x.iter_mut().zip(slopes) {
                    (*x, *slope) = function(*x);
                }
            }
            None => {
                for x in self.x {
                    *x = function(*x).0;
                }
            }
        }
    }
}

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
