//! Ticks: the round numbers of a range, and how an axis writes them.
//!
//! A tick is a whole multiple of 1, 2 or 5 times a power of ten, kept as a whole number, so that its label is exact. Where
//! labels would be long, all share a factor, a power of ten, or a number to be added: the axis says these once.

use std::ops::Range;

/// The ticks of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    /// Where they stand.
    pub values: Vec<f64>,
    /// How they are written.
    pub labels: Vec<String>,
    /// What makes values of the labels, as TeX, such as `\times10^{-7}+1`; empty if they are the values.
    pub note: String,
}

/// The most digits, before the point and behind it, that a label has without a factor.
const DIGITS: (i32, i32) = (6, 4);

/// The ticks of a range, at most so many, on the finest round step that allows it.
pub(super) fn ticks(range: &Range<f64>, at_most: usize) -> Ticks {
    let (counts, exponent) = multiples(range, at_most);
    let offset = if is_long(&counts) { common_part(&counts) } else { 0 };
    let rest = |count: &i64| count - offset;
    let largest = counts.iter().map(|count| rest(count).unsigned_abs()).max().unwrap_or(0);
    let factor = if is_plain(largest, exponent) { 0 } else { magnitude(largest) - 1 + exponent };
    Ticks {
        values: counts.iter().map(|&count| value(count, exponent).clamp(range.start, range.end)).collect(),
        labels: counts.iter().map(|count| decimal(rest(count), exponent - factor)).collect(),
        note: note(factor, offset, exponent),
    }
}

/// The ticks as whole multiples of a power of ten, and its exponent.
fn multiples(range: &Range<f64>, at_most: usize) -> (Vec<i64>, i32) {
    let size = range.start.abs().max(range.end.abs());
    let mut found = (Vec::new(), 0);
    // The first is wider than the range; the last is still wide beside the gaps between numbers of this size.
    let widest = (range.end - range.start).log10().ceil() as i32;
    let finest = size.log10().floor() as i32 - 13;
    for exponent in (finest..=widest).rev() {
        for digit in [5, 2, 1] {
            let scaled = |end: f64| scale(end, -exponent) / digit as f64;
            // A number such as 0.3 is not quite 3/10.
            let slack = |scaled: f64| 1e-9_f64.max(4.0 * f64::EPSILON * scaled.abs()).min(0.1);
            let (low, high) = (scaled(range.start), scaled(range.end));
            let (first, last) = ((low - slack(low)).ceil() as i64, (high + slack(high)).floor() as i64);
            if last - first + 1 > at_most as i64 {
                return found;
            }
            found = ((first..=last).map(|count| count * digit).collect(), exponent);
        }
    }
    found
}

/// x·10^exponent; in two steps, since the power alone may be too large or too small.
fn scale(x: f64, exponent: i32) -> f64 {
    let half = exponent / 2;
    x * power(half) * power(exponent - half)
}

/// A power of ten, rounded correctly.
fn power(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().expect("a number")
}

/// count·10^exponent, rounded correctly.
fn value(count: i64, exponent: i32) -> f64 {
    format!("{count}e{exponent}").parse().expect("a number")
}

/// How many digits a whole number has.
fn magnitude(count: u64) -> i32 {
    count.checked_ilog10().map_or(1, |log| log as i32 + 1)
}

/// Whether count·10^exponent is written as it is.
fn is_plain(count: u64, exponent: i32) -> bool {
    count == 0 || magnitude(count) + exponent <= DIGITS.0 && -exponent <= DIGITS.1
}

/// Whether the labels would repeat many digits.
fn is_long(counts: &[i64]) -> bool {
    counts.iter().any(|count| magnitude(count.unsigned_abs()) > DIGITS.0)
}

/// The leading digits that numbers of one sign have in common, as a number towards zero of them all.
fn common_part(counts: &[i64]) -> i64 {
    let (Some(first), Some(last)) = (counts.first(), counts.last()) else { return 0 };
    let round = 10_i64.pow(magnitude((last - first).unsigned_abs()) as u32);
    let nearest = if *first > 0 { *first } else { *last };
    nearest / round * round
}

/// count·10^exponent as a decimal number with a true minus sign.
fn decimal(count: i64, exponent: i32) -> String {
    let digits = count.unsigned_abs().to_string();
    let places = usize::try_from(-exponent).unwrap_or(0);
    let text = if count == 0 {
        digits
    } else if places == 0 {
        digits + &"0".repeat(exponent as usize)
    } else {
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        crate::digits::trimmed(&format!("{whole}.{part}")).to_string()
    };
    if count < 0 { format!("−{text}") } else { text }
}

/// The note of an axis whose labels have left out a factor 10^factor, and the number offset·10^exponent.
fn note(factor: i32, offset: i64, exponent: i32) -> String {
    let mut note = if factor == 0 { String::new() } else { format!("\\times10^{{{factor}}}") };
    if offset != 0 {
        let sign = if offset < 0 { '-' } else { '+' };
        let (mut count, mut exponent) = (offset.unsigned_abs() as i64, exponent);
        while count % 10 == 0 {
            (count, exponent) = (count / 10, exponent + 1);
        }
        let digits = magnitude(count.unsigned_abs());
        note.push(sign);
        if (-DIGITS.1..=9).contains(&(digits + exponent)) {
            note.push_str(&decimal(count, exponent));
        } else {
            let mantissa = decimal(count, 1 - digits);
            let mantissa = if mantissa == "1" { String::new() } else { format!("{mantissa}\\times") };
            note.push_str(&format!("{mantissa}10^{{{}}}", digits - 1 + exponent));
        }
    }
    note
}

/// A range of any size from 1e-300 to 1e300, about 0 or far from it.
#[cfg(test)]
pub(super) fn any_range(rng: &mut impl rand::Rng) -> Range<f64> {
    loop {
        let size = 10_f64.powf(rng.random_range(-300.0..299.0)) * if rng.random() { -1.0 } else { 1.0 };
        let range = size..size + size.abs() * 10_f64.powf(rng.random_range(-15.0..1.0));
        if range.start < range.end {
            return range;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(range: Range<f64>, at_most: usize) -> (Vec<String>, String) {
        let Ticks { labels, note, .. } = ticks(&range, at_most);
        (labels, note)
    }

    #[test]
    fn labels_have_no_more_digits_than_they_need() {
        for (range, labels, note) in [
            (0.0..1.0, "0 0.2 0.4 0.6 0.8 1", ""),
            (-2.0..2.0, "−2 −1 0 1 2", ""),
            (0.0..3000.0, "0 1000 2000 3000", ""),
            (0.1..0.3, "0.1 0.15 0.2 0.25 0.3", ""),
            (0.0..3e-7, "0 1 2 3", r"\times10^{-7}"),
            (0.0..1.5e-6, "0 0.5 1 1.5", r"\times10^{-6}"),
            (1.0..1.0000003, "0 1 2 3", r"\times10^{-7}+1"),
            (-1.0000003..-1.0, "−3 −2 −1 0", r"\times10^{-7}-1"),
            (0.0..3e6, "0 1 2 3", r"\times10^{6}"),
            (-3e9..0.0, "−3 −2 −1 0", r"\times10^{9}"),
            (0.0..1e15, "0 0.2 0.4 0.6 0.8 1", r"\times10^{15}"),
            (1.5e9..1.5e9 + 3.0, "0 1 2 3", r"+1.5\times10^{9}"),
            (1234567.0..1234570.0, "7 8 9 10", "+1234560"),
        ] {
            let expected = (labels.split(' ').map(str::to_string).collect(), note.to_string());
            assert_eq!(written(range.clone(), 6), expected, "{range:?}");
        }
    }

    #[test]
    fn steps_are_as_fine_as_is_allowed() {
        assert_eq!(ticks(&(0.0..1.0), 11).values.len(), 11);
        assert_eq!(ticks(&(0.0..1.0), 10).values.len(), 6);
        assert_eq!(ticks(&(0.0..1.0), 1).values, [0.0]); // steps of 2
        assert_eq!(ticks(&(0.0..1.0), 0).values, [0.0; 0]);
    }

    /// A label's value and the unit of its last digit, from what a reader sees.
    fn read(label: &str, note: &str) -> (f64, f64) {
        let number = |text: &str| text.replace('−', "-").parse::<f64>().unwrap();
        let power = |text: &str| text.strip_prefix("10^{").and_then(|text| text.strip_suffix('}')).map(str::to_string);
        let (scaled, added) = match note.strip_prefix(r"\times") {
            Some(rest) => {
                let end = rest.find('}').unwrap() + 1;
                (power(&rest[..end]).unwrap(), &rest[end..])
            }
            None => ("0".into(), note),
        };
        let added = match added.split_once(r"\times") {
            Some((mantissa, of)) => number(&format!("{mantissa}e{}", power(of).unwrap())),
            None if added.is_empty() => 0.0,
            None => match power(&added[1..]) {
                Some(of) => number(&format!("{}1e{of}", &added[..1])),
                None => number(added),
            },
        };
        let places = label.split_once('.').map_or(0, |(_, part)| part.len());
        let unit = number(&format!("1e{}", scaled.parse::<i32>().unwrap() - places as i32));
        (number(&format!("{label}e{scaled}")) + added, unit)
    }

    #[test]
    fn every_label_is_its_ticks_and_its_alone() {
        let mut rng = crate::Seed(1).stream(0);
        for _ in 0..10_000 {
            let range = any_range(&mut rng);
            let found = ticks(&range, rand::Rng::random_range(&mut rng, 2..10));
            let mut seen = found.labels.clone();
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), found.labels.len(), "{range:?} {found:?}");
            for (value, label) in found.values.iter().zip(&found.labels) {
                let (said, unit) = read(label, &found.note);
                // what is read back is rounded to the gap between numbers of this size
                let slack = 2.0 * f64::EPSILON * range.start.abs().max(range.end.abs());
                assert!((said - value).abs() <= 0.5 * unit + slack, "{range:?} {found:?}");
                assert!(label.chars().count() <= 9, "{range:?} {found:?}");
            }
        }
    }
}
