//! What the notebooks need beside cargo, in one ignored folder of the repository: the Rust kernel, a Python with
//! JupyterLab, the launcher that joins them, and a warmed build folder.
//!
//! ```text
//! .tools/evcxr/     the Rust kernel, as `cargo install --root` leaves it
//! .tools/venv/      Python with JupyterLab, and the kernel's entry in its list of kernels
//! .tools/kernel/    launcher.py, config/, warm/ (flowlab and all it needs, compiled), copies/ (one per live kernel)
//! .tools/lock       held by who changes any of this, and by a kernel while it copies `warm/`
//! ```

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, bail};
use serde_json::json;

use crate::warm;

const KERNEL_VERSION: &str = "0.22.0";
const REQUIREMENTS: &str = include_str!("../requirements.txt");
pub(crate) const LAUNCHER: &str = include_str!("python/launcher.py");
/// Kernels build offline from what the warming fetched: no network, no surprise of a newer version.
const CONFIG: &str = "[evcxr]\noffline_mode = true\n";
const OLDEST_PYTHON: (u32, u32) = (3, 11);

fn venv() -> PathBuf {
    repo::tools().join("venv")
}

pub(crate) fn kernel_folder() -> PathBuf {
    repo::tools().join("kernel")
}

/// The private Python.
pub fn python() -> PathBuf {
    venv().join("bin").join("python")
}

/// Puts everything in place that is not there yet, and says what it does: what [`install`] does, then flowlab compiled
/// as the first cells of the written lessons ask for it.
///
/// # Errors
/// A step failed; the message says which and what to do.
pub fn set_up() -> anyhow::Result<()> {
    let lock = locked()?;
    install_all()?;
    for features in written_features() {
        warm::prepare(features)?;
    }
    drop(lock);
    Ok(())
}

/// Installs the kernel and JupyterLab if they are not there, and says what it does.
///
/// # Errors
/// As [`set_up`].
pub fn install() -> anyhow::Result<()> {
    let _lock = locked()?;
    install_all()
}

/// Compiles flowlab with these features for the kernels to come, if that is not done.
///
/// # Errors
/// As [`set_up`].
pub fn prepare(features: &[&str]) -> anyhow::Result<()> {
    let _lock = locked()?;
    warm::prepare(features)
}

/// The sets of features that the written lessons ask for, each once, the dearest last.
fn written_features() -> BTreeSet<&'static [&'static str]> {
    course::LESSONS.iter().map(chapters::features).collect()
}

/// The tool folder, for this process alone until the lock is dropped.
fn locked() -> anyhow::Result<File> {
    let folder = repo::tools();
    let cannot = || format!("cannot write in {}", folder.display());
    fs::create_dir_all(&folder).with_context(cannot)?;
    let lock = File::options().create(true).append(true).open(folder.join("lock")).with_context(cannot)?;
    if lock.try_lock().is_err() {
        println!("another setup is at work in {}: waiting for its end", folder.display());
        lock.lock().with_context(cannot)?;
    }
    Ok(lock)
}

fn install_all() -> anyhow::Result<()> {
    python_side()?;
    rust_kernel()?;
    rust_source();
    kernel_entry()
}

/// JupyterLab in a Python environment of its own; a damaged one is built anew.
fn python_side() -> anyhow::Result<()> {
    let note = venv().join("requirements.txt");
    let built = fs::read_to_string(&note).is_ok_and(|text| text == REQUIREMENTS);
    if built && quiet(Command::new(python()).args(["-c", "import jupyterlab, jupyter_client, nbclient"])) {
        return Ok(());
    }
    let system = system_python()?;
    println!("JupyterLab: into {}, about 1 minute", venv().display());
    if venv().exists() {
        fs::remove_dir_all(venv()).with_context(|| format!("cannot remove the damaged {}", venv().display()))?;
    }
    said(Command::new(system).args(["-m", "venv"]).arg(venv())).with_context(|| {
        format!("`{system} -m venv` failed: its venv module is missing or broken (Debian, Ubuntu: `apt install python3-venv`)")
    })?;
    let wanted = venv().join("wanted.txt");
    fs::write(&wanted, REQUIREMENTS)?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"];
    said(Command::new(python()).args(pip).arg(&wanted)).context("pip could not install JupyterLab: run this again")?;
    Ok(fs::rename(wanted, note)?)
}

/// The command of a Python that is new enough.
fn system_python() -> anyhow::Result<&'static str> {
    let (major, minor) = OLDEST_PYTHON;
    let mut seen = Vec::new();
    for command in ["python3", "python"] {
        let code = "import sys; print(*sys.version_info[:2])";
        let Ok(output) = Command::new(command).args(["-c", code]).output() else { continue };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut numbers = text.split_whitespace().filter_map(|number| number.parse::<u32>().ok());
        if let (Some(a), Some(b)) = (numbers.next(), numbers.next()) {
            if (a, b) >= OLDEST_PYTHON {
                return Ok(command);
            }
            seen.push(format!("{command} is {a}.{b}"));
        }
    }
    let seen = if seen.is_empty() { "no python3 on the PATH".to_string() } else { seen.join(", ") };
    bail!(
        "the notebooks need Python {major}.{minor} or newer, and {seen}: install it (https://www.python.org/downloads/) and run this again"
    )
}

/// evcxr_jupyter in the version that the notebooks are tested with.
fn rust_kernel() -> anyhow::Result<()> {
    let root = repo::tools().join("evcxr");
    let program = root.join("bin").join("evcxr_jupyter");
    let installed = fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
    if program.exists() && installed.contains(&format!("\"evcxr_jupyter {KERNEL_VERSION} ")) {
        return Ok(());
    }
    println!("evcxr_jupyter {KERNEL_VERSION}, the Rust kernel: into {}, 5 to 10 minutes on two cores", root.display());
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["install", "--locked", "--version", KERNEL_VERSION, "evcxr_jupyter", "--root"]).arg(&root);
    said(cargo.current_dir(repo::tools())).context("cargo could not install evcxr_jupyter: run this again")
}

/// The source of Rust's library, for code completion; a kernel runs without it.
fn rust_source() {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string()).unwrap_or_default();
    if Path::new(&sysroot).join("lib/rustlib/src/rust/library").exists() {
        return;
    }
    println!("rust-src, for code completion: `rustup component add rust-src`");
    if !quiet(Command::new("rustup").args(["component", "add", "rust-src"])) {
        println!("  could not be had here: only the completion of code misses it, the notebooks run without");
    }
}

/// The entry by which Jupyter finds the kernel, and the launcher that the entry names.
fn kernel_entry() -> anyhow::Result<()> {
    let launcher = kernel_folder().join("launcher.py");
    let entry = json!({
        "argv": [python(), launcher, "{connection_file}"],
        "display_name": "Rust",
        "language": "rust",
        "interrupt_mode": "message",
    });
    let files = [
        (launcher, LAUNCHER.to_string()),
        (kernel_folder().join("config").join("evcxr.toml"), CONFIG.to_string()),
        (venv().join("share/jupyter/kernels/rust/kernel.json"), format!("{entry:#}\n")),
    ];
    for (path, text) in files {
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        flowlab::file::write_whole(&path, text.as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Runs a command whose output is for the user.
fn said(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("{:?} does not start", command.get_program()))?;
    if status.success() { Ok(()) } else { bail!("{:?} ended with {status}", command.get_program()) }
}

/// Whether a command succeeds; its output is nobody's.
fn quiet(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Starts JupyterLab on the repository, in a lesson's notebook.
///
/// # Errors
/// JupyterLab cannot be started, or ended with an error.
pub fn lab(notebook: &Path, no_browser: bool) -> anyhow::Result<()> {
    let root = repo::root();
    let mut jupyter = Command::new(python());
    // The whole repository is the root: notebooks show pictures from `figures/` and link to the book's pages.
    jupyter.args(["-m", "jupyterlab", "--log-level=WARN", "--KernelSpecManager.ensure_native_kernel=False"]);
    // In a container the user is root, which Jupyter refuses by itself; it serves this machine alone, with a token.
    jupyter.arg("--allow-root");
    let page = notebook.strip_prefix(&root).unwrap_or(notebook).display();
    jupyter.arg(format!("--LabApp.default_url=/lab/tree/{page}"));
    jupyter.arg(format!("--ServerApp.root_dir={}", root.display())).current_dir(&root).env_remove("FLOWLAB_LANG");
    if no_browser {
        jupyter.arg("--no-browser");
    }
    said(&mut jupyter)
}
