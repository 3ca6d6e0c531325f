//! What the theory says of a measurement, what part chance has in it, and how it is printed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the theory predicts for a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Law {
    /// A value, and how far from it a measurement may be.
    Near {
        /// The value.
        expected: f64,
        /// The distance.
        tolerance: f64,
    },
    /// A bound.
    AtMost {
        /// The largest value.
        at_most: f64,
    },
}

impl Law {
    /// The law `expected` ± `tolerance`.
    pub fn near(expected: f64, tolerance: f64) -> Law {
        Law::Near { expected, tolerance }
    }

    /// The law that nothing is above `at_most`.
    pub fn at_most(at_most: f64) -> Law {
        Law::AtMost { at_most }
    }

    /// Whether a measurement is within the law. A NaN is not.
    pub fn holds(self, measured: f64) -> bool {
        match self {
            Law::Near { expected, tolerance } => (measured - expected).abs() <= tolerance,
            Law::AtMost { at_most } => measured <= at_most,
        }
    }

    /// The law with each number changed.
    pub fn map(self, change: impl Fn(f64) -> f64) -> Law {
        match self {
            Law::Near { expected, tolerance } => Law::near(change(expected), change(tolerance)),
            Law::AtMost { at_most } => Law::at_most(change(at_most)),
        }
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Law::Near { expected, tolerance } => write!(f, "{} ± {}", significant(*expected), significant(*tolerance)),
            Law::AtMost { at_most } => write!(f, "≤ {}", significant(*at_most)),
        }
    }
}

/// What part chance has in a measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Chance {
    /// None: every seed gives the same number.
    None,
    /// The measurement is normal about the expected value, and the tolerance is four of its standard errors.
    FourErrors,
    /// A correct program is outside the law for at most this share of the seeds.
    AtMost(f64),
}

impl Chance {
    /// The share of the seeds for which a correct program is outside the law, at most.
    pub fn rate(self) -> f64 {
        match self {
            Chance::None => 0.0,
            Chance::FourErrors => 6.4e-5, // 2 Φ(-4)
            Chance::AtMost(rate) => rate,
        }
    }
}

/// The digits that the prose prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// So many after the point.
    Decimals(usize),
    /// A power of ten, with so many digits before it: 3.33 × 10⁻⁷.
    Scientific(usize),
}

impl Digits {
    /// The number in these digits.
    pub fn print(self, x: f64) -> String {
        let plain = match self {
            Digits::Decimals(n) => format!("{x:.n$}"),
            Digits::Scientific(n) => {
                let text = format!("{x:.*e}", n.saturating_sub(1));
                let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
                if x == 0.0 { "0".to_string() } else { format!("{digits} × 10{}", raised(power)) }
            }
        };
        let is_zero = plain.chars().all(|c| matches!(c, '-' | '0' | '.'));
        plain.replacen('-', if is_zero { "" } else { "−" }, 1)
    }

    /// One in the last digit, for a number of the size of `x`.
    pub fn unit(self, x: f64) -> f64 {
        match self {
            Digits::Decimals(n) => 10f64.powi(-(n as i32)),
            Digits::Scientific(n) => 10f64.powi(x.abs().log10().floor() as i32 + 1 - n as i32),
        }
    }
}

fn raised(power: &str) -> String {
    power.chars().map(|c| if c == '-' { '⁻' } else { "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c as usize - 48).unwrap_or(c) }).collect()
}

/// Five significant digits, with a power of ten where there are many zeros.
pub fn significant(x: f64) -> String {
    if x == 0.0 {
        return "0".to_string();
    }
    let digits_before = x.abs().log10().floor() as i32 + 1;
    if !(-3..=9).contains(&digits_before) {
        return format!("{x:.1e}");
    }
    let text = format!("{x:.*}", (5 - digits_before).max(0) as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nan_is_within_no_law() {
        assert!(Law::near(1.0, 0.25).holds(1.25) && Law::at_most(2.0).holds(2.0));
        assert!(!Law::near(1.0, 0.25).holds(1.2500001) && !Law::at_most(2.0).holds(2.0000001));
        assert!(!Law::near(1.0, f64::INFINITY).holds(f64::NAN) && !Law::at_most(f64::INFINITY).holds(f64::NAN));
    }

    #[test]
    fn numbers_are_printed_as_a_page_shows_them() {
        assert_eq!(Digits::Decimals(2).print(-1.0), "−1.00");
        assert_eq!(Digits::Decimals(1).print(-0.01), "0.0");
        assert_eq!(Digits::Scientific(3).print(3.3324e-7), "3.33 × 10⁻⁷");
        assert_eq!(Digits::Scientific(1).print(0.0), "0");
        assert_eq!([25.23132522, 0.00178885, 1.0, 1e-14].map(significant), ["25.231", "0.0017889", "1", "1.0e-14"]);
    }
}
