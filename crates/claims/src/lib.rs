//! The ledger of measured numbers: `cargo run --bin claims` measures every [`Claim`] of the lessons and writes it.
//!
//! A chapter writes `{{#claim ID}}` where a number was measured; the book and the notebooks take the digits from the
//! [`Ledger`].

pub mod fresh;
pub mod inspected;
mod ledger;

use std::sync::LazyLock;

pub use ledger::{Entry, Ledger};
pub use lessons::{Chance, Claim, Digits, Law};

/// Every claim, in the order of the lessons.
pub static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(lessons::claims);

/// The claim with this id.
pub fn by_id(id: &str) -> Option<&'static Claim> {
    CLAIMS.iter().find(|claim| claim.id == id)
}

#[cfg(test)]
mod tests {
    use flowlab::Lang;

    use super::*;

    #[test]
    fn a_law_is_shown_to_the_digits_that_its_tolerance_claims() {
        let number = |text: &str| text.parse::<f64>().unwrap();
        for claim in CLAIMS.iter() {
            let shown = claim.law.to_string();
            match claim.law {
                Law::Near { expected, tolerance } => {
                    let (value, distance) = shown.split_once(" ± ").unwrap();
                    assert!((number(value) - expected).abs() <= tolerance, "{shown} for {expected} ± {tolerance}");
                    assert!((number(distance) - tolerance).abs() <= 1e-4 * tolerance, "{shown} for {tolerance}");
                }
                Law::AtMost { at_most } => {
                    let bound = number(shown.strip_prefix("≤ ").unwrap());
                    assert!((bound - at_most).abs() <= 1e-4 * at_most, "{shown} for {at_most}");
                }
            }
        }
    }

    #[test]
    fn each_claim_says_what_it_measures_and_why_in_both_languages() {
        for claim in CLAIMS.iter() {
            for text in [&claim.statement, &claim.reason] {
                assert!(Lang::ALL.iter().all(|lang| !text.get(*lang).is_empty()), "{claim:?}");
            }
        }
    }

    #[test]
    fn the_printed_digits_do_not_promise_more_than_the_tolerance() {
        for claim in CLAIMS.iter() {
            if let Law::Near { expected, tolerance } = claim.law {
                assert!(claim.digits.unit(expected) >= tolerance / 20.0, "{claim:?} prints {:?}", claim.digits);
            }
        }
    }

    #[test]
    fn no_two_claims_share_a_seed() {
        let mut seeds: Vec<u64> =
            CLAIMS.iter().filter(|claim| claim.chance != Chance::None).map(|claim| claim.seed.0).collect();
        seeds.sort_unstable();
        assert!(seeds.windows(2).all(|pair| pair[0] != pair[1]), "{seeds:?}");
    }
}
