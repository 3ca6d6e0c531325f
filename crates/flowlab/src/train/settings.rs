//! The settings of a training run.

use super::times::Times;
use crate::Seed;
use crate::error::{Result, agree, at_least_one, finite, positive, share};
use crate::nn::{Activation, cosine};
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
    #[doc(alias = "time embedding")]
    pub frequencies: usize,
    /// The path from noise to data.
    pub schedule: Schedule,
    /// Pairs in a step.
    pub batch: usize,
    /// Steps of the whole run, along which the learning rate falls as half a cosine.
    pub steps: usize,
    /// The learning rate of the first step, or of the first after the warm-up.
    pub learning_rate: f64,
    /// Steps in which the learning rate rises in equal parts from 0, 0 for none.
    pub warm_up: usize,
    /// The greatest length of the gradient: a longer one is scaled down to it.
    pub clip: Option<f64>,
    /// The law of the times at which pairs are looked at.
    pub times: Times,
    /// The decay of the average of the weights, 0 for none.
    pub ema: f64,
    /// Where the data have labels or conditions: how often they are left out in training, so that the network learns the
    /// law of all together as well, which [`TrainedField::guided`](super::TrainedField::guided) needs.
    #[doc(alias = "classifier-free guidance")]
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
            warm_up: 0,
            clip: None,
            times: Times::default(),
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
        if self.warm_up > self.steps {
            agree("the number of steps of the warm-up", self.warm_up, "the number of all steps, or less", self.steps)?;
        }
        self.clip.map_or(Ok(0.0), |clip| positive("clip", clip))?;
        share("ema", self.ema)?;
        share("label_dropout", self.label_dropout)?;
        self.stop_at.map_or(Ok(()), |loss| finite("stop_at", loss).map(|_| ()))
    }

    /// The learning rate of step i.
    pub(super) fn rate(&self, i: usize) -> f64 {
        let rate = self.learning_rate * cosine(i.min(self.steps), self.steps);
        if i < self.warm_up { rate * (i + 1) as f64 / self.warm_up as f64 } else { rate }
    }
}
