//! Runs the real program in folders of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The files of a folder by name, with their bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The program with its arguments, started from a folder.
pub fn figures(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_figures"));
    command.current_dir(folder).args(args).stdin(Stdio::null());
    command
}

/// Runs the program, and gives its exit code, its output and its errors.
pub fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    answer(figures(folder, args).output().unwrap())
}

/// Exit code, output and errors of a process that ended.
pub fn answer(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// What stands in a folder, folders below it aside.
pub fn files(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}
