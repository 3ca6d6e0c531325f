//! Weights in files: safetensors, under the names and in the shapes of PyTorch's `Sequential`.

use std::fs;
use std::path::Path;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};

use super::activation::Activation;
use super::lanes::Lanes;
use super::mlp::Mlp;
use super::product::padded;
use super::real::Real;
use crate::error::{Error, Result};
use crate::file;

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
    path: String,
    tensors: Vec<Tensor>,
    notes: Vec<(String, String)>,
}

impl Tensors {
    /// No tensors, for a file of this name.
    pub fn new(path: &Path) -> Tensors {
        Tensors { path: path.display().to_string(), tensors: Vec::new(), notes: Vec::new() }
    }

    /// Adds a tensor.
    pub fn put<T: Real>(&mut self, name: &str, shape: &[usize], values: &[T]) {
        let bytes = T::to_bytes(values);
        self.tensors.push(Tensor { name: name.to_string(), dtype: T::DTYPE, shape: shape.to_vec(), bytes });
    }

    /// Adds weights laid out as those of `net`, each layer's W and b under `prefix`.
    pub fn put_layers<T: Real>(&mut self, prefix: &str, net: &Mlp<T>, weights: &[T]) {
        let mut of_these = net.clone();
        of_these.weights_mut().copy_from_slice(weights);
        for l in 0..net.n_layers() {
            let (weight, bias) = (of_these.weight(l), of_these.bias(l));
            let values: Vec<T> = weight.iter().copied().collect();
            self.put(&weight_name(prefix, l), weight.shape(), &values);
            self.put(&bias_name(prefix, l), bias.shape(), &bias.to_vec());
        }
    }

    /// Adds a line.
    pub fn note(&mut self, name: &str, value: impl ToString) {
        self.notes.push((name.to_string(), value.to_string()));
    }

    /// Writes the file whole: what stood there before stays until all of the new one is on the disk.
    pub fn write(mut self) -> Result<()> {
        self.tensors.sort_by(|a, b| a.name.cmp(&b.name));
        let views = self.tensors.iter().map(|Tensor { name, dtype, shape, bytes }| {
            Ok((name.as_str(), TensorView::new(*dtype, shape.clone(), bytes)?))
        });
        let lines: Vec<String> = self.notes.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let metadata = [(NOTES.to_string(), lines.join("\n"))].into_iter().collect();
        let bytes = views
            .collect::<std::result::Result<Vec<_>, SafeTensorError>>()
            .and_then(|views| safetensors::serialize(views, Some(metadata)))
            .map_err(|error| self.error(format!("cannot be put into safetensors: {error}")))?;
        file::write_whole(Path::new(&self.path), &bytes)
            .map_err(|error| self.error(format!("cannot be written ({error}): give a folder that exists and has room")))
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Tensors> {
        let mut read = Tensors::new(path);
        let bytes = fs::read(path).map_err(|error| read.error(format!("cannot be read: {error}")))?;
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
        let tensors = tensors.collect();
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(damaged)?;
        let lines = header.metadata().as_ref().and_then(|metadata| metadata.get(NOTES));
        let notes = lines.iter().flat_map(|lines| lines.lines()).filter_map(|line| line.split_once(" = "));
        read.notes = notes.map(|(name, value)| (name.to_string(), value.to_string())).collect();
        read.tensors = tensors;
        Ok(read)
    }

    /// What is wrong with this file.
    pub fn error(&self, why: impl Into<String>) -> Error {
        Error::Checkpoint { path: self.path.clone(), why: why.into() }
    }

    /// The value of a line.
    pub fn noted(&self, name: &str) -> Option<&str> {
        self.notes.iter().find(|(noted, _)| noted == name).map(|(_, value)| value.as_str())
    }

    /// The value of a line that must be there and be of its type.
    pub fn note_of<V: std::str::FromStr>(&self, name: &str) -> Result<V> {
        let Some(value) = self.noted(name) else {
            return Err(self.error(format!("does not say its `{name}`: it is no training run of this crate")));
        };
        value.parse().map_err(|_| self.error(format!("says `{name} = {value}`, which cannot be")))
    }

    /// Takes out a tensor with all its dimensions.
    pub fn take<T: Real>(&mut self, name: &str) -> Result<(Vec<usize>, Vec<T>)> {
        let Some(place) = self.tensors.iter().position(|tensor| tensor.name == name) else {
            return Err(self.error(format!("has no tensor `{name}`: it is of another network, or of another program")));
        };
        let Tensor { dtype, shape, bytes, .. } = self.tensors.swap_remove(place);
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

    /// Takes out a tensor that must have this shape.
    pub fn take_shaped<T: Real>(&mut self, name: &str, shape: &[usize]) -> Result<Vec<T>> {
        let (found, values) = self.take(name)?;
        if found == shape {
            Ok(values)
        } else {
            Err(self.error(format!("has `{name}` in the shape {found:?}, not {shape:?}: it is of another network")))
        }
    }

    /// Takes out the layers under `prefix` into the layout of `net`.
    pub fn take_layers<T: Real>(&mut self, prefix: &str, net: &Mlp<T>) -> Result<Vec<T>> {
        let mut laid_out = Vec::with_capacity(net.weights().len());
        for (l, pair) in net.widths().windows(2).enumerate() {
            let weight = self.take_shaped(&weight_name(prefix, l), &[pair[1], pair[0]])?;
            let bias = self.take_shaped(&bias_name(prefix, l), &[pair[1]])?;
            for row in weight.chunks(pair[0]).chain([&bias[..]]) {
                laid_out.extend_from_slice(row);
                laid_out.resize(laid_out.len() + padded(row.len()) - row.len(), T::zero());
            }
        }
        Ok(laid_out)
    }

    /// The widths of the layers under `prefix`, from their shapes.
    fn widths(&self, prefix: &str) -> Result<Vec<usize>> {
        let mut widths = Vec::new();
        let shape = |l| self.tensors.iter().find(|tensor| tensor.name == weight_name(prefix, l)).map(|t| &t.shape);
        while let Some(shape) = shape(widths.len().saturating_sub(1)) {
            let [n_out, n_in] = shape[..] else {
                return Err(self.error(format!("has a weight in the shape {shape:?}: that is no dense layer")));
            };
            match widths.last() {
                None => widths.extend([n_in, n_out]),
                Some(&before) if before == n_in => widths.push(n_out),
                Some(before) => {
                    return Err(self.error(format!("has a layer of {n_in} inputs after one of {before} outputs")));
                }
            }
        }
        if widths.is_empty() {
            return Err(self.error(format!(
                "has no tensor `{}`: save the state_dict of a Sequential of Linear layers and activations",
                weight_name(prefix, 0)
            )));
        }
        Ok(widths)
    }

    /// Refuses a file whose layers under `prefix` have other widths.
    pub fn has_layers(&self, prefix: &str, widths: &[usize]) -> Result<()> {
        let found = self.widths(prefix)?;
        if found == widths {
            Ok(())
        } else {
            Err(self.error(format!("has layers of the widths {found:?} but says {widths:?}: it is damaged")))
        }
    }

    /// Refuses tensors that nobody took.
    pub fn all_taken(&self) -> Result<()> {
        match self.tensors.first() {
            Some(tensor) => {
                Err(self.error(format!("has a tensor `{}` that belongs to no dense layer here", tensor.name)))
            }
            None => Ok(()),
        }
    }
}

/// In a `Sequential` every second module is a `Linear`, the others are activations.
fn weight_name(prefix: &str, l: usize) -> String {
    format!("{prefix}{}.weight", 2 * l)
}

fn bias_name(prefix: &str, l: usize) -> String {
    format!("{prefix}{}.bias", 2 * l)
}

impl<T: Real> Mlp<T> {
    /// Writes the weights as a safetensors file, whole or not at all: a file that stood there stays until the new one
    /// is complete.
    ///
    /// In PyTorch, `Sequential(Linear(..), SiLU(), Linear(..), ..)` loads it:
    /// `net.load_state_dict(safetensors.torch.load_file("net.safetensors"))`.
    ///
    /// # Errors
    /// The folder does not exist or cannot be written, or the disk is full.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let mut tensors = Tensors::new(path.as_ref());
        tensors.put_layers("", self, self.weights());
        tensors.note("activation", self.activation().name());
        tensors.write()
    }

    /// Reads a network from a safetensors file, ours or the `state_dict` of a PyTorch `Sequential` in which a `Linear`
    /// and an activation take turns. The widths are those of the file, in f32 or f64; the activation is not in a file
    /// of PyTorch's, so it must be given.
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
    /// # Errors
    /// A file that cannot be read, is damaged, cut off or no safetensors file; tensors that are missing, of another
    /// shape or type, or left over; weights that are not finite; another activation than the file says.
    pub fn load(path: impl AsRef<Path>, activation: Activation) -> Result<Mlp<T>> {
        let mut tensors = Tensors::read(path.as_ref())?;
        if let Some(name) = tensors.noted("activation").filter(|name| *name != activation.name()) {
            return Err(
                tensors.error(format!("is a network with {name} between its layers, not {}", activation.name()))
            );
        }
        let mut net = Mlp::zeros(&tensors.widths("")?, activation)?;
        let weights = tensors.take_layers("", &net)?;
        net.weights_mut().copy_from_slice(&weights);
        tensors.all_taken()?;
        Ok(net)
    }
}
