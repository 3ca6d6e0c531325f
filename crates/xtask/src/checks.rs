//! The checks, what each needs, and their order.
//!
//! What cargo checks and what the kernel runs are two lanes side by side: the kernel often waits for one core, and its lane
//! helps the other one when it is through. The site in a browser comes last, with the machine to itself.

use std::collections::VecDeque;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::programs::{find, has_browser, has_wasm_target, install_browser, root};

/// A check: its name, and what to type after `cargo`.
#[derive(Clone, Copy)]
struct Check {
    name: &'static str,
    arguments: &'static str,
}

const fn check(name: &'static str, arguments: &'static str) -> Check {
    Check { name, arguments }
}

/// Compiles all that the checks of both lanes run.
const BUILD: Check = check("build", "build --workspace --bins --quiet");

/// Checks of the sources and of what comes from them.
const OF_SOURCES: [Check; 12] = [
    check("format", "run --quiet --package xtask -- format --check"),
    check("lints", "clippy --workspace --all-targets --quiet -- --deny warnings"),
    check("tests", "test --workspace --quiet"),
    check("figures", "run --quiet --bin figures -- --check"),
    check("claims", "run --quiet --bin claims -- --check --fresh 20 --one-in 16"),
    check("one-thread", "test --package flowlab --no-default-features --quiet"),
    check("documentation", "doc --workspace --no-deps --quiet"),
    check("frames", "test --package flowlab --all-features --lib --test frame --quiet"),
    check("examples-of-frames", "test --package flowlab --all-features --doc --quiet frame"),
    check("lints-of-frames", "clippy --package flowlab --all-features --lib --test frame --quiet -- --deny warnings"),
    check("book", "run --quiet --bin book -- check"),
    check("scale", "test --release --manifest-path crates/scale/Cargo.toml --target-dir target/scale --quiet"),
];

/// The library in a browser's machine language; the target comes from rustup.
const FOR_WASM: Check = check("wasm", "check --package flowlab --target wasm32-unknown-unknown --quiet");

/// Checks that run the kernel.
const OF_NOTEBOOKS: [Check; 4] = [
    check("kernel", "run --quiet --bin notebooks -- setup"),
    check("notebooks-run", "run --quiet --bin notebooks -- run --lang en"),
    check("notebooks", "run --quiet --bin notebooks -- check"),
    check("kernel-tests", "test --workspace --test kernel --quiet -- --ignored"),
];

/// The cells without the kernel, where it cannot run them.
const CELLS: Check = check("cells", "test --workspace --bin lesson --quiet -- --ignored");

/// The site in a browser.
const IN_BROWSER: Check = check("browser", "run --quiet --bin book -- check --browser");

/// Makes what is generated, each from what comes before it.
const GENERATORS: [Check; 4] = [
    check("numbers", "run --quiet --bin claims"),
    check("pictures", "run --quiet --bin figures"),
    check("notebooks", "run --quiet --bin notebooks"),
    check("book", "run --quiet --bin book"),
];

fn all() -> impl Iterator<Item = Check> {
    OF_SOURCES.into_iter().chain([FOR_WASM]).chain(OF_NOTEBOOKS).chain([CELLS, IN_BROWSER])
}

/// Prints each check with its command.
pub fn list() {
    for Check { name, arguments } in all() {
        println!("{name:16} cargo {arguments}");
    }
}

/// Runs these checks, or all if none is named.
///
/// # Errors
/// A check fails, a name is none, or something is skipped where `CI=true`.
pub fn run(names: &[String]) -> Result<()> {
    if names.is_empty() {
        return run_all();
    }
    let known: Vec<&str> = all().map(|check| check.name).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no check `{name}`; there are {}", known.join(", "));
    }
    all().filter(|check| names.iter().any(|name| name == check.name)).try_for_each(|check| perform(check, cargo(check)))
}

/// Makes all that is generated anew.
///
/// # Errors
/// A generator fails.
pub fn regenerate() -> Result<()> {
    GENERATORS.into_iter().try_for_each(|check| perform(check, cargo(check)))
}

fn run_all() -> Result<()> {
    let started = Instant::now();
    let ci = env::var("CI").is_ok_and(|value| value == "true");
    let mut skipped = Vec::new();
    let mut of_sources = OF_SOURCES.to_vec();
    if has_wasm_target() {
        of_sources.push(FOR_WASM);
    } else {
        skipped.push("wasm (`rustup target add wasm32-unknown-unknown` gets the target)");
    }
    let of_notebooks = if find(&["python3", "python"]).is_some() {
        OF_NOTEBOOKS.to_vec()
    } else {
        skipped.push("notebooks (no python3 on the PATH)");
        vec![CELLS]
    };
    if ci && !has_browser() {
        install_browser()?;
    }
    let mut last = vec![IN_BROWSER];
    if !has_browser() {
        skipped.push("browser (no Chromium or Chrome on the PATH; CHROMIUM=PATH names one)");
        last.clear();
    }
    ensure!(!ci || skipped.is_empty(), "skipped where nothing may be: {}", skipped.join("; "));

    no_polars_in_workspace()?;
    perform(BUILD, cargo(BUILD))?;
    side_by_side(&of_sources, &of_notebooks)?;
    last.iter().try_for_each(|check| perform(*check, cargo(*check)))?;

    let passed = of_sources.len() + of_notebooks.len() + last.len() + 1;
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    let skipped =
        if skipped.is_empty() { "nothing skipped".to_string() } else { format!("skipped: {}", skipped.join("; ")) };
    println!("\n{passed} checks passed in {minutes:.1} minutes; {skipped}");
    Ok(())
}

/// Runs two lists of checks at once: the second in order, then, together, what is left of the first, from both its ends.
/// When a check fails, none is begun any more.
fn side_by_side(one: &[Check], other: &[Check]) -> Result<()> {
    let failed = AtomicBool::new(false);
    let left: Mutex<VecDeque<Check>> = Mutex::new(one.iter().copied().collect());
    let mut other = other.iter().copied();
    let run = |next: &mut dyn FnMut() -> Option<Check>| -> Result<()> {
        while let Some(check) = next().filter(|_| !failed.load(Ordering::Relaxed)) {
            perform(check, built(check)).inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
        }
        Ok(())
    };
    let of_left = |take: fn(&mut VecDeque<Check>) -> Option<Check>| take(&mut left.lock().expect("no lane panics"));
    thread::scope(|scope| {
        let second = scope.spawn(|| run(&mut || other.next().or_else(|| of_left(VecDeque::pop_back))));
        let first = run(&mut || of_left(VecDeque::pop_front));
        first.and(second.join().expect("a lane does not panic"))
    })
}

/// `cargo` with the arguments of a check.
fn cargo(check: Check) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(check.arguments.split(' '));
    command
}

/// The check without cargo where it runs a program that is built already: cargo would wait for the other lane's lock.
fn built(check: Check) -> Command {
    let program = check.arguments.strip_prefix("run --quiet --bin ").and_then(|rest| rest.split_once(" -- "));
    let beside =
        |name: &str| Some(env::current_exe().ok()?.with_file_name(name)).filter(|file: &PathBuf| file.is_file());
    match program.and_then(|(name, arguments)| Some((beside(name)?, arguments))) {
        Some((program, arguments)) => {
            let mut command = Command::new(program);
            command.args(arguments.split(' '));
            command
        }
        None => cargo(check),
    }
}

/// Runs a check and prints what it says when it has ended.
fn perform(check: Check, mut command: Command) -> Result<()> {
    static PRINTING: Mutex<()> = Mutex::new(());
    let Check { name, arguments } = check;
    println!("== {name}: cargo {arguments}");
    let started = Instant::now();
    command.current_dir(root()).env("RUSTDOCFLAGS", "--deny warnings").stdin(Stdio::null());
    let Output { status, stdout, stderr } = command.output().context("cargo does not start")?;
    let _whole = PRINTING.lock();
    print!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    ensure!(status.success(), "{name} failed: cargo {arguments}");
    println!("== {name}: passed in {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// No member of the workspace turns polars on: it would be compiled for every bin.
fn no_polars_in_workspace() -> Result<()> {
    let arguments = ["tree", "--workspace", "--edges", "normal", "--prefix", "none"];
    let tree =
        Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().context("cargo does not start")?;
    ensure!(tree.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout);
    match tree.lines().find(|line| line.starts_with("polars")) {
        Some(line) => bail!("{line} is in the tree of the workspace: leave flowlab's feature `frame` to the notebooks"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lanes_do_all_there_is_and_one_fault_is_told() {
        let fine = |name| check(name, "--version");
        side_by_side(&[fine("a"), fine("b"), fine("c")], &[fine("d")]).unwrap();
        side_by_side(&[fine("a")], &[]).unwrap();
        side_by_side(&[], &[fine("d")]).unwrap();
        let broken = check("broken", "no-such-command-of-cargo");
        for (one, other) in [([fine("a"), broken], [fine("d")]), ([fine("a"), fine("b")], [broken])] {
            let said = side_by_side(&one, &other).unwrap_err().to_string();
            assert!(said.contains("broken failed: cargo no-such-command-of-cargo"), "{said}");
        }
    }
}
