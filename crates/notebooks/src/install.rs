//! Installs what the notebooks need: the Rust kernel, a Python with JupyterLab, and the entry that joins them.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, bail};
use serde_json::json;

use crate::{command, paths};

/// The version of evcxr_jupyter with which the notebooks are tested.
pub(crate) const KERNEL_VERSION: &str = "0.22.0";
const REQUIREMENTS: &str = include_str!("../requirements.txt");
/// What starts a kernel in its own copy of the warmed folder.
pub(crate) const LAUNCHER: &str = include_str!("python/launcher.py");
/// Kernels build offline from what the warming fetched: no network, no surprise of a newer version.
const CONFIG: &str = "[evcxr]\noffline_mode = true\n";
const OLDEST_PYTHON: (u32, u32) = (3, 11);

/// Installs what is not there yet, and says what it does.
///
/// # Errors
/// A step failed; the message says which and what to do.
pub(crate) fn all() -> anyhow::Result<()> {
    jupyter()?;
    rust_kernel()?;
    rust_source();
    kernel_entry()
}

/// JupyterLab in a Python environment of its own; a damaged one is built anew.
fn jupyter() -> anyhow::Result<()> {
    let venv = paths::venv();
    let note = venv.join("requirements.txt");
    let built = fs::read_to_string(&note).is_ok_and(|text| text == REQUIREMENTS);
    if built && command::succeeds(Command::new(paths::python()).args(["-c", "import jupyterlab, jupyter_client"])) {
        return Ok(());
    }
    let system = system_python()?;
    println!("JupyterLab: into {}, about 1 minute", venv.display());
    if venv.exists() {
        fs::remove_dir_all(&venv).with_context(|| format!("cannot remove the damaged {}", venv.display()))?;
    }
    command::run(Command::new(system).args(["-m", "venv"]).arg(&venv)).with_context(|| {
        format!("`{system} -m venv` failed: its venv module is missing or broken (Debian, Ubuntu: `apt install python3-venv`)")
    })?;
    let wanted = venv.join("wanted.txt");
    fs::write(&wanted, REQUIREMENTS)?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"];
    command::run(Command::new(paths::python()).args(pip).arg(&wanted))
        .context("pip could not install JupyterLab: run this again")?;
    Ok(fs::rename(wanted, note)?)
}

/// The command of a Python that is new enough.
fn system_python() -> anyhow::Result<&'static str> {
    let (major, minor) = OLDEST_PYTHON;
    let mut seen = Vec::new();
    for program in ["python3", "python"] {
        let code = "import sys; print(*sys.version_info[:2])";
        let Ok(text) = command::read(Command::new(program).args(["-c", code])) else { continue };
        let mut numbers = text.split_whitespace().filter_map(|number| number.parse::<u32>().ok());
        if let (Some(a), Some(b)) = (numbers.next(), numbers.next()) {
            if (a, b) >= OLDEST_PYTHON {
                return Ok(program);
            }
            seen.push(format!("{program} is {a}.{b}"));
        }
    }
    let seen = if seen.is_empty() { "no python3 on the PATH".to_string() } else { seen.join(", ") };
    bail!(
        "the notebooks need Python {major}.{minor} or newer, and {seen}: install it (https://www.python.org/downloads/) and run this again"
    )
}

fn rust_kernel() -> anyhow::Result<()> {
    let root = paths::evcxr();
    let program = root.join("bin").join("evcxr_jupyter");
    let installed = fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
    if program.exists() && installed.contains(&format!("\"evcxr_jupyter {KERNEL_VERSION} ")) {
        return Ok(());
    }
    println!("evcxr_jupyter {KERNEL_VERSION}, the Rust kernel: into {}, 5 to 10 minutes on two cores", root.display());
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["install", "--locked", "--version", KERNEL_VERSION, "evcxr_jupyter", "--root"]).arg(&root);
    command::run(cargo.current_dir(repo::tools())).context("cargo could not install evcxr_jupyter: run this again")
}

/// The source of Rust's library, for code completion; a kernel runs without it.
fn rust_source() {
    let sysroot = command::read(command::rust("rustc").args(["--print", "sysroot"])).unwrap_or_default();
    if Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library").exists() {
        return;
    }
    println!("rust-src, for code completion: `rustup component add rust-src`");
    if !command::succeeds(Command::new("rustup").args(["component", "add", "rust-src"])) {
        println!("  could not be had here: only the completion of code misses it, the notebooks run without");
    }
}

/// The entry by which Jupyter finds the kernel, and the launcher that the entry names.
fn kernel_entry() -> anyhow::Result<()> {
    let cargo = command::folder_of_cargo().map_or_else(String::new, |folder| folder.display().to_string());
    let files = [
        (paths::launcher(), LAUNCHER.to_string()),
        (paths::kernel().join("cargo.txt"), cargo),
        (paths::kernel().join("config").join("evcxr.toml"), CONFIG.to_string()),
        (paths::venv().join("share/jupyter/kernels/rust/kernel.json"), entry("Rust")),
    ];
    files.into_iter().try_for_each(|(path, text)| put(&path, &text))
}

/// The text of an entry in a list of kernels, which starts the launcher.
pub(crate) fn entry(display_name: &str) -> String {
    let entry = json!({
        "argv": [paths::python(), paths::launcher(), "{connection_file}"],
        "display_name": display_name,
        "language": "rust",
        "interrupt_mode": "message",
    });
    format!("{entry:#}\n")
}

/// Writes a file with the folders above it, if it does not hold this already.
pub(crate) fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let cannot = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(cannot)?;
    }
    flowlab::file::write_whole(path, text.as_bytes()).with_context(cannot)
}
