//! What the theory says of a measurement, what part chance has in it, and how it is printed.

use std::fmt;

/// What the theory predicts for a measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
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
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Law::Near { expected, tolerance } => {
                write!(f, "{} ± {}", shown(*expected, *tolerance), significant(*tolerance, DIGITS))
            }
            Law::AtMost { at_most } => write!(f, "≤ {}", significant(*at_most, DIGITS)),
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

    /// The same with no more decimals than a tolerance allows: one in the last is at least a twentieth of it.
    pub(crate) fn within(self, tolerance: f64) -> Digits {
        match self {
            Digits::Decimals(n) => {
                let fewer = (0..=n).rev().find(|n| Digits::Decimals(*n).unit(0.0) >= tolerance / 20.0);
                Digits::Decimals(fewer.unwrap_or(0))
            }
            scientific => scientific,
        }
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

/// Significant digits in which a law is shown, where its tolerance asks for no more.
const DIGITS: usize = 5;

/// A number in the fewest digits, from [`DIGITS`] on, that are within half of `tolerance` of it.
fn shown(x: f64, tolerance: f64) -> String {
    let near = |text: &String| text.parse::<f64>().is_ok_and(|back| (back - x).abs() <= tolerance / 2.0);
    (DIGITS..=17).map(|digits| significant(x, digits)).find(near).unwrap_or_else(|| x.to_string())
}

/// A number in so many significant digits, with no zeros behind them; what stands before the point is shown in full, and
/// very large and very small numbers have a power of ten.
fn significant(x: f64, digits: usize) -> String {
    let trimmed = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_string();
    let x = x + 0.0; // -0 becomes 0
    let power = format!("{x:.*e}", digits - 1);
    let Some((mantissa, exponent)) = power.split_once('e') else { return power }; // NaN, inf
    match exponent.parse::<i32>() {
        Ok(exponent @ -4..9) => match digits as i32 - 1 - exponent {
            decimals @ 1.. => trimmed(&format!("{x:.*}", decimals as usize)),
            _ => format!("{x:.0}"),
        },
        _ => format!("{}e{exponent}", trimmed(mantissa)),
    }
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
    }

    #[test]
    fn a_law_is_shown_to_the_digits_that_its_tolerance_claims() {
        let near = |expected, tolerance| Law::near(expected, tolerance).to_string();
        assert_eq!(near(25.23132522, 0.0017888543), "25.231 ± 0.0017889");
        assert_eq!(near(25.23132522, 1e-6), "25.231325 ± 1e-6");
        assert_eq!(near(3145728.0, 0.0), "3145728 ± 0");
        assert_eq!(near(0.1 + 0.2, 0.0), "0.30000000000000004 ± 0");
        assert_eq!(near(-1.0, 1e-14), "-1 ± 1e-14");
        assert_eq!(near(0.0, 1e-14), "0 ± 1e-14");
        assert_eq!(near(3.4333e-11, 2e-13), "3.4333e-11 ± 2e-13");
        assert_eq!(near(1e300, 0.0), "1e300 ± 0");
        assert_eq!(Law::at_most(20.515005652).to_string(), "≤ 20.515");
        assert_eq!(Law::at_most(1e-6).to_string(), "≤ 1e-6");
    }
}
