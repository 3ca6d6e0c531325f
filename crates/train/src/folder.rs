//! The folder of a run: one run in each, and one process at a time.

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use flowlab::file::{sweep, write_whole};
use flowlab::train::Checkpoint;
use os_display::Quotable;

/// What a run writes but its checkpoint.
const OUTPUTS: [&str; 3] = [FIELD, LOG, PICTURE];
/// The trained field.
pub const FIELD: &str = "field.safetensors";
/// The log.
pub const LOG: &str = "log.csv";
/// The samples.
pub const PICTURE: &str = "samples.png";

/// The folder, locked for this process as long as it lives.
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Opens the folder of a new run, and makes it if need be.
    ///
    /// # Errors
    /// A folder that cannot be made, that another process works in, or that holds a run already or files of the names
    /// that a run writes.
    pub fn for_a_new_run(path: PathBuf) -> Result<Folder> {
        fs::create_dir_all(&path).with_context(|| format!("cannot make the folder {}", path.maybe_quote()))?;
        let folder = Folder::lock(path)?;
        let (shown, checkpoint) = (folder.shown(), folder.checkpoint());
        if checkpoint.exists() {
            let of = match Checkpoint::read(&checkpoint) {
                Ok(Checkpoint { data, settings, steps_done }) => {
                    let of = if data.is_empty() { String::new() } else { format!(" of {data}") };
                    format!("a run{of}, at step {steps_done} of {}", settings.steps)
                }
                Err(_) => "a checkpoint that cannot be read".to_string(),
            };
            bail!("{shown} holds {of}: add --resume to go on with it, or --out FOLDER to begin another one elsewhere");
        }
        let taken: Vec<&str> = OUTPUTS.into_iter().filter(|name| folder.file(name).exists()).collect();
        ensure!(
            taken.is_empty(),
            "{shown} holds {} but no checkpoint: move that away, or add --out FOLDER to begin elsewhere",
            taken.join(", ")
        );
        Ok(folder)
    }

    /// Opens the folder of a run that is to go on, and reads what its checkpoint says.
    ///
    /// # Errors
    /// No run in it, a checkpoint that is damaged, or another process that works in it.
    pub fn of_a_run(path: PathBuf) -> Result<(Folder, Checkpoint)> {
        ensure!(
            path.join(CHECKPOINT).exists(),
            "{} holds no run to go on with: leave out --resume to begin one, or name its folder by --out",
            path.maybe_quote()
        );
        let folder = Folder::lock(path)?;
        let saved = Checkpoint::read(folder.checkpoint())?;
        Ok((folder, saved))
    }

    /// Keeps other processes out, and removes what one that was killed left unfinished.
    fn lock(path: PathBuf) -> Result<Folder> {
        let lock = File::options().create(true).append(true).open(path.join(".lock"));
        let lock = lock.with_context(|| format!("cannot write in the folder {}", path.maybe_quote()))?;
        // a file system that knows no locks goes without
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            bail!("{} is being worked in: wait for the run there, or add --out FOLDER", path.maybe_quote());
        }
        sweep(&path);
        Ok(Folder { path, _lock: lock })
    }

    /// Its path, in one line whatever is in it.
    pub fn shown(&self) -> String {
        self.path.maybe_quote().to_string()
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The checkpoint.
    pub fn checkpoint(&self) -> PathBuf {
        self.file(CHECKPOINT)
    }

    /// Writes a file in it, whole or not at all.
    ///
    /// # Errors
    /// The folder cannot be written, or the disk is full.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.file(name);
        write_whole(&path, bytes).with_context(|| format!("cannot write {}", path.maybe_quote()))
    }
}

const CHECKPOINT: &str = "checkpoint.safetensors";
