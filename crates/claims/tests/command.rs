//! The command `claims` as its user meets it.

use std::fs;
use std::process::{Command, Output};

use claims::{CLAIMS, Ledger};

fn claims(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_claims")).args(arguments).output().unwrap()
}

#[test]
fn a_check_compares_with_the_committed_ledger_and_writes_nothing() {
    let before = fs::read(Ledger::path()).unwrap();
    let output = claims(&["--check", "euler-error-10", "brownian-quadratic-variation"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read(Ledger::path()).unwrap(), before);
}

#[test]
fn an_unknown_id_ends_with_2_and_the_nearest_ids() {
    let output = claims(&["brownian-total-varation"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("nearest are brownian-total-variation"));
}

#[test]
fn the_list_as_json_names_every_claim() {
    let output = claims(&["--list", "--json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(rows.iter().map(|row| row["id"].as_str().unwrap()).eq(CLAIMS.iter().map(|claim| claim.id)));
}
