//! A convolutional network: the picture at several sizes, down and up again (Ronneberger and others, *U-Net*, 2015).

use anyhow::{Result, ensure};
use burn::module::{Module, Param};
use burn::nn::conv::Conv2d;
use burn::nn::{Linear, PaddingConfig2d};
use burn::tensor::activation::silu;
use burn::tensor::module::interpolate;
use burn::tensor::ops::{InterpolateMode, InterpolateOptions};
use burn::tensor::{Device, Tensor};
use flowlab::Seed;
use serde::{Deserialize, Serialize};

use super::dit::condition;
use super::init::Init;
use super::{Check, Network};

/// Under the root of a normalised group.
const EPSILON: f64 = 1e-6;
/// Groups of channels that are normalised together.
const GROUPS: usize = 4;
/// Numbers of the condition for each channel of the first level.
const CONDITION: usize = 4;

/// The sizes of a [`Conv`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConvShape {
    /// Height and width of a picture in pixels.
    pub side: usize,
    /// Numbers of a pixel.
    pub channels: usize,
    /// Channels at the first level; each further one has half the pixels a side and twice as many.
    pub width: usize,
    /// Sizes at which the picture is looked at.
    pub levels: usize,
    /// Labels, without the one that says none.
    pub labels: usize,
}

impl Check for ConvShape {
    fn check(&self) -> Result<()> {
        let ConvShape { side, width, levels, .. } = *self;
        ensure!(width > 0 && width % GROUPS == 0, "--width {width}: give a multiple of {GROUPS}");
        ensure!((1..=6).contains(&levels), "--levels {levels}: give 1 to 6");
        let least = 1 << (levels - 1);
        ensure!(
            side % least == 0,
            "--levels {levels}: pictures of {side} pixels cannot be halved {} times",
            levels - 1
        );
        Ok(())
    }
}

/// Residual blocks at each level on the way down, one in the middle, and again on the way up, where each level sees beside
/// what comes from below what it had before. Its last layer starts at 0.
#[derive(Module, Debug)]
pub struct Conv {
    time: Vec<Linear>,
    labels: Param<Tensor<2>>,
    begin: Conv2d,
    down: Vec<Block>,
    shrink: Vec<Conv2d>,
    middle: Block,
    grow: Vec<Conv2d>,
    up: Vec<Block>,
    end: Conv2d,
    #[module(skip)]
    shape: ConvShape,
}

impl Network for Conv {
    type Shape = ConvShape;
    const NAME: &'static str = "conv";

    fn new(shape: &ConvShape, seed: Seed, device: &Device) -> Conv {
        let mut init = Init::new(seed, device);
        let ConvShape { channels, width, levels, labels, .. } = *shape;
        let dim = CONDITION * width;
        let wide = |level: usize| width << level;
        let last = wide(levels - 1);
        Conv {
            time: vec![init.linear(dim, dim), init.linear(dim, dim)],
            labels: init.small([labels + 1, dim]),
            begin: conv([channels, width], 3, 1, &mut init),
            down: (0..levels).map(|level| Block::new([wide(level); 2], dim, &mut init)).collect(),
            shrink: (1..levels).map(|level| conv([wide(level - 1), wide(level)], 3, 2, &mut init)).collect(),
            middle: Block::new([last; 2], dim, &mut init),
            grow: (1..levels).map(|level| conv([wide(level), wide(level - 1)], 3, 1, &mut init)).collect(),
            up: (0..levels).map(|level| Block::new([2 * wide(level), wide(level)], dim, &mut init)).collect(),
            end: silent([width, channels], &init),
            shape: shape.clone(),
        }
    }

    fn shape(&self) -> &ConvShape {
        &self.shape
    }

    fn forward(&self, x: Tensor<2>, times: &[f64], labels: &[usize]) -> Tensor<2> {
        let ConvShape { side, channels, levels, .. } = self.shape;
        let n = x.dims()[0];
        let condition = silu(condition(&self.time, &self.labels, times, labels, &x.device()));
        let picture = x.reshape([n, side, side, channels]).permute([0, 3, 1, 2]);
        let mut x = self.begin.forward(picture);
        let mut seen = Vec::with_capacity(levels);
        for level in 0..levels {
            if level > 0 {
                x = self.shrink[level - 1].forward(x);
            }
            x = self.down[level].forward(x, condition.clone());
            seen.push(x.clone());
        }
        x = self.middle.forward(x, condition.clone());
        for (level, before) in seen.into_iter().enumerate().rev() {
            x = self.up[level].forward(Tensor::cat(vec![x, before], 1), condition.clone());
            if level > 0 {
                x = self.grow[level - 1].forward(doubled(x));
            }
        }
        let picture = self.end.forward(silu(normalised(x)));
        picture.permute([0, 2, 3, 1]).reshape([n, side * side * channels])
    }
}

/// Two convolutions beside which the picture goes on as it is; between them the condition moves and scales.
#[derive(Module, Debug)]
struct Block {
    first: Conv2d,
    modulation: Linear,
    second: Conv2d,
    /// Where the numbers of channels differ.
    beside: Option<Conv2d>,
}

impl Block {
    fn new([inputs, outputs]: [usize; 2], dim: usize, init: &mut Init<'_>) -> Block {
        Block {
            first: conv([inputs, outputs], 3, 1, init),
            modulation: init.linear(dim, 2 * outputs),
            second: silent([outputs; 2], init),
            beside: (inputs != outputs).then(|| conv([inputs, outputs], 1, 1, init)),
        }
    }

    fn forward(&self, x: Tensor<4>, condition: Tensor<2>) -> Tensor<4> {
        let inside = self.first.forward(silu(normalised(x.clone())));
        let [n, channels, ..] = inside.dims();
        let modulation = self.modulation.forward(condition).reshape([n, 2 * channels, 1, 1]);
        let (shift, scale) = (modulation.clone().narrow(1, 0, channels), modulation.narrow(1, channels, channels));
        let inside = normalised(inside) * scale.add_scalar(1.0) + shift;
        let x = match &self.beside {
            Some(beside) => beside.forward(x),
            None => x,
        };
        x + self.second.forward(silu(inside))
    }
}

/// A convolution that keeps the size, or halves it by the stride 2.
fn conv([inputs, outputs]: [usize; 2], kernel: usize, stride: usize, init: &mut Init<'_>) -> Conv2d {
    let seen = inputs * kernel * kernel;
    let weight = init.uniform([outputs, inputs, kernel, kernel], seen);
    let bias = init.uniform([outputs], seen);
    of(weight, bias, kernel, stride)
}

/// A convolution that says 0.
fn silent([inputs, outputs]: [usize; 2], init: &Init<'_>) -> Conv2d {
    of(init.zeros([outputs, inputs, 3, 3]), init.zeros([outputs]), 3, 1)
}

fn of(weight: Param<Tensor<4>>, bias: Param<Tensor<1>>, kernel: usize, stride: usize) -> Conv2d {
    let edge = kernel / 2;
    Conv2d {
        weight,
        bias: Some(bias),
        stride: [stride; 2],
        kernel_size: [kernel; 2],
        dilation: [1; 2],
        groups: 1,
        padding: PaddingConfig2d::Explicit(edge, edge, edge, edge),
    }
}

/// Each group of channels with the mean 0 and the variance 1.
fn normalised(x: Tensor<4>) -> Tensor<4> {
    let [n, channels, height, width] = x.dims();
    let groups = x.reshape([n, GROUPS, channels / GROUPS * height * width]);
    let centred = groups.clone() - groups.mean_dim(2);
    let variance = centred.clone().square().mean_dim(2);
    (centred * variance.add_scalar(EPSILON).sqrt().recip()).reshape([n, channels, height, width])
}

/// Twice as many pixels each way, each taken four times.
fn doubled(x: Tensor<4>) -> Tensor<4> {
    let [_, _, height, width] = x.dims();
    interpolate(x, InterpolateOptions::new(InterpolateMode::Nearest).with_output_size([2 * height, 2 * width]))
}
