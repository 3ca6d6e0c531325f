//! `cargo run --release --bin bench`: the speed of flowlab beside its peers, as ratios from one run on one machine.
//!
//! `--python` names a Python with numpy, torch, torchsde, jax or diffrax; the peers that it has are run between two runs
//! of ours. At the end stands a table in Markdown with the machine, the versions and the date.

mod machine;
mod table;
mod works;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use clap::Parser;
use machine::Machine;
use serde::Deserialize;
use table::Row;
use works::{Work, works};

const PEERS: &str = include_str!("../peers/peers.py");
/// A work is run at least so often and so many seconds.
const RUNS: usize = 5;
const SECONDS: f64 = 1.0;

/// Times flowlab, and its peers in Python where there are some.
#[derive(Parser)]
#[command(name = "bench")]
struct Args {
    /// Only these works: sde, ode, paths, normals, product, train-3x64, sample-3x64, .., train-digits, sample-digits,
    /// scaling; `train` for all that start so.
    #[arg(value_name = "WORK")]
    works: Vec<String>,
    /// A Python that has numpy, torch, torchsde, jax or diffrax.
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
    /// Threads for us and for the peers.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

/// What a peer answers: its name, and the seconds of a work.
#[derive(Clone, Deserialize)]
struct Answer {
    peer: String,
    seconds: f64,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> anyhow::Result<()> {
    let works = works();
    let names = || works.iter().map(|work| work.name.as_str()).chain(["scaling"]);
    if let Some(name) = args.works.iter().find(|asked| !names().any(|name| name.starts_with(asked.as_str()))) {
        bail!("no work `{name}`: give some of {}", names().collect::<Vec<_>>().join(", "));
    }
    ensure!(args.threads > 0, "--threads 0: give at least one");
    rayon::ThreadPoolBuilder::new().num_threads(args.threads).build_global()?;
    let asked = |name: &str| args.works.is_empty() || args.works.iter().any(|asked| name.starts_with(asked.as_str()));
    let machine = Machine::measure();
    println!("{machine}");
    let rows = works.iter().filter(|work| asked(&work.name)).map(|work| compare(work, args, &machine));
    let rows = rows.collect::<anyhow::Result<Vec<Row>>>()?;
    if asked("scaling") {
        measure_scaling()?;
    }
    let versions = args.python.as_deref().map(versions).transpose()?;
    print!("\n{}", table::markdown(&rows, &machine, versions.as_deref()));
    Ok(())
}

/// Ours, the peers' on one thread and on all, ours again: the better of our two times stands beside each peer's.
fn compare(work: &Work, args: &Args, machine: &Machine) -> anyhow::Result<Row> {
    println!("{}: {}, {} threads", work.name, work.does, args.threads);
    let mut run = (work.prepare)()?;
    let before = time(&mut run)?;
    let mut answers = Vec::new();
    if let Some(python) = &args.python {
        for threads in 1..=args.threads {
            let run = python_peers(python, &[&work.name, &threads.to_string()], threads)?;
            let found: Vec<Answer> = serde_json::from_str(&run).context("the peers' answer cannot be read")?;
            answers.extend(found.into_iter().map(|answer| (threads, answer)));
        }
    }
    let ours = before.min(time(&mut run)?);
    let line = |name: &str, seconds: f64| {
        format!("  {name:26} {:9.1} ms {:9.1} {}", 1e3 * seconds, work.size / seconds, work.unit)
    };
    let share = machine.share(work.bound, ours);
    println!("{}   {:.0} % of what {} allows", line("flowlab", ours), 100.0 * share, work.bound);
    for (threads, Answer { peer, seconds }) in &answers {
        let name = format!("{peer} ({threads} thread{})", if *threads == 1 { "" } else { "s" });
        println!("{}   flowlab is {:.2} times as fast", line(&name, *seconds), seconds / ours);
    }
    Ok(Row {
        does: work.does.clone(),
        ours,
        bound: work.bound,
        share,
        peers: answers.into_iter().map(|(_, answer)| answer).collect(),
    })
}

/// The least of several times, in seconds, after one run to warm up.
fn time(mut run: impl FnMut() -> flowlab::Result<()>) -> anyhow::Result<f64> {
    run()?;
    let (mut runs, mut seconds, mut least) = (0, 0.0, f64::INFINITY);
    while runs < RUNS || seconds < SECONDS {
        let start = Instant::now();
        run()?;
        let took = start.elapsed().as_secs_f64();
        (runs, seconds, least) = (runs + 1, seconds + took, least.min(took));
    }
    Ok(least)
}

/// What the peers' program prints.
fn python_peers(python: &Path, args: &[&str], threads: usize) -> anyhow::Result<String> {
    let output = Command::new(python)
        .args(["-c", PEERS])
        .args(args)
        .env("OMP_NUM_THREADS", threads.to_string())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{} cannot be started", python.display()))?;
    ensure!(output.status.success(), "{} ended with {}", python.display(), output.status);
    String::from_utf8(output.stdout).context("the peers' answer is no text")
}

fn versions(python: &Path) -> anyhow::Result<String> {
    Ok(python_peers(python, &["--versions"], 1)?.trim().to_string())
}

/// The cost of a path-step on one thread, from few particles to many.
fn measure_scaling() -> anyhow::Result<()> {
    println!("scaling: Euler-Maruyama, linear SDE, 20 steps, one thread");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    for n in [1_000, 10_000, 100_000, 1_000_000, 10_000_000] {
        let seconds = pool.install(|| time(|| works::linear_sde(n, 20)))?;
        println!("  {n:>10} particles {:8.2} ns a path-step", 1e9 * seconds / (20.0 * n as f64));
    }
    Ok(())
}
