//! What a measured number of the prose is, and what several experiments share.

use std::fmt;

use flowlab::{Seed, Text};

use crate::{Chance, Digits, LESSONS, Law};

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

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.law)
    }
}

/// Every claim, in the order of the lessons.
pub fn claims() -> Vec<Claim> {
    LESSONS.iter().flat_map(|lesson| (lesson.claims)()).collect()
}

/// Four standard errors of a mean over `n` independent numbers of standard deviation `sd`.
pub(crate) fn four_errors(sd: f64, n: usize) -> f64 {
    4.0 * sd / (n as f64).sqrt()
}

/// Four standard errors of a standard deviation, measured as a root mean square distance from the known mean over `n`
/// independent numbers of this kurtosis (3 for normal ones).
pub(crate) fn four_errors_of_sd(sd: f64, kurtosis: f64, n: usize) -> f64 {
    4.0 * sd * ((kurtosis - 1.0) / n as f64).sqrt() / 2.0
}

/// The greatest of the absolute values; NaN where one of them is.
pub(crate) fn greatest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().map(f64::abs).fold(0.0, |most, x| if x > most || x.is_nan() { x } else { most })
}
