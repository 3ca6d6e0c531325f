//! `cargo xtask test`: the repository checks itself, from formatting to the pages in a real browser.
//!
//! Each step is a command that can be typed by hand; it is printed before it runs. What cannot run on this machine is
//! skipped and named in the last line; where `CI=true`, nothing may be skipped.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Checks the whole repository")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs every check: formatting, lints, tests, documentation, figures, claims, notebooks, book.
    Test,
}

/// A check: its name, and the command to type.
struct Step {
    name: &'static str,
    arguments: &'static str,
}

const fn step(name: &'static str, arguments: &'static str) -> Step {
    Step { name, arguments }
}

/// Checks that need nothing but cargo.
const WITH_CARGO: [Step; 9] = [
    step("formatting", "fmt --all --check"),
    step("lints", "clippy --workspace --all-targets --quiet -- --deny warnings"),
    step("tests", "test --workspace --quiet"),
    step("tests on one thread", "test --package flowlab --no-default-features --quiet"),
    step("tests with all features", "test --package flowlab --all-features --quiet"),
    step("lints with all features", "clippy --package flowlab --all-features --all-targets --quiet -- --deny warnings"),
    step("documentation", "doc --workspace --no-deps --quiet"),
    step("figures", "run --quiet --bin figures -- --check"),
    step("claims", "run --quiet --bin claims -- --check --fresh 20"),
];

/// The library in a browser's machine language; the target comes from rustup.
const FOR_WASM: Step = step("flowlab for wasm32", "check --package flowlab --target wasm32-unknown-unknown --quiet");

/// Checks that run the kernel.
const WITH_KERNEL: [Step; 4] = [
    step("the kernel", "run --quiet --bin notebooks -- setup"),
    step("notebooks run", "run --quiet --bin notebooks -- run --lang en"),
    step("notebooks", "run --quiet --bin notebooks -- check"),
    step("what makes a notebook fail", "test --package notebooks --quiet -- --ignored"),
];

/// Checks of the site.
const SITE: Step = step("book", "run --quiet --bin book -- check");
/// The same in a browser.
const IN_BROWSER: Step = step("book in a browser", "run --quiet --bin book -- check --browser");

fn main() -> ExitCode {
    match Cli::parse().command {
        Task::Test => match test() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("xtask: {error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

fn test() -> Result<()> {
    let started = Instant::now();
    let ci = env::var("CI").is_ok_and(|value| value == "true");
    let mut skipped = Vec::new();
    let mut passed = 0;
    let mut run = |step: &Step| -> Result<()> {
        cargo(step)?;
        passed += 1;
        Ok(())
    };
    no_polars_in_figures()?;
    WITH_CARGO.iter().try_for_each(&mut run)?;
    if wasm_target() {
        run(&FOR_WASM)?;
    } else {
        skipped.push("flowlab for wasm32 (`rustup target add wasm32-unknown-unknown` gets the target)");
    }
    if found(&["python3", "python"]).is_some() {
        WITH_KERNEL.iter().try_for_each(&mut run)?;
    } else {
        skipped.push("notebooks (no python3 on the PATH)");
    }
    run(&SITE)?;
    if browser(ci)? {
        run(&IN_BROWSER)?;
    } else {
        skipped.push("book in a browser (no Chromium or Chrome on the PATH; CHROMIUM=PATH names one)");
    }
    ensure!(!ci || skipped.is_empty(), "skipped where nothing may be: {}", skipped.join("; "));
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    let skipped =
        if skipped.is_empty() { "nothing skipped".to_string() } else { format!("skipped: {}", skipped.join("; ")) };
    println!("\n{} checks passed in {minutes:.1} minutes; {skipped}", passed + 1);
    Ok(())
}

fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

fn cargo(step: &Step) -> Result<()> {
    println!("\n== {}: cargo {}", step.name, step.arguments);
    let started = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(step.arguments.split(' '))
        .current_dir(root())
        .env("RUSTDOCFLAGS", "--deny warnings")
        .status()
        .context("cargo does not start")?;
    ensure!(status.success(), "{} failed: cargo {}", step.name, step.arguments);
    println!("== {}: passed in {:.0} s", step.name, started.elapsed().as_secs_f64());
    Ok(())
}

/// No member of the workspace turns polars on: it would be compiled for every bin.
fn no_polars_in_figures() -> Result<()> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--edges", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .context("cargo does not start")?;
    ensure!(tree.status.success(), "cargo tree failed: {}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout);
    match tree.lines().find(|line| line.starts_with("polars")) {
        Some(line) => bail!("{line} is in the tree of the workspace: leave flowlab's feature `frame` to the notebooks"),
        None => Ok(()),
    }
}

/// Whether the target wasm32 is there, or rustup can fetch it.
fn wasm_target() -> bool {
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", "wasm32-unknown-unknown"]).current_dir(root());
    rustup.status().is_ok_and(|status| status.success())
}

/// The first of these programs that stands on the PATH.
fn found(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let file = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    names.iter().find_map(file)
}

/// Whether there is a browser; where `CI=true` on Debian, one is installed.
fn browser(ci: bool) -> Result<bool> {
    let there =
        || env::var_os("CHROMIUM").is_some() || found(&["chromium", "chromium-browser", "google-chrome"]).is_some();
    if !there() && ci && found(&["apt-get"]).is_some() {
        println!("\n== installing Chromium: apt-get install chromium");
        for arguments in [&["update", "-qq"][..], &["install", "-qq", "-y", "--no-install-recommends", "chromium"]] {
            let status = Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").status()?;
            ensure!(status.success(), "apt-get {} failed", arguments.join(" "));
        }
    }
    Ok(there())
}
