//! Which claims held on fresh seeds on this machine: what has not changed since is not measured again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

/// Where it is kept: a line for each claim, its id, the number of seeds, and the digest of all that it was measured with.
fn file() -> PathBuf {
    repo::tools().join("claims.txt")
}

/// The claims that held on so many fresh seeds, measured with what stands here now.
#[derive(Debug, Default)]
pub struct Kept {
    with: String,
    held: BTreeMap<String, usize>,
}

impl Kept {
    /// Reads what is kept; nothing if a source, a dependency or the compiler has changed.
    ///
    /// # Errors
    /// A source cannot be read.
    pub fn read() -> io::Result<Kept> {
        let with = digest()?;
        let text = fs::read_to_string(file()).unwrap_or_default();
        let rows = text.lines().filter_map(|line| {
            let mut words = line.split(' ');
            let (id, n, kept) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
            (kept == with).then(|| (id.to_string(), n))
        });
        Ok(Kept { held: rows.collect(), with })
    }

    /// Whether this claim held on at least so many seeds.
    pub fn held(&self, id: &str, n: usize) -> bool {
        self.held.get(id).is_some_and(|kept| *kept >= n)
    }

    /// Notes that a claim held on so many seeds.
    pub fn note(&mut self, id: &str, n: usize) {
        self.held.insert(id.to_string(), n);
    }

    /// Writes it down.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self) -> io::Result<()> {
        let text: String = self.held.iter().map(|(id, n)| format!("{id} {n} {}\n", self.with)).collect();
        fs::create_dir_all(repo::tools())?;
        flowlab::file::write_whole(&file(), text.as_bytes())
    }
}

/// A digest of all that a measurement depends on: the sources of the library and of the lessons with their weights, the
/// versions of the dependencies, how they are compiled, the compiler.
fn digest() -> io::Result<String> {
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
    Ok(format!("{:016x}", repo::fnv1a(&parts)))
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
    use super::*;

    #[test]
    fn a_claim_is_kept_for_as_many_seeds_as_it_held_on() {
        let mut kept = Kept::default();
        kept.note("a", 20);
        assert!(kept.held("a", 20) && kept.held("a", 5) && !kept.held("a", 21) && !kept.held("b", 1));
    }

    #[test]
    fn the_digest_reads_every_source_and_stays_the_same() {
        assert_eq!(digest().unwrap(), digest().unwrap());
        let mut files = Vec::new();
        gather(&repo::root().join("crates/lessons/src"), &mut files).unwrap();
        assert!(files.iter().any(|file| file.ends_with("flow_matching/claims.rs")));
    }
}
