//! A training run: the network, its optimiser, the average of its weights, and how far it is.

use std::thread;

use anyhow::{Result, ensure};
use burn::optim::{AdamConfig, GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use flowlab::Seed;

use crate::data::Rows;
use crate::flow::Pairs;
use crate::net::Network;
use crate::settings::Settings;
use crate::{average, cores, device};

/// Steps between two lines of the log.
pub const LOGGED: usize = 100;

/// Pairs that go through the network together on a core: so few that what they leave stays in its cache.
const TOGETHER: usize = 32;

/// The loss of some of the pairs and its gradient.
type Share = (Tensor<1>, GradientsParams);

/// A run of a network on pictures.
///
/// With several devices each gets its part of the batch and a copy of the network; the gradients are added on the first,
/// which takes the step. This is the strategy that Burn's own learner calls `MultiDevice` with `OptimMainDevice`, made of the
/// same parts: `fork`, `GradientsParams::to_device` and `GradientsAccumulator`. A device may be on another machine.
pub struct Run<N: Network> {
    /// All that the run depends on but its data and its network.
    pub settings: Settings,
    /// The network at its last step.
    pub net: N,
    /// The average of its weights.
    pub average: N,
    pub(crate) adam: ModuleOptimizer,
    pub(crate) steps_done: usize,
    pub(crate) log: Vec<(usize, f32)>,
    /// Losses of the steps since the last line of the log that were read from the device.
    pub(crate) read: Vec<f32>,
    /// Those that are still there: reading one waits for its step.
    unread: Vec<Tensor<1>>,
    devices: Vec<Device>,
}

/// The optimiser: Adam with its usual numbers.
pub(crate) fn adam() -> ModuleOptimizer {
    AdamConfig::new().with_beta_1(0.9).with_beta_2(0.999).with_epsilon(1e-8).init()
}

impl<N: Network> Run<N> {
    /// A run that has done no step.
    ///
    /// # Errors
    /// No devices, no steps or no pairs.
    pub fn new(shape: &N::Shape, settings: Settings, devices: Vec<Device>) -> Result<Run<N>> {
        ensure!(!devices.is_empty(), "no device: give at least one");
        let net = N::new(shape, Seed(settings.seed), &devices[0].clone().autodiff());
        Run::of(net.clone(), net.valid(), settings, devices)
    }

    /// A run with this network and this average.
    pub(crate) fn of(net: N, average: N, settings: Settings, devices: Vec<Device>) -> Result<Run<N>> {
        ensure!(settings.steps > 0, "--steps 0: give at least one");
        ensure!(settings.batch > 0, "--batch 0: give at least one pair");
        ensure!(settings.rate > 0.0 && settings.rate.is_finite(), "--rate {}: give a number above 0", settings.rate);
        let devices = devices.into_iter().map(Device::autodiff).collect();
        let (log, read, unread) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Run { settings, net, average, adam: adam(), steps_done: 0, log, read, unread, devices })
    }

    /// Steps done.
    pub fn steps_done(&self) -> usize {
        self.steps_done
    }

    /// Whether all steps are done.
    pub fn is_finished(&self) -> bool {
        self.steps_done >= self.settings.steps
    }

    /// The mean loss of every 100 steps, each with the number of steps done by then.
    pub fn log(&self) -> &[(usize, f32)] {
        &self.log
    }

    /// The devices, the first of which takes the steps.
    pub fn devices(&self) -> &[Device] {
        &self.devices
    }

    /// One step.
    ///
    /// # Errors
    /// A loss that is not finite, found out when it is read: at every hundredth step.
    pub fn step(&mut self, data: &Rows) -> Result<()> {
        let pairs = Pairs::of_step(data, &self.settings, self.steps_done);
        let (loss, gradients) = self.gradients(&pairs);
        let rate = self.settings.rate_of(self.steps_done);
        self.net = self.adam.step(rate, self.net.clone(), gradients);
        self.steps_done += 1;
        self.average = average::update(self.average.clone(), &self.net, self.settings.decay, self.steps_done);
        self.unread.push(loss);
        if self.read.len() + self.unread.len() == LOGGED {
            self.read_losses()?;
            let sum: f64 = self.read.drain(..).map(f64::from).sum();
            self.log.push((self.steps_done, (sum / LOGGED as f64) as f32));
        }
        Ok(())
    }

    /// Waits for the losses that are still on the device.
    ///
    /// # Errors
    /// One that is not finite.
    pub fn read_losses(&mut self) -> Result<()> {
        for loss in self.unread.drain(..) {
            let loss = loss.into_scalar::<f32>();
            ensure!(loss.is_finite(), "the loss is {loss} at the rate {}: give a smaller --rate", self.settings.rate);
            self.read.push(loss);
        }
        Ok(())
    }

    /// The losses since the last line of the log.
    ///
    /// # Errors
    /// As [`read_losses`](Run::read_losses).
    pub fn recent(&mut self) -> Result<&[f32]> {
        self.read_losses()?;
        Ok(&self.read)
    }

    /// The loss of a batch and its gradient, each device with its share of the pairs.
    fn gradients(&self, pairs: &Pairs) -> Share {
        let shares = pairs.split(self.devices.len()).into_iter().zip(&self.devices);
        let mut shares: Vec<_> = shares.filter(|(share, _)| !share.is_empty()).collect();
        if shares.len() == 1 {
            let (share, device) = shares.swap_remove(0);
            return self.of_device(share, pairs.len(), device);
        }
        let done = thread::scope(|scope| {
            let of_device = |(share, device)| scope.spawn(move || self.of_device(share, pairs.len(), device));
            let threads: Vec<_> = shares.into_iter().map(of_device).collect();
            threads.into_iter().map(|thread| thread.join().expect("the work of a device")).collect()
        });
        self.sum(done)
    }

    /// The share of a device in the mean over n pairs. On the CPU it is cut into parts, whatever the number of its cores: so
    /// the sums are the same on all.
    fn of_device(&self, share: Pairs, n: usize, device: &Device) -> Share {
        let of_part = |part: Pairs| {
            let net = self.net.clone().fork(device);
            let loss = part.loss(&net, self.settings.target, n, device);
            (loss.clone().inner(), GradientsParams::from_grads(loss.backward(), &net))
        };
        if device::is_cpu(device) {
            self.sum(cores::map(share.split(share.len().div_ceil(TOGETHER)), device, of_part))
        } else {
            of_part(share)
        }
    }

    /// The sum of shares, on the first device.
    fn sum(&self, shares: Vec<Share>) -> Share {
        let main = self.devices[0].clone().without_autodiff();
        let mut sum = GradientsAccumulator::new();
        let mut loss = Tensor::<1>::zeros([1], &main);
        for (part, gradients) in shares {
            sum.accumulate(&self.net, gradients.to_device(&main, &self.net));
            loss = loss + part.to_device(&main);
        }
        (loss, sum.grads())
    }
}
