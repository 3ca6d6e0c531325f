//! Bisection over the floating-point numbers themselves: as exact near 0 as at 10³⁰⁰.

/// The least x in (low, high] that is wanted, where `high` is and all above a wanted one are.
///
/// The bit patterns of floating-point numbers are halved, not the distance, so 64 halvings reach two neighbours.
pub(crate) fn least(wanted: impl Fn(f64) -> bool, low: f64, high: f64) -> f64 {
    let (mut low, mut high) = (place(low), place(high));
    while low + 1 < high {
        let middle = low.midpoint(high);
        if wanted(number(middle)) { high = middle } else { low = middle }
    }
    number(high)
}

/// The place of a number among all, in ascending order: neighbours have neighbouring places.
fn place(x: f64) -> i64 {
    ordered(x.to_bits().cast_signed())
}

fn number(place: i64) -> f64 {
    f64::from_bits(ordered(place).cast_unsigned())
}

/// Turns the order of negative numbers, whose bits are a sign and a size, around. It undoes itself.
fn ordered(bits: i64) -> i64 {
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_is_found_from_the_whole_line() {
        for x in [-f64::MAX, -3.0, -1e-300, -5e-324, 5e-324, 1e-300, 0.1, 1e300, f64::MAX] {
            let calls = std::cell::Cell::new(0);
            let wanted = |y: f64| {
                calls.set(calls.get() + 1);
                y >= x
            };
            assert_eq!(least(wanted, f64::NEG_INFINITY, f64::INFINITY), x);
            assert!(calls.get() <= 64);
        }
    }

    #[test]
    fn places_are_in_the_order_of_the_numbers() {
        let numbers = [f64::NEG_INFINITY, -2.0, -1.0, -1e-310, -0.0, 0.0, 1e-310, 1.0, 2.0, f64::INFINITY];
        assert!(numbers.windows(2).all(|pair| place(pair[0]) < place(pair[1])));
        assert!(numbers.iter().all(|x| number(place(*x)).to_bits() == x.to_bits()));
        assert_eq!(place(1.0_f64.next_up()), place(1.0) + 1);
    }
}
