//! Training runs in files.

use std::path::Path;

use super::data::Data;
use super::description::{describe, read_described};
use super::matching::Matching;
use super::settings::Settings;
use super::target::Target;
use crate::Seed;
use crate::error::Result;
use crate::nn::{Adam, Real, Transposed};

impl<K: Target> Matching<K> {
    /// Goes on from a checkpoint in f32, with the same data: on one machine, to the same bits as a run that was never
    /// broken off.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged, cut off, or no checkpoint of such a run; data of another dimension or
    /// with other labels.
    pub fn resume(file: impl AsRef<Path>, data: impl Into<Data>) -> Result<Matching<K>> {
        Matching::resume_in_precision(file, data)
    }
}

impl<K: Target, T: Real> Matching<K, T> {
    /// Writes all of the run, to go on from: weights, their average, the optimiser, the log, the settings. The file is
    /// written whole or not at all, so a run that is killed while it saves still has its last checkpoint.
    ///
    /// The tensors of the network are under `net.`, those of the averaged weights under `ema.`, with PyTorch's names.
    ///
    /// # Errors
    /// The folder does not exist or cannot be written, or the disk is full.
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
        let Settings { batch, steps, learning_rate, ema, label_dropout, stop_at, seed, .. } = &self.settings;
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
        let (mut tensors, net, inputs, path) = read_described::<K, T>(file.as_ref(), "net.")?;
        let data = data.into();
        if (data.dim(), data.n_classes()) != (inputs.dim, inputs.n_classes) {
            return Err(tensors.error(format!(
                "is of data in {} dimensions with {} labels, but these have {} and {}: give the data of the run",
                inputs.dim,
                inputs.n_classes,
                data.dim(),
                data.n_classes()
            )));
        }
        let stop_at: String = tensors.note_of("stop_at")?;
        let settings = Settings {
            hidden: net.widths()[1..net.n_layers()].to_vec(),
            activation: net.activation(),
            frequencies: inputs.frequencies,
            schedule: path.schedule(),
            batch: tensors.note_of("batch")?,
            steps: tensors.note_of("steps")?,
            learning_rate: tensors.note_of("learning_rate")?,
            ema: tensors.note_of("ema")?,
            label_dropout: tensors.note_of("label_dropout")?,
            stop_at: if stop_at == "none" { None } else { Some(tensors.note_of("stop_at")?) },
            seed: Seed(tensors.note_of("seed")?),
        };
        let steps: u64 = tensors.note_of("steps_done")?;
        let mut run = Matching::in_precision(data, settings)?;
        let weights = tensors.take_layers("net.", &net)?;
        run.net.weights_mut().copy_from_slice(&weights);
        run.ema.steps = steps;
        run.ema.weights = tensors.take_layers("ema.", &net)?;
        run.adam = Adam { steps, m: tensors.take_layers("adam.m.", &net)?, v: tensors.take_layers("adam.v.", &net)? };
        let (shape, log_steps) = tensors.take::<f64>("log.steps")?;
        let losses = tensors.take_shaped::<f64>("log.losses", &shape)?;
        run.log = log_steps.into_iter().map(|step| step as usize).zip(losses).collect();
        run.recent = tensors.take("log.recent")?.1;
        tensors.all_taken()?;
        run.transposed = Transposed::of(&run.net);
        Ok(run)
    }
}
