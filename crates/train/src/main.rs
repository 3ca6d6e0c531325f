//! `cargo run --release --bin train -- moons`: trains a flow model on data by name, and draws its samples.
//!
//! The folder of a run holds `checkpoint.safetensors` (to go on from), `field.safetensors` (the trained field, which
//! PyTorch loads too), `log.csv` (step, loss) and `samples.png`. A run that is broken off, by Ctrl-C or by a kill, goes on
//! by `--resume` to what it would have been; none is ever replaced by another.

mod command;
mod data;
mod flags;
mod folder;
mod limits;
mod picture;
mod samples;
mod say;
mod sheet;
mod stop;

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::ArgMatches;
use data::{Name, Pictures};
use flags::{Args, Run, is_typed};
use flowlab::distribution::{Gaussian, Sample, SampleLabelled};
use flowlab::metrics::PictureMarks;
use flowlab::plot::Image;
use flowlab::train::{Checkpoint, Clean, Data, Estimate, Matching, Settings, Target, Velocity};
use folder::{FIELD, Folder, LOG, PICTURE};
use indicatif::{ProgressBar, ProgressStyle};
use say::say;
use sheet::Group;
use stop::Stop;

/// Between two checkpoints of a run that is not broken off.
const SAVED_EVERY: Duration = Duration::from_secs(15);
/// Pairs over which the loss is measured at the end.
const TEST_PAIRS: usize = 100_000;

fn main() -> ExitCode {
    match Args::read().and_then(|(args, typed)| run(&args, &typed)) {
        Ok(code) => code,
        Err(error) => {
            say::error(format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// A run at work: where it is on pictures, with them.
struct Work<K> {
    run: Run,
    training: Matching<K>,
    pictures: Option<Pictures>,
}

/// Cats, which fill few of their many directions, are learned by saying the clean picture, all else by its velocity.
fn run(args: &Args, typed: &ArgMatches) -> Result<ExitCode> {
    if args.data == Name::Cats { train::<Clean>(args, typed) } else { train::<Velocity>(args, typed) }
}

fn train<K: Target>(args: &Args, typed: &ArgMatches) -> Result<ExitCode> {
    let stop = Stop::listen()?;
    let path = args.out.clone().unwrap_or_else(|| repo::root().join("target/train").join(args.data.typed()));
    let (folder, saved) = if args.resume {
        let (folder, saved) = Folder::of_a_run(path)?;
        (folder, Some(saved))
    } else {
        (Folder::for_a_new_run(path)?, None)
    };
    let least = args.data.least_loss()?;
    let asked = args.run(least)?;
    let mut work = match saved {
        Some(saved) => go_on::<K>(asked, typed, &folder, &saved)?,
        None => begin::<K>(asked)?,
    };
    say(describe(&work, least));
    fit(&mut work.training, &folder, &stop, least)?;
    work.training.checkpoint(folder.checkpoint())?;
    let line = command::to_go_on(&work.run, args.out.as_deref());
    let stopped = format!("stopped after step {}; go on with: {line}", work.training.steps_done());
    if let Some(signal) = stop.release(stopped.clone()) {
        say(stopped);
        return Ok(ExitCode::from(128 + signal as u8));
    }
    finish(&work, &folder)?;
    Ok(ExitCode::SUCCESS)
}

/// The run that was asked for, from its first step.
fn begin<K: Target>(asked: Run) -> Result<Work<K>> {
    let (data, pictures) = asked.data.data(asked.side)?;
    limits::check(&asked.settings, data.dim(), data.n_classes())?;
    let training = Matching::new(data, asked.settings.clone())?;
    Ok(Work { run: asked, training, pictures })
}

/// The run in the folder, if it is the one that was asked for.
fn go_on<K: Target>(asked: Run, typed: &ArgMatches, folder: &Folder, saved: &Checkpoint) -> Result<Work<K>> {
    let (shown, elsewhere) = (folder.shown(), "add --out FOLDER to begin another one elsewhere");
    let run = Run::of(saved, asked.guidance.clone());
    let mut run = run.with_context(|| format!("{shown} is no folder of train's"))?;
    let (data, other) = (run.data.typed(), asked.data.typed());
    ensure!(
        data == other,
        "{shown} holds a run of {data}, not of {other}: say {data} to go on with it, or {elsewhere}"
    );
    if let Some(words) = asked.contradictions(typed, &run) {
        bail!("{words}: leave that out to go on with the run in {shown}, or {elsewhere}");
    }
    if is_typed(typed, "steps") {
        let (steps, done) = (asked.settings.steps, saved.steps_done);
        ensure!(
            steps >= done,
            "--steps {steps}: the run in {shown} has done {done}, give at least as many or {elsewhere}"
        );
        run.settings.steps = steps;
    }
    let (data, pictures) = run.data.data(run.side)?;
    let mut training = Matching::resume(folder.checkpoint(), data)?;
    training.set_steps(run.settings.steps)?;
    Ok(Work { run, training, pictures })
}

/// The first line: what is trained.
fn describe<K: Target>(Work { run, training, .. }: &Work<K>, least: Option<f64>) -> String {
    let (name, weights, steps) = (run.data.typed(), training.net().n_weights(), run.settings.steps);
    let done = Some(training.steps_done()).filter(|done| *done > 0).map(|done| format!(" from step {done}"));
    let least = least.map(|least| format!(", least loss {least:.4}"));
    format!("{name}: {weights} weights, {steps} steps{}{}", done.unwrap_or_default(), least.unwrap_or_default())
}

/// Trains to the end of the run or to a signal, with a bar on a terminal and a line now and then elsewhere.
fn fit<K: Target>(training: &mut Matching<K>, folder: &Folder, stop: &Stop, least: Option<f64>) -> Result<()> {
    let Settings { batch, steps, .. } = *training.settings();
    let on_terminal = io::stderr().is_terminal();
    let bar = if on_terminal { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}  {eta} left")?);
    let (first, started) = (training.steps_done(), Instant::now());
    let mut saved = Instant::now();
    let lines = (steps / 10).max(100);
    let least = least.map_or(String::new(), |least| format!(" (least {least:.3})"));
    stop.hold();
    while !training.is_finished() && stop.asked().is_none() {
        training.step()?;
        let step = training.steps_done();
        bar.set_position(step as u64);
        if let Some((logged, loss)) = training.log().last()
            && *logged == step
        {
            let rate = ((step - first) * batch) as f64 / started.elapsed().as_secs_f64();
            let line = format!("loss {loss:.4}{least}, {:.0} thousand samples/s", rate / 1e3);
            bar.set_message(line.clone());
            if !on_terminal && step.is_multiple_of(lines) {
                say(format!("step {step} of {steps}: {line}"));
            }
        }
        if saved.elapsed() > SAVED_EVERY {
            // a full disk may have room again before the end
            if let Err(error) = training.checkpoint(folder.checkpoint()) {
                bar.suspend(|| say(format!("step {step} is not saved: {error}")));
            }
            saved = Instant::now();
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// Writes what a finished run leaves beside its checkpoint.
fn finish<K: Target>(work: &Work<K>, folder: &Folder) -> Result<()> {
    let Work { run, training, pictures } = work;
    let seed = run.settings.seed;
    training.field().save(folder.file(FIELD))?;
    folder.write(LOG, to_csv(training.log()).as_bytes())?;
    let (picture, words) = match pictures {
        Some(pictures) => judge(run, training, pictures)?,
        None => (compare(training)?, String::new()),
    };
    folder.write(PICTURE, &picture.to_png()?)?;
    let Estimate { mean, error } = training.test_loss(seed, TEST_PAIRS)?;
    let folder = folder.shown();
    say(format!("test loss {mean:.4} ± {error:.4}{words}; checkpoint, field, log and samples.png in {folder}"));
    Ok(())
}

/// Samples beside the data.
fn compare<K: Target>(training: &Matching<K>) -> Result<Image> {
    let seed = training.settings().seed;
    let noise = Gaussian::standard(training.data().dim())?.sample(seed, picture::SHOWN)?;
    let model = samples::of(&training.field(), &noise)?;
    Ok(picture::draw(&training.data().sample(seed, picture::SHOWN)?, &model)?)
}

/// Samples by their labels at each weight of guidance beside held-out pictures, and their marks in words.
fn judge<K: Target>(run: &Run, training: &Matching<K>, pictures: &Pictures) -> Result<(Image, String)> {
    let (seed, held_out) = (run.settings.seed, &pictures.held_out);
    let loss = training.test_loss_on(&Data::labelled(held_out.clone()), seed, TEST_PAIRS)?;
    let mut words = format!(", on held-out pictures {:.4} ± {:.4}", loss.mean, loss.error);
    let field = training.field();
    let n = PictureMarks::BATCHES * held_out.len();
    let labels = pictures.training.sample_labelled(seed, n)?.1;
    let noise = Gaussian::standard(held_out.dim())?.sample(seed, n)?;
    let sets = [&pictures.training, held_out];
    let null = PictureMarks::of_true(sets, pictures.side)?;
    let mut made = Vec::new();
    for &w in &run.guidance {
        let samples = samples::by_label(&field, &noise, &labels, w)?;
        words += &format!("; w = {w}: {}", beside(PictureMarks::of(&samples, &labels, sets, pictures.side)?, null));
        made.push((w, samples));
    }
    let mut groups =
        vec![Group { name: "held out".to_string(), pictures: held_out.points(), labels: held_out.labels() }];
    groups.extend(made.iter().map(|(w, samples)| Group {
        name: format!("$w = {w}$"),
        pictures: samples,
        labels: &labels,
    }));
    Ok((sheet::draw(pictures, &groups)?, words))
}

/// Marks in words, beside those of true pictures.
fn beside(marks: PictureMarks, null: PictureMarks) -> String {
    format!(
        "Fréchet distance {:.3} (true {:.3}), right labels {:.3} (true {:.3}), nearer to training {:.3} (true {:.3})",
        marks.distance, null.distance, marks.accuracy, null.accuracy, marks.nearer, null.nearer
    )
}

fn to_csv(log: &[(usize, f64)]) -> String {
    let lines: String = log.iter().map(|(step, loss)| format!("{step},{loss}\n")).collect();
    format!("step,loss\n{lines}")
}
