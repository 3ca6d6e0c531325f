//! Files that appear whole or not at all.
//!
//! Ours, and for all programs of the course: the crates that do this give their temporary files random names, so that what
//! a killed process left cannot be told from what another one is writing, and is never swept.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The start of the name of a file that is still being written.
pub const UNFINISHED: &str = ".unfinished-";

/// Writes a file so that a reader sees the old one or the new one, never a part: to a temporary name beside it, then
/// by renaming.
///
/// # Errors
/// The folder does not exist or cannot be written, or the disk is full; the old file is then as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no file name"))?;
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_file_name(format!("{UNFINISHED}{}-{number}-{}", process::id(), name.to_string_lossy()));
    let written = fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Removes what an interrupted run left unfinished in a folder, and says how many files that were. A file of a process
/// that still runs is left to it.
pub fn sweep(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let left_over = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        let process = name.strip_prefix(UNFINISHED)?.split('-').next()?;
        process
            .parse::<u32>()
            .ok()
            .filter(|id| *id == process::id() || !Path::new("/proc").join(id.to_string()).exists())
    };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(|path| left_over(path).is_some() && fs::remove_file(path).is_ok()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_behind() {
        let folder = std::env::temp_dir().join(format!("flow-file-{}", process::id()));
        fs::create_dir_all(folder.join("taken")).unwrap();
        fs::write(folder.join("taken/inside"), "x").unwrap();
        assert!(write_whole(&folder.join("taken"), b"new").is_err(), "a folder stands where the file should go");
        assert!(write_whole(&folder.join("taken/inside/below-a-file"), b"new").is_err());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::write(folder.join(format!("{UNFINISHED}{}-0-a.png", process::id())), "half").unwrap();
        fs::write(folder.join(format!("{UNFINISHED}4294967295-0-a.png")), "half").unwrap();
        assert_eq!(sweep(&folder), 2);
        fs::remove_dir_all(&folder).unwrap();
    }
}
