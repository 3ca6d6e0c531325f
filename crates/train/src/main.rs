//! `cargo run --release --bin train -- moons`: trains a flow model on data by name, and draws its samples.
//!
//! The folder of a run holds `checkpoint.safetensors` (to go on from), `field.safetensors` (the trained field, which
//! PyTorch loads too), `log.csv` (step, loss) and `samples.png`. Ctrl-C saves, and says how to go on.

mod data;
mod picture;

use std::fs;
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use data::Name;
use flowlab::distribution::{Gaussian, Sample};
use flowlab::file::{sweep, write_whole};
use flowlab::ode::Heun;
use flowlab::train::{Clean, Estimate, Matching, Progress, Settings, Target, Velocity};
use flowlab::{Seed, TimeGrid, simulate_ode_final};
use indicatif::{ProgressBar, ProgressStyle};

/// Trains a flow model and samples it.
#[derive(Parser)]
#[command(name = "train")]
struct Args {
    /// What to learn.
    #[arg(value_enum)]
    data: Name,
    /// Side of the cats in pixels.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(8..=16))]
    side: u8,
    /// Widths of the hidden layers.
    #[arg(long, value_delimiter = ',', default_values_t = [128, 128, 128])]
    hidden: Vec<usize>,
    /// Steps of the whole run.
    #[arg(long, default_value_t = 10_000)]
    steps: usize,
    /// Pairs in a step.
    #[arg(long, default_value_t = 1024)]
    batch: usize,
    /// Learning rate of the first step.
    #[arg(long, default_value_t = 2e-3)]
    rate: f64,
    /// Frequencies of the time features.
    #[arg(long, default_value_t = 0)]
    frequencies: usize,
    /// Where all chance comes from.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Stop as soon as the loss is within half a percent of the least possible, where that is known.
    #[arg(long)]
    stop_at_floor: bool,
    /// Folder of the run; `target/train/DATA` if none is named.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Go on from the checkpoint in the folder of the run, with its settings.
    #[arg(long)]
    resume: bool,
}

/// Between two checkpoints of a run that is not broken off.
const SAVED_EVERY: Duration = Duration::from_secs(15);
/// A loss this near to the floor is down.
const NEAR: f64 = 1.005;
/// Steps of Heun's method from noise to a sample.
const SOLVER_STEPS: usize = 50;
/// Pairs over which the loss is measured at the end.
const TEST_PAIRS: usize = 100_000;

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("train: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Pictures are learned by saying the clean picture, points by saying their velocity.
fn run(args: &Args) -> Result<ExitCode> {
    if args.data == Name::Cats { train::<Clean>(args) } else { train::<Velocity>(args) }
}

fn train<K: Target>(args: &Args) -> Result<ExitCode> {
    let side = usize::from(args.side);
    let folder = args.out.clone().unwrap_or_else(|| repo::root().join("target/train").join(args.data.typed()));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    sweep(&folder);
    let checkpoint = folder.join("checkpoint.safetensors");
    let least = args.data.least_loss()?;
    let data = args.data.data(side)?;
    let mut training: Matching<K> = if args.resume {
        Matching::resume(&checkpoint, data)?
    } else {
        ensure!(!args.stop_at_floor || least.is_some(), "the least loss of {} is not known", args.data.typed());
        let settings = Settings {
            hidden: args.hidden.clone(),
            steps: args.steps,
            batch: args.batch,
            learning_rate: args.rate,
            frequencies: args.frequencies,
            seed: Seed(args.seed),
            stop_at: least.filter(|_| args.stop_at_floor).map(|least| NEAR * least),
            ..Settings::default()
        };
        Matching::new(data, settings)?
    };
    println!("{}", describe(args, &training, least));
    let finished = fit(&mut training, &checkpoint, least)?;
    training.checkpoint(&checkpoint)?;
    if !finished {
        println!("stopped after step {}; go on with: {}", training.steps_done(), resume_command(args));
        return Ok(ExitCode::from(130));
    }
    training.field().save(folder.join("field.safetensors"))?;
    write(&folder.join("log.csv"), to_csv(training.log()).as_bytes())?;
    let noise = Gaussian::standard(training.data().dim())?.sample(Seed(args.seed), picture::SHOWN)?;
    let grid = TimeGrid::uniform(0.0, 1.0, SOLVER_STEPS)?;
    let model = simulate_ode_final(&training.field(), &Heun, &grid, &noise)?;
    let truth = training.data().sample(Seed(args.seed), picture::SHOWN)?;
    let picture = picture::draw(&truth, &model, (args.data == Name::Cats).then_some(side))?;
    write(&folder.join("samples.png"), &picture.to_png()?)?;
    let Estimate { mean, error } = training.test_loss(Seed(args.seed), TEST_PAIRS)?;
    println!("test loss {mean:.4} ± {error:.4}; checkpoint, field, log and samples.png in {}", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// The first line: what is trained.
fn describe<K: Target>(args: &Args, training: &Matching<K>, least: Option<f64>) -> String {
    let (name, weights, steps) = (args.data.typed(), training.net().n_weights(), training.settings().steps);
    let done = Some(training.steps_done()).filter(|done| *done > 0).map(|done| format!(" from step {done}"));
    let least = least.map(|least| format!(", least loss {least:.4}"));
    format!("{name}: {weights} weights, {steps} steps{}{}", done.unwrap_or_default(), least.unwrap_or_default())
}

/// Trains, with a bar on a terminal and a line now and then elsewhere; false if Ctrl-C broke it off.
fn fit<K: Target>(training: &mut Matching<K>, checkpoint: &Path, least: Option<f64>) -> Result<bool> {
    let asked_to_stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked_to_stop);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).context("cannot listen for Ctrl-C")?;
    let Settings { batch, steps, .. } = *training.settings();
    let on_terminal = io::stderr().is_terminal();
    let bar = if on_terminal { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}  {eta} left")?);
    let (first, started) = (training.steps_done(), Instant::now());
    let mut saved = Instant::now();
    let lines = (steps / 10).max(100);
    loop {
        let mut wants_saving = false;
        training.fit(|Progress { step, loss, .. }| {
            let rate = ((step - first) * batch) as f64 / started.elapsed().as_secs_f64();
            let least = least.map_or(String::new(), |least| format!(" (least {least:.3})"));
            let line = format!("loss {loss:.4}{least}, {:.0} thousand samples/s", rate / 1e3);
            bar.set_position(step as u64);
            bar.set_message(line.clone());
            if !on_terminal && step % lines == 0 {
                println!("step {step} of {steps}: {line}");
            }
            wants_saving = saved.elapsed() > SAVED_EVERY;
            if wants_saving || asked_to_stop.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        let stopped = asked_to_stop.load(Ordering::Relaxed);
        if stopped || !wants_saving {
            bar.finish_and_clear();
            return Ok(!stopped);
        }
        training.checkpoint(checkpoint)?;
        saved = Instant::now();
    }
}

/// The command that goes on with this run.
fn resume_command(args: &Args) -> String {
    let side = if args.data == Name::Cats { format!(" --side {}", args.side) } else { String::new() };
    let out = args.out.as_ref().map_or(String::new(), |out| format!(" --out {}", out.display()));
    format!("cargo run --release --bin train -- {}{side}{out} --resume", args.data.typed())
}

fn to_csv(log: &[(usize, f64)]) -> String {
    let lines: String = log.iter().map(|(step, loss)| format!("{step},{loss}\n")).collect();
    format!("step,loss\n{lines}")
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_whole(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
