//! The command line.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::{Args, Parser, Subcommand, ValueEnum};
use scale::checkpoint::Header;
use scale::data::Pictures;
use scale::net::{ConvShape, DitShape};
use scale::settings::{Settings, Target};

/// Flow matching on Burn: the course's training, on the CPU, a GPU, or many.
#[derive(Parser)]
#[command(name = "scale", args_override_self = true)]
pub struct Flags {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Learn 1197 handwritten digits, told by their labels.
    Digits(Train),
    /// Learn 20000 cat portraits, told by their breeds.
    Cats(Train),
    /// Learn the pictures (PNG, JPEG) of a folder; folders inside it are the labels.
    Folder {
        /// The folder.
        path: PathBuf,
        #[command(flatten)]
        train: Train,
    },
    /// Judge a file of weights, from here or from PyTorch, on the digits, and draw its samples.
    Judge {
        /// The weights.
        weights: PathBuf,
        /// Where the sheet goes.
        #[arg(long, default_value = "samples.png")]
        sheet: PathBuf,
        #[command(flatten)]
        sampling: Sampling,
        #[command(flatten)]
        on: On,
    },
    /// Say whether the CPU and the device agree on the first steps of one run.
    Agree {
        /// Steps, fewer than 100.
        #[arg(long, default_value_t = 50)]
        steps: usize,
        /// The greatest difference of two losses, as a share, that is no error.
        #[arg(long, default_value_t = 1e-3)]
        tolerance: f64,
        #[command(flatten)]
        net: Sizes,
        #[command(flatten)]
        on: On,
    },
    /// Measure pairs in a second of training, and samples in a second.
    Speed {
        /// Seconds for each.
        #[arg(long, default_value_t = 5.0)]
        seconds: f64,
        /// Pairs in a step.
        #[arg(long, default_value_t = 256)]
        batch: usize,
        #[command(flatten)]
        net: Sizes,
        #[command(flatten)]
        on: On,
    },
    /// Lend the devices of this machine to a run elsewhere (needs --features remote), until Ctrl-C.
    Serve {
        /// The port on which it listens. Whoever reaches it may use it: open it inside a network that you trust.
        #[arg(default_value_t = 3000)]
        port: u16,
        #[command(flatten)]
        on: On,
    },
}

/// What computes.
#[derive(Args, Clone, Debug)]
pub struct On {
    /// Devices, each with its part of the batch: cpu, gpu, gpu:NUMBER, all, ws://HOST:PORT [default: the best one].
    #[arg(long, value_delimiter = ',')]
    pub device: Vec<String>,
}

/// How samples are made.
#[derive(Args, Clone, Debug)]
pub struct Sampling {
    /// Weights w of guidance: 1 is none.
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, default_values_t = [1.0, 2.0, 3.0])]
    pub guidance: Vec<f64>,
    /// Steps of Heun's method from noise to a picture.
    #[arg(long, default_value_t = 25)]
    pub heun: usize,
}

/// The kinds of network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A small diffusion transformer.
    Dit,
    /// A convolutional network.
    Conv,
}

/// The network; what is not given is as usual for the data.
#[derive(Args, Clone, Debug)]
pub struct Sizes {
    /// The kind of network.
    #[arg(long, value_enum, default_value_t = Kind::Dit)]
    pub net: Kind,
    /// dit: side of a patch in pixels [default: 4].
    #[arg(long)]
    pub patch: Option<usize>,
    /// dit: numbers of a token [default: 128].
    #[arg(long)]
    pub dim: Option<usize>,
    /// dit: blocks [default: 2, for colours 4].
    #[arg(long)]
    pub blocks: Option<usize>,
    /// dit: heads of attention [default: 4].
    #[arg(long)]
    pub heads: Option<usize>,
    /// conv: channels of the first level [default: 16, for colours 32].
    #[arg(long)]
    pub width: Option<usize>,
    /// conv: levels, each with half the pixels a side [default: 2, from 16 pixels on 3].
    #[arg(long)]
    pub levels: Option<usize>,
}

/// A run.
#[derive(Args, Clone, Debug)]
pub struct Train {
    #[command(flatten)]
    pub net: Sizes,
    /// Side in pixels, not for digits [default: 16 for cats, 32 for a folder].
    #[arg(long)]
    pub side: Option<usize>,
    /// Steps of the whole run, along which the learning rate falls to 0 [default: 6000, for colours 20000].
    #[arg(long)]
    pub steps: Option<usize>,
    /// Pairs in a step, over all devices [default: 256, for colours 64].
    #[arg(long)]
    pub batch: Option<usize>,
    /// Learning rate after the warm-up [default: 0.002, for colours 0.001].
    #[arg(long)]
    pub rate: Option<f64>,
    /// Where all chance comes from [default: 0].
    #[arg(long)]
    pub seed: Option<u64>,
    #[command(flatten)]
    pub sampling: Sampling,
    #[command(flatten)]
    pub on: On,
    /// Folder of the run, one run in each [default: runs/digits, runs/cats, runs/folder].
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Seconds between two checkpoints.
    #[arg(long, default_value_t = 15)]
    pub save_every: u64,
    /// Go on with the run in the folder. All that it needs is in its checkpoint; --steps makes it longer or shorter, and
    /// --device, --guidance, --heun and --save-every may be others than before.
    #[arg(long)]
    pub resume: bool,
}

impl Sizes {
    /// The sizes of a transformer for these pictures.
    pub fn dit(&self, pictures: &Pictures) -> DitShape {
        let is_grey = pictures.channels == 1;
        DitShape {
            side: pictures.side,
            channels: pictures.channels,
            patch: self.patch.unwrap_or(4),
            dim: self.dim.unwrap_or(128),
            blocks: self.blocks.unwrap_or(if is_grey { 2 } else { 4 }),
            heads: self.heads.unwrap_or(4),
            labels: pictures.names.len(),
        }
    }

    /// The sizes of a convolutional network for these pictures.
    pub fn conv(&self, pictures: &Pictures) -> ConvShape {
        ConvShape {
            side: pictures.side,
            channels: pictures.channels,
            width: self.width.unwrap_or(if pictures.channels == 1 { 16 } else { 32 }),
            levels: self.levels.unwrap_or(if pictures.side < 16 { 2 } else { 3 }),
            labels: pictures.names.len(),
        }
    }
}

impl Train {
    /// The settings of a new run on these pictures.
    pub fn settings(&self, pictures: &Pictures) -> Settings {
        let is_grey = pictures.channels == 1;
        let steps = self.steps.unwrap_or(if is_grey { 6000 } else { 20_000 });
        Settings {
            target: if is_grey { Target::Velocity } else { Target::Clean },
            steps,
            batch: self.batch.unwrap_or(if is_grey { 256 } else { 64 }),
            rate: self.rate.unwrap_or(if is_grey { 2e-3 } else { 1e-3 }),
            warm_up: (steps / 20).min(200),
            decay: 0.999,
            label_dropout: 0.1,
            seed: self.seed.unwrap_or(0),
        }
    }

    /// Refuses flags that say something else than the run that is to go on.
    ///
    /// # Errors
    /// One line that names the first such flag.
    pub fn fits(&self, saved: &Header) -> Result<()> {
        let Settings { batch, rate, seed, .. } = saved.settings;
        let size = |name: &str| saved.shape.get(name).and_then(serde_json::Value::as_u64).map(|size| size as usize);
        let other = |given: Option<usize>, saved: Option<usize>| given.is_some() && given != saved;
        let flags = [
            ("--batch", other(self.batch, Some(batch))),
            ("--rate", self.rate.is_some_and(|given| given != rate)),
            ("--seed", self.seed.is_some_and(|given| given != seed)),
            ("--side", other(self.side, size("side"))),
            ("--patch", other(self.net.patch, size("patch"))),
            ("--dim", other(self.net.dim, size("dim"))),
            ("--blocks", other(self.net.blocks, size("blocks"))),
            ("--heads", other(self.net.heads, size("heads"))),
            ("--width", other(self.net.width, size("width"))),
            ("--levels", other(self.net.levels, size("levels"))),
        ];
        for (flag, is_other) in flags {
            ensure!(!is_other, "{flag}: the run in the folder has another value, leave it out to go on with it");
        }
        if let Some(steps) = self.steps {
            let done = saved.steps_done;
            ensure!(
                steps >= done && steps > 0,
                "--steps {steps}: the run in the folder has done {done}, give at least as many"
            );
        }
        Ok(())
    }
}
