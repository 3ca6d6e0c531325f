#!/usr/bin/env bash
# ndarray 0.17.2: Array::linspace(0., 1., n) does not end at 1 for about one length in ten.
#
# Guess before running: the last number is the end that was given, as numpy promises.
# Seen: for 216 of the lengths 2 to 2001 it is an ulp below, for example at n = 50.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
printf 'ndarray = "=0.17.2"\n' >> Cargo.toml
cat > src/main.rs <<'RUST'
use ndarray::Array1;

fn main() {
    let last = |n: usize| Array1::<f64>::linspace(0.0, 1.0, n)[n - 1];
    let off = (2..=2001).filter(|n| last(*n) != 1.0).count();
    println!("linspace(0, 1, 50) ends at {:?}; of 2000 lengths {off} do not end at 1", last(50));
    assert!(last(50) != 1.0 && off > 100, "the behaviour has changed");
}
RUST
cargo run --quiet
