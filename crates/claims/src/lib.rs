//! Every measured number that the prose states, as a named experiment.
//!
//! A chapter writes `{{#claim ID}}` where a number was measured. The [`Claim`] of that id says what the theory
//! expects, how far a measurement may fall from it and why, and measures it from a fixed seed. `cargo run --bin claims`
//! measures all and writes the [`Ledger`], from which the book and the notebooks take the digits.

mod experiments;
mod ledger;

use std::fmt;
use std::sync::LazyLock;

use flowlab::{Seed, Text};

pub use ledger::{Entry, Ledger};

/// One measured number of the prose.
pub struct Claim {
    /// Name by which a chapter asks for it.
    pub id: &'static str,
    /// Slug of the lesson that states it.
    pub lesson: &'static str,
    /// What is measured.
    pub statement: Text,
    /// What the theory predicts.
    pub expected: f64,
    /// How far from `expected` a measurement may be.
    pub tolerance: f64,
    /// Why this tolerance, and how often a right program would break it.
    pub reason: Text,
    /// The seed of the number in the ledger.
    pub seed: Seed,
    /// Decimals that the prose prints.
    pub digits: usize,
    /// The experiment.
    pub run: fn(Seed) -> flowlab::Result<f64>,
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
        write!(f, "{}: {} +- {}", self.id, self.expected, self.tolerance)
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

    /// A tolerance is four standard errors, so over 20 seeds the squared distances from the theory in standard errors
    /// add up to a chi-square with 20 degrees of freedom: between 4.4 and 52.4 but for 2 in 10 000. That none of the
    /// 20 is outside its tolerance fails for 13 in 10 000.
    #[test]
    fn each_claim_holds_on_twenty_fresh_seeds_and_its_tolerance_is_four_standard_errors() {
        CLAIMS.par_iter().for_each(|claim| {
            let measure = |k: u64| Entry::new(claim, (claim.run)(Seed(claim.seed.0 + 1000 * k)).unwrap());
            let entries: Vec<Entry> = (1..=20).map(measure).collect();
            for entry in &entries {
                assert!(entry.holds(), "{entry:?}");
            }
            let errors = entries.iter().map(|entry| 4.0 * (entry.measured - entry.expected) / entry.tolerance);
            let chi_square: f64 = errors.map(|error| error * error).sum();
            assert!((4.4..52.4).contains(&chi_square), "{claim:?}: {chi_square}");
        });
    }

    #[test]
    fn the_printed_digits_do_not_promise_more_than_the_tolerance() {
        for claim in CLAIMS.iter() {
            let last_digit = 10f64.powi(-(claim.digits as i32));
            assert!(last_digit >= claim.tolerance / 20.0, "{claim:?} prints {} decimals", claim.digits);
        }
    }
}
