#!/usr/bin/env bash
# csv 1.4.0: a quote that never closes swallows all rows behind it, and the reader says that all is well.
#
# Guess before running: an error at the end of the file, as Python's csv module gives with strict=True.
# Seen: one row less for each row behind the quote, and Ok; the last cell holds the text of the rest of the file. With two
# columns and a quote in the last, not even the number of cells tells.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
printf 'csv = "=1.4.0"\n' >> Cargo.toml
cat > src/main.rs <<'RUST'
fn main() {
    let file = "height,note\n1,\"tall\n3,small\n5,wide\n";
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let rows: Vec<_> = reader.records().collect();
    println!("of 3 rows: {rows:?}");
    assert!(rows.len() == 1 && rows[0].is_ok(), "the behaviour has changed");
    assert_eq!(rows[0].as_ref().unwrap().get(1), Some("tall\n3,small\n5,wide\n"));
}
RUST
cargo run --quiet
