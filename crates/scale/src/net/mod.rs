//! The networks: what they share.

mod conv;
mod dit;
mod init;
mod time;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use flowlab::Seed;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use conv::{Conv, ConvShape};
pub use dit::{Dit, DitShape};
pub use time::features;

/// A network that sees noisy pictures, their times and their labels, and says a picture for each.
///
/// Pictures are rows of H·W·C numbers, pixel by pixel, as flowlab keeps them; what a network makes of the rows is its own
/// matter. A label of K, one more than the last, says that none is given.
pub trait Network: Module + Sync + 'static {
    /// The sizes that make the network.
    type Shape: Check + Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync;

    /// The name in files: of the metadata of a weights file, too.
    const NAME: &'static str;

    /// A network whose weights come from the seed alone: the same ones on every device.
    fn new(shape: &Self::Shape, seed: Seed, device: &Device) -> Self;

    /// Its sizes.
    fn shape(&self) -> &Self::Shape;

    /// One picture (n, d) for each noisy one (n, d), with its time in [0, 1] and its label.
    fn forward(&self, x: Tensor<2>, times: &[f64], labels: &[usize]) -> Tensor<2>;
}

/// Checks sizes that somebody typed.
pub trait Check {
    /// # Errors
    /// One line that names what does not fit.
    fn check(&self) -> anyhow::Result<()>;
}
