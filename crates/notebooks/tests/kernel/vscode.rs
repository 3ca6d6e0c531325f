//! The kernel in the user's own list of kernels: it runs, and all else in the list stays as it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use notebooks::paths;
use serde_json::Value;

use crate::{ready, typed};

/// Jupyter's list of kernels for a user with this data folder: names and folders.
fn listed(data: &Path) -> Vec<(String, PathBuf)> {
    let mut list = Command::new(paths::python());
    list.args(["-m", "jupyter", "kernelspec", "list", "--json"]).env("JUPYTER_DATA_DIR", data);
    let list: Value = serde_json::from_slice(&list.output().unwrap().stdout).unwrap();
    let kernels = list["kernelspecs"].as_object().unwrap();
    kernels.iter().map(|(name, kernel)| (name.clone(), kernel["resource_dir"].as_str().unwrap().into())).collect()
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn the_entry_runs_and_the_users_own_kernels_stay_as_they_are() {
    ready();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("jupyter");
    let own = data.join("kernels/rust/kernel.json");
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    let mine = "{\"argv\": [\"mine\"], \"display_name\": \"Rust\", \"language\": \"rust\"}";
    fs::write(&own, mine).unwrap();
    let before = listed(&data);
    let notebooks = |arguments: &[&str]| {
        let mut run = Command::new(env!("CARGO_BIN_EXE_notebooks"));
        assert!(run.args(arguments).env("JUPYTER_DATA_DIR", &data).status().unwrap().success());
    };
    notebooks(&["vscode"]);
    let new: Vec<_> = listed(&data).into_iter().filter(|entry| !before.contains(entry)).collect();
    let [(name, place)] = &new[..] else { panic!("{new:?}") };
    assert!(name.starts_with("flow-course-") && place.starts_with(&data), "{new:?}");
    // The kernel itself would replace an entry `rust` in this folder by one of its own.
    let home = [("JUPYTER_DATA_DIR", data.to_str().unwrap()), ("XDG_DATA_HOME", folder.path().to_str().unwrap())];
    assert_eq!(typed(name, &home, "println!(\"{}\", 40 + 2);", &[]), "42\n");
    assert_eq!(fs::read_to_string(&own).unwrap(), mine);
    notebooks(&["vscode", "--undo"]);
    assert_eq!(listed(&data), before);
    notebooks(&["vscode", "--undo"]);
    assert_eq!(fs::read_to_string(&own).unwrap(), mine);
    assert_eq!(fs::read_dir(data.join("kernels")).unwrap().count(), 1, "no folder is left");
}

#[test]
#[ignore = "needs the notebooks' Python: run by cargo xtask test"]
fn the_list_is_where_jupyter_has_it() {
    ready();
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().to_str().unwrap();
    let cases: [&[(&str, &str)]; 3] =
        [&[], &[("XDG_DATA_HOME", "/some/data")], &[("XDG_DATA_HOME", "/some/data"), ("JUPYTER_DATA_DIR", "/other")]];
    for case in cases {
        let with = |program: &mut Command| {
            for name in ["JUPYTER_DATA_DIR", "XDG_DATA_HOME", "JUPYTER_PLATFORM_DIRS"] {
                program.env_remove(name);
            }
            let output = program.env("HOME", home).envs(case.iter().copied()).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let code = "from jupyter_core.paths import jupyter_data_dir; print(jupyter_data_dir())";
        let wanted = with(Command::new(paths::python()).args(["-c", code]));
        let said = with(Command::new(env!("CARGO_BIN_EXE_notebooks")).args(["vscode", "--undo"]));
        assert!(said.contains(&format!("{}/kernels", wanted.trim())), "{said}, not {wanted}");
    }
}
