//! The ledger: what each claim measured when `cargo run --bin claims` last ran.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::{CLAIMS, Chance, Claim};

const NOTE: &str = "Written by `cargo run --bin claims`; do not edit.";

/// The measurement of one claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The claim's id.
    pub id: String,
    /// What was measured, in six significant digits, a whole number in all: the last bits of others differ between
    /// processors.
    pub measured: f64,
    /// What was measured, in the digits that the prose prints.
    pub printed: String,
    /// The seed, where chance has a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl Entry {
    /// Runs the experiment of a claim from the claim's own seed.
    ///
    /// # Errors
    /// The experiment fails.
    pub fn measure(claim: &Claim) -> flowlab::Result<Entry> {
        Ok(Entry::new(claim, (claim.run)(claim.seed)?))
    }

    /// The entry for a measured value.
    pub fn new(claim: &Claim, measured: f64) -> Entry {
        Entry {
            id: claim.id.to_string(),
            measured,
            printed: claim.digits.print(measured),
            seed: (claim.chance != Chance::None).then_some(claim.seed.0),
        }
    }

    /// The entry as the ledger holds it.
    fn shortened(&self) -> Entry {
        let x = self.measured;
        let measured = if x.fract() == 0.0 { x } else { format!("{x:.5e}").parse().unwrap_or(x) };
        Entry { measured, ..self.clone() }
    }
}

/// The committed measurements, in the order of the lessons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    note: String,
    /// One entry for each claim.
    pub claims: Vec<Entry>,
}

impl Ledger {
    /// `crates/claims/ledger.json`.
    pub fn path() -> PathBuf {
        repo::root().join("crates/claims/ledger.json")
    }

    /// Reads the committed ledger.
    ///
    /// # Errors
    /// The file is missing or damaged.
    pub fn read() -> anyhow::Result<Ledger> {
        let path = Ledger::path();
        let way_out = || format!("{}: `cargo run --bin claims` writes it anew", path.display());
        serde_json::from_str(&fs::read_to_string(&path).with_context(way_out)?).with_context(way_out)
    }

    /// The entry of a claim.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.claims.iter().find(|entry| entry.id == id)
    }

    /// The digits that the prose prints for a claim.
    pub fn printed(&self, id: &str) -> Option<&str> {
        self.entry(id).map(|entry| entry.printed.as_str())
    }

    /// This ledger with new measurements in place of the old ones, in the order of the claims; an entry whose claim
    /// is gone is dropped.
    pub fn updated(&self, measured: &[Entry]) -> Ledger {
        let newest = |claim: &Claim| {
            let new = measured.iter().find(|entry| entry.id == claim.id).map(Entry::shortened);
            new.or_else(|| self.entry(claim.id).cloned())
        };
        Ledger { note: NOTE.to_string(), claims: CLAIMS.iter().filter_map(newest).collect() }
    }

    /// Writes the ledger, whole or not at all.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self) -> anyhow::Result<()> {
        let path = Ledger::path();
        let text = serde_json::to_string_pretty(self)? + "\n";
        flowlab::file::write_whole(&path, text.as_bytes())
            .with_context(|| format!("{} cannot be written", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, measured: f64) -> Entry {
        Entry { id: id.into(), measured, printed: format!("{measured:.1}"), seed: None }
    }

    #[test]
    fn an_update_keeps_what_was_not_measured_and_drops_what_is_gone() {
        let (kept, renewed) = (CLAIMS[0].id, CLAIMS[1].id);
        let old =
            Ledger { claims: vec![entry("gone", 1.0), entry(renewed, 1.0), entry(kept, 1.0)], ..Ledger::default() };
        let new = old.updated(&[entry(renewed, 1.1)]);
        assert_eq!(new.claims, [entry(kept, 1.0), entry(renewed, 1.1)]);
    }

    #[test]
    fn a_count_is_kept_in_full_and_the_last_bits_of_another_number_are_not() {
        let shortened = [3_145_728.0, 0.123_456_789, f64::NAN].map(|x| entry("x", x).shortened().measured);
        assert_eq!(shortened[..2], [3_145_728.0, 0.123457]);
        assert!(shortened[2].is_nan());
    }
}
