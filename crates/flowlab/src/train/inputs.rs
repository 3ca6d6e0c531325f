//! What the network is told: the point, the time, the label or the conditions.

use std::f64::consts::PI;

use super::data::Data;
use crate::nn::Real;

/// The layout of the network's input: x (d), then the time features (1 + 2K), then what is told of the sample: a 1 at the
/// place of the label among zeros (as many as classes), or the conditions and a 1; all zeros where it is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inputs {
    pub dim: usize,
    pub frequencies: usize,
    pub n_classes: usize,
    pub n_conditions: usize,
}

impl Inputs {
    /// The width, unless it is beyond all numbers.
    pub fn width(self) -> Option<usize> {
        let times = self.frequencies.checked_mul(2)?.checked_add(1)?;
        self.dim.checked_add(times)?.checked_add(self.n_told())
    }

    /// How many numbers are told of a sample.
    pub fn n_told(self) -> usize {
        Data::n_told(self.n_classes, self.n_conditions)
    }

    /// How many numbers tell the time.
    pub fn n_times(self) -> usize {
        1 + 2 * self.frequencies
    }

    /// Writes the time: t, and cos(πkt), sin(πkt) for k = 1 to K.
    pub fn write_time<T: Real>(self, t: f64, times: &mut [T]) {
        let (waves, _) = times[1..].as_chunks_mut();
        for ([of_cos, of_sin], k) in waves.iter_mut().zip(1..) {
            let (sin, cos) = (PI * f64::from(k) * t).sin_cos();
            (*of_cos, *of_sin) = (T::from_f64(cos), T::from_f64(sin));
        }
        times[0] = T::from_f64(t);
    }

    /// Writes the input for the point x.
    pub fn write<T: Real>(self, input: &mut [T], x: &[f64], t: f64, told: &[f64]) {
        let (point, rest) = input.split_at_mut(self.dim);
        let (times, labels) = rest.split_at_mut(self.n_times());
        point.iter_mut().zip(x).for_each(|(input, x)| *input = T::from_f64(*x));
        self.write_time(t, times);
        labels.iter_mut().zip(told).for_each(|(input, told)| *input = T::from_f64(*told));
    }
}
