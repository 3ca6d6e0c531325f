//! A network whose weights are all at work: fresh ones have zeros where it ends.

use burn::tensor::Device;
use flowlab::Seed;
use flowlab::rand_distr::{Distribution, StandardNormal};
use scale::net::{Dit, DitShape, Network};
use scale::weights;

/// Two colours and patches that are no squares of numbers tell apart what a grey picture would not.
pub const SHAPE: DitShape = DitShape { side: 6, channels: 2, patch: 3, dim: 8, blocks: 2, heads: 2, labels: 3 };

pub fn net() -> Dit {
    let device = Device::flex();
    let net = Dit::new(&SHAPE, Seed(1), &device);
    let mut rng = Seed(2).stream(0);
    let shaken = weights::of(&net).into_iter().map(|(name, mut weight)| {
        weight.numbers.iter_mut().for_each(|x| {
            let shift: f32 = StandardNormal.sample(&mut rng);
            *x += 0.2 * shift;
        });
        (name, weight)
    });
    weights::with(net, shaken.collect()).unwrap()
}

/// Noisy pictures (5, 72), their times and labels.
pub fn inputs() -> (Vec<f32>, Vec<f64>, Vec<usize>) {
    let mut rng = Seed(3).stream(0);
    let x = (0..5 * 72).map(|_| StandardNormal.sample(&mut rng)).collect();
    (x, vec![0.0, 0.111, 0.5, 0.987, 1.0], vec![0, 1, 2, 3, 1])
}
