//! What the notebooks need beside cargo, in one ignored folder of the repository: the Rust kernel, a Python with
//! JupyterLab, the launcher that joins them, and a warmed build folder.
//!
//! ```text
//! .tools/evcxr/     the Rust kernel, as `cargo install --root` leaves it
//! .tools/venv/      Python with JupyterLab, and the kernel's entry in its list of kernels
//! .tools/kernel/    launcher.py, cargo.txt (the folder of cargo), config/, warm/ (the course's crate and all it needs,
//!                   compiled), warming/ (the same while it is being made), copies/ (one per live kernel), executed/
//!                   (what each notebook showed)
//! .tools/lock       held by who changes any of this, and by a kernel while it copies `warm/`
//! ```

use std::path::PathBuf;

/// Where the Rust kernel is installed.
pub(crate) fn evcxr() -> PathBuf {
    repo::tools().join("evcxr")
}

/// The Python environment.
pub(crate) fn venv() -> PathBuf {
    repo::tools().join("venv")
}

/// The private Python.
pub fn python() -> PathBuf {
    venv().join("bin").join("python")
}

/// What kernels are started with and work in.
pub fn kernel() -> PathBuf {
    repo::tools().join("kernel")
}

/// What starts a kernel.
pub fn launcher() -> PathBuf {
    kernel().join("launcher.py")
}

/// The warmed build folder.
pub(crate) fn warm() -> PathBuf {
    kernel().join("warm")
}

/// The build folders of live kernels, each named after its process: the launcher removes those of processes that ended.
pub(crate) fn copies() -> PathBuf {
    kernel().join("copies")
}

/// What the notebooks showed when they were last run on this machine.
pub(crate) fn executed() -> PathBuf {
    kernel().join("executed")
}
