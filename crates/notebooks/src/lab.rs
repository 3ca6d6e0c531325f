//! JupyterLab on the repository.

use std::path::Path;
use std::process::Command;

use crate::{command, paths};

/// Starts JupyterLab in a lesson's notebook, and returns when it ends.
///
/// # Errors
/// JupyterLab cannot be started, or ended with an error.
pub fn start(notebook: &Path, no_browser: bool) -> anyhow::Result<()> {
    let root = repo::root();
    let mut jupyter = Command::new(paths::python());
    // The whole repository is the root: notebooks show pictures from `figures/` and link to the book's pages.
    jupyter.args(["-m", "jupyterlab", "--log-level=WARN", "--KernelSpecManager.ensure_native_kernel=False"]);
    // In a container the user is root, which Jupyter refuses by itself; it serves this machine alone, with a token.
    jupyter.arg("--allow-root");
    jupyter.arg(format!("--LabApp.default_url=/lab/tree/{}", repo::shown(notebook)));
    jupyter.arg(format!("--ServerApp.root_dir={}", root.display())).current_dir(&root).env_remove("FLOWLAB_LANG");
    if no_browser {
        jupyter.arg("--no-browser");
    }
    command::run(&mut jupyter)
}
