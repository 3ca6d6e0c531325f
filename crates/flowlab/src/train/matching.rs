//! The training run.

use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::batch::{Draw, Pairs, Shard, Step};
use super::data::Data;
use super::field::TrainedField;
use super::inputs::Inputs;
use super::least::Estimate;
use super::own::{Guess, Optimiser, OwnLoss, OwnOptimiser};
use super::settings::Settings;
use super::tapes::Tapes;
use super::target::{Clean, Noise, Target, Velocity};
use crate::error::{Error, Result, agree, at_least_one, finite, fits};
use crate::nn::{Activation, Adam, Ema, Mlp, Real, Tape, Transposed};
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
/// cut into shards whose gradients are added in pairs, then pairs of pairs, so a run depends on its [`Settings`] and data
/// alone, not on the number of threads.
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
    /// A loss of one's own; where a checkpoint says that there was one, it is asked for before the next step.
    pub(super) loss: Option<OwnLoss>,
    pub(super) wants_loss: bool,
    pub(super) optimiser: Option<OwnOptimiser<T>>,
    shards: Vec<Shard<T>>,
    tapes: Tapes<T>,
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
    /// pairs arrive with infinite mean squared speed; data that do not keep what their law promises, or in units far from
    /// 1 (scale them with a [`Scaler`](crate::Scaler)).
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
        let inputs = Inputs {
            dim: at_least_one("dimensions", data.dim())?,
            frequencies: settings.frequencies,
            n_classes: data.n_classes(),
            n_conditions: data.n_conditions(),
        };
        data.check()?;
        let too_many = match settings.frequencies {
            0 => Error::TooMany { what: "labels", n: inputs.n_classes },
            n => Error::TooMany { what: "frequencies", n },
        };
        let mut widths = vec![inputs.width().ok_or(too_many)?];
        widths.extend(&settings.hidden);
        widths.push(inputs.dim);
        let net = Mlp::new(&widths, settings.activation, settings.seed)?;
        fits(net.widths().iter().sum(), settings.batch)?;
        let shards = Shard::of_batch(&net, settings.batch);
        Ok(Matching {
            tapes: Tapes::new(shards[0].rows()),
            shards,
            adam: Adam::new(net.weights().len()),
            ema: Ema::new(net.weights(), settings.ema)?,
            log: Vec::new(),
            recent: Vec::new(),
            transposed: Transposed::of(&net),
            loss: None,
            wants_loss: false,
            optimiser: None,
            kind: PhantomData,
            settings,
            data,
            inputs,
            net,
        })
    }

    /// The same run with a loss of one's own in place of the weighted squared distance: `loss` gets a pair and the room for
    /// its gradient by the output (d), and gives the loss of the pair; the loss of a step is the mean over its pairs.
    ///
    /// What the network then tends to is no longer a mean: with |output − target| it is the median.
    ///
    /// ```
    /// use flowlab::distribution::Moons;
    /// use flowlab::train::{FlowMatching, Settings};
    /// // Huber's loss: squares near 0, straight from 1 on, so that far pairs pull no harder than others.
    /// let mut training = FlowMatching::new(Moons::new(0.05)?, Settings::default())?.with_loss(|pair, gradient| {
    ///     let mut sum = 0.0;
    ///     for ((slope, output), target) in gradient.iter_mut().zip(pair.output).zip(pair.target) {
    ///         let gap = output - target;
    ///         *slope = gap.clamp(-1.0, 1.0);
    ///         sum += if gap.abs() < 1.0 { 0.5 * gap * gap } else { gap.abs() - 0.5 };
    ///     }
    ///     sum
    /// });
    /// let first = training.step()?;
    /// assert!(first > 0.5 && first < 2.5, "{first}");
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    pub fn with_loss(mut self, loss: impl Fn(&Guess<'_>, &mut [f64]) -> f64 + Send + Sync + 'static) -> Matching<K, T> {
        (self.loss, self.wants_loss) = (Some(OwnLoss(Arc::new(loss))), false);
        self
    }

    /// The same run with an optimiser of one's own in place of [`Adam`]. Such a run has no checkpoints: what the optimiser
    /// remembers is not known here.
    pub fn with_optimiser(mut self, optimiser: impl Optimiser<T> + Clone + 'static) -> Matching<K, T> {
        self.optimiser = Some(OwnOptimiser::new(optimiser));
        self
    }

    /// The same run from the weights of a network, such as one that was trained before: to go on with other data.
    ///
    /// # Errors
    /// A network of other widths or another activation than the run's own, or a run that has done a step.
    pub fn with_net(mut self, net: Mlp<T>) -> Result<Matching<K, T>> {
        if self.steps_done() > 0 {
            return Err(Error::Started { steps: self.steps_done() });
        }
        agree("the number of layers of the network", net.n_layers(), "that of the run", self.net.n_layers())?;
        for (&width, &own) in net.widths().iter().zip(self.net.widths()) {
            agree("the width of a layer of the network", width, "that of the run", own)?;
        }
        if net.activation() != self.net.activation() {
            let [given, own] = [net.activation(), self.net.activation()].map(Activation::name);
            return Err(Error::OtherActivation { given, own });
        }
        self.ema = Ema::new(net.weights(), self.settings.ema)?;
        (self.transposed, self.net) = (Transposed::of(&net), net);
        Ok(self)
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
        self.ema.steps as usize
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
    /// A loss that is not finite, data that do not keep what their law promises, or a loss of one's own that a resumed run
    /// still wants; the weights are then those from before the step.
    pub fn step(&mut self) -> Result<f64> {
        chunk::inside(|| self.step_inside())
    }

    fn step_inside(&mut self) -> Result<f64> {
        let i = self.steps_done();
        if self.wants_loss {
            return Err(Error::WantsLoss);
        }
        let seed = self.settings.seed.branch("training").numbered(i as u64);
        let draw = Draw::of(&self.settings, &self.data);
        let (inputs, batch, loss) = (self.inputs, self.settings.batch, self.loss.as_ref());
        let step = Step { draw, inputs, batch, loss, seed };
        let (net, transposed, tapes) = (&self.net, &self.transposed, &self.tapes);
        let work = |k: usize, shard: &mut Shard<T>| {
            let step = Step { seed: seed.numbered(k as u64), ..step };
            tapes.with(net, |tape| shard.run::<K>(net, transposed, tape, &step))
        };
        chunk::try_in_pairs(&mut self.shards, work, |shard, other| {
            add(&mut shard.gradient, &other.gradient);
            shard.loss += other.loss;
        })?;
        let loss = self.shards[0].loss / self.settings.batch as f64;
        if self.loss.is_some() {
            finite("the loss of your own", loss)?;
        }
        if !loss.is_finite() {
            return Err(Error::LossNotFinite { step: i, loss, rate: self.settings.learning_rate });
        }
        self.update(self.settings.rate(i));
        self.transposed.renew(&self.net);
        self.recent.push(loss);
        if self.recent.len() == LOGGED {
            self.log.push((i + 1, self.recent.drain(..).sum::<f64>() / LOGGED as f64));
        }
        Ok(loss)
    }

    /// One step of the optimiser and of the average.
    fn update(&mut self, rate: f64) {
        if self.settings.clip.is_none() && self.optimiser.is_none() {
            return self.update_in_pieces(rate);
        }
        let gradient = &mut self.shards[0].gradient;
        if let Some(clip) = self.settings.clip {
            let length = gradient.iter().map(|g| g.into_f64().powi(2)).sum::<f64>().sqrt();
            if length > clip {
                let scale = T::from_f64(clip / length);
                gradient.iter_mut().for_each(|g| *g *= scale);
            }
        }
        match &mut self.optimiser {
            Some(optimiser) => optimiser.step(self.net.weights_mut(), gradient, rate),
            None => self.adam.step(self.net.weights_mut(), gradient, rate),
        }
        self.ema.update(self.net.weights());
    }

    /// The same piece by piece of the weights.
    fn update_in_pieces(&mut self, rate: f64) {
        let (step, share) = (self.adam.begin(rate), self.ema.begin());
        let gradient = &self.shards[0].gradient;
        let weights = self.net.weights_mut().chunks_mut(PIECE).zip(self.ema.weights.chunks_mut(PIECE));
        let moments = self.adam.m.chunks_mut(PIECE).zip(self.adam.v.chunks_mut(PIECE));
        type Pieces<'a, T> = ((&'a mut [T], &'a mut [T]), (&'a mut [T], &'a mut [T]));
        chunk::for_each(weights.zip(moments).collect(), |k, ((weights, average), (m, v)): Pieces<'_, T>| {
            let place = k * PIECE..k * PIECE + weights.len();
            step.take(weights, &gradient[place], m, v);
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
        TrainedField::new(net, self.inputs, self.path(), self.data.has_score())
    }

    /// The mean loss of the averaged weights over n pairs that training never saw: the run's own loss, of one's own too.
    ///
    /// # Errors
    /// No pairs, or more than memory holds.
    pub fn test_loss(&self, seed: Seed, n: usize) -> Result<Estimate> {
        self.test_loss_on(&self.data, seed, n)
    }

    /// The same over n pairs of other data: of points that were held out, or of another law.
    ///
    /// # Errors
    /// No pairs, or data of another dimension or with another number of labels or conditions.
    pub fn test_loss_on(&self, data: &Data, seed: Seed, n: usize) -> Result<Estimate> {
        at_least_one("pairs", n)?;
        if self.wants_loss {
            return Err(Error::WantsLoss);
        }
        let Inputs { dim, n_classes, n_conditions, .. } = self.inputs;
        agree("the dimension of the other data", data.dim(), "that of the run", dim)?;
        agree("the number of labels of the other data", data.n_classes(), "that of the run", n_classes)?;
        agree("the number of conditions of the other data", data.n_conditions(), "that of the run", n_conditions)?;
        let field = self.field();
        let net = field.net();
        let transposed = Transposed::of(net);
        let (draw, seed) = (Draw::of(&self.settings, data), seed.branch("test loss"));
        let mut losses = chunk::repeated("pairs", n, 0.0)?;
        // what is coupled in batches has another law in larger ones
        let batch = if data.has_score() { chunk::CHUNK } else { self.shards[0].rows() };
        chunk::try_for_each(losses.chunks_mut(batch).collect(), |k, losses: &mut [f64]| {
            let pairs = Pairs::draw::<K>(draw, seed.numbered(k as u64), losses.len())?;
            let mut tape = Tape::new(net, losses.len());
            pairs.write(self.inputs, &mut tape);
            net.infer(&transposed, &mut tape);
            losses.copy_from_slice(&pairs.losses(self.loss.as_ref(), &tape));
            Ok(())
        })?;
        Estimate::of(&losses)
    }
}

/// Weights that are updated together: enough for a thread, few enough for many threads.
const PIECE: usize = 1 << 14;

/// Adds number by number.
fn add<T: Real>(sum: &mut [T], more: &[T]) {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += *more),
    );
}
