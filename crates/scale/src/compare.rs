//! Two devices beside each other: whether they agree, and how fast they are.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use burn::tensor::Device;
use flowlab::Seed;

use crate::data::Rows;
use crate::net::Network;
use crate::sample::Sampler;
use crate::settings::Settings;
use crate::train::{LOGGED, Run};

/// The losses of the first steps of the same run on each of two lists of devices.
///
/// # Errors
/// As [`Run::new`] and [`Run::step`], or so many steps that some of them would be in the log already.
pub fn losses<N: Network>(
    shape: &N::Shape,
    settings: &Settings,
    data: &Rows,
    devices: [Vec<Device>; 2],
) -> Result<[Vec<f64>; 2]> {
    ensure!(settings.steps < LOGGED, "--steps {}: give fewer than {LOGGED}", settings.steps);
    let of = |devices: Vec<Device>| {
        let mut run = Run::<N>::new(shape, settings.clone(), devices)?;
        while !run.is_finished() {
            run.step(data)?;
        }
        Ok::<_, anyhow::Error>(run.recent()?.iter().copied().map(f64::from).collect())
    };
    let [first, second] = devices;
    Ok([of(first)?, of(second)?])
}

/// The greatest difference of two rows of losses, as a share of the loss.
pub fn gap(losses: &[Vec<f64>; 2]) -> f64 {
    let gaps = losses[0].iter().zip(&losses[1]).map(|(a, b)| (a - b).abs() / a.abs());
    gaps.fold(0.0, f64::max)
}

/// Steps of Heun's method in which the samples are made whose number in a second is measured.
pub const HEUN: usize = 10;

/// Pairs in a second of training and samples in a second, as many together as pairs in a step and in [`HEUN`] steps without
/// guidance, each measured for about so long.
///
/// # Errors
/// As [`Run::step`].
pub fn speed<N: Network>(
    shape: &N::Shape,
    settings: &Settings,
    data: &Rows,
    device: &Device,
    time: Duration,
) -> Result<[f64; 2]> {
    let mut run = Run::<N>::new(shape, settings.clone(), vec![device.clone()])?;
    let batch = settings.batch;
    let training = measured(time, batch, || {
        run.step(data)?;
        run.read_losses()
    })?;
    let labels: Vec<usize> = (0..batch).map(|k| k % data.n_labels()).collect();
    let sampler = Sampler { target: settings.target, none: data.n_labels(), weight: 1.0, steps: HEUN };
    let sampling = measured(time, batch, || {
        sampler.pictures(&run.average, data.dim(), &labels, Seed(settings.seed), device);
        Ok(())
    })?;
    Ok([training, sampling])
}

/// How many in a second, after five rounds that do not count.
fn measured(time: Duration, n: usize, mut round: impl FnMut() -> Result<()>) -> Result<f64> {
    for _ in 0..5 {
        round()?;
    }
    let (start, mut rounds) = (Instant::now(), 0);
    while start.elapsed() < time {
        round()?;
        rounds += 1;
    }
    Ok((rounds * n) as f64 / start.elapsed().as_secs_f64())
}
