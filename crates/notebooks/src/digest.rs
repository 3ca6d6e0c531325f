//! The digest of a notebook's code, kept in its metadata by the run that made the outputs.

use serde_json::json;

use crate::ipynb::Notebook;

/// Where in the notebook's metadata the digest stands.
pub const KEY: &str = "executed";

/// The digest (FNV-1a, 64 bits) of all code cells, in order.
pub fn of_code(notebook: &Notebook) -> String {
    let pieces = notebook.code().flat_map(|cell| [cell.id.as_bytes(), cell.source.0.as_bytes()]);
    of(pieces)
}

/// The digest (FNV-1a, 64 bits) of some pieces of data, in order.
pub fn of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    // The length keeps "ab" + "c" apart from "a" + "bc".
    let framed: Vec<u8> =
        pieces.into_iter().flat_map(|piece| [&(piece.len() as u64).to_le_bytes(), piece].concat()).collect();
    format!("{:016x}", repo::fnv1a(&framed))
}

/// Notes in the notebook that its outputs are those of its code.
pub fn stamp(notebook: &mut Notebook) {
    let digest = of_code(notebook);
    notebook.metadata.insert(KEY.to_string(), json!(digest));
}

/// Whether the outputs are those of the code that the notebook holds now.
pub fn is_current(notebook: &Notebook) -> bool {
    notebook.metadata.get(KEY).and_then(|kept| kept.as_str()) == Some(&of_code(notebook))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_sees_where_a_piece_ends() {
        assert_ne!(of([b"ab".as_slice(), b"c"]), of([b"a".as_slice(), b"bc"]));
        assert_eq!(of([b"ab".as_slice()]), of([b"ab".as_slice()]));
    }
}
