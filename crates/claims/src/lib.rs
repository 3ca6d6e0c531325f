//! Every measured number that the prose states, as a named experiment.
//!
//! A chapter writes `{{#claim ID}}` where a number was measured. The [`Claim`] of that id says what the theory
//! expects, how far a measurement may fall from it and why, and measures it from a fixed seed. `cargo run --bin claims`
//! measures all and writes the [`Ledger`], from which the book and the notebooks take the digits.

mod experiments;
pub mod fresh;
mod law;
mod ledger;

use std::fmt;
use std::sync::LazyLock;

use flowlab::{Seed, Text};

pub use law::{Chance, Digits, Law};
pub use ledger::{Entry, Ledger};

/// An experiment: a number from a seed.
pub type Experiment = Box<dyn Fn(Seed) -> flowlab::Result<f64> + Send + Sync>;

/// One measured number of the prose.
pub struct Claim {
    /// Name by which a chapter asks for it.
    pub id: &'static str,
    /// Slug of the lesson that states it.
    pub lesson: &'static str,
    /// What is measured.
    pub statement: Text,
    /// What the theory predicts.
    pub law: Law,
    /// What part chance has, and how often it puts a correct program outside the law.
    pub chance: Chance,
    /// Why this law and this tolerance.
    pub reason: Text,
    /// The seed of the number in the ledger.
    pub seed: Seed,
    /// The digits that the prose prints.
    pub digits: Digits,
    /// The experiment.
    pub run: Experiment,
}

impl Claim {
    /// Runs the experiment from the claim's own seed.
    ///
    /// # Errors
    /// The experiment fails.
    pub fn measure(&self) -> flowlab::Result<Entry> {
        Ok(Entry::new(self, (self.run)(self.seed)?))
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.law)
    }
}

/// Every claim, in the order of the lessons.
pub static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(experiments::all);

/// The claim with this id.
pub fn by_id(id: &str) -> Option<&'static Claim> {
    CLAIMS.iter().find(|claim| claim.id == id)
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn the_claims_are_those_that_the_lessons_name() {
        let mut named: Vec<_> = lessons::LESSONS.iter().flat_map(|l| l.claims.iter().map(|id| (l.slug, *id))).collect();
        let mut made: Vec<_> = CLAIMS.iter().map(|claim| (claim.lesson, claim.id)).collect();
        named.sort_unstable();
        made.sort_unstable();
        assert_eq!(made, named);
    }

    #[test]
    fn each_claim_holds_on_its_own_seed() {
        CLAIMS.par_iter().for_each(|claim| assert!(claim.measure().unwrap().holds(), "{claim:?}"));
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
