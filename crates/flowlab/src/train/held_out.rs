//! Training against held-out data: the weights that are best where they were not trained.

use std::ops::ControlFlow;

use super::data::Data;
use super::field::TrainedField;
use super::least::Estimate;
use super::matching::Matching;
use super::target::Target;
use crate::Seed;
use crate::error::{Result, at_least_one, finite};
use crate::nn::Real;

/// How a run does on held-out data: handed to the callback of [`Matching::fit_held_out`] after every 100 steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOut {
    /// Steps done.
    pub step: usize,
    /// The mean loss of the last whole hundred of steps, NaN before the first is done.
    pub training: f64,
    /// The loss of the averaged weights on the held-out data.
    pub held_out: Estimate,
}

/// The best of a run: [`Matching::fit_held_out`].
#[derive(Clone, Debug)]
pub struct Best<K: Target, T: Real = f32> {
    /// Steps done by then.
    pub step: usize,
    /// The loss on the held-out data.
    pub held_out: Estimate,
    /// The field.
    pub field: TrainedField<K, T>,
}

/// Pairs of the held-out loss, the same ones each time: their chance does not hide a small rise.
const PAIRS: usize = 4096;

impl<K: Target, T: Real> Matching<K, T> {
    /// Steps to the end of the run as [`fit`](Matching::fit) does, and gives the field that was best on `held_out`, data
    /// that the run does not train on. It stops early where that loss has not fallen for `patience` times 100 steps.
    ///
    /// ```
    /// use flowlab::distribution::{Dataset, Moons, Sample};
    /// use flowlab::train::{FlowMatching, Settings};
    /// use flowlab::{Seed, TimeGrid};
    /// // 30 points: the network soon learns them by heart.
    /// let moons = Moons::new(0.05)?;
    /// let points = Dataset::new(moons.sample(Seed(1), 30)?, vec![0; 30])?;
    /// let settings = Settings { hidden: vec![64, 64], steps: 2000, learning_rate: 1e-2, ..Settings::default() };
    /// let mut training = FlowMatching::new(points, settings)?;
    /// let best = training.fit_held_out(moons, 5, |_| std::ops::ControlFlow::Continue(()))?;
    /// assert!(best.step < 2000 && training.steps_done() == best.step + 500);
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`step`](Matching::step) and [`test_loss_on`](Matching::test_loss_on); no patience.
    #[doc(alias("validation", "early stopping", "patience"))]
    pub fn fit_held_out(
        &mut self,
        held_out: impl Into<Data>,
        patience: usize,
        mut progress: impl FnMut(HeldOut) -> ControlFlow<()>,
    ) -> Result<Best<K, T>> {
        let held_out = held_out.into();
        held_out.check()?;
        at_least_one("times 100 steps of patience", patience)?;
        let mut best = self.look(&held_out)?;
        let mut since = 0;
        while since < patience && !self.is_finished() {
            self.fit(|_| ControlFlow::Break(()))?;
            let now = self.look(&held_out)?;
            let training = self.log().last().map_or(f64::NAN, |(_, loss)| *loss);
            let told = HeldOut { step: now.step, training, held_out: now.held_out };
            since = if now.held_out.mean < best.held_out.mean { 0 } else { since + 1 };
            if since == 0 {
                best = now;
            }
            if progress(told).is_break() {
                break;
            }
        }
        Ok(best)
    }

    fn look(&self, held_out: &Data) -> Result<Best<K, T>> {
        let loss = self.test_loss_on(held_out, Seed(0).branch("held out"), PAIRS)?;
        finite("the loss on the held-out data", loss.mean)?;
        Ok(Best { step: self.steps_done(), held_out: loss, field: self.field() })
    }
}
