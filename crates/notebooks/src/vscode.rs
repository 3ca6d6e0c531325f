//! The kernel in the user's own list of kernels, from which VS Code takes it.
//!
//! The entry has the name of this clone of the repository and no other: the kernel `rust` that a user has, and that of
//! another clone, stay as they are.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::Context;

use crate::install;

/// Enters the kernel in the list, under a name that tells where the clone is.
///
/// # Errors
/// The list cannot be written.
pub fn enter() -> anyhow::Result<()> {
    enter_for(&repo::root(), &kernels()?)
}

/// Takes the entry of this clone out of the list.
///
/// # Errors
/// The entry cannot be removed.
pub fn take_out() -> anyhow::Result<()> {
    take_out_for(&repo::root(), &kernels()?)
}

fn enter_for(clone: &Path, kernels: &Path) -> anyhow::Result<()> {
    let (path, name) = (file(clone, kernels), shown(clone));
    install::put(&path, &install::entry(&name))?;
    println!("the kernel \"{name}\" is in your list of kernels, by the file {}", path.display());
    Ok(())
}

fn take_out_for(clone: &Path, kernels: &Path) -> anyhow::Result<()> {
    let path = file(clone, kernels);
    if !path.exists() {
        println!("there is no {}: nothing to undo", path.display());
        return Ok(());
    }
    fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    // What somebody else put beside it stays, and so does the folder then.
    let _ = path.parent().map(fs::remove_dir);
    println!("removed {}", path.display());
    Ok(())
}

/// What VS Code shows.
fn shown(clone: &Path) -> String {
    format!("Rust (course in {})", clone.display())
}

/// The entry's file. The name of its folder is the kernel's.
fn file(clone: &Path, kernels: &Path) -> PathBuf {
    let digest = repo::fnv1a(clone.as_os_str().as_encoded_bytes());
    kernels.join(format!("flow-course-{digest:016x}")).join("kernel.json")
}

/// The folder of the user's own kernels, where Jupyter has it.
fn kernels() -> anyhow::Result<PathBuf> {
    let named = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || env::home_dir().context("no home folder is known: set HOME");
    let data = match (named("JUPYTER_DATA_DIR"), named("XDG_DATA_HOME")) {
        (Some(folder), _) => folder,
        _ if cfg!(target_os = "macos") => home()?.join("Library").join("Jupyter"),
        (_, Some(folder)) => folder.join("jupyter"),
        _ => home()?.join(".local").join("share").join("jupyter"),
    };
    Ok(data.join("kernels"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files below a folder, with what they hold.
    fn files(folder: &Path) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files(&path));
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
        found.sort();
        found
    }

    #[test]
    fn two_clones_and_the_users_own_kernel_stand_side_by_side_and_go_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let kernels = folder.path();
        fs::create_dir(kernels.join("rust")).unwrap();
        fs::write(kernels.join("rust/kernel.json"), "{\"argv\": [\"mine\"]}").unwrap();
        let own = files(kernels);
        let (a, b) = (Path::new("/home/me/course"), Path::new("/home/me/copy of it"));
        enter_for(a, kernels).unwrap();
        let with_a = files(kernels);
        enter_for(b, kernels).unwrap();
        let both = files(kernels);
        assert_eq!([own.len(), with_a.len(), both.len()], [1, 2, 3]);
        for clone in [a, b] {
            assert!(both.iter().any(|(_, text)| text.contains(&format!("in {})", clone.display()))));
        }
        enter_for(b, kernels).unwrap();
        assert_eq!(files(kernels), both, "to enter it again changes nothing");
        take_out_for(b, kernels).unwrap();
        assert_eq!(files(kernels), with_a);
        take_out_for(b, kernels).unwrap();
        assert_eq!(files(kernels), with_a, "what is not there is not missed");
        take_out_for(a, kernels).unwrap();
        assert_eq!(files(kernels), own);
        assert_eq!(fs::read_dir(kernels).unwrap().count(), 1, "no folder is left");
    }
}
