#!/usr/bin/env bash
# statrs 0.19.1: the distribution function of the normal law has about 10 correct digits beyond |x| = 0.707.
#
# Guess before running: a relative error near 1e-16 everywhere, since the function is erfc but for a factor.
# Seen: at x = -2 the relative error is above 1e-12 (15 digits would be below 1e-15), while inverse_cdf(0.975) is right to
# all digits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
printf 'statrs = { version = "=0.19.1", default-features = false }\n' >> Cargo.toml
cat > src/main.rs <<'RUST'
use statrs::distribution::{ContinuousCDF, Normal};

fn main() {
    let law = Normal::standard();
    // Digits of a computation with 40 of them.
    let exact = [(-1.0, 0.158_655_253_931_457_05), (-2.0, 0.022_750_131_948_179_21), (-3.0, 0.001_349_898_031_630_094_6)];
    let mut worst = 0.0_f64;
    for (x, f) in exact {
        let error = (law.cdf(x) / f - 1.0).abs();
        println!("cdf({x}) = {:.17}, relative error {error:.1e}", law.cdf(x));
        worst = worst.max(error);
    }
    let quantile = (law.inverse_cdf(0.975) - 1.959_963_984_540_054).abs();
    println!("inverse_cdf(0.975) is off by {quantile:.1e}");
    assert!(worst > 1e-13 && worst < 1e-9 && quantile < 1e-15, "the behaviour has changed");
}
RUST
cargo run --quiet
