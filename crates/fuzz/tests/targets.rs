//! The targets on random bytes, and on the inputs of `corpus/`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::{env, fs};

use flowlab::Seed;
use flowlab::rand::Rng;
use fuzz::{TARGETS, Target};

/// Whether a target keeps its promises on an input; what it breaks is on stderr.
fn keeps_its_promises((_, target): Target, input: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| target(input))).is_ok()
}

#[test]
fn the_corpus_keeps_the_promises() {
    let mut broken = Vec::new();
    for target in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.0);
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty(), "{} is empty", folder.display());
        for file in files {
            if !keeps_its_promises(target, &fs::read(&file).unwrap()) {
                broken.push(file);
            }
        }
    }
    assert!(broken.is_empty(), "promises are broken on {broken:#?}");
}

/// Bytes of many lengths: any, or small ones, in which numbers at which formulas break are put at random places.
fn random_input(rng: &mut impl Rng) -> Vec<u8> {
    let length = 1 << rng.random_range(0..10);
    let mut bytes = vec![0; rng.random_range(0..=length)];
    rng.fill_bytes(&mut bytes);
    if rng.random() {
        bytes.iter_mut().for_each(|byte| *byte %= 8);
    }
    let special = [0.0, -0.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE, 1e308, 1.0 + f64::EPSILON, -1e-300];
    for _ in 0..rng.random_range(0..4) {
        let start = rng.random_range(0..=bytes.len());
        if let Some(place) = bytes.get_mut(start..start + 8) {
            place.copy_from_slice(&special[rng.random_range(0..special.len())].to_le_bytes());
        }
    }
    bytes
}

#[test]
fn random_inputs_keep_the_promises() {
    // a longer search, and one of other inputs: FUZZ_INPUTS=1000000 FUZZ_SEED=2 cargo test -p fuzz
    let number = |name: &str| {
        let text = env::var(name).ok()?;
        Some(text.parse().unwrap_or_else(|_| panic!("{name} = {text}: a number")))
    };
    let (inputs, seed) = (number("FUZZ_INPUTS").unwrap_or(10_000), number("FUZZ_SEED").unwrap_or(1));
    for target in TARGETS {
        let mut rng = Seed(seed).stream(0);
        for i in 0..inputs {
            let input = random_input(&mut rng);
            assert!(keeps_its_promises(target, &input), "the target {} fails on random input {i}: {input:?}", target.0);
        }
    }
}
