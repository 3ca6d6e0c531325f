//! The program behind the pictures that can be touched: flowlab compiled for the browser, with what calls it from a page.

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::files;

const TARGET: &str = "wasm32-unknown-unknown";
/// Files of book/theme that go with it.
const SCRIPTS: [&str; 4] = ["widgets.js", "widgets-worker.js", "studio.js", "studio-worker.js"];

/// Whether the compiler can build for the browser: rustup brings the target if it can. If not, the pages keep their still
/// pictures, and one line says what is missing.
pub fn possible() -> bool {
    let have = || {
        let asked = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
        asked
            .is_ok_and(|said| said.status.success() && Path::new(String::from_utf8_lossy(&said.stdout).trim()).is_dir())
    };
    let add = || {
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", TARGET]).current_dir(repo::root()).stdout(Stdio::null()).stderr(Stdio::null());
        rustup.status().is_ok_and(|status| status.success())
    };
    let possible = have() || (add() && have());
    if !possible {
        println!("the pictures of the pages stay still: `rustup target add {TARGET}` lets them be touched");
    }
    possible
}

/// Compiles a crate of the workspace with these features for the browser, by a profile of Cargo.toml, and writes `NAME.wasm`
/// and `NAME-wasm.js` into a folder.
///
/// # Errors
/// It does not compile, or a file cannot be written.
pub fn build(package: &str, profile: &str, features: &[&str], name: &str, folder: &Path) -> anyhow::Result<()> {
    let target = repo::root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()));
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(repo::root());
    command.args(["rustc", "--quiet", "-p", package, "--lib", "--crate-type", "cdylib", "--profile", profile]);
    command.args(["--no-default-features", "--features", &features.join(",")]);
    let status = command.args(["--target", TARGET]).status().context("cargo cannot be started")?;
    ensure!(status.success(), "the pictures that can be touched do not compile: see the messages above");
    let compiled = target.join(TARGET).join(profile).join(format!("{package}.wasm"));
    let mut bound = Bindgen::new()
        .input_path(&compiled)
        .no_modules(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("{} cannot be bound to a page", compiled.display()))?;
    fs::create_dir_all(folder)?;
    files::write(&folder.join(format!("{name}-wasm.js")), bound.js())?;
    files::write(&folder.join(format!("{name}.wasm")), bound.wasm_mut().emit_wasm())
}

/// Writes the widgets, the studio and their scripts into the theme of a site.
///
/// # Errors
/// As [`build`]; a script cannot be read.
pub fn write(theme: &Path) -> anyhow::Result<()> {
    for (program, _) in widgets::PROGRAMS {
        build("widgets", "wasm", &[program], program, theme)?;
    }
    build("studio", "studio", &[], "studio", theme)?;
    SCRIPTS.into_iter().try_for_each(|name| files::write(&theme.join(name), files::read(&files::theme().join(name))?))
}
