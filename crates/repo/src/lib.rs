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

/// The digest of some bytes (FNV-1a, 64 bits): enough to notice a change; it keeps nobody out who means to forge it.
pub fn fnv1a<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_published_vectors() {
        // of http://www.isthe.com/chongo/src/fnv/test_fnv.c
        assert_eq!(
            [b"".as_slice(), b"a", b"foobar"].map(fnv1a),
            [0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c, 0x8594_4171_f739_67e8]
        );
    }
}
