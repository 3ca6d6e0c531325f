//! The folder into which files are written: whole, and never over a file that this program did not make.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{fs, iter};

use anyhow::{Context, Result, bail};
use figures::mark;

/// A folder to write to.
pub struct Store {
    folder: PathBuf,
    /// What of the folder is told before a name.
    told: PathBuf,
    real: PathBuf,
    force: bool,
}

/// What became of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Put {
    /// It is written.
    Written,
    /// It is written; what stood there is somebody's own and has this name now.
    Moved(PathBuf),
    /// It is not written: what stands there is somebody's own, as said.
    Kept(&'static str),
}

impl Store {
    /// Makes the folder if it is missing, and sweeps what an interrupted run left where `names` will stand. With
    /// `force`, somebody's own file makes room.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn open<'a>(folder: &Path, names: impl IntoIterator<Item = &'a str>, force: bool) -> Result<Store> {
        let fault = || format!("cannot write to the folder {}", folder.display());
        fs::create_dir_all(folder).with_context(fault)?;
        let real = folder.canonicalize().with_context(fault)?;
        let store = Store { folder: folder.to_path_buf(), told: PathBuf::new(), real, force };
        let parents = names.into_iter().filter_map(|name| Some(store.folder.join(name).parent()?.to_path_buf()));
        for parent in parents.collect::<BTreeSet<_>>() {
            if parent.canonicalize().is_ok_and(|real| real.starts_with(&store.real)) {
                flowlab::file::sweep(&parent);
            }
        }
        Ok(store)
    }

    /// The same store with a part of its folder told before each name.
    #[must_use]
    pub fn telling(self, told: &Path) -> Store {
        Store { told: told.to_path_buf(), ..self }
    }

    /// A name as it is told.
    pub fn told(&self, name: &str) -> String {
        self.told.join(name).display().to_string()
    }

    /// Why this name would be kept as it is.
    pub fn kept(&self, name: &str) -> Option<&'static str> {
        if self.leads_out(name) {
            return Some("its folder leads elsewhere");
        }
        if self.force { None } else { owner(&self.folder.join(name)) }
    }

    /// Writes a file under a name below the folder; names are parted by `/`.
    ///
    /// # Errors
    /// The file, its folder or the new name of an old one cannot be written; the old file then stands as it did.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<Put> {
        if let Some(why) = self.kept(name) {
            return Ok(Put::Kept(why));
        }
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot write to the folder {}", parent.display()))?;
        }
        let old = owner(&path).map(|_| make_room(&path)).transpose()?;
        if let Err(error) = flowlab::file::write_whole(&path, bytes) {
            if let Some(old) = old {
                put_back(&old, &path);
            }
            bail!("cannot write {}: {error}", path.display());
        }
        Ok(old.map_or(Put::Written, Put::Moved))
    }

    /// Whether the way to the name leads out of this store, over a link.
    fn leads_out(&self, name: &str) -> bool {
        let path = self.folder.join(name);
        let nearest = path.ancestors().skip(1).find(|folder| folder.symlink_metadata().is_ok());
        nearest.is_some_and(|folder| !folder.canonicalize().is_ok_and(|real| real.starts_with(&self.real)))
    }
}

/// Whose file stands at a path, if it is not free and not this program's.
fn owner(path: &Path) -> Option<&'static str> {
    // What is wrong with the way to the file shows when it is written.
    let kind = path.symlink_metadata().ok()?.file_type();
    if kind.is_symlink() {
        Some("a link that figures did not make")
    } else if kind.is_dir() {
        Some("a folder that figures did not make")
    } else if kind.is_file() && fs::read(path).is_ok_and(|bytes| mark::is_ours(&bytes)) {
        None
    } else {
        Some("a file that figures did not make")
    }
}

/// Gives what stands at the path a second name, NAME.orig or the first free NAME.orig.1, .2, ..; where the file system
/// has no second names (or it is a folder), a new one.
fn make_room(path: &Path) -> Result<PathBuf> {
    let endings = iter::once(".orig".to_string()).chain((1..).map(|number| format!(".orig.{number}")));
    let mut names =
        endings.map(|ending| PathBuf::from([path.as_os_str(), OsStr::new(&ending)].into_iter().collect::<OsString>()));
    let Some(old) = names.find(|name| name.symlink_metadata().is_err()) else { bail!("no name is free") };
    fs::hard_link(path, &old)
        .or_else(|_| fs::rename(path, &old))
        .with_context(|| format!("cannot move {} to {}", path.display(), old.display()))?;
    Ok(old)
}

/// Undoes [`make_room`]. If even that fails, the file is whole under its other name.
fn put_back(old: &Path, path: &Path) {
    let _ = if path.symlink_metadata().is_ok() { fs::remove_file(old) } else { fs::rename(old, path) };
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn ours(text: &str) -> Vec<u8> {
        mark::seal(format!("<svg>{text}</svg>\n").as_bytes())
    }

    fn store(folder: &Path, force: bool) -> Store {
        Store::open(folder, ["a.svg", "sub/a.svg"], force).unwrap()
    }

    #[test]
    fn our_files_are_replaced_and_others_kept() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let store = store(folder.path(), false);
        assert_eq!(store.put("sub/a.svg", &ours("1")).unwrap(), Put::Written, "the folder is made");
        assert_eq!(store.put("sub/a.svg", &ours("2")).unwrap(), Put::Written);
        assert_eq!(fs::read(at("sub/a.svg")).unwrap(), ours("2"));
        fs::write(at("own.svg"), "own").unwrap();
        fs::create_dir(at("folder.svg")).unwrap();
        symlink(at("sub/a.svg"), at("link.svg")).unwrap();
        symlink(at("nowhere"), at("broken.svg")).unwrap();
        for name in ["own.svg", "folder.svg", "link.svg", "broken.svg"] {
            assert!(matches!(store.put(name, &ours("3")).unwrap(), Put::Kept(_)), "{name}");
        }
        assert_eq!(fs::read(at("own.svg")).unwrap(), b"own");
        assert_eq!(fs::read(at("sub/a.svg")).unwrap(), ours("2"), "nothing is written through a link");
        assert!(!at("nowhere").exists());
    }

    #[test]
    fn force_gives_everything_else_the_first_free_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let store = store(folder.path(), true);
        for (number, old) in ["a.svg.orig", "a.svg.orig.1", "a.svg.orig.2"].into_iter().enumerate() {
            fs::write(at("a.svg"), format!("own {number}")).unwrap();
            assert_eq!(store.put("a.svg", &ours("new")).unwrap(), Put::Moved(at(old)));
            assert_eq!(fs::read_to_string(at(old)).unwrap(), format!("own {number}"));
            assert_eq!(fs::read(at("a.svg")).unwrap(), ours("new"));
        }
        assert_eq!(fs::read_to_string(at("a.svg.orig")).unwrap(), "own 0", "an .orig is never overwritten");
        fs::create_dir(at("b.svg")).unwrap();
        fs::write(at("b.svg/inside"), "x").unwrap();
        symlink(at("a.svg"), at("c.svg")).unwrap();
        for name in ["b.svg", "c.svg"] {
            assert!(matches!(store.put(name, &ours("new")).unwrap(), Put::Moved(_)), "{name}");
            assert!(at(name).symlink_metadata().unwrap().is_file());
        }
        assert!(at("b.svg.orig/inside").exists() && at("c.svg.orig").is_symlink());
    }

    #[test]
    fn a_folder_that_leads_elsewhere_is_not_written_to() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(folder.path().join("real")).unwrap();
        symlink(elsewhere.path(), folder.path().join("out")).unwrap();
        symlink(folder.path().join("real"), folder.path().join("in")).unwrap();
        let store = store(folder.path(), true);
        assert!(matches!(store.put("out/a.svg", &ours("1")).unwrap(), Put::Kept(_)));
        assert!(matches!(store.put("out/sub/a.svg", &ours("1")).unwrap(), Put::Kept(_)));
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        assert_eq!(
            store.put("in/a.svg", &ours("1")).unwrap(),
            Put::Written,
            "a link within the folder is as good as any"
        );
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        // Room for the file's own name, none for the longer temporary one.
        let name = format!("{}.svg", "a".repeat(240));
        fs::write(folder.path().join(&name), "own").unwrap();
        let error = store(folder.path(), true).put(&name, &ours("new")).unwrap_err().to_string();
        assert!(error.starts_with("cannot write "), "{error}");
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [name.as_str()]);
        assert_eq!(fs::read_to_string(folder.path().join(&name)).unwrap(), "own");
    }

    #[test]
    fn what_an_interrupted_run_left_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        let left_over = [flowlab::file::UNFINISHED, "4294967295-0-a.svg"].concat();
        for parent in ["", "sub"] {
            fs::write(folder.path().join(parent).join(&left_over), "half").unwrap();
        }
        store(folder.path(), false);
        assert!(!folder.path().join(&left_over).exists() && !folder.path().join("sub").join(&left_over).exists());
    }

    #[test]
    fn a_folder_below_a_file_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "x").unwrap();
        let below = folder.path().join("file/below");
        let error = format!("{:#}", Store::open(&below, [], false).err().unwrap());
        assert!(error.contains(&below.display().to_string()) && !error.contains('\n'), "{error}");
    }
}
