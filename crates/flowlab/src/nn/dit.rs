//! A diffusion transformer, forward.

use std::path::Path;

use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, ArrayViewMut2, Axis};
use rand::Rng;

use super::attention::Attention;
use super::block::{Block, parts, silu};
use super::layer_norm::modulate;
use super::linear::Linear;
use super::patches::Patches;
use super::real::Real;
use super::state::Tensors;
use super::time_embedding::TimeEmbedding;
use crate::error::{Error, Result, at_least_one, fits, unit_time};
use crate::{Seed, VectorField};

/// The sizes of a [`Dit`].
///
/// ```
/// use flowlab::{Seed, nn::{Dit, DitShape}};
/// let shape = DitShape { side: 8, channels: 1, patch: 2, dim: 32, blocks: 2, heads: 4, labels: 10 };
/// assert_eq!(Dit::<f32>::new(shape, Seed(1))?.n_weights(), 43204);
/// # Ok::<(), flowlab::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DitShape {
    /// Height and width of a picture in pixels.
    pub side: usize,
    /// Numbers of a pixel.
    pub channels: usize,
    /// Height and width of a patch in pixels: it divides the side.
    pub patch: usize,
    /// The length D of a token: even, and a multiple of the heads.
    pub dim: usize,
    /// Blocks, one after the other.
    pub blocks: usize,
    /// Heads of the attention.
    pub heads: usize,
    /// Labels, without the one for none.
    pub labels: usize,
}

/// A small diffusion transformer (DiT): the velocity of a picture, from its patches, the time and a label.
///
/// [`Patches`] → a dense layer to D numbers, plus learned positions → [`Block`]s → adaptive layer norm and a dense layer →
/// patches put together again. The blocks and the end are told c = time(e(t)) + the label's row of a table, where e is a
/// [`TimeEmbedding`] of D numbers with frequencies from 1 to 1000, `time` are two dense layers with SiLU between, and the
/// last row of the table stands for no label.
///
/// As a [`VectorField`] it is that of no label, or of the one given by [`with_label`](Dit::with_label). It computes in `T`
/// and takes and gives f64.
///
/// ```
/// use flowlab::ndarray::{Array2, array};
/// use flowlab::nn::{Dit, DitShape};
/// use flowlab::{Seed, VectorField};
/// let shape = DitShape { side: 8, channels: 1, patch: 2, dim: 32, blocks: 2, heads: 4, labels: 10 };
/// let dit = Dit::<f32>::new(shape, Seed(1))?.with_label(3)?;
/// let x = Array2::from_elem((2, 64), 0.5);
/// assert_eq!(dit.at(0.25, &x), Array2::<f64>::zeros((2, 64))); // before training it says 0
/// # Ok::<(), flowlab::Error>(())
/// ```
///
/// Source: Peebles and Xie, *Scalable Diffusion Models with Transformers* (2023).
#[doc(alias("diffusion transformer", "DiT", "ViT"))]
#[derive(Clone, Debug, PartialEq)]
pub struct Dit<T = f32> {
    shape: DitShape,
    patches: Patches,
    patch: Linear<T>,
    /// (T, D)
    positions: Array2<T>,
    embedding: TimeEmbedding,
    time: [Linear<T>; 2],
    /// (labels + 1, D), the last for none.
    labels: Array2<T>,
    blocks: Vec<Block<T>>,
    end_modulation: Linear<T>,
    end: Linear<T>,
    /// The row of the table that is told.
    told: usize,
}

impl<T: Real> Dit<T> {
    /// The network before training: its output is exactly 0, since the modulations and the last layer start at 0
    /// (*adaLN-zero*); the other weights are random.
    ///
    /// # Errors
    /// A size of 0 or beyond 65536, a patch that does not divide the side, heads that do not divide D, an odd D, or more
    /// weights than memory holds.
    pub fn new(shape: DitShape, seed: Seed) -> Result<Dit<T>> {
        Dit::build(shape.checked()?, &mut Start(seed))
    }

    /// Reads the network from a safetensors file, with the names and shapes of PyTorch's `Linear`, in f32 or f64:
    ///
    /// | tensors | |
    /// |---|---|
    /// | `patch.weight`, `patch.bias`, `positions` | into tokens; (T, D) |
    /// | `time.0.*`, `time.1.*`, `labels` | c; (labels + 1, D) |
    /// | `blocks.I.modulation.*` | shift, scale and gate of the attention, then of the mlp |
    /// | `blocks.I.attention.query.*`, `key`, `value`, `out` | heads are consecutive parts |
    /// | `blocks.I.mlp.0.*`, `mlp.1.*` | D to 4D and back |
    /// | `end.modulation.*`, `end.linear.*` | shift and scale; out of tokens |
    ///
    /// The sizes stand in the metadata, under `dit`:
    /// `{"side": 8, "channels": 1, "patch": 2, "dim": 32, "blocks": 2, "heads": 4, "labels": 10}`. What the network was
    /// trained to say may stand under `target`: `"Velocity"`.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged, does not tell its sizes, has another target, or whose tensors are not those of
    /// the sizes: the first that is missing or of another shape is named.
    pub fn load(path: impl AsRef<Path>) -> Result<Dit<T>> {
        Dit::of_tensors(Tensors::read(path.as_ref())?)
    }

    /// [`load`](Dit::load) where there are no files: from the bytes of one. Errors give the file this name.
    ///
    /// # Errors
    /// As there.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>, name: &str) -> Result<Dit<T>> {
        Dit::of_tensors(Tensors::parse(Path::new(name), bytes.into())?)
    }

    fn of_tensors(mut tensors: Tensors) -> Result<Dit<T>> {
        let told = tensors.metadata("dit").ok_or_else(|| {
            tensors.error("has no `dit` in its metadata: it does not say the sizes of a diffusion transformer")
        })?;
        if let Some(other) = tensors.metadata("target").filter(|target| *target != "\"Velocity\"") {
            return Err(tensors.error(format!("says {other} under `target`: this network says the velocity")));
        }
        let size = |name: &str| {
            number_of(told, name).ok_or_else(|| tensors.error(format!("does not say its `{name}` under `dit`")))
        };
        let [side, channels, patch] = [size("side")?, size("channels")?, size("patch")?];
        let [dim, blocks, heads, labels] = [size("dim")?, size("blocks")?, size("heads")?, size("labels")?];
        let shape = DitShape { side, channels, patch, dim, blocks, heads, labels }.checked();
        let shape = shape.map_err(|error| tensors.error(format!("has sizes that cannot be under `dit`: {error}")))?;
        let dit = Dit::build(shape, &mut tensors)?;
        tensors.all_taken()?;
        Ok(dit)
    }

    /// The network of sizes that were checked, with weights from a source.
    fn build(shape: DitShape, source: &mut impl Source<T>) -> Result<Dit<T>> {
        let DitShape { side, patch: p, channels, dim, blocks, heads, labels } = shape;
        let (n_tokens, length) = ((side / p).pow(2), p * p * channels);
        let patch = source.linear("patch", length, dim)?;
        let positions = source.table("positions", n_tokens, dim)?;
        let time = [source.linear("time.0", dim, dim)?, source.linear("time.1", dim, dim)?];
        let of_labels = source.table("labels", labels + 1, dim)?;
        let blocks = (0..blocks).map(|i| {
            let mut layer = |name: &str, n_in, n_out| source.linear(&format!("blocks.{i}.{name}"), n_in, n_out);
            let modulation = layer("modulation", dim, 6 * dim)?;
            let [query, key] = [layer("attention.query", dim, dim)?, layer("attention.key", dim, dim)?];
            let [value, out] = [layer("attention.value", dim, dim)?, layer("attention.out", dim, dim)?];
            let mlp = [layer("mlp.0", dim, 4 * dim)?, layer("mlp.1", 4 * dim, dim)?];
            Ok(Block { modulation, attention: Attention::new([query, key, value, out], heads)?, mlp })
        });
        let blocks = blocks.collect::<Result<Vec<_>>>()?;
        let end_modulation = source.linear("end.modulation", dim, 2 * dim)?;
        let end = source.linear("end.linear", dim, length)?;
        let patches = Patches::new(side, channels, p)?;
        let embedding = TimeEmbedding::geometric(dim / 2, 1.0, 1000.0)?;
        Ok(Dit {
            shape,
            patches,
            patch,
            positions,
            embedding,
            time,
            labels: of_labels,
            blocks,
            end_modulation,
            end,
            told: labels,
        })
    }

    /// Its sizes.
    pub fn shape(&self) -> DitShape {
        self.shape
    }

    /// The number of weights and biases.
    pub fn n_weights(&self) -> usize {
        let [first, second] = &self.time;
        let layers = [&self.patch, first, second, &self.end_modulation, &self.end];
        let blocks: usize = self.blocks.iter().map(Block::n_weights).sum();
        layers.map(Linear::n_weights).iter().sum::<usize>() + self.positions.len() + self.labels.len() + blocks
    }

    /// The field to p( · | label).
    ///
    /// # Errors
    /// A label that the network was not told of.
    pub fn with_label(&self, label: usize) -> Result<Dit<T>> {
        let n_classes = self.shape.labels;
        if label >= n_classes {
            Err(Error::Label { label, n_classes })
        } else {
            Ok(Dit { told: label, ..self.clone() })
        }
    }

    /// c (D): the time and the label as one vector.
    fn condition(&self, t: f64) -> Array1<T> {
        let e = self.embedding.at(t).mapv(T::from_f64);
        self.time[1].at_row(&silu(&self.time[0].at_row(&e))) + self.labels.row(self.told)
    }

    /// The tokens (T, p²·channels) of the velocity, from those of a picture.
    fn tokens(&self, tokens: &ArrayRef2<T>, c: &Array1<T>) -> Array2<T> {
        let mut x = self.patch.at(tokens) + &self.positions; // (T, D)
        for block in &self.blocks {
            x = block.at(&x, c);
        }
        let [shift, scale] = parts(&self.end_modulation.at_row(&silu(c)));
        self.end.at(&modulate(&x, &shift, &scale)) // (T, p²·channels)
    }
}

impl<T: Real> VectorField for Dit<T> {
    fn dim(&self) -> usize {
        self.patches.order().len()
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        let wrong = "the batch is (n, d)";
        let c = self.condition(t);
        let mut tokens = self.patches.cut(&x.mapv(T::from_f64)).expect(wrong); // (n, T, p²·channels)
        for mut picture in tokens.axis_iter_mut(Axis(0)) {
            let velocity = self.tokens(&picture, &c);
            picture.assign(&velocity);
        }
        out.assign(&self.patches.glue(&tokens).expect(wrong).mapv(T::into_f64));
    }

    fn check_time(&self, t: f64) -> Result<()> {
        unit_time(t).map(drop)
    }
}

/// The greatest size: products of a few of them are numbers still.
const GREATEST: usize = 65_536;

impl DitShape {
    /// Refuses sizes that no network has.
    fn checked(self) -> Result<DitShape> {
        let DitShape { side, channels, patch, dim, blocks, heads, labels } = self;
        let sizes = [
            ("pixels in a row", side),
            ("channels", channels),
            ("pixels in a row of a patch", patch),
            ("numbers of a token", dim),
            ("blocks", blocks),
            ("heads", heads),
            ("labels", labels),
        ];
        for (what, n) in sizes {
            if at_least_one(what, n)? > GREATEST {
                return Err(Error::TooMany { what, n });
            }
        }
        let rests = [
            ("the side of the picture modulo that of a patch", side % patch),
            ("the length of a token modulo the number of heads", dim % heads),
            ("the length of a token modulo 2", dim % 2),
        ];
        match rests.into_iter().find(|(_, rest)| *rest != 0) {
            Some((what, got)) => Err(Error::Mismatch { what, got, other: "the rest of equal parts", expected: 0 }),
            None => Ok(self),
        }
    }
}

/// Where weights come from.
trait Source<T> {
    /// A dense layer.
    fn linear(&mut self, name: &str, n_in: usize, n_out: usize) -> Result<Linear<T>>;

    /// A table of vectors.
    fn table(&mut self, name: &str, rows: usize, columns: usize) -> Result<Array2<T>>;
}

/// Weights at the start, from a seed.
struct Start(Seed);

impl<T: Real> Source<T> for Start {
    fn linear(&mut self, name: &str, n_in: usize, n_out: usize) -> Result<Linear<T>> {
        let is_zero = name.ends_with("modulation") || name == "end.linear";
        if is_zero { Linear::zeros(n_in, n_out) } else { Linear::random(n_in, n_out, self.0.branch(name)) }
    }

    fn table(&mut self, name: &str, rows: usize, columns: usize) -> Result<Array2<T>> {
        fits(rows, columns)?;
        let mut rng = self.0.branch(name).stream(0);
        Ok(Array2::from_shape_simple_fn((rows, columns), || T::from_f64(rng.random_range(-0.02..0.02))))
    }
}

impl<T: Real> Source<T> for Tensors {
    fn linear(&mut self, name: &str, n_in: usize, n_out: usize) -> Result<Linear<T>> {
        let weight = self.table(&format!("{name}.weight"), n_out, n_in)?;
        Linear::new(weight, self.take_shaped(&format!("{name}.bias"), &[n_out])?.into())
    }

    fn table(&mut self, name: &str, rows: usize, columns: usize) -> Result<Array2<T>> {
        let numbers = self.take_shaped(name, &[rows, columns])?;
        Ok(Array2::from_shape_vec((rows, columns), numbers).expect("the shape was checked"))
    }
}

/// The whole number that a flat JSON object has under this name.
fn number_of(json: &str, name: &str) -> Option<usize> {
    let behind = json.split_once(&format!("\"{name}\""))?.1;
    let value = behind.trim_start().strip_prefix(':')?.split([',', '}']).next()?;
    value.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Digits;
    use ndarray::s;
    use safetensors::{Dtype, tensor::TensorView};
    use std::collections::BTreeMap;

    /// The tensors of a file, by name, with their shapes.
    type Named = BTreeMap<String, (Vec<usize>, Vec<f64>)>;

    const SHAPE: DitShape = DitShape { side: 8, channels: 1, patch: 2, dim: 8, blocks: 2, heads: 2, labels: 10 };

    /// Random weights under the names of the table, each from its place in it.
    fn random() -> Named {
        let (d, mut layers) = (8, vec![("patch".to_string(), 4, 8), ("end.modulation".to_string(), 8, 16)]);
        layers
            .extend([("end.linear", d, 4), ("time.0", d, d), ("time.1", d, d)].map(|(n, i, o)| (n.to_string(), i, o)));
        for block in ["blocks.0", "blocks.1"] {
            for (name, n_in, n_out) in [("modulation", d, 6 * d), ("mlp.0", d, 4 * d), ("mlp.1", 4 * d, d)] {
                layers.push((format!("{block}.{name}"), n_in, n_out));
            }
            layers.extend(["query", "key", "value", "out"].map(|name| (format!("{block}.attention.{name}"), d, d)));
        }
        let mut shapes = vec![("positions".to_string(), vec![16, d]), ("labels".to_string(), vec![11, d])];
        for (layer, n_in, n_out) in layers {
            shapes.push((format!("{layer}.weight"), vec![n_out, n_in]));
            shapes.push((format!("{layer}.bias"), vec![n_out]));
        }
        let mut rng = Seed(1).stream(0);
        let tensor = |(name, shape): (String, Vec<usize>)| {
            let numbers = (0..shape.iter().product()).map(|_| rng.random_range(-0.7..0.7)).collect();
            (name, (shape, numbers))
        };
        shapes.into_iter().map(tensor).collect()
    }

    const SAYS: &str = r#"{"side": 8, "channels": 1, "patch": 2, "dim": 8, "blocks": 2, "heads": 2, "labels": 10}"#;

    fn file(named: &Named, says: &str) -> Vec<u8> {
        file_with(named, &[("dit", says)])
    }

    fn file_with(named: &Named, metadata: &[(&str, &str)]) -> Vec<u8> {
        let bytes: Vec<Vec<u8>> =
            named.values().map(|(_, x)| x.iter().flat_map(|x| x.to_le_bytes()).collect()).collect();
        let views = named.iter().zip(&bytes).map(|((name, (shape, _)), bytes)| {
            (name.as_str(), TensorView::new(Dtype::F64, shape.clone(), bytes).unwrap())
        });
        let metadata = metadata.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
        safetensors::serialize(views.collect::<Vec<_>>(), Some(metadata)).unwrap()
    }

    /// x·Wᵀ + b of one row.
    fn dense(named: &Named, layer: &str, x: &[f64]) -> Vec<f64> {
        let (weight, bias) = (&named[&format!("{layer}.weight")].1, &named[&format!("{layer}.bias")].1);
        (0..bias.len()).map(|o| bias[o] + (0..x.len()).map(|i| weight[o * x.len() + i] * x[i]).sum::<f64>()).collect()
    }

    fn silu_of(x: &[f64]) -> Vec<f64> {
        x.iter().map(|x| x / (1.0 + (-x).exp())).collect()
    }

    /// (1 + scale)·LN(x) + shift of one row.
    fn bent(x: &[f64], shift: &[f64], scale: &[f64]) -> Vec<f64> {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64;
        (0..x.len()).map(|i| (1.0 + scale[i]) * (x[i] - mean) / (variance + 1e-6).sqrt() + shift[i]).collect()
    }

    /// The velocity of a picture from the formulas, with loops over plain rows.
    fn by_hand(named: &Named, t: f64, label: usize, picture: &[f64]) -> Vec<f64> {
        let (d, d_head) = (8, 4);
        let omegas = (0..d / 2).map(|k| 1000_f64.powf(k as f64 / 3.0));
        let waves = omegas.clone().map(|omega| (omega * t).cos()).chain(omegas.map(|omega| (omega * t).sin()));
        let e: Vec<f64> = waves.map(|wave| wave / 2.0).collect(); // √(2/8)
        let time = dense(named, "time.1", &silu_of(&dense(named, "time.0", &e)));
        let c: Vec<f64> = (0..d).map(|i| time[i] + named["labels"].1[label * d + i]).collect();
        let pixel = |token: usize, place: usize| 8 * (2 * (token / 4) + place / 2) + 2 * (token % 4) + place % 2;
        let mut x: Vec<Vec<f64>> = (0..16)
            .map(|token| {
                let cut: Vec<f64> = (0..4).map(|place| picture[pixel(token, place)]).collect();
                let row = dense(named, "patch", &cut);
                (0..d).map(|i| row[i] + named["positions"].1[token * d + i]).collect()
            })
            .collect();
        for block in ["blocks.0", "blocks.1"] {
            let of = |name: &str, x: &[f64]| dense(named, &format!("{block}.{name}"), x);
            let m = of("modulation", &silu_of(&c));
            let part = |k: usize| &m[k * d..(k + 1) * d];
            let bent_rows: Vec<Vec<f64>> = x.iter().map(|x| bent(x, part(0), part(1))).collect();
            let [q, k, v] = ["query", "key", "value"]
                .map(|name| bent_rows.iter().map(|x| of(&format!("attention.{name}"), x)).collect::<Vec<_>>());
            for token in 0..16 {
                let mut found = vec![0.0; d];
                for (i, found) in found.iter_mut().enumerate() {
                    let head = i / d_head * d_head..i / d_head * d_head + d_head;
                    let fit =
                        |j: usize| head.clone().map(|a| q[token][a] * k[j][a]).sum::<f64>() / (d_head as f64).sqrt();
                    let all: f64 = (0..16).map(|j| fit(j).exp()).sum();
                    *found = (0..16).map(|j| fit(j).exp() / all * v[j][i]).sum();
                }
                let answer = of("attention.out", &found);
                x[token].iter_mut().zip(part(2)).zip(&answer).for_each(|((x, gate), y)| *x += gate * y);
            }
            for x in &mut x {
                let answer = of("mlp.1", &silu_of(&of("mlp.0", &bent(x, part(3), part(4)))));
                x.iter_mut().zip(part(5)).zip(&answer).for_each(|((x, gate), y)| *x += gate * y);
            }
        }
        let m = dense(named, "end.modulation", &silu_of(&c));
        let mut velocity = vec![0.0; 64];
        for (token, x) in x.iter().enumerate() {
            let cut = dense(named, "end.linear", &bent(x, &m[..d], &m[d..]));
            (0..4).for_each(|place| velocity[pixel(token, place)] = cut[place]);
        }
        velocity
    }

    #[test]
    fn the_velocity_is_that_of_plain_loops() {
        let named = random();
        let dit = Dit::<f64>::from_bytes(file(&named, SAYS), "random").unwrap();
        assert_eq!((dit.shape(), dit.dim()), (SHAPE, 64));
        let x = Digits::all().points().slice(s![..3, ..]).to_owned();
        for (label, t) in [(None, 0.3), (Some(0), 0.0), (Some(7), 1.0)] {
            let of_label = label.map_or(dit.clone(), |label| dit.with_label(label).unwrap());
            let u = of_label.at(t, &x);
            assert!(u.iter().any(|u| u.abs() > 0.1));
            for (x, u) in x.rows().into_iter().zip(u.rows()) {
                let exact = by_hand(&named, t, label.unwrap_or(10), &x.to_vec());
                // sums of up to 32 numbers of size 1, a few of them one behind the other
                assert!(u.iter().zip(exact).all(|(u, exact)| (u - exact).abs() < 1e-12), "{label:?} {t}");
            }
        }
        let rounded = Dit::<f32>::from_bytes(file(&named, SAYS), "random").unwrap();
        let gap = rounded.at(0.3, &x) - dit.at(0.3, &x);
        assert!(gap.iter().all(|gap| gap.abs() < 1e-4)); // some hundred ε of f32
    }

    #[test]
    fn before_training_it_says_nothing_and_has_as_many_weights_as_are_counted() {
        let large = DitShape { dim: 32, heads: 4, ..SHAPE };
        let dit = Dit::<f32>::new(large, Seed(1)).unwrap();
        let x = Digits::all().points().slice(s![..5, ..]).to_owned();
        assert_eq!(dit.with_label(3).unwrap().at(0.4, &x), Array2::<f64>::zeros((5, 64)));
        assert_eq!(dit.n_weights(), 43204);
        let formula = |d: usize, l: usize| {
            let block = (d * 6 * d + 6 * d) + 4 * (d * d + d) + (d * 4 * d + 4 * d) + (4 * d * d + d);
            (4 * d + d) + 16 * d + 2 * (d * d + d) + 11 * d + l * block + (d * 2 * d + 2 * d) + (d * 4 + 4)
        };
        for (dim, blocks) in [(32, 2), (64, 4)] {
            let shape = DitShape { dim, blocks, heads: 4, ..SHAPE };
            assert_eq!(Dit::<f32>::new(shape, Seed(1)).unwrap().n_weights(), formula(dim, blocks));
        }
    }

    #[test]
    fn a_damaged_file_is_refused_in_one_line_that_names_the_fault() {
        let named = random();
        let refused = |named: &Named, says: &str| {
            let message = Dit::<f64>::from_bytes(file(named, says), "dit.safetensors").unwrap_err().to_string();
            assert!(message.starts_with("dit.safetensors") && !message.contains('\n'), "{message}");
            message
        };
        let mut missing = named.clone();
        missing.remove("blocks.1.attention.key.bias");
        assert!(refused(&missing, SAYS).contains("has no tensor `blocks.1.attention.key.bias`"));
        let mut turned = named.clone();
        turned.get_mut("blocks.0.mlp.0.weight").unwrap().0.reverse();
        assert!(refused(&turned, SAYS).contains("has `blocks.0.mlp.0.weight` in the shape [8, 32], not [32, 8]"));
        let mut more = named.clone();
        more.insert("blocks.2.mlp.0.bias".to_string(), (vec![1], vec![0.0]));
        assert!(refused(&more, SAYS).contains("`blocks.2.mlp.0.bias`"));
        let mut broken = named.clone();
        broken.get_mut("labels").unwrap().1[3] = f64::NAN;
        assert!(refused(&broken, SAYS).contains("has NaN in `labels`, at place 3"));
        assert!(refused(&named, &SAYS.replace("heads", "hands")).contains("does not say its `heads`"));
        for (right, wrong, words) in [
            ("\"heads\": 2", "\"heads\": 3", "modulo the number of heads is 2"),
            ("\"patch\": 2", "\"patch\": 0", "no pixels in a row of a patch"),
            ("\"side\": 8", "\"side\": 800000", "800000"),
        ] {
            assert!(refused(&named, &SAYS.replace(right, wrong)).contains(words));
        }
        let asked_for = |target| {
            let bytes = file_with(&named, &[("dit", SAYS), ("target", target)]);
            Dit::<f64>::from_bytes(bytes, "dit.safetensors")
        };
        assert!(asked_for("\"Velocity\"").is_ok());
        let message = asked_for("\"Clean\"").unwrap_err().to_string();
        assert!(message.contains("says \"Clean\" under `target`: this network says the velocity"), "{message}");
    }
}
