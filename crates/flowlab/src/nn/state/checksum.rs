//! The checksum in a file of ours: a flipped bit anywhere in it is found.
//!
//! It is the CRC-32 of all bytes of the file, in which its own digits count as zeros, and stands in the header among our
//! own lines, where other programs pass over it. A file of theirs has none.

use std::ops::Range;

/// The name of its line.
pub const NAME: &str = "checksum";
/// What stands in its place while it is taken.
pub const NONE: &str = "00000000";

/// Puts the checksum of a file into its place.
pub fn put(bytes: &mut [u8]) {
    if let Some(place) = place(bytes) {
        let sum = of(bytes);
        bytes[place].copy_from_slice(sum.as_bytes());
    }
}

/// Whether a file is as it was when its checksum was taken, or has none; its digits are then zeros.
pub fn holds(bytes: &mut [u8]) -> bool {
    let Some(place) = place(bytes) else { return true };
    let noted = bytes[place.clone()].to_vec();
    bytes[place].copy_from_slice(NONE.as_bytes());
    of(bytes).as_bytes() == noted
}

fn of(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}

/// Where its digits stand: in the header, whose length is the first number of the file.
fn place(bytes: &[u8]) -> Option<Range<usize>> {
    let length = usize::try_from(u64::from_le_bytes(*bytes.first_chunk()?)).ok()?;
    let header = bytes[8..].get(..length)?;
    let name = format!("{NAME} = ");
    let start = header.windows(name.len()).position(|window| window == name.as_bytes())? + name.len();
    header.get(start..start + NONE.len()).map(|_| 8 + start..8 + start + NONE.len())
}
