//! What makes a notebook fail. The kernel answers "ok" to most of these; that the runner does not is what is tested.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use notebooks::{paths, run};
use serde_json::json;

use crate::{LIMIT, notebook, printed};

/// Runs cells that must fail in cell `b`; the message names notebook and cell, and holds what is `wanted`.
fn fails_in_b(code: &str, limit: Duration, wanted: &[&str]) {
    let (_folder, path) = notebook("en", &["let x = 2;\nprintln!(\"{x}\");", code, "println!(\"after\");"]);
    let before = fs::read(&path).unwrap();
    let message = format!("{:#}", run::file(&path, limit).unwrap_err());
    for part in ["some.ipynb", "cell `b`"].iter().chain(wanted) {
        assert!(message.contains(part), "{part:?} is missing in: {message}");
    }
    assert_eq!(fs::read(&path).unwrap(), before, "a failed run leaves the notebook as it was");
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_failed_assertion_is_a_failure() {
    fails_in_b("assert_eq!(x, 3);\nprintln!(\"{x}\");", LIMIT, &["panicked", "left: 2"]);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_panic_is_a_failure() {
    let code = "let y = vec![1.0];\nprintln!(\"{}\", y[x as usize]);";
    fails_in_b(code, LIMIT, &["panicked", "the len is 1 but the index is 2"]);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn an_error_returned_by_a_question_mark_is_a_failure() {
    fails_in_b("let n: i32 = \"many\".parse()?;\nprintln!(\"{n}\");", LIMIT, &["`?`", "invalid digit"]);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn code_that_does_not_compile_is_a_failure() {
    fails_in_b("let y: f64 = \"text\";\nprintln!(\"{y}\");", LIMIT, &["mismatched types"]);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_warning_on_stderr_is_a_failure() {
    fails_in_b("eprintln!(\"be careful\");", LIMIT, &["stderr", "be careful"]);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn the_end_of_the_process_is_a_failure() {
    fails_in_b("std::process::exit(0);", LIMIT, &["Subprocess terminated"]);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_cell_that_never_ends_is_a_failure_in_time() {
    let start = Instant::now();
    fails_in_b("loop {}", Duration::from_secs(20), &["did not end within 20 s"]);
    assert!(start.elapsed() < Duration::from_secs(200));
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn offline_0_is_taken_back_at_once() {
    // The second refusal, if any, is that of crates.io or of the network.
    let dep = ":dep no_such_crate_of_anybody = \"1\"";
    let (_folder, path) = notebook("en", &[dep, ":offline 0", dep, &format!(":offline 1\n{dep}")]);
    let outcomes = run::outcomes(&path, LIMIT).unwrap();
    let offline = |index: usize| outcomes[index].as_ref().unwrap_err().detail.contains("--offline");
    assert_eq!([offline(0), offline(2), offline(3)], [true, false, true], "{outcomes:?}");
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_type_with_its_impl_in_one_cell_can_be_run_again() {
    let define =
        |answer: u8| format!("struct T;\nimpl T {{\n    fn answer(&self) -> u8 {{\n        {answer}\n    }}\n}}");
    let (first, second, call) = (define(1), define(2), "println!(\"{}\", T.answer());");
    let (_folder, path) = notebook("en", &[&first, call, &second, call, &second, call]);
    let shown = printed(&run::file(&path, LIMIT).unwrap());
    assert_eq!([&shown[1], &shown[3], &shown[5]], ["1\n", "2\n", "2\n"]);
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn two_kernels_at_once_keep_their_own_variables() {
    let one = |value: u32| {
        let first = format!("let x = {value};\nprintln!(\"{{x}}\");");
        let cells = [&first, "let y = x + 1;\nprintln!(\"{y}\");", "println!(\"{}\", x + y);"];
        let (_folder, path) = notebook("en", &cells);
        printed(&run::file(&path, LIMIT).unwrap())
    };
    let (a, b) = thread::scope(|scope| {
        let (a, b) = (scope.spawn(|| one(1)), scope.spawn(|| one(10)));
        (a.join().unwrap(), b.join().unwrap())
    });
    assert_eq!(a, ["1\n", "2\n", "3\n"]);
    assert_eq!(b, ["10\n", "11\n", "21\n"]);
}

#[test]
#[ignore = "needs the notebooks' Python: run by cargo xtask test"]
fn a_build_folder_that_cannot_be_copied_is_said_in_one_line() {
    crate::ready();
    let folder = tempfile::tempdir().unwrap();
    let kernel = folder.path().join("kernel");
    let warm = kernel.join("warm");
    fs::create_dir_all(&warm).unwrap();
    fs::write(kernel.join("launcher.py"), include_str!("../../src/python/launcher.py")).unwrap();
    // As on a full disk, the copy of a file fails: a pipe has no end.
    assert!(Command::new("mkfifo").arg(warm.join("pipe")).status().unwrap().success());
    let start = Command::new(paths::python()).arg(kernel.join("launcher.py")).arg("connection.json").output().unwrap();
    let said = String::from_utf8_lossy(&start.stderr);
    assert_eq!(start.status.code(), Some(1), "{said}");
    assert!(said.starts_with("the Rust kernel cannot copy its build folder ("), "{said}");
    assert!(said.contains("pipe") && said.lines().count() == 1, "{said}");
    assert_eq!(fs::read_dir(kernel.join("copies")).unwrap().count(), 0, "no half of a copy is left");
}

#[test]
#[ignore = "needs the kernel: run by cargo xtask test"]
fn a_kernel_whose_port_is_taken_is_started_again() {
    crate::ready();
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("kernels").join("rust");
    fs::create_dir_all(&spec).unwrap();
    let launcher = paths::kernel().join("launcher.py");
    let tried = folder.path().join("tried");
    // The first start ends as a kernel does that finds another program at its port.
    let start = format!(
        "if [ -e {tried:?} ]; then exec {:?} {launcher:?} \"$1\"; fi
         touch {tried:?}; echo 'Network Error: Address already in use (os error 98)' >&2; exit 1",
        paths::python()
    );
    let entry = json!({
        "argv": ["sh", "-c", start, "sh", "{connection_file}"],
        "display_name": "Rust",
        "language": "rust",
        "interrupt_mode": "message",
    });
    fs::write(spec.join("kernel.json"), entry.to_string()).unwrap();
    let mut run = Command::new(paths::python())
        .args(["-c", include_str!("../../src/python/run.py")])
        .env("JUPYTER_PATH", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let cell = json!({"name": "a", "code": "println!(\"{}\", 40 + 2);", "seconds": LIMIT.as_secs()});
    let job = json!({"folder": folder.path(), "cells": [cell]});
    writeln!(run.stdin.as_mut().unwrap(), "{job}").unwrap();
    let mut said = String::new();
    run.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(run.wait().unwrap().success() && tried.exists());
    assert!(said.contains("42\\n") && said.lines().count() == 1, "{said}");
}
