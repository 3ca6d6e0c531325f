//! The site built once more: two builds are the same to the byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::files::Fault;
use crate::site::{self, Plan};

/// Where a second build by the same plan differs from the site in a folder.
///
/// # Errors
/// The second build fails, or a file cannot be read.
pub fn faults(folder: &Path, plan: &Plan) -> anyhow::Result<Vec<Fault>> {
    let again = tempfile::tempdir()?;
    let second = again.path().join("book");
    site::build(&second, plan)?;
    differences(folder, &second)
}

/// The files that are not the same in two folders, each with the line at which it first differs.
fn differences(first: &Path, second: &Path) -> anyhow::Result<Vec<Fault>> {
    let (mut paths, mut others) = (BTreeSet::new(), BTreeSet::new());
    collect(first, Path::new(""), &mut paths)?;
    collect(second, Path::new(""), &mut others)?;
    let mut faults = Vec::new();
    for path in paths.union(&others) {
        let (first, second) = (first.join(path), second.join(path));
        if !(first.is_file() && second.is_file()) {
            faults.push(Fault::new(
                &first,
                1,
                "only one of two builds has this file: what it hangs on must be the sources",
            ));
            continue;
        }
        let (bytes, others) = (read(&first)?, read(&second)?);
        if bytes != others {
            let same = bytes.iter().zip(&others).take_while(|(a, b)| a == b).count();
            let line = 1 + bytes[..same].iter().filter(|byte| **byte == b'\n').count();
            let what = "a second build differs from here on: look for what changes from run to run, such as the order of a \
                        HashMap or the time, and sort it or leave it out";
            faults.push(Fault::new(&first, line, what));
        }
    }
    Ok(faults)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The files below a folder, seen from its top.
fn collect(top: &Path, within: &Path, paths: &mut BTreeSet<PathBuf>) -> anyhow::Result<()> {
    let folder = top.join(within);
    for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let entry = entry?;
        let path = within.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(top, &path, paths)?;
        } else {
            paths.insert(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_differs_or_is_missing_is_named_with_its_line() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        for (folder, (same, other)) in folders.iter().zip([("x", "a\nb\nc"), ("x", "a\nb\nd")]) {
            fs::create_dir(folder.path().join("en")).unwrap();
            fs::write(folder.path().join("en/same.html"), same).unwrap();
            fs::write(folder.path().join("en/other.html"), other).unwrap();
        }
        fs::write(folders[1].path().join("more.html"), "").unwrap();
        let found = differences(folders[0].path(), folders[1].path()).unwrap();
        let found: Vec<(&str, usize, bool)> = found
            .iter()
            .map(|fault| (fault.file.rsplit('/').next().unwrap(), fault.line, fault.what.contains("only one")))
            .collect();
        assert_eq!(found, [("other.html", 3, false), ("more.html", 1, true)]);
    }
}
