//! The training run.

use std::marker::PhantomData;
use std::ops::ControlFlow;

use super::batch::{Pairs, Shard, Step};
use super::data::Data;
use super::field::TrainedField;
use super::inputs::Inputs;
use super::least::Estimate;
use super::settings::Settings;
use super::target::{Clean, Noise, Target, Velocity};
use crate::error::{Error, Result, at_least_one, fits};
use crate::nn::{Adam, Ema, Mlp, Real, Tape, Transposed, cosine};
use crate::path::GaussianPath;
use crate::{Seed, chunk};

/// A network that learns the velocity field of a path from noise to data.
///
/// ```
/// use flowlab::train::{FlowMatching, Settings};
/// use flowlab::{Seed, distribution::Gaussian};
/// // From N(0, 1) to N(0, 1): the least loss is π/2, for a field that knows nothing it is E(z − x₀)² = 2.
/// let settings = Settings { hidden: vec![32, 32], steps: 300, ..Settings::default() };
/// let mut training = FlowMatching::new(Gaussian::standard(1)?, settings)?;
/// training.fit(|_| std::ops::ControlFlow::Continue(()))?;
/// let loss = training.test_loss(Seed(1), 20_000)?;
/// assert!((loss.mean - std::f64::consts::FRAC_PI_2).abs() < 0.1); // 4 standard errors are .06
/// # Ok::<(), flowlab::Error>(())
/// ```
pub type FlowMatching<T = f32> = Matching<Velocity, T>;

/// A network that learns the noise in a point of the path, which is the score but for a factor −β.
pub type ScoreMatching<T = f32> = Matching<Noise, T>;

/// Flow matching by a network that says the clean point, for pictures and other data on few directions of many.
pub type Denoising<T = f32> = Matching<Clean, T>;

/// A training run: a network, its optimiser, the average of its weights, and how far it is.
///
/// Each step draws fresh pairs and takes one [`Adam`] step along the gradient of the mean loss of the batch. The batch is
/// cut into shards whose gradients are added in order, so a run depends on its [`Settings`] and data alone, not on the
/// number of threads.
#[derive(Clone, Debug)]
pub struct Matching<K, T = f32> {
    pub(super) settings: Settings,
    pub(super) data: Data,
    pub(super) inputs: Inputs,
    pub(super) net: Mlp<T>,
    pub(super) adam: Adam<T>,
    pub(super) ema: Ema<T>,
    /// Mean losses of [`LOGGED`] steps, each with the steps done by then.
    pub(super) log: Vec<(usize, f64)>,
    /// The losses of the steps since the last line of the log.
    pub(super) recent: Vec<f64>,
    pub(super) transposed: Transposed<T>,
    shards: Vec<Shard<T>>,
    kind: PhantomData<K>,
}

/// How far a run is: handed to the callback of [`Matching::fit`] after every 100 steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Steps done.
    pub step: usize,
    /// Steps of the whole run.
    pub steps: usize,
    /// The mean loss of the last 100 steps.
    pub loss: f64,
}

/// Steps between two lines of the log.
pub(super) const LOGGED: usize = 100;
/// Lines of the log whose mean decides of an early stop.
const STOPPING: usize = 5;

impl<K: Target> Matching<K> {
    /// A run in f32 that has done no step.
    ///
    /// # Errors
    /// A batch, a number of steps or a width of 0; a learning rate that is not above zero; a decay or a dropout outside
    /// [0, 1); more than memory holds; flow matching along [`Schedule::LinearVp`](crate::path::Schedule::LinearVp), whose
    /// pairs arrive with infinite mean squared speed.
    pub fn new(data: impl Into<Data>, settings: Settings) -> Result<Matching<K>> {
        Matching::in_precision(data, settings)
    }
}

impl<K: Target, T: Real> Matching<K, T> {
    /// A run in `T` that has done no step.
    ///
    /// # Errors
    /// As [`new`](Matching::new).
    pub fn in_precision(data: impl Into<Data>, settings: Settings) -> Result<Matching<K, T>> {
        settings.check()?;
        K::check(settings.schedule)?;
        let data = data.into();
        let inputs = Inputs { dim: data.dim(), frequencies: settings.frequencies, n_classes: data.n_classes() };
        at_least_one("dimensions", inputs.dim)?;
        let too_many = Error::TooMany { what: "frequencies", n: settings.frequencies };
        let mut widths = vec![inputs.width().ok_or(too_many)?];
        widths.extend(&settings.hidden);
        widths.push(inputs.dim);
        let net = Mlp::new(&widths, settings.activation, settings.seed)?;
        fits(net.widths().iter().sum(), settings.batch)?;
        Ok(Matching {
            adam: Adam::new(net.weights().len()),
            ema: Ema::new(net.weights(), settings.ema),
            log: Vec::new(),
            recent: Vec::new(),
            transposed: Transposed::of(&net),
            shards: Shard::of_batch(&net, settings.batch),
            kind: PhantomData,
            settings,
            data,
            inputs,
            net,
        })
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The data.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The path from noise to data.
    pub fn path(&self) -> GaussianPath {
        GaussianPath::new(self.settings.schedule)
    }

    /// The network at its last step; [`field`](Matching::field) has the average of its weights.
    pub fn net(&self) -> &Mlp<T> {
        &self.net
    }

    /// Steps done.
    pub fn steps_done(&self) -> usize {
        self.adam.steps() as usize
    }

    /// Whether all steps are done, or the loss is down to [`Settings::stop_at`].
    pub fn is_finished(&self) -> bool {
        self.steps_done() >= self.settings.steps || self.is_down()
    }

    /// Makes the run longer or shorter, whatever is done of it: from here on the learning rate is that of a run of so many
    /// steps. One that has done so many is finished.
    ///
    /// # Errors
    /// No steps.
    pub fn set_steps(&mut self, steps: usize) -> Result<()> {
        self.settings.steps = at_least_one("steps", steps)?;
        Ok(())
    }

    /// The mean loss of every 100 steps, each with the number of steps done by then. As a table:
    /// [`Table::log`](crate::Table::log)`(training.log())`.
    pub fn log(&self) -> &[(usize, f64)] {
        &self.log
    }

    /// One step, also beyond the last of the settings (at the learning rate 0). Gives the loss of its batch.
    ///
    /// # Errors
    /// A loss that is not finite; the weights are then those from before the step.
    pub fn step(&mut self) -> Result<f64> {
        chunk::inside(|| self.step_inside())
    }

    fn step_inside(&mut self) -> Result<f64> {
        let i = self.steps_done();
        let seed = self.settings.seed.branch("training").numbered(i as u64);
        let step = Step {
            data: &self.data,
            path: self.path(),
            inputs: self.inputs,
            dropout: self.settings.label_dropout,
            batch: self.settings.batch,
            seed,
        };
        let (net, transposed) = (&self.net, &self.transposed);
        chunk::try_for_each(self.shards.iter_mut().collect(), |k, shard: &mut Shard<T>| {
            shard.run::<K>(net, transposed, &Step { seed: seed.numbered(k as u64), ..step })
        })?;
        let loss = self.shards.iter().map(|shard| shard.loss).sum::<f64>() / self.settings.batch as f64;
        let rate = self.settings.learning_rate;
        if !loss.is_finite() {
            return Err(Error::LossNotFinite { step: i, loss, rate });
        }
        self.update(rate * cosine(i.min(self.settings.steps), self.settings.steps));
        self.transposed.renew(&self.net);
        self.recent.push(loss);
        if self.recent.len() == LOGGED {
            self.log.push((i + 1, self.recent.drain(..).sum::<f64>() / LOGGED as f64));
        }
        Ok(loss)
    }

    /// One step of the optimiser and of the average, piece by piece of the weights: the gradients of the shards are added
    /// in their order.
    fn update(&mut self, rate: f64) {
        let (step, share) = (self.adam.begin(rate), self.ema.begin());
        let shards = &self.shards;
        let weights = self.net.weights_mut().chunks_mut(PIECE).zip(self.ema.weights.chunks_mut(PIECE));
        let moments = self.adam.m.chunks_mut(PIECE).zip(self.adam.v.chunks_mut(PIECE));
        type Pieces<'a, T> = ((&'a mut [T], &'a mut [T]), (&'a mut [T], &'a mut [T]));
        chunk::for_each(weights.zip(moments).collect(), |k, ((weights, average), (m, v)): Pieces<'_, T>| {
            let place = k * PIECE..k * PIECE + weights.len();
            let mut gradient = [T::zero(); PIECE];
            let gradient = &mut gradient[..weights.len()];
            shards.iter().for_each(|shard| add(gradient, &shard.gradient[place.clone()]));
            step.take(weights, gradient, m, v);
            share.take(average, weights);
        });
    }

    /// Steps to the end of the run, or until the loss is down to [`Settings::stop_at`]. After every 100 steps the
    /// callback is told of the progress, and may break off; the run can then go on later.
    ///
    /// # Errors
    /// As [`step`](Matching::step).
    pub fn fit(&mut self, mut progress: impl FnMut(Progress) -> ControlFlow<()> + Send) -> Result<()> {
        chunk::inside(|| {
            while !self.is_finished() {
                self.step()?;
                if !self.recent.is_empty() {
                    continue;
                }
                let Some(&(step, loss)) = self.log.last() else { continue };
                if progress(Progress { step, steps: self.settings.steps, loss }).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Whether the loss has come down to where the run may stop.
    fn is_down(&self) -> bool {
        let Some(stop_at) = self.settings.stop_at else { return false };
        let last = self.log.iter().rev().take(STOPPING);
        last.len() == STOPPING && last.map(|(_, loss)| loss).sum::<f64>() / STOPPING as f64 <= stop_at
    }

    /// The field with the averaged weights; with labels, that of all classes together.
    pub fn field(&self) -> TrainedField<K, T> {
        let mut net = self.net.clone();
        net.weights_mut().copy_from_slice(self.ema.weights());
        TrainedField::new(net, self.inputs, self.path())
    }

    /// The mean loss of the averaged weights over n pairs that training never saw.
    ///
    /// # Errors
    /// No pairs, or more than memory holds.
    pub fn test_loss(&self, seed: Seed, n: usize) -> Result<Estimate> {
        at_least_one("pairs", n)?;
        let field = self.field();
        let net = field.net();
        let transposed = Transposed::of(net);
        let seed = seed.branch("test loss");
        let mut losses = chunk::repeated("pairs", n, 0.0)?;
        chunk::try_for_each(losses.chunks_mut(chunk::CHUNK).collect(), |k, losses: &mut [f64]| {
            let dropout = self.settings.label_dropout;
            let pairs = Pairs::draw::<K>(&self.data, &self.path(), dropout, seed.numbered(k as u64), losses.len())?;
            let mut tape = Tape::new(net, losses.len());
            pairs.write(self.inputs, &mut tape);
            net.infer(&transposed, &mut tape);
            pairs.losses(&tape).zip(losses).for_each(|(of_pair, loss)| *loss = of_pair);
            Ok(())
        })?;
        Estimate::of(&losses)
    }
}

/// Weights that are updated together: a piece's gradients fit in the nearest cache.
const PIECE: usize = 1024;

/// Adds number by number.
fn add<T: Real>(sum: &mut [T], more: &[T]) {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += *more),
    );
}
