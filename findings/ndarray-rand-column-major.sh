#!/usr/bin/env bash
# ndarray-rand 0.16.0: one seed and one shape give another matrix where the array is laid out column by column.
#
# Guess before running: numbers are dealt out row by row, as numpy does for every layout, so that a[i, j] depends on the
# seed and the shape alone.
# Seen: they are dealt out in the order of the memory: the first two agree in a[0, 0] only. (Array::from_shape_fn asks its
# closure in that order too, which a closure with a state notices.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
printf 'ndarray = "=0.17.2"\nndarray-rand = "=0.16.0"\n' >> Cargo.toml
cat > src/main.rs <<'RUST'
use ndarray::{Array2, ShapeBuilder};
use ndarray_rand::RandomExt;
use ndarray_rand::rand::{SeedableRng, rngs::StdRng};
use ndarray_rand::rand_distr::StandardNormal;

fn main() {
    let rng = || StdRng::seed_from_u64(1);
    let rows: Array2<f64> = Array2::random_using((2, 3), StandardNormal, &mut rng());
    let columns: Array2<f64> = Array2::random_using((2, 3).f(), StandardNormal, &mut rng());
    println!("row by row\n{rows}\ncolumn by column\n{columns}");
    let as_drawn: Vec<f64> = columns.t().iter().copied().collect();
    assert!(rows != columns && rows.iter().eq(&as_drawn), "the behaviour has changed");
    let mut asked = 0.0;
    let counted = Array2::from_shape_fn((2, 3).f(), |_| {
        asked += 1.0;
        asked
    });
    assert_eq!(counted, ndarray::array![[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]], "from_shape_fn has changed");
}
RUST
cargo run --quiet
