//! The command line, and what a run is in its words.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use flowlab::Seed;
use flowlab::train::{Checkpoint, Settings};

use crate::data::Name;

/// Trains a small flow model on data by name, and draws its samples beside them.
#[derive(Parser)]
#[command(name = "train", args_override_self = true, after_help = AFTER)]
pub struct Args {
    /// What to learn.
    #[arg(value_enum)]
    pub data: Name,
    /// Side of the cats in pixels.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(8..=16))]
    side: u8,
    /// Widths of the hidden layers.
    #[arg(long, value_delimiter = ',', default_values_t = [128, 128, 128])]
    hidden: Vec<usize>,
    /// Steps of the whole run, along which the learning rate falls to 0.
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
    /// Folder of the run, one run in each; `target/train/DATA` if none is named.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Go on with the run in the folder. All that it needs is in its checkpoint: flags may be repeated but not changed,
    /// except --steps, which makes it longer or shorter.
    #[arg(long)]
    pub resume: bool,
}

const AFTER: &str = "\
The folder of a run gets checkpoint.safetensors (to go on from), field.safetensors (the trained field, which PyTorch loads
too), log.csv (the mean loss of every 100 steps) and samples.png.

Breaking off and going on:
  Ctrl-C, or the signals TERM and HUP, end a run after the step at hand: it is saved, and the line to go on with is printed.
  The exit code is then 128 and the number of the signal, 130 for Ctrl-C. A run that is killed without a word still has its
  last checkpoint: one is written every 15 seconds, whole or not at all. Layers and batches so large that stopping could
  take more than 3 seconds are refused.
  --resume goes on to the same weights, log, test loss and picture as a run that was never broken off. With another number
  of --steps the learning rate is, from there on, that of a run of so many steps.
  A run is never replaced by another: where a folder holds one, a new one is refused. Go on with it by --resume, or give the
  new one a folder of its own by --out.";

/// A loss this near to the floor is down.
const NEAR: f64 = 1.005;

/// A run: the data, and all settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub data: Name,
    pub side: usize,
    pub settings: Settings,
}

impl Args {
    /// Reads the command line; the matches tell which flags were typed. The program ends here on a wrong one, or where it
    /// asks for help.
    ///
    /// # Errors
    /// `--side` for data without pixels.
    pub fn read() -> Result<(Args, ArgMatches)> {
        let matches = Args::command().get_matches();
        let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        let fits = args.data == Name::Cats || !is_typed(&matches, "side");
        ensure!(fits, "--side {}: {} has no pixels, leave it out", args.side, args.data.typed());
        Ok((args, matches))
    }

    /// The run that the flags describe, given the least loss of its data where that is known.
    ///
    /// # Errors
    /// A stop at a loss that is not known.
    pub fn run(&self, least: Option<f64>) -> Result<Run> {
        let stops = !self.stop_at_floor || least.is_some();
        ensure!(stops, "--stop-at-floor: the least loss of {} is not known, leave it out", self.data.typed());
        let settings = Settings {
            hidden: self.hidden.clone(),
            steps: self.steps,
            batch: self.batch,
            learning_rate: self.rate,
            frequencies: self.frequencies,
            seed: Seed(self.seed),
            stop_at: least.filter(|_| self.stop_at_floor).map(|least| NEAR * least),
            ..Settings::default()
        };
        Ok(Run { data: self.data, side: self.side.into(), settings })
    }
}

impl Run {
    /// The run of a checkpoint.
    ///
    /// # Errors
    /// Data that are not known by name here.
    pub fn of(saved: &Checkpoint) -> Result<Run> {
        let Some((data, side)) = Name::named(&saved.data) else {
            bail!("its checkpoint is of the data `{}`, which train does not know", saved.data);
        };
        Ok(Run { data, side, settings: saved.settings.clone() })
    }

    /// The flags by which it is typed, each with its name here; an empty one for a switch that is off.
    fn flags(&self) -> [(&'static str, String); 8] {
        let Settings { hidden, steps, batch, learning_rate, frequencies, seed: Seed(seed), stop_at, .. } =
            &self.settings;
        let hidden: Vec<String> = hidden.iter().map(ToString::to_string).collect();
        let if_so = |so: bool, flag: String| if so { flag } else { String::new() };
        [
            ("side", if_so(self.data == Name::Cats, format!("--side {}", self.side))),
            ("hidden", format!("--hidden {}", hidden.join(","))),
            ("steps", format!("--steps {steps}")),
            ("batch", format!("--batch {batch}")),
            ("rate", format!("--rate {learning_rate}")),
            ("frequencies", format!("--frequencies {frequencies}")),
            ("seed", format!("--seed {seed}")),
            ("stop_at_floor", if_so(stop_at.is_some(), "--stop-at-floor".to_string())),
        ]
    }

    /// Its data and flags as they are typed, those left out that are as they are without being typed.
    pub fn typed(&self) -> String {
        let data = self.data.typed();
        let untouched = Args::parse_from(["train", &data]);
        let untouched = untouched.run(None).map(|run| run.flags()).unwrap_or_default();
        let flags = self.flags().into_iter().zip(untouched).filter(|(flag, untouched)| flag != untouched);
        let words: Vec<String> = flags.map(|((_, flag), _)| flag).collect();
        [&[data], &words[..]].concat().join(" ")
    }

    /// The flags that were typed and are others than those of the saved run, in words; `--steps` may be another.
    pub fn contradictions(&self, typed: &ArgMatches, saved: &Run) -> Option<String> {
        let pairs = self.flags().into_iter().zip(saved.flags());
        let other = pairs.filter(|((id, flag), (_, saved))| *id != "steps" && is_typed(typed, id) && flag != saved);
        let words: Vec<String> = other
            .map(|((_, flag), (_, saved))| match &saved[..] {
                "" => format!("{flag} (the run has none)"),
                saved => format!("{flag} (the run has {saved})"),
            })
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

/// Whether a flag stands on the command line.
pub fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches.value_source(id) == Some(ValueSource::CommandLine)
}
