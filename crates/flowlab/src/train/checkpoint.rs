//! Training runs in files.

use std::path::Path;

use super::data::Data;
use super::description::{Description, describe};
use super::matching::{LOGGED, Matching};
use super::settings::Settings;
use super::target::Target;
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
        let tensors = Tensors::read(file.as_ref())?;
        Checkpoint::of(&tensors, &Description::read(&tensors)?)
    }

    fn of(tensors: &Tensors, described: &Description) -> Result<Checkpoint> {
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

/// The first samples of a law (8, d), and their labels where it has some.
fn probe(data: &Data) -> Result<(Vec<usize>, Vec<f64>, Vec<f64>)> {
    let (z, labels) = data.draw(Seed(0).branch("probe"), PROBED)?;
    let labels = labels.unwrap_or_default().into_iter().map(|label| label as f64);
    Ok((z.shape().to_vec(), z.into_iter().collect(), labels.collect()))
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
    let (shape, samples, labels) = probe(data)?;
    let (noted_shape, noted_samples) = tensors.take::<f64>("data.samples")?;
    let (_, noted_labels) = tensors.take::<f64>("data.labels")?;
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= SAME * a.abs().max(1.0);
    if noted_shape != shape || noted_labels != labels || !noted_samples.iter().zip(&samples).all(near) {
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
    /// draw other samples.
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
    /// Weights that are not finite, which [`resume`](Matching::resume) would refuse; the folder does not exist or
    /// cannot be written, or the disk is full.
    pub fn checkpoint(&self, file: impl AsRef<Path>) -> Result<()> {
        let mut tensors = describe::<K, T>(file.as_ref(), &self.net, self.inputs, self.path());
        tensors.put_layers("net.", &self.net, self.net.weights());
        tensors.put_layers("ema.", &self.net, self.ema.weights());
        tensors.put_layers("adam.m.", &self.net, &self.adam.m);
        tensors.put_layers("adam.v.", &self.net, &self.adam.v);
        let (steps, losses): (Vec<f64>, Vec<f64>) = self.log.iter().map(|(step, loss)| (*step as f64, *loss)).unzip();
        tensors.put("log.steps", &[steps.len()], &steps);
        tensors.put("log.losses", &[losses.len()], &losses);
        tensors.put("log.recent", &[self.recent.len()], &self.recent);
        let (shape, samples, labels) = probe(&self.data)?;
        tensors.put("data.samples", &shape, &samples);
        tensors.put("data.labels", &[labels.len()], &labels);
        let Settings { batch, steps, learning_rate, ema, label_dropout, stop_at, seed, .. } = &self.settings;
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
        let Checkpoint { data: named, settings, steps_done } = Checkpoint::of(&tensors, &described)?;
        let data = data.into();
        check_data(&mut tensors, &data, &named, &described)?;
        let mut run = Matching::in_precision(data, settings)?;
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
