//! Densities of laws and of samples.

use flowlab::distribution::Density;
use flowlab::ndarray::Array2;

use super::linspace;

/// The density of a law on the plane at (n, n) knots of the square from -reach to reach: (columns, rows).
pub fn density_at_knots(law: &impl Density, reach: f64, n: usize) -> Array2<f64> {
    let places = linspace(-reach, reach, n);
    let knots = Array2::from_shape_fn((n * n, 2), |(k, axis)| places[[k / n, k % n][axis]]);
    let density = law.log_density(&knots).exp();
    Array2::from_shape_fn((n, n), |(i, j)| density[i * n + j])
}

/// The density of a law on the line at each of these places.
pub fn density(law: &impl Density, places: &[f64]) -> Vec<f64> {
    let places = Array2::from_shape_fn((places.len(), 1), |(k, _)| places[k]);
    law.log_density(&places).exp().to_vec()
}

/// The lower edge and the density of each bin of this width.
pub fn histogram<'a>(values: impl IntoIterator<Item = &'a f64>, width: f64) -> Vec<(f64, f64)> {
    let bins: Vec<i64> = values.into_iter().map(|value| (value / width).floor() as i64).collect();
    let (first, last) = bins.iter().fold((0, 0), |(a, b), bin| (a.min(*bin), b.max(*bin)));
    let mut counts = vec![0.0; (last - first + 1) as usize];
    bins.iter().for_each(|bin| counts[(bin - first) as usize] += 1.0);
    let density = |count: f64| count / (bins.len() as f64 * width);
    counts.into_iter().zip(first..).map(|(count, k)| (k as f64 * width, density(count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_has_area_one_and_counts_each_value_in_its_bin() {
        let bins = histogram(&[-0.3, 0.1, 0.15, 0.9], 0.25);
        let area: f64 = bins.iter().map(|(_, density)| 0.25 * density).sum();
        assert!((area - 1.0).abs() < 1e-15);
        assert_eq!(bins, [(-0.5, 1.0), (-0.25, 0.0), (0.0, 2.0), (0.25, 0.0), (0.5, 0.0), (0.75, 1.0)]);
    }
}
