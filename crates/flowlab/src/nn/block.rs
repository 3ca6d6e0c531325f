//! The block of a diffusion transformer.

use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2, Axis};

use super::activation::Activation;
use super::attention::Attention;
use super::layer_norm::modulate;
use super::linear::Linear;
use super::real::Real;
use crate::Seed;
use crate::error::Result;

/// Attention, then two dense layers on each token, both bent to a vector c that holds the time and the label (*adaLN*).
///
/// A dense layer makes six vectors of SiLU(c): a shift, a scale and a gate for each half. With LN for layer norm,
///
/// x ← x + gate ⊙ attention((1 + scale) ⊙ LN(x) + shift), x ← x + gate′ ⊙ mlp((1 + scale′) ⊙ LN(x) + shift′),
///
/// where mlp goes from D numbers to 4D and back, with SiLU between. At the start that dense layer is 0, and so are the gates:
/// the block changes nothing (*adaLN-zero*).
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::{Seed, nn::Block};
/// let (x, c) = (array![[1.0, -2.0], [0.5, 3.0]], array![0.3, 0.7]);
/// let block = Block::new(2, 1, Seed(1))?; // two numbers a token, one head
/// assert_eq!(block.at(&x, &c), x); // to the bit
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Peebles and Xie, *Scalable Diffusion Models with Transformers* (2023).
#[doc(alias("adaLN", "adaLN-zero", "DiT block", "transformer block"))]
#[derive(Clone, Debug, PartialEq)]
pub struct Block<T> {
    pub(super) modulation: Linear<T>,
    pub(super) attention: Attention<T>,
    pub(super) mlp: [Linear<T>; 2],
}

impl<T: Real> Block<T> {
    /// A block for tokens of this length at its start: a modulation of zeros, random weights elsewhere.
    ///
    /// # Errors
    /// As [`Attention::random`].
    pub fn new(dim: usize, heads: usize, seed: Seed) -> Result<Block<T>> {
        let attention = Attention::random(dim, heads, seed.branch("attention"))?;
        let first = Linear::random(dim, 4 * dim, seed.branch("mlp.0"))?;
        let mlp = [first, Linear::random(4 * dim, dim, seed.branch("mlp.1"))?];
        Ok(Block { modulation: Linear::zeros(dim, 6 * dim)?, attention, mlp })
    }

    /// The layer that makes shifts, scales and gates, from D to 6D numbers, to be changed: training takes it from 0.
    pub fn modulation_mut(&mut self) -> &mut Linear<T> {
        &mut self.modulation
    }

    /// The tokens x (T, D) after the block, at the vector c (D): (T, D).
    ///
    /// # Panics
    /// If the tokens or c have another length.
    pub fn at(&self, x: &ArrayRef2<T>, c: &ArrayRef1<T>) -> Array2<T> {
        let modulation = self.modulation.at_row(&silu(c)); // (6D)
        let [shift, scale, gate, shift_mlp, scale_mlp, gate_mlp] = parts(&modulation);
        let x = x.to_owned() + self.attention.at(&modulate(x, &shift, &scale)) * &gate; // (T, D)
        let hidden = silu(&self.mlp[0].at(&modulate(&x, &shift_mlp, &scale_mlp))); // (T, 4D)
        x + self.mlp[1].at(&hidden) * &gate_mlp
    }

    /// The number of weights and biases.
    pub fn n_weights(&self) -> usize {
        let [first, second] = &self.mlp;
        self.modulation.n_weights() + self.attention.n_weights() + first.n_weights() + second.n_weights()
    }
}

/// SiLU of each number.
pub(super) fn silu<T: Real, D: ndarray::Dimension>(x: &ndarray::ArrayRef<T, D>) -> ndarray::Array<T, D> {
    x.mapv(|x| Activation::Silu.value(x))
}

/// A vector in N parts of one length.
pub(super) fn parts<T: Real, const N: usize>(vector: &Array1<T>) -> [Array1<T>; N] {
    let length = vector.len() / N;
    std::array::from_fn(|k| vector.select(Axis(0), &(k * length..(k + 1) * length).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Gaussian, Sample};

    #[test]
    fn at_zero_it_is_nothing_and_later_something() {
        let x = Gaussian::standard(32).unwrap().sample(Seed(1), 16).unwrap();
        let c = Gaussian::standard(32).unwrap().sample(Seed(2), 1).unwrap().row(0).to_owned();
        let mut block = Block::new(32, 4, Seed(3)).unwrap();
        assert_eq!(block.at(&x, &c), x);
        assert_eq!(block.n_weights(), 18912); // 32·192 + 192, 4·(32·32 + 32), 2·32·128 + 128 + 32
        block.modulation_mut().weight_mut().fill(0.1);
        assert!((block.at(&x, &c) - x).iter().any(|gap| gap.abs() > 0.1));
    }
}
