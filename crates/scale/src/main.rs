//! `cargo run --release -- digits`: flow matching on Burn.
//!
//! The folder of a run holds `checkpoint.safetensors` (to go on from), `weights.safetensors` (the average of the weights, as
//! PyTorch reads them), `log.csv` (step, loss) and `samples.png`.

mod flags;
mod stop;

use std::path::{Path, absolute};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use clap::Parser;
use flags::{Command, Flags, Kind, On, Sampling, Sizes, Train};
use flowlab::Seed;
use flowlab::distribution::SampleLabelled;
use flowlab::metrics::PictureMarks;
use scale::data::{Pictures, Rows};
use scale::flow::Pairs;
use scale::folder::{CHECKPOINT, Folder, LOG, SHEET, WEIGHTS};
use scale::net::{Check, Conv, Dit, Network};
use scale::sample::Sampler;
use scale::settings::Settings;
use scale::train::Run;
use scale::{compare, cores, device, images, memory, sheet, weights};
use stop::Stop;

/// A step makes and drops hundreds of tensors of some 100 kB: this allocator keeps their memory, that of glibc gives it back to
/// the system each time.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Prints a line. A reader that went away (`scale digits | head -1`) ends no run.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

/// Between two lines of progress.
const SAID_EVERY: Duration = Duration::from_secs(10);
/// Pairs over which the loss is measured at the end.
const TEST_PAIRS: usize = 20_000;
/// Side of a folder's pictures, and of cats, where none is given.
const FOLDER_SIDE: usize = 32;
const CATS_SIDE: usize = 16;

fn main() -> ExitCode {
    match run(Flags::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("scale: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Digits(train) => {
            ensure!(train.side.is_none(), "--side: digits have 8 x 8 pixels, leave it out");
            learn("digits".to_string(), "digits", Pictures::digits(), &train)
        }
        Command::Cats(train) => {
            let side = train.side.unwrap_or(CATS_SIDE);
            learn(format!("cats of side {side}"), "cats", Pictures::cats(side)?, &train)
        }
        Command::Folder { path, train } => {
            let side = train.side.unwrap_or(FOLDER_SIDE);
            let read = images::read(&path, side)?;
            read.left_out.iter().for_each(|line| say!("{line}"));
            let Pictures { training, held_out, names, .. } = &read.pictures;
            let n = training.len() + held_out.len();
            say!(
                "{n} pictures with {} labels, {} of them cut and resized to {side} x {side}",
                names.len(),
                read.resized
            );
            let name = format!("folder {} of side {side}", absolute(&path)?.display());
            learn(name, "folder", read.pictures, &train)
        }
        Command::Judge { weights, sheet, sampling, on } => judge_file(&weights, &sheet, &sampling, &on),
        Command::Agree { steps, tolerance, net, on } => agree(steps, tolerance, &net, &on),
        Command::Speed { seconds, batch, net, on } => speed(seconds, batch, &net, &on),
        Command::Serve { port, on } => serve(port, &on),
    }
}

impl Sampling {
    /// Refuses what makes no samples, before a run has cost any time.
    fn check(&self) -> Result<()> {
        ensure!(self.heun > 0, "--heun 0: give at least one step");
        Ok(())
    }
}

impl On {
    /// The devices that were asked for, or the best one.
    fn devices(&self) -> Result<Vec<Device>> {
        if self.device.is_empty() {
            return Ok(vec![device::usual()]);
        }
        Ok(self.device.iter().map(|name| device::named(name)).collect::<Result<Vec<_>>>()?.concat())
    }
}

fn learn(name: String, folder: &str, pictures: Pictures, train: &Train) -> Result<ExitCode> {
    let path = train.out.clone().unwrap_or_else(|| Path::new("runs").join(folder));
    match train.net.net {
        Kind::Dit => learn_with::<Dit>(&name, &path, &pictures, train, train.net.dit(&pictures)),
        Kind::Conv => learn_with::<Conv>(&name, &path, &pictures, train, train.net.conv(&pictures)),
    }
}

fn learn_with<N: Network>(
    name: &str,
    path: &Path,
    pictures: &Pictures,
    train: &Train,
    shape: N::Shape,
) -> Result<ExitCode> {
    train.sampling.check()?;
    let stop = Stop::listen()?;
    let devices = train.on.devices()?;
    let (folder, mut run) = if train.resume {
        let (folder, saved) = Folder::of_a_run(path)?;
        ensure!(saved.data == name, "{} holds a run of {}, not of {name}", path.display(), saved.data);
        train.fits(&saved)?;
        let mut run = Run::<N>::resume(&folder.file(CHECKPOINT), devices)?;
        run.settings.steps = train.steps.unwrap_or(run.settings.steps);
        (folder, run)
    } else {
        shape.check()?;
        let run = Run::<N>::new(&shape, train.settings(pictures), devices)?;
        (Folder::for_a_new_run(path)?, run)
    };
    let devices: Vec<String> = run.devices().iter().map(device::shown).collect();
    say!(
        "{name}: {} of {} weights, step {} of {}, {} pairs a step, on {}",
        N::NAME,
        run.net.num_params(),
        run.steps_done(),
        run.settings.steps,
        run.settings.batch,
        devices.join(", ")
    );
    fit(&mut run, &Rows::of(&pictures.training), &folder, name, Duration::from_secs(train.save_every), &stop)?;
    run.save(name, &folder.file(CHECKPOINT))?;
    if let Some(signal) = stop.asked() {
        say!("stopped after step {}: the same line with --resume goes on", run.steps_done());
        return Ok(ExitCode::from(128 + signal));
    }
    weights::save(&run.average, run.settings.target, &folder.file(WEIGHTS))?;
    let lines: String = run.log().iter().map(|(step, loss)| format!("{step},{loss}\n")).collect();
    folder.write(LOG, format!("step,loss\n{lines}").as_bytes())?;
    let main = run.devices()[0].clone().without_autodiff();
    let picture = judge(&run.average, &run.settings, pictures, &train.sampling, &main)?;
    folder.write(SHEET, &picture)?;
    say!("checkpoint, weights, log and samples.png in {}", folder.path().display());
    Ok(ExitCode::SUCCESS)
}

/// Trains to the end of the run or to a signal, with a line now and then.
fn fit<N: Network>(
    run: &mut Run<N>,
    data: &Rows,
    folder: &Folder,
    name: &str,
    save_every: Duration,
    stop: &Stop,
) -> Result<()> {
    let (first, start) = (run.steps_done(), Instant::now());
    let (mut said, mut saved) = (Instant::now(), Instant::now());
    while !run.is_finished() && stop.asked().is_none() {
        run.step(data)?;
        let (done, steps) = (run.steps_done(), run.settings.steps);
        if said.elapsed() > SAID_EVERY || done == steps {
            said = Instant::now();
            run.read_losses()?;
            let a_step = start.elapsed().as_secs_f64() / (done - first) as f64;
            let loss = run.log().last().map_or(String::new(), |(_, loss)| format!(" loss {loss:.4},"));
            let speed = run.settings.batch as f64 / a_step;
            let memory = memory::megabytes(&run.devices()[0]).map_or(String::new(), |size| format!(", {size:.0} MB"));
            let left = a_step * (steps - done) as f64;
            say!("step {done} of {steps}:{loss} {speed:.0} pairs/s{memory}, {left:.0} s left");
        }
        if saved.elapsed() >= save_every {
            saved = Instant::now();
            // a full disk may have room again before the end
            if let Err(error) = run.save(name, &folder.file(CHECKPOINT)) {
                say!("step {done} is not saved: {error:#}");
            }
        }
    }
    Ok(())
}

/// Prints the loss on held-out pictures and the marks of samples, and gives their sheet.
fn judge<N: Network>(
    net: &N,
    settings: &Settings,
    pictures: &Pictures,
    sampling: &Sampling,
    device: &Device,
) -> Result<Vec<u8>> {
    let held_out = Rows::of(&pictures.held_out);
    let mut rng = Seed(settings.seed).stream(1);
    let batches = TEST_PAIRS.div_ceil(settings.batch);
    let batches: Vec<Pairs> =
        (0..batches).map(|_| Pairs::draw(&held_out, settings.batch, settings.label_dropout, &mut rng)).collect();
    let n: usize = batches.iter().map(Pairs::len).sum();
    let loss_of = |pairs: Pairs| f64::from(pairs.loss(net, settings.target, 1, device).into_scalar::<f32>());
    let loss: f64 = cores::map(batches, device, loss_of).into_iter().sum();
    say!("loss on held-out pictures {:.4}", loss / n as f64);
    let (sets, side) = ([&pictures.training, &pictures.held_out], pictures.side);
    say!("true pictures: {}", shown(PictureMarks::of_true(sets, side)?));
    let n = (PictureMarks::BATCHES * pictures.held_out.len()).max(64);
    let labels = pictures.training.sample_labelled(Seed(settings.seed), n)?.1;
    let mut made = Vec::new();
    for &weight in &sampling.guidance {
        let sampler = Sampler { target: settings.target, none: pictures.names.len(), weight, steps: sampling.heun };
        let samples = sampler.pictures(net, held_out.dim(), &labels, Seed(settings.seed), device);
        say!("w = {weight}: {}", shown(PictureMarks::of(&samples, &labels, sets, side)?));
        made.push(samples);
    }
    let held_out = sheet::Group { pictures: pictures.held_out.points(), labels: pictures.held_out.labels() };
    let made = made.iter().map(|pictures| sheet::Group { pictures, labels: &labels });
    sheet::draw(pictures, &[held_out].into_iter().chain(made).collect::<Vec<_>>())
}

/// Marks in words.
fn shown(PictureMarks { distance, accuracy, nearer }: PictureMarks) -> String {
    format!("Fréchet distance {distance:.3}, right labels {accuracy:.3}, nearer to training {nearer:.3}")
}

/// Judges a file of weights on the digits.
fn judge_file(path: &Path, sheet: &Path, sampling: &Sampling, on: &On) -> Result<ExitCode> {
    sampling.check()?;
    let pictures = Pictures::digits();
    let device = on.devices()?.swap_remove(0);
    let (net, target) = weights::load::<Dit>(path, &device)?;
    let shape = net.shape();
    ensure!(
        (shape.side, shape.channels, shape.labels) == (8, 1, 10),
        "{} is not of digits: it makes pictures of {} pixels a side with {} numbers each and {} labels",
        path.display(),
        shape.side,
        shape.channels,
        shape.labels
    );
    let settings = Settings { target, ..usual(&pictures) };
    let picture = judge(&net.valid(), &settings, &pictures, sampling, &device)?;
    std::fs::write(sheet, picture).with_context(|| format!("cannot write {}", sheet.display()))?;
    say!("samples in {}", sheet.display());
    Ok(ExitCode::SUCCESS)
}

/// The settings of a run of digits as they are without being typed.
fn usual(pictures: &Pictures) -> Settings {
    let Flags { command } = Flags::parse_from(["scale", "digits"]);
    match command {
        Command::Digits(train) => train.settings(pictures),
        _ => unreachable!("the line says digits"),
    }
}

fn agree(steps: usize, tolerance: f64, net: &Sizes, on: &On) -> Result<ExitCode> {
    let pictures = Pictures::digits();
    let settings = Settings { steps, warm_up: 0, ..usual(&pictures) };
    let data = Rows::of(&pictures.training);
    let devices = [vec![Device::flex()], on.devices()?];
    let shown: Vec<String> = devices[1].iter().map(device::shown).collect();
    let losses = match net.net {
        Kind::Dit => compare::losses::<Dit>(&net.dit(&pictures), &settings, &data, devices)?,
        Kind::Conv => compare::losses::<Conv>(&net.conv(&pictures), &settings, &data, devices)?,
    };
    let gap = compare::gap(&losses);
    let ends: Vec<String> = losses.iter().filter_map(|losses| losses.last()).map(|loss| format!("{loss:.6}")).collect();
    say!(
        "{steps} steps on cpu and on {}: losses differ by {gap:.1e} at most, the last are {}",
        shown.join(", "),
        ends.join(" and ")
    );
    ensure!(gap <= tolerance, "the devices do not agree: {gap:.1e} is more than {tolerance:.1e}");
    Ok(ExitCode::SUCCESS)
}

fn speed(seconds: f64, batch: usize, net: &Sizes, on: &On) -> Result<ExitCode> {
    ensure!(seconds > 0.0 && seconds < 1e6, "--seconds {seconds}: give a number above 0");
    let pictures = Pictures::digits();
    let settings = Settings { batch, ..usual(&pictures) };
    let (data, time) = (Rows::of(&pictures.training), Duration::from_secs_f64(seconds));
    for device in on.devices()? {
        let [training, sampling] = match net.net {
            Kind::Dit => compare::speed::<Dit>(&net.dit(&pictures), &settings, &data, &device, time)?,
            Kind::Conv => compare::speed::<Conv>(&net.conv(&pictures), &settings, &data, &device, time)?,
        };
        say!(
            "{}: {training:.0} pairs/s of training, {sampling:.0} samples/s in {} steps of Heun's method",
            device::shown(&device),
            compare::HEUN
        );
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "remote")]
fn serve(port: u16, on: &On) -> Result<ExitCode> {
    use burn::server::{RemoteServer, WebSocketTransport};
    say!("lending {} device(s) on port {port} until Ctrl-C", on.devices()?.len());
    RemoteServer::new(on.devices()?).serve(WebSocketTransport::new(port)).context("cannot serve")?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(feature = "remote"))]
fn serve(_: u16, _: &On) -> Result<ExitCode> {
    anyhow::bail!("serve: build the program with --features remote")
}
