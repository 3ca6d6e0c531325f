#!/usr/bin/env bash
# nalgebra 0.35.0: the feature `std` brings a crate of vector types with it.
#
# Guess before running: with `default-features = false`, `std` only says that the standard library is there, and nothing
# more is compiled than with `alloc` and `libm`.
# Seen: `std` asks simba for its own `std`, and that turns on `wide` (with safe_arch): the largest library of them all, used
# by no one who does not name it. With `alloc` and `libm` it is gone, and the same decompositions compile.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
with() { printf '[package]\nname = "seen"\nedition = "2024"\n[dependencies]\nnalgebra = { version = "=0.35.0", default-features = false, features = [%s] }\n' "$1" > Cargo.toml; }
count() { cargo tree --quiet --prefix none --edges normal | grep -cE '^(wide|safe_arch) ' || true; }
with '"std"'
std=$(count)
with '"alloc", "libm"'
alloc=$(count)
echo "crates of vector types: $std with std, $alloc with alloc and libm"
[[ "$std" -ge 1 && "$alloc" -eq 0 ]] || { echo "the behaviour has changed"; exit 1; }
