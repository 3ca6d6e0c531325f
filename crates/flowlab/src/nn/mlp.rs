//! Dense layers, one after the other, forward and backward.

use std::ops::Range;

use ndarray::{Array2, ArrayRef2, ArrayView1, ArrayView2, ArrayViewMut1};
use rand::Rng;

use super::activation::Activation;
use super::aligned::Aligned;
use super::product::{NARROW, Rows, RowsMut, Start, Strided, padded, pitch};
use super::real::Real;
use crate::error::{Error, Result, at_least_one, fits};
use crate::{Seed, chunk};

/// A multi-layer perceptron: dense layers with an [`Activation`] after each but the last.
///
/// Layer l takes a row of `widths[l]` numbers to one of `widths[l + 1]`: z = a·Wᵀ + b with W of the shape
/// (`widths[l + 1]`, `widths[l]`), as in PyTorch's `Linear`. All weights stand in one slice, so an optimiser needs no
/// knowledge of layers.
///
/// ```
/// use flowlab::Seed;
/// use flowlab::ndarray::array;
/// use flowlab::nn::{Activation, Mlp};
/// let net = Mlp::<f64>::new(&[2, 3, 1], Activation::Relu, Seed(1))?;
/// assert_eq!(net.n_weights(), (2 * 3 + 3) + (3 * 1 + 1));
/// // by hand: W₂·relu(W₁·x + b₁) + b₂
/// let x = array![[0.5, -2.0]];
/// let hidden = (net.weight(0).dot(&x.row(0)) + net.bias(0)).mapv(|z| z.max(0.0));
/// let output = net.weight(1).dot(&hidden) + net.bias(1);
/// assert!((net.at(&x)[[0, 0]] - output[0]).abs() < 1e-15);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Mlp<T> {
    widths: Vec<usize>,
    activation: Activation,
    /// Layer by layer the rows of W, then b.
    weights: Vec<T>,
}

impl<T: Real> Mlp<T> {
    /// A network with random weights: uniform in ±1/√(width of the layer's input), as PyTorch starts its `Linear`.
    ///
    /// # Errors
    /// Fewer than two widths, a width of 0, or more weights than memory holds.
    pub fn new(widths: &[usize], activation: Activation, seed: Seed) -> Result<Mlp<T>> {
        let mut net = Mlp::zeros(widths, activation)?;
        let mut rng = seed.branch("weights").stream(0);
        for (l, n_in) in widths[..net.n_layers()].iter().enumerate() {
            let bound = 1.0 / (*n_in as f64).sqrt();
            let (rows, bias) = (net.rows(l), net.bias_range(l));
            net.weights[rows.start..bias.end].fill_with(|| T::from_f64(rng.random_range(-bound..bound)));
        }
        Ok(net)
    }

    /// A network whose weights are all 0.
    ///
    /// # Errors
    /// As [`new`](Mlp::new).
    pub fn zeros(widths: &[usize], activation: Activation) -> Result<Mlp<T>> {
        if widths.len() < 2 {
            return Err(Error::Empty { what: "layers (a network has at least two widths)" });
        }
        widths.iter().try_for_each(|width| at_least_one("numbers in a layer", *width).map(|_| ()))?;
        let mut net = Mlp { widths: widths.to_vec(), activation, weights: Vec::new() };
        let largest =
            widths.windows(2).max_by_key(|pair| pair[0].saturating_add(16).saturating_mul(pair[1].saturating_add(16)));
        largest.map_or(Ok(()), |pair| fits(pair[0], pair[1]))?;
        // each layer fits, all together may not: with a gradient, moments and an average
        let what = "weights of a network";
        let n = widths.windows(2).fold(0_usize, |n, pair| n.saturating_add(pair[1].saturating_mul(pair[0] + 1)));
        Vec::<T>::new().try_reserve_exact(n.saturating_mul(8)).map_err(|_| Error::TooMany { what, n })?;
        net.weights = chunk::repeated(what, n, T::zero())?;
        Ok(net)
    }

    /// The width of the input, of each hidden layer, and of the output.
    pub fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// The function between the layers.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// The number of layers: of matrices W.
    pub fn n_layers(&self) -> usize {
        self.widths.len() - 1
    }

    /// The number of weights and biases.
    pub fn n_weights(&self) -> usize {
        self.weights.len()
    }

    /// W of layer l: (`widths[l + 1]`, `widths[l]`).
    ///
    /// # Panics
    /// If there is no layer l.
    pub fn weight(&self, l: usize) -> ArrayView2<'_, T> {
        let shape = (self.widths[l + 1], self.widths[l]);
        ArrayView2::from_shape(shape, &self.weights[self.rows(l)]).expect("the rows of a layer fill their range")
    }

    /// b of layer l: (`widths[l + 1]`).
    ///
    /// # Panics
    /// If there is no layer l.
    pub fn bias(&self, l: usize) -> ArrayView1<'_, T> {
        ArrayView1::from(&self.weights[self.bias_range(l)])
    }

    /// All weights, for an optimiser: layer by layer the rows of W, then b. Gradients are laid out in the same way.
    pub fn weights(&self) -> &[T] {
        &self.weights
    }

    /// All weights, to be changed.
    pub fn weights_mut(&mut self) -> &mut [T] {
        &mut self.weights
    }

    /// The network at each row of the batch (n, `widths[0]`): (n, last width).
    ///
    /// # Panics
    /// If `x` has another width, or its rows have no room in memory: see [`Tape::new`].
    pub fn at(&self, x: &ArrayRef2<T>) -> Array2<T> {
        assert_eq!(x.ncols(), self.widths[0], "the width of the batch is that of the network's input");
        let mut tape = Tape::new(self, x.nrows());
        for (row, input) in x.rows().into_iter().zip(tape.input_rows(x.nrows())) {
            input.iter_mut().zip(row).for_each(|(input, x)| *input = *x);
        }
        self.infer(&Transposed::of(self), &mut tape);
        let mut out = Array2::zeros((x.nrows(), self.widths[self.n_layers()]));
        out.rows_mut().into_iter().zip(tape.outputs()).for_each(|(mut row, output)| row.assign(&output));
        out
    }

    /// Takes the tape's inputs to its outputs, and notes on the way what [`backward`](Mlp::backward) needs.
    ///
    /// # Panics
    /// If `transposed` or the tape are of another network.
    pub fn forward(&self, transposed: &Transposed<T>, tape: &mut Tape<T>) {
        self.run(transposed, tape, |activation, values, slopes| activation.apply(values, slopes));
    }

    /// [`forward`](Mlp::forward) without notes: half the writing.
    pub(crate) fn infer(&self, transposed: &Transposed<T>, tape: &mut Tape<T>) {
        self.run(transposed, tape, |activation, values, _| activation.apply_in_place(values));
    }

    #[inline(always)]
    fn run(
        &self,
        Transposed(layers): &Transposed<T>,
        tape: &mut Tape<T>,
        apply: impl Fn(Activation, &mut [T], &mut [T]),
    ) {
        let n = tape.n;
        for l in 0..self.n_layers() {
            let (n_in, n_out) = (self.widths[l], self.widths[l + 1]);
            let (done, rest) = tape.a.split_at_mut(l + 1);
            let z = rows_mut(&mut rest[0], n_out);
            let Layer { transposed, bias, .. } = &layers[l];
            // z = a·Wᵀ + b: (n, n_out)
            if n_out <= NARROW {
                T::narrow([n, n_in, n_out], z, bias, rows(&done[l], n_in), self.whole_rows(layers, l));
            } else {
                let (a, wt) = (by_rows(&done[l], n_in), rows(transposed, n_out));
                T::product([n, n_in, padded(n_out)], z, Start::Row(bias), a, wt, None);
            }
            if l + 1 < self.n_layers() {
                let numbers = ..n * pitch::<T>(n_out);
                apply(self.activation, &mut rest[0][numbers], &mut tape.slopes[l][numbers]);
            }
        }
    }

    /// Takes tangents of the inputs, which stand in the tape `tangents`, to the tangents of the outputs: the derivatives
    /// of the outputs along them. [`forward`](Mlp::forward) must have run on `tape` for as many rows.
    pub(crate) fn push(&self, Transposed(layers): &Transposed<T>, tape: &Tape<T>, tangents: &mut Tape<T>) {
        let n = tape.n;
        for l in 0..self.n_layers() {
            let (n_in, n_out) = (self.widths[l], self.widths[l + 1]);
            let (done, rest) = tangents.a.split_at_mut(l + 1);
            let (size, slopes) = ([n, n_in, padded(n_out)], tape.slopes.get(l).map(|slopes| &slopes[..]));
            let (a, wt) = (by_rows(&done[l], n_in), rows(&layers[l].transposed, n_out));
            T::product(size, rows_mut(&mut rest[0], n_out), Start::Zero, a, wt, slopes);
        }
    }

    /// Writes the gradient of the loss by all weights, from the gradient by the outputs that stands in the tape;
    /// [`forward`](Mlp::forward) must have run on this tape.
    ///
    /// # Panics
    /// If `transposed` or the tape are of another network, or `gradient` is not as long as [`weights`](Mlp::weights).
    pub fn backward(&self, Transposed(layers): &Transposed<T>, tape: &mut Tape<T>, gradient: &mut [T]) {
        assert_eq!(gradient.len(), self.weights.len(), "one number of the gradient for each weight");
        let n = tape.n;
        for l in (0..self.n_layers()).rev() {
            let (n_in, n_out) = (self.widths[l], self.widths[l + 1]);
            let delta = &tape.delta; // by z of this layer: (n, n_out)
            let by_weight = &mut gradient[self.rows(l)];
            if n_in == padded(n_in) {
                // by W: δᵀ·a, (n_out, n_in)
                let by_weight = RowsMut { data: by_weight, pitch: n_in };
                let (transposed, a) = (by_columns(delta, n_out), rows(&tape.a[l], n_in));
                T::product([n_out, n, n_in], by_weight, Start::Zero, transposed, a, None);
            } else {
                // the rows of a are not whole vectors, but those of δ are: the transpose, aᵀ·δ, (n_in, n_out)
                let (transposed, size) = (by_columns(&tape.a[l], n_in), [n_in, n, padded(n_out)]);
                tape.room.resize(n_in * padded(n_out), T::zero());
                let room = RowsMut { data: &mut tape.room, pitch: padded(n_out) };
                T::product(size, room, Start::Zero, transposed, rows(delta, n_out), None);
                for (o, row) in by_weight.chunks_exact_mut(n_in).enumerate() {
                    row.iter_mut().zip(tape.room[o..].iter().step_by(padded(n_out))).for_each(|(g, sum)| *g = *sum);
                }
            }
            // by b: the sum of the rows of δ
            let ones = Strided { data: &[T::one()], row: 0, column: 0 };
            tape.room.resize(padded(n_out), T::zero());
            let room = RowsMut { data: &mut tape.room, pitch: padded(n_out) };
            T::product([1, n, padded(n_out)], room, Start::Zero, ones, rows(delta, n_out), None);
            gradient[self.bias_range(l)].copy_from_slice(&tape.room[..n_out]);
            if l > 0 {
                // by z of the layer before: (δ·W) ⊙ f′(z), (n, n_in)
                let (delta, w) = (by_rows(delta, n_out), self.whole_rows(layers, l));
                let (below, slopes) = (rows_mut(&mut tape.delta_below, n_in), Some(&tape.slopes[l - 1][..]));
                T::product([n, n_out, padded(n_in)], below, Start::Zero, delta, w, slopes);
                std::mem::swap(&mut tape.delta, &mut tape.delta_below);
            }
        }
    }

    /// W of layer l in rows of whole vectors.
    fn whole_rows<'a>(&'a self, layers: &'a [Layer<T>], l: usize) -> Rows<'a, T> {
        rows(layers[l].padded.as_deref().unwrap_or(&self.weights[self.rows(l)]), self.widths[l])
    }

    /// Where the rows of W of layer l stand.
    fn rows(&self, l: usize) -> Range<usize> {
        let before: usize = self.widths[..=l].windows(2).map(|pair| pair[1] * (pair[0] + 1)).sum();
        before..before + self.widths[l + 1] * self.widths[l]
    }

    /// Where b of layer l stands.
    fn bias_range(&self, l: usize) -> Range<usize> {
        let start = self.rows(l).end;
        start..start + self.widths[l + 1]
    }
}

/// The rows of so many numbers each, as a tape and transposed weights keep them.
fn rows<T>(data: &[T], n: usize) -> Rows<'_, T> {
    Rows { data, pitch: pitch::<T>(n) }
}

fn rows_mut<T>(data: &mut [T], n: usize) -> RowsMut<'_, T> {
    RowsMut { data, pitch: pitch::<T>(n) }
}

/// The same rows as a matrix, and as its transpose.
fn by_rows<T>(data: &[T], n: usize) -> Strided<'_, T> {
    Strided { data, row: pitch::<T>(n), column: 1 }
}

fn by_columns<T>(data: &[T], n: usize) -> Strided<'_, T> {
    Strided { data, row: 1, column: pitch::<T>(n) }
}

/// Wᵀ of each layer, which the forward pass reads: one copy for all tapes, to be renewed when the weights change.
#[derive(Clone, Debug)]
pub struct Transposed<T>(Vec<Layer<T>>);

/// The numbers of a layer as products want them.
#[derive(Clone, Debug)]
struct Layer<T> {
    /// Wᵀ (n_in, n_out) and b.
    transposed: Aligned<T>,
    bias: Aligned<T>,
    /// W (n_out, n_in), where its rows as they are lie otherwise.
    padded: Option<Aligned<T>>,
}

impl<T: Real> Transposed<T> {
    /// The transposed weights of a network.
    pub fn of(net: &Mlp<T>) -> Transposed<T> {
        let layer = |pair: &[usize]| {
            let (n_in, n_out) = (pair[0], pair[1]);
            let zeros = |rows: usize, n: usize| Aligned::repeated(T::zero(), rows * pitch::<T>(n));
            let ragged = n_in != pitch::<T>(n_in);
            Layer { transposed: zeros(n_in, n_out), bias: zeros(1, n_out), padded: ragged.then(|| zeros(n_out, n_in)) }
        };
        let mut transposed = Transposed(net.widths().windows(2).map(layer).collect());
        transposed.renew(net);
        transposed
    }

    /// Copies the weights again.
    ///
    /// # Panics
    /// If the network has another shape.
    pub fn renew(&mut self, net: &Mlp<T>) {
        chunk::for_each(self.0.iter_mut().collect(), |l, layer: &mut Layer<T>| {
            let (n_in, n_out) = (net.widths[l], net.widths[l + 1]);
            layer.bias[..n_out].copy_from_slice(&net.weights[net.bias_range(l)]);
            for (o, row) in net.weights[net.rows(l)].chunks_exact(n_in).enumerate() {
                row.iter()
                    .zip(layer.transposed[o..].iter_mut().step_by(pitch::<T>(n_out)))
                    .for_each(|(w, at)| *at = *w);
                if let Some(rows) = &mut layer.padded {
                    rows[o * pitch::<T>(n_in)..][..n_in].copy_from_slice(row);
                }
            }
        });
    }
}

/// Where a network computes: inputs, values and slopes of all layers, outputs, and the gradients on their way back.
///
/// Made once for up to so many rows and used again and again: nothing is allocated in a step.
#[derive(Clone, Debug)]
pub struct Tape<T> {
    widths: Vec<usize>,
    /// Rows in use.
    n: usize,
    /// The input, then the values of each layer; the last are the outputs. Rows are padded with zeros.
    a: Vec<Aligned<T>>,
    /// The slopes of the activation in each hidden layer.
    slopes: Vec<Aligned<T>>,
    /// The gradient by the z of the layer at hand, and room for the layer before.
    delta: Aligned<T>,
    delta_below: Aligned<T>,
    /// Room for a gradient whose rows are not whole vectors.
    room: Vec<T>,
}

impl<T: Real> Tape<T> {
    /// A tape for up to `most` rows through this network.
    ///
    /// # Panics
    /// If memory does not hold so many rows of all layers.
    pub fn new(net: &Mlp<T>, most: usize) -> Tape<T> {
        let widths = net.widths();
        let widest = widths.iter().copied().max().unwrap_or(0);
        // values and slopes of all layers, two gradients
        let row = 2 * (widths.iter().map(|width| pitch::<T>(*width)).sum::<usize>() + pitch::<T>(widest));
        let fits = most.checked_mul(row).is_some_and(|n| Vec::<T>::new().try_reserve_exact(n).is_ok());
        assert!(fits, "{most} rows of {row} numbers in a network do not fit in memory: take fewer rows at a time");
        let zeros = |width: usize| Aligned::repeated(T::zero(), most * pitch::<T>(width));
        Tape {
            widths: widths.to_vec(),
            n: most,
            a: widths.iter().map(|width| zeros(*width)).collect(),
            slopes: widths[1..widths.len() - 1].iter().map(|width| zeros(*width)).collect(),
            delta: zeros(widest),
            delta_below: zeros(widest),
            room: Vec::new(),
        }
    }

    /// The first n inputs, each `widths[0]` numbers, to be written; from now on the tape has n rows.
    ///
    /// # Panics
    /// If the tape has no room for n rows.
    pub fn inputs_mut(&mut self, n: usize) -> impl Iterator<Item = ArrayViewMut1<'_, T>> {
        self.input_rows(n).map(ArrayViewMut1::from)
    }

    /// [`inputs_mut`](Tape::inputs_mut) as slices: to make a view of a row takes longer than to write a short one.
    pub(crate) fn input_rows(&mut self, n: usize) -> impl Iterator<Item = &mut [T]> {
        let (width, room) = (self.widths[0], pitch::<T>(self.widths[0]));
        self.n = n;
        self.a[0][..n * room].chunks_exact_mut(room).map(move |row| &mut row[..width])
    }

    /// The outputs, each as many numbers as the last width.
    pub fn outputs(&self) -> impl Iterator<Item = ArrayView1<'_, T>> {
        self.output_rows().map(ArrayView1::from)
    }

    /// [`outputs`](Tape::outputs) as slices.
    pub(crate) fn output_rows(&self) -> impl Iterator<Item = &[T]> {
        let width = self.widths[self.widths.len() - 1];
        let outputs = &self.a[self.widths.len() - 1];
        outputs[..self.n * pitch::<T>(width)].chunks_exact(pitch::<T>(width)).map(move |row| &row[..width])
    }

    /// The outputs, each with the gradient of the loss by it, to be written.
    pub fn outputs_and_gradients_mut(&mut self) -> impl Iterator<Item = (ArrayView1<'_, T>, ArrayViewMut1<'_, T>)> {
        self.output_and_gradient_rows().map(|(output, gradient)| (output.into(), gradient.into()))
    }

    /// [`outputs_and_gradients_mut`](Tape::outputs_and_gradients_mut) as slices.
    pub(crate) fn output_and_gradient_rows(&mut self) -> impl Iterator<Item = (&[T], &mut [T])> {
        let width = self.widths[self.widths.len() - 1];
        let (outputs, room) = (&self.a[self.widths.len() - 1], pitch::<T>(width));
        self.delta[..self.n * room].fill(T::zero());
        let gradients = self.delta[..self.n * room].chunks_exact_mut(room);
        let outputs = outputs[..self.n * room].chunks_exact(room);
        outputs.zip(gradients).map(move |(row, gradient)| (&row[..width], &mut gradient[..width]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Gaussian, Sample};

    /// L = Σ over rows and outputs of (output − 1)²/2, and its gradient by the weights.
    fn loss<T: Real>(net: &Mlp<T>, x: &Array2<T>, gradient: Option<&mut [T]>) -> f64 {
        let mut tape = Tape::new(net, x.nrows());
        x.rows().into_iter().zip(tape.inputs_mut(x.nrows())).for_each(|(row, mut input)| input.assign(&row));
        let transposed = Transposed::of(net);
        net.forward(&transposed, &mut tape);
        let mut sum = 0.0;
        for (output, mut gradient) in tape.outputs_and_gradients_mut() {
            sum += output.iter().map(|y| (y.into_f64() - 1.0).powi(2) / 2.0).sum::<f64>();
            gradient.assign(&output.mapv(|y| y - T::one()));
        }
        if let Some(gradient) = gradient {
            net.backward(&transposed, &mut tape, gradient);
        }
        sum
    }

    #[test]
    fn gradients_are_those_of_central_differences_in_every_layer() {
        for (activation, seed) in Activation::ALL.into_iter().zip(1..) {
            for widths in [vec![3, 2], vec![2, 7, 1], vec![3, 17, 5, 16, 2], vec![33, 20, 9]] {
                let mut net = Mlp::<f64>::new(&widths, activation, Seed(seed)).unwrap();
                let x = Gaussian::standard(widths[0]).unwrap().sample(Seed(9), 8).unwrap();
                let mut gradient = vec![0.0; net.weights().len()];
                loss(&net, &x, Some(&mut gradient));
                for (i, by_weight) in gradient.iter().enumerate() {
                    let step = 1e-5;
                    let weight = net.weights()[i];
                    net.weights_mut()[i] = weight + step;
                    let up = loss(&net, &x, None);
                    net.weights_mut()[i] = weight - step;
                    let down = loss(&net, &x, None);
                    net.weights_mut()[i] = weight;
                    let difference = (up - down) / (2.0 * step);
                    // rounding 1e-15·L/step, curvature step²·L‴/6
                    let error = (by_weight - difference).abs();
                    assert!(error <= 1e-6 * difference.abs().max(1.0), "{activation:?} {widths:?} {i}: {error}");
                }
            }
        }
    }

    #[test]
    fn each_weight_stands_in_its_layer_once() {
        let mut net = Mlp::<f64>::zeros(&[3, 17, 5], Activation::Silu).unwrap();
        net.weights_mut().iter_mut().zip(0..).for_each(|(w, i)| *w = f64::from(i));
        let layers = (0..2).flat_map(|l| net.weight(l).iter().chain(net.bias(l)).copied().collect::<Vec<f64>>());
        assert_eq!(layers.collect::<Vec<_>>(), net.weights());
        assert_eq!(net.n_weights(), 3 * 17 + 17 + 17 * 5 + 5);
    }

    #[test]
    fn f32_and_f64_are_one_network_up_to_rounding() {
        let (single, double) = (
            Mlp::<f32>::new(&[3, 40, 40, 2], Activation::Silu, Seed(5)).unwrap(),
            Mlp::<f64>::new(&[3, 40, 40, 2], Activation::Silu, Seed(5)).unwrap(),
        );
        let x = Gaussian::standard(3).unwrap().sample(Seed(2), 100).unwrap();
        let near = single.at(&x.mapv(|x| x as f32)).mapv(f64::from);
        let error = (near - double.at(&x)).mapv(f64::abs);
        assert!(error.iter().all(|e| *e < 1e-6)); // three layers of rounding 6e-8
        let mut gradient = (vec![0.0_f32; single.weights().len()], vec![0.0_f64; double.weights().len()]);
        loss(&single, &x.mapv(|x| x as f32), Some(&mut gradient.0));
        loss(&double, &x, Some(&mut gradient.1));
        // rounding 6e-8 of sums of 100 terms as large as the largest sum, a hundred times
        let largest = gradient.1.iter().fold(0.0, |most: f64, g| most.max(g.abs()));
        let close = |a: f32, b: f64| (f64::from(a) - b).abs() < 6e-6 * largest;
        assert!(gradient.0.iter().zip(&gradient.1).all(|(a, b)| close(*a, *b)));
    }

    #[test]
    fn layers_that_fit_one_by_one_must_fit_together() {
        // 2^24 weights in each layer; all of them, 8-fold, are more bytes than an address counts
        let error = Mlp::<f32>::zeros(&vec![1 << 12; 500_000], Activation::Silu).unwrap_err();
        assert!(error.to_string().ends_with("weights of a network do not fit in memory: take fewer"), "{error}");
    }

    #[test]
    #[should_panic(expected = "18446744073709551615 rows of 96 numbers in a network do not fit in memory")]
    fn a_tape_that_memory_does_not_hold_is_refused_in_words() {
        Tape::new(&Mlp::<f32>::zeros(&[1, 1], Activation::Silu).unwrap(), usize::MAX);
    }

    #[test]
    #[should_panic(expected = "rows of 96 numbers in a network do not fit in memory")]
    fn a_tape_whose_numbers_can_be_counted_may_still_be_too_long() {
        Tape::new(&Mlp::<f64>::zeros(&[1, 1], Activation::Silu).unwrap(), 1 << 50);
    }

    #[test]
    fn inference_is_the_forward_pass() {
        let net = Mlp::<f32>::new(&[2, 24, 24, 1], Activation::Tanh, Seed(5)).unwrap();
        let mut tape = Tape::new(&net, 10);
        tape.inputs_mut(7).zip(0..).for_each(|(mut input, k)| input.fill(k as f32));
        net.infer(&Transposed::of(&net), &mut tape);
        let inferred: Vec<f32> = tape.outputs().map(|output| output[0]).collect();
        net.forward(&Transposed::of(&net), &mut tape);
        assert!(inferred.len() == 7 && tape.outputs().zip(inferred).all(|(output, inferred)| output[0] == inferred));
    }
}
