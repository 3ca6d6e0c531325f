//! Kernels that a desktop program starts, without the PATH of a terminal.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use notebooks::paths;

use crate::{ready, typed};

/// What a launcher in a folder of its own says when it cannot start, with this PATH.
fn refusal(folder: &Path, path: &str) -> String {
    ready();
    let launcher = folder.join("launcher.py");
    fs::write(&launcher, include_str!("../../src/python/launcher.py")).unwrap();
    let mut start = Command::new(paths::python());
    let start = start.arg(launcher).arg("connection.json").env("PATH", path).env("HOME", folder).output().unwrap();
    let said = String::from_utf8(start.stderr).unwrap();
    assert_eq!((start.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    said
}

#[test]
fn a_folder_that_the_kernel_cannot_take_is_refused_before_anything_is_installed() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["my course", "a:b"] {
        let tools = folder.path().join(name);
        let setup =
            Command::new(env!("CARGO_BIN_EXE_notebooks")).arg("setup").env("FLOW_TOOLS", &tools).output().unwrap();
        let said = String::from_utf8(setup.stderr).unwrap();
        assert_eq!((setup.status.code(), said.lines().count()), (Some(1), 1), "{said}");
        assert!(said.contains(tools.to_str().unwrap()) && said.contains("FLOW_TOOLS="), "{said}");
        assert!(!tools.exists());
    }
}

#[test]
#[ignore = "needs the notebooks' Python: run by cargo xtask test"]
fn a_launcher_that_cannot_use_rust_says_so_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    let path = bin.to_str().unwrap();
    let said = refusal(folder.path(), path);
    assert!(said.starts_with("the Rust kernel finds no cargo: `cargo run --bin notebooks -- setup`"), "{said}");
    for program in ["cargo", "rustc"] {
        let text = "#!/bin/sh\necho 'error: no default toolchain' >&2\necho 'help: ask rustup' >&2\nexit 1\n";
        fs::write(bin.join(program), text).unwrap();
        fs::set_permissions(bin.join(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let said = refusal(folder.path(), path);
    assert!(said.ends_with("/bin/rustc: error: no default toolchain\n"), "{said}");
    fs::write(bin.join("rustc"), "#!/bin/sh\necho /nowhere\n").unwrap();
    let said = refusal(folder.path(), path);
    assert!(said.contains("bin/evcxr_jupyter") && said.contains("`cargo run --bin notebooks -- setup`"), "{said}");
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn the_kernel_finds_cargo_where_setup_found_it() {
    ready();
    let noted = fs::read_to_string(paths::kernel().join("cargo.txt")).unwrap();
    assert!(Path::new(&noted).join("cargo").is_file(), "{noted:?}");
    // Neither the PATH nor the home folder leads to it; rustup is told where its toolchains are.
    let home = std::env::home_dir().unwrap();
    let rustup = std::env::var("RUSTUP_HOME").unwrap_or_else(|_| home.join(".rustup").display().to_string());
    let cargo = std::env::var("CARGO_HOME").unwrap_or_else(|_| home.join(".cargo").display().to_string());
    let nowhere = tempfile::tempdir().unwrap();
    let environment = [
        ("PATH", "/usr/bin:/bin"),
        ("HOME", nowhere.path().to_str().unwrap()),
        ("RUSTUP_HOME", rustup.as_str()),
        ("CARGO_HOME", cargo.as_str()),
    ];
    assert_eq!(typed("rust", &environment, "println!(\"{}\", 40 + 2);", &[]), "42\n");
}
