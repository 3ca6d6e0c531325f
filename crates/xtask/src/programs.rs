//! What this machine has: programs on the PATH, the target for browsers, a browser.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

/// The root of the repository.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// The first of these programs that stands on the PATH.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let file = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    names.iter().find_map(file)
}

/// Whether the target wasm32 is there, or rustup can fetch it.
pub fn has_wasm_target() -> bool {
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", "wasm32-unknown-unknown"]).current_dir(root());
    rustup.output().is_ok_and(|output| output.status.success())
}

/// Whether there is a browser.
pub fn has_browser() -> bool {
    env::var_os("CHROMIUM").is_some() || find(&["chromium", "chromium-browser", "google-chrome"]).is_some()
}

/// Installs Chromium where Debian's tools are there; elsewhere does nothing.
///
/// # Errors
/// The tools fail.
pub fn install_browser() -> Result<()> {
    if find(&["apt-get"]).is_none() {
        return Ok(());
    }
    for arguments in [&["update", "-qq"][..], &["install", "-qq", "-y", "--no-install-recommends", "chromium"]] {
        let mut apt = Command::new("apt-get");
        let output = apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "apt-get {} failed: {said}", arguments.join(" "));
    }
    Ok(())
}
