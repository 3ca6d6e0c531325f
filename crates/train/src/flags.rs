//! The command line, and what a run is in its words.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use flowlab::Seed;
use flowlab::distribution::Digits;
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
    /// Widths of the hidden layers [default: 128,128,128, for pictures 256,256,256].
    #[arg(long, value_delimiter = ',')]
    hidden: Option<Vec<usize>>,
    /// Steps of the whole run, along which the learning rate falls to 0 [default: 10000, for pictures 15000].
    #[arg(long)]
    steps: Option<usize>,
    /// Pairs in a step [default: 1024, for pictures 256].
    #[arg(long)]
    batch: Option<usize>,
    /// Learning rate of the first step.
    #[arg(long, default_value_t = 2e-3)]
    rate: f64,
    /// Frequencies of the time features [default: 0, for pictures 4].
    #[arg(long)]
    frequencies: Option<usize>,
    /// Weights w of guidance for the samples of pictures, by their labels: 1 is none.
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, value_parser = finite, default_values_t = [1.0, 2.0, 3.0])]
    guidance: Vec<f64>,
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
    /// except --steps, which makes it longer or shorter, and --guidance, which concerns its samples alone.
    #[arg(long)]
    pub resume: bool,
}

const AFTER: &str = "\
The folder of a run gets checkpoint.safetensors (to go on from), field.safetensors (the trained field, which PyTorch loads
too), log.csv (the mean loss of every 100 steps) and samples.png.

Pictures are learned with their labels, a tenth of which are left out. What is made of them is judged by 600 pictures that
were held out: the Fréchet distance of a batch of 600 to these, each picture averaged to 8 x 8 pixels; the share that the
nearest training picture puts into the class that was asked for; the share that lies nearer to the training set than to what
was held out. Beside each stands what true pictures show. In samples.png each picture has its nearest training picture below
it.

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
    /// Weights of guidance, for the samples of pictures.
    pub guidance: Vec<f64>,
    pub settings: Settings,
}

impl Args {
    /// Reads the command line; the matches tell which flags were typed. The program ends here on a wrong one, or where it
    /// asks for help.
    ///
    /// # Errors
    /// `--side` for other data than cats, `--guidance` for data without labels.
    pub fn read() -> Result<(Args, ArgMatches)> {
        let matches = Args::command().get_matches();
        let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        let (data, side) = (args.data.typed(), args.side);
        if is_typed(&matches, "side") {
            ensure!(
                args.data != Name::Digits,
                "--side {side}: digits have {0} x {0} pixels, leave it out",
                Digits::SIDE
            );
            ensure!(args.data == Name::Cats, "--side {side}: {data} has no pixels, leave it out");
        }
        let fits = args.data.is_pictures() || !is_typed(&matches, "guidance");
        ensure!(fits, "--guidance {}: {data} is learned without labels, leave it out", listed(&args.guidance));
        Ok((args, matches))
    }

    /// The run that the flags describe, given the least loss of its data where that is known.
    ///
    /// # Errors
    /// A stop at a loss that is not known.
    pub fn run(&self, least: Option<f64>) -> Result<Run> {
        let stops = !self.stop_at_floor || least.is_some();
        ensure!(stops, "--stop-at-floor: the least loss of {} is not known, leave it out", self.data.typed());
        let usual = self.data.usual();
        let settings = Settings {
            hidden: self.hidden.clone().unwrap_or(usual.hidden),
            steps: self.steps.unwrap_or(usual.steps),
            batch: self.batch.unwrap_or(usual.batch),
            learning_rate: self.rate,
            frequencies: self.frequencies.unwrap_or(usual.frequencies),
            seed: Seed(self.seed),
            stop_at: least.filter(|_| self.stop_at_floor).map(|least| NEAR * least),
            ..usual
        };
        Ok(Run { data: self.data, side: self.side.into(), guidance: self.guidance.clone(), settings })
    }
}

impl Run {
    /// The run of a checkpoint, which does not say how it is to be sampled.
    ///
    /// # Errors
    /// Data that are not known by name here.
    pub fn of(saved: &Checkpoint, guidance: Vec<f64>) -> Result<Run> {
        let Some((data, side)) = Name::named(&saved.data) else {
            bail!("its checkpoint is of the data `{}`, which train does not know", saved.data);
        };
        Ok(Run { data, side, guidance, settings: saved.settings.clone() })
    }

    /// The flags by which it is typed, each with its name here; an empty one for a switch that is off.
    fn flags(&self) -> [(&'static str, String); 9] {
        let Settings { hidden, steps, batch, learning_rate, frequencies, seed: Seed(seed), stop_at, .. } =
            &self.settings;
        let if_so = |so: bool, flag: String| if so { flag } else { String::new() };
        [
            ("side", if_so(self.data == Name::Cats, format!("--side {}", self.side))),
            ("guidance", if_so(self.data.is_pictures(), format!("--guidance {}", listed(&self.guidance)))),
            ("hidden", format!("--hidden {}", listed(hidden))),
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

    /// The flags that were typed and are others than those of the saved run, in words; what may be another is left aside.
    pub fn contradictions(&self, typed: &ArgMatches, saved: &Run) -> Option<String> {
        let pairs = self.flags().into_iter().zip(saved.flags());
        let other = pairs.filter(|((id, flag), (_, saved))| !FREE.contains(id) && is_typed(typed, id) && flag != saved);
        let words: Vec<String> = other
            .map(|((_, flag), (_, saved))| match &saved[..] {
                "" => format!("{flag} (the run has none)"),
                saved => format!("{flag} (the run has {saved})"),
            })
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

/// Flags that may be others when a run goes on.
const FREE: [&str; 2] = ["steps", "guidance"];

/// A number of the command line.
fn finite(typed: &str) -> Result<f64> {
    let number: f64 = typed.parse()?;
    ensure!(number.is_finite(), "give a finite number");
    Ok(number)
}

/// A list as it is typed.
fn listed<T: ToString>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Whether a flag stands on the command line.
pub fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches.value_source(id) == Some(ValueSource::CommandLine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_says_the_usual_settings() {
        let help = Args::command().render_long_help().to_string();
        let [points, pictures] = [Name::Moons, Name::Digits].map(Name::usual);
        let said = |of: fn(&Settings) -> String| {
            let default = format!("[default: {}, for pictures {}]", of(&points), of(&pictures));
            assert!(help.contains(&default), "{default}");
        };
        said(|settings| listed(&settings.hidden));
        said(|settings| settings.steps.to_string());
        said(|settings| settings.batch.to_string());
        said(|settings| settings.frequencies.to_string());
    }

    #[test]
    fn a_line_is_typed_with_what_is_not_usual_and_read_as_the_same_run() {
        let line = ["train", "digits", "--steps", "20", "--guidance", "-1,2.5", "--seed", "3", "--batch", "256"];
        let run = Args::parse_from(line).run(None).unwrap();
        assert_eq!(run.typed(), "digits --guidance -1,2.5 --steps 20 --seed 3");
        let again = run.typed();
        assert_eq!(Args::parse_from(["train"].into_iter().chain(again.split(' '))).run(None).unwrap(), run);
        assert!(Args::try_parse_from(["train", "digits", "--guidance", "1,nan"]).is_err());
    }
}
