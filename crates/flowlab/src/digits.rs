//! Numbers as decimals without the zeros at their end.

/// A number with at most this many decimals; what rounds to zero has no sign.
#[cfg(feature = "plot")]
pub(crate) fn decimals(x: f64, places: usize) -> String {
    let text = format!("{x:.places$}");
    match trimmed(&text) {
        "-0" => "0".to_string(),
        text => text.to_string(),
    }
}

/// A decimal number without the zeros at its end.
pub(crate) fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}
