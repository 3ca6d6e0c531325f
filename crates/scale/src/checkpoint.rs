//! A run in one file: killed at any moment, it goes on from its last checkpoint to what it would have been.
//!
//! The file is safetensors: Burn's own records of network, average and optimiser as three rows of bytes, and all else as JSON
//! in the metadata.

use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
use burn::store::ModuleRecord;
use burn::tensor::{Bytes, Device};
use flowlab::Seed;
use flowlab::file::write_whole;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use crate::net::Network;
use crate::settings::Settings;
use crate::train::{Run, adam};

/// Under this name the metadata hold what a run is.
const RUN: &str = "run";
const NET: &str = "net";
const AVERAGE: &str = "average";
const ADAM: &str = "adam";

/// What a checkpoint says beside the weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// What is learned, by its name on the command line.
    pub data: String,
    /// The kind of network.
    pub kind: String,
    /// Its sizes, as JSON.
    pub shape: serde_json::Value,
    /// The settings.
    pub settings: Settings,
    /// Steps done.
    pub steps_done: usize,
    /// The mean loss of every 100 steps.
    pub log: Vec<(usize, f32)>,
    /// The losses since then.
    pub recent: Vec<f32>,
}

impl Header {
    /// Reads what a checkpoint says, without its weights.
    ///
    /// # Errors
    /// A file that cannot be read, or no checkpoint.
    pub fn read(path: &Path) -> Result<Header> {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Header::of(&bytes).with_context(|| format!("{} is no checkpoint of scale, or damaged", path.display()))
    }

    fn of(bytes: &[u8]) -> Result<Header> {
        let (_, metadata) = SafeTensors::read_metadata(bytes)?;
        let metadata = metadata.metadata().clone().unwrap_or_default();
        let header = metadata.get(RUN).ok_or_else(|| anyhow!("its metadata have no `{RUN}`"))?;
        Ok(serde_json::from_str(header)?)
    }
}

impl<N: Network> Run<N> {
    /// Writes the run to a file, whole or not at all.
    ///
    /// # Errors
    /// A loss that is not finite, or a file that cannot be written.
    pub fn save(&mut self, data: &str, path: &Path) -> Result<()> {
        let header = Header {
            data: data.to_string(),
            kind: N::NAME.to_string(),
            shape: serde_json::to_value(self.net.shape())?,
            settings: self.settings.clone(),
            steps_done: self.steps_done,
            recent: self.recent()?.to_vec(),
            log: self.log.clone(),
        };
        let net = self.net.valid().into_record().into_bytes()?;
        let average = self.average.clone().into_record().into_bytes()?;
        let adam = self.adam.into_bytes()?;
        let row = |bytes: &'static str, of: &Bytes| (bytes, of.to_vec());
        let rows = [row(NET, &net), row(AVERAGE, &average), row(ADAM, &adam)];
        let views = rows.iter().map(|(name, bytes)| Ok((*name, TensorView::new(Dtype::U8, vec![bytes.len()], bytes)?)));
        let views = views.collect::<Result<Vec<_>>>()?;
        let metadata = [(RUN.to_string(), serde_json::to_string(&header)?)];
        let bytes = safetensors::serialize(views, Some(metadata.into_iter().collect()))?;
        write_whole(path, &bytes).with_context(|| format!("cannot write {}", path.display()))
    }

    /// The run of a checkpoint, on these devices, which may be others than before.
    ///
    /// # Errors
    /// No checkpoint, or one of another kind of network.
    pub fn resume(path: &Path, devices: Vec<Device>) -> Result<Run<N>> {
        let shown = path.display();
        ensure!(!devices.is_empty(), "no device: give at least one");
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
        Run::of_bytes(&bytes, devices).with_context(|| format!("{shown} is no checkpoint of scale, or damaged"))
    }

    fn of_bytes(bytes: &[u8], devices: Vec<Device>) -> Result<Run<N>> {
        let header = Header::of(bytes)?;
        ensure!(header.kind == N::NAME, "its network is of the kind {}, not {}", header.kind, N::NAME);
        let shape: N::Shape = serde_json::from_value(header.shape)?;
        let file = SafeTensors::deserialize(bytes)?;
        let row = |name: &str| Ok::<_, anyhow::Error>(Bytes::from_bytes_vec(file.tensor(name)?.data().to_vec()));
        let record = |name: &str| Ok::<_, anyhow::Error>(ModuleRecord::from_bytes(row(name)?)?);
        let main = devices[0].clone();
        let net = N::new(&shape, Seed(0), &main).try_load_record(record(NET)?)?.train();
        let average = N::new(&shape, Seed(0), &main).try_load_record(record(AVERAGE)?)?;
        let mut run = Run::of(net, average.valid(), header.settings, devices)?;
        run.adam = adam().from_bytes(row(ADAM)?)?;
        (run.steps_done, run.log, run.read) = (header.steps_done, header.log, header.recent);
        Ok(run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Pictures, Rows};
    use crate::net::{Dit, DitShape};
    use crate::settings::Target;
    use crate::weights;

    #[test]
    fn a_run_that_was_broken_off_goes_on_to_the_same_losses_and_weights() {
        let shape = DitShape { side: 8, channels: 1, patch: 4, dim: 8, blocks: 1, heads: 2, labels: 10 };
        let settings = Settings {
            target: Target::Velocity,
            steps: 120,
            batch: 8,
            rate: 2e-3,
            warm_up: 5,
            decay: 0.99,
            label_dropout: 0.1,
            seed: 3,
        };
        let data = Rows::of(&Pictures::digits().training);
        let folder = crate::scratch::Scratch::new();
        let file = folder.path().join("checkpoint.safetensors");
        let mut whole = Run::<Dit>::new(&shape, settings.clone(), vec![Device::flex()]).unwrap();
        let mut broken = Run::<Dit>::new(&shape, settings, vec![Device::flex()]).unwrap();
        for _ in 0..40 {
            whole.step(&data).unwrap();
            broken.step(&data).unwrap();
        }
        broken.save("digits", &file).unwrap();
        drop(broken);
        let mut broken = Run::<Dit>::resume(&file, vec![Device::flex()]).unwrap();
        assert_eq!(broken.steps_done(), 40);
        for _ in 40..120 {
            whole.step(&data).unwrap();
            broken.step(&data).unwrap();
        }
        assert_eq!((whole.log(), whole.log().len()), (broken.log(), 1));
        assert_eq!(whole.recent().unwrap(), broken.recent().unwrap());
        assert_eq!(weights::of(&whole.net), weights::of(&broken.net));
        assert_eq!(weights::of(&whole.average), weights::of(&broken.average));
    }

    #[test]
    fn a_file_that_is_no_checkpoint_is_named() {
        let folder = crate::scratch::Scratch::new();
        let file = folder.path().join("checkpoint.safetensors");
        std::fs::write(&file, b"nothing").unwrap();
        let message = Header::read(&file).unwrap_err().to_string();
        assert!(message.contains("checkpoint.safetensors is no checkpoint of scale, or damaged"), "{message}");
    }
}
