//! The time as numbers that a network can tell apart.

use std::f64::consts::TAU;

/// The greatest frequency, in radians per unit of time; the least is 1.
const FASTEST: f64 = 1000.0;

/// Features (n, m) of n times, row by row: √(2/m)·cos ωₖt for the m/2 frequencies, then the sines.
///
/// They are computed here in f64 and handed to the device: a GPU's own cosine of an angle of 1000 may be off in the fifth
/// digit, and then CPU and GPU would not see the same time.
///
/// ```
/// // m = 2 has the one frequency 1: √1·(cos t, sin t)
/// let e = scale::net::features(&[0.0, 0.5], 2);
/// assert_eq!(e[..2], [1.0, 0.0]);
/// assert!((e[2] - 0.877583).abs() < 1e-6 && (e[3] - 0.479426).abs() < 1e-6);
/// ```
pub fn features(times: &[f64], m: usize) -> Vec<f32> {
    let n = m / 2;
    let size = (2.0 / m as f64).sqrt();
    let rest = (n.max(2) - 1) as f64;
    let frequencies: Vec<f64> = (0..n).map(|k| FASTEST.powf(k as f64 / rest)).collect();
    let mut numbers = Vec::with_capacity(times.len() * m);
    for t in times {
        let angles = frequencies.iter().map(|frequency| (frequency * t) % TAU);
        numbers.extend(angles.clone().map(|angle| (size * angle.cos()) as f32));
        numbers.extend(angles.map(|angle| (size * angle.sin()) as f32));
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frequencies_are_geometric_from_1_to_1000_and_the_length_is_1() {
        let e = features(&[0.3], 8);
        let size = 0.5_f32;
        for (k, frequency) in [1.0, 10.0, 100.0, 1000.0].into_iter().enumerate() {
            let angle: f64 = frequency * 0.3;
            assert!(
                (e[k] - size * angle.cos() as f32).abs() < 1e-6 && (e[k + 4] - size * angle.sin() as f32).abs() < 1e-6
            );
        }
        let length: f32 = e.iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-6); // 4 pairs of ½²
    }
}
