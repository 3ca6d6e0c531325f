//! A small diffusion transformer (Peebles and Xie, *Scalable Diffusion Models with Transformers*, 2023), with the time and
//! the label in every block.

use anyhow::{Result, ensure};
use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::activation::{silu, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};
use flowlab::Seed;
use serde::{Deserialize, Serialize};

use super::init::Init;
use super::{Check, Network, features};

/// Under the root of a normalised token.
const EPSILON: f64 = 1e-6;

/// The sizes of a [`Dit`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DitShape {
    /// Height and width of a picture in pixels.
    pub side: usize,
    /// Numbers of a pixel.
    pub channels: usize,
    /// Height and width of a patch in pixels: each patch is a token.
    pub patch: usize,
    /// Numbers of a token inside the network.
    pub dim: usize,
    /// Blocks, one after the other.
    pub blocks: usize,
    /// Heads of attention in a block.
    pub heads: usize,
    /// Labels, without the one that says none.
    pub labels: usize,
}

impl Check for DitShape {
    fn check(&self) -> Result<()> {
        let DitShape { side, patch, dim, blocks, heads, .. } = *self;
        ensure!(
            patch > 0 && side % patch == 0,
            "--patch {patch}: pictures of {side} pixels are no whole number of these"
        );
        ensure!(dim > 1 && dim % 2 == 0, "--dim {dim}: give an even number, half for cosines and half for sines");
        ensure!(
            heads > 0 && dim % heads == 0,
            "--heads {heads}: --dim {dim} cannot be shared among these, give a divisor"
        );
        ensure!(blocks > 0, "--blocks 0: give at least one");
        Ok(())
    }
}

impl DitShape {
    /// Tokens of a picture.
    fn tokens(&self) -> usize {
        (self.side / self.patch).pow(2)
    }

    /// Numbers of a token in the picture.
    fn token(&self) -> usize {
        self.patch * self.patch * self.channels
    }
}

/// The transformer: patches become tokens, blocks let them look at each other, tokens become patches.
///
/// Before the first step the last layer is 0, and so is every gate: it says 0, and its blocks leave the tokens as they are.
///
/// ```
/// use burn::module::Module;
/// use burn::tensor::{Device, Tensor};
/// use flowlab::Seed;
/// use scale::net::{Dit, DitShape, Network};
/// let shape = DitShape { side: 8, channels: 1, patch: 2, dim: 32, blocks: 2, heads: 4, labels: 10 };
/// let net = Dit::new(&shape, Seed(0), &Device::flex());
/// assert_eq!(net.num_params(), 43_204);
/// let y = net.forward(Tensor::ones([3, 64], &Device::flex()), &[0.0, 0.5, 1.0], &[0, 9, 10]);
/// assert_eq!((y.dims(), y.abs().max().into_scalar::<f32>()), ([3, 64], 0.0));
/// ```
#[derive(Module, Debug)]
pub struct Dit {
    patch: Linear,
    positions: Param<Tensor<2>>,
    time: Vec<Linear>,
    labels: Param<Tensor<2>>,
    blocks: Vec<Block>,
    end: End,
    #[module(skip)]
    shape: DitShape,
}

impl Network for Dit {
    type Shape = DitShape;
    const NAME: &'static str = "dit";

    fn new(shape: &DitShape, seed: Seed, device: &Device) -> Dit {
        let mut init = Init::new(seed, device);
        let dim = shape.dim;
        Dit {
            patch: init.linear(shape.token(), dim),
            positions: init.small([shape.tokens(), dim]),
            time: vec![init.linear(dim, dim), init.linear(dim, dim)],
            labels: init.small([shape.labels + 1, dim]),
            blocks: (0..shape.blocks).map(|_| Block::new(dim, shape.heads, &mut init)).collect(),
            end: End { modulation: init.silent(dim, 2 * dim), linear: init.silent(dim, shape.token()) },
            shape: shape.clone(),
        }
    }

    fn shape(&self) -> &DitShape {
        &self.shape
    }

    fn forward(&self, x: Tensor<2>, times: &[f64], labels: &[usize]) -> Tensor<2> {
        let condition = silu(condition(&self.time, &self.labels, times, labels, &x.device()));
        let mut tokens = self.patch.forward(self.to_tokens(x)) + self.positions.val().unsqueeze::<3>();
        for block in &self.blocks {
            tokens = block.forward(tokens, condition.clone());
        }
        self.to_pictures(self.end.forward(tokens, condition))
    }
}

impl Dit {
    /// Pictures (n, d) as tokens (n, T, p²C), row by row, inside a token too.
    fn to_tokens(&self, x: Tensor<2>) -> Tensor<3> {
        let DitShape { side, channels, patch, .. } = self.shape;
        let (n, across) = (x.dims()[0], side / patch);
        let rows = x.reshape([n, across, patch, across, patch * channels]);
        rows.permute([0, 1, 3, 2, 4]).reshape([n, across * across, patch * patch * channels])
    }

    /// And back.
    fn to_pictures(&self, tokens: Tensor<3>) -> Tensor<2> {
        let DitShape { side, channels, patch, .. } = self.shape;
        let (n, across) = (tokens.dims()[0], side / patch);
        let rows = tokens.reshape([n, across, across, patch, patch * channels]);
        rows.permute([0, 1, 3, 2, 4]).reshape([n, side * side * channels])
    }
}

/// What a network is told beside the picture: its time, through two layers, and its label, added (n, D).
pub(super) fn condition(
    time: &[Linear],
    table: &Param<Tensor<2>>,
    times: &[f64],
    labels: &[usize],
    device: &Device,
) -> Tensor<2> {
    let table = table.val();
    let dim = table.dims()[1];
    let e = Tensor::<2>::from_data(TensorData::new(features(times, dim), [times.len(), dim]), device);
    let labels: Vec<i32> = labels.iter().map(|label| *label as i32).collect();
    let n = labels.len();
    let labels = Tensor::<1, Int>::from_data(TensorData::new(labels, [n]), device);
    time[1].forward(silu(time[0].forward(e))) + table.select(0, labels)
}

/// Attention, then two layers, both moved, scaled and gated by the condition.
#[derive(Module, Debug)]
struct Block {
    modulation: Linear,
    attention: Attention,
    mlp: Vec<Linear>,
}

impl Block {
    fn new(dim: usize, heads: usize, init: &mut Init<'_>) -> Block {
        let attention = Attention {
            query: init.linear(dim, dim),
            key: init.linear(dim, dim),
            value: init.linear(dim, dim),
            out: init.linear(dim, dim),
            heads,
        };
        let mlp = vec![init.linear(dim, 4 * dim), init.linear(4 * dim, dim)];
        Block { modulation: init.silent(dim, 6 * dim), attention, mlp }
    }

    fn forward(&self, x: Tensor<3>, condition: Tensor<2>) -> Tensor<3> {
        let parts = parts::<6>(self.modulation.forward(condition));
        let [shift_a, scale_a, gate_a, shift_m, scale_m, gate_m] = parts;
        let seen = self.attention.forward(modulated(x.clone(), shift_a, scale_a));
        let x = x + gate_a * seen;
        let thought = self.mlp[1].forward(silu(self.mlp[0].forward(modulated(x.clone(), shift_m, scale_m))));
        x + gate_m * thought
    }
}

/// Each token takes in the others, weighed by how well their keys fit its query.
#[derive(Module, Debug)]
struct Attention {
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    heads: usize,
}

impl Attention {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [n, t, dim] = x.dims();
        let head = dim / self.heads;
        let heads = |y: Tensor<3>| y.reshape([n, t, self.heads, head]).swap_dims(1, 2);
        let query = heads(self.query.forward(x.clone()).mul_scalar(1.0 / (head as f64).sqrt()));
        let key = heads(self.key.forward(x.clone())).swap_dims(2, 3);
        let shares = softmax(query.matmul(key), 3);
        let found = shares.matmul(heads(self.value.forward(x)));
        self.out.forward(found.swap_dims(1, 2).reshape([n, t, dim]))
    }
}

/// From tokens to patches.
#[derive(Module, Debug)]
struct End {
    modulation: Linear,
    linear: Linear,
}

impl End {
    fn forward(&self, x: Tensor<3>, condition: Tensor<2>) -> Tensor<3> {
        let [shift, scale] = parts::<2>(self.modulation.forward(condition));
        self.linear.forward(modulated(x, shift, scale))
    }
}

/// A modulation (n, N·D) in its N parts (n, 1, D), the same for all tokens.
fn parts<const N: usize>(modulation: Tensor<2>) -> [Tensor<3>; N] {
    let dim = modulation.dims()[1] / N;
    let modulation = modulation.unsqueeze_dim::<3>(1);
    std::array::from_fn(|k| modulation.clone().narrow(2, k * dim, dim))
}

/// (1 + scale)·LN(x) + shift.
fn modulated(x: Tensor<3>, shift: Tensor<3>, scale: Tensor<3>) -> Tensor<3> {
    normalised(x) * scale.add_scalar(1.0) + shift
}

/// Each token with the mean 0 and the variance 1.
fn normalised(x: Tensor<3>) -> Tensor<3> {
    let centred = x.clone() - x.mean_dim(2);
    let variance = centred.clone().square().mean_dim(2);
    centred * variance.add_scalar(EPSILON).sqrt().recip()
}
