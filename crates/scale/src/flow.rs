//! The pairs of a step, and their loss: flow matching, as lesson 14 has it, with labels as lesson 17 has them.

use burn::tensor::{Device, Tensor, TensorData};
use flowlab::Seed;
use flowlab::rand::Rng;
use flowlab::rand_distr::{Distribution, StandardNormal};

use crate::data::Rows;
use crate::net::Network;
use crate::settings::{Settings, Target};

/// The seeds of training are these numbers away from those of a run's other draws.
const TRAINING: u64 = 0x7261_696E;

/// Pairs (x₀, z) at random times: x = t·z + (1 − t)·x₀ and the velocity z − x₀, with their times and labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Noisy pictures (n, d).
    pub x: Vec<f32>,
    /// Their velocities (n, d).
    pub velocity: Vec<f32>,
    /// Their times (n).
    pub times: Vec<f64>,
    /// Their labels (n), the number of labels where none is told.
    pub labels: Vec<usize>,
}

impl Pairs {
    /// The pairs of step i of a run, on this machine: they depend on the seed and i alone.
    pub fn of_step(data: &Rows, settings: &Settings, i: usize) -> Pairs {
        let seed = Seed(settings.seed.wrapping_add(TRAINING));
        Pairs::draw(data, settings.batch, settings.label_dropout, &mut seed.stream(i as u64))
    }

    /// So many pairs from a stream of random numbers.
    pub fn draw(data: &Rows, n: usize, label_dropout: f64, rng: &mut impl Rng) -> Pairs {
        let d = data.dim();
        let (mut x, mut velocity) = (Vec::with_capacity(n * d), Vec::with_capacity(n * d));
        let (mut times, mut labels) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for _ in 0..n {
            let row = rng.random_range(0..data.len());
            let t: f64 = rng.random();
            let is_told = rng.random::<f64>() >= label_dropout;
            labels.push(if is_told { data.labels()[row] } else { data.n_labels() });
            times.push(t);
            let t = t as f32;
            for &z in data.row(row) {
                let x0: f32 = StandardNormal.sample(rng);
                x.push(t * z + (1.0 - t) * x0);
                velocity.push(z - x0);
            }
        }
        Pairs { x, velocity, times, labels }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The pairs in so many parts, in order, as even as can be; some are empty where there are fewer pairs.
    pub fn split(&self, parts: usize) -> Vec<Pairs> {
        let (n, d) = (self.len(), self.x.len() / self.len().max(1));
        let edge = |k: usize| k * n / parts;
        let part = |k: usize| {
            let (rows, numbers) = (edge(k)..edge(k + 1), edge(k) * d..edge(k + 1) * d);
            Pairs {
                x: self.x[numbers.clone()].to_vec(),
                velocity: self.velocity[numbers].to_vec(),
                times: self.times[rows.clone()].to_vec(),
                labels: self.labels[rows].to_vec(),
            }
        };
        (0..parts).map(part).collect()
    }

    /// The sum over the pairs of |velocity of the network − velocity of the pair|², divided by `n`.
    pub fn loss<N: Network>(&self, net: &N, target: Target, n: usize, device: &Device) -> Tensor<1> {
        let d = self.x.len() / self.len();
        let rows = |numbers: &[f32]| Tensor::<2>::from_data(TensorData::new(numbers.to_vec(), [self.len(), d]), device);
        let x = rows(&self.x);
        let output = net.forward(x.clone(), &self.times, &self.labels);
        let guess = velocity(target, x, output, &self.times);
        (guess - rows(&self.velocity)).square().sum().div_scalar(n as f64)
    }
}

/// The velocities (n, d) that follow from the network's output at x, each at its time.
pub fn velocity(target: Target, x: Tensor<2>, output: Tensor<2>, times: &[f64]) -> Tensor<2> {
    if target == Target::Velocity {
        return output;
    }
    let column = |k: usize| {
        let numbers: Vec<f32> = times.iter().map(|t| target.velocity(*t)[k] as f32).collect();
        Tensor::<2>::from_data(TensorData::new(numbers, [times.len(), 1]), &x.device())
    };
    let (of_x, of_output) = (column(0), column(1));
    x * of_x + output * of_output
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> Rows {
        Rows::new(vec![1.0, 2.0, 3.0, -1.0, -2.0, -3.0], 3, vec![0, 1], 2)
    }

    #[test]
    fn a_pair_lies_on_the_line_from_its_noise_to_its_picture() {
        let pairs = Pairs::draw(&data(), 50, 0.5, &mut Seed(1).stream(0));
        assert!(pairs.labels.contains(&2) && pairs.labels.contains(&0));
        for i in 0..50 {
            // x + (1 − t)·(z − x₀) = z
            let z: Vec<f32> = (0..3)
                .map(|j| pairs.x[3 * i + j] + (1.0 - pairs.times[i] as f32) * pairs.velocity[3 * i + j])
                .collect();
            let sign = z[0].signum();
            assert!(z.iter().zip([1.0, 2.0, 3.0]).all(|(z, whole)| (z - sign * whole).abs() < 1e-5));
            assert!(pairs.labels[i] == 2 || pairs.labels[i] == usize::from(sign < 0.0));
        }
    }

    #[test]
    fn the_parts_are_the_whole() {
        let pairs = Pairs::draw(&data(), 7, 0.0, &mut Seed(2).stream(0));
        let parts = pairs.split(3);
        assert_eq!(parts.iter().map(Pairs::len).collect::<Vec<_>>(), [2, 2, 3]);
        let joined: Vec<f32> = parts.iter().flat_map(|part| part.x.clone()).collect();
        assert_eq!(joined, pairs.x);
    }

    #[test]
    fn the_clean_picture_for_output_gives_the_velocity_of_the_pair() {
        let device = Device::flex();
        let pairs = Pairs::draw(&data(), 20, 0.0, &mut Seed(3).stream(0));
        let z: Vec<f32> = pairs.labels.iter().flat_map(|label| data().row(*label).to_vec()).collect();
        let rows = |numbers: &[f32]| Tensor::<2>::from_data(TensorData::new(numbers.to_vec(), [20, 3]), &device);
        let guess = velocity(Target::Clean, rows(&pairs.x), rows(&z), &pairs.times);
        let gap = (guess - rows(&pairs.velocity)).abs();
        // exact but where 1 − t < .05, where the guess is held back
        for (i, row) in gap.into_data().iter::<f32>().collect::<Vec<_>>().chunks(3).enumerate() {
            assert!(pairs.times[i] > 0.95 || row.iter().all(|gap| *gap < 1e-4), "{row:?}");
        }
    }
}
