//! What training leaves: a field.

use std::fmt;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Mutex;

use ndarray::{ArrayView2, ArrayViewMut2};

use super::description::{Description, describe};
use super::inputs::Inputs;
use super::target::{Target, Velocity};
use crate::VectorField;
use crate::error::{Error, Result};
use crate::nn::{Mlp, Real, Tape, Tensors, Transposed};
use crate::path::GaussianPath;

/// A trained network as the velocity field of its path: for every ODE solver, and through
/// [`Extended`](crate::path::Extended) for every SDE solver.
///
/// It computes in `T` and takes and gives f64. Where the network was told labels, [`with_label`](TrainedField::with_label)
/// gives the field to p( · | y); without, it is the field to the law of all classes together.
pub struct TrainedField<K = Velocity, T = f32> {
    net: Mlp<T>,
    transposed: Transposed<T>,
    inputs: Inputs,
    path: GaussianPath,
    label: Option<usize>,
    /// Tapes that are not in use: as many as threads have ever computed at once.
    tapes: Mutex<Vec<Tape<T>>>,
    kind: PhantomData<K>,
}

/// Rows that go through the network together: all that they need stays in the nearest cache.
const ROWS: usize = 96;

impl<K: Target, T: Real> TrainedField<K, T> {
    pub(super) fn new(net: Mlp<T>, inputs: Inputs, path: GaussianPath) -> TrainedField<K, T> {
        let transposed = Transposed::of(&net);
        TrainedField { net, transposed, inputs, path, label: None, tapes: Mutex::default(), kind: PhantomData }
    }

    /// The network.
    pub fn net(&self) -> &Mlp<T> {
        &self.net
    }

    /// The path whose velocity this is.
    pub fn path(&self) -> GaussianPath {
        self.path
    }

    /// How many labels the network was told of: 0 where the data had none.
    pub fn n_classes(&self) -> usize {
        self.inputs.n_classes
    }

    /// The field to p( · | label).
    ///
    /// # Errors
    /// A label that no class has, or a network that was told no labels.
    pub fn with_label(&self, label: usize) -> Result<TrainedField<K, T>> {
        match self.inputs.n_classes {
            0 => Err(Error::NoLabels { what: "the network" }),
            n_classes if label >= n_classes => Err(Error::Label { label, n_classes }),
            _ => Ok(TrainedField { label: Some(label), ..self.clone() }),
        }
    }

    /// Writes the network as a safetensors file that PyTorch loads too, with what is needed to read it back as a field.
    ///
    /// # Errors
    /// As [`Mlp::save`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let mut tensors = describe::<K, T>(path.as_ref(), &self.net, self.inputs, self.path);
        tensors.put_layers("", &self.net, self.net.weights());
        tensors.write()
    }

    /// Reads a field that [`save`](TrainedField::save) wrote.
    ///
    /// # Errors
    /// A file that cannot be read, is damaged, or is no trained field of this kind.
    pub fn load(path: impl AsRef<Path>) -> Result<TrainedField<K, T>> {
        let mut tensors = Tensors::read(path.as_ref())?;
        let described = Description::read(&tensors)?;
        let mut net = described.net::<K, T>(&tensors, "")?;
        let weights = tensors.take_layers("", &net)?;
        net.weights_mut().copy_from_slice(&weights);
        tensors.all_taken()?;
        Ok(TrainedField::new(net, described.inputs, described.path))
    }
}

impl<K: Target, T: Real> VectorField for TrainedField<K, T> {
    fn dim(&self) -> usize {
        self.inputs.dim
    }

    fn eval(&self, t: f64, x: ArrayView2<'_, f64>, mut out: ArrayViewMut2<'_, f64>) {
        assert_eq!(x.dim(), (out.nrows(), self.inputs.dim), "the batch and the buffer are (n, d)");
        let spare = self.tapes.lock().ok().and_then(|mut tapes| tapes.pop());
        let mut tape = spare.unwrap_or_else(|| Tape::new(&self.net, ROWS));
        let [of_x, of_output] = K::velocity(self.path.schedule(), t);
        let rows = x.axis_chunks_iter(ndarray::Axis(0), ROWS).zip(out.axis_chunks_iter_mut(ndarray::Axis(0), ROWS));
        for (x, mut out) in rows {
            for (input, x) in tape.inputs_mut(x.nrows()).zip(x.rows()) {
                self.inputs.write(input, &x, self.inputs.time_features(t), self.label);
            }
            self.net.infer(&self.transposed, &mut tape);
            for ((output, x), mut out) in tape.outputs().zip(x.rows()).zip(out.rows_mut()) {
                for ((output, x), out) in output.iter().zip(x).zip(&mut out) {
                    *out = of_x * x + of_output * output.into_f64();
                }
            }
        }
        if let Ok(mut tapes) = self.tapes.lock() {
            tapes.push(tape);
        }
    }
}

impl<K: Target, T: Real> Clone for TrainedField<K, T> {
    fn clone(&self) -> TrainedField<K, T> {
        TrainedField { net: self.net.clone(), transposed: self.transposed.clone(), tapes: Mutex::default(), ..*self }
    }
}

impl<K: Target, T: Real> fmt::Debug for TrainedField<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TrainedField { net, path, label, .. } = self;
        f.debug_struct("TrainedField")
            .field("learned", &K::NAME)
            .field("widths", &net.widths())
            .field("path", path)
            .field("label", label)
            .finish_non_exhaustive()
    }
}
