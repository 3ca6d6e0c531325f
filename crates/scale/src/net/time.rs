//! The time as numbers that a network can tell apart.

use flowlab::nn::TimeEmbedding;

/// The greatest frequency, in radians per unit of time; the least is 1.
const FASTEST: f64 = 1000.0;

/// Features (n, m) of n times, row by row: flowlab's embedding with m/2 frequencies, in f32.
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
    let embedding = TimeEmbedding::geometric(m / 2, 1.0, FASTEST).expect("a network has at least one frequency");
    times.iter().flat_map(|t| embedding.at(*t)).map(|e| e as f32).collect()
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
