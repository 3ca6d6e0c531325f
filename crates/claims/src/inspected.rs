//! Which claims are asked on fresh seeds where asking all takes too long: one in so many, drawn by the sources, so that
//! every change of them has others asked, and the same sources the same ones.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use crate::Claim;

/// One in `share` of these claims.
///
/// # Errors
/// A source cannot be read.
pub fn drawn<'a>(claims: &[&'a Claim], share: u64) -> io::Result<Vec<&'a Claim>> {
    let sources = sources()?;
    Ok(claims.iter().copied().filter(|claim| is_drawn(claim.id, share, sources)).collect())
}

fn is_drawn(id: &str, share: u64, sources: u64) -> bool {
    // the last bits of FNV hang on the last bits of the bytes alone; those in the middle on all
    let digest = repo::fnv1a(sources.to_le_bytes().iter().chain(id.as_bytes()));
    (digest >> 20) % share == 0
}

/// A digest of all that a measurement depends on: the sources of the library and of the lessons with their weights, the versions of
/// the dependencies, how they are compiled, the compiler.
fn sources() -> io::Result<u64> {
    let root = repo::root();
    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    for name in ["flowlab/src", "flowlab/Cargo.toml", "lessons/src", "lessons/weights", "claims/src"] {
        gather(&root.join("crates").join(name), &mut files)?;
    }
    let mut parts = Command::new("rustc").arg("-vV").output()?.stdout;
    for file in files {
        parts.extend(repo::shown(&file).bytes());
        parts.extend(fs::read(&file)?);
    }
    Ok(repo::fnv1a(&parts))
}

/// A file, or all files below a folder, in order.
fn gather(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| gather(entry, files))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::CLAIMS;

    #[test]
    fn other_sources_draw_other_claims_and_in_time_all() {
        let of = |sources: u64| -> BTreeSet<&str> {
            let ids = CLAIMS.iter().map(|claim| claim.id);
            ids.filter(|id| is_drawn(id, 8, sources)).collect()
        };
        // one in eight of n claims: within five standard deviations
        let n = CLAIMS.len() as f64;
        let spread = (n * 7.0 / 64.0).sqrt();
        for k in 0..20 {
            assert!((of(k).len() as f64 - n / 8.0).abs() < 5.0 * spread, "{}", of(k).len());
            assert_ne!(of(k), of(k + 1));
        }
        // a claim is missed by all of 200 draws with probability (7/8)^200 = 3e-12
        let asked: BTreeSet<&str> = (0..200).flat_map(of).collect();
        assert_eq!(asked.len(), CLAIMS.len());
    }

    #[test]
    fn one_in_one_is_every_claim_and_the_same_sources_draw_the_same() {
        let claims: Vec<&Claim> = CLAIMS.iter().collect();
        assert_eq!(drawn(&claims, 1).unwrap().len(), claims.len());
        let ids = |claims: Vec<&Claim>| claims.iter().map(|claim| claim.id).collect::<Vec<_>>();
        assert_eq!(ids(drawn(&claims, 8).unwrap()), ids(drawn(&claims, 8).unwrap()));
    }

    #[test]
    fn the_sources_of_every_lesson_are_read() {
        let mut files = Vec::new();
        gather(&repo::root().join("crates/lessons/src"), &mut files).unwrap();
        assert!(files.iter().any(|file| file.ends_with("flow_matching/claims.rs")));
    }
}
