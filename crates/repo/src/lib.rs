//! The ground that every program of this repository stands on: where things are, and hints for wrong names.

pub mod nearest;

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The ignored folder for what the project installs for itself: `.tools`, or the one that `FLOW_TOOLS` names.
pub fn tools() -> PathBuf {
    std::env::var_os("FLOW_TOOLS").map_or_else(|| root().join(".tools"), PathBuf::from)
}

/// A path as it is told to a reader: seen from the repository, where it is in it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
