#!/usr/bin/env bash
# pulp 0.22.3: with its default features a program for wasm32 with simd128 holds instructions of relaxed SIMD.
#
# Guess before running: what is compiled with `-Ctarget-feature=+simd128` uses simd128 and nothing newer; newer vectors wait
# behind a question at run time, as on other machines.
# Seen: a module cannot ask. The default feature `relaxed-simd` compiles the relaxed multiply-add in, and an engine that does
# not know it refuses the whole module, whichever function is called. Without that feature the module is plain simd128.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
rustup target add wasm32-unknown-unknown 2> /dev/null
cargo init --quiet --lib --name seen
cat > src/lib.rs <<'RUST'
use pulp::{Arch, Simd, WithSimd};
struct Fill<'a>(&'a mut [f64]);
impl WithSimd for Fill<'_> {
    type Output = ();
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for x in S::as_mut_simd_f64s(self.0).0 {
            *x = simd.mul_add_e_f64s(*x, *x, *x);
        }
    }
}
#[unsafe(no_mangle)]
pub extern "C" fn fill() -> f64 {
    let mut room = [1.5; 64];
    Arch::new().dispatch(Fill(&mut room));
    room.iter().sum()
}
RUST
relaxed() {
    printf '[package]\nname = "seen"\nedition = "2024"\n[lib]\ncrate-type = ["cdylib"]\n[dependencies]\npulp = { version = "=0.22.3", %s }\n' "$1" > Cargo.toml
    RUSTFLAGS="-Ctarget-feature=+simd128" cargo build --quiet --release --target wasm32-unknown-unknown
    # the opcodes of f64x2.relaxed_madd and f32x4.relaxed_madd
    python3 -c 'import pathlib; b = pathlib.Path("target/wasm32-unknown-unknown/release/seen.wasm").read_bytes(); print(b.count(b"\xfd\x87\x02") + b.count(b"\xfd\x85\x02"))'
}
default=$(relaxed 'default-features = true')
plain=$(relaxed 'default-features = false, features = ["std"]')
echo "relaxed multiply-adds: $default by default, $plain without the feature"
[[ "$default" -gt 0 && "$plain" -eq 0 ]] || { echo "the behaviour has changed"; exit 1; }
