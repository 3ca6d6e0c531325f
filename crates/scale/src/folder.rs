//! The folder of a run: one run in each, and one process at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use flowlab::file::{sweep, write_whole};

use crate::checkpoint::Header;

/// To go on from.
pub const CHECKPOINT: &str = "checkpoint.safetensors";
/// The average of the weights, as PyTorch and lesson 20 read it.
pub const WEIGHTS: &str = "weights.safetensors";
/// The mean loss of every 100 steps.
pub const LOG: &str = "log.csv";
/// Samples beside true pictures.
pub const SHEET: &str = "samples.png";

/// The folder, locked for this process as long as it lives.
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Opens the folder of a new run, and makes it if need be.
    ///
    /// # Errors
    /// A folder that cannot be made, that another process works in, or that holds a run.
    pub fn for_a_new_run(path: &Path) -> Result<Folder> {
        fs::create_dir_all(path).with_context(|| format!("cannot make the folder {}", path.display()))?;
        let folder = Folder::lock(path)?;
        let checkpoint = folder.file(CHECKPOINT);
        if checkpoint.exists() {
            let what = match Header::read(&checkpoint) {
                Ok(Header { data, steps_done, settings, .. }) => {
                    format!("a run of {data}, at step {steps_done} of {}", settings.steps)
                }
                Err(_) => "a checkpoint that cannot be read".to_string(),
            };
            bail!("{} holds {what}: add --resume to go on with it, or --out FOLDER to begin elsewhere", path.display());
        }
        Ok(folder)
    }

    /// Opens the folder of a run that is to go on, and reads what its checkpoint says.
    ///
    /// # Errors
    /// No run in it, a checkpoint that is damaged, or another process that works in it.
    pub fn of_a_run(path: &Path) -> Result<(Folder, Header)> {
        let shown = path.display();
        ensure!(path.join(CHECKPOINT).exists(), "{shown} holds no run to go on with: leave out --resume to begin one");
        let folder = Folder::lock(path)?;
        let header = Header::read(&folder.file(CHECKPOINT))?;
        Ok((folder, header))
    }

    fn lock(path: &Path) -> Result<Folder> {
        let lock = File::options().create(true).append(true).open(path.join(".lock"));
        let lock = lock.with_context(|| format!("cannot write in the folder {}", path.display()))?;
        // a file system that knows no locks goes without
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            bail!("{} is being worked in: wait for the run there, or add --out FOLDER", path.display());
        }
        sweep(path);
        Ok(Folder { path: path.to_path_buf(), _lock: lock })
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file in it, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written, or the disk is full.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.file(name);
        write_whole(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }
}
