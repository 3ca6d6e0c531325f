//! Attention: each token takes what it needs from the others.

use ndarray::{Array2, Array3, ArrayRef2, Axis, Slice};

use super::cross_entropy::softmax;
use super::linear::Linear;
use super::real::Real;
use crate::Seed;
use crate::error::{Error, Result, agree, at_least_one};

/// Self-attention in several heads: softmax(Q·Kᵀ/√d)·V, where the queries Q, the keys K and the values V are made from the
/// tokens by a dense layer each, and d = D/heads.
///
/// Token i gets a mean of the values, weighted by how well its query fits the keys. Each head does so with its own d
/// consecutive numbers of Q, K and V, and a last dense layer mixes what the heads found. Where the numbers of a query and
/// a key are independent with variance 1, their product has the variance d: hence the root.
///
/// Nothing in it knows where a token stands: tokens in another order give the same answers in that order. The
/// cost is of the order T·D² + T²·D for T tokens.
///
/// ```
/// use flowlab::ndarray::array;
/// use flowlab::nn::{Attention, Linear};
/// // queries of zeros: every token asks all alike, and gets the mean of the values
/// let [zero, one] = [Linear::zeros(2, 2)?, Linear::new(array![[1.0, 0.0], [0.0, 1.0]], array![0.0, 0.0])?];
/// let attention = Attention::new([zero, one.clone(), one.clone(), one], 1)?;
/// assert_eq!(attention.at(&array![[1.0, 5.0], [3.0, 7.0]]), array![[2.0, 6.0], [2.0, 6.0]]);
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Vaswani and others, *Attention Is All You Need* (2017).
#[doc(alias("self-attention", "transformer", "multi-head attention"))]
#[derive(Clone, Debug, PartialEq)]
pub struct Attention<T> {
    query: Linear<T>,
    key: Linear<T>,
    value: Linear<T>,
    out: Linear<T>,
    heads: usize,
}

impl<T: Real> Attention<T> {
    /// Attention by these four layers, all from D to D numbers: query, key, value and out.
    ///
    /// # Errors
    /// Layers of other widths, no heads, or a D that they do not divide.
    pub fn new([query, key, value, out]: [Linear<T>; 4], heads: usize) -> Result<Attention<T>> {
        let dim = query.widths().0;
        for layer in [&query, &key, &value, &out] {
            let (n_in, n_out) = layer.widths();
            agree("the number of inputs of a layer", n_in, "the length of a token", dim)?;
            agree("the number of outputs of a layer", n_out, "the length of a token", dim)?;
        }
        if dim % at_least_one("heads", heads)? != 0 {
            let (what, other) = ("the length of a token modulo the number of heads", "the rest of equal shares");
            return Err(Error::Mismatch { what, got: dim % heads, other, expected: 0 });
        }
        Ok(Attention { query, key, value, out, heads })
    }

    /// Attention of random layers: [`Linear::random`].
    ///
    /// # Errors
    /// As [`new`](Attention::new).
    pub fn random(dim: usize, heads: usize, seed: Seed) -> Result<Attention<T>> {
        let layer = |name: &str| Linear::random(dim, dim, seed.branch(name));
        Attention::new([layer("query")?, layer("key")?, layer("value")?, layer("out")?], heads)
    }

    /// The tokens x (T, D) after attention: (T, D).
    ///
    /// # Panics
    /// If the tokens have another length.
    pub fn at(&self, x: &ArrayRef2<T>) -> Array2<T> {
        let values = self.value.at(x); // (T, D)
        let mut found = Array2::zeros(values.dim());
        for (head, weights) in self.weights(x).axis_iter(Axis(0)).enumerate() {
            let means = weights.dot(&values.slice_axis(Axis(1), self.columns(head))); // (T, T)·(T, d)
            found.slice_axis_mut(Axis(1), self.columns(head)).assign(&means);
        }
        self.out.at(&found)
    }

    /// How much each token takes of each other one, for every head: (heads, T, T), rows of sum 1.
    ///
    /// # Panics
    /// If the tokens have another length.
    pub fn weights(&self, x: &ArrayRef2<T>) -> Array3<T> {
        let (queries, keys) = (self.query.at(x), self.key.at(x)); // (T, D)
        let root = T::from_f64((x.ncols() as f64 / self.heads as f64).sqrt());
        let mut weights = Array3::zeros((self.heads, x.nrows(), x.nrows()));
        for (head, mut weights) in weights.axis_iter_mut(Axis(0)).enumerate() {
            let [q, k] = [&queries, &keys].map(|all| all.slice_axis(Axis(1), self.columns(head))); // (T, d)
            let logits = q.dot(&k.t()) / root; // (T, T)
            for (mut weights, logits) in weights.rows_mut().into_iter().zip(logits.rows()) {
                weights.assign(&softmax(&logits));
            }
        }
        weights
    }

    /// The number of weights and biases.
    pub fn n_weights(&self) -> usize {
        [&self.query, &self.key, &self.value, &self.out].map(Linear::n_weights).into_iter().sum()
    }

    /// The columns of a head.
    fn columns(&self, head: usize) -> Slice {
        let d = self.value.widths().1 / self.heads;
        Slice::from(head * d..(head + 1) * d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Gaussian, Sample};

    fn tokens(seed: u64) -> Array2<f64> {
        Gaussian::standard(32).unwrap().sample(Seed(seed), 16).unwrap()
    }

    #[test]
    fn shuffled_tokens_give_shuffled_answers() {
        let (attention, x) = (Attention::random(32, 4, Seed(1)).unwrap(), tokens(2));
        let order: Vec<usize> = (0..16).map(|i| (7 * i + 3) % 16).collect();
        let shuffled = attention.at(&x.select(Axis(0), &order));
        let gap = shuffled - attention.at(&x).select(Axis(0), &order);
        assert!(gap.iter().all(|gap| gap.abs() < 1e-14)); // sums of 16 in another order
    }

    #[test]
    fn it_is_the_formula_number_by_number() {
        let (attention, x) = (Attention::<f64>::random(32, 4, Seed(1)).unwrap(), tokens(2));
        let dense = |layer: &Linear<f64>, x: &Array2<f64>, i: usize, o: usize| {
            layer.bias()[o] + (0..32).map(|j| layer.weight()[[o, j]] * x[[i, j]]).sum::<f64>()
        };
        let mut found = Array2::zeros((16, 32));
        for (i, c) in (0..16).flat_map(|i| (0..32).map(move |c| (i, c))) {
            let columns = c / 8 * 8..c / 8 * 8 + 8;
            let logit = |j: usize| {
                let products =
                    columns.clone().map(|a| dense(&attention.query, &x, i, a) * dense(&attention.key, &x, j, a));
                (products.sum::<f64>() / 8_f64.sqrt()).exp()
            };
            let all: f64 = (0..16).map(logit).sum();
            found[[i, c]] = (0..16).map(|j| logit(j) * dense(&attention.value, &x, j, c)).sum::<f64>() / all;
        }
        for ((i, o), y) in attention.at(&x).indexed_iter() {
            assert!((y - dense(&attention.out, &found, i, o)).abs() < 1e-13, "{i} {o}"); // sums of 32 in another order
        }
    }
}
