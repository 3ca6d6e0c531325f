#!/usr/bin/env bash
# statrs 0.19.1: the quantile of a chi-square number with 1 degree of freedom is wrong by orders of magnitude far out.
#
# Guess before running: inverse_cdf(p) and cdf undo each other to some 10 digits for every p.
# Seen: for p = 5e-7 the quantile x has cdf(x) far from p; the distribution function itself is right, as
# 2·Φ(√x) − 1 shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
printf 'statrs = { version = "=0.19.1", default-features = false }\n' >> Cargo.toml
cat > src/main.rs <<'RUST'
use statrs::distribution::{ChiSquared, ContinuousCDF};

fn main() {
    let law = ChiSquared::new(1.0).unwrap();
    let p = 5e-7;
    let x = law.inverse_cdf(p);
    // Near 0 the distribution function is √(2x/π).
    let exact = p * p * std::f64::consts::FRAC_PI_2;
    println!("inverse_cdf({p:e}) = {x:e}, exact {exact:e}; cdf of it {:e}", law.cdf(x));
    println!("cdf({exact:e}) = {:e}", law.cdf(exact));
    assert!((law.cdf(exact) / p - 1.0).abs() < 1e-3, "the distribution function has changed");
    assert!(x / exact > 100.0 || x / exact < 0.01, "the quantile has changed");
}
RUST
cargo run --quiet
