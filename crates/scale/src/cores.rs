//! Work shared among the cores of this machine.

use burn::tensor::Device;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::device;

/// What `work` makes of each item, in the order of the items: on the CPU as many at a time as there are cores, on another
/// device one after the other.
///
/// Burn's backend for the CPU shares out large products of matrices only. What is independent is better shared as a whole.
///
/// ```
/// let squares = scale::cores::map(vec![1, 2, 3], &burn::tensor::Device::flex(), |x| x * x);
/// assert_eq!(squares, [1, 4, 9]);
/// ```
pub fn map<T: Send, R: Send>(items: Vec<T>, device: &Device, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    if device::is_cpu(device) {
        items.into_par_iter().map(work).collect()
    } else {
        items.into_iter().map(work).collect()
    }
}
