//! The settings of a training run.

use crate::Seed;
use crate::error::{Error, Result, at_least_one, finite, positive};
use crate::nn::Activation;
use crate::path::Schedule;

/// All that a training run depends on but the data.
///
/// ```
/// use flowlab::train::Settings;
/// let short = Settings { steps: 500, ..Settings::default() };
/// assert_eq!((short.batch, short.hidden.len()), (256, 3));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Widths of the hidden layers.
    pub hidden: Vec<usize>,
    /// The function between the layers.
    pub activation: Activation,
    /// Frequencies K of the time features: the network sees t, and cos(πkt), sin(πkt) for k = 1 to K.
    pub frequencies: usize,
    /// The path from noise to data.
    pub schedule: Schedule,
    /// Pairs in a step.
    pub batch: usize,
    /// Steps of the whole run, along which the learning rate falls as half a cosine.
    pub steps: usize,
    /// The learning rate of the first step.
    pub learning_rate: f64,
    /// The decay of the average of the weights, 0 for none.
    pub ema: f64,
    /// Where the data have labels: how often one is left out in training, so that the network learns the law of all
    /// classes together as well.
    pub label_dropout: f64,
    /// Stop early once the mean loss of 500 steps is at most this, for instance 1.005 times the
    /// [`least_loss`](super::least_loss).
    pub stop_at: Option<f64>,
    /// Where all chance of the run comes from.
    pub seed: Seed,
}

impl Default for Settings {
    /// Three layers of 64, SiLU, the linear path, 6000 steps of 256 pairs at 2e-3, decay .999, a tenth of the labels
    /// left out.
    fn default() -> Settings {
        Settings {
            hidden: vec![64; 3],
            activation: Activation::Silu,
            frequencies: 0,
            schedule: Schedule::Linear,
            batch: 256,
            steps: 6000,
            learning_rate: 2e-3,
            ema: 0.999,
            label_dropout: 0.1,
            stop_at: None,
            seed: Seed(0),
        }
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<()> {
        at_least_one("pairs in a batch", self.batch)?;
        at_least_one("steps", self.steps)?;
        positive("learning_rate", self.learning_rate)?;
        for (what, share) in [("ema", self.ema), ("label_dropout", self.label_dropout)] {
            if !(0.0..1.0).contains(&share) {
                return Err(Error::Share { what, value: share });
            }
        }
        self.stop_at.map_or(Ok(()), |loss| finite("stop_at", loss).map(|_| ()))
    }
}
