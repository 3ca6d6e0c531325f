//! A share of a step: pairs are drawn, sent through the network, and the gradient of their loss comes back.

use ndarray::Array2;
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::data::{Data, Drawn};
use super::inputs::Inputs;
use super::own::{Guess, OwnLoss};
use super::settings::Settings;
use super::target::Target;
use super::times::Times;
use crate::Seed;
use crate::error::{Result, finite};
use crate::nn::{Mlp, Real, Tape, Transposed};
use crate::path::GaussianPath;

/// Random pairs at random times.
pub(super) struct Pairs {
    /// (n)
    pub t: Vec<f64>,
    /// Xₜ (n, d)
    pub x: Array2<f64>,
    /// What the network should say (n, d), and how much a row counts (n).
    pub target: Array2<f64>,
    pub weights: Vec<f64>,
    /// What the network is told of each z, zeros where it is left out: (n, what is told).
    pub told: Array2<f64>,
}

/// Where pairs come from, and what becomes of them: the same for all shards of a step.
#[derive(Clone, Copy)]
pub(super) struct Draw<'a> {
    pub data: &'a Data,
    pub path: GaussianPath,
    pub times: &'a Times,
    /// How often what is told of a sample is left out.
    pub dropout: f64,
}

impl<'a> Draw<'a> {
    /// As a run with these settings draws.
    pub fn of(settings: &'a Settings, data: &'a Data) -> Draw<'a> {
        let Settings { schedule, times, label_dropout, .. } = settings;
        Draw { data, path: GaussianPath::new(*schedule), times, dropout: *label_dropout }
    }
}

impl Pairs {
    /// n pairs. The times are one in each n-th of their law: with less chance in them the loss has less noise.
    pub fn draw<K: Target>(from: Draw<'_>, seed: Seed, n: usize) -> Result<Pairs> {
        let Draw { data, path, times, dropout } = from;
        let mut rng: Xoshiro256PlusPlus = seed.branch("pairs").stream(0);
        let Drawn { x0, z, mut told } = data.draw(seed, n)?;
        let t: Vec<f64> = (0..n).map(|i| times.quantile((i as f64 + rng.random::<f64>()) / n as f64)).collect();
        let (mut x, mut target) = (x0, z);
        for ((t, x), target) in t.iter().zip(rows_mut(&mut x)).zip(rows_mut(&mut target)) {
            let (at, [p, q]) = (path.coefficients(*t), K::pair(path.schedule(), *t));
            for (x, target) in x.iter_mut().zip(target) {
                let (x0, z) = (*x, *target);
                *x = at.alpha * z + at.beta * x0;
                *target = p * z + q * x0;
            }
        }
        let weights = t.iter().map(|t| K::weight(path.schedule(), *t)).collect();
        if told.ncols() > 0 {
            told.rows_mut().into_iter().filter(|_| rng.random::<f64>() < dropout).for_each(|mut row| row.fill(0.0));
        }
        Ok(Pairs { t, x, target, weights, told })
    }

    /// The loss of each pair: its weight times |output − target|², summed over coordinates, or one's own.
    pub fn losses<T: Real>(&self, own: Option<&OwnLoss>, outputs: &Tape<T>) -> Vec<f64> {
        let rows = outputs.output_rows().zip(self.guesses());
        let mut room = Room::new(self.x.ncols());
        match own {
            None => rows.map(|(output, guess)| squared(output, &guess, |_, _| {})).collect(),
            Some(own) => rows.map(|(output, guess)| room.loss(own, output, guess)).collect(),
        }
    }

    /// The pairs as a loss sees them, but for what the network said.
    fn guesses(&self) -> impl Iterator<Item = Guess<'_>> {
        let targets = rows(&self.target);
        let numbers = self.t.iter().zip(&self.weights);
        targets.zip(numbers).map(|(target, (&t, &weight))| Guess { t, output: &[], target, weight })
    }

    /// Writes the network's inputs.
    pub fn write<T: Real>(&self, inputs: Inputs, tape: &mut Tape<T>) {
        let told = self.told.as_slice().expect(NEW);
        let width = self.told.ncols();
        for (i, (input, x)) in tape.input_rows(self.t.len()).zip(rows(&self.x)).enumerate() {
            inputs.write(input, x, self.t[i], &told[i * width..(i + 1) * width]);
        }
    }
}

const NEW: &str = "a new array is contiguous";

/// The rows as slices: to make a view of a short row takes longer than to read it.
fn rows(x: &Array2<f64>) -> impl Iterator<Item = &[f64]> {
    x.as_slice().expect(NEW).chunks_exact(x.ncols())
}

fn rows_mut(x: &mut Array2<f64>) -> impl Iterator<Item = &mut [f64]> {
    let width = x.ncols();
    x.as_slice_mut().expect(NEW).chunks_exact_mut(width)
}

/// The loss that a run has by itself, weight·|output − target|²; `slope` gets the place and the derivative by each output.
#[inline(always)]
fn squared<T: Real>(output: &[T], pair: &Guess<'_>, mut slope: impl FnMut(usize, f64)) -> f64 {
    let mut sum = 0.0;
    for (i, (output, target)) in output.iter().zip(pair.target).enumerate() {
        let gap = output.into_f64() - target;
        slope(i, 2.0 * pair.weight * gap);
        sum += gap * gap;
    }
    pair.weight * sum
}

/// Room for one pair in f64, as a loss wants it.
struct Room {
    output: Vec<f64>,
    gradient: Vec<f64>,
}

impl Room {
    fn new(d: usize) -> Room {
        Room { output: vec![0.0; d], gradient: vec![0.0; d] }
    }

    /// The loss of a pair; its gradient by the output is then in `gradient`.
    fn loss<T: Real>(&mut self, OwnLoss(loss): &OwnLoss, output: &[T], guess: Guess<'_>) -> f64 {
        self.output.iter_mut().zip(output).for_each(|(room, output)| *room = output.into_f64());
        self.gradient.fill(f64::NAN);
        loss(&Guess { output: &self.output, ..guess }, &mut self.gradient)
    }
}

/// A share of every step's batch.
#[derive(Clone, Debug)]
pub(super) struct Shard<T> {
    rows: usize,
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
        let shard = |rows| Shard { rows, gradient: vec![T::zero(); net.weights().len()], loss: 0.0 };
        sizes.map(shard).collect()
    }

    /// Pairs in it.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Draws this shard's pairs of a step, and leaves their loss and its gradient.
    pub fn run<K: Target>(
        &mut self,
        net: &Mlp<T>,
        transposed: &Transposed<T>,
        tape: &mut Tape<T>,
        step: &Step<'_>,
    ) -> Result<()> {
        let pairs = Pairs::draw::<K>(step.draw, step.seed, self.rows)?;
        pairs.write(step.inputs, tape);
        net.forward(transposed, tape);
        let mut loss = 0.0;
        let (share, rows) = (1.0 / step.batch as f64, tape.output_and_gradient_rows().zip(pairs.guesses()));
        match step.loss {
            None => {
                for ((output, gradient), guess) in rows {
                    loss += squared(output, &guess, |i, slope| gradient[i] = T::from_f64(share * slope));
                }
            }
            Some(own) => {
                let mut room = Room::new(pairs.x.ncols());
                for ((output, gradient), guess) in rows {
                    loss += room.loss(own, output, guess);
                    for (gradient, slope) in gradient.iter_mut().zip(&room.gradient) {
                        *gradient = T::from_f64(share * slope);
                        finite("the gradient of a loss of your own", gradient.into_f64())?;
                    }
                }
            }
        }
        self.loss = loss;
        net.backward(transposed, tape, &mut self.gradient);
        Ok(())
    }
}

/// What all shards of a step share; the seed is each one's own.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub draw: Draw<'a>,
    pub inputs: Inputs,
    pub batch: usize,
    pub loss: Option<&'a OwnLoss>,
    pub seed: Seed,
}
