//! The library that stands between the cells and the kernel: see `stdio/preload.rs`, its source.
//!
//! It is linked to Rust's own library, as the cells are, since it flushes the same standard output, and named after it:
//! with another compiler it is not found, and kernels run without it.

use std::fs;
use std::path::Path;

use anyhow::Context;

use crate::command;

#[cfg(all(test, target_os = "linux"))]
mod preload;

/// Its source.
pub(crate) const PRELOAD: &str = include_str!("stdio/preload.rs");

/// Compiles it into a build folder; on Linux alone, whose loader takes it.
///
/// # Errors
/// It does not compile.
pub(crate) fn build(folder: &Path) -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let libraries = command::read(command::rust("rustc").args(["--print", "target-libdir"]))?;
    let libraries = Path::new(libraries.trim());
    let entries = fs::read_dir(libraries).with_context(|| format!("cannot read {}", libraries.display()))?;
    let mut names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let std = names.find(|name| name.starts_with("libstd-") && name.ends_with(".so"));
    let std = std.with_context(|| format!("no libstd-*.so in {}", libraries.display()))?;
    let source = folder.join("stdio.rs");
    fs::write(&source, PRELOAD)?;
    let mut rustc = command::rust("rustc");
    rustc.args(["--edition=2024", "--crate-type=cdylib", "--crate-name=stdio", "-Copt-level=2", "-Cprefer-dynamic"]);
    command::run(rustc.arg("-o").arg(folder.join(format!("stdio-{std}"))).arg(source))
        .context("what stands between the cells and the kernel does not compile")
}
