//! A share of a step: pairs are drawn, sent through the network, and the gradient of their loss comes back.

use ndarray::Array2;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::data::Data;
use super::inputs::Inputs;
use super::target::Target;
use crate::error::Result;
use crate::nn::{Mlp, Real, Tape, Transposed};
use crate::path::GaussianPath;
use crate::{Seed, normal};

/// Random pairs at random times.
pub(super) struct Pairs {
    /// (n)
    pub t: Vec<f64>,
    /// Xₜ (n, d)
    pub x: Array2<f64>,
    /// What the network should say (n, d), and how much a row counts (n).
    pub target: Array2<f64>,
    pub weights: Vec<f64>,
    /// The label of each z, unless it is left out.
    pub labels: Vec<Option<usize>>,
}

impl Pairs {
    /// n pairs. The times are uniform, one in each n-th of [0, 1]: with less chance in them the loss has less noise.
    pub fn draw<K: Target>(data: &Data, path: &GaussianPath, dropout: f64, seed: Seed, n: usize) -> Result<Pairs> {
        let (z, labels) = data.draw(seed.branch("data"), n)?;
        let mut rng: Xoshiro256PlusPlus = seed.branch("pairs").stream(0);
        let mut x0 = Array2::zeros(z.dim());
        normal::fill(x0.as_slice_mut().expect("a new array is contiguous"), &mut rng);
        let t: Vec<f64> = (0..n).map(|i| (i as f64 + rng.random::<f64>()) / n as f64).collect();
        let (mut x, mut target) = (x0, z);
        for ((t, mut x), mut target) in t.iter().zip(x.rows_mut()).zip(target.rows_mut()) {
            let (at, [p, q]) = (path.coefficients(*t), K::pair(path.schedule(), *t));
            for (x, target) in x.iter_mut().zip(&mut target) {
                let (x0, z) = (*x, *target);
                *x = at.alpha * z + at.beta * x0;
                *target = p * z + q * x0;
            }
        }
        let weights = t.iter().map(|t| K::weight(path.schedule(), *t)).collect();
        let told = |label| if rng.random::<f64>() < dropout { None } else { Some(label) };
        let labels = labels.map_or_else(|| vec![None; n], |labels| labels.into_iter().map(told).collect());
        Ok(Pairs { t, x, target, weights, labels })
    }

    /// The loss of each pair: its weight times |output − target|², summed over coordinates.
    pub fn losses<T: Real>(&self, outputs: &Tape<T>) -> impl Iterator<Item = f64> {
        let rows = outputs.outputs().zip(self.target.rows()).zip(&self.weights);
        rows.map(|((output, target), weight)| {
            let squares = output.iter().zip(target).map(|(output, target)| (output.into_f64() - target).powi(2));
            weight * squares.sum::<f64>()
        })
    }

    /// Writes the network's inputs.
    pub fn write<T: Real>(&self, inputs: Inputs, tape: &mut Tape<T>) {
        let rows = self.x.rows().into_iter().zip(&self.t).zip(&self.labels);
        for (input, ((x, t), label)) in tape.inputs_mut(self.t.len()).zip(rows) {
            inputs.write(input, &x, inputs.time_features(*t), *label);
        }
    }
}

/// A share of every step's batch, with all that it computes in.
#[derive(Clone, Debug)]
pub(super) struct Shard<T> {
    rows: usize,
    tape: Tape<T>,
    /// The gradient of this share of the loss by all weights.
    pub gradient: Vec<T>,
    /// This share of the loss, times the pairs in the batch.
    pub loss: f64,
}

/// Most shards of a batch: as many threads as can share a step. Fewer shards are larger, and cost less to add up.
const MOST: usize = 8;
/// Least pairs in a shard: fewer are not worth another thread.
const LEAST: usize = 128;

impl<T: Real> Shard<T> {
    /// The shards of a batch. They depend on its size alone, so the sum of their gradients is the same at any number of
    /// threads.
    pub fn of_batch(net: &Mlp<T>, batch: usize) -> Vec<Shard<T>> {
        let most = batch.div_ceil(MOST).max(LEAST);
        let sizes = (0..batch.div_ceil(most)).map(|k| most.min(batch - k * most));
        let shard = |rows| Shard {
            rows,
            tape: Tape::new(net, rows),
            gradient: vec![T::zero(); net.weights().len()],
            loss: 0.0,
        };
        sizes.map(shard).collect()
    }

    /// Draws this shard's pairs of a step, and leaves their loss and its gradient.
    pub fn run<K: Target>(&mut self, net: &Mlp<T>, transposed: &Transposed<T>, step: &Step<'_>) -> Result<()> {
        let pairs = Pairs::draw::<K>(step.data, &step.path, step.dropout, step.seed, self.rows)?;
        pairs.write(step.inputs, &mut self.tape);
        net.forward(transposed, &mut self.tape);
        self.loss = pairs.losses(&self.tape).sum();
        // loss = Σ weight·|output − target|²/batch, by the outputs 2·weight·(output − target)/batch
        let rows = self.tape.outputs_and_gradients_mut().zip(pairs.target.rows()).zip(&pairs.weights);
        for (((output, mut gradient), target), weight) in rows {
            let scale = 2.0 * weight / step.batch as f64;
            for ((gradient, output), target) in gradient.iter_mut().zip(output).zip(target) {
                *gradient = T::from_f64(scale * (output.into_f64() - target));
            }
        }
        self.gradient.fill(T::zero());
        net.backward(&mut self.tape, &mut self.gradient);
        Ok(())
    }
}

/// What all shards of a step share; the seed is each one's own.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub data: &'a Data,
    pub path: GaussianPath,
    pub inputs: Inputs,
    pub dropout: f64,
    pub batch: usize,
    pub seed: Seed,
}
