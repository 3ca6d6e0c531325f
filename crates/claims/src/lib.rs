//! The ledger of measured numbers: `cargo run --bin claims` measures every [`Claim`] of the lessons and writes it.
//!
//! A chapter writes `{{#claim ID}}` where a number was measured; the book and the notebooks take the digits from the
//! [`Ledger`].

pub mod fresh;
mod ledger;

use std::sync::LazyLock;

pub use course::{Chance, Claim, Digits, Law};
pub use ledger::{Entry, Ledger};

/// Every claim, in the order of the lessons.
pub static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(course::claims);

/// The claim with this id.
pub fn by_id(id: &str) -> Option<&'static Claim> {
    CLAIMS.iter().find(|claim| claim.id == id)
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn each_claim_holds_on_its_own_seed() {
        CLAIMS.par_iter().for_each(|claim| assert!(Entry::measure(claim).unwrap().holds(), "{claim:?}"));
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
