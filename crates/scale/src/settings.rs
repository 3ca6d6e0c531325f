//! What a run depends on but its data and its network.

use flowlab::nn::cosine;
use serde::{Deserialize, Serialize};

/// What the network is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// The velocity z − x₀ of the pair.
    Velocity,
    /// The clean picture z: for pictures that fill few of their many directions.
    Clean,
}

/// The least 1 − t by which is divided where the clean picture is asked for.
const LEAST: f64 = 0.05;

impl Target {
    /// The numbers r and s at time t with which r·x + s·(output) is the velocity.
    ///
    /// ```
    /// use scale::settings::Target;
    /// assert_eq!(Target::Velocity.velocity(0.3), [0.0, 1.0]);
    /// assert_eq!(Target::Clean.velocity(0.5), [-2.0, 2.0]); // (N − x)/(1 − t)
    /// ```
    pub fn velocity(self, t: f64) -> [f64; 2] {
        match self {
            Target::Velocity => [0.0, 1.0],
            Target::Clean => {
                let slope = -1.0 / (1.0 - t).max(LEAST);
                [slope, 1.0 - t * slope]
            }
        }
    }
}

/// The settings of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// What the network is asked for.
    pub target: Target,
    /// Steps of the whole run, along which the learning rate falls as half a cosine.
    pub steps: usize,
    /// Pairs in a step.
    pub batch: usize,
    /// The learning rate after the warm-up.
    pub rate: f64,
    /// Steps in which the rate rises in equal parts from 0.
    pub warm_up: usize,
    /// The decay of the average of the weights.
    pub decay: f64,
    /// How often the label is left out, so that the network learns the law of all together as well.
    pub label_dropout: f64,
    /// Where all chance comes from.
    pub seed: u64,
}

impl Settings {
    /// The learning rate of step i, counted from 0.
    ///
    /// ```
    /// use scale::settings::{Settings, Target};
    /// let run = Settings { target: Target::Velocity, steps: 100, batch: 8, rate: 1.0, warm_up: 10, decay: 0.999,
    ///     label_dropout: 0.1, seed: 0 };
    /// assert_eq!((run.rate_of(0), run.rate_of(50), run.rate_of(100)), (0.1, 0.5, 0.0));
    /// ```
    pub fn rate_of(&self, i: usize) -> f64 {
        let rate = self.rate * cosine(i.min(self.steps), self.steps);
        if i < self.warm_up { rate * (i + 1) as f64 / self.warm_up as f64 } else { rate }
    }
}
