//! The average of the weights that training visits, as lesson 14 has it: samples are made with it.

use std::any::Any;
use std::collections::HashMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::tensor::Tensor;

/// Moves the average towards the weights after step k, counted from 1, by 1 − d of the way; in the beginning, where
/// (1 + k)/(10 + k) is less than the decay d, that stands for it.
pub fn update<M: Module>(average: M, net: &M, decay: f64, k: usize) -> M {
    let k = k as f64;
    let share = 1.0 - decay.min((1.0 + k) / (10.0 + k));
    let mut weights = Weights::default();
    net.visit(&mut weights);
    average.map(&mut Towards { weights, share })
}

/// The weights of a module, beside the graph of their gradients.
#[derive(Default)]
struct Weights(HashMap<ParamId, Box<dyn Any>>);

impl ModuleVisitor for Weights {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.insert(param.id, Box::new(param.val().inner()));
    }
}

struct Towards {
    weights: Weights,
    share: f64,
}

impl ModuleMapper for Towards {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let weight = self.weights.0.remove(&param.id).and_then(|weight| weight.downcast::<Tensor<D>>().ok());
        match weight {
            Some(weight) => param.map(|average| average.clone() + (*weight - average).mul_scalar(self.share)),
            None => param,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Dit, DitShape, Network};
    use crate::weights;
    use burn::tensor::Device;
    use flowlab::Seed;

    #[test]
    fn it_goes_the_share_of_the_way_and_knows_each_weight_by_its_name() {
        let device = Device::flex().autodiff();
        let shape = DitShape { side: 4, channels: 1, patch: 2, dim: 4, blocks: 1, heads: 2, labels: 2 };
        let net = Dit::new(&shape, Seed(1), &device);
        let twice = weights::of(&net).into_iter().map(|(name, mut weight)| {
            weight.numbers.iter_mut().for_each(|x| *x *= 2.0);
            (name, weight)
        });
        let average = weights::with(net.valid(), twice.collect()).unwrap();
        let before = weights::of(&average);
        let after = weights::of(&update(average, &net, 0.999, 1));
        for (name, weight) in weights::of(&net) {
            for ((before, after), now) in before[&name].numbers.iter().zip(&after[&name].numbers).zip(weight.numbers) {
                // k = 1: 1 − 2/11 of the way
                assert!((after - (before + 9.0 / 11.0 * (now - before))).abs() < 1e-6, "{name}");
            }
        }
    }
}
