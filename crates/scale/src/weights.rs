//! Weights as safetensors, with the names and the layout that PyTorch knows.
//!
//! A linear layer's weight is (outputs, inputs) in a file, as PyTorch has it, and (inputs, outputs) in Burn. The metadata
//! hold the sizes of the network as JSON under its name, `dit` or `conv`, and what it was asked for under `target`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};
use flowlab::Seed;
use flowlab::file::write_whole;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use crate::net::{Check, Network};
use crate::settings::Target;

/// The struct of Burn whose matrix lies the other way in a file.
const LINEAR: &str = "Struct:Linear";
/// Beside the sizes in the metadata.
const TARGET: &str = "target";

/// A weight as it stands in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Weight {
    /// Its sizes.
    pub dims: Vec<usize>,
    /// Its numbers, row by row.
    pub numbers: Vec<f32>,
}

/// The weights of a network by their names in a file.
pub fn of<M: Module>(net: &M) -> BTreeMap<String, Weight> {
    let mut reader = Reader::default();
    net.visit(&mut reader);
    reader.weights
}

/// The network's weights in a safetensors file.
///
/// # Errors
/// None is expected.
pub fn to_bytes<N: Network>(net: &N, target: Target) -> Result<Vec<u8>> {
    let weights: Vec<(String, Vec<usize>, Vec<u8>)> = of(net)
        .into_iter()
        .map(|(name, weight)| (name, weight.dims, weight.numbers.iter().flat_map(|x| x.to_le_bytes()).collect()))
        .collect();
    let views = weights.iter().map(|(name, dims, bytes)| Ok((name, TensorView::new(Dtype::F32, dims.clone(), bytes)?)));
    let views = views.collect::<Result<Vec<_>>>()?;
    let sizes = serde_json::to_string(net.shape())?;
    let metadata = [(N::NAME.to_string(), sizes), (TARGET.to_string(), serde_json::to_string(&target)?)];
    Ok(safetensors::serialize(views, Some(metadata.into_iter().collect()))?)
}

/// Writes the network's weights to a safetensors file, whole or not at all.
///
/// # Errors
/// A folder that cannot be written.
pub fn save<N: Network>(net: &N, target: Target, path: &Path) -> Result<()> {
    write_whole(path, &to_bytes(net, target)?).with_context(|| format!("cannot write {}", path.display()))
}

/// The network of a safetensors file, from here, from PyTorch or from anywhere, and what it was asked for (the velocity, where
/// the file does not say).
///
/// # Errors
/// A file that cannot be read, of another network, or with weights that are missing, too many or of other sizes.
pub fn load<N: Network>(path: &Path, device: &Device) -> Result<(N, Target)> {
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
    from_bytes(&bytes, device).with_context(|| format!("{shown} holds no network of the kind {}", N::NAME))
}

/// As [`load`], from bytes.
///
/// # Errors
/// As [`load`].
pub fn from_bytes<N: Network>(bytes: &[u8], device: &Device) -> Result<(N, Target)> {
    let (_, metadata) = SafeTensors::read_metadata(bytes)?;
    let metadata = metadata.metadata().clone().unwrap_or_default();
    let sizes = metadata.get(N::NAME).ok_or_else(|| anyhow!("its metadata have no `{}`", N::NAME))?;
    let shape: N::Shape = serde_json::from_str(sizes).context("its sizes cannot be read")?;
    shape.check()?;
    let target = metadata.get(TARGET).map_or(Ok(Target::Velocity), |target| serde_json::from_str(target))?;
    let net = N::new(&shape, Seed(0), device);
    Ok((with(net, weights_in(bytes)?)?, target))
}

fn weights_in(bytes: &[u8]) -> Result<BTreeMap<String, Weight>> {
    let file = SafeTensors::deserialize(bytes)?;
    let read = |(name, view): (&str, TensorView<'_>)| {
        ensure!(view.dtype() == Dtype::F32, "{name} is {:?}, not F32", view.dtype());
        let numbers = view.data().chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        Ok((name.to_string(), Weight { dims: view.shape().to_vec(), numbers: numbers.collect() }))
    };
    file.iter().map(read).collect()
}

/// The network with these weights.
///
/// # Errors
/// A weight that is missing, has other sizes, or has no place.
pub fn with<M: Module>(net: M, weights: BTreeMap<String, Weight>) -> Result<M> {
    let mut writer = Writer { path: Place::default(), weights, wrong: Vec::new() };
    let net = net.map(&mut writer);
    if let Some(wrong) = writer.wrong.first() {
        bail!("{wrong}");
    }
    if let Some(name) = writer.weights.keys().next() {
        bail!("{name} has no place in it");
    }
    Ok(net)
}

/// Where in a module a visitor is.
#[derive(Default)]
struct Place {
    names: Vec<String>,
    kinds: Vec<String>,
}

impl Place {
    fn enter(&mut self, name: &str, kind: &str) {
        self.names.push(name.to_string());
        self.kinds.push(kind.to_string());
    }

    fn exit(&mut self) {
        self.names.pop();
        self.kinds.pop();
    }

    fn name(&self) -> String {
        self.names.join(".")
    }

    /// Whether a parameter of so many sizes lies the other way in a file.
    fn is_turned(&self, n_dims: usize) -> bool {
        n_dims == 2 && self.kinds.last().is_some_and(|kind| kind == LINEAR)
    }
}

#[derive(Default)]
struct Reader {
    path: Place,
    weights: BTreeMap<String, Weight>,
}

impl ModuleVisitor for Reader {
    fn enter_module(&mut self, name: &str, kind: &str) {
        self.path.enter(name, kind);
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.exit();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let value = param.val();
        let value = if self.path.is_turned(D) { value.swap_dims(0, 1) } else { value };
        let dims = value.dims().to_vec();
        let numbers = value.into_data().iter::<f32>().collect();
        self.weights.insert(self.path.name(), Weight { dims, numbers });
    }
}

struct Writer {
    path: Place,
    weights: BTreeMap<String, Weight>,
    wrong: Vec<String>,
}

impl ModuleMapper for Writer {
    fn enter_module(&mut self, name: &str, kind: &str) {
        self.path.enter(name, kind);
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.exit();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = self.path.name();
        let Some(Weight { dims, numbers }) = self.weights.remove(&name) else {
            self.wrong.push(format!("{name} is missing"));
            return param;
        };
        let mut expected = param.lazy_shape().to_vec();
        let is_turned = self.path.is_turned(D);
        if is_turned {
            expected.reverse();
        }
        if dims != expected {
            self.wrong.push(format!("{name} has the sizes {dims:?}, not {expected:?}"));
            return param;
        }
        let value = Tensor::<D>::from_data(TensorData::new(numbers, dims), &param.lazy_device());
        let value = if is_turned { value.swap_dims(0, 1) } else { value };
        let id = param.id;
        param.transform_for_load(value, id)
    }
}
