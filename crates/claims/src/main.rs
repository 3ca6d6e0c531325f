//! `cargo run --bin claims`: measures every number that the prose states and writes the ledger.

use std::num::NonZeroU64;
use std::process::ExitCode;

use anyhow::{Context, bail};
use claims::{CLAIMS, Claim, Entry, Law, Ledger, by_id, fresh, inspected};
use clap::Parser;
use flowlab::Lang;
use rayon::prelude::*;
use repo::nearest::hint;
use serde_json::{Value, json};

/// Measures every number that the prose states, compares it with the theory, and writes the ledger.
#[derive(Parser)]
#[command(name = "claims")]
struct Args {
    /// Only these claims.
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// List the claims, measure nothing.
    #[arg(long)]
    list: bool,
    /// Compare with the theory and with the committed ledger; write nothing.
    #[arg(long, conflicts_with = "list")]
    check: bool,
    /// Measure each claim on so many fresh seeds too.
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "list")]
    fresh: usize,
    /// Of the claims on fresh seeds, one in so many; other sources draw other ones.
    #[arg(long, value_name = "K", default_value = "1", requires = "fresh")]
    one_in: NonZeroU64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let chosen = match chosen(&args.ids) {
        Ok(chosen) => chosen,
        Err(complaint) => {
            eprintln!("error: {complaint}");
            return ExitCode::from(2);
        }
    };
    let done = if args.list { list(&chosen, args.json) } else { measure(&chosen, &args) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The claims with these ids, or all.
fn chosen(ids: &[String]) -> Result<Vec<&'static Claim>, String> {
    if ids.is_empty() {
        return Ok(CLAIMS.iter().collect());
    }
    ids.iter()
        .map(|id| by_id(id).ok_or_else(|| format!("no claim `{id}`{}", hint(id, CLAIMS.iter().map(|claim| claim.id)))))
        .collect()
}

fn list(chosen: &[&Claim], json: bool) -> anyhow::Result<()> {
    let lang = Lang::current();
    if json {
        let row = |c: &&Claim| {
            json!({ "id": c.id, "lesson": c.lesson, "statement": c.statement.get(lang), "law": law_as_json(c.law),
                "reason": c.reason.get(lang), "false_alarm_rate": c.chance.rate(), "seed": c.seed.0 })
        };
        println!("{}", serde_json::to_string_pretty(&chosen.iter().map(row).collect::<Vec<_>>())?);
        return Ok(());
    }
    for claim in chosen {
        println!("{} ({})", claim.id, claim.lesson);
        println!("  {}", claim.statement.get(lang));
        println!("  {}. {}", claim.law, claim.reason.get(lang));
    }
    Ok(())
}

fn law_as_json(law: Law) -> Value {
    match law {
        Law::Near { expected, tolerance } => json!({ "expected": expected, "tolerance": tolerance }),
        Law::AtMost { at_most } => json!({ "at_most": at_most }),
    }
}

/// Measures, prints, then writes the ledger or, with `--check`, compares with it.
fn measure(chosen: &[&Claim], args: &Args) -> anyhow::Result<()> {
    let entry = |claim: &&Claim| Entry::measure(claim).context(claim.id);
    let entries: Vec<Entry> = chosen.par_iter().map(entry).collect::<anyhow::Result<_>>()?;
    let measured = || chosen.iter().copied().zip(&entries);
    if args.json {
        let row = |(claim, entry)| with_law(claim, entry);
        println!("{}", serde_json::to_string_pretty(&measured().map(row).collect::<Result<Vec<_>, _>>()?)?);
    } else {
        print_table(measured());
    }
    let outside = measured().filter(|(claim, entry)| !claim.law.holds(entry.measured));
    let complaint = |(claim, entry): (&Claim, &Entry)| {
        format!("{}: measured {}, not {}; the ledger is as it was", claim.id, entry.measured, claim.law)
    };
    let mut complaints: Vec<String> = outside.map(complaint).collect();
    if args.check {
        complaints.extend(differences(&Ledger::read()?, &entries, args.ids.is_empty()));
    }
    if args.fresh > 0 {
        complaints.extend(on_fresh_seeds(&inspected::drawn(chosen, args.one_in.get())?, args.fresh)?);
    }
    if !complaints.is_empty() {
        bail!("{}", complaints.join("\nerror: "));
    }
    if !args.check {
        let old = if args.ids.is_empty() { Ledger::default() } else { Ledger::read()? };
        old.updated(&entries).write()?;
    }
    Ok(())
}

/// What is wrong with the claims on fresh seeds.
fn on_fresh_seeds(chosen: &[&Claim], n: usize) -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for claim in chosen {
        let report = fresh::check(claim, n).context(claim.id)?;
        complaints.extend(report.and_then(|report| report.complaint).map(|text| format!("{}: {text}", claim.id)));
    }
    Ok(complaints)
}

/// The measurement of a claim, and what the theory predicts for it.
fn with_law(claim: &Claim, entry: &Entry) -> serde_json::Result<Value> {
    let mut row = law_as_json(claim.law);
    if let (Value::Object(row), Value::Object(entry)) = (&mut row, serde_json::to_value(entry)?) {
        row.extend(entry);
    }
    Ok(row)
}

/// Where the committed ledger says something else than these measurements; with `all`, also what it has too much.
fn differences(ledger: &Ledger, entries: &[Entry], all: bool) -> Vec<String> {
    let stale = entries.iter().filter_map(|new| match ledger.entry(&new.id) {
        Some(old) if old.printed != new.printed => {
            Some(format!("{}: the ledger says {}, measured {}", new.id, old.printed, new.printed))
        }
        Some(old) if old.seed != new.seed => Some(format!("{}: the ledger has another seed", new.id)),
        Some(_) => None,
        None => Some(format!("{}: not in the ledger", new.id)),
    });
    let stray = ledger.claims.iter().filter(|old| all && by_id(&old.id).is_none());
    let stray = stray.map(|old| format!("{}: in the ledger, but no claim has this id", old.id));
    let way_out = |complaint: String| format!("{complaint}; `cargo run --bin claims` writes the ledger anew");
    stale.chain(stray).map(way_out).collect()
}

fn print_table<'a>(rows: impl Iterator<Item = (&'a Claim, &'a Entry)> + Clone) {
    let width = rows.clone().map(|(claim, _)| claim.id.len()).max().unwrap_or_default();
    println!("{:width$}  {:>22}  {:>14}  verdict", "id", "law", "measured");
    for (Claim { id, law, .. }, Entry { measured, printed, .. }) in rows {
        let verdict = if law.holds(*measured) { "holds" } else { "FAILS" };
        println!("{id:width$}  {:>22}  {printed:>14}  {verdict}", law.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, measured: f64) -> Entry {
        Entry { id: id.into(), measured, printed: format!("{measured:.1}"), seed: None }
    }

    #[test]
    fn a_changed_a_missing_and_a_stray_entry_are_each_named() {
        let mut ledger = Ledger::default();
        ledger.claims = vec![entry("changed", 1.0), entry("same", 1.0), entry(CLAIMS[0].id, 1.0)];
        let entries = [entry("changed", 1.1), entry("same", 1.04), entry("missing", 1.0)];
        let named = |all| -> Vec<String> {
            let complaints = differences(&ledger, &entries, all);
            complaints.iter().map(|line| line.split(':').next().unwrap_or_default().to_string()).collect()
        };
        assert_eq!(named(false), ["changed", "missing"]);
        assert_eq!(named(true), ["changed", "missing", "changed", "same"]);
        let reseeded = Entry { seed: Some(7), ..entry("same", 1.0) };
        assert!(differences(&ledger, &[reseeded], false)[0].contains("same: the ledger has another seed"));
    }

    #[test]
    fn a_misspelt_id_is_answered_with_the_nearest() {
        let complaint = chosen(&["brownian-quadratc-variation".to_string()]).unwrap_err();
        assert!(complaint.contains("nearest are brownian-quadratic-variation"), "{complaint}");
    }
}
