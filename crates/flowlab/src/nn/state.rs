//! Weights in files: safetensors, under the names and in the shapes of PyTorch's `Sequential`.

mod checksum;
mod names;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};

use super::activation::Activation;
use super::mlp::Mlp;
use super::real::Real;
use crate::error::{Error, Result};
use crate::file;
use crate::lanes::Lanes;
use names::{bias_of, in_order, layer_of, sequential, weight_of};

/// The key of our own lines in the file's metadata. One key, since a file holds several in no fixed order.
const NOTES: &str = "flowlab";

/// A tensor as it stands in a file.
struct Tensor {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

/// The named tensors of a file, and the lines `name = value` that say what they are.
pub(crate) struct Tensors {
    path: PathBuf,
    tensors: Vec<Tensor>,
    notes: Vec<(String, String)>,
    /// What a file that was read says of itself beside that, by key.
    metadata: BTreeMap<String, String>,
    /// The first number among those that were put in which is not finite, in words.
    not_finite: Option<String>,
}

impl Tensors {
    /// No tensors, for a file of this name.
    pub fn new(path: &Path) -> Tensors {
        let (tensors, notes, metadata) = (Vec::new(), Vec::new(), BTreeMap::new());
        Tensors { path: path.to_path_buf(), tensors, notes, metadata, not_finite: None }
    }

    /// Adds a tensor.
    pub fn put<T: Real>(&mut self, name: &str, shape: &[usize], values: &[T]) {
        if let Some(i) = values.iter().position(|value| !value.is_finite()) {
            self.not_finite.get_or_insert_with(|| format!("has {} in `{name}`, at place {i}", values[i]));
        }
        let bytes = T::to_bytes(values);
        self.tensors.push(Tensor { name: name.to_string(), dtype: T::DTYPE, shape: shape.to_vec(), bytes });
    }

    /// Adds weights laid out as those of `net`, each layer's W and b under `prefix`.
    pub fn put_layers<T: Real>(&mut self, prefix: &str, net: &Mlp<T>, weights: &[T]) {
        let mut rest = weights;
        for (layer, pair) in sequential(prefix, net.n_layers()).iter().zip(net.widths().windows(2)) {
            let (weight, behind) = rest.split_at(pair[1] * pair[0]);
            let (bias, behind) = behind.split_at(pair[1]);
            self.put(&weight_of(layer), &[pair[1], pair[0]], weight);
            self.put(&bias_of(layer), &[pair[1]], bias);
            rest = behind;
        }
    }

    /// Adds a line.
    pub fn note(&mut self, name: &str, value: impl ToString) {
        self.notes.push((name.to_string(), value.to_string()));
    }

    /// Writes the file whole, with its checksum: what stood there before stays until all of the new one is on the disk.
    /// What `read` and `take` would refuse is not written.
    pub fn write(mut self) -> Result<()> {
        let bytes = self.bytes()?;
        file::write_whole(&self.path, &bytes)
            .map_err(|error| self.error(format!("cannot be written ({error}): give a folder that exists and has room")))
    }

    /// The bytes of the file, with its checksum.
    pub fn into_bytes(mut self) -> Result<Vec<u8>> {
        self.bytes()
    }

    fn bytes(&mut self) -> Result<Vec<u8>> {
        if let Some(what) = &self.not_finite {
            return Err(
                self.error(format!("is left as it was, since what is to be saved {what}: save only finite numbers"))
            );
        }
        self.tensors.sort_by(|a, b| a.name.cmp(&b.name));
        // first, before any line whose value might read like it
        self.notes.insert(0, (checksum::NAME.to_string(), checksum::NONE.to_string()));
        let views = self.tensors.iter().map(|Tensor { name, dtype, shape, bytes }| {
            Ok((name.as_str(), TensorView::new(*dtype, shape.clone(), bytes)?))
        });
        let lines: Vec<String> = self.notes.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let metadata = [(NOTES.to_string(), lines.join("\n"))].into_iter().collect();
        let mut bytes = views
            .collect::<std::result::Result<Vec<_>, SafeTensorError>>()
            .and_then(|views| safetensors::serialize(views, Some(metadata)))
            .map_err(|error| self.error(format!("cannot be put into safetensors: {error}")))?;
        checksum::put(&mut bytes);
        Ok(bytes)
    }

    /// Reads a file, and refuses one whose bytes are not those that its checksum was taken of.
    pub fn read(path: &Path) -> Result<Tensors> {
        let bytes = fs::read(path).map_err(|error| Tensors::new(path).error(format!("cannot be read: {error}")))?;
        Tensors::parse(path, bytes)
    }

    /// The same for the bytes of a file of this name.
    pub fn parse(path: &Path, mut bytes: Vec<u8>) -> Result<Tensors> {
        let mut read = Tensors::new(path);
        if !checksum::holds(&mut bytes) {
            return Err(read.error("is damaged, its bytes are not those of its checksum: take another copy"));
        }
        let damaged = |error: SafeTensorError| {
            read.error(format!("is damaged, or no safetensors file ({error}): take another copy"))
        };
        let file = SafeTensors::deserialize(&bytes).map_err(damaged)?;
        let tensors = file.iter().map(|(name, view)| Tensor {
            name: name.to_string(),
            dtype: view.dtype(),
            shape: view.shape().to_vec(),
            bytes: view.data().to_vec(),
        });
        let mut tensors: Vec<Tensor> = tensors.collect();
        tensors.sort_by(|a, b| a.name.cmp(&b.name));
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(damaged)?;
        read.metadata = header.metadata().clone().unwrap_or_default().into_iter().collect();
        let lines = read.metadata.get(NOTES);
        let notes = lines.iter().flat_map(|lines| lines.lines()).filter_map(|line| line.split_once(" = "));
        read.notes = notes.map(|(name, value)| (name.to_string(), value.to_string())).collect();
        read.tensors = tensors;
        Ok(read)
    }

    /// What is wrong with this file, in one line whatever names are in it.
    pub fn error(&self, why: impl Into<String>) -> Error {
        let one_line = |text: String| text.replace(char::is_control, "\u{fffd}");
        Error::Checkpoint { path: one_line(self.path.display().to_string()), why: one_line(why.into()) }
    }

    /// The value of a line.
    pub fn noted(&self, name: &str) -> Option<&str> {
        self.notes.iter().find(|(noted, _)| noted == name).map(|(_, value)| value.as_str())
    }

    /// What the file says of itself under this key of its metadata, in a form that other programs write too.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        self.metadata.get(key).map(String::as_str)
    }

    /// The value of a line that must be there and be of its type.
    pub fn note_of<V: std::str::FromStr>(&self, name: &str) -> Result<V> {
        let Some(value) = self.noted(name) else {
            return Err(self.error(format!("does not say its `{name}`: it is no training run of this crate")));
        };
        value.parse().map_err(|_| self.error(format!("says `{name} = {value}`, which cannot be")))
    }

    /// Refuses a file without a checksum.
    pub fn has_checksum(&self) -> Result<()> {
        self.note_of::<String>(checksum::NAME).map(|_| ())
    }

    /// Takes out a tensor with all its dimensions.
    pub fn take<T: Real>(&mut self, name: &str) -> Result<(Vec<usize>, Vec<T>)> {
        let Some(place) = self.tensors.iter().position(|tensor| tensor.name == name) else {
            return Err(self.missing(name));
        };
        let Tensor { dtype, shape, bytes, .. } = self.tensors.remove(place);
        let values: Vec<T> = match dtype {
            Dtype::F32 => f32::from_bytes(&bytes).into_iter().map(|x| T::from_f64(x.into())).collect(),
            Dtype::F64 => f64::from_bytes(&bytes).into_iter().map(T::from_f64).collect(),
            other => return Err(self.error(format!("has `{name}` in {other:?}: save it in F32 or F64"))),
        };
        match values.iter().position(|value| !value.is_finite()) {
            Some(i) => Err(self.error(format!("has {} in `{name}`, at place {i}: take an older copy", values[i]))),
            None => Ok((shape, values)),
        }
    }

    /// Takes out the numbers of a tensor, none where there is no such tensor.
    pub fn take_any(&mut self, name: &str) -> Result<Vec<f64>> {
        if self.shape(name).is_none() { Ok(Vec::new()) } else { self.take(name).map(|(_, values)| values) }
    }

    /// Takes out a tensor that must have this shape.
    pub fn take_shaped<T: Real>(&mut self, name: &str, shape: &[usize]) -> Result<Vec<T>> {
        let (found, values) = self.take(name)?;
        if found == shape {
            Ok(values)
        } else {
            Err(self.error(format!("has `{name}` in the shape {found:?}, not {shape:?}: it is of another network")))
        }
    }

    /// Takes out the layers under `prefix`, named as in a `Sequential`, into the layout of `net`.
    pub fn take_layers<T: Real>(&mut self, prefix: &str, net: &Mlp<T>) -> Result<Vec<T>> {
        self.take_named(&sequential(prefix, net.n_layers()), net)
    }

    /// Takes out the layers of these names into the layout of `net`.
    fn take_named<T: Real>(&mut self, layers: &[String], net: &Mlp<T>) -> Result<Vec<T>> {
        let mut laid_out = Vec::with_capacity(net.weights().len());
        for (layer, pair) in layers.iter().zip(net.widths().windows(2)) {
            laid_out.extend(self.take_shaped::<T>(&weight_of(layer), &[pair[1], pair[0]])?);
            laid_out.extend(self.take_shaped::<T>(&bias_of(layer), &[pair[1]])?);
        }
        Ok(laid_out)
    }

    /// The shape of a tensor.
    fn shape(&self, name: &str) -> Option<&[usize]> {
        self.tensors.iter().find(|tensor| tensor.name == name).map(|tensor| &tensor.shape[..])
    }

    /// The widths of these layers, from the shapes of their weights.
    fn widths(&self, layers: &[String]) -> Result<Vec<usize>> {
        let matrix = |layer: &String| {
            let name = weight_of(layer);
            match self.shape(&name) {
                Some(&[n_out, n_in]) => Ok((n_in, n_out)),
                Some(shape) => {
                    Err(self.unclear(format!("has `{name}` in the shape {shape:?}, which is no dense layer's")))
                }
                None => Err(self.missing(&name)),
            }
        };
        let ends = layers.iter().map(matrix).collect::<Result<Vec<_>>>()?;
        if let Some(l) = (1..ends.len()).find(|&l| ends[l].0 != ends[l - 1].1) {
            let ((_, before), (n_in, _)) = (ends[l - 1], ends[l]);
            let why = format!("has `{}` of {n_in} inputs after a layer of {before} outputs", weight_of(&layers[l]));
            let other_way = ends.windows(2).all(|pair| pair[0].0 == pair[1].1);
            let way = ": W is stored as (in, out), save its transpose, in numpy `np.ascontiguousarray(W.T)`";
            return Err(if other_way { self.error(why + way) } else { self.unclear(why) });
        }
        Ok(ends.first().map(|(n_in, _)| *n_in).into_iter().chain(ends.iter().map(|(_, n_out)| *n_out)).collect())
    }

    /// Refuses a file whose layers under `prefix` have other widths.
    pub fn has_layers(&self, prefix: &str, widths: &[usize]) -> Result<()> {
        let found = self.widths(&sequential(prefix, widths.len() - 1))?;
        if found == widths {
            Ok(())
        } else {
            Err(self.error(format!("has layers of the widths {found:?} but says {widths:?}: it is damaged")))
        }
    }

    /// The names of the dense layers in a file of any program, in order. No other tensor may be in it.
    fn layers(&self) -> Result<Vec<String>> {
        let layers = self.tensors.iter().filter_map(|tensor| layer_of(&tensor.name));
        let layers: Vec<String> = layers.map(String::from).collect();
        let known: Vec<String> = layers.iter().flat_map(|layer| [weight_of(layer), bias_of(layer)]).collect();
        if let Some(other) = self.tensors.iter().find(|tensor| !known.contains(&tensor.name)) {
            return Err(self.unclear(format!("has `{}`, which is no dense layer's", other.name)));
        }
        if let Some(missing) = known.iter().find(|name| self.shape(name).is_none()) {
            return Err(self.unclear(format!("has no tensor `{}`", missing)));
        }
        in_order(&layers).ok_or_else(|| self.unclear("has layers whose order the names do not tell".to_string()))
    }

    fn missing(&self, name: &str) -> Error {
        self.error(format!("has no tensor `{name}`: it is of another network, or of another program"))
    }

    /// A refusal that tells which names stand in the file and which should.
    fn unclear(&self, why: String) -> Error {
        let mut found: Vec<String> =
            self.tensors.iter().take(SHOWN).map(|tensor| format!("`{}`", tensor.name)).collect();
        if let more @ 1.. = self.tensors.len().saturating_sub(SHOWN) {
            found.push(format!("{more} more"));
        }
        let found = if found.is_empty() { "no tensors".to_string() } else { found.join(", ") };
        self.error(format!(
            "{why}; found {found}; expected `N.weight` (out, in) and `N.bias` (out) of each dense layer, N rising, all \
             under one prefix or none: save the state_dict of a Sequential of Linear layers and activations"
        ))
    }

    /// Refuses tensors that nobody took.
    pub fn all_taken(&self) -> Result<()> {
        match self.tensors.first() {
            Some(Tensor { name, .. }) => {
                Err(self.error(format!("has a tensor `{}` that belongs to no dense layer here", name)))
            }
            None => Ok(()),
        }
    }
}

/// Names of tensors that a message tells.
const SHOWN: usize = 6;

impl<T: Real> Mlp<T> {
    /// Writes the weights as a safetensors file, whole or not at all: a file that stood there stays until the new one
    /// is complete.
    ///
    /// In PyTorch, `Sequential(Linear(..), SiLU(), Linear(..), ..)` loads it:
    /// `net.load_state_dict(safetensors.torch.load_file("net.safetensors"))`.
    ///
    /// # Errors
    /// Weights that are not finite, which [`load`](Mlp::load) would refuse; the folder does not exist or cannot be
    /// written, or the disk is full.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let mut tensors = Tensors::new(path.as_ref());
        tensors.put_layers("", self, self.weights());
        tensors.note("activation", self.activation().name());
        tensors.write()
    }

    /// Reads a network from a safetensors file, ours or the `state_dict` of a PyTorch module in which a `Linear` and an
    /// activation take turns. The widths are those of the file, in f32 or f64; the activation is not in a file of
    /// PyTorch's, so it must be given.
    ///
    /// The layers are found by their names, `0.weight`, `0.bias`, `2.weight`, .., in the order of the number. They may
    /// stand under one prefix (`net.0.weight`, `module._orig_mod.layers.3.weight`, `fc1.weight`), and numbers may be left
    /// out, as where a `Dropout` stands between: at work it does nothing.
    ///
    /// ```
    /// use flowlab::Seed;
    /// use flowlab::nn::{Activation, Mlp};
    /// let path = std::env::temp_dir().join(format!("flowlab-doc-{}.safetensors", std::process::id()));
    /// let net = Mlp::<f32>::new(&[3, 64, 2], Activation::Silu, Seed(1))?;
    /// net.save(&path)?;
    /// assert_eq!(Mlp::load(&path, Activation::Silu)?, net);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), flowlab::Error>(())
    /// ```
    ///
    /// From numpy, with W in the shape (out, in):
    ///
    /// ```text
    /// layers = {"0.weight": W0, "0.bias": b0, "2.weight": W1, "2.bias": b1}
    /// safetensors.numpy.save_file({name: np.ascontiguousarray(a) for name, a in layers.items()}, "net.safetensors")
    /// ```
    ///
    /// **`ascontiguousarray` must be there**: `save_file` writes the memory of a transposed array as it stands, without a
    /// word, and the file then holds another matrix in the shape of the right one, which nobody can tell from it. A layer
    /// of JAX (the `kernel` of Flax's `Dense`) is stored as (in, out): its weight here is
    /// `np.ascontiguousarray(np.asarray(kernel).T)`. Layers that are stored the other way round do not fit one another
    /// and are refused, but for square ones.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged, cut off or no safetensors file; tensors that are missing, of another
    /// shape or type, or left over; layers whose order the names do not tell, as those of two networks in one file;
    /// weights that are not finite; another activation than the file says.
    pub fn load(path: impl AsRef<Path>, activation: Activation) -> Result<Mlp<T>> {
        let mut tensors = Tensors::read(path.as_ref())?;
        if let Some(name) = tensors.noted("activation").filter(|name| *name != activation.name()) {
            return Err(
                tensors.error(format!("is a network with {name} between its layers, not {}", activation.name()))
            );
        }
        let layers = tensors.layers()?;
        let mut net = Mlp::zeros(&tensors.widths(&layers)?, activation)?;
        let weights = tensors.take_named(&layers, &net)?;
        net.weights_mut().copy_from_slice(&weights);
        tensors.all_taken()?;
        Ok(net)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::distribution::Gaussian;
    use crate::train::{FlowMatching, Settings};

    #[test]
    fn weights_that_are_not_finite_are_not_saved_and_the_old_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("net.safetensors");
        let mut net = Mlp::<f32>::new(&[3, 4, 2], Activation::Tanh, Seed(1)).unwrap();
        net.save(&path).unwrap();
        let old = fs::read(&path).unwrap();
        for (bad, word) in
            [(f32::NAN, "has NaN in `0.weight`, at place 4"), (f32::NEG_INFINITY, "has -inf in `0.weight`")]
        {
            net.weights_mut()[3 + 1] = bad; // row 1, column 1
            let message = net.save(&path).unwrap_err().to_string();
            assert!(message.contains(word) && !message.contains('\n'), "{message}");
            assert_eq!(fs::read(&path).unwrap(), old);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_run_whose_weights_are_not_finite_saves_neither_its_checkpoint_nor_its_field() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.safetensors");
        // the loss of the first step is finite, the weights after it are not
        let settings = Settings { hidden: vec![4], batch: 8, learning_rate: 1e300, ..Settings::default() };
        let mut training = FlowMatching::new(Gaussian::standard(1).unwrap(), settings).unwrap();
        training.checkpoint(&path).unwrap();
        let old = fs::read(&path).unwrap();
        training.step().unwrap();
        let message = training.checkpoint(&path).unwrap_err().to_string();
        assert!(message.contains(" in `net.0.weight`, at place "), "{message}");
        let message = training.field().save(&path).unwrap_err().to_string();
        assert!(message.contains(" in `0.weight`, at place "), "{message}");
        assert_eq!(fs::read(&path).unwrap(), old);
    }
}
