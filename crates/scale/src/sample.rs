//! From noise to pictures, by Heun's method, with guidance.

use burn::tensor::{Device, Tensor, TensorData};
use flowlab::Seed;
use flowlab::ndarray::Array2;
use flowlab::rand_distr::{Distribution, StandardNormal};

use crate::flow::velocity;
use crate::net::Network;
use crate::settings::Target;
use crate::{cores, device};

/// Pictures that go through the network together: on a core of the CPU, and on another device.
const TOGETHER: [usize; 2] = [50, 600];

/// How samples are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampler {
    /// What the network says.
    pub target: Target,
    /// The label that says none.
    pub none: usize,
    /// Weight of guidance; 1 is none.
    pub weight: f64,
    /// Steps of Heun's method.
    pub steps: usize,
}

impl Sampler {
    /// A picture of each label: (n, d). Its noise comes from the seed and its row alone.
    pub fn pictures<N: Network>(
        &self,
        net: &N,
        d: usize,
        labels: &[usize],
        seed: Seed,
        device: &Device,
    ) -> Array2<f64> {
        let rows: Vec<usize> = (0..labels.len()).collect();
        let of = |rows: &[usize]| -> Vec<f32> {
            let noise = |row: &usize| {
                let mut rng = seed.stream(*row as u64);
                (0..d).map(|_| StandardNormal.sample(&mut rng)).collect::<Vec<f32>>()
            };
            let noise: Vec<f32> = rows.iter().flat_map(noise).collect();
            let noise = Tensor::<2>::from_data(TensorData::new(noise, [rows.len(), d]), device);
            let labels: Vec<usize> = rows.iter().map(|row| labels[*row]).collect();
            self.ends(net, noise, &labels).into_data().iter::<f32>().collect()
        };
        let together = TOGETHER[usize::from(!device::is_cpu(device))];
        let pictures = cores::map(rows.chunks(together).collect(), device, of);
        let numbers = pictures.concat().into_iter().map(f64::from).collect();
        Array2::from_shape_vec((labels.len(), d), numbers).expect("d numbers for each label")
    }

    /// Where the field takes the rows of noise (n, d): a step to the end of the tangent, the field there, and the mean of both.
    pub fn ends<N: Network>(&self, net: &N, noise: Tensor<2>, labels: &[usize]) -> Tensor<2> {
        let (mut x, h) = (noise, 1.0 / self.steps as f64);
        for k in 0..self.steps {
            let first = self.field(net, x.clone(), k as f64 * h, labels);
            let end = x.clone() + first.clone().mul_scalar(h);
            let second = self.field(net, end, (k + 1) as f64 * h, labels);
            x = x + (first + second).mul_scalar(0.5 * h);
        }
        x
    }

    /// u(x | none) + w·(u(x | label) − u(x | none)); for w = 1 the first is not asked for.
    fn field<N: Network>(&self, net: &N, x: Tensor<2>, t: f64, labels: &[usize]) -> Tensor<2> {
        let n = labels.len();
        let at = |x: Tensor<2>, labels: &[usize]| {
            let times = vec![t; labels.len()];
            let output = net.forward(x.clone(), &times, labels);
            velocity(self.target, x, output, &times)
        };
        if self.weight == 1.0 {
            return at(x, labels);
        }
        let both = [labels, &vec![self.none; n]].concat();
        let u = at(Tensor::cat(vec![x.clone(), x], 0), &both);
        let (told, untold) = (u.clone().narrow(0, 0, n), u.narrow(0, n, n));
        untold.clone() + (told - untold).mul_scalar(self.weight)
    }
}
