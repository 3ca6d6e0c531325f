//! A unit for numbers whose squares are not to be had: sums of squares are taken in it.

/// The largest of the absolute values.
pub(crate) fn largest<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> f64 {
    numbers.into_iter().fold(0.0, |largest: f64, x| largest.max(x.abs()))
}

/// A power of two in which these finite numbers have squares: 1 where the largest is between 10⁻¹⁰⁰ and 10¹⁵⁰, so that
/// ordinary results do not depend on it by a bit.
///
/// Of larger numbers it is the least that will do, since small ones among them should keep their squares too.
pub(crate) fn unit<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> f64 {
    match largest(numbers) {
        0.0 => 1.0,
        small if small < 1e-100 => small.log2().floor().exp2(),
        large if large > 1e150 => (large.log2().floor() - 498.0).exp2(), // 2⁴⁹⁸ = 8e149
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_their_unit_numbers_have_squares() {
        for x in [f64::MAX, -1e200, 1e-200, f64::MIN_POSITIVE, 5e-324, 1e150, 3.0, 1e-100] {
            let ratio = x.abs() / unit(&[x / 2.0, x]);
            assert!((1e-100..=2e150).contains(&ratio) && (ratio * ratio).is_normal(), "{x}: {ratio}");
        }
        assert_eq!([unit(&[0.0]), unit(&[]), unit(&[1e99, -3.0])], [1.0; 3]);
    }
}
