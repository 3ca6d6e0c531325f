//! The line that goes on with a run, to be pasted into a shell.

use std::env;
use std::path::{Path, absolute};

use os_display::Quotable;

use crate::flags::Run;

/// The program as it was started, the run with all its flags, its folder where one was named, and `--resume`.
pub fn to_go_on(run: &Run, out: Option<&Path>) -> String {
    // from any folder, and with spaces and quotes as a shell reads them
    let out = out.map(|out| absolute(out).unwrap_or_else(|_| out.to_path_buf()));
    let out = out.map_or(String::new(), |out| format!(" --out={}", out.maybe_quote()));
    format!("{} {}{out} --resume", program(), run.typed())
}

/// Cargo's line if cargo started it, else its own path.
fn program() -> String {
    let root = repo::root();
    if env::var_os("CARGO").is_none() {
        return env::current_exe().map_or("train".to_string(), |path| path.maybe_quote().to_string());
    }
    let release = if cfg!(debug_assertions) { "" } else { " --release" };
    let is_inside = env::current_dir().is_ok_and(|here| here.starts_with(&root));
    let manifest = root.join("Cargo.toml");
    let manifest = if is_inside { String::new() } else { format!(" --manifest-path={}", manifest.maybe_quote()) };
    format!("cargo run{release}{manifest} --bin train --")
}
