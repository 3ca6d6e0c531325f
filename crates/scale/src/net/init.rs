//! Weights before the first step: from a seed, on this machine, so that they do not depend on the device.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use flowlab::Seed;
use flowlab::rand::Rng;
use flowlab::rand_distr::{Distribution, StandardNormal};
use flowlab::rand_xoshiro::Xoshiro256PlusPlus;

/// Standard deviation of small numbers.
const SMALL: f32 = 0.02;

/// Deals out weights, one layer after the other.
pub struct Init<'a> {
    rng: Xoshiro256PlusPlus,
    device: &'a Device,
}

impl<'a> Init<'a> {
    /// From the first stream of a seed, onto a device.
    pub fn new(seed: Seed, device: &'a Device) -> Init<'a> {
        Init { rng: seed.stream(0), device }
    }

    /// A parameter with these numbers.
    pub fn param<const D: usize>(&self, numbers: Vec<f32>, dims: [usize; D]) -> Param<Tensor<D>> {
        Param::from_data(TensorData::new(numbers, dims), self.device)
    }

    /// A parameter of zeros.
    pub fn zeros<const D: usize>(&self, dims: [usize; D]) -> Param<Tensor<D>> {
        self.param(vec![0.0; dims.iter().product()], dims)
    }

    /// Uniform numbers between ±1/√(inputs), as PyTorch begins.
    pub fn uniform<const D: usize>(&mut self, dims: [usize; D], inputs: usize) -> Param<Tensor<D>> {
        let most = 1.0 / (inputs as f32).sqrt();
        let numbers = (0..dims.iter().product()).map(|_| most * (2.0 * self.rng.random::<f32>() - 1.0)).collect();
        self.param(numbers, dims)
    }

    /// Small normal numbers: of positions and labels.
    pub fn small<const D: usize>(&mut self, dims: [usize; D]) -> Param<Tensor<D>> {
        let mut one = || -> f32 { StandardNormal.sample(&mut self.rng) };
        let numbers = (0..dims.iter().product()).map(|_| SMALL * one()).collect();
        self.param(numbers, dims)
    }

    /// A linear layer. Burn keeps its weight as (inputs, outputs); in files it is (outputs, inputs), as PyTorch has it.
    pub fn linear(&mut self, inputs: usize, outputs: usize) -> Linear {
        let weight = self.uniform([inputs, outputs], inputs);
        Linear { weight, bias: Some(self.uniform([outputs], inputs)) }
    }

    /// A linear layer that says 0.
    pub fn silent(&self, inputs: usize, outputs: usize) -> Linear {
        Linear { weight: self.zeros([inputs, outputs]), bias: Some(self.zeros([outputs])) }
    }
}
