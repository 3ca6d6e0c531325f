//! What a file says of the network that it holds: how it is built, and what it has learned.

use std::path::Path;

use super::inputs::Inputs;
use super::target::Target;
use crate::error::Result;
use crate::nn::{Activation, Mlp, Real, Tensors};
use crate::path::{GaussianPath, Schedule};

/// A file that says what network it holds, still without tensors.
pub(super) fn describe<K: Target, T: Real>(
    file: &Path,
    net: &Mlp<T>,
    inputs: Inputs,
    path: GaussianPath,
    has_score: bool,
) -> Tensors {
    let mut tensors = Tensors::new(file);
    let widths: Vec<String> = net.widths().iter().map(ToString::to_string).collect();
    tensors.note("learned", K::NAME);
    tensors.note("widths", widths.join(" "));
    tensors.note("activation", net.activation().name());
    tensors.note("schedule", path.schedule().name());
    tensors.note("dim", inputs.dim);
    tensors.note("frequencies", inputs.frequencies);
    tensors.note("n_classes", inputs.n_classes);
    if inputs.n_conditions > 0 {
        tensors.note("n_conditions", inputs.n_conditions);
    }
    if !has_score {
        tensors.note("pairs", OTHER_PAIRS);
    }
    tensors
}

/// What a file says of pairs from which no score follows.
const OTHER_PAIRS: &str = "of one's own";

/// What a file says of the network that it holds.
pub(super) struct Description {
    learned: String,
    pub widths: Vec<usize>,
    pub activation: Activation,
    pub inputs: Inputs,
    pub path: GaussianPath,
    pub has_score: bool,
}

impl Description {
    pub fn read(tensors: &Tensors) -> Result<Description> {
        let learned = tensors.note_of("learned")?;
        let inputs = Inputs {
            dim: tensors.note_of("dim")?,
            frequencies: tensors.note_of("frequencies")?,
            n_classes: tensors.note_of("n_classes")?,
            n_conditions: tensors.noted("n_conditions").map_or(Ok(0), |_| tensors.note_of("n_conditions"))?,
        };
        let named: String = tensors.note_of("activation")?;
        let activation = Activation::from_name(&named)
            .ok_or_else(|| tensors.error(format!("has the activation `{named}`, which is not known here")))?;
        let named: String = tensors.note_of("schedule")?;
        let schedule = Schedule::from_name(&named).ok_or_else(|| {
            tensors.error(format!(
                "has the schedule `{named}`, which is not known here: for one of your own, \
                                                  call Schedule::own first"
            ))
        })?;
        let noted: String = tensors.note_of("widths")?;
        let widths: Option<Vec<usize>> = noted.split(' ').map(|width| width.parse().ok()).collect();
        let ends = (inputs.width(), Some(inputs.dim));
        let widths = widths
            .filter(|widths| widths.len() >= 2 && (widths.first().copied(), widths.last().copied()) == ends)
            .ok_or_else(|| tensors.error(format!("says `widths = {noted}`, which cannot be")))?;
        let (path, has_score) = (GaussianPath::new(schedule), tensors.noted("pairs").is_none());
        Ok(Description { learned, widths, activation, inputs, path, has_score })
    }

    /// The network, under `prefix`, with zeros for weights.
    pub fn net<K: Target, T: Real>(&self, tensors: &Tensors, prefix: &str) -> Result<Mlp<T>> {
        if self.learned != K::NAME {
            return Err(tensors.error(format!("has learned the {}, not the {}", self.learned, K::NAME)));
        }
        K::check(self.path.schedule())?;
        tensors.has_layers(prefix, &self.widths)?;
        Mlp::zeros(&self.widths, self.activation)
    }
}
