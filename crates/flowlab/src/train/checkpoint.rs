//! Training runs in files.

use std::path::Path;

use super::data::{Data, Drawn};
use super::description::{Description, describe};
use super::matching::{LOGGED, Matching};
use super::settings::Settings;
use super::target::Target;
use super::times::Times;
use crate::Seed;
use crate::error::Result;
use crate::nn::{Adam, Real, Tensors, Transposed};

/// What a checkpoint says of its run: of which data it is, with which settings, and how far.
///
/// ```
/// use flowlab::distribution::Moons;
/// use flowlab::train::{Checkpoint, Data, FlowMatching, Settings};
/// let file = std::env::temp_dir().join(format!("flowlab-doc-run-{}.safetensors", std::process::id()));
/// let settings = Settings { hidden: vec![16], steps: 500, ..Settings::default() };
/// let mut training = FlowMatching::new(Data::new(Moons::new(0.05)?).named("moons"), settings.clone())?;
/// training.step()?;
/// training.checkpoint(&file)?;
/// let said = Checkpoint { data: "moons".to_string(), settings, steps_done: 1 };
/// assert_eq!(Checkpoint::read(&file)?, said);
/// # std::fs::remove_file(&file).unwrap();
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The name of the data, empty if they have none: [`Data::named`].
    pub data: String,
    /// The settings.
    pub settings: Settings,
    /// Steps done.
    pub steps_done: usize,
}

impl Checkpoint {
    /// Reads it from a file that [`Matching::checkpoint`] wrote, whatever the run has learned.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged, cut off, or no checkpoint.
    pub fn read(file: impl AsRef<Path>) -> Result<Checkpoint> {
        let mut tensors = Tensors::read(file.as_ref())?;
        let described = Description::read(&tensors)?;
        Checkpoint::of(&mut tensors, &described)
    }

    fn of(tensors: &mut Tensors, described: &Description) -> Result<Checkpoint> {
        tensors.has_checksum()?;
        let stop_at: String = tensors.note_of("stop_at")?;
        let settings = Settings {
            hidden: described.widths[1..described.widths.len() - 1].to_vec(),
            activation: described.activation,
            frequencies: described.inputs.frequencies,
            schedule: described.path.schedule(),
            batch: tensors.note_of("batch")?,
            steps: tensors.note_of("steps")?,
            learning_rate: tensors.note_of("learning_rate")?,
            warm_up: tensors.noted("warm_up").map_or(Ok(0), |_| tensors.note_of("warm_up"))?,
            clip: tensors.noted("clip").map(|_| tensors.note_of("clip")).transpose()?,
            times: Times::of_quantiles(tensors.take_any("times.quantiles")?)?,
            ema: tensors.note_of("ema")?,
            label_dropout: tensors.note_of("label_dropout")?,
            stop_at: if stop_at == "none" { None } else { Some(tensors.note_of("stop_at")?) },
            seed: Seed(tensors.note_of("seed")?),
        };
        Ok(Checkpoint { data: tensors.note_of("data")?, settings, steps_done: tensors.note_of("steps_done")? })
    }
}

/// Samples by which data are known again.
const PROBED: usize = 8;
/// How far apart, relative to their size, two samples may be that are the same: exp and sin of two machines differ in
/// their last bits.
const SAME: f64 = 1e-9;

/// The first samples of a law, and what belongs to them: labels, conditions, the x₀ of other pairs than usual ones.
struct Probe {
    shape: Vec<usize>,
    samples: Vec<f64>,
    belongs: Vec<f64>,
}

fn probe(data: &Data) -> Result<Probe> {
    let (z, labels) = data.draw_labelled(Seed(0).branch("probe"), PROBED)?;
    let mut belongs: Vec<f64> = labels.unwrap_or_default().into_iter().map(|label| label as f64).collect();
    if data.n_conditions() > 0 || !data.has_score() {
        let seed = Seed(0).branch("probe of pairs");
        let Drawn { x0, told, .. } = data.draw(seed, PROBED)?;
        belongs.extend(x0.iter().chain(&told));
    }
    Ok(Probe { shape: z.shape().to_vec(), samples: z.into_iter().collect(), belongs })
}

/// Takes the samples out, and refuses data that are not those of the run.
fn check_data(tensors: &mut Tensors, data: &Data, named: &str, described: &Description) -> Result<()> {
    let way = "give the data of the run, or start another one in a file of its own";
    if !named.is_empty() && !data.name().is_empty() && named != data.name() {
        return Err(tensors.error(format!("is of the data `{named}`, not of `{}`: {way}", data.name())));
    }
    let (dim, n_classes) = (described.inputs.dim, described.inputs.n_classes);
    if (data.dim(), data.n_classes()) != (dim, n_classes) {
        return Err(tensors.error(format!(
            "is of data in {dim} dimensions with {n_classes} labels, but these have {} and {}: {way}",
            data.dim(),
            data.n_classes()
        )));
    }
    let Probe { shape, samples, belongs } = probe(data)?;
    let (noted_shape, noted_samples) = tensors.take::<f64>("data.samples")?;
    let (_, noted_belongs) = tensors.take::<f64>("data.labels")?;
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= SAME * a.abs().max(1.0);
    let same = |noted: &[f64], drawn: &[f64]| noted.len() == drawn.len() && noted.iter().zip(drawn).all(near);
    if noted_shape != shape || !same(&noted_belongs, &belongs) || !same(&noted_samples, &samples) {
        return Err(tensors.error(format!("is of other data, these draw other samples from the same seed: {way}")));
    }
    Ok(())
}

impl<K: Target> Matching<K> {
    /// Goes on from a checkpoint in f32, with the same data: on one machine, to the same bits as a run that was never
    /// broken off.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged, cut off, or no checkpoint of such a run; data that have another name, or
    /// draw other samples. A run with a loss of one's own wants it again: [`with_loss`](Matching::with_loss).
    pub fn resume(file: impl AsRef<Path>, data: impl Into<Data>) -> Result<Matching<K>> {
        Matching::resume_in_precision(file, data)
    }
}

impl<K: Target, T: Real> Matching<K, T> {
    /// Writes all of the run, to go on from: weights, their average, the optimiser, the log, the settings, and what tells
    /// the data from others. The file is written whole or not at all, so a run that is killed while it saves still has its
    /// last checkpoint; and with a checksum, so that damage to it is found.
    ///
    /// The tensors of the network are under `net.`, those of the averaged weights under `ema.`, with PyTorch's names.
    ///
    /// # Errors
    /// A run with an optimiser of one's own; weights that are not finite, which [`resume`](Matching::resume) would refuse;
    /// the folder does not exist or cannot be written, or the disk is full.
    pub fn checkpoint(&self, file: impl AsRef<Path>) -> Result<()> {
        let has_score = self.data.has_score();
        let mut tensors = describe::<K, T>(file.as_ref(), &self.net, self.inputs, self.path(), has_score);
        if self.optimiser.is_some() {
            return Err(tensors.error("cannot hold the memory of an optimiser of your own: save the field instead"));
        }
        tensors.put_layers("net.", &self.net, self.net.weights());
        tensors.put_layers("ema.", &self.net, self.ema.weights());
        tensors.put_layers("adam.m.", &self.net, &self.adam.m);
        tensors.put_layers("adam.v.", &self.net, &self.adam.v);
        let (steps, losses): (Vec<f64>, Vec<f64>) = self.log.iter().map(|(step, loss)| (*step as f64, *loss)).unzip();
        tensors.put("log.steps", &[steps.len()], &steps);
        tensors.put("log.losses", &[losses.len()], &losses);
        tensors.put("log.recent", &[self.recent.len()], &self.recent);
        let Probe { shape, samples, belongs } = probe(&self.data)?;
        tensors.put("data.samples", &shape, &samples);
        tensors.put("data.labels", &[belongs.len()], &belongs);
        let Settings { batch, steps, learning_rate, ema, label_dropout, stop_at, seed, warm_up, clip, times, .. } =
            &self.settings;
        if *warm_up > 0 {
            tensors.note("warm_up", warm_up);
        }
        if let Some(clip) = clip {
            tensors.note("clip", clip);
        }
        if !times.quantiles().is_empty() {
            tensors.put("times.quantiles", &[times.quantiles().len()], times.quantiles());
        }
        if self.loss.is_some() || self.wants_loss {
            tensors.note("loss", "of one's own");
        }
        tensors.note("data", self.data.name());
        tensors.note("steps_done", self.steps_done());
        tensors.note("batch", batch);
        tensors.note("steps", steps);
        tensors.note("learning_rate", learning_rate);
        tensors.note("ema", ema);
        tensors.note("label_dropout", label_dropout);
        tensors.note("stop_at", stop_at.map_or("none".to_string(), |loss| loss.to_string()));
        tensors.note("seed", seed.0);
        tensors.write()
    }

    /// [`resume`](Matching::resume) in `T`.
    ///
    /// # Errors
    /// As there.
    pub fn resume_in_precision(file: impl AsRef<Path>, data: impl Into<Data>) -> Result<Matching<K, T>> {
        let mut tensors = Tensors::read(file.as_ref())?;
        let described = Description::read(&tensors)?;
        let net = described.net::<K, T>(&tensors, "net.")?;
        let Checkpoint { data: named, settings, steps_done } = Checkpoint::of(&mut tensors, &described)?;
        let data: Data = data.into();
        let data = if data.name().is_empty() { data.named(&named) } else { data };
        check_data(&mut tensors, &data, &named, &described)?;
        let mut run = Matching::in_precision(data, settings)?;
        run.wants_loss = tensors.noted("loss").is_some();
        let weights = tensors.take_layers("net.", &net)?;
        run.net.weights_mut().copy_from_slice(&weights);
        let steps = steps_done as u64;
        run.ema.steps = steps;
        run.ema.weights = tensors.take_layers("ema.", &net)?;
        run.adam = Adam { steps, m: tensors.take_layers("adam.m.", &net)?, v: tensors.take_layers("adam.v.", &net)? };
        let lines = [steps_done / LOGGED];
        let log_steps = tensors.take_shaped::<f64>("log.steps", &lines)?;
        let losses = tensors.take_shaped::<f64>("log.losses", &lines)?;
        run.log = log_steps.into_iter().map(|step| step as usize).zip(losses).collect();
        run.recent = tensors.take_shaped("log.recent", &[steps_done % LOGGED])?;
        tensors.all_taken()?;
        run.transposed = Transposed::of(&run.net);
        Ok(run)
    }
}
