#!/usr/bin/env bash
# rand_distr 0.5.1: Normal::new takes a negative standard deviation and draws mirrored numbers.
#
# Guess before running: BadVariance, as numpy refuses scale < 0 and statrs 0.19.1 a standard deviation of -1.
# Seen: Ok, and each draw is the mean minus what the positive deviation adds to it: a sign error in a caller's formula for
# sigma stays unseen, since the law is the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
printf 'rand = "=0.9.5"\nrand_distr = "=0.5.1"\nstatrs = { version = "=0.19.1", default-features = false }\n' >> Cargo.toml
cat > src/main.rs <<'RUST'
use rand::{SeedableRng, rngs::StdRng};
use rand_distr::{Distribution, Normal};

fn main() {
    let draw = |sd: f64| Normal::new(1.0, sd).map(|law| law.sample(&mut StdRng::seed_from_u64(1)));
    let (plus, minus) = (draw(2.0), draw(-2.0));
    println!("sd 2: {plus:?}; sd -2: {minus:?}; statrs: {:?}", statrs::distribution::Normal::new(1.0, -2.0));
    assert!(statrs::distribution::Normal::new(1.0, -2.0).is_err(), "statrs has changed");
    assert_eq!(plus.unwrap() + minus.unwrap(), 2.0, "the behaviour has changed");
}
RUST
cargo run --quiet
